//! SQL as tokens: just enough of each database's lexical rules to see where a statement ends.
//!
//! What is quoted or commented out is one token, whatever stands in it.
//! <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>,
//! <https://dev.mysql.com/doc/refman/8.4/en/language-structure.html>, <https://www.sqlite.org/draft/tokenreq.html>

use crate::dialect::Dialect;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// White space.
    Blank,
    /// A comment that the database passes over.
    Comment,
    /// A keyword or a bare name.
    Word,
    /// A quoted name or text.
    Quoted,
    /// A semicolon.
    Semicolon,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `/*!`, with which MySQL begins what is a comment for all others.
    ConditionBegins,
    /// The `*/` that ends it.
    ConditionEnds,
    /// A quote or comment that has no end.
    Unclosed(&'static str),
    /// Numbers, operators and the like.
    Other,
}

impl Token {
    /// Whether it is nothing to the database.
    pub(super) fn is_blank(self) -> bool {
        matches!(self, Self::Blank | Self::Comment)
    }
}

/// Reads tokens from a text.
#[derive(Clone)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    dialect: Dialect,
    /// Whether nothing follows the text.
    complete: bool,
    at: usize,
    in_condition: bool,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, dialect: Dialect, complete: bool) -> Self {
        Self {
            text,
            dialect,
            complete,
            at: 0,
            in_condition: false,
        }
    }

    /// Where the next token begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Whether nothing is left, and nothing follows.
    pub(super) fn is_at_the_end(&self) -> bool {
        self.complete && self.at == self.text.len()
    }

    /// The next token and its text. Of a text that is not complete, only a token that what follows cannot change.
    pub(super) fn next(&mut self) -> Option<(Token, &'t str)> {
        let rest = self.rest();
        if rest.is_empty() {
            return None;
        }
        let (token, len) = self.token(rest);
        // Until the longest opening, `/*M!`, and the character after `--` can be seen.
        if !self.complete && (len == rest.len() || rest.len() < 4) {
            return None;
        }
        match token {
            Token::ConditionBegins => self.in_condition = true,
            Token::ConditionEnds => self.in_condition = false,
            _ => {}
        }
        self.at += len;
        Some((token, &rest[..len]))
    }

    fn token(&self, rest: &str) -> (Token, usize) {
        use Dialect::{Mysql, Postgres, Sqlite};
        let bytes = rest.as_bytes();
        let second = bytes.get(1).copied().unwrap_or_default();
        match (bytes[0], self.dialect) {
            (b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c', _) => (Token::Blank, blank(bytes)),
            (b'\'', Mysql) => quoted(bytes, b'\'', true, "quoted text"),
            (b'\'', Postgres | Sqlite) => quoted(bytes, b'\'', false, "quoted text"),
            (b'"', Mysql) => quoted(bytes, b'"', true, "quoted text"),
            (b'"', Postgres | Sqlite) => quoted(bytes, b'"', false, "quoted name"),
            (b'`', Mysql | Sqlite) => quoted(bytes, b'`', false, "quoted name"),
            (b'[', Sqlite) => match rest.find(']') {
                Some(end) => (Token::Quoted, end + 1),
                None => (Token::Unclosed("quoted name"), rest.len()),
            },
            (b'$', Postgres) => dollar_quoted(rest),
            (b'-', Postgres | Sqlite) if second == b'-' => (Token::Comment, line(rest)),
            // Here `5--3` is 8.
            (b'-', Mysql) if second == b'-' && bytes.get(2).is_none_or(|b| *b <= b' ') => {
                (Token::Comment, line(rest))
            }
            (b'#', Mysql) => (Token::Comment, line(rest)),
            (b'/', Mysql) if rest.starts_with("/*!") || rest.starts_with("/*M!") => (
                Token::ConditionBegins,
                rest.find('!').map_or(3, |at| at + 1),
            ),
            (b'*', Mysql) if self.in_condition && second == b'/' => (Token::ConditionEnds, 2),
            (b'/', Postgres) if second == b'*' => nested_comment(bytes),
            (b'/', Mysql | Sqlite) if second == b'*' => match rest[2..].find("*/") {
                Some(end) => (Token::Comment, end + 4),
                // <https://www.sqlite.org/lang_comment.html>: there the text may end it.
                None if self.dialect == Sqlite => (Token::Comment, rest.len()),
                None => (Token::Unclosed("comment"), rest.len()),
            },
            (b';', _) => (Token::Semicolon, 1),
            (b'(', _) => (Token::Open, 1),
            (b')', _) => (Token::Close, 1),
            (b'e' | b'E', Postgres) if second == b'\'' => {
                let (token, len) = quoted(&bytes[1..], b'\'', true, "quoted text");
                (token, len + 1)
            }
            (first, _) if is_name(first) => (Token::Word, word(bytes)),
            _ => (Token::Other, 1),
        }
    }
}

/// Whether a byte may begin a bare name; all of those that are not ASCII may.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn blank(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c'))
        .unwrap_or(bytes.len())
}

/// Up to and with the end of the line.
fn line(rest: &str) -> usize {
    rest.find('\n').map_or(rest.len(), |end| end + 1)
}

/// The length of a word; a number within it belongs to it, and so does what PostgreSQL would take for a dollar quote.
fn word(bytes: &[u8]) -> usize {
    let goes_on = |byte: &u8| is_name(*byte) || byte.is_ascii_digit() || *byte == b'$';
    let len = bytes.iter().position(|byte| !goes_on(byte));
    len.unwrap_or(bytes.len())
}

/// A text in quotes; a doubled quote is part of it, and so is one after a backslash where that escapes.
fn quoted(bytes: &[u8], quote: u8, backslash: bool, what: &'static str) -> (Token, usize) {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match *byte {
            b'\\' if backslash => at += 2,
            byte if byte == quote => {
                if bytes.get(at + 1) != Some(&quote) {
                    return (Token::Quoted, at + 1);
                }
                at += 2;
            }
            _ => at += 1,
        }
    }
    (Token::Unclosed(what), bytes.len())
}

/// `$$...$$` or `$tag$...$tag$`; any other `$` is a parameter or an operator.
fn dollar_quoted(rest: &str) -> (Token, usize) {
    let of_tag = |(at, byte): &(usize, u8)| is_name(*byte) || (*at > 1 && byte.is_ascii_digit());
    let bytes = rest.bytes().enumerate().skip(1);
    let end = bytes.take_while(of_tag).last().map_or(1, |(at, _)| at + 1);
    match rest.as_bytes().get(end) {
        Some(b'$') => {
            let (tag, body) = rest.split_at(end + 1);
            match body.find(tag) {
                Some(end) => (Token::Quoted, end + 2 * tag.len()),
                None => (Token::Unclosed("dollar-quoted text"), rest.len()),
            }
        }
        Some(_) => (Token::Other, 1),
        // Of a text that goes on, this may yet become a tag.
        None => (Token::Other, end),
    }
}

fn nested_comment(bytes: &[u8]) -> (Token, usize) {
    let (mut at, mut depth) = (0, 0usize);
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (at, depth) = (at + 2, depth + 1),
            Some(b"*/") => {
                (at, depth) = (at + 2, depth - 1);
                if depth == 0 {
                    return (Token::Comment, at);
                }
            }
            _ => at += 1,
        }
    }
    (Token::Unclosed("comment"), bytes.len())
}
