//! What start and end tags do to the open elements. The rules of the standard cover missing, crossed and surplus end
//! tags.

use super::about::set;
use super::entity::{Context, decode};
use super::open::Entry;
use super::reader::Reader;
use super::state::may_hold_state;
use super::tag::{Name, Tag, does};
use super::token::Attribute;

impl Reader<'_> {
    pub(super) fn start(&mut self, name: Name, closed: bool) {
        if closed && self.tokens.xml && !self.open.top().foreign {
            return self.empty(name);
        }
        self.start_tag(name, closed);
    }

    /// An element without content, by the rules of XML.
    fn empty(&mut self, name: Name) {
        let tag = name.tag;
        if tag.does(does::RAW) || tag == Tag::Plaintext {
            return;
        }
        self.start_tag(name, true);
        if self.open.top().name == name {
            self.end(name);
        }
    }

    fn start_tag(&mut self, name: Name, closed: bool) {
        let tag = name.tag;
        if self.open.top().foreign && !self.breaks_out(tag) {
            if !closed {
                // Inside these the rules of HTML hold again.
                let foreign = !matches!(tag, Tag::ForeignObject | Tag::Desc | Tag::Title);
                self.open.push(Entry { foreign, ..self.entry(name) });
                self.tokens.foreign = foreign;
            }
            return;
        }
        match tag {
            Tag::Html => {
                if let Some(lang) =
                    self.tokens.attribute("lang").or_else(|| self.tokens.attribute("xml:lang"))
                {
                    set(&mut self.about.language, &lang.value());
                }
            }
            Tag::Body => self.body(),
            Tag::Meta => self.about.add_meta(&self.tokens),
            Tag::Link => self.about.add_link(&self.tokens),
            Tag::Base => self.about.add_base(&self.tokens),
            Tag::Img => self.picture(),
            Tag::Br => self.line_break(),
            Tag::Head | Tag::Frame | Tag::Frameset | Tag::Col => {}
            _ if tag.does(does::RAW) || tag == Tag::Plaintext => self.raw(name),
            _ if tag.does(does::TABLE) => self.table_part(name),
            Tag::Hr => self.flow_edge(tag),
            Tag::Input | Tag::Keygen => {
                self.close(Tag::Select);
                self.note_switch();
            }
            _ if tag.does(does::VOID) => {}
            Tag::Math if !closed => self.math(),
            Tag::Math => {}
            Tag::Svg => {
                if !closed {
                    self.open.push(Entry { foreign: true, ..self.entry(name) });
                    self.tokens.foreign = true;
                }
            }
            _ => self.element(name),
        }
    }

    /// Opens an element that may hold text.
    fn element(&mut self, name: Name) {
        let tag = name.tag;
        match tag {
            Tag::Form if self.form => return,
            Tag::Form => self.form = true,
            Tag::Li => self.close_item(&[Tag::Li]),
            Tag::Dd | Tag::Dt => self.close_item(&[Tag::Dd, Tag::Dt]),
            Tag::Button => self.close(Tag::Button),
            Tag::A => {
                self.end_format(name);
                self.open.forget(name);
                self.link += 1;
                self.note_target();
            }
            Tag::Nobr => self.end_format(name),
            Tag::Option | Tag::Optgroup if self.open.top().name.tag == Tag::Option => self.pop(true),
            Tag::Rb | Tag::Rp | Tag::Rt | Tag::Rtc => {
                while matches!(self.open.top().name.tag, Tag::Rb | Tag::Rp | Tag::Rt | Tag::Rtc) {
                    self.pop(true);
                }
            }
            Tag::Select if self.open.has(Tag::Select) => return self.close(Tag::Select),
            Tag::Time => {
                if let Some(date) = self.tokens.attribute("datetime") {
                    set(&mut self.about.first_time, &date.value());
                }
            }
            _ => {}
        }
        if tag.does(does::ENDS_P) {
            self.flow_edge(tag);
        } else if tag.is_block() {
            self.block_edge(tag);
        } else {
            self.open.reopen();
        }
        let mut entry = self.entry(name);
        self.except(&mut entry);
        if tag.does(does::HEADING) && self.open.top().name.tag.does(does::HEADING) {
            self.pop(true);
        }
        self.open.push(entry);
        match tag {
            Tag::Li => self.layout.set_bullet(Some(self.open.lists())),
            _ if tag.does(does::PRE) => self.at_start_of_verbatim = true,
            _ => {}
        }
    }

    /// Begins a block: ends the line. A table row with a block other than a paragraph in it is not joined to one line.
    fn block_edge(&mut self, tag: Tag) {
        self.edge(tag, self.open.lists());
        if !matches!(tag, Tag::Label | Tag::P) {
            self.layout.break_row();
        }
    }

    /// Begins a block that ends an open paragraph.
    fn flow_edge(&mut self, tag: Tag) {
        if let Some(at) = self.open.paragraph() {
            self.pop_to(at);
        }
        self.block_edge(tag);
    }

    fn line_break(&mut self) {
        if self.open.skipped > 0 {
            return;
        }
        self.end_line();
        self.layout.note_break();
    }

    /// Ends unclosed SVG if the tag cannot be in it. Returns whether that is so.
    fn breaks_out(&mut self, tag: Tag) -> bool {
        let attributes = ["color", "face", "size"];
        let breaks = tag.does(does::BREAKS_OUT)
            || tag == Tag::Font && attributes.iter().any(|name| self.tokens.attribute(name).is_some());
        if breaks {
            while self.open.top().foreign {
                self.pop(true);
            }
            self.tokens.foreign = false;
        }
        breaks
    }

    /// Sets the attributes of the body, which is open from the start, by its first tag.
    fn body(&mut self) {
        let Entry { class, id, landmarks, hidden, .. } = self.entry(Name::from_tag(Tag::Body));
        let body = &mut self.open.entries[0];
        if body.class.is_empty() && body.id.is_empty() {
            *body = Entry { class, id, landmarks, hidden, ..*body };
        }
    }

    /// Reads an element whose content is not markup.
    fn raw(&mut self, name: Name) {
        let tag = name.tag;
        let kind =
            if tag == Tag::Script { self.tokens.attribute("type").map_or("", Attribute::raw) } else { "" };
        // A parameter may follow, such as a charset.
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let is_type = |wanted: &str| kind.eq_ignore_ascii_case(wanted);
        if tag == Tag::Textarea {
            self.close(Tag::Select);
        }
        let content = self.tokens.raw(tag);
        match tag {
            Tag::Script if is_type("application/ld+json") => self.about.linked.add(content),
            Tag::Script if is_type("math/tex") => {
                // The script that shows formulas numbers those that it has shown.
                let id = self.tokens.attribute("id").map_or("", Attribute::raw);
                if self.open.skipped == 0 {
                    self.tex(content, id.starts_with("MathJax-Element"));
                }
            }
            Tag::Script => self.states.extend(may_hold_state(content).then_some(content)),
            Tag::Title => set(&mut self.about.window_title, &decode(content, Context::Text)),
            Tag::Xmp | Tag::Plaintext if self.open.skipped == 0 => {
                self.flow_edge(tag);
                self.verbatim(content);
                self.edge(tag, self.open.lists());
            }
            _ => {}
        }
    }

    /// Opens a row, a cell or another part of a table. Outside of tables these are ignored.
    fn table_part(&mut self, name: Name) {
        let tag = name.tag;
        let is_around = |open: Tag| match tag {
            Tag::Td | Tag::Th => matches!(open, Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Table),
            Tag::Tr => matches!(open, Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Table),
            _ => open == Tag::Table,
        };
        let Some(around) = self.open.in_table(is_around) else { return };
        self.pop_to(around + 1);
        self.edge(tag, self.open.lists());
        let is_cell = matches!(tag, Tag::Td | Tag::Th);
        if is_cell && self.open.top().name.tag != Tag::Tr {
            self.layout.begin_row();
            self.open.push(Entry { hidden: self.open.top().hidden, ..Entry::new(Name::from_tag(Tag::Tr)) });
        }
        match tag {
            Tag::Tr => self.layout.begin_row(),
            _ if is_cell => {
                let columns = self.tokens.attribute("colspan");
                let columns = columns.and_then(|columns| columns.raw().trim().parse().ok());
                self.layout.begin_cell(columns.unwrap_or(1));
            }
            _ => self.layout.break_row(),
        }
        self.open.push(self.entry(name));
    }

    pub(super) fn end(&mut self, name: Name) {
        let tag = name.tag;
        if self.open.top().foreign && self.end_foreign(name) {
            return;
        }
        match tag {
            Tag::Br => self.line_break(),
            Tag::P => match self.open.paragraph() {
                Some(at) => self.close_at(at),
                // A surplus end tag makes an empty paragraph.
                None => self.block_edge(tag),
            },
            Tag::Li if self.open.has(tag) => {
                let wall = |open: Tag| open.does(does::SCOPE) || matches!(open, Tag::Ul | Tag::Ol);
                if let Some(at) = self.open.find(|open| open == Tag::Li, wall) {
                    self.close_at(at);
                }
            }
            Tag::Html | Tag::Body | Tag::Head | Tag::Li => {}
            Tag::Form => self.end_form(),
            Tag::Table => self.close_in_table(|open| open == Tag::Table),
            Tag::Template => {
                if self.open.has(tag)
                    && let Some(at) = self.open.find(|open| open == Tag::Template, |_| false)
                {
                    self.close_at(at);
                }
            }
            _ if tag.does(does::VOID) => {}
            _ if tag.does(does::TABLE) => self.close_in_table(|open| open == tag),
            _ if tag.does(does::HEADING) => {
                let heading = |open: Tag| open.does(does::HEADING);
                if let Some(at) = self.open.find(heading, |open| open.does(does::SCOPE)) {
                    self.close_at(at);
                }
            }
            _ if tag.does(does::FORMAT) => {
                self.end_format(name);
            }
            _ if tag.does(does::SPECIAL) => self.close(tag),
            _ => self.end_other(name),
        }
    }

    /// Closes the innermost element of a kind in scope.
    fn close(&mut self, tag: Tag) {
        // An element that limits the scope is still found itself.
        if let Some(at) = self.open.in_scope(tag) {
            self.close_at(at);
        }
    }

    fn close_in_table(&mut self, is: impl Fn(Tag) -> bool) {
        if let Some(at) = self.open.in_table(is) {
            self.close_at(at);
        }
    }

    /// Closes an element by its end tag, and all that is open inside it.
    fn close_at(&mut self, at: usize) {
        self.pop_to(at + 1);
        self.pop(false);
        self.tokens.foreign = self.open.top().foreign;
        while self.open.top().dead {
            self.pop(false);
        }
    }

    /// Closes the open list item, one of `items`, before a new one.
    fn close_item(&mut self, items: &[Tag]) {
        if !items.iter().any(|&item| self.open.has(item)) {
            return;
        }
        let wall = |open: Tag| open.does(does::SPECIAL) && !matches!(open, Tag::Address | Tag::Div | Tag::P);
        if let Some(at) = self.open.find(|open| items.contains(&open), wall) {
            self.pop_to(at);
        }
    }

    /// Ends a formatting element such as `b` or `a`. Blocks that began inside it stay open.
    fn end_format(&mut self, name: Name) {
        let mut crosses = false;
        let first = if self.open.has(name.tag) { 1 } else { self.open.len() };
        for at in (first..self.open.len()).rev() {
            let entry = self.open.entries[at];
            if entry.name == name && !entry.dead && !entry.foreign {
                if crosses {
                    self.open.kill(at);
                } else {
                    self.close_at(at);
                }
                return;
            }
            if entry.name.tag.does(does::SCOPE) {
                break;
            }
            crosses |= entry.name.tag.does(does::SPECIAL);
        }
        self.open.forget(name);
    }

    /// Ends a form. Elements that began inside it stay open.
    fn end_form(&mut self) {
        self.form = false;
        let Some(at) = self.open.in_scope(Tag::Form) else { return };
        let implied = |entry: &Entry<'_>| entry.name.tag.does(does::IMPLIED);
        if self.open.entries[at + 1..].iter().all(implied) {
            self.close_at(at);
        } else {
            self.open.kill(at);
        }
    }

    /// Ends an inline or unknown element.
    fn end_other(&mut self, name: Name) {
        if !self.open.has(name.tag) {
            return;
        }
        for at in (1..self.open.len()).rev() {
            let entry = &self.open.entries[at];
            if entry.name == name {
                return self.close_at(at);
            }
            if entry.name.tag.does(does::SPECIAL) && !entry.foreign {
                return;
            }
        }
    }

    /// Ends an element of SVG. Returns whether it was open.
    fn end_foreign(&mut self, name: Name) -> bool {
        for at in (1..self.open.len()).rev() {
            let entry = &self.open.entries[at];
            if entry.name == name
                && (entry.foreign || matches!(name.tag, Tag::ForeignObject | Tag::Desc | Tag::Title))
            {
                self.close_at(at);
                return true;
            }
            if !entry.foreign {
                return false;
            }
        }
        false
    }
}
