//! Rows that are inserted, or change the row of the same key.

use std::collections::BTreeSet;

use migration_core::dialect::Dialect;
use migration_core::{Row, Value};

use super::db::Db;
use super::insert::{bound, into, move_sequences, tuples};
use super::rows::Rows;
use super::table::{Column, Table};
use crate::database::{Failure, failure};
use crate::error::{Error, ErrorKind, Result};

/// Upserts all rows, in their order; says how many of them were inserted or changed something.
pub(super) async fn upsert(
    db: &mut Db<'_>,
    table: &Table,
    key: &[String],
    mut rows: Rows<'_>,
) -> Result<u64> {
    let key = unique(db, table, key).await?;
    let bind_limit = db.target().capabilities.bind_limit;
    let (mut written, mut moved) = (0, BTreeSet::new());
    loop {
        // One statement cannot write a row twice; of two rows with the same key, the later one is for the next.
        let (mut keys, mut missing) = (BTreeSet::new(), None);
        let first = rows.taken() + 1;
        let chunk = rows.chunk_while(bind_limit, |row| {
            let values = key_values(table, &key, row);
            if values.is_err() {
                missing.get_or_insert(first + keys.len());
            }
            keys.insert(values.unwrap_or_else(|_| vec![keys.len().to_string()]))
        })?;
        let Some(like) = chunk.first() else { break };
        if let Some(number) = missing {
            return Err(without_key(table, &key, number));
        }
        let columns = table.written(like.columns())?;
        if let Some(unsaid) = (key.iter()).find(|key| !columns.iter().any(|c| c.name == key.name)) {
            return Err(Error::new(
                ErrorKind::Query,
                format!(
                    "row {first} does not say its \"{}\", which is of the key",
                    unsaid.name
                ),
            ));
        }
        moved.extend(
            (columns.iter())
                .filter(|c| c.sequence.is_some())
                .map(|c| c.name.clone()),
        );
        let key_names: Vec<&str> = key.iter().map(|column| column.name.as_str()).collect();
        written += match db.dialect() {
            Dialect::Postgres | Dialect::Sqlite => {
                let sql = statement(db.dialect(), table, &columns, &key_names, chunk.len());
                write(db, table, &sql, bound(db.dialect(), &columns, chunk)?).await?
            }
            Dialect::Mysql => {
                let there = there(db, table, &key, &chunk).await?;
                let sql = statement(db.dialect(), table, &columns, &key_names, chunk.len());
                let touched = write(db, table, &sql, bound(db.dialect(), &columns, chunk)?).await?;
                // A row counts 1 when it was inserted or already was so, 2 when it was changed
                // (https://dev.mysql.com/doc/refman/8.4/en/insert-on-duplicate.html), so this leaves 1 for each of
                // the inserted and changed ones.
                touched.saturating_sub(there)
            }
        };
    }
    move_sequences(db, table, &moved).await?;
    Ok(written)
}

/// The columns of the key, if rows are unique by them.
async fn unique<'t>(db: &mut Db<'_>, table: &'t Table, key: &[String]) -> Result<Vec<&'t Column>> {
    let wanted: Vec<&Column> = (key.iter())
        .map(|name| table.column(name))
        .collect::<Result<_>>()?;
    if wanted.is_empty() {
        return Err(Error::new(
            ErrorKind::Query,
            "an upsert needs to know by which columns rows are the same; none is named",
        ));
    }
    // A view has no keys of its own. PostgreSQL takes those of the table below; SQLite says that it cannot.
    if table.is_view && db.dialect() != Dialect::Mysql {
        return Ok(wanted);
    }
    let names: BTreeSet<&str> = wanted.iter().map(|column| column.name.as_str()).collect();
    let keys = db.keys_of(&table.name).await?;
    let same = |key: &Vec<String>| {
        key.len() == names.len() && key.iter().all(|name| names.contains(name.as_str()))
    };
    if keys.iter().any(same) {
        return Ok(wanted);
    }
    let listed = |names: &[String]| format!("({})", names.join(", "));
    let others: Vec<String> = keys.iter().map(|key| listed(key)).collect();
    let others = match others.is_empty() {
        true => "it has no unique key".to_owned(),
        false => format!("its unique keys are {}", others.join(", ")),
    };
    let what = if table.is_view { "view" } else { "table" };
    Err(Error::new(
        ErrorKind::Query,
        format!(
            "{what} \"{}\" is not unique by {}; {others}",
            table.name,
            listed(key)
        ),
    )
    .help(match table.is_view {
        true => "upsert into the table that the view is of".to_owned(),
        false => format!(
            "name the columns of a key, or make one before: schema.add_unique(\"{}\", [{}])",
            table.name,
            key.iter()
                .map(|name| format!("{name:?}"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    }))
}

/// What tells the row apart. The error is that it does not say all of it.
fn key_values(table: &Table, key: &[&Column], row: &Row) -> Result<Vec<String>, ()> {
    let mut values = Vec::with_capacity(key.len());
    for column in key {
        match value_of(table, column, row) {
            // Whether the key is there at all is looked at later, once for all rows.
            None => values.push(String::new()),
            Some(value) => values.push(column.fitted(value.clone()).to_text().ok_or(())?),
        }
    }
    Ok(values)
}

/// The row's value of a column.
fn value_of<'r>(table: &Table, column: &Column, row: &'r Row) -> Option<&'r Value> {
    let is_it = |name: &String| {
        table
            .column(name)
            .is_ok_and(|found| found.name == column.name)
    };
    let at = row.columns().iter().position(is_it)?;
    row.values().get(at)
}

fn without_key(table: &Table, key: &[&Column], number: usize) -> Error {
    let names: Vec<&str> = key.iter().map(|column| column.name.as_str()).collect();
    Error::new(
        ErrorKind::Query,
        format!(
            "row {number} has NULL in the key ({}) of \"{}\", so it is the same as no other row, and would be there \
             once more after each run",
            names.join(", "),
            table.name
        ),
    )
    .help("give it a value, or use `insert`")
}

/// How many of the rows are there already (MySQL, which does not say).
async fn there(db: &mut Db<'_>, table: &Table, key: &[&Column], rows: &[Row]) -> Result<u64> {
    let dialect = db.dialect();
    let mut values = Vec::with_capacity(rows.len() * key.len());
    for row in rows {
        for column in key {
            let value = value_of(table, column, row).cloned();
            values.push(column.bound(dialect, value.unwrap_or(Value::Null)));
        }
    }
    let names: Vec<&str> = key.iter().map(|column| column.name.as_str()).collect();
    let one = format!("({})", vec!["?"; key.len()].join(", "));
    let sql = format!(
        "SELECT count(*) FROM {} WHERE ({}) IN ({})",
        table.quoted(),
        dialect.quote_list(&names),
        vec![one; rows.len()].join(", ")
    );
    let rows = db.rows(&sql, &values, &what(table)).await?;
    rows.first().map_or(Ok(0), |row| Ok(row.at(0)?))
}

async fn write(db: &mut Db<'_>, table: &Table, sql: &str, values: Vec<Value>) -> Result<u64> {
    match db.connection.write(sql, &values).await {
        Ok((_, touched)) => Ok(touched),
        Err(error) => {
            let why = failure(&error);
            let error = db.query_error(error, sql, &what(table), None);
            let other_key = "a row is the same as another one by a unique key that is not the key of this upsert";
            Err(match why {
                Failure::SeveralRows => error.saying(other_key),
                Failure::Duplicate => {
                    let message = format!("{other_key}: {}", error.message());
                    error.saying(message)
                }
                _ => error,
            })
        }
    }
}

fn what(table: &Table) -> String {
    format!("upsert into \"{}\"", table.name)
}

/// The statement for this many rows.
pub(super) fn statement(
    dialect: Dialect,
    table: &Table,
    columns: &[&Column],
    key: &[&str],
    rows: usize,
) -> String {
    let alias = match dialect {
        Dialect::Postgres | Dialect::Sqlite => " AS \"old\"",
        Dialect::Mysql => "",
    };
    let mut sql = format!(
        "INSERT INTO {}{alias}{} VALUES {}",
        table.quoted(),
        into(dialect, columns),
        tuples(dialect, columns, rows)
    );
    // The database does not let an identity of its own be changed; it is as it was when the row was inserted.
    let changed: Vec<String> = (columns.iter())
        .filter(|column| !key.contains(&column.name.as_str()) && !column.identity_always)
        .map(|column| dialect.quote(&column.name))
        .collect();
    sql.push_str(&match dialect {
        Dialect::Postgres | Dialect::Sqlite => on_conflict(dialect, key, &changed),
        Dialect::Mysql => on_duplicate_key(key, &changed),
    });
    sql
}

/// A row that is already as it should be is not written: no trigger runs, and no version of it is left behind. Same is
/// what has the same bytes, whatever the type or collation says.
fn on_conflict(dialect: Dialect, key: &[&str], changed: &[String]) -> String {
    let conflict = format!(" ON CONFLICT ({})", dialect.quote_list(key));
    if changed.is_empty() {
        return format!("{conflict} DO NOTHING");
    }
    let list = |make: &dyn Fn(&String) -> String, between: &str| {
        changed.iter().map(make).collect::<Vec<_>>().join(between)
    };
    let set = list(&|name| format!("{name} = excluded.{name}"), ", ");
    let differs = match dialect {
        Dialect::Sqlite => list(
            &|name| format!("\"old\".{name} IS NOT excluded.{name} COLLATE BINARY"),
            " OR ",
        ),
        // https://www.postgresql.org/docs/current/functions-comparisons.html#COMPOSITE-TYPE-COMPARISON
        Dialect::Postgres | Dialect::Mysql => format!(
            "ROW({})::record OPERATOR(pg_catalog.*<>) ROW({})::record",
            list(&|name| format!("\"old\".{name}"), ", "),
            list(&|name| format!("excluded.{name}"), ", ")
        ),
    };
    format!("{conflict} DO UPDATE SET {set} WHERE {differs}")
}

/// MySQL takes any unique key for the one that is meant. Where it is another one, a subquery of two rows is an error.
fn on_duplicate_key(key: &[&str], changed: &[String]) -> String {
    let key: Vec<String> = key.iter().map(|name| Dialect::Mysql.quote(name)).collect();
    let same: Vec<String> = key
        .iter()
        .map(|name| format!("{name} <=> VALUES({name})"))
        .collect();
    let guarded = key.first().map(|name| {
        format!(
            "{name} = IF({}, {name}, (SELECT {name} UNION ALL SELECT {name}))",
            same.join(" AND ")
        )
    });
    let set = changed
        .iter()
        .map(|name| format!("{name} = VALUES({name})"));
    let all: Vec<String> = guarded.into_iter().chain(set).collect();
    format!(" ON DUPLICATE KEY UPDATE {}", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::table::tests::table;
    use super::*;

    fn sql(dialect: Dialect, columns: &[(&str, &str)], key: &[&str]) -> String {
        let table = table(dialect, "users", columns);
        let all: Vec<&Column> = table.columns().iter().collect();
        statement(dialect, &table, &all, key, 1)
    }

    const COLUMNS: &[(&str, &str)] = &[("email", "text"), ("name", "text")];

    #[test]
    fn the_row_of_the_key_is_changed_where_it_differs() {
        assert_eq!(
            sql(Dialect::Postgres, COLUMNS, &["email"]),
            "INSERT INTO \"users\" AS \"old\" (\"email\", \"name\") VALUES (CAST($1::text AS text), CAST($2::text AS \
             text)) ON CONFLICT (\"email\") DO UPDATE SET \"name\" = excluded.\"name\" WHERE \
             ROW(\"old\".\"name\")::record OPERATOR(pg_catalog.*<>) ROW(excluded.\"name\")::record"
        );
        assert_eq!(
            sql(Dialect::Sqlite, COLUMNS, &["email"]),
            "INSERT INTO \"users\" AS \"old\" (\"email\", \"name\") VALUES (?, ?) ON CONFLICT (\"email\") DO UPDATE SET \
             \"name\" = excluded.\"name\" WHERE \"old\".\"name\" IS NOT excluded.\"name\" COLLATE BINARY"
        );
        assert_eq!(
            sql(Dialect::Mysql, COLUMNS, &["email"]),
            "INSERT INTO `users` (`email`, `name`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `email` = IF(`email` <=> \
             VALUES(`email`), `email`, (SELECT `email` UNION ALL SELECT `email`)), `name` = VALUES(`name`)"
        );
    }

    #[test]
    fn a_row_that_is_its_key_changes_nothing() {
        let key = &["email", "name"];
        assert!(
            sql(Dialect::Postgres, COLUMNS, key)
                .ends_with("ON CONFLICT (\"email\", \"name\") DO NOTHING")
        );
        assert!(
            sql(Dialect::Sqlite, COLUMNS, key)
                .ends_with("ON CONFLICT (\"email\", \"name\") DO NOTHING")
        );
    }

    #[test]
    fn hostile_names_stay_in_their_quotes() {
        let columns = &[("ke\"y`", "text"), ("va\"l`", "text")];
        for dialect in Dialect::ALL {
            let sql = sql(dialect, columns, &["ke\"y`"]);
            let (key, value) = (dialect.quote("ke\"y`"), dialect.quote("va\"l`"));
            assert!(
                sql.contains(&key) && sql.contains(&format!("{value} = ")),
                "{sql}"
            );
            let bare = sql.replace(&key, "").replace(&value, "");
            assert!(!bare.contains("ke\"") && !bare.contains("va\""), "{sql}");
        }
    }
}
