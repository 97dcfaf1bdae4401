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

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use self::destination::{Destination, Verbosity};
use self::file_state::InputStates;
use self::finished::{Existing, Finished};
use self::in_place::CleanedInPlace;
use self::output::CleanOutput;
use self::output_paths::Plan;
use self::settings::Settings;
use self::summary::Done;
use self::worker::{CleanWorker, Memory};
use super::Outcome;
use crate::cli::args::CleanArguments;
use crate::cli::args::values::{OutputFormat, ProgressWhen, TextFormat, WhichArticles};
use crate::cli::encode::{Product, RecordEncoder};
use crate::cli::engine::{self, Inputs, Interrupt, Sites, deciding_cleaner};
use crate::cli::output::{FolderLock, say, write_file};
use crate::cli::source::{Input, RecordFormat, shown};

/// Fields that dechaff adds to records.
const ADDED_FIELDS: [&str; 2] = ["dechaff", "part"];

/// Cleans pages, and writes the results to their destination.
pub fn run(arguments: &CleanArguments) -> Result<Outcome> {
    let started = Instant::now();
    let settings = Settings::new(arguments)?;
    let inputs = inputs(arguments);
    check_inputs(arguments, &inputs)?;
    if arguments.replacing.diff {
        return diff::run(arguments, &inputs);
    }
    let job = Job::new(arguments, &settings, inputs)?;
    let (mut done, result) = job.clean()?;
    done.seconds = started.elapsed().as_secs_f64();
    // An error that ended the run matters more than one that it may cause here.
    let reported = job.report(&done, started.elapsed());
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
    /// Number of files of records that an earlier run has finished.
    skipped: usize,
    sites: Sites,
    /// Keep other runs out of the folders that are written to.
    _locks: Vec<FolderLock>,
}

impl<'a> Job<'a> {
    /// Finds the files to clean, creates the output folders, and learns the templates of sites.
    fn new(arguments: &'a CleanArguments, settings: &Settings, inputs: Inputs) -> Result<Self> {
        let mut encoder = encoder(arguments, &inputs)?;
        let destination = Destination::new(arguments)?;
        let mut plan = Plan::new(&inputs, &encoder, &destination, arguments.stats.as_deref())?;
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
            None => 0,
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

    /// Cleans the files. Returns what was done, and the error that ended the run early, if one did.
    fn clean(&self) -> Result<(Done, Result<()>)> {
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
            lists_pages: self.arguments.stats.is_some(),
        };
        let mut output =
            CleanOutput::new(&self.encoder, &self.destination, memory, &interrupt, &progress, verbosity);
        let result = engine::run(files, reading, &interrupt, &worker, &mut output)
            .and_then(|()| output.complete_files().map_err(Into::into));
        let mut done = output.done(files);
        done.failed_before += self.plan.failed;
        done.skipped += self.skipped;
        Ok((done, result))
    }

    /// Writes `run.json` and the statistics, and prints the summary.
    fn report(&self, done: &Done, time: Duration) -> Result<()> {
        if let (Some(in_place), 0) = (&self.in_place, done.left) {
            in_place.forget_templates();
        }
        let summary = self.finished.as_ref().map_or(Ok(()), |finished| finished.write_run_summary(done));
        let statistics = match &self.arguments.stats {
            Some(file) => write_file(file, done.statistics().to_json(time).as_bytes()),
            None => Ok(()),
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
    let has_positions = fields.html.is_none() && arguments.format == TextFormat::Text;
    let product = match arguments.collecting.output_format {
        OutputFormat::Text => Product::Texts,
        OutputFormat::DolmaAttributes => {
            let splits = arguments.deciding.articles == WhichArticles::Split;
            attributes(arguments.collecting.attributes.clone(), has_positions && !splits)?
        }
        _ => Product::Records,
    };
    Ok(RecordEncoder {
        cleaner: deciding_cleaner(&arguments.deciding)?,
        fields,
        format: arguments.format,
        product,
        annotates: arguments.corpus.annotate,
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
