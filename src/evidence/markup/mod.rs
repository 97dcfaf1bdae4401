//! Markup: what the elements of an HTML page tell about its lines. On a page of plain text it is silent.
//!
//! Geometry tells most: where in the page's tree its good text is. A line's container is the nearest element around it
//! that holds more lines than the one before; the container of that is the second, and so on.

mod agreement;
mod cards;
mod classes;
mod comments;
mod consent;
mod entries;
mod geometry;
mod groups;
mod names;
mod outline;
mod titled;

use std::ops::Range;
use std::sync::LazyLock;

use super::{Columns, FAR, Family, GAP, Trend, since};
use crate::html::{Leads, LineMarks, Marks, Tag, hidden, landmark};
use crate::text::page::Page;
use crate::text::reading::Reading;

use crate::phrases::cue::Cue;

use agreement::Agreement;
use cards::Cards;
use classes::ClassWords;
use comments::Comments;
use consent::Consent;
pub(super) use consent::words_of_consent;
use entries::Entries;
use geometry::Geometry;
pub(crate) use groups::Groups;
use outline::Outline;
use titled::Titled;

/// The elements that tell something about the line in them.
const ELEMENT: &[&str] = &[
    "other",
    "p",
    "div",
    "h1",
    "h2",
    "h3 to h6",
    "li",
    "td",
    "dt",
    "dd",
    "figcaption",
    "blockquote",
    "pre",
    "button",
    "label",
    "a",
    "span",
    "section",
    "article",
    "address",
    "summary",
    "time",
];
/// The headings among [`ELEMENT`].
const HEADINGS: std::ops::RangeInclusive<u8> = 3..=5;
/// Where pictures are, by the bits of [`picture`](crate::html::picture).
const PICTURES: &[&str] =
    &["none", "inside", "above", "inside and above", "below", "inside and below", "around", "everywhere"];
const HIDDEN: &[&str] = &["shown", "hidden", "aria-hidden", "styled away", "noscript", "closed details"];
const PAGE: &[&str] = &["unknown", "article", "website", "product", "other"];

/// Edges for steps up to an element.
const STEP: &[f32] = &[1., 2., 3., 4., 5., 6., 8., 10., 13., 18., 200.];

/// What the markup tells about one line. A share is -1 where there is nothing to take it of.
#[derive(Clone, Copy, Debug, Default)]
struct Marked {
    linked: f32,
    links: f32,
    bold: f32,
    tag: u8,
    hidden: u8,
    /// Steps up to the nearest element of each of [`STEPS`]; 255 if there is none.
    steps: [u8; STEPS.len()],
    list_depth: u8,
    leads: u8,
    pictures: u8,
    /// Steps up to the nearest element that also holds the line above.
    climb: u8,
    geometry: geometry::Around,
    agreement: agreement::Agrees,
    classes: classes::Around,
}

/// The columns of steps, and the landmarks that they lead to.
const STEPS: [(&str, u16); 10] = [
    ("in-main", landmark::MAIN),
    ("in-article", landmark::ARTICLE),
    ("in-section", landmark::SECTION),
    ("in-nav", landmark::NAV),
    ("in-header", landmark::HEADER),
    ("in-footer", landmark::FOOTER),
    ("in-aside", landmark::ASIDE),
    ("in-form", landmark::FORM | landmark::CONTROL),
    ("in-quote", landmark::QUOTE),
    ("in-dialog", landmark::DIALOG),
];

/// Of [`STEPS`], those that lead to chaff: the nearer, the likelier.
const CHAFF_LANDMARKS: [&str; 4] = ["in-nav", "in-footer", "in-aside", "in-dialog"];

#[derive(Default)]
pub(super) struct Markup<'m> {
    /// None on a page without markup.
    tree: Option<Tree<'m>>,
    /// Lines since the last heading, at most [`FAR`].
    since_heading: Vec<u8>,
    groups: Groups,
    entries: Entries,
    cards: Cards,
    comments: Comments,
    titled: Titled,
    consent: Consent,
    /// The line that is most likely the page's title.
    title: Option<usize>,
    /// Index into [`PAGE`].
    kind: u8,
    says_article: bool,
    articles: f32,
    /// Elements whose class words are those of forums.
    threads: f32,
}

/// The elements of a page and its lines in them. What it tells about a line takes more memory than the line and its elements,
/// so it is computed block by block.
struct Tree<'m> {
    marks: &'m Marks,
    /// One per line with text.
    lines: Vec<&'m LineMarks>,
    agreement: Vec<agreement::Agrees>,
    geometry: Geometry,
    class_words: ClassWords,
    steps: [Vec<u8>; STEPS.len()],
    list_depths: Vec<u8>,
}

/// What the markup tells about the lines of a block and the ones around it.
#[derive(Default)]
struct Around {
    first: usize,
    lines: Vec<Marked>,
}

impl<'m> Markup<'m> {
    pub(super) fn from_page(page: &Page<'m>, reading: &Reading, cues: &[Option<Cue>]) -> Self {
        let marks = page.marks().filter(|marks| !marks.elements.is_empty());
        let (Some(marks), Some(html)) = (marks, page.html()) else { return Self::default() };
        let about = &html.about;
        let lines = marks_of_lines(marks, reading, page.above() as u32);
        let containers = marks.containers();
        let mut groups = Groups::new(marks, &lines, &containers, html.is_markdown);
        let tree = Tree::new(reading, marks, lines, containers, &groups, &Agreement::new(about));
        let types = &about.linked.types;
        let title = agreement::likeliest_title(tree.agreement.iter().map(|agrees| agrees.title));
        if let Some(title) = title {
            groups.is_bare[title] = false;
        }
        let outline = Outline::new(reading, marks, &tree.lines);
        let classes = &tree.class_words;
        Self {
            since_heading: since_heading(marks, &tree.lines),
            entries: Entries::new(&outline, &classes.holds),
            cards: Cards::new(&outline),
            comments: Comments::new(&outline, &classes.holds, cues),
            titled: Titled::new(&outline, title),
            consent: Consent::new(&outline, &groups.boxes, title),
            title,
            threads: threads(&classes.holds),
            kind: page_kind(about.kind.as_deref()),
            says_article: types.iter().any(|kind| kind.contains("Article") || kind.contains("BlogPosting")),
            articles: marks.elements.iter().filter(|element| element.tag == Tag::Article).count() as f32,
            groups,
            tree: Some(tree),
        }
    }

    pub(super) fn fill(&self, out: &mut Columns<'_>) {
        const SHARES: &[f32] = &[0.003, 0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 0.98];
        const LINKS: &[f32] = &[0.005, 0.03, 0.07, 0.12, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9];
        const SUMS: &[f32] = &[-0.4, -0.2, -0.08, -0.03, -0.01, 0.0, 0.03, 0.1, 0.3, 0.6, 0.85, 0.97];
        const MANY: &[f32] = &[2., 3., 4., 6., 9., 14., 22., 40., 80.];
        const WORDS: &[f32] = &[-12., -8., -5., -3., -2., -1.2, -0.6, -0.2, 0.01, 0.4, 0.9, 1.5, 2.5];
        const WORD: &[f32] = &[-3.2, -2.6, -2.1, -1.6, -1.2, -0.8, -0.4, -0.1, 0.01, 0.4, 0.8, 1.2, 1.7];
        const TEXT: &[f32] = &[-0.5, 0.003, 0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 0.99];
        out.family(Family::Markup);
        let none = Marked::default();
        let marked =
            self.tree.as_ref().map_or_else(Around::default, |tree| tree.around(&out.lines, &self.groups));
        let at = |line: usize| marked.lines.get(line - marked.first).unwrap_or(&none);
        let linked = |range| marked.linked(range);
        let around = |line: usize| &at(line).geometry;
        out.class("element", ELEMENT, |i| at(i).tag);
        out.class("hidden", HIDDEN, |i| at(i).hidden);
        out.trend(Trend::FirstIsBest);
        out.number("linked", &[0.005, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99], |i| at(i).linked);
        out.trend(Trend::Falling);
        out.number("linked-below", LINKS, |i| at(i + 1).linked);
        out.number("linked-above-3", LINKS, |i| linked(i.saturating_sub(3)..i));
        out.number("linked-below-3", LINKS, |i| linked(i + 1..i + 4));
        out.number("links", &[1., 2., 3., 5., 8.], |i| at(i).links);
        out.class("leads", Leads::NAMES, |i| at(i).leads);
        out.class("picture", PICTURES, |i| at(i).pictures);
        out.number("bold", &[0.01, 0.3, 0.7, 0.99], |i| at(i).bold);
        out.number("list-depth", &[1., 2., 3., 4.], |i| f32::from(at(i).list_depth));
        out.number("climb", &[1., 2., 3., 4., 6., 9.], |i| f32::from(at(i).climb));
        for (which, (name, _)) in STEPS.iter().enumerate() {
            out.number(name, STEP, |i| f32::from(at(i).steps[which]));
            if CHAFF_LANDMARKS.contains(name) {
                out.trend(Trend::Rising);
            }
        }
        out.number("good-around", SHARES, |i| around(i).good[0]);
        out.number("good-around-2", SHARES, |i| around(i).good[1]);
        out.number("good-around-3", SHARES, |i| around(i).good[2]);
        out.number("density-around", SHARES, |i| around(i).density[0]);
        out.number("density-around-2", SHARES, |i| around(i).density[1]);
        out.number("links-around", LINKS, |i| around(i).linked[0]);
        out.trend(Trend::Falling);
        out.number("links-around-2", LINKS, |i| around(i).linked[1]);
        out.trend(Trend::Falling);
        out.number("links-around-3", LINKS, |i| around(i).linked[2]);
        out.trend(Trend::Falling);
        out.number("links-around-4", LINKS, |i| around(i).linked[3]);
        out.trend(Trend::Falling);
        out.number("text-around", SHARES, |i| around(i).text);
        out.number("lines-around", MANY, |i| around(i).lines[0]);
        out.number("lines-around-3", MANY, |i| around(i).lines[1]);
        out.number("tree-sum", SUMS, |i| around(i).sums[0]);
        out.number("tree-sum-2", SUMS, |i| around(i).sums[1]);
        out.number("tree-sum-3", SUMS, |i| around(i).sums[2]);
        out.class("tree-region", &["out", "in"], |i| u8::from(around(i).in_region));
        out.number("good-on-path", SHARES, |i| around(i).path_good);
        out.number("density-on-path", SHARES, |i| around(i).path_density);
        out.number("alike-here", MANY, |i| around(i).alike[0]);
        out.number("alike-around-2", MANY, |i| around(i).alike[1]);
        out.number("paragraphs-around", MANY, |i| around(i).paragraphs);
        out.number("depth", &[-8., -5., -3., -2., -1., -0.3, 0.3, 1., 2., 3., 5.], |i| around(i).depth);
        out.number("since-heading", &[1., 2., 3., 4., 6., 10., 20., 40.], |i| {
            f32::from(self.since_heading.get(i).copied().unwrap_or(0))
        });
        out.number("title-agreement", TEXT, |i| at(i).agreement.title);
        out.number(
            "from-title",
            &[-80., -30., -10., -3., -1., 0., 1., 3., 6., 10., 18., 30., 60., 120., 1e5],
            |i| self.title.map_or(1e6, |title| i as f32 - title as f32),
        );
        out.number("in-description", TEXT, |i| at(i).agreement.description);
        out.number("in-article-body", TEXT, |i| at(i).agreement.body);
        out.number("class-words", WORDS, |i| at(i).classes.sums[0]);
        out.trend(Trend::Rising);
        out.number("class-words-2", WORDS, |i| at(i).classes.sums[1]);
        out.trend(Trend::Rising);
        out.number("class-words-4", WORDS, |i| at(i).classes.sums[2]);
        out.trend(Trend::Rising);
        out.number("class-words-8", WORDS, |i| at(i).classes.sums[3]);
        out.trend(Trend::Rising);
        out.number("worst-class-4", WORD, |i| at(i).classes.least[0]);
        out.trend(Trend::Rising);
        out.number("worst-class-8", WORD, |i| at(i).classes.least[1]);
        out.trend(Trend::Rising);
        out.number("best-class-4", WORD, |i| at(i).classes.most[0]);
        out.trend(Trend::Rising);
        out.number("best-class-8", WORD, |i| at(i).classes.most[1]);
        out.trend(Trend::Rising);
        out.page_number("page-articles", &[1., 2., 4., 8., 16.], self.articles);
        out.page_class("page-kind", PAGE, self.kind);
        out.page_number("page-says-article", &[1.], f32::from(u8::from(self.says_article)));
        out.page_number("page-threads", &[1., 2., 5., 15.], self.threads);
        self.entries.fill(out);
        self.cards.fill(out);
        self.comments.fill(out);
        self.titled.fill(out);
        self.consent.fill(out);
    }

    /// Whether a line is in an element that is named after readers' comments.
    pub(super) fn is_in_comments(&self, line: usize) -> bool {
        self.comments.holds(line)
    }

    /// The lines that the markup treats alike.
    pub(super) fn groups(&self) -> &Groups {
        &self.groups
    }
}

/// How many elements have class words of forums and threads.
fn threads(holds: &[u8]) -> f32 {
    holds.iter().filter(|&&bits| bits & names::holds::THREAD != 0).count() as f32
}

/// The marks of each line with text, given the lines above the first one. The lines of a reading are those with marks,
/// except for those without a character that counts.
fn marks_of_lines<'m>(marks: &'m Marks, reading: &Reading, above: u32) -> Vec<&'m LineMarks> {
    static NONE: LazyLock<LineMarks> = LazyLock::new(LineMarks::default);
    let mut rest = marks.lines.iter().peekable();
    let of_line = |line: u32| {
        while rest.next_if(|marks| marks.line < line).is_some() {}
        rest.next_if(|marks| marks.line == line).unwrap_or(&NONE)
    };
    reading.lines.iter().map(|facts| facts.line + above).map(of_line).collect()
}

impl<'m> Tree<'m> {
    fn new(
        reading: &Reading,
        marks: &'m Marks,
        lines: Vec<&'m LineMarks>,
        containers: Vec<u32>,
        groups: &Groups,
        agreement: &Agreement,
    ) -> Self {
        let agrees = |(index, line): (usize, &&LineMarks)| {
            agreement.with(reading.words_of(index), marks.elements[line.block as usize].tag == Tag::H1)
        };
        Self {
            marks,
            agreement: lines.iter().enumerate().map(agrees).collect(),
            geometry: Geometry::new(reading, marks, &lines, containers, groups),
            class_words: ClassWords::new(marks),
            steps: STEPS.map(|(_, landmarks)| marks.steps_to(|element| element.landmarks & landmarks != 0)),
            list_depths: marks.count_up(|element| element.landmarks & landmark::LIST != 0),
            lines,
        }
    }

    /// What the markup tells about the lines of a block, the three above it and the three below.
    fn around(&self, block: &Range<usize>, groups: &Groups) -> Around {
        const BESIDE: usize = 3;
        let first = block.start.saturating_sub(BESIDE);
        let end = (block.end + BESIDE).min(self.lines.len());
        Around { first, lines: (first..end).map(|index| self.mark(index, groups.paths[index])).collect() }
    }

    fn mark(&self, index: usize, path: u32) -> Marked {
        let (marks, line) = (self.marks, self.lines[index]);
        let element = line.element as usize;
        let share = |part: u32| part as f32 / line.length.max(1) as f32;
        let above = index.checked_sub(1).map(|above| self.lines[above].element);
        Marked {
            linked: share(line.linked),
            links: f32::from(line.links),
            bold: share(line.bold),
            tag: element_class(marks.elements[line.block as usize].tag),
            hidden: hidden_class(line.hidden),
            steps: std::array::from_fn(|which| self.steps[which][element]),
            list_depth: self.list_depths[element],
            leads: line.leads as u8,
            pictures: line.pictures,
            climb: above.map_or(0, |above| geometry::climb(marks, line.element, above)),
            geometry: self.geometry.around(marks, line, path),
            agreement: self.agreement[index],
            classes: self.class_words.around(marks, line.element),
        }
    }
}

impl Around {
    /// The mean share of links of some lines, which may reach beyond the page.
    fn linked(&self, range: Range<usize>) -> f32 {
        let at = |line: usize| (line - self.first).min(self.lines.len());
        let lines = &self.lines[at(range.start)..at(range.end)];
        lines.iter().map(|line| line.linked).sum::<f32>() / lines.len().max(1) as f32
    }
}

/// Lines since the last heading for each line; 0 for a heading itself.
fn since_heading(marks: &Marks, lines: &[&LineMarks]) -> Vec<u8> {
    let mut distance = FAR;
    let since = lines.iter().map(|line| {
        let class = element_class(marks.elements[line.block as usize].tag);
        distance = if HEADINGS.contains(&class) { 0 } else { (distance + 1).min(FAR) };
        distance
    });
    since.collect()
}

/// Index into [`ELEMENT`].
fn element_class(tag: Tag) -> u8 {
    match tag {
        Tag::P => 1,
        Tag::Div => 2,
        Tag::H1 => 3,
        Tag::H2 => 4,
        Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => 5,
        Tag::Li => 6,
        Tag::Td | Tag::Th | Tag::Tr => 7,
        Tag::Dt => 8,
        Tag::Dd => 9,
        Tag::Figcaption => 10,
        Tag::Blockquote => 11,
        Tag::Pre => 12,
        Tag::Button => 13,
        Tag::Label => 14,
        Tag::A => 15,
        Tag::Span => 16,
        Tag::Section => 17,
        Tag::Article => 18,
        Tag::Address => 19,
        Tag::Summary => 20,
        Tag::Time => 21,
        _ => 0,
    }
}

/// Index into [`HIDDEN`], the surest way if a line is hidden in several.
fn hidden_class(ways: u8) -> u8 {
    let ways = [hidden::ATTRIBUTE, hidden::ARIA, hidden::STYLE, hidden::NOSCRIPT, hidden::DETAILS]
        .map(|way| ways & way != 0);
    ways.iter().position(|&way| way).map_or(0, |way| way as u8 + 1)
}

/// Index into [`PAGE`].
fn page_kind(kind: Option<&str>) -> u8 {
    match kind {
        None => 0,
        Some("article" | "blog" | "news") => 1,
        Some("website") => 2,
        Some(kind) if kind.contains("product") => 3,
        Some(_) => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::Html;

    pub(super) const STORM: &str = "<p>The harbour wall gave way after midnight, when the second storm reached the town.</p>\
        <p>The council met in the morning and asked the fire service to close the road to the beach.</p>";

    /// Calls a check with the outline of a page.
    pub(super) fn with_outline(html: &str, check: impl Fn(&Outline<'_>)) {
        let html = Html::read(html);
        let reading = Reading::new(&Page::from_html(&html));
        let lines = marks_of_lines(&html.marks, &reading, 0);
        check(&Outline::new(&reading, &html.marks, &lines));
    }
}
