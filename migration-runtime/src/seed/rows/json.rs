//! Rows in JSON: a list of objects.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::place::Source;
use super::{Cell, Record, Records, Said};
use crate::error::{Error, Result};

/// Reads a file.
pub(super) fn read(source: &Source<'_>) -> Result<Records> {
    let objects: Vec<&RawValue> =
        serde_json::from_str(source.text).map_err(|error| wrong(source, source.text, &error))?;
    let mut columns: Vec<(String, usize)> = Vec::new();
    let mut rows = Vec::with_capacity(objects.len());
    for object in objects {
        let object = object.get();
        let values: BTreeMap<String, &RawValue> =
            serde_json::from_str(object).map_err(|error| wrong(source, object, &error))?;
        let mut values: Vec<(String, usize, &str)> = (values.into_iter())
            .map(|(name, value)| (name, offset(source, value.get()), value.get()))
            .collect();
        values.sort_by_key(|(_, at, _)| *at);
        let mut cells = Vec::with_capacity(values.len());
        for (name, at, value) in values {
            let found = columns.iter().position(|(column, _)| *column == name);
            let column = found.unwrap_or_else(|| {
                columns.push((name, at));
                columns.len() - 1
            });
            let said = said(value).map_err(|error| wrong(source, value, &error))?;
            cells.push(Cell { column, at, said });
        }
        rows.push(Record {
            at: offset(source, object),
            cells,
        });
    }
    Ok(Records { columns, rows })
}

/// What a value is, by its first character.
fn said(value: &str) -> serde_json::Result<Said> {
    Ok(match value.as_bytes().first() {
        Some(b'n') => Said::Null,
        Some(b'"') => Said::Text(serde_json::from_str(value)?, Some(value.to_owned())),
        Some(b'[' | b'{') => Said::Nested(value.to_owned()),
        // Numbers as they are written, so that none loses a digit.
        _ => Said::Text(value.to_owned(), Some(value.to_owned())),
    })
}

/// Where a part of the source stands in it.
fn offset(source: &Source<'_>, part: &str) -> usize {
    let (begin, at) = (source.text.as_ptr() as usize, part.as_ptr() as usize);
    at.saturating_sub(begin).min(source.text.len())
}

/// What is wrong with a part of the source. The reader counts lines and columns from the part's begin.
fn wrong(source: &Source<'_>, part: &str, error: &serde_json::Error) -> Error {
    let begin = offset(source, part);
    let at = match (part.len() == source.text.len(), error.line()) {
        (true, line) => source.position(line, error.column().max(1)),
        (false, _) => begin,
    };
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let message = message
        .replace("invalid type: map", "this is an object")
        .replace("expected a sequence", "but the file is a list of objects")
        .replace("expected a map", "but each row is an object");
    source.error(at, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<(Source<'_>, Records)> {
        let source = Source::new("t.json", text.as_bytes())?;
        let records = read(&source)?;
        Ok((source, records))
    }

    #[test]
    fn values_are_read_with_their_places_and_all_their_digits() {
        let text = "[\n  { \"b\": 12345678901234567890.10, \"a\": \"x\\n\" },\n  { \"c\": null, \"a\": [1, {}] }\n]";
        let (source, records) = read_text(text).unwrap();
        let columns: Vec<&str> = (records.columns.iter())
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(columns, ["b", "a", "c"]);
        let cells: Vec<_> = (records.rows.iter())
            .flat_map(|row| &row.cells)
            .map(|cell| (cell.column, source.place(cell.at), &cell.said))
            .collect();
        let number = "12345678901234567890.10".to_owned();
        assert_eq!(
            cells,
            [
                (0, (2, 10), &Said::Text(number.clone(), Some(number))),
                (
                    1,
                    (2, 40),
                    &Said::Text("x\n".into(), Some("\"x\\n\"".into()))
                ),
                (2, (3, 10), &Said::Null),
                (1, (3, 21), &Said::Nested("[1, {}]".into())),
            ]
        );
    }

    #[test]
    fn what_is_no_list_of_objects_is_told_at_its_place() {
        for (text, message) in [
            (
                "[\n  {\"a\": 1},\n  {\"a\" 2}\n]",
                "t.json:3:8: expected `:`",
            ),
            (
                "{\"a\": 1}",
                "t.json:1:1: this is an object, but the file is a list of objects",
            ),
            (
                "[\n {},\n 7]",
                "t.json:3:2: invalid type: integer `7`, but each row is an object",
            ),
            ("", "t.json:1:1: EOF while parsing a value"),
        ] {
            let error = read_text(text).err().unwrap();
            assert_eq!(error.message(), message);
        }
    }
}
