//! `dechaff clean --diff` and `--in-place`, and the way of a corpus from noisy to clean.

use crate::bed::{Bed, CLEAN, PAGE, TEASER, parse_jsonl, stderr, stdout};

/// Pages with all that a diff can have: chaff in lines and around them, odd line ends, none at the end.
fn bed() -> Bed {
    let bed = Bed::new();
    bed.with_seeds("pages").write("pages/clean.txt", CLEAN).write("pages/deep/teaser.txt", TEASER);
    bed.write("pages/dos.txt", PAGE.replace('\n', "\r\n")).write("pages/mac.txt", PAGE.replace('\n', "\r"));
    bed.write("pages/open.txt", PAGE.trim_end()).write("pages/empty.txt", "");
    bed.write("pages/mixed.txt", PAGE.replace("\n\n", "\u{2028}\r\u{85}"));
    bed
}

#[test]
fn a_diff_is_a_patch() {
    let bed = bed();
    let before = bed.tree("pages");
    let diff = bed.succeed("clean pages --diff").stdout;
    assert_eq!(bed.tree("pages"), before);
    bed.succeed("clean pages -o cleaned");
    bed.apply(&diff);
    let cleaned = bed.outputs("cleaned");
    for (path, text) in bed.tree("pages") {
        assert_eq!(
            text.escape_ascii().to_string(),
            cleaned[&path].escape_ascii().to_string(),
            "{}",
            path.display()
        );
    }
    assert_eq!(bed.succeed("clean pages/clean.txt --diff").stdout, b"");
}

#[test]
fn check_shows_pages_without_their_findings() {
    let bed = bed();
    let all = stdout(&bed.succeed("clean pages --diff"));
    assert_eq!(stdout(&bed.run("check pages --min-score 0 --diff --quiet")), all);
    let solid = |text: &str| text.split_whitespace().collect::<String>();
    let mut sizes = Vec::new();
    for chosen in
        ["--select glued-teaser", "--select nav,share", "--ignore nav", "--ignore share", "--select date"]
    {
        let bed = self::bed();
        let before = bed.tree("pages");
        let found = stdout(&bed.run(&format!("check pages --min-score 0 --format jsonl {chosen}")));
        let diff = bed.run(&format!("check pages --min-score 0 --diff --quiet {chosen}")).stdout;
        bed.apply(&diff);
        let mut rest = before;
        for row in parse_jsonl(&found).iter().rev() {
            let place = row["path"].as_str().unwrap().strip_prefix("pages/").unwrap().to_owned();
            let at = |index: usize| usize::try_from(row["bytes"][index].as_u64().unwrap()).unwrap();
            rest.get_mut(std::path::Path::new(&place)).unwrap().drain(at(0)..at(1));
        }
        for (path, text) in bed.tree("pages") {
            let [now, wanted] = [&text, &rest[&path]].map(|text| solid(str::from_utf8(text).unwrap()));
            assert_eq!(now, wanted, "{chosen} {}", path.display());
        }
        sizes.push(diff.len());
    }
    // Each shows something, none all.
    assert!(sizes.iter().all(|size| (1..all.len()).contains(size)), "{sizes:?} {}", all.len());
}

#[test]
fn pages_are_written_over_only_when_that_is_wanted() {
    let bed = bed();
    let before = bed.files("pages");
    let refused = bed.run("clean pages --in-place");
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("give --backup to keep the originals, or --force"),
        "{}",
        stderr(&refused)
    );
    assert_eq!(bed.files("pages"), before);
    for wrong in [
        "--backup",
        "--in-place --force -o out",
        "--in-place --force --diff",
        "--in-place --force --articles split",
    ] {
        assert_eq!(bed.run(&format!("clean pages {wrong}")).status.code(), Some(2), "{wrong}");
    }
    assert_eq!(bed.run("clean - --in-place --force").status.code(), Some(2));
    assert_eq!(bed.files("pages"), before);
}

#[test]
fn backups_keep_what_was_there() {
    let bed = bed();
    let before = bed.files("pages");
    bed.succeed("clean pages -o cleaned");
    let cleaned = bed.outputs("cleaned");
    bed.succeed("clean pages --in-place --backup");
    for (path, (text, time)) in &before {
        let now = bed.files("pages");
        let beside = path.with_file_name(format!("{}~", path.file_name().unwrap().to_str().unwrap()));
        assert_eq!(now[path].0, cleaned[path]);
        if now[path].0 == *text {
            // What needs no change is not written, not even anew.
            assert!(now[path].1 == *time && !now.contains_key(&beside), "{}", path.display());
        } else {
            assert_eq!(&now[&beside].0, text);
        }
    }
    // A second backup does not cover the first.
    bed.write("pages/open.txt", PAGE).succeed("clean pages --in-place --backup");
    assert_eq!(bed.read("pages/open.txt~"), PAGE.trim_end());
    assert_eq!(bed.read("pages/open.txt.~2~"), PAGE);
    bed.write("pages/open.txt", PAGE).succeed("clean pages/open.txt --in-place --force");
    assert!(!bed.path("pages/open.txt.~3~").exists());
}

#[test]
fn what_would_not_stay_what_it_is_is_left_alone() {
    let bed = Bed::new();
    let html = "<html><body><nav><a href=/>Home</a></nav><p>It rains.</p></body></html>";
    bed.write("page.html", html).write("page.txt", PAGE);
    let output = bed.run("clean page.html page.txt --in-place --force");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("page.html: is HTML"), "{}", stderr(&output));
    assert_eq!(bed.read("page.html"), html);
    assert_ne!(bed.read("page.txt"), PAGE);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    fs::set_permissions(bed.path("page.txt"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("page.txt", bed.path("link.txt")).unwrap();
    bed.succeed("clean link.txt --in-place --force");
    assert!(bed.path("link.txt").is_symlink());
    assert_ne!(bed.read("page.txt"), PAGE);
    assert_eq!(fs::metadata(bed.path("page.txt")).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_corpus_is_guarded_from_the_first_day() {
    let bed = Bed::new();
    bed.write("corpus/old.txt", TEASER).write("corpus/good.txt", CLEAN);
    // It is not clean yet: what is there is known, and passes.
    bed.succeed("check corpus --write-baseline known.jsonl");
    bed.succeed("check corpus --baseline known.jsonl");
    assert_eq!(bed.read("known.jsonl").lines().count(), 2);
    // A noisy page comes in.
    bed.write("corpus/new.txt", PAGE);
    let output = bed.run("check corpus --baseline known.jsonl --format github");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).lines().all(|line| line.starts_with("::error file=corpus/new.txt,line=")));
    // It is mended, and what was known as well.
    bed.succeed("clean corpus --in-place --backup");
    let output = bed.succeed("check corpus --baseline known.jsonl --update-baseline");
    assert!(stderr(&output).contains("1 fixed and removed from the baseline"), "{}", stderr(&output));
    assert_eq!(bed.read("known.jsonl").lines().count(), 1);
    bed.succeed("check corpus");
    assert_eq!(bed.read("corpus/new.txt~"), PAGE);
}
