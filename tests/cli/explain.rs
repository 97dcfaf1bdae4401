//! What `dechaff explain` shows is complete and consistent.

use crate::bed::{Bed, PAGE, seeds, stdout};

/// What it shows of two sample pages, with their text: one has chaff inside a line, the other all that pages can have.
fn shown(arguments: &str) -> Vec<(String, String)> {
    let bed = Bed::new();
    bed.with_seeds("pages");
    let show = |(name, text): (String, String)| {
        let shown = stdout(&bed.succeed(&format!("explain pages/{name} {arguments}")));
        (text, shown)
    };
    seeds()
        .into_iter()
        .filter(|(name, _)| name.starts_with("001") || name.starts_with("004"))
        .map(show)
        .collect()
}

#[test]
fn labels_are_a_labeled_page() {
    for (text, shown) in shown("--show labels") {
        assert_eq!(shown.lines().count(), text.lines().count());
        for (row, line) in shown.lines().zip(text.lines()) {
            let (label, rest) = row.split_once('\t').unwrap();
            if label == "mixed" {
                let (whole, stays) = rest.rsplit_once('\t').unwrap();
                assert!(whole == line && line.contains(stays), "{row}");
            } else {
                assert_eq!(rest, line);
                assert_eq!(label == "blank", line.trim().is_empty(), "{row}");
            }
        }
    }
}

#[test]
fn weights_add_up_to_scores() {
    for (_, shown) in shown("--show evidence --lang none") {
        let mut sum = 0.0;
        let mut scores = 0;
        for row in shown.lines().filter(|row| row.starts_with("    ")) {
            let mut words = row.split_whitespace();
            let (Some(Ok(weight)), Some(name)) = (words.next().map(str::parse::<f64>), words.next()) else {
                continue;
            };
            if name == "score" {
                // Each weight is rounded.
                assert!((sum - weight).abs() < 0.06, "{sum} {row}");
                scores += 1;
                sum = 0.0;
            } else {
                sum += weight;
            }
        }
        assert!(scores > 0);
    }
}

#[test]
fn reasons_of_a_line_add_up_to_its_score_and_have_words() {
    let html = include_str!("../../testdata/html/en-live-blog.html");
    let bed = Bed::new();
    bed.write("page.txt", PAGE).write("page.html", html);
    for page in ["page.txt", "page.html"] {
        let shown = stdout(&bed.succeed(&format!("explain {page} --format jsonl")));
        for row in shown.lines() {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            let mut sum = row["base"].as_f64().unwrap() + row["alike"].as_f64().unwrap_or(0.0);
            for reason in row["reasons"].as_array().unwrap() {
                sum += reason["weight"].as_f64().unwrap();
                assert_ne!(reason["words"], reason["seen"]);
            }
            let is_blank = row["label"] == "blank";
            assert!(is_blank || (sum - row["score"].as_f64().unwrap()).abs() < 1e-3, "{row}");
        }
    }
}

#[test]
fn a_line_number_may_follow_the_file_name() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    let line = stdout(&bed.succeed("explain page.txt --line 3 --show evidence"));
    assert_eq!(stdout(&bed.succeed("explain page.txt:3")), line);
    assert_eq!(stdout(&bed.succeed("explain page.txt:3:7")), line);
}

/// The sign after the line number, and the rest of the row.
fn fate(row: &str) -> Option<(char, &str)> {
    let (number, rest) = (row.get(..4)?, row.get(5..)?);
    number.trim().parse::<usize>().ok()?;
    Some((rest.chars().next()?, rest))
}

#[test]
fn the_first_reason_is_about_the_line_and_speaks_for_its_fate() {
    for (_, shown) in shown("") {
        assert!(!shown.contains(" page-") && !shown.contains("region-share"), "{shown}");
        let mut removed = 0;
        for pair in shown.lines().collect::<Vec<_>>().windows(2) {
            let (Some((mark, row)), reason) = (fate(pair[0]), pair[1].trim_start()) else { continue };
            if row.contains("blank") || fate(pair[1]).is_some() {
                continue;
            }
            assert!(reason.starts_with(if mark == '-' { '-' } else { '+' }), "{row}\n{reason}");
            removed += usize::from(mark == '-');
        }
        assert!(removed > 0);
    }
}

#[test]
fn a_rule_marks_the_end_of_the_article() {
    let bed = Bed::new();
    bed.with_gold();
    let page = |name: &str| bed.read(&format!("set/in/{name}.txt"));
    let second = page("en-harbour-dredging");
    let mut rules = 0;
    for first in ["ar-dam-sluices", "th-weaver-village", "tr-lentil-soup"] {
        bed.write("two.txt", format!("{}\n\n{second}", page(first)));
        let shown = stdout(&bed.succeed("explain two.txt"));
        if let Some((_, below)) = shown.split_once("--- the article ends here ---\n") {
            rules += 1;
            let stays = |row: &str| fate(row).is_some_and(|(mark, _)| mark != '-');
            assert!(!below.contains("---") && !below.lines().any(stays), "{below}");
        }
    }
    assert!(rules > 0);
}

#[test]
fn spans_cover_the_page() {
    for (text, shown) in shown("--show spans") {
        let mut at = 0;
        for row in shown.lines() {
            let (start, rest) = row.trim_start().split_once("..").unwrap();
            let (end, _) = rest.split_once(' ').unwrap();
            assert_eq!(start, at.to_string());
            at = end.parse().unwrap();
        }
        assert_eq!(at, text.len());
    }
}

#[test]
fn rows_fit_and_number_every_line() {
    for (text, shown) in shown("") {
        // Arabic vowel signs are above letters and take no column.
        let columns = |row: &str| row.chars().filter(|c| !('\u{64B}'..='\u{65F}').contains(c)).count();
        assert!(shown.lines().all(|row| columns(row) <= 100), "{shown}");
        let numbers = shown.lines().filter_map(|row| row.get(..4)?.trim().parse::<usize>().ok());
        assert!(numbers.eq(1..=text.lines().count()));
    }
}

#[test]
fn colors_are_used_only_where_they_are_wanted() {
    let bed = Bed::new();
    bed.write("page.txt", "Home\n");
    let colored = |arguments: &str, variable: &str| {
        let mut command = bed.command(&format!("explain page.txt {arguments}"));
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
            command.env_remove(variable);
        }
        let output = command.env(variable, "1").output().unwrap();
        output.stdout.contains(&0x1B)
    };
    assert!(!colored("", "NONE"));
    assert!(colored("--color always", "NO_COLOR"));
    assert!(colored("", "CLICOLOR_FORCE"));
    assert!(!colored("--color never", "CLICOLOR_FORCE"));
}

#[test]
fn a_page_cannot_control_the_terminal() {
    let bed = Bed::new();
    bed.write("page.txt", "\u{1b}]0;title\u{7}Menu\n\u{1b}[2J\u{9b}31m\n");
    for view in ["lines", "evidence", "spans"] {
        let output = bed.succeed(&format!("explain page.txt --show {view}"));
        assert!(!stdout(&output).contains(['\u{1b}', '\u{7}', '\u{9b}']), "{view}");
    }
}

#[test]
fn reasons_are_phrases_without_fractions_and_negative_numbers() {
    for (_, shown) in shown("") {
        // The weight comes first: "+0.71 begins with no known phrase".
        let words: Vec<&str> = shown
            .lines()
            .filter(|row| row.starts_with("         "))
            .flat_map(|row| row.split(" · "))
            .filter_map(|reason| reason.trim().split_once(' '))
            .map(|(_, words)| words)
            .collect();
        assert!(words.len() > 20);
        for words in words {
            let numbers = words.split(' ').filter(|word| word.contains(|c: char| c.is_ascii_digit()));
            assert!(numbers.clone().all(|number| !number.contains(['.', '-'])), "{words}");
        }
    }
}
