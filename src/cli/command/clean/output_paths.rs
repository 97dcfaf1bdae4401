//! Which files are read and where their outputs go, checked before anything is written.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, iter};

use anyhow::{Result, bail};

use super::destination::Destination;
use crate::cli::args::values::{OnError, OnShort, TextFormat};
use crate::cli::encode::{Product, RecordEncoder};
use crate::cli::engine::Inputs;
use crate::cli::output::say;
use crate::cli::source::{Compression, Found, Input, RecordFormat, Source, shown};

/// The files of a run, with the paths of their outputs.
#[derive(Debug)]
pub struct Plan {
    /// The files to read: pages first, then files of records.
    pub files: Vec<Found>,
    /// Why folders could not be read, and files cannot be cleaned in place. Each has been reported.
    pub failures: Vec<String>,
}

impl Plan {
    /// Finds the files, and assigns their output paths. `own` are files with the numbers of the run.
    ///
    /// # Errors
    /// If an output would overwrite an input or another output, or if the product cannot be made from one of the files.
    pub fn new(
        inputs: &Inputs,
        encoder: &RecordEncoder,
        destination: &Destination,
        own: &[&Path],
    ) -> Result<Self> {
        let folders = destination.folders().unwrap_or_default();
        check_folders(inputs, &folders)?;
        let written = folders.iter().map(PathBuf::as_path).chain(own.iter().copied());
        let (files, unread) = inputs.find_all(written)?;
        let mut failures: Vec<String> = unread.into_iter().map(|error| error.reason).collect();
        let (mut shards, mut files): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| file.records.is_some());
        if let Destination::InPlace(_) = destination {
            let before = shards.len();
            shards.retain(|file| is_replaceable(file, encoder.on_error));
            failures.extend((shards.len()..before).map(|_| "cannot be cleaned in place".to_owned()));
            // A file that was named twice is cleaned once.
            let (mut names, mut seen) = (FileNames::default(), HashSet::new());
            let mut is_new = |file: &Found| match &file.source {
                Source::File(path) if path.is_symlink() => seen.insert(resolve(path)),
                Source::File(path) => seen.insert(names.name(path)),
                Source::Stdin => true,
            };
            files.retain(&mut is_new);
            shards.retain(&mut is_new);
        } else {
            check_tables(&shards, encoder, destination.splits())?;
            assign_paths(&mut shards, &files, &encoder.product)?;
        }
        let mut outputs = Outputs::default();
        if let Destination::Folder { kept, removed, collection, format, splits, .. } = destination {
            let form = if *splits { Form::Numbered } else { Form::Plain };
            if collection.is_none() {
                outputs.add(kept, &files, form, *format);
            }
            if let Some(folder) = removed {
                outputs.add(folder, &files, Form::Plain, TextFormat::Text);
            }
        }
        for folder in &folders {
            outputs.add(folder, &shards, Form::Plain, TextFormat::Text);
        }
        outputs.0.extend(own.iter().map(|&file| (file.to_owned(), None, Form::Plain)));
        for folder in &folders {
            check_links(folder, files.iter().chain(&shards), &encoder.product)?;
        }
        FileNames::default().check(files.iter().chain(&shards), &outputs)?;
        files.extend(shards);
        Ok(Self { files, failures })
    }
}

/// Checks that output folders differ from each other and from the inputs.
fn check_folders(inputs: &Inputs, folders: &[PathBuf]) -> Result<()> {
    let outputs: Vec<PathBuf> = folders.iter().map(|folder| resolve(folder)).collect();
    for root in &inputs.roots {
        if let Input::Folder(path) = root
            && outputs.contains(&resolve(path))
        {
            bail!("{} is an input folder and cannot take outputs (choose another folder)", shown(path));
        }
    }
    if let ([kept, removed], [folder, _]) = (&outputs[..], folders)
        && kept == removed
    {
        bail!("-o and --removed are the same folder, {} (give two)", shown(folder));
    }
    Ok(())
}

/// Whether a file of records can be cleaned in place. Reports on standard error why not.
fn is_replaceable(file: &Found, on_error: OnError) -> bool {
    let reason = match file.records {
        _ if is_pipe(&file.source) => "cannot be cleaned in place (name a file)",
        Some(RecordFormat::Warc) => "is a web archive and cannot be cleaned in place (give -o DIR instead)",
        Some(RecordFormat::Parquet) if on_error == OnError::Skip => {
            "rows cannot be removed from Parquet files (give --on-error pass to keep them unchanged)"
        }
        _ => return true,
    };
    say(&format!("{}: {reason}", file.source));
    false
}

/// Whether it is standard input, or a pipe or device that was named.
fn is_pipe(source: &Source) -> bool {
    match source {
        Source::Stdin => true,
        Source::File(path) => fs::metadata(path).is_ok_and(|about| !about.is_file()),
    }
}

/// Checks that tables keep their rows, because their other columns are copied.
fn check_tables(shards: &[Found], encoder: &RecordEncoder, splits: bool) -> Result<()> {
    let Some(table) = shards.iter().find(|file| file.records == Some(RecordFormat::Parquet)) else {
        return Ok(());
    };
    let source = &table.source;
    if encoder.product != Product::Records {
        bail!("{source}: --output-format text and dolma-attributes need JSON or web archives, not Parquet");
    }
    if splits {
        bail!("{source}: Parquet rows cannot be split (remove --articles split)");
    }
    if encoder.describes || encoder.drops_html {
        bail!("{source}: columns are neither added nor removed (leave out --metadata and --drop-html)");
    }
    if encoder.least > 0 && encoder.on_short == OnShort::Drop {
        bail!("{source}: rows cannot be removed from Parquet files (give --on-short keep or mark)");
    }
    if encoder.on_error == OnError::Skip {
        bail!(
            "{source}: rows cannot be removed from Parquet files (give --on-error pass to keep them unchanged)"
        );
    }
    Ok(())
}

/// Sets the output paths of files of records to those of the product.
fn assign_paths(shards: &mut [Found], pages: &[Found], product: &Product) -> Result<()> {
    match product {
        Product::Records => {}
        // A folder named after the file.
        Product::Texts => shards.iter_mut().for_each(|file| {
            let path = Compression::unpacked(&file.output_path);
            let is_records =
                path.extension().is_some_and(|extension| extension == "jsonl" || extension == "json");
            file.output_path = if is_records { path.with_extension("") } else { path };
        }),
        Product::Attributes(name) => {
            let is_other = |file: &&Found| file.records != Some(RecordFormat::Jsonl);
            if let Some(file) = shards.iter().chain(pages).find(is_other) {
                bail!(
                    "{}: Dolma attributes need files of JSON records (skip it with --exclude)",
                    file.source
                );
            }
            shards.iter_mut().for_each(|file| file.output_path = attributes_path(&file.output_path, name));
        }
    }
    Ok(())
}

/// `v0/documents/a.jsonl.gz` becomes `v0/attributes/NAME/a.jsonl.gz`, where Dolma looks for it.
fn attributes_path(path: &Path, name: &str) -> PathBuf {
    let attributes = Path::new("attributes").join(name);
    let names: Vec<&OsStr> = path.iter().collect();
    let folders = &names[..names.len().saturating_sub(1)];
    match folders.iter().rposition(|name| *name == "documents") {
        None => attributes.join(path),
        Some(at) => {
            let (above, below) = (names[..at].iter(), names[at + 1..].iter());
            above.collect::<PathBuf>().join(attributes).join(below.collect::<PathBuf>())
        }
    }
}

/// The path of an article's file, from the path of its page.
pub fn numbered(path: &Path, number: usize) -> PathBuf {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_extension(format!("{number}.{extension}"))
}

/// The path of a page, from the path of an article's file.
fn unnumbered(path: &Path) -> Option<PathBuf> {
    let extension = path.extension().filter(|&extension| extension == "txt" || extension == "md")?;
    let stem = Path::new(path.file_stem()?);
    let number = stem.extension()?.as_encoded_bytes();
    let is_number = !number.is_empty() && number.iter().all(u8::is_ascii_digit);
    is_number.then(|| path.with_file_name(stem.with_extension(extension)))
}

/// The files that will be written, each with the input it comes from, if any. Numbered files come first.
#[derive(Debug, Default)]
struct Outputs<'a>(Vec<(PathBuf, Option<&'a Found>, Form)>);

/// What a path among the outputs means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Form {
    /// One file.
    Plain,
    /// Any number of files, numbered.
    Numbered,
}

impl<'a> Outputs<'a> {
    fn add(&mut self, folder: &Path, files: &'a [Found], form: Form, format: TextFormat) {
        let path = |file: &Found| folder.join(format.path_for(file));
        self.0.extend(files.iter().map(|file| (path(file), Some(file), form)));
    }
}

/// Recognizes a file by whatever path it is named.
#[derive(Debug, Default)]
struct FileNames {
    /// Resolved folders, by the path as given.
    folders: HashMap<PathBuf, PathBuf>,
}

impl FileNames {
    fn check<'a>(&mut self, inputs: impl Iterator<Item = &'a Found>, outputs: &Outputs<'_>) -> Result<()> {
        let (mut read, mut numbered_inputs) = (HashSet::new(), HashMap::new());
        for file in inputs {
            let Source::File(path) = &file.source else { continue };
            for path in iter::once(path.clone()).chain(path.is_symlink().then(|| resolve(path))) {
                let name = self.name(&path);
                numbered_inputs.extend(unnumbered(&name).map(|name| (name, path)));
                read.insert(name);
            }
        }
        let (mut taken, mut clashes) = (HashMap::new(), Vec::new());
        for (path, file, form) in &outputs.0 {
            let name = self.name(path);
            let overwritten = match form {
                Form::Plain => read.contains(&name).then_some(path),
                Form::Numbered => numbered_inputs.get(&name),
            };
            if let Some(path) = overwritten {
                bail!("{} is an input and would be overwritten (write the outputs elsewhere)", shown(path));
            }
            let one_of = unnumbered(&name).filter(|_| *form == Form::Plain);
            let other = one_of.and_then(|name| taken.get(&(name, Form::Numbered)).copied());
            if let Some(other) = other.or_else(|| taken.insert((name, *form), *file)) {
                let source = |file: Option<&Found>| {
                    file.map_or("the statistics or report".to_owned(), |file| file.source.to_string())
                };
                let path = if *form == Form::Numbered { numbered(path, 1) } else { path.clone() };
                clashes.push(format!(
                    "{} and {} would both be written to {}",
                    source(other),
                    source(*file),
                    shown(&path)
                ));
            }
        }
        if !clashes.is_empty() {
            bail!("{} (clean them into two folders, or leave one out)", clashes.join("; "));
        }
        Ok(())
    }

    /// The resolved path of a file. Each folder is resolved once.
    fn name(&mut self, file: &Path) -> PathBuf {
        let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
            return resolve(file);
        };
        if !self.folders.contains_key(folder) {
            self.folders.insert(folder.to_owned(), resolve(folder));
        }
        let path = self.folders[folder].join(name);
        // On these systems, names that differ only in case are nearly always the same file.
        if cfg!(any(windows, target_os = "macos")) {
            path.to_string_lossy().to_lowercase().into()
        } else {
            path
        }
    }
}

/// Fails if a link inside an output folder leads out of it.
fn check_links<'a>(folder: &Path, inputs: impl Iterator<Item = &'a Found>, product: &Product) -> Result<()> {
    let root = resolve(folder);
    let mut checked = HashSet::new();
    for file in inputs {
        let path = folder.join(&file.output_path);
        // The output of a file of records may itself be a folder, of texts.
        let is_folder = *product == Product::Texts && file.records.is_some();
        let below = if is_folder { Some(&*path) } else { path.parent() };
        let Some(below) = below.filter(|below| !checked.contains(*below)) else { continue };
        if !resolve(below).starts_with(&root) {
            bail!(
                "{} is behind a link that leads out of {} (remove the link, or choose another folder)",
                shown(below),
                shown(folder)
            );
        }
        checked.insert(below.to_owned());
    }
    Ok(())
}

/// The canonical path of a file that may not exist yet: resolves the nearest folder that exists, and appends the rest.
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
    fn attributes_are_beside_documents() {
        for (documents, attributes) in [
            ("a.jsonl.gz", "attributes/mine/a.jsonl.gz"),
            ("2019/a.jsonl.gz", "attributes/mine/2019/a.jsonl.gz"),
            ("v0/documents/2019/a.jsonl.gz", "v0/attributes/mine/2019/a.jsonl.gz"),
            ("documents", "attributes/mine/documents"),
        ] {
            assert_eq!(attributes_path(Path::new(documents), "mine"), Path::new(attributes));
        }
    }

    #[test]
    fn numbers_are_added_and_removed() {
        let path = Path::new("deep/page.html.txt");
        assert_eq!(numbered(path, 12), Path::new("deep/page.html.12.txt"));
        assert_eq!(unnumbered(&numbered(path, 12)).as_deref(), Some(path));
        let markdown = Path::new("page.md");
        assert_eq!(unnumbered(&numbered(markdown, 1)).as_deref(), Some(markdown));
        assert_eq!(unnumbered(Path::new("7.txt")), None);
        assert_eq!(unnumbered(Path::new("page.1a.txt")), None);
        assert_eq!(unnumbered(Path::new("page.1.html")), None);
    }
}
