//! Checks one page.

use dechaff::{Checker, Finding, Page};

use super::criteria::Criteria;
use crate::cli::encode::{DiffTarget, FindingView, PageFindings, diff_without};
use crate::cli::engine::ReadPage;

/// The result of checking a page.
#[derive(Debug)]
pub struct CheckedPage {
    /// The findings to report.
    pub findings: PageFindings,
    /// Characters that are not white space.
    pub characters: u64,
    /// Of these, the characters in findings.
    pub chaff: u64,
    /// The diff that removes the findings; empty if none is shown.
    pub diff: String,
}

/// Checks a page, and makes a diff if there is a target for it.
pub fn check(
    checker: &Checker,
    criteria: &Criteria,
    diff: Option<DiffTarget>,
    read: ReadPage<'_>,
) -> CheckedPage {
    let path = read.path();
    let page = read.text.page();
    let (cleaned, mut found) = checker.check(&page);
    found.retain(|finding| criteria.reports(&path, finding, piece(finding, &page)));
    let findings = PageFindings {
        path,
        record: read.record,
        is_html: page.html().is_some(),
        findings: FindingView::of_page(&found, &page, |rule, label| criteria.level(rule, label)),
    };
    let target = diff.filter(|_| !found.is_empty());
    CheckedPage {
        characters: solid_characters(page.text()),
        chaff: found.iter().map(|finding| solid_characters(piece(finding, &page))).sum(),
        diff: target
            .map(|target| diff_without(&findings.name(), &cleaned, &found, target))
            .unwrap_or_default(),
        findings,
    }
}

fn piece<'p>(finding: &Finding, page: &Page<'p>) -> &'p str {
    &page.text()[finding.range.clone()]
}

/// Characters that are not white space.
fn solid_characters(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_whitespace()).count() as u64
}
