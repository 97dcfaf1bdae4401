//! Reads Markdown: the lines that a reader sees, what the signs say about them, and where each is in the source.

mod blocks;
mod emphasis;
mod inline;
mod line;
mod reader;
mod shape;
mod target;

use std::collections::HashMap;
use std::ops::Range;

use crate::html::{About, Html};
use blocks::Blocks;
use inline::{Signs, label_key};
use line::{Kind, SourceLine};
use reader::{NONE, Writer};
pub(crate) use shape::Shape;

/// A page of Markdown, read into the lines that a reader sees.
///
/// ```
/// use dechaff::Markdown;
///
/// let page = Markdown::read("# The night ferry\n\nThe [ferry](https://a.example/) sails *at noon*.\n");
/// assert_eq!(page.shown().text(), "The night ferry\n\nThe ferry sails at noon.\n");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown {
    source: String,
    shown: Html,
    pub(crate) parts: Vec<SourcePart>,
}

/// A line of the source that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourcePart {
    /// The line in bytes of the source, without its terminator.
    pub(crate) range: Range<u32>,
    pub(crate) stays: Stays,
    /// The indices of lines of the shown text.
    pub(crate) shown: Option<u32>,
}

/// When a line of the source stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stays {
    /// With the line that shows it.
    Own,
    /// As its own line, and with any of these other lines of the source, by their indices in the list: the item around
    /// an item, the head of a table.
    OrWith(Range<u32>),
    /// With most of the text of these lines: the code of a block.
    WithMost(Range<u32>),
    /// With any of these lines: the signs around them.
    WithAny(Range<u32>),
    /// Between two lines that stay: a picture, a rule.
    Between,
    /// With a line that refers to it, by their indices.
    WithReference(Vec<u32>),
    /// Always: metadata.
    Always,
}

impl Markdown {
    /// Reads a page. Any text is valid, so this never fails. Takes time linear in its length.
    pub fn read(source: &str) -> Self {
        let blocks = Blocks::read(source);
        let signs = Signs::find(source, &blocks.lines);
        let mut writer = Writer::new(source, &blocks, &signs);
        writer.write(&blocks.lines);
        let heading = writer.heading.take();
        let (text, marks, shown) = writer.finish();
        let window_title = title(source, &blocks.lines).or_else(|| heading.clone());
        let about = About { window_title, heading, ..About::default() };
        let shown_html = Html { text, unshown: 0, marks, about, is_markdown: true };
        let parts = parts(source, &blocks, &signs, &shown);
        Self { source: source.to_owned(), shown: shown_html, parts }
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What a reader sees: the text without signs, addresses and pictures, laid out like that of HTML.
    pub fn shown(&self) -> &Html {
        &self.shown
    }
}

/// The title in the metadata at the top.
fn title(source: &str, lines: &[SourceLine]) -> Option<String> {
    let metadata = lines.iter().take_while(|line| line.kind == Kind::FrontMatter);
    let mut values = metadata.filter_map(|line| source[line.text.clone()].split_once([':', '=']));
    let (_, value) = values.find(|(key, _)| key.trim().eq_ignore_ascii_case("title"))?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}

/// The lines of the source that are not blank, and when each stays.
fn parts(source: &str, blocks: &Blocks, signs: &Signs, shown: &[u32]) -> Vec<SourcePart> {
    let lines = &blocks.lines;
    let mut parts: Vec<SourcePart> = Vec::with_capacity(lines.len() / 2);
    // The index of the part of each line, or of the next one.
    let mut index_of = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        index_of.push(parts.len() as u32);
        if line.kind == Kind::Blank {
            continue;
        }
        let end = line.whole.start + source[line.whole.clone()].trim_end_matches(['\n', '\r']).len();
        let stays = match line.kind {
            Kind::FrontMatter => Stays::Always,
            Kind::Definition => Stays::WithReference(Vec::new()),
            _ if shown[index] == NONE => Stays::Between,
            _ => Stays::Own,
        };
        let shown = (shown[index] != NONE).then_some(shown[index]);
        parts.push(SourcePart { range: line.whole.start as u32..end as u32, stays, shown });
    }
    index_of.push(parts.len() as u32);
    let at = |byte: usize| index_of[lines.partition_point(|line| line.whole.end <= byte)];
    for link in &signs.wide_links {
        let (first, last) = (at(link.start), at(link.end - 1));
        for edge in [first, last] {
            let part = &mut parts[edge as usize];
            if part.shown.is_none() {
                part.stays = Stays::WithAny(first..last + 1);
            }
        }
    }
    keep_blocks_whole(lines, &index_of, &mut parts);
    keep_items_whole(blocks, &index_of, &mut parts);
    keep_lists_whole(blocks, &index_of, &mut parts);
    keep_references(source, lines, signs, &at, &mut parts);
    parts
}

/// Code stays with its fences, a head of a table with its rows, and a line under a heading with it.
fn keep_blocks_whole(lines: &[SourceLine], index_of: &[u32], parts: &mut [SourcePart]) {
    let number = |line: &SourceLine| match line.kind {
        Kind::Code(block) | Kind::Fence(block) => Some((0, block)),
        Kind::Row(block) | Kind::Delimiter(block) => Some((1, block)),
        Kind::Heading(block, _) | Kind::Underline(block) => Some((2, block)),
        _ => None,
    };
    let mut first = 0;
    while first < lines.len() {
        let Some(block) = number(&lines[first]) else {
            first += 1;
            continue;
        };
        let is_same = |line: &SourceLine| line.kind == Kind::Blank || number(line) == Some(block);
        let mut end = first + lines[first..].iter().take_while(|line| is_same(line)).count();
        while end > first + 1 && lines[end - 1].kind == Kind::Blank {
            end -= 1;
        }
        let range = index_of[first]..index_of[end];
        for index in first..end {
            let part = &mut parts[index_of[index] as usize];
            match lines[index].kind {
                Kind::Code(_) | Kind::Fence(_) => part.stays = Stays::WithMost(range.clone()),
                Kind::Delimiter(_) | Kind::Underline(_) => part.stays = Stays::WithAny(range.clone()),
                Kind::Row(_) if index == first => part.stays = Stays::OrWith(range.clone()),
                _ => {}
            }
        }
        first = end;
    }
}

/// The first line of a list item stays with the items inside it: without it, they would be code.
fn keep_items_whole(blocks: &Blocks, index_of: &[u32], parts: &mut [SourcePart]) {
    let lines = &blocks.lines;
    // The last line inside each frame.
    let mut ends = vec![0; blocks.frames.len()];
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.kind != Kind::Blank) {
        let mut frame = line.frame;
        while frame != 0 && ends[frame as usize] < index + 1 {
            ends[frame as usize] = index + 1;
            frame = blocks.frames[frame as usize].parent;
        }
    }
    for (index, line) in
        lines.iter().enumerate().filter(|(_, line)| line.begins_item && line.kind != Kind::Blank)
    {
        let part = &mut parts[index_of[index] as usize];
        let end = ends[line.frame as usize];
        if end > index + 1 && matches!(part.stays, Stays::Own | Stays::Between) {
            part.stays = Stays::OrWith(index_of[index]..index_of[end]);
        }
    }
}

/// Items of one line, one below the other, stay if one of them does: half a list of ingredients is none.
fn keep_lists_whole(blocks: &Blocks, index_of: &[u32], parts: &mut [SourcePart]) {
    let lines = &blocks.lines;
    let list_of = |line: &SourceLine| {
        let is_item = line.begins_item && matches!(line.kind, Kind::Text(_)) && line.frame != 0;
        is_item.then(|| blocks.frames[line.frame as usize].parent)
    };
    let shown: Vec<usize> = (0..lines.len()).filter(|&index| lines[index].kind != Kind::Blank).collect();
    for run in shown.chunk_by(|&one, &other| list_of(&lines[one]) == list_of(&lines[other])) {
        let (first, last) = (run[0], run[run.len() - 1]);
        let range = index_of[first]..index_of[last] + 1;
        let are_items = list_of(&lines[first]).is_some() && run.len() > 1;
        let parts = &mut parts[range.start as usize..range.end as usize];
        if are_items && parts.iter().all(|part| part.stays == Stays::Own) {
            parts.iter_mut().for_each(|part| part.stays = Stays::WithAny(range.clone()));
        }
    }
}

/// A definition stays with the lines that refer to it.
fn keep_references(
    source: &str,
    lines: &[SourceLine],
    signs: &Signs,
    at: &impl Fn(usize) -> u32,
    parts: &mut [SourcePart],
) {
    let mut users: HashMap<&str, Vec<u32>> = HashMap::new();
    for (byte, label) in &signs.references {
        users.entry(label).or_default().push(at(*byte));
    }
    for line in lines {
        let is_note = matches!(line.kind, Kind::Text(_)) && source[line.text.clone()].starts_with("[^");
        if !is_note && line.kind != Kind::Definition {
            continue;
        }
        let Some((label, _)) = line::definition(&source[line.text.clone()]) else { continue };
        let own = at(line.whole.start);
        // The first definition of a label counts.
        let mut of = users.remove(&label_key(label)[..]).unwrap_or_default();
        of.retain(|&user| user != own);
        if line.kind == Kind::Definition || !of.is_empty() {
            parts[own as usize].stays = Stays::WithReference(of);
        }
    }
}
