//! Evidence in words: all wording of reasons is here and in `words.tsv`.
//!
//! Each row of the table has the name of the evidence and its clauses, separated by tabs. The first clause that fits the
//! bucket gives the phrase:
//!
//! - `<EDGE: phrase` fits the buckets whose values are all below an edge of the evidence,
//! - `=CLASS: phrase` fits a class,
//! - `phrase` fits all.
//!
//! In a phrase, `{}` is a count, `{%}` a percentage, `{3}` and `{8}` how many of three or eight, `{a}` a class with its
//! article, `{cue}` a phrase of the class. `[one|many]` is the first word if the count is 1, and the second otherwise.
//! The names of the cut's evidence begin with `cut:`.

use std::collections::HashMap;
use std::sync::OnceLock;

use dechaff::{Boundary, BoundaryReason, Bucket, CutObservation, Label, Observation, Reason};

const WORDS: &str = include_str!("words.tsv");

/// Number of pieces of evidence to give for a boundary.
const REASONS: usize = 3;

/// Puts an observation about a line into words.
pub fn words(seen: Observation) -> String {
    phrase(seen.name(), seen.bucket()).unwrap_or_else(|| seen.to_string())
}

/// Says on how many pages of its site a line is.
pub fn site_words(pages_with_line: u32, pages: u32) -> String {
    format!("is on {} of {pages} pages of its site", pages_with_line.max(1))
}

/// Says what else decides about a line than its evidence, given that and what it adds to the score: the lines that the
/// markup treats like it, or a rule. Text has no markup.
pub fn alike_words(reasons: &[Reason], weight: f32, is_text: bool) -> &'static str {
    let is_phrase = |reason: &Reason| {
        reason.evidence.name() == "cue-line" && !matches!(reason.evidence.bucket(), Bucket::Class("none"))
    };
    match weight > 0.0 {
        true if is_text => "is a sentence with nothing around it",
        true => "the lines in elements like its own look like article text",
        false if reasons.iter().any(is_phrase) => "is nothing but a phrase of chaff",
        false if is_text => "is a line of the site’s template, or a date line above the text",
        false => "the lines in elements like its own look like chaff",
    }
}

/// Says why an article ends at a boundary, and how many words both sides share.
pub fn boundary_words(boundary: &Boundary) -> Vec<String> {
    let mut weighed = 0;
    let reason = |reason: &BoundaryReason| match reason {
        BoundaryReason::WordsChange => Some("the words change, with nothing between".to_owned()),
        BoundaryReason::Chaff(labels) => {
            let labels: Vec<&str> = labels.iter().copied().map(Label::name).collect();
            Some(format!("follows chaff ({})", labels.join(", ")))
        }
        BoundaryReason::SeparateArticle => Some("the text below is an article by itself".to_owned()),
        BoundaryReason::RepeatedClose => Some("lines of the same kinds close both articles".to_owned()),
        BoundaryReason::Evidence { seen, .. } if !seen.is_of_page() && weighed < REASONS => {
            weighed += 1;
            Some(cut_words(*seen))
        }
        _ => None,
    };
    let mut words: Vec<String> = boundary.reasons.iter().filter_map(reason).collect();
    let (shared, rare) = (boundary.shared_words, boundary.rare_words);
    let plural = if rare == 1 { "" } else { "s" };
    words.push(format!("the article above has {shared} of the {rare} rare word{plural} below"));
    words
}

fn cut_words(seen: CutObservation) -> String {
    phrase(&format!("cut:{}", seen.name()), seen.bucket()).unwrap_or_else(|| seen.to_string())
}

/// The phrase for a bucket of evidence, if the table has one.
fn phrase(name: &str, bucket: Bucket) -> Option<String> {
    let clause = rows().get(name)?.split('\t').find_map(|clause| fitting(clause, bucket))?;
    let (clause, is_one) = fill(clause, bucket);
    Some(inflect(&clause, is_one))
}

/// The clauses of each kind of evidence.
fn rows() -> &'static HashMap<&'static str, &'static str> {
    static ROWS: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    ROWS.get_or_init(|| WORDS.lines().filter_map(|row| row.split_once('\t')).collect())
}

/// The condition of a clause, `<EDGE` or `=CLASS`, and its phrase.
fn condition(clause: &str) -> (Option<&str>, &str) {
    match clause.split_once(": ") {
        Some((condition, phrase)) if condition.starts_with(['<', '=']) => (Some(condition), phrase),
        _ => (None, clause),
    }
}

/// The phrase of a clause, if the clause fits the bucket.
fn fitting(clause: &str, bucket: Bucket) -> Option<&str> {
    let (condition, phrase) = condition(clause);
    let fits = match (condition, bucket) {
        (None, _) => true,
        (Some(condition), Bucket::Class(class)) => condition.strip_prefix('=') == Some(class),
        (Some(condition), Bucket::Range { below: Some(below), .. }) => condition
            .strip_prefix('<')
            .and_then(|edge| edge.parse().ok())
            .is_some_and(|edge: f32| below <= edge),
        _ => false,
    };
    fits.then_some(phrase)
}

/// Puts the bucket into a phrase, and tells whether it counts one thing.
fn fill(phrase: &str, bucket: Bucket) -> (String, bool) {
    let (name, value) = match bucket {
        Bucket::Range { from, below } => {
            let Some((start, rest)) = phrase.split_once('{') else { return (phrase.to_owned(), false) };
            let Some((name, end)) = rest.split_once('}') else { return (phrase.to_owned(), false) };
            let value = match name {
                "%" => percentage(from, below),
                "" => count(from, below),
                _ => part(name.parse().unwrap_or(1), from, below),
            };
            return (format!("{start}{value}{end}"), value == "1");
        }
        Bucket::Class(class) if phrase.contains("{cue}") => ("{cue}", format!("“{}”", example(class))),
        Bucket::Class(class) if phrase.contains("{a element}") => ("{a element}", element(class)),
        Bucket::Class(class) => ("{a}", with_article(class)),
        // A fuzz target compiles the program outside the library, which may add buckets.
        #[allow(unreachable_patterns)]
        _ => return (phrase.to_owned(), false),
    };
    (phrase.replace(name, &value), false)
}

/// The whole numbers of a bucket: `3 to 4`. Negative numbers count in the other direction, and lose their sign.
fn count(from: Option<f32>, below: Option<f32>) -> String {
    let least = from.map(|from| from.ceil() as i64);
    let most = below.map(|below| below.ceil() as i64 - 1);
    match (least, most) {
        (Some(least), Some(most)) if least == most => least.abs().to_string(),
        (Some(least), Some(most)) => {
            format!("{} to {}", least.abs().min(most.abs()), least.abs().max(most.abs()))
        }
        (Some(least), None) => format!("{least} or more"),
        (None, Some(most)) if most < 0 => format!("{} or more", -most),
        (None, Some(0)) => "no".to_owned(),
        (None, Some(most)) => format!("fewer than {}", most + 1),
        (None, None) => "some".to_owned(),
    }
}

/// A share in whole percent: `20 to 30%`.
fn percentage(from: Option<f32>, below: Option<f32>) -> String {
    let percent = |share: f32| (100.0 * share).round() as i64;
    match (from.map(percent).filter(|&from| from > 0), below.map(percent)) {
        (Some(from), Some(below)) => format!("{from} to {below}%"),
        (Some(from), None) => format!("{from}% or more"),
        (None, Some(below)) => format!("less than {}%", below.max(1)),
        (None, None) => "some".to_owned(),
    }
}

/// A share of `of` things, as a number of them: `2 to 3`, `none`, `all`.
fn part(of: u8, from: Option<f32>, below: Option<f32>) -> String {
    let number = |share: f32| (share * f32::from(of)).ceil() as u8;
    match (from.map_or(0, number), below.map_or(of, |below| number(below) - 1)) {
        (_, 0) => "none".to_owned(),
        (least, _) if least >= of => "all".to_owned(),
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    }
}

/// Chooses one word of each `[one|many]`.
fn inflect(phrase: &str, is_one: bool) -> String {
    let mut words = String::with_capacity(phrase.len());
    let mut rest = phrase;
    while let Some((before, (one, many, after))) = rest.split_once('[').and_then(|(before, choice)| {
        let (one, choice) = choice.split_once('|')?;
        let (many, after) = choice.split_once(']')?;
        Some((before, (one, many, after)))
    }) {
        words.push_str(before);
        words.push_str(if is_one { one } else { many });
        rest = after;
    }
    words + rest
}

fn with_article(class: &str) -> String {
    let noun = match class {
        "quote" => "quotation mark",
        "sign" => "symbol",
        noun => noun,
    };
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

fn element(tag: &str) -> String {
    // "an h1", "an li": the names of these letters begin with a vowel.
    let article = if tag.starts_with(['a', 'h', 'l']) && tag != "label" { "an" } else { "a" };
    format!("{article} <{tag}> element")
}

/// A phrase of a class of cues.
fn example(class: &str) -> &str {
    match class {
        "read" => "Read also",
        "related" => "Related stories",
        "share" => "Share this",
        "comments" => "Comments",
        "tags" => "Tags",
        "source" => "Source",
        "date" => "Published on",
        "footer" => "All rights reserved",
        "newsletter" => "Subscribe",
        "nav" => "Home",
        "ads" => "Advertisement",
        "byline" => "Written by",
        "caption" => "Photo",
        class => class,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name in the table, stable form and bucket of each observation that can be a reason.
    fn all() -> Vec<(String, String, Bucket)> {
        let lines = Observation::all().map(|seen| (seen.name().to_owned(), seen.to_string(), seen.bucket()));
        let cuts = CutObservation::all()
            .map(|seen| (format!("cut:{}", seen.name()), format!("cut:{seen}"), seen.bucket()));
        lines.chain(cuts).collect()
    }

    #[test]
    fn every_bucket_of_all_evidence_has_a_phrase() {
        for (name, seen, bucket) in all() {
            let words = phrase(&name, bucket).unwrap_or_else(|| panic!("no words for {seen}"));
            assert!(!words.contains(['{', '}', '[', ']', '\t']), "{seen}: {words}");
            assert!(!words.contains("  ") && words.trim() == words, "{seen}: {words}");
            // Numbers are counts or percentages, never fractions or negative.
            let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let odd = words
                .char_indices()
                .any(|(at, c)| matches!(c, '-' | '.') && is_digit(words[at + 1..].chars().next()));
            assert!(!odd, "{seen}: {words}");
        }
    }

    #[test]
    fn every_clause_is_the_phrase_of_some_bucket() {
        let all = all();
        for row in WORDS.lines() {
            let (name, clauses) = row.split_once('\t').unwrap();
            let buckets = || all.iter().filter(|(of, ..)| of == name).map(|(_, _, bucket)| *bucket);
            let fits = |clause: &str, bucket| fitting(clause, bucket).is_some();
            let mut before: Vec<&str> = Vec::new();
            for clause in clauses.split('\t') {
                let used = buckets()
                    .any(|bucket| fits(clause, bucket) && !before.iter().any(|clause| fits(clause, bucket)));
                assert!(used, "{name} never uses: {clause}");
                before.push(clause);
            }
        }
    }

    #[test]
    fn a_condition_is_an_edge_or_a_class_of_its_evidence() {
        let all = all();
        for row in WORDS.lines() {
            let (name, clauses) = row.split_once('\t').unwrap();
            for condition in clauses.split('\t').filter_map(|clause| condition(clause).0) {
                let is_known = all.iter().filter(|(of, ..)| of == name).any(|(_, _, bucket)| match bucket {
                    Bucket::Class(class) => condition[1..] == **class,
                    Bucket::Range { below: Some(below), .. } => condition[1..].parse() == Ok(*below),
                    _ => false,
                });
                assert!(is_known, "{name} has no {condition}");
            }
        }
    }

    #[test]
    fn counts_are_whole_numbers_of_either_direction() {
        let counts = [
            (None, Some(1.0)),
            (Some(2.0), Some(3.0)),
            (Some(2.0), Some(5.0)),
            (Some(60.0), None),
            (Some(-5.0), Some(-3.0)),
            (None, Some(-30.0)),
            (Some(0.5), Some(1.5)),
            (None, Some(500.0)),
        ];
        let expected = ["no", "2", "2 to 4", "60 or more", "4 to 5", "31 or more", "1", "fewer than 500"];
        assert_eq!(counts.map(|(from, below)| count(from, below)), expected);
    }

    #[test]
    fn shares_are_percentages_or_parts_of_a_few() {
        assert_eq!(percentage(Some(0.2), Some(0.3)), "20 to 30%");
        assert_eq!(percentage(Some(0.003), Some(0.02)), "less than 2%");
        assert_eq!(percentage(Some(0.98), None), "98% or more");
        assert_eq!(part(8, None, Some(0.1)), "none");
        assert_eq!(part(8, Some(0.1), Some(0.2)), "1");
        assert_eq!(part(8, Some(0.5), Some(0.7)), "4 to 5");
        assert_eq!(part(8, Some(0.9), None), "all");
    }

    #[test]
    fn words_agree_with_their_number() {
        let commas = |from, below| phrase("commas", Bucket::Range { from, below }).unwrap();
        assert_eq!(commas(None, Some(1.0)), "has no commas");
        assert_eq!(commas(Some(1.0), Some(2.0)), "has 1 comma");
        assert_eq!(commas(Some(3.0), Some(5.0)), "has 3 to 4 commas");
        let class = |name, class| phrase(name, Bucket::Class(class)).unwrap();
        assert_eq!(class("end", "ellipsis"), "ends with an ellipsis");
        assert_eq!(class("element", "li"), "is in an <li> element");
        assert_eq!(class("cue-line", "share"), "is a phrase like “Share this”");
    }

    #[test]
    fn a_boundary_names_chaff_three_pieces_of_evidence_and_shared_words() {
        let evidence = |name: &str| {
            let seen = CutObservation::all().find(|seen| seen.name() == name).unwrap();
            BoundaryReason::Evidence { seen, weight: 1.0 }
        };
        let chaff = BoundaryReason::Chaff(vec![Label::Tags, Label::Related]);
        let names = ["page-lines", "gap", "blanks", "sentence-above", "cue"];
        let reasons = [chaff].into_iter().chain(names.map(evidence)).collect();
        let boundary = Boundary { line: 3, reasons, rare_words: 31, shared_words: 2 };
        let words = [
            "follows chaff (tags, related)",
            "nothing comes between",
            "no blank lines come right before it",
            "the line above does not end a sentence",
            "the article above has 2 of the 31 rare words below",
        ];
        assert_eq!(boundary_words(&boundary), words);
    }

    #[test]
    fn a_repeated_close_is_named() {
        let boundary = Boundary {
            line: 3,
            reasons: vec![BoundaryReason::RepeatedClose],
            rare_words: 1,
            shared_words: 0,
        };
        let words = [
            "lines of the same kinds close both articles",
            "the article above has 0 of the 1 rare word below",
        ];
        assert_eq!(boundary_words(&boundary), words);
    }
}
