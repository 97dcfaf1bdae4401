//! Tables: rows of cells, whose lines are joined.

use super::kept::KeptLine;
use super::lines::Line;
use super::source::Source;

/// A row of a table: the cells with text, each with the number of empty columns before it.
#[derive(Debug, Default)]
pub(super) struct Row<'p> {
    pub(super) cells: Vec<(usize, Vec<KeptLine<'p>>)>,
}

impl Row<'_> {
    /// Columns that it takes.
    pub(super) fn width(&self) -> usize {
        self.cells.iter().map(|(empty, _)| empty + 1).sum()
    }
}

/// A line in a row of a table.
#[derive(Debug)]
pub(super) struct CellLine<'p> {
    pub(super) line: Line<'p>,
    /// Its cell.
    pub(super) cell: u32,
    /// What stands before its text, if it is an item of a list.
    pub(super) bullet: String,
}

/// A table, whose rows are made when they are needed.
#[derive(Debug)]
pub(super) struct Table<'p> {
    pub(super) source: &'p Source<'p>,
    /// The lines of each row.
    pub(super) rows: Vec<Vec<CellLine<'p>>>,
    /// Whether the first row is a header.
    pub(super) has_head: bool,
}

impl<'p> Table<'p> {
    /// Its rows, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'p>> {
        self.rows.iter().map(|lines| match &lines[..] {
            [line] => self.row_of_line(line),
            lines => self.row_of_cells(lines),
        })
    }

    /// A row on one line, with tabs between its cells.
    fn row_of_line(&self, of: &CellLine<'p>) -> Row<'p> {
        let mut row = Row::default();
        let content = self.source.content(&of.line);
        let mut start = content.start;
        for cell in self.source.page.text()[content].split('\t') {
            let end = start + cell.len();
            let kept = of.line.kept(self.source, &(start..end), true);
            row.cells.push((self.empty_cells(start), vec![KeptLine { bullet: of.bullet.clone(), ..kept }]));
            start = end + 1;
        }
        row
    }

    /// A row with a cell of more than one line.
    fn row_of_cells(&self, lines: &[CellLine<'p>]) -> Row<'p> {
        let mut row = Row::default();
        for cell in lines.chunk_by(|one, next| one.cell == next.cell) {
            let kept = cell.iter().map(|of| {
                let kept = of.line.kept(self.source, &self.source.content(&of.line), true);
                KeptLine { bullet: of.bullet.clone(), ..kept }
            });
            row.cells.push((self.empty_cells(self.source.content(&cell[0].line).start), kept.collect()));
        }
        row
    }

    /// The number of empty columns before a cell whose text begins there.
    fn empty_cells(&self, start: usize) -> usize {
        let empty = &self.source.marks.empty_cells;
        let found = empty.binary_search_by_key(&start, |cells| cells.at as usize);
        found.map_or(0, |at| empty[at].columns as usize)
    }
}
