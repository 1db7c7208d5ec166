//! Statements of a file that travel in one message, each of which gives back one result.

use migration_core::sql_file::Position;

use crate::database::position;

/// How much SQL goes into one message.
const FULL: usize = 256 * 1024;

/// Statements that are sent together.
#[derive(Default)]
pub(super) struct Batch {
    sql: String,
    parts: Vec<Part>,
}

struct Part {
    start: usize,
    end: usize,
    at: Position,
}

impl Batch {
    pub(super) fn push(&mut self, sql: String, at: Position) {
        if self.parts.is_empty() {
            // A long statement is not copied.
            self.sql = sql;
            self.parts.push(Part {
                start: 0,
                end: self.sql.len(),
                at,
            });
            return;
        }
        self.sql.push_str(";\n");
        let start = self.sql.len();
        self.sql.push_str(&sql);
        let end = self.sql.len();
        self.parts.push(Part { start, end, at });
    }

    pub(super) fn is_full_with(&self, sql: &str) -> bool {
        self.sql.len() + sql.len() > FULL
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    pub(super) fn clear(&mut self) {
        // What a long statement took is given back.
        self.sql = String::new();
        self.parts.clear();
    }

    /// The statement that failed, counted from 0, its SQL and its place in the file. `done` is how many gave back their
    /// result. The server may say where in the message it sees the error; a message of which it does not understand some
    /// part it does not run at all.
    pub(super) fn failed(&self, error: &sqlx::Error, done: usize) -> (usize, &str, Position) {
        let seen = position(error).map(|position| {
            let at = self.sql.char_indices().nth(position.saturating_sub(1));
            at.map_or(self.sql.len(), |(byte, _)| byte)
        });
        let part_of = |byte: usize| self.parts.iter().position(|part| byte <= part.end);
        let n = match seen.and_then(part_of) {
            Some(n) if done == 0 => n,
            Some(_) | None => done.min(self.parts.len().saturating_sub(1)),
        };
        let Some(part) = self.parts.get(n) else {
            return (0, &self.sql, Position::line(1));
        };
        let sql = &self.sql[part.start..part.end];
        let at = match seen {
            Some(byte) if (part.start..part.end).contains(&byte) => {
                part.at.after(&self.sql[part.start..byte])
            }
            Some(_) | None => part.at,
        };
        (n, sql, at)
    }
}
