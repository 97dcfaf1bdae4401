//! The command-line program: arguments, configuration, input, commands, output.

pub mod args;
pub mod command;
pub mod config;
pub mod encode;
pub mod engine;
pub mod output;
pub mod source;
pub mod terminal_text;
pub mod trust;
