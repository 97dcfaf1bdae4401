//! Text of pages, shortened.

/// The beginning of a text, of at most so many bytes.
pub fn start(text: &str, longest: usize) -> &str {
    let end = (0..=longest.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

/// The beginning of a text, marked as such if there is more.
pub fn shortened(text: &str, longest: usize) -> String {
    let start = start(text, longest);
    if start.len() < text.len() { format!("{start}…") } else { text.to_owned() }
}
