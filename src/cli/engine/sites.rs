//! Which site a page belongs to, and the templates of that site.

use std::path::Path;
use std::{fs, path};

use anyhow::{Context, Result};
use dechaff::{About, Learner, Page, PageLines, Site, Templates, host};

use super::each_page::{PageEvent, ReadPage, each_page};
use super::inputs::Inputs;
use crate::cli::args::values::{SiteFrom, TemplatesFrom};
use crate::cli::args::{SiteArguments, TemplateArguments};
use crate::cli::output::{Progress, write_atomically};
use crate::cli::source::{Found, PageText, RecordName, Source, shown};

/// The templates of sites, and how pages are assigned to sites.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    templates: Templates,
    from: SiteFrom,
    /// Whether the templates come from a file. They may have been learned in other folders.
    are_from_file: bool,
}

/// What identifies the site of a page.
#[derive(Clone, Copy, Debug)]
struct Address<'a> {
    /// The file of the page, or the file of records that contains it.
    source: &'a Source,
    /// The path of that file below the input folder.
    below: &'a Path,
    /// The URL of the page, if it is known.
    url: Option<&'a str>,
    /// The value of the field that names the site, if there is such a field.
    field: Option<&'a str>,
}

impl Sites {
    /// The templates that the arguments ask for; `files` are the files to clean. Those learned from them are saved in
    /// `saved`, and read from there if they are there: if files are cleaned in place, the rest of an unfinished run is
    /// cleaned with the same templates.
    pub fn new(
        arguments: &TemplateArguments,
        inputs: &Inputs,
        files: &[Found],
        saved: Option<&Path>,
    ) -> Result<Self> {
        let least = arguments.template_min_pages as usize;
        let from = arguments.sites.site_from.clone();
        match &arguments.templates {
            TemplatesFrom::Off => Ok(Self::default()),
            TemplatesFrom::File(file) => {
                Ok(Self { templates: read_templates(file, least)?, from, are_from_file: true })
            }
            TemplatesFrom::Auto => {
                if let Some(saved) = saved.filter(|saved| saved.exists()) {
                    return Ok(Self { templates: read_templates(saved, least)?, from, are_from_file: false });
                }
                // A pipe cannot be read twice.
                let is_file = |file: &&Found| matches!(&file.source, Source::File(path) if path.is_file());
                let files: Vec<Found> = files.iter().filter(is_file).cloned().collect();
                let has_records = files.iter().any(|file| file.records.is_some());
                if files.len() < least && !has_records {
                    return Ok(Self::default());
                }
                // Pages that cannot be read are reported when they are cleaned.
                let progress = inputs.bar(&files, "Learning templates");
                let (learner, _) = learn(&arguments.sites, inputs, &files, &progress, |_| ())?;
                let mut templates = learner.templates(least);
                if let Some(saved) = saved {
                    write_atomically(saved, |file| templates.save(0, file))?;
                    templates = read_templates(saved, least)?;
                }
                Ok(Self { templates, from, are_from_file: false })
            }
        }
    }

    /// The templates of a file, if there is one.
    pub fn from_file(file: Option<&Path>) -> Result<Self> {
        let Some(file) = file else { return Ok(Self::default()) };
        Ok(Self { templates: read_templates(file, 2)?, from: SiteFrom::Auto, are_from_file: true })
    }

    /// The page of a file, with the template of its site.
    pub fn page_for<'p>(&'p self, source: &Source, below: &Path, text: &'p PageText<'_>) -> Page<'p> {
        self.with_site(text, Address::new(source, below, None, text.about()))
    }

    /// The page of a record, with the template of its site. Calls `name` only if there are templates.
    pub fn record_page<'p>(
        &'p self,
        file: &Found,
        name: impl FnOnce() -> RecordName,
        text: &'p PageText<'_>,
    ) -> Page<'p> {
        let name = (!self.templates.is_empty()).then(name);
        self.with_site(text, Address::new(&file.source, &file.output_path, name.as_ref(), text.about()))
    }

    /// A page that was read, with the template of its site.
    pub fn read_page<'p>(&'p self, read: &'p ReadPage<'_>) -> Page<'p> {
        self.with_site(&read.text, Address::from(read))
    }

    fn with_site<'p>(&'p self, text: &'p PageText<'_>, address: Address<'_>) -> Page<'p> {
        let page = text.page();
        match self.site(address) {
            Some(site) => page.on_site(site),
            None => page,
        }
    }

    fn site(&self, address: Address<'_>) -> Option<&Site> {
        if self.templates.is_empty() {
            return None;
        }
        let named = site_name(&self.from, address).and_then(|name| self.templates.site(&name));
        if named.is_some() || !self.are_from_file {
            return named;
        }
        let folders = folders(address.source);
        let mut ends = (0..folders.len()).map(|first| folders[first..].join("/"));
        ends.find_map(|end| self.templates.site(&end)).or_else(|| self.templates.only_site())
    }
}

impl<'a> Address<'a> {
    fn new(
        source: &'a Source,
        below: &'a Path,
        record: Option<&'a RecordName>,
        about: Option<&'a About>,
    ) -> Self {
        let declared = about.and_then(|about| about.address.as_deref());
        let url = record.and_then(|record| record.url.as_deref()).or(declared);
        Self { source, below, url, field: record.and_then(|record| record.site.as_deref()) }
    }
}

impl<'a> From<&'a ReadPage<'_>> for Address<'a> {
    fn from(read: &'a ReadPage<'_>) -> Self {
        Self::new(&read.file.source, &read.file.output_path, read.record.as_ref(), read.text.about())
    }
}

/// The name of the site of a page, if it is known.
fn site_name(from: &SiteFrom, address: Address<'_>) -> Option<String> {
    let Address { source, below, url, field } = address;
    match from {
        SiteFrom::Auto => url.and_then(host).or_else(|| folder(source, below)),
        SiteFrom::Folder => folder(source, below),
        SiteFrom::Host => url.and_then(host),
        SiteFrom::File => Some(names(below).join("/")),
        SiteFrom::Field(_) => field.map(str::to_owned),
    }
}

/// The site of a page, if it is known; `record` names its record if it is one, `about` is what its HTML says about it.
pub fn site_of(
    from: &SiteFrom,
    file: &Found,
    record: Option<&RecordName>,
    about: Option<&About>,
) -> Option<String> {
    site_name(from, Address::new(&file.source, &file.output_path, record, about))
}

/// The folder of a file below the input folder. For a file directly in the input folder, the name of that folder.
fn folder(source: &Source, below: &Path) -> Option<String> {
    let folder = below.parent().map(names).filter(|names| !names.is_empty());
    folder.map(|names| names.join("/")).or_else(|| folders(source).pop())
}

/// The names of the folders that lead to a file.
fn folders(source: &Source) -> Vec<String> {
    let Source::File(path) = source else { return Vec::new() };
    path::absolute(path).ok().and_then(|path| path.parent().map(names)).unwrap_or_default()
}

fn names(path: &Path) -> Vec<String> {
    path.iter().map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "/").collect()
}

/// Reads a file of templates. Skips sites with fewer than `least_pages` pages.
pub fn read_templates(file: &Path, least_pages: usize) -> Result<Templates> {
    let open = fs::File::open(file).with_context(|| shown(file))?;
    Templates::read(open, least_pages).with_context(|| shown(file))
}

/// Counts the lines of pages by site. Also returns how many pages could not be read; `say` receives messages about them.
pub fn learn(
    arguments: &SiteArguments,
    inputs: &Inputs,
    files: &[Found],
    progress: &Progress,
    say: impl Fn(&str) + Send,
) -> Result<(Learner, u64)> {
    let from = &arguments.site_from;
    let mut reading = inputs.reading.clone();
    reading.fields.site = from.field().cloned();
    let mut learner = Learner::new(arguments.template_memory.0);
    let mut failed = 0;
    let make = |read: ReadPage<'_>, pages: &mut Vec<(String, PageLines)>| {
        let site = site_name(from, (&read).into());
        pages.extend(site.map(|site| (site, PageLines::new(&read.text.page()))));
    };
    each_page(&reading, files, progress, say, make, |event| {
        match event {
            PageEvent::Made(pages) => pages.into_iter().for_each(|(site, page)| learner.add(&site, page)),
            PageEvent::Failed(_) => failed += 1,
            PageEvent::End(..) => {}
        }
        Ok(())
    })?;
    Ok((learner, failed))
}
