//! What the markup says of a page's lines: which element each stands in, and the elements around it.

use super::tag::Tag;

/// The marks of a page's lines, and the tree of elements they stand in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// One for each line with text, in order.
    pub lines: Vec<LineMarks>,
    /// The elements that hold these lines, each behind the one around it; the first is the page's body.
    pub elements: Vec<Element>,
    /// Hashes ([`word_hash`]) of the words in the elements' classes and ids.
    pub words: Vec<u32>,
    /// The stretches of the text that look unlike the rest, in order.
    pub looks: Vec<Look>,
    /// The cells without text that stand before one with text in their table row, in order.
    pub empty_cells: Vec<EmptyCells>,
}

/// A stretch of a page's text that looks unlike the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Where it begins, in bytes of the text.
    pub start: u32,
    /// Where it ends, in bytes.
    pub end: u32,
    /// How it looks: bits of [`look`], at least one.
    pub bits: u8,
}

/// The bits of [`Look`].
pub mod look {
    /// Bold type: `b`, `strong`.
    pub const BOLD: u8 = 1;
    /// Slanted type: `i`, `em`.
    pub const SLANTED: u8 = 2;
    /// Code: `code`, `tt`.
    pub const CODE: u8 = 4;
}

/// Cells of a table row that have no text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmptyCells {
    /// Where the text of the next cell begins, in bytes of the page's text.
    pub at: u32,
    /// How many columns they take.
    pub columns: u32,
}

/// The marks of one line. Lengths are in characters that are no white space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineMarks {
    /// Index of the line in the page's text, blank lines counted.
    pub line: u32,
    /// The innermost element that holds the whole line, by its index.
    pub element: u32,
    /// The innermost block around it, or `element` itself.
    pub block: u32,
    /// Length of the line.
    pub length: u32,
    /// Of this in links, in bold type, in slanted type.
    pub linked: u32,
    /// In bold type.
    pub bold: u32,
    /// In slanted type.
    pub slanted: u32,
    /// Links that the line has a part of.
    pub links: u16,
    /// Ways in which some of the line is hidden; 0 if it is shown.
    pub hidden: Hidden,
    /// Length of the bullet in front of its text, in bytes; 0 if there is none.
    pub bullet: u8,
    /// Line breaks (`br`) between the line above and this one; 0 if it begins a block.
    pub breaks: u8,
}

/// Ways of hiding text, as bits.
pub type Hidden = u8;

/// The bits of [`Hidden`].
pub mod hidden {
    /// The attribute `hidden`.
    pub const ATTRIBUTE: u8 = 1;
    /// `aria-hidden="true"`.
    pub const ARIA: u8 = 2;
    /// `display: none` or `visibility: hidden` in the attribute `style`.
    pub const STYLE: u8 = 4;
    /// Inside `noscript`.
    pub const NOSCRIPT: u8 = 8;
    /// Inside `details` that are closed, but not in their summary.
    pub const DETAILS: u8 = 16;
}

/// An element that holds lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its kind.
    pub tag: Tag,
    /// The element around it, by its index; its own index for the first one.
    pub parent: u32,
    /// Elements around it.
    pub depth: u16,
    /// What part of a page it is, by its tag or role: bits of [`landmark`].
    pub landmarks: u16,
    /// What its `itemprop` says: bits of [`property`].
    pub properties: u16,
    /// Equal for elements of the same tag and classes, digits in these left out.
    pub signature: u32,
    /// Where its words begin in [`Marks::words`]; they end where the next element's begin.
    pub first_word: u32,
}

/// Parts of a page, as bits.
pub mod landmark {
    /// `nav`, role navigation, menu, menubar.
    pub const NAV: u16 = 1;
    /// `header`, role banner.
    pub const HEADER: u16 = 2;
    /// `footer`, role contentinfo.
    pub const FOOTER: u16 = 4;
    /// `aside`, role complementary.
    pub const ASIDE: u16 = 8;
    /// `main`, role main.
    pub const MAIN: u16 = 16;
    /// `article`, role article.
    pub const ARTICLE: u16 = 32;
    /// `section`.
    pub const SECTION: u16 = 64;
    /// `form`, `search`, role form, search.
    pub const FORM: u16 = 128;
    /// `figure`.
    pub const FIGURE: u16 = 256;
    /// `dialog`, role dialog, alertdialog.
    pub const DIALOG: u16 = 512;
    /// `address`.
    pub const ADDRESS: u16 = 1024;
    /// `table`.
    pub const TABLE: u16 = 2048;
    /// `blockquote`.
    pub const QUOTE: u16 = 4096;
    /// `ul`, `ol`, `menu`, `dir`.
    pub const LIST: u16 = 8192;
    /// `dl`.
    pub const DEFINITIONS: u16 = 16384;
    /// `button`, `label`, `fieldset`, `legend`.
    pub const CONTROL: u16 = 32768;
}

/// Values of `itemprop`, as bits.
pub mod property {
    /// `articleBody`.
    pub const BODY: u16 = 1;
    /// `headline`, `name`.
    pub const HEADLINE: u16 = 2;
    /// `description`.
    pub const DESCRIPTION: u16 = 4;
    /// `author`.
    pub const AUTHOR: u16 = 8;
    /// `datePublished`, `dateModified`.
    pub const DATE: u16 = 16;
    /// `comment`.
    pub const COMMENT: u16 = 32;
    /// `text`, `reviewBody`.
    pub const TEXT: u16 = 64;
    /// `review`.
    pub const REVIEW: u16 = 128;
    /// `breadcrumb`, `itemListElement`.
    pub const BREADCRUMB: u16 = 256;
    /// `publisher`.
    pub const PUBLISHER: u16 = 512;
    /// `image`.
    pub const IMAGE: u16 = 1024;
    /// `offers`.
    pub const OFFERS: u16 = 2048;
    /// `mainEntity`.
    pub const MAIN_ENTITY: u16 = 4096;
    /// `acceptedAnswer`, `suggestedAnswer`.
    pub const ANSWER: u16 = 8192;
}

impl Marks {
    /// The hashes of the words in an element's class and id.
    pub fn words_of(&self, element: usize) -> &[u32] {
        let end = self.elements.get(element + 1).map_or(self.words.len(), |next| next.first_word as usize);
        &self.words[self.elements[element].first_word as usize..end]
    }

    /// For each element how many steps up it is to the nearest one that `is` so, itself being 0 steps away; 255
    /// when there is none. One pass over the elements.
    pub fn steps_to(&self, is: impl Fn(&Element) -> bool) -> Vec<u8> {
        let mut steps: Vec<u8> = Vec::with_capacity(self.elements.len());
        for (index, element) in self.elements.iter().enumerate() {
            let around = if index == 0 { u8::MAX } else { steps[element.parent as usize] };
            let next = if around == u8::MAX { around } else { (around + 1).min(u8::MAX - 1) };
            steps.push(if is(element) { 0 } else { next });
        }
        steps
    }

    /// For each element how many of those around it, itself included, are so; at most 255.
    pub fn count_up(&self, is: impl Fn(&Element) -> bool) -> Vec<u8> {
        let mut counts: Vec<u8> = Vec::with_capacity(self.elements.len());
        for (index, element) in self.elements.iter().enumerate() {
            let around = if index == 0 { 0 } else { counts[element.parent as usize] };
            counts.push(around.saturating_add(u8::from(is(element))));
        }
        counts
    }

    /// For each element the sum of a number over the lines that it holds. One pass over lines and elements.
    pub fn sums(&self, of: impl Fn(usize, &LineMarks) -> f32) -> Vec<f32> {
        let mut sums = vec![0.0; self.elements.len()];
        for (index, line) in self.lines.iter().enumerate() {
            sums[line.element as usize] += of(index, line);
        }
        for index in (1..sums.len()).rev() {
            sums[self.elements[index].parent as usize] += sums[index];
        }
        sums
    }

    /// For each element a hash of its signature and those of the three elements around it: elements of the same
    /// path are likely made by the same line of a site's template.
    pub fn paths(&self) -> Vec<u32> {
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

    /// For each element its container: the nearest one around it that holds more lines than it does; the body when
    /// there is none. Elements that merely wrap the same lines are passed over, so the container of the container is
    /// a step further out on the page.
    pub fn containers(&self) -> Vec<u32> {
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

/// The hash of a word of a class or id: Latin letters only, in lower case.
pub fn word_hash(word: &str) -> u32 {
    word.bytes().fold(0, |hash, byte| mix(hash, u32::from(byte.to_ascii_lowercase())))
}

/// One step of a multiplicative hash, the same on every machine.
pub(super) fn mix(hash: u32, value: u32) -> u32 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B1)
}

/// Hands over the words of a class or id: runs of Latin letters, divided where small letters turn to capitals, of 2
/// to 20 letters. `postTitle-2 HTMLBody` has post, Title, HTML, Body.
pub(super) fn words(text: &str, mut word: impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut start = 0;
    for at in 0..=bytes.len() {
        let here = bytes.get(at).copied().unwrap_or(b' ');
        let last = if at > start { bytes[at - 1] } else { b' ' };
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        let divides = !here.is_ascii_alphabetic()
            || here.is_ascii_uppercase() && (last.is_ascii_lowercase() || next.is_ascii_lowercase());
        if divides {
            if (2..=20).contains(&(at - start)) {
                word(&text[start..at]);
            }
            start = if here.is_ascii_alphabetic() { at } else { at + 1 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_divided_into_words() {
        let of = |text: &str| {
            let mut found = Vec::new();
            words(text, |word| found.push(word.to_ascii_lowercase()));
            found.join(" ")
        };
        assert_eq!(of("postTitle-2 HTMLBody a col-md-6 é"), "post title html body col md");
        assert_eq!(of("entry_content XY averyveryverylongwordindeed"), "entry content xy");
        assert_eq!(of(""), "");
        assert_eq!(word_hash("Post"), word_hash("post"));
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
