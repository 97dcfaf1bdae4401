//! What the arguments of `dechaff clean` mean when there is no folder for what is left: `--diff` and `--in-place`.

use std::io::{IsTerminal, Write};

use anyhow::{Result, bail};
use dechaff::{Articles, Cleaner};

use super::in_place::{self, Backup};
use crate::args::{CleanArguments, DecidingArguments};
use crate::command::files::Files;
use crate::command::pages::Pages;
use crate::command::{Outcome, announce_terminal, model, threads};
use crate::sink::{ProgressWhen, WriteError, diff, say};
use crate::source::{Input, Source, slashed};

/// A run without an output folder.
#[derive(Debug)]
pub struct Looks {
    /// What to read.
    pub files: Files,
    /// And how.
    pub pages: Pages,
    /// What decides.
    pub cleaner: Cleaner,
    /// When a bar is drawn.
    pub progress: ProgressWhen,
    /// Whether there is no summary.
    pub is_quiet: bool,
}

/// Shows what would go, or takes it out of the pages.
pub fn run(arguments: CleanArguments) -> Result<Outcome> {
    let DecidingArguments { keep, articles, knowledge } = arguments.deciding;
    if Articles::from(articles) == Articles::Split {
        bail!("--articles split writes a file for each article (give -o DIR for them)");
    }
    let cleaner = model::cleaner(&knowledge.lang, &knowledge.packs, knowledge.model.as_deref(), keep)?;
    let looks = Looks {
        files: Files::new(
            arguments.paths,
            &arguments.include,
            &arguments.exclude,
            arguments.follow,
            arguments.reading.input_format,
        )?,
        pages: Pages {
            format: arguments.reading.input_format,
            limit: arguments.max_page_size,
            threads: threads::number(arguments.threads),
        },
        cleaner: cleaner.with_articles(articles.into()),
        progress: if arguments.quiet { ProgressWhen::Never } else { arguments.progress },
        is_quiet: arguments.quiet,
    };
    let replacing = arguments.replacing;
    if replacing.diff {
        return show(&looks);
    }
    let backup = match (replacing.backup, replacing.force) {
        (true, _) => Backup::Kept,
        (false, true) => Backup::None,
        _ => bail!("--in-place writes over pages (give --backup, which keeps them, or --force)"),
    };
    if looks.files.inputs == [Input::Stdin] {
        bail!("--in-place needs pages to write over (name files or folders)");
    }
    in_place::run(&looks, backup, arguments.stats.as_ref())
}

/// Writes the diffs of all pages to standard output.
fn show(looks: &Looks) -> Result<Outcome> {
    if looks.files.inputs == [Input::Stdin] && !looks.is_quiet {
        announce_terminal();
    }
    let (pages, problems) = looks.files.pages(None);
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let mut out = std::io::stdout().lock();
    let for_terminal = out.is_terminal();
    let mut failed = problems.len();
    looks.pages.each(
        &pages,
        |found, text| {
            let path = match &found.source {
                Source::File(path) => slashed(path),
                Source::Stdin => "stdin".to_owned(),
            };
            Ok(diff(&path, &looks.cleaner.clean(&text.page()), for_terminal))
        },
        |_, made| {
            match made {
                Ok(diff) => out.write_all(diff.as_bytes()).map_err(WriteError::Stdout)?,
                Err(line) => {
                    failed += 1;
                    say(&line);
                }
            }
            Ok(())
        },
    )?;
    out.flush().map_err(WriteError::Stdout)?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Failed })
}
