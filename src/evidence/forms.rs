//! Forms: what a text of short lines may be other than chaff: a list, a dialogue, verses, a statute.
//!
//! The short lines of a menu look like these one by one. What tells them apart is what they have in common with the
//! lines around, and how even the whole page is. HTML shows this by its elements.

use super::{Columns, FAR, Family, GAP, around, until};
use crate::text::page::Page;
use crate::text::reading::{Bullet, End, Facts, Reading, Start};
use crate::text::segments::Division;

/// Lines around a line.
const REACH: usize = 8;

pub(super) struct Forms {
    /// For each line, the length of the run of list items that it is in; 0 if it is none.
    list_runs: Vec<u8>,
    lists_around: Vec<u8>,
    questions_around: Vec<u8>,
    names_around: Vec<u8>,
    clocks_around: Vec<u8>,
    until_clock: Vec<u8>,
    /// The shares of lines that are items of lists, that begin with a name and a colon, that end a sentence.
    lists: f32,
    names: f32,
    ends: f32,
    /// The share of the text that is in short lines.
    short: f32,
    /// The median of the lengths of lines, and the share of lines of about that length.
    median: f32,
    even: f32,
    /// Where lines of the text were divided.
    division: Division,
}

impl Forms {
    pub(super) fn new(page: &Page<'_>, reading: &Reading) -> Self {
        let lines = &reading.lines;
        let rate = |test: fn(&Facts) -> bool| {
            lines.iter().filter(|facts| test(facts)).count() as f32 / lines.len().max(1) as f32
        };
        let units: u64 = lines.iter().map(|facts| u64::from(facts.units)).sum();
        let short =
            lines.iter().filter(|facts| facts.is_short()).map(|facts| u64::from(facts.units)).sum::<u64>();
        let median = median(lines);
        let is_even = |facts: &&Facts| (median * 7 / 10..=median * 13 / 10).contains(&facts.units);
        let marked = |test: fn(&Facts) -> bool| around(lines.iter().map(test), REACH);
        Self {
            list_runs: list_runs(lines),
            lists_around: marked(is_item),
            questions_around: marked(|facts| facts.end == End::Query),
            names_around: marked(begins_with_name),
            clocks_around: marked(is_clock),
            until_clock: until(lines.iter().map(is_clock), FAR),
            lists: rate(is_item),
            names: rate(begins_with_name),
            ends: rate(Facts::ends_sentence),
            short: short as f32 / units.max(1) as f32,
            median: median as f32,
            even: lines.iter().filter(is_even).count() as f32 / lines.len().max(1) as f32,
            division: page.division(),
        }
    }
}

/// Fills the columns; those of a page of HTML have nothing to tell.
pub(super) fn fill(forms: Option<&Forms>, reading: &Reading, out: &mut Columns<'_>) {
    const NEAR: &[f32] = &[1., 2., 3., 5., 8., 12.];
    const RATE: &[f32] = &[0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9];
    let of_page = |value: fn(&Forms) -> f32| forms.map_or(0.0, value);
    let at =
        |line: usize, values: fn(&Forms) -> &[u8]| forms.map_or(0.0, |forms| f32::from(values(forms)[line]));
    out.family(Family::Shape);
    out.number("name-words", &[1., 2., 3., 4., 5.], |i| match forms {
        Some(_) if begins_with_name(&reading.lines[i]) => f32::from(reading.lines[i].before_colon),
        _ => 0.0,
    });
    out.family(Family::Neighbours);
    out.number("list-run", &[1., 2., 3., 4., 6., 10., 20., 40.], |i| at(i, |forms| &forms.list_runs));
    out.number("lists-around", NEAR, |i| at(i, |forms| &forms.lists_around));
    out.number("questions-around", NEAR, |i| at(i, |forms| &forms.questions_around));
    out.number("names-around", NEAR, |i| at(i, |forms| &forms.names_around));
    out.number("clocks-around", NEAR, |i| at(i, |forms| &forms.clocks_around));
    out.number("until-clock", GAP, |i| at(i, |forms| &forms.until_clock));
    out.family(Family::Place);
    out.page_number("page-lists", RATE, of_page(|forms| forms.lists));
    out.page_number("page-names", RATE, of_page(|forms| forms.names));
    out.page_number("page-ends", RATE, of_page(|forms| forms.ends));
    out.page_number("page-short-text", RATE, of_page(|forms| forms.short));
    out.page_number(
        "page-median",
        &[10., 15., 20., 30., 40., 50., 60., 80., 120., 200., 400.],
        of_page(|forms| forms.median),
    );
    out.page_number("page-even", &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8], of_page(|forms| forms.even));
    out.page_class(
        "page-divided",
        &["no", "at gaps", "at sentences"],
        forms.map_or(0, |forms| forms.division as u8),
    );
}

/// Whether a line looks like an item of a list, an ingredient among them: it has a bullet, or begins with a number.
fn is_item(facts: &Facts) -> bool {
    facts.bullet != Bullet::None || facts.start == Start::Digit && facts.clock == 0 && facts.units < 80
}

/// Whether a line begins with a few words and a colon, as the turns of a dialogue do.
fn begins_with_name(facts: &Facts) -> bool {
    (1..=4).contains(&facts.before_colon) && facts.start != Start::Digit
}

/// Whether a line is a date or time and little else, as above the posts of a thread.
fn is_clock(facts: &Facts) -> bool {
    facts.clock > 0 && facts.units < 80
}

fn list_runs(lines: &[Facts]) -> Vec<u8> {
    let mut runs = Vec::with_capacity(lines.len());
    for run in lines.chunk_by(|one, other| is_item(one) == is_item(other)) {
        let length = if is_item(&run[0]) { run.len().min(255) as u8 } else { 0 };
        runs.resize(runs.len() + run.len(), length);
    }
    runs
}

/// The median length of lines in units, at most 1000.
fn median(lines: &[Facts]) -> u32 {
    const MOST: usize = 1000;
    let mut counts = vec![0usize; MOST + 1];
    lines.iter().for_each(|facts| counts[(facts.units as usize).min(MOST)] += 1);
    let mut left = lines.len() / 2;
    for (units, &count) in counts.iter().enumerate() {
        if count > left {
            return units as u32;
        }
        left -= count;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Forms {
        let page = Page::new(text);
        Forms::new(&page, &Reading::new(&page))
    }

    #[test]
    fn ingredients_are_a_run_of_items() {
        let forms = forms("Rye bread\n500 g rye\n7 g salt\n• water\nMix all of it well.\n");
        assert_eq!(forms.list_runs, [0, 3, 3, 3, 0]);
        assert!((forms.lists - 0.6).abs() < 1e-6);
    }

    #[test]
    fn turns_of_a_dialogue_begin_with_a_name() {
        let forms =
            forms("Ada Holm: Yes.\nQ: When?\n12:30 it rained.\nShe said at the end of the day: no.\n");
        assert!((forms.names - 0.5).abs() < 1e-6);
        assert_eq!(forms.questions_around, [1, 1, 1, 1]);
    }

    #[test]
    fn verses_are_even() {
        let forms = forms("The gulls are white\nThe sea is grey\nThe boats go out\nAt break of day\n");
        assert_eq!((forms.median, forms.even), (13.0, 1.0));
    }
}
