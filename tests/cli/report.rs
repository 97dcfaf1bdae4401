//! `dechaff report`: one page, whatever is in the corpus.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::bed::{Bed, PAGE, jsonl, seeds, stderr};

/// Text that would like to be more.
const HOSTILE: &str = "<script>document.title = 'taken'</script>\n</script><img src=x onerror=\"document.title='taken'\">\n\
    \u{202e}\u{2066}txt.elif\u{2069} --> ]]> &lt; ' \"\n</td></table></details></main><h1>mine</h1>\n\u{1b}[2J\n";

fn bed() -> Bed {
    let bed = Bed::new();
    bed.with_seeds("corpus/arabic").write("corpus/news/noisy.txt", PAGE);
    bed.write("corpus/news/hostile.txt", HOSTILE).write("corpus/empty.txt", "");
    let html = "<html lang=pt-BR><head><meta property=og:site_name content='<b>Site</b>'></head><body><p>Home</p></body>";
    bed.write("corpus/page.html", html);
    #[cfg(not(windows))]
    bed.write("corpus/<img src=x onerror=alert(1)>.txt", "Home\n");
    bed
}

#[test]
fn no_text_of_a_page_is_markup() {
    let bed = bed();
    bed.succeed("report corpus -o report.html");
    let report = bed.read("report.html");
    assert_eq!(report.matches("<script").count(), 1);
    assert_eq!(report.matches("</script").count(), 1);
    assert_eq!(report.matches("<h1").count(), 1);
    assert!(!report.contains("<img") && !report.contains("<b>") && !report.contains('\u{1b}'));
    // It asks for nothing: no address in it.
    assert!(!report.contains("http:") && !report.contains("https:") && !report.contains("<link"));
    assert!(report.contains("default-src 'none'"));
}

/// The rows of a table, as the texts of their cells; `table` counts from 0.
fn rows(report: &str, table: usize) -> Vec<Vec<String>> {
    let body = report.split("<tbody>").nth(table + 1).unwrap().split("</tbody>").next().unwrap();
    let text =
        |cell: &str| cell.split('<').map(|piece| piece.rsplit('>').next().unwrap()).collect::<String>();
    let cells = |row: &str| row.split("</t").map(text).take_while(|cell| !cell.is_empty()).collect();
    body.trim().lines().map(cells).collect()
}

fn characters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// All characters of some pages, and those of them that `clean` keeps.
#[derive(Default)]
struct Sum {
    pages: usize,
    all: usize,
    kept: usize,
}

impl Sum {
    fn add(&mut self, all: usize, kept: usize) {
        self.pages += 1;
        self.all += all;
        self.kept += kept;
    }

    fn percent(&self) -> String {
        format!("{:.1} %", 100.0 * self.kept as f64 / self.all as f64)
    }

    fn row(&self, name: &str) -> Vec<String> {
        vec![name.to_owned(), self.pages.to_string(), self.percent()]
    }
}

#[test]
fn the_numbers_are_those_of_the_cleaned_pages() {
    let bed = Bed::new();
    bed.with_seeds("corpus/arabic").write("corpus/english/harbour.txt", PAGE);
    bed.succeed("clean corpus -o cleaned");
    let (mut total, mut arabic, mut english) = (Sum::default(), Sum::default(), Sum::default());
    let mut pages_by_share_removed = [0; 10];
    for (path, text) in bed.tree("corpus") {
        let all = characters(std::str::from_utf8(&text).unwrap());
        let kept = characters(&bed.read(&format!("cleaned/{}", path.display())));
        let site = if path.starts_with("arabic") { &mut arabic } else { &mut english };
        site.add(all, kept);
        total.add(all, kept);
        pages_by_share_removed[(all - kept) * 10 / all] += 1;
    }
    let said = stderr(&bed.succeed("report corpus -o report.html"));
    assert!(said.contains("6 pages in report.html"), "{said}");
    let report = bed.read("report.html");
    assert!(report.contains(&format!("<strong>{} kept</strong>", total.percent())), "{}", total.percent());
    assert_eq!(rows(&report, 0), [arabic.row("arabic"), english.row("english")]);
    assert_eq!(rows(&report, 1), [arabic.row("ar"), english.row("en")]);
    let by_label = rows(&report, 2);
    let number = |row: &Vec<String>| row[1].replace(',', "").parse::<usize>().unwrap();
    assert_eq!(by_label.iter().map(number).sum::<usize>(), total.all - total.kept);
    assert!(by_label.iter().map(number).rev().is_sorted() && by_label[0][0] == "related", "{by_label:?}");
    let by_share: Vec<usize> = rows(&report, 3).iter().map(number).collect();
    assert_eq!(by_share, pages_by_share_removed);
}

#[test]
fn sites_languages_and_pages_are_in_it() {
    let bed = bed();
    bed.succeed("report corpus -o report.html");
    let report = bed.read("report.html");
    let names = |table: usize| rows(&report, table).into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    for (table, name) in [(0, "arabic"), (0, "news"), (0, "&lt;b&gt;Site&lt;/b&gt;"), (1, "ar"), (1, "pt")] {
        assert!(names(table).contains(&name.to_owned()), "{name}: {:?}", names(table));
    }
    // Each page is listed; those of which nothing is kept below their own heading.
    for (page, _) in seeds() {
        assert!(report.contains(&format!("corpus/arabic/{page}</bdi>")), "{page}");
    }
    let nothing_kept = report.split("<h3>Nothing kept</h3>").nth(1).unwrap().split("<h3>").next().unwrap();
    assert!(nothing_kept.contains("corpus/page.html</bdi>"), "{nothing_kept}");
    assert!(!nothing_kept.contains("corpus/news/noisy.txt</bdi>"), "{nothing_kept}");
    assert!(report.contains("<td dir=\"auto\">"));
}

#[test]
fn any_number_of_threads_makes_the_same_report() {
    let bed = bed();
    bed.succeed("report corpus -o one.html --threads 1");
    bed.succeed("report corpus -o four.html --threads 4");
    assert!(bed.read("one.html") == bed.read("four.html"));
}

#[test]
fn a_site_may_be_an_ipv6_address() {
    let bed = Bed::new();
    let record = |url: &str| json!({"id": url, "url": url, "text": PAGE});
    let urls = ["http://[::1]:80/x", "http://[2001:db8::7]/y", "https://user@[2001:DB8::7]:8080/z?a:b@c"];
    bed.write("a.jsonl", jsonl(&urls.map(record)));
    bed.succeed("report a.jsonl -o report.html");
    let sites = rows(&bed.read("report.html"), 0);
    let names: Vec<_> = sites.iter().map(|row| (&row[0][..], &row[1][..])).collect();
    assert_eq!(names, [("[2001:db8::7]", "2"), ("[::1]", "1")]);
}

#[test]
fn it_stays_small() {
    let bed = Bed::new();
    let lines =
        (0..150).map(|line| format!("{line} <<<<>>>>&&&&{}\n", "\u{301}".repeat(900))).collect::<Vec<_>>();
    for page in 0..30 {
        bed.write(&format!("corpus/{page}/a.txt"), lines.concat());
    }
    bed.succeed("report corpus -o report.html --pages 255");
    let size = bed.read("report.html").len();
    assert!(size < 2_000_000, "{size}");
}

#[test]
fn the_policy_lets_the_script_run() {
    let bed = bed();
    bed.succeed("report corpus -o report.html");
    let report = bed.read("report.html");
    let script = report.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
    let hash = BASE64_STANDARD.encode(Sha256::digest(script));
    assert!(report.contains(&format!("script-src 'sha256-{hash}'")), "{hash}");
}
