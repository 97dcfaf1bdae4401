//! Entries: elements of one kind that come one after another, each with a short line and prose: posts of a thread,
//! readers' comments, reviews, teasers. What they are shows by how many there are, how much of the page they hold, and
//! how much text there is above the first.

use super::names::holds;
use super::outline::{Held, Outline};
use super::{Columns, geometry::share};

/// What is known about a line because of the entries of its page. Shares are -1 outside entries.
#[derive(Default)]
pub(super) struct Entries {
    /// The number of the entry of each line, by its element; [`NONE`] outside of them.
    of_line: Vec<u32>,
    all: Vec<Entry>,
    groups: Vec<Group>,
}

/// One entry.
#[derive(Clone, Copy, Default)]
struct Entry {
    group: u32,
    /// How many of its group are above it.
    index: u32,
    /// Its share of the page's good text.
    own: f32,
    has_clock: bool,
}

/// Entries of one kind.
#[derive(Clone, Copy, Default)]
struct Group {
    count: u32,
    /// Shares of the page's good text: in the entries, and above the first of them.
    good: f32,
    before: f32,
    /// Units of prose in the mean entry.
    size: f32,
    /// The share of entries with a date or time.
    clock: f32,
    /// The share of links in the characters of the entries.
    linked: f32,
    name: u8,
}

const NONE: u32 = u32::MAX;
/// By what the class words of a entry and the elements around say that it holds.
const NAME: &[&str] = &["no entry", "another", "comment", "post", "teaser"];
/// How many elements around a entry may name it.
const AROUND: usize = 3;

impl Entries {
    pub(super) fn new(page: &Outline<'_>, holds: &[u8]) -> Self {
        let group_of = group_of(page);
        Self::of_groups(page, holds, &group_of)
    }

    /// The entries, given the group of each element that is one.
    fn of_groups(page: &Outline<'_>, holds: &[u8], group_of: &[u32]) -> Self {
        let elements = &page.marks.elements;
        let mut entry_of = vec![NONE; elements.len()];
        let (mut entries, mut groups): (Vec<Entry>, Vec<Group>) = (Vec::new(), Vec::new());
        for index in 0..elements.len() {
            let group = group_of[index];
            if group == NONE {
                entry_of[index] = if index == 0 { NONE } else { entry_of[elements[index].parent as usize] };
                continue;
            }
            if group as usize >= groups.len() {
                groups.resize(group as usize + 1, Group { before: -1.0, ..Group::default() });
            }
            let here = &mut groups[group as usize];
            if here.count == 0 {
                here.name = name(page, holds, index);
            }
            entry_of[index] = entries.len() as u32;
            entries.push(Entry { group, index: here.count, ..Entry::default() });
            here.count += 1;
        }
        let mut of = Self {
            of_line: page.lines.iter().map(|line| entry_of[line.element as usize]).collect(),
            all: entries,
            groups,
        };
        if !of.all.is_empty() {
            of.add_lines(page);
        }
        of
    }

    fn add_lines(&mut self, page: &Outline<'_>) {
        let good = page.all_good;
        let mut above = 0.0;
        let mut lengths = vec![(0.0f32, 0.0f32); self.groups.len()];
        for (index, &entry) in self.of_line.iter().enumerate() {
            let units = page.good[index];
            if entry != NONE {
                let entry = &mut self.all[entry as usize];
                let group = &mut self.groups[entry.group as usize];
                if group.before < 0.0 {
                    group.before = share(above, good);
                }
                entry.own += share(units, good);
                group.good += share(units, good);
                let facts = &page.reading.lines[index];
                if page.is_prose(index) {
                    group.size += facts.units as f32;
                }
                entry.has_clock |= facts.clock > 0 && facts.units < 60;
                let (length, linked) = &mut lengths[entry.group as usize];
                *length += page.lines[index].length as f32;
                *linked += page.lines[index].linked as f32;
            }
            above += units;
        }
        for entry in &self.all {
            self.groups[entry.group as usize].clock += f32::from(u8::from(entry.has_clock));
        }
        for (group, (length, linked)) in self.groups.iter_mut().zip(lengths) {
            group.size /= group.count as f32;
            group.clock /= group.count as f32;
            group.linked = share(linked, length);
        }
    }

    pub(super) fn fill(&self, out: &mut Columns<'_>) {
        const SHARES: &[f32] = &[0.0, 0.003, 0.02, 0.1, 0.25, 0.45, 0.7, 0.9, 0.98];
        let entry = |line: usize| {
            let entry = self.all.get(*self.of_line.get(line)? as usize)?;
            Some((entry, &self.groups[entry.group as usize]))
        };
        let of = |line: usize, of: fn(&Entry, &Group) -> f32| {
            entry(line).map_or(-1.0, |(entry, group)| of(entry, group))
        };
        out.number("entry-count", &[0., 3., 4., 6., 10., 20., 40.], |i| of(i, |_, group| group.count as f32));
        out.number("entry-good", SHARES, |i| of(i, |_, group| group.good));
        out.number("entry-before", SHARES, |i| of(i, |_, group| group.before));
        out.number("entry-own", SHARES, |i| of(i, |entry, _| entry.own));
        out.number("entry-index", &[0., 1., 2., 3., 4., 6., 10., 20.], |i| {
            of(i, |entry, _| entry.index as f32)
        });
        out.number("entry-clock", &[0., 0.01, 0.3, 0.6, 0.9], |i| of(i, |_, group| group.clock));
        out.number("entry-size", &[0., 40., 80., 150., 250., 400., 800., 1600.], |i| {
            of(i, |_, group| group.size)
        });
        out.number("entry-linked", &[0., 0.005, 0.03, 0.1, 0.2, 0.4, 0.7], |i| {
            of(i, |_, group| group.linked)
        });
        out.class("entry-name", NAME, |i| entry(i).map_or(0, |(_, group)| group.name));
    }
}

/// For each element the number of its group of entries, if it is one.
fn group_of(page: &Outline<'_>) -> Vec<u32> {
    let qualifies = |index: usize| {
        let Held { lines, short, prose, .. } = page.held[index];
        index > 0 && lines >= 2 && short > 0 && prose > 0
    };
    // How many elements are of a kind, how many of these qualify, and the number of the group.
    let mut kinds = vec![(0u32, 0u32, NONE); page.kind_count];
    for (index, &kind) in page.kinds.iter().enumerate().skip(1) {
        let (all, qualified, _) = &mut kinds[kind as usize];
        *all += 1;
        *qualified += u32::from(qualifies(index));
    }
    let mut next = 0;
    let group = |(index, &kind): (usize, &u32)| {
        let (all, qualified, number) = &mut kinds[kind as usize];
        if !qualifies(index) || *qualified < 2 || 2 * *qualified < *all {
            return NONE;
        }
        if *number == NONE {
            *number = next;
            next += 1;
        }
        *number
    };
    page.kinds.iter().enumerate().map(group).collect()
}

/// Index into [`NAME`], by the nearest element that says anything.
fn name(page: &Outline<'_>, holds: &[u8], entry: usize) -> u8 {
    let mut at = entry;
    for _ in 0..=AROUND {
        for (bit, name) in [(holds::COMMENT, 2), (holds::TEASER, 4), (holds::POST, 3)] {
            if holds[at] & bit != 0 && at > 0 {
                return name;
            }
        }
        at = page.marks.elements[at].parent as usize;
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::markup::classes::ClassWords;
    use crate::evidence::markup::tests::{STORM, with_outline};

    fn entries(html: &str, check: impl Fn(&Entries)) {
        with_outline(html, |outline| check(&Entries::new(outline, &ClassWords::new(outline.marks).holds)));
    }

    #[test]
    fn comments_below_an_article_are_entries_after_its_text() {
        let comment = "<li class=comment><b>Ola</b><p>I saw it from the pier, and it was awful to hear.</li>";
        entries(&format!("<body><h1>Storm</h1>{STORM}<ol>{}</ol>", comment.repeat(3)), |entries| {
            assert_eq!((entries.groups.len(), entries.all.len()), (1, 3));
            let group = entries.groups[0];
            assert_eq!((group.count, group.name, group.before), (3, 2, 1.0));
            assert_eq!(entries.of_line, [NONE, NONE, NONE, 0, 0, 1, 1, 2, 2]);
            assert_eq!(entries.all[2].index, 2);
        });
    }

    #[test]
    fn a_thread_has_no_text_above_its_entries() {
        let post = "<div class=post><b>Ola</b><i>12:30</i><p>The harbour wall gave way after midnight, when the second storm reached the town.</p></div>";
        entries(&format!("<body><h1>Storm</h1>{}", post.repeat(2)), |entries| {
            let group = entries.groups[0];
            assert_eq!((group.name, group.before, group.good), (3, 0.0, 1.0));
        });
    }

    #[test]
    fn paragraphs_and_items_of_one_line_are_no_entries() {
        entries(&format!("<body>{STORM}<ul><li>One<li>Two<li>Three</ul>"), |entries| {
            assert!(entries.all.is_empty() && entries.of_line.iter().all(|&entry| entry == NONE));
        });
    }
}
