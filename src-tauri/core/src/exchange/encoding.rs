//! Finds out how the bytes of a file stand for characters, and streams them as clean text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::source_file::SourceFile;
use crate::error::{Error, Result};

/// Bytes read from the file at once.
const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes with letters outside ASCII that are shown to the statistical detector.
const GUESS_BYTES: usize = 256 * 1024;
/// Fewer letters outside ASCII than this say too little for anything rarer than windows-1252.
const GUESS_LETTERS: u64 = 60;
/// NUL bytes that are dropped in any case, whatever the size of the file.
const FEW_NULS: u64 = 64;

/// How to turn the bytes of one file into text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextEncoding {
    /// The encoding, never anything that the whole file contradicts more than rarely.
    pub encoding: &'static Encoding,
    /// NUL bytes in a file of single bytes: damage, left out of the text.
    pub nuls: u64,
    /// Bytes that stand for no character in this encoding; each is read as U+FFFD.
    pub damaged: u64,
}

impl TextEncoding {
    /// The name that people know it by: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `windows-1252` ...
    pub fn label(&self) -> &'static str {
        self.encoding.name()
    }
}

/// Reads the whole file once and decides.
///
/// In this order: a byte order mark; zero bytes in every second place (UTF-16 without a mark); valid UTF-8 to the
/// last byte; UTF-8 with rare damage; what `chardetng` says, believed beyond windows-1252 only with enough letters.
///
/// A NUL in a file of single bytes is damage. NULs are left out while they are rare (64, or one byte in a hundred)
/// or all of them pad the end of the file, as an interrupted write leaves it; more of them are refused, and so is a
/// file where one byte in twenty is a control character.
pub fn detect(source: &mut SourceFile) -> Result<TextEncoding> {
    let tally = Tally::of(source)?;
    if let Some(encoding) = tally.wide() {
        return Ok(TextEncoding { encoding, nuls: 0, damaged: 0 });
    }
    if !tally.nuls_are_harmless() || tally.mostly_control() {
        let name = source.name();
        return Err(Error::invalid(
            "path",
            format!(
                "“{name}” is not a text file, or it is damaged; save the table as CSV and choose that file."
            ),
        ));
    }
    Ok(tally.narrow())
}

/// What one pass over a file counts.
struct Tally {
    head: Vec<u8>,
    bytes: u64,
    nuls: u64,
    nuls_at_end: u64,
    wide_letters: u64,
    malformed: u64,
    detector: EncodingDetector,
    shown: usize,
    high_bytes: u64,
    control: u64,
}

impl Tally {
    fn of(source: &mut SourceFile) -> Result<Self> {
        source.rewind()?;
        let mut tally = Self {
            head: Vec::new(),
            bytes: 0,
            nuls: 0,
            nuls_at_end: 0,
            wide_letters: 0,
            malformed: 0,
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            shown: 0,
            high_bytes: 0,
            control: 0,
        };
        let mut buffer = vec![0; CHUNK_BYTES];
        let mut kept = 0;
        loop {
            let read = source.read(&mut buffer[kept..])?;
            if read == 0 {
                break;
            }
            tally.count(&buffer[kept..kept + read]);
            let filled = kept + read;
            let rest = tally.validate(&buffer[..filled]);
            buffer.copy_within(filled - rest..filled, 0);
            kept = rest;
        }
        tally.malformed += kept as u64;
        tally.detector.feed(b"", true);
        Ok(tally)
    }

    fn count(&mut self, chunk: &[u8]) {
        if self.head.is_empty() {
            self.head = chunk.to_vec();
        }
        self.bytes += chunk.len() as u64;
        self.count_nuls(chunk);
        if chunk.iter().fold(false, |found, byte| found | is_control(*byte)) {
            self.control += chunk.iter().filter(|byte| is_control(**byte)).count() as u64;
        }
        if chunk.is_ascii() {
            return;
        }
        if self.high_bytes < GUESS_LETTERS {
            self.high_bytes += chunk.iter().filter(|byte| **byte >= 0x80).count() as u64;
        }
        if self.shown < GUESS_BYTES {
            self.detector.feed(chunk, false);
            self.shown += chunk.len();
        }
    }

    fn count_nuls(&mut self, chunk: &[u8]) {
        let trailing = chunk.iter().rev().take_while(|byte| **byte == 0).count() as u64;
        self.nuls_at_end =
            if trailing == chunk.len() as u64 { self.nuls_at_end + trailing } else { trailing };
        if chunk.contains(&0) {
            self.nuls += chunk.iter().filter(|byte| **byte == 0).count() as u64;
        }
    }

    /// Counts good and bad sequences of UTF-8; answers how many bytes at the end are a sequence cut in two.
    fn validate(&mut self, mut bytes: &[u8]) -> usize {
        if bytes.is_ascii() {
            return 0;
        }
        loop {
            let error = match std::str::from_utf8(bytes) {
                Ok(text) => {
                    self.wide_letters += wide_letters(text);
                    return 0;
                }
                Err(error) => error,
            };
            let (good, bad) = bytes.split_at(error.valid_up_to());
            self.wide_letters += std::str::from_utf8(good).map_or(0, wide_letters);
            let Some(length) = error.error_len() else { return bad.len() };
            self.malformed += 1;
            bytes = &bad[length..];
        }
    }

    /// UTF-16, by its mark or by zero bytes that fill every second place.
    fn wide(&self) -> Option<&'static Encoding> {
        if let Some((encoding, _)) = Encoding::for_bom(&self.head) {
            return (encoding != UTF_8).then_some(encoding);
        }
        let pairs = self.head.len() / 2;
        let zeros = |odd: usize| self.head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        let filled = |many: usize, few: usize| pairs >= 4 && many * 10 >= pairs * 4 && few * 20 <= pairs;
        if filled(odd, even) {
            Some(UTF_16LE)
        } else if filled(even, odd) {
            Some(UTF_16BE)
        } else {
            None
        }
    }

    fn nuls_are_harmless(&self) -> bool {
        let inside = self.nuls - self.nuls_at_end;
        let rare = (inside <= FEW_NULS && inside * 2 < self.bytes) || inside * 100 <= self.bytes;
        rare && self.nuls < self.bytes
    }

    /// More than one byte in twenty is a control character that no text holds.
    fn mostly_control(&self) -> bool {
        self.control > FEW_NULS && self.control * 20 > self.bytes
    }

    fn narrow(&self) -> TextEncoding {
        let marked = Encoding::for_bom(&self.head).is_some();
        if marked || self.malformed == 0 || self.wide_letters >= self.malformed * 10 {
            return TextEncoding { encoding: UTF_8, nuls: self.nuls, damaged: self.malformed };
        }
        let guessed = self.detector.guess(None, Utf8Detection::Deny);
        let encoding = if self.high_bytes >= GUESS_LETTERS { guessed } else { WINDOWS_1252 };
        TextEncoding { encoding, nuls: self.nuls, damaged: 0 }
    }
}

/// A control character other than NUL, white space, escape and the four separators.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0x01..=0x08 | 0x0E..=0x1A | 0x7F)
}

/// Bytes of characters outside ASCII, the first of each left out.
fn wide_letters(text: &str) -> u64 {
    (text.len() - text.chars().count()) as u64
}

/// Streams a file as UTF-8 without a byte order mark and without NULs, a chunk at a time.
pub struct TextReader {
    source: SourceFile,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
    bytes_read: u64,
    ended: bool,
    finished: bool,
}

impl TextReader {
    /// Starts at the first byte of `source`.
    pub fn new(mut source: SourceFile, encoding: TextEncoding) -> Result<Self> {
        source.rewind()?;
        Ok(Self {
            source,
            decoder: encoding.encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK_BYTES],
            from: 0,
            to: 0,
            bytes_read: 0,
            ended: false,
            finished: false,
        })
    }

    /// The file, to be read again.
    pub fn into_source(self) -> SourceFile {
        self.source
    }

    /// Bytes of the file taken so far, for the progress.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The next piece of text; `None` at the end. A piece may be empty.
    pub fn next_chunk<'text>(&mut self, text: &'text mut String) -> Result<Option<&'text str>> {
        text.clear();
        text.reserve(CHUNK_BYTES);
        if self.finished {
            return Ok(None);
        }
        if self.from == self.to && !self.ended {
            self.refill()?;
        }
        let (result, taken, _) =
            self.decoder.decode_to_string(&self.raw[self.from..self.to], text, self.ended);
        self.from += taken;
        self.finished = self.ended && result == CoderResult::InputEmpty;
        if text.contains('\0') {
            text.retain(|character| character != '\0');
        }
        Ok(Some(text.as_str()))
    }

    fn refill(&mut self) -> Result<()> {
        let read = self.source.read(&mut self.raw)?;
        (self.from, self.to) = (0, read);
        self.bytes_read += read as u64;
        self.ended = read == 0;
        Ok(())
    }
}

#[cfg(test)]
#[path = "tests/encoding.rs"]
mod tests;
