//! Elements that are shown though their kind is not, or not shown though their kind is.

use memchr::memmem;

use super::entity::{Context, decode};
use super::marks::hidden;
use super::math::{Formula, folded};
use super::open::{Bracket, Entry, NONE};
use super::reader::Reader;
use super::tag::Tag;
use super::token::Attribute;

/// How far ahead of a start tag to look for what is in the element, in bytes.
const AHEAD: usize = 600;

impl<'h> Reader<'h> {
    /// Sets what an element is by its attributes and by what is around it.
    pub(super) fn except(&mut self, entry: &mut Entry<'h>) {
        match entry.name.tag {
            // A tree that a browser puts in the place of the element around it.
            Tag::Template => entry.skip = self.tokens.attribute("shadowrootmode").is_none(),
            Tag::Custom => {
                entry.may_be_block = self.may_begin_block();
                entry.follows_block = entry.may_be_block && self.layout.is_at_custom_edge();
            }
            Tag::Rt => {
                entry.bracket = self.bracket_around();
                self.bracket(entry.bracket.pair()[0]);
            }
            Tag::Label => {
                entry.opens_block = self.opens_block();
                if entry.opens_block {
                    entry.landmarks = 0;
                }
            }
            Tag::Pre => self.language = self.language_around(entry.class),
            Tag::Code if self.open.has(Tag::Pre) => {
                let language = language_of(entry.class);
                self.language = if language.is_empty() { self.language } else { language };
            }
            Tag::Ol => entry.number = self.number("start"),
            Tag::Li => entry.number = self.number("value"),
            Tag::A if self.open.headings > 0 => entry.skip = self.is_section_link(),
            Tag::Span if is_edit_link(entry.class) => entry.skip = true,
            _ => {}
        }
        entry.is_block &= !entry.name.tag.is_block() && self.open.verbatim == 0;
        if entry.is_block {
            self.end_line();
            self.layout.note_edge();
            self.layout.break_row();
        }
        let around = self.open.top();
        if entry.hidden & hidden::ARIA > around.hidden & hidden::ARIA {
            // The copy of a formula that readers see, beside that for screen readers.
            entry.skip |= self.layout.is_behind_formula() || around.class.contains("MathJax");
        }
    }

    /// The language of the code in a `pre` with this class: its class, or that of the boxes around it, names it.
    fn language_around(&self, class: &'h str) -> &'h str {
        const FAR: usize = 3;
        let around = self.open.entries.iter().rev().take(FAR);
        let around = around.take_while(|entry| matches!(entry.name.tag, Tag::Div | Tag::Figure));
        let mut classes = [class].into_iter().chain(around.map(|entry| entry.class));
        classes
            .find_map(|class| Some(language_of(class)).filter(|language| !language.is_empty()))
            .unwrap_or_default()
    }

    /// The number of an item of a list, in as many digits as Markdown allows.
    fn number(&self, name: &str) -> u32 {
        let number = self.tokens.attribute(name).and_then(|number| number.raw().trim().parse().ok());
        number.filter(|&number| number < 1_000_000_000).unwrap_or(NONE)
    }

    /// Whether a custom element may be a block here: in one, with no text before it in the line.
    fn may_begin_block(&self) -> bool {
        let around = self.open.top();
        let holds_blocks = match around.name.tag {
            Tag::Custom => around.may_be_block,
            Tag::Body
            | Tag::Div
            | Tag::Section
            | Tag::Article
            | Tag::Main
            | Tag::Aside
            | Tag::Header
            | Tag::Footer
            | Tag::Nav
            | Tag::Blockquote
            | Tag::Figure
            | Tag::Form
            | Tag::Details
            | Tag::Dialog
            | Tag::Template => true,
            _ => false,
        };
        holds_blocks && self.layout.line_is_empty() && self.open.verbatim == 0
    }

    /// The brackets around the reading of a word, unless the page has them: what a browser writes above the word would
    /// otherwise be glued to it.
    fn bracket_around(&self) -> Bracket {
        let Some(last) = self.layout.current().trim_end().chars().next_back() else { return Bracket::None };
        let is_empty = self.tokens.rest().trim_start().starts_with("</");
        let has_bracket = matches!(last, '(' | '（' | '[' | '［' | '〔' | '【' | '《' | '〈' | '「');
        if self.open.skipped > 0 || is_empty || has_bracket {
            Bracket::None
        } else if last >= '\u{2E80}' {
            Bracket::Wide
        } else {
            Bracket::Narrow
        }
    }

    /// Whether a label is the heading of the block behind it, which a box to tick shows: an accordion without scripts.
    fn opens_block(&self) -> bool {
        let target = self.tokens.attribute("for").map(Attribute::raw);
        if target.is_none() || target != self.switch || self.open.has(Tag::Form) {
            return false;
        }
        let ahead = first(self.tokens.rest(), AHEAD);
        let Some(end) = memmem::find(ahead, b"</label>") else { return false };
        let next = ahead[end + 8..].trim_ascii_start().to_ascii_lowercase();
        ["<div", "<section", "<article", "<p", "<ul", "<ol"]
            .iter()
            .any(|block| next.starts_with(block.as_bytes()))
    }

    /// Notes a box to tick.
    pub(super) fn note_switch(&mut self) {
        let is_switch = |kind: &str| ["checkbox", "radio"].iter().any(|one| kind.eq_ignore_ascii_case(one));
        if self.tokens.attribute("type").is_some_and(|kind| is_switch(kind.raw())) {
            self.switch = self.tokens.attribute("id").map(Attribute::raw);
        }
    }

    /// Reads a formula from its start tag on.
    pub(super) fn math(&mut self) {
        let formula = Formula::read(&mut self.tokens, |tag| self.open.has(tag));
        if self.open.skipped > 0 {
            return;
        }
        self.open.reopen();
        // A copy for screen readers is often hidden, and the visible one may be a picture.
        let block = self.open.entries.iter().rev().find(|entry| entry.name.tag.is_block());
        let hidden = block.map_or(0, |entry| entry.hidden);
        self.formula(&formula, hidden);
    }

    /// Reads a formula in TeX, which a script shows. If it follows the formula that the script has made of it, it is
    /// not shown again.
    pub(super) fn tex(&mut self, script: &str, is_shown: bool) {
        let tex = folded(script);
        if self.layout.is_behind_formula() {
            self.layout.name_formula(&tex);
        } else if !is_shown {
            self.formula(&Formula { text: tex.clone(), tex: Some(tex) }, self.open.top().hidden);
        }
    }

    /// Whether a link in a heading leads to the heading itself: a sign such as `#` or `¶`.
    fn is_section_link(&self) -> bool {
        if self.tokens.attribute("href").is_none_or(|target| !target.raw().contains('#')) {
            return false;
        }
        let ahead = first(self.tokens.rest(), AHEAD);
        let Some(end) = memmem::find(ahead, b"</a") else { return false };
        let text = decode(&without_tags(&String::from_utf8_lossy(&ahead[..end])), Context::Text);
        let text = text.trim();
        !text.is_empty() && text.chars().all(is_section_sign)
    }
}

/// The language of code that a class names, as programs that color code write it; empty if it names none.
fn language_of(class: &str) -> &str {
    const PREFIXES: [&str; 6] =
        ["language-", "lang-", "highlight-source-", "highlight-text-", "highlight-", "brush:"];
    let mut words = class.split_ascii_whitespace();
    let mut is_named = false;
    let language = words.find_map(|word| {
        let named = PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix));
        let language = named.or_else(|| is_named.then_some(word))?.trim_end_matches(';');
        // The name may be a word of its own.
        is_named = language.is_empty();
        (!language.is_empty()).then_some(language)
    });
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '.' | '_');
    let is_none = |name: &str| {
        matches!(name, "none" | "text" | "plain" | "plaintext" | "default" | "auto" | "undefined")
    };
    language
        .filter(|name| name.len() <= 24 && name.chars().all(is_plain) && !is_none(name))
        .unwrap_or_default()
}

fn is_section_sign(c: char) -> bool {
    // Signs of fonts of icons have code points for private use.
    matches!(c, '#' | '¶' | '§' | '🔗' | '⚓' | '\u{FE0F}' | '\u{200B}' | '\u{E000}'..='\u{F8FF}')
        || c.is_whitespace()
}

/// The links for editing a section in MediaWiki, whose pages have them in many languages.
fn is_edit_link(class: &str) -> bool {
    class.contains("editsection")
        && class.split_ascii_whitespace().any(|word| matches!(word, "mw-editsection" | "editsection"))
}

fn first(text: &str, bytes: usize) -> &[u8] {
    &text.as_bytes()[..text.len().min(bytes)]
}

fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::html::{Html, landmark};

    #[track_caller]
    fn check(html: &str, text: &str) {
        assert_eq!(Html::read(html).text().replace('\n', "/"), text, "{html}");
    }

    #[test]
    fn links_to_a_heading_itself_are_left_out() {
        check("<h2>Weirs<a class=headerlink href=#weirs>¶</a></h2>", "Weirs/");
        check("<h2><a href=/river#weirs> <b>&#35;</b> </a> Weirs</h2><p>Next", "Weirs//Next/");
        check(
            "<h3>Weirs<span class='mw-editsection'>[<a href='/w?edit=2'>править</a>]</span></h3>",
            "Weirs/",
        );
        // Other links are titles, and other signs are text.
        check("<h2><a href=#weirs>Weirs</a> in C#</h2><p><a href=#1>#</a>", "Weirs in C#//#/");
        check("<h2><a href=/csharp>#</a></h2>", "#/");
    }

    #[test]
    fn classes_name_the_language_of_code() {
        for (html, language) in [
            ("<pre><code class='language-rust'>x", "rust"),
            ("<pre class='lang-js prettyprint'>x", "js"),
            ("<div class='highlight highlight-source-c++'><pre>x", "c++"),
            ("<pre class='brush: java; gutter: false'>x", "java"),
            ("<div class='highlight-python notranslate'><div class=highlight><pre>x", "python"),
            ("<pre class=sourceCode><code class='sourceCode'>x", ""),
            ("<pre class=language-none>x", ""),
            ("<pre class=language-go>y</pre><pre>x", ""),
        ] {
            let page = Html::read(html);
            let line = page.marks.lines.last().unwrap();
            let mut element = line.element;
            while page.marks.elements[element as usize].tag != crate::html::Tag::Pre {
                element = page.marks.elements[element as usize].parent;
            }
            let found = page.marks.languages.iter().find(|(of, _)| *of == element);
            assert_eq!(found.map_or("", |(_, language)| language), language, "{html}");
        }
    }

    #[test]
    fn shadow_trees_are_shown() {
        check("<x-a><template shadowrootmode=open><p>a</p><slot></slot></template>b</x-a>", "a//b/");
        check("<x-a><template><p>a</template>b", "b/");
    }

    #[test]
    fn custom_elements_beside_each_other_are_blocks() {
        check("<article><x-h>a</x-h><x-p>b</x-p> <!-- ad --> <x-p>c</x-p><i>d</i></article>", "a/b/c/d/");
        check("<x-list><x-item>a</x-item><x-item>b</x-item></x-list><x-list><x-item>c", "a/b/c/");
        check("<p><x-a>a</x-a><x-a>b</x-a>", "ab/");
        check("<div><x-a>a</x-a>b <x-a>c</x-a><x-a>d</x-a></div>", "ab cd/");
        check("<li><x-a>a</x-a><x-a>b</x-a>", "• ab/");
    }

    #[test]
    fn readings_are_in_brackets() {
        check(
            "<ruby>味噌<rt>みそ</rt></ruby>は<ruby>麹<rp>（<rt>こうじ<rp>）</ruby>",
            "味噌（みそ）は麹（こうじ）/",
        );
        check("<ruby>漢<rt>hàn</rt>字<rt>zì</rt></ruby>。", "漢（hàn）字（zì）。/");
        check("<p><ruby>WHO<rt>World Health</ruby> said", "WHO (World Health) said/");
        check("<ruby>味<rt></rt></ruby>", "味/");
    }

    #[test]
    fn formulas_are_shown_once() {
        let math = "<math><mi>n</mi></math>";
        check(&format!("a {math}<span aria-hidden=true><b>n</b></span> b"), "a n b/");
        let assistive =
            format!("<span class=MathJax><nobr aria-hidden=true>n</nobr><span>{math}</span></span>");
        check(&format!("a {assistive}<script type=math/tex>n</script> b"), "a n b/");
        check("a <script type='math/tex; mode=display'>\\sqrt n</script> b", "a \\sqrt n b/");
        check(
            "a <span class=MathJax>n</span><script type=math/tex id=MathJax-Element-1>n</script> b",
            "a n b/",
        );
        // A hidden copy does not hide its line.
        let html = Html::read(&format!("<p>a <span style='display:none'>{math}</span> b"));
        assert!(!html.lines()[0].is_hidden() && html.text() == "a n b\n");
    }

    #[test]
    fn labels_of_accordions_are_headings() {
        let landmarks = |html: &str| {
            let page = Html::read(html);
            page.marks.elements[page.marks.lines[0].element as usize].landmarks
        };
        let label = "<input type=checkbox id=c><label for=c>Who is leaving?</label>";
        assert_eq!(landmarks(&format!("{label} <div>The keeper.</div>")), 0);
        assert_eq!(landmarks(&format!("{label} <input>")), landmark::CONTROL);
        assert_eq!(landmarks(&format!("<form>{label} <div>x</div></form>")), landmark::CONTROL);
    }
}
