//! The words of an expression: <https://dev.mysql.com/doc/refman/8.4/en/language-structure.html>.

use crate::dialect::Dialect;

/// A part of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A keyword, or a name without quotes, in lower case.
    Word(String),
    /// A name that was in backticks, or is one of a column.
    Name(String),
    /// The content of a string.
    Text(String),
    /// An operator or a parenthesis.
    Symbol(String),
    /// A number, or a literal of bits or bytes.
    Other(String),
}

const SYMBOLS: &[&str] = &[
    "<=>", "->>", "->", "<>", "!=", ">=", "<=", "<<", ">>", "||", "&&",
];

/// All parts, or none when there are comments, or something has no end.
pub(super) fn read(mut sql: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    loop {
        sql = sql.trim_start();
        let Some(first) = sql.chars().next() else {
            return Some(tokens);
        };
        if first == '#' || sql.starts_with("--") || sql.starts_with("/*") {
            return None;
        }
        let (token, rest) = match first {
            '\'' | '"' => {
                let (content, rest) = string(sql, first)?;
                (Token::Text(content), rest)
            }
            '`' => {
                let (content, rest) = quoted(sql, '`', false)?;
                (Token::Name(content), rest)
            }
            c if c.is_ascii_digit() => number(sql),
            '.' if sql[1..].starts_with(|c: char| c.is_ascii_digit()) => number(sql),
            c if of_word(c) => {
                let (word, rest) = sql.split_at(sql.find(|c| !of_word(c)).unwrap_or(sql.len()));
                match word.to_ascii_lowercase() {
                    bits if ["b", "x"].contains(&bits.as_str()) && rest.starts_with('\'') => {
                        let (content, rest) = quoted(rest, '\'', false)?;
                        let content = content.to_ascii_lowercase();
                        (Token::Other(format!("{bits}'{content}'")), rest)
                    }
                    // The character set of the text that follows.
                    set if set.starts_with('_') && rest.trim_start().starts_with('\'') => {
                        sql = rest;
                        continue;
                    }
                    word => (Token::Word(word), rest),
                }
            }
            c => {
                let symbol = SYMBOLS.iter().find(|symbol| sql.starts_with(**symbol));
                let length = symbol.map_or(c.len_utf8(), |symbol| symbol.len());
                let (symbol, rest) = sql.split_at(length);
                (Token::Symbol(symbol.to_owned()), rest)
            }
        };
        tokens.push(token);
        sql = rest;
    }
}

/// The content of the string that the SQL starts with, and what follows.
pub(in crate::dialect::mysql) fn string(sql: &str, quote: char) -> Option<(String, &str)> {
    quoted(sql, quote, true)
}

fn of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '@')
}

fn number(sql: &str) -> (Token, &str) {
    let mut end = 0;
    let mut last = ' ';
    for (at, c) in sql.char_indices() {
        let of_exponent =
            matches!(c, '+' | '-') && matches!(last, 'e' | 'E') && !sql.starts_with("0x");
        if !(c.is_ascii_alphanumeric() || c == '.' || of_exponent) {
            break;
        }
        (end, last) = (at + c.len_utf8(), c);
    }
    let (number, rest) = sql.split_at(end);
    (Token::Other(number.to_ascii_lowercase()), rest)
}

/// <https://dev.mysql.com/doc/refman/8.4/en/string-literals.html>
fn quoted(sql: &str, quote: char, escapes: bool) -> Option<(String, &str)> {
    let body = sql.strip_prefix(quote)?;
    let mut content = String::new();
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            if chars.next_if(|(_, next)| *next == quote).is_none() {
                return Some((content, &body[at + c.len_utf8()..]));
            }
            content.push(quote);
        } else if c == '\\' && escapes {
            match chars.next()?.1 {
                '0' => content.push('\0'),
                'b' => content.push('\u{8}'),
                'n' => content.push('\n'),
                'r' => content.push('\r'),
                't' => content.push('\t'),
                'Z' => content.push('\u{1a}'),
                // These two are of patterns: they stay escaped.
                wildcard @ ('%' | '_') => content.extend(['\\', wildcard]),
                other => content.push(other),
            }
        } else {
            content.push(c);
        }
    }
    None
}

/// Keywords and operators after which a parenthesis stands apart; after any other word it is a call.
const APART: &[&str] = &[
    "and", "between", "binary", "by", "case", "collate", "div", "else", "end", "in", "interval",
    "is", "like", "not", "or", "regexp", "then", "when", "xor",
];

/// The parts as text.
pub(super) fn write(tokens: &[Token]) -> String {
    let mut out = String::new();
    let mut before: Option<&Token> = None;
    let mut unary = false;
    for token in tokens {
        if before.is_some_and(|before| !unary && is_apart(before, token)) {
            out.push(' ');
        }
        unary = matches!(token, Token::Symbol(s) if matches!(s.as_str(), "-" | "+" | "~" | "!"))
            && before.is_none_or(ends_no_operand);
        match token {
            Token::Word(text) | Token::Symbol(text) | Token::Other(text) => out += text,
            Token::Name(name) => out += &Dialect::Mysql.quote(name),
            Token::Text(text) => out += &Dialect::Mysql.string_literal(text),
        }
        before = Some(token);
    }
    out
}

fn is_apart(before: &Token, token: &Token) -> bool {
    let symbol = |token: &Token, any: &[&str]| matches!(token, Token::Symbol(s) if any.contains(&s.as_str()));
    if symbol(before, &["(", "."]) || symbol(token, &[")", ",", "."]) {
        return false;
    }
    match before {
        Token::Word(word) if symbol(token, &["("]) => APART.contains(&word.as_str()),
        _ => true,
    }
}

/// Whether a sign after this has nothing on its left.
pub(super) fn ends_no_operand(token: &Token) -> bool {
    match token {
        Token::Symbol(symbol) => symbol != ")",
        Token::Word(word) => APART.contains(&word.as_str()) && word != "end",
        Token::Name(_) | Token::Text(_) | Token::Other(_) => false,
    }
}
