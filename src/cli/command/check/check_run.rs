//! A run of a check: what passes, what is reported, and the numbers.

use std::io::{self, Write};

use anyhow::Result;
use indicatif::HumanCount;

use super::baseline::{Baseline, Matched};
use super::criteria::{BaselineMode, Limits};
use super::page::CheckedPage;
use crate::cli::args::values::FindingFormat;
use crate::cli::command::Outcome;
use crate::cli::encode::{Report, Tally, report};
use crate::cli::engine::{Completeness, report_path};
use crate::cli::output::{WriteError, count, say};
use crate::cli::source::{Found, shown};

/// Takes the pages one after the other.
pub struct CheckRun<'a> {
    mode: &'a BaselineMode,
    known: &'a Baseline,
    limits: Limits,
    /// Whether diffs are shown in place of findings.
    shows_diff: bool,
    matched: Matched,
    /// All findings, for a baseline that is to be written.
    all: Baseline,
    report: Box<dyn Report>,
    tally: Tally,
}

impl<'a> CheckRun<'a> {
    /// For a run in which so many folders could not be read.
    pub fn new(
        mode: &'a BaselineMode,
        known: &'a Baseline,
        limits: Limits,
        format: FindingFormat,
        shows_diff: bool,
        failed: u64,
    ) -> Self {
        Self {
            mode,
            known,
            limits,
            shows_diff,
            matched: Matched::default(),
            all: Baseline::default(),
            report: report(format),
            tally: Tally { failed, ..Tally::default() },
        }
    }

    /// Before the first page.
    pub fn begin(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.shows_diff { Ok(()) } else { self.report.begin(out) }
    }

    /// Notes that a page could not be read.
    pub fn fail(&mut self) {
        self.tally.failed += 1;
    }

    /// Notes the end of a file.
    pub fn end_file(&mut self, file: &Found, completeness: Completeness) {
        if matches!(self.mode, BaselineMode::Known { .. }) && completeness == Completeness::Complete {
            self.matched.end_of(report_path(&file.source));
        }
    }

    /// Takes the next page.
    pub fn add(&mut self, checked: CheckedPage, out: &mut impl Write) -> io::Result<()> {
        let CheckedPage { findings: mut page, characters, chaff, diff } = checked;
        self.tally.pages += 1;
        self.tally.characters += characters;
        self.tally.chaff += chaff;
        let before = page.findings.len();
        match self.mode {
            BaselineMode::None => {}
            BaselineMode::Known { .. } => self.known.take_known(&mut page, &mut self.matched),
            BaselineMode::Write(_) => self.all.add(&mut page),
        }
        self.tally.known += (before - page.findings.len()) as u64;
        // Known findings count, since they are chaff all the same.
        let share = chaff as f64 / characters.max(1) as f64;
        if self.limits.page.is_some_and(|most| share <= most.0) {
            page.findings.clear();
        }
        self.tally.findings += page.findings.len() as u64;
        self.tally.pages_with_findings += u64::from(!page.findings.is_empty());
        match (self.shows_diff, page.findings.is_empty()) {
            (false, _) => self.report.page(&page, out),
            (true, false) => out.write_all(diff.as_bytes()),
            (true, true) => Ok(()),
        }
    }

    /// After the last page: ends the report, writes the baseline, says the summary.
    pub fn end(mut self, out: &mut impl Write, is_quiet: bool) -> Result<Outcome> {
        let gone = self.known.gone(&self.matched);
        self.tally.gone = gone.count();
        let ended = if self.shows_diff { Ok(()) } else { self.report.end(&self.tally, out) };
        ended.and_then(|()| out.flush()).map_err(WriteError::Stdout)?;
        self.report.note().iter().for_each(|note| say(note));
        match self.mode {
            BaselineMode::Write(file) => self.all.write(file)?,
            BaselineMode::Known { file, shrinks: true } if self.tally.gone > 0 => {
                self.known.without(gone).write(file)?;
            }
            _ => {}
        }
        if !is_quiet {
            say(&self.summary());
        }
        Ok(match (self.tally.failed, self.passes()) {
            (0, true) => Outcome::Done,
            (0, false) => Outcome::Findings,
            _ => Outcome::Failed,
        })
    }

    fn share(&self) -> f64 {
        self.tally.chaff as f64 / self.tally.characters.max(1) as f64
    }

    /// Whether nothing was found, or no more than is allowed.
    fn passes(&self) -> bool {
        let is_little = self.limits.corpus.is_some_and(|most| self.share() <= most.0);
        self.tally.findings == 0 || is_little
    }

    /// What was found, on one line.
    fn summary(&self) -> String {
        let Tally { pages, failed, pages_with_findings, findings, known, gone, characters, .. } = self.tally;
        if pages + failed == 0 {
            return "no pages found (hidden files, symbolic links, and files that --include and --exclude leave out are not read)"
                .to_owned();
        }
        let checked = count(pages, "page");
        let mut parts = vec![match findings {
            0 if *self.mode == BaselineMode::None => format!("{checked} checked, nothing found"),
            0 => format!("{checked} checked, nothing new found"),
            _ => {
                format!("{} in {} of {checked}", count(findings, "finding"), HumanCount(pages_with_findings))
            }
        }];
        let share = 100.0 * self.share();
        parts.push(format!("{share:.1} % of {} characters are chaff", HumanCount(characters)));
        let known = count(known, "finding");
        match self.mode {
            BaselineMode::None => {}
            BaselineMode::Write(file) => parts.push(format!("{known} now known, in {}", shown(file))),
            BaselineMode::Known { file, .. } => parts.push(format!("{known} known from {}", shown(file))),
        }
        let gone = (gone > 0).then_some(HumanCount(gone));
        parts.extend(gone.map(|gone| match self.mode {
            BaselineMode::Known { shrinks: true, .. } => format!("{gone} fixed and removed from it"),
            _ => format!("{gone} fixed (remove them with --update-baseline)"),
        }));
        if failed > 0 {
            parts.push(format!("{} failed (named above)", HumanCount(failed)));
        }
        parts.join("; ")
    }
}
