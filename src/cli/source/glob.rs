//! Patterns for paths: `forums/**`, `*.html`.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A pattern as in shells: `*` matches within a name, `**` across folders, and there are `?`, `[a-z]`, `{a,b}` and `\`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(String);

impl Glob {
    /// Whether it matches a path with `/`.
    pub fn matches(&self, path: &str) -> bool {
        fast_glob::glob_match(&self.0, path)
    }

    /// Whether one of the patterns matches the path, or the name alone.
    pub fn any(globs: &[Self], path: &Path) -> bool {
        if globs.is_empty() {
            return false;
        }
        let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
        let (whole, name) = (names.join("/"), names.last());
        globs.iter().any(|glob| glob.matches(&whole) || name.is_some_and(|name| glob.matches(name)))
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Glob {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        // Otherwise a pattern with a slip matches nothing, and says nothing.
        let mut open = Vec::new();
        let mut characters = word.chars();
        while let Some(c) = characters.next() {
            match c {
                '\\' => _ = characters.next(),
                ']' if open.last() == Some(&'[') => _ = open.pop(),
                // In brackets, braces are characters.
                _ if open.last() == Some(&'[') => {}
                '[' | '{' => open.push(c),
                '}' if open.last() == Some(&'{') => _ = open.pop(),
                _ => {}
            }
        }
        match open.pop() {
            Some(bracket) => Err(format!("{bracket:?} is not closed (close it, or match it with ?)")),
            None => Ok(Self(word.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_matches_as_a_whole_or_by_its_name() {
        let matches = |glob: &str, path| Glob::any(&[glob.parse().unwrap()], Path::new(path));
        assert!(matches("*.html", "a/b.html") && matches("a/*.html", "a/b.html"));
        assert!(matches("a/**", "a/b/c.txt") && !matches("a/*", "a/b/c.txt"));
        assert!(matches("{a,b}/[a-c]?.txt", "b/cx.txt") && matches("\\[a", "[a"));
        assert!(!matches("b", "a/b/c.txt"));
    }

    #[test]
    fn brackets_are_closed() {
        for glob in ["[a", "{a,b", "a/{b,[c}"] {
            assert!(glob.parse::<Glob>().unwrap_err().contains("is not closed"), "{glob}");
        }
        assert!("[{]".parse::<Glob>().is_ok() && "a}]".parse::<Glob>().is_ok());
    }
}
