//! The report as one HTML page. All text of pages goes through `escape`. As a second line of defense, the content security
//! policy allows no other script, no other style and no request.

mod numbers;
mod pages;

use std::fmt::Write;

use indicatif::HumanCount;

use super::oddness::{self, ODD, Site};
use crate::cli::encode::escape;
use crate::cli::output::count;
use crate::cli::survey::{Gallery, Kind, Run, Selection};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
/// The hashes of the script and the style, in base64. Browsers use none with another hash.
const SCRIPT_HASH: &str = "sha256-OnEkBlg4d9upTYIcdN758HNBS4A9quAw/MwkLOWz1jo=";
const STYLE_HASH: &str = "sha256-yTao7z2blOXugAkI+QFwFk3e1ts8VB8xR7DKMqobXvQ=";

/// The whole page, with the numbers of an earlier run if there is one.
pub fn page(run: &Run, gallery: &Gallery, selection: &Selection, earlier: Option<&Run>) -> String {
    let sites = oddness::sites(&run.statistics.sites);
    let mut out = String::new();
    write_head(&mut out);
    write_about(&mut out, run, earlier);
    write_tiles(&mut out, run, &sites, earlier);
    let mut shown = pages::Shown::new(&selection.favors);
    write_sample(&mut out, run, gallery, selection, &mut shown);
    numbers::write_repeats(&mut out, gallery);
    numbers::write_sites(&mut out, &sites, earlier);
    numbers::write_other(&mut out, run, earlier);
    out.push_str("<h2>Pages to look at first</h2>\n");
    for (kind, title) in
        [(Kind::MostRemoved, "Most removed"), (Kind::Emptied, "Nothing kept"), (Kind::Uncertain, "Uncertain")]
    {
        let _ = writeln!(out, "<h3>{title}</h3>");
        pages::write(&mut out, gallery.pages(kind), false, &mut shown);
    }
    let _ = write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

fn write_head(out: &mut String) {
    let policy = format!(
        "default-src 'none'; style-src '{STYLE_HASH}'; script-src '{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'"
    );
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>dechaff report</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>dechaff report</h1>\n"
    );
}

fn write_about(out: &mut String, run: &Run, earlier: Option<&Run>) {
    let about = &run.about;
    let inputs = about.inputs.iter().map(|input| format!("<bdi>{}</bdi>", escape(input)));
    let _ = write!(
        out,
        "<dl class=\"about\">\n<dt>Run</dt><dd>{}, {:.1} s, dechaff {}</dd>\n<dt>Input</dt><dd>{}</dd>\n\
         <dt>Command</dt><dd><code>{}</code></dd>\n",
        escape(&about.started.replace('T', " ").replace('Z', " UTC")),
        about.seconds,
        escape(&about.version),
        inputs.collect::<Vec<_>>().join(", "),
        escape(&about.command)
    );
    if let Some(earlier) = earlier {
        let started = earlier.about.started.replace('T', " ").replace('Z', " UTC");
        let _ = writeln!(
            out,
            "<dt>Before</dt><dd>{}, dechaff {}: <code>{}</code></dd>",
            escape(&started),
            escape(&earlier.about.version),
            escape(&earlier.about.command)
        );
    }
    out.push_str("</dl>\n");
}

fn write_tiles(out: &mut String, run: &Run, sites: &[Site<'_>], earlier: Option<&Run>) {
    let number = |number: u64| HumanCount(number).to_string();
    let odd = |sites: &[Site<'_>]| number(sites.iter().filter(|site| site.oddness >= ODD).count() as u64);
    let tiles = |run: &Run, sites: &[Site<'_>]| {
        let numbers = &run.statistics;
        [
            number(numbers.pages),
            format!("{:.1} %", numbers.characters.percent_kept()),
            number(numbers.emptied),
            number(numbers.failed),
            odd(sites),
        ]
    };
    let now = tiles(run, sites);
    let before = earlier.map(|earlier| tiles(earlier, &oddness::sites(&earlier.statistics.sites)));
    let names =
        ["Pages", "Kept of all characters", "Pages with nothing kept", "Pages not read", "Sites out of line"];
    out.push_str("<dl class=\"tiles\">\n");
    for (index, name) in names.into_iter().enumerate() {
        let was = before.as_ref().map(|before| format!("<dd class=\"was\">before: {}</dd>", before[index]));
        let _ = writeln!(out, "<div><dt>{name}</dt><dd>{}</dd>{}</div>", now[index], was.unwrap_or_default());
    }
    out.push_str("</dl>\n");
}

fn write_sample(
    out: &mut String,
    run: &Run,
    gallery: &Gallery,
    selection: &Selection,
    shown: &mut pages::Shown,
) {
    let sample = gallery.pages(Kind::Sample).count();
    let _ = write!(
        out,
        "<h2 id=\"sample\">A random sample</h2>\n<p>{} of {}, seed {}. Colors stand for labels. What is cut out \
         of a kept line is struck out. The slider marks the lines that another choice would change. Point at a line, or move to it with Tab and the arrow keys, for the reasons.</p>\n",
        sample,
        count(run.statistics.pages, "page"),
        selection.seed
    );
    numbers::write_slider(out, gallery, &selection.favors);
    out.push_str(
        "<p class=\"find\"><label for=\"filter\">Only pages with</label> \
         <input id=\"filter\" type=\"search\" autocomplete=\"off\"> <output id=\"said\" for=\"filter\"></output></p>\n",
    );
    pages::write(out, gallery.pages(Kind::Sample), true, shown);
}
