//! The sets to fit on, with their weights.

use std::path::Path;

use anyhow::{Result, ensure};
use dechaff::GoldPage;
use dechaff::fit::GoldSet;
use rayon::prelude::*;

use crate::cli::command::gold::{GoldFile, PageError};
use crate::cli::output::say;
use crate::cli::source::shown;
use crate::cli::terminal_text::excerpt;

/// A gold file and the weight of each of its pages.
#[derive(Debug)]
pub struct WeighedFile {
    pub gold: GoldFile,
    /// 0 if the set is only scored.
    pub weight: f32,
}

impl WeighedFile {
    /// Reads `GOLD` or `GOLD=WEIGHT`.
    pub fn open(argument: &Path) -> Result<Self> {
        let (path, weight) = split(argument);
        ensure!(
            weight.is_finite() && weight >= 0.0,
            "{}: invalid weight {weight} (it must be 0 or more)",
            shown(path)
        );
        Ok(Self { gold: GoldFile::open(path, None)?, weight })
    }
}

/// Splits an argument at its last `=`. If no number follows, all of it is the path, and the weight is 1.
fn split(argument: &Path) -> (&Path, f32) {
    let split = argument.to_str().and_then(|text| text.rsplit_once('='));
    let weighed = split.and_then(|(path, weight)| Some((Path::new(path), weight.parse().ok()?)));
    weighed.unwrap_or((argument, 1.0))
}

/// Reads all pages. `None` if any cannot be read; each of these is reported on standard error.
pub fn read(files: &[WeighedFile]) -> Option<Vec<GoldSet>> {
    let sets: Vec<Option<GoldSet>> = files.iter().map(read_set).collect();
    sets.into_iter().collect()
}

fn read_set(file: &WeighedFile) -> Option<GoldSet> {
    let gold = &file.gold;
    let records: Vec<_> = gold.records().collect();
    let pages: Vec<_> = records.par_iter().map(|(_, record)| gold.page(record)).collect();
    let report = |(page, (number, _)): (Result<GoldPage, _>, &(usize, &str))| {
        page.inspect_err(|error: &PageError| {
            say(&format!("{}:{number}: {}", shown(&gold.path), excerpt(&error.to_string())));
        })
        .ok()
    };
    // Collect all results first, so that every error is reported.
    let pages: Vec<Option<GoldPage>> = pages.into_iter().zip(&records).map(report).collect();
    let pages = pages.into_iter().collect::<Option<Vec<_>>>()?;
    Some(GoldSet { name: gold.name.clone(), weight: file.weight, pages })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_numbers_after_the_last_equals_sign() {
        let split = |argument: &'static str| {
            let (path, weight) = split(Path::new(argument));
            (path.to_str().unwrap(), weight)
        };
        assert_eq!(split("news/gold.jsonl=0.5"), ("news/gold.jsonl", 0.5));
        assert_eq!(split("news"), ("news", 1.0));
        assert_eq!(split("a=2/gold.jsonl"), ("a=2/gold.jsonl", 1.0));
        assert_eq!(split("a=2=0"), ("a=2", 0.0));
    }
}
