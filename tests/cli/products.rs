//! What `dechaff clean` makes of records besides records: files of text, attributes of documents.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::bed::{Bed, PAGE, jsonl, seeds, stderr};

#[test]
fn records_become_files_of_text() {
    let bed = Bed::new();
    let records: Vec<Value> = (0..6).map(|id| json!({"id": id, "text": seeds()[id % 5].1})).collect();
    bed.with_seeds("pages").succeed("clean pages -o cleaned");
    bed.write("in/deep/a.jsonl", jsonl(&records)).write("in/page.html", format!("<p>{PAGE}"));
    bed.succeed("clean in -o out --output-format text --threads 1");
    bed.succeed("clean in -o two --output-format text --threads 3");
    let found = bed.outputs("out");
    assert!(found == bed.outputs("two"));
    assert_eq!(found.len(), 7);
    for (id, (name, _)) in seeds().iter().enumerate() {
        assert_eq!(bed.read(&format!("out/deep/a/{id}.txt")), bed.read(&format!("cleaned/{name}")));
    }
    // A second run is a mistake, or goes on.
    assert!(stderr(&bed.run("clean in -o out --output-format text")).contains("out/page.txt exists"));
    assert!(
        stderr(&bed.succeed("clean in -o out --output-format text --resume"))
            .contains("skipped 2 files that")
    );
    let endless = include_str!("../cmd/articles.in/pages/endless.txt");
    bed.write("b.jsonl", jsonl(&[json!({"id": "x", "text": endless})]));
    bed.succeed("clean b.jsonl -o parts --output-format text --articles split");
    assert!(bed.outputs("parts").contains_key(&PathBuf::from("b/x.2.txt")));
}

/// Ids that would lead elsewhere, or that some file system takes for one another.
#[test]
fn no_id_leads_out_of_the_folder() {
    let bed = Bed::new();
    let long = "long/".repeat(2_000);
    let ids = [
        "../../up",
        "/absolute/abs",
        "..",
        ".",
        "",
        "C:\\x",
        "\\\\server\\x",
        "a/b",
        "nul",
        "x\0y",
        "a\nb",
        &long,
        "%2E",
        "~",
        "-rf",
        "ends.",
        ".dechaff",
        "\u{202E}txt",
        "مقال",
    ];
    let records: Vec<Value> = ids.iter().map(|id| json!({"id": id, "text": PAGE})).collect();
    bed.write("in/a.jsonl", jsonl(&records)).write("page.txt", PAGE).succeed("clean page.txt -o cleaned");
    let before = bed.tree("");
    bed.succeed("clean in -o out --output-format text");
    let mut after = bed.tree("");
    let text = bed.read("cleaned/page.txt").into_bytes();
    let written: Vec<PathBuf> = after.keys().filter(|path| path.starts_with("out/a")).cloned().collect();
    assert_eq!(written.len(), ids.len(), "{written:?}");
    for path in &written {
        assert_eq!(path.components().count(), 3, "{path:?}");
        assert!(after[path] == text, "{path:?}");
    }
    after.retain(|path, _| !path.starts_with("out"));
    assert!(before == after);
}

#[test]
fn records_without_a_name_of_their_own_are_named() {
    let bed = Bed::new();
    let text = "It rains.";
    let records = [
        json!({"id": "Same", "text": text}),
        json!({"id": "same", "text": text}),
        json!({"id": "e\u{301}", "text": text}),
        json!({"id": "é", "text": text}),
        json!({"text": text}),
        json!({"id": null, "text": text}),
        json!({"id": "last", "text": text}),
    ];
    bed.write("a.jsonl", jsonl(&records));
    let output = bed.run("clean a.jsonl -o out --output-format text --quiet");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "dechaff: a.jsonl: line 5: no field \"id\" (choose another with --id-field)\n\
         dechaff: a.jsonl: line 6 (id null): field \"id\" is null, not a string\n\
         dechaff: a.jsonl: record 2: not written: its id \"same\" gives the same file name as that of an earlier record \
         (--id-field chooses another field)\n\
         dechaff: a.jsonl: record 4: not written: its id \"é\" gives the same file name as that of an earlier record \
         (--id-field chooses another field)\n"
    );
    assert_eq!(bed.outputs("out").len(), 3);
}

#[test]
fn attributes_line_up_with_documents() {
    let bed = Bed::new();
    let mut records: Vec<Value> =
        (0..20).map(|id| json!({"id": format!("d{id}"), "source": "s", "text": seeds()[id % 5].1})).collect();
    records[7]["text"] = Value::Null;
    let documents = jsonl(&records).replace("{\"id\":\"d9\"", "broken {\"id\":\"d9\"");
    bed.write("v0/documents/2019/a.jsonl", &documents);
    let run = |arguments: &str| {
        bed.run(&format!("clean v0/documents {arguments} --output-format dolma-attributes"))
    };
    let output = run("-o v0");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("line 8 (id \"d7\"): field \"text\" is null"), "{}", stderr(&output));
    run("-o other --attributes mine --on-error skip --threads 3");
    let attributes = bed.read("v0/attributes/dechaff/2019/a.jsonl");
    assert_eq!(bed.read("other/attributes/mine/2019/a.jsonl").replace("mine__", "dechaff__"), attributes);
    assert_eq!(attributes.lines().count(), 20);
    for (index, (record, line)) in records.iter().zip(attributes.lines()).enumerate() {
        let line: Value = serde_json::from_str(line).unwrap();
        if index == 9 {
            assert_eq!(line, json!({"id": null, "attributes": {}}));
            continue;
        }
        assert_eq!((&line["id"], &line["source"]), (&record["id"], &record["source"]));
        let Some(text) = record["text"].as_str() else {
            assert_eq!(line["attributes"], json!({}));
            continue;
        };
        let mut left: Vec<Option<char>> = text.chars().map(Some).collect();
        for piece in line["attributes"]["dechaff__removed"].as_array().unwrap() {
            let at = |end: usize| piece[end].as_u64().unwrap() as usize;
            left[at(0)..at(1)].fill(None);
        }
        bed.write("page.txt", text).succeed("clean page.txt -o page --overwrite");
        assert_eq!(left.into_iter().flatten().collect::<String>(), bed.read("page/page.txt"));
    }
    for (arguments, said) in [
        ("-o v0 --html-field html --overwrite", "Dolma attributes are positions in the text of a record"),
        ("-o v0 --attributes ../up --overwrite", "invalid name of attributes \"../up\""),
    ] {
        assert!(stderr(&run(arguments)).contains(said), "{arguments}");
    }
    bed.write("pages/a.txt", PAGE);
    let output = bed.run("clean pages -o out --output-format dolma-attributes");
    assert!(stderr(&output).contains("pages/a.txt: Dolma attributes need files of JSON records"));
}
