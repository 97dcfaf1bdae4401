//! `dechaff clean --in-place` cleans nothing twice.

use std::fs;

use serde_json::{Value, json};

use crate::bed::{Bed, PAGE, jsonl, parse_jsonl, seeds, stderr};

/// Records of the sample pages. A second pass over their cleaned text would take more of it.
fn records(number: usize) -> Vec<Value> {
    let seeds = seeds();
    (0..number)
        .map(|index| json!({"id": index, "text": format!("{}\n{PAGE}{}", seeds[index % 5].1, seeds[(index + 1) % 5].1)}))
        .collect()
}

/// Pages of text with folders. In favor of precision, a second pass takes more of them.
fn pages() -> Bed {
    let bed = Bed::new();
    bed.write("dechaff.toml", "favor = \"precision\"\n");
    bed.with_seeds("pages").with_seeds("pages/deep/er");
    for (index, record) in records(10).iter().enumerate() {
        bed.write(&format!("pages/deep/{index}.txt"), record["text"].as_str().unwrap());
    }
    bed
}

#[test]
fn a_second_pass_would_take_more() {
    let bed = pages();
    bed.succeed("clean pages -o once");
    bed.succeed("clean once -o twice");
    assert!(bed.outputs("once") != bed.outputs("twice"), "the pages of this file prove nothing");
}

#[test]
fn pages_are_cleaned_once_however_they_are_named() {
    let bed = pages();
    bed.succeed("clean pages --in-place --force");
    let clean = bed.outputs("pages");
    for again in ["pages", "./pages/", "pages/deep", "pages/deep/er", "pages/deep/3.txt pages/deep/er", "."] {
        for how in ["--force", "--backup", "--force --resume", "--force --threads 1"] {
            let said = stderr(&bed.succeed(&format!("clean {again} --in-place {how}")));
            assert!(bed.outputs("pages") == clean, "{again} {how}: {said}");
            assert!(said.contains("dechaff: 0 of ") && said.contains("left alone"), "{again} {how}: {said}");
        }
    }
    // Named one by one first.
    let bed = pages();
    bed.succeed("clean pages/deep --in-place --force");
    bed.succeed("clean pages --in-place --force");
    assert!(bed.outputs("pages") == clean);
    bed.succeed("clean pages/deep/1.txt --in-place --force");
    assert!(bed.outputs("pages") == clean);
}

#[test]
fn a_page_that_is_named_twice_is_cleaned_once() {
    let bed = pages();
    bed.write("pages/a.jsonl", jsonl(&records(3)));
    bed.succeed("clean pages -o out --templates off");
    bed.succeed("clean pages pages/deep pages/./a.jsonl pages/deep/1.txt --in-place --force --templates off");
    assert!(bed.outputs("pages") == bed.outputs("out"));
}

#[test]
fn what_was_edited_is_cleaned_and_other_settings_clean_again() {
    let bed = pages();
    bed.succeed("clean pages --in-place --force");
    let clean = bed.outputs("pages");
    bed.write("pages/deep/3.txt", PAGE).write("pages/new.txt", PAGE);
    let said = stderr(&bed.succeed("clean pages --in-place --force"));
    assert!(said.contains("2 of 21 files changed") && said.contains("left alone 19 pages"), "{said}");
    bed.succeed("clean pages/new.txt --in-place --force");
    assert_eq!(bed.read("pages/new.txt"), bed.read("pages/deep/3.txt"));
    // With other settings nothing was done yet.
    let said = stderr(&bed.succeed("clean pages --in-place --force --keep title,body"));
    assert!(!said.contains("left alone"), "{said}");
    assert!(bed.outputs("pages") != clean);
}

#[test]
fn what_is_remembered_is_no_page_and_no_output() {
    let bed = pages();
    bed.succeed("clean pages --in-place --force");
    assert!(bed.path("pages/.dechaff/cleaned").exists() && !bed.path("pages/deep/.dechaff").exists());
    bed.succeed("clean pages -o out");
    assert!(bed.outputs("out").keys().all(|path| path.extension().is_some_and(|end| end == "txt")));
    // It moves with the folder.
    let clean = bed.outputs("pages");
    fs::rename(bed.path("pages"), bed.path("moved")).unwrap();
    bed.succeed("clean moved --in-place --force");
    assert!(bed.outputs("moved") == clean);
}

#[test]
fn records_are_cleaned_once_and_added_ones_are_cleaned() {
    let bed = Bed::new();
    let (old, new) = (jsonl(&records(7)), jsonl(&[json!({"id": "new", "text": PAGE})]));
    bed.write("in/a.jsonl", &old).write("in/b.jsonl", format!("{old}{new}"));
    bed.succeed("clean in/b.jsonl -o out");
    bed.succeed("clean in/a.jsonl --in-place --force");
    let once = bed.read("in/a.jsonl");
    let said = stderr(&bed.succeed("clean in/a.jsonl --in-place --force"));
    assert!(said.contains("0 of 1 file changed; left alone 7 pages"), "{said}");
    assert_eq!(bed.read("in/a.jsonl"), once);
    for text in [format!("{once}{new}"), format!("{new}\n{once}")] {
        let is_first = text.starts_with(&new);
        bed.write("in/a.jsonl", text);
        let said = stderr(&bed.succeed("clean in --include a.jsonl --in-place --backup"));
        assert!(said.contains("1 of 1 file changed") && said.contains("left alone 7 pages"), "{said}");
        let mut records = parse_jsonl(&bed.read("in/a.jsonl").replace("\n\n", "\n"));
        if is_first {
            records.rotate_left(1);
        }
        assert_eq!(records, parse_jsonl(&bed.read("out/b.jsonl")));
    }
    // A record that was edited is cleaned, although its neighbours are not.
    let edited = bed.read("in/a.jsonl").replacen(
        "\"id\":3,\"text\":\"",
        "\"id\":3,\"text\":\"Home | News | Sport\\n",
        1,
    );
    let edited = edited.replace("\n\n", "\n");
    let before = bed.read("in/a.jsonl").replace("\n\n", "\n");
    bed.write("in/a.jsonl", edited).succeed("clean in/a.jsonl --in-place --force");
    let (before, after) = (parse_jsonl(&before), parse_jsonl(&bed.read("in/a.jsonl")));
    assert!(before.iter().zip(&after).all(|(before, after)| before["id"] == 3 || before == after));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
    use std::path::Path;
    use std::process::Stdio;

    use super::*;
    use crate::bed::wait_until;

    #[test]
    fn a_run_that_is_killed_and_run_again_does_what_one_run_does() {
        for kind in ["pages", "records"] {
            let make = |bed: &Bed, folder: &str| {
                for (index, record) in records(60).iter().enumerate() {
                    if kind == "pages" {
                        bed.write(
                            &format!("{folder}/{}/{index:02}.txt", index % 3),
                            record["text"].as_str().unwrap(),
                        );
                    } else {
                        bed.write(&format!("{folder}/{index:02}.jsonl"), jsonl(&records(3 + index % 3)));
                    }
                }
            };
            let bed = Bed::new();
            make(&bed, "whole");
            make(&bed, "in");
            bed.succeed("clean whole --in-place --force --threads 2");
            let (before, whole) = (bed.outputs("in"), bed.outputs("whole"));
            let is_changed = |path: &Path, text: &Vec<u8>| {
                fs::read(bed.path("in").join(path)).is_ok_and(|now| now != *text)
            };
            let changed = || before.iter().filter(|(path, text)| is_changed(path, text)).count();
            let mut killed = 0;
            for enough in [1, 10, 25, 40] {
                let mut child = bed
                    .command("clean in --in-place --force --threads 2")
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap();
                wait_until("changes", || changed() >= enough || child.try_wait().unwrap().is_some());
                child.kill().unwrap();
                killed += usize::from(!child.wait().unwrap().success());
            }
            assert!(killed > 1, "{killed}");
            bed.succeed("clean in --in-place --force");
            assert!(bed.outputs("in") == whole, "{kind}");
            let said = stderr(&bed.succeed("clean in --in-place --force"));
            assert!(said.contains("0 of 60 files changed"), "{said}");
            // The templates of the unfinished runs are needed no longer.
            let kept = bed.tree("in/.dechaff");
            assert!(kept.keys().all(|path| !path.to_str().unwrap().starts_with("templates")), "{kept:?}");
        }
    }

    #[test]
    fn runs_over_files_of_one_folder_take_turns() {
        let bed = pages();
        let files = ["pages/deep/1.txt", "pages/deep/2.txt pages/deep/3.txt", "pages/deep/1.txt"];
        let start = |files: &str| {
            let mut command = bed.command(&format!("clean {files} --in-place --force --templates off"));
            command.stderr(Stdio::piped()).spawn().unwrap()
        };
        bed.succeed("clean pages/deep -o whole --templates off");
        let runs = files.map(start);
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", stderr(&output));
        }
        for page in [1, 2, 3] {
            assert_eq!(bed.read(&format!("pages/deep/{page}.txt")), bed.read(&format!("whole/{page}.txt")));
        }
    }

    #[test]
    fn a_second_run_over_the_same_folder_ends_at_once() {
        let bed = pages();
        bed.succeed("clean pages/deep/er --in-place --force");
        let before = bed.files("pages");
        // What a run holds.
        let lock = |folder: &str| {
            let folder = fs::File::open(bed.path(folder)).unwrap();
            folder.lock().unwrap();
            folder
        };
        for (locked, named) in
            [("pages", "pages"), ("pages/deep/er", "pages"), ("pages/deep/er", "pages/deep/er")]
        {
            let _lock = lock(locked);
            let output = bed.run(&format!("clean {named} --in-place --force"));
            assert_eq!(output.status.code(), Some(2), "{locked} {named}");
            assert!(stderr(&output).contains("another run writes to this folder"), "{}", stderr(&output));
            assert_eq!(bed.files("pages"), before);
        }
        bed.succeed("clean pages --in-place --force");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_is_not_replaced() {
        let bed = Bed::new();
        for name in ["a.txt", "a.jsonl"] {
            bed.pipe(name);
            let output = bed.run(&format!("clean {name} --in-place --force"));
            assert_eq!(output.status.code(), Some(2));
            assert!(stderr(&output).contains(&format!("{name}: cannot be cleaned in place (name a file)")));
        }
    }

    #[test]
    fn owner_and_permissions_stay() {
        let bed = Bed::new();
        bed.write("in/a.txt", PAGE).write("in/b.jsonl", jsonl(&records(1)));
        let files = ["in/a.txt", "in/b.jsonl"];
        for file in files {
            std::fs::set_permissions(bed.path(file), std::fs::Permissions::from_mode(0o640)).unwrap();
        }
        // Only root may give files away.
        let is_root = files.iter().all(|file| chown(bed.path(file), Some(1_234), Some(1_235)).is_ok());
        let about = |file| {
            let about = std::fs::metadata(bed.path(file)).unwrap();
            (about.mode() & 0o777, about.uid(), about.gid())
        };
        let before = files.map(about);
        bed.succeed("clean in --in-place --force");
        assert_eq!(files.map(about), before);
        assert!(!is_root || before[0] == (0o640, 1_234, 1_235));
    }

    #[test]
    fn other_names_of_a_file_keep_its_text_which_is_said() {
        let bed = Bed::new();
        bed.write("in/a.txt", PAGE);
        std::fs::hard_link(bed.path("in/a.txt"), bed.path("other.txt")).unwrap();
        let said = stderr(&bed.succeed("clean in --in-place --force"));
        assert!(
            said.contains("1 changed file had other names (hard links), which keep the old text"),
            "{said}"
        );
        assert_eq!(bed.read("other.txt"), PAGE);
        assert_ne!(bed.read("in/a.txt"), PAGE);
    }

    #[test]
    fn nothing_is_remembered_through_a_link() {
        for link in ["in/.dechaff", "in/.dechaff/texts"] {
            let bed = Bed::new();
            bed.write("in/a.jsonl", jsonl(&records(1))).write("victim/precious", "");
            std::fs::create_dir_all(bed.path(link).parent().unwrap()).unwrap();
            symlink(bed.path("victim"), bed.path(link)).unwrap();
            let output = bed.run("clean in --in-place --force");
            assert_eq!(output.status.code(), Some(2));
            assert!(
                stderr(&output).contains(&format!("{link}: it is a link (remove it)")),
                "{}",
                stderr(&output)
            );
            assert_eq!(bed.tree("victim").into_keys().collect::<Vec<_>>(), [Path::new("precious")]);
        }
    }

    #[test]
    fn hidden_links_in_a_corpus_are_not_written_through() {
        let bed = Bed::new();
        bed.write("in/a.jsonl", jsonl(&records(1))).write("victim", "precious");
        for name in [".dechaff-a.jsonl", ".dechaff-0123456789abcdef-x", "a.jsonl~"] {
            symlink(bed.path("victim"), bed.path(&format!("in/{name}"))).unwrap();
        }
        #[cfg(target_os = "linux")]
        bed.pipe("in/.dechaff-0123456789abcdef-pipe");
        bed.succeed("clean in --in-place --backup");
        assert_eq!(bed.read("victim"), "precious");
        assert!(bed.path("in/a.jsonl.~2~").exists());
    }
}
