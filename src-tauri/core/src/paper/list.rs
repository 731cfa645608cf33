//! A list of what was done and when, on as many pages as it takes: grouped by day, with a foot on each page.

use super::face::Face;
use super::page::{INK, LINE, MUTED, PAGE, Page, Type, letters};
use crate::charts::plain;
use crate::error::{Error, Result};

/// Something that is listed; what it says besides stands below its sentence, line by line.
pub struct Listed<'a> {
    /// The day it stands under: 'Saturday, October 3, 2026'.
    pub day: &'a str,
    pub time: &'a str,
    pub who: &'a str,
    pub sentence: &'a str,
    pub besides: &'a [String],
}

/// A list that grows entry by entry and is then drawn.
pub struct List {
    face: Face,
    title: String,
    office: String,
    /// Which entries it holds, in lines.
    about: Vec<String>,
    pages: Vec<Vec<Row>>,
    /// Where the next row's blank begins.
    y: f32,
    /// The day of the newest row.
    day: String,
}

/// A row in its place: the baseline, and its pieces.
struct Row {
    y: f32,
    cells: Vec<Cell>,
}

struct Cell {
    x: f32,
    kind: Type,
    text: String,
}

/// A row that has no place yet: the blank above it, unless it is the first of its page, and its height.
struct Loose {
    above: f32,
    height: f32,
    cells: Vec<Cell>,
}

/// The longest list, in pages: a person narrows it sooner, and it stays well within the memory.
const MOST_PAGES: usize = 2_000;

const LEFT: f32 = 50.0;
const RIGHT: f32 = PAGE.0 - LEFT;
/// Where people, sentences and what stands below them begin.
const WHO: f32 = LEFT + 54.0;
const SENTENCE: f32 = WHO + 104.0;
const BESIDES: f32 = SENTENCE + 10.0;
/// Between two columns.
const GAP: f32 = 10.0;
/// Where the rows begin on the pages after the first, and where they end on all.
const TOP: f32 = 74.0;
const BOTTOM: f32 = PAGE.1 - 66.0;
const FOOT: f32 = PAGE.1 - 40.0;
/// Where the lines about the list begin on the first page.
const ABOUT: f32 = 130.0;

const BRAND: Type = Type::new(10.0, 13.0);
const HEADING: Type = Type::new(26.0, 32.0);
const NOTE: Type = Type::new(8.5, 12.0).coloured(MUTED);
const OFFICE: Type = Type::new(11.5, 15.0).coloured(MUTED);
const DAY: Type = Type::new(11.5, 17.0).coloured(INK);
const BODY: Type = Type::new(9.0, 12.5);
const SMALL: Type = Type::new(8.0, 11.0).coloured(MUTED);

/// The most lines that a name takes beside its entry.
const NAME_LINES: usize = 3;
/// The most lines of what the list says about itself.
const ABOUT_LINES: usize = 8;

impl List {
    /// An empty list; `about` says in a sentence or two which entries it will hold.
    ///
    /// # Errors
    /// `Code::Internal` where the typeface cannot be read.
    pub fn begin(title: &str, office: &str, about: &str) -> Result<List> {
        let face = Face::inter()?;
        let about = face.wrap(&readable(&face, about), NOTE.size, RIGHT - LEFT, ABOUT_LINES);
        // One more line, for how many there are and of which days.
        let y = ABOUT + (about.len() + 1) as f32 * NOTE.leading + 4.0;
        let office = face.drawable(&plain(office));
        Ok(List {
            face,
            title: title.to_owned(),
            office,
            about,
            pages: vec![Vec::new()],
            y,
            day: String::new(),
        })
    }

    /// Adds an entry below the others.
    ///
    /// # Errors
    /// `Code::Invalid` where the list grows too long for paper.
    pub fn add(&mut self, entry: &Listed<'_>) -> Result<()> {
        let mut rows = self.rows(entry);
        if entry.day != self.day {
            entry.day.clone_into(&mut self.day);
            let heading = Loose {
                above: 12.0,
                height: DAY.leading,
                cells: vec![cell(LEFT, DAY, entry.day.to_owned())],
            };
            rows.insert(0, heading);
        }
        let height: f32 = rows.iter().map(|row| row.above + row.height).sum();
        if self.y + height > BOTTOM && height < (BOTTOM - TOP) / 2.0 {
            // Whole on the next page, with its own heading if it has one.
            self.turn(rows.first().is_some_and(|row| row.height > BODY.leading));
        }
        for row in rows {
            if self.y + row.above + row.height > BOTTOM {
                self.turn(false);
            }
            self.place(row);
        }
        if self.pages.len() > MOST_PAGES {
            let most = crate::values::thousands(MOST_PAGES as u64);
            return Err(Error::invalid(
                "filter",
                format!(
                    "This list would be longer than {most} pages. Narrow the filter, by days for example."
                ),
            ));
        }
        Ok(())
    }

    /// The list as a PDF. `extent` says how much there is, `foot` stands on each page; between two pages `go_on` can end
    /// the work.
    ///
    /// # Errors
    /// `Code::Internal` where it cannot be drawn, and what `go_on` answers.
    pub fn drawn(&self, extent: &str, foot: &str, go_on: impl Fn() -> Result<()>) -> Result<Vec<u8>> {
        let count = self.pages.len();
        let foot = readable(&self.face, foot);
        letters(&format!("{}: {}", self.title, self.office), &self.face, count, |page, place| {
            go_on()?;
            match place {
                0 => self.heading(page, extent),
                _ => self.running_head(page),
            }
            for row in &self.pages[place] {
                for cell in &row.cells {
                    page.text(cell.x, row.y, cell.kind, &cell.text);
                }
            }
            page.rule(LEFT, RIGHT, FOOT - 14.0, LINE);
            let number = format!("Page {} of {count}", place + 1);
            let room = RIGHT - LEFT - page.face.width(&number, NOTE.size) - GAP;
            let foot = page.face.wrap(&foot, NOTE.size, room, 1);
            page.lines(LEFT, FOOT, NOTE, &foot);
            page.text_until(RIGHT, FOOT, NOTE, &number);
            Ok(())
        })
    }

    fn heading(&self, page: &mut Page<'_>, extent: &str) {
        page.lamp(LEFT + 4.5, 50.5, 4.5);
        page.text(LEFT + 15.0, 54.0, BRAND, "Porchlight");
        page.text(LEFT, 94.0, HEADING, &self.title);
        let office = page.face.wrap(&self.office, OFFICE.size, RIGHT - LEFT, 1);
        page.lines(LEFT, 112.0, OFFICE, &office);
        let y = page.lines(LEFT, ABOUT, NOTE, &self.about);
        let extent = page.face.wrap(&readable(page.face, extent), NOTE.size, RIGHT - LEFT, 1);
        page.lines(LEFT, y, NOTE, &extent);
    }

    fn running_head(&self, page: &mut Page<'_>) {
        page.text(LEFT, 48.0, NOTE, &self.title);
        let room = RIGHT - LEFT - page.face.width(&self.title, NOTE.size) - GAP;
        for office in page.face.wrap(&self.office, NOTE.size, room, 1) {
            page.text_until(RIGHT, 48.0, NOTE, &office);
        }
        page.rule(LEFT, RIGHT, 56.0, LINE);
    }

    /// An entry in rows: time and person, and beside them the sentence and what stands below it.
    fn rows(&self, entry: &Listed<'_>) -> Vec<Loose> {
        let wrap = |text: &str, x: f32, kind: Type, until: f32, most: usize| {
            let lines = self.face.wrap(&readable(&self.face, text), kind.size, until - x, most);
            lines.into_iter().map(move |text| cell(x, kind, text))
        };
        let said = wrap(entry.sentence, SENTENCE, BODY, RIGHT, usize::MAX);
        let besides = entry.besides.iter().flat_map(|text| wrap(text, BESIDES, SMALL, RIGHT, usize::MAX));
        let mut beside = said.chain(besides);
        let mut names = wrap(entry.who, WHO, BODY, SENTENCE - GAP, NAME_LINES);
        let time = cell(LEFT, BODY.coloured(MUTED), entry.time.to_owned());
        let first: Vec<Cell> = [Some(time), names.next(), beside.next()].into_iter().flatten().collect();
        let mut rows = vec![Loose { above: 5.0, height: BODY.leading, cells: first }];
        loop {
            let cells: Vec<Cell> = [names.next(), beside.next()].into_iter().flatten().collect();
            let Some(height) = cells.iter().map(|cell| cell.kind.leading).reduce(f32::max) else {
                return rows;
            };
            rows.push(Loose { above: 0.0, height, cells });
        }
    }

    /// Begins a page; unless a heading comes, it says of which day it goes on.
    fn turn(&mut self, heading_comes: bool) {
        self.pages.push(Vec::new());
        self.y = TOP;
        if !heading_comes && !self.day.is_empty() {
            let text = format!("{}, continued", self.day);
            self.place(Loose {
                above: 0.0,
                height: DAY.leading,
                cells: vec![cell(LEFT, DAY.coloured(MUTED), text)],
            });
        }
    }

    fn place(&mut self, row: Loose) {
        let Some(page) = self.pages.last_mut() else { return };
        let above = if page.is_empty() { 0.0 } else { row.above };
        self.y += above + row.height;
        page.push(Row { y: self.y - row.height * 0.25, cells: row.cells });
    }
}

fn cell(x: f32, kind: Type, text: String) -> Cell {
    Cell { x, kind, text }
}

/// A text as it can be read on paper, whatever somebody once typed: without marks that reorder it, on one line.
fn readable(face: &Face, text: &str) -> String {
    let reorders = |sign: char| matches!(sign, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let kept: String = text
        .chars()
        .filter(|sign| !reorders(*sign) && (!sign.is_control() || sign.is_whitespace()))
        .collect();
    face.drawable(&kept)
}
