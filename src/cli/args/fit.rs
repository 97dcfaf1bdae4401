//! `dechaff fit`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use dechaff::fit::FitOptions;

/// Fit a model to labeled pages
///
/// First cross-validates by site and prints the mean word-F1 of each set: with everything kept ("keep all"), with exactly the
/// lines of the gold text ("aligned", close to the best that whole lines can reach), with the lines that the model chooses
/// ("lines"), with everything below the end of the article removed as well ("with cut"; precision and recall are of the same
/// text), and with the templates of the site known too ("on site"). "low" is the share of pages with F1 below .8, "harmed" that
/// of text pages with an F1 more than .1 below "keep all". Then fits the model to all pages and writes it. The same pages and options give the same model, on
/// any number of threads.
///
/// Exit codes: 0 success; 2 no model was written, with the reason on stderr.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff fit labeled.jsonl -o model.toml
  dechaff fit news=2 forums mine/gold.jsonl=3 held-out=0 -o model.toml --lang ar
  dechaff clean pages -o cleaned --model model.toml")]
pub struct FitArguments {
    /// JSONL files as for dechaff score, or folders that contain gold.jsonl, each with an optional weight
    ///
    /// WEIGHT is how much each page of the set counts, 1 if omitted. A set with weight 0 is only measured. Pages whose records
    /// have no text are in the folder "in" next to the records.
    #[arg(value_name = "GOLD[=WEIGHT]", required = true)]
    pub gold: Vec<PathBuf>,

    /// Write the model to this file
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,

    /// Number of folds in cross-validation; all pages of a site are in one fold
    #[arg(long, value_name = "K", default_value_t = FitOptions::default().folds as u16,
        value_parser = clap::value_parser!(u16).range(2..))]
    pub folds: u16,

    /// Largest number of trees; fewer are used when more bring no gain
    #[arg(long, value_name = "N", default_value_t = FitOptions::default().trees as u16,
        value_parser = clap::value_parser!(u16).range(1..))]
    pub trees: u16,

    /// Depth of each tree, 1 to 6
    #[arg(long, value_name = "D", default_value_t = FitOptions::default().depth as u8,
        value_parser = clap::value_parser!(u8).range(1..=6))]
    pub depth: u8,

    /// Learning rate, above 0 and up to 1
    #[arg(long, value_name = "R", default_value_t = FitOptions::default().rate)]
    pub rate: f64,

    /// Weight of an extra copy of each page without phrases, 0 to 1; teaches the model unknown languages
    #[arg(long, value_name = "X", default_value_t = FitOptions::default().cue_dropout)]
    pub cue_dropout: f32,

    /// Weight of an extra copy of each page without end marks, digits, capitals, layout or class names, 0 to 1
    #[arg(long, value_name = "X", default_value_t = FitOptions::default().variation)]
    pub variation: f32,

    /// Weight of a further copy of each page with lines planted in it: a consent dialog, short lines of an author; in HTML
    /// also comments and teasers
    #[arg(long, value_name = "X", default_value_t = FitOptions::default().planted)]
    pub planted: f32,

    /// Number of extra trees for pages of known sites, where each folder of a set is a site; 0 for none
    #[arg(long, value_name = "N", default_value_t = FitOptions::default().site_trees as u16)]
    pub site_trees: u16,

    /// Language whose phrases mark chaff: a code such as ar, auto for all languages, or none
    #[arg(long, value_name = "CODE", default_value = "auto")]
    pub lang: String,

    /// Number of threads [default: the number of processors]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}
