//! Whole charts: what any input may lead to, read back from the SVG as a program and a person would.

use super::text::width;
use super::{Bar, Bars, Columns, Look, Series, Theme, draw, picture};
use crate::error::Code;
use resvg::usvg::roxmltree::{Document, Node};

const WIDTHS: [u32; 5] = [240, 480, 640, 1000, 1600];
const ELEMENTS: [&str; 7] = ["svg", "title", "desc", "rect", "line", "circle", "text"];
const ATTRIBUTES: [&str; 23] = [
    "viewBox",
    "role",
    "font-family",
    "font-size",
    "text-anchor",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "width",
    "height",
    "fill",
    "stroke",
    "stroke-width",
    "data-series",
    "data-label",
    "data-value",
];

fn look(width: u32) -> Look {
    Look { theme: Theme::Dusk, width, height: 240 }
}

fn series(name: &str, values: &[u64]) -> Series {
    Series { name: name.to_owned(), values: values.to_vec() }
}

fn months(count: usize) -> Vec<String> {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    (0..count).map(|month| format!("{} {}", names[month % 12], 2024 + month / 12)).collect()
}

fn year() -> Columns {
    let words = [18, 22, 20, 26, 24, 30, 28, 33, 31, 36, 40, 46];
    Columns {
        labels: months(12),
        series: vec![
            series("Word of mouth", &words),
            series("Event", &words.map(|count| count / 2)),
            series("Website form", &words.map(|count| count / 8)),
        ],
    }
}

fn bars(rows: &[(&str, u64)]) -> Bars {
    Bars { rows: rows.iter().map(|(name, value)| Bar { name: (*name).to_owned(), value: *value }).collect() }
}

/// Names that people do not have and programs should survive.
fn nasty() -> Vec<String> {
    [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onload='alert(1)",
        "]]>",
        "<!--",
        "&amp;&#x3C;script&#x3E;",
        "a\0b\u{1}\u{8}\u{1F}\u{7F}\u{85}\u{9F}",
        "\u{202E}evil\u{2066}\u{200F}",
        "\u{FFFE}\u{FFFF}\u{FDD0}",
        "\u{1F3F3}\u{FE0F}\u{200D}\u{1F308}",
        "שרה לוי",
        "",
        " \n\t ",
        "{@html x}",
        "javascript:alert(1)",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain(["x".repeat(10_000), "<".repeat(10_000), "\u{0301}".repeat(10_000)])
    .collect()
}

/// Charts of every kind that offices have, and some that none should.
fn all(look: &Look) -> Vec<String> {
    let many = (0..11).map(|nth| series(&format!("Source of leads {nth}"), &[nth, 3, 0, 90])).collect();
    let named =
        nasty().into_iter().map(|name| Series { name, values: vec![1, u64::MAX, 3] }).collect::<Vec<_>>();
    vec![
        draw::columns(&year(), look),
        draw::columns(&Columns { labels: months(1), series: vec![series("Leads", &[7])] }, look),
        draw::columns(&Columns { labels: months(36), series: many }, look),
        draw::columns(&Columns { labels: months(400), series: vec![series("Leads", &[1; 400])] }, look),
        draw::columns(&Columns { labels: months(2), series: vec![series("A", &[1_180_000, 1])] }, look),
        draw::columns(&Columns { labels: nasty(), series: named }, look),
        draw::columns(&Columns::default(), look),
        draw::bars(&bars(&[("Spring Health Fair", 64), ("Word of mouth", 58), ("Website form", 0)]), look),
        draw::bars(&bars(&[("Bartholomew-Alexandrina Featherstonehaugh", 1_234_567); 24]), look),
        draw::bars(
            &Bars { rows: nasty().into_iter().map(|name| Bar { name, value: u64::MAX }).collect() },
            look,
        ),
        draw::bars(&Bars::default(), look),
    ]
}

fn number(node: &Node<'_, '_>, name: &str) -> f32 {
    node.attribute(name).and_then(|text| text.parse().ok()).expect("a number")
}

fn named<'a, 'input: 'a>(
    svg: &'a Document<'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    svg.descendants().filter(move |node| node.has_tag_name(("http://www.w3.org/2000/svg", name)))
}

/// From where to where a text reaches, measured without the caution that the layout allows itself.
fn reach(text: &Node<'_, '_>) -> (f32, f32) {
    let wide = width(text.text().unwrap_or_default(), number(text, "font-size")) / 1.03;
    let x = number(text, "x");
    match text.attribute("text-anchor") {
        Some("middle") => (x - wide / 2.0, x + wide / 2.0),
        Some("end") => (x - wide, x),
        _ => (x, x + wide),
    }
}

#[test]
fn whatever_the_names_are_the_svg_holds_nothing_but_known_elements_and_attributes() {
    for width in WIDTHS {
        for svg in all(&look(width)) {
            let parsed = Document::parse(&svg).expect("well-formed XML");
            for node in parsed.descendants().filter(Node::is_element) {
                assert!(ELEMENTS.contains(&node.tag_name().name()), "{node:?}");
                for attribute in node.attributes() {
                    assert!(ATTRIBUTES.contains(&attribute.name()), "{attribute:?}");
                }
            }
            assert!(parsed.descendants().all(|node| !node.is_comment() && !node.is_pi()));
            assert!(!svg.contains("<script") && !svg.contains("<img") && !svg.contains("]]>"));
        }
    }
}

#[test]
fn a_name_is_read_back_as_it_was() {
    let name = "O'Hara & \"Sons\" <Home Care>";
    let svg = draw::bars(&bars(&[(name, 3)]), &look(640));
    let parsed = Document::parse(&svg).expect("well-formed XML");
    let mark = named(&parsed, "rect").next().expect("a bar");
    assert_eq!(mark.attribute("data-label"), Some(name));
    assert_eq!(named(&parsed, "text").next().and_then(|text| text.text()), Some(name));
    assert_eq!(mark.first_child().and_then(|title| title.text()), Some(format!("{name}: 3").as_str()));
}

#[test]
fn nothing_is_clipped() {
    for wide in WIDTHS {
        for svg in all(&look(wide)) {
            let parsed = Document::parse(&svg).expect("well-formed XML");
            for text in named(&parsed, "text") {
                let (left, right) = reach(&text);
                assert!(left >= -0.5 && right <= wide as f32 + 0.5, "{wide} {left} {right} {text:?}");
                let (baseline, size) = (number(&text, "y"), number(&text, "font-size"));
                assert!(baseline - size * 0.75 >= 0.0 && baseline + size * 0.25 <= 240.0, "{wide} {text:?}");
            }
            for mark in named(&parsed, "rect") {
                let (left, top) = (number(&mark, "x"), number(&mark, "y"));
                assert!(left >= 0.0 && left + number(&mark, "width") <= wide as f32, "{mark:?}");
                assert!(top >= 0.0 && top + number(&mark, "height") <= 240.0, "{mark:?}");
            }
        }
    }
}

#[test]
fn texts_on_one_line_keep_clear_of_each_other() {
    for wide in WIDTHS {
        for svg in all(&look(wide)) {
            let parsed = Document::parse(&svg).expect("well-formed XML");
            let mut texts: Vec<_> = named(&parsed, "text")
                .map(|text| (text.attribute("y").unwrap_or_default().to_owned(), reach(&text)))
                .collect();
            texts.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.0.total_cmp(&other.1.0)));
            for pair in texts.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                assert!(pair[0].1.1 + 3.0 < pair[1].1.0, "{wide} {pair:?}");
            }
        }
    }
}

#[test]
fn the_marks_add_up_to_the_total() {
    let chart = Columns {
        labels: months(3),
        series: (0..12).map(|nth| series(&format!("Source {nth}"), &[nth, 1])).collect(),
    };
    let svg = draw::columns(&chart, &look(640));
    let parsed = Document::parse(&svg).expect("well-formed XML");
    let drawn: f32 = named(&parsed, "rect").map(|mark| number(&mark, "data-value")).sum();
    assert_eq!(drawn, (0..12).sum::<u32>() as f32 + 12.0);
    let other: Vec<_> =
        named(&parsed, "rect").filter(|mark| mark.attribute("data-series") == Some("Other")).collect();
    assert_eq!(other.len(), 2);
    assert_eq!(number(&other[0], "data-value"), 8.0 + 9.0 + 10.0 + 11.0);
    assert!(svg.contains("<title>Jan 2024 to Mar 2024: 78 in all</title>"), "{svg}");
}

#[test]
fn rows_without_room_are_added_up_in_the_last() {
    let chart = bars(&[("Dana", 2); 24]);
    let svg = draw::bars(&chart, &look(640));
    let parsed = Document::parse(&svg).expect("well-formed XML");
    let last = named(&parsed, "rect").last().expect("a bar");
    assert_eq!(named(&parsed, "rect").count(), 12);
    assert_eq!((last.attribute("data-label"), last.attribute("data-value")), (Some("13 others"), Some("26")));

    let tall = Look { height: chart.comfortable_height(), ..look(640) };
    let svg = draw::bars(&chart, &tall);
    assert_eq!(named(&Document::parse(&svg).expect("well-formed XML"), "rect").count(), 24);
}

#[test]
fn a_small_count_beside_a_huge_one_can_still_be_seen() {
    let columns = Columns { labels: months(2), series: vec![series("Leads", &[u64::MAX, 1])] };
    for svg in
        [draw::columns(&columns, &look(640)), draw::bars(&bars(&[("A", u64::MAX), ("B", 1)]), &look(640))]
    {
        let parsed = Document::parse(&svg).expect("well-formed XML");
        let small = named(&parsed, "rect").last().expect("a mark");
        assert!(number(&small, "width") >= 1.9 && number(&small, "height") >= 1.9, "{small:?}");
    }
}

#[test]
fn an_empty_chart_says_so_calmly() {
    let zeros = Columns { labels: months(3), series: vec![series("Leads", &[0, 0, 0])] };
    for svg in [
        draw::columns(&Columns::default(), &look(640)),
        draw::columns(&zeros, &look(640)),
        draw::bars(&Bars::default(), &look(640)),
        draw::bars(&bars(&[("Dana", 0)]), &look(640)),
    ] {
        let parsed = Document::parse(&svg).expect("well-formed XML");
        let texts: Vec<_> = named(&parsed, "text").filter_map(|text| text.text()).collect();
        assert_eq!(texts, ["Nothing to show yet"]);
        assert_eq!(named(&parsed, "rect").count(), 0);
    }
}

#[test]
fn the_svg_scales_and_describes_itself() {
    let svg = draw::columns(&year(), &look(640));
    let parsed = Document::parse(&svg).expect("well-formed XML");
    let root = parsed.root_element();
    assert_eq!(root.attribute("viewBox"), Some("0 0 640 240"));
    assert_eq!((root.attribute("width"), root.attribute("height")), (None, None));
    assert_eq!(root.attribute("role"), Some("img"));
    assert_eq!(root.attribute("font-family"), Some("'Inter Variable', Inter, sans-serif"));
    let described = named(&parsed, "desc").next().and_then(|desc| desc.text()).unwrap_or_default();
    assert!(described.starts_with("Jan 2024 29; Feb 2024 35;"), "{described}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(all(&look(640)), all(&look(640)));
    let svg = draw::columns(&year(), &look(640));
    assert_eq!(
        picture::png(&svg, 1.0, Some(Theme::Day)).expect("a picture"),
        picture::png(&svg, 1.0, Some(Theme::Day)).expect("a picture")
    );
}

#[test]
fn every_chart_becomes_a_picture_of_its_size() {
    for svg in all(&look(240)) {
        assert_eq!(size_of(&picture::png(&svg, 1.5, None).expect("a picture")), (360, 360));
        let framed = picture::png(&svg, 1.0, Some(Theme::Dusk)).expect("a picture");
        assert_eq!(size_of(&framed), (240 + 32, 240 + 32));
    }
}

#[test]
fn the_picture_shows_surface_marks_and_words() {
    let svg = draw::columns(&year(), &look(640));
    let decoded = |background| {
        let png = picture::png(&svg, 1.0, background).expect("a picture");
        resvg::tiny_skia::Pixmap::decode_png(&png).expect("a PNG")
    };
    let framed = decoded(Some(Theme::Dusk));
    let colour = |x, y| framed.pixel(x, y).map(|p| (p.red(), p.green(), p.blue()));
    assert_eq!(colour(2, 2), Some((0x14, 0x16, 0x2A)));
    let violet = framed.pixels().iter().filter(|p| (p.red(), p.green(), p.blue()) == (0x73, 0x5D, 0xFF));
    assert!(violet.count() > 5_000);
    let bare = decoded(None);
    assert_eq!(bare.pixel(0, 239).map(|p| p.alpha()), Some(0));
    let words = (14..110).flat_map(|x| (4..16).map(move |y| (x, y)));
    assert!(words.filter(|&(x, y)| bare.pixel(x, y).is_some_and(|p| p.alpha() > 128)).count() > 100);
}

#[test]
fn a_picture_that_cannot_be_is_refused() {
    let large = Look { theme: Theme::Day, width: 2400, height: 1600 };
    let refused = picture::png(&draw::bars(&Bars::default(), &large), 4.0, None).expect_err("too large");
    assert_eq!(refused.code, Code::Invalid);
    let foreign = picture::png("not a picture", 1.0, None).expect_err("not an SVG");
    assert_eq!(foreign.code, Code::Internal);
}

/// Width and height from a PNG's header.
fn size_of(png: &[u8]) -> (u32, u32) {
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    (side(16), side(20))
}
