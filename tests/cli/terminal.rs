//! Pagers and colors on a terminal, which `script` plays here.

use std::fmt::Write;
use std::process::{Command, Output, Stdio};

use crate::bed::{Bed, PAGE, stdout};

/// Runs it on a terminal, with some variables in the environment.
pub fn on_terminal(bed: &Bed, arguments: &str, variables: &[(&str, &str)]) -> Output {
    let mut line = env!("CARGO_BIN_EXE_dechaff").to_owned();
    write!(line, " {arguments}").unwrap();
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).current_dir(bed.path(""));
    for name in ["PAGER", "DECHAFF_PAGER", "LESS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        script.env_remove(name);
    }
    let output = script.env("TERM", "xterm").envs(variables.iter().copied()).stdin(Stdio::null()).output();
    output.expect("script is installed, from util-linux or bsdutils")
}

#[test]
fn a_terminal_gets_what_the_pager_shows() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    let plain = stdout(&bed.succeed("explain page.txt"));
    let mark = r"sed 's/^/paged: /'";
    let shown = |arguments: &str, pagers: &[(&str, &str)]| -> (usize, usize) {
        let output = on_terminal(&bed, arguments, pagers);
        let text = stdout(&output);
        assert!(output.status.success(), "{arguments} {pagers:?} {text}");
        (text.matches("paged: ").count(), text.lines().count())
    };
    let (paged, lines) = shown("explain page.txt", &[("DECHAFF_PAGER", mark), ("PAGER", "cat")]);
    assert!(paged >= plain.lines().count() && paged == lines, "{paged} of {lines}");
    for (arguments, pagers, is_paged) in [
        ("explain page.txt:3", vec![("PAGER", mark)], true),
        ("explain page.txt --no-pager", vec![("PAGER", mark)], false),
        ("explain page.txt", vec![("PAGER", mark), ("DECHAFF_PAGER", "")], false),
        ("explain page.txt", vec![("PAGER", "no-such-pager")], false),
        ("clean page.txt", vec![("PAGER", mark)], false),
    ] {
        let (paged, lines) = shown(arguments, &pagers);
        assert!(lines > 5 && (paged > 0) == is_paged, "{arguments} {pagers:?}");
    }
    // Enough was seen: that is no failure. Where the output goes to a pipe, there is no pager.
    assert_eq!(shown("explain page.txt", &[("PAGER", "head -n 2")]).1, 2);
    let piped = bed.command("explain page.txt").env("DECHAFF_PAGER", mark).output().unwrap();
    assert_eq!(stdout(&piped), plain);
}

#[test]
fn colors_reach_the_pager_as_on_the_terminal() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    let shown = |arguments| stdout(&on_terminal(&bed, arguments, &[("PAGER", "cat -v")]));
    assert!(shown("explain page.txt").contains("^[["));
    assert!(!shown("explain page.txt --color never").contains("^[["));
}

/// Whether lines that go are in red.
fn is_colored(diff: &str) -> bool {
    assert!(diff.contains("-Share this"), "{diff}");
    diff.contains("\u{1b}[31m-")
}

#[test]
fn a_diff_is_colored_on_a_terminal_and_nowhere_else() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    for command in ["clean page.txt --diff", "check page.txt --diff"] {
        assert!(is_colored(&stdout(&on_terminal(&bed, command, &[]))), "{command}");
        assert!(!is_colored(&stdout(&bed.run(command))), "{command}");
    }
}

#[test]
fn a_diff_obeys_no_color() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    for command in ["clean page.txt --diff", "check page.txt --diff"] {
        let diff = stdout(&on_terminal(&bed, command, &[("NO_COLOR", "1")]));
        assert!(!is_colored(&diff), "{command}: {diff}");
    }
}

#[test]
fn a_diff_of_check_obeys_color() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    assert!(!is_colored(&stdout(&on_terminal(&bed, "check page.txt --diff --color never", &[]))));
    // Also where it goes to a pipe.
    assert!(is_colored(&stdout(&bed.run("check page.txt --diff --color always"))));
}
