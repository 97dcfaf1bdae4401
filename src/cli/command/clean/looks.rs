//! What the arguments of `dechaff clean` mean when there is no folder for what is left: `--diff` and `--in-place`.

use std::io::{self, BufWriter, IsTerminal, Write};

use anyhow::{Result, bail};
use dechaff::{Articles, Cleaner};

use super::in_place;
use super::record_encoder::{Product, Records};
use crate::cli::args::values::ProgressWhen;
use crate::cli::args::values::TextFormat;
use crate::cli::args::{CleanArguments, DecidingArguments, TemplateArguments};
use crate::cli::command::files::Files;
use crate::cli::command::pages::{PageEvent, Pages, ReadPage};
use crate::cli::command::sites::Sites;
use crate::cli::command::{Outcome, announce_terminal, model};
use crate::cli::sink::{Backup, WriteError, diff, say};
use crate::cli::source::{Fields, Input};

/// A run without an output folder.
#[derive(Debug)]
pub struct Looks {
    /// What to read.
    pub files: Files,
    /// And how.
    pub pages: Pages,
    /// What decides.
    pub cleaner: Cleaner,
    /// What is done to records.
    pub records: Records,
    /// When a bar is drawn.
    pub progress: ProgressWhen,
    /// What is known of sites, and from where.
    pub templates: TemplateArguments,
    /// Whether there is no summary.
    pub is_quiet: bool,
}

/// Shows what would go, or takes it out of the pages.
pub fn run(arguments: CleanArguments) -> Result<Outcome> {
    let DecidingArguments { keep, articles, knowledge } = arguments.deciding;
    if Articles::from(articles) == Articles::Split {
        bail!("--articles split writes a file for each article (give -o DIR for them)");
    }
    let cleaner = model::cleaner(&knowledge.lang, &knowledge.packs, knowledge.model.as_deref(), keep)?;
    let cleaner = cleaner.with_articles(articles.into());
    let site = arguments.templates.sites.site_from.field().cloned();
    let records = Records {
        cleaner: cleaner.clone(),
        fields: Fields { site: site.clone(), ..arguments.corpus.fields.clone().into() },
        splits: false,
        format: TextFormat::Text,
        product: Product::Records,
        annotates: arguments.corpus.annotate,
        removes: false,
        on_error: arguments.corpus.on_error,
        limit: arguments.files.max_page_size,
    };
    let looks = Looks {
        pages: Pages::new(&arguments.files, &arguments.reading, arguments.corpus.fields).with_site(site),
        files: Files::new(arguments.files, arguments.reading.input_format)?,
        cleaner,
        records,
        progress: arguments.progress.when(),
        templates: arguments.templates,
        is_quiet: arguments.progress.quiet,
    };
    let replacing = arguments.replacing;
    if replacing.diff {
        return show(&looks);
    }
    let backup = match (replacing.backup, replacing.force) {
        (true, _) => Backup::Kept,
        (false, true) => Backup::None,
        _ => bail!("--in-place writes over pages (give --backup, which keeps them, or --force)"),
    };
    if looks.files.inputs == [Input::Stdin] {
        bail!("--in-place needs pages to write over (name files or folders)");
    }
    in_place::run(&looks, backup, arguments.stats.as_ref())
}

/// Writes the diffs of all pages to standard output.
fn show(looks: &Looks) -> Result<Outcome> {
    if looks.files.inputs == [Input::Stdin] && !looks.is_quiet {
        announce_terminal();
    }
    let (files, problems) = looks.files.find(None);
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let sites = Sites::new(&looks.templates, &looks.pages, &files)?;
    let mut out = BufWriter::new(io::stdout());
    let for_terminal = io::stdout().is_terminal();
    let mut failed = problems.len();
    let make = |read: ReadPage<'_>| {
        let page = sites.place_read(&read);
        Ok(diff(&read.name(), &looks.cleaner.clean(&page), for_terminal))
    };
    looks.pages.each(&files, ProgressWhen::Never, make, |taken| {
        match taken {
            PageEvent::Made(diff) => out.write_all(diff.as_bytes()).map_err(WriteError::Stdout)?,
            PageEvent::Failed => failed += 1,
            PageEvent::End(..) => {}
        }
        Ok(())
    })?;
    out.flush().map_err(WriteError::Stdout)?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Failed })
}
