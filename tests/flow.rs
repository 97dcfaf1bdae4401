//! The code flows one way: a module uses those before it, never one behind it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of `src` in the order of the flow, each with its modules in the order in which they use each other.
///
/// A folder uses those above it; `.` is its `mod.rs`. Modules on one line are one step and may use each other. A module
/// and those inside it may too: `evidence` gathers its families, and these fill its columns. The crate roots (`lib.rs`,
/// `main.rs`) use whatever they like.
#[rustfmt::skip]
const FLOW: &[(&str, &[&str])] = &[
    ("html", &[
        ".", "hash", "tag", "entity", "leads", "embedded", "marks", "token", "linked", "state", "math", "about", "layout", "layout/rows", "open", "reader",
        "attributes", "exceptions", "pictures", "rules", "read", "unshown",
    ]),
    ("markdown", &[".", "line", "blocks", "target", "emphasis inline", "shape", "reader"]),
    ("text", &[
        ".", "site", "seeded", "chars", "segments page", "memory", "clock", "reading", "reading/edges", "reading/reader", "builtin",
    ]),
    ("phrases", &[".", "cue/kind", "cue", "cue/phrases", "pack", "builtin"]),
    ("sites", &[".", "host", "template/lines", "template", "template/saved"]),
    ("evidence", &[
        "lexical_cohesion", ".", "sums", "observation", "shape", "ending", "cues", "repeat", "place", "region", "neighbours",
        "cohesion", "template", "markup", "markup/groups", "markup/agreement", "markup/names", "markup/classes",
        "markup/geometry", "markup/outline", "markup/entries", "markup/cards", "markup/comments", "markup/titled",
        "markup/consent", "noise", "forms",
    ]),
    ("decide", &[
        ".", "label", "logistic", "scorecard", "caution", "choice", "draft", "cut", "cut/evidence", "article_split", "repeated_close", "model",
        "model/compact", "model/question", "model/tree", "model/forest", "smooth", "plain", "spans", "sections", "decision", "source",
    ]),
    ("result", &[
        ".", "rule", "cleaned", "markdown", "markdown/style", "markdown/address", "markdown/escape",
        "markdown/notes", "markdown/lines markdown/kept markdown/source", "markdown/stretch", "markdown/inline", "markdown/table",
        "markdown/tree", "markdown/pictures", "markdown/blocks", "markdown/writer",
        "boundary", "explained", "shown",
    ]),
    ("", &["cleaner", "checker"]),
    ("learn", &[
        ".", "gold", "measure", "fit", "fit/align", "fit/vary", "fit/random", "fit/boost", "fit/data", "fit/plant/words",
        "fit/plant/chaff", "fit/plant/article", "fit/plant/graft", "fit/plant/short", "fit/plant/text", "fit/plant",
        "fit/site", "fit/scorecard", "fit/caution", "fit/cut", "fit/score",
    ]),
    ("cli", &[".", "terminal_text", "trust"]),
    ("cli/source", &[
        ".", "charset/declared", "charset/stateful", "charset/mixed", "charset/legacy", "magic charset charset/wide",
        "size", "stdin", "gzip", "zstd_dictionary compression", "markup", "markdown", "recognize no_page format", "line_chunks",
        "head", "warc/header", "warc/peek_reader", "warc/block", "warc", "http/chunks http/codings http", "strict_json",
        "json_members", "envelope", "read", "json_field", "fields", "table", "table/parquet table/absent", "glob", "walk output_name",
        "shard_reader", "load_pages warc/page",
    ]),
    ("cli/args/values", &[
        "did_you_mean", "share", "selector", "level", "per_path", "articles", "favor", "findings", "markdown", "on_error", "on_short", "output_format",
        "report_format", "score",
        "show", "sites", "text_format", "when", ".",
    ]),
    ("cli/args", &[
        "files", "progress", "deciding", "corpus", "markdown", "replacing", "sites", "report", "clean", "check", "explain", "score",
        "fit", "packs", "shell", "config", ".",
    ]),
    ("cli/output", &[
        ".", "terminal", "pager", "progress", "atomic_file", "output_dir", "shard", "text_folder", "table",
        "table/notes", "table/parquet table/absent",
    ]),
    ("cli/config", &["file", "."]),
    ("cli/engine", &[
        "threads", "interrupt", "in_order", "lang", "cleaner", "inputs", ".", "each_page", "sites",
    ]),
    ("cli/survey", &["hashed shortened", "language language_tag", "groups statistics", "repeats", "favors", "gallery", "run", "."]),
    ("cli/encode", &[
        ".", "xml", "edits", "annotation", "dolma", "metadata", "cleaned_before", "product",
        "json_records", "texts", "attributes", "rows", "records", "diff", "findings", "findings/unread", "findings/concise", "findings/full",
        "findings/json", "findings/github", "findings/junit", "findings/statistics", "findings/rule_docs", "findings/sarif",
    ]),
    ("cli/command", &[
        ".", "gold", "shell", "config", "learn", "rules", "packs", "explain", "explain/words", "explain/view",
        "explain/json", "explain/lines", "explain/evidence", "explain/labels", "explain/spans", "score",
        "score/rounded", "score/confusion", "score/harm", "score/measured", "score/report", "score/table",
        "report/oddness", "report/html/pages", "report/html/numbers", "report/html", "report", "clean", "clean/destination",
        "clean/ledger", "clean/file_state", "clean/settings", "clean/summary", "clean/output_paths", "clean/finished",
        "clean/in_place", "clean/collector",
        "clean/shard_output", "clean/worker", "clean/output", "clean/diff", "check", "check/baseline",
        "check/criteria", "check/page", "check/summary", "check/check_run", "fit", "fit/sets", "fit/file", "fit/table",
    ]),
];

/// A module: the folders above it and its name, such as `evidence/shape`.
type Module = String;

/// The modules of each step, in order.
fn flow() -> Vec<Vec<Module>> {
    let name = |folder: &str, module: &str| match (folder, module) {
        ("", module) => module.to_owned(),
        (folder, ".") => folder.to_owned(),
        (folder, module) => format!("{folder}/{module}"),
    };
    let step = |folder: &'static str| {
        move |line: &&str| line.split(' ').map(|module| name(folder, module)).collect::<Vec<_>>()
    };
    FLOW.iter().flat_map(|(folder, lines)| lines.iter().map(step(folder))).collect()
}

/// Module -> number of its step.
fn steps() -> BTreeMap<Module, usize> {
    let numbered =
        |(number, step): (usize, Vec<Module>)| step.into_iter().map(move |module| (module, number));
    flow().into_iter().enumerate().flat_map(numbered).collect()
}

#[test]
fn every_module_is_listed_once() {
    let steps = steps();
    let found = sources();
    let missing: Vec<_> = found.keys().filter(|module| !steps.contains_key(&module[..])).collect();
    assert!(missing.is_empty(), "not in FLOW: {missing:?}");
    let gone: Vec<_> = steps.keys().filter(|module| !found.contains_key(*module)).collect();
    assert!(gone.is_empty(), "in FLOW, but not in src: {gone:?}");
    assert_eq!(steps.len(), flow().concat().len(), "a module is in FLOW twice");
}

#[test]
fn no_module_uses_a_later_one() {
    let steps = steps();
    let root = exports();
    let mut wrong = Vec::new();
    // A module that is not listed is the other test's business.
    let is_later = |used: &str, module: &str| match (steps.get(used), steps.get(module)) {
        (Some(used_at), Some(at)) => used_at > at && !is_inside(used, module) && !is_inside(module, used),
        _ => false,
    };
    for (module, file) in sources() {
        for path in paths(&code(&file)) {
            let later = resolve(&module, &path, &root).into_iter().filter(|used| is_later(used, &module));
            wrong.extend(later.map(|used| format!("{module} uses {used} ({path}), which comes later")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn is_inside(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

/// Every module with its file; the crate roots are left out.
fn sources() -> BTreeMap<Module, PathBuf> {
    fn collect(folder: &Path, above: &str, found: &mut BTreeMap<Module, PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let module = format!("{above}{}", path.file_stem().unwrap().to_str().unwrap());
            let module = module.trim_end_matches("/mod").to_owned();
            if path.is_dir() {
                collect(&path, &format!("{module}/"), found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.insert(module, path);
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(&root_folder(), "", &mut found);
    found.retain(|module, _| !matches!(&module[..], "lib" | "main") && !module.starts_with("bin/"));
    found
}

fn root_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Where the names come from that `lib.rs` exports: modules use them as `crate::Name`.
fn exports() -> BTreeMap<String, Module> {
    let code = code(&root_folder().join("lib.rs"));
    let uses = code.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let paths = uses.flat_map(|tree| expand(tree.trim()));
    let exported = paths.filter_map(|path| {
        let (module, name) = path.rsplit_once("::")?;
        Some((name.to_owned(), module.replace("::", "/")))
    });
    exported.collect()
}

/// A file's text without comments and without its tests, which may use everything.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap().replace("\r\n", "\n");
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect()
}

/// The paths in a file that begin with `crate::` or `super::`, those of `use` with braces one by one.
fn paths(code: &str) -> Vec<String> {
    let starts = ["crate::", "super::"].into_iter().flat_map(|start| code.match_indices(start));
    let goes_on = |c: char| is_name(c) || c == ':';
    let begins_a_path = |&(at, _): &(usize, &str)| !code[..at].ends_with(goes_on);
    starts.filter(begins_a_path).flat_map(|(at, _)| expand(&code[at..])).collect()
}

/// `a::{b, c::{d, e}}` -> `a::b`, `a::c::d`, `a::c::e`. What follows the path is of no interest.
fn expand(tree: &str) -> Vec<String> {
    let length = tree.find(|c| !is_name(c) && c != ':' && c != '*').unwrap_or(tree.len());
    let (head, rest) = tree.split_at(length);
    let Some(group) = rest.strip_prefix('{').filter(|_| head.ends_with("::")) else {
        return vec![head.trim_end_matches(':').to_owned()];
    };
    let mut depth = 0;
    let end = group.find(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth < 0
    });
    let mut depth = 0;
    let branches = group[..end.unwrap()].split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0 && c == ','
    });
    let branches = branches.map(str::trim).filter(|branch| !branch.is_empty());
    branches.flat_map(expand).map(|branch| format!("{head}{branch}")).collect()
}

/// The modules that a path in a module leads to: the last one on its way, or where the root has its names from.
fn resolve(module: &str, path: &str, root: &BTreeMap<String, Module>) -> Vec<Module> {
    let steps = steps();
    let mut at: Vec<&str> = module.split('/').collect();
    let mut names = path.split("::").peekable();
    if names.next_if_eq(&"crate").is_some() {
        at.clear();
    }
    while names.next_if_eq(&"super").is_some() {
        at.pop();
    }
    let is_module = |at: &[&str], name: &str| steps.contains_key(&[at, &[name]].concat().join("/")[..]);
    while let Some(name) = names.next_if(|name| is_module(&at, name)) {
        at.push(name);
    }
    match (at.is_empty(), names.next()) {
        (false, _) => vec![at.join("/")],
        (true, Some("*")) => root.values().cloned().collect(),
        (true, name) => name.and_then(|name| root.get(name)).cloned().into_iter().collect(),
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[test]
fn paths_are_read() {
    let root = ["Page text/page", "Label decide/label"].map(|line| line.split_once(' ').unwrap());
    let root = root.map(|(name, module)| (name.to_owned(), module.to_owned())).into();
    let read = |module: &str, code: &str| -> Vec<Module> {
        paths(code).iter().flat_map(|path| resolve(module, path, &root)).collect()
    };
    assert_eq!(
        read("decide/cut", "use crate::{evidence::{Cohesion, shape}, text::page::Page};\n"),
        ["evidence", "evidence/shape", "text/page"]
    );
    assert_eq!(
        read("evidence/shape", "use super::{Columns, repeat::Repeats};"),
        ["evidence", "evidence/repeat"]
    );
    assert_eq!(
        read("decide/cut", "let x = crate::text::reading::mix(0, 1) + super::label::Label::Nav;"),
        ["text/reading", "decide/label"]
    );
    assert_eq!(read("learn/fit", "use crate::*;"), ["decide/label", "text/page"]);
    assert_eq!(read("learn/fit/data", "use super::super::gold; mycrate::page::Page; "), ["learn/gold"]);
}
