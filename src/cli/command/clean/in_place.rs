//! `dechaff clean --in-place`: pages become what is left of them.

use std::path::PathBuf;
use std::time::Instant;
use std::{fs, io};

use anyhow::Result;
use dechaff::Cleaner;

use super::corpus::{self, Corpus};
use super::interrupt::Interrupt;
use super::looks::Looks;
use super::outputs::Kept;
use crate::cli::args::values::OnError;
use crate::cli::command::Outcome;
use crate::cli::engine::each_page::{PageEvent, ReadPage};
use crate::cli::engine::sites::Sites;
use crate::cli::output::{Backup, Progress, Statistics, back_up, count, replace_whole, say, write_whole};
use crate::cli::source::{Compression, Found, PageText, RecordFormat, Source};

const NO_PLACE: &str = "cannot be cleaned in place (name a file)";

/// Cleans the pages where they are.
pub fn run(looks: &Looks, backup: Backup, stats: Option<&PathBuf>) -> Result<Outcome> {
    let started = Instant::now();
    let (files, problems) = looks.files.find(None);
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let mut statistics = Statistics::default();
    statistics.failed += problems.len() as u64;
    let (mut changed, mut left, mut forgiven) = (0, 0, 0);
    let number = files.len() as u64;
    let files: Vec<Found> = files
        .into_iter()
        .filter(|found| {
            let refusal = refusal(found, looks.records.on_error);
            if let Some(what) = refusal {
                say(&format!("{}: {what}", found.source));
                statistics.failed += 1;
            }
            refusal.is_none()
        })
        .collect();
    let sites = Sites::new(&looks.templates, &looks.pages, &files)?;
    let (shards, files) = files.into_iter().partition::<Vec<_>, _>(|found| found.records.is_some());
    let make = |read: ReadPage<'_>| replace(&read, &sites, &looks.cleaner, backup);
    looks.pages.each(&files, looks.progress, make, |taken| {
        match taken {
            PageEvent::Made((is_changed, numbers)) => {
                statistics += &numbers;
                changed += u64::from(is_changed);
            }
            PageEvent::Failed => statistics.failed += 1,
            PageEvent::End(..) => {}
        }
        Ok(())
    })?;
    if !shards.is_empty() {
        let done = replace_records(&shards, looks, &sites, backup)?;
        statistics += &done.statistics;
        statistics.failed += done.broken;
        if looks.records.on_error != OnError::Fail {
            forgiven = done.statistics.failed;
        }
        left = shards.len() - done.done;
        changed += done.changed;
    }
    if let Some(file) = stats {
        write_whole(file, statistics.to_json(started.elapsed()).as_bytes())?;
    }
    if !looks.is_quiet {
        let beside =
            if backup == Backup::Kept && changed > 0 { "; as they were: beside them, with ~" } else { "" };
        let (files, kept) = (count(number, "file"), statistics.characters.percent_kept());
        say(&format!("{changed} of {files} changed, {kept:.1} % of characters kept{beside}"));
        if left > 0 {
            say(&format!("stopped, {} left (run again)", count(left as u64, "file")));
        }
    }
    Ok(match (left, statistics.failed - forgiven) {
        (1.., _) => Outcome::Interrupted,
        (0, 0) => Outcome::Done,
        _ => Outcome::Failed,
    })
}

/// Why a file of records cannot be cleaned where it is, if it cannot.
fn refusal(found: &Found, on_error: OnError) -> Option<&'static str> {
    let records = found.records?;
    if found.source == Source::Stdin {
        return Some(NO_PLACE);
    }
    match records {
        RecordFormat::Warc => {
            Some("is a web archive, and what is left of it is records (give -o DIR instead of --in-place)")
        }
        RecordFormat::Parquet if on_error == OnError::Skip => {
            Some("rows of Parquet cannot be left out (give --on-error pass, which lets them be)")
        }
        RecordFormat::Parquet | RecordFormat::Jsonl => None,
    }
}

/// Replaces files of records, if anything of them goes.
fn replace_records(
    shards: &[Found],
    looks: &Looks,
    sites: &Sites,
    backup: Backup,
) -> Result<corpus::Outcome> {
    let corpus = Corpus {
        shards,
        records: looks.records.clone(),
        sites,
        kept: Kept::InPlace(backup),
        removed: None,
        names_shards: false,
        ledger: None,
        interrupt: Interrupt::listen()?,
    };
    let mut progress = Progress::new(shards.len(), looks.progress);
    let done = corpus.clean(looks.pages.threads, &mut progress)?;
    progress.end();
    Ok(done)
}

/// Replaces a page, if anything of it goes. Says whether it did.
fn replace(
    read: &ReadPage<'_>,
    sites: &Sites,
    cleaner: &Cleaner,
    backup: Backup,
) -> Result<(bool, Statistics), String> {
    let Source::File(path) = &read.found.source else {
        return Err(NO_PLACE.to_owned());
    };
    if matches!(read.text, PageText::Html(_)) {
        return Err("is HTML, and what is left of it is text (give -o DIR instead of --in-place)".to_owned());
    }
    if Compression::from_path(path) != Compression::None {
        return Err("is packed (unpack it, or give -o DIR instead of --in-place)".to_owned());
    }
    let page = sites.place_read(read);
    let cleaned = cleaner.clean(&page);
    let mut statistics = Statistics::default();
    statistics.count(&cleaned);
    if cleaned.spans().iter().all(|span| span.kept) {
        return Ok((false, statistics));
    }
    // A link stays one.
    let path = fs::canonicalize(path).map_err(|error: io::Error| error.to_string())?;
    if backup == Backup::Kept {
        back_up(&path).map_err(|error| error.to_string())?;
    }
    replace_whole(&path, cleaned.text().as_bytes()).map_err(|error| error.to_string())?;
    Ok((true, statistics))
}
