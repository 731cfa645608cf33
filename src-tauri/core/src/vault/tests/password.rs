//! Which passwords are taken.

use super::super::password::{advice, check};
use super::*;

const WORDS: [&str; 4] = [OFFICE, "dana", "Dana Whitlow", "dana.whitlow@lakeside.example"];

fn told(password: &str) -> String {
    let error = refused(check(password, &WORDS), Code::Invalid);
    assert_eq!(error.field.as_deref(), Some("password"));
    assert!(!error.sentence.contains(password) || password.is_empty());
    error.sentence
}

#[test]
fn unusual_words_are_taken_without_any_rule_about_signs() {
    for password in [
        DANA_PASSWORD,
        RUTH_PASSWORD,
        "kettle moss abacus plum",
        "vmqzt rplwk ohgdn",
        "дождь шумит над старым мостом",
        "dana likes seven purple tractors",
    ] {
        check(password, &WORDS).unwrap_or_else(|error| panic!("{password}: {}", error.sentence));
    }
}

#[test]
fn length_is_counted_in_characters_after_normalising() {
    assert!(told("kettle moss ab").contains("15 characters"), "14");
    check("kettle moss abv", &WORDS).unwrap();
    assert!(told("").contains("15 characters"));
    // Fourteen letters, typed as twenty-eight code points.
    let accented: String = "aceinorsuyzlgw".chars().flat_map(|letter| [letter, '\u{301}']).collect();
    assert!(told(&accented).contains("15 characters"));
    let long: String = (0..64).map(|word| format!("{word:03} ")).collect();
    check(&long, &WORDS).unwrap();
    assert!(told(&format!("{long}x")).contains("256"));
    assert!(told(&"x".repeat(100_000)).contains("256"));
}

#[test]
fn common_passwords_are_refused_however_long() {
    for password in [
        "passwordpassword",
        "password1234567",
        "123456789012345",
        "aaaaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "qwertyuiopasdfg",
        "iloveyouiloveyou",
    ] {
        told(password);
        assert!(advice(password, &WORDS).score <= 1, "{password}");
    }
}

#[test]
fn the_offices_own_words_are_refused() {
    for password in [
        "lakesidefamilycounselling",
        "Lakeside Family 2026!!",
        "DANA.WHITLOW.1987",
        "danawhitlow12345",
        "porchlight-porchlight",
        "whitlow@lakeside7",
    ] {
        assert!(told(password).contains("office"), "{password}: {}", told(password));
    }
}

#[test]
fn the_meter_says_what_would_help() {
    let short = advice("kettle moss", &WORDS);
    assert!(short.score <= 1 && short.sentence.unwrap().contains("15 characters"));
    let good = advice("amber trellis quietly orbits nine", &WORDS);
    assert_eq!((good.score, good.sentence), (4, None));
    let json = serde_json::to_value(advice("", &WORDS)).unwrap();
    assert_eq!(json["score"], 0);
}
