//! What holds for some pages only: `forums/**=comment-section,date`.

use std::str::FromStr;

use globset::{Glob, GlobMatcher};

use super::selector::Selector;

/// Rules and labels that do not matter in pages that match.
#[derive(Clone, Debug)]
pub struct PerPath {
    pages: GlobMatcher,
    ignore: Vec<Selector>,
}

impl PerPath {
    /// What does not matter in a page, by its path as reports have it; also when that goes on in front of the pattern.
    pub fn selectors_for(&self, path: &str) -> &[Selector] {
        let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
        if starts.map(|at| &path[at..]).any(|path| self.pages.is_match(path)) { &self.ignore } else { &[] }
    }
}

impl FromStr for PerPath {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let Some((glob, rules)) = word.rsplit_once('=') else {
            return Err(format!("{word:?} has no = (write GLOB=RULES: forums/**=comment-section,date)"));
        };
        let pages = Glob::new(glob).map_err(|error| error.to_string())?.compile_matcher();
        let ignore = rules.split(',').map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { pages, ignore })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_matched_below_any_folder() {
        let here: PerPath = "forums/**=comment-section,date".parse().unwrap();
        assert_eq!(here.selectors_for("corpus/forums/a/b.txt").len(), 2);
        assert_eq!(here.selectors_for("forums/b.txt").len(), 2);
        assert!(here.selectors_for("news/b.txt").is_empty());
        assert!("forums/**".parse::<PerPath>().is_err());
        assert!("[a=date".parse::<PerPath>().is_err());
        assert!("a=dates".parse::<PerPath>().unwrap_err().contains("did you mean date"));
    }
}
