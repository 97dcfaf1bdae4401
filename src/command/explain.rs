//! `dechaff explain`: what each line of a page is, and why.

mod evidence;
mod labels;
mod lines;
mod spans;
mod view;

use std::io::Write;

use anyhow::{Context, Result, bail};

use self::view::View;
use super::{Outcome, announce_terminal, model};
use crate::args::{DecidingArguments, ExplainArguments};
use crate::sink::{WriteError, columns, stdout};
use crate::source::{Input, InputFormat, Reader, Size, Source, shown};

/// What is shown of each line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Show {
    /// Fate, label, score, text, and up to three reasons, those for the fate first.
    Lines,
    /// All evidence, and all weights that make up the score.
    Evidence,
    /// The label, a tab, the line: to be edited and used as a page that is labelled.
    Labels,
    /// The pieces that stay or go, by their bytes.
    Spans,
}

/// Explains a page as the arguments say.
pub fn run(arguments: ExplainArguments) -> Result<Outcome> {
    let source = match arguments.path.map_or(Input::Stdin, Input::from) {
        Input::Folder(path) => bail!("{} is a folder (name one page of it)", shown(&path)),
        Input::File(path) => Source::File(path),
        Input::Stdin => Source::Stdin,
    };
    if matches!(arguments.reading.input_format, InputFormat::Jsonl | InputFormat::Warc) {
        bail!("{source} has many pages (dechaff clean --annotate says what is decided about each)");
    }
    let DecidingArguments { keep, articles, knowledge } = arguments.deciding;
    let cleaner =
        model::cleaner(&knowledge.lang, knowledge.model.as_deref(), keep)?.with_articles(articles.into());
    if source == Source::Stdin {
        announce_terminal();
    }
    let mut reader = Reader::new(Size::UNLIMITED, arguments.reading.input_format);
    let read = reader.read(&source).with_context(|| source.to_string())?;
    let page = read.page();
    let lines = match arguments.line {
        None => 0..page.lines().len(),
        Some(number) if number.get() <= page.lines().len() => number.get() - 1..number.get(),
        Some(number) => bail!("no line {number}: {source} has {}", page.lines().len()),
    };
    let explained = cleaner.explain(&page);
    let view = View::new(&explained, read.about(), lines, columns());
    let mut out = stdout(arguments.color);
    let written = match arguments.show {
        Show::Lines => lines::write(&view, &mut out),
        Show::Evidence => evidence::write(&view, &mut out),
        Show::Labels => labels::write(&view, &mut out),
        Show::Spans => spans::write(&view, &mut out),
    };
    written.and_then(|()| out.flush()).map_err(WriteError::Stdout)?;
    Ok(Outcome::Done)
}
