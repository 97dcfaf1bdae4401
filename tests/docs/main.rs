//! What the documents say is so: commands print what is shown, and every file, option, link and anchor exists.

// A test has no callers: `pub` says what a module offers to the others.
#![allow(unreachable_pub)]

// The commands are written for a POSIX shell.
#[cfg(unix)]
mod commands;
mod facts;
mod markdown;
mod names;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A Markdown file of the repository.
struct Document {
    /// Its path below the root, with `/`.
    name: String,
    text: String,
}

impl Document {
    fn read(name: &str) -> Self {
        let text = fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { name: name.to_owned(), text: text.replace("\r\n", "\n") }
    }

    /// Where it is.
    fn path(&self) -> PathBuf {
        root().join(&self.name)
    }
}

/// Every document that a person reads.
fn documents() -> Vec<Document> {
    const OTHERS: [&str; 4] =
        ["README.md", "CONTRIBUTING.md", "testdata/README.md", "testdata/pages/README.md"];
    let files = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages = files.filter(|file| file.extension().is_some_and(|extension| extension == "md"));
    let mut names: Vec<_> =
        pages.map(|page| format!("docs/{}", page.file_name().unwrap().to_str().unwrap())).collect();
    names.sort();
    names.extend(OTHERS.map(str::to_owned));
    names.iter().map(|name| Document::read(name)).collect()
}
