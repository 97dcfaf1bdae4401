//! Which pages the arguments name.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::cli::args::FilesArguments;
use crate::cli::source::{Found, Input, InputFormat, Walk, WalkError};

/// Files and folders, and what of them is wanted.
#[derive(Debug)]
pub struct Files {
    /// What was named; standard input if nothing was.
    pub inputs: Vec<Input>,
    include: GlobSet,
    exclude: GlobSet,
    follow: bool,
    format: InputFormat,
}

impl Files {
    /// As the arguments say.
    pub fn new(arguments: FilesArguments, format: InputFormat) -> Result<Self> {
        let mut inputs: Vec<Input> = arguments.paths.into_iter().map(Input::from).collect();
        if inputs.is_empty() {
            inputs.push(Input::Stdin);
        }
        let (include, exclude) = (globs(arguments.include)?, globs(arguments.exclude)?);
        Ok(Self { inputs, include, exclude, follow: arguments.follow, format })
    }

    /// The pages and files of records in order, and what could not be looked into. Files and folders that the run
    /// writes hold no pages.
    pub fn find<'a>(&self, own: impl IntoIterator<Item = &'a Path>) -> (Vec<Found>, Vec<WalkError>) {
        let walk = Walk {
            include: &self.include,
            exclude: &self.exclude,
            follow: self.follow,
            format: self.format,
            avoid: own.into_iter().filter_map(|path| fs::canonicalize(path).ok()).collect::<Vec<PathBuf>>(),
        };
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

fn globs(globs: Vec<Glob>) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(glob);
    }
    set.build()
}
