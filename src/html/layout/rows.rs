//! Rows of tables: one line each, with tabs between the cells, if no cell has more than one line.

use super::super::marks::{EmptyCells, LineMarks};
use super::Layout;

/// A row that is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// The number of lines above it.
    line: usize,
    pub(super) start: Option<usize>,
    /// Whether a blank line was due above it.
    pub(super) gap: bool,
    /// Whether a cell of it, by a margin of its own, put a blank line above it.
    pub(super) blank: bool,
    /// The number of lines above the current cell.
    cell: usize,
    /// The number of columns of cells without text since the last one with text.
    empty: u32,
    /// The number of columns of the current cell, less one if it has text.
    columns: u32,
    /// Whether its cells keep lines of their own: one of them has more than one line.
    is_broken: bool,
}

/// The most columns of a cell; a cell that spans more is meant to take the whole width.
const MOST_COLUMNS: u32 = 50;

impl Layout {
    /// Begins a table row.
    pub(in super::super) fn begin_row(&mut self) {
        let line = self.lines.len();
        self.row = Some(Row {
            line,
            start: None,
            gap: self.gap,
            blank: false,
            cell: line,
            empty: 0,
            columns: 0,
            is_broken: false,
        });
    }

    /// Begins a cell of the table row that spans `columns`.
    pub(in super::super) fn begin_cell(&mut self, columns: u32) {
        if let Some(row) = &mut self.row {
            row.cell = self.lines.len();
            row.empty = row.empty.saturating_add(row.columns);
            row.columns = columns.clamp(1, MOST_COLUMNS);
        }
    }

    /// Notes that a line begins at the end of the text, if it is part of a row.
    pub(super) fn begin_line_of_row(&mut self) {
        let Some(row) = &mut self.row else { return };
        row.start.get_or_insert(self.text.len());
        if self.lines.len() > row.cell {
            row.is_broken = true;
            return;
        }
        if row.empty > 0 {
            self.empty_cells.push(EmptyCells { at: self.text.len() as u32, columns: row.empty });
        }
        row.empty = 0;
        row.columns = row.columns.saturating_sub(1);
    }

    /// Keeps the cells of the row on lines of their own.
    pub(in super::super) fn break_row(&mut self) {
        if let Some(row) = &mut self.row {
            row.is_broken = true;
        }
    }

    /// Whether the current line is part of a row that may be joined to one line.
    pub(in super::super) fn is_in_row(&self) -> bool {
        self.row.is_some_and(|row| !row.is_broken)
    }

    /// Whether the row that ends has cells to join.
    pub(in super::super) fn ends_row_of_cells(&mut self) -> bool {
        self.row = self.row.filter(|row| self.lines.len() > row.line + 1 && !row.is_broken);
        self.row.is_some()
    }

    /// Joins the cells of the row to one line in `element`, separated by tabs.
    pub(in super::super) fn join_row(&mut self, element: u32) {
        let Some(Row { line: first, start: Some(start), blank, .. }) = self.row.take() else { return };
        let start = self.without_blank_lines(start, blank);
        let cells = self.text[start..].trim_end_matches('\n').replace('\n', "\t");
        self.text.truncate(start);
        self.text.push_str(&cells);
        self.text.push('\n');
        let line = self.lines[first].line - u32::from(blank);
        let source_line = self.lines[first].source_line;
        let mut joined = LineMarks { element, block: element, line, source_line, ..LineMarks::default() };
        for cell in self.lines.drain(first..) {
            joined.length += cell.length;
            joined.linked += cell.linked;
            joined.bold += cell.bold;
            joined.italic += cell.italic;
            joined.links = joined.links.saturating_add(cell.links);
            joined.hidden |= cell.hidden;
        }
        self.count = joined.line + 1;
        // Paragraphs in cells leave no margin.
        self.gap = false;
        self.lines.push(joined);
    }

    /// Removes the blank lines from `start` on, and with `above` the one above it. Returns where the text begins then.
    fn without_blank_lines(&mut self, start: usize, above: bool) -> usize {
        let from = start - usize::from(above);
        let bytes = self.text.as_bytes();
        let is_blank_line = |at: &usize| bytes[*at] == b'\n' && bytes[at - 1] == b'\n';
        let gaps: Vec<usize> = (from.max(1)..bytes.len()).filter(is_blank_line).collect();
        if gaps.is_empty() {
            return from;
        }
        let moved = |at: &mut u32| *at -= gaps.partition_point(|&gap| gap < *at as usize) as u32;
        for look in self.emphasis.iter_mut().rev().take_while(|look| look.start as usize >= from) {
            moved(&mut look.start);
            moved(&mut look.end);
        }
        for formula in self.formulas.iter_mut().rev().take_while(|formula| formula.start as usize >= from) {
            moved(&mut formula.start);
            moved(&mut formula.end);
        }
        for cells in self.empty_cells.iter_mut().rev().take_while(|cells| cells.at as usize >= from) {
            moved(&mut cells.at);
        }
        self.embedded.move_from(from, moved);
        let tail = self.text.split_off(from);
        let mut begins = from;
        for gap in gaps.iter().copied().chain([from + tail.len()]) {
            self.text.push_str(&tail[begins - from..gap - from]);
            begins = gap + 1;
        }
        from
    }
}
