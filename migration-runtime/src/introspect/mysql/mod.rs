//! A live MySQL (8.0.19 or later) or MariaDB (10.6 or later) database, read from its catalog in two round trips,
//! or three where there are sequences.
//!
//! <https://dev.mysql.com/doc/refman/8.4/en/information-schema.html>. Types, defaults and expressions are taken as the
//! server writes them; `dialect::canonical`, which knows how this project writes them, makes the one out of the other.

mod columns;
mod constraints;
mod indexes;
mod objects;
mod queries;
mod tables;
mod unmodelled;

use std::collections::BTreeMap;

use migration_core::dialect::{Target, canonical};
use migration_core::schema::{Object, ObjectId, ObjectName, SchemaState, Table};

use super::{Introspected, Options};
use crate::database::{Connection, Reply, describe};
use crate::error::{Error, ErrorKind, Result};
use migration_core::Row;

/// Reads the databases that the options name, or the current one.
pub(super) async fn introspect(
    connection: &mut Connection,
    options: &Options,
) -> Result<Introspected> {
    let answers = ask(connection, &[queries::SERVER.to_owned()]).await?;
    let Some(server) = answers.first().and_then(|rows| rows.first()) else {
        return Err(Error::new(ErrorKind::Query, "the server did not answer"));
    };
    let version: String = server.get("version")?;
    let mut found = Found {
        current: server.get("name")?,
        is_mariadb: version.to_ascii_lowercase().contains("mariadb"),
        ..Found::default()
    };
    let schemas: Vec<String> = match options.schemas.as_slice() {
        [] => found.current.clone().into_iter().collect(),
        named => named.to_vec(),
    };
    let queries: Vec<String> = (schemas.iter())
        .flat_map(|schema| queries::of(schema, found.is_mariadb))
        .collect();
    let answers = match queries.is_empty() {
        true => Vec::new(),
        false => ask(connection, &queries).await?,
    };
    for (schema, answers) in schemas.iter().zip(answers.chunks(queries::COUNT)) {
        found.read(schema, options, answers)?;
    }
    if !found.sequences.is_empty() {
        let query = objects::sequences(&found.sequences);
        let answers = ask(connection, &[query]).await?;
        found.read_sequences(answers.first().map_or(&[][..], |rows| rows))?;
    }
    Ok(found.finish())
}

/// The rows of each of these queries.
async fn ask(connection: &mut Connection, queries: &[String]) -> Result<Vec<Vec<Row>>> {
    let mut answers = vec![Vec::new()];
    let outcome = connection
        .stream(
            &queries.join(";\n"),
            &mut |reply| match (reply, answers.last_mut()) {
                (Reply::Row(row), Some(rows)) => rows.push(row),
                (Reply::Row(_), None) => {}
                (Reply::Done, _) => answers.push(Vec::new()),
            },
        )
        .await;
    outcome.map_err(|error| {
        let message = format!("the catalog cannot be read: {}", describe(&error));
        Error::new(ErrorKind::Query, message).caused_by(error)
    })?;
    // After the last query there is one more that nothing answers.
    answers.truncate(queries.len());
    Ok(answers)
}

/// What is found while it is read.
#[derive(Default)]
struct Found {
    current: Option<String>,
    is_mariadb: bool,
    /// By their names, without the schema that is being read.
    tables: BTreeMap<String, Open>,
    finished: BTreeMap<ObjectName, Table>,
    objects: BTreeMap<ObjectId, Object>,
    comments: BTreeMap<ObjectId, String>,
    /// Schema and name of each.
    sequences: Vec<(String, String)>,
    unmodelled: Vec<String>,
}

/// A table that is being read.
struct Open {
    table: Table,
    /// What columns are of that do not say.
    collation: String,
}

impl Found {
    fn read(&mut self, schema: &str, options: &Options, answers: &[Vec<Row>]) -> Result<()> {
        let [
            tables,
            columns,
            checks,
            foreign_keys,
            actions,
            indexes,
            views,
            routines,
            arguments,
            triggers,
            others,
        ] = answers
        else {
            return Err(Error::new(ErrorKind::Query, "the server did not answer"));
        };
        let ours = options.ours(schema, self.current.as_deref());
        self.read_tables(tables, schema, &ours)?;
        self.read_columns(columns)?;
        self.read_checks(checks)?;
        self.read_foreign_keys(foreign_keys, actions)?;
        self.read_indexes(indexes)?;
        self.read_views(views, schema)?;
        self.read_routines(routines, arguments, schema)?;
        self.read_triggers(triggers, schema, &ours)?;
        self.read_others(others, schema, &ours)?;
        let read = std::mem::take(&mut self.tables).into_values();
        self.finished
            .extend(read.map(|found| (found.table.name.clone(), found.table)));
        Ok(())
    }

    /// How an object is called: without its schema in the current one.
    fn name(&self, schema: &str, name: String) -> ObjectName {
        match self.current.as_deref() == Some(schema) {
            true => ObjectName::new(name),
            false => ObjectName::qualified(schema, name),
        }
    }

    /// Notes what a state has no place for: `trigger "touch" on "posts"`.
    fn note(&mut self, what: &str, table: &str) {
        if let Some(found) = self.tables.get(table) {
            self.unmodelled
                .push(format!("{what} on \"{}\"", found.table.name));
        }
    }

    fn finish(mut self) -> Introspected {
        let state = SchemaState {
            tables: self.finished.into_iter().collect(),
            objects: self.objects,
            object_comments: self.comments,
            ..SchemaState::default()
        };
        let target = match self.is_mariadb {
            true => Target::mariadb(),
            false => Target::mysql(),
        };
        self.unmodelled.sort();
        self.unmodelled.dedup();
        Introspected {
            state: canonical(&state, &target),
            unmodelled: self.unmodelled,
            target,
        }
    }
}
