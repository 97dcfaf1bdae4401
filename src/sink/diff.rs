//! What is taken out of a page, as a unified diff, which `patch` and `git apply` understand.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use dechaff::Cleaned;

use crate::source::visible;

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;

/// Lines of the page, and what is left of them: mostly one line and itself, or nothing. Lines that end in something
/// else than LF can leave theirs to the next; such ones are a block.
struct Block<'p> {
    old: &'p str,
    new: String,
}

impl Block<'_> {
    fn is_change(&self) -> bool {
        self.old != self.new
    }
}

/// The diff of a page; empty when all of it stays. For a terminal it is coloured, and its text cannot steer it.
pub fn diff(path: &str, cleaned: &Cleaned<'_>, for_terminal: bool) -> String {
    let blocks = blocks(cleaned);
    let mut out = String::new();
    let (mut old_line, mut new_line, mut from) = (1, 1, 0);
    for hunk in hunks(&blocks) {
        if out.is_empty() {
            let name = visible(path.trim_start_matches('/'));
            put(&mut out, "--- ", &format!("a/{name}\n"), for_terminal);
            put(&mut out, "+++ ", &format!("b/{name}\n"), for_terminal);
        }
        let count = |blocks: &[Block<'_>]| {
            let lines = |text: &str| text.split_inclusive('\n').count();
            blocks.iter().fold((0, 0), |(old, new), one| (old + lines(one.old), new + lines(&one.new)))
        };
        let above = count(&blocks[from..hunk.start]);
        (old_line, new_line) = (old_line + above.0, new_line + above.1);
        let (old, new) = count(&blocks[hunk.clone()]);
        // A side without lines is named by the line above it.
        let start = |line: usize, count: usize| if count == 0 { line - 1 } else { line };
        let (old_start, new_start) = (start(old_line, old), start(new_line, new));
        put(&mut out, "@@ ", &format!("-{old_start},{old} +{new_start},{new} @@\n"), for_terminal);
        write_hunk(&mut out, &blocks[hunk.clone()], for_terminal);
        (old_line, new_line, from) = (old_line + old, new_line + new, hunk.end);
    }
    out
}

fn write_hunk(out: &mut String, blocks: &[Block<'_>], for_terminal: bool) {
    let mut rest = blocks;
    while let [first, ..] = rest {
        if !first.is_change() {
            put_lines(out, " ", first.old, for_terminal);
            rest = &rest[1..];
            continue;
        }
        // All that goes before all that comes, so that a run of changes is two blocks.
        let (changes, below) = rest.split_at(rest.iter().take_while(|block| block.is_change()).count());
        changes.iter().for_each(|block| put_lines(out, "-", block.old, for_terminal));
        changes.iter().for_each(|block| put_lines(out, "+", &block.new, for_terminal));
        rest = below;
    }
}

fn blocks<'p>(cleaned: &Cleaned<'p>) -> Vec<Block<'p>> {
    let text = cleaned.page().text();
    let mut spans = cleaned.spans().iter().peekable();
    let (mut blocks, mut start, mut end) = (Vec::new(), 0, 0);
    let mut new = String::new();
    for line in text.split_inclusive('\n') {
        let begin = end;
        end += line.len();
        while let Some(span) = spans.peek().filter(|span| span.range.start < end) {
            if span.kept {
                new.push_str(&text[span.range.start.max(begin)..span.range.end.min(end)]);
            }
            if span.range.end > end {
                break;
            }
            spans.next();
        }
        if new.is_empty() || new.ends_with('\n') || end == text.len() {
            blocks.push(Block { old: &text[start..end], new: std::mem::take(&mut new) });
            start = end;
        }
    }
    blocks
}

/// Changes that are near each other, with the lines around them.
fn hunks(blocks: &[Block<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut hunks: Vec<std::ops::Range<usize>> = Vec::new();
    for (index, _) in blocks.iter().enumerate().filter(|(_, block)| block.is_change()) {
        let around = index.saturating_sub(CONTEXT)..(index + 1 + CONTEXT).min(blocks.len());
        match hunks.last_mut() {
            Some(last) if last.end >= around.start => last.end = around.end,
            _ => hunks.push(around),
        }
    }
    hunks
}

fn put_lines(out: &mut String, mark: &str, lines: &str, for_terminal: bool) {
    for line in lines.split_inclusive('\n') {
        put(out, mark, line, for_terminal);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

fn put(out: &mut String, mark: &str, line: &str, for_terminal: bool) {
    if !for_terminal {
        out.extend([mark, line]);
        return;
    }
    let style = match mark {
        "-" => AnsiColor::Red.on_default(),
        "+" => AnsiColor::Green.on_default(),
        " " => Style::new(),
        _ => Style::new().bold(),
    };
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    // Writing to a string cannot fail.
    let _ = write!(out, "{style}{mark}{}{style:#}{end}", visible(text));
}

#[cfg(test)]
mod tests {
    use dechaff::{Cleaner, KeepSet, Label, Page};

    use super::*;

    /// The diff of a page of which lines with these labels stay.
    fn of(text: &str, keep: &[Label]) -> String {
        let keep: KeepSet = keep.iter().copied().collect();
        let page = Page::new(text);
        let cleaner = Cleaner::new(dechaff::Cues::builtin(), dechaff::Model::builtin(), keep);
        diff("a.txt", &cleaner.clean(&page), false)
    }

    #[test]
    fn all_that_goes_is_shown() {
        assert_eq!(
            of("Home\nNews", &[]),
            "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +0,0 @@\n-Home\n-News\n\\ No newline at end of file\n"
        );
        assert_eq!(of("Home\nNews\n", &Label::ALL), "");
    }
}
