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
    let rest = writer.next_images(usize::MAX).count();
    writer.write_images(rest);
}

/// Adds a picture to a line that begins at `begins`, and the link around it unless that link is open.
pub(super) fn write_image(image: &Image, begins: usize, place: Place, is_linked: bool, out: &mut String) {
    let link = image.link.as_ref().filter(|_| !is_linked);
    let in_link = is_linked || link.is_some() || image.address.is_some();
    let escaping = Escaping { begins: !in_link && out.len() == begins, in_link, follows_note: false, place };
    out.push_str(if link.is_some() { "[" } else { "" });
    out.push_str(if image.address.is_some() { "![" } else { "" });
    escape(&image.text, escaping, out);
    for address in [image.address.as_ref(), link].into_iter().flatten() {
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

impl<'w, 'p> LineWriter<'w, 'p> {
    /// Closes what ends there or before.
    fn close_before(&mut self, start: usize) {
        while let Some(end) = self.open.last().map(|inner| inner.range.end).filter(|end| *end <= start) {
            self.text_to(end);
            let address = self.open.last().and_then(|inner| self.address(inner));
            if address.is_some() {
                let own = self.next_images(end).take_while(|image| image.link.as_ref() == address).count();
                self.write_images(own);
            }
            let Some(inner) = self.open.pop() else { return };
            self.out.push_str(inner.kind.delimiters(inner.is_slanted).1);
            if let Some(address) = address {
                write_address(address, self.place == Place::Cell, self.out);
                self.out.push(')');
            }
        }
    }

    fn open(&mut self, stretch: Stretch) {
        let range = stretch.range.clone();
        self.text_to(range.start);
        // A picture between signs and text would keep the signs from being read. Only in its own link may it come first.
        let address = self.address(&stretch);
        let is_own = |image: &Image| address.is_some() && image.link.as_ref() == address;
        let others = self.next_images(range.start).enumerate().filter(|(_, image)| !is_own(image));
        let before = others.last().map_or(0, |(index, _)| index + 1);
        self.write_images(before);
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
            self.write_images(1);
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

    /// Where a stretch leads, if it is a link.
    fn address(&self, stretch: &Stretch) -> Option<&'w String> {
        match self.line.links.get(stretch.index) {
            Some((_, Target::Address(address))) if stretch.kind == Kind::Link => Some(address),
            _ => None,
        }
    }

    /// The next pictures that stand at a place or before it.
    fn next_images(&self, place: usize) -> impl Iterator<Item = &'w Image> + use<'w, 'p> {
        let next = self.line.images[self.image..].iter();
        next.take_while(move |(at, _)| *at <= place).map(|(_, image)| image)
    }

    /// Writes so many pictures, between spaces.
    fn write_images(&mut self, count: usize) {
        let is_linked = self.open.iter().any(|stretch| stretch.kind == Kind::Link);
        let line = self.line;
        for (at, image) in &line.images[self.image..][..count] {
            let opens = self.open.last().is_some_and(|stretch| stretch.range.start == *at);
            if self.out.len() > self.begins && !opens && !self.out.ends_with(char::is_whitespace) {
                self.out.push(' ');
            }
            write_image(image, self.begins, self.place, is_linked, self.out);
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
