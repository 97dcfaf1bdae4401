//! Compiles the packs, the models and the character table into forms that load fast.
//!
//! It uses the library's own code, so that the forms always match what the library reads.

use std::fmt::{Display, Write};
use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

/// The modules of the library that this script needs.
#[path = "src"]
#[allow(dead_code, unreachable_pub, unused_imports)]
mod library {
    pub(crate) mod html;
    pub(crate) mod markdown;

    // Without `builtin`, which reads the files that this script writes.
    pub(crate) mod text {
        pub(crate) mod chars;
        pub(crate) mod clock;
        pub(crate) mod page;
        pub(crate) mod reading;
        pub(crate) mod segments;
        pub(crate) mod site;
    }
    pub(crate) mod decide {
        pub(crate) mod model {
            pub(crate) mod compact;
        }
    }
    pub(crate) mod phrases {
        pub(crate) mod cue;
        pub(crate) mod pack;
    }
}

use library::decide::model::compact;
use library::phrases::{cue, pack};
use library::text::chars;
use library::{html, markdown, phrases, text};

const PACKS: &str = "src/phrases/packs";
const MODELS: [&str; 3] = ["model", "model-html", "model-markdown"];

/// Built here. The library loads it from the file that this script writes.
static CHARS: LazyLock<chars::CharTable> = LazyLock::new(chars::CharTable::build);

impl chars::CharTable {
    fn get() -> Self {
        *CHARS
    }
}

fn main() {
    println!("cargo::rerun-if-changed={PACKS}");
    let mut files: Vec<_> =
        or_panic(fs::read_dir(PACKS), PACKS).map(|entry| or_panic(entry, PACKS).path()).collect();
    files.sort();
    let mut packs = Vec::new();
    let mut list = String::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "toml")) {
        let name = file.display();
        packs.push(or_panic(pack::Pack::parse(&or_panic(fs::read_to_string(file), &name)), &name));
        let code = file.file_stem().unwrap_or_default().display().to_string();
        let _ = writeln!(
            list,
            "({code:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{PACKS}/\", {code:?}, \".toml\"))),"
        );
    }
    write("packs.rs", format!("&[\n{list}]").as_bytes());
    write("cues", &cue::Cues::compile(&packs).to_bytes());
    write("chars", &CHARS.to_bytes());
    for name in MODELS {
        let file = format!("{name}.toml");
        println!("cargo::rerun-if-changed={file}");
        let model = or_panic(toml::from_str(&or_panic(fs::read_to_string(&file), &file)), &file);
        write(name, &or_panic(compact::to_bytes(model), &file));
    }
}

fn write(name: &str, bytes: &[u8]) {
    let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    or_panic(fs::write(Path::new(&folder).join(name), bytes), name);
}

fn or_panic<T>(result: Result<T, impl Display>, what: impl Display) -> T {
    result.unwrap_or_else(|error| panic!("{what}: {error}"))
}
