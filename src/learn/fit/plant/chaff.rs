//! Chaff to plant, as snippets of HTML: phrases of the packs alone in an element, and blocks such as comments, teasers,
//! newsletter forms and consent dialogs. About half of the blocks say in their classes what they are.

use std::fmt::Write;

use super::words::Words;
use crate::learn::fit::random::Random;
use crate::phrases::cue::CueKind;

/// The names of people who comment and post.
const PEOPLE: &[&str] = &[
    "Marta",
    "old_tom",
    "K. Weber",
    "Nadia",
    "user3071",
    "Jonas B.",
    "Ирина",
    "Олег",
    "Ελένη",
    "ليلى",
    "سامر",
    "דנה",
    "小林",
    "阿明",
    "김하늘",
    "Priya",
    "Chidi",
    "Zsófi",
    "gull",
    "Anonymous",
    "Renée",
    "José",
    "Ayşe",
    "Kasia",
];
const DATES: &[&str] = &[
    "12.03.2024",
    "2 hours ago",
    "March 3, 2023",
    "2022-11-09 14:05",
    "09:41",
    "3 Nov 2019, 18:20",
    "2021/7/1",
];
/// Classes that say nothing.
const NEUTRAL: &[&str] = &["", "x1", "row", "box", "inner", "b-3", "css-1q2w", "wrap", "c", "item"];

/// One phrase of a pack as a line of its own, in an element between paragraphs.
pub(super) fn phrase(words: &Words<'_>, random: &mut Random) -> String {
    let text = if random.chance(0.5) { words.line_phrase(random) } else { words.example(random) };
    let text = escaped(&cased(&text, random));
    match random.below(20) {
        0..=8 => format!("<p>{text}</p>"),
        9..=13 => format!("<div>{text}</div>"),
        14 => format!("<p><a href=/a>{text}</a></p>"),
        15 => format!("<p><strong>{text}</strong></p>"),
        16 => format!("<p><em>{text}</em></p>"),
        17 => format!("<h4>{text}</h4>"),
        18 => format!("<div class=\"{}\"><p>{text}</p></div>", random.pick(NEUTRAL)),
        _ => format!("<section><div>{text}</div></section>"),
    }
}

/// A block of chaff.
pub(super) fn block(words: &Words<'_>, random: &mut Random, may_comment: bool) -> String {
    match random.below(12) {
        0..=4 if may_comment => comments(words, random),
        0 | 5 | 6 => consent(words, random),
        7 => newsletter(words, random),
        8 => bio(words, random),
        1 | 9 => ads(words, random),
        _ => teasers(words, random),
    }
}

/// A class that says what a block is, in half of the cases.
pub(super) fn class(telling: &[&'static str], random: &mut Random) -> &'static str {
    let names = if random.chance(0.5) { telling } else { NEUTRAL };
    random.pick::<&'static str>(names)
}

fn comments(words: &Words<'_>, random: &mut Random) -> String {
    let outer =
        class(&["comments", "comment-list", "comments-area", "reader-comments", "discussion"], random);
    let inner = if NEUTRAL.contains(&outer) {
        *random.pick(NEUTRAL)
    } else {
        *random.pick(&["comment", "comment-item", "reply"])
    };
    let count = 1 + random.below(7);
    let has_dates = random.chance(0.6);
    let mut html = format!("<div class=\"{outer}\">");
    if random.chance(0.6) {
        let heading = words.phrase_of(CueKind::Comments, random).unwrap_or_else(|| format!("{count}"));
        let _ = write!(html, "<h3>{}</h3>", escaped(&heading));
    }
    for _ in 0..count {
        let text = (0..=random.below(3)).map(|_| words.sentence(random)).collect::<Vec<_>>().join(" ");
        let text = escaped(&if random.chance(0.2) { text.to_lowercase() } else { text });
        let date = if has_dates { format!(" <i>{}</i>", random.pick(DATES)) } else { String::new() };
        let reply = words.phrase_of(CueKind::Comments, random).filter(|_| has_dates).unwrap_or_default();
        let reply = if reply.is_empty() { reply } else { format!("<a href=/r>{}</a>", escaped(&reply)) };
        let _ = write!(
            html,
            "<div class=\"{inner}\"><b>{}</b>{date}<p>{text}</p>{reply}</div>",
            random.pick(PEOPLE)
        );
    }
    html + "</div>"
}

/// The posts of a thread, which are article text; `false` for the lines that are not.
pub(super) fn posts(words: &Words<'_>, random: &mut Random) -> String {
    let outer = class(&["thread", "posts", "topic", "messageList", "forum-posts", "answers"], random);
    let inner = if NEUTRAL.contains(&outer) {
        *random.pick(NEUTRAL)
    } else {
        *random.pick(&["post", "message", "postbody", "answer"])
    };
    let mut html = format!("<div class=\"{outer}\">");
    for _ in 0..2 + random.below(6) {
        let _ = write!(
            html,
            "<div class=\"{inner}\"><div>{}</div><div>{}</div>",
            random.pick(PEOPLE),
            random.pick(DATES)
        );
        for _ in 0..=random.below(3) {
            let text = (0..=random.below(4)).map(|_| words.sentence(random)).collect::<Vec<_>>().join(" ");
            let _ = write!(html, "<p>{}</p>", escaped(&text));
        }
        html += "</div>";
    }
    html + "</div>"
}

fn consent(words: &Words<'_>, random: &mut Random) -> String {
    let outer = class(
        &["cookie-banner", "cookie-notice", "consent-dialog", "gdpr", "cc-window", "privacy-popup"],
        random,
    );
    let mut prose = words.consent(random);
    prose.truncate(1 + random.below(prose.len().max(1)));
    let mut html = format!("<div class=\"{outer}\">");
    if random.chance(0.6) {
        let _ = write!(html, "<h2>{}</h2>", escaped(&words.phrase_or_sentence(CueKind::Cookies, random)));
    }
    for text in prose {
        let _ = write!(html, "<p>{}</p>", escaped(text));
    }
    for _ in 0..random.below(3) {
        if let Some(text) = words.phrase_of(CueKind::Cookies, random) {
            let _ = write!(html, "<button>{}</button>", escaped(&text));
        }
    }
    html + "</div>"
}

fn newsletter(words: &Words<'_>, random: &mut Random) -> String {
    let outer = class(&["newsletter", "newsletter-signup", "subscribe-box", "signup"], random);
    let heading = words.phrase_or_sentence(CueKind::Newsletter, random);
    let text = words.sentence(random);
    format!("<div class=\"{outer}\"><h3>{}</h3><p>{}</p></div>", escaped(&heading), escaped(&text))
}

fn bio(words: &Words<'_>, random: &mut Random) -> String {
    let outer = class(&["author-box", "author-bio", "about-author", "vcard"], random);
    let (text, more) = (words.sentence(random), words.sentence(random));
    format!(
        "<div class=\"{outer}\"><h4>{}</h4><p>{} {}</p></div>",
        random.pick(PEOPLE),
        escaped(&text),
        escaped(&more)
    )
}

fn ads(words: &Words<'_>, random: &mut Random) -> String {
    let outer = class(&["advert", "ad-slot", "sponsored", "promo"], random);
    let label = words.phrase_or_sentence(CueKind::Ads, random);
    let text = words.sentence(random);
    format!("<div class=\"{outer}\"><div>{}</div><p>{}</p></div>", escaped(&label), escaped(&text))
}

fn teasers(words: &Words<'_>, random: &mut Random) -> String {
    let outer = class(&["related", "teasers", "more-stories", "recommended", "latest-news"], random);
    let inner = class(&["teaser", "card", "story"], random);
    let (has_blurb, has_date, is_all_linked) = (random.chance(0.6), random.chance(0.3), random.chance(0.3));
    let mut html = format!("<div class=\"{outer}\">");
    if random.chance(0.5) {
        let _ = write!(html, "<h3>{}</h3>", escaped(&words.phrase_or_sentence(CueKind::Related, random)));
    }
    for _ in 0..2 + random.below(5) {
        let headline = escaped(&words.headline(random));
        let mut blurb =
            if has_blurb { format!("<p>{}</p>", escaped(&words.sentence(random))) } else { String::new() };
        if has_date {
            let _ = write!(blurb, "<span>{}</span>", random.pick(DATES));
        }
        let _ = if is_all_linked {
            write!(html, "<div class=\"{inner}\"><a href=/s><h4>{headline}</h4>{blurb}</a></div>")
        } else {
            write!(html, "<div class=\"{inner}\"><h4><a href=/s>{headline}</a></h4>{blurb}</div>")
        };
    }
    html + "</div>"
}

/// Phrases of packs are in lower case; pages show them in several ways.
fn cased(text: &str, random: &mut Random) -> String {
    if text.chars().any(char::is_uppercase) || random.chance(0.15) {
        return text.to_owned();
    }
    if random.chance(0.15) {
        return text.to_uppercase();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
