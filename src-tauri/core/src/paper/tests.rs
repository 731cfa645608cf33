//! The sheets are opened again by another program's eyes: pages, text, and what happens to strange names.

use chrono::NaiveDate;
use lopdf::Document;

use super::{invitation_sheet, recovery_sheet, save};
use crate::error::Code;

const CODE: &str = "7Q2M-0RXW-D8B5-S1GZ-WWWW-1111-V9KE-H4TN-U";

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 3).unwrap()
}

/// All the text of a PDF that must have one page, its blanks collapsed.
fn text(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    assert_eq!(document.get_pages().len(), 1, "one page");
    document.extract_text(&[1]).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn recovery(office: &str, owner: &str) -> String {
    text(&recovery_sheet(office, owner, CODE, day()).unwrap())
}

/// Asserts that the text holds the words one after another.
fn in_order(text: &str, words: &[&str]) {
    let mut rest = text;
    for word in words {
        let at = rest.find(word).unwrap_or_else(|| panic!("{word} is not where it should be in: {text}"));
        rest = &rest[at + word.len()..];
    }
}

/// A reader may take the space between two cells of the code for a blank.
fn without_blanks(text: &str) -> String {
    text.replace(' ', "")
}

#[test]
fn the_recovery_sheet_is_one_page_of_text_with_the_code_in_order() {
    let text = recovery("Maple Street Home Care", "Dana Whitfield");
    in_order(&text, &["Porchlight", "Recovery code", "Maple Street Home Care"]);
    assert!(without_blanks(&text).contains(&CODE.replace('-', "")), "{text}");
    in_order(&text, &["What it is for", "Where to keep it", "Locked away", "When it was lost"]);
    in_order(&text, &["Owner", "Dana Whitfield", "Made on", "Oct 3, 2026"]);
}

#[test]
fn the_page_is_us_letter_and_says_what_it_is() {
    let pdf = recovery_sheet("Maple Street Home Care", "Dana Whitfield", CODE, day()).unwrap();
    let document = Document::load_mem(&pdf).unwrap();
    let page = document.get_dictionary(*document.get_pages().get(&1).unwrap()).unwrap();
    let corners = page.get(b"MediaBox").unwrap().as_array().unwrap();
    let corners: Vec<f32> = corners.iter().map(|corner| corner.as_float().unwrap()).collect();
    assert_eq!(corners, [0.0, 0.0, 612.0, 792.0]);
    let about = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let title = document.get_dictionary(about).unwrap().get(b"Title").unwrap();
    assert_eq!(lopdf::decode_text_string(title).unwrap(), "Recovery code: Maple Street Home Care");
}

#[test]
fn an_invitation_names_the_person_the_role_and_the_last_day() {
    let pdf =
        invitation_sheet("Maple Street Home Care", "Luis Ortega", "Caller", "K3XP-90AB-QW7Z-55TM-E", day());
    let text = text(&pdf.unwrap());
    in_order(&text, &["Invitation", "Maple Street Home Care"]);
    assert!(without_blanks(&text).contains("K3XP90ABQW7Z55TME"), "{text}");
    in_order(&text, &["For", "Luis Ortega", "As", "Caller", "Good until", "Oct 3, 2026"]);
}

#[test]
fn strange_names_are_drawn_or_left_out_and_break_nothing() {
    let text = recovery("Rosa 🌸 Care\0\u{202E} & Sons (“West”)", "Żaneta O’Brien-Łuk \\ <b>");
    in_order(&text, &["Rosa Care & Sons (“West”)", "Żaneta O’Brien-Łuk", "\\ <b>"]);
    for name in
        ["שרה לוי", "مركز الرعاية", "山田介護", "🌸🌸", "", "\0\n\t", "e\u{301}\u{301}\u{301}", "\u{FFFF}"]
    {
        in_order(&recovery(name, name), &["Recovery code", "Made on", "Oct 3, 2026"]);
    }
}

#[test]
fn long_names_end_in_an_ellipsis_and_the_sentences_stay_on_the_page() {
    for name in ["Bartholomew ".repeat(400), "W".repeat(5_000), "\u{301}".repeat(5_000)] {
        let text = recovery(&name, &name);
        in_order(&text, &["Recovery code", "When it was lost", "an old backup.", "Made on"]);
    }
    assert!(recovery(&"Bartholomew ".repeat(400), "Dana Whitfield").contains('…'));
}

#[test]
fn a_code_of_any_shape_is_drawn() {
    for code in ["", "-", "A", "7Q2M 0RXW", &"W".repeat(60), &"ABCD-".repeat(24)] {
        let pdf = invitation_sheet("Maple Street Home Care", "Luis Ortega", "Caller", code, day()).unwrap();
        assert!(text(&pdf).contains("Good until"), "{code}");
    }
}

#[test]
fn a_sheet_is_saved_whole_and_readable_by_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Recovery code.pdf");
    std::fs::write(&path, "an older one").unwrap();
    let pdf = recovery_sheet("Maple Street Home Care", "Dana Whitfield", CODE, day()).unwrap();
    save(&path, &pdf).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), pdf);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_place_that_takes_no_file_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let refused = save(folder.path(), b"%PDF").unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("path")));
    let refused = save(&folder.path().join("gone").join("code.pdf"), b"%PDF").unwrap_err();
    assert_eq!(refused.code, Code::Disk);
    assert!(refused.sentence.contains("code.pdf") && refused.sentence.ends_with('.'), "{}", refused.sentence);
}
