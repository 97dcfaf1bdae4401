//! `dechaff report`: shows a corpus on one HTML page.

mod data;
mod html;
mod language;
mod page;

use anyhow::Result;

use self::data::ReportData;
use super::Outcome;
use crate::cli::args::ReportArguments;
use crate::cli::engine::{Inputs, PageEvent, ReadPage, deciding_cleaner};
use crate::cli::output::{count, say, write_file};
use crate::cli::source::shown;

/// Writes the report that the arguments ask for.
pub fn run(arguments: ReportArguments) -> Result<Outcome> {
    let cleaner = deciding_cleaner(&arguments.deciding)?;
    let inputs = Inputs::of(arguments.input, arguments.progress);
    let (files, failed) = inputs.find([arguments.output.as_path()])?;
    let mut data = ReportData::new(usize::from(arguments.pages));
    data.failed = failed;
    let progress = inputs.bar(&files, "Reading");
    let make = |read: ReadPage<'_>| Ok(page::report(&read, &cleaner));
    inputs.each_page(&files, &progress, make, |event| {
        match event {
            PageEvent::Made(page) => data.add(&page),
            PageEvent::Failed(_) => data.failed += 1,
            PageEvent::End(..) => {}
        }
        Ok(())
    })?;
    drop(progress);
    write_file(&arguments.output, html::report(&data).as_bytes())?;
    if !inputs.is_quiet {
        say(&format!("{} in {}", count(data.pages, "page"), shown(&arguments.output)));
    }
    Ok(if data.failed == 0 { Outcome::Done } else { Outcome::Failed })
}
