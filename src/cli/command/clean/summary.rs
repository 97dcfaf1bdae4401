//! What a run has done, for people and for programs.

use std::fmt::Write;

use indicatif::HumanCount;
use serde::Serialize;

use super::destination::Destination;
use crate::cli::args::values::OnError;
use crate::cli::command::Outcome;
use crate::cli::output::{Backup, NO_PAGES, count};
use crate::cli::source::shown;
use crate::cli::survey::{Characters, Statistics, Totals};

/// What a run has done.
#[derive(Debug, Default)]
pub struct Done {
    /// Statistics of pages that are files.
    pub pages: Statistics,
    /// Statistics of records.
    pub records: Statistics,
    /// Failures of inputs that were not read: files of records as a whole, and what was found to be unreadable, such as
    /// folders.
    pub unread: Statistics,
    /// Files to clean.
    pub files: u64,
    /// Files with one page that were processed.
    pub page_files: usize,
    /// Files of records that were processed.
    pub shards: usize,
    /// Files of records that could not be read, or not to their end.
    pub broken: u64,
    /// Files that an earlier run had finished.
    pub skipped: usize,
    /// Those of them that are pages.
    pub skipped_pages: usize,
    /// The numbers of their pages.
    pub before: Totals,
    /// Pages cleaned again because the page or its output has changed since an earlier run.
    pub again: u64,
    /// Pages and records that were cleaned in place before, and were left alone.
    pub cleaned_before: u64,
    /// Files not processed because the run was interrupted.
    pub left: usize,
    /// Files that were changed in place.
    pub changed: u64,
    /// Those of them that had other names, which keep the old content.
    pub linked: u64,
    /// Duration of the run.
    pub seconds: f64,
}

/// What `run.json` holds. The numbers of pages and characters include those of files that an earlier run has finished.
#[derive(Debug, Serialize)]
pub struct RunSummary {
    done: usize,
    skipped: usize,
    left: usize,
    broken: u64,
    interrupted: bool,
    seconds: f64,
    pages: u64,
    emptied: u64,
    failed: u64,
    characters: Characters,
}

impl Done {
    /// Statistics of pages and records together, and of what could not be read.
    pub fn statistics(&self) -> Statistics {
        let mut all = self.pages.clone();
        all += &self.records;
        all += &self.unread;
        all
    }

    /// Counts a file of records that could not be read, or not to its end; or whose output could not be written.
    pub fn break_file(&mut self, message: &str) {
        self.broken += 1;
        self.unread.fail(message);
    }

    /// What `run.json` holds.
    pub fn run_summary(&self) -> RunSummary {
        let statistics = self.statistics();
        let (mut totals, failed) = (self.before, statistics.failed);
        totals += statistics.totals();
        let Totals { pages, emptied, characters } = totals;
        RunSummary {
            done: self.shards + self.page_files - self.skipped_pages,
            skipped: self.skipped,
            left: self.left,
            broken: self.broken,
            interrupted: self.left > 0,
            seconds: self.seconds,
            pages,
            emptied,
            failed,
            characters,
        }
    }

    /// How the run ended. Failed records count only with `--on-error fail`.
    pub fn outcome(&self, on_error: OnError) -> Outcome {
        let failed = self.pages.failed + self.unread.failed;
        let records = if on_error == OnError::Fail { self.records.failed } else { 0 };
        match (self.left, failed + records) {
            (1.., _) => Outcome::Interrupted,
            (0, 0) => Outcome::Done,
            _ => Outcome::Failed,
        }
    }
}

/// The summary for people, a few lines at most.
pub fn lines(done: &Done, destination: &Destination) -> Vec<String> {
    let mut lines = Vec::new();
    let left = count(done.left as u64, "file");
    if done.skipped > 0 {
        lines.push(format!("skipped {} that an earlier run finished", count(done.skipped as u64, "file")));
    }
    if done.again > 0 {
        let pages = count(done.again, "finished page");
        lines.push(format!("cleaned {pages} again (the page or its output has changed)"));
    }
    match destination {
        Destination::Stdout => {}
        Destination::InPlace(backup) => {
            lines.push(in_place(done, *backup));
            if done.left > 0 {
                lines.push(format!("stopped; {left} left (run again)"));
            }
        }
        Destination::Folder { .. } => {
            if done.left > 0 {
                lines.push(format!("stopped; {left} left (run again with --resume)"));
            }
            let statistics = done.statistics();
            let had_nothing_to_do = done.skipped > 0 && statistics.pages + statistics.failed == 0;
            if !had_nothing_to_do {
                lines.push(to_folder(&statistics, destination));
            }
        }
    }
    lines
}

fn in_place(done: &Done, backup: Backup) -> String {
    let originals = if backup == Backup::Kept && done.changed > 0 { "; the originals end in ~" } else { "" };
    let mut line = format!("{} of {} changed", done.changed, count(done.files, "file"));
    let statistics = done.statistics();
    // Writing to a string cannot fail.
    if statistics.pages > 0 || done.cleaned_before == 0 {
        let _ = write!(line, ", {:.1} % of characters kept", statistics.characters.percent_kept());
    }
    line += originals;
    if done.cleaned_before > 0 {
        let _ = write!(line, "; left alone {} cleaned before", count(done.cleaned_before, "page"));
    }
    if done.linked > 0 {
        let links = count(done.linked, "changed file");
        let _ = write!(line, "; {links} had other names (hard links), which keep the old text");
    }
    line
}

fn to_folder(statistics: &Statistics, destination: &Destination) -> String {
    if statistics.pages + statistics.failed == 0 {
        return NO_PAGES.to_owned();
    }
    let mut line = format!(
        "{} cleaned, {:.1} % of {} characters kept",
        count(statistics.pages, "page"),
        statistics.characters.percent_kept(),
        HumanCount(statistics.characters.read)
    );
    // Writing to a string cannot fail.
    if statistics.emptied > 0 {
        let _ = write!(line, ", {} with nothing to keep", count(statistics.emptied, "page"));
    }
    if statistics.short > 0 {
        let _ = write!(line, ", {} with less than --min-chars", count(statistics.short, "page"));
    }
    if statistics.failed > 0 {
        let _ = write!(line, ", {} failed (named above)", HumanCount(statistics.failed));
    }
    if let Destination::Folder { kept, removed, .. } = destination {
        let _ = write!(line, "; cleaned text in {}", shown(kept));
        if let Some(removed) = removed {
            let _ = write!(line, ", removed text in {}", shown(removed));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::values::TextFormat;

    fn folder(removed: Option<&str>) -> Destination {
        Destination::Folder {
            kept: "cleaned".into(),
            removed: removed.map(Into::into),
            collection: None,
            format: TextFormat::Text,
            splits: false,
        }
    }

    fn done(pages: u64) -> Done {
        let mut done = Done::default();
        done.pages.pages = pages;
        done.pages.characters.read = 1_000 * pages;
        done.pages.characters.kept = 250 * pages;
        done
    }

    #[test]
    fn a_run_to_a_folder_says_what_was_cleaned_and_where_it_is() {
        assert_eq!(
            lines(&done(1), &folder(None)),
            ["1 page cleaned, 25.0 % of 1,000 characters kept; cleaned text in cleaned"]
        );
        let mut done = done(1_200);
        done.break_file("truncated");
        done.unread.fail("not found");
        done.pages.emptied = 2;
        assert_eq!(
            lines(&done, &folder(Some("rest"))),
            [
                "1,200 pages cleaned, 25.0 % of 1,200,000 characters kept, 2 pages with nothing to keep, 2 failed (named \
              above); cleaned text in cleaned, removed text in rest"
            ]
        );
    }

    #[test]
    fn a_resumed_run_says_what_was_finished_before_and_what_is_left() {
        let finished = Done { skipped: 2, ..Done::default() };
        assert_eq!(lines(&finished, &folder(None)), ["skipped 2 files that an earlier run finished"]);
        let stopped = Done { skipped: 1, left: 3, ..done(1) };
        assert_eq!(
            lines(&stopped, &folder(None)),
            [
                "skipped 1 file that an earlier run finished",
                "stopped; 3 files left (run again with --resume)",
                "1 page cleaned, 25.0 % of 1,000 characters kept; cleaned text in cleaned",
            ]
        );
    }

    #[test]
    fn a_run_in_place_says_what_was_changed_and_where_the_originals_are() {
        let done = Done { files: 3, changed: 2, ..done(3) };
        let in_place = |done: &Done, backup| lines(done, &Destination::InPlace(backup));
        assert_eq!(
            in_place(&done, Backup::Kept),
            ["2 of 3 files changed, 25.0 % of characters kept; the originals end in ~"]
        );
        assert_eq!(in_place(&done, Backup::None), ["2 of 3 files changed, 25.0 % of characters kept"]);
        let stopped = Done { left: 1, changed: 0, ..done };
        assert_eq!(
            in_place(&stopped, Backup::Kept),
            ["0 of 3 files changed, 25.0 % of characters kept", "stopped; 1 file left (run again)"]
        );
    }

    #[test]
    fn a_run_that_found_nothing_says_what_it_skips() {
        assert_eq!(lines(&Done::default(), &folder(None)), [NO_PAGES]);
        assert!(lines(&done(1), &Destination::Stdout).is_empty());
    }
}
