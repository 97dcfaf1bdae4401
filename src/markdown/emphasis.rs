//! Matches the signs of emphasis: asterisks, underscores, tildes.

use super::inline::{Sign, What};

/// The runs of signs in a paragraph that may begin emphasis.
#[derive(Debug, Default)]
pub(super) struct Delimiters {
    runs: Vec<Run>,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    /// The index of its signs.
    index: usize,
    sign: u8,
    left: u8,
}

/// How many runs above are looked at for the beginning of emphasis, which keeps the time linear.
const MOST_OPEN: usize = 16;
/// A longer run is a line, or censored.
const LONGEST: usize = 8;

impl Delimiters {
    pub(super) fn len(&self) -> usize {
        self.runs.len()
    }

    /// Forgets all but the first runs.
    pub(super) fn truncate(&mut self, length: usize) {
        self.runs.truncate(length);
    }

    /// Adds a run, by the index of its signs, between two characters.
    pub(super) fn add(
        &mut self,
        signs: &mut [Sign],
        index: usize,
        sign: u8,
        before: Option<char>,
        after: Option<char>,
    ) {
        let length = signs[index].range.len();
        if length > LONGEST {
            return;
        }
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        // Underscores are part of names, too.
        let is_word = |c: Option<char>| sign == b'_' && c.is_some_and(char::is_alphanumeric);
        let opens = !is_space(after) && !is_word(before);
        let closes = !is_space(before) && !is_word(after);
        let mut left = length as u8;
        if closes {
            while left > 0 {
                let first = self.runs.len().saturating_sub(MOST_OPEN);
                let matches = |run: &Run| run.sign == sign && (sign != b'~' || run.left == left);
                let Some(open) = self.runs[first..].iter().rposition(matches) else { break };
                let open = first + open;
                self.runs.truncate(open + 1);
                let run = &mut self.runs[open];
                let count = if run.left >= 2 && left >= 2 { 2 } else { 1 };
                run.left -= count;
                left -= count;
                let index_of_open = run.index;
                if run.left == 0 {
                    self.runs.pop();
                }
                emphasize(&mut signs[index_of_open], sign, count, 1);
                emphasize(&mut signs[index], sign, count, -1);
            }
        }
        if opens && left > 0 && left == length as u8 {
            self.runs.push(Run { index, sign, left });
        }
    }
}

/// Lets some of the signs of a run begin emphasis, or end it.
fn emphasize(sign: &mut Sign, of: u8, count: u8, by: i8) {
    let (mut bold, mut italic, mut used) = match sign.what {
        What::Emphasis { bold, italic, used } => (bold, italic, used),
        _ => (0, 0, 0),
    };
    used += count;
    match (of, count) {
        (b'~', _) => {}
        (_, 2) => bold += by,
        _ => italic += by,
    }
    sign.what = What::Emphasis { bold, italic, used };
}
