//! The one layout of a sheet with a code: what it is, the code, what to do with it, whose it is.

use super::code::{self, Grid};
use super::page::{LEFT, LINE, MUTED, PAGE, Page, RIGHT, TINT, Type, letter};
use crate::charts::plain;
use crate::error::Result;

/// What stands on a sheet with a code.
pub(super) struct Sheet<'a> {
    pub heading: &'a str,
    pub office: &'a str,
    pub code: &'a str,
    /// What to do with it: a few words, then sentences.
    pub advice: &'a [(&'a str, &'a str)],
    /// Whose it is and until when, in one row at the foot.
    pub facts: &'a [(&'a str, &'a str)],
}

const BRAND: Type = Type::new(11.0, 14.0);
const HEADING: Type = Type::new(32.0, 38.0);
const OFFICE: Type = Type::new(15.0, 20.0).coloured(MUTED);
const NOTE: Type = Type::new(9.0, 13.0).coloured(MUTED);
const LABEL: Type = Type::new(10.5, 15.5).coloured(MUTED);
const BODY: Type = Type::new(10.5, 15.5);
const FACT: Type = Type::new(12.0, 16.0);

/// Where the sentences begin beside their few words.
const BODY_LEFT: f32 = LEFT + 118.0;
/// The blank between the code and the edge of its ground.
const AROUND_CODE: f32 = 26.0;
/// The first baseline of the facts at the foot.
const FACTS_AT: f32 = PAGE.1 - 96.0;

const READING: &str = "There are no letters I, L and O in this code. A round sign with a stroke through it is the \
                       number zero, a straight one is the number one.";

/// The sheet as a PDF of one page.
pub(super) fn drawn(sheet: &Sheet<'_>) -> Result<Vec<u8>> {
    let office = plain(sheet.office);
    letter(&format!("{}: {office}", sheet.heading), |page| {
        page.lamp(LEFT + 5.0, 68.0, 5.0);
        page.text(LEFT + 17.0, 72.0, BRAND, "Porchlight");
        page.text(LEFT, 126.0, HEADING, sheet.heading);
        let office = page.face.wrap(&readable(page, &office), OFFICE.size, RIGHT - LEFT, 2);
        let y = page.lines(LEFT, 152.0, OFFICE, &office);
        let y = code_on_its_ground(page, y + 6.0, sheet.code);
        let y = page.paragraph(LEFT, y + 18.0, NOTE, READING, RIGHT - LEFT);
        let mut y = y + 18.0;
        for (label, sentences) in sheet.advice {
            page.text(LEFT, y, LABEL, label);
            y = page.paragraph(BODY_LEFT, y, BODY, sentences, RIGHT - BODY_LEFT) + 9.0;
        }
        facts(page, sheet.facts);
    })
}

/// Draws the code with its top at `y`; answers with where its ground ends.
fn code_on_its_ground(page: &mut Page<'_>, y: f32, code: &str) -> f32 {
    let grid = Grid::of(&code::groups(code), RIGHT - LEFT - 2.0 * AROUND_CODE);
    let height = grid.height() + 2.0 * AROUND_CODE;
    page.ground(LEFT, y, RIGHT - LEFT, height, TINT);
    grid.draw(page, LEFT + AROUND_CODE, y + AROUND_CODE);
    y + height
}

/// The facts side by side, the last one no wider than what is left.
fn facts(page: &mut Page<'_>, facts: &[(&str, &str)]) {
    page.rule(LEFT, RIGHT, FACTS_AT - 24.0, LINE);
    let gap = 20.0;
    let width = (RIGHT - LEFT + gap) / facts.len().max(1) as f32;
    for (place, (label, fact)) in facts.iter().enumerate() {
        let x = LEFT + place as f32 * width;
        page.text(x, FACTS_AT, NOTE, label);
        let fact = page.face.wrap(&readable(page, fact), FACT.size, width - gap, 2);
        page.lines(x, FACTS_AT + 17.0, FACT, &fact);
    }
}

/// A name as it can be read on paper, whatever somebody once typed for it.
fn readable(page: &Page<'_>, name: &str) -> String {
    plain(&page.face.drawable(&plain(name)))
}
