//! The program: what is typed, the files that are read, what is said about them, and where it goes.

pub mod args;
pub mod command;
pub mod config;
pub mod sink;
pub mod source;
pub mod terminal_text;
