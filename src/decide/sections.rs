//! Sections: head, article, aside and tail, and with them the label of each line.
//!
//! The decision has been made; here lines only get their names. A heading such as "Comments" or "Read also" names
//! what follows until the next heading; a lone one of these inside the article is an aside of one line or block.

use crate::decide::label::Label;
use crate::phrases::cue::{Cue, CueKind, Position};
use crate::text::reading::{Bullet, End, Facts, Reading};

/// Names every line with text, given which ones stay.
pub(crate) fn labels(reading: &Reading, cues: &[Option<Cue>], kept: &[bool]) -> Vec<Label> {
    let first = kept.iter().position(|&kept| kept);
    let last = kept.iter().rposition(|&kept| kept);
    let title = first.and_then(|first| title(reading, kept, first));
    let title_key = title.map(|line| reading.lines[line].key);
    let mut labels = Vec::with_capacity(kept.len());
    let mut block = Block::new(Label::Nav);
    for (index, facts) in reading.lines.iter().enumerate() {
        if kept[index] {
            labels.push(article_label(reading, cues, kept, index, title));
            block = Block::new(Label::Related);
            continue;
        }
        let place = match (first, last) {
            (Some(first), _) if index < first => Place::Head,
            (Some(_), Some(last)) if index < last => Place::Aside,
            (Some(_), _) => Place::Tail,
            (None, _) => Place::Head,
        };
        let line =
            Chaff { facts, place, by_article: near(kept, index), in_menu: in_menu(reading, kept, index) };
        let label = match cues[index] {
            _ if Some(facts.key) == title_key && facts.units > 8 => Label::Other,
            Some(cue) => block.cue(cue, &line),
            None => block.line(&line),
        };
        labels.push(label);
    }
    labels
}

/// Whether the article is at most two lines away.
fn near(kept: &[bool], line: usize) -> bool {
    kept[line.saturating_sub(2)..(line + 3).min(kept.len())].contains(&true)
}

/// Whether a line stands among short ones, as the items of menus do; headlines are longer.
fn in_menu(reading: &Reading, kept: &[bool], line: usize) -> bool {
    const HEADLINE: u32 = 22;
    let around = line.saturating_sub(2)..(line + 3).min(kept.len());
    let chaff = around.filter(|&line| !kept[line]);
    let (lines, units) = chaff.fold((0, 0), |(lines, units), line| {
        (lines + 1, units + reading.lines[line].units.min(4 * HEADLINE))
    });
    units < HEADLINE * lines
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Head,
    Aside,
    Tail,
}

/// The title: of the kept lines before the first paragraph, the first one that is long enough for a headline.
fn title(reading: &Reading, kept: &[bool], first: usize) -> Option<usize> {
    let headline = |facts: &Facts| {
        facts.units >= 8
            && !matches!(facts.end, End::Stop | End::Comma | End::Colon)
            && facts.bullet == Bullet::None
    };
    let before_text = (first..kept.len())
        .filter(|&line| kept[line])
        .take_while(|&line| !is_paragraph(&reading.lines[line]));
    before_text.take(4).find(|&line| headline(&reading.lines[line]))
}

fn is_paragraph(facts: &Facts) -> bool {
    facts.is_good() && facts.units >= 100 || facts.sentences > 0 && facts.ends_sentence()
}

fn article_label(
    reading: &Reading,
    cues: &[Option<Cue>],
    kept: &[bool],
    line: usize,
    title: Option<usize>,
) -> Label {
    let facts = &reading.lines[line];
    if Some(line) == title {
        return Label::Title;
    }
    if cues[line].is_some_and(|cue| cue.kind == CueKind::Caption && cue.position != Position::Inside)
        && facts.units < 250
    {
        return Label::Caption;
    }
    let heading_end = matches!(facts.end, End::Letter | End::Query | End::Quote | End::Digit | End::Bracket);
    let text_follows =
        (line + 1..kept.len().min(line + 3)).any(|next| kept[next] && is_paragraph(&reading.lines[next]));
    let after_title = title.is_none_or(|title| line > title);
    let marked = facts.bullet == Bullet::None && facts.sentences == 0;
    if heading_end && text_follows && after_title && marked && (3..110).contains(&facts.units) {
        return Label::Subhead;
    }
    Label::Body
}

/// A line that goes, and where it stands.
struct Chaff<'r> {
    facts: &'r Facts,
    place: Place,
    by_article: bool,
    in_menu: bool,
}

impl Chaff<'_> {
    /// A date or time and hardly more.
    fn is_clock(&self) -> bool {
        self.facts.clock > 0 && self.facts.units < 60 && self.facts.digits * 6 > self.facts.letters
    }

    /// Long enough for a headline, and nothing that a comment or a form has.
    fn is_headline(&self) -> bool {
        (25..160).contains(&self.facts.units)
            && self.facts.clock == 0
            && matches!(self.facts.end, End::Letter | End::Quote | End::Digit | End::Query)
            && self.facts.sentences == 0
    }
}

/// A run of chaff that one heading names.
struct Block {
    label: Label,
    /// Whether a heading has named it.
    named: bool,
    /// Headlines in a row, and words of forms.
    headlines: u32,
    fields: u32,
}

impl Block {
    fn new(label: Label) -> Self {
        Self { label, named: false, headlines: 0, fields: 0 }
    }

    /// The label of a line with a cue.
    fn cue(&mut self, cue: Cue, line: &Chaff<'_>) -> Label {
        let facts = line.facts;
        let label = label_of(cue.kind);
        let heads = cue.position == Position::Line || cue.position == Position::Prefix && facts.units < 40;
        self.fields += u32::from(cue.kind == CueKind::SignIn);
        self.headlines = 0;
        match cue.kind {
            _ if !heads && facts.is_good() && self.named => return self.label,
            CueKind::ReadMore | CueKind::ReadAlso | CueKind::Related | CueKind::Comments | CueKind::Tags
                if heads =>
            {
                self.name(label);
            }
            CueKind::Newsletter if heads && !self.named && line.place == Place::Tail => self.name(label),
            CueKind::Copyright | CueKind::Cookies => self.name(Label::Footer),
            CueKind::Date if !line.by_article && line.place != Place::Head => return self.unnamed(line),
            // "Contact" above the article is an item of a menu.
            CueKind::Footer if line.place == Place::Head => return Label::Nav,
            // A comment asks for a name and an address; what goes on asking is another form.
            CueKind::SignIn if self.named && self.label == Label::Comment && self.fields > 2 => {
                self.name(Label::Other);
                return self.label;
            }
            // Form labels and legal links belong to the form and the footer that they stand in.
            CueKind::Footer | CueKind::SignIn | CueKind::Nav
                if self.named
                    && matches!(self.label, Label::Comment | Label::Footer | Label::Other | Label::Ad) =>
            {
                return if cue.kind == CueKind::Footer { Label::Footer } else { self.label };
            }
            CueKind::Nav | CueKind::Footer if heads => *self = Self::new(label),
            _ => {}
        }
        label
    }

    fn name(&mut self, label: Label) {
        *self = Self { named: true, ..Self::new(label) };
    }

    /// The label of a line without one.
    fn line(&mut self, line: &Chaff<'_>) -> Label {
        self.headlines = if line.is_headline() { self.headlines + 1 } else { 0 };
        if line.facts.copyright {
            self.name(Label::Footer);
        }
        // Tags are short; a sentence below them is something else. Bare headlines are no comments.
        let ends = match self.label {
            Label::Tags => line.facts.ends_sentence() || line.facts.units > 60,
            Label::Comment => self.headlines >= 2,
            _ => false,
        };
        if self.named && ends {
            self.name(Label::Related);
        }
        if self.named { self.label } else { self.unnamed(line) }
    }

    /// The label of a line that no heading names.
    fn unnamed(&self, line: &Chaff<'_>) -> Label {
        let good = line.facts.is_good();
        match line.place {
            Place::Head if line.is_clock() => {
                if line.by_article {
                    Label::Date
                } else {
                    Label::Nav
                }
            }
            Place::Head if good => Label::Other,
            Place::Head => Label::Nav,
            _ if line.is_clock() && line.by_article => Label::Date,
            _ if good => Label::Related,
            _ if matches!(self.label, Label::Nav | Label::Footer) => self.label,
            _ if line.in_menu => Label::Nav,
            _ => Label::Related,
        }
    }
}

fn label_of(kind: CueKind) -> Label {
    match kind {
        CueKind::ReadMore | CueKind::ReadAlso | CueKind::Related => Label::Related,
        CueKind::Share | CueKind::Follow => Label::Share,
        CueKind::Tags => Label::Tags,
        CueKind::Source => Label::Source,
        CueKind::Date => Label::Date,
        CueKind::Byline => Label::Byline,
        CueKind::Caption => Label::Other,
        CueKind::Comments => Label::Comment,
        CueKind::Newsletter | CueKind::Ads | CueKind::App | CueKind::Paywall => Label::Ad,
        CueKind::Cookies | CueKind::Copyright | CueKind::Footer => Label::Footer,
        CueKind::SignIn | CueKind::Breadcrumbs | CueKind::Nav => Label::Nav,
    }
}
