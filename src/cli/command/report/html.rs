//! The report as one HTML page. All text of pages goes through `escape`. As a second line of defense, the content security
//! policy allows no other script and no request.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use dechaff::Label;
use indicatif::HumanCount;

use super::data::{ReportData, TopPages, Totals};
use super::page::PageReport;
use crate::cli::encode::escape;
use crate::cli::output::count;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
/// The hash of the script, in base64. Browsers run no script with another hash.
const SCRIPT_HASH: &str = "sha256-xlZjGafaci2XN/XYgJgS4A64NU9NxgGwtwdAG+AWdlc=";
/// Most rows of a table. One more row sums up the rest.
const ROWS: usize = 50;
/// Size of the report from which on pages are only named, so that every browser can open it.
const BUDGET: usize = 1_500_000;

/// The whole page.
pub fn report(data: &ReportData) -> String {
    let mut out = String::new();
    write_header(&mut out, data);
    write_numbers(&mut out, data);
    out.push_str(
        "<h2>Pages to look at first</h2>\n<p><label for=\"filter\">Only pages with</label> \
         <input id=\"filter\" type=\"search\" autocomplete=\"off\"> <output id=\"said\" for=\"filter\"></output></p>\n",
    );
    let mut shown = HashSet::new();
    data.first.iter().for_each(|top| write_top_pages(&mut out, top, &mut shown));
    let _ = write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

/// Writes everything up to the first table.
fn write_header(out: &mut String, data: &ReportData) {
    let policy = format!("default-src 'none'; style-src 'unsafe-inline'; script-src '{SCRIPT_HASH}'");
    let kept = data.all.percent();
    let (pages, characters) = (count(data.pages, "page"), HumanCount(data.all.characters));
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>dechaff report</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>dechaff report</h1>\n\
         <p>{pages}, {characters} characters without white space: <strong>{kept:.1} % kept</strong>.</p>\n"
    );
    if data.failed > 0 {
        let _ = writeln!(out, "<p>{} could not be read.</p>", count(data.failed, "page"));
    }
}

/// Writes the tables of numbers.
fn write_numbers(out: &mut String, data: &ReportData) {
    out.push_str("<div class=\"numbers\">\n");
    write_groups(out, "Share kept by site", "Site", &data.sites);
    write_groups(out, "Share kept by language", "Language", &data.languages);
    let labels = Label::ALL.iter().zip(data.removed).filter(|(_, removed)| *removed > 0);
    let mut labels: Vec<_> = labels.map(|(label, removed)| (label.name().to_owned(), removed)).collect();
    labels.sort_by_key(|(_, removed)| std::cmp::Reverse(*removed));
    write_bars(out, "Removed by label", ["Label", "Characters"], &labels);
    let bins = (0..10).map(|bin| format!("{} to {} %", bin * 10, bin * 10 + 10)).zip(data.histogram);
    write_bars(out, "Pages by share removed", ["Removed", "Pages"], &bins.collect::<Vec<_>>());
    out.push_str("</div>\n");
}

fn write_groups(out: &mut String, title: &str, column: &str, groups: &BTreeMap<String, Totals>) {
    let mut rows: Vec<_> = groups.iter().collect();
    rows.sort_by_key(|(_, share)| std::cmp::Reverse(share.pages));
    let _ = write!(
        out,
        "<table>\n<caption>{title}</caption>\n<thead><tr><th scope=\"col\">{column}</th>\
         <th scope=\"col\" class=\"number\">Pages</th><th scope=\"col\" class=\"number\">Kept</th>\
         <td class=\"of-bar\"></td></tr></thead>\n<tbody>\n"
    );
    let shown = rows.iter().take(ROWS).map(|(name, share)| ((*name).clone(), **share));
    let others = rows.get(ROWS..).filter(|others| !others.is_empty()).map(|others| {
        let all = others.iter().fold(Totals::default(), |sum, (_, share)| sum + **share);
        (format!("{} more", HumanCount(others.len() as u64)), all)
    });
    for (name, share) in shown.chain(others) {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\"><bdi>{}</bdi></th><td class=\"number\">{}</td><td class=\"number\">{:.1} %</td><td>{}</td></tr>",
            escape(&name),
            HumanCount(share.pages),
            share.percent(),
            bar(share.percent())
        );
    }
    out.push_str("</tbody>\n</table>\n");
}

fn write_bars(out: &mut String, title: &str, columns: [&str; 2], rows: &[(String, u64)]) {
    let [name, number] = columns;
    let _ = write!(
        out,
        "<table>\n<caption>{title}</caption>\n<thead><tr><th scope=\"col\">{name}</th>\
         <th scope=\"col\" class=\"number\">{number}</th><td class=\"of-bar\"></td></tr></thead>\n<tbody>\n"
    );
    let most = rows.iter().map(|(_, number)| *number).max().unwrap_or(0).max(1);
    for (name, number) in rows {
        let bar = bar(100.0 * *number as f64 / most as f64);
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{name}</th><td class=\"number\">{}</td><td>{bar}</td></tr>",
            HumanCount(*number)
        );
    }
    out.push_str("</tbody>\n</table>\n");
}

/// A bar. Screen readers skip it, because the number is in the cell before it.
fn bar(percent: f64) -> String {
    format!("<span class=\"bar\" aria-hidden=\"true\"><span style=\"width:{percent:.0}%\"></span></span>")
}

fn write_top_pages(out: &mut String, top: &TopPages, shown: &mut HashSet<String>) {
    let _ = writeln!(out, "<h3>{}</h3>", top.name);
    if top.pages.is_empty() {
        out.push_str("<p>None.</p>\n");
    }
    for (_, page) in &top.pages {
        if !shown.insert(page.path.clone()) {
            let _ = writeln!(out, "<p class=\"again\"><bdi>{}</bdi>: see above.</p>", escape(&page.path));
        } else if out.len() < BUDGET {
            write_page(out, page);
        } else {
            let _ = writeln!(out, "<p class=\"again\"><bdi>{}</bdi></p>", escape(&page.path));
        }
    }
}

/// Writes the lines of a page with their labels, and beside each what is kept of it.
fn write_page(out: &mut String, page: &PageReport) {
    let kept = 100.0 * page.share_kept();
    let _ = write!(
        out,
        "<details>\n<summary><bdi>{}</bdi> <span>{kept:.1} % of {} characters kept</span></summary>\n\
         <table class=\"lines\">\n<thead><tr><th scope=\"col\">Line</th><th scope=\"col\">Label</th>\
         <th scope=\"col\">Original</th><th scope=\"col\">Cleaned</th></tr></thead>\n<tbody>\n",
        escape(&page.path),
        HumanCount(page.characters)
    );
    for row in &page.lines {
        let fate = match &row.kept {
            kept if kept.is_empty() => "removed",
            kept if *kept == row.text.trim() => "kept",
            _ => "part",
        };
        let _ = writeln!(
            out,
            "<tr class=\"{fate} {label}\"><th scope=\"row\">{}</th><td>{label}</td><td dir=\"auto\">{}</td><td dir=\"auto\">{}</td></tr>",
            row.line,
            escape(&row.text),
            escape(&row.kept),
            label = row.label
        );
    }
    out.push_str("</tbody>\n</table>\n");
    if page.more > 0 {
        let _ = writeln!(out, "<p>and {}</p>", count(page.more as u64, "more line"));
    }
    out.push_str("</details>\n");
}
