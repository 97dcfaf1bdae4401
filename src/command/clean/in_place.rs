//! `dechaff clean --in-place`: pages become what is left of them.

use std::path::PathBuf;
use std::time::Instant;
use std::{fs, io};

use anyhow::Result;
use dechaff::Cleaner;

use super::looks::Looks;
use crate::command::Outcome;
use crate::sink::{Progress, Statistics, back_up, count, replace_whole, say, write_whole};
use crate::source::{Found, Packing, PageText, Source};

/// Whether a page as it was is kept beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backup {
    /// As `page.txt~`.
    Kept,
    /// Not at all.
    None,
}

/// Cleans the pages where they are.
pub fn run(looks: &Looks, backup: Backup, stats: Option<&PathBuf>) -> Result<Outcome> {
    let started = Instant::now();
    let (pages, problems) = looks.files.pages(None);
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let mut progress = Progress::new(pages.len(), looks.progress);
    let mut statistics = Statistics::default();
    statistics.failed += problems.len() as u64;
    let mut changed = 0;
    let make = |found: &Found, text: &PageText<'_>| replace(found, text, &looks.cleaner, backup);
    looks.pages.each(&pages, make, |index, made| {
        progress.finished(index, made.as_ref().err().cloned());
        match made {
            Ok((is_changed, numbers)) => {
                statistics += &numbers;
                changed += u64::from(is_changed);
            }
            Err(_) => statistics.failed += 1,
        }
        Ok(())
    })?;
    progress.end();
    if let Some(file) = stats {
        write_whole(file, statistics.to_json(started.elapsed()).as_bytes())?;
    }
    if !looks.is_quiet {
        let beside =
            if backup == Backup::Kept && changed > 0 { "; as they were: beside them, with ~" } else { "" };
        let (pages, kept) = (count(statistics.pages, "page"), statistics.characters.percent_kept());
        say(&format!("{changed} of {pages} changed, {kept:.1} % of characters kept{beside}"));
    }
    Ok(if statistics.failed == 0 { Outcome::Done } else { Outcome::Failed })
}

/// Replaces a page, if anything of it goes. Says whether it did.
fn replace(
    found: &Found,
    text: &PageText<'_>,
    cleaner: &Cleaner,
    backup: Backup,
) -> Result<(bool, Statistics), String> {
    let Source::File(path) = &found.source else {
        return Err("cannot be cleaned in place (name a file)".to_owned());
    };
    if matches!(text, PageText::Html(_)) {
        return Err("is HTML, and what is left of it is text (give -o DIR instead of --in-place)".to_owned());
    }
    if Packing::of(path) != Packing::None {
        return Err("is packed (unpack it, or give -o DIR instead of --in-place)".to_owned());
    }
    let page = text.page();
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
