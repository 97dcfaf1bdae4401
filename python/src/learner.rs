//! `dechaff.Learner` and `dechaff.Templates`: the lines that many pages of a site share.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dechaff::{PageLines, SavedError, host};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use rayon::ThreadPoolBuilder;

use crate::decided::{Source, site_name};
use crate::failure::{InternalError, OptionError, TemplatesError, guard};
use crate::input::{Input, Kind};
use crate::options::file_error;

/// Counts the lines of pages, site by site, in bounded memory, as `dechaff learn` does.
///
/// `memory` is the most memory for the counts, in bytes. When it is full, only a sample of the pages of large sites counts.
///
/// >>> learner = Learner()
/// >>> for town in ["Lund", "Skarvik", "Norrby"]:
/// ...     learner.add(f"Harbour Times | News\nThe ferry leaves {town} at noon.\n", site="harbour.example")
/// >>> learner.sites
/// {'harbour.example': 3}
/// >>> cleaner = Cleaner(templates=learner.templates(min_pages=2))
#[pyclass(frozen, module = "dechaff")]
pub(crate) struct Learner(Mutex<dechaff::Learner>);

/// For each site, the lines that several of its pages share, from `Learner.templates` or `Templates.load`.
#[pyclass(frozen, module = "dechaff")]
#[derive(Debug)]
pub(crate) struct Templates(pub(crate) Arc<dechaff::Templates>);

#[pymethods]
impl Learner {
    #[new]
    #[pyo3(signature = (*, memory=536_870_912))]
    fn new(memory: u64) -> Self {
        Self(Mutex::new(dechaff::Learner::new(memory)))
    }

    /// Adds a page: `str` or `bytes` of plain text, or of HTML with `html=True`. A page with the same text as an earlier
    /// one counts once.
    ///
    /// `site` is the name of its site, or a URL of the page, whose host is taken. Without it, the address in the HTML counts.
    ///
    /// Raises `OptionError` if the site is not known, and `TextError` if the page is not text.
    #[pyo3(signature = (page, *, site=None, html=false))]
    fn add(&self, py: Python<'_>, page: &Bound<'_, PyAny>, site: Option<&str>, html: bool) -> PyResult<()> {
        let kind = Kind::new(html, false)?;
        let input = Input::new(page)?;
        let found = py.detach(|| {
            guard(|| {
                let source = Source::new(input, kind)?;
                let declared = || host(source.about()?.address.as_deref()?);
                let site = site.map(site_name).or_else(declared);
                let Some(site) = site else { return Ok(false) };
                let lines = PageLines::new(&source.page());
                self.lock().add(&site, lines);
                Ok(true)
            })
        })?;
        let unknown = || OptionError::new_err("the page does not tell its site (give site=)");
        found.then_some(()).ok_or_else(unknown)
    }

    /// Adds what another learner counted. The result is the same as if its pages had been added here.
    fn merge(&self, py: Python<'_>, other: &Self) {
        py.detach(|| {
            let other = other.lock().clone();
            self.lock().merge(other);
        });
    }

    /// The number of pages of each site that were counted, by the name of the site.
    #[getter]
    fn sites(&self, py: Python<'_>) -> BTreeMap<String, usize> {
        py.detach(|| self.lock().sites().map(|site| (site.name.to_owned(), site.counted)).collect())
    }

    /// The templates of the sites with at least `min_pages` different pages.
    #[pyo3(signature = (min_pages=10))]
    fn templates(&self, py: Python<'_>, min_pages: usize) -> PyResult<Templates> {
        py.detach(|| {
            // The threads end with the pool. Those of the global one would be missing in a process that forks.
            let pool = ThreadPoolBuilder::new().build();
            let pool = pool.map_err(|error| InternalError::new_err(error.to_string()))?;
            let templates = pool.install(|| self.lock().templates(min_pages));
            Ok(Templates(Arc::new(templates)))
        })
    }

    /// Writes the counts to a file, as `dechaff learn -o` does. `Learner.load` and `dechaff learn --merge` go on with them.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| write(&path, |file| self.lock().save(file)))
    }

    /// Reads a file that `save` or `dechaff learn -o` wrote, to go on with it.
    ///
    /// Raises `TemplatesError` if it is no such file, or damaged.
    #[staticmethod]
    #[pyo3(signature = (path, *, memory=536_870_912))]
    fn load(py: Python<'_>, path: PathBuf, memory: u64) -> PyResult<Self> {
        py.detach(|| {
            let file = File::open(&path).map_err(|error| file_error(&path, error))?;
            let learner = dechaff::Learner::read(file, memory).map_err(|error| unreadable(&path, &error))?;
            Ok(Self(Mutex::new(learner)))
        })
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        let (pages, sites) = py.detach(|| {
            self.lock().sites().fold((0, 0), |(pages, sites), site| (pages + site.counted, sites + 1))
        });
        format!("<Learner: {pages} pages of {sites} sites>")
    }
}

impl Learner {
    /// Only called without the interpreter, so that no thread waits for the other.
    fn lock(&self) -> MutexGuard<'_, dechaff::Learner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Templates {
    /// Reads a file that `dechaff learn`, `Learner.save` or `Templates.save` wrote, without the sites of fewer than
    /// `min_pages` pages.
    ///
    /// Raises `TemplatesError` if it is no such file, or damaged.
    #[staticmethod]
    #[pyo3(name = "load", signature = (path, min_pages=10))]
    fn load_path(py: Python<'_>, path: PathBuf, min_pages: usize) -> PyResult<Self> {
        py.detach(|| {
            let file = File::open(&path).map_err(|error| file_error(&path, error))?;
            let templates =
                dechaff::Templates::read(file, min_pages).map_err(|error| unreadable(&path, &error))?;
            Ok(Self(Arc::new(templates)))
        })
    }

    /// Writes the lines that at least `min_pages` pages of a site share to a file, which is smaller than one of a learner.
    #[pyo3(signature = (path, min_pages=2))]
    fn save(&self, py: Python<'_>, path: PathBuf, min_pages: u32) -> PyResult<()> {
        py.detach(|| write(&path, |file| self.0.save(min_pages, file)))
    }

    /// The number of pages of each site that were counted, by the name of the site.
    #[getter]
    fn sites(&self) -> BTreeMap<String, u32> {
        self.0.sites().map(|(name, site)| (name.to_owned(), site.pages())).collect()
    }

    fn __repr__(&self) -> String {
        format!("<Templates of {} sites>", self.0.sites().count())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let mut bytes = Vec::new();
        self.0.save(2, &mut bytes)?;
        let restore = py.import("dechaff._dechaff")?.getattr("restore_templates")?;
        Ok((restore, (PyBytes::new(py, &bytes),)))
    }
}

impl Templates {
    /// Reads the file that a path names.
    pub(crate) fn load(path: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::load_path(path.py(), path.extract()?, 10)
    }
}

/// Templates from what `Templates.__reduce__` made of them.
#[pyfunction]
pub(crate) fn restore_templates(bytes: &[u8]) -> PyResult<Templates> {
    let templates = dechaff::Templates::read(bytes, 2);
    Ok(Templates(Arc::new(templates.map_err(|error| unreadable(Path::new("pickle"), &error))?)))
}

/// Writes a file that appears complete or not at all.
fn write(path: &Path, save: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> PyResult<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let written = File::create(&partial).and_then(|file| {
        let mut file = BufWriter::new(file);
        save(&mut file)?;
        file.flush()?;
        fs::rename(&partial, path)
    });
    written.map_err(|error| file_error(path, error))
}

fn unreadable(path: &Path, error: &SavedError) -> PyErr {
    TemplatesError::new_err(format!("{}: {error}", path.display()))
}
