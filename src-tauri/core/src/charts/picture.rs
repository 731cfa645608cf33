//! Turns a chart's SVG into a PNG, with the bundled typeface and nothing from the machine it runs on.

use super::look::Theme;
use super::text::INTER;
use crate::error::{Code, Error, Result};
use plotters::style::RGBColor;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, fontdb};
use std::sync::{Arc, LazyLock};

/// The most pixels of one picture: 160 MB of memory while it is drawn.
const MOST_PIXELS: u64 = 40_000_000;

/// What a picture on a surface shows of it around the chart, in the chart's pixels: on the screen the card
/// does.
const BORDER: f32 = 16.0;

/// The SVG as PNG, `scale` pixels to each of its own (kept within 0.25 to 4): on nothing, exactly as large as
/// the chart, or on the surface of a theme, with a border of 16 of the chart's pixels around it. Letters that
/// Inter does not have are drawn as boxes.
///
/// Errors: `Invalid` where the picture would be larger than 40 million pixels, `Internal` where the text is
/// not an SVG.
pub fn png(svg: &str, scale: f32, background: Option<Theme>) -> Result<Vec<u8>> {
    let tree = Tree::from_str(svg, &closed_options())
        .map_err(|cause| Error::new(Code::Internal, format!("The chart is not a picture: {cause}.")))?;
    let scale = if scale.is_finite() { scale.clamp(0.25, 4.0) } else { 1.0 };
    let border = if background.is_some() { BORDER } else { 0.0 };
    let size = tree.size();
    let mut paper = paper((size.width() + 2.0 * border) * scale, (size.height() + 2.0 * border) * scale)?;
    if let Some(theme) = background {
        let RGBColor(red, green, blue) = theme.palette().surface;
        paper.fill(Color::from_rgba8(red, green, blue, u8::MAX));
    }
    let place = Transform::from_scale(scale, scale).pre_translate(border, border);
    resvg::render(&tree, place, &mut paper.as_mut());
    paper
        .encode_png()
        .map_err(|cause| Error::new(Code::Internal, format!("The picture could not be written: {cause}.")))
}

fn paper(width: f32, height: f32) -> Result<Pixmap> {
    let (width, height) = (width.ceil() as u32, height.ceil() as u32);
    let affordable = u64::from(width) * u64::from(height) <= MOST_PIXELS;
    affordable.then(|| Pixmap::new(width, height)).flatten().ok_or_else(|| {
        Error::invalid("scale", "This picture would be too large. Choose a smaller chart or a smaller scale.")
    })
}

/// Only the bundled typeface, and no file or address is ever opened for an image.
fn closed_options() -> Options<'static> {
    static FACES: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
        let mut faces = fontdb::Database::new();
        faces.load_font_data(INTER.to_vec());
        faces.set_sans_serif_family("Inter");
        Arc::new(faces)
    });
    Options {
        fontdb: FACES.clone(),
        font_family: "Inter".to_owned(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}
