//! Rules and labels to ignore in some pages: `forums/**=comment-section,date`.

use std::str::FromStr;

use super::selector::Selector;
use crate::cli::source::Glob;

/// The value of `--per-path`.
#[derive(Clone, Debug)]
pub struct PerPath {
    pages: Glob,
    ignore: Vec<Selector>,
}

impl PerPath {
    /// What to ignore in a page, given its path as in reports. The pattern may match the part of the path below any folder.
    pub fn selectors_for(&self, path: &str) -> &[Selector] {
        let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
        if starts.map(|at| &path[at..]).any(|path| self.pages.matches(path)) { &self.ignore } else { &[] }
    }
}

impl FromStr for PerPath {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let Some((glob, rules)) = word.rsplit_once('=') else {
            return Err(format!(
                "{word:?} has no \"=\" (use GLOB=RULES, such as forums/**=comment-section,date)"
            ));
        };
        let pages = glob.parse()?;
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
