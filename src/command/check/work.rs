//! One page checked.

use dechaff::{Finding, Page};

use super::options::Options;
use crate::sink::{Shown, diff};
use crate::source::{Found, PageText, Source, slashed};

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
    /// What would be taken out, if that is to be shown.
    pub diff: String,
}

/// Checks a page.
pub fn check(options: &Options, found: &Found, text: &PageText<'_>) -> Checked {
    let page = text.page();
    let (cleaned, mut findings) = options.checker.check(&page);
    let path = match &found.source {
        Source::File(path) => slashed(path),
        Source::Stdin => "<stdin>".to_owned(),
    };
    findings.retain(|finding| options.wants(&path, finding, piece(finding, &page)));
    let wants_diff = options.shows_diff && !findings.is_empty();
    Checked {
        is_html: page.html().is_some(),
        characters: solid(page.text()),
        chaff: findings.iter().map(|finding| solid(piece(finding, &page))).sum(),
        findings: findings.iter().map(|finding| Shown::new(finding, &page)).collect(),
        diff: if wants_diff { diff(&path, &cleaned, options.for_terminal) } else { String::new() },
        path,
    }
}

fn piece<'p>(finding: &Finding, page: &Page<'p>) -> &'p str {
    &page.text()[finding.range.clone()]
}

/// Characters that are not white space.
fn solid(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_whitespace()).count() as u64
}
