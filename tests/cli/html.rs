//! Pages of HTML come out as text.

use encoding_rs::WINDOWS_1251;
use serde_json::{Value, json};

use crate::bed::{Bed, gzip, jsonl, stderr};

const FERRY: &str = include_str!("../../testdata/html/en-ferry-unclosed.html");
const LIBRARY: &str = include_str!("../../testdata/html/ru-cookie-wall.html");

#[test]
fn name_content_and_option_tell_html() {
    let bed = Bed::new();
    bed.write("pages/ferry.html", FERRY)
        .write("pages/copy.txt", FERRY)
        .write("pages/PACKED.HTM.gz", gzip(FERRY.as_bytes()))
        .write("pages/x.xhtml", FERRY)
        .write("pages/y.html.gz", gzip(FERRY.as_bytes()));
    bed.succeed("clean pages -o out");
    let text = bed.read("out/ferry.txt");
    assert!(text.starts_with("Night ferry to Skarvik returns\nafter nine years\n"), "{text}");
    assert!(text.contains("Lund Harbour & Skarvik") && !text.contains('<'), "{text}");
    assert_eq!(bed.read("out/copy.txt"), text);
    for other in ["PACKED", "x", "y"] {
        assert_eq!(bed.read(&format!("out/{other}.txt")), text, "{other}");
    }
    bed.succeed(
        "clean pages/ferry.html -o raw --input-format text --keep title,body,nav,related,footer,other",
    );
    assert!(bed.read("raw/ferry.txt").contains("<p>"));
    bed.write("page", "One <i>line</i>\nof text")
        .succeed("clean page -o html --removed gone --input-format html");
    assert_eq!(bed.read("html/page.txt") + &bed.read("gone/page.txt"), "One line of text\n");
}

#[test]
fn the_charset_may_stand_in_a_meta_tag() {
    let bed = Bed::new();
    let (bytes, _, lossy) = WINDOWS_1251.encode(LIBRARY);
    assert!(!lossy);
    let recoded = String::from_utf8_lossy(&bytes).into_owned();
    assert!(recoded.contains("charset=\"utf-8\""));
    let at = LIBRARY.find("utf-8").unwrap();
    let mut bytes = bytes.into_owned();
    bytes.splice(at..at + 5, *b"windows-1251");
    bed.write("utf8/page.html", LIBRARY).write("other/page.html", bytes);
    bed.succeed("clean utf8 -o one");
    bed.succeed("clean other -o two");
    assert!(bed.read("one/page.txt").contains("библиотеку"));
    assert_eq!(bed.read("one/page.txt"), bed.read("two/page.txt"));
}

#[test]
fn a_page_of_1999_is_read() {
    let bed = Bed::new();
    bed.write("ozero.htm", include_bytes!("../../testdata/html/ru-tables-1999.html"));
    bed.succeed("clean ozero.htm -o out");
    assert!(bed.read("out/ozero.txt").starts_with("Поход на Белое озеро\n"));
}

#[test]
fn an_article_in_linked_data_only_is_found() {
    let bed = Bed::new();
    bed.write("page.html", include_str!("../../testdata/html/fa-jsonld-only.html"));
    bed.succeed("clean page.html -o out");
    let text = bed.read("out/page.txt");
    assert!(text.starts_with("بازگشت کاریز قدیمی به روستای سرآب\n\nپس از بیست سال خشکی"), "{text}");
    assert!(text.contains("کاریز بیش از ده سال دوام نخواهد آورد") && !text.contains("بارگذاری"), "{text}");
}

#[test]
fn an_article_in_noscript_is_found() {
    let bed = Bed::new();
    bed.write("page.html", include_str!("../../testdata/html/hi-noscript-blog.html"));
    bed.succeed("clean page.html -o out");
    let text = bed.read("out/page.txt");
    assert!(text.starts_with("छत पर मधुमक्खियाँ\n\nपिछले बरस"), "{text}");
    assert!(text.contains("जो सबसे ज़्यादा डरे हुए थे") && !text.contains("जावास्क्रिप्ट"), "{text}");
}

#[test]
fn records_from_html_have_what_pages_say_of_themselves() {
    let bed = Bed::new();
    bed.write("pages/b.html", FERRY).write("pages/a.html", LIBRARY).write("pages/c.txt", "Text.\n");
    bed.succeed("clean pages -o out --output-format jsonl --metadata --threads 2");
    let records = records(&bed.read("out/00000.jsonl"));
    let metadata = |record: usize| &records[record]["metadata"];
    assert_eq!(metadata(0)["title"], "В Зареченске открыли библиотеку на барже");
    assert_eq!((&metadata(0)["language"], metadata(0).get("author")), (&Value::from("ru"), None));
    assert_eq!(
        (&metadata(1)["author"], &metadata(1)["date"]),
        (&"Ola Brandt".into(), &"2024-03-04T09:12:00Z".into())
    );
    assert_eq!(records[2].get("metadata"), None);

    // In a field of a record, which may have metadata of its own; the HTML may go.
    let mine = json!({"html": FERRY, "id": 1});
    let theirs = json!({"html": FERRY, "metadata": "mine", "text": null, "id": 2});
    bed.write("a.jsonl", jsonl(&[mine, theirs]))
        .succeed("clean a.jsonl -o a --html-field html --metadata --drop-html");
    let cleaned = self::records(&bed.read("a/a.jsonl"));
    let fields = |record: &Value| record.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&cleaned[0]), ["id", "metadata", "text"]);
    assert_eq!(fields(&cleaned[1]), ["dechaff_metadata", "id", "metadata", "text"]);
    assert_eq!((&cleaned[0]["metadata"], &cleaned[1]["metadata"]), (metadata(1), &json!("mine")));
    assert!(stderr(&bed.run("clean a.jsonl --drop-html")).contains("--html-field"));
}

fn records(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_broken_archive_is_named() {
    let bed = Bed::new();
    bed.write("page.html.gz", &gzip(FERRY.as_bytes())[..100]);
    let output = bed.run("clean page.html.gz -o out");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("page.html.gz: cannot decompress: "), "{}", stderr(&output));
    let output = bed.write("large.gz", gzip([b'x'; 10_000])).run("clean large.gz --max-page-size 5KiB");
    assert!(stderr(&output).contains("larger than 5 KiB"), "{}", stderr(&output));
}
