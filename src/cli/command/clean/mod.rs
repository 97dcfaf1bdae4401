//! `dechaff clean`: the cleaned text of pages.

mod attributes;
mod collect;
mod corpus;
mod in_place;
mod interrupt;
mod ledger;
mod looks;
mod options;
mod outputs;
mod plan;
mod record_encoder;
mod rows;
mod warc;
mod work;

use std::fmt::Write;
use std::time::Instant;

use anyhow::Result;
use dechaff::Articles;
use indicatif::HumanCount;

use self::collect::Collection;
use self::corpus::Corpus;
use self::interrupt::Interrupt;
use self::ledger::Summary;
use self::options::{Options, Talk};
use self::outputs::Kept;
use self::plan::Plan;
use self::work::Work;
use super::Outcome;
use crate::cli::args::CleanArguments;
use crate::cli::args::values::OnError;
use crate::cli::engine::each_page::Pages;
use crate::cli::engine::sites::Sites;
use crate::cli::output::{Progress, Statistics, count, say, write_whole};
use crate::cli::source::shown;

/// Cleans pages as the arguments say.
pub fn run(arguments: CleanArguments) -> Result<Outcome> {
    if arguments.replacing.diff || arguments.replacing.in_place {
        return looks::run(arguments);
    }
    let started = Instant::now();
    let templates = arguments.templates.clone();
    let reading = Pages::new(&arguments.files, &arguments.reading, arguments.corpus.fields.clone());
    let options = Options::try_from(arguments)?;
    let plan = Plan::new(&options)?;
    let has_any = !plan.pages.is_empty() || !plan.shards.is_empty();
    let sites = if has_any { Sites::new(&templates, &reading, &plan.all)? } else { Sites::default() };
    let work = Work {
        sites: &sites,
        cleaner: options.cleaner.clone(),
        splits: options.articles == Articles::Split,
        kept: options.kept_sink()?,
        format: options.format,
        removed: options.removed_sink()?,
        input_format: options.input_format,
        page_limit: options.page_limit,
        names_pages: options.talk == Talk::Verbose,
        lists_pages: options.stats.is_some(),
    };
    for problem in &plan.problems {
        say(&problem.to_string());
    }
    let mut statistics = Statistics::default();
    let has_records = plan.skipped > 0 || !plan.shards.is_empty();
    if !has_records || !plan.pages.is_empty() {
        let progress = Progress::new(plan.pages.len(), options.progress);
        statistics += &match options.output.as_ref().filter(|_| options.output_format.collects()) {
            None => work.on_pages(&plan.pages, options.threads, progress)?,
            Some(folder) => Collection {
                pages: &plan.pages,
                records: &options.records,
                sites: &sites,
                input_format: options.input_format,
                folder,
                output_format: options.output_format,
                shard_size: options.shard_size,
            }
            .clean(options.threads, progress)?,
        };
    }
    statistics.failed += plan.problems.len() as u64;
    let mut outcome = if statistics.failed == 0 { Outcome::Done } else { Outcome::Failed };
    if has_records {
        outcome = outcome.max(clean_corpus(&options, &plan, &sites, &mut statistics, started)?);
    }
    if let Some(file) = &options.stats {
        write_whole(file, statistics.to_json(started.elapsed()).as_bytes())?;
    }
    let had_nothing_to_do = plan.skipped > 0 && statistics.pages + statistics.failed == 0;
    if options.output.is_some() && options.talk != Talk::Quiet && !had_nothing_to_do {
        say(&summary(&statistics, &options));
    }
    Ok(outcome)
}

/// Cleans the files of records, and adds their numbers to those of the run.
fn clean_corpus(
    options: &Options,
    plan: &Plan,
    sites: &Sites,
    statistics: &mut Statistics,
    started: Instant,
) -> Result<Outcome> {
    let corpus = Corpus {
        shards: &plan.shards,
        records: options.records.clone(),
        sites,
        kept: options.output.as_deref().map_or(Kept::Stdout, Kept::Folder),
        removed: options.removed.as_deref(),
        names_shards: options.talk == Talk::Verbose,
        ledger: options.ledger.as_ref(),
        // A filter in a pipe has nothing to finish.
        interrupt: if options.ledger.is_some() { Interrupt::listen()? } else { Interrupt::default() },
    };
    let mut progress = Progress::new(plan.shards.len(), options.progress);
    let done = corpus.clean(options.threads, &mut progress)?;
    progress.end();
    let left = plan.shards.len() - done.done;
    if let Some(ledger) = &options.ledger {
        let summary = Summary {
            done: done.done,
            skipped: plan.skipped,
            left,
            broken: done.broken,
            interrupted: left > 0,
            seconds: started.elapsed().as_secs_f64(),
            statistics: &done.statistics,
        };
        ledger.end(&summary)?;
    }
    if options.talk != Talk::Quiet && plan.skipped > 0 {
        say(&format!("{} finished before", count(plan.skipped as u64, "file")));
    }
    if left > 0 {
        say(&format!("stopped, {} left (run again with --resume)", count(left as u64, "file")));
    }
    let has_failed = done.statistics.failed > 0 && options.records.on_error == OnError::Fail;
    *statistics += &done.statistics;
    statistics.failed += done.broken;
    Ok(match (left, has_failed || done.broken > 0) {
        (1.., _) => Outcome::Interrupted,
        (0, true) => Outcome::Failed,
        (0, false) => Outcome::Done,
    })
}

/// What was done and where to look, on one line.
fn summary(statistics: &Statistics, options: &Options) -> String {
    if statistics.pages + statistics.failed == 0 {
        return "no pages found (hidden files, links and what --include and --exclude say are left out)"
            .to_owned();
    }
    let mut line = format!(
        "{} cleaned, {:.1} % of {} characters kept",
        count(statistics.pages, "page"),
        statistics.characters.percent_kept(),
        HumanCount(statistics.characters.read)
    );
    // Writing to a string cannot fail.
    if statistics.pages_with_nothing_kept > 0 {
        let _ = write!(line, ", {} with nothing to keep", count(statistics.pages_with_nothing_kept, "page"));
    }
    if statistics.failed > 0 {
        let _ = write!(line, ", {} failed (named above)", HumanCount(statistics.failed));
    }
    if let Some(folder) = &options.output {
        let _ = write!(line, "; cleaned text in {}", shown(folder));
    }
    if let Some(folder) = &options.removed {
        let _ = write!(line, ", removed text in {}", shown(folder));
    }
    line
}
