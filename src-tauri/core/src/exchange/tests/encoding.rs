//! The same people, written in every encoding that a spreadsheet may choose.

use std::fs;

use super::super::source_file;
use super::*;

const PEOPLE: &str = "name;city\r\nÉmile Nuñez;Besançon\r\nGrünwald;Übersee\r\n";

fn read(bytes: &[u8]) -> Result<(TextEncoding, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    fs::write(&path, bytes).unwrap();
    let mut source = source_file::open(&path)?;
    let encoding = detect(&mut source)?;
    let mut reader = TextReader::new(source, encoding)?;
    let (mut all, mut chunk) = (String::new(), String::new());
    while let Some(text) = reader.next_chunk(&mut chunk)? {
        all.push_str(text);
    }
    assert_eq!(reader.bytes_read(), bytes.len() as u64);
    Ok((encoding, all))
}

fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn every_encoding_gives_the_same_text() {
    let marked = |text: &str| format!("\u{FEFF}{text}");
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("UTF-8", PEOPLE.as_bytes().to_vec()),
        ("UTF-8", marked(PEOPLE).into_bytes()),
        ("windows-1252", WINDOWS_1252.encode(PEOPLE).0.into_owned()),
        ("UTF-16LE", wide(&marked(PEOPLE), u16::to_le_bytes)),
        ("UTF-16BE", wide(&marked(PEOPLE), u16::to_be_bytes)),
        ("UTF-16LE", wide(PEOPLE, u16::to_le_bytes)),
        ("UTF-16BE", wide(PEOPLE, u16::to_be_bytes)),
    ];
    for (label, bytes) in cases {
        let (encoding, text) = read(&bytes).unwrap();
        assert_eq!((encoding.label(), text.as_str()), (label, PEOPLE));
    }
}

#[test]
fn letters_across_the_edges_of_pieces_survive() {
    let text: String = (0..60_000).map(|at| if at % 7 == 0 { '€' } else { 'é' }).collect();
    let (encoding, read_back) = read(text.as_bytes()).unwrap();
    assert_eq!((encoding.label(), encoding.damaged), ("UTF-8", 0));
    assert!(read_back == text);
    let bytes = wide(&text, u16::to_be_bytes);
    let marked: Vec<u8> = [0xFE, 0xFF].into_iter().chain(bytes).collect();
    assert!(read(&marked).unwrap().1 == text);
}

#[test]
fn rare_damage_in_utf_8_stays_utf_8() {
    let mut bytes = "Zoë,Añez,Müller,".repeat(20).into_bytes();
    bytes.extend_from_slice(b"Ren\xE9,\n");
    let (encoding, text) = read(&bytes).unwrap();
    assert_eq!((encoding.label(), encoding.damaged), ("UTF-8", 1));
    assert!(text.ends_with("Ren\u{FFFD},\n"));
}

#[test]
fn a_late_letter_decides() {
    let mut bytes = b"name,city\nRuth,Salem\n".repeat(20_000);
    bytes.extend_from_slice(b"Jos\xE9,Salem\n");
    let (encoding, text) = read(&bytes).unwrap();
    assert_eq!(encoding.label(), "windows-1252");
    assert!(text.ends_with("José,Salem\n"));
}

#[test]
fn rare_zero_bytes_are_left_out_and_many_are_refused() {
    let (encoding, text) = read(b"a,b,c\n\0,2,3\n").unwrap();
    assert_eq!((encoding.nuls, text.as_str()), (1, "a,b,c\n,2,3\n"));
    let padded = [b"name,phone\nRuth,555-0101\n".as_slice(), &[0; 5000]].concat();
    assert_eq!(read(&padded).unwrap().1, "name,phone\nRuth,555-0101\n");
    let binary: Vec<u8> = (0..4000_u32).map(|at| if at % 5 == 0 { 0 } else { b'a' }).collect();
    assert!(read(&binary).unwrap_err().sentence.contains("not a text file"));
    assert!(read(&[0; 300]).is_err());
    let noise: Vec<u8> = (0..4000_u32).map(|at| u8::try_from(at * 7919 % 30 + 1).unwrap()).collect();
    assert!(read(&noise).is_err());
}
