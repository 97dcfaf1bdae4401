//! Any text is a `dechaff.toml` or is said to be none, on one line that names the place.
#![no_main]

#[path = "../../src/cli/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the rest is of use to the program")]
mod cli;

use std::sync::LazyLock;

use clap::{Command, CommandFactory};
use cli::args::Arguments;
use cli::config::{Config, commands};
use libfuzzer_sys::fuzz_target;

static ALL: LazyLock<Command> = LazyLock::new(Arguments::command);

fuzz_target!(|text: &str| {
    let config = match Config::parse("dechaff.toml".into(), text) {
        Ok(config) => config,
        Err(error) => return check(&error, true),
    };
    for command in commands(&ALL) {
        match config.settings(&ALL, command.get_name()) {
            Ok(settings) => {
                for setting in settings {
                    assert!(command.get_arguments().any(|argument| argument.get_long() == Some(&setting.name)));
                }
            }
            Err(error) => check(&error, false),
        }
    }
});

/// A message is one line that begins with the file, and the line of its fault if the text is not TOML.
fn check(error: &anyhow::Error, is_syntax: bool) {
    let message = error.to_string();
    assert!(!message.contains(['\n', '\r', '\u{1b}']), "{message:?}");
    let place = message.strip_prefix("dechaff.toml:").expect(&message);
    assert!(!is_syntax || place.starts_with(|c: char| c.is_ascii_digit()), "{message:?}");
}
