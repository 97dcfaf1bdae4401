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
use super::pages::{ReadPage, Taken};
use crate::args::CheckArguments;
use crate::sink::{ColorWhen, WriteError, say, stdout};

/// Checks pages as the arguments say.
pub fn run(arguments: CheckArguments) -> Result<Outcome> {
    let options = Options::try_from(arguments)?;
    let known = match &options.keeping {
        Keeping::Known { file, .. } => Baseline::read(file)?,
        _ => Baseline::default(),
    };
    let (files, problems) = options.find();
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let mut gate = Gate::new(&options, &known, problems.len() as u64);
    // A diff is coloured where it is made: what is no terminal gets every byte of the text.
    let mut out = stdout(if options.shows_diff { ColorWhen::Always } else { options.color });
    gate.begin(&mut out).map_err(WriteError::Stdout)?;
    let make = |read: ReadPage<'_>| Ok(work::check(&options, read));
    options.pages.each(&files, options.progress, make, |taken| {
        match taken {
            Taken::Made(checked) => gate.take(checked, &mut out).map_err(WriteError::Stdout)?,
            Taken::Failed => gate.failed(),
            Taken::End(file, whole) => gate.end_of(&files[file], whole),
        }
        Ok(())
    })?;
    gate.end(&mut out)
}
