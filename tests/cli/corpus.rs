//! `dechaff clean` on records: one in, one out, in the same order, other fields byte for byte.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::bed::{Bed, PAGE, parse_jsonl, seeds, stderr, stdout};

const FILTER: &str = "clean --input-format jsonl";

/// Runs the filter on some input.
fn filter(bed: &Bed, arguments: &str, input: &[u8]) -> Output {
    bed.write("input", input);
    let input = std::fs::File::open(bed.path("input")).unwrap();
    bed.command(&format!("{FILTER} {arguments}")).stdin(input).output().unwrap()
}

/// Records of sample pages, with fields that are easily spoilt around them.
fn records(number: usize) -> String {
    let seeds = seeds();
    let mut records = String::new();
    for index in 0..number {
        let text = json!(if index % 7 == 0 { PAGE } else { &seeds[index % 5].1 });
        let escaped = r#""s" : "\u00e9\/", "n":1.0,"big":12345678901234567890"#;
        writeln!(records, r#"{{ "id": {index}, "text":{text}, {escaped} }}"#).unwrap();
    }
    records
}

/// A record without its text, as bytes, and its text.
fn parts(record: &str) -> (String, String) {
    let text: Value = serde_json::from_str(record).unwrap();
    let text = text["text"].as_str().unwrap().to_owned();
    let at = record.find("\"text\":").unwrap() + 7;
    let rest = &record[at..];
    let written = serde_json::to_string(&text).unwrap();
    (format!("{}{}", &record[..at], rest.strip_prefix(&written[..]).unwrap()), text)
}

#[test]
fn a_record_comes_out_for_each_that_goes_in() {
    let bed = Bed::new();
    bed.with_seeds("pages").write("pages/page.txt", PAGE).succeed("clean pages -o cleaned");
    let cleaned: Vec<String> = seeds().iter().map(|(name, _)| bed.read(&format!("cleaned/{name}"))).collect();
    let input = records(700).replace("\"id\": 3,", "\r\n\n \"id\": 3,").replace("{ \r\n\n ", "\r\n\n{");
    let first = filter(&bed, "--threads 1", input.as_bytes());
    assert!(first.status.success(), "{}", stderr(&first));
    let output = stdout(&first);
    assert_eq!(output.lines().count(), input.lines().count());
    for (record, cleaned_record) in input.lines().zip(output.lines()) {
        if record.is_empty() {
            assert_eq!(cleaned_record, "");
            continue;
        }
        let ((rest, text), (same, kept)) = (parts(record), parts(cleaned_record));
        assert_eq!(rest, same);
        let wanted = match seeds().iter().position(|(_, seed)| *seed == text) {
            Some(seed) => cleaned[seed].clone(),
            None => bed.read("cleaned/page.txt"),
        };
        assert_eq!(kept, wanted);
    }
    for threads in [2, 5] {
        assert!(filter(&bed, &format!("--threads {threads}"), input.as_bytes()).stdout == first.stdout);
    }
}

#[test]
fn what_stays_as_it_is_stays_as_it_is_written() {
    let bed = Bed::new();
    let (_, kept) = parts(&stdout(&filter(&bed, "", records(1).as_bytes())));
    let mut escaped = String::new();
    kept.encode_utf16().for_each(|unit| write!(escaped, "\\u{unit:04X}").unwrap());
    let input = format!("\u{FEFF}{{\"text\": \"{escaped}\"}}\r\n{{\"text\":\"\"}}");
    assert_eq!(stdout(&filter(&bed, "", input.as_bytes())), input);
}

#[test]
fn the_filter_answers_before_it_is_asked_again() {
    let bed = Bed::new();
    for threads in [1, 3] {
        let mut child = bed
            .command(&format!("{FILTER} --threads {threads}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut to, mut from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        for record in records(5).lines() {
            writeln!(to, "{record}").unwrap();
            let mut answer = String::new();
            from.read_line(&mut answer).unwrap();
            assert_eq!(parts(&answer).0.trim_end(), parts(record).0);
        }
        drop(to);
        let mut rest = String::new();
        from.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn fields_are_named() {
    let bed = Bed::new();
    let page = json!(PAGE);
    let nested =
        filter(&bed, "--text-field doc.text", format!(r#"{{"doc":{{"text":{page},"n":1}}}}"#).as_bytes());
    let nested: Value = serde_json::from_str(&stdout(&nested)).unwrap();
    assert!(nested["doc"]["text"].as_str().unwrap().len() < PAGE.len());

    let paragraphs = PAGE.replace('\n', "</p><p>");
    let html = json!(format!("<html lang=en><body><p>{paragraphs}</body></html>"));
    let output = filter(&bed, "--html-field html --annotate", format!(r#"{{"html":{html}}}"#).as_bytes());
    let output: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(output["html"], html);
    assert!(output["text"].as_str().unwrap().contains("The council will meet"));
    assert_eq!(output["dechaff"]["language"], "en");
}

#[test]
fn decisions_are_added_when_they_are_wanted() {
    let bed = Bed::new();
    let input = records(6);
    let output = stdout(&filter(&bed, "--annotate", input.as_bytes()));
    for (record, annotated) in input.lines().zip(output.lines()) {
        let (record, annotated): (Value, Value) =
            (serde_json::from_str(record).unwrap(), serde_json::from_str(annotated).unwrap());
        let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
        let said = &annotated["dechaff"];
        let kept = said["kept"].as_array().unwrap().iter();
        let at = |value: &Value| value.as_u64().unwrap() as usize;
        let kept: String = kept.flat_map(|range| &text[at(&range[0])..at(&range[1])]).collect();
        assert_eq!(annotated["text"], kept);
        assert!(said["labels"]["body"].as_u64().unwrap() > 0);
        assert!((0.0..1.0).contains(&said["removed"].as_f64().unwrap()));
    }
    // What an earlier run said is replaced.
    let again = stdout(&filter(&bed, "--annotate", output.as_bytes()));
    assert!(again.lines().all(|record| record.matches("\"dechaff\":").count() == 1));
}

#[test]
fn articles_become_records() {
    let bed = Bed::new();
    let page = include_str!("../cmd/articles.in/pages/endless.txt");
    bed.write("endless.txt", page).succeed("clean endless.txt -o files --articles split");
    let input = format!("{{\"id\":1,\"text\":{}}}\n{{\"id\":2,\"text\":\"Menu\"}}", json!(page));
    let output = stdout(&filter(&bed, "--articles split", input.as_bytes()));
    let records = parse_jsonl(&output);
    let files = bed.outputs("files");
    assert!(files.len() > 1);
    assert_eq!(records.len(), files.len() + 1);
    for (part, (record, text)) in records.iter().zip(files.values()).enumerate() {
        assert_eq!((&record["id"], &record["part"]), (&json!(1), &json!(part + 1)));
        assert_eq!(record["text"].as_str().unwrap().as_bytes(), text);
    }
    assert_eq!(records.last().unwrap(), &json!({"id": 2, "text": "", "part": 1}));
}

/// Records of which nothing can be made: each is named, and takes no other with it.
#[test]
fn bad_records_are_named_and_passed_on() {
    let bed = Bed::new();
    let good = records(1);
    for (bad, said) in [
        (&br#"{"id": "a", "text": null}"#[..], "line 2 (id \"a\"): field \"text\" is null, not a string"),
        (
            br#"{"url": "x", "body": "y"}"#,
            "line 2 (url \"x\"): no field \"text\" (choose another with --text-field)",
        ),
        (br#"{"text": 7}"#, "line 2: field \"text\" is a number, not a string"),
        (br#"{"text": "a", "text": "b"}"#, "line 2: duplicate field \"text\""),
        (br#"{"text": "a\ud800b"}"#, "line 2: field \"text\" contains an unpaired surrogate"),
        (br#"{"text": "half"#, "line 2: not a JSON object: EOF while parsing a string at byte "),
        (b"{\"text\": \"\xFF\"}", "line 2: invalid UTF-8 at byte 11"),
        (b"{\"text\": \"a\0b\"}", "line 2: not a JSON object: control character"),
        (b"text", "line 2: not a JSON object: "),
    ] {
        let input = [good.as_bytes(), bad, b"\n", good.as_bytes()].concat();
        let output = filter(&bed, "", &input);
        let all = String::from_utf8_lossy(bad);
        assert_eq!(output.status.code(), Some(2), "{all}");
        assert!(
            stderr(&output).starts_with(&format!("dechaff: standard input: {said}")),
            "{}",
            stderr(&output)
        );
        assert_eq!(stderr(&output).lines().count(), 1);
        let lines: Vec<&[u8]> = output.stdout.split(|byte| *byte == b'\n').collect();
        assert_eq!(lines.len(), 4, "{all}");
        assert_eq!(lines[0], lines[2]);
        // Marked where it can be, else as it was.
        if bad.ends_with(b"}") && lines[1] != bad {
            assert!(lines[1].starts_with(&bad[..bad.len() - 1]));
            let (_, mark) = std::str::from_utf8(lines[1]).unwrap().split_once(",\"dechaff\":").unwrap();
            let mark: Value = serde_json::from_str(&mark[..mark.len() - 1]).unwrap();
            assert!(stderr(&output).contains(mark["error"].as_str().unwrap()));
        } else {
            assert_eq!(lines[1], bad);
        }
        let passed = filter(&bed, "--on-error pass", &input);
        assert_eq!((passed.status.code(), &passed.stdout), (Some(0), &output.stdout));
        let skipped = filter(&bed, "--on-error skip", &input);
        assert_eq!(
            (skipped.status.code(), &skipped.stdout),
            (Some(0), &[lines[0], b"\n", lines[0], b"\n"].concat())
        );
        assert_eq!(stderr(&passed), stderr(&skipped));
    }
}

#[test]
fn a_record_that_is_too_large_is_passed_on() {
    let bed = Bed::new();
    let good = records(1);
    let large = format!("{{\"text\":{}}}\n", json!("long line of text ".repeat(400_000)));
    let input = format!("{good}{large}{good}");
    for threads in [1, 2] {
        let output = filter(&bed, &format!("--max-page-size 1MiB --threads {threads}"), input.as_bytes());
        assert_eq!(output.status.code(), Some(2));
        let said = "dechaff: standard input: line 2: larger than 1 MiB (raise --max-page-size)\n";
        assert_eq!(stderr(&output), said);
        assert!(stdout(&output).contains(&large));
        let skipped = filter(&bed, "--max-page-size 1MiB --on-error skip", input.as_bytes());
        assert_eq!(stdout(&skipped).lines().count(), 2);
    }
}
