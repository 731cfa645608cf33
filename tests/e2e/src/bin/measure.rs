//! Measures the real window of a release build: how soon it can be used, and what memory it holds.

use std::time::{Duration, Instant};

use anyhow::Result;
use porchlight_e2e::{Setting, Sought, Stage, processes};

/// How large the sample office is.
const LEADS: u32 = 100_000;
/// How often the start is measured; the median counts.
const STARTS: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    Stage::play(Setting::demo("measure", LEADS), async |stage| {
        println!("\nThe window on an office of {LEADS} leads");
        println!("  start to a sign-in page that takes keys   {:>7} ms", starts(stage).await?.as_millis());
        memory(stage, "at the sign-in page")?;
        let begin = Instant::now();
        stage.sign_in().await?;
        println!("  sign-in, with the password hash           {:>7} ms", begin.elapsed().as_millis());
        let begin = Instant::now();
        stage.go_to("/leads").await?;
        stage.find(Sought::Css("[data-testid=leads-table]:not([aria-busy=true])")).await?;
        println!("  the list of leads on the screen           {:>7} ms", begin.elapsed().as_millis());
        stage.painted().await?;
        memory(stage, "idle at the list")
    })
    .await
}

/// The median time from the start of the process to a page that can be used.
async fn starts(stage: &mut Stage) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        stage.close().await;
        stage.open().await?;
        stage.find(Sought::TestId("sign-in-password")).await?;
        times.push(processes::age_of(stage.program_id()?)?);
    }
    times.sort();
    Ok(times[STARTS / 2])
}

/// Says what the program and the web view's processes hold.
fn memory(stage: &Stage, when: &str) -> Result<()> {
    let program = stage.program_id()?;
    let own = processes::memory_of(program)?;
    let all = processes::descendants(program).into_iter().filter_map(|id| processes::memory_of(id).ok());
    let all: u64 = own + all.sum::<u64>();
    println!("  memory {when:<34}{:>6} MB own, {} MB with the web view", own / 1024, all / 1024);
    Ok(())
}
