//! `dechaff completions` and `dechaff man`, as they are typed.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Write the completions of a shell to standard output
#[derive(Clone, Copy, Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff completions bash > ~/.local/share/bash-completion/completions/dechaff
  dechaff completions fish > ~/.config/fish/completions/dechaff.fish
  dechaff completions zsh > ~/.zfunc/_dechaff")]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Write a man page for each command
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  dechaff man -o ~/.local/share/man/man1")]
pub struct ManArguments {
    /// Folder for them; made if need be
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
}
