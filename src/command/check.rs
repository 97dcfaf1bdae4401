//! `dechaff check`: chaff that is left in pages which should be clean.

mod baseline;
mod options;
mod work;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;
use indicatif::HumanCount;

use self::baseline::{Baseline, Met};
use self::options::{Keeping, Options};
use self::work::Checked;
use super::Outcome;
use crate::args::CheckArguments;
use crate::sink::{PageFindings, Progress, ProgressWhen, Report, Tally, WriteError, count, say, stdout};
use crate::source::shown;

/// Checks pages as the arguments say.
pub fn run(arguments: CheckArguments) -> Result<Outcome> {
    let options = Options::try_from(arguments)?;
    let known = match &options.keeping {
        Keeping::Known { file, .. } => Baseline::read(file)?,
        _ => Baseline::default(),
    };
    let (pages, problems) = options.pages();
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let when = if options.is_quiet { ProgressWhen::Never } else { options.progress };
    let mut progress = Progress::new(pages.len(), when);
    let mut gate = Gate::new(&options, &known, problems.len() as u64);
    let mut out = stdout(options.color);
    gate.report.begin(&mut out).map_err(WriteError::Stdout)?;
    work::on_pages(&options, &pages, |index, checked| {
        progress.finished(index, checked.as_ref().err().cloned());
        match checked {
            Ok(checked) => gate.take(checked, &mut out).map_err(|error| WriteError::Stdout(error).into()),
            Err(_) => {
                gate.tally.failed += 1;
                Ok(())
            }
        }
    })?;
    progress.end();
    gate.end(&mut out)
}

/// Lets pass what may pass, reports the rest, and counts.
struct Gate<'a> {
    options: &'a Options,
    known: &'a Baseline,
    met: Met,
    /// All findings, for a baseline that is to be written.
    all: Baseline,
    report: Box<dyn Report>,
    tally: Tally,
}

impl<'a> Gate<'a> {
    fn new(options: &'a Options, known: &'a Baseline, failed: u64) -> Self {
        let tally = Tally { failed, ..Tally::default() };
        let report = options.format.report();
        Self { options, known, met: Met::default(), all: Baseline::default(), report, tally }
    }

    fn take(&mut self, checked: Checked, out: &mut impl Write) -> io::Result<()> {
        let Checked { path, is_html, mut findings, characters, chaff } = checked;
        self.tally.pages += 1;
        self.tally.characters += characters;
        self.tally.chaff += chaff;
        match &self.options.keeping {
            Keeping::Nothing => {}
            Keeping::Known { .. } => {
                let before = findings.len();
                findings = self.known.unknown(&path, findings, &mut self.met);
                self.tally.known += (before - findings.len()) as u64;
            }
            Keeping::Write(_) => {
                self.tally.known += findings.len() as u64;
                self.all.add(&path, findings.drain(..));
            }
        }
        // More known findings than before are not looked at: the share is that of the whole page.
        let share = chaff as f64 / characters.max(1) as f64;
        if self.options.max_noise.is_some_and(|most| share <= most.0) {
            findings.clear();
        }
        self.tally.findings += findings.len() as u64;
        self.tally.pages_with_findings += u64::from(!findings.is_empty());
        self.report.page(&PageFindings { path, is_html, findings }, out)
    }

    fn end(mut self, out: &mut impl Write) -> Result<Outcome> {
        let gone = self.known.gone(&self.met);
        self.tally.gone = gone.count();
        self.report.end(&self.tally, out).and_then(|()| out.flush()).map_err(WriteError::Stdout)?;
        self.report.note().iter().for_each(|note| say(note));
        match &self.options.keeping {
            Keeping::Write(file) => self.all.write(file)?,
            Keeping::Known { file, shrinks: true } if self.tally.gone > 0 => {
                self.known.without(gone).write(file)?
            }
            _ => {}
        }
        if !self.options.is_quiet {
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
        let is_little = self.options.max_corpus_noise.is_some_and(|most| self.share() <= most.0);
        self.tally.findings == 0 || is_little
    }

    fn summary(&self) -> String {
        let Tally { pages, failed, pages_with_findings, findings, known, gone, characters, .. } = self.tally;
        if pages + failed == 0 {
            return "no pages found (hidden files, links and what --include and --exclude say are left out)"
                .to_owned();
        }
        let mut line = if findings == 0 {
            format!("{} checked, nothing found", count(pages, "page"))
        } else {
            let found = count(findings, "finding");
            format!("{found} in {} of {}", HumanCount(pages_with_findings), count(pages, "page"))
        };
        let share = 100.0 * self.share();
        line += &format!("; {share:.1} % of {} characters are chaff", HumanCount(characters));
        let file = |path: &Path| shown(path);
        match &self.options.keeping {
            Keeping::Write(path) => {
                line += &format!("; {} now known, in {}", count(known, "finding"), file(path))
            }
            Keeping::Known { file: path, shrinks } => {
                line += &format!("; {} known from {}", count(known, "finding"), file(path));
                if gone > 0 && *shrinks {
                    line += &format!(", {} gone and taken out of it", HumanCount(gone));
                } else if gone > 0 {
                    line += &format!(", {} gone (take them out with --update-baseline)", HumanCount(gone));
                }
            }
            Keeping::Nothing => {}
        }
        if failed > 0 {
            line += &format!("; {} failed (named above)", HumanCount(failed));
        }
        line
    }
}

/// Whether a page of a report is there.
fn exists(path: &str) -> bool {
    fs::exists(path).unwrap_or(true)
}
