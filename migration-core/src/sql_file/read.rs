//! Statements one after the other from a reader, of which no more is in memory than the statement at hand.

use std::io::{self, Read};

use super::split::{Piece, PieceKind, Splitter, rows};
use crate::dialect::Dialect;

/// How much is read at a time.
const CHUNK: usize = 64 * 1024;

/// A place in a file: line and column, counted from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl Position {
    /// The beginning of a line.
    pub fn line(line: u32) -> Self {
        Self { line, column: 1 }
    }

    /// The place behind a text that begins here.
    #[must_use]
    pub fn after(mut self, text: &str) -> Self {
        let rest = match text.rfind('\n') {
            Some(end) => {
                let lines = text.bytes().filter(|byte| *byte == b'\n').count();
                self.line = self
                    .line
                    .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
                self.column = 1;
                &text[end + 1..]
            }
            None => text,
        };
        let columns = u32::try_from(rest.chars().count()).unwrap_or(u32::MAX);
        self.column = self.column.saturating_add(columns);
        self
    }
}

/// A statement of a file, or what stands in the place of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The text, without what ends it.
    pub sql: String,
    /// Where it begins; of what is not closed, where that begins.
    pub at: Position,
    /// What it is; never [`PieceKind::Blank`].
    pub kind: PieceKind,
}

/// Reads statements.
pub struct Statements<R> {
    reader: R,
    splitter: Splitter,
    buffer: String,
    /// The beginning of a character whose end is not read yet.
    begun: Vec<u8>,
    /// How much of the buffer is done.
    done: usize,
    complete: bool,
    position: Position,
    in_rows: bool,
}

impl<R: Read> Statements<R> {
    /// The statements of a text whose first byte is in this line.
    pub fn new(reader: R, line: u32, dialect: Dialect) -> Self {
        Self {
            reader,
            splitter: Splitter::new(dialect),
            buffer: String::new(),
            begun: Vec::new(),
            done: 0,
            complete: false,
            position: Position::line(line),
            in_rows: false,
        }
    }

    /// The next statement; none at the end. Rows of a `COPY` that were not asked for are passed over.
    ///
    /// # Errors
    ///
    /// The reader's, and text that is not UTF-8.
    pub fn next_statement(&mut self) -> io::Result<Option<Statement>> {
        while self.in_rows {
            self.rows()?;
        }
        loop {
            match self.splitter.next(&self.buffer[self.done..], self.complete) {
                Some(Piece { text, sql, kind }) => {
                    let begins = match kind {
                        PieceKind::Unclosed(_, at) => at,
                        _ => sql.start,
                    };
                    let at = self.position.after(&text[..begins]);
                    self.position = at.after(&text[begins..]);
                    let len = text.len();
                    let found = (kind != PieceKind::Blank).then(|| text[sql].to_owned());
                    self.done += len;
                    self.in_rows = kind == PieceKind::CopyIn;
                    if let Some(sql) = found {
                        return Ok(Some(Statement { sql, at, kind }));
                    }
                }
                None if self.complete => return Ok(None),
                None => self.fill()?,
            }
        }
    }

    /// How far it is read: after a [`PieceKind::CopyIn`], where its rows begin.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The next rows after a [`PieceKind::CopyIn`], as many as come together; none at their end.
    ///
    /// # Errors
    ///
    /// As [`next_statement`](Self::next_statement).
    pub fn rows(&mut self) -> io::Result<Option<Vec<u8>>> {
        while self.in_rows {
            let rest = &self.buffer[self.done..];
            let (len, end) = rows(rest, self.complete);
            if len == 0 && end.is_none() {
                self.fill()?;
                continue;
            }
            let chunk = rest.as_bytes()[..len].to_vec();
            let taken = end.unwrap_or(len);
            self.position = self.position.after(&rest[..taken]);
            self.done += taken;
            self.in_rows = end.is_none();
            if !chunk.is_empty() {
                return Ok(Some(chunk));
            }
        }
        Ok(None)
    }

    /// Reads on. What could not be cut before is mostly there then; so that a long statement is not read over and over,
    /// as much is read as there is already.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.done);
        self.done = 0;
        let wanted = CHUNK.max(self.buffer.len()) as u64;
        let mut bytes = std::mem::take(&mut self.begun);
        let read = (&mut self.reader).take(wanted).read_to_end(&mut bytes)?;
        self.complete = read == 0;
        match std::str::from_utf8(&bytes) {
            Ok(text) => self.buffer.push_str(text),
            Err(error) if error.error_len().is_none() && !self.complete => {
                let (whole, begun) = bytes.split_at(error.valid_up_to());
                self.buffer.push_str(&String::from_utf8_lossy(whole));
                self.begun = begun.to_vec();
            }
            Err(_) => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the file is not UTF-8",
                ));
            }
        }
        Ok(())
    }
}
