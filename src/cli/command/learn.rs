//! `dechaff learn`: finds the lines that many pages of a site share, and saves them as templates.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use dechaff::{Learner, Templates};

use super::Outcome;
use crate::cli::args::LearnArguments;
use crate::cli::engine::{self, Inputs};
use crate::cli::output::{count, print, say, write_file_with};
use crate::cli::source::{Size, shown};
use crate::cli::terminal_text::excerpt;

/// Learns templates, merges files of them, or shows a file.
pub fn run(arguments: LearnArguments) -> Result<Outcome> {
    if let Some(file) = &arguments.show {
        print(table(&engine::read_templates(file, 2)?))?;
        return Ok(Outcome::Done);
    }
    let LearnArguments { output, merge, min_pages, .. } = arguments;
    let quiet = arguments.progress.quiet;
    let Some(output) = output else { bail!("give -o FILE for the templates") };
    let memory = arguments.sites.template_memory;
    let (learner, failed) = if merge {
        engine::check_not_overwritten(arguments.input.files.paths.iter().map(PathBuf::as_path), &[&output])?;
        (merged(&arguments.input.files.paths, memory)?, 0)
    } else {
        let inputs = Inputs::of(arguments.input, arguments.progress);
        let (files, failed_before) = inputs.find([output.as_path()])?;
        let progress = inputs.bar(&files, "Learning");
        let (learner, failed) =
            engine::learn(&arguments.sites, &inputs, &files, &progress, |line| progress.say(line))?;
        (learner, failed + failed_before)
    };
    // Written piece by piece: as a whole it would need as much memory again.
    write_file_with(&output, |file| match min_pages {
        Some(least) => learner.templates(2).save(least, file),
        None => learner.save(file),
    })?;
    if !quiet {
        say(&summary(&learner, &output));
    }
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Failed })
}

/// Merges the counts of several files.
fn merged(files: &[PathBuf], memory: Size) -> Result<Learner> {
    let mut all = Learner::new(memory.0);
    for file in files {
        let open = fs::File::open(file).with_context(|| shown(file))?;
        all.merge(Learner::read(open, memory.0).with_context(|| shown(file))?);
    }
    Ok(all)
}

fn summary(learner: &Learner, output: &Path) -> String {
    let (mut names, mut pages, mut sampled) = (0, 0, 0u64);
    for site in learner.sites() {
        names += 1;
        pages += site.counted as u64;
        sampled += u64::from(site.is_sample);
    }
    let mut line = format!("learned from {} of {}", count(pages, "page"), count(names, "site"));
    if sampled > 0 {
        // Writing to a string cannot fail.
        let _ = write!(
            line,
            ", using only a sample of {} (raise --template-memory to use more)",
            count(sampled, "site")
        );
    }
    if learner.share_of_sites() < 1.0 {
        let every = (1.0 / learner.share_of_sites()) as u64;
        let _ = write!(line, ", one in {every} (raise --template-memory to count all)");
    }
    line + "; templates in " + &shown(output)
}

/// The columns of the table: shares of a site's pages.
const SHARES: [f64; 4] = [0.9, 0.5, 0.25, 0.1];

/// One row per site; sites with most pages come first.
fn table(templates: &Templates) -> String {
    let mut sites: Vec<_> = templates.sites().collect();
    sites.sort_by(|one, other| other.1.pages().cmp(&one.1.pages()).then(one.0.cmp(other.0)));
    let mut table = "  pages    90 %    50 %    25 %    10 %  site\n".to_owned();
    for (name, site) in sites {
        let _ = write!(table, "{:>7}", site.pages());
        for share in SHARES {
            let _ = write!(table, "{:>8}", site.lines_on(share));
        }
        let _ = writeln!(table, "  {}", excerpt(name));
    }
    table + "Columns: number of lines that are on at least that share of the pages.\n"
}
