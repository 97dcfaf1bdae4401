//! `dechaff fit`: a model from pages whose answer is known.

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

/// Fits as the arguments say.
pub fn run(arguments: &FitArguments) -> Result<Outcome> {
    let options = options(arguments)?;
    let packs = packs(&arguments.lang)?;
    let files = arguments.gold.iter().map(|gold| WeighedFile::open(gold)).collect::<Result<Vec<_>>>()?;
    // A fit takes minutes: what would keep its model from being written is better known now.
    let (folder, name) = place(&arguments.output, &files)?;
    let pool = pool(thread_count(arguments.threads))?;
    let sets = pool.install(|| sets::read(&files));
    let Some(sets) = sets else { return Ok(Outcome::Failed) };
    let pages: usize = sets.iter().filter(|set| set.weight > 0.0).map(|set| set.pages.len()).sum();
    ensure!(pages > 1, "{} to fit on (there must be at least 2)", count(pages as u64, "page"));
    let fitted = pool.install(|| fit(&sets, &packs, &options, &|note| say(note)));
    if Model::parse(&fitted.model).is_err() {
        bail!("no tree tells the article of these pages from the rest (give more pages)");
    }
    let table = table::of(&fitted.scores, &sets);
    let header = file::header(arguments, &files, pages, fitted.evidence, &table);
    folder.write(Path::new(name), (header + "\n" + &fitted.model).as_bytes())?;
    print(&table)?;
    say(&format!("fitted on {}; model in {}", count(pages as u64, "page"), shown(&arguments.output)));
    Ok(Outcome::Done)
}

fn options(arguments: &FitArguments) -> Result<FitOptions> {
    let &FitArguments { folds, trees, depth, rate, cue_dropout, variation, site_trees, .. } = arguments;
    ensure!(rate > 0.0 && rate <= 1.0, "--rate {rate} (it is above 0 and up to 1)");
    let copies = cue_dropout + variation;
    ensure!(
        cue_dropout >= 0.0 && variation >= 0.0 && copies < 1.0,
        "--cue-dropout {cue_dropout} and --variation {variation} (neither is below 0, and together they are below 1: \
         the rest is the weight of the pages as they are)"
    );
    Ok(FitOptions {
        folds: folds.into(),
        trees: trees.into(),
        depth: depth.into(),
        rate,
        cue_dropout,
        variation,
        site_trees: site_trees.into(),
    })
}

/// The folder of the model, made if need be, and its name there.
fn place<'a>(output: &'a Path, files: &[WeighedFile]) -> Result<(OutputDir, &'a std::ffi::OsStr)> {
    let name = match output.file_name() {
        Some(name) if !output.is_dir() => name,
        _ => bail!("{} is a folder (-o names a file)", shown(output)),
    };
    let is_output = |gold: &Path| {
        output.canonicalize().is_ok_and(|path| gold.canonicalize().is_ok_and(|gold| gold == path))
    };
    if files.iter().any(|file| is_output(&file.gold.path)) {
        bail!("{} is to be read and written (give another -o)", shown(output));
    }
    let folder = output.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    Ok((OutputDir::create(folder)?, name))
}
