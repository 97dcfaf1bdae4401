//! `dechaff clean` on records: one in, one out, in the same order, other fields byte for byte.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::bed::{ALL, Bed, PAGE, jsonl, parse_jsonl, seeds, stderr, stdout};

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

/// What other programs write although JSON does not have it. All of it stays but the text.
#[test]
fn records_that_are_nearly_json_are_read() {
    let bed = Bed::new();
    let text = json!(PAGE).to_string();
    let plain = stdout(&filter(&bed, "", format!("{{\"text\": {text}}}\n").as_bytes()));
    let kept = parse_jsonl(&plain)[0]["text"].clone();
    for record in [
        r#"{"score": NaN, "low": -Infinity, "all": [Infinity, {"x": NaN}], "text": TEXT}"#,
        r#"{"id": "\ud83d", "\udc00": 1e400, "text": TEXT}"#,
        r#"{"a": 1, "a": 2, "nul": "\u0000", "text": TEXT, "big": 123456789012345678901234567890.10}"#,
        r#"{"text": TEXT} ,"#,
        "\u{feff}{\"text\": TEXT}\r",
    ] {
        let good = record.replace("TEXT", &text) + "\n";
        let output = filter(&bed, "", format!("{plain}\n \t\n{good}{plain}").as_bytes());
        assert_eq!(output.status.code(), Some(0), "{record}: {}", stderr(&output));
        let lines = stdout(&output);
        let lines: Vec<&str> = lines.split_inclusive('\n').collect();
        assert_eq!(lines.len(), 5);
        assert_eq!(lines[1..3], ["\n", " \t\n"]);
        assert_eq!(lines[3], record.replace("TEXT", &kept.to_string()) + "\n");
    }
    // Half a character is none; whole text keeps its bytes.
    let half = r#"{"text": "HALF"}"#.replace("HALF", &format!("\\ud800 {}", &text[1..text.len() - 1]));
    let all = stdout(&filter(&bed, &format!("--keep {ALL}"), half.as_bytes()));
    assert!(all.contains("\\ud800") || all.contains('\u{fffd}'), "{all}");
    let input = r#"{"text": "Menu\nIt rained in \ud800Tarn on Monday, and the river rose by a metre, the mayor said.\n"}"#;
    let some = stdout(&filter(&bed, "", input.as_bytes()));
    assert_eq!(
        some,
        "{\"text\": \"It rained in \u{fffd}Tarn on Monday, and the river rose by a metre, the mayor said.\\n\"}"
    );
}

/// No field is lost but the one that takes the text.
#[test]
fn fields_beside_the_page_stay() {
    let bed = Bed::new();
    let html = "<p>The ferry sails again from May, the harbour master said on Monday evening.</p>";
    let cleaned = "The ferry sails again from May, the harbour master said on Monday evening.\n";
    let record = json!({"text": {"html": html, "lang": "en", "n": 1.0}, "part": "Chapter 2"});
    let wanted =
        json!({"text": {"html": html, "lang": "en", "n": 1.0, "text": cleaned}, "part": "Chapter 2"});
    let output = filter(&bed, "--html-field text.html", record.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(parse_jsonl(&stdout(&output))[0], wanted);
    // A second run replaces the text of the first.
    let again = filter(&bed, "--html-field text.html", &output.stdout);
    assert_eq!(again.stdout, output.stdout);
    let split = filter(&bed, "--html-field text.html --articles split", record.to_string().as_bytes());
    let mut numbered = wanted;
    numbered["dechaff_part"] = json!(1);
    assert_eq!(parse_jsonl(&stdout(&split)), [numbered]);
    // What is no text is not replaced by one.
    let record = json!({"page": html, "text": {"source": "crawl"}});
    let output = filter(&bed, "--html-field page", record.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("line 1: field \"text\" is an object, not a string"),
        "{}",
        stderr(&output)
    );
    assert_eq!(parse_jsonl(&stdout(&output))[0]["text"], record["text"]);
    for text in [json!(null), json!("an older text")] {
        let record = json!({"page": html, "text": text}).to_string();
        let output = filter(&bed, "--html-field page", record.as_bytes());
        assert_eq!(parse_jsonl(&stdout(&output)), [json!({"page": html, "text": cleaned})]);
    }
}

/// A record of megabytes makes a message of a line.
#[test]
fn messages_hold_little_of_a_record() {
    let bed = Bed::new();
    let long = "long ".repeat(400_000);
    for record in [
        json!(long),
        json!([long]),
        json!({"id": long, "url": long, "text": 7}),
        json!({long.clone(): 1}),
        json!({"id": long, "text": {"x": long}}),
    ] {
        let output = filter(&bed, "", record.to_string().as_bytes());
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        assert!(said.chars().count() < 400, "{} characters", said.len());
        assert!(said.starts_with("dechaff: standard input: line 1"), "{said}");
    }
    let output =
        filter(&bed, "--max-page-size 1MiB", json!({"id": "a", "text": long}).to_string().as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("line 1: larger than 1 MiB"), "{}", stderr(&output));
    assert!(stderr(&output).len() < 200);
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

#[test]
fn a_text_that_is_too_short_is_emptied_left_out_or_marked() {
    let bed = Bed::new();
    let short = "Home\nThe ferry between the two towns will sail again from May, the company said.\n";
    let records = [json!({"id": 1, "text": short}), json!({"id": 2, "text": PAGE})];
    bed.write("in/a.jsonl", jsonl(&records)).write("in/b.txt", short);
    let cleaned = |options: &str| -> Vec<Value> {
        bed.succeed(&format!("clean in -o out --overwrite --templates off --stats stats.json {options}"));
        bed.read("out/a.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let whole = cleaned("");
    assert!(!whole[0]["text"].as_str().unwrap().is_empty() && whole.len() == 2);
    for (options, left) in
        [("", 2), ("--on-short drop", 1), ("--on-short mark", 2), ("--on-short mark --annotate", 2)]
    {
        let records = cleaned(&format!("--min-chars 200 {options}"));
        assert_eq!(records.len(), left, "{options}");
        assert_eq!(records[left - 1]["text"], whole[1]["text"]);
        if left == 2 {
            let is_marked = options.contains("mark");
            assert_eq!(records[0]["text"], if is_marked { whole[0]["text"].clone() } else { json!("") });
            assert_eq!(records[0]["dechaff"]["short"], if is_marked { json!(true) } else { Value::Null });
        }
        let stats: Value = serde_json::from_str(&bed.read("stats.json")).unwrap();
        assert_eq!((&stats["short"], &stats["settings"]["min_chars"]), (&json!(2), &json!(200)));
        // There is no place for a mark in a text.
        assert_eq!(bed.read("out/b.txt"), "", "{options}");
    }
}
