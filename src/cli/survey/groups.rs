//! Numbers by site or by language. Memory does not grow with the corpus.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use xxhash_rust::xxh3::xxh3_64;

use super::hashed::Hashed;
use super::statistics::Characters;

/// Numbers of some pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Pages.
    pub pages: u64,
    /// Those of them of which nothing is kept.
    pub emptied: u64,
    /// Unicode characters of the text, line ends included.
    pub characters: Characters,
}

/// Numbers by name, in the order in which the names were first seen. That order does not depend on how pages are divided
/// among threads, so neither does the choice of the names that are counted apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// The place of each in the list, by its hash.
    places: Hashed<usize>,
    groups: Vec<(String, Totals)>,
}

/// Most names to count apart. Pages give their own, so there may be any number.
const MOST: usize = 50_000;
/// Most characters of a name.
const LONGEST: usize = 80;
/// The name for the rest.
pub const REST: &str = "(all others)";

impl Groups {
    /// The numbers for a name.
    pub fn of(&mut self, name: &str) -> &mut Totals {
        let mut name = shown(name);
        let mut hash = xxh3_64(name.as_bytes());
        if self.groups.len() >= MOST && !self.places.contains_key(&hash) {
            name = REST;
            hash = xxh3_64(name.as_bytes());
        }
        let place = *self.places.entry(hash).or_insert(self.groups.len());
        if place == self.groups.len() {
            self.groups.push((name.to_owned(), Totals::default()));
        }
        &mut self.groups[place].1
    }

    /// The numbers for a name, if there are any.
    pub fn get(&self, name: &str) -> Option<Totals> {
        self.places.get(&xxh3_64(shown(name).as_bytes())).map(|&place| self.groups[place].1)
    }

    /// All names with their numbers, those with most pages first.
    pub fn sorted(&self) -> Vec<(&str, Totals)> {
        let mut sorted: Vec<_> = self.groups.iter().map(|(name, totals)| (&name[..], *totals)).collect();
        sorted.sort_by(|(name, one), (other_name, other)| {
            other.pages.cmp(&one.pages).then_with(|| name.cmp(other_name))
        });
        sorted
    }
}

/// A name, shortened.
fn shown(name: &str) -> &str {
    // Most names are shorter than that in bytes already.
    if name.len() <= LONGEST {
        name
    } else {
        name.char_indices().nth(LONGEST).map_or(name, |(end, _)| &name[..end])
    }
}

impl Totals {
    /// Counts a page.
    pub fn add_page(&mut self, characters: Characters) {
        *self += Self { pages: 1, emptied: u64::from(characters.kept == 0), characters };
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.pages += other.pages;
        self.emptied += other.emptied;
        self.characters += other.characters;
    }
}

impl AddAssign<&Self> for Groups {
    fn add_assign(&mut self, other: &Self) {
        other.groups.iter().for_each(|(name, totals)| *self.of(name) += *totals);
    }
}

impl Serialize for Groups {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.sorted())
    }
}

impl<'de> Deserialize<'de> for Groups {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut groups = Self::default();
        for (name, totals) in BTreeMap::<String, Totals>::deserialize(deserializer)? {
            *groups.of(&name) += totals;
        }
        Ok(groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_does_not_grow_with_the_corpus() {
        let mut groups = Groups::default();
        let characters = Characters { read: 3, kept: 1, removed: 2 };
        for number in 0..MOST + 1_000 {
            groups.of(&format!("{number} {}", "ص".repeat(500))).add_page(characters);
        }
        let sorted = groups.sorted();
        assert_eq!(sorted.len(), MOST + 1);
        assert!(sorted.iter().all(|(name, _)| name.chars().count() <= LONGEST));
        assert_eq!(sorted[0], (REST, groups.get(REST).unwrap()));
        assert_eq!(groups.get(REST).unwrap().pages, 1_000);
        assert_eq!(sorted.iter().map(|(_, totals)| totals.pages).sum::<u64>(), MOST as u64 + 1_000);
    }

    #[test]
    fn names_are_the_same_however_pages_are_divided() {
        let count = |names: &[&str]| {
            let mut groups = Groups::default();
            names.iter().for_each(|name| groups.of(name).add_page(Characters::default()));
            groups
        };
        let all = count(&["b", "a", "b", "c"]);
        let mut sum = count(&["b", "a"]);
        sum += &count(&["b", "c"]);
        assert_eq!(sum, all);
        let json = serde_json::to_string(&all).unwrap();
        let read: Groups = serde_json::from_str(&json).unwrap();
        assert_eq!(read.sorted(), all.sorted());
    }
}
