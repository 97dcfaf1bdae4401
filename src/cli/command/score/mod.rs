//! `dechaff score`: how well pages are cleaned whose answer is known.

mod confusion;
mod harm;
mod measured;
mod report;
mod table;

use anyhow::Result;
use dechaff::{Cleaner, KeepSet};
use rayon::prelude::*;

use self::measured::Measured;
use self::report::{Report, SetReport};
use super::gold::GoldFile;
use super::{Outcome, model, threads};
use crate::cli::args::ScoreArguments;
use crate::cli::args::values::ScoreFormat;
use crate::cli::output::{print, say};
use crate::cli::source::shown;

/// Scores as the arguments say.
pub fn run(arguments: &ScoreArguments) -> Result<Outcome> {
    let knowledge = &arguments.knowledge;
    let cleaner =
        model::cleaner(&knowledge.lang, &knowledge.packs, knowledge.model.as_deref(), KeepSet::ARTICLE)?;
    // All before any is measured: the mean is over all or there is none.
    let pages = arguments.pages.as_deref();
    let files = arguments.gold.iter().map(|file| GoldFile::open(file, pages)).collect::<Result<Vec<_>>>()?;
    let pool = threads::pool(threads::number(arguments.threads))?;
    let sets = files.iter().map(|file| pool.install(|| measure(file, &cleaner, arguments))).collect();
    let report = Report::of(sets);
    print(&match arguments.format {
        ScoreFormat::Table => table::of(&report),
        ScoreFormat::Json => report.to_json(),
    })?;
    Ok(if report.failed() == 0 { Outcome::Done } else { Outcome::Failed })
}

/// Measures the pages of a file; names those on standard error that cannot be read.
fn measure(file: &GoldFile, cleaner: &Cleaner, arguments: &ScoreArguments) -> SetReport {
    let records: Vec<_> = file.records().collect();
    let wants_harm = arguments.evidence > 0;
    let measured: Vec<_> = records
        .par_iter()
        .map(|(_, record)| file.page(record).map(|page| Measured::of(&page, cleaner, wants_harm)))
        .collect();
    let mut pages = Vec::with_capacity(measured.len());
    let mut failed = 0;
    for (page, (number, _)) in measured.into_iter().zip(&records) {
        match page {
            Ok(page) => pages.push(page),
            Err(error) => {
                say(&format!("{}:{number}: {error}", shown(&file.path)));
                failed += 1;
            }
        }
    }
    SetReport::of(file.name.clone(), &pages, failed, arguments)
}
