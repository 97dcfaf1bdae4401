//! `dechaff check`, `report` and `clean --in-place` on files of records.

use serde_json::{Value, json};

use crate::bed::{Bed, CLEAN, PAGE, decompress, gzip, jsonl, parse_jsonl, stderr, stdout};

fn records() -> [Value; 4] {
    [
        json!({"id": "good", "url": "https://www.harbour.example/1", "text": CLEAN}),
        json!({"id": "bad", "url": "https://tides.example:80/2", "text": PAGE}),
        json!({"id": 7, "text": PAGE}),
        json!({"text": PAGE}),
    ]
}

fn warc(id: &str, kind: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:{id}>\r\nWARC-Target-URI: https://reef.example/{id}\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

/// The same pages as lines, packed lines and an archive.
fn bed() -> Bed {
    let bed = Bed::new();
    bed.write("corpus/a.jsonl", jsonl(&records())).write("corpus/b.jsonl.gz", gzip(jsonl(&records())));
    let archive =
        warc("0", "warcinfo", "about") + &warc("1", "conversion", CLEAN) + &warc("2", "conversion", PAGE);
    bed.write("corpus/c.warc.gz", gzip(archive)).write("corpus/d.txt", PAGE);
    bed
}

#[test]
fn every_form_names_the_record() {
    let bed = bed();
    let found = |format: &str| {
        let output = bed.run(&format!("check corpus --color never --format {format}"));
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        stdout(&output)
    };
    let of_page =
        parse_jsonl(&found("jsonl")).into_iter().filter(|row| row["path"] == "corpus/d.txt").count();
    assert!(of_page > 3);
    let concise = found("concise");
    for (record, place) in [
        ("corpus/a.jsonl:2: bad:1:1: menu-line", (json!(2), json!("bad"))),
        ("corpus/a.jsonl:3: 7:1:1: menu-line", (json!(3), json!("7"))),
        ("corpus/a.jsonl:4: 1:1: menu-line", (json!(4), json!(null))),
        ("corpus/b.jsonl.gz:2: bad:1:1: menu-line", (json!(2), json!("bad"))),
        ("corpus/c.warc.gz: record 3: urn:2:1:1: menu-line", (json!(3), json!("urn:2"))),
    ] {
        assert!(concise.lines().any(|line| line.starts_with(record)), "{record}");
        let path = record.split(':').next().unwrap();
        for rows in [
            parse_jsonl(&found("jsonl")),
            serde_json::from_str::<Value>(&found("json")).unwrap()["findings"].as_array().unwrap().clone(),
        ] {
            let of = rows
                .iter()
                .filter(|row| row["path"] == path && row["record"] == place.0 && row["id"] == place.1);
            assert_eq!(of.count(), of_page, "{record}");
        }
    }
    assert!(!concise.contains("good") && !concise.contains("urn:1:"), "{concise}");
    assert!(found("full").contains("corpus/a.jsonl:2: bad:1:1: menu-line"));
    let github = found("github");
    assert!(
        github.contains("::error file=corpus/a.jsonl,line=2,title=dechaff menu-line::bad:1:1: "),
        "{github}"
    );
    // What is packed has no lines to point at.
    assert!(github.contains("::error file=corpus/b.jsonl.gz,title=dechaff menu-line::bad:1:1: "), "{github}");
    assert!(
        github.contains("::error file=corpus/c.warc.gz,title=dechaff menu-line::urn:2:1:1: "),
        "{github}"
    );
    let sarif: Value = serde_json::from_str(&found("sarif")).unwrap();
    let places: Vec<_> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| &result["locations"][0])
        .collect();
    let named = |name: &str, line: &Value| {
        let is_there = |place: &&&Value| {
            place["logicalLocations"][0]["fullyQualifiedName"] == name
                && place["physicalLocation"]["region"]["startLine"] == *line
        };
        places.iter().filter(is_there).count()
    };
    assert_eq!(named("corpus/a.jsonl:2: bad", &json!(2)), of_page);
    assert_eq!(named("corpus/b.jsonl.gz:3: 7", &json!(null)), of_page);
    let junit = found("junit");
    assert!(
        junit.contains("name=\"corpus/a.jsonl:1: good\"/>")
            && junit.contains("name=\"corpus/a.jsonl:2: bad\">")
    );
}

#[test]
fn records_count_as_pages() {
    let bed = bed();
    let said = stderr(&bed.run("check corpus"));
    assert!(said.contains(" in 8 of 11 pages"), "{said}");
    assert_eq!(bed.run("check corpus --max-noise 40%").status.code(), Some(0));
    let alone = stdout(&bed.run("check corpus --threads 1 --format sarif"));
    assert!(alone == stdout(&bed.run("check corpus --threads 4 --format sarif")));
    let html = format!("<html><body><p>{}</body></html>", CLEAN.replace('\n', "<p>"));
    bed.write("html.jsonl", jsonl(&[json!({"page": {"html": html}, "key": "k1"})]));
    bed.succeed("check html.jsonl --html-field page.html --id-field key");
    let found = stdout(&bed.run("check html.jsonl --html-field page.html --id-field key --keep nav"));
    assert!(found.starts_with("html.jsonl:1: k1:1:1: "), "{found}");
    let mut piped = bed.command("check - --input-format jsonl");
    piped.stdin(std::fs::File::open(bed.path("corpus/a.jsonl")).unwrap());
    assert!(stdout(&piped.output().unwrap()).starts_with("<stdin>:2: bad:1:1: "));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_checked() {
    let bed = bed();
    let broken = gzip(jsonl(&records()).repeat(9));
    bed.write(
        "bad/a.jsonl",
        format!("{}[1]\n{{\"id\": \"x\"}}\n\u{1}\n{}", jsonl(&records()), jsonl(&records())),
    );
    bed.write("bad/b.jsonl.gz", &broken[..broken.len() - 9]).write("bad/c.txt", PAGE);
    let output = bed.run("check bad");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for line in [
        "bad/a.jsonl:5: not a JSON object: ",
        "bad/a.jsonl:6: x: no field \"text\"",
        "bad/a.jsonl:7: not a JSON",
        "truncated or corrupt here",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let found = stdout(&output);
    assert!(found.contains("bad/a.jsonl:9: bad:1:1") && found.contains("bad/c.txt:1:1"), "{found}");
    assert_eq!(bed.run("report bad -o report.html").status.code(), Some(2));
    assert!(bed.read("report.html").contains("could not be read"));
}

#[test]
fn a_corpus_of_records_is_guarded_from_the_first_day() {
    let bed = Bed::new();
    let (good, bad) =
        (json!({"id": "good", "n": 1.0, "text": CLEAN}), json!({"text": PAGE, "id": "old", "n": 1.50}));
    bed.write("corpus/a.jsonl.gz", gzip(jsonl(&[good.clone(), bad.clone()])));
    bed.write("corpus/b.jsonl", jsonl(std::slice::from_ref(&good)));
    bed.succeed("check corpus --write-baseline known.jsonl");
    let known = bed.read("known.jsonl");
    assert!(
        known.lines().skip(1).all(|row| row.contains("\"path\":\"corpus/a.jsonl.gz\",\"id\":\"old\"")),
        "{known}"
    );
    // Records may be put in another order, and grow new fields.
    bed.write("corpus/a.jsonl.gz", gzip(jsonl(&[bad.clone(), good.clone()])));
    bed.succeed("check corpus --baseline known.jsonl --update-baseline");
    assert_eq!(bed.read("known.jsonl"), known);
    // A noisy record comes in: the same text, of which another record is known for.
    let new = json!({"id": "new", "text": PAGE});
    bed.write("corpus/b.jsonl", jsonl(&[good.clone(), new.clone()]));
    let output = bed.run("check corpus --baseline known.jsonl --format github");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).lines().all(|line| line.starts_with("::error file=corpus/b.jsonl,line=2,")));
    // It is mended, and what was known as well.
    let said = stderr(&bed.succeed("clean corpus --in-place --backup"));
    assert!(said.contains("2 of 2 files changed"), "{said}");
    assert_eq!(bed.read("corpus/b.jsonl~"), jsonl(&[good.clone(), new]));
    let output = bed.succeed("check corpus --baseline known.jsonl --update-baseline");
    assert!(stderr(&output).contains("fixed and removed from the baseline"), "{}", stderr(&output));
    assert_eq!(bed.read("known.jsonl").lines().count(), 1);
    bed.succeed("check corpus");
    // All else is as it was, and what is clean is not written again.
    let text = decompress("a.jsonl.gz", &std::fs::read(bed.path("corpus/a.jsonl.gz")).unwrap());
    let rows = parse_jsonl(std::str::from_utf8(&text).unwrap());
    assert_eq!((&rows[1], &rows[0]["n"], &rows[0]["id"]), (&good, &json!(1.5), &json!("old")));
    let before = bed.files("corpus");
    bed.succeed("clean corpus --in-place --backup");
    assert_eq!(bed.files("corpus"), before);
}

#[test]
fn a_file_with_records_that_fail_is_left_alone() {
    let bed = bed();
    let failing = jsonl(&records()) + "{\"id\": \"x\"}\n";
    bed.write("corpus/a.jsonl", &failing);
    let before = bed.files("corpus");
    let output = bed.run("clean corpus/a.jsonl corpus/c.warc.gz --in-place --backup");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("a.jsonl: not changed") && said.contains("c.warc.gz: is a web archive"), "{said}");
    assert_eq!(bed.files("corpus"), before);
    let output = bed.run("clean - corpus/a.jsonl --in-place --force --input-format jsonl");
    assert!(stderr(&output).contains("standard input: cannot be cleaned in place"), "{}", stderr(&output));
    bed.succeed("clean corpus/a.jsonl --in-place --force --on-error skip");
    assert_eq!(bed.read("corpus/a.jsonl").lines().count(), 4);
    bed.succeed("check corpus/a.jsonl");
}

#[test]
fn a_baseline_keeps_what_could_not_be_read() {
    let bed = Bed::new();
    let both = [json!({"id": "1", "text": PAGE}), json!({"id": "2", "text": PAGE})];
    bed.write("a.jsonl", jsonl(&both)).succeed("check a.jsonl --write-baseline known.jsonl");
    let known = bed.read("known.jsonl");
    bed.write("a.jsonl", format!("{}{{\"id\": \"2\"", jsonl(&both[..1])));
    assert_eq!(bed.run("check a.jsonl --baseline known.jsonl --update-baseline").status.code(), Some(2));
    assert_eq!(bed.read("known.jsonl"), known);
    // A record that is gone takes its findings with it.
    bed.write("a.jsonl", jsonl(&both[..1])).succeed("check a.jsonl --baseline known.jsonl --update-baseline");
    assert_eq!(bed.read("known.jsonl").lines().count() * 2, known.lines().count() + 1);
}

#[test]
fn one_page_is_explained_and_not_a_file_of_them() {
    let bed = bed();
    for file in ["corpus/a.jsonl", "corpus/a.jsonl:2", "corpus/b.jsonl.gz", "corpus/c.warc.gz"] {
        let output = bed.run(&format!("explain {file}"));
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(" has many pages"), "{}", stderr(&output));
    }
}

#[test]
fn a_report_knows_the_sites_of_records() {
    let bed = bed();
    bed.succeed("report corpus -o report.html");
    let report = bed.read("report.html");
    for text in [
        ">www.harbour.example<",
        ">tides.example<",
        ">reef.example<",
        "corpus/a.jsonl:2: bad<",
        "record 3: urn:2<",
    ] {
        assert!(report.contains(text), "{text}");
    }
}
