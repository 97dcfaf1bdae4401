//! Everything besides the inputs that decides what is written, as a value that an earlier run can be compared with.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use clap::ValueEnum;
use dechaff::Label;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::cli::args::CleanArguments;
use crate::cli::args::values::TemplatesFrom;
use crate::cli::source::{Found, Source, shown};

/// The settings of a run. Files count by their content, not by their names.
#[derive(Debug, Serialize)]
pub struct Settings {
    dechaff: &'static str,
    keep: Vec<&'static str>,
    articles: String,
    lang: String,
    packs: Vec<u64>,
    model: Option<u64>,
    templates: Templates,
    input_format: String,
    max_page_size: String,
    text_field: String,
    html_field: Option<String>,
    id_field: String,
    url_field: String,
    annotate: bool,
    on_error: String,
    format: String,
    output_format: String,
    attributes: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Templates {
    Off,
    Auto { site_from: String, min_pages: u32, memory: String },
    File { content: u64, site_from: String, min_pages: u32 },
}

impl Settings {
    /// As the arguments say.
    ///
    /// # Errors
    /// If a file that they name cannot be read.
    pub fn new(arguments: &CleanArguments) -> Result<Self> {
        let CleanArguments { deciding, templates, corpus, .. } = arguments;
        let site_from = templates.sites.site_from.to_string();
        let min_pages = templates.template_min_pages;
        let fields = &corpus.fields;
        Ok(Self {
            dechaff: env!("CARGO_PKG_VERSION"),
            keep: Label::ALL
                .iter()
                .filter(|label| deciding.keep.contains(**label))
                .map(|label| label.name())
                .collect(),
            articles: name(&deciding.articles),
            lang: deciding.knowledge.lang.clone(),
            packs: deciding.knowledge.packs.iter().map(|file| content(file)).collect::<Result<_>>()?,
            model: deciding.knowledge.model.as_deref().map(content).transpose()?,
            templates: match &templates.templates {
                TemplatesFrom::Off => Templates::Off,
                TemplatesFrom::Auto => Templates::Auto {
                    site_from,
                    min_pages,
                    memory: templates.sites.template_memory.to_string(),
                },
                TemplatesFrom::File(file) => {
                    Templates::File { content: content(file)?, site_from, min_pages }
                }
            },
            input_format: name(&arguments.reading.input_format),
            max_page_size: arguments.files.max_page_size.to_string(),
            text_field: fields.text_field.to_string(),
            html_field: fields.html_field.as_ref().map(ToString::to_string),
            id_field: fields.id_field.to_string(),
            url_field: fields.url_field.to_string(),
            annotate: corpus.annotate,
            on_error: name(&corpus.on_error),
            format: name(&arguments.format),
            output_format: name(&arguments.collecting.output_format),
            attributes: arguments.collecting.attributes.clone(),
        })
    }

    /// A key that differs when what is written differs. Where templates are learnt from the inputs, every input decides
    /// about every other.
    pub fn key(&self, files: &[Found]) -> String {
        let inputs = matches!(self.templates, Templates::Auto { .. })
            .then(|| files.iter().map(fingerprint).collect::<Vec<_>>());
        let json = serde_json::to_vec(&(self, inputs)).expect("names and numbers are always JSON");
        format!("{:016x}", xxh3_64(&json))
    }
}

/// Path, size and time of a file; an empty one for standard input.
fn fingerprint(file: &Found) -> (String, u64, u64) {
    let Source::File(path) = &file.source else { return Default::default() };
    let about = fs::metadata(path).ok();
    let modified = about.as_ref().and_then(|about| about.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    let modified = modified.map_or(0, |time| time.as_nanos() as u64);
    (path.to_string_lossy().into_owned(), about.map_or(0, |about| about.len()), modified)
}

/// A hash of what is in a file.
fn content(file: &Path) -> Result<u64> {
    fs::read(file).map(|bytes| xxh3_64(&bytes)).with_context(|| shown(file))
}

/// The name of a value as it is typed.
fn name(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
