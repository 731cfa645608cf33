//! Tables as people and programs write them.

use super::*;

fn found(text: &str) -> Dialect {
    detect(text, true).unwrap()
}

fn delimiter(text: &str) -> char {
    char::from(found(text).marks.delimiter)
}

#[test]
fn delimiters() {
    assert_eq!(delimiter("name,phone\nRuth Abel,555-0101\n"), ',');
    assert_eq!(delimiter("name;amount\nRuth;1,5\nDana;2,5\n"), ';');
    assert_eq!(delimiter("name\tnote\nRuth\tcalled, will call again\nDana\ta, b, c\n"), '\t');
    assert_eq!(delimiter("1|6370|\"p,1\"\n10|214|\"p;2\"\n"), '|');
    assert_eq!(delimiter("city:region:people\nSalem:MA:9686\nYork:PA:14061\n"), ':');
    assert_eq!(delimiter("1,5;2,5;3,5\n1,7;2,7;3,7\n"), ';');
}

#[test]
fn one_column_is_not_divided() {
    for text in ["time\n05:40\n21:30\n", "note\nhello, world\nfine\na, b, c\n", "email\nruth@example.org\n"] {
        let dialect = found(text);
        assert_eq!((dialect.width, dialect.delimiter_label()), (1, "one column"), "{text:?}");
    }
}

#[test]
fn a_first_line_may_name_the_delimiter() {
    let dialect = found("sep=;\r\nname;note\r\nRuth;a,b\r\n");
    assert!(dialect.names_delimiter && dialect.has_header);
    assert_eq!((dialect.marks.delimiter, dialect.first), (b';', vec!["name".to_owned(), "note".to_owned()]));
}

#[test]
fn quotation_marks() {
    assert_eq!(found("a\tb\n1\t'x\ty'\n2\tz\n").marks.quote, Some(b'\''));
    assert_eq!(found("first,last\nMary,O'Brien\nTom,D'Angelo\n").marks.quote, Some(b'"'));
    assert_eq!(
        found("name;year\n\"\\\"Big\\\" Ernie; Ladd\";1964\n\"Ruth\";1970\n").marks.escape,
        Some(b'\\')
    );
    assert!(found("name, note\nRuth, \"a, b\"\nDana, \"c\"\n").marks.spaced);
    let phones = "name,phone\nRuth,'+1 555 0101\nDana,'+1 555 0102\n";
    assert_eq!(found(phones).marks.quote, Some(b'"'));
}

#[test]
fn rows_above_the_table() {
    let remarks = "Notes:\n\"When you export, some addresses may be missing\"\n\nFirst Name,Last Name,Email Address\nRuth,Abel,\n";
    assert_eq!(found(remarks).preamble, 2);
    assert_eq!(found("PREAMBLE,,\n,,\nDATE,QTY,NOTE\n2024-01-02,2,x\n2024-01-03,3,y\n").preamble, 1);
    assert_eq!(found("\"This is a title\",,\nFoo,Bar,Baz\nBiff,Baff,Boff\nQux,Tea,Doge\n").preamble, 1);
    assert_eq!(found("email,name,note\nruth@example.org\ndana@example.org,Dana,x\n").preamble, 0);
    assert_eq!(found("a,,,\n123,x,y,1\n345,x,z,2\n").preamble, 0);
}

#[test]
fn headers() {
    let named = |text: &str| found(text).has_header;
    assert!(named("name,city\nRuth,Salem\n"));
    assert!(named("foo,bar\n1,2024-01-02\n2,2024-01-03\n"));
    assert!(named("id,name\n"));
    assert!(!named("Ruth Abel,555-0101\nDana Cole,555-0102\n"));
    assert!(!named("1,english\n2,german\n"));
    assert!(!named("Ruth,Salem,open\nDana,York,open\n"));
    assert!(!named("Ruth,Salem\n"));
}

#[test]
fn the_width_is_that_of_the_table() {
    assert_eq!(found("name,city\nRuth,Salem,\nDana,York,\nMary,Troy,\n").width, 3);
    assert_eq!(found("name,city,note\nRuth,Salem\nDana,York,x\n").width, 3);
    assert_eq!(detect("\n \n,,\n", true), None);
}

#[test]
fn the_answer_is_always_the_same() {
    let text = "name;note\nRuth;\"a;b\"\nDana;'c'\n";
    assert!((0..20).all(|_| found(text) == found(text)));
}
