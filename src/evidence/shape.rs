//! Shape: what a line shows by itself.

use super::{Columns, Family};
use crate::text::reading::{Facts, Reading};

pub(super) const START: &[&str] = &["small letter", "capital", "letter", "digit", "quote", "sign"];
pub(super) const BULLET: &[&str] = &["none", "dot", "dash", "number"];

/// A share of letters or words with case; -1 if there are fewer than `at_least`, as in scripts without case.
fn share_of_cased(part: u32, whole: u32, at_least: u32) -> f32 {
    if whole < at_least { -1.0 } else { part as f32 / whole as f32 }
}

pub(super) fn fill(reading: &Reading, out: &mut Columns<'_>) {
    let at = |line: usize| -> &Facts { &reading.lines[line] };
    out.family(Family::Shape);
    out.number("units", &[1., 4., 8., 15., 25., 40., 60., 80., 110., 150., 200., 300., 500., 900.], |i| {
        at(i).units as f32
    });
    out.number("words", &[2., 3., 4., 5., 7., 10., 15., 20., 30., 50., 80., 150.], |i| at(i).word_count());
    out.number("word-length", &[2., 3., 4., 4.5, 5., 5.5, 6., 7., 8., 10.], |i| {
        at(i).units as f32 / at(i).word_count().max(1.0)
    });
    out.class("start", START, |i| at(i).start as u8);
    out.class("bullet", BULLET, |i| at(i).bullet as u8);
    out.number("indent", &[1., 2., 3., 5., 7.], |i| f32::from(at(i).indent));
    out.number("digit-share", &[0.001, 0.05, 0.1, 0.2, 0.35, 0.5, 0.8], |i| {
        at(i).digits as f32 / at(i).letters.max(1) as f32
    });
    out.number("capital-words", &[-0.5, 0.05, 0.15, 0.25, 0.4, 0.6, 0.8, 0.99], |i| {
        share_of_cased(at(i).capital_words, at(i).cased_words, 2)
    });
    out.number("upper-case", &[-0.5, 0.03, 0.08, 0.15, 0.3, 0.6, 0.95], |i| {
        share_of_cased(at(i).upper, at(i).lower + at(i).upper, 3)
    });
    out.number("commas", &[1., 2., 3., 5.], |i| f32::from(at(i).commas));
    out.number("signs", &[1., 2., 3., 5.], |i| f32::from(at(i).signs));
    out.number("quotes", &[1., 2., 3.], |i| f32::from(at(i).quotes));
    out.class("clock", &["none", "date", "time", "date and time"], |i| at(i).clock);
}
