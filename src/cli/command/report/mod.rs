//! `dechaff report`: shows a corpus on one HTML page, or gives its numbers as JSON.

mod html;
mod oddness;

use anyhow::{Result, bail};
use clap::ValueEnum;
use dechaff::{Cleaner, Label};

pub use self::html::page;
use super::{Outcome, explain};
use crate::cli::args::values::{ReportFormat, TemplatesFrom};
use crate::cli::args::{DecidingArguments, ReportArguments, ShowingArguments, TemplateArguments};
use crate::cli::engine::{Inputs, PageEvent, ReadPage, Sites, deciding_cleaner};
use crate::cli::output::{count, print, say, write_file};
use crate::cli::source::{shown, slashed};
use crate::cli::survey::{Favors, Gallery, Run, Selection, Settings, Start, Statistics, Surveyor, Tally};

/// Number of pages of each kind but the sample that a report of `clean` shows.
pub const PAGES: u8 = 12;

/// Writes the report that the arguments ask for.
pub fn run(arguments: ReportArguments, start: &Start) -> Result<Outcome> {
    let ReportArguments { output, format, compare, showing, pages, progress, deciding, templates, input } =
        arguments;
    let is_html = format == ReportFormat::Html;
    if is_html && output.is_none() {
        bail!("no place for the report (give -o FILE; with --format json it may go to standard output)");
    }
    if !is_html && compare.is_some() {
        bail!("--compare shows the numbers of two runs on a page (leave out --format json)");
    }
    let earlier = compare.as_deref().map(Run::read).transpose()?;
    let cleaner = deciding_cleaner(&deciding)?;
    let inputs = Inputs::of(input, progress).with_site(templates.sites.site_from.field().cloned());
    let (files, unread) = inputs.find_all(output.as_deref())?;
    let sites = Sites::new(&templates, &inputs, &files, None)?;
    let surveyor = Surveyor {
        counts_groups: true,
        site_from: templates.sites.site_from.clone(),
        selection: is_html.then(|| selection(showing, pages, favors(&cleaner, &deciding, 0))),
    };
    let (mut statistics, mut gallery) = (Statistics::default(), Gallery::default());
    unread.iter().for_each(|error| statistics.fail(&error.reason));
    let bar = inputs.bar(&files, "Reading");
    let make = |read: ReadPage<'_>, tally: &mut Tally| {
        let page = sites.read_page(&read);
        let cleaned = cleaner.clean(&page);
        surveyor.count(read.file, || read.record.as_ref(), &cleaned, tally);
    };
    inputs.each_page(&files, &bar, make, |event| {
        match event {
            PageEvent::Made(tally) => {
                statistics += &tally.statistics;
                if let Some(selection) = &surveyor.selection {
                    gallery.add(tally.sights, selection);
                }
            }
            PageEvent::Failed(page) => statistics.fail(&page.reason),
            PageEvent::End(..) => {}
        }
        Ok(())
    })?;
    drop(bar);
    let about = start.about(inputs.names(), settings(&deciding, &templates));
    let run = Run { about, statistics };
    let report = match &surveyor.selection {
        Some(selection) => page(&run, &gallery, selection, earlier.as_ref()),
        None => run.to_json(),
    };
    match &output {
        Some(file) => {
            write_file(file, report.as_bytes())?;
            if !inputs.is_quiet {
                say(&format!("{} in {}", count(run.statistics.pages, "page"), shown(file)));
            }
        }
        None => print(report)?,
    }
    Ok(if run.statistics.failed == 0 { Outcome::Done } else { Outcome::Failed })
}

/// The pages to show.
pub fn selection(showing: ShowingArguments, pages: u8, favors: Favors) -> Selection {
    Selection::new(showing.sample.into(), showing.seed, pages.into(), favors, explain::reasons)
}

/// What the cleaner of a run would keep with each `--favor`; a page of which fewer characters than `least` are kept is
/// emptied.
pub fn favors(cleaner: &Cleaner, deciding: &DecidingArguments, least: u64) -> Favors {
    Favors::new(cleaner, deciding.favor.into(), least)
}

/// What decides which text is kept.
pub fn settings(deciding: &DecidingArguments, templates: &TemplateArguments) -> Settings {
    Settings {
        keep: Label::ALL
            .iter()
            .filter(|label| deciding.keep.contains(**label))
            .map(ToString::to_string)
            .collect(),
        articles: typed(&deciding.articles),
        favor: typed(&deciding.favor),
        lang: deciding.knowledge.lang.clone(),
        packs: deciding.knowledge.packs.iter().map(|file| slashed(file)).collect(),
        model: deciding.knowledge.model.as_deref().map(slashed),
        templates: match &templates.templates {
            TemplatesFrom::Auto => "auto".to_owned(),
            TemplatesFrom::Off => "off".to_owned(),
            TemplatesFrom::File(file) => slashed(file),
        },
        min_chars: 0,
    }
}

/// A value as it is typed.
fn typed(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
