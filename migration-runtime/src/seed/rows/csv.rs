//! Rows in CSV: the first line names the columns.

use ::csv::{ReaderBuilder, StringRecord, Terminator};

use super::place::Source;
use super::{Cell, Record, Records, Said};
use crate::error::Result;

/// Reads a file.
pub(super) fn read(source: &Source<'_>) -> Result<Records> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        // The number of fields is checked here, to say where.
        .flexible(true)
        .terminator(Terminator::CRLF)
        .from_reader(source.text.as_bytes());
    let mut records = Records {
        columns: Vec::new(),
        rows: Vec::new(),
    };
    let mut fields = StringRecord::new();
    loop {
        let more = reader.read_record(&mut fields);
        let more = more.map_err(|error| source.error(source.text.len(), error))?;
        if !more {
            break;
        }
        let begin = fields.position().map_or(0, |at| at.byte() as usize);
        let at = behind_line_ends(source.text, begin);
        if records.columns.is_empty() {
            for (name, at) in fields.iter().zip(field_starts(source.text, at)) {
                records.columns.push((name.to_owned(), at));
            }
            continue;
        }
        records
            .rows
            .push(record(source, &fields, at, records.columns.len())?);
    }
    if records.columns.is_empty() {
        return Err(source.error(0, "the first line names the columns, and there is none"));
    }
    Ok(records)
}

fn record(source: &Source<'_>, fields: &StringRecord, at: usize, width: usize) -> Result<Record> {
    let starts = field_starts(source.text, at);
    if fields.len() != width {
        let at = match fields.len() > width {
            true => starts.get(width).copied().unwrap_or(at),
            false => at,
        };
        let fields = match fields.len() {
            1 => "1 field".to_owned(),
            n => format!("{n} fields"),
        };
        let message = format!("this row has {fields}, and the first line names {width} columns");
        return Err(source.error(at, message));
    }
    let cells = (fields.iter().zip(starts).enumerate())
        .map(|(column, (text, at))| {
            // `""` is an empty text.
            let is_null = text.is_empty() && source.text.as_bytes().get(at) != Some(&b'"');
            Cell {
                column,
                at,
                said: match is_null {
                    true => Said::Null,
                    false => Said::Text(text.to_owned(), None),
                },
            }
        })
        .collect();
    Ok(Record { at, cells })
}

/// The reader's record begins where the one before ended: its line end, and empty lines, come first.
fn behind_line_ends(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start_matches(['\r', '\n']).len())
}

/// Where the fields of the record at a position begin.
fn field_starts(text: &str, at: usize) -> Vec<usize> {
    let mut starts = vec![at];
    let (mut quoted, mut begins, mut closed) = (false, true, false);
    for (n, byte) in text.as_bytes().iter().enumerate().skip(at) {
        let closes = *byte == b'"' && quoted;
        match byte {
            b'"' if quoted => quoted = false,
            // A quote within quotes is written twice, which closes and opens them again.
            b'"' if begins || closed => quoted = true,
            b',' if !quoted => starts.push(n + 1),
            b'\r' | b'\n' if !quoted => break,
            _ => {}
        }
        begins = starts.last() == Some(&(n + 1));
        closed = closes;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<Vec<Option<String>>> {
        let source = Source::new("t.csv", text.as_bytes()).unwrap();
        let records = read(&source).unwrap();
        let text = |cell: &Cell| match &cell.said {
            Said::Text(text, _) => Some(text.clone()),
            Said::Null => None,
            Said::Nested(_) => unreachable!("CSV has no lists"),
        };
        (records.rows.iter())
            .map(|row| row.cells.iter().map(text).collect())
            .collect()
    }

    fn wrong(text: &str) -> String {
        let source = Source::new("t.csv", text.as_bytes()).unwrap();
        read(&source).err().unwrap().message().to_owned()
    }

    #[test]
    fn an_empty_field_is_null_and_an_empty_text_is_quoted() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            said("a,b,c\n1,,\"\"\r\n\r\n\"x \"\"y\"\", z\",\" \",\"two\nlines\"\n"),
            [
                vec![some("1"), None, some("")],
                vec![some("x \"y\", z"), some(" "), some("two\nlines")],
            ]
        );
        assert_eq!(said("a\n\"\"\nNULL"), [[some("")], [some("NULL")]]);
    }

    #[test]
    fn each_value_has_its_place() {
        let text = "é,b\r\n\"1,\n2\",\"\"\"\"\r\nü,4\r\n";
        let source = Source::new("t.csv", text.as_bytes()).unwrap();
        let records = read(&source).unwrap();
        let columns: Vec<_> = (records.columns.iter())
            .map(|(name, at)| (name.as_str(), source.place(*at)))
            .collect();
        assert_eq!(columns, [("é", (1, 1)), ("b", (1, 3))]);
        let places: Vec<_> = (records.rows.iter())
            .flat_map(|row| &row.cells)
            .map(|cell| source.place(cell.at))
            .collect();
        assert_eq!(places, [(2, 1), (3, 4), (4, 1), (4, 3)]);
    }

    #[test]
    fn a_row_of_another_length_is_told_at_its_line() {
        assert_eq!(
            wrong("a,b\n1,2\n\n3\n"),
            "t.csv:4:1: this row has 1 field, and the first line names 2 columns"
        );
        assert_eq!(
            wrong("a,b\n1,2,3\n"),
            "t.csv:2:5: this row has 3 fields, and the first line names 2 columns"
        );
        assert_eq!(
            wrong("\n"),
            "t.csv:1:1: the first line names the columns, and there is none"
        );
    }
}
