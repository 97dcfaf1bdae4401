//! The options of a cleaner, and the cleaner that they ask for.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dechaff::{Articles, Cues, Favor, ImageStyle, KeepSet, LinkStyle, Model, Pack};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::failure::{ModelError, OptionError, PackError};
use crate::learner::Templates;

/// A file by its path and its content. A pickled cleaner takes its files along.
pub(crate) type TextFile = (String, String);

/// The options by their names in Python, with the content of files.
#[derive(Debug, FromPyObject, IntoPyObject)]
pub(crate) struct Options {
    #[pyo3(item)]
    pub(crate) keep: String,
    #[pyo3(item)]
    pub(crate) articles: String,
    #[pyo3(item)]
    pub(crate) favor: String,
    #[pyo3(item)]
    pub(crate) lang: String,
    #[pyo3(item)]
    pub(crate) packs: Vec<TextFile>,
    #[pyo3(item)]
    pub(crate) model: Option<TextFile>,
    #[pyo3(item)]
    pub(crate) html_model: Option<TextFile>,
    #[pyo3(item)]
    pub(crate) templates: Option<Py<Templates>>,
    #[pyo3(item)]
    pub(crate) format: String,
    #[pyo3(item)]
    pub(crate) links: String,
    #[pyo3(item)]
    pub(crate) images: String,
    #[pyo3(item)]
    pub(crate) base_url: Option<String>,
}

/// The formats of cleaned text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Markdown,
}

/// How links and pictures are written.
#[derive(Clone, Debug)]
pub(crate) struct Embedding {
    pub(crate) links: LinkStyle,
    pub(crate) images: ImageStyle,
    pub(crate) base_url: Option<String>,
}

impl Options {
    /// The cleaner.
    ///
    /// # Errors
    /// `OptionError` for a value that an option does not have, `PackError` and `ModelError` for the content of a file.
    pub(crate) fn cleaner(&self) -> PyResult<dechaff::Cleaner> {
        static MODEL: LazyLock<Model> = LazyLock::new(Model::builtin);
        let keep: KeepSet =
            self.keep.parse().map_err(|error| OptionError::new_err(format!("keep: {error}")))?;
        let model = self.model.as_ref().map(parse_model).transpose()?;
        let html_model = self.html_model.as_ref().map(parse_model).transpose()?;
        let text_model = model.clone().unwrap_or_else(|| MODEL.clone());
        let mut cleaner = dechaff::Cleaner::new(self.cues()?, text_model, keep)
            .with_articles(self.articles()?)
            .with_favor(self.favor()?);
        // As on the command line, a model replaces all built-in ones.
        if let Some(model) = html_model.or_else(|| model.clone()) {
            cleaner = cleaner.with_html_model(model);
        }
        if let Some(model) = model {
            cleaner = cleaner.with_markdown_model(model);
        }
        Ok(cleaner)
    }

    fn cues(&self) -> PyResult<Cues> {
        static ALL: LazyLock<Cues> = LazyLock::new(Cues::builtin);
        let packs = self.packs.iter().map(parse_pack).collect::<PyResult<Vec<_>>>()?;
        let cues = match &self.lang[..] {
            "auto" => ALL.clone(),
            "none" => Cues::compile(&[]),
            code => {
                let unknown = || {
                    let codes = Pack::builtin_codes().collect::<Vec<_>>().join(", ");
                    OptionError::new_err(format!(
                        "unknown language {code:?} (lang takes auto, none, {codes})"
                    ))
                };
                Cues::compile(&[Pack::builtin_of(code).ok_or_else(unknown)?])
            }
        };
        Ok(if packs.is_empty() { cues } else { cues.and(&packs) })
    }

    fn articles(&self) -> PyResult<Articles> {
        match &self.articles[..] {
            "first" => Ok(Articles::First),
            "all" => Ok(Articles::All),
            "split" => Ok(Articles::Split),
            other => Err(OptionError::new_err(format!("articles is {other:?} (it takes first, all, split)"))),
        }
    }

    fn favor(&self) -> PyResult<Favor> {
        match &self.favor[..] {
            "recall" => Ok(Favor::Recall),
            "balanced" => Ok(Favor::Balanced),
            "precision" => Ok(Favor::Precision),
            other => {
                let message = format!("favor is {other:?} (it takes recall, balanced, precision)");
                Err(OptionError::new_err(message))
            }
        }
    }

    pub(crate) fn format(&self) -> PyResult<Format> {
        match &self.format[..] {
            "text" => Ok(Format::Text),
            "markdown" => Ok(Format::Markdown),
            other => Err(OptionError::new_err(format!("format is {other:?} (it takes text, markdown)"))),
        }
    }

    /// How links and pictures are written.
    ///
    /// # Errors
    /// `OptionError` for a value that an option does not have, and for one that no text shows if the format is text.
    pub(crate) fn links(&self) -> PyResult<Embedding> {
        let links = match &self.links[..] {
            "keep" => LinkStyle::Keep,
            "text" => LinkStyle::Text,
            "none" => LinkStyle::None,
            other => {
                return Err(OptionError::new_err(format!("links is {other:?} (it takes keep, text, none)")));
            }
        };
        let images = match &self.images[..] {
            "keep" => ImageStyle::Keep,
            "alt" => ImageStyle::Alt,
            "none" => ImageStyle::None,
            other => {
                return Err(OptionError::new_err(format!("images is {other:?} (it takes keep, alt, none)")));
            }
        };
        let base_url = self.base_url.clone();
        if let Some(url) = base_url.as_deref().filter(|url| !url.contains("://")) {
            return Err(OptionError::new_err(format!("base_url is {url:?} (it takes an absolute URL)")));
        }
        let given = [
            ("links", links != LinkStyle::Text),
            ("images", images != ImageStyle::None),
            ("base_url", base_url.is_some()),
        ];
        if let (Format::Text, Some((name, _))) = (self.format()?, given.into_iter().find(|(_, given)| *given))
        {
            let message =
                format!("{name} is about Markdown that is made of HTML (give format=\"markdown\", too)");
            return Err(OptionError::new_err(message));
        }
        Ok(Embedding { links, images, base_url })
    }
}

fn parse_pack((path, text): &TextFile) -> PyResult<Pack> {
    Pack::parse(text).map_err(|error| PackError::new_err(format!("{path}: {}", error.to_string().trim_end())))
}

fn parse_model((path, text): &TextFile) -> PyResult<Model> {
    Model::parse(text)
        .map_err(|error| ModelError::new_err(format!("{path}: {}", error.to_string().trim_end())))
}

/// Reads the file that a path names.
pub(crate) fn read_file(path: &Bound<'_, PyAny>) -> PyResult<TextFile> {
    let path: PathBuf = path.extract()?;
    let text = fs::read_to_string(&path).map_err(|error| file_error(&path, error))?;
    Ok((path.display().to_string(), text))
}

/// Reads the files of one path, or of several.
pub(crate) fn read_files(paths: &Bound<'_, PyAny>) -> PyResult<Vec<TextFile>> {
    if paths.extract::<PathBuf>().is_ok() {
        return Ok(vec![read_file(paths)?]);
    }
    paths.try_iter()?.map(|path| read_file(&path?)).collect()
}

/// The `OSError` for a file, which names it.
pub(crate) fn file_error(path: &Path, error: std::io::Error) -> PyErr {
    match error.raw_os_error() {
        Some(code) => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default().to_owned();
            pyo3::exceptions::PyOSError::new_err((code, text, path.to_path_buf()))
        }
        None => OptionError::new_err(format!("{}: {error}", path.display())),
    }
}

/// Labels as one text: they come as such, or one by one.
pub(crate) fn labels(keep: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = keep.cast::<PyString>() {
        return text.extract();
    }
    let labels = keep.try_iter()?.map(|label| label?.extract::<String>()).collect::<PyResult<Vec<_>>>();
    labels
        .map(|labels| labels.join(","))
        .map_err(|_| PyTypeError::new_err("keep must be a str, or an iterable of str"))
}

impl Options {
    /// The options that are not the default, as they are written in Python.
    pub(crate) fn repr(&self) -> Vec<String> {
        let files =
            |files: &[TextFile]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>().join(", ");
        let file = |file: &Option<TextFile>| files(file.as_slice());
        let all = [
            ("keep", self.keep.clone(), "article"),
            ("articles", self.articles.clone(), "first"),
            ("favor", self.favor.clone(), "balanced"),
            ("lang", self.lang.clone(), "auto"),
            ("packs", files(&self.packs), ""),
            ("model", file(&self.model), ""),
            ("html_model", file(&self.html_model), ""),
            ("format", self.format.clone(), "text"),
            ("links", self.links.clone(), "text"),
            ("images", self.images.clone(), "none"),
            ("base_url", self.base_url.clone().unwrap_or_default(), ""),
        ];
        let given = all.into_iter().filter(|(_, value, default)| value != default);
        let mut given: Vec<_> = given.map(|(name, value, _)| format!("{name}='{value}'")).collect();
        given.extend(self.templates.is_some().then(|| "templates=...".to_owned()));
        given
    }

    /// The same options.
    pub(crate) fn clone_ref(&self, py: Python<'_>) -> Self {
        Self {
            keep: self.keep.clone(),
            articles: self.articles.clone(),
            favor: self.favor.clone(),
            lang: self.lang.clone(),
            packs: self.packs.clone(),
            model: self.model.clone(),
            html_model: self.html_model.clone(),
            templates: self.templates.as_ref().map(|templates| templates.clone_ref(py)),
            format: self.format.clone(),
            links: self.links.clone(),
            images: self.images.clone(),
            base_url: self.base_url.clone(),
        }
    }
}
