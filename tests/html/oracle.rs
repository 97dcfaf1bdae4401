//! The text of a page by the tree that html5ever builds, which is a browser's.

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Elements on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "audio",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "label",
    "legend",
    "li",
    "listing",
    "main",
    "marquee",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
    "xmp",
];

/// Elements whose content is not shown.
const SKIPPED: &[&str] = &[
    "annotation",
    "annotation-xml",
    "audio",
    "canvas",
    "datalist",
    "head",
    "iframe",
    "meter",
    "noembed",
    "noframes",
    "object",
    "optgroup",
    "option",
    "progress",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
];

/// The text of a page, its blocks divided by line breaks.
pub fn text(html: &str) -> String {
    // Without scripts, as dechaff reads: the content of `noscript` is markup.
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let page = parse_document(RcDom::default(), options).one(html);
    let mut text = String::new();
    // A node to enter, or a line break that is due behind one.
    let mut todo: Vec<Option<Handle>> = vec![Some(page.document.clone())];
    while let Some(step) = todo.pop() {
        let Some(node) = step else {
            text.push('\n');
            continue;
        };
        if let NodeData::Text { contents } = &node.data {
            text.push_str(&contents.borrow());
        }
        if let NodeData::Element { name, .. } = &node.data {
            if BLOCKS.contains(&&*name.local) {
                text.push('\n');
                todo.push(None);
            }
            if SKIPPED.contains(&&*name.local) {
                continue;
            }
        }
        todo.extend(node.children.borrow().iter().rev().cloned().map(Some));
    }
    text
}
