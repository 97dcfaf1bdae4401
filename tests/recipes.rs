//! Recipes as text keep their ingredients and steps: short lines of an author, which look like those of a menu.

use std::fs;
use std::path::Path;

use dechaff::{Bag, Cleaner, Page};

const LANGUAGES: [&str; 5] = ["ar", "de", "en", "fr", "ja"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Layout {
    Plain,
    Bullets,
    /// Steps are numbered.
    Numbers,
    /// The amount is behind the name.
    Behind,
    /// The amount is behind the name and a tab.
    Table,
    /// Ingredients have no amount, and steps are short.
    Bare,
}

use Layout::{Bare, Behind, Bullets, Numbers, Plain, Table};

const LAYOUTS: [Layout; 6] = [Plain, Bullets, Numbers, Behind, Table, Bare];

/// What is around a recipe.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Around {
    /// A title and an introduction.
    Introduction,
    /// A menu, buttons, and links to other recipes, with no introduction that would tell where the article is.
    Site,
}

/// The rows of an invented recipe: the kind of each, and its columns.
struct Recipe(Vec<(String, Vec<String>)>);

impl Recipe {
    fn read(language: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recipes");
        let table = fs::read_to_string(folder.join(language).with_extension("tsv")).unwrap();
        let row = |row: &str| {
            let mut columns = row.split('\t').map(str::to_owned);
            (columns.next().unwrap(), columns.collect())
        };
        Self(table.lines().map(row).collect())
    }

    /// The columns of the rows of a kind.
    fn rows(&self, kind: &str) -> impl Iterator<Item = &[String]> {
        self.0.iter().filter(move |(of, _)| of == kind).map(|(_, columns)| &columns[..])
    }

    /// The first columns of the rows of a kind.
    fn lines(&self, kind: &str) -> Vec<String> {
        self.rows(kind).map(|columns| columns[0].clone()).collect()
    }

    fn ingredients(&self, layout: Layout) -> Vec<String> {
        let line = |columns: &[String]| {
            let [line, name, amount] = columns else { panic!("{columns:?}") };
            match layout {
                Bullets => format!("• {line}"),
                Behind => format!("{name} {amount}"),
                Table => format!("{name}\t{amount}"),
                Bare => name.clone(),
                Plain | Numbers => line.clone(),
            }
        };
        self.rows("ingredient").map(line).collect()
    }

    fn steps(&self, layout: Layout) -> Vec<String> {
        let line = |(index, columns): (usize, &[String])| {
            let [step, short] = columns else { panic!("{columns:?}") };
            match layout {
                Bullets => format!("• {step}"),
                Numbers => format!("{}. {step}", index + 1),
                Bare => short.clone(),
                Plain | Behind | Table => step.clone(),
            }
        };
        self.rows("step").enumerate().map(line).collect()
    }

    fn page(&self, layout: Layout, around: Around) -> String {
        let headings = self.lines("heading");
        let mut blocks = vec![
            self.lines("title"),
            self.lines(if around == Around::Site { "tools" } else { "intro" }),
            [&headings[..1], &self.ingredients(layout)].concat(),
            [&headings[1..], &self.steps(layout)].concat(),
        ];
        if around == Around::Site {
            blocks.insert(0, self.lines("nav"));
            blocks.extend([self.lines("related"), self.lines("footer")]);
        }
        let blocks: Vec<String> = blocks.iter().map(|block| block.join("\n")).collect();
        blocks.join("\n\n") + "\n"
    }
}

/// The share of the words of the lines that `of` picks that stay, over all languages and layouts.
fn share_left(around: Around, of: impl Fn(&Recipe, Layout) -> Vec<String>) -> f64 {
    let cleaner = Cleaner::default();
    let (mut left, mut all) = (0, 0);
    for language in LANGUAGES {
        let recipe = Recipe::read(language);
        for layout in LAYOUTS {
            let cleaned = cleaner.clean(&Page::new(&recipe.page(layout, around))).text();
            let lines = of(&recipe, layout);
            let stays = |line: &&String| cleaned.lines().any(|left| left.trim() == line.trim());
            let words = |line: &String| Bag::new(line).words();
            let (stay, of_page) =
                (lines.iter().filter(stays).map(words).sum::<u32>(), lines.iter().map(words).sum::<u32>());
            // Shown if the test fails.
            println!("{language} {layout:?}: {stay} of {of_page} words");
            (left, all) = (left + stay, all + of_page);
        }
    }
    f64::from(left) / f64::from(all)
}

fn ingredients_and_steps(recipe: &Recipe, layout: Layout) -> Vec<String> {
    [recipe.ingredients(layout), recipe.steps(layout)].concat()
}

#[test]
fn ingredients_and_steps_below_an_introduction_stay() {
    let share = share_left(Around::Introduction, ingredients_and_steps);
    assert!(share >= 0.95, "{share:.3}");
}

#[test]
fn ingredients_and_steps_between_the_lines_of_a_site_stay() {
    let share = share_left(Around::Site, ingredients_and_steps);
    assert!(share >= 0.95, "{share:.3}");
}

/// Without a paragraph to tell where the article is, most of a page that is short lines stays.
#[test]
fn some_lines_of_a_site_around_a_recipe_go() {
    let of_site = |recipe: &Recipe, _| {
        ["nav", "tools", "related", "footer"].iter().flat_map(|kind| recipe.lines(kind)).collect()
    };
    let share = share_left(Around::Site, of_site);
    assert!(share <= 0.75, "{share:.3}");
}
