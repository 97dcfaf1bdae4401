//! `dechaff report`: one page, whatever is in the corpus.

use crate::bed::{Bed, PAGE, stderr};

/// Text that would like to be more.
const HOSTILE: &str = "<script>document.title = 'taken'</script>\n</script><img src=x onerror=\"document.title='taken'\">\n\
    \u{202e}\u{2066}txt.elif\u{2069} --> ]]> &lt; ' \"\n</td></table></details></main><h1>mine</h1>\n\u{1b}[2J\n";

fn bed() -> Bed {
    let bed = Bed::new();
    bed.with_seeds("corpus/arabic").write("corpus/news/noisy.txt", PAGE);
    bed.write("corpus/news/hostile.txt", HOSTILE).write("corpus/empty.txt", "");
    let html = "<html lang=pt-BR><head><meta property=og:site_name content='<b>Site</b>'></head><body><p>Home</p></body>";
    bed.write("corpus/page.html", html);
    #[cfg(not(windows))]
    bed.write("corpus/<img src=x onerror=alert(1)>.txt", "Home\n");
    bed
}

#[test]
fn no_text_of_a_page_is_markup() {
    let bed = bed();
    bed.succeed("report corpus -o report.html");
    let report = bed.read("report.html");
    assert_eq!(report.matches("<script").count(), 1);
    assert_eq!(report.matches("</script").count(), 1);
    assert_eq!(report.matches("<h1").count(), 1);
    assert!(!report.contains("<img") && !report.contains("<b>") && !report.contains('\u{1b}'));
    // It asks for nothing: no address in it.
    assert!(!report.contains("http:") && !report.contains("https:") && !report.contains("<link"));
    assert!(report.contains("default-src 'none'"));
}

#[test]
fn numbers_and_pages_are_in_it() {
    let bed = bed();
    let said = stderr(&bed.succeed("report corpus -o report.html"));
    assert!(said.contains(" pages in report.html"), "{said}");
    let report = bed.read("report.html");
    for text in [
        "Share kept by site",
        "&lt;b&gt;Site&lt;/b&gt;",
        ">arabic<",
        ">pt<",
        "Nothing kept",
        "Uncertain",
        "dir=\"auto\"",
    ] {
        assert!(report.contains(text), "{text}");
    }
    // Anywhere, on any number of threads, the same.
    bed.succeed("report corpus -o again.html --threads 1");
    assert!(report == bed.read("again.html"));
}

#[test]
fn it_stays_small() {
    let bed = Bed::new();
    let lines =
        (0..150).map(|line| format!("{line} <<<<>>>>&&&&{}\n", "\u{301}".repeat(900))).collect::<Vec<_>>();
    for page in 0..30 {
        bed.write(&format!("corpus/{page}/a.txt"), lines.concat());
    }
    bed.succeed("report corpus -o report.html --pages 255");
    let size = bed.read("report.html").len();
    assert!(size < 2_000_000, "{size}");
}

#[test]
fn the_policy_lets_the_script_run() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let bed = bed();
    bed.succeed("report corpus -o report.html");
    let report = bed.read("report.html");
    let script = report.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
    let mut openssl = Command::new("openssl");
    openssl.args(["dgst", "-sha256", "-binary"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut running) = openssl.spawn() else { return };
    running.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let hash = running.wait_with_output().unwrap().stdout;
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let base64: String = hash
        .chunks(3)
        .flat_map(|bytes| {
            let bits =
                bytes.iter().fold(0, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - bytes.len()));
            (0..=bytes.len()).map(move |digit| char::from(digits[bits >> (18 - 6 * digit) & 63]))
        })
        .collect();
    assert!(report.contains(&format!("script-src 'sha256-{base64}='")), "{base64}");
}
