//! Arguments in, exit code out.

// A binary has no callers: here `pub` says what a module offers to the others.
#![allow(unreachable_pub)]

mod args;
mod command;
mod sink;
mod source;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use command::Outcome;

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Clean(arguments) => command::clean::run(*arguments),
        Command::Explain(arguments) => command::explain::run(arguments),
        Command::Score(arguments) => command::score::run(&arguments),
        Command::Fit(arguments) => command::fit::run(&arguments),
        Command::Packs(arguments) => command::packs::run(arguments),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(2),
        // As shells count an end by Ctrl-C.
        Ok(Outcome::Interrupted) => ExitCode::from(130),
        // Whoever read the output has seen enough: no reason to complain.
        Err(error) if sink::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            sink::say(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
