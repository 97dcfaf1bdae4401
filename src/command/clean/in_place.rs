//! `dechaff clean --in-place`: pages become what is left of them.

use std::path::PathBuf;
use std::time::Instant;
use std::{fs, io};

use anyhow::Result;
use dechaff::Cleaner;

use super::corpus::{self, Corpus, Kept};
use super::interrupt::Interrupt;
use super::looks::Looks;
use crate::command::Outcome;
use crate::command::on_error::OnError;
use crate::command::pages::{ReadPage, Taken};
use crate::sink::{Backup, Progress, Statistics, back_up, count, replace_whole, say, write_whole};
use crate::source::{Found, Packing, PageText, Source};

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
    let (shards, files) = files.into_iter().partition::<Vec<_>, _>(|found| found.is_records);
    let (shards, others) = shards.into_iter().partition::<Vec<_>, _>(can_be_replaced);
    for Found { source, .. } in &others {
        let what = match source {
            Source::File(_) => {
                "is a web archive, and what is left of it is records (give -o DIR instead of --in-place)"
            }
            Source::Stdin => NO_PLACE,
        };
        say(&format!("{source}: {what}"));
        statistics.failed += 1;
    }
    let make = |read: ReadPage<'_>| replace(&read, &looks.cleaner, backup);
    looks.pages.each(&files, looks.progress, make, |taken| {
        match taken {
            Taken::Made((is_changed, numbers)) => {
                statistics += &numbers;
                changed += u64::from(is_changed);
            }
            Taken::Failed => statistics.failed += 1,
            Taken::End(..) => {}
        }
        Ok(())
    })?;
    if !shards.is_empty() {
        let done = replace_records(&shards, looks, backup)?;
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

/// Whether a file of records is one when it is cleaned, too.
fn can_be_replaced(found: &Found) -> bool {
    !found.is_archive && found.source != Source::Stdin
}

/// Replaces files of records, if anything of them goes.
fn replace_records(shards: &[Found], looks: &Looks, backup: Backup) -> Result<corpus::Outcome> {
    let corpus = Corpus {
        shards,
        records: looks.records.clone(),
        kept: Kept::InPlace(backup),
        removed: None,
        limit: looks.records.limit,
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
fn replace(read: &ReadPage<'_>, cleaner: &Cleaner, backup: Backup) -> Result<(bool, Statistics), String> {
    let Source::File(path) = &read.found.source else {
        return Err(NO_PLACE.to_owned());
    };
    if matches!(read.text, PageText::Html(_)) {
        return Err("is HTML, and what is left of it is text (give -o DIR instead of --in-place)".to_owned());
    }
    if Packing::of(path) != Packing::None {
        return Err("is packed (unpack it, or give -o DIR instead of --in-place)".to_owned());
    }
    let page = read.text.page();
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
