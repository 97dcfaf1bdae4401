//! The header of a fitted model: how it was fitted, on what, and how well it scores.

use std::fmt::Write;
use std::path::{Component, Path};

use super::sets::WeighedFile;
use crate::cli::args::FitArguments;
use crate::cli::output::count;
use crate::cli::source::shown;

/// The header as comments of TOML.
pub fn header(
    arguments: &FitArguments,
    files: &[WeighedFile],
    pages: usize,
    evidence: usize,
    table: &str,
) -> String {
    let FitArguments { folds, trees, depth, rate, cue_dropout, variation, planted, site_trees, lang, .. } =
        arguments;
    let mut text = format!(
        "A model of dechaff {}, fitted on {}: up to {} of depth {depth} over {evidence} kinds of evidence,\n\
         rate {rate}, cue dropout {cue_dropout}, variation {variation}, planted {planted}, {site_trees} trees for known sites,\n\
         phrases of --lang {lang}.\n\n\
         Mean word-F1 of the pages, in {folds} folds: each page was scored by a model fitted without the pages of\n\
         its site. Pages count by the weight of their set; sets with weight 0 were only scored.\n\n",
        env!("CARGO_PKG_VERSION"),
        count(pages as u64, "page"),
        count(u64::from(*trees), "tree"),
    );
    for row in table.lines() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {row}");
    }
    let _ = writeln!(text, "\nTo reproduce it:\n\n  {}", command(arguments, files));
    text.lines().map(|line| if line.is_empty() { "#\n".to_owned() } else { format!("# {line}\n") }).collect()
}

/// The command, with every option that affects the result.
fn command(arguments: &FitArguments, files: &[WeighedFile]) -> String {
    let FitArguments {
        folds,
        trees,
        depth,
        rate,
        cue_dropout,
        variation,
        planted,
        site_trees,
        lang,
        output,
        ..
    } = arguments;
    let sets = files.iter().map(|file| quoted(&format!("{}={}", portable(&file.gold.path), file.weight)));
    let output = Path::new(output.file_name().unwrap_or_default());
    format!(
        "dechaff fit {} \\\n    -o {} --folds {folds} --trees {trees} --depth {depth} --rate {rate} \\\n    \
         --cue-dropout {cue_dropout} --variation {variation} --planted {planted} --site-trees {site_trees} --lang {}",
        sets.collect::<Vec<_>>().join(" \\\n    "),
        quoted(&shown(output)),
        quoted(lang),
    )
}

/// A relative path as it was given. Of other paths, only the end that names the set, since the folders exist on this
/// machine only.
fn portable(path: &Path) -> String {
    let below = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if below {
        return shown(path);
    }
    let file = path.file_name().unwrap_or_default();
    let folder = path.parent().and_then(Path::file_name).filter(|_| file == "gold.jsonl");
    shown(&folder.map_or_else(|| file.into(), |folder| Path::new(folder).join(file)))
}

/// Quotes a word for the shell if it needs quotes.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | '=');
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_machine_are_left_out() {
        assert_eq!(portable(Path::new("news/gold.jsonl")), "news/gold.jsonl");
        assert_eq!(portable(Path::new("/home/me/sets/news/gold.jsonl")), "news/gold.jsonl");
        assert_eq!(portable(Path::new("../labeled/hand.jsonl")), "hand.jsonl");
    }

    #[test]
    fn words_are_quoted_where_the_shell_needs_it() {
        assert_eq!(quoted("news/gold.jsonl=2"), "news/gold.jsonl=2");
        assert_eq!(quoted("a b's"), r"'a b'\''s'");
    }
}
