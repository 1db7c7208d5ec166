//! Rows into the table, such that a row that the database refuses is found.

use super::SeedRows;
use super::columns::{Column, Kind};
use super::place::Source;
use super::values::Placed;
use crate::data::Db;
use crate::error::{Error, Result};

/// Updates the rows whose keys are there, and inserts the others.
pub(super) async fn upsert(
    db: &mut Db<'_>,
    source: &Source<'_>,
    of: &SeedRows,
    columns: &[Column],
    rows: &[Placed],
) -> Result<()> {
    let mut rest = rows;
    let mut at_once = rows.len();
    while !rest.is_empty() {
        let (now, later) = rest.split_at(at_once.min(rest.len()));
        savepoint(db, "SAVEPOINT").await?;
        let Err(error) = put(db, of, now).await else {
            savepoint(db, "RELEASE SAVEPOINT").await?;
            rest = later;
            continue;
        };
        let error = error.nowhere();
        // What is wrong besides rows is wrong for all of them, and a lost connection loses the savepoint.
        if error.failed_statement().is_none()
            || savepoint(db, "ROLLBACK TO SAVEPOINT").await.is_err()
        {
            return Err(error);
        }
        match now {
            [culprit] => {
                let at = place(db, columns, culprit, &error).await?;
                let message = format!("{}: {}", source.shown(at), error.message());
                return Err(error.saying(message));
            }
            // Those before the first that is refused go in, and it is found in a few steps.
            _ => at_once = now.len().div_ceil(2),
        }
    }
    Ok(())
}

async fn savepoint(db: &mut Db<'_>, what: &str) -> Result<()> {
    db.execute(format!("{what} migratory_rows")).await.map(drop)
}

async fn put(db: &mut Db<'_>, of: &SeedRows, rows: &[Placed]) -> Result<()> {
    let rows = rows.iter().map(|placed| &placed.row);
    let (name, key) = (of.table.name.clone(), of.key.clone());
    let written = match of.table.schema.clone() {
        Some(schema) => db.upsert((schema, name), key, rows).await,
        None => db.upsert(name, key, rows).await,
    };
    written.map(drop)
}

/// Where the value is that the database refused, or the row's begin where it is not one value alone.
async fn place(
    db: &mut Db<'_>,
    columns: &[Column],
    placed: &Placed,
    error: &Error,
) -> Result<usize> {
    let names = placed.row.columns().iter().zip(placed.row.values());
    for ((name, value), at) in names.zip(&placed.cells) {
        let Some(column) = columns.iter().find(|column| column.name == *name) else {
            continue;
        };
        // What only the database can read is asked about again, alone.
        if let (Kind::Other | Kind::Array, Some(cast)) = (column.kind, &column.cast) {
            savepoint(db, "SAVEPOINT").await?;
            let ask = format!("SELECT CAST($1::text AS {cast}) IS NULL");
            let asked = db.query(ask).bind(value.to_text()).fetch_all().await;
            savepoint(db, "ROLLBACK TO SAVEPOINT").await?;
            if asked.is_err() {
                return Ok(*at);
            }
        }
    }
    // The others, and constraints of one column, name the column.
    let names = error.message();
    let mut named = (placed.row.columns().iter())
        .zip(&placed.cells)
        .filter(|(name, _)| is_named(name, names));
    Ok(match (named.next(), named.next()) {
        (Some((_, at)), None) => *at,
        _ => placed.at,
    })
}

/// Whether a message has a name in quotes, or after a point.
fn is_named(name: &str, message: &str) -> bool {
    let quoted = ['"', '\'', '`']
        .iter()
        .any(|quote| message.contains(&format!("{quote}{name}{quote}")));
    let after_a_point = message
        .match_indices(&format!(".{name}"))
        .any(|(at, found)| {
            let next = message[at + found.len()..].chars().next();
            next.is_none_or(|next| !(next.is_alphanumeric() || next == '_'))
        });
    quoted || after_a_point
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_in_what_databases_say() {
        for (message, found) in [
            (
                "null value in column \"name\" of relation \"t\" violates not-null constraint",
                true,
            ),
            ("NOT NULL constraint failed: t.name", true),
            ("NOT NULL constraint failed: t.name_of", false),
            ("Column 'name' cannot be null", true),
            ("CHECK constraint failed: name_check", false),
        ] {
            assert_eq!(is_named("name", message), found, "{message}");
        }
    }
}
