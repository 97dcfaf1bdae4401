//! Sums over the lines above each line, kept for the first line of each block only. A page of millions of lines would take
//! several times its size if each line kept its sums.

use std::ops::Range;

use super::BLOCK;

/// The sum of a number over the lines above the first line of each block.
#[derive(Debug, Default)]
pub(super) struct Sums {
    above: Vec<u64>,
    all: u64,
}

impl Sums {
    /// Sums of the numbers of all lines.
    pub(super) fn new(numbers: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut above = Vec::with_capacity(numbers.len().div_ceil(BLOCK));
        let mut all = 0;
        for (line, number) in numbers.enumerate() {
            if line.is_multiple_of(BLOCK) {
                above.push(all);
            }
            all += number;
        }
        Self { above, all }
    }

    /// The sum over all lines.
    pub(super) fn all(&self) -> u64 {
        self.all
    }

    /// The sum above each of some lines, of which at most one begins a block.
    pub(super) fn of_block(&self, lines: &Range<usize>, number: impl Fn(usize) -> u64) -> BlockSums {
        let first = lines.start - lines.start % BLOCK;
        let mut sum = self.above.get(lines.start / BLOCK).copied().unwrap_or(self.all);
        let sums = (first..lines.end).map(|line| {
            let above = sum;
            sum += number(line);
            above
        });
        BlockSums { first, sums: sums.collect() }
    }
}

/// The sum above each line of a block.
#[derive(Debug)]
pub(super) struct BlockSums {
    first: usize,
    sums: Vec<u64>,
}

impl BlockSums {
    /// The sum above a line of the block.
    pub(super) fn at(&self, line: usize) -> u64 {
        self.sums[line - self.first]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_blocks_are_those_of_the_page() {
        let number = |line: usize| line as u64 % 7;
        let sums = Sums::new((0..3 * BLOCK + 5).map(number));
        for lines in [0..1, 0..BLOCK, BLOCK..2 * BLOCK, BLOCK + 3..BLOCK + 9, 3 * BLOCK..3 * BLOCK + 5] {
            let block = sums.of_block(&lines, number);
            for line in lines {
                assert_eq!(block.at(line), (0..line).map(number).sum::<u64>());
            }
        }
        assert_eq!(sums.all(), (0..3 * BLOCK + 5).map(number).sum::<u64>());
    }
}
