//! What is removed from a page, as a unified diff, which `patch` and `git apply` understand.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use dechaff::{Cleaned, Finding};

use crate::cli::args::values::ColorWhen;
use crate::cli::output::{Audience, shows_color};
use crate::cli::terminal_text::sanitize;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// Lines of the page, and what is left of them: usually one line, kept or removed. If the end of a line is removed, what
/// is left runs into the next line, and both are one block.
struct Block<'p> {
    old: &'p str,
    new: String,
}

impl Block<'_> {
    fn is_change(&self) -> bool {
        self.old != self.new
    }
}

/// Who reads a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiffTarget {
    reader: Audience,
    /// Whether changes are colored.
    in_color: bool,
}

impl DiffTarget {
    /// The target for a diff on standard output.
    pub fn for_stdout(color: ColorWhen) -> Self {
        let in_color = shows_color(color);
        // Programs do not read colors.
        Self { reader: if in_color { Audience::Terminal } else { Audience::of_stdout() }, in_color }
    }
}

/// The diff between a page and its cleaned text; empty if nothing is removed.
pub fn diff(name: &str, cleaned: &Cleaned<'_>, target: DiffTarget) -> String {
    let removed = cleaned.spans().iter().filter(|span| !span.kept).map(|span| span.range.clone());
    diff_of_removed(name, cleaned.page().text(), removed, target)
}

/// The diff that removes only these findings from a page.
pub fn diff_without(name: &str, cleaned: &Cleaned<'_>, found: &[Finding], target: DiffTarget) -> String {
    let text = cleaned.page().text();
    let spans = cleaned.spans();
    let mut found = found.iter().peekable();
    // Whether a span is removed; not decided yet for blank ones.
    let decisions: Vec<Option<bool>> = spans
        .iter()
        .map(|span| {
            while found.next_if(|finding| finding.range.end <= span.range.start).is_some() {}
            let is_found = found.peek().is_some_and(|finding| finding.range.start < span.range.end);
            let is_blank = !span.kept && text[span.range.clone()].trim().is_empty();
            (!is_blank).then_some(!span.kept && is_found)
        })
        .collect();
    // A blank span is removed if the span above or below it is. Between two spans that are not removed, it is removed only if
    // `clean` would remove it, too.
    let mut below = vec![None; spans.len()];
    let mut next = None;
    for (index, decision) in decisions.iter().enumerate().rev() {
        below[index] = next;
        next = decision.map(|is_removed| (is_removed, spans[index].kept)).or(next);
    }
    let mut above = None;
    let removed = spans.iter().zip(&decisions).zip(below).filter_map(|((span, decision), below)| {
        let is_removed = decision.unwrap_or_else(|| {
            let mut around = [above, below].into_iter().flatten();
            let is_spared = |(is_removed, kept): (bool, bool)| !is_removed && !kept;
            around.clone().any(|(is_removed, _)| is_removed) || !around.any(is_spared)
        });
        above = decision.map(|is_removed| (is_removed, span.kept)).or(above);
        is_removed.then(|| span.range.clone())
    });
    diff_of_removed(name, text, removed, target)
}

fn diff_of_removed(
    name: &str,
    text: &str,
    removed: impl Iterator<Item = Range<usize>>,
    target: DiffTarget,
) -> String {
    let blocks = blocks(text, removed);
    let mut out = String::new();
    let (mut old_line, mut new_line, mut from) = (1, 1, 0);
    for hunk in hunks(&blocks) {
        if out.is_empty() {
            let name = sanitize(name.trim_start_matches('/'));
            put(&mut out, "--- ", &format!("a/{name}\n"), target);
            put(&mut out, "+++ ", &format!("b/{name}\n"), target);
        }
        let count = |blocks: &[Block<'_>]| {
            let lines = |text: &str| text.split_inclusive('\n').count();
            blocks.iter().fold((0, 0), |(old, new), one| (old + lines(one.old), new + lines(&one.new)))
        };
        let above = count(&blocks[from..hunk.start]);
        (old_line, new_line) = (old_line + above.0, new_line + above.1);
        let (old, new) = count(&blocks[hunk.clone()]);
        // A side without lines is numbered by the line above it.
        let start = |line: usize, count: usize| if count == 0 { line - 1 } else { line };
        let (old_start, new_start) = (start(old_line, old), start(new_line, new));
        put(&mut out, "@@ ", &format!("-{old_start},{old} +{new_start},{new} @@\n"), target);
        write_hunk(&mut out, &blocks[hunk.clone()], target);
        (old_line, new_line, from) = (old_line + old, new_line + new, hunk.end);
    }
    out
}

fn write_hunk(out: &mut String, blocks: &[Block<'_>], target: DiffTarget) {
    let mut rest = blocks;
    while let [first, ..] = rest {
        if !first.is_change() {
            put_lines(out, " ", first.old, target);
            rest = &rest[1..];
            continue;
        }
        // First all removed lines of a run of changes, then all added ones.
        let (changes, below) = rest.split_at(rest.iter().take_while(|block| block.is_change()).count());
        changes.iter().for_each(|block| put_lines(out, "-", block.old, target));
        changes.iter().for_each(|block| put_lines(out, "+", &block.new, target));
        rest = below;
    }
}

fn blocks(text: &str, removed: impl Iterator<Item = Range<usize>>) -> Vec<Block<'_>> {
    let mut removed = removed.peekable();
    let (mut blocks, mut start, mut end) = (Vec::new(), 0, 0);
    let mut new = String::new();
    for line in text.split_inclusive('\n') {
        let mut from = end;
        end += line.len();
        while let Some(range) = removed.peek().filter(|range| range.start < end) {
            new.push_str(&text[from..range.start.max(from)]);
            from = range.end.clamp(from, end);
            if range.end > end {
                break;
            }
            removed.next();
        }
        new.push_str(&text[from..end]);
        if new.is_empty() || new.ends_with('\n') || end == text.len() {
            blocks.push(Block { old: &text[start..end], new: std::mem::take(&mut new) });
            start = end;
        }
    }
    blocks
}

/// Groups changes that are near each other, with the lines around them.
fn hunks(blocks: &[Block<'_>]) -> Vec<Range<usize>> {
    let mut hunks: Vec<Range<usize>> = Vec::new();
    for (index, _) in blocks.iter().enumerate().filter(|(_, block)| block.is_change()) {
        let around = index.saturating_sub(CONTEXT)..(index + 1 + CONTEXT).min(blocks.len());
        match hunks.last_mut() {
            Some(last) if last.end >= around.start => last.end = around.end,
            _ => hunks.push(around),
        }
    }
    hunks
}

fn put_lines(out: &mut String, mark: &str, lines: &str, target: DiffTarget) {
    for line in lines.split_inclusive('\n') {
        put(out, mark, line, target);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

fn put(out: &mut String, mark: &str, line: &str, target: DiffTarget) {
    let style = match mark {
        _ if !target.in_color => Style::new(),
        "-" => AnsiColor::Red.on_default(),
        "+" => AnsiColor::Green.on_default(),
        " " => Style::new(),
        _ => Style::new().bold(),
    };
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    // Writing to a string cannot fail.
    let _ = write!(out, "{style}{mark}{}{style:#}{end}", target.reader.line(text));
}

#[cfg(test)]
mod tests {
    use dechaff::{Cleaner, KeepSet, Label, Page};

    use super::*;

    const PATCH: DiffTarget = DiffTarget { reader: Audience::Program, in_color: false };

    /// The diff of a page if lines with these labels are kept.
    fn diff_keeping(text: &str, keep: &[Label]) -> String {
        let keep: KeepSet = keep.iter().copied().collect();
        let page = Page::new(text);
        let cleaner = Cleaner::new(dechaff::Cues::builtin(), dechaff::Model::builtin(), keep);
        diff("a.txt", &cleaner.clean(&page), PATCH)
    }

    #[test]
    fn removed_lines_are_shown() {
        assert_eq!(
            diff_keeping("Home\nNews", &[]),
            "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +0,0 @@\n-Home\n-News\n\\ No newline at end of file\n"
        );
        assert_eq!(diff_keeping("Home\nNews\n", &Label::ALL), "");
    }

    #[test]
    fn only_commands_change_on_their_way_to_a_log() {
        let shown = |reader: Audience| {
            let (mut out, target) = (String::new(), DiffTarget { reader, in_color: false });
            put_lines(&mut out, " ", "  ::error::a\r\nb ##[c]\u{1b}\n", target);
            out
        };
        assert_eq!(shown(Audience::Program), "   ::error::a\r\n b ##[c]\u{1b}\n");
        assert_eq!(shown(Audience::Log), "   \u{fffd}:error::a\r\n b #\u{fffd}[c]\u{1b}\n");
        assert_eq!(shown(Audience::Terminal), "   \u{fffd}:error::a\u{fffd}\n b #\u{fffd}[c]\u{fffd}\n");
    }

    #[test]
    fn only_findings_are_removed() {
        let text = "Home\n\nNews\n\n\nSport\n";
        let page = Page::new(text);
        let cleaner =
            Cleaner::new(dechaff::Cues::builtin(), dechaff::Model::builtin(), std::iter::empty().collect());
        let cleaned = cleaner.clean(&page);
        let without = |words: &[&str]| {
            let find = |word: &&str| {
                let start = text.find(word).unwrap();
                let line = text[..start].matches('\n').count();
                let range = start..start + word.len();
                Finding { rule: dechaff::Rule::MenuLine, label: Label::Nav, line, range, score: 1.0 }
            };
            let found: Vec<_> = words.iter().map(find).collect();
            let diff = diff_without("a.txt", &cleaned, &found, PATCH);
            diff.lines().skip(3).collect::<Vec<_>>().join("|")
        };
        assert_eq!(without(&["Home", "News", "Sport"]), "-Home|-|-News|-|-|-Sport");
        assert_eq!(without(&["News"]), " Home|-|-News|-|-| Sport");
        assert_eq!(without(&["Home", "Sport"]), "-Home|-| News|-|-|-Sport");
        assert_eq!(without(&[]), "");
    }
}
