//! A live SQLite database, read from the text that it keeps of each table and index.
//!
//! The pragmas know neither the names of constraints nor checks, generated columns or collations
//! (<https://www.sqlite.org/pragma.html#pragfunc>), and the text knows all: `ALTER TABLE` edits it. One query reads
//! all of it, whatever the number of tables.

mod column;
mod constraint;
mod index;
mod live;
mod object;
mod resolve;
mod table;
mod tokens;

use std::collections::BTreeMap;

pub(crate) use live::{differences, live_table};
use migration_core::Value;
use migration_core::dialect::{Dialect, Target, canonical};
use migration_core::schema::{Object, ObjectId, ObjectName, SchemaState, Table};

use super::{Introspected, Options};
use crate::database::{Connection, describe};
use crate::error::{Error, ErrorKind, Result};
use migration_core::Row;

/// The schema of the database file itself; what is in it is named without.
const MAIN: &str = "main";

/// Reads the main database, or those that are attached under the names that the options have.
pub(super) async fn introspect(
    connection: &mut Connection,
    options: &Options,
) -> Result<Introspected> {
    let mut found = Found::default();
    let main = [MAIN.to_owned()];
    let schemas = match options.schemas.as_slice() {
        [] => &main,
        schemas => schemas,
    };
    for schema in schemas {
        let rows = ask(connection, &query(schema, ""), &[]).await?;
        let ours = options.ours(schema, Some(MAIN));
        found.read(&rows, schema, &ours)?;
    }
    Ok(found.finish())
}

/// What a schema has, tables before what is on them. What SQLite makes for itself is called `sqlite_...`; the tables
/// behind a virtual table are its shadows.
fn query(schema: &str, only: &str) -> String {
    let quoted = Dialect::Sqlite.quote(schema);
    let literal = Dialect::Sqlite.string_literal(schema);
    let of_kind = |kind: &str| {
        format!("(SELECT name FROM pragma_table_list WHERE schema = {literal} AND type = '{kind}')")
    };
    format!(
        "SELECT iif(m.name IN {}, 'virtual table', m.type) AS type, m.name, m.tbl_name, m.sql
    FROM {quoted}.sqlite_schema m
    WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT IN {} {only}
    ORDER BY m.type <> 'table', m.type, m.name",
        of_kind("virtual"),
        of_kind("shadow"),
    )
}

async fn ask(connection: &mut Connection, sql: &str, values: &[Value]) -> Result<Vec<Row>> {
    let rows = connection.query(sql, values).await;
    rows.map_err(|error| {
        let message = format!("the schema cannot be read: {}", describe(&error));
        Error::new(ErrorKind::Query, message).caused_by(error)
    })
}

/// What is found while it is read.
#[derive(Default)]
struct Found {
    tables: BTreeMap<ObjectName, Table>,
    objects: BTreeMap<ObjectId, Object>,
    unmodelled: Vec<String>,
}

impl Found {
    /// A row for each object.
    fn read(&mut self, rows: &[Row], schema: &str, ours: &[&str]) -> Result<()> {
        for row in rows {
            let table: String = row.get("tbl_name")?;
            if !ours.iter().any(|ours| ours.eq_ignore_ascii_case(&table)) {
                let of = |name| match schema {
                    MAIN => ObjectName::new(name),
                    _ => ObjectName::qualified(schema, name),
                };
                self.object(row, of(row.get("name")?), of(table))?;
            }
        }
        Ok(())
    }

    fn object(&mut self, row: &Row, name: ObjectName, table: ObjectName) -> Result<()> {
        let sql: String = row.get("sql")?;
        match row.get::<String>("type")?.as_str() {
            "table" => self.table(name, &sql),
            "index" => self.index(&name, &table, &sql),
            "trigger" => match object::trigger(&name.name, table, &sql) {
                Some(trigger) => self.insert(Object::Trigger(Box::new(trigger))),
                None => self.not_understood("trigger", &name),
            },
            "view" => match object::view(name.clone(), &sql) {
                Some(view) => self.insert(Object::View(view)),
                None => self.not_understood("view", &name),
            },
            other => self.unmodelled.push(format!("{other} \"{name}\"")),
        }
        Ok(())
    }

    fn insert(&mut self, object: Object) {
        self.objects.insert(object.id(), object);
    }

    fn table(&mut self, name: ObjectName, sql: &str) {
        match table::read(&name, sql) {
            Some((table, notes)) => {
                self.unmodelled.extend(notes);
                self.tables.insert(name, table);
            }
            None => self.not_understood("table", &name),
        }
    }

    fn index(&mut self, name: &ObjectName, table: &ObjectName, sql: &str) {
        let on = self.tables.get_mut(table);
        let index = on
            .as_deref()
            .and_then(|table| index::read(&name.name, sql, table));
        match (on, index) {
            (Some(table), Some(index)) => drop(table.indexes.insert(index.name.clone(), index)),
            _ => self.not_understood("index", name),
        }
    }

    fn not_understood(&mut self, kind: &str, name: &ObjectName) {
        let what = format!("{kind} \"{name}\", whose definition is not understood");
        self.unmodelled.push(what);
    }

    fn finish(mut self) -> Introspected {
        self.unmodelled
            .extend(resolve::references(&mut self.tables));
        self.unmodelled.sort();
        let state = SchemaState {
            tables: self.tables.into_iter().collect(),
            objects: self.objects,
            ..SchemaState::default()
        };
        Introspected {
            state: canonical(&state, &Target::sqlite()),
            unmodelled: self.unmodelled,
            target: Target::sqlite(),
        }
    }
}
