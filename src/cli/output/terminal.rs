//! Reports for people: colour, and text that fits on a line.

use std::io::{self, BufWriter, Stdout};

use crate::cli::args::values::ColorWhen;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use console::{Term, measure_text_width};
use dechaff::Label;
use unicode_segmentation::UnicodeSegmentation;

/// Columns of a report that does not go to a terminal.
const COLUMNS: usize = 100;
/// A terminal narrower than this wraps lines, rather than have nothing to read on them.
const LEAST_COLUMNS: usize = 40;

/// What people need last.
pub const DIM: Style = Style::new().dimmed();

/// Standard output that takes colours, and leaves them out where they are not wanted.
pub fn stdout(color: ColorWhen) -> BufWriter<AutoStream<Stdout>> {
    let stdout = io::stdout();
    let choice = choice(color, &stdout);
    BufWriter::new(AutoStream::new(stdout, choice))
}

/// Whether a report on standard output is coloured.
pub fn choice(color: ColorWhen, stdout: &Stdout) -> ColorChoice {
    match color {
        ColorWhen::Auto => AutoStream::choice(stdout),
        ColorWhen::Always => ColorChoice::Always,
        ColorWhen::Never => ColorChoice::Never,
    }
}

/// Whether standard output shows colors.
pub fn shows_color(color: ColorWhen) -> bool {
    choice(color, &io::stdout()) != ColorChoice::Never
}

/// Columns of a report on standard output.
pub fn columns() -> usize {
    let size = Term::stdout().size_checked();
    size.map_or(COLUMNS, |(_, columns)| usize::from(columns).max(LEAST_COLUMNS))
}

/// The colour of a label: greens for the article, and what is nearest to it in blue.
pub fn style_of(label: Label) -> Style {
    let color = match label {
        Label::Title | Label::Subhead => return AnsiColor::Green.on_default().bold(),
        Label::Body => AnsiColor::Green,
        Label::Caption => AnsiColor::Cyan,
        Label::Byline | Label::Date | Label::Source => AnsiColor::Blue,
        Label::Related => AnsiColor::Yellow,
        Label::Share | Label::Tags | Label::Comment => AnsiColor::Magenta,
        Label::Nav | Label::Ad | Label::Footer | Label::Other => AnsiColor::Red,
        Label::Blank => return DIM,
    };
    color.on_default()
}

/// A text on one line of at most so many columns. It is cut between characters as a reader sees them; control
/// characters, which could steer the terminal, are replaced.
pub fn fit(text: &str, columns: usize) -> String {
    let mut fitted = String::new();
    let (mut used, mut fits_with_ellipsis) = (0, 0);
    for grapheme in text.graphemes(true) {
        let start = fitted.len();
        fitted.extend(grapheme.chars().map(harmless));
        used += measure_text_width(&fitted[start..]);
        if used > columns {
            fitted.truncate(fits_with_ellipsis);
            fitted.push('…');
            break;
        }
        if used < columns {
            fits_with_ellipsis = fitted.len();
        }
    }
    fitted
}

/// A text in quotes, with its spaces, line ends and other hidden characters to be seen.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.escape_debug().to_string().replace("\\'", "'"))
}

fn harmless(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Puts parts on as few lines of at most so many columns as they need in their order.
pub fn wrap(parts: impl Iterator<Item = String>, columns: usize) -> Vec<String> {
    const BETWEEN: &str = " · ";
    let mut lines: Vec<(String, usize)> = Vec::new();
    for part in parts {
        let part = fit(&part, columns);
        let more = measure_text_width(BETWEEN) + measure_text_width(&part);
        match lines.last_mut() {
            Some((line, used)) if *used + more <= columns => {
                line.push_str(BETWEEN);
                line.push_str(&part);
                *used += more;
            }
            _ => lines.push((part, more - measure_text_width(BETWEEN))),
        }
    }
    lines.into_iter().map(|(line, _)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_characters_as_readers_see_them() {
        assert_eq!(fit("harbour", 7), "harbour");
        assert_eq!(fit("harbours", 7), "harbou…");
        // A family of one emoji, a letter with its accent, and wide characters that leave a column unused.
        assert_eq!(fit("ab👩‍👩‍👧cd", 5), "ab👩‍👩‍👧…");
        assert_eq!(fit("ae\u{301}bc", 3), "ae\u{301}…");
        assert_eq!(fit("東京都庁", 6), "東京…");
        assert_eq!(fit("東京都庁", 8), "東京都庁");
        assert_eq!(fit("", 0), "");
    }

    #[test]
    fn a_page_cannot_steer_the_terminal() {
        assert_eq!(fit("a\tb\u{1b}[2Jc\r", 20), "a b\u{FFFD}[2Jc\u{FFFD}");
    }

    #[test]
    fn quotes_hide_nothing() {
        assert_eq!(quoted("l'été\t\"\u{200f}\u{1b}\n"), "\"l'été\\t\\\"\\u{200f}\\u{1b}\\n\"");
        assert_eq!(quoted("อ้างอิง"), "\"อ้างอิง\"");
    }

    #[test]
    fn parts_fill_lines() {
        let wrap = |columns| wrap(["one", "two", "three and more"].map(String::from).into_iter(), columns);
        assert_eq!(wrap(30), ["one · two · three and more"]);
        assert_eq!(wrap(9), ["one · two", "three an…"]);
    }
}
