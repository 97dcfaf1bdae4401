//! Segments: the parts of lines that are not lines.
//!
//! Much crawled text has lost its line ends: forty headlines, the title and the whole article are one line. Only there is
//! a line divided, where something shows that another begins.

use super::chars::{CharTable, Kind};
use super::page::Line;

/// A line of fewer bytes is never divided.
const LONG: usize = 500;
/// A line without wide gaps is divided only if it has at least so many bytes, about as many as ten long sentences.
const VERY_LONG: usize = 2000;
/// A page of more lines with text has line ends.
const FEW_LINES: usize = 3;
/// A line with fewer wide gaps has none on purpose.
const LEAST_GAPS: usize = 3;
/// The bytes of the shortest segment in front of the end of a sentence.
const SHORTEST: usize = 30;

/// Where lines of a text were divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Division {
    /// Nowhere.
    #[default]
    None,
    /// At wide gaps only: the segments are what lines were.
    Gaps,
    /// At ends of sentences too.
    Sentences,
}

/// Divides the long lines of a text where it has lost its line ends, and gives the number of the line that each segment
/// is of; no numbers if all lines stay as they are.
pub(super) fn divide(text: &str, lines: Vec<Line>) -> (Vec<Line>, Vec<u32>, Division) {
    if lines.iter().all(|line| line.end - line.start < LONG) {
        return (lines, Vec::new(), Division::None);
    }
    let mut division = Division::Gaps;
    let with_text = lines.iter().filter(|line| !text[line.content()].trim().is_empty());
    let are_few = with_text.take(FEW_LINES + 1).count() <= FEW_LINES;
    let mut divided = Vec::with_capacity(lines.len());
    let mut numbers = Vec::with_capacity(lines.len());
    for (number, line) in lines.iter().enumerate() {
        let content = &text[line.content()];
        let ends = match content.len() {
            ..LONG => Vec::new(),
            length => {
                let gaps = gaps(content);
                if gaps.len() >= LEAST_GAPS {
                    gaps
                } else if are_few && length >= VERY_LONG {
                    division = Division::Sentences;
                    sentences(content)
                } else {
                    Vec::new()
                }
            }
        };
        let mut start = line.start;
        for (end, next) in ends {
            divided.push(Line { start, end: line.start + end, next: line.start + next });
            start = line.start + next;
        }
        divided.push(Line { start, ..*line });
        numbers.resize(divided.len(), number as u32);
    }
    if divided.len() == lines.len() {
        (lines, Vec::new(), Division::None)
    } else {
        (divided, numbers, division)
    }
}

/// Where the wide gaps of a line begin and end: three characters of white space or more, two with a no-break space among
/// them, or a tab. White space at the beginning and the end of the line is none; nor are the two spaces that some put
/// between sentences, and what stands behind a number or bullet.
fn gaps(text: &str) -> Vec<(usize, usize)> {
    let mut gaps = Vec::new();
    let end = text.trim_end().len();
    let mut at = text.len() - text.trim_start().len();
    let mut first = at;
    while let Some(found) = text[at..end].find(char::is_whitespace) {
        let start = at + found;
        let rest = text[start..].trim_start();
        at = text.len() - rest.len();
        let gap = &text[start..at];
        let count = gap.chars().take(3).count();
        let is_wide = count >= 3 || gap.contains('\t');
        let is_gap = is_wide || count == 2 && gap.contains('\u{a0}') && !ends_sentence(&text[first..start]);
        if is_gap && has_word(&text[first..start]) {
            gaps.push((start, at));
            first = at;
        }
    }
    gaps
}

/// Whether there is more than a single letter.
fn has_word(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
}

/// Whether an end mark is the last character, apart from closing quotes.
fn ends_sentence(text: &str) -> bool {
    let chars = CharTable::get();
    let last = text.chars().rev().map(|c| chars.kind(c)).find(|kind| !kind.closes());
    last.is_some_and(|kind| matches!(kind, Kind::Stop | Kind::SolidStop | Kind::Query | Kind::Ellipsis))
}

/// Where the sentences of a line end and the next ones begin, and the same for what dividers stand between.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    let chars = CharTable::get();
    let mut ends = Vec::new();
    // The beginning of the segment, and behind the last end mark and its closing quotes.
    let (mut start, mut marked) = (0, None);
    let (mut letters, mut before) = (0, Kind::Space);
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        let kind = chars.kind(c);
        let behind = at + c.len_utf8();
        match kind {
            // The end of an abbreviation or initial is no end of a sentence.
            Kind::Stop if letters < 3 && !before.closes() => marked = None,
            Kind::Stop | Kind::Query | Kind::Ellipsis | Kind::SolidStop => marked = Some(behind),
            _ if kind.closes() && marked == Some(at) => marked = Some(behind),
            Kind::Space => {}
            _ => {
                let is_solid = matches!(kind, Kind::Solid | Kind::Hangul) || before == Kind::SolidStop;
                let begins = matches!(kind, Kind::Upper | Kind::Letter | Kind::Solid | Kind::Hangul)
                    || matches!(kind, Kind::Quote | Kind::Guillemet | Kind::Open | Kind::Sign | Kind::Dash);
                if let Some(end) = marked.take()
                    && begins
                    && (end < at || is_solid)
                    && end - start >= SHORTEST
                {
                    ends.push((end, at));
                    start = at;
                } else if c == '•' && before == Kind::Space && start < at {
                    ends.push((text[..at].trim_end().len(), at));
                    start = at;
                }
            }
        }
        match c {
            '«' => quoted = true,
            '»' if quoted => quoted = false,
            '|' | '»' if before == Kind::Space => {
                let next = text.len() - text[behind..].trim_start().len();
                if next > behind && next < text.len() {
                    ends.push((behind, next));
                    start = next;
                    marked = None;
                }
            }
            _ => {}
        }
        letters = if kind.is_word() {
            letters + 1
        } else if kind == Kind::Mark {
            letters
        } else {
            0
        };
        before = kind;
    }
    ends.retain(|&(end, next)| end > 0 && next < text.len());
    ends
}

#[cfg(test)]
mod tests {
    use crate::text::page::Page;

    fn lines(text: &str) -> Vec<&str> {
        let page = Page::new(text);
        let mut at = 0;
        for line in page.lines() {
            assert!(line.start == at && line.start <= line.end && line.end <= line.next);
            at = line.next;
        }
        assert_eq!(at, text.len());
        (0..page.lines().len()).map(|line| page.line(line)).collect()
    }

    #[test]
    fn a_long_line_is_divided_at_wide_gaps() {
        let text = format!(
            "  Home   News\tSport\u{a0} \u{a0}Weather  today   {}\nNext   line",
            "It rains. ".repeat(60)
        );
        let found = lines(&text);
        assert_eq!(found[..4], ["  Home", "News", "Sport", "Weather  today"]);
        assert_eq!(found.len(), 6);
        assert_eq!(found[5], "Next   line");
    }

    #[test]
    fn gaps_between_sentences_and_behind_numbers_do_not_divide() {
        let text = format!(
            "It rained.\u{a0} \u{201c}So it did.\u{201d}\u{a0} It does. 1)   Bread   • \u{a0} Milk\u{a0} Salt{}",
            "   It rains.".repeat(60)
        );
        let found = lines(&text);
        assert_eq!(found[0], "It rained.\u{a0} \u{201c}So it did.\u{201d}\u{a0} It does. 1)");
        assert_eq!(found[1..4], ["Bread", "• \u{a0} Milk", "Salt"]);
    }

    #[test]
    fn a_text_in_one_line_is_divided_at_sentences_and_dividers() {
        let prose = "Dr. J. Holm went to the harbour on Monday. “It rained there,” he said. ".repeat(40);
        let text = format!("Home | News » Sport • Weather • {prose}");
        let found = lines(&text);
        assert_eq!(found[..4], ["Home |", "News »", "Sport", "• Weather"]);
        assert_eq!(found[4], "• Dr. J. Holm went to the harbour on Monday.");
        assert_eq!(found[5], "“It rained there,” he said.");
        assert_eq!(
            lines(
                &"港は月曜日まで閉じられたままで、船は出なかった。海に出られたのは火曜日の朝のことだった。"
                    .repeat(40)
            )
            .len(),
            80
        );
    }

    #[test]
    fn lines_of_a_text_with_line_ends_stay() {
        let paragraph = "The harbour was closed on Monday, and nobody knew why. ".repeat(50);
        assert_eq!(lines(&format!("{paragraph}\n").repeat(4)).len(), 4);
        assert_eq!(lines(&"The ferry sails. ".repeat(20)).len(), 1);
        assert_eq!(lines("a   b   c   d").len(), 1);
    }
}
