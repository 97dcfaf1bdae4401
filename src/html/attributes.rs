//! Reads the attributes of a tag: class, id, role, and whether the element is hidden.

use super::marks::{hidden, landmark, property};
use super::open::Entry;
use super::reader::Reader;
use super::tag::{Name, Tag};

impl<'h> Reader<'h> {
    /// The element of the current tag, with its attributes.
    pub(super) fn entry(&self, name: Name) -> Entry<'h> {
        let around = self.open.top();
        let mut entry = Entry { landmarks: landmark_of(name.tag), ..Entry::new(name) };
        entry.hidden = match name.tag {
            Tag::Noscript => around.hidden | hidden::NOSCRIPT,
            Tag::Details => around.hidden | hidden::DETAILS,
            Tag::Summary if around.name.tag == Tag::Details => around.hidden & !hidden::DETAILS,
            _ => around.hidden,
        };
        for attribute in &self.tokens.attributes {
            // Comparing lengths first is fast: few names share one.
            match attribute.name().len() {
                2 if attribute.is("id") => entry.id = attribute.raw(),
                5 if attribute.is("class") => entry.class = attribute.raw(),
                4 if attribute.is("role") => entry.landmarks |= landmark_of_role(attribute.raw()),
                4 if name.tag == Tag::Details && attribute.is("open") => entry.hidden = around.hidden,
                8 if attribute.is("itemprop") => entry.properties = properties_of(attribute.raw()),
                6 if attribute.is("hidden") => entry.hidden |= hidden::ATTRIBUTE,
                11 if attribute.is("aria-hidden") && attribute.is_value("true") => {
                    entry.hidden |= hidden::ARIA;
                }
                5 if attribute.is("style") => read_style(attribute.raw(), &mut entry),
                _ => {}
            }
        }
        entry
    }
}

/// Reads from a style whether it hides its element, and whether it puts it on lines of its own.
fn read_style(style: &str, entry: &mut Entry<'_>) {
    for (name, value) in style.split(';').filter_map(|rule| rule.split_once(':')) {
        let (name, value) = (name.trim(), value.trim_start().as_bytes());
        let begins = |word: &str| {
            value.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
        };
        if name.eq_ignore_ascii_case("display") {
            entry.hidden |= if begins("none") { hidden::STYLE } else { 0 };
            entry.is_block = ["block", "flex", "grid", "list-item"].into_iter().any(begins);
        } else if name.eq_ignore_ascii_case("visibility") && begins("hidden") {
            entry.hidden |= hidden::STYLE;
        }
    }
}

fn landmark_of(tag: Tag) -> u16 {
    match tag {
        Tag::Nav => landmark::NAV,
        Tag::Header => landmark::HEADER,
        Tag::Footer => landmark::FOOTER,
        Tag::Aside => landmark::ASIDE,
        Tag::Main => landmark::MAIN,
        Tag::Article => landmark::ARTICLE,
        Tag::Section => landmark::SECTION,
        Tag::Form | Tag::Search => landmark::FORM,
        Tag::Figure => landmark::FIGURE,
        Tag::Dialog => landmark::DIALOG,
        Tag::Address => landmark::ADDRESS,
        Tag::Table => landmark::TABLE,
        Tag::Blockquote => landmark::QUOTE,
        Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir => landmark::LIST,
        Tag::Dl => landmark::DEFINITIONS,
        Tag::Button | Tag::Label | Tag::Fieldset | Tag::Legend => landmark::CONTROL,
        _ => 0,
    }
}

fn landmark_of_role(role: &str) -> u16 {
    const ROLES: [(&str, u16); 13] = [
        ("navigation", landmark::NAV),
        ("banner", landmark::HEADER),
        ("contentinfo", landmark::FOOTER),
        ("complementary", landmark::ASIDE),
        ("main", landmark::MAIN),
        ("article", landmark::ARTICLE),
        ("form", landmark::FORM),
        ("search", landmark::FORM),
        ("dialog", landmark::DIALOG),
        ("alertdialog", landmark::DIALOG),
        ("menu", landmark::NAV),
        ("menubar", landmark::NAV),
        ("button", landmark::CONTROL),
    ];
    ROLES.iter().find(|(name, _)| role.trim().eq_ignore_ascii_case(name)).map_or(0, |&(_, bit)| bit)
}

fn properties_of(names: &str) -> u16 {
    const PROPERTIES: [(&str, u16); 19] = [
        ("articlebody", property::BODY),
        ("headline", property::HEADLINE),
        ("name", property::HEADLINE),
        ("description", property::DESCRIPTION),
        ("author", property::AUTHOR),
        ("datepublished", property::DATE),
        ("datemodified", property::DATE),
        ("comment", property::COMMENT),
        ("text", property::TEXT),
        ("reviewbody", property::TEXT),
        ("review", property::REVIEW),
        ("breadcrumb", property::BREADCRUMB),
        ("itemlistelement", property::BREADCRUMB),
        ("publisher", property::PUBLISHER),
        ("image", property::IMAGE),
        ("offers", property::OFFERS),
        ("mainentity", property::MAIN_ENTITY),
        ("acceptedanswer", property::ANSWER),
        ("suggestedanswer", property::ANSWER),
    ];
    let bit = |name: &str| {
        PROPERTIES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map_or(0, |&(_, bit)| bit)
    };
    names.split_ascii_whitespace().map(bit).fold(0, |bits, bit| bits | bit)
}
