//! A plan as text.

use super::Plan;

impl Plan {
    /// The plan as an SQL script, as it would run: a comment for each migration, `BEGIN` and `COMMIT` around what runs
    /// in a transaction.
    pub fn to_sql(&self) -> String {
        todo!()
    }
}
