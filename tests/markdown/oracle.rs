//! The text and the blocks of Markdown by a parser that is not ours.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

fn events(source: &str) -> Parser<'_> {
    Parser::new_ext(
        source,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES,
    )
}

/// What a reader sees. Pictures have no text.
pub fn text(source: &str) -> String {
    let mut text = String::new();
    let mut pictures = 0;
    for event in events(source) {
        match event {
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(part) | Event::Code(part) if pictures == 0 => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(_) => text.push('\n'),
            _ => {}
        }
    }
    text
}

/// The blocks with text of their own: their kind, and the text.
pub fn blocks(source: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for event in events(source) {
        match event {
            Event::Start(tag) if is_block(&tag) => {
                open.push(blocks.len());
                blocks.push((name(&tag), String::new()));
            }
            Event::End(
                TagEnd::Item | TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::TableRow,
            ) => {
                open.pop();
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some(&block) = open.last() {
                    blocks[block].1.push_str(&part);
                }
            }
            _ => {}
        }
    }
    blocks.retain(|(_, text)| !text.trim().is_empty());
    // A paragraph of an item is text of the item; blank lines around it make no difference.
    blocks.iter_mut().for_each(|(kind, text)| {
        if kind == "item" {
            "paragraph".clone_into(kind);
        }
        *text = text.trim().to_owned();
    });
    blocks
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Item | Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::TableRow)
}

fn name(tag: &Tag<'_>) -> String {
    match tag {
        Tag::Item => "item".to_owned(),
        Tag::Paragraph => "paragraph".to_owned(),
        Tag::Heading { level, .. } => format!("heading {level}"),
        Tag::CodeBlock(_) => "code".to_owned(),
        _ => "row".to_owned(),
    }
}
