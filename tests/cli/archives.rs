//! `dechaff clean` on web archives: a record out for each page.

use std::io::Write;

use crate::bed::{Bed, PAGE, gzip, parse_jsonl, stderr, stdout};

fn record(kind: &str, id: u32, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Date: 2024-03-04T09:12:00Z\r\n\
         WARC-Target-URI: https://news.example/{id}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 ", head.as_bytes(), b"\r\n\r\n", body].concat()
}

/// The page as HTML.
fn html() -> String {
    format!("<!doctype html><html lang=en><title>Harbour</title><body><p>{}", PAGE.replace('\n', "<p>"))
}

fn archive() -> Vec<Vec<u8>> {
    let chunked: Vec<u8> = html().as_bytes().chunks(1000).fold(Vec::new(), |mut all, chunk| {
        write!(all, "{:x}\r\n", chunk.len()).unwrap();
        all.extend_from_slice(chunk);
        all.extend_from_slice(b"\r\n");
        all
    });
    let chunked = [&chunked[..], b"0\r\n\r\n"].concat();
    vec![
        record("warcinfo", 1, b"software: none"),
        record("request", 2, b"GET / HTTP/1.1\r\n\r\n"),
        record("response", 3, &answer("200 OK\r\nContent-Type: text/html", html().as_bytes())),
        record(
            "response",
            4,
            &answer("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", &chunked),
        ),
        record(
            "response",
            5,
            &answer("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &gzip(html().as_bytes())),
        ),
        record("response", 6, &answer("404 Not Found\r\nContent-Type: text/html", b"<p>Gone.")),
        record("response", 7, &answer("200 OK\r\nContent-Type: image/png", b"\x89PNG")),
        record(
            "response",
            8,
            &answer(
                "200 OK\r\nContent-Type: text/html; charset=windows-1252",
                b"<p>Un caf\xE9, un th\xE9 et un g\xE2teau, dit le ma\xEEtre d\x92h\xF4tel.",
            ),
        ),
        record("conversion", 9, PAGE.as_bytes()),
    ]
}

#[test]
fn pages_of_archives_become_records() {
    let bed = Bed::new();
    bed.write("crawl/a.warc", archive().concat())
        .write("crawl/b.warc.gz", archive().iter().map(gzip).collect::<Vec<_>>().concat())
        .write("page.txt", PAGE)
        .write("page.html", html());
    bed.succeed("clean crawl -o out --threads 1");
    bed.succeed("clean crawl -o two --threads 3");
    assert!(
        bed.outputs("out")[&std::path::PathBuf::from("b.warc.jsonl.gz")]
            == bed.outputs("two")[&std::path::PathBuf::from("b.warc.jsonl.gz")]
    );
    let text = bed.read("out/a.warc.jsonl");
    let records = parse_jsonl(&text);
    let ids: Vec<&str> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [3, 4, 5, 8, 9].map(|id| format!("urn:uuid:{id}")));
    let of_html = stdout(&bed.succeed("clean page.html"));
    assert!(!of_html.is_empty());
    for record in &records[..3] {
        assert_eq!(record["text"], of_html);
        assert_eq!(record["metadata"]["title"], "Harbour");
        assert_eq!(record["metadata"]["language"], "en");
    }
    assert_eq!(records[0]["url"], "https://news.example/3");
    assert_eq!(records[0]["date"], "2024-03-04T09:12:00Z");
    assert_eq!(records[4]["text"], stdout(&bed.succeed("clean page.txt")));
    let all = stdout(
        &bed.succeed("clean crawl/a.warc --keep title,subhead,body,caption,nav,footer,other,related,share"),
    );
    assert!(all.contains("Un café, un thé et un gâteau, dit le maître d’hôtel."), "{all}");
    // From a pipe, too.
    let input = std::fs::File::open(bed.path("crawl/a.warc")).unwrap();
    let piped = bed.command("clean --input-format warc").stdin(input).output().unwrap();
    assert_eq!(stdout(&piped), text);
}

#[test]
fn bad_records_of_archives_are_named() {
    let bed = Bed::new();
    let mut records = archive();
    records[3] = record(
        "response",
        4,
        &answer("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: compress", b"x"),
    );
    records[4] =
        String::from_utf8_lossy(&records[8]).replace("Content-Length: ", "Content-Length: 1").into_bytes();
    bed.write("a.warc", records.concat()).write("b.warc", &records[2][..700]);
    let output = bed.run("clean a.warc b.warc -o out");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("a.warc: record 4 (https://news.example/4): unsupported content encoding \"compress\""),
        "{said}"
    );
    assert!(said.contains("a.warc: record 5: wrong Content-Length"), "{said}");
    assert!(said.contains("b.warc: record 1: truncated or corrupt here: unexpected end of file"), "{said}");
    assert_eq!(bed.read("out/a.warc.jsonl").lines().count(), 3);
    assert_eq!(bed.read("out/b.warc.jsonl"), "");
}
