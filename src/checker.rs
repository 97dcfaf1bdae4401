//! The checker: it finds the chaff in pages that should be clean.

use std::ops::Range;

use crate::cleaner::Cleaner;
use crate::decide::draft::Articles;
use crate::decide::label::Label;
use crate::decide::logistic::logistic;
use crate::result::cleaned::Cleaned;
use crate::result::rule::Rule;
use crate::text::page::Page;

/// A piece of a line that is chaff.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The kind of chaff.
    pub rule: Rule,
    /// The label of the piece.
    pub label: Label,
    /// The index of its line, from 0; [`Page::number_of`] gives the number of the line of the text.
    pub line: usize,
    /// Where it is, in bytes of the page's text. It is never empty, and has no white space at its ends.
    pub range: Range<usize>,
    /// The probability that its line is chaff, 0 to 1. Chaff that a phrase reveals inside a kept line has 1, and so have lines
    /// of words for buttons or tags from 0.7, and text whose label is not in the [`KeepSet`](crate::KeepSet). Lines that are removed
    /// because they are below the end of the article may have low values.
    pub score: f32,
}

/// Finds chaff in pages. Create it once and use it from any number of threads.
///
/// ```
/// use dechaff::{Articles, Checker, Cleaner, Page, Rule};
///
/// let page = Page::new("Home | News | Sport | Contact us | Log in\n");
/// let checker = Checker::new(Cleaner::default(), Articles::First);
/// let (_, findings) = checker.check(&page);
/// assert_eq!(findings.len(), 1);
/// assert_eq!(findings[0].rule, Rule::MenuLine);
/// ```
#[derive(Clone, Debug)]
pub struct Checker {
    cleaner: Cleaner,
    /// One that keeps all articles, if the first does not.
    all: Option<Cleaner>,
}

impl Checker {
    /// A checker that finds what this cleaner removes when it keeps these articles.
    pub fn new(cleaner: Cleaner, articles: Articles) -> Self {
        let all = (articles == Articles::First).then(|| cleaner.clone().with_articles(Articles::All));
        Self { cleaner: cleaner.with_articles(articles), all }
    }

    /// The cleaned page, and a finding for everything removed except blank lines, in order.
    pub fn check<'p>(&self, page: &'p Page<'p>) -> (Cleaned<'p>, Vec<Finding>) {
        let cleaned = self.cleaner.clean(page);
        let mut findings = findings(&cleaned);
        let last = cleaned.spans().iter().rfind(|span| span.kept).map(|span| span.line);
        let is_below = |finding: &Finding| {
            finding.rule == Rule::RelatedTeaser && last.is_some_and(|last| finding.line > last)
        };
        // Only what follows the article can be another one, so a clean page is not decided twice.
        if let Some(all) = self.all.as_ref().filter(|_| findings.iter().any(is_below)) {
            let all = all.clean(page);
            for finding in findings.iter_mut().filter(|finding| is_below(finding)) {
                if keeps(&all, finding.line) {
                    finding.rule = Rule::SecondArticle;
                }
            }
        }
        (cleaned, findings)
    }
}

/// Whether any part of a line is kept.
fn keeps(cleaned: &Cleaned<'_>, line: usize) -> bool {
    let from = cleaned.spans().partition_point(|span| span.line < line);
    cleaned.spans()[from..].iter().take_while(|span| span.line == line).any(|span| span.kept)
}

/// The least probability of a line of buttons or tags in words to be surely chaff. Of the pages that the cleaner left in each
/// set of pages, at least 97 % stay without such a line.
const LIKELY: f32 = 0.7;

/// Whether a line consists of words that a phrase names as buttons or tags, two or more. A word alone may be the name of a
/// network in a list, and what has digits or brackets may be a price or code.
fn is_phrase(rule: Rule, text: &str) -> bool {
    let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || " :,'’&.|•-".contains(c);
    matches!(rule, Rule::ShareButtons | Rule::TagList)
        && text.chars().all(is_word)
        && text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).nth(1).is_some()
}

fn findings(cleaned: &Cleaned<'_>) -> Vec<Finding> {
    let gone = cleaned.spans().iter().filter(|span| !span.kept);
    let finding = gone.filter_map(|span| {
        let piece = cleaned.piece(span);
        let start = span.range.start + (piece.len() - piece.trim_start().len());
        let range = start..start + piece.trim().len();
        let verdict = cleaned.verdicts()[span.line];
        let is_glued = span.label != verdict.label;
        let rule = cleaned.rule(span)?;
        let score = logistic(-verdict.score);
        let is_sure =
            is_glued || rule == Rule::UnwantedLabel || score >= LIKELY && is_phrase(rule, piece.trim());
        let score = if is_sure { 1.0 } else { score };
        (!range.is_empty()).then_some(Finding { rule, label: span.label, line: span.line, range, score })
    });
    finding.collect()
}

impl Finding {
    /// The number of Unicode characters of its line before it.
    pub fn column(&self, page: &Page<'_>) -> usize {
        let first = page.numbered(page.number_of(self.line)).start;
        let start = page.lines().get(first).map_or(self.range.start, |line| line.start);
        page.text()[start..self.range.start].chars().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str = "The harbour wall gave way after midnight, when the second storm reached the town.\n\
        The council met in the morning and asked the fire service to close the road to the beach.\n\
        “We have waited for this since the winter,” said the mayor, who lives beside the wall herself.\n\
        Work on a new wall will begin in May, and it will cost more than the town has in its budget.\n";

    #[test]
    fn findings_cover_all_that_is_removed() {
        let text =
            format!("Home | News | Sport | Log in\n\n{ARTICLE}Read more: It rains. Tags: harbour, storm\n");
        let page = Page::new(&text);
        let (cleaned, findings) = Checker::new(Cleaner::default(), Articles::First).check(&page);
        assert_eq!(findings[0].rule, Rule::MenuLine);
        assert_eq!(&text[findings[0].range.clone()], "Home | News | Sport | Log in");
        assert!(findings[0].score > 0.5, "{findings:?}");
        // White space aside.
        let found: String = findings.iter().map(|finding| &text[finding.range.clone()]).collect();
        let gone: String = cleaned.removed().collect();
        let solid = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(solid(&found), solid(&gone));
    }

    #[test]
    fn words_for_buttons_are_surely_chaff() {
        assert!(is_phrase(Rule::ShareButtons, "Share this   Tweet"));
        assert!(is_phrase(Rule::TagList, "Tags: ferry, Skarvik"));
        for text in ["Google", "print('1')", "Twitter $0.50 – $2.00"] {
            assert!(!is_phrase(Rule::ShareButtons, text), "{text}");
        }
        assert!(!is_phrase(Rule::MenuLine, "Log in"));
        let text = format!("{ARTICLE}Share this\n");
        let page = Page::new(&text);
        let (_, findings) = Checker::new(Cleaner::default(), Articles::First).check(&page);
        assert_eq!(findings.last().map(|finding| finding.score), Some(1.0));
    }

    #[test]
    fn columns_count_characters() {
        let page = Page::new("x\nقال و Read more");
        let finding =
            Finding { rule: Rule::GluedTeaser, label: Label::Related, line: 1, range: 12..21, score: 1.0 };
        assert_eq!(&page.text()[finding.range.clone()], "Read more");
        assert_eq!(finding.column(&page), 6);
    }
}
