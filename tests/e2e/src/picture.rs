//! Pictures of the window, taken when what the page says is also what it shows.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::stage::Stage;

/// The page may have changed its elements and not yet painted them: two frames later it has.
const PAINTED: &str = "
    const done = arguments[arguments.length - 1];
    document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";
/// Whether every transition and every animation that ends has ended.
const AT_REST: &str = "document.getAnimations().every((one) => one.playState !== 'running' || \
    one.effect?.getComputedTiming().endTime === Infinity)";
/// WebKit takes a picture at the next change that it paints, and on a still page none comes: a nearly transparent
/// point in the corner changes in every frame until the picture is taken. The caret, which blinks, is hidden.
const STIR: &str = "
    const point = document.createElement('i');
    point.id = 'stirred';
    point.style.cssText = 'position:fixed; left:0; top:0; width:1px; height:1px; opacity:0.004; pointer-events:none';
    document.documentElement.append(point);
    document.documentElement.style.caretColor = 'transparent';
    let frame = 0;
    requestAnimationFrame(function stir() {
        point.style.background = frame++ % 2 ? '#000' : '#fff';
        if (point.isConnected) requestAnimationFrame(stir);
    });";
const REST: &str = "
    document.getElementById('stirred').remove();
    document.documentElement.style.removeProperty('caret-color');";

impl Stage {
    /// Waits until the page has painted what it says.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn painted(&self) -> Result<()> {
        let painted = self.client()?.execute_async(PAINTED, Vec::<Value>::new());
        tokio::time::timeout(crate::WAIT, painted).await.context("the window paints nothing")??;
        Ok(())
    }

    /// Takes a picture of the page, as a PNG.
    ///
    /// # Errors
    /// When the window does not paint, or the picture cannot be written.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        self.until_true(AT_REST).await?;
        self.painted().await?;
        let client = self.client()?;
        client.execute(STIR, Vec::new()).await?;
        let picture = tokio::time::timeout(crate::WAIT, client.screenshot()).await;
        client.execute(REST, Vec::new()).await?;
        let picture = picture.context("the window gives no picture")??;
        std::fs::write(file, picture).with_context(|| format!("{} could not be written", file.display()))
    }

    /// Makes the window this wide and high, in pixels, and waits until the page has it so.
    ///
    /// # Errors
    /// When the window stays another size.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.client()?.set_window_rect(0, 0, width, height).await?;
        self.until_true(&format!("innerWidth === {width} && innerHeight === {height}")).await
    }
}
