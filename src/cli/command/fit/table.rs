//! The scores of a fitted model, set by set.

use std::fmt::Write;

use dechaff::fit::{GoldSet, SetScore};

use crate::cli::output::count;

/// A smaller group is not shown: its figures would be chance.
const FEWEST: usize = 10;
/// Columns before the name of a group.
const INDENT: usize = 2;

/// One row per set with those of its larger groups, and the mean of the sets that the model was fitted on.
pub fn score_table(scores: &[SetScore], sets: &[GoldSet]) -> String {
    let fitted: Vec<_> =
        scores.iter().zip(sets).filter(|(_, set)| set.weight > 0.0).map(|(score, _)| score).collect();
    let mean_name = format!("mean of {}", count(fitted.len() as u64, "set"));
    let names = scores.iter().flat_map(|score| {
        let groups = groups(score).map(|group| INDENT + group.name.chars().count());
        groups.chain([score.name.chars().count()])
    });
    let width = names.chain([mean_name.chars().count()]).max().unwrap_or_default();
    let mut table = format!(
        "{:<width$}{:>7}{:>8}{:>10}{:>9}{:>8}{:>10}{:>11}{:>8}{:>9}{:>8}{:>8}\n",
        "set",
        "pages",
        "weight",
        "keep all",
        "aligned",
        "lines",
        "with cut",
        "precision",
        "recall",
        "on site",
        "low",
        "harmed"
    );
    for (score, set) in scores.iter().zip(sets) {
        write_row(&score.name, width, score.pages, &set.weight.to_string(), figures(score), &mut table);
        for group in groups(score) {
            let name = format!("{:INDENT$}{}", "", if group.name.is_empty() { "-" } else { &group.name });
            write_row(&name, width, group.pages, "", figures(group), &mut table);
        }
    }
    let mean = |index: usize| {
        fitted.iter().map(|score| figures(score)[index]).sum::<f64>() / fitted.len().max(1) as f64
    };
    let pages = fitted.iter().map(|score| score.pages).sum();
    write_row(&mean_name, width, pages, "", std::array::from_fn(mean), &mut table);
    table
}

fn groups(score: &SetScore) -> impl Iterator<Item = &SetScore> {
    score.groups.iter().filter(|group| group.pages >= FEWEST)
}

fn figures(score: &SetScore) -> [f64; 9] {
    let SetScore { keep_all, aligned, lines, cut, precision, recall, site, low, harmed, .. } = *score;
    [keep_all, aligned, lines, cut, precision, recall, site, low, harmed]
}

fn write_row(name: &str, width: usize, pages: usize, weight: &str, figures: [f64; 9], table: &mut String) {
    let [keep_all, aligned, lines, cut, precision, recall, site, low, harmed] = figures;
    // Writing to a string cannot fail.
    let _ = writeln!(
        table,
        "{name:<width$}{pages:>7}{weight:>8}{keep_all:>10.4}{aligned:>9.4}{lines:>8.4}{cut:>10.4}{precision:>11.4}{recall:>8.4}{site:>9.4}{low:>8.3}{harmed:>8.3}"
    );
}
