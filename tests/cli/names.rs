//! The names of outputs: no page refuses the folder.

use std::path::PathBuf;

use crate::bed::{Bed, CLEAN, PAGE, stderr};

/// The names of the outputs of pages with these names.
fn outputs(names: &[&str], options: &str) -> Vec<String> {
    let bed = Bed::new();
    for name in names {
        bed.write(&format!("in/{name}"), PAGE);
    }
    bed.succeed(&format!("clean in -o out {options}"));
    bed.outputs("out").into_keys().map(|path| path.to_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_of_one_script_have_outputs_of_their_own() {
    let names = ["index.php?id=1", "index.php?id=2", "index.html.1", "index.html.2", "index.html"];
    let expected =
        ["index.html.1.txt", "index.html.2.txt", "index.php?id=1.txt", "index.php?id=2.txt", "index.txt"];
    assert_eq!(outputs(&names, ""), expected);
    let mut markdown = expected.map(|name| name.replace(".txt", ".md"));
    markdown.sort();
    assert_eq!(outputs(&names, "--format markdown"), markdown);
}

#[test]
fn pages_that_differ_in_their_extension_have_outputs_of_their_own() {
    let names = ["a.htm", "a.html", "a.txt", "b.html", "deep/a.txt"];
    assert_eq!(outputs(&names, ""), ["a.htm.txt", "a.html.txt", "a.txt.txt", "b.txt", "deep/a.txt"]);
    let split = outputs(&names, "--articles split");
    assert!(split.contains(&"a.htm.1.txt".to_owned()) && split.contains(&"b.1.txt".to_owned()), "{split:?}");
}

#[test]
fn a_page_beside_the_full_name_of_another_moves_on() {
    let names = ["a.htm", "a.html", "a.html.txt"];
    assert_eq!(outputs(&names, ""), ["a.htm.txt", "a.html.txt", "a.html.txt.txt"]);
}

#[test]
fn names_that_are_long_or_strange_have_outputs() {
    let (long, longer) = ("ش".repeat(127), "n".repeat(255));
    let found = outputs(&[&long, &longer, "line\nbreak.html", " "], "--removed gone");
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|name| name.strip_suffix(".txt").is_some() && name.len() <= 240), "{found:?}");
    assert!(found.contains(&"line\nbreak.txt".to_owned()));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_unicode_have_outputs() {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    let bed = Bed::new();
    bed.write("in/caf\u{e9}.html", PAGE);
    for name in [&b"caf\xe9.html"[..], b"caf\xe8.html"] {
        fs::write(bed.path("in").join(OsStr::from_bytes(name)), CLEAN).unwrap();
    }
    bed.succeed("clean in -o out");
    assert!(bed.outputs("out").contains_key(&PathBuf::from(OsStr::from_bytes(b"caf\xe8.txt"))));
    assert_eq!(bed.outputs("out").len(), 3);
    assert!(stderr(&bed.succeed("clean in -o out --resume")).contains("skipped 3 files"));
}

#[test]
fn clashes_that_are_left_are_all_named() {
    let bed = Bed::new();
    for name in ["a.txt", "b.html"] {
        bed.write(&format!("one/{name}"), PAGE).write(&format!("two/{name}"), PAGE);
    }
    let output = bed.run("clean one two -o out");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "dechaff: one/a.txt and two/a.txt would both be written to out/a.txt.txt; one/b.html and two/b.html would \
         both be written to out/b.html.txt (clean them into two folders, or leave one out)\n"
    );
    assert!(!bed.path("out").exists());
}
