//! Sections: head, article, aside and tail; and by them the label of each line.
//!
//! The decision is made, and here the lines get their names. A heading such as "Comments" or "Read also" names what
//! follows, down to the next heading. Inside the article, it names an aside of a line or block.

use crate::decide::label::Label;
use crate::phrases::cue::{Cue, CueKind, Position};
use crate::text::reading::{Bullet, End, Facts, Reading};

/// The label of each line with text, given which ones are kept.
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
        let section = match (first, last) {
            (Some(first), _) if index < first => Section::Head,
            (Some(_), Some(last)) if index < last => Section::Aside,
            (Some(_), _) => Section::Tail,
            (None, _) => Section::Head,
        };
        let line =
            Chaff { facts, section, by_article: near(kept, index), in_menu: in_menu(reading, kept, index) };
        let label = match cues[index] {
            _ if Some(facts.key) == title_key && facts.units > 8 => Label::Other,
            Some(cue) => block.cue(cue, &line),
            None => block.line(&line),
        };
        labels.push(label);
    }
    labels
}

/// Whether a kept line is at most two lines away.
fn near(kept: &[bool], line: usize) -> bool {
    kept[line.saturating_sub(2)..(line + 3).min(kept.len())].contains(&true)
}

/// Whether the removed lines around are short, as the items of a menu are; headlines are longer.
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
enum Section {
    Head,
    Aside,
    Tail,
}

/// The title: the first of the kept lines before the first paragraph that is long enough for a headline.
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

/// A line that is removed, and where it is.
struct Chaff<'r> {
    facts: &'r Facts,
    section: Section,
    by_article: bool,
    in_menu: bool,
}

impl Chaff<'_> {
    /// Whether it is a date or time and little else.
    fn is_clock(&self) -> bool {
        self.facts.clock > 0 && self.facts.units < 60 && self.facts.digits * 6 > self.facts.letters
    }

    /// Whether it is as long as a headline, without what comments and forms have.
    fn is_headline(&self) -> bool {
        (25..160).contains(&self.facts.units)
            && self.facts.clock == 0
            && matches!(self.facts.end, End::Letter | End::Quote | End::Digit | End::Query)
            && self.facts.sentences == 0
    }
}

/// A run of chaff under one heading.
struct Block {
    label: Label,
    /// Whether a heading named it.
    named: bool,
    /// Headlines in a row, and fields of a form.
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
            CueKind::Newsletter if heads && !self.named && line.section == Section::Tail => self.name(label),
            CueKind::Copyright | CueKind::Cookies => self.name(Label::Footer),
            CueKind::Date if !line.by_article && line.section != Section::Head => return self.unnamed(line),
            // "Contact" above the article is an item of a menu.
            CueKind::Footer if line.section == Section::Head => return Label::Nav,
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
        match line.section {
            Section::Head if line.is_clock() => {
                if line.by_article {
                    Label::Date
                } else {
                    Label::Nav
                }
            }
            Section::Head if good => Label::Other,
            Section::Head => Label::Nav,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::find_cues;
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    const STORM: &str = "The harbour wall gave way after midnight, when the second storm of the week reached the town, and the \
        sea ran through the streets.";

    /// The labels of a page whose kept lines begin with `+`.
    fn labeled(text: &str) -> Vec<Label> {
        let kept: Vec<bool> =
            text.lines().filter(|line| !line.is_empty()).map(|line| line.starts_with('+')).collect();
        let text = text.replace('+', "").replace("STORM", STORM);
        let page = Page::new(&text);
        let reading = Reading::of(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        labels(&reading, &cues, &kept)
    }

    #[test]
    fn the_first_kept_line_like_a_headline_is_the_title() {
        use Label::{Body, Nav, Title};
        assert_eq!(labeled("Home\n+Storm breaks harbour wall\n+STORM\n+STORM"), [Nav, Title, Body, Body]);
        assert_eq!(labeled("+STORM\n+STORM"), [Body, Body]);
    }

    #[test]
    fn a_short_line_above_a_paragraph_is_a_subhead() {
        use Label::{Body, Subhead, Title};
        let page = "+Storm breaks harbour wall\n+STORM\n+What happens next\n+STORM";
        assert_eq!(labeled(page), [Title, Body, Subhead, Body]);
        // At the end of the text there is nothing that it could be the heading of.
        assert_eq!(labeled("+STORM\n+What happens next"), [Body, Body]);
    }

    #[test]
    fn a_title_that_is_said_again_is_other() {
        let page = "Storm breaks harbour wall\n+Storm breaks harbour wall\n+STORM";
        assert_eq!(labeled(page), [Label::Other, Label::Title, Label::Body]);
    }

    #[test]
    fn a_heading_names_what_follows_down_to_the_next_heading() {
        use Label::{Body, Comment, Related, Tags};
        let page = "+STORM\nComments\nI saw it from the pier, it was awful.\nTags: harbour\nRelated stories\nBoat found in a field";
        assert_eq!(labeled(page), [Body, Comment, Comment, Tags, Related, Related]);
    }

    #[test]
    fn a_copyright_notice_names_the_rest_of_the_page_footer() {
        let page = "+STORM\n© 2026 Example Times. All rights reserved.\nAn imprint of the Example Group";
        assert_eq!(labeled(page), [Label::Body, Label::Footer, Label::Footer]);
    }

    #[test]
    fn a_date_is_one_only_by_the_article() {
        use Label::{Body, Date, Nav};
        let page = "12.03.2026\nHome\nNews\nSport\nWeather\n12.03.2026\n+STORM";
        assert_eq!(labeled(page), [Nav, Nav, Nav, Nav, Nav, Date, Body]);
    }

    #[test]
    fn a_page_of_which_nothing_stays_is_all_head() {
        assert_eq!(labeled("Home\nNews\nSport"), [Label::Nav; 3]);
    }
}
