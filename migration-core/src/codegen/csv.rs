//! Rows that were read from CSV, as CSV with the same lines.

use super::Unwritable;
use crate::{Row, Value};

/// The CSV that is read as these rows, each from its line.
pub(super) fn text(rows: &[Row], lines: &[u64]) -> Result<String, Unwritable> {
    let Some(first) = rows.first() else {
        return Err(Unwritable::because("the CSV has no rows"));
    };
    let columns = first.columns();
    let alike = rows.iter().all(|row| row.columns() == columns);
    if rows.len() != lines.len() || !alike || columns.is_empty() {
        return Err(Unwritable::because("its rows are not those of one CSV"));
    }
    let header: Vec<String> = columns.iter().map(|name| field(name)).collect();
    let mut out = header.join(",") + "\n";
    for (row, line) in rows.iter().zip(lines) {
        let mut at = 1 + out.matches('\n').count() as u64;
        if at > *line {
            return Err(Unwritable::because("the lines of its CSV are out of order"));
        }
        while at < *line {
            out.push('\n');
            at += 1;
        }
        let mut fields = Vec::new();
        for value in row.values() {
            fields.push(match value {
                Value::Null => String::new(),
                Value::Text(text) => field(text),
                _ => return Err(Unwritable::because("a field of its CSV is no text")),
            });
        }
        // A line of nothing is no row.
        if fields.concat().is_empty() && fields.len() == 1 {
            return Err(Unwritable::because("a row of its CSV is empty"));
        }
        out.push_str(&fields.join(","));
        out.push('\n');
    }
    Ok(out)
}

/// A field in quotes, where it needs them.
fn field(text: &str) -> String {
    match text.is_empty() || text.contains([',', '"', '\n', '\r']) || text.starts_with('\u{feff}') {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}
