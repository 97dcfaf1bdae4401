//! Dates and times of day, by the shape of their digits.

use crate::text::chars::Kind;

/// Recognizes dates and times while the characters of a line pass by.
///
/// A date is `1.2.2026`, `2026-02-01`, a year from 1900 to 2099, four digits that are not ASCII, or four digits before
/// 年. A time is `9:30`, `09.30` or `9h30`. Regular expressions with Unicode word boundaries do the same at a tenth of
/// the speed.
#[allow(clippy::struct_excessive_bools)] // Independent properties of one number.
#[derive(Default)]
pub(crate) struct Clock {
    found: u8,
    /// The lengths of the runs of digits of one number; separators divide them.
    runs: [u8; 3],
    count: usize,
    /// Whether all separators so far were `.`, `/` or `-`, and whether all were `:`, `.` or `h`.
    date_dividers: bool,
    time_dividers: bool,
    century: u8,
    ascii: bool,
    /// Whether a letter precedes the number directly.
    glued: bool,
    /// Whether the last character was a separator.
    divided: bool,
}

const DATE: u8 = 1;
const TIME: u8 = 2;

impl Clock {
    /// Whether a number is being read, so that the next character matters even if it is not a digit.
    #[inline]
    pub(crate) fn is_running(&self) -> bool {
        self.count > 0
    }

    /// Takes a character inside a word. It matters only if it is a digit or a number is being read.
    #[inline]
    pub(crate) fn step_in_word(&mut self, c: char, kind: Kind, before: Kind) {
        if kind == Kind::Digit || self.is_running() {
            self.step(c, kind, before);
        }
    }

    /// Takes the next character of the line; `before` is the kind of the one before it.
    pub(crate) fn step(&mut self, c: char, kind: Kind, before: Kind) {
        if kind == Kind::Digit {
            if self.count == 0 {
                let found = self.found;
                *self = Self {
                    found,
                    date_dividers: true,
                    time_dividers: true,
                    ascii: true,
                    count: 1,
                    ..Self::default()
                };
                self.glued = before.is_word();
            } else if self.divided {
                self.count += 1;
            }
            self.divided = false;
            if self.count <= 3 {
                let run = &mut self.runs[self.count - 1];
                *run = run.saturating_add(1);
            }
            if self.count == 1 {
                self.ascii &= c.is_ascii();
                if self.runs[0] <= 2 {
                    self.century = self.century * 10 + c.to_digit(10).unwrap_or(0) as u8;
                }
            }
        } else if !self.divided && matches!(c, '.' | '/' | '-' | ':' | 'h') {
            self.date_dividers &= matches!(c, '.' | '/' | '-');
            self.time_dividers &= matches!(c, '.' | ':' | 'h');
            self.divided = true;
        } else {
            if c == '年' && self.runs[0] == 4 {
                self.found |= DATE;
            }
            self.close(kind.is_word());
        }
    }

    /// What the line has: 0 nothing, 1 a date, 2 a time, 3 both.
    pub(crate) fn finish(mut self) -> u8 {
        self.close(false);
        self.found
    }

    fn close(&mut self, glued_behind: bool) {
        let whole = !self.glued && !glued_behind;
        let [first, second, third] = self.runs;
        match self.count {
            3 if self.date_dividers && second <= 2 => {
                let day_first = first <= 2 && (2..=4).contains(&third);
                let year_first = first == 4 && third <= 2;
                self.found |= u8::from(day_first || year_first) * DATE;
            }
            2 if self.time_dividers && whole && first <= 2 && second == 2 => self.found |= TIME,
            _ => {}
        }
        // A trailing separator ("in 2026.") ends the number without making a date of three parts.
        if first == 4 && self.count > 0 && (!self.ascii || whole && matches!(self.century, 19 | 20)) {
            self.found |= DATE;
        }
        self.count = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::chars::CharTable;

    fn read(text: &str) -> u8 {
        let chars = CharTable::get();
        let mut clock = Clock::default();
        let mut before = Kind::Space;
        for c in text.chars() {
            let kind = chars.kind(c);
            if kind == Kind::Digit || clock.is_running() {
                clock.step(c, kind, before);
            }
            before = kind;
        }
        clock.finish()
    }

    #[test]
    fn dates_and_times_are_recognized() {
        for (text, found) in [
            ("1.2.2026", 1),
            ("on 2026-02-01 at", 1),
            ("in 1999.", 1),
            ("سنة ٢٠٢٠", 1),
            ("2020年3月", 1),
            ("03/04/2017", 1),
            ("at 9:30", 2),
            ("12h30", 2),
            ("GMT 10:44 2026", 3),
            ("03.04.17, 10.15 Uhr", 3),
            ("137 people", 0),
            ("1,999", 0),
            ("x2020", 0),
            ("5.6 degrees", 0),
            ("2150", 0),
            ("", 0),
            ("12:", 0),
            ("1.2.3.4", 0),
        ] {
            assert_eq!(read(text), found, "{text}");
        }
    }
}
