//! Completions, man pages, the hook and the action.

use std::path::Path;

use crate::bed::{Bed, PAGE, stdout};

fn kept(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap().replace("\r\n", "\n")
}

#[test]
fn every_shell_has_completions() {
    let bed = Bed::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&bed.succeed(&format!("completions {shell}")));
        for word in ["check", "max-noise", "write-baseline", "in-place"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn every_command_has_a_man_page() {
    let bed = Bed::new();
    bed.succeed("man -o man1");
    let pages = bed.tree("man1");
    let help = stdout(&bed.succeed("--help"));
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands = commands.lines().map(|line| line.split_whitespace().next().unwrap());
    let commands: Vec<&str> = commands.filter(|&command| command != "help").collect();
    assert_eq!(pages.len(), commands.len() + 1);
    for command in commands {
        let page = str::from_utf8(&pages[Path::new(&format!("dechaff-{command}.1"))]).unwrap();
        assert!(page.contains(&format!(".SH NAME\ndechaff\\-{command} \\- ")), "{command}: {page}");
        assert!(page.contains(".SH OPTIONS"), "{command}: {page}");
    }
}

#[cfg(unix)]
#[test]
fn the_action_and_the_hook_run() {
    use std::process::Command;
    let bed = Bed::new();
    bed.write("corpus/a b.txt", PAGE).write("clean.txt", "");
    let path =
        format!("{}:{}", Path::new(env!("CARGO_BIN_EXE_dechaff")).parent().unwrap().display(), env!("PATH"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/action");
    let run = |paths: &str, arguments: &str| {
        let mut bash = Command::new("bash");
        bash.arg(&script).arg("check").current_dir(bed.path("")).env("PATH", &path);
        bash.env("GITHUB_STEP_SUMMARY", bed.path("summary.md"));
        bash.env("PATHS", paths).env("ARGUMENTS", arguments).output().unwrap()
    };
    let output = run("clean.txt\ncorpus/a b.txt\n", "--select nav --min-score '0.5'\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).starts_with("::error file=corpus/a b.txt,line=1,"), "{}", stdout(&output));
    assert!(bed.read("summary.md").contains("| menu-line |"));
    // What is given is never a command.
    assert_eq!(run("clean.txt\n$(touch made)", "").status.code(), Some(2));
    run("clean.txt", "--allow $(touch made) --allow `touch made`");
    assert!(!bed.path("made").exists());
    let hook = kept(".pre-commit-hooks.yaml");
    let entry = hook.lines().find_map(|line| line.trim().strip_prefix("entry: dechaff ")).unwrap();
    assert_eq!(bed.command(entry).arg("corpus/a b.txt").output().unwrap().status.code(), Some(1));
    bed.succeed(&format!("{entry} clean.txt"));
}
