//! `dechaff.toml`: each key is an option.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::bed::{Bed, PAGE, TEASER, stderr, stdout};

fn bed(config: &str) -> Bed {
    let bed = Bed::new();
    bed.write("dechaff.toml", config).write("pages/deep/teaser.txt", TEASER).write("pages/noisy.txt", PAGE);
    bed
}

fn code(bed: &Bed, arguments: &str) -> Option<i32> {
    bed.run(arguments).status.code()
}

#[test]
fn what_is_typed_wins() {
    let bed = bed("[check]\nignore = [\"glued-teaser\"]\nformat = \"jsonl\"\n");
    assert_eq!(code(&bed, "check pages/deep"), Some(0));
    assert!(stdout(&bed.run("check pages/noisy.txt")).starts_with('{'));
    assert!(stdout(&bed.run("check pages/noisy.txt --format concise")).starts_with("pages"));
    // A list that is typed takes the place of the other; an option that excludes one of the file switches it off.
    assert_eq!(code(&bed, "check pages/deep --ignore date"), Some(1));
    assert!(stdout(&bed.run("check pages/noisy.txt --diff")).starts_with("--- a/"));
    assert_eq!(code(&bed, "check pages/deep --no-config"), Some(1));
    assert_eq!(code(&bed, "--no-config check pages/deep"), Some(1));
}

#[test]
fn options_of_markdown_wait_for_runs_that_write_it() {
    let page = "<article><h1>The ferry</h1><p>The <a href=/ferry>night ferry</a> will sail again from May, nine years \
                after the last crossing.</article>";
    let bed = bed("[clean]\nlinks = \"keep\"\nbase-url = \"https://a.example\"\n");
    bed.write("page.html", page);
    let written = |arguments: &str| stdout(&bed.succeed(&format!("clean page.html {arguments}")));
    assert!(written("").contains("The night ferry will"));
    assert!(written("--format markdown").contains("[night ferry](https://a.example/ferry)"));
    assert!(written("--format markdown --links text").contains("The night ferry will"));
    // The format may be in the file.
    let other = "[clean]\nformat = \"markdown\"\nlinks = \"keep\"\n";
    bed.write("other.toml", other);
    assert!(written("--config other.toml --images keep").contains("[night ferry](/ferry)"));
    assert!(written("--config other.toml --format text").contains("The night ferry will"));
    for typed in [
        "--links keep",
        "--links text",
        "--images=alt",
        "--base-url https://a.example",
        "--format text --links none",
    ] {
        let output = bed.run(&format!("clean page.html {typed}"));
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()), "{typed}");
        let said = stderr(&output);
        assert!(
            said.starts_with("dechaff: --") && said.ends_with(" (give --format markdown, too)\n"),
            "{said}"
        );
        assert_eq!(said.lines().count(), 1);
    }
    assert_eq!(code(&bed, "clean page.html --config other.toml --format text --links keep"), Some(2));
}

#[test]
fn it_is_found_upwards_and_its_paths_are_beside_it() {
    let bed = bed("keep = \"article\"\n[check]\nbaseline = \"known.jsonl\"\n");
    bed.succeed("check pages --write-baseline known.jsonl");
    bed.succeed("check pages");
    let mut below = bed.command("clean teaser.txt");
    assert!(below.current_dir(bed.path("pages/deep")).output().unwrap().status.success());
    // The baseline was found; its paths are those as they were typed.
    let mut below = bed.command("check deep");
    let output = below.current_dir(bed.path("pages")).output().unwrap();
    assert!(stderr(&output).contains("known.jsonl"), "{}", stderr(&output));
    bed.write("other.toml", "[check]\nignore = \"glued-teaser\"\n");
    bed.succeed("check pages/deep --config other.toml");
}

#[test]
fn every_form_of_value_is_read() {
    let bed = bed("threads = 1\n[check]\nmax-noise = 0.9\nquiet = true\ndiff = false\n\
        [check.per-path]\n\"pages/noisy*\" = [\"nav\", \"share\"]\n\"deep/**\" = \"glued-teaser\"\n");
    assert_eq!(stderr(&bed.succeed("check pages")), "");
    assert_eq!(code(&bed, "check pages/deep --max-noise 0"), Some(0));
    let found = stdout(&bed.run("check pages/noisy.txt --max-noise 0 --min-score 0"));
    assert!(!found.is_empty() && !found.contains("menu-line"), "{found}");
}

#[test]
fn text_may_be_in_order() {
    let bed = bed("[check]\nallow = [\"  Read also:  Why the old ferry was sold\"]\n");
    bed.succeed("check pages/deep");
}

#[test]
fn what_an_option_needs_may_stand_in_the_file() {
    let bed = bed("[check]\nbaseline = \"known.jsonl\"\n");
    bed.succeed("check pages --write-baseline known.jsonl");
    bed.succeed("check pages --update-baseline");
    for (arguments, missing) in
        [("report pages", "give -o FILE"), ("check pages --update-baseline --no-config", "--baseline <FILE>")]
    {
        let output = bed.run(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(missing), "{}", stderr(&output));
    }
}

#[test]
fn what_is_written_is_only_taken_from_the_command_line() {
    for (config, typed) in [
        ("[clean]\nstats = \"mine.txt\"", "--stats"),
        ("[clean]\noutput = \"home\"", "--output"),
        ("[clean]\nreport = \"mine.html\"", "--report"),
        ("[clean]\nremoved = \"home\"", "--removed"),
        ("[clean]\nin-place = true", "--in-place"),
        ("[clean]\nforce = true\nbackup = false", "--backup"),
        ("[clean]\noverwrite = true", "--overwrite"),
        ("[check]\nwrite-baseline = \"mine.txt\"", "--write-baseline"),
        ("[check]\nbaseline = \"mine.txt\"\nupdate-baseline = true", "--update-baseline"),
        ("[report]\noutput = \"mine.txt\"", "--output"),
        ("[learn]\noutput = \"mine.txt\"", "--output"),
        ("[fit]\noutput = \"mine.txt\"", "--output"),
        // At the top, and links that lead out of the folder.
        ("stats = \"mine.txt\"", "--stats"),
        ("follow = true", "--follow"),
    ] {
        let bed = bed(config);
        bed.write("mine.txt", "precious");
        let before = bed.files("");
        for arguments in ["clean pages/noisy.txt", "check pages", "learn pages -o made.tpl"] {
            let output = bed.run(arguments);
            assert_eq!(output.status.code(), Some(2), "{config}");
            let message = format!("is only taken from the command line (give {typed} there)");
            assert!(stderr(&output).contains(&message), "{config}: {}", stderr(&output));
            assert_eq!(bed.files(""), before, "{config}");
        }
    }
}

/// The options that the help of a command names.
fn options(bed: &Bed, command: &str) -> BTreeSet<String> {
    let help = stdout(&bed.succeed(&format!("{command} --help --no-config")));
    let starts = help.lines().filter_map(|line| line.split_once("--").filter(|(front, _)| front.len() <= 6));
    let ends = |c: char| !(c.is_alphanumeric() || c == '-');
    let names = starts.filter_map(|(_, rest)| rest.split(ends).next()).map(str::to_owned);
    // The last ones decide what is written where.
    let no_key = [
        "help",
        "config",
        "no-config",
        "output",
        "removed",
        "report",
        "stats",
        "summary",
        "overwrite",
        "in-place",
        "backup",
        "force",
        "write-baseline",
        "update-baseline",
        "follow",
    ];
    names.filter(|name| !no_key.contains(&&name[..])).collect()
}

#[test]
fn every_option_has_a_key() {
    let bed = Bed::new();
    let schema: Value = serde_json::from_str(&stdout(&bed.succeed("config --schema"))).unwrap();
    let mut all = 0;
    for line in ["clean x", "check x", "explain x", "report x -o r.html", "score x", "fit x -o m.toml"] {
        let command = line.split(' ').next().unwrap();
        let keys: BTreeSet<String> =
            schema["properties"][command]["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, options(&bed, command), "{command}");
        all += keys.len();
        // And the key is read.
        for key in keys {
            bed.write("dechaff.toml", format!("[{command}]\n{key} = [[1]]\n"));
            let said = stderr(&bed.run(line));
            assert!(said.starts_with(&format!("dechaff: dechaff.toml: {key} must be ")), "{said}");
        }
    }
    assert!(all > 70, "{all}");
}

#[test]
fn packs_of_ones_own_are_used() {
    let pack = "code = 'xx'\nname = 'Mine'\nnative = 'Mine'\n[share]\nline = ['zorp the glib']\n";
    let bed = bed("packs = [\"my-site.toml\"]\n");
    bed.write("my-site.toml", pack).write("page.txt", format!("{TEASER}Zorp the glib\n"));
    let sees = |arguments: &str| {
        stdout(&bed.succeed(&format!("explain page.txt:9 {arguments}"))).contains("cue-line = share")
    };
    assert!(sees(""));
    assert!(!sees("--no-config"));
    bed.write("my-site.toml", "code = 1");
    let output = bed.run("clean page.txt");
    assert!(stderr(&output).starts_with("dechaff: my-site.toml:1:8: "), "{}", stderr(&output));
}

#[test]
fn what_is_wrong_is_named_with_the_file() {
    for (config, message) in [
        ("kep = 1", "dechaff.toml: unknown key \"kep\", did you mean keep?"),
        ("[check]\nmax-nois = 1", "unknown key \"max-nois\" in [check], did you mean max-noise?"),
        ("[chekc]\nquiet = true", "unknown key \"chekc\", did you mean check?"),
        // Also of a command that does not run.
        ("[explain]\nkeeep = \"body\"", "unknown key \"keeep\" in [explain], did you mean keep?"),
        ("[check]\nquiet = 1", "dechaff.toml: quiet must be true or false"),
        ("[check]\nignore = [[1]]", "dechaff.toml: ignore must be a string or a number"),
        ("[check]\nmax-noise = 7", "dechaff.toml: invalid value '7' for '--max-noise <SHARE>'"),
        ("check = 1", "check is a command: write a table, [check]"),
        ("a = ", "dechaff.toml:1:5: "),
    ] {
        let bed = bed(config);
        let output = bed.run("check pages");
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert!(stderr(&output).contains(message), "{config}: {}", stderr(&output));
    }
}

#[test]
fn all_settings_are_shown_with_their_origin() {
    let bed = bed("[check]\nignore = [\"date\"]\nquiet = true\n");
    let shown = stdout(&bed.succeed("config"));
    let has =
        |start: &str, end: &str| shown.lines().any(|line| line.starts_with(start) && line.ends_with(end));
    assert!(has("ignore = [\"date\"] ", "# dechaff.toml"), "{shown}");
    assert!(has("quiet = true ", "# dechaff.toml") && has("quiet = false ", "# built in"), "{shown}");
    assert!(has("format = \"concise\" ", "# built in"), "{shown}");
    // What is shown is such a file.
    let shown = shown.replace("# known", "known");
    bed.write("shown.toml", shown).succeed("config --config shown.toml");
}

#[test]
fn the_schema_is_the_one_that_is_kept() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/dechaff.schema.json");
    let made = stdout(&Bed::new().succeed("config --schema"));
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(&file, &made).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == made, "SNAPSHOTS=overwrite cargo test rewrites docs/dechaff.schema.json");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let schema = compiler.compile(file.to_str().unwrap(), &mut schemas).unwrap();
    let is_valid = |config: &str| {
        let config: Value = serde_json::to_value(config.parse::<toml::Table>().unwrap()).unwrap();
        schemas.validate(&config, schema).is_ok()
    };
    assert!(is_valid(
        "lang = \"ar\"\nthreads = 2\n[check]\nmax-noise = \"2%\"\nignore = [\"date\"]\nquiet = true\n[check.per-path]\n\"a/**\" = [\"date\"]\n"
    ));
    for wrong in ["kep = \"x\"", "[check]\nquiet = 1", "[check]\nformat = \"xml\"", "[chekc]"] {
        assert!(!is_valid(wrong), "{wrong}");
    }
}
