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

/// A record with this header field replaced, or left out.
fn with_field(record: &[u8], name: &str, value: Option<&str>) -> Vec<u8> {
    let text = String::from_utf8_lossy(record);
    let start = text.find(&format!("{name}:")).unwrap();
    let end = start + text[start..].find("\r\n").unwrap() + 2;
    let line = value.map(|value| format!("{name}: {value}\r\n")).unwrap_or_default();
    [&record[..start], line.as_bytes(), &record[end..]].concat()
}

/// Bytes that look like compressed data.
fn noise() -> Vec<u8> {
    (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

/// What becomes of a damaged record.
enum Fate {
    /// Its page comes out whole, and nothing is said.
    Whole,
    /// Its page comes out whole, and this is said.
    Mended(&'static str),
    /// The beginning of its page comes out, and this is said.
    Cut(&'static str),
    /// The beginning of its page comes out, marked with this as the archive does; nothing is said.
    Marked(&'static str),
    /// It has no page, and nothing is said.
    NoPage,
    /// This is said, and nothing comes out.
    Lost(&'static str),
}

/// Records with all kinds of damage, and records that are rare but sound.
#[allow(clippy::too_many_lines, reason = "a table")]
fn damaged(id: u32) -> Vec<(Vec<u8>, Fate)> {
    use Fate::{Cut, Lost, Marked, Mended, NoPage, Whole};
    let html = html();
    let page = html.as_bytes();
    let sound = record("response", id, &answer("200 OK\r\nContent-Type: text/html", page));
    let length = answer("200 OK\r\nContent-Type: text/html", page).len() as i64;
    let resized = |by: i64| with_field(&sound, "Content-Length", Some(&(length + by).to_string()));
    let of = |head: &str, body: &[u8]| {
        record("response", id, &answer(&format!("200 OK\r\nContent-Type: text/html\r\n{head}"), body))
    };
    let no_type = |body: &[u8]| record("response", id, &answer("200 OK\r\nServer: x", body));
    let chunks = |bytes: &[u8]| {
        bytes.chunks(300).fold(Vec::new(), |mut all, chunk| {
            write!(all, "{:x}\r\n", chunk.len()).unwrap();
            all.extend_from_slice(chunk);
            all.extend_from_slice(b"\r\n");
            all
        })
    };
    let chunked = [&chunks(page)[..], b"0\r\n\r\n"].concat();
    let packed = gzip(page);
    let wrong_length = "its Content-Length is ";
    let no_length = "it has no valid Content-Length";
    let length_is = |value| with_field(&sound, "Content-Length", value);
    let typed = |kind: &str, content_type: &str, url: &str, block: &[u8]| {
        let record = record(kind, id, block);
        let record = with_field(&record, "WARC-Target-URI", Some(url));
        with_field(
            &record,
            "WARC-Date",
            Some(&format!("2024-03-04T09:12:00Z\r\nContent-Type: {content_type}")),
        )
    };
    let url = format!("https://news.example/{id}");
    let truncated = with_field(
        &record("response", id, &answer("200 OK\r\nContent-Type: text/html", &page[..page.len() / 2])),
        "WARC-Date",
        Some("2024-03-04T09:12:00Z\r\nWARC-Truncated: length"),
    );
    vec![
        (resized(1), Whole),
        (resized(4), Whole),
        (resized(5), Mended(wrong_length)),
        (resized(10), Mended(wrong_length)),
        (resized(99), Mended(wrong_length)),
        (resized(1 << 20), Mended(wrong_length)),
        (resized(1 << 40), Mended(wrong_length)),
        (resized(-1), Mended(wrong_length)),
        (resized(-400), Mended(wrong_length)),
        (resized(-length), Mended(wrong_length)),
        (length_is(None), Mended(no_length)),
        (length_is(Some("-7")), Mended(no_length)),
        (length_is(Some("many")), Mended(no_length)),
        (length_is(Some("")), Mended(no_length)),
        (length_is(Some("99999999999999999999999")), Mended(no_length)),
        (with_field(&sound, "WARC-Type", None), Mended("it has no WARC-Type")),
        (with_field(&sound, "WARC-Type", Some("\r\n Response")), Whole),
        (sound[..sound.len() - 300].to_vec(), Cut(wrong_length)),
        (sound[..100].to_vec(), Lost("the WARC header has no end")),
        (b"no record at all\r\n\r\n".to_vec(), Lost("not a WARC record")),
        (
            String::from_utf8_lossy(&sound).replacen("WARC/1.0", "XARC/1.0", 1).into_bytes(),
            Lost("not a WARC record"),
        ),
        (String::from_utf8_lossy(&sound).replacen("WARC/1.0", "WARC/1.1", 1).into_bytes(), Whole),
        (String::from_utf8_lossy(&sound).replacen("WARC/1.0", "WARC/0.17", 1).into_bytes(), Whole),
        (of("Transfer-Encoding: chunked", &chunked), Whole),
        (of("X: y", &chunked), Whole),
        (of("Transfer-Encoding: chunked", page), Whole),
        (of("Transfer-Encoding: chunked", &chunks(page)), Mended("the chunked body has no last chunk")),
        (of("Transfer-Encoding: chunked", &chunks(page)[..500]), Cut("the chunked body has no last chunk")),
        (
            of("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", &chunks(&packed)),
            Mended("the chunked body has no last chunk"),
        ),
        (
            of("Content-Encoding: gzip", &packed[..packed.len() - 150]),
            Cut("its gzip data is cut off or corrupt"),
        ),
        (of("Content-Encoding: gzip", page), Whole),
        (of("Content-Encoding: none", page), Whole),
        (of("Content-Encoding: utf-8", page), Whole),
        (of("Content-Encoding: deflate", page), Whole),
        (of("Content-Encoding: br", page), Whole),
        (of("Content-Encoding: x-gzip", &packed), Whole),
        (of("Content-Encoding: gzip, identity, gzip", &gzip(&packed)), Whole),
        (of("Content-Encoding: zstd", &zstd::encode_all(page, 3).unwrap()), Whole),
        (of("Content-Encoding:\r\n\tgzip", &packed), Whole),
        (of("Content-Encoding: gzip", b"\x1F\x8B\x08 no more"), Lost("cannot decompress")),
        (of("Content-Encoding: compress", &noise()), Lost("unsupported content encoding \"compress\"")),
        (of(&format!("Content-Length: {}", page.len() + 900), page), Mended("bytes of its body")),
        (no_type(page), Whole),
        (no_type(&noise()), NoPage),
        (typed("response", "text/html", &url, page), Mended("it has no HTTP head")),
        (
            typed(
                "response",
                "text/dns",
                "dns:news.example",
                b"20240304091200\nnews.example. 300 IN A 192.0.2.1\n",
            ),
            NoPage,
        ),
        (record("response", id, &noise()), Lost("not an HTTP response")),
        (typed("resource", "text/html", &url, page), Whole),
        (typed("resource", "text/plain", "metadata://gnu.org/software/wget/warc/wget.log", b"a log"), NoPage),
        (typed("conversion", "image/png", &url, &noise()), NoPage),
        (record("response", id, &[b"HTTP/2 200\ncontent-type: text/html\n\n", page].concat()), Whole),
        (
            record(
                "response",
                id,
                &answer("100 Continue", &answer("200 OK\r\nContent-Type: text/html", page)),
            ),
            Whole,
        ),
        (record("revisit", id, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), NoPage),
        (record("metadata", id, b"fetchTimeMs: 12"), NoPage),
        (with_field(&record("request", id, b"GET / HTTP/1.1\r\n\r\n"), "Content-Length", Some("33")), NoPage),
        (record("response", id, &answer("301 Moved\r\nContent-Type: text/html", page)), NoPage),
        (
            record(
                "response",
                id,
                &answer("206 Partial Content\r\nContent-Type: text/html", &page[..page.len() / 2]),
            ),
            Marked("partial content"),
        ),
        (truncated, Marked("length")),
    ]
}

/// Each damaged record stands between two sound ones. These come out whole whatever is between them.
#[test]
fn damage_to_a_record_costs_no_other() {
    let bed = Bed::new();
    let sound =
        |id: u32| record("response", id, &answer("200 OK\r\nContent-Type: text/html", html().as_bytes()));
    let number = damaged(0).len() as u32;
    let records = |id: u32| [sound(2 * id), damaged(2 * id + 1).swap_remove(id as usize).0];
    let all: Vec<Vec<u8>> = (0..number).flat_map(records).chain([sound(2 * number)]).collect();
    bed.write("a.warc", all.concat()).write("b.warc.gz", all.iter().map(gzip).collect::<Vec<_>>().concat());
    let output = bed.run("clean a.warc b.warc.gz -o out --templates off");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    let text = bed.read("out/a.warc.jsonl");
    let unpacked = crate::bed::decompress("b.gz", &std::fs::read(bed.path("out/b.warc.jsonl.gz")).unwrap());
    assert!(text.as_bytes() == unpacked);
    let records = parse_jsonl(&text);
    let find = |id: u32| {
        let id = format!("urn:uuid:{id}");
        let mut found = records.iter().filter(|record| record["id"] == *id);
        let first = found.next();
        assert!(found.next().is_none(), "{id} twice");
        first
    };
    let page = find(0).unwrap()["text"].as_str().unwrap().to_owned();
    assert!(page.len() > 300, "{page}");
    let mut lost = 0;
    for (id, (_, fate)) in (0..number).zip(damaged(0)) {
        let (before, this) = (2 * id, 2 * id + 1);
        for sound in [before, before + 2] {
            let sound = find(sound).unwrap_or_else(|| panic!("{sound} is lost: {said}"));
            assert_eq!(sound["text"], *page, "beside {this}");
            assert_eq!(sound["metadata"].get("truncated"), None);
        }
        let line = said.lines().find(|line| {
            line.contains(&format!("a.warc: record {}", this + 1)) && {
                let rest = &line[line.find("record ").unwrap() + 7..];
                rest.starts_with(&format!("{} ", this + 1)) || rest.starts_with(&format!("{}:", this + 1))
            }
        });
        let (says, text, mark) = match fate {
            Fate::Whole => (None, Some(true), None),
            Fate::Mended(says) => (Some(says), Some(true), Some(says)),
            Fate::Cut(says) => (Some(says), Some(false), Some(says)),
            Fate::Marked(mark) => (None, Some(false), Some(mark)),
            Fate::NoPage => (None, None, None),
            Fate::Lost(says) => {
                lost += 1;
                (Some(says), None, None)
            }
        };
        match (says, line) {
            (Some(says), Some(line)) => assert!(line.contains(says), "{this}: {line}"),
            (None, None) => {}
            (says, line) => panic!("{this}: {says:?} wanted, {line:?} said"),
        }
        let found = find(this);
        assert_eq!(found.is_some(), text.is_some(), "{this}");
        let Some(found) = found else { continue };
        let cleaned = found["text"].as_str().unwrap();
        match text {
            Some(true) => assert_eq!(cleaned, page, "{this}"),
            _ => assert!(cleaned.len() > 50 && cleaned.len() < page.len(), "{this}: {cleaned}"),
        }
        // The size of a chunk of 300 bytes.
        assert!(!cleaned.contains("12c"), "{this}: {cleaned}");
        let marked = found["metadata"].get("truncated").map(|mark| mark.as_str().unwrap());
        assert_eq!(marked.is_some(), mark.is_some(), "{this}: {marked:?}");
        assert!(marked.unwrap_or_default().contains(mark.unwrap_or_default()), "{this}: {marked:?}");
    }
    assert!(said.contains(&format!("{} failed", 2 * lost)), "{said}");
}

#[test]
fn mended_records_are_no_failures() {
    let bed = Bed::new();
    let mut records = archive();
    records[2] = with_field(&records[2], "Content-Length", Some("9999"));
    bed.write("a.warc", records.concat());
    let said = stderr(&bed.succeed("clean a.warc -o out"));
    assert!(
        said.starts_with(
            "dechaff: a.warc: record 3 (https://news.example/3): its Content-Length is 9999, but it has "
        ),
        "{said}"
    );
    assert_eq!(bed.read("out/a.warc.jsonl").lines().count(), 5);
}

#[test]
fn arc_files_are_named() {
    let bed = Bed::new();
    let arc = "filedesc://old.arc 0.0.0.0 20050101000000 text/plain 73\n1 0 Crawler\n\n\nhttp://a.example/ 192.0.2.1 20050101000000 text/html 9\n<p>text\n";
    bed.write("old.arc", arc).write("old.arc.gz", gzip(arc)).write("other", arc);
    for arguments in ["clean old.arc -o out", "clean old.arc.gz -o out", "clean other --input-format warc"] {
        let output = bed.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert!(
            stderr(&output)
                .contains(": an ARC file, the format before WARC (convert it with warcio recompress"),
            "{arguments}: {}",
            stderr(&output)
        );
    }
}

/// Bytes that were changed, left out or doubled on the way: the program ends, says what is wrong, and records that were
/// not touched come out as they were.
#[test]
fn spoilt_archives_lose_only_what_is_spoilt() {
    let bed = Bed::new();
    let sound =
        |id: u32| record("response", id, &answer("200 OK\r\nContent-Type: text/html", html().as_bytes()));
    let records: Vec<Vec<u8>> = (0..5).map(sound).collect();
    bed.write("sound.warc", records.concat());
    let pages = stdout(&bed.succeed("clean sound.warc"));
    let pages: Vec<&str> = pages.lines().collect();
    let header = records[2].len() - answer("200 OK\r\nContent-Type: text/html", html().as_bytes()).len() - 4;
    for case in 0..60usize {
        // Most of them in the header, where they do most harm.
        let at = if case % 3 == 0 { case * 7919 % records[2].len() } else { case * 7919 % (header + 60) };
        let mut spoilt = records[2].clone();
        match case % 4 {
            0 => spoilt[at] ^= 0x15,
            1 => drop(spoilt.drain(at..(at + 1 + case % 9).min(records[2].len()))),
            2 => spoilt.splice(at..at, b"\r\n9".iter().copied()).for_each(drop),
            _ => spoilt.truncate(at),
        }
        let all = [&records[..2].concat()[..], &spoilt, &records[3..].concat()].concat();
        bed.write("a.warc", &all);
        let output = bed.run("clean a.warc");
        let said = stderr(&output);
        assert!(matches!(output.status.code(), Some(0 | 2)) && !said.contains("panicked"), "{case}: {said}");
        let out = stdout(&output);
        for page in [0, 1, 3, 4] {
            assert!(out.lines().any(|line| line == pages[page]), "{case}: record {page} is lost, {said}");
        }
        let has_other = out.lines().count() == 5;
        assert!(
            has_other || !said.is_empty() || spoilt_type_is_another(&spoilt),
            "{case}: nothing is said, {}",
            String::from_utf8_lossy(&spoilt[..header])
        );
    }
}

/// Whether the type of a record, or what its server says, is not that of a page any more.
fn spoilt_type_is_another(record: &[u8]) -> bool {
    let head = String::from_utf8_lossy(record);
    !head.contains("WARC-Type: response\r\n")
        || !head.contains("HTTP/1.1 200 ")
        || !head.contains("Content-Type: text/html\r\n\r\n")
}

#[test]
fn bad_records_of_archives_are_named() {
    let bed = Bed::new();
    let mut records = archive();
    records[3] = record(
        "response",
        4,
        &answer("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: compress", &noise()),
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
    assert!(said.contains("a.warc: record 5 (https://news.example/9): its Content-Length is "), "{said}");
    assert!(said.contains("b.warc: record 1: truncated or corrupt here: unexpected end of file"), "{said}");
    assert_eq!(bed.read("out/a.warc.jsonl").lines().count(), 4);
    let records = parse_jsonl(&bed.read("out/b.warc.jsonl"));
    assert_eq!(records.len(), 1);
    assert!(records[0]["metadata"]["truncated"].as_str().unwrap().starts_with("the file ends after "));
}
