//! Exit codes: what a script may decide from.

use migration_runtime::{DatabaseState, Error, ErrorKind};

/// Done, or nothing to do.
pub(crate) const DONE: u8 = 0;
/// A migration failed; the database is unchanged by it.
pub(crate) const FAILED: u8 = 1;
/// Wrong arguments, URL, user or database.
pub(crate) const USAGE: u8 = 2;
/// Migrations are pending.
pub(crate) const PENDING: u8 = 3;
/// Another runner holds the lock. Worth a retry.
const LOCKED: u8 = 5;
/// Refused, because something would be lost or cannot be undone.
pub(crate) const REFUSED: u8 = 6;
/// The history and the ledger do not fit.
pub(crate) const HISTORY: u8 = 7;
/// The database cannot be reached, cannot be written, or is held by others. Worth a retry.
pub(crate) const UNREACHABLE: u8 = 8;
/// Partly applied: the next run goes on, or somebody must decide.
const PARTLY: u8 = 9;
/// Stopped by Ctrl-C after a clean rollback: 128 + SIGINT.
pub(crate) const INTERRUPTED: u8 = 130;

/// Every code, and what it means. 4 is for findings of a linter, which there is not yet.
pub(crate) const TABLE: [(&str, &str); 11] = [
    ("0", "done, or nothing to do"),
    ("1", "a migration failed; the database is as it was"),
    (
        "2",
        "the command line, an option or the URL is wrong; or an answer is needed and nobody can be asked",
    ),
    (
        "3",
        "--check, doctor: something is pending, or not as it should be",
    ),
    ("5", "another runner holds the lock; worth another try"),
    ("6", "refused by a guard"),
    ("7", "code and ledger do not fit"),
    (
        "8",
        "the database is not to be reached, only to be read, or its tables are locked; worth another try",
    ),
    ("9", "half done: `migrate` goes on, or somebody must decide"),
    ("101", "a bug"),
    (
        "130, 143",
        "stopped by Ctrl-C or SIGTERM, after a clean rollback",
    ),
];

/// The table, as it is shown with the help.
pub(crate) fn table() -> String {
    let lines = TABLE.map(|(code, meaning)| format!("  {code:<10}{meaning}"));
    format!("Exit codes:\n{}", lines.join("\n"))
}

/// The exit code of an error.
pub(crate) fn code(error: &Error) -> u8 {
    if matches!(
        error.database_state(),
        Some(
            DatabaseState::PartlyApplied { .. }
                | DatabaseState::PartlyDropped { .. }
                | DatabaseState::Resumable { .. }
        )
    ) && matches!(
        error.kind(),
        ErrorKind::Failed
            | ErrorKind::Undecided
            | ErrorKind::Query
            | ErrorKind::Custom
            | ErrorKind::Value
    ) {
        return PARTLY;
    }
    match error.kind() {
        ErrorKind::Url | ErrorKind::Access | ErrorKind::NoDatabase | ErrorKind::Selection => USAGE,
        ErrorKind::Pending => PENDING,
        ErrorKind::Locked => LOCKED,
        ErrorKind::Refused => REFUSED,
        ErrorKind::History | ErrorKind::Ledger | ErrorKind::Edited => HISTORY,
        ErrorKind::Undecided => PARTLY,
        ErrorKind::Unreachable | ErrorKind::Busy | ErrorKind::ReadOnly => UNREACHABLE,
        ErrorKind::Cancelled => INTERRUPTED,
        // Plan, Failed, Query, Value, Custom, and what is added later.
        _ => FAILED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_user_s_own_is_a_failed_migration() {
        assert_eq!(code(&Error::custom("no")), FAILED);
    }
}
