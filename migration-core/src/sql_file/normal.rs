//! SQL in one way of writing, so that how it is laid out does not count.
//!
//! Comments go. White space between tokens is one space, or none where the tokens cannot be taken for others without it.
//! What is quoted stays as it is, but for the ends of its lines; the body of a function is SQL again. Letter case stays.

use std::borrow::Cow;

use super::lex::{Lexer, Token};
use crate::dialect::Dialect;

/// Bodies within bodies that are looked into.
const DEEPEST: usize = 4;

/// SQL without comments, and with no more white space than it needs, by the rules of one database. It is made to be
/// compared, not to be run.
///
/// ```
/// use migration_core::dialect::Dialect;
/// use migration_core::sql_file::normalised;
///
/// let sql = "SELECT  a, -- the first\r\n\t'b  c'\r\nFROM t ;";
/// assert_eq!(normalised(sql, Dialect::Postgres), "SELECT a,'b  c' FROM t");
/// ```
pub fn normalised(sql: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(sql.len());
    Normaliser::new(dialect, false).write(sql, &mut out);
    out
}

/// The same where it is not known which database the SQL is for. `--` begins a comment then, whatever follows: to MySQL
/// alone `5--3` is 8.
pub(crate) fn normalised_for_all(sql: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(sql.len());
    Normaliser::new(dialect, true).write(sql, &mut out);
    out
}

/// Whether something stands in `$$`, which only PostgreSQL takes for quotes.
pub(crate) fn has_dollar_quote(sql: &str) -> bool {
    let mut lexer = Lexer::new(sql, Dialect::Postgres, true);
    let mut tokens = std::iter::from_fn(|| lexer.next());
    tokens.any(|(token, text)| token == Token::Quoted && text.starts_with('$'))
}

/// A text whose lines end with a line feed alone.
pub(crate) fn with_plain_line_ends(text: &str) -> Cow<'_, str> {
    if !text.contains("\r\n") {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) => {
                plain.push_str(line.trim_end_matches('\r'));
                plain.push('\n');
            }
            None => plain.push_str(line),
        }
    }
    plain.into()
}

/// A token of a statement.
struct Part<'t> {
    token: Token,
    text: &'t str,
    /// Whether there is a blank or a comment before it.
    apart: bool,
}

/// How a token bears another one beside it.
#[derive(PartialEq, Eq)]
enum Edge {
    /// Parentheses, commas and semicolons: white space beside them never counts.
    Free,
    /// Signs of operators, as far as they are no part of something else: apart from what is no sign.
    Sign,
    /// Words, numbers and what is quoted.
    Solid,
    /// What may be the beginning or the end of something else.
    Fragile,
}

impl Part<'_> {
    fn edge(&self) -> Edge {
        let first = self.text.bytes().next().unwrap_or_default();
        match self.token {
            Token::Open | Token::Close | Token::Semicolon => Edge::Free,
            Token::Other if first == b',' => Edge::Free,
            Token::Other if b"=<>+*/%|".contains(&first) => Edge::Sign,
            Token::Other if first.is_ascii_digit() => Edge::Solid,
            Token::Word | Token::Quoted => Edge::Solid,
            Token::Blank
            | Token::Comment
            | Token::ConditionBegins
            | Token::ConditionEnds
            | Token::Unclosed(_)
            | Token::Other => Edge::Fragile,
        }
    }

    fn is_word(&self, word: &str) -> bool {
        self.token == Token::Word && self.text.eq_ignore_ascii_case(word)
    }
}

struct Normaliser {
    dialect: Dialect,
    any_dashes: bool,
    depth: usize,
}

impl Normaliser {
    fn new(dialect: Dialect, any_dashes: bool) -> Self {
        Self {
            dialect,
            any_dashes,
            depth: 0,
        }
    }

    fn write(&mut self, sql: &str, out: &mut String) {
        let mut parts = self.parts(sql);
        while parts
            .pop_if(|last| last.token == Token::Semicolon)
            .is_some()
        {}
        let mut before: Option<Edge> = None;
        for statement in parts.split_inclusive(|part| part.token == Token::Semicolon) {
            let bodies = self.bodies_of(statement);
            for (at, part) in statement.iter().enumerate() {
                let edge = part.edge();
                if part.apart && before.is_some_and(|before| counts(&before, &edge)) {
                    out.push(' ');
                }
                let previous = at.checked_sub(1).and_then(|at| statement.get(at));
                if bodies.is_body(part, previous) {
                    self.body(part.text, out);
                } else {
                    out.push_str(&with_plain_line_ends(part.text));
                }
                before = Some(edge);
            }
        }
    }

    fn parts<'t>(&self, sql: &'t str) -> Vec<Part<'t>> {
        let mut parts = Vec::new();
        let (mut lexer, mut apart) = (Lexer::new(sql, self.dialect, true), false);
        while let Some((token, text)) = lexer.next() {
            let is_hint = self.dialect == Dialect::Mysql && text.starts_with("/*+");
            if token.is_blank() && !is_hint {
                apart = true;
                continue;
            }
            if self.any_dashes && text == "-" && lexer.rest().starts_with('-') {
                let rest = lexer.rest();
                let end = rest.find('\n').unwrap_or(rest.len());
                let (_, rest) = rest.split_at(end);
                (lexer, apart) = (Lexer::new(rest, self.dialect, true), true);
                continue;
            }
            parts.push(Part { token, text, apart });
            apart = false;
        }
        parts
    }

    /// Where a statement has bodies that are SQL.
    fn bodies_of(&self, statement: &[Part<'_>]) -> Bodies {
        if self.dialect != Dialect::Postgres || self.depth >= DEEPEST {
            return Bodies::None;
        }
        let is = |at: usize, word: &str| statement.get(at).is_some_and(|part| part.is_word(word));
        let is_do = is(0, "do");
        let kind = if is(1, "or") && is(2, "replace") {
            3
        } else {
            1
        };
        let is_routine = is(0, "create") && (is(kind, "function") || is(kind, "procedure"));
        if !is_do && !is_routine {
            return Bodies::None;
        }
        let mut named = (statement.windows(2)).filter_map(|pair| match pair {
            [word, name] if word.is_word("language") => Some(name.text.trim_matches(['\'', '"'])),
            _ => None,
        });
        // Elsewhere white space may have a meaning, and `--` another one.
        let is_sql = |name: &str| {
            ["sql", "plpgsql"]
                .iter()
                .any(|it| it.eq_ignore_ascii_case(name))
        };
        match named.next() {
            Some(name) if !is_sql(name) => Bodies::None,
            Some(_) | None if is_do => Bodies::All,
            Some(_) => Bodies::AfterAs,
            None => Bodies::None,
        }
    }

    /// A body in its quotes.
    fn body(&mut self, text: &str, out: &mut String) {
        let tag = match text.strip_prefix('$') {
            Some(rest) => rest.find('$').map_or(1, |at| at + 2),
            None => 1,
        };
        let inner = (text.get(tag..)).and_then(|rest| rest.get(..rest.len().checked_sub(tag)?));
        let (Some(quote), Some(inner)) = (text.get(..tag), inner) else {
            out.push_str(text);
            return;
        };
        self.depth += 1;
        out.push_str(quote);
        if quote == "'" {
            let mut body = String::with_capacity(inner.len());
            self.write(&inner.replace("''", "'"), &mut body);
            out.push_str(&body.replace('\'', "''"));
        } else {
            self.write(inner, out);
        }
        out.push_str(quote);
        self.depth -= 1;
    }
}

/// Whether white space between two tokens tells anything.
fn counts(before: &Edge, after: &Edge) -> bool {
    match (before, after) {
        (Edge::Free, _) | (_, Edge::Free) => false,
        (Edge::Sign, Edge::Solid) | (Edge::Solid, Edge::Sign) => false,
        (Edge::Sign | Edge::Solid | Edge::Fragile, _) => true,
    }
}

/// Which quoted texts of a statement are bodies that are SQL.
enum Bodies {
    None,
    /// Of `CREATE FUNCTION`: the one that follows `AS`.
    AfterAs,
    /// Of `DO`.
    All,
}

impl Bodies {
    fn is_body(&self, part: &Part<'_>, previous: Option<&Part<'_>>) -> bool {
        let is_quoted = part.token == Token::Quoted && part.text.starts_with(['$', '\'']);
        is_quoted
            && match self {
                Self::None => false,
                Self::AfterAs => previous.is_some_and(|it| it.is_word("as")),
                // The other one that there may be is the name of the language.
                Self::All => !previous.is_some_and(|it| it.is_word("language")),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres(sql: &str) -> String {
        normalised(sql, Dialect::Postgres)
    }

    #[test]
    fn white_space_stays_where_tokens_would_be_taken_for_others_without_it() {
        for (sql, expected) in [
            ("SELECT  a", "SELECT a"),
            ("f ( a , b )", "f(a,b)"),
            ("a  =  1", "a=1"),
            ("a = -1", "a= -1"),
            ("a - - 1", "a - - 1"),
            ("a < = 1", "a< =1"),
            ("a & b", "a & b"),
            ("U & 'x'", "U & 'x'"),
            ("1 e", "1 e"),
            ("x 'a' 'b'", "x 'a' 'b'"),
            ("a / * b", "a/ *b"),
            ("a $1", "a $1"),
        ] {
            assert_eq!(postgres(sql), expected, "{sql}");
        }
    }

    #[test]
    fn comments_are_those_of_the_database() {
        let sql = "a # b\n-- c\n--d\n/* e /* f */ */ g";
        assert_eq!(postgres(sql), "a # b g");
        assert_eq!(normalised(sql, Dialect::Sqlite), "a # b*/g");
        assert_eq!(normalised(sql, Dialect::Mysql), "a --d*/g");
        assert_eq!(normalised_for_all(sql, Dialect::Mysql), "a*/g");
        assert_eq!(normalised("5--3", Dialect::Mysql), "5--3");
        assert_eq!(
            normalised("SELECT /*+ BKA(t) */ 1 /* x */", Dialect::Mysql),
            "SELECT /*+ BKA(t) */ 1"
        );
        assert_eq!(
            normalised("/*!40101  SET a = 1 */;", Dialect::Mysql),
            "/*!40101 SET a=1 */"
        );
    }

    #[test]
    fn quotes_keep_all_but_the_ends_of_lines() {
        assert_eq!(postgres("'a  --b\r\n c'"), "'a  --b\n c'");
        assert_eq!(postgres("\"a  b\""), "\"a  b\"");
        assert_eq!(postgres("SELECT $$a  --b\r\n$$"), "SELECT $$a  --b\n$$");
    }

    #[test]
    fn bodies_in_sql_are_sql_again() {
        let body = |language: &str, quote: &str| {
            let sql = format!(
                "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE {language} AS {quote}\n  SELECT 1; -- one\n{quote}"
            );
            postgres(&sql)
        };
        let head = "CREATE OR REPLACE FUNCTION f()RETURNS int LANGUAGE";
        assert_eq!(body("sql", "$a$"), format!("{head} sql AS $a$SELECT 1$a$"));
        assert_eq!(body("SQL", "'"), format!("{head} SQL AS 'SELECT 1'"));
        let other = format!("{head} plpython3u AS $$\n  SELECT 1; -- one\n$$");
        assert_eq!(body("plpython3u", "$$"), other);
        assert_eq!(
            postgres("DO $$ BEGIN  PERFORM 'a  b'; END; $$;"),
            "DO $$BEGIN PERFORM 'a  b';END$$"
        );
        assert_eq!(
            postgres("DO LANGUAGE 'plv8' $$ i  $$"),
            "DO LANGUAGE 'plv8' $$ i  $$"
        );
        assert_eq!(
            postgres("DO 'SELECT ''a  b'' -- c'"),
            "DO 'SELECT ''a  b'''"
        );
    }

    #[test]
    fn what_is_broken_stays_as_it_is() {
        for sql in ["'a  b", "$$ a  b", "/* a  b", "\"a"] {
            assert_eq!(postgres(sql), sql);
        }
        assert_eq!(postgres(""), "");
        assert_eq!(postgres(" ;; ; "), "");
    }
}
