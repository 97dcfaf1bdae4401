//! Reading and checking pages, on any number of threads, in order.

use anyhow::Result;
use dechaff::{Finding, Page};
use rayon::prelude::*;

use super::options::Options;
use crate::command::threads;
use crate::sink::Shown;
use crate::source::{Found, Reader, Source, slashed};

/// A page that was checked.
#[derive(Debug)]
pub struct Checked {
    /// Its path, as reports have it.
    pub path: String,
    /// Whether lines are those of the text made of HTML.
    pub is_html: bool,
    /// The findings that are wanted.
    pub findings: Vec<Shown>,
    /// Characters that are not white space.
    pub characters: u64,
    /// Those of them in the findings.
    pub chaff: u64,
}

/// Pages between two reports: enough that a slow one seldom makes threads wait, few enough to be held in memory.
const BATCH: usize = 1024;

/// Checks pages and gives them in order, or the line that says why one could not be read.
pub fn on_pages(
    options: &Options,
    pages: &[Found],
    mut take: impl FnMut(usize, Result<Checked, String>) -> Result<()>,
) -> Result<()> {
    let pool = threads::pool(options.threads.min(pages.len()).max(1))?;
    for (number, batch) in pages.chunks(BATCH).enumerate() {
        let reader = || Reader::new(options.page_limit, options.input_format);
        let checked: Vec<_> = pool.install(|| {
            // One by one, so that a thread with a slow page leaves the others to the rest.
            let pages = batch.par_iter().with_max_len(1);
            pages.map_init(reader, |reader, found| check(options, reader, found)).collect()
        });
        for (index, checked) in checked.into_iter().enumerate() {
            take(number * BATCH + index, checked)?;
        }
    }
    Ok(())
}

fn check(options: &Options, reader: &mut Reader, found: &Found) -> Result<Checked, String> {
    let read = reader.read(&found.source).map_err(|error| format!("{}: {error}", found.source))?;
    let page = read.page();
    let (_, mut findings) = options.checker.check(&page);
    findings.retain(|finding| options.wants(finding));
    let path = match &found.source {
        Source::File(path) => slashed(path),
        Source::Stdin => "<stdin>".to_owned(),
    };
    Ok(Checked {
        path,
        is_html: page.html().is_some(),
        characters: solid(page.text()),
        chaff: findings.iter().map(|finding| solid(piece(finding, &page))).sum(),
        findings: findings.iter().map(|finding| Shown::new(finding, &page)).collect(),
    })
}

fn piece<'p>(finding: &Finding, page: &Page<'p>) -> &'p str {
    &page.text()[finding.range.clone()]
}

/// Characters that are not white space.
fn solid(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_whitespace()).count() as u64
}
