//! The cleaned text as GitHub Flavored Markdown, which has tables.
//!
//! Blocks come from the elements around the lines, not from their labels. Where Markdown cannot express something, the
//! text wins: emphasis that it cannot show is left out, so that the Markdown has exactly the words of the cleaned text.

mod blocks;
mod escape;
mod inline;
mod kept;

use crate::decide::draft::Span;
use crate::result::cleaned::{Article, Cleaned, Part};
use crate::text::page::Page;

use blocks::{Content, Frame, Piece, Row, Table, write_blocks};
use escape::Place;
use inline::write_line;
use kept::KeptLine;

impl Cleaned<'_> {
    /// The cleaned text as Markdown, with the headings, lists, quotes, tables, code and emphasis of the HTML. Of links, only
    /// the text is left. On a page of plain text, every line becomes a paragraph; a page of Markdown stays as it is.
    ///
    /// Characters with a meaning in Markdown are escaped, so that it shows the text and nothing else.
    pub fn markdown(&self) -> String {
        markdown(self.page(), self.spans())
    }
}

impl Article<'_, '_> {
    /// The text of the article as Markdown; see [`Cleaned::markdown`].
    pub fn markdown(&self) -> String {
        markdown(self.page(), self.spans())
    }
}

impl Part<'_, '_> {
    /// The text of the part as Markdown; see [`Cleaned::markdown`].
    pub fn markdown(&self) -> String {
        markdown(self.page(), self.spans())
    }
}

fn markdown(page: &Page<'_>, spans: &[Span]) -> String {
    if page.markdown().is_some() {
        return spans.iter().filter(|span| span.kept).map(|span| &page.text()[span.range.clone()]).collect();
    }
    let mut writer = Writer::default();
    write_blocks(page, spans, |frames, piece| writer.write(frames, piece));
    writer.end_block();
    // No Markdown has this character, in code neither; one pass at memory speed.
    if writer.text.contains('\0') { writer.text.replace('\0', "\u{FFFD}") } else { writer.text }
}

/// Writes one block after another.
#[derive(Debug, Default)]
struct Writer {
    text: String,
    /// The block that is being written.
    block: Kind,
    /// The prefix of its lines but the first.
    margin: String,
    /// The quotes and list items that are open after the last block.
    open: Vec<Opened>,
    /// Whether the last block was a paragraph that began its list item, if it was in one.
    is_plain: bool,
}

/// A kind of block.
#[derive(Clone, Copy, Debug, Default)]
enum Kind {
    #[default]
    None,
    Paragraph,
    Heading,
    /// Where the code begins, and the length of the longest run of backticks in it.
    Code(usize, usize),
    Table,
}

/// An open quote or list item.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Opened {
    frame: Frame,
    /// The prefix of its first line.
    marker: String,
    /// The prefix of its other lines.
    margin: String,
}

impl Writer {
    fn write(&mut self, frames: &[Frame], piece: Piece<'_>) {
        match piece {
            Piece::Block(content) => self.begin_block(frames, &content),
            Piece::Line(line) if matches!(self.block, Kind::Heading) => self.line(" ", &line, Place::Heading),
            Piece::Line(line) => {
                let between = ["\\\n", &self.margin].concat();
                self.line(&between, &line, Place::Block);
            }
            Piece::Code(blank, line) => self.code_line(blank, &line),
        }
    }

    fn begin_block(&mut self, frames: &[Frame], content: &Content<'_>) {
        self.end_block();
        let common = self.open.iter().zip(frames).take_while(|(open, frame)| open.frame == **frame);
        let common = common.count();
        let is_plain = matches!(content, Content::Paragraph(_));
        let opened = self.opened(frames, common);
        if !self.text.is_empty() {
            let is_tight = self.is_plain && is_plain && self.follows_tightly(&opened, common);
            let margins: String = self.open[..common].iter().map(|open| &open.margin[..]).collect();
            if !is_tight {
                self.text.push_str(margins.trim_end());
                self.text.push('\n');
            }
        }
        // A second block in an item makes the next item stand apart.
        self.is_plain = is_plain && (opened.len() > common || opened.is_empty());
        opened[..common].iter().for_each(|open| self.text.push_str(&open.margin));
        opened[common..].iter().for_each(|open| self.text.push_str(&open.marker));
        self.margin = opened.iter().map(|open| &open.margin[..]).collect();
        self.open = opened;
        match content {
            Content::Paragraph(line) => {
                self.block = Kind::Paragraph;
                self.line("", line, Place::Block);
            }
            Content::Heading(level, line) => {
                self.block = Kind::Heading;
                (0..*level).for_each(|_| self.text.push('#'));
                self.line(" ", line, Place::Heading);
            }
            Content::Code(line) => {
                self.block = Kind::Code(self.text.len(), 0);
                self.text.push_str("```");
                self.code_line(0, line);
            }
            Content::Table(table) => {
                self.block = Kind::Table;
                self.table(table);
            }
        }
    }

    fn end_block(&mut self) {
        match std::mem::take(&mut self.block) {
            Kind::None => return,
            Kind::Code(start, longest) => {
                // A fence is longer than all that looks like one.
                let fence = "`".repeat(longest.max(2) + 1);
                self.text.extend(["\n", &self.margin, &fence]);
                self.text.insert_str(start, &fence[3..]);
            }
            Kind::Paragraph | Kind::Heading | Kind::Table => {}
        }
        self.text.push('\n');
    }

    /// What is open in a block, so many of it since the one before.
    fn opened(&self, frames: &[Frame], common: usize) -> Vec<Opened> {
        let mut opened = self.open[..common].to_vec();
        for (depth, frame) in frames.iter().enumerate().skip(common) {
            let (marker, margin) = match *frame {
                Frame::Quote(_) => ("> ".to_owned(), "> ".to_owned()),
                Frame::Item { list, number, .. } => {
                    // The item that ends here, if one does.
                    let last = self.open.get(depth).filter(|_| depth == common);
                    let mut sign = if number.is_some() { '.' } else { '-' };
                    if let Some(Opened {
                        frame: Frame::Item { list: above, number: before, .. },
                        marker,
                        ..
                    }) = last
                    {
                        let other = marker.trim_end().chars().last().unwrap_or(sign);
                        if *above == list {
                            sign = other;
                        } else if before.is_some() == number.is_some() && other == sign {
                            // Another list would go on with the numbers of the first.
                            sign = if number.is_some() { ')' } else { '*' };
                        }
                    }
                    let marker = number.map_or(format!("{sign} "), |number| format!("{number}{sign} "));
                    let margin = " ".repeat(marker.len());
                    (marker, margin)
                }
            };
            opened.push(Opened { frame: *frame, marker, margin });
        }
        opened
    }

    /// Whether a paragraph needs no blank line above it: it begins the next item of a list, or a list inside an item.
    fn follows_tightly(&self, opened: &[Opened], common: usize) -> bool {
        let list_of = |open: &Opened| match open.frame {
            Frame::Item { list, number, .. } => Some((list, number)),
            Frame::Quote(_) => None,
        };
        let Some((list, number)) = opened.get(common).and_then(list_of) else { return false };
        match self.open.get(common) {
            Some(last) => list_of(last).is_some_and(|(above, _)| above == list),
            // Only a first item may stand right below a paragraph.
            None => {
                common > 0
                    && list_of(&self.open[common - 1]).is_some()
                    && number.is_none_or(|number| number == 1)
            }
        }
    }

    fn line(&mut self, between: &str, line: &KeptLine<'_>, place: Place) {
        self.text.push_str(between);
        write_line(line, place, &mut self.text);
    }

    fn code_line(&mut self, blank: usize, line: &str) {
        if let Kind::Code(_, longest) = &mut self.block {
            *longest = escape::longest_run(line, '`').max(*longest);
        }
        for _ in 0..blank {
            self.text.push('\n');
            self.text.push_str(self.margin.trim_end());
        }
        self.text.extend(["\n", &self.margin, line]);
    }

    fn table(&mut self, table: &Table<'_>) {
        let width = table.rows().map(|row| row.width()).max().unwrap_or(0);
        let mut rows = table.rows();
        // A table has a head, if an empty one.
        let head = if table.has_head { rows.next() } else { None }.unwrap_or_default();
        self.row(&head);
        // Rows may be shorter than the head.
        (head.width()..width).for_each(|_| self.text.push_str("  |"));
        self.text.extend(["\n", &self.margin]);
        (0..width).for_each(|_| self.text.push_str("| --- "));
        self.text.push('|');
        for row in rows {
            self.text.extend(["\n", &self.margin]);
            self.row(&row);
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        self.text.push('|');
        for (empty, lines) in &row.cells {
            (0..*empty).for_each(|_| self.text.push_str("  |"));
            for (index, line) in lines.iter().enumerate() {
                // A cell has no other line breaks.
                self.line(if index == 0 { " " } else { "<br>" }, line, Place::Cell);
            }
            self.text.push_str(" |");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cleaner::Cleaner;
    use crate::decide::label::Label;
    use crate::decide::model::Model;
    use crate::html::Html;
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    fn markdown(html: &str) -> String {
        let keeper = Cleaner::new(Cues::builtin(), Model::builtin(), Label::ALL.into_iter().collect());
        let html = Html::read(html);
        let page = Page::from_html(&html);
        keeper.clean(&page).markdown()
    }

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(markdown(html), expected, "{html}");
    }

    #[test]
    fn headings_and_paragraphs() {
        check("<h1>One <b>two</b></h1><p>a</p><p>b<br>c<br><br>d</p>", "# One **two**\n\na\n\nb\\\nc\n\nd\n");
        check("<h2>One<br>two #</h2><h3>three</h3>", "## One two \\#\n\n### three\n");
        check("<div>a<div>b</div></div>", "a\n\nb\n");
    }

    #[test]
    fn emphasis() {
        check("<p>a <b>b c</b> <i>d</i>, <code>x`*</code>.", "a **b c** *d*, ``x`*``.\n");
        check("<p><b>a <i>b</i></b> c", "**a _b_** c\n");
        check("<p>un<b>believ</b>able <i>«x»</i>y", "un**believ**able «x»y\n");
        check("<p><b>a </b>b<b> c</b>", "**a** b **c**\n");
        check("<p><b>a</b> <b>b</b>", "**a b**\n");
        check("<p>重要<b>「語」</b>と<i>字</i>", "重要「語」と*字*\n");
    }

    #[test]
    fn lists() {
        check("<ul><li>a<li>b<ol><li>c<li>d</ol><li>e</ul>", "- a\n- b\n  1. c\n  2. d\n- e\n");
        check("<ul><li>a<p>b</p><li>c</ul>", "- a\n\n  b\n\n- c\n");
        check("<ul><li>a</ul><ul><li>b</ul><p>c</p><ul><li>d</ul>", "- a\n\n* b\n\nc\n\n- d\n");
        check("<blockquote>a<p>b<ul><li>c</ul></blockquote><blockquote>d", "> a\n>\n> b\n>\n> - c\n\n> d\n");
        check("<ol><li><h3>a</h3>b</ol>", "1. ### a\n\n   b\n");
        check("<ol start=3><li>a<li>b<li value=7>c<li>d</ol>", "3. a\n4. b\n7. c\n8. d\n");
        check("<ol start=0><li>a<li>b</ol><ol start=-1><li>c</ol>", "0. a\n1. b\n\n1) c\n");
    }

    #[test]
    fn code() {
        check("<pre>\n a\n\n\n  ```b\n</pre>c", "````\n a\n\n\n  ```b\n````\n\nc\n");
        check("<ul><li><pre>a\n\nb</pre></ul>", "- ```\n  a\n\n  b\n  ```\n");
    }

    #[test]
    fn tables() {
        check(
            "<table><tr><th>a<th>b|c<tr><td><b>d</b><td>e<tr><td><td>f<tr><td colspan=2>g</table>",
            "| a | b\\|c |\n| --- | --- |\n| **d** | e |\n|  | f |\n| g |\n",
        );
        check("<table><tr><td>a<td>b</table>", "|  |  |\n| --- | --- |\n| a | b |\n");
        check(
            "<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>",
            "|  |  |  |\n| --- | --- | --- |\n| a |  | b |\n| c | d | e |\n",
        );
        check(
            "<table><tr><th>a<th>b<tr><td><p>c</td><td><p>d</p></td><tr><td><td>e<tr><td><td><p>f<p>g</table>",
            "| a | b |\n| --- | --- |\n| c | d |\n|  | e |\n|  | f<br>g |\n",
        );
        // A table that lays out the page.
        check("<table><tr><td><p>a<p>b</td><td>c</table>", "a\n\nb\n\nc\n");
        check("<table><tr><td>a<tr><td>b</table>", "a\n\nb\n");
    }

    #[test]
    fn formulas() {
        let math = |tex: &str| format!("<math alttext='{tex}'><mi>v</mi></math>");
        check(&format!("<p>a {} b", math("v_1 &lt; *")), "a $v_1 < *$ b\n");
        check(&format!("<p>a {}2 {}, <b>{}</b>", math("v"), math("$v"), math("w")), "a v2 v, **$w$**\n");
        check(
            &format!("<table><tr><td>a<td>{}</table>", math("|v|")),
            "|  |  |\n| --- | --- |\n| a | $\\|v\\|$ |\n",
        );
        check("<p>a <math><mi>v</mi></math> b", "a v b\n");
    }

    #[test]
    fn text_is_paragraphs() {
        let page = Page::new("# One\n  two\nthree\n\nfour_\n");
        let keeper = Cleaner::new(Cues::builtin(), Model::builtin(), Label::ALL.into_iter().collect());
        assert_eq!(keeper.clean(&page).markdown(), "\\# One\n\ntwo\n\nthree\n\nfour\\_\n");
    }
}
