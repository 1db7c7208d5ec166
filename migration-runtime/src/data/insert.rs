//! Rows into tables: `COPY` on PostgreSQL, inserts of many rows elsewhere.

use std::collections::BTreeSet;

use migration_core::dialect::Dialect;
use migration_core::{Row, Value};

use super::db::Db;
use super::rows::Rows;
use super::stored;
use super::table::{Column, Table};
use crate::error::Result;

/// From how many rows on `COPY` is worth its three messages.
const WORTH_A_COPY: usize = 10;

/// Inserts rows as they come; says how many.
pub(super) async fn many(db: &mut Db<'_>, table: &Table, mut rows: Rows<'_>) -> Result<u64> {
    let (mut inserted, mut moved) = (0, BTreeSet::new());
    let bind_limit = db.target().capabilities.bind_limit;
    loop {
        let chunk = rows.chunk(bind_limit)?;
        let Some(first) = chunk.first() else { break };
        let names = first.columns().to_vec();
        let columns = table.written(&names)?;
        moved.extend(
            (columns.iter())
                .filter(|c| c.sequence.is_some())
                .map(|c| c.name.clone()),
        );
        inserted += match table.copied && chunk.len() >= WORTH_A_COPY && !names.is_empty() {
            true => copy(db, table, &names, &columns, chunk, &mut rows).await?,
            false => insert_chunk(db, table, &columns, chunk).await?,
        };
    }
    move_sequences(db, table, &moved).await?;
    Ok(inserted)
}

/// Inserts a row; gives it back as it is stored.
pub(super) async fn one(db: &mut Db<'_>, table: &Table, row: Row) -> Result<Row> {
    let dialect = db.dialect();
    let names = row.columns().to_vec();
    let columns = table.written(&names)?;
    let moved = (columns.iter())
        .filter(|c| c.sequence.is_some())
        .map(|c| c.name.clone());
    let moved: BTreeSet<String> = moved.collect();
    let mut sql = format!("INSERT INTO {}", table.quoted());
    match columns.is_empty() {
        true => sql.push_str(defaults(dialect)),
        false => {
            sql.push_str(&into(dialect, &columns));
            sql.push_str(" VALUES ");
            sql.push_str(&tuples(dialect, &columns, 1));
        }
    }
    // Where rules rewrite the insert there is no telling which row it becomes.
    let returns = db.target().capabilities.insert_returning && !table.has_rules;
    let stored = match returns {
        true => {
            let values = bound(dialect, &columns, vec![row])?;
            sql.push_str(&format!(" RETURNING {}", table.read_list()));
            db.rows(&sql, &values, &what(table))
                .await?
                .into_iter()
                .next()
        }
        false => {
            let values = bound(dialect, &columns, vec![row.clone()])?;
            db.touch(&sql, &values, &what(table)).await?;
            stored::read_back(db, table, row).await?
        }
    };
    move_sequences(db, table, &moved).await?;
    stored.ok_or_else(|| stored::is_gone(table))
}

async fn insert_chunk(
    db: &mut Db<'_>,
    table: &Table,
    columns: &[&Column],
    rows: Vec<Row>,
) -> Result<u64> {
    let dialect = db.dialect();
    if columns.is_empty() {
        let sql = format!("INSERT INTO {}{}", table.quoted(), defaults(dialect));
        for _ in &rows {
            let inserted = db.connection.execute(&sql, &[]).await;
            inserted.map_err(|error| db.query_error(error, &sql, &what(table), None))?;
        }
        return Ok(rows.len() as u64);
    }
    let sql = format!(
        "INSERT INTO {}{} VALUES {}",
        table.quoted(),
        into(dialect, columns),
        tuples(dialect, columns, rows.len())
    );
    let values = bound(dialect, columns, rows)?;
    db.touch(&sql, &values, &what(table)).await
}

fn what(table: &Table) -> String {
    format!("insert into \"{}\"", table.name)
}

/// A row of nothing but defaults.
fn defaults(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres | Dialect::Sqlite => " DEFAULT VALUES",
        Dialect::Mysql => " () VALUES ()",
    }
}

/// The columns of an insert. A value that is given for an identity is meant, as in `COPY` and on the other databases.
pub(super) fn into(dialect: Dialect, columns: &[&Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let overriding = match columns.iter().any(|column| column.identity_always) {
        true => " OVERRIDING SYSTEM VALUE",
        false => "",
    };
    format!(" ({}){overriding}", dialect.quote_list(&names))
}

/// The placeholders of so many rows.
pub(super) fn tuples(dialect: Dialect, columns: &[&Column], rows: usize) -> String {
    let mut sql = String::with_capacity(rows * columns.len() * 4);
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for (at, column) in columns.iter().enumerate() {
            number += 1;
            sql.push_str(if at == 0 { "" } else { ", " });
            sql.push_str(&column.placeholder(dialect, number));
        }
        sql.push(')');
    }
    sql
}

/// The values of rows, one after the other.
pub(super) fn bound(dialect: Dialect, columns: &[&Column], rows: Vec<Row>) -> Result<Vec<Value>> {
    let mut values = Vec::with_capacity(rows.len() * columns.len());
    for row in rows {
        for (column, value) in columns.iter().zip(row.into_values()) {
            column.check(&value)?;
            values.push(column.bound(dialect, value));
        }
    }
    Ok(values)
}

/// Sends rows with `COPY` until others come: in the binary format, as long as the values are of their column's type, and
/// from then on as text.
#[cfg(feature = "postgres")]
async fn copy(
    db: &mut Db<'_>,
    table: &Table,
    names: &[String],
    columns: &[&Column],
    first: Vec<Row>,
    rows: &mut Rows<'_>,
) -> Result<u64> {
    use crate::database::postgres::copy::{END, Field, HEADER, row};
    let (mut copied, mut first) = (0, first);
    let types = columns.iter().map(|column| Field::of(&column.sql_type));
    if let Some(fields) = types.collect::<Option<Vec<_>>>()
        && let Some(like) = first.first()
        && row(&fields, like.values(), &mut Vec::new())
    {
        let format = Format {
            options: " (FORMAT binary)",
            header: HEADER,
            end: END,
            write: &|_, like, out| row(&fields, like.values(), out),
        };
        (copied, first) = copy_as(db, table, names, columns, first, rows, format).await?;
    }
    if !first.is_empty() {
        let format = Format {
            options: "",
            header: &[],
            end: &[],
            write: &|columns, row, out| {
                copy_line(columns, row, out);
                true
            },
        };
        copied += copy_as(db, table, names, columns, first, rows, format)
            .await?
            .0;
    }
    Ok(copied)
}

/// Writes a row as the server takes it, or says that it cannot.
#[cfg(feature = "postgres")]
type WriteRow<'f> = dyn Fn(&[&Column], &Row, &mut Vec<u8>) -> bool + Sync + 'f;

/// A format of `COPY`.
#[cfg(feature = "postgres")]
struct Format<'f> {
    options: &'static str,
    header: &'static [u8],
    end: &'static [u8],
    /// Writes a row; or says that it does not go in this format, and writes nothing.
    write: &'f WriteRow<'f>,
}

/// Sends rows in one format. Says how many, and which of the first rows are left.
#[cfg(feature = "postgres")]
async fn copy_as(
    db: &mut Db<'_>,
    table: &Table,
    names: &[String],
    columns: &[&Column],
    first: Vec<Row>,
    rows: &mut Rows<'_>,
    format: Format<'_>,
) -> Result<(u64, Vec<Row>)> {
    use super::rows::CHUNK_BYTES;
    use crate::database::Connection;
    let dialect = db.dialect();
    let sql = format!(
        "COPY {} ({}) FROM STDIN{}",
        table.quoted(),
        dialect.quote_list(names),
        format.options
    );
    let Connection::Postgres(connection) = &mut *db.connection else {
        return Ok((insert_chunk(db, table, columns, first).await?, Vec::new()));
    };
    let mut buffer = Vec::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 8);
    buffer.extend_from_slice(format.header);
    let mut first = first.into_iter();
    let mut left = None;
    let copied: sqlx::Result<Result<u64>> = async {
        let mut copy = connection.start_copy(&sql).await?;
        loop {
            let next = match first.next() {
                Some(row) if (format.write)(columns, &row, &mut buffer) => Ok(true),
                Some(row) => {
                    left = Some(row);
                    Ok(false)
                }
                None => {
                    let fits = |row: &Row| {
                        row.columns() == names && (format.write)(columns, row, &mut buffer)
                    };
                    rows.next_if(fits).map(|row| row.is_some())
                }
            };
            match next {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    // The transaction fails with it.
                    let _ = copy.abort("the rows ended with an error").await;
                    return Ok(Err(error));
                }
            }
            if buffer.len() >= CHUNK_BYTES {
                copy.send(&buffer[..]).await?;
                buffer.clear();
            }
        }
        buffer.extend_from_slice(format.end);
        copy.send(&buffer[..]).await?;
        copy.finish().await.map(Ok)
    }
    .await;
    match copied {
        Ok(copied) => Ok((copied?, left.into_iter().chain(first).collect())),
        Err(error) => Err(db.query_error(error, &sql, &what(table), None)),
    }
}

/// No other database has `COPY`.
#[cfg(not(feature = "postgres"))]
async fn copy(
    db: &mut Db<'_>,
    table: &Table,
    _: &[String],
    columns: &[&Column],
    first: Vec<Row>,
    _: &mut Rows<'_>,
) -> Result<u64> {
    insert_chunk(db, table, columns, first).await
}

/// A line of `COPY`'s text format (<https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2>).
#[cfg(feature = "postgres")]
fn copy_line(columns: &[&Column], row: &Row, out: &mut Vec<u8>) {
    for (n, (column, value)) in columns.iter().zip(row.values()).enumerate() {
        if n > 0 {
            out.push(b'\t');
        }
        let Value::Text(text) = column.bound(Dialect::Postgres, value.clone()) else {
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

/// After explicit values, the sequences of these columns go on behind the highest; they never go back.
pub(super) async fn move_sequences(
    db: &mut Db<'_>,
    table: &Table,
    columns: &BTreeSet<String>,
) -> Result<()> {
    let dialect = db.dialect();
    for column in columns {
        let Some(sequence) = &table.column(column)?.sequence else {
            continue;
        };
        let sql = format!(
            "SELECT setval({}, highest) FROM (SELECT max({}) AS highest FROM {}) t \
             WHERE highest >= (SELECT last_value FROM {sequence})",
            dialect.string_literal(sequence),
            dialect.quote(column),
            table.quoted()
        );
        let what = format!("sequence of \"{}\".\"{column}\"", table.name);
        db.rows(&sql, &[], &what).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::table::tests::table;
    use super::*;
    use crate::row;

    #[test]
    #[cfg(feature = "postgres")]
    fn a_line_of_copy_escapes_what_would_end_it() {
        let mut line = Vec::new();
        let columns = [
            ("a", "text"),
            ("b", "integer"),
            ("c", "bytea"),
            ("d", "boolean"),
        ];
        let table = table(Dialect::Postgres, "t", &columns);
        let columns: Vec<&Column> = table.columns().iter().collect();
        let row =
            row! { "a" => "x\ty\\z\n", "b" => None::<i32>, "c" => vec![0_u8, 255], "d" => true };
        copy_line(&columns, &row, &mut line);
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "x\\ty\\\\z\\n\t\\N\t\\\\x00ff\ttrue\n"
        );
    }
}
