//! `dechaff clean --diff`: what would be removed, as a unified diff.

use std::io::Write;

use anyhow::Result;

use crate::cli::args::CleanArguments;
use crate::cli::args::values::ColorWhen;
use crate::cli::command::Outcome;
use crate::cli::encode::{DiffTarget, diff as page_diff};
use crate::cli::engine::{Inputs, PageEvent, ReadPage, Sites, deciding_cleaner};
use crate::cli::output::{Progress, WriteError, stdout};

/// Writes the diffs of all pages to standard output.
pub fn run(arguments: &CleanArguments, inputs: &Inputs) -> Result<Outcome> {
    let cleaner = deciding_cleaner(&arguments.deciding)?;
    let (files, mut failed) = inputs.find(None)?;
    let sites = Sites::new(&arguments.templates, inputs, &files, None)?;
    // `DiffTarget` decides about color. The stream must not strip anything, since a patch needs every byte of the page.
    let mut out = stdout(ColorWhen::Always);
    let target = DiffTarget::for_stdout(ColorWhen::Auto);
    let make = |read: ReadPage<'_>, diffs: &mut String| {
        let page = sites.read_page(&read);
        diffs.push_str(&page_diff(&read.name(), &cleaner.clean(&page), target));
    };
    inputs.each_page(&files, &Progress::hidden(), make, |event| {
        match event {
            PageEvent::Made(diffs) => out.write_all(diffs.as_bytes()).map_err(WriteError::Stdout)?,
            PageEvent::Failed(_) => failed += 1,
            PageEvent::End(..) => {}
        }
        Ok(())
    })?;
    out.flush().map_err(WriteError::Stdout)?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Failed })
}
