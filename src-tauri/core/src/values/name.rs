//! Names and words in the form they are sorted and searched by.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, without accents, compatibility forms resolved: 'Nuñez' and 'NUNEZ' are the same.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}
