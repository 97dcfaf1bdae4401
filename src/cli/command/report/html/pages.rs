//! Pages of the corpus, line by line.

use std::collections::HashSet;
use std::fmt::Write;

use indicatif::HumanCount;

use crate::cli::encode::escape;
use crate::cli::output::count;
use crate::cli::survey::{Favors, LineView, PageView};

/// The names of the pages that were shown, and the bytes that took.
#[derive(Debug)]
pub struct Shown {
    names: HashSet<String>,
    bytes: usize,
    /// The place of what the run favors among what can be favored.
    used: usize,
}

impl Shown {
    /// None yet.
    pub fn new(favors: &Favors) -> Self {
        Self { names: HashSet::new(), bytes: 0, used: favors.number() }
    }
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
            write_page(out, page, is_open, shown.used);
            shown.bytes += out.len() - start;
        } else {
            let _ = writeln!(out, "<p class=\"again\"><bdi>{}</bdi></p>", escape(&page.name));
        }
    }
    if out.len() == before {
        out.push_str("<p>None.</p>\n");
    }
}

fn write_page(out: &mut String, page: &PageView, is_open: bool, used: usize) {
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
    page.lines.iter().for_each(|line| write_line(out, line, used));
    out.push_str("</ol>\n");
    if page.more > 0 {
        let _ = writeln!(out, "<p>and {}</p>", count(page.more as u64, "more line"));
    }
    out.push_str("</details>\n");
}

/// Writes a line. Each piece says in `data-kept` with what it is kept, one digit for each thing that can be favored.
fn write_line(out: &mut String, line: &LineView, used: usize) {
    let is_kept = line.pieces.iter().any(|(_, kept)| kept[used]);
    let (fate, sign, word) = if is_kept { ("kept", "+", "kept") } else { ("gone", "−", "removed") };
    let _ = write!(
        out,
        "<li value=\"{}\" class=\"{fate} {label}\"><span class=\"label\"><span aria-hidden=\"true\">{sign}</span> {label}</span>\
         <span class=\"text\" dir=\"auto\">",
        line.number,
        label = line.label
    );
    for (piece, kept) in &line.pieces {
        let cut = if is_kept && !kept[used] { " role=\"deletion\"" } else { "" };
        let digits: String = kept.iter().map(|&kept| if kept { '1' } else { '0' }).collect();
        let _ = write!(out, "<span data-kept=\"{digits}\"{cut}>{}</span>", escape(piece));
    }
    let _ = writeln!(
        out,
        "</span><span class=\"why\"><span>{word}</span>, {:+.2}: {}</span></li>",
        line.score,
        escape(&line.reasons)
    );
}
