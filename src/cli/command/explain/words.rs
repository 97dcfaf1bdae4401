//! Evidence in words that need no table of names.

use std::collections::HashMap;
use std::sync::OnceLock;

use dechaff::Observation;

/// Name of the evidence, tab, what is said of a line, with `{}` for the bucket; behind another tab what is said instead
/// when there is nothing to see.
const WORDS: &str = include_str!("words.tsv");

/// Says what was seen of a line.
pub fn words(seen: Observation) -> String {
    static ROWS: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| WORDS.lines().filter_map(|row| row.split_once('\t')).collect());
    let plain = seen.to_string();
    let bucket = plain.split_once(" = ").map_or(&plain[..], |(_, bucket)| bucket);
    let Some(row) = rows.get(seen.name()) else { return plain.clone() };
    let (words, nothing) =
        row.split_once('\t').map_or((*row, None), |(words, nothing)| (words, Some(nothing)));
    // What is far away is not seen: the last bucket holds both.
    let is_far = bucket.ends_with("or more");
    match nothing {
        Some(nothing) if is_far || matches!(bucket, "none" | "no line") => nothing.to_owned(),
        _ if words.starts_with("{} ") => words.replace("{}", &number(bucket)),
        _ => words.replace("{}", bucket),
    }
}

/// A number of things: from 0 to below 1 is none, from 2 to below 3 is 2.
fn number(bucket: &str) -> String {
    if bucket == "below 1" {
        return "no".to_owned();
    }
    let whole = |text: &str| text.parse::<i32>().ok();
    match bucket.split_once(" to ").map(|(from, to)| (whole(from), whole(to))) {
        Some((Some(from), Some(to))) if to == from + 1 => from.to_string(),
        _ => bucket.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_can_be_counted() {
        assert_eq!(
            ["below 1", "2 to 3", "2 to 5", "60 or more"].map(number),
            ["no", "2", "2 to 5", "60 or more"]
        );
        assert_eq!(number("-0.5 to 0.5"), "-0.5 to 0.5");
    }
}
