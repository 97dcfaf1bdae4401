//! `dechaff report`: one page, whatever is in the corpus, and the numbers of a run as JSON.

use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine};
use boon::{Compiler, Schemas};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::bed::{Bed, PAGE, jsonl, seeds, stderr, stdout};

/// Text that would like to be more.
const HOSTILE: &str = "<script>document.title = 'taken'</script>\n</script><img src=x onerror=\"document.title='taken'\">\n\
    \u{202e}\u{2066}txt.elif\u{2069} --> ]]> &lt; ' \"\n</td></table></details></main><h1>mine</h1>\n\u{1b}[2J\n";

fn bed() -> Bed {
    let bed = Bed::new();
    bed.with_seeds("corpus/arabic").write("corpus/news/noisy.txt", PAGE);
    bed.write("corpus/news/hostile.txt", HOSTILE).write("corpus/empty.txt", "");
    let html =
        "<html lang=pt-BR><link rel=canonical href='https://site.example/\"><b>'><body><p>Home</p></body>";
    bed.write("corpus/page.html", html).write("corpus/utf.html", html.replace("pt-BR", "utf-8"));
    #[cfg(not(windows))]
    bed.write("corpus/<img src=x onerror=alert(1)>.txt", "Home\n");
    bed
}

/// The numbers in a file, which fit their schema and add up.
fn numbers(text: &str) -> Value {
    let numbers: Value = serde_json::from_str(text).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/statistics.schema.json");
    let schema = compiler.compile(path.to_str().unwrap(), &mut schemas).unwrap();
    schemas.validate(&numbers, schema).unwrap_or_else(|error| panic!("{error:#}"));
    let sum = |groups: &Value, path: &str| {
        groups
            .as_object()
            .unwrap()
            .values()
            .map(|group| group.pointer(path).unwrap().as_u64().unwrap())
            .sum::<u64>()
    };
    for groups in ["sites", "languages"] {
        for path in ["/pages", "/emptied", "/characters/in", "/characters/kept", "/characters/removed"] {
            assert_eq!(
                sum(&numbers[groups], path),
                numbers.pointer(path).unwrap().as_u64().unwrap(),
                "{groups}{path}"
            );
        }
    }
    let characters = |name: &str| numbers["characters"][name].as_u64().unwrap();
    assert_eq!(characters("kept") + characters("removed"), characters("in"));
    for path in ["kept", "removed"] {
        assert_eq!(sum(&numbers["labels"], &format!("/{path}")), characters(path));
    }
    let blank = numbers["labels"]["blank"]["removed"].as_u64().unwrap();
    assert_eq!(sum(&numbers["rules"], "/removed") + blank, characters("removed"));
    assert_eq!(sum(&numbers["labels"], "/lines"), numbers["lines"].as_u64().unwrap());
    let all =
        |list: &Value| list.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).sum::<u64>();
    assert_eq!(all(&numbers["pages_by_share_kept"]), numbers["pages"].as_u64().unwrap());
    let failures = numbers["failures"].as_object().unwrap().values().map(|number| number.as_u64().unwrap());
    assert_eq!(failures.sum::<u64>(), numbers["failed"].as_u64().unwrap());
    numbers
}

/// The numbers without those of the run itself.
fn of_pages(mut numbers: Value) -> Value {
    let _ = ["command", "started", "seconds"].map(|name| numbers.as_object_mut().unwrap().remove(name));
    numbers
}

#[test]
fn the_numbers_are_the_same_for_all_commands() {
    let bed = bed();
    bed.write(
        "corpus/a.jsonl",
        jsonl(&[json!({"url": "https://a.example/1", "text": PAGE}), json!({"text": 7})]),
    );
    bed.write("corpus/binary.txt", [0; 9]).write("corpus/cut.gz", [0x1f, 0x8b, 8, 0]);
    for options in ["", "--articles all --keep all-content", "--templates off --threads 3"] {
        let output = bed.run(&format!("report corpus --format json {options}"));
        assert_eq!(output.status.code(), Some(2));
        let reported = numbers(&stdout(&output));
        bed.run(&format!("clean corpus -o out --overwrite --stats stats.json {options}"));
        assert_eq!(of_pages(numbers(&bed.read("stats.json"))), of_pages(reported), "{options}");
        // Where there are pages and records, `clean` begins with the pages, and equal pages are shown in that order.
        bed.succeed(&format!("clean corpus/arabic -o out --overwrite --report report.html {options}"));
        bed.succeed(&format!("report corpus/arabic -o own.html {options}"));
        assert_eq!(body(&bed.read("report.html")), body(&bed.read("own.html")), "{options}");
    }
    let stats = numbers(&bed.read("stats.json"));
    assert_eq!((&stats["pages"], &stats["failed"]), (&json!(12), &json!(3)));
    assert_eq!(stats["sites"]["a.example"]["pages"], 1);
    let languages: Vec<_> = stats["languages"].as_object().unwrap().keys().collect();
    assert_eq!(languages, ["ar", "en", "pt", "und"]);
    assert!(
        stats["command"].as_str().unwrap().starts_with("dechaff clean corpus -o out"),
        "{}",
        stats["command"]
    );
}

#[test]
fn a_file_that_cannot_be_written_counts_once() {
    let bed = Bed::new();
    bed.write("in/a.jsonl", jsonl(&[json!({"text": PAGE})]))
        .write("in/b.txt", PAGE)
        .write("out/a.jsonl/x", "");
    assert_eq!(bed.run("clean in -o out --overwrite --stats stats.json").status.code(), Some(2));
    let stats = numbers(&bed.read("stats.json"));
    assert_eq!((&stats["pages"], &stats["failed"]), (&json!(1), &json!(1)));
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
    // It asks for nothing: no address that is loaded, and nothing that the policy would have to allow.
    assert!(!report.contains("<link") && !report.contains("src=\"") && !report.contains("style=\""));
    assert!(report.contains("default-src 'none'") && !report.contains("unsafe"));
}

/// The report without what is about the run itself.
fn body(report: &str) -> &str {
    report.split_once("<dl class=\"tiles\">").unwrap().1
}

/// The texts of the cells below a heading or caption, row by row.
fn rows(report: &str, title: &str) -> Vec<Vec<String>> {
    let start = report.find(&format!(">{title}</")).unwrap_or_else(|| panic!("{title}"));
    let table = report[start..].split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    let text =
        |cell: &str| cell.split('<').map(|piece| piece.rsplit('>').next().unwrap()).collect::<String>();
    let cells = |row: &str| row.split("</t").map(text).take_while(|cell| !cell.is_empty()).collect();
    table.trim().lines().map(cells).collect()
}

#[test]
fn the_page_has_the_numbers() {
    let bed = Bed::new();
    bed.with_seeds("corpus/arabic").write("corpus/english/harbour.txt", PAGE);
    let stats = numbers(&stdout(&bed.succeed("report corpus --format json")));
    let said = stderr(&bed.succeed("report corpus -o report.html"));
    assert!(said.contains("6 pages in report.html"), "{said}");
    let report = bed.read("report.html");
    let percent = |characters: &Value| {
        let number = |name: &str| characters[name].as_f64().unwrap();
        format!("{:.1} %", 100.0 * number("kept") / number("in"))
    };
    assert!(report.contains(&format!("<dd>{}</dd>", percent(&stats["characters"]))));
    let groups =
        |title: &str| rows(&report, title).into_iter().map(|row| row[..3].to_vec()).collect::<Vec<_>>();
    let row = |of: &str, name: &str| {
        let group = &stats[of][name];
        vec![name.to_owned(), group["pages"].to_string(), percent(&group["characters"])]
    };
    let mut sites = groups("Sites");
    sites.sort();
    assert_eq!(sites, [row("sites", "arabic"), row("sites", "english")]);
    assert_eq!(groups("Share kept by language"), [row("languages", "ar"), row("languages", "en")]);
    let labels = rows(&report, "Characters removed, by label");
    assert_eq!(labels[0][0], "related");
    for row in labels {
        let shown: u64 = row[1].replace(',', "").parse().unwrap();
        assert_eq!(stats["labels"][&row[0]]["removed"], shown, "{row:?}");
    }
    for (page, _) in seeds() {
        assert!(report.contains(&format!("corpus/arabic/{page}</bdi>")), "{page}");
    }
}

#[test]
fn the_sample_depends_on_the_seed_alone() {
    let bed = Bed::new();
    for number in 0..40 {
        bed.write(&format!("corpus/{number}.txt"), PAGE);
    }
    let sample = |options: &str| {
        bed.succeed(&format!("report corpus -o report.html --sample 3 --pages 0 {options}"));
        let report = bed.read("report.html");
        let names =
            report.split("<summary><bdi>").skip(1).map(|rest| rest.split_once('<').unwrap().0.to_owned());
        names.collect::<Vec<_>>()
    };
    let first = sample("");
    assert_eq!(first.len(), 3);
    assert_eq!(sample("--threads 1"), first);
    assert_ne!(sample("--seed 1"), first);
    bed.succeed("clean corpus -o out --report cleaned.html --sample 3");
    assert!(first.iter().all(|name| bed.read("cleaned.html").contains(name)));
}

#[test]
fn lines_have_their_cuts_and_their_reasons() {
    let bed = Bed::new();
    bed.write("corpus/a.txt", include_str!("../../testdata/rules/glued-teaser.txt"))
        .write("corpus/b.txt", PAGE);
    bed.write("corpus/c.txt", format!("{PAGE}More.\n"));
    bed.succeed("report corpus -o report.html");
    let report = bed.read("report.html");
    assert!(
        report.contains(" role=\"deletion\">")
            && report.contains("<span class=\"why\"><span>removed</span>, -")
    );
    let removed = rows(&report, "Lines removed most often");
    assert!(
        !removed.is_empty() && removed.iter().all(|row| row[2].parse::<u32>().unwrap() > 1),
        "{removed:?}"
    );
}

#[test]
fn an_earlier_run_is_shown_beside_this_one() {
    let bed = bed();
    bed.succeed("clean corpus -o out --stats old.json --keep body");
    bed.succeed("report corpus -o report.html --compare old.json");
    let report = bed.read("report.html");
    assert!(report.contains("dechaff clean corpus -o out --stats old.json --keep body"));
    assert_eq!(report.matches("class=\"was\"").count(), 5);
    assert_eq!(rows(&report, "Share kept by language")[0].len(), 4);
    for (file, said) in [("corpus/empty.txt", "no statistics"), ("none.json", "No such file")] {
        let output = bed.run(&format!("report corpus -o report.html --compare {file}"));
        assert!(stderr(&output).contains(said) && output.status.code() == Some(2), "{}", stderr(&output));
    }
    bed.write("new.json", "{\"dechaff-statistics\": 2}");
    assert!(stderr(&bed.run("report corpus -o report.html --compare new.json")).contains("version 2"));
}

#[test]
fn a_report_knows_the_template_of_a_site() {
    let bed = Bed::new();
    for page in 0..12 {
        bed.write(
            &format!("in/{page}.txt"),
            format!("{PAGE}Page {page} of the almanac that all of us like to read.\n"),
        );
    }
    bed.succeed("learn in -o site.tpl");
    bed.succeed("report in --templates site.tpl --format json -o with.json");
    bed.succeed("report in --templates off --format json -o without.json");
    let [with, without] = ["with.json", "without.json"].map(|file| numbers(&bed.read(file)));
    assert_eq!(
        (&with["settings"]["templates"], &without["settings"]["templates"]),
        (&json!("site.tpl"), &json!("off"))
    );
    assert_ne!(with["evidence"], without["evidence"]);
}

#[test]
fn any_number_of_threads_makes_the_same_report() {
    let bed = bed();
    bed.succeed("report corpus -o one.html --threads 1 --sample 2 --pages 1");
    bed.succeed("report corpus -o four.html --threads 4 --sample 2 --pages 1");
    assert!(body(&bed.read("one.html")) == body(&bed.read("four.html")));
}

#[test]
fn a_site_may_be_an_ipv6_address() {
    let bed = Bed::new();
    let record = |url: &str| json!({"id": url, "url": url, "text": PAGE});
    let urls = ["http://[::1]:80/x", "http://[2001:db8::7]/y", "https://user@[2001:DB8::7]:8080/z?a:b@c"];
    bed.write("a.jsonl", jsonl(&urls.map(record)));
    let stats = numbers(&stdout(&bed.succeed("report a.jsonl --format json")));
    assert_eq!(stats["sites"]["[2001:db8::7]"]["pages"], 2);
    assert_eq!(stats["sites"]["[::1]"]["pages"], 1);
}

#[test]
fn it_stays_small() {
    let bed = Bed::new();
    let lines =
        (0..150).map(|line| format!("{line} <<<<>>>>&&&&{}\n", "\u{301}".repeat(900))).collect::<Vec<_>>();
    for page in 0..30 {
        bed.write(&format!("corpus/{page}/a.txt"), lines.concat());
    }
    bed.succeed("report corpus -o report.html --pages 255 --sample 255");
    let size = bed.read("report.html").len();
    assert!(size < 2_000_000, "{size}");
}

#[test]
fn only_json_goes_to_standard_output() {
    let output = bed().run("report corpus");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("give -o FILE"), "{}", stderr(&output));
}

#[test]
fn the_policy_lets_the_script_run_and_the_style_apply() {
    let bed = bed();
    bed.succeed("report corpus -o report.html");
    let report = bed.read("report.html");
    for element in ["script", "style"] {
        let text = report
            .split(&format!("<{element}>"))
            .nth(1)
            .unwrap()
            .split(&format!("</{element}>"))
            .next()
            .unwrap();
        let hash = BASE64_STANDARD.encode(Sha256::digest(text));
        assert!(report.contains(&format!("{element}-src 'sha256-{hash}'")), "{element}: {hash}");
    }
}
