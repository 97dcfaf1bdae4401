//! What a page of HTML says about itself, as the object `metadata` of a record.

use dechaff::About;
use serde_json::{Map, Value};

/// Title, author, date, language, description and site name, as far as the page gives them.
pub fn metadata(about: &About) -> Map<String, Value> {
    let date = about.date().and_then(iso_date);
    let fields = [
        ("title", about.title()),
        ("author", about.byline()),
        ("date", date.as_deref()),
        ("language", about.language.as_deref()),
        ("description", about.descriptions.first().map(String::as_str)),
        ("site_name", about.site.as_deref()),
    ];
    fields.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into()))).collect()
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date in ISO 8601, with its time and zone if it has them. `None` if it is not certain which day is meant.
fn iso_date(text: &str) -> Option<String> {
    let halves = |word| match str::split_once(word, 'T') {
        Some((date, time)) if numbers(date).is_some() => [date, time],
        _ => [word, ""],
    };
    let words: Vec<&str> = text.split([' ', ',']).flat_map(halves).filter(|word| !word.is_empty()).collect();
    let date = words.first().and_then(|word| numbers(word)).or_else(|| named(text))?;
    let (year, month, day) = date;
    let is_day = (1000..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let date = is_day.then(|| format!("{year:04}-{month:02}-{day:02}"))?;
    let time = words.iter().find_map(|word| time(word)).map(|(clock, glued)| {
        let zone = glued.or_else(|| words.iter().find_map(|word| zone(word))).unwrap_or_default();
        format!("T{clock}{zone}")
    });
    Some(date + &time.unwrap_or_default())
}

/// Year, month and day.
type Date = (u32, u32, u32);

/// `2024-03-04`, `2024/3/4`, `2024.03.04` or `20240304`.
fn numbers(word: &str) -> Option<Date> {
    if word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((word[..4].parse().ok()?, word[4..6].parse().ok()?, word[6..].parse().ok()?));
    }
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    let [year, month, day] = parts[..] else { return None };
    if year.len() != 4 {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

/// `4 March 2024`, `March 4, 2024` or `Mon, 04 Mar 2024`.
fn named(text: &str) -> Option<Date> {
    let words: Vec<String> =
        text.split([' ', ',', '.']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let month = |word: &String| MONTHS.iter().position(|month| word.get(..3) == Some(month));
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| Some((at, month(word)? as u32 + 1)))?;
    let number = |at: Option<usize>| words.get(at?)?.parse::<u32>().ok();
    let (before, after, behind) = (number(at.checked_sub(1)), number(Some(at + 1)), number(Some(at + 2)));
    match (before, after, behind) {
        (Some(day), Some(year), _) if year >= 1000 => Some((year, month, day)),
        (None, Some(day), Some(year)) => Some((year, month, day)),
        _ => None,
    }
}

/// A clock time such as `09:12` or `09:12:00.5`, and the zone glued to it.
fn time(word: &str) -> Option<(String, Option<String>)> {
    let end = word.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(word.len());
    let (clock, rest) = word.split_at(end);
    let whole = clock.split('.').next().unwrap_or_default();
    let parts: Vec<&str> = whole.split(':').collect();
    let is_time = (2..=3).contains(&parts.len())
        && parts.iter().all(|part| part.len() == 2)
        && parts
            .iter()
            .zip([24, 60, 61])
            .all(|(part, most)| part.parse().is_ok_and(|value: u32| value < most));
    is_time.then(|| (clock.to_owned(), zone(rest)))
}

/// `Z`, `GMT`, `UTC`, `+01:00` or `+0100`.
fn zone(word: &str) -> Option<String> {
    match word {
        "Z" | "z" | "GMT" | "UTC" => return Some("Z".to_owned()),
        _ => {}
    }
    let sign = word.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
    let digits: String = word[1..].chars().filter(|c| *c != ':').collect();
    let is_zone = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_zone.then(|| format!("{sign}{}:{}", &digits[..2], &digits[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_iso_8601_if_the_day_is_certain() {
        for (text, date) in [
            ("2024-03-04T09:12:00Z", Some("2024-03-04T09:12:00Z")),
            ("2024-03-04 09:12", Some("2024-03-04T09:12")),
            ("2024-03-04T09:12:00.25+0100", Some("2024-03-04T09:12:00.25+01:00")),
            ("2024/3/4", Some("2024-03-04")),
            ("20240304", Some("2024-03-04")),
            ("Mon, 04 Mar 2024 09:12:00 GMT", Some("2024-03-04T09:12:00Z")),
            ("4 March 2024", Some("2024-03-04")),
            ("March 4, 2024, 09:12 +02:00", Some("2024-03-04T09:12+02:00")),
            ("Tue, 04 Mar 2024", Some("2024-03-04")),
            ("03/04/2024", None),
            ("2024-13-04", None),
            ("yesterday", None),
            ("٤ مارس ٢٠٢٤", None),
            ("", None),
        ] {
            assert_eq!(iso_date(text).as_deref(), date, "{text}");
        }
    }

    #[test]
    fn only_what_the_page_says_is_in_it() {
        let html = dechaff::Html::read(
            "<html lang=nb><meta name=author content='Ola Brandt'><title>The ferry</title>",
        );
        let json = Value::Object(metadata(html.about())).to_string();
        assert_eq!(json, r#"{"author":"Ola Brandt","language":"nb","title":"The ferry"}"#);
    }
}
