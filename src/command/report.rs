//! `dechaff report`: a corpus on one HTML page.

mod gather;
mod html;
mod look;

use anyhow::Result;

use self::gather::Gathered;
use super::files::Files;
use super::pages::Pages;
use super::{Outcome, announce_terminal, model, threads};
use crate::args::{DecidingArguments, ReportArguments};
use crate::sink::{Progress, ProgressWhen, count, say, write_whole};
use crate::source::{Found, Input, PageText, shown};

/// Writes the report that the arguments ask for.
pub fn run(arguments: ReportArguments) -> Result<Outcome> {
    let DecidingArguments { keep, articles, knowledge } = arguments.deciding;
    let cleaner = model::cleaner(&knowledge.lang, &knowledge.packs, knowledge.model.as_deref(), keep)?
        .with_articles(articles.into());
    let files = &arguments.files;
    let inputs = Files::new(
        arguments.paths,
        &files.include,
        &files.exclude,
        files.follow,
        arguments.reading.input_format,
    )?;
    if inputs.inputs == [Input::Stdin] && !arguments.quiet {
        announce_terminal();
    }
    let (pages, problems) = inputs.pages(Some(&arguments.output));
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let when = if arguments.quiet { ProgressWhen::Never } else { arguments.progress };
    let mut progress = Progress::new(pages.len(), when);
    let mut gathered = Gathered::new(usize::from(arguments.pages));
    gathered.failed = problems.len() as u64;
    let reading = Pages {
        format: arguments.reading.input_format,
        limit: files.max_page_size,
        threads: threads::number(files.threads),
    };
    let make = |found: &Found, text: &PageText<'_>| Ok(look::look(found, text, &inputs, &cleaner));
    reading.each(&pages, make, |index, looked| {
        progress.finished(index, looked.as_ref().err().cloned());
        gathered.take(looked.ok());
        Ok(())
    })?;
    progress.end();
    write_whole(&arguments.output, html::report(&gathered).as_bytes())?;
    if !arguments.quiet {
        say(&format!("{} in {}", count(gathered.pages, "page"), shown(&arguments.output)));
    }
    Ok(if gathered.failed == 0 { Outcome::Done } else { Outcome::Failed })
}
