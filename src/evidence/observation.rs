//! What was seen of a line, in words.

use std::fmt;

use super::{Buckets, Family, registry};

/// One kind of evidence and the bucket that a line is in, such as `end = full stop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation {
    /// Index of the evidence in the registry.
    column: u16,
    bucket: u8,
}

impl Observation {
    pub(crate) fn new(column: usize, bucket: u8) -> Self {
        Self { column: column as u16, bucket }
    }

    /// The name of the evidence.
    pub fn name(self) -> &'static str {
        registry()[usize::from(self.column)].name
    }

    /// The family of the evidence.
    pub fn family(self) -> Family {
        registry()[usize::from(self.column)].family
    }

    /// Whether it is the same for all lines of a page.
    pub fn is_of_page(self) -> bool {
        registry()[usize::from(self.column)].of_page
    }
}

impl fmt::Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = ", self.name())?;
        let bucket = usize::from(self.bucket);
        match registry()[usize::from(self.column)].buckets {
            Buckets::Names(names) => f.write_str(names[bucket]),
            Buckets::Edges(edges) if bucket == 0 => write!(f, "below {}", edges[0]),
            Buckets::Edges(edges) if bucket == edges.len() => write!(f, "{} or more", edges[bucket - 1]),
            Buckets::Edges(edges) => write!(f, "{} to {}", edges[bucket - 1], edges[bucket]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bucket_has_words() {
        for (column, kind) in registry().iter().enumerate() {
            let words: Vec<String> = (0..kind.buckets.count())
                .map(|bucket| Observation::new(column, bucket as u8).to_string())
                .collect();
            assert!(words.iter().all(|words| words.starts_with(kind.name)));
            let mut different = words.clone();
            different.sort();
            different.dedup();
            assert_eq!(different.len(), words.len(), "{words:?}");
        }
    }

    #[test]
    fn what_is_the_same_for_the_whole_page_is_known() {
        for (column, kind) in registry().iter().enumerate() {
            let named = kind.name.starts_with("page-") || ["region-share", "blank-rate"].contains(&kind.name);
            assert!(!named || Observation::new(column, 0).is_of_page(), "{}", kind.name);
        }
    }
}
