//! Many statements in one message of PostgreSQL's simple query protocol: what is done is told by what comes back.
//!
//! Run-time errors have no position, so results are counted. A statement of the user's own may be several, or none; a
//! marker follows it, whose row says that it is over.

use migration_core::plan::PlannedMigration;

use crate::database::Reply;

/// The name of the column of a marker's row.
const MARKER: &str = "migratory_step";

/// Whether a text is one statement for certain: nothing in it ends a statement or hides one.
pub(super) fn is_plain(sql: &str) -> bool {
    !sql.trim().is_empty() && !sql.contains(';') && !sql.contains("--") && !sql.contains("/*")
}

/// What a part of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The begin of the transaction.
    Begin,
    /// The session is put into a known state.
    Setup,
    /// The ledger's row is taken, which fails when another runner has it.
    Claim,
    /// What is about to be done is written down: the step, counted from 1.
    Intent(usize),
    /// The migration's statement of this number, counted from 0.
    Statement(usize),
    /// A step is written down as done.
    Done(usize),
    /// How long it took is written down.
    Record,
    /// The end of the transaction.
    Commit,
}

/// A message that is put together.
pub(super) struct Message<'a> {
    sql: String,
    parts: Vec<Part<'a>>,
    nonce: String,
}

/// A part of a message.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) migration: &'a PlannedMigration,
    pub(super) what: What,
    /// How many characters of the message come before its end.
    end: usize,
    has_marker: bool,
}

impl<'a> Message<'a> {
    pub(super) fn new(nonce: &str) -> Self {
        Self {
            sql: String::new(),
            parts: Vec::new(),
            nonce: nonce.to_owned(),
        }
    }

    pub(super) fn push(&mut self, migration: &'a PlannedMigration, what: What, sql: &str) {
        // A statement may end in a comment, so the semicolon stands on a line of its own.
        self.sql.push_str(sql);
        self.sql.push_str("\n;\n");
        let has_marker = !is_plain(sql);
        if has_marker {
            self.sql
                .push_str(&format!("SELECT '{}' AS {MARKER};\n", self.nonce));
        }
        self.parts.push(Part {
            migration,
            what,
            end: 0,
            has_marker,
        });
        if let Some(part) = self.parts.last_mut() {
            part.end = self.sql.len();
        }
    }

    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// The parts, each with its SQL.
    pub(super) fn parts(&self) -> impl Iterator<Item = (What, &str)> {
        let begins = std::iter::once(0).chain(self.parts.iter().map(|part| part.end));
        let parts = begins.zip(&self.parts);
        parts.map(|(begin, part)| (part.what, self.sql.get(begin..part.end).unwrap_or_default()))
    }

    /// The part that a position in the text (in characters, counted from 1) falls into.
    pub(super) fn part_at(&self, position: usize) -> Option<Part<'a>> {
        let byte = self
            .sql
            .char_indices()
            .nth(position.saturating_sub(1))
            .map_or(self.sql.len(), |(byte, _)| byte);
        self.parts.iter().find(|part| byte < part.end).copied()
    }
}

/// How far the server has come with a message.
pub(super) struct Progress<'m, 'a> {
    message: &'m Message<'a>,
    at: usize,
    marker_seen: bool,
    /// Seconds that the migration took, as the server says.
    pub(super) took: Option<f64>,
}

impl<'m, 'a> Progress<'m, 'a> {
    pub(super) fn new(message: &'m Message<'a>) -> Self {
        Self {
            message,
            at: 0,
            marker_seen: false,
            took: None,
        }
    }

    /// Takes in what came back; answers with the part that is done now, if one is.
    pub(super) fn see(&mut self, reply: &Reply) -> Option<Part<'a>> {
        let part = *self.message.parts.get(self.at)?;
        match reply {
            Reply::Row(row) => {
                if part.what == What::Record {
                    self.took = row.at(0).ok();
                }
                self.marker_seen |= part.has_marker
                    && row.columns() == [MARKER]
                    && row
                        .at::<String>(0)
                        .is_ok_and(|value| value == self.message.nonce);
                None
            }
            Reply::Done if part.has_marker && !self.marker_seen => None,
            Reply::Done => {
                self.marker_seen = false;
                self.at += 1;
                Some(part)
            }
        }
    }

    /// The part that the server is at: the one that failed, after an error.
    pub(super) fn part(&self) -> Option<Part<'a>> {
        self.message.parts.get(self.at).copied()
    }

    /// Whether nothing came back: the server reads the whole message first, and did not understand it.
    pub(super) fn is_untouched(&self) -> bool {
        self.at == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row;
    use migration_core::migration::{MigrationId, Phase};
    use migration_core::plan::PlannedBody;

    fn migration() -> PlannedMigration {
        PlannedMigration {
            id: MigrationId::new("1_a", Phase::PreDeploy),
            checksum: None,
            body: PlannedBody::Steps(Vec::new()),
            down_sql: None,
        }
    }

    #[test]
    fn a_statement_of_several_is_over_when_its_marker_came_back() {
        let migration = migration();
        let mut message = Message::new("n0");
        message.push(&migration, What::Begin, "BEGIN");
        message.push(&migration, What::Statement(0), "SELECT 1; SELECT 2 -- x");
        message.push(&migration, What::Commit, "COMMIT");
        assert_eq!(
            message.sql(),
            "BEGIN\n;\nSELECT 1; SELECT 2 -- x\n;\nSELECT 'n0' AS migratory_step;\nCOMMIT\n;\n"
        );
        let mut progress = Progress::new(&message);
        let mut seen = Vec::new();
        for reply in [
            Reply::Done,
            Reply::Row(row! { "x" => 1 }),
            Reply::Done,
            Reply::Row(row! { "x" => 2 }),
            Reply::Done,
            Reply::Row(row! { "migratory_step" => "n0" }),
            Reply::Done,
        ] {
            seen.push(progress.see(&reply).map(|part| part.what));
        }
        assert_eq!(
            seen,
            [
                Some(What::Begin),
                None,
                None,
                None,
                None,
                None,
                Some(What::Statement(0))
            ]
        );
        assert_eq!(progress.part().map(|part| part.what), Some(What::Commit));
    }

    #[test]
    fn a_position_names_the_part_in_characters_not_bytes() {
        let migration = migration();
        let mut message = Message::new("n");
        message.push(&migration, What::Begin, "SELECT 'ééééééé'");
        message.push(&migration, What::Commit, "oops");
        let position = message
            .sql()
            .chars()
            .collect::<Vec<_>>()
            .windows(4)
            .position(|word| word == ['o', 'o', 'p', 's'])
            .unwrap();
        let what = |at| message.part_at(at).map(|part| part.what);
        assert_eq!(what(position), Some(What::Begin));
        assert_eq!(what(position + 1), Some(What::Commit));
    }

    #[test]
    fn a_text_that_may_hold_more_or_less_than_one_statement_is_not_plain() {
        assert!(is_plain("DROP TABLE x"));
        for sql in ["", "  ", "a;b", "-- only a comment", "a /* b */"] {
            assert!(!is_plain(sql), "{sql}");
        }
    }
}
