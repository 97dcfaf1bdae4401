//! Names for the outputs of pages.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use super::{Compression, Found, Source};

/// Extensions of text and HTML, which `.txt` takes the place of. It is added to any other name, such as `index.php?id=1`.
const REPLACED: [&str; 11] =
    ["txt", "text", "md", "markdown", "html", "htm", "xhtml", "xht", "shtml", "mhtml", "mht"];

/// Most bytes of a name. File systems allow 255; the rest leaves room for the numbers of articles.
const LONGEST: usize = 240;

/// The path of the output of a page, given its path below the input.
pub fn page_path(below: &Path) -> PathBuf {
    let path = Compression::unpacked(below);
    let is_replaced = path
        .extension()
        .is_some_and(|extension| REPLACED.iter().any(|replaced| extension.eq_ignore_ascii_case(replaced)));
    let stem = if is_replaced { path.file_stem() } else { path.file_name() };
    path.with_file_name(text_name(stem.unwrap_or_default()))
}

/// Gives pages whose outputs would have the same path the full names of the pages, with `.txt`.
pub fn separate(files: &mut [Found]) {
    let is_page = |file: &Found| file.records.is_none();
    let mut full = HashSet::new();
    loop {
        let mut users: HashMap<PathBuf, usize> = HashMap::new();
        for file in files.iter() {
            *users.entry(key(&file.output_path)).or_default() += 1;
        }
        let mut changed = false;
        for (index, file) in files.iter_mut().enumerate() {
            let is_shared = users[&key(&file.output_path)] > 1;
            let Source::File(path) = &file.source else { continue };
            if is_shared && is_page(file) && full.insert(index) {
                let name = text_name(path.file_name().unwrap_or_default());
                file.output_path = file.output_path.with_file_name(name);
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// The same for paths that are the same file.
fn key(path: &Path) -> PathBuf {
    // On these systems, names that differ only in case are nearly always the same file.
    if cfg!(any(windows, target_os = "macos")) {
        path.to_string_lossy().to_lowercase().into()
    } else {
        path.into()
    }
}

/// A name with `.txt`. One that would be too long is shortened, and ends in a hash of the whole.
fn text_name(name: &OsStr) -> OsString {
    const ENDING: &str = ".txt";
    let mut named = name.to_owned();
    if name.len() + ENDING.len() > LONGEST {
        let hash = format!("%{:016x}", xxh3_64(name.as_encoded_bytes()));
        let whole = name.to_string_lossy();
        let longest = LONGEST - ENDING.len() - hash.len();
        let end = (0..=longest.min(whole.len())).rev().find(|&end| whole.is_char_boundary(end));
        named = format!("{}{hash}", &whole[..end.unwrap_or(0)]).into();
    }
    named.push(ENDING);
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_extensions_are_replaced_and_others_stay() {
        for (name, output) in [
            ("deep/a.html", "deep/a.txt"),
            ("A.HTM", "A.txt"),
            ("b.html.gz", "b.txt"),
            ("page", "page.txt"),
            ("index.php?id=1", "index.php?id=1.txt"),
            ("index.html.2", "index.html.2.txt"),
            ("v1.2/notes.v1.2", "v1.2/notes.v1.2.txt"),
            ("مقال.html", "مقال.txt"),
            ("line\nbreak", "line\nbreak.txt"),
            (".html", ".html.txt"),
        ] {
            assert_eq!(page_path(Path::new(name)), Path::new(output), "{name}");
        }
    }

    #[test]
    fn a_long_name_is_shortened_to_one_of_its_own() {
        let path = |name: &str| page_path(Path::new(name)).to_str().unwrap().to_owned();
        let (one, other) = (path(&"ش".repeat(127)), path(&("ش".repeat(126) + "ب")));
        assert!(one != other && one.len() <= LONGEST && one.starts_with("شش"));
        assert!(one.strip_suffix(".txt").is_some());
        assert_eq!(path(&"n".repeat(236)), "n".repeat(236) + ".txt");
        assert!(path(&"n".repeat(255)).len() <= LONGEST);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_unicode_keeps_its_bytes() {
        use std::os::unix::ffi::OsStrExt;
        let name = OsStr::from_bytes(b"caf\xe9.php");
        assert_eq!(page_path(Path::new(name)).as_os_str().as_bytes(), b"caf\xe9.php.txt");
    }

    /// The output paths of pages in a folder.
    fn separated(names: &[&str]) -> Vec<String> {
        let found = |name: &&str| Found {
            source: Source::File(Path::new("in").join(name)),
            records: None,
            output_path: page_path(Path::new(name)),
        };
        let mut files: Vec<Found> = names.iter().map(found).collect();
        separate(&mut files);
        files.iter().map(|file| file.output_path.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn pages_with_the_same_output_keep_their_full_names() {
        assert_eq!(separated(&["a.htm", "a.html", "b.html"]), ["a.htm.txt", "a.html.txt", "b.txt"]);
        assert_eq!(separated(&["x/a.txt", "y/a.txt"]), ["x/a.txt", "y/a.txt"]);
        assert_eq!(separated(&["a.html", "a.html.gz"]), ["a.html.txt", "a.html.gz.txt"]);
        // One of them takes the name of a third.
        let three = ["a.htm", "a.html", "a.html.txt", "a.html.txt.txt"];
        assert_eq!(separated(&three), ["a.htm.txt", "a.html.txt", "a.html.txt.txt", "a.html.txt.txt.txt"]);
    }
}
