//! Finding one's way through the activity log: filters, words, one lead's entries, what comes in meanwhile, files of it,
//! and taking back what others did.

use anyhow::{Context, Result};
use porchlight_e2e::{Key, OtherDesk, Setting, Sought, Stage};
use serde_json::{Value, json};

const TOTAL: Sought<'_> = Sought::TestId("activity-total");
const MARK: Sought<'_> = Sought::TestId("filter-mark");
const TOAST: Sought<'_> = Sought::TestId("toast");

#[tokio::test]
async fn people_and_what_they_did_narrow_the_log_and_each_mark_goes_by_itself() -> Result<()> {
    Stage::play(Setting::office("log-filters"), async |stage| {
        stage.welcome("mei", "Mei Chen", "manager")?;
        let mei = stage.desk_of("mei")?;
        let walter =
            added(&mei, json!({"first_name": "Walter", "last_name": "Quinn", "phone": "215 555 0171"}))?;
        mei.call("lead_edit", json!({"id": walter, "fields": {"city": "Lansdale"}}))?;
        let ruth = stage.add_lead(ruth()).await?;
        stage.edit_lead(ruth, json!({"city": "Norristown"})).await?;
        stage.sign_in().await?;
        stage.click("link", "Activity log").await?;

        pick(stage, "filter-person", &["Mei Chen"]).await?;
        see_total(stage, "3 entries").await?;
        stage.see_in(MARK, "Mei Chen").await?;
        let who = stage.texts_of(Sought::TestId("entry-who")).await?;
        assert_eq!(who, ["Mei Chen"; 3], "her sign-in, her lead and her edit");
        pick(stage, "filter-what", &["Leads"]).await?;
        see_total(stage, "2 entries").await?;
        stage.see_count(MARK, 2).await?;
        stage.see("Walter Quinn added").await?;
        stage.see("Walter Quinn: city set to Lansdale").await?;

        // An action taken out of its kind leaves the others of the kind.
        pick(stage, "filter-what", &["Lead added"]).await?;
        see_total(stage, "1 entry").await?;
        stage.see_in(Sought::TestId("entry-sentence"), "Walter Quinn: city set to Lansdale").await?;
        stage.click("button", "Remove the filter: Mei Chen").await?;
        see_total(stage, "2 entries").await?;
        stage.see("Ruth Abel: city set to Norristown").await?;

        // What was chosen is still chosen when somebody comes back.
        stage.click("link", "Dashboard").await?;
        stage.see_no_more(TOTAL).await?;
        stage.click("link", "Activity log").await?;
        see_total(stage, "2 entries").await?;
        stage.click("button", "Clear all").await?;
        stage.see_no_more(Sought::TestId("active-filters")).await?;
        stage.see_focus_on("Search the activity log").await?;
        stage.see("Mei Chen approved as Manager").await?;
        let all = total(stage).await?;
        assert!(all > 8, "everything is there again: {all}");
        pick(stage, "filter-person", &["Mei Chen", "dana"]).await?;
        stage.see_in(Sought::TestId("filter-person"), "2 selected").await?;
        see_total(stage, &format!("{all} entries")).await
    })
    .await
}

#[tokio::test]
async fn words_are_found_in_old_and_new_values_and_in_what_a_file_brought() -> Result<()> {
    Stage::play(Setting::office("log-words"), async |stage| {
        let lead = stage.add_lead(ruth()).await?;
        stage.edit_lead(lead, json!({"city": "Lansdale"})).await?;
        let file = stage.file("spring fair.csv");
        std::fs::write(
            &file,
            "First name,Last name,Phone\nOtis,Fenwick,215 555 0119\nInès,Marlow,215 555 0120\n",
        )?;
        stage.command_line(&["import", &file.to_string_lossy(), "--json"]).await?.json()?;
        stage.sign_in().await?;
        stage.click("link", "Activity log").await?;
        let all = total(stage).await?;

        let fair = "2 leads imported from spring fair.csv";
        for (words, found, sentence) in [
            ("lansd", "1 entry", "Ruth Abel: city set to Lansdale"),
            ("AMBLER ruth", "2 entries", "Ruth Abel: city set to Lansdale"),
            ("(215) 555-0134", "1 entry", "Ruth Abel added"),
            ("fenwick", "1 entry", fair),
            ("ines marlow", "1 entry", fair),
            ("spring fair", "1 entry", fair),
        ] {
            stage.type_into("Search the activity log", words).await?;
            see_total(stage, found).await.context(words)?;
            stage.see_in(Sought::TestId("entry-sentence"), sentence).await.context(words)?;
            stage.see_in(MARK, words).await?;
        }
        stage.type_into("Search the activity log", "Fenwick Lansdale").await?;
        stage.see_in(Sought::TestId("activity-empty"), "Nothing in the log is like that").await?;
        stage.press(Key::Escape).await?;
        see_total(stage, &format!("{all} entries")).await
    })
    .await
}

#[tokio::test]
async fn days_narrow_the_log_and_one_that_is_none_is_said_beside_its_field() -> Result<()> {
    Stage::play_at_desk(Setting::office("log-days"), async |stage| {
        stage.add_lead(ruth()).await?;
        stage.click("link", "Activity log").await?;
        stage.see("Ruth Abel added").await?;
        let all = total(stage).await?;
        let (before, after) = (day(stage, -2).await?, day(stage, 2).await?);

        set_day(stage, "From", &before).await?;
        stage.see_in(MARK, "From ").await?;
        see_total(stage, &format!("{all} entries")).await?;
        set_day(stage, "From", &after).await?;
        stage.see_in(Sought::TestId("activity-empty"), "Nothing in the log is like that").await?;
        set_day(stage, "From", "").await?;
        stage.see_no_more(MARK).await?;
        set_day(stage, "To", &before).await?;
        stage.find(Sought::TestId("activity-empty")).await?;
        stage.click_on(Sought::TestId("activity-everything")).await?;
        see_total(stage, &format!("{all} entries")).await?;

        set_day(stage, "To", "when the roses bloom").await?;
        stage.see_in(Sought::TestId("filter-to-error"), "“when the roses bloom”").await?;
        stage.see_in(Sought::TestId("activity-wrong-day"), "The day above is not understood").await?;
        stage.click("button", "Clear the day").await?;
        see_total(stage, &format!("{all} entries")).await?;
        stage.see_no_more(Sought::TestId("filter-to-error")).await
    })
    .await
}

#[tokio::test]
async fn the_history_of_a_lead_leads_to_its_entries_in_the_log() -> Result<()> {
    Stage::play_at_desk(Setting::office("log-lead"), async |stage| {
        let lead = stage.add_lead(ruth()).await?;
        stage.edit_lead(lead, json!({"city": "Lansdale"})).await?;
        stage.add_lead(json!({"first_name": "Walter", "phone": "215 555 0171"})).await?;
        stage.click("link", "Activity log").await?;
        let all = total(stage).await?;
        stage.type_into("Search the activity log", "Walter").await?;
        see_total(stage, "1 entry").await?;

        stage.go_to(&format!("/leads/{lead}/history")).await?;
        stage.click("link", "In the activity log").await?;
        stage.see_in(Sought::TestId("filter-mark-lead"), "About Ruth Abel").await?;
        see_total(stage, "2 entries").await?;
        stage.see_no_more(MARK).await.context("the words of before are not meant here")?;
        stage.click_on(Sought::TestId("entry-toggle")).await?;
        stage.see_in(Sought::TestId("entry-changes"), "Lansdale").await?;

        stage.click("button", "Remove the filter: About Ruth Abel").await?;
        see_total(stage, &format!("{all} entries")).await?;
        stage.until_true("location.hash === '#/activity'").await?;
        stage.click_on(Sought::TestId("entry-history")).await?;
        stage.find(Sought::TestId("history-page")).await.map(drop)
    })
    .await
}

/// How many edits there are before anybody looks: more than one page of the log.
const EDITS: usize = 130;
/// The first entry that is in sight, and how far below the upper edge of the window.
const PLACE: &str = "
    const edge = document.querySelector('[data-testid=activity-list]').getBoundingClientRect().top;
    const rows = [...document.querySelectorAll('[data-testid=audit-log-item]')];
    const tops = rows.map((row) => [row.dataset.operation, Math.round(row.getBoundingClientRect().top)]);
    return tops.filter(([, top]) => top >= edge).sort((a, b) => a[1] - b[1])[0];";
/// Two pictures later, what a change has moved stands where it stays.
const SETTLED: &str =
    "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";

#[tokio::test]
async fn what_a_colleague_does_comes_in_on_top_and_whoever_reads_below_keeps_their_place() -> Result<()> {
    Stage::play(Setting::office("log-live"), async |stage| {
        stage.welcome("mei", "Mei Chen", "manager")?;
        let mei = stage.desk_of("mei")?;
        let lead = added(&mei, ruth())?;
        let set_city = |city: &str| mei.call("lead_edit", json!({"id": lead, "fields": {"city": city}}));
        for number in 0..EDITS {
            set_city(&format!("Town {number}"))?;
        }
        stage.sign_in().await?;
        stage.click("link", "Activity log").await?;
        stage.see_in(Sought::TestId("entry-who"), "dana").await?;
        let all = total(stage).await?;
        set_city("Lansdale")?;
        stage.see_in(Sought::TestId("entry-sentence"), "Ruth Abel: city set to Lansdale").await?;
        see_total(stage, &format!("{} entries", all + 1)).await?;

        let list = "document.querySelector('[data-testid=activity-list] > *')";
        let to_the_end = format!(
            "({list}.scrollTop = {list}.scrollHeight, document.querySelector('[data-operation=\"1\"]'))"
        );
        stage.until_true(&to_the_end).await?;
        let client = stage.client()?;
        client.execute(&format!("{list}.scrollTop -= 900"), Vec::new()).await?;
        client.execute(SETTLED, Vec::new()).await?;
        let place = client.execute(PLACE, Vec::new()).await?;
        assert!(place.is_array(), "something is in sight: {place}");
        set_city("Norristown")?;
        see_total(stage, &format!("{} entries", all + 2)).await?;
        client.execute(SETTLED, Vec::new()).await?;
        assert_eq!(client.execute(PLACE, Vec::new()).await?, place, "the place of whoever reads");
        client.execute(&format!("{list}.scrollTop = 0"), Vec::new()).await?;
        stage.see_in(Sought::TestId("entry-sentence"), "Ruth Abel: city set to Norristown").await
    })
    .await
}

#[tokio::test]
async fn the_log_goes_into_a_table_and_onto_paper_under_its_filter_with_the_head_in_it() -> Result<()> {
    Stage::play_at_desk(Setting::office("log-files"), async |stage| {
        let lead = stage.add_lead(ruth()).await?;
        stage.edit_lead(lead, json!({"city": "Lansdale"})).await?;
        stage.add_lead(json!({"first_name": "Walter", "phone": "215 555 0171"})).await?;
        stage.click("link", "Activity log").await?;
        stage.type_into("Search the activity log", "Ruth").await?;
        see_total(stage, "2 entries").await?;
        stage.choose_next(None)?;
        stage.click_on(Sought::TestId("activity-export")).await?;

        stage.click("button", "Check the log").await?;
        let head = stage.find(Sought::TestId("log-head")).await?.attr("data-head").await?;
        let head = head.context("the panel shows the head")?;
        let table = stage.file("log.csv");
        stage.choose_next(Some(&table))?;
        stage.click_on(Sought::TestId("activity-export")).await?;
        stage.see_in(TOAST, "2 entries of the activity log exported to log.csv").await?;
        stage.see_in(TOAST, &head).await?;
        let written = std::fs::read_to_string(&table)?;
        let last = written.lines().last().unwrap_or_default();
        assert!(last.contains("Head of the activity log"), "{written}");
        assert!(last.contains(&head), "the head of before is in the last row: {head}, {last}");
        assert!(written.contains("Ruth Abel: city set to Lansdale"), "{written}");
        assert!(
            written.contains("Ambler") && !written.contains("Walter"),
            "what the filter leaves: {written}"
        );

        // The head is another one by now: the export is an entry itself.
        let newer = format!("document.querySelector('[data-testid=log-head]').dataset.head !== '{head}'");
        stage.until_true(&newer).await?;
        let paper = stage.file("log.pdf");
        stage.choose_next(Some(&paper))?;
        stage.click_on(Sought::TestId("activity-print")).await?;
        stage.see("2 entries of the activity log printed to log.pdf").await?;
        assert!(std::fs::read(&paper)?.starts_with(b"%PDF-"));

        // What stands in the file is still the head that it was.
        stage.type_into("A head that was noted", &head).await?;
        stage.click("button", "Compare").await?;
        stage.see_in(Sought::TestId("head-compared"), "It fits.").await?;
        stage.see("2 heads stand in exports, lists and backups.").await?;
        stage.click("button", "Clear all").await?;
        pick(stage, "filter-what", &["Reveals, exports and prints"]).await?;
        see_total(stage, "2 entries").await?;
        stage.see("2 entries of the activity log exported to log.csv").await?;
        stage.see("2 entries of the activity log printed to log.pdf").await?;
        stage.office_is_sound().await
    })
    .await
}

#[tokio::test]
async fn an_administrator_takes_back_what_a_colleague_did_and_the_colleague_not_what_they_did() -> Result<()>
{
    Stage::play(Setting::office("log-undo"), async |stage| {
        stage.welcome("mei", "Mei Chen", "manager")?;
        let mei = stage.desk_of("mei")?;
        let lead = added(&mei, ruth())?;
        mei.call("lead_edit", json!({"id": lead, "fields": {"city": "Lansdale"}}))?;
        stage.sign_in().await?;
        stage.click("link", "Activity log").await?;
        stage.click("button", "Undo: Ruth Abel: city set to Lansdale").await?;
        stage.see_in(TOAST, "Undone: Ruth Abel: city set to Lansdale").await?;
        stage.see_in(Sought::Css(".undone"), "taken back").await?;
        stage.see_no_more(Sought::Css(".undone [data-testid=entry-undo]")).await?;
        assert_eq!(stage.lead(lead).await?["city"], "Ambler");

        stage.edit_lead(lead, json!({"city": "Norristown"})).await?;
        stage.sign_out().await?;
        stage.sign_in_as("mei").await?;
        stage.click("link", "Activity log").await?;
        stage.type_into("Search the activity log", "Norristown").await?;
        see_total(stage, "1 entry").await?;
        let only = stage.find(Sought::TestId("audit-log-item")).await?;
        let operation: i64 =
            only.attr("data-operation").await?.context("the entry has its number")?.parse()?;
        assert!(
            !stage.find(Sought::TestId("entry-undo")).await?.is_enabled().await?,
            "not hers to take back"
        );
        let why = "Only who did it, or an administrator, can undo it.";
        stage.find(Sought::Css(&format!("[title='{why}']"))).await?;
        assert_eq!(mei.refusal("undo", json!({"operation": operation}))?, why);
        stage.type_into("Search the activity log", "Ruth Abel added").await?;
        stage.see_a("button", "Undo: Ruth Abel added").await?;
        assert_eq!(stage.lead(lead).await?["city"], "Norristown");

        // Checking the log and reviewing the looks are not a manager's either.
        stage.see_no_more(Sought::TestId("check-log")).await?;
        stage.go_to("/looks/review").await?;
        stage.find(Sought::TestId("looks-filters")).await?;
        stage.see_no_more(Sought::Role("tab", "")).await
    })
    .await
}

#[tokio::test]
async fn filters_and_the_check_need_no_mouse() -> Result<()> {
    Stage::play_at_desk(Setting::office("log-keyboard").on_own_display(), async |stage| {
        stage.add_lead(ruth()).await?;
        stage.tab_to("Activity log").await?;
        stage.press(Key::Enter).await?;
        stage.see("Ruth Abel added").await?;
        let all = total(stage).await?;

        stage.tab_to("Search the activity log").await?;
        stage.type_here("ruth").await?;
        see_total(stage, "1 entry").await?;
        stage.press(Key::Escape).await?;
        see_total(stage, &format!("{all} entries")).await?;
        stage.tab_to("Person").await?;
        stage.press(Key::Enter).await?;
        stage.see_a("checkbox", "dana").await?;
        stage.press(Key::Down).await?;
        see_focus_at(stage, "[role=checkbox]").await?;
        stage.press(' ').await?;
        stage.see_in(MARK, "dana").await?;
        stage.press(Key::Escape).await?;
        see_focus_at(stage, "[data-testid=filter-person]").await?;
        stage.tab_to("To").await?;
        let before = day(stage, -2).await?;
        stage.type_here(&before).await?;
        stage.press(Key::Enter).await?;
        stage.find(Sought::TestId("activity-empty")).await?;
        stage.tab_to("Remove the filter: dana").await?;
        stage.press(Key::Enter).await?;
        stage.see_count(MARK, 1).await?;
        see_focus_at(stage, "[data-testid=filter-remove]").await?;
        stage.press(Key::Enter).await?;
        see_total(stage, &format!("{all} entries")).await?;
        stage.see_focus_on("Search the activity log").await?;

        stage.tab_to("Check the log").await?;
        stage.press(Key::Enter).await?;
        stage.find(Sought::TestId("check-panel")).await?;
        stage.see_focus_on("Check everything").await?;
        stage.walk_everywhere().await.context("with the panel open")?;
        see_focus_at(stage, "a, button").await?;
        stage.tab_to("Check everything").await?;
        stage.press(Key::Enter).await?;
        stage.see_in(Sought::TestId("check-result"), "The log is sound").await?;
        stage.see_focus_on("Check everything").await?;
        stage.press(Key::Escape).await?;
        stage.see_no_more(Sought::TestId("check-panel")).await?;
        stage.see_focus_on("Check the log").await
    })
    .await
}

/// Ticks options in the list that a filter opens, and closes it.
async fn pick(stage: &Stage, filter: &str, options: &[&str]) -> Result<()> {
    stage.click_on(Sought::TestId(filter)).await?;
    for option in options {
        stage.click("checkbox", option).await?;
    }
    stage.press(Key::Escape).await?;
    stage.see_no_more(Sought::Css("[role=checkbox]")).await
}

/// Types a day into the filter of that name; it holds once Enter is pressed.
async fn set_day(stage: &Stage, label: &str, day: &str) -> Result<()> {
    stage.type_into(label, day).await?;
    stage.press(Key::Enter).await
}

/// A day as people here write it, so many days after today.
async fn day(stage: &Stage, from_today: i64) -> Result<String> {
    let script = "const at = new Date();
        at.setDate(at.getDate() + arguments[0]);
        return [at.getMonth() + 1, at.getDate(), at.getFullYear()].join('/');";
    let day = stage.client()?.execute(script, vec![json!(from_today)]).await?;
    Ok(day.as_str().context("the page tells the day")?.to_owned())
}

/// Waits until the log counts exactly so.
async fn see_total(stage: &Stage, words: &str) -> Result<()> {
    let shown = async || Ok((stage.text_of(TOTAL).await? == words).then_some(()));
    stage.until(&format!("the log counts {words}"), shown).await
}

/// How many entries the log counts.
async fn total(stage: &Stage) -> Result<usize> {
    stage.see_in(TOTAL, "entr").await?;
    let words = stage.text_of(TOTAL).await?;
    let number = words.split(' ').next().unwrap_or_default().replace(',', "");
    number.parse().with_context(|| words.clone())
}

/// Waits until the focus is on what the selector matches.
async fn see_focus_at(stage: &Stage, selector: &str) -> Result<()> {
    stage.until_true(&format!("document.activeElement.matches(\"{selector}\")")).await
}

/// Adds a lead at another desk; answers with its id.
fn added(desk: &OtherDesk, fields: Value) -> Result<i64> {
    desk.call("lead_add", fields)?["lead"]["id"].as_i64().context("the lead has a number")
}

fn ruth() -> Value {
    json!({"first_name": "Ruth", "last_name": "Abel", "phone": "215 555 0134", "city": "Ambler"})
}
