//! A `dechaff.toml` that somebody else may have put there is not read.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Output};

use crate::bed::{Bed, PAGE, skipped, stderr, stdout};

/// A folder `shared` with a file of settings that accepts everything, and a page with chaff below it.
fn bed() -> Bed {
    let bed = Bed::new();
    bed.write("shared/dechaff.toml", "[check]\nmax-noise = 1\n").write("shared/deep/page.txt", PAGE);
    set_mode(&bed, "shared", 0o755);
    set_mode(&bed, "shared/dechaff.toml", 0o644);
    bed
}

fn set_mode(bed: &Bed, path: &str, mode: u32) {
    fs::set_permissions(bed.path(path), Permissions::from_mode(mode)).unwrap();
}

/// Runs it in the folder of the page.
fn below(bed: &Bed, arguments: &str) -> Output {
    bed.command(arguments).current_dir(bed.path("shared/deep")).output().unwrap()
}

/// Gives a file to another user, which only root may.
fn give_away(bed: &Bed, path: &str) -> bool {
    let chown = |line: &[&str]| {
        let mut command = Command::new(line[0]);
        command.args(&line[1..]).arg(bed.path(path)).output().is_ok_and(|output| output.status.success())
    };
    chown(&["chown", "-h", "65534"]) || chown(&["sudo", "-n", "chown", "-h", "65534"])
}

/// It is not read, and one line says so, whatever else is printed.
fn is_ignored(bed: &Bed, reason: &str) {
    for arguments in ["check page.txt", "check page.txt --quiet", "check page.txt --format json"] {
        let output = below(bed, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments}: {}", stderr(&output));
        let said = stderr(&output);
        let lines: Vec<_> = said.lines().filter(|line| line.contains(" is not read: ")).collect();
        let [line] = lines[..] else { panic!("{arguments}: {said}") };
        assert!(line.contains(&format!("dechaff.toml is not read: {reason} (give --config ")), "{line}");
    }
    // Also where all settings are shown, which are those of the program.
    let output = below(bed, "config");
    assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
    assert!(!stdout(&output).contains("dechaff.toml\n"), "{}", stdout(&output));
}

#[test]
fn ones_own_file_is_read() {
    let output = below(&bed(), "check page.txt");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_folder_that_others_may_write_to_gives_no_settings() {
    let bed = bed();
    set_mode(&bed, "shared", 0o777);
    is_ignored(&bed, "other users may write to its folder");
    // What the user names is read, and what the user does not want is not spoken of.
    let named = below(&bed, "check page.txt --config ../dechaff.toml");
    assert_eq!((named.status.code(), stderr(&named).contains("is not read")), (Some(0), false));
    let without = below(&bed, "check page.txt --no-config");
    assert_eq!((without.status.code(), stderr(&without).contains("is not read")), (Some(1), false));
}

#[test]
fn in_a_sticky_folder_the_owner_counts() {
    let bed = bed();
    set_mode(&bed, "shared", 0o1777);
    assert_eq!(below(&bed, "check page.txt").status.code(), Some(0));
    if !give_away(&bed, "shared/dechaff.toml") {
        return skipped("only root may give a file away");
    }
    is_ignored(&bed, "user 65534 owns it");
}

#[test]
fn a_file_that_others_may_write_to_gives_no_settings() {
    let bed = bed();
    set_mode(&bed, "shared/dechaff.toml", 0o666);
    is_ignored(&bed, "other users may write to it");
}

#[test]
fn a_link_counts_as_what_it_leads_to() {
    let bed = bed();
    fs::rename(bed.path("shared/dechaff.toml"), bed.path("dechaff-of-mine.toml")).unwrap();
    symlink("../dechaff-of-mine.toml", bed.path("shared/dechaff.toml")).unwrap();
    assert_eq!(below(&bed, "check page.txt").status.code(), Some(0));
    set_mode(&bed, "dechaff-of-mine.toml", 0o666);
    is_ignored(&bed, "other users may write to it");
    set_mode(&bed, "dechaff-of-mine.toml", 0o644);
    if !give_away(&bed, "shared/dechaff.toml") {
        return skipped("only root may give a link away");
    }
    is_ignored(&bed, "user 65534 owns it");
}

#[test]
fn the_next_file_above_takes_its_place() {
    let bed = bed();
    set_mode(&bed, "shared", 0o777);
    bed.write("dechaff.toml", "[check]\nselect = \"tags\"\nmax-noise = 1\n");
    set_mode(&bed, "dechaff.toml", 0o644);
    let output = below(&bed, "check page.txt");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("shared/dechaff.toml is not read: "), "{}", stderr(&output));
}

#[test]
fn what_somebody_else_wrote_cannot_even_be_an_error() {
    let bed = bed();
    bed.write("shared/dechaff.toml", "\u{1b}]0;x\u{7} = [");
    set_mode(&bed, "shared", 0o777);
    is_ignored(&bed, "other users may write to its folder");
    // Root may read anything; for others, this one cannot be opened.
    set_mode(&bed, "shared/dechaff.toml", 0o000);
    is_ignored(&bed, "other users may write to its folder");
}
