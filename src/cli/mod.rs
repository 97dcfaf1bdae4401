//! The command-line program: arguments, configuration, input, commands, output.

pub mod args;
pub mod command;
pub mod config;
pub mod encode;
pub mod engine;
pub mod output;
pub mod source;
pub mod survey;
pub mod terminal_text;
pub mod trust;

use std::ffi::OsString;

use args::Command;
use command::Outcome;
use survey::Start;

/// Runs the program with the words of a command line, the name of the program first. Returns the exit code.
pub fn main(words: &[OsString]) -> u8 {
    let start = Start::now(words.iter().map(|word| word.to_string_lossy().into_owned()));
    let outcome = config::arguments(words).and_then(|arguments| match arguments.command {
        Command::Clean(arguments) => command::clean::run(&arguments, &start),
        Command::Check(arguments) => command::check::run(*arguments),
        Command::Explain(arguments) => command::explain::run(arguments),
        Command::Report(arguments) => command::report::run(*arguments, &start),
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
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Findings) => 1,
        Ok(Outcome::Failed) => 2,
        // The exit code that shells use for Ctrl-C.
        Ok(Outcome::Interrupted) => 130,
        // Whoever reads the output has seen enough.
        Err(error) if output::is_closed_pipe(&error) => 0,
        Err(error) => {
            output::say(&format!("{error:#}"));
            2
        }
    }
}
