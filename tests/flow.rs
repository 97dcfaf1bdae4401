//! The code flows one way: a module uses those before it, never one behind it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the library, then those of the binary, in the order of the flow.
///
/// Modules on one line are one step and may use each other. A module and those inside it may too: `evidence` gathers
/// its families, and these fill its columns. The crate roots (`lib.rs`, `main.rs`, `bin/*.rs`) use whatever they like.
const FLOW: &[&str] = &[
    // The library.
    "label",
    "rule",
    "html",
    "html/marks html/tag",
    "html/entity",
    "html/token",
    "html/linked",
    "html/about",
    "html/unshown",
    "html/layout",
    "html/open",
    "html/reader html/rules html/attributes",
    "site",
    "page",
    "chars",
    "clock",
    "reading",
    "reading/edges",
    "reading/reader",
    "cue/kind",
    "cue pack",
    "cue/phrases",
    "builtin",
    "template",
    "template/saved",
    "apart",
    "evidence",
    "evidence/observation",
    "evidence/shape",
    "evidence/ending",
    "evidence/cues",
    "evidence/repeat",
    "evidence/place",
    "evidence/region",
    "evidence/neighbours",
    "evidence/cohesion",
    "evidence/template",
    "evidence/markup",
    "evidence/markup/agreement",
    "evidence/markup/classes",
    "evidence/markup/geometry",
    "choice",
    "cut",
    "joint",
    "model",
    "model/question",
    "model/tree",
    "model/forest",
    "spans",
    "sections",
    "cleaned",
    "markdown",
    "markdown/escape",
    "markdown/kept",
    "markdown/inline",
    "markdown/blocks",
    "decision",
    "boundary",
    "explained",
    "cleaner",
    "checker",
    "gold",
    "measure",
    "fit",
    "fit/align",
    "fit/vary",
    "fit/data",
    "fit/boost",
    "fit/site",
    "fit/cut",
    // The binary.
    "source",
    "source/encoding",
    "source/size",
    "source/packing",
    "source/format",
    "source/batches",
    "source/archive",
    "source/http",
    "source/record",
    "source/read",
    "source/fields",
    "source/table",
    "source/table/parquet source/table/absent",
    "source/walk",
    "source/stream",
    "source/records",
    "sink",
    "sink/terminal",
    "sink/pager",
    "sink/tree",
    "sink/shard",
    "sink/jsonl",
    "sink/dolma",
    "sink/texts",
    "sink/table",
    "sink/table/notes",
    "sink/table/parquet sink/table/absent",
    "sink/stats",
    "sink/progress",
    "sink/xml",
    "sink/diff",
    "sink/findings",
    "sink/findings/concise",
    "sink/findings/full",
    "sink/findings/json",
    "sink/findings/github",
    "sink/findings/junit",
    "sink/findings/sarif",
    "command",
    "command/nearest",
    "command/selector",
    "command/share",
    "command/per_path",
    "command/lang",
    "command/threads",
    "command/model",
    "command/gold",
    "command/in_order",
    "command/articles command/on_error command/output_format command/show command/text_format",
    "args command/score",
    "args/check args/files args/replacing args/config args/report args/shell",
    "config",
    "command/shell",
    "command/config",
    "command/files",
    "command/pages",
    "command/sites",
    "args/sites",
    "command/learn",
    "command/rules",
    "args/corpus",
    "command/packs",
    "command/explain",
    "command/explain/words",
    "command/explain/view",
    "command/explain/json",
    "command/explain/lines",
    "command/explain/evidence",
    "command/explain/labels",
    "command/explain/spans",
    "command/score/confusion command/score/harm command/score/measured command/score/report",
    "command/score/table",
    "command/clean",
    "command/clean/records",
    "command/clean/rows command/clean/attributes",
    "command/clean/outputs",
    "command/clean/captures",
    "command/clean/ledger",
    "command/clean/options",
    "command/clean/plan",
    "command/clean/interrupt",
    "command/clean/collect",
    "command/clean/corpus",
    "command/clean/work",
    "command/clean/looks command/clean/in_place",
    "command/check",
    "command/check/baseline",
    "command/check/options",
    "command/check/work",
    "command/check/gate",
    "command/report",
    "command/report/language",
    "command/report/look",
    "command/report/gather",
    "command/report/html",
    "command/fit",
    "command/fit/sets",
    "command/fit/file",
    "command/fit/table",
];

/// A module: the folders above it and its name, such as `evidence/shape`.
type Module = String;

/// Module -> number of its step.
fn steps() -> BTreeMap<&'static str, usize> {
    let step = |(number, line): (usize, &'static str)| line.split(' ').map(move |module| (module, number));
    FLOW.iter().copied().enumerate().flat_map(step).collect()
}

#[test]
fn every_module_has_its_place() {
    let steps = steps();
    let found = sources();
    let missing: Vec<_> = found.keys().filter(|module| !steps.contains_key(&module[..])).collect();
    assert!(missing.is_empty(), "no place in FLOW: {missing:?}");
    let gone: Vec<_> = steps.keys().filter(|module| !found.contains_key(**module)).collect();
    assert!(gone.is_empty(), "in FLOW, but not in src: {gone:?}");
    assert_eq!(steps.len(), FLOW.join(" ").split(' ').count(), "a module stands twice in FLOW");
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

/// Where the names come from that `lib.rs` gives to the world: modules use them as `crate::Name`.
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
    let root = ["Page page", "Label label"].map(|line| line.split_once(' ').unwrap());
    let root = root.map(|(name, module)| (name.to_owned(), module.to_owned())).into();
    let read = |module: &str, code: &str| -> Vec<Module> {
        paths(code).iter().flat_map(|path| resolve(module, path, &root)).collect()
    };
    assert_eq!(
        read("cut", "use crate::{evidence::{Cohesion, shape}, page::Page};\n"),
        ["evidence", "evidence/shape", "page"]
    );
    assert_eq!(
        read("evidence/shape", "use super::{Columns, repeat::Repeats};"),
        ["evidence", "evidence/repeat"]
    );
    assert_eq!(read("cut", "let x = crate::reading::mix(0, 1) + super::Page::new;"), ["reading", "page"]);
    assert_eq!(read("fit", "use crate::*;"), ["label", "page"]);
    assert_eq!(read("fit/data", "use super::super::cut; mycrate::page::Page; "), ["cut"]);
}
