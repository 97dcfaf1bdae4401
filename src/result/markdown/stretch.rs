//! The stretches of a line that Markdown shows: emphasis, code, formulas, links.

use std::cmp::Reverse;
use std::ops::Range;

use super::escape::Place;
use super::kept::KeptLine;
use super::source::Target;
use crate::html::emphasis;

/// What a stretch is. Of two with the same text, the first of these is around the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Link,
    Note,
    Raised,
    Lowered,
    Bold,
    Italic,
    Code,
    Formula,
}

impl Kind {
    /// What stands before and behind its text; of a link, up to its address.
    pub(super) fn delimiters(self, is_slanted: bool) -> (&'static str, &'static str) {
        match self {
            Self::Bold => ("**", "**"),
            Self::Italic if is_slanted => ("_", "_"),
            Self::Italic => ("*", "*"),
            Self::Raised => ("<sup>", "</sup>"),
            Self::Lowered => ("<sub>", "</sub>"),
            Self::Link => ("[", "]("),
            Self::Note | Self::Code | Self::Formula => ("", ""),
        }
    }

    /// Whether its delimiters are read as such only beside certain characters.
    fn is_emphasis(self) -> bool {
        matches!(self, Self::Bold | Self::Italic)
    }

    /// Whether nothing else can be in it.
    fn is_whole(self) -> bool {
        matches!(self, Self::Note | Self::Code | Self::Formula)
    }

    /// Whether what it begins and ends with keeps it apart from others.
    fn stands_apart(self) -> bool {
        matches!(self, Self::Link | Self::Note | Self::Raised | Self::Lowered)
    }
}

/// A stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// Whether it is written with the other sign for italics.
    pub(super) is_slanted: bool,
    /// Of a link or a formula, its index in the line.
    pub(super) index: usize,
}

/// The stretches of a line that Markdown can show, from left to right, the outer before the inner.
pub(super) fn stretches(line: &KeptLine<'_>, place: Place) -> Vec<Stretch> {
    let links: Vec<Stretch> = links(line).collect();
    let of = |kind: Kind, bit: u8| split(&line.text, runs(line, kind, bit), &links);
    let bold = of(Kind::Bold, emphasis::BOLD);
    let mut all = [
        &bold[..],
        &of(Kind::Italic, emphasis::ITALIC),
        &of(Kind::Code, emphasis::CODE),
        &of(Kind::Lowered, emphasis::LOWERED),
        &of(Kind::Raised, emphasis::RAISED),
    ]
    .concat();
    // Asterisks of both kinds side by side are read in more than one way.
    let [starts, ends] = [false, true].map(|ends| edges(&bold, ends));
    for italic in all.iter_mut().filter(|stretch| stretch.kind == Kind::Italic) {
        let touches = |at: &usize| starts.binary_search(at).is_ok() || ends.binary_search(at).is_ok();
        italic.is_slanted = touches(&italic.range.start) || touches(&italic.range.end);
    }
    let notes: Vec<Stretch> = links.iter().filter(|link| link.kind == Kind::Note).cloned().collect();
    // The reference to a footnote is above the line by itself.
    all.retain(|raised| raised.kind != Kind::Raised || in_order(&notes, &raised.range).next().is_none());
    all.extend(formulas(line));
    all.extend(links);
    all.sort_by_key(|stretch| (stretch.range.start, Reverse(stretch.range.end), stretch.kind));
    let touched = [false, true].map(|ends| edges(&all, ends));
    let mut open: Vec<Stretch> = Vec::new();
    let mut closed: Option<(usize, Kind)> = None;
    all.retain(|stretch| {
        while let Some(inner) = open.pop_if(|inner| inner.range.end <= stretch.range.start) {
            closed = Some((inner.range.end, inner.kind));
        }
        let fits =
            open.last().is_none_or(|outer| !outer.kind.is_whole() && stretch.range.end <= outer.range.end);
        let begins_in_other = open
            .last()
            .is_some_and(|outer| outer.range.start == stretch.range.start && outer.kind.stands_apart());
        let is_apart = closed.is_none_or(|(end, kind)| {
            end != stretch.range.start
                || begins_in_other
                || kind.stands_apart()
                || stretch.kind.stands_apart()
        });
        let shows = fits && is_apart && can_be_read(&line.text, stretch, &touched, place);
        if shows {
            open.push(stretch.clone());
        }
        shows
    });
    all
}

/// The links and references to footnotes. A bracket in a formula would end the link around it.
fn links(line: &KeptLine<'_>) -> impl Iterator<Item = Stretch> {
    line.links.iter().enumerate().filter_map(|(index, (range, target))| {
        let range = trimmed(&line.text, range.clone());
        let kind = if matches!(target, Target::Note(_)) { Kind::Note } else { Kind::Link };
        let first = line.formulas.partition_point(|(at, _)| at.start < range.start);
        let mut inside = line.formulas[first..].iter().take_while(|(at, _)| at.end <= range.end);
        let shows = !range.is_empty() && !inside.any(|(_, tex)| tex.contains(['[', ']']));
        shows.then_some(Stretch { range, kind, is_slanted: false, index })
    })
}

/// The formulas that Markdown can show: a dollar sign would end them, and before a digit it does not end them.
fn formulas(line: &KeptLine<'_>) -> impl Iterator<Item = Stretch> {
    let can_be_read = |range: &Range<usize>, tex: &str| {
        let next = line.text[range.end..].chars().next();
        !range.is_empty() && !tex.contains('$') && !next.is_some_and(|next| next.is_ascii_digit())
    };
    let formulas = line.formulas.iter().enumerate().filter(move |(_, (range, tex))| can_be_read(range, tex));
    formulas.map(|(index, (range, _))| Stretch {
        range: range.clone(),
        kind: Kind::Formula,
        is_slanted: false,
        index,
    })
}

/// The beginnings or ends of stretches, in order.
fn edges(stretches: &[Stretch], ends: bool) -> Vec<usize> {
    let edge = |stretch: &Stretch| if ends { stretch.range.end } else { stretch.range.start };
    let mut edges: Vec<usize> = stretches.iter().map(edge).collect();
    edges.sort_unstable();
    edges
}

/// The stretches of one look, without white space at their ends. Only in code does white space alone separate two.
fn runs(line: &KeptLine<'_>, kind: Kind, bit: u8) -> Vec<Stretch> {
    let text = &line.text[..];
    let mut runs: Vec<Stretch> = Vec::new();
    for (range, _) in line.emphasis.iter().filter(|(_, bits)| bits & bit > 0) {
        let range = trimmed(text, range.clone());
        match runs.last_mut() {
            _ if range.is_empty() => {}
            Some(last) if is_blank(&text[last.range.end..range.start], kind) => last.range.end = range.end,
            _ => runs.push(Stretch { range, kind, is_slanted: false, index: 0 }),
        }
    }
    runs
}

fn is_blank(between: &str, kind: Kind) -> bool {
    if kind == Kind::Code { between.is_empty() } else { between.trim().is_empty() }
}

/// A range without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = text[range.clone()].trim_end();
    let end = range.start + piece.len();
    end - piece.trim_start().len()..end
}

/// Runs that a link begins or ends in are divided there, so that the link stays. Code has no links in it.
fn split(text: &str, runs: Vec<Stretch>, links: &[Stretch]) -> Vec<Stretch> {
    let mut pieces = Vec::with_capacity(runs.len());
    for run in runs {
        let mut start = run.range.start;
        for link in in_order(links, &run.range) {
            let is_inside = run.range.start <= link.start && link.end <= run.range.end;
            let edges = if is_inside && run.kind != Kind::Code { [start; 2] } else { [link.start, link.end] };
            for edge in edges.into_iter().filter(|&edge| edge < run.range.end) {
                if start < edge {
                    pieces.push(Stretch { range: trimmed(text, start..edge), ..run });
                    start = edge;
                }
            }
        }
        pieces.push(Stretch { range: trimmed(text, start..run.range.end), ..run });
    }
    pieces.retain(|piece| !piece.range.is_empty());
    pieces
}

/// The ranges of those of some stretches that have a part in a range. They are in order and do not overlap.
fn in_order<'s>(
    stretches: &'s [Stretch],
    range: &Range<usize>,
) -> impl Iterator<Item = Range<usize>> + use<'s> {
    let first = stretches.partition_point(|stretch| stretch.range.end <= range.start);
    let end = range.end;
    stretches[first..].iter().map(|stretch| stretch.range.clone()).take_while(move |other| other.start < end)
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
    if stretch.kind == Kind::Code {
        return place != Place::Cell || !inside.contains(['|', '\\']);
    }
    if !stretch.kind.is_emphasis() {
        return true;
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
        inner != Side::Space && (is_apart || inner == Side::Word && !stretch.is_slanted)
    })
}

/// The length of the longest run of a character.
pub(super) fn longest_run(text: &str, sign: char) -> usize {
    text.split(|c| c != sign).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_counted() {
        assert_eq!(longest_run("a``b`", '`'), 2);
    }
}
