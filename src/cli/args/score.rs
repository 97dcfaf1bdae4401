//! `dechaff score`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::KnowledgeArguments;
use crate::cli::args::values::{GroupBy, ScoreFormat};

/// Measure how well a model cleans labeled pages
///
/// Prints precision, recall and F1 of the kept words, each computed per page and averaged over pages. A word is a run of
/// letters and digits, or one character in scripts without spaces. "exact" is the share of pages on which exactly the right
/// lines are kept. When every line has a label, dechaff also counts how often each label is mistaken for another.
///
/// Exit codes: 0 success; 2 a record or page could not be read, with the reason on stderr, and the others were measured.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff score labeled.jsonl --worst 10          also list the ten worst pages
  dechaff score set/gold.jsonl --by site          one row per site; the pages are in set/in/
  dechaff score *.jsonl --lang none --evidence 0 --format json

Records are JSON objects, one per line (wrapped here):
  {\"id\": \"1\", \"lang\": \"en\", \"lines\": [
    {\"text\": \"Menu\", \"label\": \"nav\"},
    {\"text\": \"It pours.Read more\", \"label\": \"mixed\", \"keep\": \"It pours.\"}]}
  {\"id\": \"news/2.txt\", \"group\": \"en\", \"gold\": \"It rains.\", \"free\": [\"counts neither way\"]}")]
pub struct ScoreArguments {
    /// JSONL files of labeled pages, or of pages with the text to keep; or folders that contain gold.jsonl
    #[arg(value_name = "GOLD", required = true)]
    pub gold: Vec<PathBuf>,

    /// Folder of the pages whose records have no text [default: the folder "in" next to GOLD]
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,

    /// How to group pages into rows of the table
    #[arg(long, value_name = "FIELD", value_enum, default_value_t = GroupBy::Group)]
    pub by: GroupBy,

    /// List the K pages with the lowest F1
    #[arg(long, value_name = "K", default_value_t = 0)]
    pub worst: usize,

    /// List the K kinds of evidence that caused the most errors; 0 skips this and is faster
    #[arg(long, value_name = "K", default_value_t = 8)]
    pub evidence: usize,

    /// Format of the output
    #[arg(long, value_enum, default_value_t = ScoreFormat::Table)]
    pub format: ScoreFormat,

    #[command(flatten)]
    pub knowledge: KnowledgeArguments,

    /// Number of threads [default: the number of processors]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}
