//! Records and pages that are far too large, packed or not: each is named, and the others are done.

use std::io::{Read, Write, copy, repeat};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::bed::{Bed, PAGE, stderr};

/// Packs a record of so many bytes that is one in a thousand of that, between two others.
fn bomb(bytes: u64) -> Vec<u8> {
    let good = json!({"text": PAGE}).to_string() + "\n";
    let mut to = GzEncoder::new(Vec::new(), Compression::best());
    to.write_all(good.as_bytes()).unwrap();
    to.write_all(b"{\"id\":\"bomb\",\"text\":\"").unwrap();
    copy(&mut repeat(b'a').take(bytes), &mut to).unwrap();
    to.write_all(b"\"}\n").unwrap();
    to.write_all(good.as_bytes()).unwrap();
    to.finish().unwrap()
}

#[test]
fn a_record_of_200_megabytes_costs_no_other() {
    let bed = Bed::new();
    let packed = bomb(200_000_000);
    assert!(packed.len() < 250_000);
    bed.write("in/a.jsonl.gz", &packed);
    for (more, code, large) in [("", 2, true), ("--on-error skip", 0, false)] {
        let output = bed.run(&format!("clean in -o out --overwrite {more}"));
        assert_eq!(output.status.code(), Some(code));
        let said = "dechaff: in/a.jsonl.gz: line 2: larger than 64 MiB (raise --max-page-size)\n";
        assert!(stderr(&output).starts_with(said), "{}", stderr(&output));
        let written = std::fs::read(bed.path("out/a.jsonl.gz")).unwrap();
        let mut counted = Counted::default();
        copy(&mut MultiGzDecoder::new(&written[..]), &mut counted).unwrap();
        assert_eq!((counted.bytes > 200_000_000, counted.lines), (large, if large { 3 } else { 2 }));
    }
}

#[test]
fn a_page_of_too_many_lines_for_the_memory_is_named() {
    let bed = Bed::new();
    let lines = "a\n".repeat(1_800_000);
    let record = format!("{}\n", json!({ "text": lines }));
    bed.write("in/a.txt", &lines).write("in/b.txt", PAGE).write("in/c.jsonl", record);
    let output = bed.run("clean in -o out --max-page-size 6MiB");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    let named = "would take 285 MiB of memory for its many short lines (raise --max-page-size";
    for file in ["in/a.txt", "in/c.jsonl"] {
        assert!(said.lines().any(|line| line.contains(file) && line.contains(named)), "{said}");
    }
    assert!(!bed.path("out/a.txt").exists() && !bed.read("out/b.txt").is_empty());
    assert!(bed.read("out/c.jsonl").contains("would take"));
}

/// Takes bytes and counts them.
#[derive(Default)]
struct Counted {
    bytes: usize,
    lines: usize,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes += bytes.len();
        self.lines += memchr::memchr_iter(b'\n', bytes).count();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn packed_pages_are_unpacked_up_to_the_limit() {
    let bed = Bed::new();
    let mut to = GzEncoder::new(Vec::new(), Compression::best());
    copy(&mut repeat(b' ').take(70 << 20), &mut to).unwrap();
    let packed = to.finish().unwrap();
    let answer =
        [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n", &packed[..]]
            .concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: {}\r\n\r\n",
        answer.len()
    );
    let text =
        format!("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {}\r\n\r\n{PAGE}\r\n\r\n", PAGE.len());
    let archive = [head.as_bytes(), &answer, b"\r\n\r\n", text.as_bytes()].concat();
    bed.write("in/a.warc", archive).write("in/b.txt.gz", &packed).write("in/c.txt", PAGE);
    let output = bed.run("clean in -o out");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("in/a.warc: record 1 (http://a.example/): larger than 64 MiB when decompressed (raise --max-page-size)\n"), "{said}");
    assert!(said.contains("in/b.txt.gz: larger than 64 MiB (raise --max-page-size"), "{said}");
    assert_eq!(bed.read("out/a.warc.jsonl").lines().count(), 1);
    assert!(!bed.read("out/c.txt").is_empty());
}
