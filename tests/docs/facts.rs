//! What shown output must say, in words: the output itself can be overwritten, these sentences cannot.

use crate::Document;
use crate::markdown::blocks;

/// What a document shows as the output of a command.
fn shown(name: &str, command: &str) -> String {
    let prompt = format!("$ {command}");
    for block in blocks(&Document::read(name).text, "console") {
        let mut lines = block.lines().skip_while(|line| *line != prompt);
        if lines.next().is_some() {
            let output: Vec<_> = lines.take_while(|line| !line.starts_with("$ ")).collect();
            return output.join("\n");
        }
    }
    panic!("{name} has no `{command}`");
}

const ARTICLE: [&str; 5] = [
    "Night ferry to Skarvik returns after nine years",
    "The night ferry between Lund Harbour and Skarvik will sail again from May, nine years after the last crossing.",
    "The council agreed on Tuesday to lend the company 40 million crowns for a ship.",
    "\"People had given up asking,\" said Marit Holm, who ran the ticket office in Skarvik until it closed.",
    "The crossing takes eleven hours, and a cabin on the ferry will cost less than a room in either town.",
];

#[test]
fn the_article_stays_and_the_chaff_goes() {
    let page = shown("README.md", "cat examples/ferry.txt");
    for chaff in ["Home | News", "Share this", "Read also", "Tags:", "Village bakery", "All rights reserved"]
    {
        assert!(page.contains(chaff), "{chaff}");
    }
    assert_eq!(shown("README.md", "dechaff clean examples/ferry.txt"), ARTICLE.join("\n"));
}

#[test]
fn html_gives_the_same_article_with_its_headings_and_emphasis() {
    let markdown = shown("README.md", "cat examples/ferry.html | dechaff clean --format markdown");
    for part in ["# Night ferry", "## Eleven hours", "**Lund Harbour**", "*eleven hours*"] {
        assert!(markdown.contains(part), "{part}: {markdown}");
    }
    let plain = markdown.replace(['#', '*'], "");
    let lines: Vec<_> = plain.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert!(ARTICLE.iter().all(|line| lines.contains(line)), "{markdown}");
    assert_eq!(lines.len(), ARTICLE.len() + 2, "a caption and a subhead besides: {markdown}");
}

#[test]
fn records_keep_their_other_fields() {
    let records =
        shown("README.md", "dechaff clean --input-format jsonl < examples/ferry.jsonl | cut -c 1-100");
    assert_eq!(records.lines().count(), 2);
    assert!(
        records.contains("\"stars\": 4.50") && records.contains("\"text\": \"The night ferry"),
        "{records}"
    );
}

#[test]
fn check_finds_the_chaff_and_fails() {
    let findings = shown("README.md", "dechaff check examples/ferry.txt; echo \"exit code: $?\"");
    for rule in ["1:1: menu-line", "6:1: glued-teaser", "9:1: tag-list", "14:1: legal-footer"] {
        assert!(findings.contains(rule), "{rule}: {findings}");
    }
    assert!(findings.ends_with("exit code: 1"), "{findings}");
}

#[test]
fn explain_says_that_a_line_is_kept_in_part_and_why() {
    let line = shown("README.md", "dechaff explain examples/ferry.txt --line 6");
    assert!(line.contains("6 ~ body") && line.contains("Read also"), "{line}");
    let reasons = line.lines().skip(2).filter(|line| line.trim().starts_with(['+', '-'])).count();
    assert!(reasons > 0, "no reasons: {line}");
}

#[test]
fn three_of_the_samples_have_two_articles() {
    let files = shown("docs/articles.md", "ls articles");
    assert_eq!(files.lines().filter(|name| name.ends_with(".1.txt")).count(), 5, "{files}");
    assert_eq!(files.lines().filter(|name| name.ends_with(".2.txt")).count(), 3, "{files}");
}

#[test]
fn explain_says_where_an_article_ends() {
    let command = "dechaff explain tests/cmd/articles.in/pages/endless.txt --articles all | grep -A 5 '^---'";
    let boundary = shown("docs/articles.md", command);
    let (bakery, library) = boundary.split_once("\n--\n").unwrap();
    assert!(bakery.contains("lines of the same kinds close both articles"), "{bakery}");
    assert!(bakery.contains("Village bakery wins the national prize"), "{bakery}");
    assert!(library.contains("Library lends out garden tools"), "{library}");
}

#[test]
fn a_template_takes_sentences_that_every_page_has() {
    let sentence = "printed every Thursday since 1911";
    assert!(shown("docs/templates.md", "dechaff clean gazette/01.txt").contains(sentence));
    let cleaned = shown("docs/templates.md", "cat cleaned/01.txt");
    assert!(!cleaned.contains(sentence) && cleaned.contains("The council of Ebberston voted"), "{cleaned}");
}

#[test]
fn a_baseline_lets_known_findings_pass() {
    let known = "dechaff check pages --baseline known.jsonl; echo \"exit code: $?\"";
    assert!(shown("docs/checking.md", known).ends_with("exit code: 0"));
}

#[test]
fn damaged_input_is_reported_and_fails() {
    for file in
        ["missing.jsonl -o out1", "broken.jsonl -o out2", "latin.jsonl -o out3", "short.jsonl.gz -o out4"]
    {
        let message = shown("docs/corpora.md", &format!("dechaff clean {file} || echo \"exit code: $?\""));
        assert!(message.contains("line ") && message.ends_with("exit code: 2"), "{file}: {message}");
    }
}

#[test]
fn a_pack_of_ones_own_marks_its_phrase() {
    assert!(shown("docs/languages.md", "cat my-site.toml").contains("from our archive:"));
    let check = "dechaff check archive.txt --packs my-site.toml --select glued-teaser --format full || true";
    assert!(shown("docs/languages.md", check).contains("⟦From our archive: Why the old ferry was sold⟧"));
}
