//! Pages of any number of files, collected in files of records.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use serde_json::json;

use super::record_encoder::{CleanedBatch, Records};
use crate::cli::args::values::OutputFormat;
use crate::cli::engine::in_order::in_order;
use crate::cli::engine::sites::Sites;
use crate::cli::output::{Progress, ShardFile, Statistics, WriteError};
use crate::cli::source::{Compression, Found, InputFormat, ReadError, Reader, Size, Source, shown};

/// Pages, and the files of records that they are collected in.
#[derive(Debug)]
pub struct Collection<'a> {
    /// The pages.
    pub pages: &'a [Found],
    /// How a record is made of a page.
    pub records: &'a Records,
    /// What is known of the sites of pages.
    pub sites: &'a Sites,
    /// What pages are read as.
    pub input_format: InputFormat,
    /// Folder for the files.
    pub folder: &'a Path,
    /// How they are packed.
    pub output_format: OutputFormat,
    /// Bytes of records, unpacked, with which a file is full.
    pub shard_size: Size,
}

/// Bytes of pages that are packed together.
const TOGETHER: usize = 1 << 20;

impl Collection<'_> {
    /// Cleans the pages on a number of threads, and names on standard error those that fail.
    ///
    /// # Errors
    /// When writing fails, or when there are files of an earlier run, which would be mixed up with those of this one.
    pub fn clean(&self, threads: usize, mut progress: Progress) -> Result<Statistics> {
        let first = self.place(0);
        if first.exists() {
            bail!("{} exists, of an earlier run (choose an empty folder)", shown(&first));
        }
        let packing = Compression::from_path(&first);
        let mut shards = Shards { collection: self, number: 0, bytes: 0, open: None };
        let mut statistics = Statistics::default();
        let mut at = 0;
        let next = || {
            let begin = at;
            let mut bytes = 0;
            while bytes < TOGETHER && at < self.pages.len() {
                bytes += size(&self.pages[at].source);
                at += 1;
            }
            (begin < at).then_some((begin..at, bytes))
        };
        let work = |pages: Range<usize>| {
            let (mut done, mut reader) =
                (CleanedBatch::default(), Reader::new(self.records.limit, self.input_format));
            let failures: Vec<Option<ReadError>> =
                pages.clone().map(|page| self.add(page, &mut reader, &mut done).err()).collect();
            let bytes = done.kept.len() as u64;
            done.kept = packing.piece(done.kept);
            (pages.zip(failures).collect::<Vec<_>>(), bytes, done)
        };
        let put = |(pages, bytes, done): (Vec<(usize, Option<ReadError>)>, u64, CleanedBatch)| {
            shards.put(bytes, &done.kept)?;
            statistics += &done.statistics;
            for (page, failure) in pages {
                statistics.failed += u64::from(failure.is_some());
                progress.finished(page, failure.map(|error| format!("{}: {error}", self.pages[page].source)));
            }
            Ok(())
        };
        in_order(threads, next, work, put)?;
        shards.finish()?;
        progress.end();
        Ok(statistics)
    }

    fn add(&self, page: usize, reader: &mut Reader, done: &mut CleanedBatch) -> Result<(), ReadError> {
        let Found { source, output_path: place, .. } = &self.pages[page];
        let read = reader.read(source)?;
        let text = self.sites.place(source, place, &read);
        // The same on all systems.
        let place = place.with_extension("");
        let id: Vec<_> = place.iter().map(|name| name.to_string_lossy()).collect();
        self.records.make(
            &[("id", json!(id.join("/"))), ("path", json!(source.to_string()))],
            page as u64 + 1,
            &text,
            done,
        );
        Ok(())
    }

    fn place(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number:05}.{}", self.output_format.ending()))
    }
}

fn size(source: &Source) -> usize {
    let Source::File(path) = source else { return 0 };
    fs::metadata(path).map_or(0, |about| about.len() as usize)
}

/// The files, one after the other.
struct Shards<'a> {
    collection: &'a Collection<'a>,
    number: u32,
    /// Bytes in the file that is open, unpacked.
    bytes: u64,
    open: Option<ShardFile>,
}

impl Shards<'_> {
    fn put(&mut self, bytes: u64, records: &[u8]) -> Result<(), WriteError> {
        if self.bytes > 0 && self.bytes + bytes > self.collection.shard_size.0 {
            self.finish()?;
        }
        if bytes == 0 {
            return Ok(());
        }
        if self.open.is_none() {
            self.open = Some(ShardFile::create(&self.collection.place(self.number))?);
        }
        self.bytes += bytes;
        self.open.as_mut().map_or(Ok(()), |file| file.write(records))
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        (self.number, self.bytes) = (self.number + 1, 0);
        self.open.take().map_or(Ok(()), ShardFile::finish)
    }
}
