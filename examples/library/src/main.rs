//! Reads HTML from standard input and prints its title and its article.

use std::io;

use dechaff::{Cleaner, Html, Page};

fn main() -> io::Result<()> {
    let html = Html::read(&io::read_to_string(io::stdin())?);
    let page = Page::from_html(&html);
    let cleaned = Cleaner::default().clean(&page);
    if let Some(title) = html.about().title() {
        println!("# {title}\n");
    }
    print!("{}", cleaned.text());
    let lines = cleaned.verdicts().len();
    let kept: usize = cleaned.kept().map(str::len).sum();
    eprintln!("{lines} lines, {kept} of {} bytes kept", page.text().len());
    Ok(())
}
