//! `dechaff clean` on files of records: a file in, a file out; stopped and resumed.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::bed::{Bed, PAGE, decompress, gzip, parse_jsonl, seeds, stderr};

/// So many records of sample pages, told apart by `of`.
fn records(of: &str, number: usize) -> String {
    let seeds = seeds();
    let mut records = String::new();
    for index in 0..number {
        let text = if index % 3 == 0 { PAGE } else { &seeds[index % 5].1 };
        writeln!(records, "{}", json!({"id": format!("{of}-{index}"), "text": text})).unwrap();
    }
    records
}

#[test]
fn files_keep_their_names_and_packing() {
    let bed = Bed::new();
    let text = records("a", 300);
    let half = text.len() / 2;
    let frames = [
        zstd::encode_all(&text.as_bytes()[..half], 3).unwrap(),
        zstd::encode_all(&text.as_bytes()[half..], 3).unwrap(),
    ];
    bed.write("in/plain.jsonl", &text)
        .write(
            "in/deep/er/members.jsonl.gz",
            [gzip(&text.as_bytes()[..half]), gzip(&text.as_bytes()[half..])].concat(),
        )
        .write("in/frames.jsonl.zst", frames.concat())
        .write("in/dolma.json.gz", gzip(&text))
        .write("in/empty.jsonl.gz", "")
        .write("in/empty.jsonl", "")
        .write("in/blank.jsonl.zst", zstd::encode_all(&b"\n\n"[..], 3).unwrap())
        .write("in/page.txt", PAGE);
    let output = bed.succeed("clean in -o one --removed gone --threads 1");
    assert!(stderr(&output).contains("1,201 pages cleaned"), "{}", stderr(&output));
    bed.succeed("clean in -o two --threads 2");
    let (one, two) = (bed.outputs("one"), bed.outputs("two"));
    assert!(one == two);
    assert_eq!(one.len(), 8);
    let read = |folder: &str, path: &str| decompress(path, &fs::read(bed.path(folder).join(path)).unwrap());
    let plain = read("one", "plain.jsonl");
    for path in ["deep/er/members.jsonl.gz", "frames.jsonl.zst", "dolma.json.gz"] {
        assert!(read("one", path) == plain, "{path}");
    }
    for path in ["empty.jsonl.gz", "empty.jsonl"] {
        assert_eq!(read("one", path), b"");
    }
    assert_eq!(read("one", "blank.jsonl.zst"), b"\n\n");
    // One frame: some readers stop behind the first.
    let packed = fs::read(bed.path("one/frames.jsonl.zst")).unwrap();
    let first = zstd::Decoder::new(&packed[..]).unwrap().single_frame();
    assert!(std::io::read_to_string(first).unwrap().as_bytes() == plain);
    // What is taken out, with the rest of the record.
    let removed = read("gone", "plain.jsonl");
    let texts = |bytes: &[u8]| -> Vec<usize> {
        let text = std::str::from_utf8(bytes).unwrap().lines();
        text.map(|record| serde_json::from_str::<Value>(record).unwrap()["text"].as_str().unwrap().len())
            .collect()
    };
    let sums: Vec<usize> =
        texts(&plain).iter().zip(texts(&removed)).map(|(kept, gone)| kept + gone).collect();
    assert_eq!(sums, texts(text.as_bytes()));
}

#[test]
fn files_that_break_off_give_what_stands_before() {
    let bed = Bed::new();
    let text = records("a", 400);
    let (packed, frame) = (gzip(&text), zstd::encode_all(text.as_bytes(), 3).unwrap());
    let mut spoilt = frame.clone();
    spoilt.truncate(frame.len() / 2);
    spoilt.extend_from_slice(b"no frame at all");
    for (name, bytes) in [("half.jsonl.gz", &packed[..packed.len() / 2]), ("bad.jsonl.zst", &spoilt)] {
        bed.write(&format!("in/{name}"), bytes);
    }
    bed.write("in/good.jsonl", &text).write("in/no.jsonl.gz", "no gzip");
    for (run, threads) in ["--threads 1", "--threads 3", "--resume"].into_iter().enumerate() {
        let folder = if run == 1 { "other" } else { "out" };
        let output = bed.run(&format!("clean in -o {folder} {threads}"));
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        for name in ["half.jsonl.gz", "bad.jsonl.zst", "no.jsonl.gz"] {
            assert!(said.contains(&format!("dechaff: in/{name}: line ")), "{said}");
        }
        assert!(said.contains("truncated or corrupt here: "), "{said}");
    }
    assert!(bed.outputs("out") == bed.outputs("other"));
    let good = fs::read_to_string(bed.path("out/good.jsonl")).unwrap();
    let half = decompress("half.jsonl.gz", &fs::read(bed.path("out/half.jsonl.gz")).unwrap());
    assert!(half.len() > 10_000 && good.as_bytes().starts_with(&half) && half.ends_with(b"\n"));
}

#[test]
fn outputs_are_made_anew_only_when_that_is_wished() {
    let bed = Bed::new();
    bed.write("in/a.jsonl", records("a", 3)).write("in/b/b.jsonl", records("b", 3));
    bed.succeed("clean in -o out --templates off");
    let first = bed.files("out");
    let output = bed.run("clean in -o out --templates off");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "dechaff: out/a.jsonl exists (--resume continues a run, --overwrite starts over)\n"
    );
    // Nothing to do.
    let said = stderr(&bed.succeed("clean in -o out --resume --templates off"));
    assert!(said.contains("skipped 2 files that an earlier run finished"), "{said}");
    let time = |path: &str| bed.files("out")[&PathBuf::from(path)].1;
    assert_eq!(time("a.jsonl"), first[&PathBuf::from("a.jsonl")].1);
    // One input has changed, one output is gone, the settings differ.
    bed.write("in/a.jsonl", records("c", 3));
    assert!(
        stderr(&bed.succeed("clean in -o out --resume --templates off"))
            .contains("skipped 1 file that an earlier run finished")
    );
    assert!(bed.read("out/a.jsonl").contains("c-2"));
    fs::remove_file(bed.path("out/b/b.jsonl")).unwrap();
    assert!(
        stderr(&bed.succeed("clean in -o out --resume --templates off"))
            .contains("skipped 1 file that an earlier run finished")
    );
    assert!(
        !stderr(&bed.succeed("clean in -o out --resume --annotate --templates off"))
            .contains("an earlier run finished")
    );
    assert!(bed.read("out/a.jsonl").contains("dechaff"));
    bed.succeed("clean in -o out --overwrite --templates off");
    assert!(!bed.read("out/a.jsonl").contains("dechaff"));
    let run: Value = serde_json::from_str(&bed.read("out/.dechaff/run.json")).unwrap();
    assert_eq!((&run["done"], &run["skipped"], &run["interrupted"]), (&json!(2), &json!(0), &json!(false)));
    assert_eq!(run["pages"], 6);
}

#[test]
fn what_ends_in_failure_is_done_again() {
    let bed = Bed::new();
    bed.write("in/a.jsonl", records("a", 3) + "{}\n").write("in/b.jsonl", records("b", 3));
    for _ in 0..2 {
        let output = bed.run("clean in -o out --resume");
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("in/a.jsonl: line 4: no field \"text\""));
    }
    bed.succeed("clean in -o out --resume --on-error skip");
    assert!(
        stderr(&bed.succeed("clean in -o out --resume --on-error skip"))
            .contains("skipped 2 files that an earlier run finished")
    );
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_is_resumed() {
    use std::process::Stdio;

    use crate::bed::wait_until;

    let bed = Bed::new();
    for shard in 0..12 {
        let ending = ["jsonl", "jsonl.gz", "jsonl.zst"][shard % 3];
        let text = records(&format!("{shard}"), 40);
        let bytes = match shard % 3 {
            0 => text.into_bytes(),
            1 => gzip(&text),
            _ => zstd::encode_all(text.as_bytes(), 3).unwrap(),
        };
        bed.write(&format!("in/{}/{shard:02}.{ending}", shard % 2), bytes);
        #[cfg(feature = "parquet")]
        crate::tables::write(&bed.path(&format!("in/{shard:02}.parquet")), crate::tables::table(20));
    }
    bed.succeed("clean in -o whole --threads 2");
    let whole = bed.outputs("whole");
    let written = || whole.keys().filter(|path| bed.path("out").join(path).exists()).count();
    let mut killed_midway = 0;
    for outputs in [0, 1, whole.len() / 4, whole.len() / 2, whole.len() - 1] {
        let mut child =
            bed.command("clean in -o out --resume --threads 2").stderr(Stdio::null()).spawn().unwrap();
        wait_until("outputs", || written() >= outputs || child.try_wait().unwrap().is_some());
        child.kill().unwrap();
        killed_midway += usize::from(!child.wait().unwrap().success());
    }
    assert!(killed_midway > 1, "{killed_midway}");
    bed.succeed("clean in -o out --resume");
    assert!(bed.outputs("out") == whole);
}

/// Interrupts a process, as Ctrl-C does, once it has said what to do then, and waits until it knows.
#[cfg(target_os = "linux")]
pub fn interrupt(child: &std::process::Child) {
    use crate::bed::wait_until;

    const SIGINT: u64 = 1 << (2 - 1);
    let has_signal = |set: &str| {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix(set)).unwrap();
        u64::from_str_radix(mask.trim(), 16).unwrap() & SIGINT > 0
    };
    wait_until("a handler of SIGINT", || has_signal("SigCgt:"));
    let mut kill = std::process::Command::new("kill");
    assert!(kill.args(["-INT", &child.id().to_string()]).status().unwrap().success());
    wait_until("the signal to arrive", || !has_signal("ShdPnd:"));
}

/// The run reads from a pipe, so it is at the first of two files for as long as the test likes.
#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_the_run_behind_the_file_at_hand() {
    use std::io::Write;
    use std::process::Stdio;

    let bed = Bed::new();
    bed.write("in/b.jsonl", records("b", 3)).pipe("a.jsonl");
    for signals in [1, 2] {
        let child = bed.command("clean a.jsonl in -o out --resume").stderr(Stdio::piped()).spawn().unwrap();
        let mut pipe = fs::OpenOptions::new().write(true).open(bed.path("a.jsonl")).unwrap();
        pipe.write_all(records("a", 2).as_bytes()).unwrap();
        (0..signals).for_each(|_| interrupt(&child));
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
        assert!(!bed.path("out/b.jsonl").exists());
        assert_eq!(bed.path("out/a.jsonl").exists(), signals == 1);
        if signals == 1 {
            assert!(stderr(&output).contains("stopped; 1 file left (run again with --resume)"));
            let run: Value = serde_json::from_str(&bed.read("out/.dechaff/run.json")).unwrap();
            assert_eq!(
                (&run["done"], &run["left"], &run["interrupted"]),
                (&json!(1), &json!(1), &json!(true))
            );
            fs::remove_file(bed.path("out/a.jsonl")).unwrap();
        }
    }
    bed.succeed("clean in -o out --resume");
}

/// Pages of files as records of a few files.
#[test]
fn pages_are_collected() {
    let bed = Bed::new();
    for folder in 0..6 {
        bed.with_seeds(&format!("in/{folder}"));
    }
    bed.write("in/binary", [0; 9]).write("in/page.html", format!("<html><p>{}", PAGE.replace('\n', "<p>")));
    let clean = |out: &str, more: &str| {
        let output = bed.run(&format!("clean in -o {out} --output-format {more}"));
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("dechaff: in/binary: binary data"), "{}", stderr(&output));
        bed.outputs(out)
    };
    let one = clean("one", "jsonl.gz --threads 1");
    assert!(one == clean("two", "jsonl.gz --threads 3"));
    assert_eq!(one.keys().collect::<Vec<_>>(), [&PathBuf::from("00000.jsonl.gz")]);
    let all = clean("zstd", "jsonl.zst");
    let all = decompress("zst", &all[&PathBuf::from("00000.jsonl.zst")]);
    assert!(all == decompress("gz", &one[&PathBuf::from("00000.jsonl.gz")]));
    let records = parse_jsonl(std::str::from_utf8(&all).unwrap());
    assert_eq!(records.len(), 31);
    bed.succeed("clean in -o files --exclude binary");
    for record in &records {
        let id = record["id"].as_str().unwrap();
        assert_eq!(record["text"], bed.read(&format!("files/{id}.txt")));
        assert!(record["path"].as_str().unwrap().starts_with(&format!("in/{id}.")));
    }
    // What an earlier run left is not mixed up with what this one writes.
    let again = bed.run("clean in -o one --output-format jsonl.gz");
    assert!(stderr(&again).contains("one/00000.jsonl.gz exists from an earlier run"), "{}", stderr(&again));
    let parts = clean("parts", "jsonl --shard-size 1KiB --articles split --annotate");
    let parts: Vec<u8> = parts.into_values().flatten().collect();
    assert!(std::str::from_utf8(&parts).unwrap().lines().count() > 31);
}
