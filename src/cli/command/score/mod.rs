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
use crate::cli::terminal_text::excerpt;

/// Measures the sets and prints the report.
pub fn run(arguments: &ScoreArguments) -> Result<Outcome> {
    let cleaner = cleaner(&arguments.knowledge, KeepSet::ARTICLE)?;
    let (mut sets, mut outcome) = (Vec::new(), Outcome::Done);
    for file in &arguments.gold {
        match GoldFile::open(file, arguments.pages.as_deref()) {
            Ok(file) => sets.push(measure(&file, &cleaner, arguments)?),
            Err(error) => {
                say(&format!("{error:#}"));
                outcome = Outcome::Failed;
            }
        }
    }
    if sets.is_empty() {
        return Ok(outcome);
    }
    let report = Report::new(sets);
    print(match arguments.format {
        ScoreFormat::Table => table::tables(&report),
        ScoreFormat::Json => report.to_json(),
    })?;
    Ok(if report.failed() == 0 { outcome } else { Outcome::Failed })
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
                    say(&format!("{}:{number}: {}", shown(&file.path), excerpt(&error.to_string())));
                    failed += 1;
                }
            }
            Ok(())
        },
    )?;
    Ok(SetReport::new(file.name.clone(), &pages, failed, arguments))
}
