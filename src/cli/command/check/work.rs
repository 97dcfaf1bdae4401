//! One page checked.

use dechaff::{Finding, Page};

use super::options::Options;
use crate::cli::engine::each_page::ReadPage;
use crate::cli::output::{FindingView, PageFindings, diff_without};

/// A page that was checked.
#[derive(Debug)]
pub struct Checked {
    /// The findings that are wanted.
    pub findings: PageFindings,
    /// Characters that are not white space.
    pub characters: u64,
    /// Those of them in the findings.
    pub chaff: u64,
    /// What of them would be taken out, if that is to be shown.
    pub diff: String,
}

/// Checks a page.
pub fn check(options: &Options, read: ReadPage<'_>) -> Checked {
    let path = read.path();
    let page = read.text.page();
    let (cleaned, mut found) = options.checker.check(&page);
    found.retain(|finding| options.wants(&path, finding, piece(finding, &page)));
    let findings = PageFindings {
        path,
        record: read.record,
        is_html: page.html().is_some(),
        findings: found.iter().map(|finding| FindingView::new(finding, &page)).collect(),
    };
    let wants_diff = options.shows_diff && !found.is_empty();
    Checked {
        characters: solid(page.text()),
        chaff: found.iter().map(|finding| solid(piece(finding, &page))).sum(),
        diff: if wants_diff {
            diff_without(&findings.name(), &cleaned, &found, options.for_terminal)
        } else {
            String::new()
        },
        findings,
    }
}

fn piece<'p>(finding: &Finding, page: &Page<'p>) -> &'p str {
    &page.text()[finding.range.clone()]
}

/// Characters that are not white space.
fn solid(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_whitespace()).count() as u64
}
