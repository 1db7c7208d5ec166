//! A file's text, and where in it something stands.

use crate::error::{Error, ErrorKind, Result};

/// A file.
pub(super) struct Source<'a> {
    file: &'a str,
    pub(super) text: &'a str,
}

impl<'a> Source<'a> {
    /// A file of UTF-8, with a byte order mark or without.
    pub(super) fn new(file: &'a str, content: &'a [u8]) -> Result<Self> {
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        match std::str::from_utf8(content) {
            Ok(text) => Ok(Self { file, text }),
            Err(wrong) => {
                let valid = content.get(..wrong.valid_up_to()).unwrap_or_default();
                let text = std::str::from_utf8(valid).unwrap_or_default();
                let source = Self { file, text };
                Err(source.error(text.len(), "this is not UTF-8"))
            }
        }
    }

    /// Whether the file's name says that it is JSON; it is CSV otherwise.
    pub(super) fn is_json(&self) -> bool {
        let extension = std::path::Path::new(self.file).extension();
        extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    }

    /// Line and column of a position, counted from 1; columns in characters.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let begin = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before[begin..].chars().count() + 1)
    }

    /// The position of a line and a column, counted from 1; columns in bytes.
    pub(super) fn position(&self, line: usize, column: usize) -> usize {
        let lines = self.text.split_inclusive('\n');
        let before: usize = lines.take(line.saturating_sub(1)).map(str::len).sum();
        let mut at = (before + column.saturating_sub(1)).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// `file:line:column`
    pub(super) fn shown(&self, at: usize) -> String {
        let (line, column) = self.place(at);
        format!("{}:{line}:{column}", self.file)
    }

    /// What is wrong at a position.
    pub(super) fn error(&self, at: usize, message: impl std::fmt::Display) -> Error {
        let message = format!("{}: {message}", self.shown(at));
        Error::new(ErrorKind::Value, message)
            .help("correct the file, build the program again, and run `seed` again")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_an_editor_counts_them() {
        let source = Source::new("a.csv", "é,b\nc,d\r\n\nx".as_bytes()).unwrap();
        for (text, place) in [("é", (1, 1)), ("b", (1, 3)), ("d", (2, 3)), ("x", (4, 1))] {
            let at = source.text.find(text).unwrap();
            assert_eq!(source.place(at), place, "{text}");
        }
        assert_eq!(source.shown(source.text.len()), "a.csv:4:2");
        assert_eq!(source.position(2, 3), source.text.find('d').unwrap());
        assert_eq!(source.position(9, 9), source.text.len());
    }

    #[test]
    fn a_byte_order_mark_is_no_text_and_other_bytes_are_told() {
        let source = Source::new("a.csv", b"\xef\xbb\xbfid\n").unwrap();
        assert_eq!(source.text, "id\n");
        let error = Source::new("a.csv", b"id\nb\xff").err().unwrap();
        assert_eq!(error.message(), "a.csv:2:2: this is not UTF-8");
    }
}
