//! The scores of a fitted model, set by set.

use std::fmt::Write;

use dechaff::fit::{GoldSet, SetScore};

use crate::cli::output::count;

/// One row per set, and the mean of the sets that the model was fitted on.
pub fn score_table(scores: &[SetScore], sets: &[GoldSet]) -> String {
    let fitted: Vec<_> =
        scores.iter().zip(sets).filter(|(_, set)| set.weight > 0.0).map(|(score, _)| score).collect();
    let mean_name = format!("mean of {}", count(fitted.len() as u64, "set"));
    let names = scores.iter().map(|score| score.name.chars().count());
    let width = names.chain([mean_name.chars().count()]).max().unwrap_or_default();
    let mut table = format!(
        "{:<width$}{:>7}{:>8}{:>10}{:>9}{:>8}{:>10}{:>9}\n",
        "set", "pages", "weight", "keep all", "aligned", "lines", "with cut", "on site"
    );
    for (score, set) in scores.iter().zip(sets) {
        write_row(&score.name, width, score.pages, &set.weight.to_string(), figures(score), &mut table);
    }
    let mean = |index: usize| {
        fitted.iter().map(|score| figures(score)[index]).sum::<f64>() / fitted.len().max(1) as f64
    };
    let pages = fitted.iter().map(|score| score.pages).sum();
    write_row(&mean_name, width, pages, "", [0, 1, 2, 3, 4].map(mean), &mut table);
    table
}

fn figures(score: &SetScore) -> [f64; 5] {
    [score.keep_all, score.aligned, score.lines, score.cut, score.site]
}

fn write_row(name: &str, width: usize, pages: usize, weight: &str, figures: [f64; 5], table: &mut String) {
    let [keep_all, aligned, lines, cut, site] = figures;
    // Writing to a string cannot fail.
    let _ = writeln!(
        table,
        "{name:<width$}{pages:>7}{weight:>8}{keep_all:>10.4}{aligned:>9.4}{lines:>8.4}{cut:>10.4}{site:>9.4}"
    );
}
