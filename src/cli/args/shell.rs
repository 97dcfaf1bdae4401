//! `dechaff completions` and `dechaff man`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(Clone, Copy, Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff completions bash > ~/.local/share/bash-completion/completions/dechaff
  dechaff completions fish > ~/.config/fish/completions/dechaff.fish
  dechaff completions zsh > ~/.zfunc/_dechaff")]
pub struct CompletionsArguments {
    /// Shell to complete for
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Write a man page for each command
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  dechaff man -o ~/.local/share/man/man1")]
pub struct ManArguments {
    /// Write the man pages to this folder, which is created if missing
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
}
