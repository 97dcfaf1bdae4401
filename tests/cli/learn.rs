//! Templates of sites: counted from the pages of a folder, kept in files, merged.

use std::fmt::Write;

use crate::bed::{Bed, stderr, stdout};

/// What stands below every article of the site, and reads like one of its paragraphs.
const ABOUT: &str = "The paper is written on the quay, and paid for by its readers.";

/// A page of an invented paper: its own article between what all pages of the paper have.
fn page(number: usize) -> String {
    let subject = ["The harbour master", "A young cook", "The last ferryman", "Her neighbour"][number % 4];
    let verb = ["repaired", "painted", "counted", "sold", "found"][number % 5];
    let thing = ["boats", "lamps", "barrels", "maps", "bells", "coats", "kites"][number % 7];
    let mut text = "Quay Paper\nNews\nWeather\nTides\nLetters\nSubscribe\n\n".to_owned();
    let _ = writeln!(text, "{subject} and the {thing}\n");
    for day in ["Monday", "Tuesday", "Wednesday", "Thursday"] {
        let _ = writeln!(
            text,
            "On {day} {subject} {verb} the {thing} of street {word}, and nobody in the town who saw it wanted to go home.\n",
            word = char::from(b'a' + (number % 26) as u8),
        );
    }
    let _ = writeln!(
        text,
        "{ABOUT}\n\n{} readers like this\nContact\nImprint\nPrivacy\nJobs at the paper",
        7 * number
    );
    text
}

/// A bed with so many pages of the paper in a folder.
fn bed(pages: usize) -> Bed {
    let bed = Bed::new();
    for number in 0..pages {
        bed.write(&format!("pages/paper/{number:02}.txt"), page(number));
    }
    bed
}

fn file(bed: &Bed, name: &str) -> Vec<u8> {
    std::fs::read(bed.path(name)).unwrap()
}

#[test]
fn what_stands_on_all_pages_goes() {
    let bed = bed(24);
    bed.succeed("clean pages -o off --templates off");
    bed.succeed("clean pages -o auto --threads 1");
    bed.succeed("clean pages -o again --threads 2");
    assert_eq!(bed.outputs("auto"), bed.outputs("again"));
    for number in 0..24 {
        let name = format!("paper/{number:02}.txt");
        let (off, auto) = (bed.read(&format!("off/{name}")), bed.read(&format!("auto/{name}")));
        assert!(off.contains("nobody in the town") && auto.contains("nobody in the town"), "{name}: {auto}");
        assert!(!auto.contains(ABOUT), "{name}: {auto}");
    }
    assert!(bed.read("off/paper/03.txt").contains(ABOUT), "what the lines alone do not tell");
}

#[test]
fn small_groups_tell_nothing() {
    let bed = bed(9);
    bed.succeed("clean pages -o off --templates off");
    bed.succeed("clean pages -o auto");
    bed.succeed("clean pages -o few --template-min-pages 9");
    assert_eq!(bed.outputs("auto"), bed.outputs("off"));
    assert_ne!(bed.outputs("few"), bed.outputs("off"));
}

#[test]
fn a_page_alone_is_cleaned_as_among_the_others() {
    let bed = bed(24);
    bed.succeed("clean pages -o auto");
    bed.succeed("learn pages -o site.tpl");
    bed.write("elsewhere.txt", page(5));
    for path in ["pages/paper/05.txt", "elsewhere.txt"] {
        let alone = stdout(&bed.succeed(&format!("clean {path} --templates site.tpl")));
        assert_eq!(alone, bed.read("auto/paper/05.txt"), "{path}");
    }
    let explained = stdout(&bed.succeed("explain pages/paper/05.txt --templates site.tpl"));
    assert!(explained.contains("on 24 of 24 pages of its site"), "{explained}");
}

#[test]
fn files_that_are_merged_are_as_if_learnt_at_once() {
    let bed = bed(30);
    bed.succeed("learn pages -o whole.tpl");
    bed.succeed("learn pages --include *[02468].txt -o even.tpl");
    bed.succeed("learn pages --exclude *[02468].txt -o odd.tpl --threads 1");
    bed.succeed("learn --merge odd.tpl even.tpl -o merged.tpl");
    assert!(file(&bed, "merged.tpl") == file(&bed, "whole.tpl"));
    // No page counts twice.
    bed.succeed("learn --merge whole.tpl whole.tpl -o twice.tpl");
    let shown = |file: &str| stdout(&bed.succeed(&format!("learn --show {file}")));
    assert_eq!(shown("twice.tpl"), shown("whole.tpl"));
    assert!(
        shown("whole.tpl").contains("     30      12      12      12      12  paper\n"),
        "{}",
        shown("whole.tpl")
    );
}

#[test]
fn files_hold_no_text_and_those_of_counts_are_final() {
    let bed = bed(12);
    bed.succeed("learn pages -o all.tpl");
    bed.succeed("learn pages -o few.tpl --min-pages 3");
    let (all, few) = (file(&bed, "all.tpl"), file(&bed, "few.tpl"));
    assert!(few.len() < all.len());
    for bytes in [&all, &few] {
        let text = String::from_utf8(zstd::decode_all(&bytes[..]).unwrap()).unwrap();
        assert!(text.contains("paper") && !text.contains("quay") && !text.contains("Imprint"));
    }
    let merged = bed.run("learn --merge all.tpl few.tpl -o both.tpl");
    assert_eq!(merged.status.code(), Some(2));
    assert!(stderr(&merged).contains("few.tpl: holds counts alone"), "{}", stderr(&merged));
}

#[test]
fn damage_is_told_in_a_line() {
    let bed = bed(12);
    bed.succeed("learn pages -o site.tpl");
    let mut bytes = file(&bed, "site.tpl");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bed.write("damaged.tpl", &bytes).write("short.tpl", &bytes[..middle]).write("text.tpl", "site,pages\n");
    for file in ["damaged.tpl", "short.tpl", "text.tpl", "none.tpl"] {
        let failed = bed.run(&format!("clean pages -o out --templates {file}"));
        assert_eq!(failed.status.code(), Some(2), "{file}");
        let said = stderr(&failed);
        assert!(said.starts_with(&format!("dechaff: {file}: ")) && said.lines().count() == 1, "{said}");
    }
}
