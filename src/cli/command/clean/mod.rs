//! `dechaff clean`: writes the cleaned text of pages.

mod collector;
mod destination;
mod diff;
mod file_state;
mod finished;
mod in_place;
mod ledger;
mod output;
mod output_paths;
mod settings;
mod shard_output;
mod summary;
mod worker;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};

use self::destination::{Destination, Verbosity};
use self::file_state::InputStates;
use self::finished::{Existing, Finished, Skipped};
use self::in_place::CleanedInPlace;
use self::output::CleanOutput;
use self::output_paths::Plan;
use self::settings::Settings;
use self::summary::Done;
use self::worker::{CleanWorker, Memory};
use super::{Outcome, report};
use crate::cli::args::CleanArguments;
use crate::cli::args::values::{OnShort, OutputFormat, ProgressWhen, TextFormat, WhichArticles};
use crate::cli::encode::{Product, RecordEncoder};
use crate::cli::engine::{self, Inputs, Interrupt, Sites, deciding_cleaner};
use crate::cli::output::{FolderLock, say, write_file};
use crate::cli::source::{Input, RecordFormat, shown};
use crate::cli::survey::{self, Gallery, Run, Start, Surveyor};

/// Fields that dechaff adds to records.
const ADDED_FIELDS: [&str; 2] = ["dechaff", "part"];

/// Cleans pages, and writes the results to their destination.
pub fn run(arguments: &CleanArguments, start: &Start) -> Result<Outcome> {
    let settings = Settings::new(arguments)?;
    let inputs = inputs(arguments);
    check_inputs(arguments, &inputs)?;
    if arguments.replacing.diff {
        return diff::run(arguments, &inputs);
    }
    let job = Job::new(arguments, &settings, inputs)?;
    let (mut done, gallery, result) = job.clean()?;
    done.seconds = start.seconds();
    // An error that ended the run matters more than one that it may cause here.
    let reported = job.report(&done, &gallery, start);
    result?;
    reported?;
    Ok(done.outcome(job.encoder.on_error))
}

/// Everything about a run that is known before the first page is cleaned.
struct Job<'a> {
    arguments: &'a CleanArguments,
    inputs: Inputs,
    encoder: RecordEncoder,
    destination: Destination,
    /// The files to clean.
    plan: Plan,
    /// The files of records before any was read.
    states: InputStates,
    /// What was finished before, if the outputs are folders.
    finished: Option<Finished>,
    /// What was cleaned before, if the inputs are replaced.
    in_place: Option<CleanedInPlace>,
    /// The files of records that an earlier run has finished.
    skipped: Skipped,
    sites: Sites,
    /// Keep other runs out of the folders that are written to.
    _locks: Vec<FolderLock>,
}

impl<'a> Job<'a> {
    /// Finds the files to clean, creates the output folders, and learns the templates of sites.
    fn new(arguments: &'a CleanArguments, settings: &Settings, inputs: Inputs) -> Result<Self> {
        let mut encoder = encoder(arguments, &inputs)?;
        let destination = Destination::new(arguments)?;
        let own: Vec<&Path> =
            [&arguments.stats, &arguments.report].into_iter().flatten().map(Path::new).collect();
        let mut plan = Plan::new(&inputs, &encoder, &destination, &own)?;
        let mut locks = destination.open()?;
        let in_place = if let Destination::InPlace(_) = destination {
            let (in_place, more) = CleanedInPlace::open(&inputs, &plan.files, settings.key_in_place())?;
            locks.extend(more);
            // HTML that is cleaned again gives the same text, and the text of the field is not what is read.
            encoder.remembers = encoder.fields.html.is_none();
            Some(in_place)
        } else {
            None
        };
        let states = InputStates::new(&plan.files);
        let key = settings.key(&plan.files, &states);
        let finished = Finished::open(&destination, &key, Existing::from(arguments))?;
        // Finished files still count for templates.
        let all = plan.files.clone();
        let skipped = match &finished {
            Some(finished) => finished.skip(&mut plan.files, &states)?,
            None => Skipped::default(),
        };
        let templates = in_place.as_ref().and_then(CleanedInPlace::templates);
        let sites = if plan.files.is_empty() {
            Sites::default()
        } else {
            Sites::new(&arguments.templates, &inputs, &all, templates.as_deref())?
        };
        if let Some(finished) = &finished {
            finished.start()?;
        }
        Ok(Self {
            arguments,
            inputs,
            encoder,
            destination,
            plan,
            states,
            finished,
            in_place,
            skipped,
            sites,
            _locks: locks,
        })
    }

    /// Cleans the files. Returns what was done, what a report shows of it, and the error that ended the run early, if one
    /// did.
    fn clean(&self) -> Result<(Done, Gallery, Result<()>)> {
        let (files, reading) = (&self.plan.files, &self.inputs.reading);
        // A filter in a pipe has no file to finish.
        let interrupt =
            if self.destination == Destination::Stdout { Interrupt::default() } else { Interrupt::listen()? };
        let verbosity = Verbosity::from(self.arguments);
        let progress = self.inputs.bar(files, "Cleaning");
        let memory = Memory {
            finished: self.finished.as_ref(),
            in_place: self.in_place.as_ref(),
            states: &self.states,
        };
        let worker = CleanWorker {
            reading,
            group_size: reading.group_size(files),
            encoder: &self.encoder,
            sites: &self.sites,
            destination: &self.destination,
            memory,
            names_pages: verbosity == Verbosity::Verbose,
        };
        let mut output =
            CleanOutput::new(&self.encoder, &self.destination, memory, &interrupt, &progress, verbosity);
        let result = engine::run(files, reading, &interrupt, &progress, &worker, &mut output)
            .and_then(|()| output.complete_files().map_err(Into::into));
        let (mut done, gallery) = output.done(files);
        self.plan.failures.iter().for_each(|failure| done.unread.fail(failure));
        done.skipped += self.skipped.files;
        done.before += self.skipped.totals;
        Ok((done, gallery, result))
    }

    /// Writes `run.json`, the statistics and the report, and prints the summary.
    fn report(&self, done: &Done, gallery: &Gallery, start: &Start) -> Result<()> {
        if let (Some(in_place), 0) = (&self.in_place, done.left) {
            in_place.forget_templates();
        }
        let summary = self.finished.as_ref().map_or(Ok(()), |finished| finished.write_run_summary(done));
        let CleanArguments { stats, report, deciding, templates, .. } = self.arguments;
        let statistics = if stats.is_some() || report.is_some() {
            let settings = report::settings(deciding, templates);
            let settings = survey::Settings { min_chars: self.encoder.least, ..settings };
            let about = start.about(self.inputs.names(), settings);
            let run = Run { about, statistics: done.statistics() };
            let stats = stats.as_ref().map(|file| write_file(file, run.to_json().as_bytes()));
            let selection = report.as_ref().zip(self.encoder.surveyor.selection.as_ref());
            let report = selection.map(|(file, selection)| {
                write_file(file, report::page(&run, gallery, selection, None).as_bytes())
            });
            stats.into_iter().chain(report).collect::<Result<(), _>>()
        } else {
            Ok(())
        };
        if Verbosity::from(self.arguments) != Verbosity::Quiet {
            summary::lines(done, &self.destination).iter().for_each(|line| say(line));
        }
        summary.and(statistics).map_err(Into::into)
    }
}

fn inputs(arguments: &CleanArguments) -> Inputs {
    let mut progress = arguments.progress;
    // Standard output has one page, or a stream of unknown length.
    if arguments.output.is_none() && !arguments.replacing.in_place {
        progress.progress = ProgressWhen::Never;
    }
    let inputs =
        Inputs::new(arguments.files.clone(), &arguments.reading, arguments.corpus.fields.clone(), progress);
    inputs.with_site(arguments.templates.sites.site_from.field().cloned())
}

/// Checks that the inputs fit the destination.
fn check_inputs(arguments: &CleanArguments, inputs: &Inputs) -> Result<()> {
    let splits = arguments.deciding.articles == WhichArticles::Split;
    let is_replacing = arguments.replacing.diff || arguments.replacing.in_place;
    if is_replacing && splits {
        bail!("--articles split writes one file per article (give -o DIR for them)");
    }
    if arguments.replacing.in_place && inputs.roots == [Input::Stdin] {
        bail!("--in-place needs files to overwrite (name files or folders)");
    }
    if is_replacing || arguments.output.is_some() {
        return Ok(());
    }
    match &inputs.roots[..] {
        [Input::Folder(path)] => bail!("{} is a folder (give -o DIR for its cleaned pages)", shown(path)),
        [_, _, ..] => bail!("{} inputs (give -o DIR for their cleaned pages)", inputs.roots.len()),
        [input] => match input.records(inputs.reading.format) {
            None if splits => bail!("--articles split writes one file per article (give -o DIR for them)"),
            Some(RecordFormat::Parquet) => {
                bail!("Parquet cannot be written to standard output (give -o DIR)")
            }
            _ => Ok(()),
        },
        [] => Ok(()),
    }
}

/// How records are cleaned and encoded.
fn encoder(arguments: &CleanArguments, inputs: &Inputs) -> Result<RecordEncoder> {
    let fields = inputs.reading.fields.clone();
    let written = [Some(&fields.text), fields.html.as_ref()];
    if let Some(field) = written.into_iter().flatten().find(|field| ADDED_FIELDS.contains(&field.first())) {
        bail!("field \"{field}\" is reserved for dechaff (rename it first)");
    }
    let has_positions = fields.html.is_none() && arguments.format != TextFormat::Markdown;
    let product = match arguments.collecting.output_format {
        OutputFormat::Text => Product::Texts,
        OutputFormat::DolmaAttributes => {
            let splits = arguments.deciding.articles == WhichArticles::Split;
            attributes(arguments.collecting.attributes.clone(), has_positions && !splits)?
        }
        _ => Product::Records,
    };
    let cleaner = deciding_cleaner(&arguments.deciding)?;
    let is_reported = arguments.report.is_some();
    // The text of a short page that is only marked stays.
    let is_emptied = arguments.corpus.on_short != OnShort::Mark;
    let favors = || {
        report::favors(&cleaner, &arguments.deciding, if is_emptied { arguments.corpus.min_chars } else { 0 })
    };
    let surveyor = Surveyor {
        counts_groups: is_reported || arguments.stats.is_some(),
        site_from: arguments.templates.sites.site_from.clone(),
        selection: is_reported.then(|| report::selection(arguments.showing, report::PAGES, favors())),
    };
    Ok(RecordEncoder {
        surveyor: Arc::new(surveyor),
        cleaner,
        fields,
        format: arguments.format,
        markdown: arguments.markdown.clone(),
        product,
        annotates: arguments.corpus.annotate,
        describes: arguments.corpus.metadata,
        drops_html: arguments.corpus.drop_html,
        least: arguments.corpus.min_chars,
        on_short: arguments.corpus.on_short,
        removes: arguments.removed.is_some(),
        remembers: false,
        on_error: arguments.corpus.on_error,
        limit: inputs.reading.limit,
    })
}

/// The attributes with this name, which is also the name of their folder.
fn attributes(name: String, has_positions: bool) -> Result<Product> {
    if !has_positions {
        bail!(
            "Dolma attributes are positions in the text of a record (remove --articles split, --html-field and \
             --format markdown)"
        );
    }
    let is_invalid = |c: char| !(c.is_alphanumeric() || "-_.".contains(c));
    if !name.starts_with(char::is_alphanumeric) || name.contains(is_invalid) {
        bail!("invalid name of attributes {name:?} (use letters, digits, \"-\", \"_\" and \".\")");
    }
    Ok(Product::Attributes(name))
}
