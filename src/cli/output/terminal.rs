//! Standard output: who reads it, in which colors and how wide.

use std::borrow::Cow;
use std::env;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Stdout};

use crate::cli::args::values::ColorWhen;
use crate::cli::terminal_text::{sanitize, without_commands};
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use console::{Term, measure_text_width};
use dechaff::Label;
use unicode_segmentation::UnicodeSegmentation;

/// Columns of a report that is not shown on a terminal.
const COLUMNS: usize = 100;
/// On a terminal narrower than this, lines wrap. They would be too short to read otherwise.
const LEAST_COLUMNS: usize = 40;

/// Who reads standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// A person at a terminal, which the text must not control.
    Terminal,
    /// A CI server that may keep it as a log, and obeys lines that look like commands.
    Log,
    /// A program or a file, which needs every byte.
    Program,
}

impl Audience {
    /// The reader of standard output.
    pub fn of_stdout() -> Self {
        // Variables that GitHub, Gitea and Forgejo, Azure, and TeamCity set.
        const SERVERS: [&str; 3] = ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"];
        if io::stdout().is_terminal() {
            Self::Terminal
        } else if SERVERS.iter().any(|name| env::var_os(name).is_some()) && !is_file() {
            Self::Log
        } else {
            Self::Program
        }
    }

    /// A line of a page as this reader gets it, without its line end.
    pub fn line(self, line: &str) -> Cow<'_, str> {
        match self {
            Self::Terminal => Cow::Owned(sanitize(line)),
            Self::Log => without_commands(line),
            Self::Program => Cow::Borrowed(line),
        }
    }
}

/// Whether standard output is a file, and so no log.
fn is_file() -> bool {
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
    handle.map(File::from).and_then(|file| file.metadata()).is_ok_and(|metadata| metadata.is_file())
}

/// The style of secondary text.
pub const DIM: Style = Style::new().dimmed();

/// Standard output, which strips colors if `color` says so.
pub fn stdout(color: ColorWhen) -> BufWriter<AutoStream<Stdout>> {
    let stdout = io::stdout();
    let choice = choice(color, &stdout);
    BufWriter::new(AutoStream::new(stdout, choice))
}

/// Whether to color output on standard output.
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

/// The width of reports on standard output.
pub fn columns() -> usize {
    let size = Term::stdout().size_checked();
    size.map_or(COLUMNS, |(_, columns)| usize::from(columns).max(LEAST_COLUMNS))
}

/// The color of a label: green for the article, blue for what is closest to it.
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

/// Shortens a text to at most `columns`. It cuts between characters as a reader sees them, and makes the text safe to print.
pub fn fit(text: &str, columns: usize) -> String {
    let text = sanitize(text);
    let mut fitted = String::new();
    let (mut used, mut fits_with_ellipsis) = (0, 0);
    for grapheme in text.graphemes(true) {
        let start = fitted.len();
        fitted.push_str(grapheme);
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

/// A text in quotes, with line ends and other hidden characters escaped, and safe to print.
pub fn quoted(text: &str) -> String {
    sanitize(&format!("\"{}\"", text.escape_debug().to_string().replace("\\'", "'")))
}

/// Arranges parts in order on as few lines of at most `columns` as possible.
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
        // An emoji of several characters, a letter with an accent, and wide characters that leave a column unused.
        assert_eq!(fit("ab👩‍👩‍👧cd", 5), "ab👩‍👩‍👧…");
        assert_eq!(fit("ae\u{301}bc", 3), "ae\u{301}…");
        assert_eq!(fit("東京都庁", 6), "東京…");
        assert_eq!(fit("東京都庁", 8), "東京都庁");
        assert_eq!(fit("", 0), "");
    }

    #[test]
    fn a_page_cannot_control_the_terminal() {
        assert_eq!(fit("a\tb\u{1b}[2Jc\r", 20), "a b\u{FFFD}[2Jc\u{FFFD}");
    }

    #[test]
    fn quotes_hide_nothing() {
        assert_eq!(quoted("l'été\t\"\u{200f}\u{1b}\n"), "\"l'été\\t\\\"\\u{200f}\\u{1b}\\n\"");
        assert_eq!(quoted("::a ##[b]"), "\"::a #\u{fffd}[b]\"");
        assert_eq!(quoted("อ้างอิง"), "\"อ้างอิง\"");
    }

    #[test]
    fn parts_fill_lines() {
        let wrap = |columns| wrap(["one", "two", "three and more"].map(String::from).into_iter(), columns);
        assert_eq!(wrap(30), ["one · two · three and more"]);
        assert_eq!(wrap(9), ["one · two", "three an…"]);
    }
}
