//! A folder with one text file per record.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use super::WriteError;
use super::atomic_file::write_small_file;

/// The text of a record, or of one of its articles.
#[derive(Debug)]
pub struct RecordText {
    /// The number of the record, or of its line, in its file.
    pub number: u64,
    /// The id of the record.
    pub id: String,
    /// The number of the article from 1, if each has its own file.
    pub part: Option<usize>,
    /// The text.
    pub text: Vec<u8>,
}

/// The text files of one file of records.
#[derive(Debug)]
pub struct TextFolder {
    folder: PathBuf,
    /// The extension of the files.
    extension: &'static str,
    /// Hashes of the names in use: eight bytes per record, however long the names are.
    used: HashSet<u64>,
}

impl TextFolder {
    /// Creates the folder. Its files have this extension.
    pub fn create(folder: &Path, extension: &'static str) -> Result<Self, WriteError> {
        std::fs::create_dir_all(folder).map_err(|error| WriteError::file(folder, error))?;
        Ok(Self { folder: folder.to_owned(), extension, used: HashSet::new() })
    }

    /// Writes a text. Returns false if an earlier text has the same name.
    pub fn write(&mut self, record: &RecordText) -> Result<bool, WriteError> {
        let mut name = file_name(&record.id);
        if let Some(part) = record.part {
            // Writing to a string cannot fail.
            let _ = write!(name, ".{part}");
        }
        if !self.used.insert(name_key(&name)) {
            return Ok(false);
        }
        write_small_file(&self.folder.join(format!("{name}.{}", self.extension)), &record.text)?;
        Ok(true)
    }
}

/// Longest name without its extension, in bytes. File systems allow 255; the rest leaves room for extensions.
const LONGEST: usize = 180;

/// Turns an id into a file name. It never leads out of its folder, and different ids have different names. Characters that
/// are invalid or special on any system are percent-encoded, as is `%` itself. A name that is too long is shortened and ends
/// in a hash of the id.
pub fn file_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    let mut long = None;
    for (at, c) in id.char_indices() {
        let is_invisible = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
        let is_reserved = matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' | '~');
        // dechaff does not read hidden files, and Windows drops dots and spaces at the end.
        let at_an_end = matches!(c, '.' | ' ') && (at == 0 || at + 1 == id.len());
        let (before, mut bytes) = (name.len(), [0; 4]);
        let written = c.encode_utf8(&mut bytes);
        if is_invisible || is_reserved || at_an_end || c.is_control() || c.is_whitespace() && c != ' ' {
            written.bytes().for_each(|byte| {
                let _ = write!(name, "%{byte:02X}");
            });
        } else {
            name.push(c);
        }
        if long.is_none() && name.len() > LONGEST {
            long = Some(before);
        }
    }
    if let Some(length) = long {
        name.truncate(length);
        let _ = write!(name, "%{:016x}", xxh3_64(id.as_bytes()));
    }
    // Windows reserves names of devices, with any extension.
    let device = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let is_device = matches!(&device[..], "CON" | "PRN" | "AUX" | "NUL")
        || ["COM", "LPT"].iter().any(|port| {
            device
                .strip_prefix(port)
                .is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit())
        });
    match &name[..] {
        "" => "%".to_owned(),
        _ if is_device => format!("%{:02X}{}", name.as_bytes()[0], &name[1..]),
        _ => name,
    }
}

/// A hash that is equal for names that some file systems do not distinguish.
fn name_key(name: &str) -> u64 {
    let folded: String = name.chars().flat_map(char::to_lowercase).nfc().collect();
    xxh3_64(folded.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_readable_where_they_can_be() {
        for (id, name) in [
            ("page-1_a.b", "page-1_a.b"),
            ("مقال 7", "مقال 7"),
            ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
            ("..", "%2E%2E"),
            (".", "%2E"),
            ("", "%"),
            ("%", "%25"),
            ("/abs", "%2Fabs"),
            ("C:\\x", "C%3A%5Cx"),
            ("a\0b\n", "a%00b%0A"),
            ("nul.txt", "%6Eul.txt"),
            ("com1", "%63om1"),
            ("a.", "a%2E"),
            (" a", "%20a"),
            (".dechaff-x", "%2Edechaff-x"),
            ("\u{202E}a", "%E2%80%AEa"),
        ] {
            assert_eq!(file_name(id), name);
        }
        let (long, longer) = (file_name(&"é".repeat(400)), file_name(&"é".repeat(401)));
        assert!(long.len() < 210 && long != longer && long.starts_with("éé"), "{long}");
    }

    proptest! {
        #[test]
        fn names_never_lead_out_of_their_folder(id in ".{0,300}|[./\\\\:a%~]{0,9}|(\\.\\./){1,99}x|.*[é/]{300}") {
            let name = file_name(&id);
            prop_assert!(name.len() <= 200 && !name.is_empty());
            let path = Path::new(&name);
            prop_assert_eq!(path.file_name().unwrap().to_str(), Some(&name[..]));
            prop_assert!(!name.starts_with('.') && !name.contains(['/', '\\', '\0', ':']));
        }

        #[test]
        fn ids_have_names_of_their_own(one in "[./%a2E]{0,5}", other in "[./%a2E]{0,5}") {
            prop_assert_eq!(one == other, file_name(&one) == file_name(&other));
        }
    }
}
