//! Rows into tables: `COPY` on PostgreSQL, inserts of many rows elsewhere.

use std::collections::BTreeMap;

use migration_core::Value;
use migration_core::dialect::Dialect;
use migration_core::schema::ObjectName;

use super::db::Db;
use crate::error::{Error, ErrorKind, Result};
use migration_core::Row;

/// About how many bytes one statement or chunk of `COPY` holds; servers take 4 MB and more.
const CHUNK_BYTES: usize = 512 * 1024;
/// From how many rows on `COPY` is worth its three messages.
const WORTH_A_COPY: usize = 10;

/// What must be known of a column to put a value into it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its type without a length, so that a cast to it never cuts a text off (PostgreSQL).
    pub(super) sql_type: Option<String>,
    /// The sequence that counts it up (PostgreSQL).
    pub(super) sequence: Option<String>,
    /// Whether `COPY` does the same as an insert: not for a view, nor where rules rewrite inserts (PostgreSQL).
    pub(super) copied: bool,
}

/// A query for the columns of a table: `name`, `type`, `sequence`, `copied`.
pub(super) fn columns_query(dialect: Dialect, table: &ObjectName) -> String {
    let literal = |text: &str| dialect.string_literal(text);
    match dialect {
        Dialect::Postgres => {
            let name = literal(&dialect.quote_name(table));
            // A type modifier of -1: `varchar` and `bpchar`, not `varchar(5)` and `character(1)`, which would cut.
            format!(
                "SELECT a.attname::text AS name, format_type(a.atttypid, -1) AS type, \
                 CASE WHEN a.atttypid IN (20, 21, 23) THEN pg_get_serial_sequence({name}, a.attname::text) END \
                 AS sequence, c.relkind IN ('r', 'p') AND NOT c.relhasrules AS copied \
                 FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
                 WHERE a.attrelid = to_regclass({name}) AND a.attnum > 0 AND NOT a.attisdropped"
            )
        }
        Dialect::Mysql => format!(
            "SELECT column_name AS name, NULL AS type, NULL AS sequence, FALSE AS copied FROM information_schema.columns \
             WHERE table_schema = {} AND table_name = {}",
            table
                .schema
                .as_ref()
                .map_or("DATABASE()".to_owned(), |schema| literal(schema)),
            literal(&table.name)
        ),
        Dialect::Sqlite => format!(
            "SELECT name, NULL AS type, NULL AS sequence, FALSE AS copied FROM pragma_table_xinfo({}{})",
            literal(&table.name),
            table
                .schema
                .as_ref()
                .map_or(String::new(), |schema| format!(", {}", literal(schema)))
        ),
    }
}

/// A condition that a row has these values, and the values that it binds.
pub(super) fn condition(
    dialect: Dialect,
    table: &ObjectName,
    columns: &BTreeMap<String, Column>,
    with: &Row,
) -> Result<(String, Vec<Value>)> {
    let (mut conditions, mut values) = (Vec::new(), Vec::new());
    for (name, value) in with.columns().iter().zip(with.values()) {
        let column = column(dialect, table, columns, name)?;
        let quoted = dialect.quote(name);
        if *value == Value::Null {
            conditions.push(format!("{quoted} IS NULL"));
            continue;
        }
        values.push(bound(dialect, value));
        conditions.push(format!(
            "{quoted} = {}",
            placeholder(dialect, values.len(), column)
        ));
    }
    match conditions.is_empty() {
        true => Ok(("1 = 1".to_owned(), values)),
        false => Ok((conditions.join(" AND "), values)),
    }
}

/// Inserts rows that have the same columns.
pub(super) async fn rows(
    db: &mut Db<'_>,
    table: &ObjectName,
    columns: &BTreeMap<String, Column>,
    rows: &[Row],
) -> Result<u64> {
    let Some(first) = rows.first() else {
        return Ok(0);
    };
    let dialect = db.dialect();
    let mut sequences = Vec::new();
    let mut copies = rows.len() >= WORTH_A_COPY && !first.columns().is_empty();
    for name in first.columns() {
        let column = column(dialect, table, columns, name)?;
        copies &= column.copied;
        if let Some(sequence) = &column.sequence {
            sequences.push((name.clone(), sequence.clone()));
        }
    }
    let copied = match copies {
        true => copy(db, table, first.columns(), rows).await?,
        false => None,
    };
    let inserted = match copied {
        Some(copied) => copied,
        None => insert(db, table, columns, rows).await?,
    };
    for (column, sequence) in sequences {
        move_sequence(db, table, &column, &sequence).await?;
    }
    Ok(inserted)
}

async fn insert(
    db: &mut Db<'_>,
    table: &ObjectName,
    columns: &BTreeMap<String, Column>,
    rows: &[Row],
) -> Result<u64> {
    let dialect = db.dialect();
    let limit = db.target().capabilities.bind_limit;
    let mut inserted = 0;
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let width = first.columns().len();
        if width == 0 {
            for _ in rest {
                inserted += insert_defaults(db, table).await?;
            }
            return Ok(inserted);
        }
        let (mut count, mut bytes) = (0, 0);
        while let Some(row) = rest.get(count) {
            bytes += row.values().iter().map(size).sum::<usize>();
            if count > 0 && (bytes > CHUNK_BYTES || (count + 1) * width > limit) {
                break;
            }
            count += 1;
        }
        let (now, later) = rest.split_at(count);
        let mut values = Vec::with_capacity(count * width);
        let mut tuples = Vec::with_capacity(count);
        for row in now {
            let mut tuple = Vec::with_capacity(width);
            for (name, value) in row.columns().iter().zip(row.values()) {
                values.push(bound(dialect, value));
                let column = column(dialect, table, columns, name)?;
                tuple.push(placeholder(dialect, values.len(), column));
            }
            tuples.push(format!("({})", tuple.join(", ")));
        }
        let sql = format!(
            "INSERT INTO {} ({}) VALUES {}",
            dialect.quote_name(table),
            dialect.quote_list(first.columns()),
            tuples.join(", ")
        );
        let touched = db.connection.execute(&sql, &values).await;
        inserted += touched.map_err(|error| {
            db.query_error(error, &sql, &format!("insert into \"{table}\""), None)
        })?;
        rest = later;
    }
    Ok(inserted)
}

async fn insert_defaults(db: &mut Db<'_>, table: &ObjectName) -> Result<u64> {
    let name = db.dialect().quote_name(table);
    let sql = match db.dialect() {
        Dialect::Postgres | Dialect::Sqlite => format!("INSERT INTO {name} DEFAULT VALUES"),
        Dialect::Mysql => format!("INSERT INTO {name} () VALUES ()"),
    };
    let touched = db.connection.execute(&sql, &[]).await;
    touched.map_err(|error| db.query_error(error, &sql, &format!("insert into \"{table}\""), None))
}

/// Sends rows with `COPY`, where there is one and they are worth it.
#[cfg(feature = "postgres")]
async fn copy(
    db: &mut Db<'_>,
    table: &ObjectName,
    columns: &[String],
    rows: &[Row],
) -> Result<Option<u64>> {
    use crate::database::Connection;
    let dialect = db.dialect();
    let Connection::Postgres(connection) = &mut *db.connection else {
        return Ok(None);
    };
    let sql = format!(
        "COPY {} ({}) FROM STDIN",
        dialect.quote_name(table),
        dialect.quote_list(columns)
    );
    let mut chunks = Vec::new();
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    for row in rows {
        copy_line(row, &mut chunk);
        if chunk.len() >= CHUNK_BYTES {
            chunks.push(std::mem::take(&mut chunk));
        }
    }
    chunks.push(chunk);
    let copied = connection.copy_in(&sql, chunks).await;
    copied
        .map(Some)
        .map_err(|error| db.query_error(error, &sql, &format!("insert into \"{table}\""), None))
}

/// No other database has `COPY`.
#[cfg(not(feature = "postgres"))]
async fn copy(_: &mut Db<'_>, _: &ObjectName, _: &[String], _: &[Row]) -> Result<Option<u64>> {
    Ok(None)
}

/// A line of `COPY`'s text format (<https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2>).
#[cfg(feature = "postgres")]
fn copy_line(row: &Row, out: &mut Vec<u8>) {
    for (n, value) in row.values().iter().enumerate() {
        if n > 0 {
            out.push(b'\t');
        }
        let Value::Text(text) = bound(Dialect::Postgres, value) else {
            out.extend_from_slice(b"\\N");
            continue;
        };
        for byte in text.bytes() {
            match byte {
                b'\\' => out.extend_from_slice(b"\\\\"),
                b'\n' => out.extend_from_slice(b"\\n"),
                b'\r' => out.extend_from_slice(b"\\r"),
                b'\t' => out.extend_from_slice(b"\\t"),
                byte => out.push(byte),
            }
        }
    }
    out.push(b'\n');
}

/// After explicit values, the column's sequence goes on behind the highest; it never goes back.
async fn move_sequence(
    db: &mut Db<'_>,
    table: &ObjectName,
    column: &str,
    sequence: &str,
) -> Result<()> {
    let dialect = db.dialect();
    let sql = format!(
        "SELECT setval({}, highest) FROM (SELECT max({}) AS highest FROM {}) t \
         WHERE highest >= (SELECT last_value FROM {sequence})",
        dialect.string_literal(sequence),
        dialect.quote(column),
        dialect.quote_name(table)
    );
    db.rows(&sql, &[], &format!("sequence of \"{table}\".\"{column}\""))
        .await
        .map(drop)
}

fn column<'c>(
    dialect: Dialect,
    table: &ObjectName,
    columns: &'c BTreeMap<String, Column>,
    name: &str,
) -> Result<&'c Column> {
    let found = match dialect {
        Dialect::Postgres => columns.get(name),
        // Names of columns have no case there.
        Dialect::Mysql | Dialect::Sqlite => columns
            .iter()
            .find(|(column, _)| column.eq_ignore_ascii_case(name))
            .map(|(_, column)| column),
    };
    found.ok_or_else(|| {
        let names: Vec<&str> = columns.keys().map(String::as_str).collect();
        Error::new(
            ErrorKind::Query,
            format!(
                "table \"{table}\" has no column \"{name}\"; it has {}",
                names.join(", ")
            ),
        )
    })
}

/// The placeholder for a value of a column. PostgreSQL gets text and makes the column's type of it, so that a NULL, a time
/// or an enum's value needs no type of its own.
fn placeholder(dialect: Dialect, number: usize, column: &Column) -> String {
    match (dialect, &column.sql_type) {
        (Dialect::Postgres, Some(sql_type)) => format!("CAST(${number}::text AS {sql_type})"),
        (Dialect::Postgres, None) => format!("${number}"),
        (Dialect::Mysql | Dialect::Sqlite, _) => "?".to_owned(),
    }
}

/// The value as it is bound.
fn bound(dialect: Dialect, value: &Value) -> Value {
    match (dialect, value) {
        (Dialect::Postgres, value) => value.to_text().map_or(Value::Null, Value::Text),
        (Dialect::Mysql | Dialect::Sqlite, value) => value.clone(),
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) | Value::Decimal(text) | Value::Json(text) => text.len() + 8,
        Value::Bytes(bytes) => bytes.len() + 8,
        Value::Array(elements) => elements.iter().map(size).sum::<usize>() + 8,
        _ => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row;

    #[test]
    #[cfg(feature = "postgres")]
    fn a_line_of_copy_escapes_what_would_end_it() {
        let mut line = Vec::new();
        let row =
            row! { "a" => "x\ty\\z\n", "b" => None::<i32>, "c" => vec![0_u8, 255], "d" => true };
        copy_line(&row, &mut line);
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "x\\ty\\\\z\\n\t\\N\t\\\\x00ff\ttrue\n"
        );
    }

    #[test]
    fn a_condition_binds_its_values_and_asks_for_null_by_name() {
        let column = |sql_type: &str| Column {
            sql_type: Some(sql_type.to_owned()),
            sequence: None,
            copied: true,
        };
        let columns = BTreeMap::from([
            ("at".to_owned(), column("timestamp with time zone")),
            ("na\"me".to_owned(), column("text")),
        ]);
        let table = ObjectName::new("t");
        let with = row! { "na\"me" => "x", "at" => None::<String> };
        let (sql, values) = condition(Dialect::Postgres, &table, &columns, &with).unwrap();
        assert_eq!(
            sql,
            "\"na\"\"me\" = CAST($1::text AS text) AND \"at\" IS NULL"
        );
        assert_eq!(values, [Value::Text("x".into())]);
        let error = condition(Dialect::Postgres, &table, &columns, &row! { "x" => 1 }).unwrap_err();
        assert_eq!(
            error.message(),
            "table \"t\" has no column \"x\"; it has at, na\"me"
        );
    }
}
