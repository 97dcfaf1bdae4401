//! `dechaff completions` and `dechaff man`: generated from the definition of the command line.

use std::io::{self, Write};
use std::iter;

use anyhow::Result;
use clap::CommandFactory;

use super::Outcome;
use crate::cli::args::{Arguments, CompletionsArguments, ManArguments};
use crate::cli::output::{OutputDir, WriteError, say};
use crate::cli::source::shown;

/// Writes the completions of a shell to standard output.
pub fn completions(arguments: CompletionsArguments) -> Result<Outcome> {
    // In memory first, because the crate panics if writing fails.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "dechaff", &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script).and_then(|()| out.flush()).map_err(WriteError::Stdout)?;
    Ok(Outcome::Done)
}

/// Writes one man page per command into a folder.
pub fn man(arguments: &ManArguments) -> Result<Outcome> {
    let folder = OutputDir::create(&arguments.output)?;
    let mut all = Arguments::command().disable_help_subcommand(true);
    // Sets the full name of each command.
    all.build();
    let pages: Vec<_> = iter::once(&all).chain(all.get_subcommands()).collect();
    for &command in &pages {
        let (man, mut page) = (clap_mangen::Man::new(command.clone()), Vec::new());
        man.render(&mut page)?;
        folder.write(man.get_filename().as_ref(), &page)?;
    }
    say(&format!("{} man pages in {}", pages.len(), shown(&arguments.output)));
    Ok(Outcome::Done)
}
