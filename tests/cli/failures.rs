//! `dechaff clean` when something goes wrong.

use std::fs;
use std::process::{Output, Stdio};

#[cfg(target_os = "linux")]
use crate::bed::skipped;
use crate::bed::{ALL, Bed, PAGE, stderr, stdout};

fn failed(output: &Output, with: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", stderr(output));
    assert!(stderr(output).contains(with), "{}", stderr(output));
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE.repeat(1_000));
    let mut child = bed
        .command(&format!("clean page.txt --keep {ALL}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_large_page_on_a_pipe_is_refused() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    let input = fs::File::open(bed.path("page.txt")).unwrap();
    let output = bed.command("clean --max-page-size 100").stdin(input).output().unwrap();
    failed(&output, "dechaff: standard input: larger than 100 bytes (raise --max-page-size");
    assert_eq!(stdout(&output), "");
}

/// A folder with a broken record, a broken archive and a page that is no text among others.
fn broken() -> Bed {
    let bed = Bed::new();
    let records: Vec<_> = (0..5).map(|id| serde_json::json!({"id": id, "text": PAGE}).to_string()).collect();
    let (before, after) = records.split_at(2);
    bed.write(
        "pages/a.jsonl",
        format!("{}\n{{\"id\": 9, \"text\": \n{}\n", before.join("\n"), after.join("\n")),
    );
    let archive = crate::bed::gzip((records.join("\n") + "\n").repeat(50));
    bed.write("pages/b.jsonl.gz", &archive[..archive.len() / 2]);
    bed.write("pages/c.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0").write("pages/d.txt", PAGE);
    bed
}

#[test]
fn what_is_broken_costs_no_command_the_rest() {
    let bed = broken();
    for (arguments, made) in [
        ("check pages", "findings in "),
        ("check pages --write-baseline known.jsonl", "findings written to known.jsonl"),
        ("report pages -o report.html", "pages in report.html"),
        ("learn pages -o site.tpl --site-from folder", "learned from "),
        ("check pages no-such-page.txt", "findings in "),
    ] {
        let output = bed.run(arguments);
        failed(&output, made);
        let said = stderr(&output);
        for file in ["pages/a.jsonl:3: ", "pages/b.jsonl.gz", "pages/c.txt: "] {
            assert_eq!(said.lines().filter(|line| line.contains(file)).count(), 1, "{arguments}: {said}");
        }
    }
    let found = stdout(&bed.run("check pages"));
    for page in ["pages/a.jsonl:2: 1:", "pages/a.jsonl:4: 2:", "pages/a.jsonl:6: 4:", "pages/d.txt:"] {
        assert!(found.contains(page), "{page}: {found}");
    }
    assert!(bed.read("known.jsonl").contains("pages/d.txt"));
}

#[test]
fn a_baseline_that_cannot_be_written_costs_no_findings() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE).write("mine.txt", "");
    let output = bed.run("check page.txt --write-baseline mine.txt/known.jsonl");
    failed(&output, "dechaff: cannot write mine.txt");
    failed(&output, "1 page checked");
    assert!(!stderr(&output).contains("written to"), "{}", stderr(&output));
}

#[test]
fn conflicts_are_found_before_anything_is_written() {
    let bed = Bed::new();
    bed.write("pages/a.txt", PAGE).write("pages/z.warc", "").write("pages/z.warc.jsonl", "");
    failed(&bed.run("clean pages -o out --removed gone --stats numbers.json"), "would both be written to");
    for made in ["out", "gone", "numbers.json"] {
        assert!(!bed.path(made).exists());
    }
}

/// Limits that a shell sets, a second file system, named pipes.
#[cfg(target_os = "linux")]
mod linux {
    use std::process::Command;

    use super::*;

    /// Runs a shell script in the folder; `$dechaff` is the binary.
    fn shell(bed: &Bed, script: &str) -> Output {
        let mut command = Command::new("sh");
        command.env("dechaff", env!("CARGO_BIN_EXE_dechaff")).current_dir(bed.path("")).args(["-c", script]);
        command.output().unwrap()
    }

    #[test]
    fn a_full_disk_below_standard_output_is_an_error() {
        let bed = Bed::new();
        bed.write("page.txt", PAGE);
        let full = fs::File::create("/dev/full").unwrap();
        let output = bed.command("clean page.txt").stdout(full).output().unwrap();
        failed(&output, "dechaff: cannot write to standard output: No space left on device");
    }

    #[test]
    fn every_command_says_that_its_output_was_lost() {
        let bed = Bed::new();
        bed.with_gold();
        bed.write("page.txt", PAGE).succeed("learn page.txt -o site.tpl");
        for arguments in [
            "check page.txt",
            "check page.txt --format sarif",
            "check page.txt --diff",
            "clean page.txt --diff",
            "explain page.txt",
            "explain page.txt --format jsonl",
            "score set/gold.jsonl",
            "learn --show site.tpl",
            "rules",
            "packs",
            "config",
            "completions bash",
        ] {
            let full = fs::File::create("/dev/full").unwrap();
            let output = bed.command(arguments).stdout(full).output().unwrap();
            failed(&output, "dechaff: cannot write to standard output: No space left on device");
            // Whoever closes a pipe has seen enough.
            let mut child =
                bed.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            drop(child.stdout.take());
            let output = child.wait_with_output().unwrap();
            assert!(!stderr(&output).contains("cannot write"), "{arguments}: {}", stderr(&output));
        }
        for arguments in ["report page.txt -o /dev/full", "learn page.txt -o /dev/full"] {
            failed(&bed.run(arguments), "dechaff: cannot write /dev/full: No space left on device");
        }
    }

    #[test]
    fn a_full_disk_ends_the_run_and_leaves_whole_files_only() {
        let bed = Bed::new();
        for page in 0..50 {
            bed.write(&format!("pages/{page:02}.txt"), PAGE.repeat(20));
        }
        // The disk is seen by nobody else. Some systems let only root have it.
        let script = format!(
            "mount -t tmpfs -o size=128k none small || exit 9; \
             $dechaff clean pages -o small/out --threads 2 --keep {ALL}; \
             code=$?; cp -r small kept; chmod -R a+rwX kept; exit $code"
        );
        let run = |unshare: &str| shell(&bed, &format!("mkdir -p small; {unshare} sh -c '{script}'"));
        let commands = ["unshare -rm", "sudo -n --preserve-env=dechaff unshare -m"];
        let Some(output) = commands.into_iter().map(run).find(|_| bed.path("kept").exists()) else {
            return skipped("nobody but root may mount a file system here, and sudo asks for a password");
        };
        failed(&output, "No space left on device");
        let said = stderr(&output);
        let lines: Vec<&str> = said.lines().collect();
        assert!(lines.len() == 3 && lines[0].contains(" left (run again with --resume)"), "{said}");
        assert!(lines[1].contains(" cleaned, 100.0 %") && lines[2].contains("No space left"), "{said}");
        let written = bed.outputs("kept/out");
        assert!((1..50).contains(&written.len()));
        for (path, text) in written {
            assert_eq!(text.len(), PAGE.len() * 20, "{}", path.display());
        }
    }

    #[test]
    fn a_file_that_cannot_be_written_to_its_end_does_not_appear() {
        let bed = Bed::new();
        bed.write("pages/large.txt", PAGE.repeat(100)).write("pages/small.txt", "Home\n");
        let output = shell(
            &bed,
            &format!(
                "trap '' XFSZ; ulimit -f 8; $dechaff clean pages -o out --quiet --keep {ALL} --threads 1"
            ),
        );
        failed(&output, "dechaff: pages/large.txt: cannot write out/large.txt: File too large");
        assert_eq!(bed.outputs("out").into_keys().collect::<Vec<_>>(), [std::path::Path::new("small.txt")]);
    }

    #[test]
    fn a_page_that_vanishes_is_named() {
        let bed = Bed::new();
        bed.write("pages/a.txt", PAGE).write("pages/b.txt", PAGE);
        bed.pipe("pipe");
        let child =
            bed.command("clean pipe pages -o out --threads 1").stderr(Stdio::piped()).spawn().unwrap();
        // Opens when the run does, which has found its pages by then and waits for the first.
        let pipe = fs::OpenOptions::new().write(true).open(bed.path("pipe")).unwrap();
        fs::remove_file(bed.path("pages/a.txt")).unwrap();
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        failed(&output, "dechaff: pages/a.txt: not found (");
        assert_eq!(bed.outputs("out").len(), 2);
    }

    #[test]
    fn an_unreadable_page_is_named() {
        use std::os::unix::fs::PermissionsExt;
        let bed = Bed::new();
        bed.write("pages/a.txt", PAGE).write("pages/b/c.txt", PAGE).write("pages/d.txt", PAGE);
        for (path, rights) in [("pages/a.txt", 0o200), ("pages/b", 0o300)] {
            fs::set_permissions(bed.path(path), fs::Permissions::from_mode(rights)).unwrap();
        }
        // Root may read anything, unless it gives up its privileges.
        let is_root = fs::File::open(bed.path("pages/a.txt")).is_ok();
        let prefix = if is_root { "setpriv --inh-caps=-all --bounding-set=-all --" } else { "" };
        let output = shell(&bed, &format!("{prefix} $dechaff clean pages -o out"));
        if is_root && !stderr(&output).contains("dechaff: ") {
            return skipped(&format!("root cannot give up its privileges: {}", stderr(&output)));
        }
        failed(&output, "dechaff: pages/a.txt: permission denied (make it readable");
        failed(&output, "dechaff: pages/b: cannot read folder: Permission denied");
        assert_eq!(bed.outputs("out").len(), 1);
    }
}

#[test]
fn no_command_overwrites_a_file_that_it_reads() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE).write("pages/a.txt", PAGE).succeed("learn pages -o site.tpl");
    let before = bed.files("");
    for arguments in [
        "clean page.txt --stats page.txt",
        "check page.txt --write-baseline page.txt",
        "report page.txt -o page.txt",
        "learn page.txt -o page.txt",
        "learn --merge site.tpl -o site.tpl",
    ] {
        let output = bed.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        let said = stderr(&output);
        assert!(said.contains(" is an input and would be overwritten"), "{arguments}: {said}");
        assert_eq!(bed.files(""), before, "{arguments}");
    }
}

#[cfg(unix)]
#[test]
fn a_second_run_into_the_same_folder_ends_at_once() {
    use std::fs::File;
    use std::io::Write;
    use std::process::{Command, Stdio};

    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    assert!(Command::new("mkfifo").arg(bed.path("waiting.txt")).status().unwrap().success());
    let mut first = bed.command("clean waiting.txt -o out").stderr(Stdio::null()).spawn().unwrap();
    // Opening the pipe for writing waits until the first run reads it, and so has locked its folder.
    let mut pipe = File::options().write(true).open(bed.path("waiting.txt")).unwrap();
    let second = bed.run("clean page.txt -o out");
    assert_eq!(second.status.code(), Some(2));
    assert_eq!(
        stderr(&second),
        "dechaff: cannot write out: another run writes to this folder (wait for it, or choose another folder)\n"
    );
    assert!(!bed.path("out/page.txt").exists());
    pipe.write_all(PAGE.as_bytes()).unwrap();
    drop(pipe);
    assert!(first.wait().unwrap().success());
    // The lock is gone with the run.
    bed.succeed("clean page.txt -o out");
    assert_eq!(bed.read("out/page.txt"), bed.read("out/waiting.txt"));
}
