//! `dechaff packs`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// List, show and test language packs, which hold the phrases that mark chaff
///
/// Exit codes: 0 success; 2 an example failed or a pack could not be read.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff packs                     list the languages
  dechaff packs show ar             show the Arabic phrases
  dechaff packs test my-pack.toml   test the built-in packs and your own")]
pub struct PacksArguments {
    #[command(subcommand)]
    pub command: Option<PacksCommand>,
}

#[derive(Debug, Subcommand)]
pub enum PacksCommand {
    /// List the packs (the default)
    List,
    /// Show the phrases of a pack, by kind and by where in a line they count
    Show {
        /// Code of the language, such as ar
        code: String,
    },
    /// Run the examples inside the packs
    Test {
        /// Packs of your own to test as well
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}
