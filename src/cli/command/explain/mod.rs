//! `dechaff explain`: what each line of a page is, and why.

mod evidence;
mod json;
mod labels;
mod lines;
mod spans;
mod view;
mod words;

pub use lines::reasons;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use self::view::View;
use super::Outcome;
use crate::cli::args::ExplainArguments;
use crate::cli::args::values::{ColorWhen, ExplainFormat, Show};
use crate::cli::engine::{Sites, announce_terminal, deciding_cleaner};
use crate::cli::output::{Paged, WriteError, columns, count};
use crate::cli::source::{Input, Reader, Size, Source, shown};

/// Explains a page, or one of its lines.
pub fn run(arguments: ExplainArguments) -> Result<Outcome> {
    let (path, line) = arguments.path.map_or((None, None), |path| match split_line(&path) {
        Some((file, line)) => (Some(file), Some(line)),
        None => (Some(path), None),
    });
    let show = arguments.show.unwrap_or(if line.is_some() { Show::Evidence } else { Show::Lines });
    let input = path.map_or(Input::Stdin, Input::from);
    let holds_records = input.records(arguments.reading.input_format).is_some();
    let source = match input {
        Input::Folder(path) => bail!("{} is a folder (name one of its pages)", shown(&path)),
        Input::File(path) => Source::File(path),
        Input::Stdin => Source::Stdin,
    };
    if holds_records {
        bail!("{source} has many pages (dechaff clean --annotate adds the decisions to each record)");
    }
    let cleaner = deciding_cleaner(&arguments.deciding)?;
    if source == Source::Stdin {
        announce_terminal();
    }
    let mut reader = Reader::new(Size::UNLIMITED, arguments.reading.input_format);
    let read = reader.read(&source).with_context(|| source.to_string())?;
    let sites = Sites::from_file(arguments.templates.as_deref())?;
    let page = sites.page_for(&source, Path::new(""), &read);
    let lines = match arguments.line.or(line) {
        None => 0..page.lines().len(),
        Some(number) => {
            let lines = page.numbered(number.get() - 1);
            ensure!(
                !lines.is_empty(),
                "no line {number}: {source} has {}",
                count(page.numbers() as u64, "line")
            );
            lines
        }
    };
    let explained = cleaner.explain(&page);
    let view = View::new(&explained, read.about(), lines, columns());
    // Labels have no colors, and the stream must not take what is in the page for them.
    let color = if show == Show::Labels { ColorWhen::Always } else { arguments.color };
    let mut out = Paged::open(color, !arguments.no_pager);
    let written = match show {
        _ if arguments.format == ExplainFormat::Jsonl => json::write(&view, &mut out),
        Show::Lines => lines::write(&view, &mut out),
        Show::Evidence => evidence::write(&view, &mut out),
        Show::Labels => labels::write(&view, &mut out),
        Show::Spans => spans::write(&view, &mut out),
    };
    written.and_then(|()| out.flush()).map_err(WriteError::Stdout)?;
    Ok(Outcome::Done)
}

/// Splits `FILE:LINE`, or `FILE:LINE:COLUMN` as `check` prints it, unless a file has that name.
fn split_line(path: &Path) -> Option<(PathBuf, NonZeroUsize)> {
    if path.exists() {
        return None;
    }
    let (file, number) = path.to_str()?.trim_end_matches(':').rsplit_once(':')?;
    let number = number.parse().ok()?;
    split_line(Path::new(file)).or(Some((file.into(), number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_number_follows_the_file_name() {
        let split = |path: &str| {
            split_line(Path::new(path)).map(|(file, line)| (file.display().to_string(), line.get()))
        };
        assert_eq!(split("a/b.txt:12"), Some(("a/b.txt".to_owned(), 12)));
        assert_eq!(split("a/b.txt:12:3:"), Some(("a/b.txt".to_owned(), 12)));
        assert_eq!(split("a/b.txt"), None);
        assert_eq!(split("a:b"), None);
        assert_eq!(split("a:0"), None);
    }
}
