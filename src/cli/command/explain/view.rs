//! What all views share: the lines to show, and the row of a line.

use std::io::{self, Write};
use std::ops::Range;

use dechaff::{About, Explained, Label, Observation, Page, Reason, Span, Verdict};

use super::words::{alike_words, site_words, words};
use crate::cli::output::{DIM, fit, style_of};

/// Some lines of an explained page.
#[derive(Debug)]
pub struct View<'a> {
    /// The page and its decisions.
    pub explained: &'a Explained<'a>,
    /// What a page of HTML says about itself.
    pub about: Option<&'a About>,
    /// The lines to show.
    pub lines: Range<usize>,
    /// Columns of the report.
    pub columns: usize,
    /// The lines of each article, if there is more than one.
    articles: Vec<Range<usize>>,
}

/// Columns of a bar.
const BAR: usize = 5;

/// The probability that a line belongs to the article, as a bar.
fn bar(verdict: Verdict) -> String {
    let full = (BAR as f64 * verdict.probability()).round() as usize;
    "█".repeat(full) + &"·".repeat(BAR - full)
}

/// What happens to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// All of it is kept.
    Kept,
    /// The article's text is kept; chaff that is glued to it is removed.
    Part,
    /// All of it is removed.
    Removed,
}

impl<'a> View<'a> {
    /// A view of some lines of a page, at most `columns` wide.
    pub fn new(
        explained: &'a Explained<'a>,
        about: Option<&'a About>,
        lines: Range<usize>,
        columns: usize,
    ) -> Self {
        let mut articles: Vec<_> = explained.cleaned.articles().map(|article| article.lines()).collect();
        if articles.len() < 2 {
            articles.clear();
        }
        Self { explained, about, lines, columns, articles }
    }

    /// Each line to show, with its spans.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &'a [Span])> {
        let mut spans = self.explained.cleaned.spans();
        spans = &spans[spans.partition_point(|span| span.line < self.lines.start)..];
        self.lines.clone().map(move |line| {
            let (here, below) = spans.split_at(spans.partition_point(|span| span.line <= line));
            spans = below;
            (line, here)
        })
    }

    /// The page.
    pub fn page(&self) -> &'a Page<'a> {
        self.explained.cleaned.page()
    }

    /// Puts an observation about a line into words.
    pub fn words(&self, line: usize, seen: Observation) -> String {
        match self.page().site() {
            Some(site) if ["site-share", "site-count"].contains(&seen.name()) => {
                site_words(site.pages_with(self.page().line(line)), site.pages())
            }
            _ => words(seen),
        }
    }

    /// Says what else decides about a line than its evidence.
    pub fn alike_words(&self, reasons: &[Reason], weight: f32) -> &'static str {
        let page = self.page();
        alike_words(reasons, weight, page.html().is_none() && page.markdown().is_none())
    }

    /// Columns before the text of a line.
    pub fn margin(&self) -> usize {
        self.digits() + " + subhead  +1.00 ".len() + BAR + "  ".len() + self.article_digits()
    }

    /// Columns for line numbers.
    fn digits(&self) -> usize {
        "line".len().max(self.page().lines().len().to_string().len())
    }

    /// Writes what the page says about itself, and the names of the columns.
    pub fn write_header(&self, out: &mut impl Write) -> io::Result<()> {
        if let Some(about) = self.about {
            let language = about.language.as_deref();
            let says = [
                ("title", about.title()),
                ("byline", about.byline()),
                ("date", about.date()),
                ("language", language),
            ];
            for (name, text) in says {
                if let Some(text) = text {
                    let text = fit(text, self.columns.saturating_sub(name.len() + 2));
                    writeln!(out, "{DIM}{name}: {text}{DIM:#}")?;
                }
            }
        }
        let (digits, more) = (self.digits(), self.article_digits());
        writeln!(
            out,
            "{DIM}{:>digits$}   {:more$}{:<7}  {:>5} {:BAR$}  text{DIM:#}",
            "line", "", "label", "score", ""
        )
    }

    /// Columns for article numbers.
    fn article_digits(&self) -> usize {
        if self.articles.is_empty() { 0 } else { self.articles.len().to_string().len() }
    }

    /// The number of the article that a line is in, if the page has more than one.
    fn article(&self, line: usize) -> String {
        let index = self.articles.partition_point(|lines| lines.end <= line);
        let article = self.articles.get(index).filter(|lines| lines.contains(&line));
        article.map_or(String::new(), |_| (index + 1).to_string())
    }

    /// Writes the row of a line: number, fate and article, label, score, text.
    pub fn write_row(&self, line: usize, spans: &[Span], out: &mut impl Write) -> io::Result<()> {
        let verdict = self.explained.cleaned.verdicts()[line];
        let fate = Fate::from_spans(spans);
        let (label, score, digits) = (verdict.label, verdict.score, self.digits());
        let style = style_of(label);
        let article = if fate == Fate::Removed { String::new() } else { self.article(line) };
        let (more, number) = (self.article_digits(), self.page().number_of(line));
        write!(out, "{DIM}{:>digits$}{DIM:#} {style}{}{article:<more$} ", number + 1, fate.mark())?;
        if label == Label::Blank {
            return writeln!(out, "{label}{style:#}");
        }
        let text = fit(self.page().line(line), self.columns.saturating_sub(self.margin()));
        let faded = if fate == Fate::Removed { DIM } else { style };
        writeln!(
            out,
            "{label:<7}{style:#}  {score:>+5.2} {DIM}{}{DIM:#}  {faded}{text}{faded:#}",
            bar(verdict)
        )
    }
}

impl Fate {
    /// The fate of a line with these spans.
    pub fn from_spans(spans: &[Span]) -> Self {
        match (spans.iter().any(|span| span.kept), spans.iter().all(|span| span.kept)) {
            (true, true) => Self::Kept,
            (true, false) => Self::Part,
            (false, _) => Self::Removed,
        }
    }

    /// Its sign in the row of a line.
    pub const fn mark(self) -> char {
        match self {
            Self::Kept => '+',
            Self::Part => '~',
            Self::Removed => '-',
        }
    }
}
