//! Which pages are read and where their outputs land, checked before anything is written.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::options::Options;
use crate::source::{Found, Input, Source, Unwalkable, Walk, shown};

/// The pages of a run.
#[derive(Debug)]
pub struct Plan {
    /// What to read, in order.
    pub pages: Vec<Found>,
    /// What could not be looked into.
    pub problems: Vec<Unwalkable>,
}

impl Plan {
    /// Finds the pages. Fails when an output would overwrite an input or another output.
    pub fn new(options: &Options) -> Result<Self> {
        let folders: Vec<&Path> =
            options.output.iter().chain(&options.removed).map(PathBuf::as_path).collect();
        let avoid: Vec<PathBuf> =
            folders.iter().copied().chain(options.stats.as_deref()).map(resolve).collect();
        for input in &options.inputs {
            if let Input::Folder(path) = input
                && avoid.contains(&resolve(path))
            {
                bail!("{} is a folder of pages and cannot take outputs (choose another folder)", shown(path));
            }
        }
        if let (Some(kept), Some(removed)) = (&options.output, &options.removed)
            && resolve(kept) == resolve(removed)
        {
            bail!("-o and --removed are one folder, {} (give two)", shown(kept));
        }
        let (mut pages, mut problems) = (Vec::new(), Vec::new());
        let walk =
            Walk { include: &options.include, exclude: &options.exclude, follow: options.follow, avoid };
        for found in options.inputs.iter().flat_map(|input| walk.pages(input)) {
            match found {
                Ok(page) => pages.push(page),
                Err(problem) => problems.push(problem),
            }
        }
        Places::default().check(&pages, &folders, options.stats.as_deref())?;
        Ok(Self { pages, problems })
    }
}

/// Files as the file system knows them, whatever way leads there.
#[derive(Debug, Default)]
struct Places {
    /// Folders as they were named, resolved.
    folders: HashMap<PathBuf, PathBuf>,
}

impl Places {
    fn check(&mut self, pages: &[Found], folders: &[&Path], file: Option<&Path>) -> Result<()> {
        let mut inputs = HashSet::new();
        for page in pages {
            if let Source::File(path) = &page.source {
                inputs.insert(self.of(path));
                if path.is_symlink() {
                    inputs.insert(self.of(&resolve(path)));
                }
            }
        }
        let mut taken = HashMap::new();
        let outputs =
            folders.iter().flat_map(|folder| pages.iter().map(|page| (folder.join(&page.place), Some(page))));
        for (path, page) in outputs.chain(file.map(|file| (file.to_owned(), None))) {
            let place = self.of(&path);
            if inputs.contains(&place) {
                bail!(
                    "{} is an input and would be overwritten (choose another place for outputs)",
                    shown(&path)
                );
            }
            if let Some(other) = taken.insert(place, page) {
                let name = |page: Option<&Found>| {
                    page.map_or("the statistics".to_owned(), |page| page.source.to_string())
                };
                bail!(
                    "{} and {} would both be written to {} (clean them into two folders, or leave one out)",
                    name(other),
                    name(page),
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
