//! The rows that a call was given, one after the other: they may be more than fit into memory.

use migration_core::{IntoRow, Row, Value, ValueError};

use crate::error::Result;

/// About how many bytes one statement holds; servers take 4 MB and more.
pub(super) const CHUNK_BYTES: usize = 512 * 1024;

/// Rows as they come.
pub(super) struct Rows<'i> {
    rows: Box<dyn Iterator<Item = Result<Row, ValueError>> + Send + 'i>,
    next: Option<Row>,
    taken: usize,
}

impl<'i> Rows<'i> {
    pub(super) fn new<I>(rows: I) -> Self
    where
        I: IntoIterator<Item: IntoRow>,
        I::IntoIter: Send + 'i,
    {
        Self {
            rows: Box::new(rows.into_iter().map(|row| row.into_row())),
            next: None,
            taken: 0,
        }
    }

    /// How many were taken: the number of the last one, counted from 1.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    /// The next row, if it is of the kind that is wanted.
    pub(super) fn next_if(&mut self, wanted: impl FnOnce(&Row) -> bool) -> Result<Option<Row>> {
        if self.next.is_none() {
            self.next = self.rows.next().transpose()?;
        }
        let taken = self.next.take_if(|row| wanted(row));
        self.taken += usize::from(taken.is_some());
        Ok(taken)
    }

    /// The next rows that have the same columns, as many as one statement takes: `most_values` of them bound.
    pub(super) fn chunk(&mut self, most_values: usize) -> Result<Vec<Row>> {
        self.chunk_while(most_values, |_| true)
    }

    /// As [`chunk`](Self::chunk), but only while the rows, the first aside, are of the kind that is wanted.
    pub(super) fn chunk_while(
        &mut self,
        most_values: usize,
        mut wanted: impl FnMut(&Row) -> bool,
    ) -> Result<Vec<Row>> {
        let mut chunk: Vec<Row> = Vec::new();
        let mut bytes = 0;
        loop {
            let fits = |row: &Row| match chunk.first() {
                None => {
                    wanted(row);
                    true
                }
                Some(first) => {
                    let values = (chunk.len() + 1) * row.columns().len().max(1);
                    values <= most_values
                        && bytes + size(row) <= CHUNK_BYTES
                        && row.columns() == first.columns()
                        && wanted(row)
                }
            };
            match self.next_if(fits)? {
                Some(row) => {
                    bytes += size(&row);
                    chunk.push(row);
                }
                None => return Ok(chunk),
            }
        }
    }
}

/// About how many bytes a row is on the wire.
pub(super) fn size(row: &Row) -> usize {
    row.values().iter().map(size_of_value).sum()
}

fn size_of_value(value: &Value) -> usize {
    match value {
        Value::Text(text) | Value::Decimal(text) | Value::Json(text) => text.len() + 8,
        Value::Bytes(bytes) => bytes.len() + 8,
        Value::Array(elements) => elements.iter().map(size_of_value).sum::<usize>() + 8,
        _ => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use migration_core::row;

    #[test]
    fn a_chunk_ends_where_the_columns_change_or_the_values_are_too_many() {
        let mut rows = Rows::new([
            row! { "a" => 1 },
            row! { "a" => 2 },
            row! { "a" => 3 },
            row! { "a" => 4, "b" => 4 },
            row! { "a" => 5, "b" => 5 },
        ]);
        let mut sizes = Vec::new();
        loop {
            match rows.chunk(2).unwrap().len() {
                0 => break,
                size => sizes.push(size),
            }
        }
        assert_eq!(sizes, [2, 1, 1, 1]);
        assert_eq!(rows.taken(), 5);
    }

    #[test]
    fn a_chunk_ends_before_it_is_too_large_but_holds_one_row_of_any_size() {
        let large = || row! { "a" => "x".repeat(CHUNK_BYTES) };
        let mut rows = Rows::new([large(), large()]);
        assert_eq!(rows.chunk(100).unwrap().len(), 1);
        assert_eq!(rows.chunk(100).unwrap().len(), 1);
        assert_eq!(rows.chunk(100).unwrap().len(), 0);
    }
}
