//! `dechaff check`: finds chaff in pages that should be clean.

mod baseline;
mod check_run;
mod criteria;
mod page;
mod summary;

use anyhow::Result;
use dechaff::Checker;

use self::baseline::Baseline;
use self::check_run::CheckRun;
use self::criteria::{BaselineMode, Criteria};
use self::page::CheckedPage;
use super::Outcome;
use crate::cli::args::CheckArguments;
use crate::cli::args::values::ColorWhen;
use crate::cli::encode::DiffTarget;
use crate::cli::engine::{Inputs, PageEvent, ReadPage, deciding_cleaner};
use crate::cli::output::{WriteError, stdout};

/// Checks pages and prints the findings.
pub fn run(arguments: CheckArguments) -> Result<Outcome> {
    let mode = BaselineMode::new(&arguments);
    let criteria = Criteria::new(&arguments);
    let diff = arguments.diff.then(|| DiffTarget::for_stdout(arguments.color));
    let deciding = &arguments.deciding;
    let checker = Checker::new(deciding_cleaner(deciding)?, deciding.articles.into());
    let known = match &mode {
        BaselineMode::Known { file, .. } => Baseline::read(file)?,
        BaselineMode::Write(file) => Baseline::new(file),
        BaselineMode::None => Baseline::default(),
    };
    let mut run = CheckRun::new(&mode, &known, &arguments);
    let inputs = Inputs::of(arguments.input, arguments.progress);
    let (files, folders) = inputs.find_all(mode.file())?;
    // `DiffTarget` decides about the color of a diff. The stream must not strip anything, since a patch needs every byte
    // of the page.
    let mut out = stdout(if diff.is_some() { ColorWhen::Always } else { arguments.color });
    run.begin(&mut out).map_err(WriteError::Stdout)?;
    for folder in folders {
        run.fail(&folder.into(), &mut out).map_err(WriteError::Stdout)?;
    }
    let progress = inputs.bar(&files, "Checking");
    let make = |read: ReadPage<'_>, pages: &mut Vec<CheckedPage>| {
        pages.push(page::check(&checker, &criteria, diff, read));
    };
    inputs.each_page(&files, &progress, make, |event| {
        match event {
            PageEvent::Made(pages) => {
                pages.into_iter().try_for_each(|page| run.add(page, &mut out)).map_err(WriteError::Stdout)?;
            }
            PageEvent::Failed(page) => run.fail(&page, &mut out).map_err(WriteError::Stdout)?,
            PageEvent::End(file, completeness) => run.end_file(file, completeness),
        }
        Ok(())
    })?;
    drop(progress);
    run.end(&mut out, inputs.is_quiet)
}
