//! Which pages the arguments name, for commands without an output folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::source::{Found, Input, InputFormat, Unwalkable, Walk};

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
    pub fn new(
        paths: Vec<PathBuf>,
        include: &[Glob],
        exclude: &[Glob],
        follow: bool,
        format: InputFormat,
    ) -> Result<Self> {
        let inputs =
            if paths.is_empty() { vec![Input::Stdin] } else { paths.into_iter().map(Input::from).collect() };
        let globs = |globs: &[Glob]| {
            let mut set = GlobSetBuilder::new();
            for glob in globs {
                set.add(glob.clone());
            }
            set.build()
        };
        Ok(Self { inputs, include: globs(include)?, exclude: globs(exclude)?, follow, format })
    }

    /// The pages in order, and what could not be looked into. A file of the run's own is no page.
    pub fn pages(&self, own: Option<&Path>) -> (Vec<Found>, Vec<Unwalkable>) {
        let avoid = own.and_then(|path| fs::canonicalize(path).ok()).into_iter().collect();
        let walk = Walk {
            include: &self.include,
            exclude: &self.exclude,
            follow: self.follow,
            format: self.format,
            avoid,
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
