//! The command line as it is typed. What it means is up to each command.

mod check;
mod config;
mod corpus;
mod files;
mod replacing;
mod report;
mod shell;
mod sites;
pub mod values;

pub use check::{CheckArguments, RulesArguments};
pub use config::ConfigArguments;
pub use files::{FieldArguments, FilesArguments, ReadingArguments};
pub use replacing::ReplacingArguments;
pub use report::ReportArguments;
pub use shell::{CompletionsArguments, ManArguments};
pub use sites::{LearnArguments, SiteArguments, TemplateArguments};

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use dechaff::KeepSet;
use dechaff::fit::FitOptions;

use self::corpus::{CollectingArguments, CorpusArguments, ExistingArguments};
use crate::cli::args::values::TextFormat;
use crate::cli::args::values::WhichArticles;
use crate::cli::args::values::{ColorWhen, ProgressWhen};
use crate::cli::args::values::{ExplainFormat, Show};
use crate::cli::args::values::{GroupBy, ScoreFormat};

/// Keeps the article of a scraped page and drops the chaff around it.
#[derive(Debug, Parser)]
#[command(version, bin_name = "dechaff", arg_required_else_help = true, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,

    /// File with options; dechaff.toml here or above if not given
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// No file with options
    #[arg(long, global = true, conflicts_with = "config")]
    pub no_config: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Clean(Box<CleanArguments>),
    Check(Box<CheckArguments>),
    Explain(ExplainArguments),
    Report(ReportArguments),
    Learn(LearnArguments),
    Rules(RulesArguments),
    Packs(PacksArguments),
    Score(ScoreArguments),
    Fit(FitArguments),
    Config(ConfigArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
}

/// Write the cleaned text of pages
///
/// Without a PATH, or with "-", one page is read from standard input. One page goes to standard output unless
/// -o names a folder. A page is text or HTML, in UTF-8, UTF-16 or a legacy charset; what is written is text in UTF-8.
///
/// A file of records (.jsonl, .jsonl.gz, .jsonl.zst, .json.gz, .json.zst, or any with --input-format jsonl) has a page
/// in each line. It keeps its name and packing, and each record its other fields byte for byte. Of a web archive (.warc,
/// .warc.gz, .wet, .wet.gz) comes a file of records, with .jsonl added to its name.
///
/// Exit codes: 0 all done, 2 something failed and is named on standard error; the other pages are done. 130 ended by
/// Ctrl-C between two files of records; pressed again, it ends at once.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff clean page.txt                  the cleaned page on standard output
  dechaff clean pages -o cleaned          a folder, mirrored under cleaned/
  dechaff clean pages -o cleaned --articles split
                                          each article as a file: page.1.txt, page.2.txt
  dechaff clean pages -o cleaned --removed removed --stats stats.json
  dechaff clean pages -o cleaned --format markdown
                                          headings, lists, tables and emphasis of HTML stay
  dechaff clean pages --diff              what would go
  dechaff clean pages --in-place --backup
  dechaff clean --input-format jsonl < in > out
                                          a record out for each record in
  dechaff clean corpus -o cleaned --resume
                                          files of records, from where an earlier run was stopped")]
pub struct CleanArguments {
    /// Folder for the cleaned pages; made if need be
    ///
    /// A page keeps its path below the PATH it was found in, without .gz, with .txt as the last extension, and with
    /// the number of the article before it for --articles split. A file of records keeps its whole name.
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// Folder for what was taken out, page by page, as under -o
    #[arg(long, value_name = "DIR")]
    pub removed: Option<PathBuf>,

    /// What the cleaned text is written as
    ///
    /// In Markdown, the files of pages end in .md. Links are left with their text alone; signs that mean something in
    /// Markdown are escaped; of text that is no HTML every line is a paragraph. What goes under --removed is plain text.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = TextFormat::Text)]
    pub format: TextFormat,

    #[command(flatten)]
    pub replacing: ReplacingArguments,

    /// Write the numbers of the run to a file, as JSON
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,

    /// Bar on standard error
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ProgressWhen::Auto)]
    pub progress: ProgressWhen,

    /// Say nothing but failures
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Name each page, and the share of it that is kept
    #[arg(short, long)]
    pub verbose: bool,

    #[command(flatten)]
    pub deciding: DecidingArguments,

    #[command(flatten)]
    pub templates: TemplateArguments,

    #[command(flatten)]
    pub reading: ReadingArguments,

    #[command(flatten)]
    pub files: FilesArguments,

    #[command(flatten)]
    pub corpus: CorpusArguments,

    #[command(flatten)]
    pub collecting: CollectingArguments,

    #[command(flatten)]
    pub existing: ExistingArguments,
}

// No doc comment: it would take the place of what the commands say of themselves.
#[derive(Debug, Args)]
#[command(next_help_heading = "What stays")]
pub struct DecidingArguments {
    /// What to keep: article, strict, all-content, or labels, separated by commas
    ///
    /// article is title, subhead, body, caption; strict is body alone; all-content is article and byline, date,
    /// source, comment. The other labels are nav, share, related, tags, ad, footer, other.
    #[arg(long, value_name = "LABELS", default_value = "article")]
    pub keep: KeepSet,

    /// Which articles to keep, of pages with more than one
    ///
    /// Records that are split are told apart by a field "part"; pages need -o: page.html becomes page.1.txt, page.2.txt
    /// and so on. Every page has a page.1.txt, which is empty when no article is in it. Files that an
    /// earlier run wrote for more articles stay.
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = WhichArticles::First)]
    pub articles: WhichArticles,

    #[command(flatten)]
    pub knowledge: KnowledgeArguments,
}

// No doc comment, for the same reason.
#[derive(Debug, Args)]
pub struct KnowledgeArguments {
    /// Language whose phrases mark chaff: a code such as ar; auto for all languages; none
    #[arg(long, value_name = "CODE", default_value = "auto")]
    pub lang: String,

    /// Model that decides, such as dechaff fit writes; the built-in one if not given
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,

    /// Packs of your own, besides those of --lang; may be given again
    #[arg(long, value_name = "FILE")]
    pub packs: Vec<PathBuf>,
}

/// Say of each line of a page what it is and why
///
/// Without a PATH, or with "-", the page is read from standard input. A line is shown with its number, its
/// fate (+ it stays, ~ a part of it stays, - it goes), its label, the log-odds that it belongs to the article, the
/// same as a bar, its text, and up to three reasons, each with what it adds to the log-odds: those for its fate first, the
/// heaviest first. Lines with log-odds below 0 may stay and others go: the whole page is weighed, and what
/// follows the end of the page's own article goes; a rule shows where that is, and why there. On a page with more
/// than one article (see --articles) the number behind the fate is that of the article.
///
/// Exit codes: 0 done, 2 the page could not be read.
#[allow(clippy::doc_markdown, reason = "the help shows it as it stands")]
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff explain page.txt                              each line, and why it stays or goes
  dechaff explain page.txt:12                           all that is known of one line
  dechaff explain page.txt --show labels > page.tsv     labels to correct by hand")]
pub struct ExplainArguments {
    /// The page, or FILE:LINE for all that is known of one line; "-" is standard input
    pub path: Option<PathBuf>,

    /// What to show
    ///
    /// If not given: lines, and evidence for FILE:LINE.
    #[arg(long, value_name = "VIEW", value_enum)]
    pub show: Option<Show>,

    /// Text for people, or a JSON object a line with all reasons
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text, conflicts_with = "show")]
    pub format: ExplainFormat,

    /// Only the line with this number; the first one is 1
    #[arg(long, value_name = "N")]
    pub line: Option<NonZeroUsize>,

    /// What dechaff learn knows of the page's site
    #[arg(long, value_name = "FILE")]
    pub templates: Option<PathBuf>,

    /// Colours by label
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,

    /// Straight to the terminal
    ///
    /// If not given, a terminal has what it shows from $DECHAFF_PAGER, $PAGER, or less -R; from none if that is empty.
    #[arg(long)]
    pub no_pager: bool,

    #[command(flatten)]
    pub deciding: DecidingArguments,

    #[command(flatten)]
    pub reading: ReadingArguments,
}

/// Measure on pages whose answer is known
///
/// Words are runs of letters and digits, in scripts without spaces single characters. Precision, recall and F1
/// of the words that are kept are taken page by page and averaged; exact is the share of pages of which just the
/// right lines are kept. Labels, where all lines have one, are counted line by line.
///
/// Exit codes: 0 done, 2 a record or a page could not be read and is named on standard error; the others count.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff score labelled.jsonl --worst 10
  dechaff score set/gold.jsonl --by site          its pages are in set/in/
  dechaff score *.jsonl --lang none --evidence 0 --format json

Records, one JSON object a line (here wrapped):
  {\"id\": \"1\", \"lang\": \"en\", \"lines\": [
    {\"text\": \"Menu\", \"label\": \"nav\"},
    {\"text\": \"It pours.Read more\", \"label\": \"mixed\", \"keep\": \"It pours.\"}]}
  {\"id\": \"news/2.txt\", \"group\": \"en\", \"gold\": \"It rains.\", \"free\": [\"counts neither way\"]}")]
pub struct ScoreArguments {
    /// JSONL files of labelled pages, or of pages with the text that should stay; or folders with a gold.jsonl
    #[arg(value_name = "GOLD", required = true)]
    pub gold: Vec<PathBuf>,

    /// Folder of the pages whose records have no text; the folder "in" beside GOLD if not given
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,

    /// What a row of the table is
    #[arg(long, value_name = "FIELD", value_enum, default_value_t = GroupBy::Group)]
    pub by: GroupBy,

    /// Name the K pages with the lowest F1
    #[arg(long, value_name = "K", default_value_t = 0)]
    pub worst: usize,

    /// Name the K kinds of evidence that did most harm, on either side; 0 does not look for them and is faster
    #[arg(long, value_name = "K", default_value_t = 8)]
    pub evidence: usize,

    /// Table for people, or JSON
    #[arg(long, value_enum, default_value_t = ScoreFormat::Table)]
    pub format: ScoreFormat,

    #[command(flatten)]
    pub knowledge: KnowledgeArguments,

    /// Pages measured at the same time; as many as there are processors if not given
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

/// Fit a model on pages whose answer is known
///
/// Prints how models came out that had seen no page of the sites they were measured on: mean word-F1 of the
/// pages when all is kept, when the lines are kept that are in the gold text (about the best that whole lines
/// can reach), when lines are chosen, and with the cut below the article. Then writes the model, fitted on all
/// pages. The same pages and options give the same model, on any number of threads.
///
/// Exit codes: 0 done, 2 no model was written; what could not be read is named on standard error.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff fit labelled.jsonl -o model.toml
  dechaff fit news=2 forums mine/gold.jsonl=3 held-out=0 -o model.toml --lang ar
  dechaff clean pages -o cleaned --model model.toml")]
pub struct FitArguments {
    /// Records as dechaff score reads them, or folders with gold.jsonl and in; =0 only measures
    ///
    /// Behind = stands what each page of the set counts; 1 if not given. The pages of records without text are
    /// in the folder "in" beside them.
    #[arg(value_name = "GOLD[=WEIGHT]", required = true)]
    pub gold: Vec<PathBuf>,

    /// File for the model
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,

    /// Parts that the pages are divided into, site by site; each is measured with a model fitted on the others
    #[arg(long, value_name = "K", default_value_t = FitOptions::default().folds as u16,
        value_parser = clap::value_parser!(u16).range(2..))]
    pub folds: u16,

    /// Trees of the model
    #[arg(long, value_name = "N", default_value_t = FitOptions::default().trees as u16,
        value_parser = clap::value_parser!(u16).range(1..))]
    pub trees: u16,

    /// Questions of a tree, 1 to 6
    #[arg(long, value_name = "D", default_value_t = FitOptions::default().depth as u8,
        value_parser = clap::value_parser!(u8).range(1..=6))]
    pub depth: u8,

    /// Part of a tree's best values that is taken, above 0 and up to 1
    #[arg(long, value_name = "R", default_value_t = FitOptions::default().rate)]
    pub rate: f64,

    /// Weight of a copy of each page in which no phrase is seen, 0 to 1: the model learns to do without
    #[arg(long, value_name = "X", default_value_t = FitOptions::default().cue_dropout)]
    pub cue_dropout: f32,

    /// Weight of a copy of each page without final marks, digits, capitals, layout or names of classes, 0 to 1
    #[arg(long, value_name = "X", default_value_t = FitOptions::default().variation)]
    pub variation: f32,

    /// Trees that are asked besides on pages of known sites: pages in one folder of a set are of one site; 0 for none
    #[arg(long, value_name = "N", default_value_t = FitOptions::default().site_trees as u16)]
    pub site_trees: u16,

    /// Language whose phrases mark chaff: a code such as ar; auto for all languages; none
    #[arg(long, value_name = "CODE", default_value = "auto")]
    pub lang: String,

    /// Threads that fit; as many as there are processors if not given
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

/// Show and test the language packs: the phrases that mark chaff
///
/// Exit codes: 0 done, 2 an example does not come out as its pack says, or a pack could not be read.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff packs                     the languages
  dechaff packs show ar             the phrases of one
  dechaff packs test my-pack.toml   runs the examples inside all packs and your own")]
pub struct PacksArguments {
    #[command(subcommand)]
    pub command: Option<PacksCommand>,
}

#[derive(Debug, Subcommand)]
pub enum PacksCommand {
    /// List the packs; so does no command
    List,
    /// Show the phrases of a pack, by kind and by where in a line they count
    Show {
        /// Code of the language, such as ar
        code: String,
    },
    /// Run the examples inside the packs
    Test {
        /// Packs of your own, to be tested too
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}
