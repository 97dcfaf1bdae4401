//! Everything besides the inputs that affects the output, as a key that tells whether an earlier run had the same
//! settings.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::ValueEnum;
use dechaff::Label;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::file_state::{InputStates, file_times};
use crate::cli::args::CleanArguments;
use crate::cli::args::values::TemplatesFrom;
use crate::cli::source::{Found, Source, shown};

/// The settings of a run. Files count by their content, not by their names.
#[derive(Debug, Serialize)]
pub struct Settings {
    dechaff: &'static str,
    keep: Vec<&'static str>,
    articles: String,
    favor: String,
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
    metadata: bool,
    drop_html: bool,
    min_chars: u64,
    on_short: String,
    on_error: String,
    format: String,
    links: String,
    images: String,
    base_url: Option<String>,
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
    /// The settings that the arguments give.
    ///
    /// # Errors
    /// If a pack, model or template file cannot be read.
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
            favor: name(&deciding.favor),
            lang: deciding.knowledge.lang.clone(),
            packs: deciding.knowledge.packs.iter().map(|file| content_hash(file)).collect::<Result<_>>()?,
            model: deciding.knowledge.model.as_deref().map(content_hash).transpose()?,
            templates: match &templates.templates {
                TemplatesFrom::Off => Templates::Off,
                TemplatesFrom::Auto => Templates::Auto {
                    site_from,
                    min_pages,
                    memory: templates.sites.template_memory.to_string(),
                },
                TemplatesFrom::File(file) => {
                    Templates::File { content: content_hash(file)?, site_from, min_pages }
                }
            },
            input_format: name(&arguments.reading.input_format),
            max_page_size: arguments.files.max_page_size.to_string(),
            text_field: fields.text_field.to_string(),
            html_field: fields.html_field.as_ref().map(ToString::to_string),
            id_field: fields.id_field.to_string(),
            url_field: fields.url_field.to_string(),
            annotate: corpus.annotate,
            metadata: corpus.metadata,
            drop_html: corpus.drop_html,
            min_chars: corpus.min_chars,
            on_short: name(&corpus.on_short),
            on_error: name(&corpus.on_error),
            format: name(&arguments.format),
            links: name(&arguments.markdown.links),
            images: name(&arguments.markdown.images),
            base_url: arguments.markdown.base_url.as_ref().map(|base| base.0.clone()),
            output_format: name(&arguments.collecting.output_format),
            attributes: arguments.collecting.attributes.clone(),
        })
    }

    /// A key that differs if the output may differ; `files` are all inputs. With automatic templates every
    /// input affects the output of every other, so the inputs count too.
    pub fn key(&self, files: &[Found], states: &InputStates) -> String {
        let inputs = matches!(self.templates, Templates::Auto { .. })
            .then(|| files.iter().map(|file| fingerprint(file, states)).collect::<Vec<_>>());
        self.hash(inputs)
    }

    /// A key for pages that are cleaned in place, which does not depend on them.
    pub fn key_in_place(&self) -> String {
        self.hash(None)
    }

    fn hash(&self, inputs: Option<Vec<(String, u64)>>) -> String {
        let json = serde_json::to_vec(&(self, inputs)).expect("serializing to memory cannot fail");
        format!("{:016x}", xxh3_64(&json))
    }
}

/// Path and state of a file.
fn fingerprint(file: &Found, states: &InputStates) -> (String, u64) {
    let Source::File(path) = &file.source else { return Default::default() };
    // The escaped path is different for any two paths, even if they are not Unicode.
    let path = path.as_os_str().as_encoded_bytes().escape_ascii().to_string();
    (path, states.of(file).unwrap_or_else(|| file_times(file)))
}

/// A hash of a file's content.
fn content_hash(file: &Path) -> Result<u64> {
    fs::read(file).map(|bytes| xxh3_64(&bytes)).with_context(|| shown(file))
}

/// A value as it is typed on the command line.
fn name(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Arguments, Command};

    const PACK: &str = "code = 'xx'\nname = 'Mine'\nnative = 'Mine'\n[share]\nline = ['PHRASE']\n";

    /// The key of a run with these options over these files.
    fn key(options: &[&str], files: &[&Path]) -> String {
        let words = ["dechaff", "clean", "in", "-o", "out"].iter().chain(options);
        let Command::Clean(arguments) = Arguments::try_parse_from(words).unwrap().command else {
            panic!("not the command clean")
        };
        let found = |path: &&Path| Found {
            source: Source::File(path.to_path_buf()),
            records: None,
            output_path: path.to_path_buf(),
        };
        let files: Vec<Found> = files.iter().map(found).collect();
        Settings::new(&arguments).unwrap().key(&files, &InputStates::default())
    }

    #[test]
    fn the_key_changes_with_the_content_of_a_pack_and_not_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let pack = write("a.toml", PACK);
        let copy = write("copy.toml", PACK);
        let before = key(&["--packs", &pack], &[]);
        assert_eq!(key(&["--packs", &copy], &[]), before);
        write("a.toml", &PACK.replace("PHRASE", "other phrase"));
        assert_ne!(key(&["--packs", &pack], &[]), before);
        assert_ne!(key(&[], &[]), before);
    }

    #[test]
    fn inputs_are_part_of_the_key_only_with_automatic_templates() {
        let (one, other) = (Path::new("in/a.jsonl"), Path::new("in/b.jsonl"));
        let off = ["--templates", "off"];
        assert_eq!(key(&off, &[one]), key(&off, &[one, other]));
        let auto = ["--templates", "auto"];
        assert_ne!(key(&auto, &[one]), key(&auto, &[one, other]));
        assert_ne!(key(&auto, &[]), key(&off, &[]));
    }

    #[test]
    fn options_that_do_not_affect_the_output_are_not_part_of_the_key() {
        let plain = key(&[], &[]);
        assert_eq!(key(&["--quiet", "--threads", "7", "--resume"], &[]), plain);
        assert_ne!(key(&["--annotate"], &[]), plain);
        assert_ne!(key(&["--favor", "recall"], &[]), plain);
        assert_ne!(key(&["--on-error", "skip"], &[]), plain);
    }
}
