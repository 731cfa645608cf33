//! Search as one types: every lead's searchable text in memory, scanned. One and two characters work too, and
//! nothing has to be kept in step on disk.

use memchr::memmem;
use roaring::RoaringTreemap;
use rusqlite::Connection;
use zeroize::Zeroizing;

mod store;

use crate::error::Result;
use crate::values::fold;

/// From this many changed leads on, reading all of them anew is quicker than one by one.
const REBUILD_FROM: usize = 3_000;

/// What of a lead's text a search looks at; each takes in the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Name and city.
    Open,
    /// Contact details and comments.
    Contact,
    /// The Medicaid number.
    Everything,
}

/// Which leads a search looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Live,
    /// Deleted, and not erased for good.
    Trash,
}

/// Where a lead's text begins, and whose it is. What fewer may see stands further back, so that a search looks at the
/// beginning of each text and is one scan for everybody.
struct Place {
    begins: usize,
    /// The lead; 0 for one that was replaced.
    id: i64,
    /// How long the text is up to where the contact details, and up to where the protected numbers begin.
    open: u32,
    contact: u32,
}

/// A lead's text with the ends of its parts.
struct Text {
    whole: String,
    open: u32,
    contact: u32,
}

/// The searchable texts one after another.
pub struct SearchText {
    which: Which,
    /// The version of the leads table that this text shows; none before the first search.
    version: Option<i64>,
    text: Zeroizing<Vec<u8>>,
    places: Vec<Place>,
    replaced: usize,
}

impl SearchText {
    /// No text yet: it is read at the first search.
    pub fn of(which: Which) -> Self {
        Self { which, version: None, text: Zeroizing::default(), places: Vec::new(), replaced: 0 }
    }

    /// The leads in whose text, as far as it may be seen, every word stands.
    pub fn find(&mut self, sql: &Connection, typed: &str, sight: Sight) -> Result<RoaringTreemap> {
        self.refresh(sql)?;
        let mut words = words(typed);
        // The longest word is the rarest: only its hits are looked at for the others.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let Some((first, others)) = words.split_first() else { return Ok(RoaringTreemap::new()) };
        let finder = memmem::Finder::new(first.as_bytes());
        let mut found = RoaringTreemap::new();
        let mut at = 0;
        while let Some(hit) = self.text.get(at..).and_then(|rest| finder.find(rest)) {
            let at_place = self.places.partition_point(|place| place.begins <= at + hit).saturating_sub(1);
            let place = &self.places[at_place];
            let ends = self.places.get(at_place + 1).map_or(self.text.len(), |next| next.begins);
            let seen = &self.text[place.begins..place.seen_until(sight).min(ends)];
            // The first hit in a lead is the foremost: if it ends beyond what may be seen, so do all others.
            let is_seen = at + hit + first.len() <= place.begins + seen.len();
            if place.id != 0
                && is_seen
                && others.iter().all(|word| memmem::find(seen, word.as_bytes()).is_some())
            {
                found.extend(u64::try_from(place.id));
            }
            at = ends;
        }
        Ok(found)
    }

    fn refresh(&mut self, sql: &Connection) -> Result<()> {
        let now = super::store::version(sql, "leads")?;
        match self.version {
            Some(version) if version == now => return Ok(()),
            Some(version) => {
                let changed = store::changed_leads(sql, version, REBUILD_FROM)?;
                if changed.len() < REBUILD_FROM
                    && self.replaced + changed.len() < REBUILD_FROM + self.places.len() / 4
                {
                    self.replace(sql, &changed)?;
                } else {
                    self.rebuild(sql)?;
                }
            }
            None => self.rebuild(sql)?,
        }
        self.version = Some(now);
        Ok(())
    }

    fn rebuild(&mut self, sql: &Connection) -> Result<()> {
        self.text = Zeroizing::new(Vec::with_capacity(self.text.len().max(1 << 16)));
        self.places.clear();
        self.replaced = 0;
        store::each_search_text(sql, self.which, |id, text| self.push(id, &text))
    }

    fn replace(&mut self, sql: &Connection, changed: &[i64]) -> Result<()> {
        let gone: std::collections::HashSet<i64> = changed.iter().copied().collect();
        let mut ends = self.text.len();
        for place in self.places.iter_mut().rev() {
            if gone.contains(&place.id) {
                place.id = 0;
                self.replaced += 1;
                // What was deleted or erased stays in no memory either.
                self.text[place.begins..ends].fill(b'\n');
            }
            ends = place.begins;
        }
        for id in changed {
            if let Some(text) = store::search_text(sql, self.which, *id)? {
                self.push(*id, &text);
            }
        }
        Ok(())
    }

    fn push(&mut self, id: i64, text: &Text) {
        self.places.push(Place { begins: self.text.len(), id, open: text.open, contact: text.contact });
        self.text.extend_from_slice(text.whole.as_bytes());
    }
}

impl Place {
    /// Where the part of the text ends that may be seen; the whole text's end is the next one's beginning.
    fn seen_until(&self, sight: Sight) -> usize {
        match sight {
            Sight::Open => self.begins + self.open as usize,
            Sight::Contact => self.begins + self.contact as usize,
            Sight::Everything => usize::MAX,
        }
    }
}

/// The folded words of what was typed; a phone number typed in groups is one word of digits.
fn words(typed: &str) -> Vec<String> {
    let phone = typed.chars().filter(char::is_ascii_digit).count() >= 3
        && typed.chars().all(|c| c.is_ascii_digit() || " ()-.+/".contains(c));
    if phone {
        return vec![crate::values::digits(typed)];
    }
    fold(typed).split_whitespace().map(str::to_owned).collect()
}
