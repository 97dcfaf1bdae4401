//! Pages of the corpus, line by line.

use std::collections::HashSet;
use std::fmt::Write;

use indicatif::HumanCount;

use crate::cli::encode::escape;
use crate::cli::output::count;
use crate::cli::survey::{LineView, PageView};

/// The names of the pages that were shown, and the bytes that took.
#[derive(Debug, Default)]
pub struct Shown {
    names: HashSet<String>,
    bytes: usize,
}

/// Bytes of pages from which on pages are only named, so that every browser can open the report.
const BUDGET: usize = 1_300_000;

/// Writes pages that were not shown before.
pub fn write<'p>(
    out: &mut String,
    pages: impl Iterator<Item = &'p PageView>,
    is_open: bool,
    shown: &mut Shown,
) {
    let before = out.len();
    for page in pages {
        // Writing to a string cannot fail.
        if !shown.names.insert(page.name.clone()) {
            let _ = writeln!(out, "<p class=\"again\"><bdi>{}</bdi>: see above.</p>", escape(&page.name));
        } else if shown.bytes < BUDGET {
            let start = out.len();
            write_page(out, page, is_open);
            shown.bytes += out.len() - start;
        } else {
            let _ = writeln!(out, "<p class=\"again\"><bdi>{}</bdi></p>", escape(&page.name));
        }
    }
    if out.len() == before {
        out.push_str("<p>None.</p>\n");
    }
}

fn write_page(out: &mut String, page: &PageView, is_open: bool) {
    let (name, site) = (escape(&page.name), escape(&page.site));
    let _ = write!(
        out,
        "<details class=\"page\"{} data-site=\"{site}\">\n<summary><bdi>{name}</bdi> <span><bdi>{site}</bdi>, {}, {:.1} % of {} \
         characters kept</span></summary>\n<ol>\n",
        if is_open { " open" } else { "" },
        escape(&page.language),
        page.characters.percent_kept(),
        HumanCount(page.characters.read)
    );
    page.lines.iter().for_each(|line| write_line(out, line));
    out.push_str("</ol>\n");
    if page.more > 0 {
        let _ = writeln!(out, "<p>and {}</p>", count(page.more as u64, "more line"));
    }
    out.push_str("</details>\n");
}

fn write_line(out: &mut String, line: &LineView) {
    let is_kept = line.pieces.iter().any(|(_, kept)| *kept);
    let (fate, sign, word) = if is_kept { ("kept", "+", "kept") } else { ("gone", "−", "removed") };
    let _ = write!(
        out,
        "<li value=\"{}\" class=\"{fate} {label}\" data-score=\"{:.2}\"><span class=\"label\"><span aria-hidden=\"true\">{sign}\
         </span> {label}</span><span class=\"text\" dir=\"auto\">",
        line.number,
        line.score,
        label = line.label
    );
    for (piece, kept) in &line.pieces {
        let piece = escape(piece);
        let _ = if is_kept && !kept { write!(out, "<del>{piece}</del>") } else { write!(out, "{piece}") };
    }
    let _ = writeln!(
        out,
        "</span><span class=\"why\">{word}, {:+.2}: {}</span></li>",
        line.score,
        escape(&line.reasons)
    );
}
