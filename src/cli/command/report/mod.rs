//! `dechaff report`: a corpus on one HTML page.

mod data;
mod html;
mod language;
mod page;

use anyhow::Result;

use self::data::ReportData;
use super::files::Files;
use super::pages::{PageEvent, Pages, ReadPage};
use super::{Outcome, announce_terminal, model};
use crate::cli::args::{DecidingArguments, ReportArguments};
use crate::cli::sink::{count, say, write_whole};
use crate::cli::source::{Input, shown};

/// Writes the report that the arguments ask for.
pub fn run(arguments: ReportArguments) -> Result<Outcome> {
    let DecidingArguments { keep, articles, knowledge } = arguments.deciding;
    let cleaner = model::cleaner(&knowledge.lang, &knowledge.packs, knowledge.model.as_deref(), keep)?
        .with_articles(articles.into());
    let pages = Pages::new(&arguments.files, &arguments.reading, arguments.fields);
    let files = Files::new(arguments.files, arguments.reading.input_format)?;
    if files.inputs == [Input::Stdin] && !arguments.progress.quiet {
        announce_terminal();
    }
    let (found, problems) = files.find([arguments.output.as_path()]);
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let when = arguments.progress.when();
    let mut gathered = ReportData::new(usize::from(arguments.pages));
    gathered.failed = problems.len() as u64;
    let make = |read: ReadPage<'_>| Ok(page::look(&read, &files, &cleaner));
    pages.each(&found, when, make, |taken| {
        match taken {
            PageEvent::Made(looked) => gathered.take(&looked),
            PageEvent::Failed => gathered.failed += 1,
            PageEvent::End(..) => {}
        }
        Ok(())
    })?;
    write_whole(&arguments.output, html::report(&gathered).as_bytes())?;
    if !arguments.progress.quiet {
        say(&format!("{} in {}", count(gathered.pages, "page"), shown(&arguments.output)));
    }
    Ok(if gathered.failed == 0 { Outcome::Done } else { Outcome::Failed })
}
