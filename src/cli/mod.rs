//! The command-line program: arguments, configuration, input, commands, output.

pub mod args;
pub mod command;
pub mod config;
pub mod sink;
pub mod source;
pub mod terminal_text;
