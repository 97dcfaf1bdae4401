//! `dechaff score`: measures cleaning on pages whose correct text is known.

mod confusion;
mod harm;
mod measured;
mod report;
mod rounded;
mod table;

use anyhow::Result;
use dechaff::{Cleaner, KeepSet};

use self::measured::Measured;
use self::report::{Report, SetReport};
use super::Outcome;
use super::gold::GoldFile;
use crate::cli::args::ScoreArguments;
use crate::cli::args::values::ScoreFormat;
use crate::cli::engine::{cleaner, in_order, thread_count};
use crate::cli::output::{print, say};
use crate::cli::source::shown;

/// Measures the sets and prints the report.
pub fn run(arguments: &ScoreArguments) -> Result<Outcome> {
    let cleaner = cleaner(&arguments.knowledge, KeepSet::ARTICLE)?;
    // Open all files first, so that a missing one fails before any is measured.
    let pages = arguments.pages.as_deref();
    let files = arguments.gold.iter().map(|file| GoldFile::open(file, pages)).collect::<Result<Vec<_>>>()?;
    let sets = files.iter().map(|file| measure(file, &cleaner, arguments)).collect::<Result<Vec<_>>>()?;
    let report = Report::new(sets);
    print(match arguments.format {
        ScoreFormat::Table => table::tables(&report),
        ScoreFormat::Json => report.to_json(),
    })?;
    Ok(if report.failed() == 0 { Outcome::Done } else { Outcome::Failed })
}

/// Measures the pages of a file. Reports those that cannot be read on standard error.
fn measure(file: &GoldFile, cleaner: &Cleaner, arguments: &ScoreArguments) -> Result<SetReport> {
    let wants_harm = arguments.evidence > 0;
    let (mut pages, mut failed) = (Vec::new(), 0);
    let mut records = file.records();
    in_order(
        thread_count(arguments.threads),
        || records.next().map(|record| (record, record.1.len())),
        |(number, record)| (number, file.page(record).map(|page| Measured::new(&page, cleaner, wants_harm))),
        |(number, page)| {
            match page {
                Ok(page) => pages.push(page),
                Err(error) => {
                    say(&format!("{}:{number}: {error}", shown(&file.path)));
                    failed += 1;
                }
            }
            Ok(())
        },
    )?;
    Ok(SetReport::new(file.name.clone(), &pages, failed, arguments))
}
