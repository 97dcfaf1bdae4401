//! What was seen of a line: one kind of evidence and the bucket of its value.

use std::fmt;

use super::{Buckets, Family, registry};

/// One kind of evidence and the bucket that a line is in, such as `end = full stop`.
///
/// Its [`Display`](fmt::Display) form is `name = bucket`, with the names that model files use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation {
    /// Index of the evidence in the registry.
    column: u16,
    bucket: u8,
}

/// A bucket of evidence: the values that a model does not tell apart.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Bucket {
    /// Numbers, in the unit of the evidence.
    Range {
        /// The least of them; none in the lowest bucket.
        from: Option<f32>,
        /// All of them are less; none in the highest bucket.
        below: Option<f32>,
    },
    /// A class, by its name.
    Class(&'static str),
}

impl Observation {
    pub(crate) fn new(column: usize, bucket: u8) -> Self {
        Self { column: column as u16, bucket }
    }

    /// Every observation that can be made of a line: all kinds of evidence, each with all of its buckets.
    pub fn all() -> impl Iterator<Item = Self> {
        let columns = registry().iter().enumerate();
        columns.flat_map(|(column, kind)| {
            (0..kind.buckets.count()).map(move |bucket| Self::new(column, bucket as u8))
        })
    }

    /// The name of the evidence: kebab-case, ASCII.
    pub fn name(self) -> &'static str {
        registry()[usize::from(self.column)].name
    }

    /// The family of the evidence.
    pub fn family(self) -> Family {
        registry()[usize::from(self.column)].family
    }

    /// The bucket that the line is in.
    pub fn bucket(self) -> Bucket {
        registry()[usize::from(self.column)].buckets.get(self.bucket)
    }

    /// Whether it is the same for all lines of a page.
    pub fn is_of_page(self) -> bool {
        registry()[usize::from(self.column)].of_page
    }
}

impl Buckets {
    /// One of the buckets, by its number from 0.
    pub(crate) fn get(self, bucket: u8) -> Bucket {
        let bucket = usize::from(bucket);
        match self {
            Self::Names(names) => Bucket::Class(names[bucket]),
            Self::Edges(edges) => Bucket::Range {
                from: bucket.checked_sub(1).map(|below| edges[below]),
                below: edges.get(bucket).copied(),
            },
        }
    }
}

impl fmt::Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name(), self.bucket())
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Class(name) => f.write_str(name),
            Self::Range { from: None, below: Some(below) } => write!(f, "below {below}"),
            Self::Range { from: Some(from), below: None } => write!(f, "{from} or more"),
            Self::Range { from: Some(from), below: Some(below) } => write!(f, "{from} to {below}"),
            Self::Range { from: None, below: None } => f.write_str("any"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_observations_look_the_same() {
        let mut all: Vec<String> = Observation::all().map(|seen| seen.to_string()).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_bucket_has_the_edges_of_its_evidence() {
        let buckets = Buckets::Edges(&[1.0, 2.5]);
        assert_eq!(buckets.get(0), Bucket::Range { from: None, below: Some(1.0) });
        assert_eq!(buckets.get(1), Bucket::Range { from: Some(1.0), below: Some(2.5) });
        assert_eq!(buckets.get(2), Bucket::Range { from: Some(2.5), below: None });
        assert_eq!(
            [0, 1, 2].map(|bucket| buckets.get(bucket).to_string()),
            ["below 1", "1 to 2.5", "2.5 or more"]
        );
        assert_eq!(Buckets::Names(&["none", "dot"]).get(1), Bucket::Class("dot"));
    }

    #[test]
    fn what_is_the_same_for_the_whole_page_is_known() {
        for seen in Observation::all() {
            let is_named_so =
                seen.name().starts_with("page-") || ["region-share", "blank-rate"].contains(&seen.name());
            assert!(!is_named_so || seen.is_of_page(), "{}", seen.name());
        }
    }
}
