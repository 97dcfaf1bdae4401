//! The program: what is typed, the files that are read, what is said about them, and where it goes.

pub mod args;
pub mod command;
pub mod config;
pub mod encode;
pub mod engine;
pub mod output;
pub mod source;
