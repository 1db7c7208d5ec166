//! Checksums: whether a migration still does what it did when it was applied.
//!
//! A checksum is of what `up` does, whichever way it is written: comments, white space and the ends of lines in SQL do not
//! count, nor how the operations came to be recorded. Letter case counts everywhere. Where a text could be read in more
//! than one way, since it may be for more than one database, it counts how each of them reads it.
//!
//! What is left out, and why:
//!
//! - the way back (`down` of raw SQL and of rows, `keep_on_rollback` of a backfill): it may be mended after the way up
//!   has been gone, and changes nothing that was done;
//! - `probe` and `effect` of raw SQL: they say how to look, and what is there then, not what is done;
//! - size, pause and target of a backfill's batches: how fast, not what;
//! - the places in the source, and the lines of a file that rows stood in.
//!
//! `concurrently` counts, as it is another statement. For databases that something is for (`on(...)`), and for SQL of
//! other databases than the one at hand, nothing is left out: the checksum of a migration is the same everywhere.
//!
//! A checksum names the version of its form: `1:` and 32 hexadecimal digits, the first half of a SHA-256. A version that
//! writes a newer form still knows the older ones, so that what an older program wrote is still recognised. The form is
//! `checksum/form.rs`.

mod form;

use sha2::{Digest, Sha256};

use crate::Problem;
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::registry::{Body, Entry};
use crate::replay::record_up;
use crate::sql_file::{PieceKind, Script, normalised};

/// What the checksums of the form begin with that this version writes.
pub const FORM: &str = "1:";

/// The checksum of operations, in order.
///
/// ```
/// use migration_core::{builder::Schema, checksum};
///
/// let of = |sql: &str| {
///     let mut schema = Schema::new();
///     schema.sql(sql);
///     let recorded = schema.finish();
///     checksum::of_operations(recorded.iter().map(|recorded| &recorded.operation))
/// };
/// let checksum = of("CREATE VIEW a AS SELECT 1");
/// assert!(checksum.starts_with("1:") && checksum.len() == 34);
/// assert_eq!(checksum, of("CREATE VIEW a -- the first\r\n  AS SELECT 1;"));
/// assert_ne!(checksum, of("CREATE VIEW a AS SELECT 2"));
/// ```
pub fn of_operations<'a>(operations: impl IntoIterator<Item = &'a Operation>) -> String {
    let mut sum = Sum::new();
    let mut bytes = Vec::with_capacity(4096);
    for operation in operations {
        bytes.clear();
        form::write(operation, &mut bytes);
        sum.0.update(&bytes);
    }
    sum.text()
}

/// The checksum of a text of SQL in a file: of its statements, as this database reads them, and of the rows of a `COPY`.
/// It is read piece by piece.
///
/// # Errors
///
/// It cannot be read.
pub fn of_script(script: &Script, dialect: Dialect) -> Result<String, Problem> {
    sum_of_script(script, dialect).map_err(|error| script.unreadable(&error))
}

/// The checksum of a migration: of its operations, of the declared effect of a data migration (what its code does cannot
/// be known), or of the SQL of its file.
///
/// # Errors
///
/// It panicked, or its file cannot be read.
pub fn of_entry(entry: &Entry, dialect: Dialect) -> Result<String, Problem> {
    match &entry.body {
        Body::Pure(_) | Body::Data(_) => {
            let recorded = record_up(entry)?;
            Ok(of_operations(recorded.iter().map(|it| &it.operation)))
        }
        Body::Sql(file) => {
            of_script(&file.up, dialect).map_err(|problem| problem.in_migration(&entry.label))
        }
    }
}

/// SQL as it counts: without comments, and with no more white space than it needs. See [`normalised`].
pub fn normalised_sql(sql: &str, dialect: Dialect) -> String {
    normalised(sql, dialect)
}

fn sum_of_script(script: &Script, dialect: Dialect) -> std::io::Result<String> {
    let mut sum = Sum::new();
    let mut statements = script.statements(dialect)?;
    while let Some(statement) = statements.next_statement()? {
        match statement.kind {
            // Those that are let through, as psql's `\restrict` and mysql's `DELIMITER`, are sent to no database.
            PieceKind::Blank | PieceKind::Client => {}
            PieceKind::Statement | PieceKind::Unclosed(..) => {
                sum.piece(b'q', &normalised(&statement.sql, dialect));
            }
            PieceKind::CopyIn => {
                sum.piece(b'q', &normalised(&statement.sql, dialect));
                while let Some(rows) = statements.rows()? {
                    let rows = String::from_utf8_lossy(&rows);
                    for row in rows.lines() {
                        sum.piece(b'r', row);
                    }
                }
            }
        }
    }
    Ok(sum.text())
}

/// A sum that something is still added to.
pub(crate) struct Sum(Sha256);

impl Sum {
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    /// Adds a text of a kind, so that no two lists of texts are the same bytes.
    pub(crate) fn piece(&mut self, kind: u8, text: &str) {
        self.0.update([kind]);
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    /// The sum as text, in the first form.
    pub(crate) fn text(self) -> String {
        let half: Vec<u8> = self.0.finalize().into_iter().take(16).collect();
        format!("1:{}", crate::value::hex(&half))
    }
}
