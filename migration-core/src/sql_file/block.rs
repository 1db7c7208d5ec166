//! Bodies of routines and triggers: the semicolons within them end no statement of the file.
//!
//! | database | what opens a body | rule |
//! | --- | --- | --- |
//! | PostgreSQL | `BEGIN ATOMIC` | that of `psql`: `BEGIN`, `CASE` and `END` are counted in a `CREATE FUNCTION` or `PROCEDURE` |
//! | SQLite | `CREATE TRIGGER` | that of `sqlite3_complete`: it ends with `; END;` |
//! | MySQL, MariaDB | `CREATE PROCEDURE`, `FUNCTION`, `TRIGGER`, `EVENT` and `PACKAGE`, `BEGIN NOT ATOMIC` | blocks are counted |

use super::lex::{Lexer, Token};
use crate::dialect::Dialect;

/// What has been seen of a statement, as far as it says where the statement ends.
pub(super) struct Blocks {
    dialect: Dialect,
    /// The first words, in upper case.
    words: Vec<String>,
    /// Whether they say that a body may come.
    has_body: bool,
    /// The last two tokens that are not blank.
    last: [Last; 2],
    parentheses: usize,
    open: Vec<Block>,
    in_condition: bool,
}

/// As many words as are needed to see that a body may come:
/// `CREATE OR REPLACE DEFINER = root @ localhost SQL SECURITY INVOKER AGGREGATE FUNCTION`.
const WORDS: usize = 12;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    /// Ends with `END`.
    Plain,
    /// `IF`, `LOOP` and the like: ends with `END` and the same word.
    Named,
}

#[derive(PartialEq, Eq)]
enum Last {
    Word(String),
    Semicolon,
    Close,
    Colon,
    Quoted,
    Other,
}

/// There is not enough text to tell.
pub(super) struct MoreNeeded;

impl Blocks {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            words: Vec::new(),
            has_body: false,
            last: [Last::Other, Last::Other],
            parentheses: 0,
            open: Vec::new(),
            in_condition: false,
        }
    }

    /// Takes in a token. `after` reads on from behind it.
    pub(super) fn see(
        &mut self,
        token: Token,
        text: &str,
        after: &Lexer<'_>,
    ) -> Result<(), MoreNeeded> {
        let last = match token {
            Token::Blank | Token::Comment => return Ok(()),
            Token::Word if self.has_body || self.words.len() < WORDS => {
                let word = text.to_ascii_uppercase();
                self.word(&word, after)?;
                if self.words.len() < WORDS {
                    self.words.push(word.clone());
                    self.has_body = self.may_have_a_body();
                }
                Last::Word(word)
            }
            Token::Semicolon => Last::Semicolon,
            Token::Open => {
                self.parentheses += 1;
                Last::Other
            }
            Token::Close => {
                self.parentheses = self.parentheses.saturating_sub(1);
                Last::Close
            }
            Token::Quoted => Last::Quoted,
            Token::ConditionBegins | Token::ConditionEnds => {
                self.in_condition = token == Token::ConditionBegins;
                return Ok(());
            }
            Token::Other if text == ":" => Last::Colon,
            Token::Word | Token::Other | Token::Unclosed(_) => Last::Other,
        };
        self.last.swap(0, 1);
        self.last[1] = last;
        Ok(())
    }

    /// Whether a semicolon that comes now ends the statement.
    pub(super) fn is_over(&self) -> bool {
        match self.dialect {
            // `CREATE RULE ... DO (a; b)`.
            Dialect::Postgres => self.parentheses == 0 && self.open.is_empty(),
            Dialect::Mysql => !self.in_condition && self.open.is_empty(),
            Dialect::Sqlite => {
                let ends = self.last[0] == Last::Semicolon && self.follows("END");
                !self.has_body || ends
            }
        }
    }

    fn word(&mut self, word: &str, after: &Lexer<'_>) -> Result<(), MoreNeeded> {
        match self.dialect {
            Dialect::Postgres if self.has_body && self.parentheses == 0 => {
                self.postgres(word, after)
            }
            Dialect::Mysql if self.has_body => self.mysql(word, after),
            Dialect::Mysql if word == "NOT" && self.words == ["BEGIN"] => {
                self.open.push(Block::Plain);
                Ok(())
            }
            Dialect::Postgres | Dialect::Mysql | Dialect::Sqlite => Ok(()),
        }
    }

    fn postgres(&mut self, word: &str, after: &Lexer<'_>) -> Result<(), MoreNeeded> {
        match word {
            "BEGIN" if !self.open.is_empty() || next_words(after, 1)? == ["ATOMIC"] => {
                self.open.push(Block::Plain);
            }
            "CASE" if !self.open.is_empty() => self.open.push(Block::Plain),
            "END" => drop(self.open.pop()),
            _ => {}
        }
        Ok(())
    }

    /// <https://dev.mysql.com/doc/refman/8.4/en/sql-compound-statements.html>
    fn mysql(&mut self, word: &str, after: &Lexer<'_>) -> Result<(), MoreNeeded> {
        match word {
            "BEGIN" => self.open.push(Block::Plain),
            // Behind `END` it belongs to that.
            "CASE" if !self.follows("END") => self.open.push(Block::Plain),
            "LOOP" | "WHILE" | "REPEAT" if self.is_start() => self.open.push(Block::Named),
            // Not FOR EACH ROW, not FOR UPDATE.
            "FOR" if self.is_start() && next_words(after, 2)?.get(1).is_some_and(|w| w == "IN") => {
                self.open.push(Block::Named);
            }
            "IF" if self.is_start() && !is_function(after)? => self.open.push(Block::Named),
            "END" => match next_words(after, 1)?.first().map(String::as_str) {
                Some("IF" | "LOOP" | "WHILE" | "FOR" | "REPEAT") => {
                    if self.open.last() == Some(&Block::Named) {
                        self.open.pop();
                    }
                }
                // Whatever was taken for a block within this one is over.
                _ => while self.open.pop() == Some(Block::Named) {},
            },
            _ => {}
        }
        Ok(())
    }

    fn follows(&self, word: &str) -> bool {
        matches!(&self.last[1], Last::Word(last) if last == word)
    }

    /// Whether a statement of a body can begin here.
    fn is_start(&self) -> bool {
        const BEFORE: [&str; 12] = [
            "BEGIN",
            "THEN",
            "ELSE",
            "DO",
            "LOOP",
            "REPEAT",
            "ROW",
            "DETERMINISTIC",
            "SQL",
            "DATA",
            "INVOKER",
            "DEFINER",
        ];
        match &self.last[1] {
            Last::Semicolon | Last::Colon | Last::Close | Last::Quoted => true,
            Last::Word(word) => {
                let of_another = |before: &str| before == "FOLLOWS" || before == "PRECEDES";
                BEFORE.contains(&word.as_str())
                    || matches!(&self.last[0], Last::Word(before) if of_another(before))
            }
            Last::Other => false,
        }
    }

    fn may_have_a_body(&self) -> bool {
        let words = || self.words.iter().map(String::as_str);
        match self.dialect {
            Dialect::Postgres => {
                let mut words = words().filter(|word| !matches!(*word, "OR" | "REPLACE"));
                words.next() == Some("CREATE")
                    && matches!(words.next(), Some("FUNCTION" | "PROCEDURE"))
            }
            Dialect::Sqlite => {
                const PASSED: [&str; 5] = ["EXPLAIN", "QUERY", "PLAN", "TEMP", "TEMPORARY"];
                let mut words = words().filter(|word| !PASSED.contains(word));
                words.next() == Some("CREATE") && words.next() == Some("TRIGGER")
            }
            Dialect::Mysql => match (words().next(), words().nth(1)) {
                (Some("CREATE"), _) => {
                    const BODY: [&str; 5] =
                        ["PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE"];
                    // CREATE TABLE event (...) makes no event.
                    const NONE: [&str; 9] = [
                        "TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "USER", "ROLE", "SEQUENCE",
                        "SERVER",
                    ];
                    let first = words().find(|word| BODY.contains(word) || NONE.contains(word));
                    first.is_some_and(|word| BODY.contains(&word))
                }
                (Some("ALTER"), Some("EVENT")) | (Some("BEGIN"), Some("NOT")) => true,
                _ => false,
            },
        }
    }
}

/// The next tokens as far as they are words, in upper case.
fn next_words(after: &Lexer<'_>, count: usize) -> Result<Vec<String>, MoreNeeded> {
    let (mut after, mut words) = (after.clone(), Vec::new());
    while words.len() < count {
        match after.next() {
            Some((Token::Word, text)) => words.push(text.to_ascii_uppercase()),
            Some((token, _)) if token.is_blank() => {}
            Some(_) => break,
            None if after.is_at_the_end() => break,
            None => return Err(MoreNeeded),
        }
    }
    Ok(words)
}

/// Whether an `IF` is the function of three arguments, and not the statement.
fn is_function(after: &Lexer<'_>) -> Result<bool, MoreNeeded> {
    let mut after = after.clone();
    let (mut depth, mut commas) = (0usize, 0);
    loop {
        match after.next() {
            Some((Token::Open, _)) => depth += 1,
            Some((Token::Close, _)) if depth <= 1 => break,
            Some((Token::Close, _)) => depth -= 1,
            Some((Token::Other, ",")) if depth == 1 => commas += 1,
            Some((token, _)) if depth == 0 && !token.is_blank() => break,
            Some(_) => {}
            None if after.is_at_the_end() => break,
            None => return Err(MoreNeeded),
        }
    }
    Ok(commas >= 2)
}
