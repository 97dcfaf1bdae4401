//! The built-in models as build.rs stores them: most of the time of a short run would go into parsing their files.
//!
//! The length of a head, the head, and the trees. The head is JSON: the model without its trees, the list of all questions
//! (`questions`) and the number of trees that are not for sites (`trees`). A tree is the number of its questions, their indices
//! in the list, and its values. Numbers are little-endian.

use toml::{Table, Value};

/// A model file as bytes.
///
/// # Errors
///
/// If a tree has no questions or values, or too many.
#[allow(dead_code, reason = "build.rs calls it")]
pub(crate) fn to_bytes(mut model: Table) -> Result<Vec<u8>, &'static str> {
    let mut questions: Vec<Value> = Vec::new();
    let mut trees = Vec::new();
    let mut counts = [0, 0];
    for (count, name) in counts.iter_mut().zip(["tree", "site-tree"]) {
        for tree in model.remove(name).as_ref().and_then(Value::as_array).into_iter().flatten() {
            let ask = tree.get("ask").and_then(Value::as_array).ok_or("a tree without questions")?;
            let values = tree.get("values").and_then(Value::as_array).ok_or("a tree without values")?;
            trees.push(u8::try_from(ask.len()).map_err(|_| "a tree with too many questions")?);
            for question in ask {
                let known = questions.iter().position(|known| known == question);
                let index = known.unwrap_or_else(|| {
                    questions.push(question.clone());
                    questions.len() - 1
                });
                trees.extend(u16::try_from(index).map_err(|_| "too many questions")?.to_le_bytes());
            }
            if values.len() != 1 << ask.len() {
                return Err("a tree whose values do not fit its questions");
            }
            for value in values {
                trees.extend((value.as_float().ok_or("a value that is no number")? as f32).to_le_bytes());
            }
            *count += 1;
        }
    }
    model.insert("questions".to_owned(), questions.into());
    model.insert("trees".to_owned(), counts[0].into());
    let head = serde_json::to_string(&model).map_err(|_| "no JSON")?;
    let length = u32::try_from(head.len()).map_err(|_| "too long")?;
    Ok([&length.to_le_bytes()[..], head.as_bytes(), &trees].concat())
}

/// The head and the trees of what [`to_bytes`] wrote. `None` if it was not.
pub(super) fn parts(bytes: &[u8]) -> Option<(&str, Trees<'_>)> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (head, trees) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((str::from_utf8(head).ok()?, Trees(trees)))
}

/// The trees: the indices of the questions of each, and its values.
pub(super) struct Trees<'b>(&'b [u8]);

impl Iterator for Trees<'_> {
    type Item = (Vec<usize>, Vec<f32>);

    fn next(&mut self) -> Option<Self::Item> {
        let (&count, rest) = self.0.split_first()?;
        let (ask, rest) = rest.split_at_checked(2 * usize::from(count))?;
        let (values, rest) = rest.split_at_checked(4 << count)?;
        self.0 = rest;
        let ask = ask.as_chunks().0.iter().map(|&index| u16::from_le_bytes(index).into());
        let values = values.as_chunks().0.iter().map(|&value| f32::from_le_bytes(value));
        Some((ask.collect(), values.collect()))
    }
}
