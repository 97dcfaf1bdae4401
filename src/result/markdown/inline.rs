//! Emphasis and formulas inside a line.

use std::cmp::Reverse;
use std::ops::Range;

use super::escape::{Place, escape, longest_run};
use super::kept::KeptLine;
use crate::html::emphasis;

/// A formula, beside the bits of [`emphasis`].
const FORMULA: u8 = 1 << 7;

/// A stretch of a line between two delimiters.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    range: Range<usize>,
    bit: u8,
    delimiter: &'static str,
}

/// Adds a line.
pub(super) fn write_line(line: &KeptLine<'_>, place: Place, out: &mut String) {
    let text = &line.text[..];
    let mut open: Vec<Stretch> = Vec::new();
    let mut at = 0;
    let begins = out.len();
    for stretch in stretches(line, place) {
        while let Some(inner) = open.pop_if(|inner| inner.range.end <= stretch.range.start) {
            escape(&text[at..inner.range.end], out.len() == begins, place, out);
            out.push_str(inner.delimiter);
            at = inner.range.end;
        }
        escape(&text[at..stretch.range.start], out.len() == begins, place, out);
        at = stretch.range.start;
        if stretch.bit == emphasis::CODE {
            code(&text[stretch.range.clone()], out);
            at = stretch.range.end;
        } else if stretch.bit == FORMULA {
            formula(line, &stretch.range, place, out);
            at = stretch.range.end;
        } else {
            out.push_str(stretch.delimiter);
            open.push(stretch);
        }
    }
    while let Some(inner) = open.pop() {
        escape(&text[at..inner.range.end], out.len() == begins, place, out);
        out.push_str(inner.delimiter);
        at = inner.range.end;
    }
    escape(&text[at..], out.len() == begins, place, out);
}

/// Adds a formula in TeX.
fn formula(line: &KeptLine<'_>, range: &Range<usize>, place: Place, out: &mut String) {
    let found = line.formulas.binary_search_by_key(&range.start, |(at, _)| at.start);
    let tex = found.map_or("", |at| line.formulas[at].1);
    let tex = if place == Place::Cell { tex.replace('|', "\\|") } else { tex.to_owned() };
    out.extend(["$", &tex, "$"]);
}

fn code(text: &str, out: &mut String) {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    out.extend([&fence, pad, text, pad, &fence]);
}

/// The stretches of a line that Markdown can show, from left to right, the outer before the inner.
fn stretches(line: &KeptLine<'_>, place: Place) -> Vec<Stretch> {
    let bold = runs(line, emphasis::BOLD, "**");
    let mut all = [&bold[..], &runs(line, emphasis::ITALIC, "*"), &runs(line, emphasis::CODE, "`")].concat();
    // Asterisks of both kinds side by side are read in more than one way.
    let [starts, ends] = [false, true].map(|ends| edges(&bold, ends));
    for slanted in all.iter_mut().filter(|stretch| stretch.bit == emphasis::ITALIC) {
        let touches = |at: &usize| starts.binary_search(at).is_ok() || ends.binary_search(at).is_ok();
        if touches(&slanted.range.start) || touches(&slanted.range.end) {
            slanted.delimiter = "_";
        }
    }
    all.extend(formulas(line));
    all.sort_by_key(|stretch| (stretch.range.start, Reverse(stretch.range.end), stretch.bit));
    let touched = [false, true].map(|ends| edges(&all, ends));
    let mut open: Vec<Stretch> = Vec::new();
    let mut closed = None;
    all.retain(|stretch| {
        while let Some(inner) = open.pop_if(|inner| inner.range.end <= stretch.range.start) {
            closed = Some(inner.range.end);
        }
        let fits = open.last().is_none_or(|outer| {
            !matches!(outer.bit, emphasis::CODE | FORMULA) && stretch.range.end <= outer.range.end
        });
        let is_apart = closed != Some(stretch.range.start);
        let shows = fits && is_apart && can_be_read(&line.text, stretch, &touched, place);
        if shows {
            open.push(stretch.clone());
        }
        shows
    });
    all
}

/// The formulas that Markdown can show: a dollar sign would end them, and before a digit it does not end them.
fn formulas(line: &KeptLine<'_>) -> impl Iterator<Item = Stretch> {
    let can_be_read = |(range, tex): &&(Range<usize>, &str)| {
        let next = line.text[range.end..].chars().next();
        !range.is_empty() && !tex.contains('$') && !next.is_some_and(|next| next.is_ascii_digit())
    };
    let formulas = line.formulas.iter().filter(can_be_read);
    formulas.map(|(range, _)| Stretch { range: range.clone(), bit: FORMULA, delimiter: "$" })
}

/// The beginnings or ends of stretches, in order.
fn edges(stretches: &[Stretch], ends: bool) -> Vec<usize> {
    let edge = |stretch: &Stretch| if ends { stretch.range.end } else { stretch.range.start };
    let mut edges: Vec<usize> = stretches.iter().map(edge).collect();
    edges.sort_unstable();
    edges
}

/// The stretches of one look, without white space at their ends. Only in code does white space alone separate two.
fn runs(line: &KeptLine<'_>, bit: u8, delimiter: &'static str) -> Vec<Stretch> {
    let text = &line.text[..];
    let mut runs: Vec<Stretch> = Vec::new();
    for (range, _) in line.emphasis.iter().filter(|(_, bits)| bits & bit > 0) {
        let piece = text[range.clone()].trim_end();
        let end = range.start + piece.len();
        let start = end - piece.trim_start().len();
        match runs.last_mut() {
            _ if start == end => {}
            Some(last) if is_blank(&text[last.range.end..start], bit) => last.range.end = end,
            _ => runs.push(Stretch { range: start..end, bit, delimiter }),
        }
    }
    runs
}

fn is_blank(between: &str, bit: u8) -> bool {
    if bit == emphasis::CODE { between.is_empty() } else { between.trim().is_empty() }
}

/// How a character affects a delimiter next to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// White space, or the end of the line.
    Space,
    /// Punctuation in every version of Unicode.
    Sign,
    /// A letter or digit in every version of Unicode.
    Word,
    /// Any other character: parsers use tables of different Unicode versions.
    Unknown,
}

fn side(c: Option<char>) -> Side {
    match c {
        None => Side::Space,
        Some(c) if c.is_whitespace() => Side::Space,
        Some(c) if c.is_ascii_punctuation() => Side::Sign,
        Some(c) if c.is_alphanumeric() => Side::Word,
        Some(_) => Side::Unknown,
    }
}

/// Whether delimiters there would be read as such: the rules of left- and right-flanking runs in the standard. `touched`
/// are places where other delimiters may stand too.
fn can_be_read(text: &str, stretch: &Stretch, touched: &[Vec<usize>; 2], place: Place) -> bool {
    let Range { start, end } = stretch.range;
    let inside = &text[start..end];
    if stretch.bit == FORMULA {
        return true;
    }
    if stretch.bit == emphasis::CODE {
        return place != Place::Cell || !inside.contains(['|', '\\']);
    }
    let others = |edges: &[usize], at: usize, own: usize| {
        edges.partition_point(|&edge| edge <= at) - edges.partition_point(|&edge| edge < at) > own
    };
    let [starts, ends] = touched;
    // A delimiter inside makes it harder, one outside easier: the harder is reckoned with.
    let sides = |outer: Option<char>, inner: Option<char>, is_touched: bool| {
        [side(outer), if is_touched { Side::Sign } else { side(inner) }]
    };
    let left = sides(
        text[..start].chars().next_back(),
        inside.chars().next(),
        others(starts, start, 1) || others(ends, start, 0),
    );
    let right = sides(
        text[end..].chars().next(),
        inside.chars().next_back(),
        others(ends, end, 1) || others(starts, end, 0),
    );
    [left, right].into_iter().all(|[outer, inner]| {
        let is_apart = matches!(outer, Side::Space | Side::Sign);
        inner != Side::Space && (is_apart || inner == Side::Word && stretch.delimiter != "_")
    })
}
