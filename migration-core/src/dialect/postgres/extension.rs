//! Extensions: <https://www.postgresql.org/docs/current/sql-createextension.html>.

use super::{PG, word};
use crate::dialect::Statement;
use crate::operation::CreateObject;
use crate::schema::{Extension, Object, SchemaState};

pub(super) fn create(extension: &Extension, op: &CreateObject) -> Statement {
    let mut sql = format!(
        "CREATE EXTENSION {}{}",
        word(op.if_not_exists || op.or_replace, "IF NOT EXISTS "),
        PG.quote(&extension.name)
    );
    if let Some(schema) = &extension.schema {
        sql += &format!(" SCHEMA {}", PG.quote(schema));
    }
    if let Some(version) = &extension.version {
        sql += &format!(" VERSION {}", PG.string_literal(version));
    }
    Statement::new(sql)
}

/// Another version, another schema.
pub(super) fn alter(to: &Extension, before: &SchemaState) -> Vec<Statement> {
    let name = PG.quote(&to.name);
    let known = before.object(&Object::Extension(to.clone()).id());
    let Some(Object::Extension(from)) = known else {
        return Vec::new();
    };
    let mut statements = Vec::new();
    if from.version != to.version {
        let mut sql = format!("ALTER EXTENSION {name} UPDATE");
        if let Some(version) = &to.version {
            sql += &format!(" TO {}", PG.string_literal(version));
        }
        statements.push(Statement::new(sql));
    }
    if let (true, Some(schema)) = (from.schema != to.schema, &to.schema) {
        let schema = PG.quote(schema);
        statements.push(Statement::new(format!(
            "ALTER EXTENSION {name} SET SCHEMA {schema}"
        )));
    }
    statements
}
