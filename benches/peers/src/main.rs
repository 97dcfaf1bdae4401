//! Runs one tool over a folder of pages whose correct text is known, and measures its quality and speed. Reads all pages
//! before the clock starts, and counts the CPU time of one thread.
//!
//!     peers dechaff FOLDER        an extractor: dechaff, rs-trafilatura, dom_smoothie
//!     peers score NAME FOLDER     one in another language: its records {"text", "seconds"} on standard input
//!     peers read html5gum FOLDER  a reader: dechaff, html5gum, lol_html; compares its text with that of dechaff's reader

use std::fs;
use std::io::stdin;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use cpu_time::ThreadTime;
use dechaff::{Bag, Cleaner, GoldError, GoldPage, Html, Page};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["score", name, folder] => score(name, &pages(folder)?),
        ["read", reader, folder] => read(reader, &pages(folder)?),
        [tool, folder] => extract(tool, &pages(folder)?),
        _ => bail!("usage: peers TOOL FOLDER | peers score NAME FOLDER | peers read READER FOLDER"),
    }
}

/// The pages of a folder with their gold, as `dechaff score` reads them.
fn pages(folder: &str) -> Result<Vec<(GoldPage, String)>> {
    let file = Path::new(folder).join("gold.jsonl");
    let gold = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let read = |line: &str| -> Result<(GoldPage, String)> {
        let gold = GoldPage::parse(line, |_| Ok::<_, GoldError>((String::new(), None)))?;
        let path = Path::new(folder).join("in").join(&gold.id);
        let html = fs::read(&path).with_context(|| path.display().to_string())?;
        Ok((gold, String::from_utf8_lossy(&html).into_owned()))
    };
    gold.lines().filter(|line| !line.trim().is_empty()).map(read).collect()
}

/// Calls a function for each page. Returns the results and the total CPU time. Twenty pages before that, which do not
/// count, warm up caches.
fn timed<T>(pages: &[(GoldPage, String)], mut each: impl FnMut(&str) -> T) -> (Vec<T>, Duration) {
    for (_, html) in pages.iter().take(20) {
        each(html);
    }
    let started = ThreadTime::now();
    let out = pages.iter().map(|(_, html)| each(html)).collect();
    (out, started.elapsed())
}

fn extract(tool: &str, pages: &[(GoldPage, String)]) -> Result<()> {
    let cleaner = Cleaner::default();
    let (texts, time) = match tool {
        "dechaff" => timed(pages, |html| cleaner.clean(&Page::from_html(&Html::read(html))).text()),
        "rs-trafilatura" => timed(pages, |html| {
            rs_trafilatura::extract(html).map(|found| found.content_text).unwrap_or_default()
        }),
        "dom_smoothie" => timed(pages, |html| {
            let page = dom_smoothie::Readability::new(html, None, None);
            let found = page.and_then(|mut page| page.parse());
            found.map(|article| article.text_content.to_string()).unwrap_or_default()
        }),
        _ => bail!("unknown extractor {tool}"),
    };
    say(tool, pages, &texts, time);
    Ok(())
}

fn score(name: &str, pages: &[(GoldPage, String)]) -> Result<()> {
    let (mut texts, mut time) = (Vec::new(), Duration::ZERO);
    for line in stdin().lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        texts.push(record["text"].as_str().unwrap_or_default().to_owned());
        time += Duration::from_secs_f64(record["seconds"].as_f64().unwrap_or_default());
    }
    if texts.len() != pages.len() {
        bail!("{} records for {} pages", texts.len(), pages.len());
    }
    say(name, pages, &texts, time);
    Ok(())
}

/// Prints a row of the table: mean word-F1, and megabytes of HTML per CPU second.
fn say(tool: &str, pages: &[(GoldPage, String)], texts: &[String], time: Duration) {
    let f1 = pages.iter().zip(texts).map(|((gold, _), text)| {
        Bag::new(&gold.without_free(text)).score(&Bag::new(&gold.gold)).f1
    });
    let mean = f1.sum::<f64>() / pages.len() as f64;
    println!("| {tool} | {mean:.3} | {:.1} |", megabytes(pages) / time.as_secs_f64());
}

fn read(reader: &str, pages: &[(GoldPage, String)]) -> Result<()> {
    let (texts, time) = match reader {
        "dechaff" => timed(pages, |html| {
            let read = Html::read(html);
            read.shown_text().to_owned()
        }),
        "html5gum" => timed(pages, html5gum_text),
        "lol_html" => timed(pages, lol_html_text),
        _ => bail!("unknown reader {reader}"),
    };
    let f1 = pages.iter().zip(&texts).map(|((_, html), text)| {
        let ours = Html::read(html);
        Bag::new(text).score(&Bag::new(ours.shown_text())).f1
    });
    let mean = f1.sum::<f64>() / pages.len() as f64;
    // Its handlers also get the text of scripts, and undecoded character references, so the text cannot be compared.
    let mean = if reader == "lol_html" { String::new() } else { format!("{mean:.4}") };
    println!("| {reader} | {mean} | {:.0} |", megabytes(pages) / time.as_secs_f64());
    Ok(())
}

fn megabytes(pages: &[(GoldPage, String)]) -> f64 {
    pages.iter().map(|(_, html)| html.len()).sum::<usize>() as f64 / 1e6
}

/// Elements whose text browsers do not show.
const SKIPPED: [&str; 13] = [
    "script", "style", "title", "textarea", "template", "select", "svg", "math", "iframe", "noframes", "object",
    "audio", "video",
];

/// Elements that do not begin a line.
const INLINE: [&str; 17] = [
    "a", "abbr", "b", "bdi", "code", "em", "font", "i", "img", "mark", "s", "small", "span", "strong", "sub", "sup", "u",
];

/// The text of all tokens outside skipped elements, with a line break at each tag that is not inline.
fn html5gum_text(html: &str) -> String {
    let mut text = String::new();
    let mut skipped: Vec<Vec<u8>> = Vec::new();
    let is = |names: &[&str], name: &[u8]| names.iter().any(|one| one.as_bytes() == name);
    let mut emitter = html5gum::DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in html5gum::Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            html5gum::Token::StartTag(tag) => {
                if is(&SKIPPED, &tag.name) && !tag.self_closing {
                    skipped.push(tag.name.to_vec());
                } else if !is(&INLINE, &tag.name) {
                    text.push('\n');
                }
            }
            html5gum::Token::EndTag(tag) => {
                if skipped.last().is_some_and(|last| last[..] == tag.name[..]) {
                    skipped.pop();
                } else if !is(&INLINE, &tag.name) {
                    text.push('\n');
                }
            }
            html5gum::Token::String(piece) if skipped.is_empty() => text.push_str(&String::from_utf8_lossy(&piece)),
            _ => {}
        }
    }
    text
}

/// What text handlers get, only to measure speed.
fn lol_html_text(html: &str) -> String {
    let mut text = String::new();
    let settings = lol_html::Settings::new().append_document_content_handler(lol_html::doc_text!(|chunk| {
        text.push_str(chunk.as_str());
        Ok(())
    }));
    let mut rewriter = lol_html::HtmlRewriter::new(settings, |_: &[u8]| {});
    let done = rewriter.write(html.as_bytes()).and_then(|()| rewriter.end());
    // If it gives up on a page, what it has read counts.
    drop(done);
    text
}
