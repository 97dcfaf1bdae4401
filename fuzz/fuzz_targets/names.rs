//! Files of any names and first bytes are found, and none of their outputs leads out of the folder or is that of another
//! page. A line of the input is a file: its path, and after a tab what it begins with.
#![no_main]

#[path = "../../src/cli"]
mod program {
    #[allow(dead_code, unused_imports, reason = "the rest is of use to the program")]
    pub mod source;
    #[allow(dead_code, reason = "the rest is of use to the program")]
    pub mod terminal_text;
}

use std::collections::HashSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs, process};

use libfuzzer_sys::fuzz_target;
use program::source::{Found, Input, InputFormat, Source, Walk, separate};

/// The folder of this process.
static FOLDER: LazyLock<PathBuf> =
    LazyLock::new(|| env::temp_dir().join(format!("dechaff-names-{}", process::id())));

fuzz_target!(|bytes: &[u8]| {
    let _ = fs::remove_dir_all(&*FOLDER);
    fs::create_dir(&*FOLDER).expect("a folder of our own");
    for line in bytes.split(|&byte| byte == b'\n').take(16) {
        let (name, content) = line.split_at(line.iter().position(|&byte| byte == b'\t').unwrap_or(line.len()));
        write(Path::new(OsStr::from_bytes(name)), content.get(1..).unwrap_or_default());
    }
    let walk = Walk { include: &[], exclude: &[], follow: false, format: InputFormat::Auto, avoid: Vec::new() };
    let mut found: Vec<Found> = walk.pages(&Input::Folder(FOLDER.clone())).into_iter().filter_map(Result::ok).collect();
    separate(&mut found);
    let mut taken = HashSet::new();
    for file in &found {
        let Source::File(path) = &file.source else { panic!("{file:?}") };
        assert!(path.starts_with(&*FOLDER), "{file:?}");
        let mut components = file.output_path.components().peekable();
        assert!(components.peek().is_some(), "{file:?}");
        assert!(components.all(|component| matches!(component, Component::Normal(_))), "{file:?}");
        assert!(file.records.is_some() || taken.insert(&file.output_path), "{file:?}");
    }
});

/// Writes a file below the folder, if the path is one that a file can have.
fn write(path: &Path, content: &[u8]) {
    let is_below = path.components().all(|component| matches!(component, Component::Normal(_)));
    if is_below && path.file_name().is_some() && !path.as_os_str().as_bytes().contains(&0) {
        let path = FOLDER.join(path);
        // Fails where another line made the folder a file, or a name is too long.
        let _ = path.parent().map(fs::create_dir_all);
        let _ = fs::write(path, content);
    }
}
