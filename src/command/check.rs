//! `dechaff check`: chaff that is left in pages which should be clean.

mod baseline;
mod gate;
mod options;
mod work;

use anyhow::Result;

use self::baseline::Baseline;
use self::gate::Gate;
use self::options::{Keeping, Options};
use super::Outcome;
use crate::args::CheckArguments;
use crate::sink::{ColorWhen, Progress, ProgressWhen, WriteError, say, stdout};
use crate::source::{Found, PageText};

/// Checks pages as the arguments say.
pub fn run(arguments: CheckArguments) -> Result<Outcome> {
    let options = Options::try_from(arguments)?;
    let known = match &options.keeping {
        Keeping::Known { file, .. } => Baseline::read(file)?,
        _ => Baseline::default(),
    };
    let (pages, problems) = options.find();
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let when = if options.is_quiet { ProgressWhen::Never } else { options.progress };
    let mut progress = Progress::new(pages.len(), when);
    let mut gate = Gate::new(&options, &known, problems.len() as u64);
    // A diff is coloured where it is made: what is no terminal gets every byte of the text.
    let mut out = stdout(if options.shows_diff { ColorWhen::Always } else { options.color });
    gate.begin(&mut out).map_err(WriteError::Stdout)?;
    let check = |found: &Found, text: &PageText<'_>| Ok(work::check(&options, found, text));
    options.pages.each(&pages, check, |index, checked| {
        progress.finished(index, checked.as_ref().err().cloned());
        gate.take(checked.ok(), &mut out).map_err(|error| WriteError::Stdout(error).into())
    })?;
    progress.end();
    gate.end(&mut out)
}
