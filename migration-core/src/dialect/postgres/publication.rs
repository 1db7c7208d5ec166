//! Publications and extended statistics: <https://www.postgresql.org/docs/current/sql-createpublication.html>,
//! <https://www.postgresql.org/docs/current/sql-createstatistics.html>.

use super::{Lowered, PG, word};
use crate::dialect::{LockLevel, ProbeObject, Statement};
use crate::schema::{Object, ObjectName, Publication, SchemaState, Statistics};

pub(super) fn create(publication: &Publication, before: &SchemaState) -> Statement {
    let name = PG.quote(&publication.name);
    let tables = match &publication.tables {
        None => " FOR ALL TABLES".to_owned(),
        Some(tables) if tables.is_empty() => String::new(),
        Some(tables) => format!(" FOR TABLE {}", list(tables, before)),
    };
    let with = match publication.operations.is_empty() {
        true => String::new(),
        false => format!(" WITH ({})", publish(publication)),
    };
    let probe = ProbeObject::Object(Object::Publication(publication.clone()).id());
    let statement = Statement::new(format!("CREATE PUBLICATION {name}{tables}{with}"));
    let statement = statement.creates(probe);
    locks(statement, publication.tables.iter().flatten())
}

/// Each of the tables is locked; the first is named.
fn locks<'t>(statement: Statement, mut tables: impl Iterator<Item = &'t ObjectName>) -> Statement {
    match tables.next() {
        Some(table) => statement.locks(table, LockLevel::ShareUpdateExclusive),
        None => statement,
    }
}

/// One of all tables cannot become one of some, nor the other way round.
pub(super) fn alter(from: Option<&Publication>, to: &Publication, before: &SchemaState) -> Lowered {
    let name = PG.quote(&to.name);
    let was = from.and_then(|from| from.tables.as_ref());
    let (Some(was), Some(tables)) = (was, &to.tables) else {
        let drop = Statement::new(format!("DROP PUBLICATION {name}"));
        return Ok(vec![drop, create(to, before)]);
    };
    let mut statements = Vec::new();
    if was != tables && !tables.is_empty() {
        let sql = format!(
            "ALTER PUBLICATION {name} SET TABLE {}",
            list(tables, before)
        );
        statements.push(locks(Statement::new(sql), tables.iter()));
    } else if was != tables {
        let sql = format!("ALTER PUBLICATION {name} DROP TABLE {}", list(was, before));
        statements.push(locks(Statement::new(sql), was.iter()));
    }
    if from.is_some_and(|from| from.operations != to.operations) {
        let sql = format!("ALTER PUBLICATION {name} SET ({})", publish(to));
        statements.push(Statement::new(sql));
    }
    Ok(statements)
}

pub(super) fn create_statistics(statistics: &Statistics) -> Statement {
    let kinds = match statistics.kinds.is_empty() {
        true => String::new(),
        false => format!(" ({})", PG.quote_list(&statistics.kinds)),
    };
    Statement::new(format!(
        "CREATE STATISTICS {}{kinds} ON {} FROM {}",
        PG.quote_name(&statistics.name),
        PG.quote_list(&statistics.columns),
        PG.quote_name(&statistics.table)
    ))
    .locks(&statistics.table, LockLevel::ShareUpdateExclusive)
}

fn publish(publication: &Publication) -> String {
    let operations = match publication.operations.is_empty() {
        true => "insert, update, delete, truncate".to_owned(),
        false => publication.operations.join(", "),
    };
    format!("publish = {}", PG.string_literal(&operations))
}

/// A table brings its heirs along, unless it is said that it alone is meant.
fn list(tables: &[ObjectName], before: &SchemaState) -> String {
    let names = tables.iter().map(|table| {
        let only = word(before.heirs_of(table).next().is_some(), "ONLY ");
        format!("{only}{}", PG.quote_name(table))
    });
    names.collect::<Vec<_>>().join(", ")
}
