//! WhichArticles pages are read and where their outputs land, checked before anything is written.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, iter};

use anyhow::{Result, bail};

use dechaff::Articles;

use super::options::Options;
use super::record_encoder::Product;
use crate::cli::args::values::OnError;
use crate::cli::args::values::OutputFormat;
use crate::cli::args::values::TextFormat;
use crate::cli::source::{Compression, Found, Input, RecordFormat, Source, WalkError, shown};

/// The pages and files of records of a run.
#[derive(Debug)]
pub struct Plan {
    /// What to read, in order.
    pub pages: Vec<Found>,
    /// Files of records to read, in order.
    pub shards: Vec<Found>,
    /// All pages and files of records, also those that an earlier run has finished: what is learnt of sites must not depend on it.
    pub all: Vec<Found>,
    /// Number of those that an earlier run has finished.
    pub skipped: usize,
    /// What could not be looked into.
    pub problems: Vec<WalkError>,
}

impl Plan {
    /// Finds the pages. Fails when an output would overwrite an input or another output.
    pub fn new(options: &Options) -> Result<Self> {
        let folders: Vec<&Path> =
            options.output.iter().chain(&options.removed).map(PathBuf::as_path).collect();
        let outputs: Vec<PathBuf> = folders.iter().copied().map(resolve).collect();
        for input in &options.files.inputs {
            if let Input::Folder(path) = input
                && outputs.contains(&resolve(path))
            {
                bail!("{} is a folder of pages and cannot take outputs (choose another folder)", shown(path));
            }
        }
        if let (Some(kept), Some(removed)) = (&options.output, &options.removed)
            && resolve(kept) == resolve(removed)
        {
            bail!("-o and --removed are one folder, {} (give two)", shown(kept));
        }
        let own = folders.iter().copied().chain(options.stats.as_deref());
        let (pages, problems) = options.files.find(own);
        let (mut shards, pages): (Vec<_>, Vec<_>) =
            pages.into_iter().partition(|found: &Found| found.records.is_some());
        check_tables(options, &shards)?;
        place(options, &mut shards, &pages)?;
        let mut outputs = Outputs::default();
        if let Some(folder) = &options.output {
            let splits = options.articles == Articles::Split;
            let form = if splits { Form::Numbered } else { Form::Plain };
            outputs.add(folder, &pages, form, options.format);
        }
        if let Some(folder) = &options.removed {
            outputs.add(folder, &pages, Form::Plain, TextFormat::Text);
        }
        for folder in folders {
            outputs.add(folder, &shards, Form::Plain, TextFormat::Text);
        }
        outputs.0.extend(options.stats.iter().map(|file| (file.clone(), None, Form::Plain)));
        Places::default().check(pages.iter().chain(&shards), &outputs)?;
        let all = pages.iter().chain(&shards).cloned().collect();
        let skipped =
            options.ledger.as_ref().map_or(Ok(0), |ledger| ledger.skip(&mut shards, options.existing))?;
        Ok(Self { pages, shards, all, skipped, problems })
    }
}

/// A table has the rows it has: all its other columns are copied.
fn check_tables(options: &Options, shards: &[Found]) -> Result<()> {
    let Some(table) = shards.iter().find(|found| found.records == Some(RecordFormat::Parquet)) else {
        return Ok(());
    };
    let source = &table.source;
    if matches!(options.output_format, OutputFormat::Text | OutputFormat::DolmaAttributes) {
        bail!(
            "{source}: --output-format text and dolma-attributes are made of JSON and web archives, not of Parquet"
        );
    }
    if options.articles == Articles::Split {
        bail!("{source}: rows of Parquet cannot be split (leave out --articles split)");
    }
    if options.records.on_error == OnError::Skip {
        bail!("{source}: rows of Parquet cannot be left out (give --on-error pass, which lets them be)");
    }
    Ok(())
}

/// Gives files of records the places that their form of output has.
fn place(options: &Options, shards: &mut [Found], pages: &[Found]) -> Result<()> {
    match &options.records.product {
        Product::Records => {}
        // A folder, with the name of the file.
        Product::Texts => shards.iter_mut().for_each(|found| {
            let place = Compression::unpacked(&found.output_path);
            let is_records = place.extension().is_some_and(|ending| ending == "jsonl" || ending == "json");
            found.output_path = if is_records { place.with_extension("") } else { place };
        }),
        Product::Attributes(name) => {
            let is_text = |found: &&Found| found.records != Some(RecordFormat::Jsonl);
            if let Some(found) = shards.iter().chain(pages).find(is_text) {
                bail!(
                    "{}: Dolma's attributes are made of files of JSON records (leave it out with --exclude)",
                    found.source
                );
            }
            shards
                .iter_mut()
                .for_each(|found| found.output_path = attributes_place(&found.output_path, name));
        }
    }
    Ok(())
}

/// `v0/documents/a.jsonl.gz` becomes `v0/attributes/NAME/a.jsonl.gz`, as Dolma looks for it.
fn attributes_place(place: &Path, name: &str) -> PathBuf {
    let attributes = Path::new("attributes").join(name);
    let names: Vec<&OsStr> = place.iter().collect();
    match names.iter().rev().skip(1).position(|name| *name == "documents") {
        None => attributes.join(place),
        Some(from_behind) => {
            let at = names.len() - 2 - from_behind;
            names[..at]
                .iter()
                .collect::<PathBuf>()
                .join(attributes)
                .join(names[at + 1..].iter().collect::<PathBuf>())
        }
    }
}

/// The file of one of the articles of a page, given that of the page.
pub fn numbered(place: &Path, number: usize) -> PathBuf {
    let ending = place.extension().unwrap_or_default().to_string_lossy();
    place.with_extension(format!("{number}.{ending}"))
}

/// The file of the page, given that of one of its articles.
fn unnumbered(path: &Path) -> Option<PathBuf> {
    let ending = path.extension().filter(|&ending| ending == "txt" || ending == "md")?;
    let stem = Path::new(path.file_stem()?);
    let number = stem.extension()?.as_encoded_bytes();
    let is_number = !number.is_empty() && number.iter().all(u8::is_ascii_digit);
    is_number.then(|| path.with_file_name(stem.with_extension(ending)))
}

/// The files that will be written, each with the page that it comes from if it does; the numbered ones first.
#[derive(Debug, Default)]
struct Outputs<'a>(Vec<(PathBuf, Option<&'a Found>, Form)>);

/// What a path among the outputs stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Form {
    /// That file.
    Plain,
    /// Any number of files, numbered.
    Numbered,
}

impl<'a> Outputs<'a> {
    fn add(&mut self, folder: &Path, pages: &'a [Found], form: Form, format: TextFormat) {
        let place = |page: &Found| folder.join(format.path_for(&page.output_path));
        self.0.extend(pages.iter().map(|page| (place(page), Some(page), form)));
    }
}

/// Files as the file system knows them, whatever way leads there.
#[derive(Debug, Default)]
struct Places {
    /// Folders as they were named, resolved.
    folders: HashMap<PathBuf, PathBuf>,
}

impl Places {
    fn check<'a>(&mut self, found: impl Iterator<Item = &'a Found>, outputs: &Outputs<'_>) -> Result<()> {
        let (mut inputs, mut numbered_inputs) = (HashSet::new(), HashMap::new());
        for page in found {
            let Source::File(path) = &page.source else { continue };
            for path in iter::once(path.clone()).chain(path.is_symlink().then(|| resolve(path))) {
                let place = self.of(&path);
                numbered_inputs.extend(unnumbered(&place).map(|place| (place, path)));
                inputs.insert(place);
            }
        }
        let mut taken = HashMap::new();
        for (path, page, form) in &outputs.0 {
            let place = self.of(path);
            let overwritten = match form {
                Form::Plain => inputs.contains(&place).then_some(path),
                Form::Numbered => numbered_inputs.get(&place),
            };
            if let Some(path) = overwritten {
                bail!(
                    "{} is an input and would be overwritten (choose another place for outputs)",
                    shown(path)
                );
            }
            let one_of = unnumbered(&place).filter(|_| *form == Form::Plain);
            let other = one_of.and_then(|place| taken.get(&(place, Form::Numbered)).copied());
            if let Some(other) = other.or_else(|| taken.insert((place, *form), *page)) {
                let name = |page: Option<&Found>| {
                    page.map_or("the statistics".to_owned(), |page| page.source.to_string())
                };
                let path = if *form == Form::Numbered { numbered(path, 1) } else { path.clone() };
                bail!(
                    "{} and {} would both be written to {} (clean them into two folders, or leave one out)",
                    name(other),
                    name(*page),
                    shown(&path)
                );
            }
        }
        Ok(())
    }

    /// The resolved folder of a file, which is looked up once, and its name.
    fn of(&mut self, file: &Path) -> PathBuf {
        let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
            return resolve(file);
        };
        if !self.folders.contains_key(folder) {
            self.folders.insert(folder.to_owned(), resolve(folder));
        }
        let place = self.folders[folder].join(name);
        // Two names that differ in case only are one file there, nearly always.
        if cfg!(any(windows, target_os = "macos")) {
            place.to_string_lossy().to_lowercase().into()
        } else {
            place
        }
    }
}

/// The canonical path of what may not exist yet: that of the nearest folder above which does, and the rest.
fn resolve(path: &Path) -> PathBuf {
    let path = if path == Path::new("") { Path::new(".") } else { path };
    fs::canonicalize(path).unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => resolve(parent).join(name),
        _ => path.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_lie_beside_documents() {
        for (documents, attributes) in [
            ("a.jsonl.gz", "attributes/mine/a.jsonl.gz"),
            ("2019/a.jsonl.gz", "attributes/mine/2019/a.jsonl.gz"),
            ("v0/documents/2019/a.jsonl.gz", "v0/attributes/mine/2019/a.jsonl.gz"),
            ("documents", "attributes/mine/documents"),
        ] {
            assert_eq!(attributes_place(Path::new(documents), "mine"), Path::new(attributes));
        }
    }

    #[test]
    fn numbers_are_put_in_and_taken_out() {
        let place = Path::new("deep/page.html.txt");
        assert_eq!(numbered(place, 12), Path::new("deep/page.html.12.txt"));
        assert_eq!(unnumbered(&numbered(place, 12)).as_deref(), Some(place));
        let markdown = Path::new("page.md");
        assert_eq!(unnumbered(&numbered(markdown, 1)).as_deref(), Some(markdown));
        assert_eq!(unnumbered(Path::new("7.txt")), None);
        assert_eq!(unnumbered(Path::new("page.1a.txt")), None);
        assert_eq!(unnumbered(Path::new("page.1.html")), None);
    }
}
