//! What the arguments of `dechaff clean` mean.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use anyhow::{Result, bail};
use dechaff::{Articles, Cleaner};

use super::ledger::{Existing, Ledger};
use super::record_encoder::{Product, Records};
use crate::cli::args::values::OutputFormat;
use crate::cli::args::values::ProgressWhen;
use crate::cli::args::values::TemplatesFrom;
use crate::cli::args::values::TextFormat;
use crate::cli::args::values::WhichArticles;
use crate::cli::args::{CleanArguments, DecidingArguments, TemplateArguments};
use crate::cli::command::files::Files;
use crate::cli::command::{announce_terminal, model, threads};
use crate::cli::sink::{OutputDir, Sink, WriteError};
use crate::cli::source::{Fields, Input, InputFormat, RecordFormat, Size, shown};

/// A run, as wished.
#[derive(Debug)]
pub struct Options {
    /// What to read: a single page or file of records when there is no `output`.
    pub files: Files,
    /// What pages are read as.
    pub input_format: InputFormat,
    /// Largest page.
    pub page_limit: Size,
    /// Folder for the cleaned pages; `None` is standard output.
    pub output: Option<PathBuf>,
    /// Folder for what is taken out of them.
    pub removed: Option<PathBuf>,
    /// What the cleaned text is written as.
    pub format: TextFormat,
    /// File for the numbers of the run.
    pub stats: Option<PathBuf>,
    /// Which articles to keep; never split when there is no `output`.
    pub articles: Articles,
    /// What pages are written as.
    pub output_format: OutputFormat,
    /// Bytes of a file of records that pages are collected in.
    pub shard_size: Size,
    /// What becomes of files of records that are there already.
    pub existing: Existing,
    /// Where it is noted which of them are finished.
    pub ledger: Option<Ledger>,
    /// What is done to records.
    pub records: Records,
    /// What decides.
    pub cleaner: Cleaner,
    /// Pages cleaned at the same time.
    pub threads: usize,
    /// When a bar is drawn.
    pub progress: ProgressWhen,
    /// How much is said.
    pub talk: Talk,
}

/// Fields of a record that dechaff writes besides the text.
const OURS: [&str; 2] = ["dechaff", "part"];

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Talk {
    /// Failures.
    Quiet,
    /// And a summary.
    Summary,
    /// And each page.
    Verbose,
}

impl TryFrom<CleanArguments> for Options {
    type Error = anyhow::Error;

    fn try_from(arguments: CleanArguments) -> Result<Self> {
        let talk = match (arguments.progress.quiet, arguments.verbose) {
            (true, _) => Talk::Quiet,
            (_, true) => Talk::Verbose,
            _ => Talk::Summary,
        };
        let page_limit = arguments.files.max_page_size;
        let threads = threads::number(arguments.files.threads);
        let one_page = arguments.output.is_none();
        let input_format = arguments.reading.input_format;
        let files = Files::new(arguments.files, input_format)?;
        let DecidingArguments { keep, articles, knowledge } = arguments.deciding;
        match &files.inputs[..] {
            [Input::Folder(path)] if one_page => {
                bail!("{} is a folder (give -o DIR for its cleaned pages)", shown(path));
            }
            [_, _, ..] if one_page => {
                bail!("{} inputs (give -o DIR for their cleaned pages)", files.inputs.len())
            }
            [input]
                if one_page && articles == WhichArticles::Split && input.records(input_format).is_none() =>
            {
                bail!("--articles split writes a file for each article (give -o DIR for them)");
            }
            [input] if one_page && input.records(input_format) == Some(RecordFormat::Parquet) => {
                bail!("Parquet is written to files (give -o DIR for them)");
            }
            [Input::Stdin] if talk != Talk::Quiet => announce_terminal(),
            _ => {}
        }
        let site = arguments.templates.sites.site_from.field().cloned();
        let fields = Fields { site, ..arguments.corpus.fields.clone().into() };
        let written = [Some(&fields.text), fields.html.as_ref()];
        if let Some(field) = written.into_iter().flatten().find(|field| OURS.contains(&field.first())) {
            bail!("field \"{field}\" is one that dechaff writes (rename it first)");
        }
        let existing = match (arguments.existing.resume, arguments.existing.overwrite) {
            (true, _) => Existing::Resume,
            (_, true) => Existing::Overwrite,
            _ => Existing::Refuse,
        };
        if one_page && existing != Existing::Refuse {
            bail!("--resume and --overwrite are about files of records below -o (give -o DIR)");
        }
        let output_format = arguments.collecting.output_format;
        if output_format != OutputFormat::Auto && (one_page || arguments.removed.is_some()) {
            bail!("--output-format needs -o DIR for its files, and does without --removed (see --annotate)");
        }
        let product = match output_format {
            OutputFormat::Text => Product::Texts,
            OutputFormat::DolmaAttributes => {
                let is_of_text = fields.html.is_none() && arguments.format == TextFormat::Text;
                attributes(arguments.collecting.attributes, is_of_text && articles != WhichArticles::Split)?
            }
            _ => Product::Records,
        };
        let model = knowledge.model.as_ref().map(std::fs::read);
        let templates = (&arguments.templates, templates_file(&arguments.templates));
        let settings = format!(
            "{keep:?} {articles:?} {knowledge:?} {model:?} {templates:?} {input_format:?} {page_limit} {:?} {:?} \
             {output_format:?}",
            arguments.corpus, arguments.format
        );
        let cleaner = model::cleaner(&knowledge.lang, &knowledge.packs, knowledge.model.as_deref(), keep)?
            .with_articles(articles.into());
        let corpus = arguments.corpus;
        let outputs = arguments.output.iter().chain(&arguments.removed).cloned().collect();
        let ledger = arguments.output.is_some().then(|| Ledger::new(outputs, &settings));
        let records = Records {
            cleaner: cleaner.clone(),
            fields,
            splits: articles == WhichArticles::Split,
            format: arguments.format,
            product,
            annotates: corpus.annotate,
            removes: arguments.removed.is_some(),
            on_error: corpus.on_error,
            limit: page_limit,
        };
        Ok(Self {
            files,
            input_format,
            page_limit,
            output: arguments.output,
            removed: arguments.removed,
            format: arguments.format,
            stats: arguments.stats,
            articles: articles.into(),
            output_format,
            shard_size: arguments.collecting.shard_size,
            existing,
            ledger,
            records,
            cleaner,
            threads,
            progress: if one_page { ProgressWhen::Never } else { arguments.progress.when() },
            talk,
        })
    }
}

/// Dolma's attributes by their name, which is also that of a folder; if records are cleaned so that there can be any.
fn attributes(name: String, can_be: bool) -> Result<Product> {
    if !can_be {
        bail!(
            "Dolma's attributes are places in the text of a record (leave out --articles split, --html-field and \
             --format markdown)"
        );
    }
    let is_odd = |c: char| !(c.is_alphanumeric() || "-_.".contains(c));
    if !name.starts_with(char::is_alphanumeric) || name.contains(is_odd) {
        bail!("{name:?} is no name of attributes (letters, digits, \"-\", \"_\" and \".\" are)");
    }
    Ok(Product::Attributes(name))
}

/// What a file of templates says, as a number.
fn templates_file(arguments: &TemplateArguments) -> Option<u64> {
    let TemplatesFrom::File(file) = &arguments.templates else { return None };
    // What cannot be read is named when it is to be used.
    let mut hasher = DefaultHasher::new();
    std::fs::read(file).ok()?.hash(&mut hasher);
    Some(hasher.finish())
}

impl Options {
    /// Opens what takes the cleaned text.
    pub fn kept_sink(&self) -> Result<Sink, WriteError> {
        self.output
            .as_deref()
            .map_or(Ok(Sink::Stdout), |folder| OutputDir::create(folder).map(Sink::OutputDir))
    }

    /// Opens what takes the rest, if anything does.
    pub fn removed_sink(&self) -> Result<Option<OutputDir>, WriteError> {
        self.removed.as_deref().map(OutputDir::create).transpose()
    }
}
