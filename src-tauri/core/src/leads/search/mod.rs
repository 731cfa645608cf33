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

/// The searchable texts one after another, each ended by a line feed twice.
#[derive(Default)]
pub struct SearchText {
    /// The version of the leads table that this text shows; none before the first search.
    version: Option<i64>,
    text: Zeroizing<Vec<u8>>,
    /// Where each lead's text begins, and whose it is; 0 for one that was replaced.
    places: Vec<(usize, i64)>,
    replaced: usize,
}

impl SearchText {
    /// The leads in whose text every word stands.
    pub fn find(&mut self, sql: &Connection, typed: &str) -> Result<RoaringTreemap> {
        self.refresh(sql)?;
        let mut words = words(typed);
        // The longest word is the rarest: only its hits are looked at for the others.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let Some((first, others)) = words.split_first() else { return Ok(RoaringTreemap::new()) };
        let finder = memmem::Finder::new(first.as_bytes());
        let mut found = RoaringTreemap::new();
        let mut at = 0;
        while let Some(hit) = self.text.get(at..).and_then(|rest| finder.find(rest)) {
            let place = self.places.partition_point(|(begins, _)| *begins <= at + hit).saturating_sub(1);
            let (begins, id) = self.places[place];
            let ends = self.places.get(place + 1).map_or(self.text.len(), |(next, _)| *next);
            let lead = &self.text[begins..ends];
            if id != 0 && others.iter().all(|word| memmem::find(lead, word.as_bytes()).is_some()) {
                found.extend(u64::try_from(id));
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
        store::each_search_text(sql, |id, text| {
            self.places.push((self.text.len(), id));
            self.text.extend_from_slice(text.as_bytes());
        })
    }

    fn replace(&mut self, sql: &Connection, changed: &[i64]) -> Result<()> {
        let gone: std::collections::HashSet<i64> = changed.iter().copied().collect();
        for (_, id) in &mut self.places {
            if gone.contains(id) {
                *id = 0;
                self.replaced += 1;
            }
        }
        for id in changed {
            if let Some(text) = store::search_text(sql, *id)? {
                self.places.push((self.text.len(), *id));
                self.text.extend_from_slice(text.as_bytes());
            }
        }
        Ok(())
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
