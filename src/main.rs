//! Arguments in, exit code out.

// In a binary, `pub` marks what a module offers to the others.
#![allow(unreachable_pub)]

mod cli;

use std::process::ExitCode;

use cli::args::Command;
use cli::command::{self, Outcome};
use cli::{config, output};

fn main() -> ExitCode {
    let outcome = config::arguments().and_then(|arguments| match arguments.command {
        Command::Clean(arguments) => command::clean::run(&arguments),
        Command::Check(arguments) => command::check::run(*arguments),
        Command::Explain(arguments) => command::explain::run(arguments),
        Command::Report(arguments) => command::report::run(arguments),
        Command::Learn(arguments) => command::learn::run(arguments),
        Command::Rules(arguments) => command::rules::run(&arguments),
        Command::Packs(arguments) => command::packs::run(arguments),
        Command::Score(arguments) => command::score::run(&arguments),
        Command::Fit(arguments) => command::fit::run(&arguments),
        Command::Config(arguments) => command::config::run(arguments),
        Command::Completions(arguments) => command::shell::completions(arguments),
        Command::Man(arguments) => command::shell::man(&arguments),
    });
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        // The exit code that shells use for Ctrl-C.
        Ok(Outcome::Interrupted) => ExitCode::from(130),
        // Whoever reads the output has seen enough.
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::say(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
