//! `dechaff clean`: the cleaned text of pages.

mod corpus;
mod options;
mod plan;
mod records;
mod work;

use std::fmt::Write;
use std::time::Instant;

use anyhow::Result;
use dechaff::Articles;
use indicatif::HumanCount;

use self::corpus::Corpus;
use self::options::{Options, Talk};
use self::plan::Plan;
use self::work::Work;
use super::Outcome;
use crate::args::CleanArguments;
use crate::command::on_error::OnError;
use crate::sink::{Progress, Statistics, count, say, write_whole};
use crate::source::shown;

/// Cleans pages as the arguments say.
pub fn run(arguments: CleanArguments) -> Result<Outcome> {
    let started = Instant::now();
    let options = Options::try_from(arguments)?;
    let plan = Plan::new(&options)?;
    let work = Work {
        cleaner: options.cleaner.clone(),
        splits: options.articles == Articles::Split,
        kept: options.kept_sink()?,
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
    if !plan.pages.is_empty() || plan.shards.is_empty() {
        let progress = Progress::new(plan.pages.len(), options.progress);
        statistics += &work.on_pages(&plan.pages, options.threads, progress)?;
    }
    statistics.failed += plan.problems.len() as u64;
    let mut failed = statistics.failed > 0;
    if !plan.shards.is_empty() {
        let corpus = Corpus {
            shards: &plan.shards,
            records: options.records.clone(),
            kept: options.output.as_deref(),
            removed: options.removed.as_deref(),
            limit: options.page_limit,
            names_shards: options.talk == Talk::Verbose,
        };
        let mut progress = Progress::new(plan.shards.len(), options.progress);
        let done = corpus.clean(options.threads, &mut progress)?;
        progress.end();
        failed |= done.broken > 0 || done.statistics.failed > 0 && options.records.on_error == OnError::Fail;
        statistics += &done.statistics;
        statistics.failed += done.broken;
    }
    if let Some(file) = &options.stats {
        write_whole(file, statistics.to_json(started.elapsed()).as_bytes())?;
    }
    if options.output.is_some() && options.talk != Talk::Quiet {
        say(&summary(&statistics, &options));
    }
    Ok(if failed { Outcome::Failed } else { Outcome::Done })
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
