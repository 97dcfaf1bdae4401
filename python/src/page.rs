//! `dechaff.Page`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use dechaff::Label;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple};

use crate::decided::{Decided, Settings};
use crate::failure::guard;
use crate::options::Format;
use crate::values::{ARTICLE, EXPLANATION, LINE, METADATA, REASON, SPAN};

/// A cleaned page, from `Cleaner.clean` and others.
///
/// Every attribute is made when it is first asked for. `str(page)` is the cleaned text in the format of the cleaner.
///
/// >>> page = Cleaner().clean("Home | News | Log in\nThe ferry will sail again from May, after nine years.\n")
/// >>> page
/// <Page: 1 of 2 lines kept>
/// >>> "".join(page.source[span.start:span.end] for span in page.spans if span.kept) == page.text
/// True
#[pyclass(frozen, module = "dechaff")]
pub(crate) struct Page {
    settings: Arc<Settings>,
    decided: Decided,
    source: PyOnceLock<Py<PyString>>,
    text: PyOnceLock<Py<PyString>>,
    shown_text: PyOnceLock<Py<PyString>>,
    removed: PyOnceLock<Py<PyString>>,
    markdown: PyOnceLock<Py<PyString>>,
    lines: PyOnceLock<Py<PyTuple>>,
    spans: PyOnceLock<Py<PyTuple>>,
    articles: PyOnceLock<Py<PyTuple>>,
}

/// The value that was made before, or that is made now.
fn once<T>(
    py: Python<'_>,
    cell: &PyOnceLock<Py<T>>,
    make: impl FnOnce() -> PyResult<Py<T>>,
) -> PyResult<Py<T>> {
    cell.get_or_try_init(py, make).map(|value| value.clone_ref(py))
}

#[pymethods]
impl Page {
    /// The text that was cleaned, of which `spans` are the pieces: for HTML, as a browser lays it out, a block per line; for
    /// Markdown, as it was read.
    #[getter]
    fn source(&self, py: Python<'_>) -> PyResult<Py<PyString>> {
        once(py, &self.source, || Ok(PyString::new(py, self.decided.source.text()).unbind()))
    }

    /// The text that stays: plain text, or whole lines of Markdown.
    #[getter]
    fn text(&self, py: Python<'_>) -> PyResult<Py<PyString>> {
        once(py, &self.text, || Ok(PyString::new(py, &self.decided.text()).unbind()))
    }

    /// The text that stays as a reader sees it: without the signs of Markdown.
    ///
    /// >>> Cleaner().clean_markdown("The [ferry](/ferry) will sail again from May, after **nine** years.\n").shown_text
    /// 'The ferry will sail again from May, after nine years.\n'
    #[getter]
    fn shown_text(&self, py: Python<'_>) -> PyResult<Py<PyString>> {
        once(py, &self.shown_text, || {
            let text = py.detach(|| self.again(|cleaned| cleaned.shown_text()))?;
            Ok(PyString::new(py, &text).unbind())
        })
    }

    /// The text that goes.
    #[getter]
    fn removed(&self, py: Python<'_>) -> PyResult<Py<PyString>> {
        let all = 0..self.decided.spans.len();
        once(py, &self.removed, || Ok(PyString::new(py, &self.decided.pieces(all, false)).unbind()))
    }

    /// The text that stays as Markdown, with the headings, lists, tables, code, footnotes and emphasis of HTML, and with links
    /// and pictures if the cleaner keeps them. Markdown stays as it is.
    #[getter]
    fn markdown(&self, py: Python<'_>) -> PyResult<Py<PyString>> {
        once(py, &self.markdown, || {
            if let Some(markdown) = &self.decided.markdown {
                return Ok(PyString::new(py, markdown).unbind());
            }
            let markdown = py.detach(|| {
                let style = self.settings.style(self.decided.site.as_deref());
                self.again(|cleaned| cleaned.markdown_with(&style))
            })?;
            Ok(PyString::new(py, &markdown).unbind())
        })
    }

    /// The lines of `source`, blank ones included: a tuple of `Line`.
    ///
    /// >>> page = Cleaner().clean("Home | News | Log in\nThe ferry will sail again from May, after nine years.\n")
    /// >>> [(line.label, line.kept) for line in page.lines]
    /// [('nav', False), ('body', True)]
    #[getter]
    fn lines(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        once(py, &self.lines, || {
            let page = self.decided.source.page();
            let lines = self.decided.verdicts.iter().enumerate().map(|(index, verdict)| {
                let kept = self.is_kept(index);
                LINE.make(py, (page.line(index), verdict.label.name(), verdict.score, kept))
            });
            tuple(py, lines)
        })
    }

    /// The number of lines with each label, for labels that the page has.
    ///
    /// >>> Cleaner().clean("Home | News | Log in\nThe ferry will sail again from May, after nine years.\n").labels
    /// {'body': 1, 'nav': 1}
    #[getter]
    fn labels(&self) -> BTreeMap<&'static str, usize> {
        let mut labels = BTreeMap::new();
        self.decided
            .verdicts
            .iter()
            .for_each(|verdict| *labels.entry(verdict.label.name()).or_default() += 1);
        labels
    }

    /// The pieces of `source`, in order and without gaps: a tuple of `Span`. Their positions count characters, as Python
    /// does.
    ///
    /// >>> page = Cleaner().clean("Home | News | Log in\nThe ferry will sail again from May, after nine years.\n")
    /// >>> [(span.start, span.end, span.label) for span in page.spans]
    /// [(0, 21, 'nav'), (21, 75, 'body')]
    #[getter]
    fn spans(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        once(py, &self.spans, || {
            let text = self.decided.source.text();
            let mut start = 0;
            let spans = self.decided.spans.iter().map(|span| {
                let end = start + text[span.range.clone()].chars().count();
                let score = self.decided.verdicts[span.line].score;
                let made = SPAN.make(py, (start, end, span.label.name(), score, span.kept));
                start = end;
                made
            });
            tuple(py, spans)
        })
    }

    /// The articles of which something stays, in order: a tuple of `Article`. There is at most one unless the cleaner was
    /// made with `articles="all"` or `"split"`.
    ///
    /// >>> page = Cleaner(articles="split").clean("The ferry will sail again from May, after nine years.\n")
    /// >>> [article.text for article in page.articles]
    /// ['The ferry will sail again from May, after nine years.\n']
    #[getter]
    fn articles(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        once(py, &self.articles, || {
            let text = self.decided.source.text();
            let characters = |range: Range<usize>| text[range].chars().count();
            let (mut bytes, mut start) = (0, 0);
            let articles = self.decided.articles.iter().map(|spans| {
                let of_article = &self.decided.spans[spans.clone()];
                let (Some(first), Some(last)) = (of_article.first(), of_article.last()) else {
                    return ARTICLE.make(py, ("", start, start));
                };
                start += characters(bytes..first.range.start);
                let end = start + characters(first.range.start..last.range.end);
                let made = ARTICLE.make(py, (self.decided.pieces(spans.clone(), true), start, end));
                (bytes, start) = (last.range.end, end);
                made
            });
            tuple(py, articles)
        })
    }

    /// What the HTML says about the page, or the head of the Markdown, a `Metadata`; of plain text, nothing is known.
    ///
    /// >>> page = Cleaner().clean_html("<html lang=en><title>The night ferry returns</title><p>It sails again.")
    /// >>> page.metadata
    /// Metadata(title='The night ferry returns', author=None, date=None, language='en')
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let about = self.decided.source.about();
        let title = about.and_then(|about| about.title());
        let author = about.and_then(|about| about.byline());
        let date = about.and_then(|about| about.date());
        let language = about.and_then(|about| about.language.as_deref());
        METADATA.make(py, (title, author, date, language))
    }

    /// Why each line was kept or removed: a tuple of `Explanation`, one for each of `lines`. Cleans the page again, which
    /// takes longer.
    ///
    /// >>> page = Cleaner().clean("Home | News | Log in\n")
    /// >>> line = page.explain()[0]
    /// >>> abs(line.base + sum(reason.weight for reason in line.reasons) - line.score) < 0.001
    /// True
    fn explain(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        let reasons = py.detach(|| {
            guard(|| {
                let page = self.settings.on_site(self.decided.source.page(), self.decided.site.as_deref());
                let explained = self.settings.cleaner.explain(&page);
                let lines = 0..page.lines().len();
                Ok(lines
                    .map(|line| (explained.base(line) + explained.alike(line), explained.reasons(line)))
                    .collect::<Vec<_>>())
            })
        })?;
        let page = self.decided.source.page();
        let explanations = reasons.into_iter().enumerate().map(|(index, (base, mut reasons))| {
            reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
            let reasons = reasons.into_iter().map(|reason| {
                let family = reason.evidence.family().to_string();
                let seen = reason.evidence.to_string();
                REASON.make(py, (reason.evidence.name(), seen, family, reason.weight))
            });
            let reasons = tuple(py, reasons)?;
            let verdict = self.decided.verdicts[index];
            let kept = self.is_kept(index);
            let (text, label) = (page.line(index), verdict.label.name());
            EXPLANATION.make(py, (text, label, verdict.score, kept, base, reasons))
        });
        tuple(py, explanations)
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<Py<PyString>> {
        match self.settings.format {
            Format::Text => self.text(py),
            Format::Markdown => self.markdown(py),
        }
    }

    fn __repr__(&self) -> String {
        let lines =
            self.decided.verdicts.iter().enumerate().filter(|(_, verdict)| verdict.label != Label::Blank);
        let (all, kept) =
            lines.fold((0, 0), |(all, kept), (index, _)| (all + 1, kept + usize::from(self.is_kept(index))));
        format!("<Page: {kept} of {all} lines kept>")
    }
}

impl Page {
    pub(crate) fn new(settings: Arc<Settings>, decided: Decided) -> Self {
        Self {
            settings,
            decided,
            source: PyOnceLock::new(),
            text: PyOnceLock::new(),
            shown_text: PyOnceLock::new(),
            removed: PyOnceLock::new(),
            markdown: PyOnceLock::new(),
            lines: PyOnceLock::new(),
            spans: PyOnceLock::new(),
            articles: PyOnceLock::new(),
        }
    }

    /// Cleans the page once more, for what is rarely asked for.
    fn again<T>(&self, take: impl FnOnce(&dechaff::Cleaned<'_>) -> T) -> Result<T, crate::failure::Failure> {
        guard(|| Ok(self.settings.with_cleaned(&self.decided.source, self.decided.site.as_deref(), take)))
    }

    /// Whether any piece of a line is kept.
    fn is_kept(&self, line: usize) -> bool {
        let spans = &self.decided.spans;
        let from = spans.partition_point(|span| span.line < line);
        spans[from..].iter().take_while(|span| span.line == line).any(|span| span.kept)
    }
}

fn tuple<'py>(
    py: Python<'py>,
    values: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>,
) -> PyResult<Py<PyTuple>> {
    Ok(PyTuple::new(py, values.collect::<PyResult<Vec<_>>>()?)?.unbind())
}
