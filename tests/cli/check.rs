//! `dechaff check`: what it finds, what passes, and the forms in which it says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Output;

use dechaff::Rule;
use serde_json::Value;

use crate::bed::{Bed, CLEAN, PAGE, parse_jsonl, stderr, stdout};

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

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    words.map(str::to_lowercase).collect()
}

#[test]
fn every_rule_has_a_page_with_it_and_one_nearly_so() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rules");
    let (bed, mut pages) = (Bed::new(), BTreeSet::new());
    let explained = stdout(&bed.succeed("rules"));
    assert_eq!(explained.lines().count(), Rule::ALL.len());
    for rule in Rule::ALL {
        // What it finds in a page, and the lines of the page.
        let mut found = |name: String| -> (Vec<String>, Vec<String>) {
            let keep = if rule == Rule::UnwantedLabel { "strict" } else { "article" };
            let path = folder.join(&name);
            pages.insert(name);
            let text = fs::read_to_string(&path).unwrap();
            let mut check = bed.command("check --min-score 0 --format jsonl --no-config --keep");
            let output = check.arg(keep).arg(&path).output().unwrap();
            assert!(exit(&output) < Some(2), "{}", stderr(&output));
            let rows = parse_jsonl(&stdout(&output)).into_iter().filter(|row| row["rule"] == rule.id());
            let texts = rows.map(|row| row["text"].as_str().unwrap().to_owned()).collect();
            (texts, text.lines().map(str::to_owned).collect())
        };
        let (texts, page) = found(format!("{rule}.txt"));
        assert!(!texts.is_empty(), "{rule}");
        let (none, near) = found(format!("{rule}.near.txt"));
        assert!(none.is_empty(), "{rule} near: {none:?}");
        // What is nearly so says the same words in a line of its own, or is the same line where it is in order; what is
        // found by the labels to be kept is another matter.
        let own: String = near.iter().filter(|line| !page.contains(line)).map(String::as_str).collect();
        let is_near = words(&texts.concat()).intersection(&words(&own)).next().is_some();
        let is_same = near.iter().any(|line| texts.contains(line));
        assert!(is_near || is_same || rule == Rule::UnwantedLabel, "{rule}: {texts:?} {own}");
        // And it is an article.
        assert!(near.len() > 5, "{rule} near");
        assert!(stdout(&bed.succeed(&format!("rules {rule}"))).contains("**Example:**"), "{rule}");
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
    let rows = parse_jsonl(&checked(&bed, "--format jsonl"));
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
    let count = parse_jsonl(&checked(&bed, "--format jsonl")).len();
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
    bed.write("pages/a.jsonl", serde_json::json!({"id": "a \"b\"", "text": PAGE}).to_string());
    let report = valid(&checked(&bed, "--format sarif"));
    let run = &report["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let rule =
            &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["locations"][0]["logicalLocations"][0]["name"] == "a \"b\""));
    valid(&stdout(&bed.succeed("check pages/clean.txt --format sarif")));
    bed.write("torn/a.jsonl", "{\"id\": 1}\n");
    valid(&stdout(&bed.run("check torn no-such.txt --format sarif")));
    // What code scanning refuses is left out, and said.
    bed.write("many/a.txt", CLEAN.repeat(26_000 / CLEAN.lines().count()));
    let output = bed.run("check many --format sarif --keep nav");
    let report = valid(&stdout(&output));
    assert_eq!(report["runs"][0]["results"].as_array().unwrap().len(), 25_000);
    assert!(stderr(&output).contains(" findings left out"), "{}", stderr(&output));
}

/// The elements of `JUnit` XML with what may stand in them and on them, as the schema of the xUnit plugin of Jenkins has it.
const JUNIT: &[(&str, &[&str], &[&str])] = &[
    ("testsuites", &["testsuite"], &["name", "tests", "failures", "errors"]),
    ("testsuite", &["testcase"], &["name", "tests", "failures", "errors", "skipped"]),
    ("testcase", &["failure", "error", "system-out"], &["name", "classname"]),
    ("failure", &[], &["type", "message"]),
    ("error", &[], &["type", "message"]),
    ("system-out", &[], &[]),
];

#[test]
fn junit_has_the_form_that_servers_read() {
    let bed = bed();
    bed.write("pages/a.jsonl", serde_json::json!({"id": "<&\"\u{1}", "text": PAGE}).to_string());
    let text = checked(&bed, "--format junit");
    let xml = roxmltree::Document::parse(&text).unwrap();
    for node in xml.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        let (_, children, attributes) = JUNIT.iter().find(|(known, ..)| *known == name).unwrap();
        assert!(node.attributes().all(|one| attributes.contains(&one.name())), "{node:?}");
        let mut inside = node.children().filter(roxmltree::Node::is_element);
        assert!(inside.all(|one| children.contains(&one.tag_name().name())), "{node:?}");
    }
    let report = quick_junit::Report::deserialize_from_str(&text).unwrap();
    let rows = parse_jsonl(&checked(&bed, "--format jsonl"));
    let [suite] = &report.test_suites[..] else { panic!("one suite") };
    let failures: Vec<_> = suite
        .test_cases
        .iter()
        .filter_map(|case| match &case.status {
            quick_junit::TestCaseStatus::NonSuccess { kind, description, .. } => {
                assert_eq!(*kind, quick_junit::NonSuccessKind::Failure);
                Some(description.as_ref().unwrap().to_string())
            }
            _ => None,
        })
        .collect();
    assert_eq!((suite.tests, suite.failures, suite.errors), (suite.test_cases.len(), failures.len(), 0));
    assert_eq!((report.tests, report.failures, report.errors), (suite.tests, suite.failures, 0));
    assert!(failures.len() > 1 && failures.len() < suite.tests);
    assert_eq!(failures.iter().map(|text| text.lines().count()).sum::<usize>(), rows.len());
    let names: Vec<_> = suite.test_cases.iter().map(|case| case.name.as_str()).collect();
    assert!(
        names.contains(&"pages/clean.txt") && names.contains(&"pages/a.jsonl:1: <&\"\u{fffd}"),
        "{names:?}"
    );
    #[cfg(not(windows))]
    assert!(names.contains(&HOSTILE.0), "{names:?}");
}

/// A folder with two pages that cannot be read among others, one of them a record.
fn bed_with_unread() -> Bed {
    let bed = Bed::new();
    let records =
        format!("{}\n{{\"id\": \"torn\", \"text\": 7}}\n", serde_json::json!({"id": "a", "text": CLEAN}));
    bed.write("pages/a.jsonl", records)
        .write("pages/b.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0")
        .write("pages/c.txt", PAGE);
    bed
}

#[test]
fn junit_counts_and_names_what_cannot_be_read() {
    let bed = bed_with_unread();
    let output = bed.run("check pages --format junit");
    assert_eq!(exit(&output), Some(2));
    let report = quick_junit::Report::deserialize_from_str(&stdout(&output)).unwrap();
    let [suite] = &report.test_suites[..] else { panic!("one suite") };
    assert_eq!((suite.tests, suite.failures, suite.errors, report.errors), (4, 1, 2, 2));
    let errors = suite.test_cases.iter().filter_map(|case| match &case.status {
        quick_junit::TestCaseStatus::NonSuccess {
            kind: quick_junit::NonSuccessKind::Error, message, ..
        } => Some((case.name.as_str(), message.as_ref().unwrap().as_str())),
        _ => None,
    });
    let errors: Vec<_> = errors.collect();
    assert!(errors[0].0 == "pages/a.jsonl:2: torn" && errors[0].1.contains("not a string"), "{errors:?}");
    assert!(errors[1].0 == "pages/b.txt" && errors[1].1.contains("not text"), "{errors:?}");
}

#[test]
fn every_form_for_programs_names_what_cannot_be_read() {
    let bed = bed_with_unread();
    let json: Value = serde_json::from_str(&stdout(&bed.run("check pages --format json"))).unwrap();
    let unread = json["unread"].as_array().unwrap();
    assert_eq!((unread.len(), &json["summary"]["failed"]), (2, &Value::from(2)));
    assert_eq!((&unread[0]["path"], &unread[0]["record"]), (&Value::from("pages/a.jsonl"), &Value::from(2)));
    assert!(unread[1]["path"] == "pages/b.txt" && unread[1]["reason"].as_str().unwrap().contains("not text"));

    let sarif: Value = serde_json::from_str(&stdout(&bed.run("check pages --format sarif"))).unwrap();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes = invocation["toolExecutionNotifications"].as_array().unwrap();
    let uri = |note: &Value| note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!(notes.iter().map(uri).collect::<Vec<_>>(), ["pages/a.jsonl", "pages/b.txt"]);
    assert!(notes.iter().all(|note| note["level"] == "error"), "{notes:?}");

    let annotations = stdout(&bed.run("check pages --format github"));
    let unread: Vec<_> =
        annotations.lines().filter(|line| line.contains("title=dechaff cannot read")).collect();
    assert_eq!(unread.len(), 2, "{annotations}");
    let (name, properties, message) = workflow_command(unread[0]);
    assert_eq!((name, properties["file"].as_str()), ("error", "pages/a.jsonl"));
    assert!(message.starts_with("2: torn: ") && message.contains("not a string"), "{message}");
}

#[test]
fn a_list_of_what_cannot_be_read_has_an_end() {
    let bed = Bed::new();
    bed.write("many.jsonl", "{}\n".repeat(1_200));
    let json: Value = serde_json::from_str(&stdout(&bed.run("check many.jsonl --format json"))).unwrap();
    assert_eq!(
        (json["unread"].as_array().unwrap().len(), &json["summary"]["failed"]),
        (1_000, &Value::from(1_200))
    );
    let sarif: Value = serde_json::from_str(&stdout(&bed.run("check many.jsonl --format sarif"))).unwrap();
    let notes = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes.len(), 1_001);
    assert!(
        notes[1_000]["message"]["text"].as_str().unwrap().starts_with("200 more pages"),
        "{}",
        notes[1_000]
    );
}

/// A workflow command as GitHub's runner reads it: name, properties, message.
fn workflow_command(line: &str) -> (&str, BTreeMap<&str, String>, String) {
    let (command, message) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")).unwrap();
    let (name, properties) = command.split_once(' ').unwrap();
    let unescape = |text: &str, escapes: &[(&str, &str)]| {
        // Nothing that has to be escaped stands there as it is, and % only begins an escape.
        assert!(!escapes.iter().any(|(_, plain)| *plain != "%" && text.contains(plain)), "{line}");
        for (at, _) in text.match_indices('%') {
            assert!(escapes.iter().any(|(escape, _)| text[at..].starts_with(escape)), "{line}");
        }
        escapes.iter().rev().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
    };
    let escapes = [("%25", "%"), ("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")];
    let property = |property| {
        let (key, value): (_, &str) = str::split_once(property, '=').unwrap();
        (key, unescape(value, &escapes))
    };
    (name, properties.split(',').map(property).collect(), unescape(message, &escapes[..3]))
}

#[test]
fn annotations_follow_their_grammar() {
    let bed = bed();
    let record = serde_json::json!({"id": "a,b:%3A\n::error::c", "text": PAGE});
    bed.write("pages/a.jsonl", record.to_string())
        .write("pages/plain.txt", format!("100% off: buy, now\n{PAGE}"));
    let annotations = checked(&bed, "--format github");
    let rows = parse_jsonl(&checked(&bed, "--format jsonl"));
    assert_eq!(annotations.lines().count(), rows.len());
    for (line, row) in annotations.lines().zip(&rows) {
        assert!(!line.chars().any(char::is_control), "{line}");
        let (name, properties, message) = workflow_command(line);
        let command = if row["level"] == "error" { "error" } else { "warning" };
        assert_eq!((name, &properties["file"][..]), (command, row["path"].as_str().unwrap()));
        assert_eq!(properties["title"], format!("dechaff {}", row["rule"].as_str().unwrap()));
        let keys: Vec<_> = properties.keys().copied().collect();
        let number = |key: &str| properties[key].parse::<u64>().unwrap();
        let said = format!("{}: {}", row["message"].as_str().unwrap(), row["text"].as_str().unwrap());
        let is_unsafe = |c: char| c.is_control() || c == '\u{202e}';
        let said: String = said.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect();
        if let Some(record) = row["record"].as_u64() {
            assert_eq!((keys, number("line")), (vec!["file", "line", "title"], record));
            let id = row["id"].as_str().unwrap().replace('\n', "\u{fffd}");
            let place = format!("{id}:{}:{}: ", row["line"], row["column"]);
            assert_eq!(message, place + &said);
        } else {
            assert_eq!(keys, ["col", "endColumn", "endLine", "file", "line", "title"]);
            assert_eq!((number("line"), number("endLine")), (row["line"].as_u64().unwrap(), number("line")));
            assert_eq!(number("col"), row["column"].as_u64().unwrap());
            assert_eq!(number("endColumn") + 1, row["end_column"].as_u64().unwrap());
            assert_eq!(message, said);
        }
    }
    assert!(rows.iter().any(|row| row["path"] == "pages/a.jsonl"));
    #[cfg(not(windows))]
    assert!(annotations.contains("file=pages/50%25 a%2Cb%3Ac <d>.txt,"), "{annotations}");
}

#[test]
fn lines_of_html_are_those_of_the_file() {
    let bed = Bed::new();
    let paragraphs = CLEAN.trim_end().replace('\n', "<p>");
    let menu = "<nav><ul><li><a href=/a>Home</a><li><a href=/b>News</a><li><a href=/c>Log in</a></ul></nav>";
    let page = format!("<html><body>{menu}<article>\n\n<p>{paragraphs}</article></body></html>");
    bed.write("page.html", &page);
    let first = |output: &Output| stdout(output).lines().next().unwrap_or_default().to_owned();
    let annotation = first(&bed.run("check page.html --format github --keep nav"));
    assert!(annotation.starts_with("::warning file=page.html,line=3,title=dechaff "), "{annotation}");
    let sarif: Value =
        serde_json::from_str(&stdout(&bed.run("check page.html --format sarif --keep nav"))).unwrap();
    let location = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location["region"], serde_json::json!({"startLine": 3}));
    let row = &parse_jsonl(&stdout(&bed.run("check page.html --format jsonl --keep nav")))[0];
    assert!(row["source_line"] == 3 && row["line"] != 3, "{row}");
    // In an HTTP response, the lines of the page are not those of the file.
    bed.write("saved.html", format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"));
    let annotation = first(&bed.run("check saved.html --format github --keep nav"));
    assert!(annotation.starts_with("::warning file=saved.html,title=dechaff "), "{annotation}");
}

#[test]
fn rules_and_labels_are_chosen() {
    let bed = bed();
    let rules = |arguments: &str| -> BTreeSet<String> {
        let output = bed.run(&format!("check pages/noisy.txt --min-score 0 --format jsonl {arguments}"));
        parse_jsonl(&stdout(&output)).iter().map(|row| row["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert!(rules("").len() > 2);
    assert_eq!(rules("--select menu-line"), ["menu-line".to_owned()].into());
    assert_eq!(rules("--select nav"), rules("--select menu-line"));
    assert!(rules("--select nav --ignore menu-line").is_empty());
    assert!(!rules("--ignore menu-line").contains("menu-line"));
}

#[test]
fn a_page_fails_by_what_is_surely_chaff_and_then_all_is_reported() {
    let bed = bed();
    let scores = |arguments: &str| -> Vec<f64> {
        let output = bed.run(&format!("check pages/noisy.txt --format jsonl {arguments}"));
        parse_jsonl(&stdout(&output)).iter().map(|row| row["score"].as_f64().unwrap()).collect()
    };
    let all = scores("--min-score 0");
    let most = all.iter().copied().fold(0.0, f64::max);
    assert!(all.iter().any(|&score| score < most), "{all:?}");
    assert_eq!(scores(&format!("--min-score {most}")), all);
    if most < 1.0 {
        assert!(scores(&format!("--min-score {}", most + 0.001)).is_empty());
    }
    // What passes is no chaff.
    let said = stderr(&bed.succeed("check pages/noisy.txt --select nav --min-score 1"));
    assert!(said.contains("nothing found; 0.0 %"), "{said}");
}

#[test]
fn what_clean_left_passes() {
    let bed = Bed::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    for set in ["pages", "html", "seeds"] {
        let mut clean = bed.command("clean --no-config --quiet -o");
        let output = clean.arg(format!("out/{set}")).arg(folder.join(set)).output().unwrap();
        assert_eq!(exit(&output), Some(0), "{}", stderr(&output));
    }
    let json: Value = serde_json::from_str(&stdout(&bed.run("check out --format json"))).unwrap();
    let number = |name: &str| json["summary"][name].as_u64().unwrap();
    let (pages, failing) = (number("pages"), number("pages_with_findings"));
    assert!(pages > 70 && 100 * failing <= 3 * pages, "{failing} of {pages}: {}", json["findings"]);
}

#[test]
fn notes_are_reported_and_do_not_fail() {
    let bed = bed();
    let rules = parse_jsonl(&checked(&bed, "--format jsonl"));
    let rules: BTreeSet<_> = rules.iter().map(|row| row["rule"].as_str().unwrap()).collect();
    let notes: Vec<_> = rules.iter().map(|rule| format!("--level {rule}=note")).collect();
    let notes = notes.join(" ");
    let shown = stdout(&bed.succeed(&format!("check pages {notes} --format github")));
    assert!(!shown.is_empty() && shown.lines().all(|line| line.starts_with("::notice ")), "{shown}");
    let junit = stdout(&bed.succeed(&format!("check pages {notes} --format junit")));
    assert!(junit.contains("failures=\"0\"") && junit.contains("<system-out>"), "{junit}");
    // The last one counts.
    assert_eq!(
        exit(&bed.run(&format!("check pages {notes} --level {}=error", rules.first().unwrap()))),
        Some(1)
    );
    bed.write("dechaff.toml", "[check.level]\nnav = \"note\"\n");
    assert!(checked(&bed, "--format sarif").contains("\"level\":\"note\""));
}

#[test]
fn statistics_count_every_finding_and_exit_zero_fails_nothing() {
    let bed = bed();
    let all = parse_jsonl(&checked(&bed, "--format jsonl")).len();
    let output = bed.succeed("check pages --statistics --exit-zero");
    let counts = stdout(&output)
        .lines()
        .map(|line| line.split_whitespace().next().unwrap().parse::<usize>().unwrap())
        .sum::<usize>();
    assert_eq!(counts, all);
    assert_eq!(exit(&bed.run("check pages no-such.txt --exit-zero")), Some(2));
}

#[test]
fn a_summary_is_appended() {
    let bed = bed();
    bed.write("summary.md", "# Before\n");
    checked(&bed, "--summary summary.md");
    bed.succeed("check pages/clean.txt --summary summary.md");
    let text = bed.read("summary.md");
    assert!(text.starts_with("# Before\n### dechaff check\n"), "{text}");
    assert!(text.contains("\n| menu-line | ") && text.contains("\n| pages/noisy.txt | "), "{text}");
    let (_, last) = text.rsplit_once("### dechaff check\n").unwrap();
    assert!(last.starts_with("\n1 page checked, nothing found; 0.0 % of "), "{text}");
    assert_eq!(last.trim().lines().count(), 1, "{text}");
}

#[test]
fn a_baseline_serves_in_every_folder() {
    let bed = bed();
    bed.succeed("check pages --write-baseline known.jsonl");
    bed.succeed("check . --baseline known.jsonl --include *.txt");
    let below =
        bed.command("check . --baseline ../known.jsonl").current_dir(bed.path("pages")).output().unwrap();
    assert_eq!(exit(&below), Some(0), "{}", stdout(&below));
    bed.write("dechaff.toml", "[check]\nbaseline = \"known.jsonl\"\n");
    let below = bed.command("check noisy.txt").current_dir(bed.path("pages")).output().unwrap();
    assert_eq!(exit(&below), Some(0), "{}", stdout(&below));
}

#[test]
fn a_url_is_named_as_one() {
    let output = Bed::new().run("check https://harbour.example/ferry");
    assert_eq!(exit(&output), Some(2));
    assert!(stderr(&output).contains("curl -s URL | dechaff clean"), "{}", stderr(&output));
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
    assert!(said.contains("fixed (remove them with --update-baseline)"), "{said}");
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
