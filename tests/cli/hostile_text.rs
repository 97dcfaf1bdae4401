//! Text of strangers controls neither the terminal that it is printed on nor the CI server that keeps it as a log.

use std::fs::File;

use regex::Regex;
use serde_json::json;

use crate::bed::{Bed, jsonl, stderr, stdout};
#[cfg(target_os = "linux")]
use crate::terminal::on_terminal;

/// An escape sequence that clears the screen, one that sets the title, and an override of the text direction.
const HOSTILE: &str =
    "A title\n\nThe harbour \u{1b}[2Jwas \u{1b}]0;title\u{7}closed \u{202e}yesterday\u{202c} for repairs.\n";

/// Sequences that fill the clipboard, make a link, clear the screen, color by a C1 control, go back; controls of direction.
const CONTROLS: &str = "\u{1b}]52;c;bWluZQ==\u{7}\u{1b}]8;;http://sly.example\u{7}L\u{1b}]8;;\u{7}\u{1b}[2J\u{9b}31m\u{8}\r\
    \u{202e}sly\u{202c}\u{2066}x\u{2069}\u{200f}\u{61c}\u{2028}";

const BODY: &str = "The lighthouse of Ostrava Point was lit again on Monday, eleven years after the last keeper left the island.\n";

/// Commands with a place for each kind of report.
const COMMANDS: [&str; 19] = [
    "explain PAGE",
    "explain PAGE --show evidence",
    "explain PAGE --show spans",
    "explain PAGE --format jsonl",
    "explain HTML",
    "explain HTML --line 1",
    "explain no-such-\u{202e}::page",
    "explain PAGE --no-such-\u{9b}31m",
    "check in --min-score 0 --format concise",
    "check in --min-score 0 --format full",
    "check in --min-score 0 --format json",
    "check in --min-score 0 --format jsonl",
    "check in --min-score 0 --format sarif",
    "check in --min-score 0 --format junit",
    "learn in -o site.tpl",
    "learn --show site.tpl",
    "report in -o report.html",
    "clean in -o out --verbose --overwrite",
    "score gold.jsonl --worst 9 --evidence 0",
];

/// A folder in which all that has a name or a text is hostile. Returns it with its text page and its page of HTML.
fn hostile() -> (Bed, String, String) {
    let bed = Bed::new();
    let (name, folder) = if cfg!(windows) {
        ("p \u{202e} ##[error]y.txt".to_owned(), "d \u{200f}".to_owned())
    } else {
        ("p\u{1b}]0;t\u{7}\u{202e}\n::error::x%0A##[error]y.txt".to_owned(), "d\u{1b}[31m\u{202e}".to_owned())
    };
    let text = format!(
        "Home {CONTROLS}| News | Sport | Log in\nShare this {CONTROLS}\n{}Read also: {CONTROLS} Why the keeper left\n\
         ::error file=a::b\n ##[stop-commands]x {CONTROLS}\nRelated stories\nBakery of the island wins a prize {CONTROLS}\n",
        BODY.repeat(3)
    );
    let html = format!(
        "<html lang='{CONTROLS}en'><head><title>T {CONTROLS}</title><meta name=author content='A {CONTROLS}'>\
         <link rel=canonical href='https://sl\u{1b}[31my.example/{CONTROLS}'></head><body><nav><a>Home {CONTROLS}</a></nav>\
         <p>{}{CONTROLS}</p><p>Share this {CONTROLS}</p><p>::add-mask::x</p></body></html>",
        BODY.repeat(2)
    );
    let (page, web_page) = (format!("in/{name}"), format!("in/{folder}/h.html"));
    bed.write(&page, &text).write(&web_page, &html);
    #[cfg(unix)]
    bed.write("in/::warning::w.txt", &text);
    bed.write("in/torn.txt", b"\0\x01\x02\x03".repeat(20));
    let records = [
        json!({"id": format!("i{CONTROLS}"), "url": format!("https://e{CONTROLS}.example/"), "text": text}),
        json!({"id": "::error::i ##[error]", "text": text}),
        json!({"id": format!("i{CONTROLS}"), "text": 3}),
        json!(format!("text {CONTROLS}")),
    ];
    let raw = "{\"id\":\"\u{202e}\u{9b}raw ##[group]x\",\"text\":1,\"te\u{202e}xt\":1}\n";
    bed.write("in/records.jsonl", jsonl(&records) + raw);
    let warc = |head: &str, body: &str| {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n{body}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:\u{1b}]52;c;x\u{7}\u{202e}>\r\n\
             WARC-Target-URI: http://a\u{1b}]52;c;x\u{7}\u{202e}##[error]/\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
    };
    bed.write(
        "in/web.warc",
        warc("Content-Encoding: zz\u{1b}]52;c;x\u{7}\u{202e}\r\n", "<html>") + &warc("", &html),
    );
    let gold =
        [json!({"id": format!("::g{CONTROLS}##[error]"), "gold": BODY, "text": BODY}), json!({"id": 7})];
    bed.write("gold.jsonl", jsonl(&gold));
    (bed, page, web_page)
}

/// Checks that nothing in an output can control anything, colors and cursor movements of the program aside.
fn is_safe(shown: &str, command: &str) {
    let own = Regex::new("\u{1b}\\[[0-9;]*[mKJADGH]|\u{1b}\\[\\?25[lh]").unwrap();
    let text = own.replace_all(shown, "");
    let odd = |c: &char| {
        (c.is_control() && !"\n\r\t".contains(*c))
            || "\u{202e}\u{202c}\u{2066}\u{200f}\u{61c}\u{2028}".contains(*c)
    };
    assert_eq!(text.chars().find(odd), None, "{command}: {text:?}");
    assert!(!text.contains("##["), "{command}: {text}");
    let line = text.split(['\n', '\r']).find(|line| line.trim_start().starts_with("::"));
    assert_eq!(line.filter(|line| !line.starts_with("::error file=")), None, "{command}");
}

/// The words of a command.
fn words<'a>(command: &'a str, page: &'a str, web_page: &'a str) -> Vec<&'a str> {
    let word = |word: &'a str| match word {
        "PAGE" => page,
        "HTML" => web_page,
        word => word,
    };
    command.split(' ').map(word).collect()
}

#[test]
fn no_command_prints_a_control_or_a_command_of_a_stranger() {
    let (bed, page, web_page) = hostile();
    for command in COMMANDS.into_iter().chain(["check in --min-score 0 --format github"]) {
        let output = bed.command("").args(words(command, &page, &web_page)).output().unwrap();
        let (out, said) = (stdout(&output), stderr(&output));
        assert!(out.len() + said.len() > 20, "{command}");
        is_safe(&out, command);
        is_safe(&said, command);
    }
    // A path that begins like a command.
    #[cfg(unix)]
    {
        let inside =
            bed.command("check ::warning::w.txt --min-score 0").current_dir(bed.path("in")).output().unwrap();
        assert!(stdout(&inside).starts_with("\u{fffd}:warning::w.txt:1:1: "), "{}", stdout(&inside));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nor_on_a_terminal() {
    let (bed, page, web_page) = hostile();
    let terminal_only = [
        "explain PAGE --show labels",
        "clean PAGE",
        "clean in/records.jsonl",
        "check in --min-score 0 --diff",
        "clean in --diff",
    ];
    for command in COMMANDS.into_iter().chain(terminal_only) {
        let quote = |word: &str| format!("'{}'", word.replace('\'', r"'\''"));
        let line: Vec<String> = words(command, &page, &web_page).into_iter().map(quote).collect();
        let shown = stdout(&on_terminal(&bed, &line.join(" "), &[("DECHAFF_PAGER", "")]));
        assert!(shown.len() > 20, "{command}");
        is_safe(&shown, command);
    }
}

#[test]
fn a_file_gets_every_byte_and_a_log_no_command() {
    let bed = Bed::new();
    let controls = CONTROLS.replace(['\r', '\u{2028}'], "");
    let text = format!("{BODY}{BODY}Share this\n  ::error file=a::b\n{BODY}a ##[group]{controls} b\n{BODY}");
    bed.write("page.txt", &text);
    let labels = |line: &str| line.split_once('\t').unwrap().1.to_owned() + "\n";
    for command in
        ["explain page.txt --show labels", "check page.txt --min-score 0 --diff", "clean page.txt --diff"]
    {
        let on = |log: bool| {
            let mut run = bed.command(command);
            for name in ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"] {
                run.env_remove(name);
            }
            if log {
                run.env("GITHUB_ACTIONS", "true")
            } else {
                &mut run
            };
            run
        };
        let whole = stdout(&on(false).output().unwrap());
        assert!(
            whole.contains("::error file=a") && whole.contains(&format!("##[group]{controls}")),
            "{whole}"
        );
        let log = stdout(&on(true).output().unwrap());
        assert!(!log.contains("##["), "{command}: {log}");
        assert!(!log.split(['\n', '\r']).any(|line| line.trim_start().starts_with("::")), "{command}: {log}");
        // A line that is no command keeps its bytes, and a file all of them, also on a CI server.
        assert!(log.contains(BODY) && log.contains(&controls), "{command}: {log}");
        let file = File::create(bed.path("made")).unwrap();
        on(true).stdout(file).status().unwrap();
        assert_eq!(bed.read("made"), whole, "{command}");
    }
    // The labels are those of the page, byte for byte.
    let shown = stdout(&bed.succeed("explain page.txt --show labels"));
    assert_eq!(shown.lines().map(labels).collect::<String>(), text);
}

#[test]
fn what_is_cleaned_into_a_pipe_keeps_its_bytes() {
    let bed = Bed::new();
    let text = format!("{BODY}{}", BODY.replace(" Monday", &format!(" Mon{CONTROLS}day")));
    bed.write("page.txt", &text);
    assert_eq!(stdout(&bed.succeed("clean page.txt --keep all-content")), text);
}

#[test]
fn messages_are_short_whatever_they_are_about() {
    let bed = Bed::new();
    let long = "x".repeat(5_000_000);
    let records = [
        json!({"id": &long, "text": 1}),
        json!({"id": 2, &long: 1}),
        json!({"id": 3, "text": {&long: &long}}),
    ];
    bed.write("in/a.jsonl", jsonl(&records) + "[\"" + &long + "\"]\n");
    bed.write("gold.jsonl", jsonl(&[json!({"id": &long, "gold": 1}), json!({"id": 1, "lines": &long})]));
    bed.write("known.jsonl", format!("{{\"dechaff-baseline\":2}}\n{{\"path\":\"\",\"{long}\":1}}\n"));
    bed.write("pack.toml", format!("code = 'xx'\nname = 'X'\nnative = 'X'\n[{long}]\nline = ['a']\n"));
    bed.write("settings.toml", format!("{} = 1\n", &long[..500_000])).write("big.toml", &long);
    for arguments in [
        "check in",
        "check in --min-score 0 --format github",
        "clean in -o out",
        "learn in -o site.tpl",
        "report in -o report.html",
        "score gold.jsonl",
        "check in --baseline known.jsonl",
        "explain in/a.jsonl --input-format text --packs pack.toml",
        "rules --config settings.toml",
        "rules --config big.toml",
    ] {
        let output = bed.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        let said = stderr(&output) + &stdout(&output);
        let longest = said.lines().map(|line| line.chars().count()).max().unwrap();
        assert!((20..500).contains(&longest), "{arguments}: {longest}");
    }
}

#[test]
fn explain_prints_no_control_of_a_page() {
    let bed = Bed::new();
    bed.write("page.txt", HOSTILE);
    for arguments in [
        "explain page.txt",
        "explain page.txt:3",
        "explain page.txt --show evidence",
        "explain page.txt --show spans",
    ] {
        let shown = stdout(&bed.succeed(arguments));
        assert!(shown.contains("harbour"), "{arguments}: {shown}");
        is_safe(&shown, arguments);
    }
}

#[test]
fn explain_replaces_controls_visibly() {
    let bed = Bed::new();
    bed.write("page.txt", HOSTILE);
    let shown = stdout(&bed.succeed("explain page.txt"));
    assert!(shown.contains("harbour \u{fffd}[2Jwas"), "{shown}");
    assert!(shown.contains("\u{fffd}yesterday\u{fffd} for"), "{shown}");
}

#[cfg(unix)]
#[test]
fn messages_print_no_control_of_a_file_name() {
    let bed = Bed::new();
    bed.write("a\u{1b}[2J\u{202e}.txt", "\0\0\0 no text");
    let said = stderr(&bed.run("check ."));
    assert!(said.contains("a\u{fffd}[2J\u{fffd}.txt"), "{said}");
    is_safe(&said, "check");
}
