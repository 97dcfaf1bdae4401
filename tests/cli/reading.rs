//! Files are read as what they hold, whatever their names; what cannot be read is named and nothing is written for it.

use std::io::Write;
use std::process::{Output, Stdio};

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, ISO_2022_JP, ISO_8859_2, KOI8_R, SHIFT_JIS, WINDOWS_874,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
};
use serde_json::json;

use crate::bed::{ALL, Bed, PAGE, gzip, parse_jsonl, stderr, stdout};

/// Runs it with bytes on standard input.
fn piped(bed: &Bed, arguments: &str, bytes: &[u8]) -> Output {
    let mut command = bed.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut to = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || drop(to.write_all(&bytes)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn records() -> String {
    let record = |id: u32| json!({"id": id, "text": PAGE}).to_string() + "\n";
    record(1) + &record(2)
}

/// An article in paragraphs between two menus.
fn body() -> String {
    let lines = PAGE.lines().filter(|line| line.len() > 80);
    let paragraphs: Vec<_> = lines.map(|line| format!("<p>{line}</p>\n")).collect();
    format!(
        "<div><ul><li><a href=/>Home</a></li><li><a href=/1>News</a></li></ul></div>\n<div><h1>Harbour</h1>\n{}</div>\n",
        paragraphs.concat()
    )
}

fn archive() -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><body>{}", body());
    let head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbour.example/\r\n";
    format!("{head}Content-Length: {}\r\n\r\n{answer}\r\n\r\n", answer.len()).into_bytes()
}

#[test]
fn json_lines_are_records_whatever_their_name() {
    let bed = Bed::new();
    bed.write("plain/a.jsonl", records());
    bed.succeed("clean plain -o plain-out");
    let wanted = bed.read("plain-out/a.jsonl");
    assert_eq!(parse_jsonl(&wanted).len(), 2);
    let names = ["a.ndjson", "b.jl", "c.jsonlines", "d.json", "part-00000", "e.data"];
    for name in names {
        bed.write(&format!("in/{name}"), records());
    }
    bed.write("in/f.json.gz", gzip(records())).write("in/part-00001", "\u{FEFF}".to_owned() + &records());
    bed.succeed("clean in -o out");
    let out = bed.outputs("out");
    assert_eq!(out.len(), names.len() + 2);
    for name in names {
        assert_eq!(bed.read(&format!("out/{name}")), wanted, "{name}");
    }
    assert_eq!(bed.read("out/part-00001"), "\u{FEFF}".to_owned() + &wanted);
    // A file that is named itself, and standard input, packed or not.
    bed.write("page.txt", records()).write("packed", zstd(records().as_bytes()));
    assert_eq!(stdout(&bed.succeed("clean page.txt")), wanted);
    assert_eq!(stdout(&bed.succeed("clean packed")), wanted);
    for bytes in [records().into_bytes(), gzip(records()), zstd(records().as_bytes())] {
        assert_eq!(stdout(&piped(&bed, "clean", &bytes)), wanted);
    }
}

#[test]
fn a_page_of_a_folder_that_holds_records_is_named() {
    let bed = Bed::new();
    let wide: Vec<u8> = records().encode_utf16().flat_map(u16::to_le_bytes).collect();
    bed.write("in/a.txt", records())
        .write("in/b.html", archive())
        .write("in/c.txt", PAGE)
        .write("in/d", wide);
    let output = bed.run("clean in -o out");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("in/a.txt: JSON lines, not a page"), "{said}");
    assert!(said.contains("in/b.html: a web archive, not a page"), "{said}");
    assert!(said.contains("in/d: JSON lines, not a page"), "{said}");
    assert_eq!(bed.outputs("out").into_keys().collect::<Vec<_>>(), [std::path::Path::new("c.txt")]);
}

#[test]
fn a_json_document_is_named() {
    let bed = Bed::new();
    let pretty = serde_json::to_string_pretty(&json!([{"text": PAGE}, {"text": PAGE}])).unwrap();
    bed.write("in/a.json", &pretty)
        .write("in/b.json.gz", gzip(json!([{"text": PAGE}]).to_string()))
        .write("in/c", "{\n \"text\": \"One.\"\n}\n")
        .write("in/cut.json", &pretty[..pretty.len() / 2])
        .write(
            "in/feed.xml",
            "<?xml version='1.0'?>\n<rss version='2.0'><channel><title>News</title></channel></rss>",
        );
    let output = bed.run("clean in -o out");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    for name in ["a.json", "b.json.gz", "c", "cut.json"] {
        assert!(said.contains(&format!("in/{name}: a JSON document, not a page")), "{name}: {said}");
    }
    assert!(said.contains("in/feed.xml: XML with the root <rss>, not HTML"), "{said}");
    assert!(bed.outputs("out").is_empty());
    bed.succeed("clean in/a.json --input-format text");
}

#[test]
fn archives_are_told_by_their_first_bytes() {
    let bed = Bed::new();
    bed.write("plain.warc", archive());
    let wanted = stdout(&bed.succeed("clean plain.warc"));
    assert!(parse_jsonl(&wanted)[0]["text"].as_str().unwrap().contains('\n'));
    for (name, bytes) in [
        ("crawl-1", archive()),
        ("crawl-2.bin", gzip(archive())),
        ("a.warc.zst", zstd(&archive())),
        ("crawl-3", zstd(&archive())),
    ] {
        bed.write(name, &bytes);
        assert_eq!(stdout(&bed.succeed(&format!("clean {name}"))), wanted, "{name}");
        assert_eq!(stdout(&piped(&bed, "clean", &bytes)), wanted, "{name}");
    }
}

#[test]
fn html_is_told_by_what_it_begins_with() {
    let bed = Bed::new();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=en><head><title>Harbour</title></head><body>{}</body></html>",
        body()
    );
    bed.write("page.html", &page).write("piece.html", body());
    let kept = |name: &str| stdout(&bed.succeed(&format!("clean {name} --templates off")));
    let (whole, piece) = (kept("page.html"), kept("piece.html"));
    assert!(whole.contains('\n') && !whole.contains('<') && !piece.contains('<'));
    for (name, before) in [
        ("a.txt", ""),
        ("b", "\u{FEFF}\r\n\r\n <!-- saved from the web -->"),
        (
            "c.php",
            "<br />\n<b>Warning</b>:  include(head.php): failed in <b>/srv/a.php</b> on line <b>3</b><br />\n",
        ),
        ("d.txt", "Notice: Undefined index: id in /srv/a.php on line 3\n"),
        ("e", "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: text/html\r\n\r\n"),
        ("f", "HTTP/1.1 301 Moved\nLocation: /a\n\nHTTP/2 200\ncontent-type: text/html\n\n"),
        ("g.asp", "<%@ Language=VBScript %>\n"),
    ] {
        bed.write(name, format!("{before}{page}"));
        let got = kept(name);
        assert!(got.ends_with(whole.trim_start_matches("Harbour\n")) && !got.contains('<'), "{name}: {got}");
    }
    for name in ["piece.txt", "piece", "piece.php"] {
        bed.write(name, body());
        assert_eq!(kept(name), piece, "{name}");
    }
    assert_eq!(stdout(&piped(&bed, "clean --templates off", body().as_bytes())), piece);
}

#[test]
fn text_with_signs_and_tags_stays_text() {
    let bed = Bed::new();
    for text in [
        "<3 this harbour song, says the singer of the dredger crew.\n\nIt is about the night shift.\n",
        "<https://harbour.example/> has the tables of the tides.\n\nThey are printed each spring.\n",
        "<b>Harbour.</b> The dredger came on Monday.\n\nNobody <i>saw</i> it leave in the fog.\n",
        "<p align=\"center\"><img src=\"logo.png\"></p>\n\n# The tool\n\nIt measures the depth of a harbour.\n\n* small\n* fast\n",
        "Write a page:\n\n    <!DOCTYPE html>\n    <html><body><p>Hello</p></body></html>\n\nSave it, and open it in a browser.\n",
    ] {
        bed.write("page.txt", text);
        assert_eq!(stdout(&bed.succeed(&format!("clean page.txt --keep {ALL}"))), text);
    }
}

#[test]
fn mhtml_gives_its_page() {
    let bed = Bed::new();
    let page = format!("<!DOCTYPE html><html><head><meta charset=3Dutf-8></head><body>{}<p>Un café =C3=A0 la mer, une sema=\r\nine.</p></body></html>", body().replace('=', "=3D"))
        .replace('\n', "\r\n").replace("é", "=C3=A9");
    let mhtml = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://harbour.example/\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----x--\"\r\n\r\n\r\n------x--\r\n\
         Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{page}\r\n------x--\r\n\
         Content-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAAAAACw=\r\n------x----\r\n"
    );
    for name in ["a.mhtml", "a.mht", "saved", "saved.txt"] {
        bed.write(name, &mhtml);
        let got = stdout(&bed.succeed(&format!("clean {name} --templates off --keep {ALL}")));
        assert!(got.contains("Un café à la mer, une semaine."), "{name}: {got}");
        assert!(!got.contains("R0lG") && !got.contains("MIME") && !got.contains("=3D"), "{name}: {got}");
    }
}

#[test]
fn zeros_and_wide_characters_are_read() {
    let bed = Bed::new();
    bed.write("plain.txt", PAGE);
    let wanted = bed.succeed("clean plain.txt").stdout;
    let wide = |unit: fn(u32) -> [u8; 4], mark: &str| -> Vec<u8> {
        format!("{mark}{PAGE}").chars().flat_map(|c| unit(c as u32)).collect()
    };
    for (name, bytes) in [
        ("padded", [PAGE.as_bytes(), &[0; 4096]].concat()),
        ("few", PAGE.replacen(". ", ".\0 ", 3).into_bytes()),
        ("utf32le", wide(u32::to_le_bytes, "\u{FEFF}")),
        ("utf32be", wide(u32::to_be_bytes, "\u{FEFF}")),
        ("utf32", wide(u32::to_le_bytes, "")),
    ] {
        bed.write(name, bytes);
        assert_eq!(bed.succeed(&format!("clean {name}")).stdout, wanted, "{name}");
    }
    for (name, bytes) in [("zeros", vec![0; 5000]), ("many", PAGE.replace(' ', "\0").into_bytes())] {
        bed.write(name, bytes);
        let output = bed.run(&format!("clean {name}"));
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{name}");
        assert!(stderr(&output).contains("binary data, not text"), "{name}");
    }
    for (name, bytes) in [("empty.html", &b""[..]), ("mark.txt", b"\xEF\xBB\xBF"), ("empty.gz", b"")] {
        bed.write(name, bytes);
        assert_eq!(stdout(&bed.succeed(&format!("clean {name}"))), "", "{name}");
    }
}

#[test]
fn a_damaged_gzip_file_is_not_passed_off_as_whole() {
    let bed = Bed::new();
    let whole = gzip(PAGE);
    bed.write("plain.txt", PAGE);
    let wanted = bed.succeed("clean plain.txt").stdout;
    let half = PAGE.len() / 2 - 1;
    for (name, bytes, said) in [
        ("padded.txt.gz", [&whole[..], &[0; 512]].concat(), ""),
        (
            "behind.txt.gz",
            [&whole[..], b"and more"].concat(),
            "behind.txt.gz: read up to the end of its gzip data; ignored 8 bytes behind it",
        ),
        ("two.gz", [gzip(&PAGE.as_bytes()[..half]), gzip(&PAGE.as_bytes()[half..])].concat(), ""),
        ("not-packed.gz", PAGE.into(), ""),
        ("no-ending.txt", whole.clone(), ""),
    ] {
        bed.write(name, bytes);
        let output = bed.succeed(&format!("clean {name}"));
        assert_eq!(output.stdout, wanted, "{name}");
        assert!(
            stderr(&output).contains(said) && said.is_empty() == stderr(&output).is_empty(),
            "{}",
            stderr(&output)
        );
    }
    for (name, bytes) in [
        ("in/cut.txt.gz", whole[..whole.len() - 20].to_vec()),
        ("in/cut.zst", {
            let packed = zstd(PAGE.as_bytes());
            packed[..packed.len() - 9].to_vec()
        }),
        ("in/lost.gz", [&whole[..], b"xx", &whole].concat()),
    ] {
        bed.write(name, bytes);
        let output = bed.run(&format!("clean {name} -o out"));
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(stderr(&output).contains(&format!("{name}: cannot decompress")), "{}", stderr(&output));
    }
    assert!(bed.outputs("out").is_empty());
    // Records after zeros between members are not lost, nor those of a file whose first member is short.
    let lines = [&gzip(&records()[..20])[..], &gzip(&records()[20..]), &[0; 100], &gzip(records())].concat();
    bed.write("records", lines);
    assert_eq!(parse_jsonl(&stdout(&bed.succeed("clean records"))).len(), 4);
}

#[test]
fn what_is_compressed_is_not_replaced() {
    let bed = Bed::new();
    bed.write("page.txt", gzip(PAGE));
    let output = bed.run("clean page.txt --in-place --force");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("is compressed and cannot be cleaned in place"), "{}", stderr(&output));
    assert_eq!(std::fs::read(bed.path("page.txt")).unwrap(), gzip(PAGE));
}

#[test]
fn other_files_are_named_as_what_they_are() {
    let bed = Bed::new();
    let mut tar = vec![0; 1024];
    tar[..5].copy_from_slice(b"a.txt");
    tar[257..263].copy_from_slice(b"ustar\0");
    let noise: Vec<u8> = (0..3000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 | 1).collect();
    for (name, bytes, said) in [
        (
            "a.pdf",
            &b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"[..],
            "PDF, not text (convert it first",
        ),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0", "Word, Excel or PowerPoint, not text"),
        ("a.docx", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0word/document.xml", "Word, not text"),
        (
            "a.epub",
            b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0oa\xAB,\x14\0\0\0mimetypeapplication/epub+zip",
            "EPUB, not text",
        ),
        ("a.zip", b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0pages/1.html", "ZIP data, not text (unpack it first"),
        ("a.bz2", b"BZh91AY&SY\x94\x12\x03\0\0\x01\x9F\x80\x10", "bzip2 data, not text (unpack it first"),
        ("a.xz", b"\xFD7zXZ\0\0\x04\xE6\xD6\xB4F", "xz data, not text"),
        ("a.tar", &tar, "tar data, not text"),
        ("a.rtf", b"{\\rtf1\\ansi The harbour.}", "RTF, not text"),
        ("a.png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "PNG, not text"),
        ("a.html", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01", "JPEG, not text"),
        ("a.db", b"SQLite format 3\0\x10\0\x01\x01", "SQLite, not text"),
        ("a.pkl", b"\x80\x04\x95\x0B\0\0\0\0\0\0\0\x8C\x07harbour\x94.", "Python pickle, not text"),
        ("a.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0", "program, not text"),
        ("a.npy", b"\x93NUMPY\x01\0v\0{'descr': '<f8'}", "NumPy, not text"),
        ("a.txt.gz.gz", &gzip(gzip(PAGE)), "gzip data, not text"),
        ("a.jsonl", b"BZh91AY&SY\x94\x12\x03\0\0\x01\x9F\x80\x10", "bzip2 data, not text"),
        ("a.txt", &noise, "binary data, not text"),
    ] {
        bed.write(&format!("in/{name}"), bytes);
        let output = bed.run(&format!("clean in/{name} -o out"));
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(stderr(&output).contains(&format!("in/{name}: {said}")), "{name}: {}", stderr(&output));
    }
    assert!(bed.outputs("out").is_empty());
}

/// Two sentences of an invented article in the languages of a charset.
#[rustfmt::skip]
const SENTENCES: [(&str, &[&Encoding], &str); 16] = [
    ("ru", &[WINDOWS_1251, KOI8_R], "Землечерпалка вышла из гавани в понедельник, и никто не видел, куда она ушла. Смотритель маяка говорит, что туман был густой."),
    ("el", &[WINDOWS_1253], "Η βυθοκόρος έφυγε από το λιμάνι τη Δευτέρα και κανείς δεν είδε πού πήγε. Ο φαροφύλακας λέει ότι η ομίχλη ήταν πυκνή."),
    ("he", &[WINDOWS_1255], "המחפר יצא מהנמל ביום שני ואיש לא ראה לאן הלך. שומר המגדלור מספר שהערפל היה כבד מאוד."),
    ("ar", &[WINDOWS_1256], "غادرت الحفارة الميناء يوم الاثنين ولم ير أحد إلى أين ذهبت. يقول حارس المنارة إن الضباب كان كثيفا."),
    ("fa", &[WINDOWS_1256], "کشتي لايروب روز دوشنبه از بندر رفت و هيچ کس نديد کجا رفت. نگهبان فانوس دريايي مي گويد مه غليظ بود."),
    ("th", &[WINDOWS_874], "เรือขุดออกจากท่าเมื่อวันจันทร์และไม่มีใครเห็นว่าไปไหน คนเฝ้าประภาคารบอกว่าหมอกหนามาก"),
    ("tr", &[WINDOWS_1254], "Tarak gemisi pazartesi günü limandan ayrıldı ve nereye gittiğini kimse görmedi. Fener bekçisi sisin çok yoğun olduğunu söylüyor."),
    ("pl", &[WINDOWS_1250, ISO_8859_2], "Pogłębiarka wyszła z portu w poniedziałek i nikt nie widział, dokąd popłynęła. Latarnik mówi, że mgła była bardzo gęsta."),
    ("cs", &[WINDOWS_1250, ISO_8859_2], "Bagr vyplul z přístavu v pondělí a nikdo neviděl, kam zmizel. Strážce majáku říká, že mlha byla velmi hustá."),
    ("fr", &[WINDOWS_1252], "La drague a quitté le port lundi et personne n'a vu où elle était allée. Le gardien du phare dit que la brume était très épaisse."),
    ("de", &[WINDOWS_1252], "Der Bagger verließ den Hafen am Montag, und niemand sah, wohin er fuhr. Der Wärter sagt, daß der Nebel sehr dicht war und spät fiel."),
    ("ja", &[SHIFT_JIS, EUC_JP, ISO_2022_JP], "浚渫船は月曜日に港を出たが、どこへ行ったのか誰も見ていない。灯台守は霧がとても濃かったと話している。"),
    ("zh", &[GBK], "挖泥船星期一离开了港口，没有人看见它去了哪里。看灯塔的人说那天的雾非常大。"),
    ("zh-TW", &[BIG5], "挖泥船星期一離開了港口，沒有人看見它去了哪裡。看燈塔的人說那天的霧非常大。"),
    ("ko", &[EUC_KR], "준설선은 월요일에 항구를 떠났고 어디로 갔는지 아무도 보지 못했다. 등대지기는 안개가 아주 짙었다고 말한다."),
    ("bg", &[WINDOWS_1251], "Драгата напусна пристанището в понеделник и никой не видя накъде тръгна. Пазачът на фара казва, че мъглата била много гъста."),
];

#[test]
fn legacy_charsets_are_read_whatever_is_declared() {
    let bed = Bed::new();
    let mut wanted = Vec::new();
    for (language, encodings, sentences) in SENTENCES {
        for encoding in encodings {
            let name = format!("{language}-{}", encoding.name());
            let recoded = |text: &str| {
                let (bytes, _, lossy) = encoding.encode(text);
                assert!(!lossy, "{name}");
                bytes.into_owned()
            };
            bed.write(&format!("in/{name}.txt"), recoded(sentences));
            wanted.push((format!("{name}.txt"), sentences));
            for (said, meta) in [
                ("none", String::new()),
                ("right", format!("<meta charset={}>", encoding.name())),
                ("utf8", "<meta http-equiv=Content-Type content='text/html; charset=utf-8'>".to_owned()),
                ("latin1", "<meta charset=iso-8859-1>".to_owned()),
                (
                    "comment",
                    "<!-- <meta charset=koi8-r> --><meta name=x content='charset=gbk' data-charset=big5>"
                        .to_owned(),
                ),
            ] {
                let page = format!(
                    "<!doctype html><html lang={language}><head>{meta}<title>x</title></head><body><p>{sentences}</p>"
                );
                bed.write(&format!("in/{name}-{said}.html"), recoded(&page));
                wanted.push((format!("{name}-{said}.txt"), sentences));
            }
        }
    }
    bed.succeed(&format!("clean in -o out --templates off --keep {ALL}"));
    let wrong: Vec<_> =
        wanted.iter().filter(|(name, text)| bed.read(&format!("out/{name}")).trim() != *text).collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), wanted.len());
}
