//! Sections: head, article, aside and tail, and with them the label of each line.
//!
//! The decision has been made; here lines only get their names. A heading such as "Comments" or "Read also" names
//! what follows until the next heading; a lone one of these inside the article is an aside of one line or block.

use crate::cue::{Cue, CueKind, Position};
use crate::label::Label;
use crate::reading::{Bullet, End, Facts, Reading};

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
        let label = match cues[index] {
            _ if Some(facts.key) == title_key && facts.units > 8 => Label::Other,
            Some(cue) => block.cue(cue, facts),
            None => block.line(facts, place),
        };
        labels.push(label);
    }
    labels
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

/// A run of chaff that one heading names.
struct Block {
    label: Label,
    /// Whether a heading has named it.
    named: bool,
}

impl Block {
    fn new(label: Label) -> Self {
        Self { label, named: false }
    }

    /// The label of a line with a cue.
    fn cue(&mut self, cue: Cue, facts: &Facts) -> Label {
        let label = label_of(cue.kind);
        let heads = cue.position == Position::Line || cue.position == Position::Prefix && facts.units < 40;
        match cue.kind {
            _ if !heads && facts.is_good() && self.named => return self.label,
            CueKind::ReadMore | CueKind::ReadAlso | CueKind::Related | CueKind::Comments | CueKind::Tags
                if heads =>
            {
                self.name(label);
            }
            CueKind::Copyright | CueKind::Cookies => self.name(Label::Footer),
            // Form labels and legal links belong to the form and the footer that they stand in.
            CueKind::Footer | CueKind::SignIn | CueKind::Nav
                if self.named && matches!(self.label, Label::Comment | Label::Footer) =>
            {
                return if cue.kind == CueKind::Footer && self.label == Label::Comment {
                    Label::Footer
                } else {
                    self.label
                };
            }
            CueKind::Nav | CueKind::Footer if heads => *self = Self::new(label),
            _ => {}
        }
        label
    }

    fn name(&mut self, label: Label) {
        *self = Self { label, named: true };
    }

    /// The label of a line without one.
    fn line(&mut self, facts: &Facts, place: Place) -> Label {
        let short_clock = facts.clock > 0 && facts.units < 60 && facts.digits * 6 > facts.letters;
        if self.named {
            // Tags are short; a sentence below them is something else.
            if self.label == Label::Tags && (facts.ends_sentence() || facts.units > 60) {
                *self = Self::new(Label::Related);
            }
            return self.label;
        }
        if facts.copyright {
            self.name(Label::Footer);
            return Label::Footer;
        }
        match place {
            _ if short_clock => Label::Date,
            Place::Head if facts.is_good() => Label::Other,
            Place::Head => Label::Nav,
            _ if self.label == Label::Nav || self.label == Label::Footer => {
                if facts.is_good() {
                    Label::Related
                } else {
                    self.label
                }
            }
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
