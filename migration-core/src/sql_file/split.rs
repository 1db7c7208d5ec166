//! A text -> its statements.

use std::ops::Range;

use super::block::Blocks;
use super::lex::{Lexer, Token};
use crate::dialect::Dialect;

/// A piece of a text. All pieces, one after the other, are the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'t> {
    /// All of it: what stands before the statement, the statement, and what ends it.
    pub text: &'t str,
    /// Where in `text` the statement is, without comments around it and without what ends it.
    pub sql: Range<usize>,
    /// What it is.
    pub kind: PieceKind,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// A statement.
    Statement,
    /// PostgreSQL's `COPY ... FROM stdin`. The rows follow, up to a line `\.`: see [`rows`].
    CopyIn,
    /// Nothing but blanks, comments and semicolons.
    Blank,
    /// A command to the database's own client, such as psql's `\connect` and mysql's `DELIMITER`.
    Client,
    /// A quote or comment that has no end: what it is, and where in `text` it begins.
    Unclosed(&'static str, usize),
}

impl<'t> Piece<'t> {
    /// The statement.
    pub fn sql(&self) -> &'t str {
        &self.text[self.sql.clone()]
    }
}

/// Cuts a text into statements, by the rules of one database.
#[derive(Debug, Clone)]
pub struct Splitter {
    dialect: Dialect,
    /// What ends a statement instead of a semicolon, as mysql's `DELIMITER` has set it.
    delimiter: Option<String>,
}

impl Splitter {
    /// A splitter at the beginning of a text.
    pub fn new(dialect: Dialect) -> Self {
        let delimiter = None;
        Self { dialect, delimiter }
    }

    /// What ends a statement now, if it is no semicolon.
    pub(super) fn delimiter(&self) -> Option<&str> {
        self.delimiter.as_deref()
    }

    /// The first piece of what is left of a text; none when it is empty, or, where it is not `complete`, when the piece
    /// may go on behind its end.
    ///
    /// ```
    /// use migration_core::dialect::Dialect::Postgres;
    /// use migration_core::sql_file::Splitter;
    ///
    /// let mut splitter = Splitter::new(Postgres);
    /// let text = "SELECT ';' -- one; two\n; SELECT 2";
    /// let first = splitter.next(text, true).unwrap();
    /// assert_eq!(first.sql(), "SELECT ';'");
    /// let second = splitter.next(&text[first.text.len()..], true).unwrap();
    /// assert_eq!(second.sql(), "SELECT 2");
    /// ```
    pub fn next<'t>(&mut self, text: &'t str, complete: bool) -> Option<Piece<'t>> {
        let mut lexer = Lexer::new(text, self.dialect, complete);
        let mut blocks = Blocks::new(self.dialect);
        let mut copy = CopyIn::default();
        let mut sql: Option<Range<usize>> = None;
        let piece = |end: usize, sql: Option<Range<usize>>, kind| Piece {
            text: &text[..end],
            sql: sql.unwrap_or(0..0),
            kind,
        };
        loop {
            if let Some(delimiter) = &self.delimiter {
                let rest = lexer.rest();
                if rest.starts_with(delimiter.as_str()) {
                    let end = lexer.at() + delimiter.len();
                    return Some(match sql {
                        Some(sql) => piece(end, Some(sql), PieceKind::Statement),
                        None => piece(end, None, PieceKind::Blank),
                    });
                }
                if !complete && delimiter.starts_with(rest) {
                    return None;
                }
            }
            let start = lexer.at();
            if sql.is_none() && self.is_of_the_client(lexer.rest(), complete)? {
                let end = start + self.client(lexer.rest(), complete)?;
                let sql = start..start + text[start..end].trim_end().len();
                return Some(piece(end, Some(sql), PieceKind::Client));
            }
            let Some((token, token_text)) = lexer.next() else {
                if !complete || text.is_empty() {
                    return None;
                }
                return Some(match sql {
                    Some(sql) => piece(text.len(), Some(sql), copy.kind()),
                    None => piece(text.len(), None, PieceKind::Blank),
                });
            };
            // In `END$$` the word does not end before the delimiter.
            let delimiter = self.delimiter.as_deref().filter(|_| token == Token::Word);
            if let Some((delimiter, at)) = delimiter.and_then(|it| Some((it, token_text.find(it)?)))
            {
                let sql = sql.map_or(start, |sql| sql.start)..start + at;
                return Some(piece(
                    sql.end + delimiter.len(),
                    Some(sql),
                    PieceKind::Statement,
                ));
            }
            let ends = token == Token::Semicolon && self.delimiter.is_none() && blocks.is_over();
            if ends {
                return Some(match sql {
                    Some(sql) => {
                        let kind = copy.kind();
                        let end = match kind {
                            PieceKind::CopyIn => end_of_line(text, lexer.at(), complete)?,
                            _ => lexer.at(),
                        };
                        piece(end, Some(sql), kind)
                    }
                    None => piece(lexer.at(), None, PieceKind::Blank),
                });
            }
            blocks.see(token, token_text, &lexer).ok()?;
            if self.dialect == Dialect::Postgres {
                copy.see(token, token_text);
            }
            if let Token::Unclosed(what) = token {
                let sql = sql.map_or(start, |sql| sql.start)..lexer.at();
                return Some(piece(
                    lexer.at(),
                    Some(sql),
                    PieceKind::Unclosed(what, start),
                ));
            }
            if !token.is_blank() {
                sql = Some(sql.map_or(start, |sql| sql.start)..lexer.at());
            }
        }
    }

    /// Whether a command to the client begins here; none when that cannot be seen yet.
    fn is_of_the_client(&self, rest: &str, complete: bool) -> Option<bool> {
        match self.dialect {
            Dialect::Postgres => Some(rest.starts_with('\\')),
            Dialect::Sqlite => Some(false),
            Dialect::Mysql => {
                let (bytes, word) = (rest.as_bytes(), b"delimiter");
                let len = bytes.len().min(word.len());
                if !bytes[..len].eq_ignore_ascii_case(&word[..len]) {
                    return Some(false);
                }
                match bytes.get(word.len()) {
                    Some(next) => Some(next.is_ascii_whitespace()),
                    None => complete.then_some(len == word.len()),
                }
            }
        }
    }

    /// The length of a command to the client: the rest of its line.
    fn client(&mut self, rest: &str, complete: bool) -> Option<usize> {
        let end = end_of_line(rest, 0, complete)?;
        if self.dialect == Dialect::Mysql {
            let delimiter = rest[..end].split_whitespace().nth(1).unwrap_or(";");
            self.delimiter = (delimiter != ";").then(|| delimiter.to_owned());
        }
        Some(end)
    }
}

/// Behind the end of the line that a position is in; none when that is not there yet.
fn end_of_line(text: &str, at: usize, complete: bool) -> Option<usize> {
    match text[at..].find('\n') {
        Some(end) => Some(at + end + 1),
        None => complete.then_some(text.len()),
    }
}

/// Watches for `COPY ... FROM STDIN`.
#[derive(Default)]
struct CopyIn {
    words: usize,
    parentheses: usize,
    is_copy: bool,
    from: bool,
    stdin: bool,
}

impl CopyIn {
    fn see(&mut self, token: Token, text: &str) {
        match token {
            Token::Word => {
                self.is_copy |= self.words == 0 && text.eq_ignore_ascii_case("copy");
                self.words += 1;
                if self.is_copy && self.parentheses == 0 {
                    self.stdin |= self.from && text.eq_ignore_ascii_case("stdin");
                    self.from = text.eq_ignore_ascii_case("from");
                }
            }
            Token::Open => self.parentheses += 1,
            Token::Close => self.parentheses = self.parentheses.saturating_sub(1),
            token if !token.is_blank() => self.from = false,
            _ => {}
        }
    }

    fn kind(&self) -> PieceKind {
        if self.stdin {
            PieceKind::CopyIn
        } else {
            PieceKind::Statement
        }
    }
}

/// The rows after a `COPY ... FROM stdin`, as far as `text` has whole lines: their bytes, and with them those of the line
/// `\.` that ends them, if it is there.
pub fn rows(text: &str, complete: bool) -> (usize, Option<usize>) {
    let mut at = 0;
    while at < text.len() {
        let Some(end) = end_of_line(text, at, complete) else {
            return (at, None);
        };
        if text[at..end].trim_end_matches(['\r', '\n']) == "\\." {
            return (at, Some(end));
        }
        at = end;
    }
    (at, complete.then_some(at))
}

/// The first words of a statement, in upper case.
pub fn first_words(sql: &str, dialect: Dialect, count: usize) -> Vec<String> {
    let mut lexer = Lexer::new(sql, dialect, true);
    let mut words = Vec::new();
    while words.len() < count {
        match lexer.next() {
            Some((Token::Word, text)) => words.push(text.to_ascii_uppercase()),
            Some((token, _)) if token.is_blank() || token == Token::ConditionBegins => {}
            // The version that a condition of MySQL begins with.
            Some((Token::Other, text))
                if words.is_empty() && text.as_bytes()[0].is_ascii_digit() => {}
            Some(_) | None => break,
        }
    }
    words
}
