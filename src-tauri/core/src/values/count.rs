//! Counts in sentences.

/// 12345 as '12,345'.
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// '1 lead', '12,345 leads'.
pub fn leads_counted(count: u64) -> String {
    if count == 1 { "1 lead".to_owned() } else { format!("{} leads", thousands(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_three_digits() {
        let shown: Vec<String> = [0, 7, 999, 1_000, 12_345, 1_000_000].into_iter().map(thousands).collect();
        assert_eq!(shown, ["0", "7", "999", "1,000", "12,345", "1,000,000"]);
        assert_eq!((leads_counted(1), leads_counted(2)), ("1 lead".to_owned(), "2 leads".to_owned()));
    }
}
