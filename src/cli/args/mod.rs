//! The command line as it is typed: one file per command, and groups of options that commands share. What the
//! arguments mean is up to each command.
//!
//! Doc comments here are the help that users read. A group of shared options has none, because clap would show it in
//! place of the command's own.

#![allow(clippy::doc_markdown, reason = "users read these comments as help")]

mod check;
mod clean;
mod config;
mod corpus;
mod deciding;
mod explain;
mod files;
mod fit;
mod markdown;
mod packs;
mod progress;
mod replacing;
mod report;
mod score;
mod shell;
mod sites;
pub mod values;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use check::{CheckArguments, RulesArguments};
pub use clean::CleanArguments;
pub use config::ConfigArguments;
pub use deciding::{DecidingArguments, KnowledgeArguments};
pub use explain::ExplainArguments;
pub use files::{FieldArguments, FilesArguments, InputArguments, ReadingArguments};
pub use fit::FitArguments;
pub use markdown::MarkdownArguments;
pub use packs::{PacksArguments, PacksCommand};
pub use progress::ProgressArguments;
pub use replacing::ReplacingArguments;
pub use report::{ReportArguments, ShowingArguments};
pub use score::ScoreArguments;
pub use shell::{CompletionsArguments, ManArguments};
pub use sites::{LearnArguments, SiteArguments, TemplateArguments};

/// Keep the article of a scraped page and drop the chaff around it
#[derive(Debug, Parser)]
#[command(version, bin_name = "dechaff", arg_required_else_help = true, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,

    /// Configuration file [default: the nearest dechaff.toml, here or in a folder above]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// Ignore dechaff.toml
    #[arg(long, global = true, conflicts_with = "config")]
    pub no_config: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Clean(Box<CleanArguments>),
    Check(Box<CheckArguments>),
    Explain(ExplainArguments),
    Report(Box<ReportArguments>),
    Learn(LearnArguments),
    Rules(RulesArguments),
    Packs(PacksArguments),
    Score(ScoreArguments),
    Fit(FitArguments),
    Config(ConfigArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
}
