//! Markdown shows the text that stays and no other, and nothing in bold, italic or as code that was not: by a parser
//! that is not ours.

use std::sync::LazyLock;

use dechaff::{
    Cleaned, Cleaner, Cues, Emphasis, Html, ImageStyle, KeepSet, Label, LineMarks, LinkStyle, MarkdownStyle,
    Model, Page,
};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{config, pieces, shipped};

/// Keep everything, the article, and all else.
static CLEANERS: LazyLock<[Cleaner; 3]> = LazyLock::new(|| {
    let keeping = |keep: KeepSet| Cleaner::new(Cues::builtin(), Model::builtin(), keep);
    let chaff = Label::ALL.into_iter().filter(|label| !label.is_article()).collect();
    [keeping(Label::ALL.into_iter().collect()), Cleaner::default(), keeping(chaff)]
});

const BOLD: u8 = 1;
const ITALIC: u8 = 2;
const CODE: u8 = 4;
const LOWERED: u8 = 8;
const RAISED: u8 = 16;

/// The characters that are no white space, each with the bits of its emphasis.
type Signs = Vec<(char, u8)>;

/// What a reader of the Markdown sees, and in how many ways it was made to stand out.
fn shown(markdown: &str) -> (Signs, usize) {
    let (mut signs, mut bits, mut stretches) = (Vec::new(), 0, 0);
    for event in Parser::new_ext(markdown, options()) {
        let mut add = |text: &str, bits: u8| signs.extend(text.chars().map(|c| (c, bits)));
        match event {
            Event::Text(text) => add(&text, bits),
            Event::Code(text) => {
                stretches += 1;
                add(&text, bits | CODE);
            }
            Event::Start(Tag::Strong) => (bits, stretches) = (bits | BOLD, stretches + 1),
            Event::End(TagEnd::Strong) => bits &= !BOLD,
            Event::Start(Tag::Emphasis) => (bits, stretches) = (bits | ITALIC, stretches + 1),
            Event::End(TagEnd::Emphasis) => bits &= !ITALIC,
            // A line break in a cell.
            Event::InlineHtml(tag) if &*tag == "<br>" => {}
            Event::InlineHtml(tag) if &*tag == "<sub>" => (bits, stretches) = (bits | LOWERED, stretches + 1),
            Event::InlineHtml(tag) if &*tag == "<sup>" => (bits, stretches) = (bits | RAISED, stretches + 1),
            Event::InlineHtml(tag) if &*tag == "</sub>" => bits &= !LOWERED,
            Event::InlineHtml(tag) if &*tag == "</sup>" => bits &= !RAISED,
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(_)
            | Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::BlockQuote(None)
                | Tag::CodeBlock(_)
                | Tag::List(_)
                | Tag::Item
                | Tag::DefinitionList
                | Tag::DefinitionListTitle
                | Tag::DefinitionListDefinition
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell,
            ) => {}
            other => panic!("{other:?} in {markdown:?}"),
        }
    }
    signs.retain(|(c, _)| !c.is_whitespace());
    (signs, stretches)
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_DEFINITION_LIST
}

fn bits(stretch: &Emphasis) -> u8 {
    let bit = |has: bool, bit: u8| if has { bit } else { 0 };
    bit(stretch.is_bold(), BOLD)
        | bit(stretch.is_italic(), ITALIC)
        | bit(stretch.is_code(), CODE)
        | bit(stretch.is_lowered(), LOWERED)
        | bit(stretch.is_raised(), RAISED)
}

/// What stays of a page, bullets left out.
fn kept(cleaned: &Cleaned<'_>) -> Signs {
    let page = cleaned.page();
    let html = page.html();
    let emphasis = html.map_or(&[][..], Html::emphasis);
    let mut signs = Vec::new();
    for span in cleaned.spans().iter().filter(|span| span.kept) {
        let line = html.and_then(|html| html.lines().iter().find(|line| line.line() == span.line));
        let bullet = page.lines()[span.line].start + line.map_or(0, LineMarks::bullet);
        for (at, c) in page.text()[span.range.clone()].char_indices() {
            let at = span.range.start + at;
            let stretch = emphasis.iter().find(|stretch| stretch.range().contains(&at));
            if at >= bullet && !c.is_whitespace() {
                // What no parser lets pass.
                signs.push((if c == '\0' { '\u{FFFD}' } else { c }, stretch.map_or(0, bits)));
            }
        }
    }
    signs
}

fn is_shown(page: &Page<'_>) {
    for cleaner in CLEANERS.iter() {
        let cleaned = cleaner.clean(page);
        let markdown = cleaned.markdown();
        let (mut shown, mut kept) = (shown(&markdown).0, kept(&cleaned));
        if markdown.contains('|') {
            // In a cell, the items of a list have bullets and numbers, which are text there.
            let is_bullet = |c: char| c == '•' || c == '.' || c.is_ascii_digit();
            shown.retain(|&(c, _)| !is_bullet(c));
            kept.retain(|&(c, _)| !is_bullet(c));
        }
        let text = |signs: &Signs| signs.iter().map(|&(c, _)| c).collect::<String>();
        assert_eq!(text(&shown), text(&kept), "{markdown}");
        let stands_out = shown.iter().zip(&kept).find(|((_, shown), (_, kept))| shown & !kept != 0);
        assert!(stands_out.is_none(), "{stands_out:?} in {markdown:?}");
    }
}

#[test]
fn lists_in_cells_are_shown() {
    is_shown(&Page::from_html(&Html::read("<table><tr></b>*<li>*")));
}

#[test]
fn shipped_pages_are_shown() {
    let mut stretches = 0;
    for (_, html) in shipped() {
        let html = Html::read(&html);
        is_shown(&Page::from_html(&html));
        stretches += shown(&CLEANERS[0].clean(&Page::from_html(&html)).markdown()).1;
    }
    assert!(stretches > 5, "only {stretches} stretches stand out");
}

/// `DECHAFF_HTML=pages cargo test --release --test html -- --ignored --nocapture`
#[test]
#[ignore = "needs a folder of pages"]
fn pages_of_a_folder_are_shown() {
    let pages = super::folder();
    let [mut shown_stretches, mut all] = [0; 2];
    for (path, html) in &pages {
        println!("{}", path.display());
        let html = Html::read(html);
        is_shown(&Page::from_html(&html));
        is_shown(&Page::new(html.text()));
        shown_stretches += shown(&CLEANERS[0].clean(&Page::from_html(&html)).markdown()).1;
        all += html.emphasis().len();
    }
    println!("{} pages, {shown_stretches} stretches stand out of {all}", pages.len());
}

/// Words, and signs that mean something.
fn signs() -> impl Strategy<Value = String> {
    const SIGNS: &[&str] = &[
        "*",
        "**",
        "_",
        "__",
        "`",
        "```",
        "#",
        "##",
        "-",
        "---",
        "+",
        "=",
        "===",
        ">",
        "|",
        "| a |",
        "~~",
        "~",
        "\\",
        "[",
        "]",
        "[x] ",
        "[a]: b",
        "(",
        ")",
        "!",
        "![",
        "<",
        "<b>",
        "&amp;",
        "&",
        "1.",
        "2)",
        "12. ",
        ":--",
        "\"",
        "«",
        "。",
        "word",
        "a",
        "字",
        "é",
        "न्",
        " ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "https://site.example/a_b_",
    ];
    prop::collection::vec(prop::sample::select(SIGNS), 0..30).prop_map(|signs| signs.concat())
}

/// Elements that Markdown knows, with signs in them, well or badly nested.
fn known() -> impl Strategy<Value = String> {
    const TAGS: &[&str] = &[
        "b",
        "i",
        "code",
        "strong",
        "em",
        "p",
        "h1",
        "h3",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "table",
        "tr",
        "td",
        "th",
        "br",
        "div",
        "a",
        "a href=/x",
        "sub",
        "sup",
        "dl",
        "dt",
        "dd",
    ];
    let text = signs().prop_map(|text| text.replace('<', "&lt;"));
    let tag = prop::sample::select(TAGS);
    let piece = prop_oneof![
        3 => text,
        3 => tag.clone().prop_map(|tag| format!("<{tag}>")),
        2 => tag.prop_map(|tag| format!("</{tag}>")),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_html_is_shown(pieces in pieces()) {
        is_shown(&Page::from_html(&Html::read(&pieces)));
    }

    #[test]
    fn any_markup_is_shown(html in known()) {
        is_shown(&Page::from_html(&Html::read(&html)));
    }

    #[test]
    fn any_text_is_shown(text in signs()) {
        is_shown(&Page::new(&text));
    }
}

/// A piece of a paragraph: its text, and where it leads if it is a link. A picture has an address, and may be in a link behind
/// the text of it.
#[derive(Clone, Debug)]
enum Inline {
    Text(String, &'static str),
    Link(String, &'static str, &'static str),
    Picture(String, &'static str, Option<(String, &'static str)>),
}

/// Where links lead: as HTML has it, and as a parser of the Markdown gives it.
const TARGETS: [(&str, &str); 6] = [
    ("/a", "https://site.example/a"),
    ("b_(c)?d=1&amp;e", "https://site.example/x/b_(c)?d=1&e"),
    ("c)|*_", "https://site.example/x/c)|*_"),
    (" ../d e\\f ", "https://site.example/d%20e/f"),
    ("?copy;=1&amp;copy;", "https://site.example/x/y?copy;=1&copy;"),
    ("mailto:a@site.example", "mailto:a@site.example"),
];

fn inline() -> impl Strategy<Value = Inline> {
    let text = || signs().prop_map(|text| text.replace('&', "&amp;").replace('<', "&lt;"));
    let target = || prop::sample::select(&TARGETS[..]);
    let tag = || prop::sample::select(&["", "b", "i", "code", "sup"][..]);
    prop_oneof![
        (text(), tag()).prop_map(|(text, tag)| Inline::Text(text, tag)),
        (text(), target(), tag()).prop_map(|(text, (target, _), tag)| Inline::Link(text, target, tag)),
        (text(), target(), prop::option::of((text(), target()))).prop_map(|(text, (address, _), link)| {
            let link = link.map(|(text, (target, _))| (text, target));
            Inline::Picture(text.replace('"', "'"), address, link)
        }),
    ]
}

/// The visible signs of a text without markup.
fn visible(text: &str) -> String {
    Html::read(&format!("<p>{text}")).text().split_whitespace().collect()
}

fn is_kept_whole(blocks: &[(&str, Vec<Inline>)]) {
    let mut html = "<base href=/x/y>".to_owned();
    let mut expected: Vec<(String, String)> = Vec::new();
    let mut wanted: Vec<[String; 2]> = Vec::new();
    let read = |target: &str| {
        let found = TARGETS.iter().find(|(written, _)| *written == target);
        found.map_or_else(String::new, |(_, read)| (*read).to_owned())
    };
    for (block, inlines) in blocks {
        html.extend(["<", block, ">"]);
        for inline in inlines {
            let (text, target) = match inline {
                Inline::Text(text, "") => (text.clone(), ""),
                Inline::Text(text, tag) => (format!("<{tag}>{text}</{tag}>"), ""),
                Inline::Link(text, target, "") => (format!("<a href=\"{target}\">{text}</a>"), *target),
                Inline::Link(text, target, tag) => {
                    (format!("<a href=\"{target}\"><{tag}>{text}</{tag}></a>"), *target)
                }
                Inline::Picture(alt, address, link) => {
                    let image = format!("<img src=\"{address}\" alt=\"{alt}\">");
                    let target = link.as_ref().map_or("", |(_, target)| target);
                    wanted.push([address, target].map(read));
                    match link {
                        Some((text, target)) => (format!("<a href=\"{target}\">{text}{image}</a>"), *target),
                        None => (image, ""),
                    }
                }
            };
            html += &text;
            if let Inline::Text(text, _) | Inline::Link(text, ..) | Inline::Picture(_, _, Some((text, _))) =
                inline
            {
                expected.extend(visible(text).chars().map(|c| (c.to_string(), read(target))));
            }
        }
        html.extend(["</", block, ">"]);
    }
    let source = Html::read(&html);
    let page = Page::from_html(&source);
    let style = MarkdownStyle {
        links: LinkStyle::Keep,
        images: ImageStyle::Keep,
        address: Some("https://site.example/"),
    };
    let markdown = CLEANERS[0].clean(&page).markdown_with(&style);
    let (mut found, mut target, mut pictures) = (Vec::new(), String::new(), 0);
    let mut wanted = wanted.into_iter();
    for event in Parser::new_ext(&markdown, options()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => target = dest_url.into_string(),
            Event::End(TagEnd::Link) => target.clear(),
            Event::Start(Tag::Image { dest_url, .. }) => {
                pictures += 1;
                let found = [dest_url.into_string(), target.clone()];
                // Those that no line is beside are left out.
                assert!(wanted.any(|picture| picture == found), "{found:?}\n{html}\n{markdown}");
            }
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(text) | Event::Code(text) if pictures == 0 => {
                let signs = text.chars().filter(|c| !c.is_whitespace());
                found.extend(signs.map(|c| (c.to_string(), target.clone())));
            }
            _ => {}
        }
    }
    assert_eq!(found, expected, "{html}\n{markdown}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn links_lead_where_they_led(
        blocks in prop::collection::vec(
            (prop::sample::select(&["p", "h2", "li", "blockquote"][..]), prop::collection::vec(inline(), 0..6)),
            0..5,
        )
    ) {
        is_kept_whole(&blocks);
    }
}

/// Footnotes, as a parser reads them: the labels of references, and the text of each note.
#[test]
fn footnotes_are_footnotes() {
    let html = "<p>Wool <sup id=r1><a href=#n1>[1]</a></sup>(grey) and salt<sup><a href=#n2>2</a></sup>: more<a href=#n1>[1]</a>.</p>\
        <ol><li id=n1><p>Of sheep. <a href=#r1>↩</a></p><p>And goats.</p></li><li id=n2>2 parts of <b>sea</b> salt.</li></ol>";
    let read = Html::read(html);
    let markdown = CLEANERS[0].clean(&Page::from_html(&read)).markdown();
    let (mut references, mut notes, mut open) = (Vec::new(), Vec::new(), None);
    for event in Parser::new_ext(&markdown, options()) {
        match event {
            Event::FootnoteReference(label) => references.push(label.into_string()),
            Event::Start(Tag::FootnoteDefinition(label)) => open = Some((label.into_string(), String::new())),
            Event::End(TagEnd::FootnoteDefinition) => notes.extend(open.take()),
            Event::Text(text) => {
                if let Some((_, note)) = &mut open {
                    *note += &text;
                }
            }
            _ => {}
        }
    }
    assert_eq!(references, ["1", "2", "1"], "{markdown}");
    let note = |label: &str, text: &str| (label.to_owned(), text.to_owned());
    assert_eq!(notes, [note("1", "Of sheep.And goats."), note("2", "2 parts of sea salt.")], "{markdown}");
}

/// Lists inside lists inside lists do not grow beyond measure.
#[test]
fn deep_pages_stay_small() {
    for piece in ["<ul><li>x", "<blockquote>x", "<ol><li><p>x", "<table><tr><td>a<td>b"] {
        let html = Html::read(&format!("{}{}", piece.repeat(600), "<p>x".repeat(5000)));
        let markdown = CLEANERS[0].clean(&Page::from_html(&html)).markdown();
        assert!(markdown.len() < 50 * 20_000, "{} bytes of {piece}", markdown.len());
    }
    // A table as wide as its widest row: no row takes more than its part.
    let html = format!("<table><tr>{}{}", "<td>x".repeat(3000), "<tr><td>a<td>b".repeat(3000));
    let markdown = CLEANERS[0].clean(&Page::from_html(&Html::read(&html))).markdown();
    assert!(markdown.len() < 50 * html.len(), "{} bytes", markdown.len());
}
