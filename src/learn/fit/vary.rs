//! Gold pages in other forms, so that the model does not rely on a single kind of evidence.

use super::align::shares_in_gold;
use crate::html::landmark::{FORM, LIST, QUOTE, TABLE};
use crate::html::{About, Embedded, Html, Marks, Tag};
use crate::learn::gold::GoldPage;
use crate::markdown::Shape;

/// What is removed from a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variation {
    /// The punctuation at the end of lines.
    FinalMarks,
    /// All digits.
    Digits,
    /// Capital letters.
    Capitals,
    /// From text: blank lines, indents and bullets.
    Layout,
    /// From HTML: classes, ids, roles, landmarks such as `nav`, and all metadata but the title, as in old pages.
    Names,
    /// From HTML: all that Markdown has no signs for.
    Markdown,
    /// All lines but those of the article: a page that is clean already.
    Noise,
    /// From text: the ends of lines, of which wide gaps are left, or single spaces.
    Ends(&'static str),
    /// From text: all but so many paragraphs at the beginning of the article, with the lines around them, as in records of
    /// feeds. On a whole page, a byline weighs too little for trees to take notice of it.
    Rest(usize),
}

impl Variation {
    /// For text. The most important ones are repeated.
    const TEXT: &[Self] = &[
        Self::Noise,
        Self::FinalMarks,
        Self::Digits,
        Self::Noise,
        Self::FinalMarks,
        Self::Capitals,
        Self::Ends(" "),
        Self::Layout,
        Self::Noise,
        Self::Ends("   "),
        Self::Rest(1),
        Self::Rest(2),
        Self::Rest(3),
    ];
    const HTML: &[Self] = &[
        Self::Names,
        Self::Noise,
        Self::Markdown,
        Self::FinalMarks,
        Self::Names,
        Self::Digits,
        Self::Markdown,
        Self::Noise,
        Self::Names,
        Self::Markdown,
        Self::FinalMarks,
        Self::Capitals,
    ];
    /// For Markdown, which has no names.
    const MARKDOWN: &[Self] = &[Self::Noise, Self::FinalMarks, Self::Digits, Self::Capitals];

    /// The forms that a page is added in: one, chosen by its number, or all if its set is so small that some forms
    /// would hardly occur.
    pub(crate) fn forms(page: &GoldPage, number: usize, pages_of_set: usize) -> &'static [Self] {
        const SMALL: usize = 20;
        let all = match &page.html {
            None => Self::TEXT,
            Some(html) if html.is_markdown => Self::MARKDOWN,
            Some(_) => Self::HTML,
        };
        let one = number % all.len();
        if pages_of_set <= SMALL { all } else { &all[one..=one] }
    }

    /// The page in this form. Its gold text changes with it, so that the two can still be aligned.
    pub(crate) fn apply(self, page: &GoldPage) -> GoldPage {
        match (self, &page.html) {
            (Self::Noise, _) => article(page),
            (Self::Rest(paragraphs), _) => beginning(page, paragraphs),
            (Self::Names, Some(html)) => GoldPage { html: Some(without_names(html)), ..page.clone() },
            (Self::Markdown, Some(html)) => GoldPage { html: Some(as_markdown(html)), ..page.clone() },
            (_, html) => {
                // The gold text keeps its lines: what they are aligned with are runs of words.
                let gold =
                    if matches!(self, Self::Ends(_)) { page.gold.clone() } else { self.text(&page.gold) };
                let text = self.text(&page.text);
                let html = html.as_ref().map(|html| Html { text: text.clone(), ..html.clone() });
                GoldPage { text, html, gold, labels: Vec::new(), ..page.clone() }
            }
        }
    }

    fn text(self, text: &str) -> String {
        match self {
            Self::Digits => text.chars().filter(|c| !c.is_numeric()).collect(),
            Self::Capitals => text.to_lowercase(),
            Self::FinalMarks => text.lines().map(without_final_mark).collect::<Vec<_>>().join("\n"),
            Self::Layout => {
                let stripped = text
                    .lines()
                    .map(|line| line.trim_start_matches(|c: char| c.is_whitespace() || BULLETS.contains(&c)));
                stripped.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
            }
            Self::Ends(gap) => {
                text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(gap)
            }
            Self::Names | Self::Markdown | Self::Noise | Self::Rest(_) => text.to_owned(),
        }
    }
}

/// The page with nothing left of the markup but the tree of elements and their tags.
fn without_names(html: &Html) -> Html {
    let mut marks = Marks { words: Vec::new(), ..html.marks.clone() };
    for element in &mut marks.elements {
        element.landmarks &= FORM | LIST | QUOTE | TABLE;
        element.properties = 0;
        element.signature = element.tag as u32;
        element.first_word = 0;
    }
    let about = About { window_title: html.about.window_title.clone(), ..About::default() };
    Html { marks, about, ..html.clone() }
}

/// The page with the elements that its Markdown would stand for.
pub(super) fn as_markdown(html: &Html) -> Html {
    let old = &html.marks.elements;
    let mut shape = Shape::new();
    // The new element of each quote, list and item, and of the table that the last line is in.
    let mut frames = vec![None; old.len()];
    let mut table = None;
    let mut lines = html.marks.lines.clone();
    for line in &mut lines {
        let mut around = Vec::new();
        let (mut tag, mut last_table) = (Tag::P, None);
        let mut at = line.element;
        loop {
            let element = &old[at as usize];
            match element.tag {
                Tag::Blockquote | Tag::Ul | Tag::Ol | Tag::Li => around.push(at),
                Tag::Pre => tag = Tag::Pre,
                Tag::Table => last_table = last_table.or(Some(at)),
                heading if heading.heading_level() > 0 => tag = heading,
                _ => {}
            }
            if element.parent == at {
                break;
            }
            at = element.parent;
        }
        let is_row = matches!(old[line.element as usize].tag, Tag::Tr | Tag::Td | Tag::Th) && tag == Tag::P;
        let mut inside = shape.section(if is_row { Tag::Table } else { tag }, !around.is_empty());
        let mut begins_item = false;
        for frame in around.into_iter().rev() {
            begins_item = frames[frame as usize].is_none() && old[frame as usize].tag == Tag::Li;
            let known = frames[frame as usize].unwrap_or_else(|| shape.add(old[frame as usize].tag, inside));
            frames[frame as usize] = Some(known);
            inside = known;
        }
        line.hidden = 0;
        line.block = match tag {
            _ if is_row => {
                let same = table.filter(|(of, _)| Some(*of) == last_table).map(|(_, body)| body);
                let body = same.unwrap_or_else(|| {
                    let table = shape.add(Tag::Table, inside);
                    shape.add(Tag::Tbody, table)
                });
                table = last_table.map(|of| (of, body));
                let row = shape.add(Tag::Tr, body);
                if old[line.element as usize].tag == Tag::Tr { row } else { shape.add(Tag::Td, row) }
            }
            Tag::P if begins_item => inside,
            tag => shape.add(tag, inside),
        };
        line.element = shape.innermost(line, line.block);
    }
    let marks = Marks {
        lines,
        elements: shape.elements,
        words: Vec::new(),
        numbers: Vec::new(),
        languages: Vec::new(),
        embedded: Embedded::default(),
        ..html.marks.clone()
    };
    let heading = html.about.heading.clone();
    let about = About { window_title: heading.clone(), heading, ..About::default() };
    Html { marks, about, is_markdown: true, ..html.clone() }
}

/// Only the lines of a page that are in its gold text. A page that would have fewer than three lines stays as it is: a
/// line alone could be anything.
fn article(page: &GoldPage) -> GoldPage {
    const LEAST: usize = 3;
    let whole = page.page();
    let stays: Vec<usize> = shares_in_gold(page)
        .iter()
        .enumerate()
        .filter(|&(line, &share)| share >= 0.5 && !whole.line(line).trim().is_empty())
        .map(|(line, _)| line)
        .collect();
    if stays.len() < LEAST {
        return page.clone();
    }
    let text = stays.iter().map(|&line| whole.line(line)).collect::<Vec<_>>().join("\n");
    let html = page.html.as_ref().map(|html| {
        // Byte offsets no longer match; no decision needs them.
        let mut marks = Marks {
            emphasis: Vec::new(),
            empty_cells: Vec::new(),
            formulas: Vec::new(),
            embedded: Embedded::default(),
            ..html.marks.clone()
        };
        marks.lines.retain_mut(|mark| {
            let index = stays.binary_search(&(mark.line as usize));
            index.is_ok_and(|index| {
                mark.line = index as u32;
                true
            })
        });
        Html { text: text.clone(), unshown: 0, marks, ..html.clone() }
    });
    GoldPage { text, html, labels: Vec::new(), ..page.clone() }
}

/// The beginning of a page's article, from the line above it to the one below so many paragraphs. A page whose article has
/// fewer stays as it is.
fn beginning(page: &GoldPage, paragraphs: usize) -> GoldPage {
    const SHORTEST: usize = 80;
    let whole = page.page();
    let lines =
        shares_in_gold(page).into_iter().enumerate().map(|(line, share)| (whole.line(line), share >= 0.5));
    let lines: Vec<(&str, bool)> = lines.filter(|(line, _)| !line.trim().is_empty()).collect();
    let is_paragraph = |&(line, is_article): &(&str, bool)| is_article && line.chars().count() >= SHORTEST;
    let first = lines.iter().position(|&(_, is_article)| is_article);
    let last = (0..lines.len()).filter(|&line| is_paragraph(&lines[line])).nth(paragraphs - 1);
    let (Some(first), Some(last)) = (first, last) else { return page.clone() };
    let few = &lines[first.saturating_sub(1)..(last + 2).min(lines.len())];
    let join = |lines: &mut dyn Iterator<Item = &(&str, bool)>| {
        lines.map(|&(line, _)| line).collect::<Vec<_>>().join("\n")
    };
    let gold = join(&mut few.iter().filter(|(_, is_article)| *is_article));
    GoldPage { text: join(&mut few.iter()), gold, labels: Vec::new(), ..page.clone() }
}

const BULLETS: [char; 12] = ['•', '▪', '■', '●', '◦', '‣', '▶', '►', '▸', '○', '*', '·'];

fn without_final_mark(line: &str) -> &str {
    line.trim_end().trim_end_matches(|c: char| {
        matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '。' | '！' | '？' | '"' | '”' | '»')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_metadata_are_removed() {
        let read = Html::read(
            "<title>Rain</title><meta property=og:type content=article><body><main class=story><p id=lead>It rains.</main>",
        );
        let named = read.marks.lines[0].element as usize;
        assert_eq!(read.marks.words_of(named).len(), 1);
        let html = without_names(&read);
        assert_eq!((&html.text, &html.about.window_title), (&read.text, &read.about.window_title));
        assert_eq!(html.about.kind, None);
        for (element, before) in html.marks.elements.iter().zip(&read.marks.elements) {
            assert_eq!((element.tag, element.parent, element.landmarks), (before.tag, before.parent, 0));
        }
        assert!(html.marks.words_of(named).is_empty());
    }

    #[test]
    fn a_page_has_the_elements_of_its_markdown() {
        let page =
            "<nav class=top><ul><li><a href=/>Home</a><li>News</ul></nav><main><h1>Rain</h1><div><p>It rains.
            <p><b>More</b></div><table><tr><td>1<td>2</table><blockquote><p>So it does.</blockquote></main>";
        let source =
            "* [Home](/)\n* News\n\n# Rain\n\nIt rains.\n\n**More**\n\n1 | 2\n---|---\n\n> So it does.\n";
        let read = Html::read(page);
        let (varied, markdown) = (as_markdown(&read), crate::markdown::Markdown::read(source));
        let path = |html: &Html, mut at: u32| {
            let mut path = Vec::new();
            while at > 0 {
                path.push(html.marks.elements[at as usize].tag.name());
                at = html.marks.elements[at as usize].parent;
            }
            path
        };
        let paths = |html: &Html| -> Vec<_> {
            html.marks.lines.iter().map(|line| (path(html, line.element), path(html, line.block))).collect()
        };
        assert_eq!(paths(&varied), paths(markdown.shown()));
        assert!(varied.marks.are_consistent());
        assert_eq!(&varied.about, markdown.shown().about());
    }

    #[test]
    fn the_rest_of_an_article_goes_with_all_but_the_lines_around_its_beginning() {
        let rain =
            "It rained on the harbour for three days, and on the fourth the wall beside it gave way at last.";
        let text = format!("Menu\nNews\n\nRain\nBy Ola\n{rain}\nShare\n{rain}\n{rain}\n");
        let gold = format!("Rain\n{rain}\n{rain}\n{rain}\n");
        let page = GoldPage {
            id: String::new(),
            group: String::new(),
            site: String::new(),
            text,
            html: None,
            gold,
            free: Vec::new(),
            labels: Vec::new(),
        };
        let short = Variation::Rest(1).apply(&page);
        assert_eq!(short.text, format!("News\nRain\nBy Ola\n{rain}\nShare"));
        assert_eq!(short.gold, format!("Rain\n{rain}"));
        assert_eq!(Variation::Rest(4).apply(&page).text, page.text);
    }

    #[test]
    fn text_is_reduced() {
        let text = "  • One 2.\n\nThree?\n";
        assert_eq!(Variation::FinalMarks.text(text), "  • One 2\n\nThree");
        assert_eq!(Variation::Digits.text(text), "  • One .\n\nThree?\n");
        assert_eq!(Variation::Capitals.text(text), "  • one 2.\n\nthree?\n");
        assert_eq!(Variation::Layout.text(text), "One 2.\nThree?");
        assert_eq!(Variation::Ends("   ").text(text), "• One 2.   Three?");
    }
}
