//! Geometry: where the page's good text is in its tree of elements.

use super::groups::{Groups, Mixed, pair};
use crate::html::{LineMarks, Marks, Tag};
use crate::text::reading::{Facts, Reading};

/// Sums over the lines that an element holds.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    good: f32,
    units: f32,
    /// Characters.
    length: f32,
    linked: f32,
    lines: f32,
    /// Words of good lines minus what the other lines cost: high where paragraphs are close together.
    score: f32,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.good += other.good;
        self.units += other.units;
        self.length += other.length;
        self.linked += other.linked;
        self.lines += other.lines;
        self.score += other.score;
    }
}

/// The surroundings of a line. Shares are between 0 and 1. Array entries are for the nearest container, the second, and so
/// on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    /// The share of the page's good text that the container holds.
    pub(super) good: [f32; 3],
    /// The share of the container's text that is good.
    pub(super) density: [f32; 2],
    /// The share of the container's characters that are in links.
    pub(super) linked: [f32; 4],
    /// The share of the page's text that the container holds.
    pub(super) text: f32,
    /// Lines in the nearest container and in the third.
    pub(super) lines: [f32; 2],
    /// The score of the container, relative to the greatest absolute score on the page.
    pub(super) sums: [f32; 3],
    /// Whether the line is in the subtree with the highest score, without the branches that lower it.
    pub(super) in_region: bool,
    /// Of the lines with the same path of elements: their share of the page's good text, and how much of their text is good.
    pub(super) path_good: f32,
    pub(super) path_density: f32,
    /// Siblings with the same tag and classes, of the line's block and of its second container, these included.
    pub(super) alike: [f32; 2],
    /// Child elements `p` of the nearest container.
    pub(super) paragraphs: f32,
    /// Depth minus the mean depth of the good text.
    pub(super) depth: f32,
}

pub(super) struct Geometry {
    sums: Vec<Sums>,
    containers: Vec<u32>,
    greatest: f32,
    region: Vec<bool>,
    by_path: Vec<Sums>,
    alike: Mixed<f32>,
    paragraphs: Vec<f32>,
    depth: f32,
}

impl Geometry {
    pub(super) fn new(
        reading: &Reading,
        marks: &Marks,
        lines: &[&LineMarks],
        containers: Vec<u32>,
        groups: &Groups,
    ) -> Self {
        let elements = &marks.elements;
        let mut own = vec![Sums::default(); elements.len()];
        let mut by_path = vec![Sums::default(); groups.path_count];
        let (mut depth, mut good) = (0.0, 0.0);
        for ((facts, line), &path) in reading.lines.iter().zip(lines).zip(&groups.paths) {
            let sums = Sums::from_line(facts, line);
            own[line.element as usize].add(sums);
            by_path[path as usize].add(sums);
            depth += f32::from(elements[line.element as usize].depth) * sums.good;
            good += sums.good;
        }
        // The highest score of an element with a choice of its branches.
        let mut best: Vec<f32> = own.iter().map(|sums| sums.score).collect();
        let mut sums = own;
        for index in (1..elements.len()).rev() {
            let parent = elements[index].parent as usize;
            let here = sums[index];
            sums[parent].add(here);
            best[parent] += best[index].max(0.0);
        }
        let root = (0..best.len()).fold(0, |root, index| if best[index] > best[root] { index } else { root });
        let mut region = vec![false; elements.len()];
        for index in 0..elements.len() {
            let parent = elements[index].parent as usize;
            region[index] = index == root || index > 0 && region[parent] && best[index] > 0.0;
        }
        let mut alike = Mixed::default();
        let mut paragraphs = vec![0.0; elements.len()];
        for element in &elements[1..] {
            *alike.entry(pair(element.parent, element.signature)).or_insert(0.0) += 1.0;
            paragraphs[element.parent as usize] += f32::from(u8::from(element.tag == Tag::P));
        }
        let greatest = sums.iter().fold(1.0f32, |greatest, sums| greatest.max(sums.score.abs()));
        let depth = if good > 0.0 { depth / good } else { 0.0 };
        Self { sums, containers, greatest, region, by_path, alike, paragraphs, depth }
    }

    /// The surroundings of a line, given the number of its path.
    pub(super) fn around(&self, marks: &Marks, line: &LineMarks, path: u32) -> Around {
        let mut container = line.element as usize;
        let containers: [usize; 4] = std::array::from_fn(|_| {
            container = self.containers[container] as usize;
            container
        });
        let sums = containers.map(|container| self.sums[container]);
        let page = self.sums[0];
        let path = self.by_path[path as usize];
        let alike = |element: usize| {
            let element = &marks.elements[element];
            self.alike.get(&pair(element.parent, element.signature)).copied().unwrap_or(1.0)
        };
        Around {
            good: std::array::from_fn(|k| share(sums[k].good, page.good)),
            density: std::array::from_fn(|k| share(sums[k].good, sums[k].units)),
            linked: sums.map(|sums| share(sums.linked, sums.length)),
            text: share(sums[0].units, page.units),
            lines: [sums[0].lines, sums[2].lines],
            sums: std::array::from_fn(|k| sums[k].score / self.greatest),
            in_region: self.region[line.element as usize],
            path_good: share(path.good, page.good),
            path_density: share(path.good, path.units),
            alike: [alike(line.block as usize), alike(containers[1])],
            paragraphs: self.paragraphs[containers[0]],
            depth: f32::from(marks.elements[line.element as usize].depth) - self.depth,
        }
    }
}

impl Sums {
    fn from_line(facts: &Facts, line: &LineMarks) -> Self {
        let (length, linked, units) = (line.length as f32, line.linked as f32, facts.units as f32);
        let good = facts.is_good() && linked < 0.5 * length;
        let words = facts.word_count();
        Self {
            good: if good { units } else { 0.0 },
            units,
            length,
            linked,
            lines: 1.0,
            // A line that is not a paragraph costs as much as a short sentence adds.
            score: if good { words } else { -(0.6 * words.min(12.0) + 1.5) },
        }
    }
}

pub(super) fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// Steps up from one element to the nearest one that also holds another, at most 12.
pub(super) fn climb(marks: &Marks, from: u32, other: u32) -> u8 {
    const MOST: u8 = 12;
    let (mut here, mut there) = (from, other);
    let (mut steps, mut steps_there) = (0, 0);
    while here != there && steps < MOST && steps_there < 4 * MOST {
        let (one, two) = (&marks.elements[here as usize], &marks.elements[there as usize]);
        if one.depth >= two.depth {
            here = one.parent;
            steps += 1;
        }
        if two.depth >= one.depth {
            there = two.parent;
            steps_there += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::Html;
    use crate::text::page::Page;

    const MENU: &str = "<nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li></ul></nav>";
    const STORM: &str = "<p>The harbour wall gave way after midnight, when the second storm reached the town.</p>\
        <p>The council met in the morning and asked the fire service to close the road to the beach.</p>";

    /// The surroundings of each line of a page.
    fn around(html: &str) -> Vec<Around> {
        let html = Html::read(html);
        let reading = Reading::new(&Page::from_html(&html));
        let lines: Vec<&LineMarks> = html.marks.lines.iter().collect();
        assert_eq!(lines.len(), reading.lines.len());
        let containers = html.marks.containers();
        let groups = Groups::new(&html.marks, &lines, &containers, false);
        let geometry = Geometry::new(&reading, &html.marks, &lines, containers, &groups);
        let around = |(line, &path): (&&LineMarks, _)| geometry.around(&html.marks, line, path);
        lines.iter().zip(&groups.paths).map(around).collect()
    }

    #[test]
    fn the_region_is_the_part_of_the_tree_with_paragraphs() {
        let lines = around(&format!("<body>{MENU}<article>{STORM}</article></body>"));
        let in_region: Vec<bool> = lines.iter().map(|line| line.in_region).collect();
        assert_eq!(in_region, [false, false, true, true]);
    }

    #[test]
    fn a_container_of_all_paragraphs_holds_all_good_text() {
        let lines = around(&format!("<body>{MENU}<article>{STORM}</article></body>"));
        let (menu, paragraph) = (&lines[0], &lines[2]);
        assert_eq!((menu.good[0], paragraph.good[0]), (0.0, 1.0));
        assert_eq!((menu.density[0], paragraph.density[0]), (0.0, 1.0));
        assert_eq!((menu.linked[0], paragraph.linked[0]), (1.0, 0.0));
        assert_eq!(paragraph.paragraphs as u32, 2);
        assert!(menu.sums[0] < 0.0 && paragraph.sums[0] > 0.0);
    }

    #[test]
    fn a_paragraph_of_links_is_not_good_text() {
        let linked = STORM.replace("<p>", "<p><a href=/>").replace("</p>", "</a></p>");
        assert!(around(&format!("<body>{linked}</body>")).iter().all(|line| line.good[0] == 0.0));
    }

    #[test]
    fn siblings_with_the_same_tag_and_classes_are_alike() {
        let lines =
            around("<body><div class=a>One</div><div class=a>Two</div><div class=b>Three</div></body>");
        let alike: Vec<f32> = lines.iter().map(|line| line.alike[0]).collect();
        assert_eq!(alike, [2.0, 2.0, 1.0]);
    }

    #[test]
    fn a_climb_ends_at_the_element_that_holds_both_lines() {
        let html = Html::read(&format!("<body>{MENU}<article>{STORM}</article></body>"));
        let elements: Vec<u32> = html.marks.lines.iter().map(|line| line.element).collect();
        // From one paragraph to the article around both; from the article's first up to the body.
        assert_eq!(climb(&html.marks, elements[3], elements[2]), 1);
        assert_eq!(climb(&html.marks, elements[2], elements[1]), 2);
        assert_eq!(climb(&html.marks, elements[2], elements[2]), 0);
    }
}
