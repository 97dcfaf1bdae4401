//! `dechaff check`: what it finds, what passes, and the forms in which it says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Output;

use dechaff::Rule;
use serde_json::Value;

use crate::bed::{Bed, PAGE, stderr, stdout};

/// What no cleaner finds anything in.
const CLEAN: &str = include_str!("../../testdata/rules/glued-tags.near.txt");
/// A path and a page with all that forms have to escape.
const HOSTILE: (&str, &str) = (
    "pages/50% a,b:c <d>.txt",
    "Share this\nTags: <b>&amp;</b> ]]> % :: \"x\" \u{1b}[2J \u{202e} ص\nHome | News\n",
);

fn exit(output: &Output) -> Option<i32> {
    output.status.code()
}

/// A folder with a clean page, a noisy one and a hostile one.
fn bed() -> Bed {
    let bed = Bed::new();
    bed.write("pages/clean.txt", CLEAN).write("pages/noisy.txt", PAGE);
    #[cfg(not(windows))]
    bed.write(HOSTILE.0, format!("{}{CLEAN}", HOSTILE.1));
    bed
}

fn checked(bed: &Bed, arguments: &str) -> String {
    let output = bed.run(&format!("check pages {arguments}"));
    assert_eq!(exit(&output), Some(1), "{}", stderr(&output));
    stdout(&output)
}

fn rows(jsonl: &str) -> Vec<Value> {
    jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_rule_has_a_page_with_it_and_one_without() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rules");
    let mut pages = BTreeSet::new();
    for rule in Rule::ALL {
        let found = |name: String| -> BTreeSet<String> {
            let keep = if rule == Rule::UnwantedLabel { "strict" } else { "article" };
            let path = folder.join(&name);
            pages.insert(name);
            let output =
                Bed::new().command("check --format jsonl --keep").arg(keep).arg(&path).output().unwrap();
            assert!(exit(&output) < Some(2), "{}", stderr(&output));
            rows(&stdout(&output)).iter().map(|row| row["rule"].as_str().unwrap().to_owned()).collect()
        };
        let mut found = found;
        assert!(found(format!("{rule}.txt")).contains(rule.id()), "{rule}");
        assert!(!found(format!("{rule}.near.txt")).contains(rule.id()), "{rule} near");
    }
    let there = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(there.collect::<BTreeSet<_>>(), pages);
}

#[test]
fn exit_codes_tell_what_happened() {
    let bed = bed();
    assert_eq!(exit(&bed.run("check pages/clean.txt")), Some(0));
    assert_eq!(exit(&bed.run("check pages/noisy.txt")), Some(1));
    // What could not be read comes before what was found.
    assert_eq!(exit(&bed.run("check pages/noisy.txt no-such.txt")), Some(2));
    assert_eq!(exit(&bed.run("check pages/clean.txt --select no-such-rule")), Some(2));
    assert_eq!(exit(&bed.run("check pages --baseline no-such.jsonl")), Some(2));
}

#[test]
fn findings_are_where_they_say() {
    let bed = bed();
    let rows = rows(&checked(&bed, "--format jsonl"));
    assert!(rows.len() > 5);
    for row in rows {
        let page = bed.read(row["path"].as_str().unwrap());
        let number = |name: &str| usize::try_from(row[name].as_u64().unwrap()).unwrap();
        let line = page.lines().nth(number("line") - 1).unwrap();
        let length = number("end_column") - number("column");
        let piece: String = line.chars().skip(number("column") - 1).take(length).collect();
        assert_eq!(piece, row["text"], "{row}");
        let at = |index: usize| usize::try_from(row["bytes"][index].as_u64().unwrap()).unwrap();
        assert_eq!(page[at(0)..at(1)], piece);
    }
}

#[test]
fn every_form_has_every_finding() {
    let bed = bed();
    let count = rows(&checked(&bed, "--format jsonl")).len();
    assert_eq!(checked(&bed, "--format concise").lines().count(), count);
    assert_eq!(checked(&bed, "--format full").matches('⟦').count(), count);
    let json: Value = serde_json::from_str(&checked(&bed, "--format json")).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), count);
    assert_eq!(json["summary"]["findings"], count);
    let sarif: Value = serde_json::from_str(&checked(&bed, "--format sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), count);
    let known: BTreeSet<&str> = Rule::ALL.map(Rule::id).into();
    assert!(
        json["findings"].as_array().unwrap().iter().all(|row| known.contains(row["rule"].as_str().unwrap()))
    );
}

#[test]
fn output_does_not_depend_on_threads() {
    let bed = bed();
    for page in 0..50 {
        bed.write(&format!("pages/{page}.txt"), if page % 3 == 0 { CLEAN } else { PAGE });
    }
    for format in ["concise", "sarif", "junit"] {
        let with = |threads| checked(&bed, &format!("--format {format} --threads {threads}"));
        assert!(with(1) == with(4), "{format}");
    }
}

#[test]
fn a_page_steers_neither_terminal_nor_workflow() {
    let bed = bed();
    for format in ["concise", "full", "json", "jsonl", "github", "sarif", "junit"] {
        let shown = checked(&bed, &format!("--format {format} --color never"));
        assert!(!shown.contains('\u{1b}'), "{format}");
    }
    assert!(!checked(&bed, "--format full").contains('\u{202e}'));
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/schemas/sarif-2.1.0.json");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let schema = compiler.compile(schema.to_str().unwrap(), &mut schemas).unwrap();
    let valid = |text: &str| {
        let report: Value = serde_json::from_str(text).unwrap();
        schemas.validate(&report, schema).unwrap_or_else(|error| panic!("{error:#}"));
        report
    };
    let bed = bed();
    let report = valid(&checked(&bed, "--format sarif"));
    let run = &report["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let rule =
            &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    valid(&stdout(&bed.succeed("check pages/clean.txt --format sarif")));
    // What code scanning refuses is left out, and said.
    bed.write("many/a.txt", CLEAN.repeat(26_000 / CLEAN.lines().count()));
    let output = bed.run("check many --format sarif --keep nav");
    let report = valid(&stdout(&output));
    assert_eq!(report["runs"][0]["results"].as_array().unwrap().len(), 25_000);
    assert!(stderr(&output).contains(" findings left out"), "{}", stderr(&output));
}

#[test]
fn junit_is_xml_with_numbers_that_add_up() {
    let report = checked(&bed(), "--format junit");
    let report = roxmltree::Document::parse(&report).unwrap();
    let suite = report.root_element().first_element_child().unwrap();
    assert_eq!(suite.tag_name().name(), "testsuite");
    let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
    let failures: Vec<_> = cases.iter().filter_map(roxmltree::Node::first_element_child).collect();
    assert_eq!(suite.attribute("tests"), Some(&cases.len().to_string()[..]));
    assert_eq!(suite.attribute("failures"), Some(&failures.len().to_string()[..]));
    assert!(failures.iter().all(|failure| failure.has_tag_name("failure") && failure.text().is_some()));
    #[cfg(not(windows))]
    assert!(cases.iter().any(|case| case.attribute("name") == Some(HOSTILE.0)));
}

#[test]
fn annotations_follow_their_grammar() {
    for line in checked(&bed(), "--format github").lines() {
        let (properties, message) = line.strip_prefix("::error ").unwrap().split_once("::").unwrap();
        let properties: BTreeMap<_, _> =
            properties.split(',').map(|property| property.split_once('=').unwrap()).collect();
        let names: Vec<_> = properties.keys().copied().collect();
        assert_eq!(names, ["col", "endColumn", "endLine", "file", "line", "title"]);
        for number in ["line", "endLine", "col", "endColumn"] {
            assert!(properties[number].parse::<u32>().unwrap() > 0, "{line}");
        }
        assert!(!message.is_empty() && !message.chars().any(char::is_control), "{line}");
    }
}

#[test]
fn lines_of_html_are_not_those_of_the_file() {
    let bed = Bed::new();
    let paragraphs = CLEAN.trim_end().replace('\n', "<p>");
    let menu = "<nav><ul><li><a href=/a>Home</a><li><a href=/b>News</a><li><a href=/c>Log in</a></ul></nav>";
    bed.write("page.html", format!("<html><body>{menu}<article><p>{paragraphs}</article></body></html>"));
    let annotations = stdout(&bed.run("check page.html --format github --keep nav"));
    assert!(annotations.starts_with("::error file=page.html,title=dechaff "), "{annotations}");
    assert!(!stdout(&bed.run("check page.html --format sarif --keep nav")).contains("region"));
}

#[test]
fn rules_and_labels_are_chosen() {
    let bed = bed();
    let rules = |arguments: &str| -> BTreeSet<String> {
        let output = bed.run(&format!("check pages/noisy.txt --format jsonl {arguments}"));
        rows(&stdout(&output)).iter().map(|row| row["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert!(rules("").len() > 2);
    assert_eq!(rules("--select menu-line"), ["menu-line".to_owned()].into());
    assert_eq!(rules("--select nav"), rules("--select menu-line"));
    assert!(rules("--select nav --ignore menu-line").is_empty());
    assert!(!rules("--ignore menu-line").contains("menu-line"));
    let certain = rows(&stdout(&bed.run("check pages/noisy.txt --format jsonl --min-score 90%")));
    assert!(certain.iter().all(|row| row["score"].as_f64().unwrap() >= 0.9));
}

#[test]
fn a_little_noise_may_pass() {
    let bed = Bed::new();
    bed.write("pages/a.txt", format!("{CLEAN}Share this\n")).write("pages/b.txt", PAGE);
    assert_eq!(exit(&bed.run("check pages/a.txt")), Some(1));
    assert_eq!(exit(&bed.run("check pages/a.txt --max-noise 5%")), Some(0));
    // One page too much; all together few enough.
    assert!(!checked(&bed, "--max-noise 5%").contains("pages/a.txt"));
    assert_eq!(exit(&bed.run("check pages --max-corpus-noise 60%")), Some(0));
    assert_eq!(exit(&bed.run("check pages --max-corpus-noise 1%")), Some(1));
}

#[test]
fn known_findings_pass_until_they_are_gone() {
    let bed = bed();
    let known = "--baseline known.jsonl";
    bed.succeed("check pages --write-baseline known.jsonl");
    let first = bed.read("known.jsonl");
    bed.succeed(&format!("check pages {known}"));
    // Elsewhere in the page it is the same finding; nothing new, nothing gone.
    bed.write("pages/noisy.txt", format!("\n\n{PAGE}"));
    bed.succeed(&format!("check pages {known} --update-baseline"));
    assert_eq!(bed.read("known.jsonl"), first);
    // A new one fails and does not get in.
    bed.write("pages/clean.txt", format!("{CLEAN}Share this\n"));
    let output = bed.run(&format!("check pages {known} --update-baseline"));
    assert_eq!((exit(&output), stdout(&output).lines().count()), (Some(1), 1), "{}", stderr(&output));
    assert_eq!(bed.read("known.jsonl"), first);
    // What is gone makes it smaller; pages that were not checked stay in it.
    bed.write("pages/noisy.txt", CLEAN).write("pages/clean.txt", CLEAN);
    let said = stderr(&bed.succeed(&format!("check pages {known}")));
    assert!(said.contains("gone (take them out with --update-baseline)"), "{said}");
    bed.succeed(&format!("check pages/clean.txt {known} --update-baseline"));
    assert_eq!(bed.read("known.jsonl"), first);
    bed.succeed(&format!("check pages {known} --update-baseline"));
    let second = bed.read("known.jsonl");
    assert!(second.len() < first.len() && !second.contains("noisy"), "{second}");
    assert!(second.lines().all(|line| first.lines().any(|before| before == line)));
}

#[test]
fn a_baseline_is_no_page() {
    let bed = bed();
    bed.succeed("check pages --write-baseline pages/known.jsonl");
    bed.succeed("check pages --baseline pages/known.jsonl");
}
