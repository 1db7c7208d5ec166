//! Payload of raw SQL.

use std::collections::BTreeSet;

use crate::dialect::Dialect;
use crate::schema::words;

/// See [`Operation::RawSql`](super::Operation::RawSql).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawSql {
    /// One or more statements, sent as they are.
    pub sql: String,
    /// What undoes them.
    pub down: Option<String>,
    /// The databases that it is for; empty means all. On any other it does nothing.
    pub only_on: Vec<Dialect>,
}

impl RawSql {
    /// Whether it is for this database.
    pub fn runs_on(&self, dialect: Dialect) -> bool {
        self.only_on.is_empty() || self.only_on.contains(&dialect)
    }

    /// Adds the names that SQL mentions, in lower case, to those that are known to be mentioned; none when it only moves
    /// rows, which excuses nothing.
    pub(crate) fn mentioned_in(sql: &str, names: &mut BTreeSet<String>) {
        if !may_change_schema(sql) {
            return;
        }
        names.extend(words(sql).map(|word| word.text.to_lowercase()));
        // Where a string ends is each database's own matter, and an EXECUTE in one makes tables too.
        let bare = sql.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
        names.extend(bare.map(str::to_lowercase));
    }
}

/// Whether SQL of the user's own may make, change or drop objects: it says one of the words that this takes. A function
/// that does so inside, called by SELECT, is not seen.
fn may_change_schema(sql: &str) -> bool {
    const WORDS: &[&str] = &[
        "alter", "attach", "call", "create", "do", "drop", "exec", "execute", "import", "load",
        "rename", "restore",
    ];
    let words = || sql.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let says = |wanted: &str| words().any(|word| word.eq_ignore_ascii_case(wanted));
    // SELECT ... INTO makes a table on PostgreSQL.
    let selects_into = says("into") && !says("insert") && !says("merge") && !says("replace");
    selects_into || WORDS.iter().any(|word| says(word))
}
