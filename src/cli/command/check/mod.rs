//! `dechaff check`: chaff that is left in pages which should be clean.

mod baseline;
mod check_run;
mod options;
mod work;

use anyhow::Result;

use self::baseline::Baseline;
use self::check_run::CheckRun;
use self::options::{BaselineMode, Options};
use super::Outcome;
use super::pages::{PageEvent, ReadPage};
use crate::cli::args::CheckArguments;
use crate::cli::args::values::ColorWhen;
use crate::cli::output::{WriteError, say, stdout};

/// Checks pages as the arguments say.
pub fn run(arguments: CheckArguments) -> Result<Outcome> {
    let options = Options::try_from(arguments)?;
    let known = match &options.keeping {
        BaselineMode::Known { file, .. } => Baseline::read(file)?,
        _ => Baseline::default(),
    };
    let (files, problems) = options.find();
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let mut gate = CheckRun::new(&options, &known, problems.len() as u64);
    // A diff is coloured where it is made: what is no terminal gets every byte of the text.
    let mut out = stdout(if options.shows_diff { ColorWhen::Always } else { options.color });
    gate.begin(&mut out).map_err(WriteError::Stdout)?;
    let make = |read: ReadPage<'_>| Ok(work::check(&options, read));
    options.pages.each(&files, options.progress, make, |taken| {
        match taken {
            PageEvent::Made(checked) => gate.take(checked, &mut out).map_err(WriteError::Stdout)?,
            PageEvent::Failed => gate.failed(),
            PageEvent::End(file, whole) => gate.end_of(&files[file], whole),
        }
        Ok(())
    })?;
    gate.end(&mut out)
}
