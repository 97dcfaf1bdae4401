//! Which pages the arguments name, for commands that only read.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::args::FilesArguments;
use crate::source::{Found, Input, Unwalkable, Walk};

/// Files and folders, and what of them is wanted.
#[derive(Debug)]
pub struct Files {
    /// What was named; standard input if nothing was.
    pub inputs: Vec<Input>,
    include: GlobSet,
    exclude: GlobSet,
    follow: bool,
}

impl Files {
    /// As the arguments say.
    pub fn new(paths: Vec<PathBuf>, arguments: &FilesArguments) -> Result<Self> {
        let inputs =
            if paths.is_empty() { vec![Input::Stdin] } else { paths.into_iter().map(Input::from).collect() };
        let globs = |globs: &[Glob]| {
            let mut set = GlobSetBuilder::new();
            globs.iter().for_each(|glob| {
                set.add(glob.clone());
            });
            set.build()
        };
        let (include, exclude) = (globs(&arguments.include)?, globs(&arguments.exclude)?);
        Ok(Self { inputs, include, exclude, follow: arguments.follow })
    }

    /// The pages in order, and what could not be looked into. A file of the run's own is no page.
    pub fn pages(&self, own: Option<&Path>) -> (Vec<Found>, Vec<Unwalkable>) {
        let avoid = own.and_then(|path| fs::canonicalize(path).ok()).into_iter().collect();
        let walk = Walk { include: &self.include, exclude: &self.exclude, follow: self.follow, avoid };
        let (mut pages, mut problems) = (Vec::new(), Vec::new());
        for found in self.inputs.iter().flat_map(|input| walk.pages(input)) {
            match found {
                Ok(page) => pages.push(page),
                Err(problem) => problems.push(problem),
            }
        }
        (pages, problems)
    }
}
