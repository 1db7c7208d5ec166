//! A short name for each kind of error, to look it up by. A code is never used for something else later.

use migration_core::ErrorKind as CoreErrorKind;
use sqlx::error::ErrorKind as Violation;

use super::{Error, ErrorKind};

impl Error {
    /// Every code that [`code`](Self::code) may answer.
    pub const CODES: &'static [&'static str] = &[
        "MIG-0101", "MIG-0102", "MIG-0103", "MIG-0104", "MIG-0105", "MIG-0201", "MIG-0202",
        "MIG-0203", "MIG-0204", "MIG-0205", "MIG-0206", "MIG-0207", "MIG-0301", "MIG-0302",
        "MIG-0303", "MIG-0304", "MIG-0305", "MIG-0306", "MIG-0307", "MIG-0308", "MIG-0309",
        "MIG-0310", "MIG-0501", "MIG-0601", "MIG-0602",
    ];

    /// A name for this kind of error: `MIG-0307`. The command line explains each: `explain MIG-0307`.
    pub fn code(&self) -> &'static str {
        match self.kind() {
            ErrorKind::Url => "MIG-0101",
            ErrorKind::Unreachable => "MIG-0102",
            ErrorKind::Access => "MIG-0103",
            ErrorKind::NoDatabase => "MIG-0104",
            ErrorKind::ReadOnly => "MIG-0105",
            ErrorKind::History => "MIG-0201",
            ErrorKind::Plan => "MIG-0202",
            ErrorKind::Ledger => "MIG-0203",
            ErrorKind::Edited => "MIG-0204",
            ErrorKind::Selection => "MIG-0205",
            ErrorKind::Pending => "MIG-0206",
            ErrorKind::Squash => "MIG-0207",
            ErrorKind::Failed if self.is_violation() => "MIG-0307",
            ErrorKind::Failed => "MIG-0301",
            ErrorKind::Busy => "MIG-0302",
            ErrorKind::Cancelled => "MIG-0303",
            ErrorKind::Undecided => "MIG-0304",
            ErrorKind::Custom => "MIG-0305",
            ErrorKind::Query => "MIG-0306",
            ErrorKind::NoRow => "MIG-0308",
            ErrorKind::SeveralRows => "MIG-0309",
            ErrorKind::Value => "MIG-0310",
            ErrorKind::Locked => "MIG-0501",
            ErrorKind::Refused if self.is_irreversible() => "MIG-0602",
            ErrorKind::Refused => "MIG-0601",
        }
    }

    /// Whether rows that are there already are in the way of a constraint.
    fn is_violation(&self) -> bool {
        let error = self.cause::<sqlx::Error>();
        let kind = error
            .and_then(sqlx::Error::as_database_error)
            .map(|error| error.kind());
        matches!(
            kind,
            Some(
                Violation::UniqueViolation
                    | Violation::ForeignKeyViolation
                    | Violation::NotNullViolation
                    | Violation::CheckViolation
            )
        )
    }

    pub(crate) fn is_irreversible(&self) -> bool {
        let error = self.cause::<migration_core::Error>();
        error.is_some_and(|error| error.kind() == CoreErrorKind::Irreversible)
    }

    fn cause<E: std::error::Error + 'static>(&self) -> Option<&E> {
        self.0.source.as_ref()?.downcast_ref()
    }

    /// What the database calls it: the five characters of SQLSTATE, or SQLite's own number
    /// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>, <https://sqlite.org/rescode.html>).
    pub fn sqlstate(&self) -> Option<String> {
        let error = self.cause::<sqlx::Error>()?.as_database_error()?;
        error.code().map(|code| code.into_owned())
    }

    /// Each thing that is wrong with the migrations, when the message lists several.
    pub fn problems(&self) -> &[migration_core::Problem] {
        let Some(error) = self.cause::<migration_core::Error>() else {
            return &[];
        };
        // What was said in other words since is not what they say.
        match error.to_string() == self.message() {
            true => error.problems(),
            false => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_one_of_the_list() {
        for kind in [
            ErrorKind::Url,
            ErrorKind::Plan,
            ErrorKind::Failed,
            ErrorKind::Value,
            ErrorKind::Locked,
            ErrorKind::Refused,
        ] {
            assert!(Error::CODES.contains(&Error::new(kind, "").code()));
        }
        let is_sorted = Error::CODES.is_sorted_by(|before, next| before < next);
        assert!(is_sorted, "none twice, and in order");
    }
}
