//! Finds an article that is only in a script of a page: in its JSON-LD, or in the state of the program that shows it.

use std::collections::HashSet;

use memchr::memmem;

use super::Html;
use super::read::read;
use super::state::{paragraphs, prose};

/// The least length of an article in letters and digits; anything shorter is a teaser.
const SHORTEST: usize = 200;
/// The length in letters and digits of the pieces that are looked for in the page.
const PIECE: usize = 12;
/// The most pieces, spread over the article.
const PIECES: usize = 1000;
/// If the page shows less than this share of the pieces, it does not show the article.
const SHOWN: f32 = 0.2;
/// The page may show at most this many times the length of the article: it is a shell of menus. A page with more text
/// shows an article; its JSON-LD may hold an older entry of a live blog, or another article.
const SHELL: usize = 4;

/// The most letters and digits of a page that shows nothing but menus before its program runs.
const LARGEST_FRAME: usize = 800;

/// The article as HTML, if there is one in `states` or the JSON-LD of a page, and the page lacks it.
pub(super) fn unshown(page: &Html, states: &[&str]) -> Option<String> {
    if let Some(body) = page.about.linked.article_body.as_deref() {
        if is_plainly_shown(body, &page.text) {
            return None;
        }
        let headline = page.about.linked.headlines.first().map(String::as_str);
        if let Some(article) = apart(page, headline, &paragraphs(body)) {
            return Some(article);
        }
    }
    if states.is_empty() || shows_prose(page) {
        return None;
    }
    let body = states.iter().filter_map(|script| prose(script)).max_by_key(String::len)?;
    // A page that shows more is no empty frame, and its state has all kinds of texts.
    let frame = letters(&page.text).take(LARGEST_FRAME + 1).count();
    if frame > LARGEST_FRAME || frame > letters(&body).count() {
        None
    } else {
        apart(page, page.about.title(), &body)
    }
}

/// An article as HTML, unless it is short or the page shows it.
fn apart(page: &Html, headline: Option<&str>, body: &str) -> Option<String> {
    let article = read(body).0.text;
    let length = letters(&article).count();
    let is_apart = length >= SHORTEST
        && !is_plainly_shown(&article, &page.text)
        && letters(&page.text).take(SHELL * length + 1).count() <= SHELL * length
        && share_shown(&article, &page.text) < SHOWN;
    if !is_apart {
        return None;
    }
    let mut html = String::with_capacity(body.len() + 200);
    html.push_str("<article itemprop=articleBody>");
    if let Some(headline) = headline {
        html.extend(["<h1>", &headline.replace('<', "&lt;"), "</h1>"]);
    }
    html.push_str(body);
    Some(html)
}

/// Whether a page shows a few lines that are long enough for prose.
fn shows_prose(page: &Html) -> bool {
    const LONG: u32 = 80;
    const MUCH: u32 = 600;
    let long = page.marks.lines.iter().map(|line| line.length).filter(|&length| length >= LONG);
    long.sum::<u32>() >= MUCH
}

/// Whether a text has a few pieces of another one, letter for letter. On most pages this fast test is enough.
fn is_plainly_shown(body: &str, text: &str) -> bool {
    const PROBES: usize = 16;
    const BYTES: usize = 20;
    let boundary = |at: usize| (at..body.len()).find(|&at| body.is_char_boundary(at)).unwrap_or(body.len());
    let probes = (0..PROBES).map(|probe| boundary(probe * body.len() / PROBES));
    let probes = probes.filter(|&at| at + BYTES <= body.len()).map(|at| &body[at..boundary(at + BYTES)]);
    let shown = probes.filter(|probe| memmem::find(text.as_bytes(), probe.as_bytes()).is_some()).count();
    shown as f32 >= SHOWN * PROBES as f32
}

/// The share of the pieces of a text that are in another one, ignoring case and punctuation.
fn share_shown(body: &str, text: &str) -> f32 {
    let step = (letters(body).count() / PIECES).max(PIECE);
    let body: Vec<char> = letters(body).collect();
    let mut pieces: HashSet<u64> = (0..body.len() - PIECE)
        .step_by(step)
        .map(|at| body[at..at + PIECE].iter().fold(0, |hash, &c| add(hash, c)))
        .collect();
    let all = pieces.len();
    // The weight in the rolling hash of the letter that leaves the window.
    let last = (0..PIECE).fold(1u64, |weight, _| weight.wrapping_mul(BASE));
    let mut hash = 0u64;
    let behind = std::iter::repeat_n(None, PIECE).chain(letters(text).map(Some));
    for (c, gone) in letters(text).zip(behind) {
        hash = add(hash, c).wrapping_sub(gone.map_or(0, |gone| u64::from(gone).wrapping_mul(last)));
        pieces.remove(&hash);
    }
    (all - pieces.len()) as f32 / all as f32
}

/// Any large odd number.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

fn add(hash: u64, c: char) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(u64::from(c))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "Rain fell for nine days.\nThe river Orla rose by two metres, and the mill at Norrby stood in \
        water up to its windows.\nNobody was hurt. The miller, who is eighty, rowed to the shop and back, and said that \
        1953 had been worse. By Sunday the bridge was open again, and the school too.";

    fn page(text: &str, body: &str) -> Html {
        let mut page = Html { text: text.into(), ..Html::default() };
        page.about.linked.article_body = Some(body.into());
        page.about.linked.headlines = vec!["Rain".into()];
        page
    }

    #[test]
    fn only_an_article_that_is_not_shown_is_added() {
        let added = |text: &str, body: &str| unshown(&page(text, body), &[]);
        let html = added("Home News\nRain\nRain fell for nine days.", BODY).unwrap();
        assert!(html.starts_with("<article itemprop=articleBody><h1>Rain</h1><p>Rain fell"), "{html}");
        assert!(html.ends_with("</p>"), "{html}");
        assert!(is_plainly_shown(BODY, BODY) && !is_plainly_shown(BODY, "") && !is_plainly_shown("", BODY));
        assert_eq!(added(&BODY.to_uppercase().replace(' ', "  "), BODY), None);
        assert_eq!(added(&BODY[..150], BODY), None);
        assert_eq!(added(&"All else that happened. ".repeat(60), BODY), None);
        assert_eq!(added("", &BODY[..150]), None);
        assert_eq!(unshown(&Html::default(), &[]), None);
        // With markup too.
        let marked = BODY.replace('\n', "</p><p class='a-class-of-great-length another-one'>");
        assert_eq!(added(BODY, &marked), None);
        assert!(added("", &marked.replace('<', "&lt;")).is_some_and(|html| html.contains("</p><p class")));
    }

    #[test]
    fn the_state_of_a_shell_is_read() {
        let state = format!("{{\"body\":{:?}}}", BODY.repeat(2));
        let shell = Html { text: "Home\n".into(), ..Html::default() };
        assert!(unshown(&shell, &[&state]).is_some_and(|html| html.contains("rowed to the shop")));
        assert_eq!(unshown(&Html { text: BODY.into(), ..Html::default() }, &[&state]), None);
        assert_eq!(unshown(&shell, &["{}"]), None);
    }

    #[test]
    fn shares_are_those_of_pieces() {
        assert!((share_shown(BODY, BODY) - 1.0).abs() < f32::EPSILON);
        let half = share_shown(BODY, &BODY[BODY.len() / 2..]);
        assert!((0.4..0.6).contains(&half), "{half}");
        assert!(share_shown(BODY, "") < f32::EPSILON);
    }
}
