//! CSV as rows: <https://www.rfc-editor.org/rfc/rfc4180>, and what an empty field means, which that does not say.

use std::sync::Arc;

use csv_core::{ReadFieldResult, Reader};

use crate::{Row, Value};

/// A file of rows.
pub(super) struct Parsed {
    pub(super) rows: Vec<Row>,
    /// The line in which each of them begins, counted from 1.
    pub(super) lines: Vec<u64>,
    /// What is wrong with the file.
    pub(super) complaints: Vec<String>,
}

/// How many mistakes of a file are told.
const MOST_COMPLAINTS: usize = 5;

/// Reads a file whose first line names the columns. A field is text; an empty one without quotes is NULL, with quotes an
/// empty text, as for PostgreSQL's `COPY ... CSV`. Empty lines are passed over.
pub(super) fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed {
        rows: Vec::new(),
        lines: Vec::new(),
        complaints: Vec::new(),
    };
    let mut records = Records::of(text);
    let Some(header) = records.next() else {
        let message = "the CSV is empty: its first line must name the columns";
        parsed.complaints.push(message.to_owned());
        return parsed;
    };
    let mut columns = Vec::with_capacity(header.fields.len());
    for field in header.fields {
        match field {
            Some(name) => columns.push(name),
            None => {
                let message = format!("line {} of the CSV has an empty name", header.line);
                parsed.complaints.push(message);
            }
        }
    }
    let columns: Arc<[String]> = columns.into();
    for record in records.by_ref() {
        if parsed.complaints.len() >= MOST_COMPLAINTS {
            break;
        }
        if record.fields.len() != columns.len() {
            let (line, found, named) = (record.line, record.fields.len(), columns.len());
            parsed.complaints.push(format!(
                "line {line} of the CSV has {found} fields, and its first line names {named} columns"
            ));
            continue;
        }
        let values = record.fields.into_iter().map(Value::from).collect();
        parsed.rows.push(Row::new(columns.clone(), values));
        parsed.lines.push(record.line);
    }
    if let Some(line) = records.unclosed {
        let message = format!("a quote in line {line} of the CSV is not closed");
        parsed.complaints.push(message);
    }
    parsed
}

struct Record {
    line: u64,
    fields: Vec<Option<String>>,
}

struct Records<'t> {
    text: &'t str,
    reader: Box<Reader>,
    /// How many bytes are read.
    at: usize,
    /// The line that `at` is in.
    line: u64,
    /// The line of a field whose quote is not closed.
    unclosed: Option<u64>,
}

impl<'t> Records<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text: text.strip_prefix('\u{feff}').unwrap_or(text),
            reader: Box::new(Reader::new()),
            at: 0,
            line: 1,
            unclosed: None,
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn go_on(&mut self, bytes: usize) {
        let read = self.rest().get(..bytes).unwrap_or_default();
        self.line += read.bytes().filter(|byte| *byte == b'\n').count() as u64;
        self.at += bytes;
    }

    /// The next field, and whether it ends its record; none at the end.
    fn field(&mut self) -> Option<(Option<String>, bool)> {
        let (from, line) = (self.at, self.line);
        let is_quoted = self.rest().starts_with('"');
        let (mut content, mut length) = (vec![0; 64], 0);
        loop {
            let space = content.get_mut(length..).unwrap_or_default();
            let (result, read, written) = self.reader.read_field(self.rest().as_bytes(), space);
            self.go_on(read);
            length += written;
            match result {
                // Asked again without any input, the reader ends the last record.
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => content.resize(content.len() * 2, 0),
                ReadFieldResult::End => return None,
                ReadFieldResult::Field { record_end } => {
                    let quotes = self.text.get(from..self.at).unwrap_or_default();
                    let quotes = quotes.bytes().filter(|byte| *byte == b'"').count();
                    if is_quoted && quotes % 2 == 1 {
                        self.unclosed = Some(line);
                    }
                    content.truncate(length);
                    let text = String::from_utf8_lossy(&content).into_owned();
                    return Some(((is_quoted || !text.is_empty()).then_some(text), record_end));
                }
            }
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let between = |c: char| matches!(c, '\r' | '\n');
        self.go_on(self.rest().len() - self.rest().trim_start_matches(between).len());
        if self.rest().is_empty() {
            return None;
        }
        let (line, mut fields) = (self.line, Vec::new());
        while let Some((field, is_last)) = self.field() {
            fields.push(field);
            if is_last {
                break;
            }
        }
        Some(Record { line, fields })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows as text, NULL as `-`.
    fn rows(text: &str) -> Vec<String> {
        let parsed = parse(text);
        assert_eq!(parsed.complaints, [""; 0], "{text}");
        assert_eq!(parsed.rows.len(), parsed.lines.len());
        let row = |(row, line): (&Row, &u64)| {
            let values = row.values().iter().map(|value| match value {
                Value::Text(text) => format!("{text:?}"),
                Value::Null => "-".to_owned(),
                other => panic!("{other:?}"),
            });
            format!("{line}: {}", values.collect::<Vec<_>>().join(" "))
        };
        parsed.rows.iter().zip(&parsed.lines).map(row).collect()
    }

    #[test]
    fn fields_are_text_and_empty_ones_without_quotes_are_null() {
        let text = "\u{feff}a,b\r\n1,\r\n\"\",\" x \"\"y\"\", \r\nz\"\r\n\r\n,é漢\n";
        assert_eq!(
            rows(text),
            [r#"2: "1" -"#, r#"3: "" " x \"y\", \r\nz""#, r#"6: - "é漢""#]
        );
        assert_eq!(rows("a,b\n1,2"), [r#"2: "1" "2""#]);
        assert_eq!(rows("a,b\n1,"), [r#"2: "1" -"#]);
        assert_eq!(rows("a\n\"\""), [r#"2: """#]);
        assert_eq!(rows("a\r\nx\r\n\r\n\r\ny"), [r#"2: "x""#, r#"5: "y""#]);
        assert_eq!(rows("a,b\n"), [""; 0]);
        let long = "x".repeat(1_000);
        assert_eq!(rows(&format!("a\n{long}\n")), [format!("2: {long:?}")]);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let complaints = |text: &str| parse(text).complaints;
        assert_eq!(
            complaints("a,b\n1,2\n\n3\n4,5,6\n"),
            [
                "line 4 of the CSV has 1 fields, and its first line names 2 columns",
                "line 5 of the CSV has 3 fields, and its first line names 2 columns",
            ]
        );
        assert_eq!(
            complaints("a\nx\n\"y\nz\n"),
            ["a quote in line 3 of the CSV is not closed"]
        );
        assert_eq!(
            complaints("\n"),
            ["the CSV is empty: its first line must name the columns"]
        );
        assert_eq!(complaints("a,\n"), ["line 1 of the CSV has an empty name"]);
        assert_eq!(complaints(&format!("a,b\n{}", "x\n".repeat(100))).len(), 5);
    }
}
