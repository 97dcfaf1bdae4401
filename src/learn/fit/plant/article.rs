//! Blocks to plant that look like chaff and belong to the article, as snippets of HTML: captions, lists of short items,
//! tables. Without them, planted chaff would teach the model that whatever is short goes. Sections with headings and turns of
//! a dialogue were tried as well: comments and teasers look like them, and more of those stayed.

use std::fmt::Write;

use super::chaff::{class, escaped};
use super::words::Words;
use crate::learn::fit::random::Random;

/// A block of an article.
pub(super) fn block(words: &Words<'_>, random: &mut Random) -> String {
    match random.below(6) {
        0 | 1 => gallery(words, random),
        2 => list(words, random),
        3 => definitions(words, random),
        _ => table(words, random),
    }
}

/// Pictures with captions.
fn gallery(words: &Words<'_>, random: &mut Random) -> String {
    let outer = class(&["gallery", "slideshow", "images", "wp-caption"], random);
    let mut html = format!("<div class=\"{outer}\">");
    for _ in 0..=random.below(6) {
        let text = if random.chance(0.5) { words.sentence(random) } else { words.headline(random) };
        let text = escaped(&text);
        // Writing to a string cannot fail.
        let _ = match random.below(3) {
            0 => write!(html, "<figure><img><figcaption>{text}</figcaption></figure>"),
            1 => write!(html, "<div><img><p class=\"{}\">{text}</p></div>", class(&["caption"], random)),
            _ => write!(html, "<figure><a href=/p><img></a><figcaption><p>{text}</p></figcaption></figure>"),
        };
    }
    html + "</div>"
}

/// Ingredients, steps, places.
fn list(words: &Words<'_>, random: &mut Random) -> String {
    let tag = if random.chance(0.5) { "ul" } else { "ol" };
    let heading =
        if random.chance(0.5) { format!("<h3>{}</h3>", item(words, random)) } else { String::new() };
    let items = (0..3 + random.below(8)).map(|_| format!("<li>{}</li>", item(words, random)));
    format!("{heading}<{tag}>{}</{tag}>", items.collect::<String>())
}

fn definitions(words: &Words<'_>, random: &mut Random) -> String {
    let entry = |random: &mut Random| {
        let text = if random.chance(0.5) { escaped(&words.sentence(random)) } else { item(words, random) };
        format!("<dt>{}</dt><dd>{text}</dd>", item(words, random))
    };
    let entries = (0..2 + random.below(6)).map(|_| entry(random));
    format!("<dl>{}</dl>", entries.collect::<String>())
}

fn table(words: &Words<'_>, random: &mut Random) -> String {
    let columns = 2 + random.below(3);
    let mut html = "<table>".to_owned();
    if random.chance(0.4) {
        let _ = write!(html, "<caption>{}</caption>", item(words, random));
    }
    for row in 0..2 + random.below(6) {
        let tag = if row == 0 && random.chance(0.6) { "th" } else { "td" };
        html += "<tr>";
        for _ in 0..columns {
            let number = format!("{}.{}", random.below(90), random.below(10));
            let text = if random.chance(0.4) { number } else { item(words, random) };
            let _ = write!(html, "<{tag}>{text}</{tag}>");
        }
        html += "</tr>";
    }
    html + "</table>"
}

/// A few words.
fn item(words: &Words<'_>, random: &mut Random) -> String {
    let most = 1 + random.below(5);
    let headline = words.headline(random);
    let item = headline.split_whitespace().take(most).collect::<Vec<_>>().join(" ");
    escaped(&item.chars().take(30).collect::<String>())
}
