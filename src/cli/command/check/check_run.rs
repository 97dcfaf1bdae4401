//! A run of `dechaff check`: filters known findings, reports the others, and counts both.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;
use indicatif::HumanCount;

use super::baseline::{Baseline, Matched};
use super::criteria::{BaselineMode, Limits};
use super::page::CheckedPage;
use super::summary::Summary;
use crate::cli::args::CheckArguments;
use crate::cli::args::values::Level;
use crate::cli::command::Outcome;
use crate::cli::encode::{FindingView, Report, Tally, report, statistics};
use crate::cli::engine::{Completeness, UnreadPage, report_path};
use crate::cli::output::{NO_PAGES, WriteError, count, say};
use crate::cli::source::{Found, shown};

/// Reports checked pages in order.
pub struct CheckRun<'a> {
    mode: &'a BaselineMode,
    known: &'a Baseline,
    limits: Limits,
    /// Whether to show diffs instead of findings.
    shows_diff: bool,
    /// Whether findings are no failure.
    exit_zero: bool,
    summary: Option<(PathBuf, Summary)>,
    matched: Matched,
    /// All findings, if a baseline is to be written.
    all: Baseline,
    report: Box<dyn Report>,
    tally: Tally,
}

impl<'a> CheckRun<'a> {
    /// A new run.
    pub fn new(mode: &'a BaselineMode, known: &'a Baseline, arguments: &CheckArguments) -> Self {
        Self {
            mode,
            known,
            limits: Limits::new(arguments),
            shows_diff: arguments.diff,
            exit_zero: arguments.exit_zero,
            summary: arguments.summary.clone().map(|file| (file, Summary::default())),
            matched: Matched::default(),
            all: known.emptied(),
            report: if arguments.statistics { statistics() } else { report(arguments.format) },
            tally: Tally::default(),
        }
    }

    /// Writes what precedes the first page.
    pub fn begin(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.shows_diff { Ok(()) } else { self.report.begin(out) }
    }

    /// Counts and reports a page or folder that could not be read.
    pub fn fail(&mut self, page: &UnreadPage, out: &mut impl Write) -> io::Result<()> {
        self.tally.failed += 1;
        if self.shows_diff { Ok(()) } else { self.report.unread(page, out) }
    }

    /// Notes the end of a file.
    pub fn end_file(&mut self, file: &Found, completeness: Completeness) {
        if matches!(self.mode, BaselineMode::Known { .. }) && completeness == Completeness::Complete {
            self.matched.finish_file(self.known.path(&report_path(&file.source)));
        }
    }

    /// Reports the next page.
    pub fn add(&mut self, checked: CheckedPage, out: &mut impl Write) -> io::Result<()> {
        let CheckedPage { findings: mut page, characters, chaff, diff } = checked;
        self.tally.pages += 1;
        self.tally.characters += characters;
        // Doubtful lines of a page that passes are no chaff; known findings are.
        let chaff = if self.is_sure(&page.findings) { chaff } else { 0 };
        self.tally.chaff += chaff;
        let before = page.findings.len();
        match self.mode {
            BaselineMode::None => {}
            BaselineMode::Known { .. } => self.known.remove_known(&mut page, &mut self.matched),
            BaselineMode::Write(_) => self.all.add(&mut page),
        }
        self.tally.known += (before - page.findings.len()) as u64;
        let share = chaff as f64 / characters.max(1) as f64;
        let is_accepted = self.limits.page.is_some_and(|most| share <= most.0);
        if is_accepted || !self.is_sure(&page.findings) {
            page.findings.clear();
        }
        self.tally.findings += page.findings.len() as u64;
        let notes = page.findings.iter().filter(|finding| finding.level == Level::Note);
        self.tally.notes += notes.count() as u64;
        if let Some((_, summary)) = &mut self.summary {
            summary.add(&page, chaff);
        }
        self.tally.pages_with_findings += u64::from(!page.findings.is_empty());
        match (self.shows_diff, page.findings.is_empty()) {
            (false, _) => self.report.page(&page, out),
            (true, false) => out.write_all(diff.as_bytes()),
            (true, true) => Ok(()),
        }
    }

    /// Ends the report, writes the baseline, and prints the summary.
    pub fn end(mut self, out: &mut impl Write, is_quiet: bool) -> Result<Outcome> {
        let stale = self.known.stale(&self.matched);
        self.tally.fixed = stale.count();
        let ended = if self.shows_diff { Ok(()) } else { self.report.end(&self.tally, out) };
        ended.and_then(|()| out.flush()).map_err(WriteError::Stdout)?;
        self.report.note().iter().for_each(|note| say(note));
        let written = match self.mode {
            BaselineMode::Write(file) => self.all.write(file),
            BaselineMode::Known { file, shrinks: true } if self.tally.fixed > 0 => {
                self.known.without(stale).write(file)
            }
            _ => Ok(()),
        };
        let line = self.line(written.is_ok());
        // What was checked is said even if the baseline cannot be written.
        if !is_quiet {
            say(&line);
        }
        if let Some((file, summary)) = &self.summary {
            summary.append_to(file, &line)?;
        }
        written?;
        Ok(match (self.tally.failed, self.exit_zero || self.passes()) {
            (0, true) => Outcome::Done,
            (0, false) => Outcome::Findings,
            _ => Outcome::Failed,
        })
    }

    fn share(&self) -> f64 {
        self.tally.chaff as f64 / self.tally.characters.max(1) as f64
    }

    /// Whether one of the findings is surely chaff.
    fn is_sure(&self, findings: &[FindingView]) -> bool {
        findings.iter().any(|finding| finding.score >= self.limits.score.0)
    }

    /// Whether there are only notes, or no more chaff than is accepted.
    fn passes(&self) -> bool {
        let is_accepted = self.limits.corpus.is_some_and(|most| self.share() <= most.0);
        self.tally.findings == self.tally.notes || is_accepted
    }

    /// One line about the whole run; `is_written` tells whether the baseline was.
    fn line(&self, is_written: bool) -> String {
        let Tally { pages, failed, pages_with_findings, findings, known, fixed, characters, .. } = self.tally;
        if pages + failed == 0 {
            return NO_PAGES.to_owned();
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
            BaselineMode::Write(file) if is_written => {
                parts.push(format!("{known} written to {}", shown(file)));
            }
            BaselineMode::Known { file, .. } => parts.push(format!("{known} known from {}", shown(file))),
            BaselineMode::None | BaselineMode::Write(_) => {}
        }
        let fixed = (fixed > 0).then_some(HumanCount(fixed));
        parts.extend(fixed.map(|fixed| match self.mode {
            BaselineMode::Known { shrinks: true, .. } if is_written => {
                format!("{fixed} fixed and removed from the baseline")
            }
            _ => format!("{fixed} fixed (remove them with --update-baseline)"),
        }));
        if failed > 0 {
            parts.push(format!("{} failed (named above)", HumanCount(failed)));
        }
        parts.join("; ")
    }
}
