//! `dechaff.Cleaner`.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::arrow::{ArrowArray, Column};
use crate::column::{self, ColumnErrors, Sites};
use crate::decided::Settings;
use crate::input::{Input, Kind};
use crate::learner::Templates;
use crate::options::{Options, labels, read_file, read_files};
use crate::page::Page;
use crate::stream::{Errors, Pages};
use crate::threads::thread_count;

/// Cleans pages. Make one and use it for all pages, from any number of threads.
///
/// The options have the names, values and defaults of the command line:
///
/// * `keep`: the labels to keep, such as `"article,date"` or `["article", "date"]`. `article` means title, subhead, body
///   and caption; `strict` means body; `all-content` means article plus byline, date, source and comment.
/// * `articles`: `"first"` keeps the page's own article, `"all"` keeps all. `"split"` also removes the blank lines between
///   two articles; `Page.articles` has each by itself.
/// * `favor`: what matters more in doubt: `"recall"` removes only what is surely chaff, `"precision"` keeps only what is
///   surely article, `"balanced"` weighs both.
/// * `lang`: the language whose phrases mark chaff: a code such as `"ar"`, `"auto"` for all languages, or `"none"`.
/// * `packs`: the path of a language pack of your own, or several.
/// * `model`: the path of a model that `dechaff fit` wrote, for all pages. `html_model`: one for HTML alone.
/// * `templates`: `Templates`, or the path of a file that `dechaff learn` wrote.
/// * `format`: the format of `str(page)`, `clean_column` and `dechaff.clean`: `"text"` or `"markdown"`. A page of Markdown stays
///   Markdown with both.
/// * `links`: with `format="markdown"`, what becomes of the links of HTML: `"keep"`, `"text"` for their text alone, `"none"`.
/// * `images`: also with it, what becomes of pictures: `"keep"`, `"alt"` for the text that stands for them, `"none"`.
/// * `base_url`: also with it, the URL of the pages, which makes relative links absolute. A URL given as `site` comes before
///   it, and the address that a page gives for itself behind it.
///
/// A cleaner can be pickled, with the files that it was made of, and used after `os.fork`.
///
/// Raises `OptionError` for a value that an option does not have, or not with this format; `PackError`, `ModelError` or
/// `TemplatesError` for a file that is not what it should be; `OSError` if a file cannot be read.
///
/// >>> cleaner = Cleaner(keep="article,date", lang="en")
/// >>> cleaner
/// Cleaner(keep='article,date', lang='en')
#[pyclass(frozen, module = "dechaff")]
pub(crate) struct Cleaner {
    settings: Arc<Settings>,
    options: Options,
}

#[pymethods]
impl Cleaner {
    #[new]
    #[pyo3(signature = (*, keep=None, articles="first", favor="balanced", lang="auto", packs=None, model=None,
        html_model=None, templates=None, format="text", links="text", images="none", base_url=None), text_signature = "(*, keep='article', articles='first', \
        favor='balanced', lang='auto', packs=(), model=None, html_model=None, templates=None, format='text', links='text', images='none', \
        base_url=None)")]
    #[allow(clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        keep: Option<&Bound<'_, PyAny>>,
        articles: &str,
        favor: &str,
        lang: &str,
        packs: Option<&Bound<'_, PyAny>>,
        model: Option<&Bound<'_, PyAny>>,
        html_model: Option<&Bound<'_, PyAny>>,
        templates: Option<&Bound<'_, PyAny>>,
        format: &str,
        links: &str,
        images: &str,
        base_url: Option<String>,
    ) -> PyResult<Self> {
        let templates = templates.map(|templates| match templates.cast::<Templates>() {
            Ok(templates) => Ok(templates.clone().unbind()),
            Err(_) => Py::new(py, Templates::load(templates)?),
        });
        Self::from_options(Options {
            keep: keep.map_or_else(|| Ok("article".to_owned()), labels)?,
            articles: articles.to_owned(),
            favor: favor.to_owned(),
            lang: lang.to_owned(),
            packs: packs.map(read_files).transpose()?.unwrap_or_default(),
            model: model.map(read_file).transpose()?,
            html_model: html_model.map(read_file).transpose()?,
            templates: templates.transpose()?,
            format: format.to_owned(),
            links: links.to_owned(),
            images: images.to_owned(),
            base_url,
        })
    }

    /// Cleans a page of plain text.
    ///
    /// `text` is a `str`, or `bytes` in UTF-8, UTF-16 or a legacy charset. `site` is the name of the site, or a URL of the
    /// page, whose host is taken; it only matters if the cleaner has templates.
    ///
    /// Raises `TextError` if the page is not text: binary data, or a `str` with half of a surrogate pair.
    ///
    /// >>> page = Cleaner().clean("Home | News | Log in\nThe ferry will sail again from May, after nine years.\n")
    /// >>> page.text
    /// 'The ferry will sail again from May, after nine years.\n'
    #[pyo3(signature = (text, *, site=None))]
    fn clean(&self, py: Python<'_>, text: &Bound<'_, PyAny>, site: Option<String>) -> PyResult<Page> {
        self.page(py, text, Kind::Text, site)
    }

    /// Cleans a page of HTML.
    ///
    /// `html` is a `str`, or `bytes` in any charset: that of a byte order mark, UTF-8 if they are valid, the charset that
    /// the page declares, or the likeliest one. `site` is as for `clean`; by default, the page's own address tells it.
    ///
    /// Any text is valid HTML. Raises `TextError` if the page is not text.
    ///
    /// >>> page = Cleaner().clean_html(b"<nav>Home</nav><p>The ferry will sail again from May, after <b>nine</b> years.")
    /// >>> page.markdown
    /// 'The ferry will sail again from May, after **nine** years.\n'
    #[pyo3(signature = (html, *, site=None))]
    fn clean_html(&self, py: Python<'_>, html: &Bound<'_, PyAny>, site: Option<String>) -> PyResult<Page> {
        self.page(py, html, Kind::Html, site)
    }

    /// Cleans a page of Markdown, such as crawlers and readers for language models write.
    ///
    /// `markdown` is a `str`, or `bytes` in any charset. `site` is as for `clean`. Whole lines stay as they are:
    /// `page.markdown`, `page.text` and `str(page)` are Markdown, and `page.shown_text` is what a reader sees of it.
    ///
    /// Any text is valid Markdown. Raises `TextError` if the page is not text.
    ///
    /// >>> page = Cleaner().clean_markdown("[Home](/) [News](/n)\n\nThe *ferry* will sail again from May, after nine years.\n")
    /// >>> page.markdown
    /// 'The *ferry* will sail again from May, after nine years.\n'
    #[pyo3(signature = (markdown, *, site=None))]
    fn clean_markdown(
        &self,
        py: Python<'_>,
        markdown: &Bound<'_, PyAny>,
        site: Option<String>,
    ) -> PyResult<Page> {
        self.page(py, markdown, Kind::Markdown, site)
    }

    /// Cleans pages on several threads, and returns an iterator over the cleaned pages, in order.
    ///
    /// `pages` is any iterable of `str` or `bytes`; with `html=True` or `markdown=True`, pages of HTML or Markdown. `threads` is the number of threads that
    /// clean, by default one for each processor. Pages are read ahead up to 64 pages or 8 MB for each thread.
    ///
    /// If a page cannot be cleaned, its exception is raised in its place, and the iterator can go on. With
    /// `errors="return"`, it is returned instead of the page. An exception of `pages` is raised when all pages before it are
    /// done, and ends the iterator.
    ///
    /// >>> pages = ["The ferry will sail again from May, after nine years.\n", b"\x00\x01\x02", "Home | News | Log in\n"]
    /// >>> [page if isinstance(page, Error) else page.text for page in Cleaner().clean_all(pages, errors="return")]
    /// ['The ferry will sail again from May, after nine years.\n', TextError('binary data, not text'), '']
    #[pyo3(signature = (pages, html=false, threads=None, *, markdown=false, errors="raise"))]
    fn clean_all(
        &self,
        pages: &Bound<'_, PyAny>,
        html: bool,
        threads: Option<usize>,
        markdown: bool,
        errors: &str,
    ) -> PyResult<Pages> {
        let errors = Errors::from_name(errors)?;
        Ok(Pages::new(
            Arc::clone(&self.settings),
            pages.try_iter()?.unbind(),
            Kind::new(html, markdown)?,
            thread_count(threads)?,
            errors,
        ))
    }

    /// Cleans a column of pages, without a Python object for each of them.
    ///
    /// `array` is anything with the Arrow PyCapsule interface: an array or chunked array of pyarrow, a series of polars or
    /// pandas. Its type is string, large_string, string_view, or the same of binary. Returns an `ArrowArray` of strings of
    /// the same kind and length, which `pyarrow.array`, `polars.Series` and others take as it is. Nulls stay null.
    ///
    /// `sites` is a column of as many rows, with the site of each page as for `clean`; it only matters if the cleaner has
    /// templates.
    ///
    /// `threads` is the number of threads, by default one for each processor. If a row cannot be cleaned, its exception
    /// names the row; with `errors="null"`, the row becomes null.
    ///
    /// Raises `TypeError` if `array` or `sites` is no Arrow array of strings or bytes, and `OptionError` if they differ in
    /// length.
    #[pyo3(signature = (array, html=false, threads=None, *, markdown=false, sites=None, errors="raise"))]
    #[allow(clippy::too_many_arguments)]
    fn clean_column(
        &self,
        py: Python<'_>,
        array: &Bound<'_, PyAny>,
        html: bool,
        threads: Option<usize>,
        markdown: bool,
        sites: Option<&Bound<'_, PyAny>>,
        errors: &str,
    ) -> PyResult<ArrowArray> {
        let errors = ColumnErrors::from_name(errors)?;
        let threads = thread_count(threads)?;
        let kind = Kind::new(html, markdown)?;
        let sites = sites.map(Column::import).transpose()?.map(Sites::new);
        column::clean(py, &self.settings, &Column::import(array)?, sites.as_ref(), kind, threads, errors)
    }

    fn __repr__(&self) -> String {
        format!("Cleaner({})", self.options.repr().join(", "))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let restore = py.import("dechaff._dechaff")?.getattr("restore_cleaner")?;
        let state = self.options.clone_ref(py).into_pyobject(py)?;
        Ok((restore, PyTuple::new(py, [state])?))
    }
}

impl Cleaner {
    fn from_options(options: Options) -> PyResult<Self> {
        let templates = options.templates.as_ref().map(|templates| Arc::clone(&templates.get().0));
        let (format, links) = (options.format()?, options.links()?);
        let settings = Settings { cleaner: options.cleaner()?, templates, format, links };
        Ok(Self { settings: Arc::new(settings), options })
    }

    fn page(
        &self,
        py: Python<'_>,
        page: &Bound<'_, PyAny>,
        kind: Kind,
        site: Option<String>,
    ) -> PyResult<Page> {
        let input = Input::new(page)?;
        let decided = py.detach(|| self.settings.decide(input, kind, site))?;
        Ok(Page::new(Arc::clone(&self.settings), decided))
    }
}

/// A cleaner from what `Cleaner.__reduce__` made of it.
#[pyfunction]
pub(crate) fn restore_cleaner(options: &Bound<'_, PyDict>) -> PyResult<Cleaner> {
    Cleaner::from_options(options.extract()?)
}
