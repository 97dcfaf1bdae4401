//! `dechaff clean`: the cleaned text of pages.

mod collector;
mod destination;
mod diff;
mod ledger;
mod output;
mod output_paths;
mod settings;
mod shard_output;
mod summary;
mod worker;

use std::time::Instant;

use anyhow::{Result, bail};

use self::destination::{Destination, Verbosity};
use self::ledger::{Existing, Ledger};
use self::output::CleanOutput;
use self::output_paths::Plan;
use self::worker::CleanWorker;
use super::Outcome;
use crate::cli::args::CleanArguments;
use crate::cli::args::values::{OutputFormat, ProgressWhen, TextFormat, WhichArticles};
use crate::cli::encode::{Product, RecordEncoder};
use crate::cli::engine::{self, Inputs, Interrupt, Sites, deciding_cleaner};
use crate::cli::output::{say, write_file};
use crate::cli::source::{Input, RecordFormat, shown};

/// Fields of a record that dechaff writes besides the text.
const OUR_FIELDS: [&str; 2] = ["dechaff", "part"];

/// Cleans pages as the arguments say.
pub fn run(arguments: &CleanArguments) -> Result<Outcome> {
    let started = Instant::now();
    let settings = settings::Settings::new(arguments)?;
    let verbosity = Verbosity::from(arguments);
    let inputs = inputs(arguments)?;
    check_inputs(arguments, &inputs)?;
    if arguments.replacing.diff {
        return diff::run(arguments, &inputs);
    }
    let encoder = encoder(arguments, &inputs)?;
    let destination = Destination::new(arguments)?;
    let mut plan = Plan::new(&inputs, &encoder, &destination, arguments.stats.as_deref())?;
    let ledger = destination.folders().map(|folders| Ledger::new(folders, settings.key(&plan.files)));
    let all = plan.files.clone();
    let skipped =
        ledger.as_ref().map_or(Ok(0), |ledger| ledger.skip(&mut plan.files, Existing::from(arguments)))?;
    let sites = if plan.files.is_empty() {
        Sites::default()
    } else {
        Sites::new(&arguments.templates, &inputs, &all)?
    };
    destination.open()?;

    let has_records = plan.files.iter().any(|file| file.records.is_some());
    // A filter in a pipe has no file to finish.
    let interrupt = if has_records && destination != Destination::Stdout {
        Interrupt::listen()?
    } else {
        Interrupt::default()
    };
    let progress = inputs.bar(&plan.files, "Cleaning");
    let worker = CleanWorker {
        reading: &inputs.reading,
        together: inputs.reading.together(&plan.files),
        encoder: &encoder,
        sites: &sites,
        destination: &destination,
        names_pages: verbosity == Verbosity::Verbose,
        lists_pages: arguments.stats.is_some(),
    };
    let mut output =
        CleanOutput::new(&encoder, &destination, ledger.as_ref(), &interrupt, &progress, verbosity);
    engine::run(&plan.files, &inputs.reading, &interrupt, &worker, &mut output)?;
    let mut done = output.finish(&plan.files)?;
    drop(progress);

    done.failed_before += plan.failed;
    done.skipped = skipped;
    done.seconds = started.elapsed().as_secs_f64();
    if let Some(ledger) = ledger.filter(|_| has_records || skipped > 0) {
        ledger.end(&done)?;
    }
    if let Some(file) = &arguments.stats {
        write_file(file, done.statistics().to_json(started.elapsed()).as_bytes())?;
    }
    if verbosity != Verbosity::Quiet {
        summary::lines(&done, &destination).iter().for_each(|line| say(line));
    }
    Ok(done.outcome(encoder.on_error))
}

fn inputs(arguments: &CleanArguments) -> Result<Inputs> {
    let mut progress = arguments.progress;
    // Standard output has one page, or a stream that ends when its input does.
    if arguments.output.is_none() && !arguments.replacing.in_place {
        progress.progress = ProgressWhen::Never;
    }
    let inputs =
        Inputs::new(arguments.files.clone(), &arguments.reading, arguments.corpus.fields.clone(), progress)?;
    Ok(inputs.with_site(arguments.templates.sites.site_from.field().cloned()))
}

/// Whether the inputs fit where the results go.
fn check_inputs(arguments: &CleanArguments, inputs: &Inputs) -> Result<()> {
    let splits = arguments.deciding.articles == WhichArticles::Split;
    let is_replacing = arguments.replacing.diff || arguments.replacing.in_place;
    if is_replacing && splits {
        bail!("--articles split writes a file for each article (give -o DIR for them)");
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
            None if splits => bail!("--articles split writes a file for each article (give -o DIR for them)"),
            Some(RecordFormat::Parquet) => bail!("Parquet is written to files (give -o DIR for them)"),
            _ => Ok(()),
        },
        [] => Ok(()),
    }
}

/// How records are cleaned, and what is made of them.
fn encoder(arguments: &CleanArguments, inputs: &Inputs) -> Result<RecordEncoder> {
    let fields = inputs.reading.fields.clone();
    let written = [Some(&fields.text), fields.html.as_ref()];
    if let Some(field) = written.into_iter().flatten().find(|field| OUR_FIELDS.contains(&field.first())) {
        bail!("field \"{field}\" is one that dechaff writes (rename it first)");
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
        on_error: arguments.corpus.on_error,
        limit: inputs.reading.limit,
    })
}

/// The attributes with this name, which is also that of a folder. They are positions in the text of a record.
fn attributes(name: String, has_positions: bool) -> Result<Product> {
    if !has_positions {
        bail!(
            "Dolma attributes are positions in the text of a record (leave out --articles split, --html-field and \
             --format markdown)"
        );
    }
    let is_odd = |c: char| !(c.is_alphanumeric() || "-_.".contains(c));
    if !name.starts_with(char::is_alphanumeric) || name.contains(is_odd) {
        bail!("invalid name of attributes {name:?} (use letters, digits, \"-\", \"_\" and \".\")");
    }
    Ok(Product::Attributes(name))
}
