//! The row that an insert made, where the database does not give it back.

use migration_core::dialect::Dialect;
use migration_core::{Row, Value};

use super::condition::Condition;
use super::db::Db;
use super::table::{Column, Table};
use crate::error::{Error, ErrorKind, Result};

/// Looks for the row that was just inserted: by what the database counted up, by a key that the row has, or by all that
/// it has.
pub(super) async fn read_back(db: &mut Db<'_>, table: &Table, row: Row) -> Result<Option<Row>> {
    let given = |name: &String| {
        let at = row
            .columns()
            .iter()
            .position(|given| same(table, given, name));
        at.and_then(|at| row.values().get(at))
            .filter(|value| **value != Value::Null)
    };
    let keys = db.keys_of(&table.name).await?;
    let counted = (table.columns().iter()).find(|column| counter(db.dialect(), column).is_some());
    let counted = counted.filter(|column| given(&column.name).is_none());
    let condition = if let Some(column) = counted
        && let Some(counter) = counter(db.dialect(), column)
    {
        Condition {
            sql: format!("{} = {counter}", db.dialect().quote(&column.name)),
            values: Vec::new(),
        }
    } else {
        let key = keys
            .iter()
            .find(|key| key.iter().all(|name| given(name).is_some()));
        let with = match key {
            Some(key) => Row::from_pairs(
                (key.iter()).filter_map(|name| Some((name.clone(), given(name)?.clone()))),
            ),
            None => row,
        };
        Condition::new(db.dialect(), table, with, 0)?
    };
    let sql = format!(
        "SELECT {} FROM {} WHERE {} LIMIT 2",
        table.read_list(),
        table.quoted(),
        condition.sql
    );
    let what = format!("insert into \"{}\"", table.name);
    let mut rows = db.rows(&sql, &condition.values, &what).await?;
    match rows.len() {
        0 | 1 => Ok(rows.pop()),
        _ => Err(Error::new(
            ErrorKind::SeveralRows,
            format!(
                "the row is in \"{}\", but so are others like it, and the database does not say which one it is",
                table.name
            ),
        )
        .help("use `insert_many`, which does not give the row back, or give the row a key")),
    }
}

fn same(table: &Table, given: &str, name: &str) -> bool {
    table.column(given).is_ok_and(|column| column.name == name)
}

/// The number that the database counted up last.
fn counter(dialect: Dialect, column: &Column) -> Option<String> {
    match dialect {
        Dialect::Postgres => {
            let sequence = column.sequence.as_ref()?;
            Some(format!("currval({})", dialect.string_literal(sequence)))
        }
        Dialect::Mysql => column.auto_increment.then(|| "LAST_INSERT_ID()".to_owned()),
        Dialect::Sqlite => None,
    }
}

/// The database took the row, but it is not there: a trigger or rule put it elsewhere.
pub(super) fn is_gone(table: &Table) -> Error {
    Error::new(
        ErrorKind::NoRow,
        format!(
            "the database took the row, but gives none back from \"{}\": a trigger or rule puts it elsewhere",
            table.name
        ),
    )
    .help("use `insert_many`, which does not give the row back")
}
