//! What is inside a line: text, emphasis, formulas, links and pictures.

use super::address::write_address;
use super::escape::{Escaping, Place, escape};
use super::kept::KeptLine;
use super::source::{Image, Target};
use super::stretch::{Kind, Stretch, longest_run, stretches};

/// Adds a line.
pub(super) fn write_line(line: &KeptLine<'_>, place: Place, out: &mut String) {
    out.push_str(&line.bullet);
    let begins = out.len();
    let mut writer =
        LineWriter { line, place, out, begins, at: 0, image: 0, follows_note: false, open: Vec::new() };
    for stretch in stretches(line, place) {
        writer.close_before(stretch.range.start);
        writer.open(stretch);
    }
    writer.close_before(usize::MAX);
    writer.text_to(line.text.len());
    writer.images_to(usize::MAX);
}

/// Adds a picture to a line that begins at `begins`.
pub(super) fn write_image(image: &Image, begins: usize, place: Place, out: &mut String) {
    let in_link = image.address.is_some();
    let escaping = Escaping { begins: !in_link && out.len() == begins, in_link, follows_note: false, place };
    out.push_str(if image.address.is_some() { "![" } else { "" });
    escape(&image.text, escaping, out);
    if let Some(address) = &image.address {
        out.push_str("](");
        write_address(address, place == Place::Cell, out);
        out.push(')');
    }
}

/// Writes a line from left to right.
struct LineWriter<'w, 'p> {
    line: &'w KeptLine<'p>,
    place: Place,
    out: &'w mut String,
    /// Where the line begins in the output.
    begins: usize,
    /// What is written of its text, and of its pictures.
    at: usize,
    image: usize,
    /// Whether the last that was written is a reference to a footnote.
    follows_note: bool,
    open: Vec<Stretch>,
}

impl LineWriter<'_, '_> {
    /// Closes what ends there or before.
    fn close_before(&mut self, start: usize) {
        while let Some(end) = self.open.last().map(|inner| inner.range.end).filter(|end| *end <= start) {
            self.text_to(end);
            let Some(inner) = self.open.pop() else { return };
            self.out.push_str(inner.kind.delimiters(inner.is_slanted).1);
            if let Some((_, Target::Address(address))) = self.line.links.get(inner.index)
                && inner.kind == Kind::Link
            {
                write_address(address, self.place == Place::Cell, self.out);
                self.out.push(')');
            }
        }
    }

    fn open(&mut self, stretch: Stretch) {
        let range = stretch.range.clone();
        self.text_to(range.start);
        if stretch.kind != Kind::Link {
            // A picture between signs and text would keep the signs from being read.
            self.images_to(range.start + 1);
        }
        let text = &self.line.text[range.clone()];
        match stretch.kind {
            Kind::Code => code(text, self.out),
            Kind::Formula => self.formula(&stretch),
            Kind::Note => self.note(&stretch),
            kind => {
                if kind == Kind::Link {
                    self.part_from_mark();
                }
                self.out.push_str(kind.delimiters(stretch.is_slanted).0);
                return self.open.push(stretch);
            }
        }
        self.at = range.end;
    }

    /// Writes the text, and the pictures in it.
    fn text_to(&mut self, end: usize) {
        while let Some((at, _)) = self.line.images.get(self.image).filter(|(at, _)| *at < end) {
            self.plain_text_to(*at);
            self.images_to(*at + 1);
        }
        self.plain_text_to(end);
    }

    fn plain_text_to(&mut self, end: usize) {
        if self.at < end {
            let in_link = self.open.iter().any(|stretch| stretch.kind == Kind::Link);
            let (begins, follows_note) =
                (self.out.len() == self.begins, std::mem::take(&mut self.follows_note));
            let escaping = Escaping { begins, in_link, follows_note, place: self.place };
            escape(&self.line.text[self.at..end], escaping, self.out);
            self.at = end;
        }
    }

    /// Writes the pictures that stand before a place, between spaces.
    fn images_to(&mut self, end: usize) {
        while let Some((at, image)) = self.line.images.get(self.image).filter(|(at, _)| *at < end) {
            let opens = self.open.last().is_some_and(|stretch| stretch.range.start == *at);
            if self.out.len() > self.begins && !opens && !self.out.ends_with(char::is_whitespace) {
                self.out.push(' ');
            }
            write_image(image, self.begins, self.place, self.out);
            if self.line.text[*at..].starts_with(|c: char| !c.is_whitespace()) {
                self.out.push(' ');
            }
            self.image += 1;
        }
    }

    /// A mark of exclamation before a bracket would make a picture of a link.
    fn part_from_mark(&mut self) {
        if self.out.len() > self.begins && self.out.ends_with('!') {
            self.out.pop();
            self.out.push_str("\\!");
        }
    }

    fn note(&mut self, stretch: &Stretch) {
        self.part_from_mark();
        let Some((_, Target::Note(label))) = self.line.links.get(stretch.index) else { return };
        self.out.extend(["[^", label, "]"]);
        self.follows_note = true;
    }

    /// Adds a formula in TeX.
    fn formula(&mut self, stretch: &Stretch) {
        let tex = self.line.formulas.get(stretch.index).map_or("", |(_, tex)| tex);
        let tex = if self.place == Place::Cell { tex.replace('|', "\\|") } else { tex.to_owned() };
        self.out.extend(["$", &tex, "$"]);
    }
}

fn code(text: &str, out: &mut String) {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    out.extend([&fence, pad, text, pad, &fence]);
}
