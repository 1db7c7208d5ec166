//! What is in a database before the test, and how it is brought back: the template has the rows, and its table
//! `_migratory_test` the checksum of each table (`CHECKSUM TABLE`) and where its numbers go on (`AUTO_INCREMENT`).

use std::collections::BTreeMap;

use super::template::TABLE;
use super::{literal, quote};
use crate::testing::pool::Held;

/// What was found of a database.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Of each table: the checksum of its rows, and where its numbers go on.
    tables: BTreeMap<String, (String, String)>,
    /// What changes with the schema.
    schema: String,
}

impl Found {
    /// Whether what is deleted or inserted may write elsewhere: there are triggers.
    pub(super) fn has_triggers(&self) -> bool {
        self.schema.split('/').nth(TRIGGERS) != Some("0")
    }
}

/// The names of the tables, and where their numbers go on.
const TABLES: &str = "SELECT table_name, COALESCE(auto_increment, '') FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND table_name <> '_migratory_test' ORDER BY table_name";

/// The place of their number in [`SCHEMA`].
const TRIGGERS: usize = 3;

/// A text that changes when something is made, altered or dropped.
const SCHEMA: &str = "SELECT CONCAT_WS('/',
(SELECT CONCAT(COUNT(*), ':', COALESCE(BIT_XOR(CRC32(CONCAT_WS('|', table_name, ordinal_position, column_name, column_type,
  is_nullable, COALESCE(column_default, '-'), extra, column_key))), 0)) FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name <> '_migratory_test'),
(SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name <> '_migratory_test'),
(SELECT COUNT(*) FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND table_name <> '_migratory_test'),
(SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()),
(SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = DATABASE()))";

/// Looks at the database of a connection.
pub(super) async fn look(held: &mut Held) -> sqlx::Result<Found> {
    let tables = held.table(TABLES).await?;
    let mut found = Found {
        schema: held.table(SCHEMA).await?.concat().concat(),
        ..Found::default()
    };
    let mut names = Vec::new();
    for row in tables {
        if let [name, next] = row.as_slice() {
            names.push(quote(name));
            found
                .tables
                .insert(name.clone(), (String::new(), next.clone()));
        }
    }
    if names.is_empty() {
        return Ok(found);
    }
    let sums = format!("CHECKSUM TABLE {}", names.join(", "));
    for row in held.table(&sums).await? {
        // Of a table as `database.table`.
        if let [name, sum] = row.as_slice()
            && let Some((_, name)) = name.split_once('.')
            && let Some(table) = found.tables.get_mut(name)
        {
            table.0.clone_from(sum);
        }
    }
    Ok(found)
}

/// Writes it down, in the template.
pub(super) async fn write(held: &mut Held, origin: &str) -> sqlx::Result<()> {
    let found = look(held).await?;
    let mut rows = vec![format!("('schema', {})", literal(&found.schema))];
    for (name, (sum, next)) in &found.tables {
        let columns = columns(held, name).await?;
        rows.push(format!(
            "({}, {})",
            literal(&format!("t {name}")),
            literal(&format!("{sum}/{next}"))
        ));
        rows.push(format!(
            "({}, {})",
            literal(&format!("c {name}")),
            literal(&columns)
        ));
    }
    let create = format!(
        "CREATE TABLE {TABLE} (k varchar(190) PRIMARY KEY, v longtext NOT NULL) CHARACTER SET utf8mb4"
    );
    held.script(&create).await?;
    held.script(&format!("INSERT INTO {TABLE} VALUES {}", rows.join(", ")))
        .await?;
    let finished = format!(
        "INSERT INTO {TABLE} VALUES ('finished', {})",
        literal(origin)
    );
    held.script(&finished).await
}

/// The columns of a table that are not computed, as a list.
async fn columns(held: &mut Held, table: &str) -> sqlx::Result<String> {
    let columns = format!(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = {}
AND COALESCE(generation_expression, '') = '' ORDER BY ordinal_position",
        literal(table)
    );
    let columns = held.table(&columns).await?.concat();
    let quoted: Vec<String> = columns.iter().map(|name| quote(name)).collect();
    Ok(quoted.join(", "))
}

/// What the template says.
pub(super) struct Baseline {
    found: Found,
    columns: BTreeMap<String, String>,
}

/// Reads it.
pub(super) async fn read(held: &mut Held, template: &str) -> sqlx::Result<Baseline> {
    let rows = format!("SELECT k, v FROM {}.{TABLE}", quote(template));
    let mut baseline = Baseline {
        found: Found::default(),
        columns: BTreeMap::new(),
    };
    for row in held.table(&rows).await? {
        let [key, value] = row.as_slice() else {
            continue;
        };
        if key == "schema" {
            baseline.found.schema.clone_from(value);
        } else if let Some(name) = key.strip_prefix("c ") {
            baseline.columns.insert(name.to_owned(), value.clone());
        } else if let (Some(name), Some((sum, next))) =
            (key.strip_prefix("t "), value.split_once('/'))
        {
            let of_table = (sum.to_owned(), next.to_owned());
            baseline.found.tables.insert(name.to_owned(), of_table);
        }
    }
    Ok(baseline)
}

/// What brings a database back, as one message; nothing where nothing has changed, `None` where the schema has.
pub(super) fn restoring(baseline: &Baseline, found: &Found, template: &str) -> Option<String> {
    if baseline.found.schema != found.schema {
        return None;
    }
    let mut statements = Vec::new();
    let mut numbers = Vec::new();
    for (name, before) in &baseline.found.tables {
        let now = found.tables.get(name)?;
        let quoted = quote(name);
        if now.0 != before.0 {
            statements.push(format!("DELETE FROM {quoted}"));
            if let Some(columns) = baseline.columns.get(name) {
                statements.push(format!(
                    "INSERT INTO {quoted} ({columns}) SELECT {columns} FROM {}.{quoted}",
                    quote(template)
                ));
            }
        }
        if now.1 != before.1 && !before.1.is_empty() {
            numbers.push(format!(
                "ALTER TABLE {quoted} AUTO_INCREMENT = {}",
                before.1
            ));
        }
    }
    if statements.is_empty() && numbers.is_empty() {
        return Some(String::new());
    }
    let numbers = match numbers.is_empty() {
        true => String::new(),
        false => format!("; {}", numbers.join("; ")),
    };
    // A row of a key that is 0 is to be put back as it is.
    let statements = match statements.is_empty() {
        true => String::new(),
        false => format!(
            "SET @migratory_sql_mode = @@sql_mode, SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO'), \
             SESSION foreign_key_checks = 0; START TRANSACTION; {}; COMMIT; \
             SET SESSION foreign_key_checks = 1, SESSION sql_mode = @migratory_sql_mode",
            statements.join("; ")
        ),
    };
    Some(
        format!("{statements}{numbers}")
            .trim_start_matches("; ")
            .to_owned(),
    )
}
