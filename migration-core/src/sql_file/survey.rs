//! What is known of a script before it runs.

use std::collections::BTreeSet;
use std::io;

use super::read::{Position, Statement};
use super::script::Script;
use super::split::{PieceKind, first_words};
use crate::Problem;
use crate::dialect::Dialect;
use crate::operation::RawSql;

/// What is known of a script before it runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// How many statements it has.
    pub statements: usize,
    /// Whether it has a `COPY ... FROM stdin`, whose rows are no SQL.
    pub has_rows: bool,
    /// The names in statements that may change the schema, as [`RawSql`] remembers them.
    pub names: BTreeSet<String>,
    /// What will not do.
    pub problems: Vec<Problem>,
}

/// More than this is not said of one script.
const MOST_PROBLEMS: usize = 10;

impl Survey {
    pub(super) fn of(script: &Script, dialect: Dialect) -> io::Result<Self> {
        let mut surveyor = Surveyor {
            script,
            dialect,
            begun: None,
            survey: Self {
                statements: 0,
                has_rows: false,
                names: BTreeSet::new(),
                problems: Vec::new(),
            },
        };
        let mut statements = script.statements(dialect)?;
        while let Some(statement) = statements.next_statement()? {
            surveyor.see(&statement);
        }
        if let Some(at) = surveyor.begun {
            surveyor.problem(
                at,
                "the transaction that begins here has no end",
                "add the COMMIT",
            );
        }
        Ok(surveyor.survey)
    }
}

struct Surveyor<'a> {
    script: &'a Script,
    dialect: Dialect,
    /// Where the script began a transaction that it has not ended yet.
    begun: Option<Position>,
    survey: Survey,
}

impl Surveyor<'_> {
    fn problem(&mut self, at: Position, message: impl Into<String>, help: &str) {
        if self.survey.problems.len() < MOST_PROBLEMS {
            let problem = Problem::new(message).at(self.script.place(at)).help(help);
            self.survey.problems.push(problem);
        }
    }

    fn see(&mut self, statement: &Statement) {
        let Statement { sql, at, kind } = statement;
        match kind {
            PieceKind::Blank => {}
            PieceKind::Client => self.client(sql, *at),
            PieceKind::Unclosed(what, _) => self.problem(
                *at,
                format!("the {what} that begins here has no end"),
                "close it",
            ),
            PieceKind::Statement | PieceKind::CopyIn => {
                self.survey.statements += 1;
                self.survey.has_rows |= *kind == PieceKind::CopyIn;
                if sql.contains('\0') {
                    // PostgreSQL and SQLite end the text there, and run what is left of it.
                    let message = "this statement has a NUL character";
                    self.problem(*at, message, "leave it out");
                }
                self.statement(sql, *at);
            }
        }
    }

    fn client(&mut self, command: &str, at: Position) {
        if self.dialect == Dialect::Postgres && !is_of_no_concern(command) {
            let message = format!("`{command}` is a command to psql, and no SQL");
            self.problem(at, message, "take it out");
        }
    }

    fn statement(&mut self, sql: &str, at: Position) {
        let words = first_words(sql, self.dialect, 2);
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        if !matches!(
            word(0),
            "INSERT" | "REPLACE" | "UPDATE" | "DELETE" | "COPY" | "TRUNCATE"
        ) {
            RawSql::mentioned_in(sql, &mut self.survey.names);
        }
        let Some(control) = Control::of(&words) else {
            if self.dialect == Dialect::Sqlite
                && self.script.in_transaction()
                && (word(0), word(1)) == ("PRAGMA", "FOREIGN_KEYS")
                && sql.contains(['=', '('])
            {
                self.problem(
                    at,
                    "PRAGMA foreign_keys does nothing inside a transaction, and this file runs in one",
                    "write `-- migratory: transaction=false` at the head of the file, and BEGIN and COMMIT where they are needed",
                );
            }
            return;
        };
        match (self.dialect, self.script.in_transaction()) {
            // A change of the schema ends the transaction there anyway.
            (Dialect::Mysql, _) => {}
            (Dialect::Postgres | Dialect::Sqlite, true) => self.problem(
                at,
                format!("{} in a file that runs in a transaction already", word(0)),
                "take BEGIN, COMMIT and ROLLBACK out; or write `-- migratory: transaction=false` at the head of the file",
            ),
            (Dialect::Postgres | Dialect::Sqlite, false) => match control {
                Control::Begin => self.begun = self.begun.or(Some(at)),
                Control::End => self.begun = None,
            },
        }
    }
}

/// `\restrict`, with which newer dumps of PostgreSQL keep psql from obeying what is in the data, and its end.
fn is_of_no_concern(command: &str) -> bool {
    let word = command.split_whitespace().next().unwrap_or_default();
    matches!(word, "\\restrict" | "\\unrestrict")
}

/// What a statement does to the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// It begins one.
    Begin,
    /// It ends the one that is open.
    End,
}

impl Control {
    /// What a statement that begins with these words does, in upper case; none when the transaction stays as it is.
    pub fn of(first_words: &[String]) -> Option<Self> {
        let word = |at: usize| first_words.get(at).map_or("", String::as_str);
        match (word(0), word(1)) {
            ("BEGIN", second) if second != "NOT" => Some(Self::Begin),
            ("START", "TRANSACTION") => Some(Self::Begin),
            // Of a savepoint.
            ("ROLLBACK", "TO") => None,
            ("COMMIT" | "END" | "ABORT" | "ROLLBACK", _) | ("PREPARE", "TRANSACTION") => {
                Some(Self::End)
            }
            _ => None,
        }
    }
}
