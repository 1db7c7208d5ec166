//! Schemas: <https://www.postgresql.org/docs/current/sql-createschema.html>.

use super::{PG, word};
use crate::dialect::Statement;
use crate::operation::CreateObject;
use crate::schema::Namespace;

pub(super) fn create(namespace: &Namespace, op: &CreateObject) -> Statement {
    Statement::new(format!(
        "CREATE SCHEMA {}{}",
        word(op.if_not_exists || op.or_replace, "IF NOT EXISTS "),
        PG.quote(&namespace.name)
    ))
}
