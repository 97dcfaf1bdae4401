//! The tables and pictures of numbers.

use std::fmt::Write;

use dechaff::{Label, Rule};
use indicatif::HumanCount;

use super::super::oddness::{ODD, Site};
use crate::cli::encode::escape;
use crate::cli::output::count;
use crate::cli::survey::{
    Characters, FAVORS, Favors, Gallery, Kind, Repeat, Run, SHARES, Statistics, Totals, labels,
};

/// Most sites to list: half of them those most out of line, half of them those with most pages.
const SITES: usize = 500;
/// Most languages to list.
const LANGUAGES: usize = 50;
/// Most lines of each kind to list.
const LINES: usize = 30;
/// The names of [`FAVORS`], as they are typed.
const NAMES: [&str; FAVORS.len()] = ["recall", "balanced", "precision"];

/// Writes the lines that occur most often.
pub fn write_repeats(out: &mut String, gallery: &Gallery) {
    out.push_str("<div class=\"numbers\">\n");
    for (title, repeats) in [
        ("Lines removed most often", &gallery.removed),
        ("Lines kept most often: what repeats and stayed", &gallery.kept),
    ] {
        let most = repeats.most(LINES);
        let rows = most.into_iter().map(|Repeat { text, label, count }| {
            format!(
                "<th scope=\"row\" dir=\"auto\">{}</th><td class=\"{label}\">{label}</td><td class=\"number\">{}</td>",
                escape(text),
                HumanCount(count)
            )
        });
        write_table(out, title, &["Line", "Label", "Times"], rows);
        if repeats.missed > 0 {
            let _ = writeln!(
                out,
                "<p class=\"again\">A line may occur up to {} times more often.</p>",
                HumanCount(repeats.missed)
            );
        }
    }
    out.push_str("</div>\n");
}

/// Writes the table of sites.
pub fn write_sites(out: &mut String, sites: &[Site<'_>], earlier: Option<&Run>) {
    let mut listed: Vec<&Site<'_>> = sites.iter().collect();
    listed.sort_by(|one, other| other.oddness.total_cmp(&one.oddness));
    let odd = listed.len().min(SITES / 2);
    let (odd, rest) = listed.split_at_mut(odd);
    rest.sort_by(|one, other| {
        other.totals.pages.cmp(&one.totals.pages).then_with(|| one.name.cmp(other.name))
    });
    let (large, unlisted) = rest.split_at(rest.len().min(SITES / 2));
    let _ = write!(
        out,
        "<h2>Sites</h2>\n<p>A site is out of line if its oddness is {ODD} or more: the distance of its share kept from that of \
         the median site, in units of the median distance. Click a site to see only its pages among those shown.</p>\n\
         <p class=\"find\"><label for=\"site-filter\">Only sites with</label> \
         <input id=\"site-filter\" type=\"search\" autocomplete=\"off\"> <output id=\"site-said\" for=\"site-filter\"></output></p>\n\
         <div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Sites\">\n<table id=\"sites\">\n<thead><tr>"
    );
    let before = earlier.is_some().then_some(("Kept before", "none"));
    let columns = [
        ("Site", "none"),
        ("Pages", "none"),
        ("Kept", "none"),
        ("Nothing kept", "none"),
        ("Oddness", "descending"),
    ];
    for (index, (column, sort)) in columns.into_iter().chain(before).enumerate() {
        let class = if index == 0 { "" } else { " class=\"number\"" };
        let _ = write!(
            out,
            "<th scope=\"col\"{class} aria-sort=\"{sort}\"><button type=\"button\">{column}</button></th>"
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for site in odd.iter().chain(large) {
        let Site { name, totals, oddness } = site;
        let (name, percent) = (escape(name), totals.characters.percent_kept());
        let class = if *oddness >= ODD { " class=\"odd\"" } else { "" };
        let _ = write!(
            out,
            "<tr{class}><th scope=\"row\" data-v=\"{name}\"><button type=\"button\"><bdi>{name}</bdi></button></th>{}{}{}{}",
            cell(totals.pages as f64, &HumanCount(totals.pages).to_string()),
            cell(percent, &format!("{percent:.1} %")),
            cell(totals.emptied as f64, &HumanCount(totals.emptied).to_string()),
            cell(*oddness, &format!("{oddness:.1}"))
        );
        if let Some(earlier) = earlier {
            let was = earlier.statistics.sites.get(site.name).map(|totals| totals.characters.percent_kept());
            out.push_str(&was.map_or_else(|| cell(-1.0, "–"), |was| cell(was, &format!("{was:.1} %"))));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
    if !unlisted.is_empty() {
        let pages = unlisted.iter().map(|site| site.totals.pages).sum::<u64>();
        let _ = writeln!(
            out,
            "<p>{} with {}</p>",
            count(unlisted.len() as u64, "more site"),
            count(pages, "page")
        );
    }
}

fn cell(value: f64, text: &str) -> String {
    format!("<td class=\"number\" data-v=\"{value:.3}\">{text}</td>")
}

/// Writes the numbers by language, label, rule, share kept and reason for failure.
pub fn write_other(out: &mut String, run: &Run, earlier: Option<&Run>) {
    let now = &run.statistics;
    let before = earlier.map(|earlier| &earlier.statistics);
    out.push_str("<h2>Numbers</h2>\n<div class=\"numbers\">\n");
    write_languages(out, now, before);
    write_shares(out, now, before);
    let labels = |numbers: &Statistics| {
        let rows = labels().zip(numbers.labels).map(|(label, count)| (label.name(), count.removed));
        rows.collect::<Vec<_>>()
    };
    write_bars(out, "Characters removed, by label", "Label", &labels(now), before.map(labels).as_deref());
    let rules = |numbers: &Statistics| {
        let rows = Rule::ALL.into_iter().zip(numbers.rules).map(|(rule, count)| (rule.id(), count.removed));
        rows.collect::<Vec<_>>()
    };
    write_bars(
        out,
        "Characters removed, by rule of a check",
        "Rule",
        &rules(now),
        before.map(rules).as_deref(),
    );
    if now.failed > 0 {
        let mut failures: Vec<_> =
            now.failures.iter().map(|(reason, pages)| (escape(reason), *pages)).collect();
        failures.sort_by_key(|(_, pages)| std::cmp::Reverse(*pages));
        let rows = failures.iter().map(|(reason, pages)| {
            format!("<th scope=\"row\">{reason}</th><td class=\"number\">{}</td>", HumanCount(*pages))
        });
        write_table(
            out,
            &format!("{} could not be read", count(now.failed, "page")),
            &["Reason", "Pages"],
            rows,
        );
    }
    out.push_str("</div>\n");
}

fn write_languages(out: &mut String, now: &Statistics, before: Option<&Statistics>) {
    let row = |(name, totals): &(&str, Totals)| {
        let was =
            before.map(|before| before.languages.get(name).map(|totals| totals.characters.percent_kept()));
        let was = was.map(|was| {
            let was = was.map_or("–".to_owned(), |was| format!("{was:.1} %"));
            format!("<td class=\"number\">{was}</td>")
        });
        format!(
            "<th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"number\">{:.1} %</td>{}",
            escape(name),
            HumanCount(totals.pages),
            totals.characters.percent_kept(),
            was.unwrap_or_default()
        )
    };
    let languages = now.languages.sorted();
    let columns = ["Language", "Pages", "Kept", "Kept before"];
    let columns = &columns[..if before.is_some() { 4 } else { 3 }];
    write_table(out, "Share kept by language", columns, languages.iter().take(LANGUAGES).map(row));
    if languages.len() > LANGUAGES {
        let _ = writeln!(out, "<p>{}</p>", count((languages.len() - LANGUAGES) as u64, "more language"));
    }
}

/// Writes a picture of the pages by the share kept of them.
fn write_shares(out: &mut String, now: &Statistics, before: Option<&Statistics>) {
    const HEIGHT: f64 = 120.0;
    const WIDTH: usize = 20;
    let most =
        |numbers: &Statistics| numbers.pages_by_share_kept.iter().copied().max().unwrap_or(0).max(1) as f64;
    let names = (0..SHARES).map(|step| (step * 100 / SHARES, (step + 1) * 100 / SHARES));
    let words = names
        .zip(now.pages_by_share_kept)
        .filter(|(_, pages)| *pages > 0)
        .map(|((from, to), pages)| format!("{from} to {to} %: {}", HumanCount(pages)));
    let _ = write!(
        out,
        "<figure>\n<figcaption>Pages by the share kept of them</figcaption>\n<svg viewBox=\"0 0 {} 140\" role=\"img\" \
         aria-label=\"Pages by the share kept of them. {}\">",
        SHARES * WIDTH,
        words.collect::<Vec<_>>().join("; ")
    );
    let mut bars = |numbers: &Statistics, class: &str, inset: usize| {
        for (step, pages) in numbers.pages_by_share_kept.into_iter().enumerate() {
            let high = HEIGHT * pages as f64 / most(numbers);
            let (from, to) = (step * 100 / SHARES, (step + 1) * 100 / SHARES);
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{}\" y=\"{:.1}\" width=\"{}\" height=\"{high:.1}\"><title>{from} to {to} %: {}</title>\
                 </rect>",
                step * WIDTH + 1 + inset,
                HEIGHT - high,
                WIDTH - 2 - 2 * inset,
                count(pages, "page")
            );
        }
    };
    bars(now, "bar", 0);
    before.iter().for_each(|before| bars(before, "before", 6));
    let _ = writeln!(
        out,
        "<text x=\"0\" y=\"136\">0 %</text><text x=\"{}\" y=\"136\" text-anchor=\"middle\">50 %</text>\
         <text x=\"{}\" y=\"136\" text-anchor=\"end\">100 %</text></svg>",
        SHARES * WIDTH / 2,
        SHARES * WIDTH
    );
    out.push_str(if before.is_some() {
        "<p>The narrow bars are those of the run before.</p>\n</figure>\n"
    } else {
        "</figure>\n"
    });
}

fn write_bars(
    out: &mut String,
    title: &str,
    name: &str,
    now: &[(&str, u64)],
    before: Option<&[(&str, u64)]>,
) {
    let most = now.iter().map(|(_, number)| *number).max().unwrap_or(0).max(1);
    let was = |name: &str| before?.iter().find(|(other, _)| *other == name).map(|(_, number)| *number);
    let mut rows: Vec<_> =
        now.iter().filter(|(name, number)| *number > 0 || was(name).unwrap_or(0) > 0).collect();
    rows.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let columns = [name, "Characters", "Before"];
    let columns = &columns[..if before.is_some() { 3 } else { 2 }];
    let rows = rows.into_iter().map(|(name, number)| {
        let was = was(name).map(|was| format!("<td class=\"number\">{}</td>", HumanCount(was)));
        let width = 100.0 * *number as f64 / most as f64;
        // The number is in the cell before it, so screen readers may skip the bar.
        format!(
            "<th scope=\"row\" class=\"{}\">{name}</th><td class=\"number\">{}</td>{}<td class=\"of-bar\"><svg aria-hidden=\"true\" \
             viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\"><rect class=\"bar\" width=\"{width:.1}\" height=\"10\"/></svg></td>",
            if name.parse::<Label>().is_ok() { name } else { "" },
            HumanCount(*number),
            was.unwrap_or_default()
        )
    });
    write_table(out, title, columns, rows);
}

/// Writes the slider that shows what another `--favor` would keep of the sample.
pub fn write_slider(out: &mut String, gallery: &Gallery, favors: &Favors) {
    let sample = || gallery.pages(Kind::Sample);
    let read = sample().map(|page| page.characters.read).sum::<u64>();
    let percent = |number: usize| {
        let kept = sample().map(|page| page.kept[number]).sum::<u64>();
        Characters { read, kept, removed: read - kept }.percent_kept()
    };
    let said = NAMES.into_iter().enumerate().map(|(number, name)| {
        let used = if number == favors.number() { ", as in this run" } else { "" };
        format!("{name}{used}: {:.1} % of the characters of the sample kept", percent(number))
    });
    let said: Vec<_> = said.collect();
    let _ = write!(
        out,
        "<div class=\"slider\"><label for=\"favor\">What stays with another --favor</label>\n\
         <div><span>{}</span> <input id=\"favor\" type=\"range\" min=\"0\" max=\"{}\" value=\"{}\" autocomplete=\"off\" \
         data-said=\"{}\"> <span>{}</span></div>\n<output id=\"favored\" for=\"favor\">{}</output></div>\n",
        NAMES[0],
        NAMES.len() - 1,
        favors.number(),
        said.join("|"),
        NAMES[NAMES.len() - 1],
        said[favors.number()]
    );
}

/// Writes a table; the first column names its rows, and each row gives its cells.
fn write_table(out: &mut String, title: &str, columns: &[&str], rows: impl Iterator<Item = String>) {
    let _ = write!(
        out,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">\n<table>\n<caption>{title}</caption>\n<thead><tr>"
    );
    for (index, column) in columns.iter().enumerate() {
        let class = if index > 0 && *column != "Label" { " class=\"number\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{column}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    rows.for_each(|row| {
        let _ = writeln!(out, "<tr>{row}</tr>");
    });
    out.push_str("</tbody>\n</table>\n</div>\n");
}
