//! What the markup says about the lines of a page: the element of each, and the elements around it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::embedded::Embedded;
use super::hash::mix;
use super::leads::Leads;
use super::tag::Tag;

/// The marks of the lines of a page, and the tree of elements that hold them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// The marks of each line with text, in order.
    pub(crate) lines: Vec<LineMarks>,
    /// The elements that hold these lines, each after the one around it; the first is the body.
    pub(crate) elements: Vec<Element>,
    /// The hashes of the words in the classes and ids of the elements.
    pub(crate) words: Vec<u32>,
    /// Stretches of the text that stand out, in order.
    pub(crate) emphasis: Vec<Emphasis>,
    /// The table cells without text before a cell with text, in order.
    pub(crate) empty_cells: Vec<EmptyCells>,
    /// The formulas of which the page has the TeX, in order.
    pub(crate) formulas: Vec<Formula>,
    /// Links and pictures.
    pub(crate) embedded: Embedded,
    /// The indices of blocks of code whose language is known, and the language; in order.
    pub(crate) languages: Vec<(u32, Box<str>)>,
    /// The indices of list items that have numbers of their own, and of lists whose first item has one; in order.
    pub(crate) numbers: Vec<(u32, u32)>,
}

/// A formula in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Formula {
    /// Byte offsets in the text.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The formula in TeX, on one line.
    pub(crate) tex: Box<str>,
}

/// A stretch of a page's text in bold, in italics, set as code, lowered or raised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emphasis {
    /// Byte offsets in the text.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Bits of [`emphasis`]; at least one.
    pub(crate) bits: u8,
}

/// The bits of [`Emphasis`].
pub(crate) mod emphasis {
    pub(crate) const BOLD: u8 = 1;
    pub(crate) const ITALIC: u8 = 2;
    pub(crate) const CODE: u8 = 4;
    pub(crate) const LOWERED: u8 = 8;
    pub(crate) const RAISED: u8 = 16;
}

impl Emphasis {
    /// The stretch in bytes of [`Html::text`](crate::Html::text); never empty.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it is in bold: `b`, `strong`.
    pub fn is_bold(&self) -> bool {
        self.bits & emphasis::BOLD > 0
    }

    /// Whether it is in italics: `i`, `em`.
    pub fn is_italic(&self) -> bool {
        self.bits & emphasis::ITALIC > 0
    }

    /// Whether it is code: `code`, `tt`.
    pub fn is_code(&self) -> bool {
        self.bits & emphasis::CODE > 0
    }

    /// Whether it is below the line: `sub`.
    pub fn is_lowered(&self) -> bool {
        self.bits & emphasis::LOWERED > 0
    }

    /// Whether it is above the line: `sup`.
    pub fn is_raised(&self) -> bool {
        self.bits & emphasis::RAISED > 0
    }
}

/// Adjacent cells of a table row that have no text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EmptyCells {
    /// The byte offset of the text of the next cell.
    pub(crate) at: u32,
    /// The number of their columns.
    pub(crate) columns: u32,
}

/// What the markup says about a line. Lengths are in characters, white space not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineMarks {
    /// The index of the line in the text of the page; blank lines count.
    pub(crate) line: u32,
    /// The number of the line of the HTML where its text begins, from 1; 0 if it is not in the HTML.
    pub(crate) source_line: u32,
    /// The index of the innermost element that holds the whole line.
    pub(crate) element: u32,
    /// The index of the innermost block around it, or `element` itself.
    pub(crate) block: u32,
    /// The length of the line.
    pub(crate) length: u32,
    /// The length in links.
    pub(crate) linked: u32,
    /// The length in bold.
    pub(crate) bold: u32,
    /// The length in italics.
    pub(crate) italic: u32,
    /// The number of links that the line has a part of.
    pub(crate) links: u16,
    /// How any of the line is hidden; 0 if it is not.
    pub(crate) hidden: Hidden,
    /// The length in bytes of the indent and bullet before its text.
    pub(crate) bullet: u8,
    /// The number of line breaks (`br`) between the line above and this one; 0 if it begins a block.
    pub(crate) breaks: u8,
    /// Of Markdown, where its first link leads.
    pub(crate) leads: Leads,
    /// Of Markdown, bits of [`picture`].
    pub(crate) pictures: u8,
}

/// Where pictures are, of a line.
pub(crate) mod picture {
    pub(crate) const INSIDE: u8 = 1;
    /// Between it and the line above.
    pub(crate) const ABOVE: u8 = 2;
    /// Between it and the line below.
    pub(crate) const BELOW: u8 = 4;
}

impl LineMarks {
    /// The index of the line in the page's text; blank lines count.
    pub fn line(&self) -> usize {
        self.line as usize
    }

    /// The number of the line of the HTML where its text begins; the first is 1. `None` if the text is from a script, or if
    /// lines of the HTML are not those of a file: see [`Html::without_source_lines`](crate::Html::without_source_lines).
    pub fn source_line(&self) -> Option<usize> {
        (self.source_line > 0).then_some(self.source_line as usize)
    }

    /// The length of the line in characters, white space not counted; at least 1.
    pub fn length(&self) -> usize {
        self.length as usize
    }

    /// How many of these characters are in links.
    pub fn linked(&self) -> usize {
        self.linked as usize
    }

    /// How many of these characters are bold.
    pub fn bold(&self) -> usize {
        self.bold as usize
    }

    /// How many of these characters are italic.
    pub fn italic(&self) -> usize {
        self.italic as usize
    }

    /// How many links the line has, or has a part of.
    pub fn links(&self) -> usize {
        self.links.into()
    }

    /// Whether any of the line is hidden: by an attribute, by its style, in `noscript` or in closed `details`.
    pub fn is_hidden(&self) -> bool {
        self.hidden != 0
    }

    /// The length in bytes of the indent and bullet before the line's text; 0 if it is not a list item.
    pub fn bullet(&self) -> usize {
        self.bullet.into()
    }
}

/// Ways of hiding text, as bits.
pub(crate) type Hidden = u8;

/// The bits of [`Hidden`].
pub(crate) mod hidden {
    /// The attribute `hidden`.
    pub(crate) const ATTRIBUTE: u8 = 1;
    /// `aria-hidden="true"`.
    pub(crate) const ARIA: u8 = 2;
    /// `display: none` or `visibility: hidden` in the attribute `style`.
    pub(crate) const STYLE: u8 = 4;
    /// Inside `noscript`.
    pub(crate) const NOSCRIPT: u8 = 8;
    /// Inside closed `details`, but not in their summary.
    pub(crate) const DETAILS: u8 = 16;
}

/// An element that holds lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// The kind of element.
    pub(crate) tag: Tag,
    /// The index of the element around it; the first element has its own.
    pub(crate) parent: u32,
    /// The number of elements around it.
    pub(crate) depth: u16,
    /// The part of the page that it is, by its tag or role: bits of [`landmark`].
    pub(crate) landmarks: u16,
    /// The values of its `itemprop`: bits of [`property`].
    pub(crate) properties: u16,
    /// A hash of its tag and classes without digits.
    pub(crate) signature: u32,
    /// Where its words begin in [`Marks::words`]. They end where those of the next element begin.
    pub(crate) first_word: u32,
}

/// Parts of a page, as bits.
pub(crate) mod landmark {
    /// `nav`, role navigation, menu, menubar.
    pub(crate) const NAV: u16 = 1;
    /// `header`, role banner.
    pub(crate) const HEADER: u16 = 2;
    /// `footer`, role contentinfo.
    pub(crate) const FOOTER: u16 = 4;
    /// `aside`, role complementary.
    pub(crate) const ASIDE: u16 = 8;
    /// `main`, role main.
    pub(crate) const MAIN: u16 = 16;
    /// `article`, role article.
    pub(crate) const ARTICLE: u16 = 32;
    /// `section`.
    pub(crate) const SECTION: u16 = 64;
    /// `form`, `search`, role form, search.
    pub(crate) const FORM: u16 = 128;
    /// `figure`.
    pub(crate) const FIGURE: u16 = 256;
    /// `dialog`, role dialog, alertdialog.
    pub(crate) const DIALOG: u16 = 512;
    /// `address`.
    pub(crate) const ADDRESS: u16 = 1024;
    /// `table`.
    pub(crate) const TABLE: u16 = 2048;
    /// `blockquote`.
    pub(crate) const QUOTE: u16 = 4096;
    /// `ul`, `ol`, `menu`, `dir`.
    pub(crate) const LIST: u16 = 8192;
    /// `dl`.
    pub(crate) const DEFINITIONS: u16 = 16384;
    /// `button`, `label`, `fieldset`, `legend`.
    pub(crate) const CONTROL: u16 = 32768;
}

/// Values of `itemprop`, as bits.
pub(crate) mod property {
    /// `articleBody`.
    pub(crate) const BODY: u16 = 1;
    /// `headline`, `name`.
    pub(crate) const HEADLINE: u16 = 2;
    /// `description`.
    pub(crate) const DESCRIPTION: u16 = 4;
    /// `author`.
    pub(crate) const AUTHOR: u16 = 8;
    /// `datePublished`, `dateModified`.
    pub(crate) const DATE: u16 = 16;
    /// `comment`.
    pub(crate) const COMMENT: u16 = 32;
    /// `text`, `reviewBody`.
    pub(crate) const TEXT: u16 = 64;
    /// `review`.
    pub(crate) const REVIEW: u16 = 128;
    /// `breadcrumb`, `itemListElement`.
    pub(crate) const BREADCRUMB: u16 = 256;
    /// `publisher`.
    pub(crate) const PUBLISHER: u16 = 512;
    /// `image`.
    pub(crate) const IMAGE: u16 = 1024;
    /// `offers`.
    pub(crate) const OFFERS: u16 = 2048;
    /// `mainEntity`.
    pub(crate) const MAIN_ENTITY: u16 = 4096;
    /// `acceptedAnswer`, `suggestedAnswer`.
    pub(crate) const ANSWER: u16 = 8192;
}

impl Marks {
    /// Bytes that lines, elements, emphasis, formulas, links and pictures take.
    pub(super) fn memory(&self) -> usize {
        let tex: usize = self.formulas.iter().map(|formula| formula.tex.len()).sum();
        size_of_val(&self.lines[..])
            + size_of_val(&self.elements[..])
            + size_of_val(&self.words[..])
            + size_of_val(&self.emphasis[..])
            + size_of_val(&self.empty_cells[..])
            + size_of_val(&self.formulas[..])
            + size_of_val(&self.numbers[..])
            + size_of_val(&self.languages[..])
            + self.embedded.memory()
            + tex
    }

    /// Whether the elements are in order and every line has one.
    pub(crate) fn are_consistent(&self) -> bool {
        let has_element =
            |line: &LineMarks| line.block <= line.element && (line.element as usize) < self.elements.len();
        let parents = self.elements.iter().enumerate().skip(1);
        self.lines.iter().all(has_element)
            && parents.into_iter().all(|(index, element)| (element.parent as usize) < index)
    }

    /// The marks of some lines of the text, with the elements around them and no others. What only the writer of Markdown
    /// needs is left out.
    pub(crate) fn of_lines(&self, lines: Range<u32>) -> Self {
        let at = |line: u32| self.lines.partition_point(|mark| mark.line < line);
        let mut lines = self.lines[at(lines.start)..at(lines.end)].to_vec();
        let mut around = BTreeSet::from([0]);
        for mut element in lines.iter().flat_map(|line| [line.element, line.block]) {
            while around.insert(element) {
                element = self.elements[element as usize].parent;
            }
        }
        let old: Vec<u32> =
            around.into_iter().filter(|&index| (index as usize) < self.elements.len()).collect();
        // Every element that is looked for is there.
        let new = |index: u32| old.partition_point(|&other| other < index) as u32;
        for line in &mut lines {
            (line.element, line.block) = (new(line.element), new(line.block));
        }
        let mut part = Self { lines, ..Self::default() };
        for &index in &old {
            let element = self.elements[index as usize];
            let (parent, first_word) = (new(element.parent), part.words.len() as u32);
            part.elements.push(Element { parent, first_word, ..element });
            part.words.extend_from_slice(self.words_of(index as usize));
        }
        part
    }

    /// The hashes of the words in an element's class and id.
    pub(crate) fn words_of(&self, element: usize) -> &[u32] {
        let end = self.elements.get(element + 1).map_or(self.words.len(), |next| next.first_word as usize);
        &self.words[self.elements[element].first_word as usize..end]
    }

    /// For each element, the number of steps up to the nearest one that `is` wanted: 0 for the element itself, 255 if
    /// there is none.
    pub(crate) fn steps_to(&self, is: impl Fn(&Element) -> bool) -> Vec<u8> {
        let mut steps: Vec<u8> = Vec::with_capacity(self.elements.len());
        for (index, element) in self.elements.iter().enumerate() {
            let around = if index == 0 { u8::MAX } else { steps[element.parent as usize] };
            let next = if around == u8::MAX { around } else { (around + 1).min(u8::MAX - 1) };
            steps.push(if is(element) { 0 } else { next });
        }
        steps
    }

    /// For each element, how many of it and the elements around it are wanted; at most 255.
    pub(crate) fn count_up(&self, is: impl Fn(&Element) -> bool) -> Vec<u8> {
        let mut counts: Vec<u8> = Vec::with_capacity(self.elements.len());
        for (index, element) in self.elements.iter().enumerate() {
            let around = if index == 0 { 0 } else { counts[element.parent as usize] };
            counts.push(around.saturating_add(u8::from(is(element))));
        }
        counts
    }

    /// For each element, the sum of a number over the lines that it holds.
    pub(crate) fn sums(&self, of: impl Fn(usize, &LineMarks) -> f32) -> Vec<f32> {
        let mut sums = vec![0.0; self.elements.len()];
        for (index, line) in self.lines.iter().enumerate() {
            sums[line.element as usize] += of(index, line);
        }
        for index in (1..sums.len()).rev() {
            sums[self.elements[index].parent as usize] += sums[index];
        }
        sums
    }

    /// For each element, a hash of its signature and those of the three elements around it. Elements with the same hash
    /// are likely made by the same line of a template.
    pub(crate) fn paths(&self) -> Vec<u32> {
        let signature = |index: u32| self.elements[index as usize].signature;
        let path = |index: u32| {
            let (mut path, mut at) = (signature(index), index);
            for _ in 0..3 {
                let parent = self.elements[at as usize].parent;
                if parent == at {
                    break;
                }
                at = parent;
                path = mix(path, signature(at));
            }
            path
        };
        (0..self.elements.len() as u32).map(path).collect()
    }

    /// For each element, its container: the nearest element around it that holds more lines, or the body. Elements that
    /// merely wrap the same lines are skipped, so the container of the container is a step further out on the page.
    pub(crate) fn containers(&self) -> Vec<u32> {
        let lines = self.sums(|_, _| 1.0);
        let mut containers: Vec<u32> = Vec::with_capacity(lines.len());
        for (index, element) in self.elements.iter().enumerate() {
            let parent = element.parent as usize;
            let grows = lines[parent] > lines[index];
            containers.push(if index == 0 || grows { element.parent } else { containers[parent] });
        }
        containers
    }
}

/// Calls `word` with the words of a class or id: runs of 2 to 20 ASCII letters, split where lower case turns to upper
/// case. `postTitle-2 HTMLBody` has post, Title, HTML and Body.
pub(super) fn words(text: &str, mut word: impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let run = |from: usize, is: fn(&u8) -> bool| bytes[from..].iter().take_while(|byte| is(byte)).count();
    let mut at = 0;
    loop {
        at += run(at, |byte| !byte.is_ascii_alphabetic());
        if at == bytes.len() {
            return;
        }
        let capitals = run(at, u8::is_ascii_uppercase);
        let small = run(at + capitals, u8::is_ascii_lowercase);
        let end = at + capitals + small;
        // Of several capitals, the last one begins the next word.
        let begin = if capitals > 1 && small > 0 { at + capitals - 1 } else { at };
        for part in [at..begin, begin..end] {
            if (2..=20).contains(&part.len()) {
                word(&text[part]);
            }
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::Html;

    #[test]
    fn a_part_has_the_elements_around_its_lines() {
        let html = Html::read(
            "<div class=a><p>one<p class='b c'>two</div><ul><li>three</ul><div class=d>four</div>",
        );
        let marks = &html.marks;
        let around = |marks: &Marks, line: &LineMarks| {
            let mut path = vec![line.element];
            while let Some(&last) = path.last().filter(|&&last| last > 0) {
                path.push(marks.elements[last as usize].parent);
            }
            path.iter()
                .map(|&at| (marks.elements[at as usize].signature, marks.words_of(at as usize).to_vec()))
                .collect::<Vec<_>>()
        };
        let part = marks.of_lines(marks.lines[1].line..marks.lines[3].line);
        assert_eq!((part.lines.len(), part.are_consistent()), (2, true));
        assert!(part.elements.len() < marks.elements.len());
        for (line, before) in part.lines.iter().zip(&marks.lines[1..]) {
            assert_eq!(line.line, before.line);
            assert_eq!(around(&part, line), around(marks, before));
        }
        let whole = marks.of_lines(0..u32::MAX);
        assert_eq!(
            (&whole.lines, &whole.elements, &whole.words),
            (&marks.lines, &marks.elements, &marks.words)
        );
        assert_eq!(Html::read("").marks.of_lines(0..1).elements.len(), Html::read("").marks.elements.len());
    }

    #[test]
    fn classes_are_split_into_words() {
        let of = |text: &str| {
            let mut found = Vec::new();
            words(text, |word| found.push(word.to_ascii_lowercase()));
            found.join(" ")
        };
        assert_eq!(of("postTitle-2 HTMLBody a col-md-6 é"), "post title html body col md");
        assert_eq!(of("entry_content XY averyveryverylongwordindeed"), "entry content xy");
        assert_eq!(of("aB9cdEFgHIJ kLM"), "cd fg hij lm");
        assert_eq!(of(""), "");
    }

    fn tree(parents: &[u32], lines: &[u32]) -> Marks {
        let element = |&parent| Element { parent, ..Element::default() };
        let line = |&element| LineMarks { element, ..LineMarks::default() };
        let (elements, lines) = (parents.iter().map(element).collect(), lines.iter().map(line).collect());
        Marks { lines, elements, ..Marks::default() }
    }

    #[test]
    fn containers_hold_more_lines() {
        // 0 body: 1 wrapper of 2, which has two paragraphs 3 and 4; 5 stands beside the wrapper.
        let marks = tree(&[0, 0, 1, 2, 2, 0], &[3, 4, 5]);
        assert_eq!(marks.containers(), [0, 0, 0, 2, 2, 0]);
        assert_eq!(marks.sums(|_, _| 1.0), [3.0, 2.0, 2.0, 1.0, 1.0, 1.0]);
        assert_eq!(marks.steps_to(|element| element.parent == 2), [255, 255, 255, 0, 0, 255]);
        assert_eq!(tree(&[0, 0, 1], &[2]).containers(), [0, 0, 0]);
    }
}
