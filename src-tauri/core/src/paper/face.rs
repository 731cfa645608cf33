//! Inter for paper: the letters of a text, placed as the typeface wants them, and how wide they are.

use harfrust::{Direction, Feature, FontRef, ShapeOptions, Shaper, ShaperData, Tag, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider;

use crate::charts::INTER;
use crate::error::{Code, Error, Result};

/// The bundled typeface, ready to place letters.
pub(super) struct Face {
    pub(super) font: Font,
    inter: FontRef<'static>,
    data: ShaperData,
}

/// The most signs that are looked at for one line, many more than go on one: a text of any length is wrapped in a time
/// that grows no faster than it does.
const MOST_ON_A_LINE: usize = 300;

/// A line of letters; lengths are in em.
pub(super) struct Placed {
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
}

impl Placed {
    /// How many bytes of the text lie within so many em.
    fn reaches(&self, room: f32) -> usize {
        let mut end = 0.0;
        let beyond = self.glyphs.iter().find(|glyph| {
            end += glyph.x_advance;
            end > room
        });
        beyond.map_or(usize::MAX, |glyph| glyph.text_range.start)
    }
}

impl Face {
    /// # Errors
    /// `Code::Internal` where the bundled typeface cannot be read.
    pub(super) fn inter() -> Result<Self> {
        let font = Font::new(INTER.to_vec().into(), 0).ok_or_else(unreadable)?;
        let inter = FontRef::new(INTER).map_err(|_| unreadable())?;
        let data = ShaperData::new(&inter);
        Ok(Self { font, inter, data })
    }

    /// The text as it is drawn: without signs that Inter cannot draw, unless they are letters. A name in letters that
    /// Inter does not have shows as boxes, and is still the name when it is copied; a picture sign would be a box that
    /// says nothing.
    pub(super) fn drawable(&self, text: &str) -> String {
        let map = self.inter.charmap();
        let kept: String = text.chars().filter(|c| map.map(*c).is_some() || c.is_alphanumeric()).collect();
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Places a line of text.
    pub(super) fn place(&self, text: &str) -> Placed {
        self.shaped(text, &[])
    }

    /// Places one sign of a code: zero with a stroke, so that nobody takes it for an O.
    pub(super) fn place_sign(&self, sign: &str) -> Placed {
        self.shaped(sign, &[Feature::new(Tag::new(b"zero"), 1, ..)])
    }

    /// How wide the text is in points at a size of `size` points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        self.place(text).width * size
    }

    /// The text in lines of at most `room` points, shortened with an ellipsis to at most `most` of them.
    pub(super) fn wrap(&self, text: &str, size: f32, room: f32, most: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() && lines.len() < most {
            let fitting = self.fitting(rest, size, room);
            if lines.len() + 1 == most && fitting < rest.len() {
                lines.push(self.shortened(rest, size, room));
                break;
            }
            let (line, left) = rest.split_at(fitting);
            lines.push(line.trim_end().to_owned());
            rest = left.trim_start();
        }
        lines
    }

    /// How many bytes of the text go on one line: whole words, or as many letters as fit where one word is too long.
    fn fitting(&self, text: &str, size: f32, room: f32) -> usize {
        let near = text.char_indices().nth(MOST_ON_A_LINE).map_or(text, |(end, _)| &text[..end]);
        let placed = self.place(near);
        if near.len() == text.len() && placed.width * size <= room {
            return text.len();
        }
        let trimmed = |end: usize| near[..end].trim_end();
        // Measured once as one line; only the piece that is then chosen is measured by itself.
        let room_ends = placed.reaches(room / size);
        let fits = |end: &usize| self.width(trimmed(*end), size) <= room;
        let last = |ends: &[usize]| {
            let within = ends.partition_point(|end| trimmed(*end).len() <= room_ends);
            ends[..within].iter().rev().copied().find(fits)
        };
        let words: Vec<usize> =
            near.match_indices(char::is_whitespace).map(|(at, blank)| at + blank.len()).collect();
        let letters: Vec<usize> = near.char_indices().map(|(at, letter)| at + letter.len_utf8()).collect();
        last(&words).or_else(|| last(&letters)).or(letters.first().copied()).unwrap_or(text.len())
    }

    fn shortened(&self, text: &str, size: f32, room: f32) -> String {
        let cut = |end: usize| format!("{}…", text[..end].trim_end());
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let fitting = ends.partition_point(|end| self.width(&cut(*end), size) <= room);
        cut(ends[..fitting].last().copied().unwrap_or(0))
    }

    fn shaped(&self, text: &str, features: &[Feature]) -> Placed {
        let mut letters = UnicodeBuffer::new();
        letters.push_str(text);
        letters.guess_segment_properties();
        letters.set_direction(Direction::LeftToRight);
        let shaper: Shaper<'_> = self.data.shaper(&self.inter).build();
        let placed = shaper.shape(letters, ShapeOptions::new().features(features));
        let em = shaper.units_per_em() as f32;
        let mut starts: Vec<usize> = placed.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        let glyphs: Vec<KrillaGlyph> = std::iter::zip(placed.glyph_infos(), placed.glyph_positions())
            .map(|(info, at)| {
                let start = info.cluster as usize;
                let next = starts.partition_point(|other| *other <= start);
                let end = starts.get(next).copied().unwrap_or(text.len());
                let [advance, x, y] = [at.x_advance, at.x_offset, at.y_offset].map(|units| units as f32 / em);
                KrillaGlyph::new(GlyphId::new(info.glyph_id), advance, x, y, 0.0, start..end, None)
            })
            .collect();
        Placed { width: glyphs.iter().map(|glyph| glyph.x_advance).sum(), glyphs }
    }
}

fn unreadable() -> Error {
    Error::new(Code::Internal, "The typeface of Porchlight cannot be read. Install Porchlight again.")
}
