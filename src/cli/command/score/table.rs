//! The report as tables for human readers.

use std::fmt::Write;

use dechaff::Label;

use super::confusion::LabelReport;
use super::harm::HarmReport;
use super::report::{Means, NamedMeans, Report, SetReport};
use crate::cli::args::values::GroupBy;
use crate::cli::output::count;
use crate::cli::terminal_text::excerpt;

/// The tables of all sets, and the mean.
pub fn tables(report: &Report) -> String {
    let mut out = String::new();
    for set in &report.sets {
        write_set(set, &mut out);
        out.push('\n');
    }
    if let Some(mean) = report.mean {
        let name = format!("mean of {}", count(report.sets.len() as u64, "set"));
        let width = name.chars().count();
        write_header("", width, &mut out);
        write_row(&name, width, mean, &mut out);
    } else {
        out.pop();
    }
    out
}

// Writing to a string cannot fail, so the functions below ignore the results of `writeln!`.

fn write_set(set: &SetReport, out: &mut String) {
    let _ = write!(out, "{}: {}", set.set, count(set.all.pages, "page"));
    let _ = match set.failed {
        0 => writeln!(out),
        failed => writeln!(out, ", {failed} failed (named above)"),
    };
    let by = match set.by {
        GroupBy::Group => "group",
        GroupBy::Site => "site",
    };
    write_rows(by, Some(set.all), &set.groups, out);
    if !set.worst.is_empty() {
        out.push('\n');
        write_rows("worst pages", None, &set.worst, out);
    }
    if let Some(labels) = &set.labels {
        write_labels(labels, out);
    }
    if let Some(harm) = &set.harm {
        write_harm(harm, out);
    }
}

fn write_rows(title: &str, all: Option<Means>, rows: &[NamedMeans], out: &mut String) {
    // Names come from the records.
    let names: Vec<String> = rows.iter().map(|row| excerpt(&row.name)).collect();
    let width =
        names.iter().map(|name| name.chars().count()).chain([title.len(), 16]).max().unwrap_or_default();
    write_header(title, width, out);
    if let Some(means) = all {
        write_row("all", width, means, out);
    }
    for (name, NamedMeans { means, .. }) in names.iter().zip(rows) {
        write_row(name, width, *means, out);
    }
}

fn write_header(title: &str, width: usize, out: &mut String) {
    let _ = writeln!(
        out,
        "{title:<width$}{:>7}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}",
        "pages", "P", "R", "F1", "exact", "low", "harmed"
    );
}

fn write_row(name: &str, width: usize, means: Means, out: &mut String) {
    let _ = write!(out, "{name:<width$}{:>7}", means.pages);
    for value in means.values() {
        let _ = write!(out, "{value:>8.4}");
    }
    out.push('\n');
}

/// The confusion matrix: a row per true label, a column per predicted label.
fn write_labels(report: &LabelReport, out: &mut String) {
    let labels: Vec<Label> = report.scores.iter().map(|score| score.label).collect();
    let mut counts = labels.iter().flat_map(|&label| labels.iter().map(move |&predicted| (label, predicted)));
    let most = counts.by_ref().map(|(label, predicted)| report.confusion.lines(label, predicted)).max();
    let width = most.unwrap_or_default().to_string().len().max(4) + 1;
    let named = report.scores.iter().filter(|score| score.lines > 0).count();
    let _ = writeln!(
        out,
        "\nlabels: accuracy {:.4}, macro-F1 {:.4} over {} (rows: true labels, columns: predicted labels)",
        report.accuracy,
        report.macro_f1,
        count(named as u64, "label")
    );
    let _ = write!(out, "{:<8}", "");
    for label in &labels {
        let _ = write!(out, "{:>width$}", &label.name()[..label.name().len().min(4)]);
    }
    let _ = writeln!(out, "{:>8}{:>7}{:>7}", "P", "R", "F1");
    for score in &report.scores {
        let _ = write!(out, "{:<8}", score.label);
        for &predicted in &labels {
            let _ = match report.confusion.lines(score.label, predicted) {
                0 => write!(out, "{:>width$}", "."),
                lines => write!(out, "{lines:>width$}"),
            };
        }
        let _ = writeln!(out, "{:>8.3}{:>7.3}{:>7.3}", score.precision, score.recall, score.f1);
    }
}

fn write_harm(harm: &HarmReport, out: &mut String) {
    let sides = [("kept, not in the gold", &harm.kept), ("in the gold, not kept", &harm.lost)];
    let _ = writeln!(out, "\n{:<24}{:>8}{:>8}{:>26}", "mistakes", "lines", "words", "words scored correctly");
    for (name, side) in sides {
        let _ = writeln!(out, "{name:<24}{:>8}{:>8}{:>26}", side.lines, side.words, side.overruled);
    }
    let _ = writeln!(
        out,
        "\n{:<24}{:>8}{:>8}  mean log-odds in favor of the mistake, per word",
        "family", "kept", "lost"
    );
    for (kept, lost) in harm.kept.families.iter().zip(&harm.lost.families) {
        let _ = writeln!(out, "{:<24}{:>+8.3}{:>+8.3}", kept.by, kept.log_odds, lost.log_odds);
    }
    for (name, side) in sides {
        if !side.evidence.is_empty() {
            let _ = writeln!(out, "\nevidence, {name}");
        }
        for contribution in &side.evidence {
            let _ = writeln!(out, "{:>+8.3}  {}", contribution.log_odds, contribution.by);
        }
    }
}
