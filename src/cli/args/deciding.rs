//! Options that decide what is an article and what is chaff.

use std::path::PathBuf;

use clap::Args;
use dechaff::KeepSet;

use crate::cli::args::values::{WhichArticles, WhichFavor};

#[derive(Debug, Args)]
#[command(next_help_heading = "What to keep")]
pub struct DecidingArguments {
    /// Labels to keep, separated by commas, or article, strict or all-content
    ///
    /// article means title, subhead, body and caption; strict means body; all-content means article plus byline, date, source
    /// and comment. The other labels are nav, share, related, tags, ad, footer and other.
    #[arg(long, value_name = "LABELS", default_value = "article")]
    pub keep: KeepSet,

    /// Which articles to keep on pages with more than one
    ///
    /// With split, clean writes one file per article, page.1.txt, page.2.txt and so on, which requires -o; a page without an
    /// article still gets an empty page.1.txt. A record becomes one record per article, numbered in the field "part". Files of
    /// an earlier run that found more articles are not deleted.
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = WhichArticles::First)]
    pub articles: WhichArticles,

    /// What matters more in doubt: to lose nothing of the article, or to keep no chaff
    #[arg(long, value_name = "SIDE", value_enum, default_value_t = WhichFavor::Balanced)]
    pub favor: WhichFavor,

    #[command(flatten)]
    pub knowledge: KnowledgeArguments,
}

#[derive(Debug, Args)]
pub struct KnowledgeArguments {
    /// Language whose phrases mark chaff: a code such as ar, auto for all languages, or none
    #[arg(long, value_name = "CODE", default_value = "auto")]
    pub lang: String,

    /// Model to decide with, as written by dechaff fit [default: the built-in models]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,

    /// Language pack of your own, used in addition to those of --lang (repeatable)
    #[arg(long, value_name = "FILE")]
    pub packs: Vec<PathBuf>,
}
