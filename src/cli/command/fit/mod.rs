//! `dechaff fit`: fits a model to pages whose correct text is known.

mod file;
mod sets;
mod table;

use std::path::Path;

use anyhow::{Result, bail, ensure};
use dechaff::Model;
use dechaff::fit::{FitOptions, fit};

use self::sets::WeighedFile;
use super::Outcome;
use crate::cli::args::FitArguments;
use crate::cli::engine::{packs, pool, thread_count};
use crate::cli::output::{OutputDir, count, print, say};
use crate::cli::source::shown;

/// Fits a model and writes it to a file.
pub fn run(arguments: &FitArguments) -> Result<Outcome> {
    let options = options(arguments)?;
    let packs = packs(&arguments.lang)?;
    let files = arguments.gold.iter().map(|gold| WeighedFile::open(gold)).collect::<Result<Vec<_>>>()?;
    // A fit takes minutes, so make sure first that its model can be written.
    let (folder, name) = output_file(&arguments.output, &files)?;
    let pool = pool(thread_count(arguments.threads))?;
    let sets = pool.install(|| sets::read(&files));
    let Some(sets) = sets else { return Ok(Outcome::Failed) };
    let pages: usize = sets.iter().filter(|set| set.weight > 0.0).map(|set| set.pages.len()).sum();
    ensure!(pages > 1, "cannot fit on {} (at least 2 are needed)", count(pages as u64, "page"));
    let fitted = pool.install(|| fit(&sets, &packs, &options, &|note| say(note)));
    if Model::parse(&fitted.model).is_err() {
        bail!("no evidence separates article from chaff on these pages (give more pages)");
    }
    let table = table::score_table(&fitted.scores, &sets);
    let header = file::header(arguments, &files, pages, fitted.evidence, &table);
    folder.write(Path::new(name), (header + "\n" + &fitted.model).as_bytes())?;
    print(&table)?;
    say(&format!("fitted on {}; model in {}", count(pages as u64, "page"), shown(&arguments.output)));
    Ok(Outcome::Done)
}

fn options(arguments: &FitArguments) -> Result<FitOptions> {
    let &FitArguments { folds, trees, depth, rate, cue_dropout, variation, planted, site_trees, .. } =
        arguments;
    ensure!(rate > 0.0 && rate <= 1.0, "invalid --rate {rate} (it must be above 0 and at most 1)");
    let copies = cue_dropout + variation + planted;
    ensure!(
        cue_dropout >= 0.0 && variation >= 0.0 && planted >= 0.0 && copies < 1.0,
        "invalid --cue-dropout {cue_dropout}, --variation {variation} and --planted {planted} (each must be 0 or more, and \
         their sum below 1: unchanged pages have the remaining weight)"
    );
    Ok(FitOptions {
        folds: folds.into(),
        trees: trees.into(),
        depth: depth.into(),
        rate,
        cue_dropout,
        variation,
        planted,
        site_trees: site_trees.into(),
    })
}

/// The folder of the model, created if it does not exist, and the name of its file.
fn output_file<'a>(output: &'a Path, files: &[WeighedFile]) -> Result<(OutputDir, &'a std::ffi::OsStr)> {
    let name = match output.file_name() {
        Some(name) if !output.is_dir() => name,
        _ => bail!("{} is a folder (give -o FILE)", shown(output)),
    };
    let is_output = |gold: &Path| {
        output.canonicalize().is_ok_and(|path| gold.canonicalize().is_ok_and(|gold| gold == path))
    };
    if files.iter().any(|file| is_output(&file.gold.path)) {
        bail!("{} is an input and would be overwritten (give another -o)", shown(output));
    }
    let folder = output.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    Ok((OutputDir::create(folder)?, name))
}
