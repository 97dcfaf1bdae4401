//! WhichArticles site a page is of, and what is known of it.

use std::path::Path;
use std::{fs, path};

use anyhow::{Context, Result};
use dechaff::{Learner, Page, PageLines, Site, Templates};

use super::pages::{PageEvent, Pages, ReadPage};
use crate::cli::args::values::{ProgressWhen, SiteFrom, TemplatesFrom};
use crate::cli::args::{SiteArguments, TemplateArguments};
use crate::cli::source::{Found, PageText, RecordName, Source, shown};

/// What tells the site of a page.
#[derive(Clone, Copy, Debug)]
pub struct Address<'a> {
    /// Its file, or the file of records that it is in.
    pub source: &'a Source,
    /// The path of that below what was named.
    pub place: &'a Path,
    /// Its address, if one is known.
    pub url: Option<&'a str>,
    /// The field that names the site, if one is asked for.
    pub field: Option<&'a str>,
}

/// The name of the site that a page is of, if it is of one.
fn name(from: &SiteFrom, address: Address<'_>) -> Option<String> {
    let Address { source, place, url, field } = address;
    match from {
        SiteFrom::Auto => url.and_then(host).or_else(|| folder(source, place)),
        SiteFrom::Folder => folder(source, place),
        SiteFrom::Host => url.and_then(host),
        SiteFrom::File => Some(names(place).join("/")),
        SiteFrom::Field(_) => field.map(str::to_owned),
    }
}

impl<'a> Address<'a> {
    /// That of a page, if it is in a record by the name of that.
    fn new(found: &'a Found, record: Option<&'a RecordName>, text: &'a PageText<'_>) -> Self {
        let said = text.about().and_then(|about| about.address.as_deref());
        Self {
            source: &found.source,
            place: &found.place,
            url: record.and_then(|record| record.url.as_deref()).or(said),
            field: record.and_then(|record| record.site.as_deref()),
        }
    }

    fn of(read: &'a ReadPage<'_>) -> Self {
        Self::new(read.found, read.record.as_ref(), &read.text)
    }
}

/// The host of an address, in small letters.
fn host(url: &str) -> Option<String> {
    let behind = url.split_once("://").map(|(_, behind)| behind).or_else(|| url.strip_prefix("//"))?;
    let authority = behind.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.rsplit_once(':').map_or(host, |(host, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { host } else { authority }
    });
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// The folder of a file below what was named; where it was in that itself, the name of that.
fn folder(source: &Source, place: &Path) -> Option<String> {
    let below = place.parent().map(names).filter(|names| !names.is_empty());
    below.map(|names| names.join("/")).or_else(|| folders(source).pop())
}

/// The names of the folders that lead to a file.
fn folders(source: &Source) -> Vec<String> {
    let Source::File(path) = source else { return Vec::new() };
    path::absolute(path).ok().and_then(|path| path.parent().map(names)).unwrap_or_default()
}

fn names(path: &Path) -> Vec<String> {
    path.iter().map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "/").collect()
}

/// What is known of sites.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    templates: Templates,
    from: SiteFrom,
    /// Whether they were learnt somewhere else, where folders may have been others.
    are_of_file: bool,
}

impl Sites {
    /// As the arguments say; `pages` are those that will be cleaned.
    pub fn new(arguments: &TemplateArguments, pages: &Pages, found: &[Found]) -> Result<Self> {
        let least = arguments.template_min_pages as usize;
        let from = arguments.sites.site_from.clone();
        match &arguments.templates {
            TemplatesFrom::Off => Ok(Self::default()),
            TemplatesFrom::File(file) => {
                let templates = read(file, least)?;
                Ok(Self { templates, from, are_of_file: true })
            }
            TemplatesFrom::Auto => {
                // A pipe cannot be read twice.
                let is_file = |found: &&Found| matches!(&found.source, Source::File(path) if path.is_file());
                let found: Vec<Found> = found.iter().filter(is_file).cloned().collect();
                let records = found.iter().any(|found| found.records.is_some());
                if found.len() < least && !records {
                    return Ok(Self::default());
                }
                // What cannot be read is named when it is to be cleaned.
                let pages = pages.clone().silent();
                let (learner, _) = learn(&arguments.sites, &pages, &found, ProgressWhen::Never)?;
                Ok(Self { templates: learner.templates(least), from, are_of_file: false })
            }
        }
    }

    /// What a file of templates knows, if there is one.
    pub fn of_file(file: Option<&Path>) -> Result<Self> {
        let Some(file) = file else { return Ok(Self::default()) };
        Ok(Self { templates: read(file, 2)?, from: SiteFrom::Auto, are_of_file: true })
    }

    /// A page of a file of its own, with what is known of its site.
    pub fn place<'p>(&'p self, source: &Source, place: &Path, text: &'p PageText<'_>) -> Page<'p> {
        let url = text.about().and_then(|about| about.address.as_deref());
        self.put(text, Address { source, place, url, field: None })
    }

    /// A page of a record, with what is known of its site. The record is asked for its name only if something is known.
    pub fn place_record<'p>(
        &'p self,
        found: &Found,
        name: impl FnOnce() -> RecordName,
        text: &'p PageText<'_>,
    ) -> Page<'p> {
        let name = (!self.templates.is_empty()).then(name);
        self.put(text, Address::new(found, name.as_ref(), text))
    }

    /// A page that was read, with what is known of its site.
    pub fn place_read<'p>(&'p self, read: &'p ReadPage<'_>) -> Page<'p> {
        self.put(&read.text, Address::of(read))
    }

    fn put<'p>(&'p self, text: &'p PageText<'_>, address: Address<'_>) -> Page<'p> {
        let page = text.page();
        match self.of(address) {
            Some(site) => page.on_site(site),
            None => page,
        }
    }

    /// What is known of the site of a page.
    fn of(&self, address: Address<'_>) -> Option<&Site> {
        if self.templates.is_empty() {
            return None;
        }
        let named = name(&self.from, address).and_then(|name| self.templates.site(&name));
        if named.is_some() || !self.are_of_file {
            return named;
        }
        let folders = folders(address.source);
        let mut ends = (0..folders.len()).map(|first| folders[first..].join("/"));
        ends.find_map(|end| self.templates.site(&end)).or_else(|| self.templates.only_site())
    }
}

/// Reads a file of templates.
pub fn read(file: &Path, least_pages: usize) -> Result<Templates> {
    let open = fs::File::open(file).with_context(|| shown(file))?;
    Templates::read(open, least_pages).with_context(|| shown(file))
}

/// Counts pages, and says how many could not be read.
pub fn learn(
    arguments: &SiteArguments,
    pages: &Pages,
    found: &[Found],
    progress: ProgressWhen,
) -> Result<(Learner, u64)> {
    let from = &arguments.site_from;
    let mut learner = Learner::new(arguments.template_memory.0);
    let mut failed = 0;
    let make = |read: ReadPage<'_>| {
        let site = name(from, Address::of(&read));
        Ok(site.map(|site| (site, PageLines::new(&read.text.page()))))
    };
    let pages = pages.clone().with_site(from.field().cloned());
    pages.each(found, progress, make, |taken| {
        match taken {
            PageEvent::Made(Some((site, page))) => learner.add(&site, page),
            PageEvent::Failed => failed += 1,
            PageEvent::Made(None) | PageEvent::End(..) => {}
        }
        Ok(())
    })?;
    Ok((learner, failed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (url, expected) in [
            ("https://News.Example/a?b", Some("news.example")),
            ("http://me@news.example:8080", Some("news.example")),
            ("//news.example#top", Some("news.example")),
            ("https://[::1]:80/", Some("[::1]")),
            ("/a/b", None),
            ("https:///a", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }
}
