//! The splitter against hand-made cases, against itself in pieces, and against the `csv` crate.

use super::*;

const COMMA: Marks = Marks::USUAL;

fn split_in(text: &str, marks: Marks, piece: usize) -> Result<Vec<(u64, Vec<String>, bool)>> {
    let mut splitter = Splitter::new(marks);
    let (mut record, mut records) = (Record::default(), Vec::new());
    let keep = |record: &mut Record, records: &mut Vec<_>| {
        records.push((record.line, record.cells().map(str::to_owned).collect(), record.misquoted));
        record.clear();
    };
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).chain([text.len()]).collect();
    let mut from = 0;
    for end in ends.chunks(piece).filter_map(|chunk| chunk.last().copied()) {
        while from < end {
            let (taken, complete) = splitter.push(&text[from..end], &mut record)?;
            from += taken;
            if complete {
                keep(&mut record, &mut records);
            }
        }
    }
    if splitter.end(&mut record)? {
        keep(&mut record, &mut records);
    }
    Ok(records)
}

fn cells(text: &str, marks: Marks) -> Vec<Vec<String>> {
    split_in(text, marks, usize::MAX).unwrap().into_iter().map(|(_, cells, _)| cells).collect()
}

#[test]
fn quotes_line_ends_and_empty_cells() {
    assert_eq!(cells("a,b\r\nc,d\re,f\n\ng,", COMMA), [["a", "b"], ["c", "d"], ["e", "f"], ["g", ""]]);
    assert_eq!(
        cells("\"a,1\",\"b\r\nc\"\n\"say \"\"hi\"\"\",\"\"\n", COMMA),
        [["a,1", "b\r\nc"], ["say \"hi\"", ""]]
    );
    assert_eq!(cells("5\" pipe,x \"y\"\n", COMMA), [["5\" pipe", "x \"y\""]]);
    assert_eq!(cells("\"a\" ,b\n", COMMA), [["a", "b"]]);
    assert_eq!(cells(",\n", COMMA), [["", ""]]);
    assert!(cells("\n\r\n\r\r", COMMA).is_empty());
}

#[test]
fn other_marks() {
    let spaced = Marks { spaced: true, ..COMMA };
    assert_eq!(cells("a, \"b, c\",  d\n", spaced), [["a", "b, c", "  d"]]);
    let escaped = Marks { delimiter: b';', escape: Some(b'\\'), ..COMMA };
    assert_eq!(
        cells(r#""\"Hacksaw\" Jim";"C:\\dir";"a\b""#, escaped),
        [["\"Hacksaw\" Jim", "C:\\dir", "a\\b"]]
    );
    let apostrophes = Marks { quote: Some(b'\''), ..COMMA };
    assert_eq!(cells("'won't, can't','b'\n", apostrophes), [["won't, can't", "b"]]);
    assert_eq!(cells("\"a\",b\n", Marks { quote: None, ..COMMA }), [["\"a\"", "b"]]);
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let text = "a,b\r\n\r\n\"x\ry\r\nz\",1\r\rlast,2\nend,3";
    let lines: Vec<u64> =
        split_in(text, COMMA, usize::MAX).unwrap().into_iter().map(|(line, ..)| line).collect();
    assert_eq!(lines, [1, 3, 7, 8]);
}

#[test]
fn text_after_a_closing_mark_is_noticed() {
    let records = split_in("a,\"b\"c,d\ne,\"f\",g\n", COMMA, usize::MAX).unwrap();
    assert_eq!(records[0], (1, vec!["a".into(), "bc".into(), "d".into()], true));
    assert!(!records[1].2);
}

#[test]
fn an_unclosed_mark_is_told_with_its_line() {
    let error = split_in("a,b\nc,d\ne,\"f,g\nh,i\n", COMMA, usize::MAX).unwrap_err();
    assert!(error.sentence.contains("opens on line 3 is never closed"), "{}", error.sentence);
    let long = format!("a,b\nc,\"{}", "d,e\n".repeat(MAX_CELL));
    let error = split_in(&long, COMMA, 5000).unwrap_err();
    assert!(error.sentence.contains("opens on line 2 is never closed"), "{}", error.sentence);
}

#[test]
fn limits_are_told_with_the_line() {
    let told = |text: &str| split_in(text, COMMA, 4096).unwrap_err().sentence;
    assert!(told(&format!("a\nb,{}\n", "c".repeat(MAX_CELL + 1))).contains("cell on line 2 is longer"));
    assert!(told(&format!("a\n{}\n", ",".repeat(MAX_COLUMNS))).contains("row on line 2 has more than 512"));
    assert!(split_in(&",".repeat(MAX_COLUMNS - 1), COMMA, 100).is_ok());
    assert!(split_in(&"c".repeat(MAX_CELL), COMMA, 100).is_ok());
    let wide = format!("{},", "c".repeat(60_000)).repeat(100);
    assert!(told(&wide).contains("longer than 4 MB"));
}

/// A small generator of numbers, so that a failing case comes again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn text(&mut self, alphabet: &[char], longest: usize) -> String {
        (0..self.roll(longest + 1)).map(|_| alphabet[self.roll(alphabet.len())]).collect()
    }
}

#[test]
fn pieces_of_any_size_give_the_same_records() {
    let mut dice = Dice(1);
    let alphabet = ['a', 'é', ',', '"', '\'', '\n', '\r', ' ', '\\'];
    let all_marks = [
        COMMA,
        Marks { spaced: true, ..COMMA },
        Marks { escape: Some(b'\\'), ..COMMA },
        Marks { quote: Some(b'\''), ..COMMA },
        Marks { quote: None, ..COMMA },
    ];
    for _ in 0..4000 {
        let text = dice.text(&alphabet, 24);
        for marks in all_marks {
            let whole = split_in(&text, marks, usize::MAX);
            for piece in [1, 2, 5] {
                assert_eq!(split_in(&text, marks, piece), whole, "{text:?} {marks:?}");
            }
        }
    }
}

#[test]
fn what_the_csv_crate_writes_is_read_back() {
    let mut dice = Dice(2);
    let alphabet = ['a', 'ß', ',', ';', '"', '\'', '\n', '\r', ' ', '\\', '\t'];
    for _ in 0..2000 {
        let width = dice.roll(4) + 2;
        let rows: Vec<Vec<String>> =
            (0..3).map(|_| (0..width).map(|_| dice.text(&alphabet, 6)).collect()).collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        assert_eq!(cells(&text, COMMA), rows, "{text:?}");
    }
}

#[test]
fn text_without_stray_marks_is_split_as_the_csv_crate_splits_it() {
    let mut dice = Dice(3);
    let parts = ["a", "b c", ",", ",", "\n", "\r\n", "\"q, r\"", "\"\"", "é"];
    for _ in 0..2000 {
        let text: String = (0..dice.roll(20)).map(|_| parts[dice.roll(parts.len())]).collect();
        let records = split_in(&text, COMMA, 3);
        let Ok(records) = records else { continue };
        if records.iter().any(|(_, _, misquoted)| *misquoted) {
            continue;
        }
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let expected: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        let got: Vec<Vec<String>> = records.into_iter().map(|(_, cells, _)| cells).collect();
        assert_eq!(got, expected, "{text:?}");
    }
}
