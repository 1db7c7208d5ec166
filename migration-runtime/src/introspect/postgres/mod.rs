//! A live PostgreSQL database (12 or later), read from its catalogs in one round trip.
//!
//! <https://www.postgresql.org/docs/current/catalogs.html>. Types and defaults are taken as the server writes them;
//! `dialect::canonical`, which knows how this project writes them, makes the one out of the other.

mod code;
mod code_queries;
mod columns;
mod constraints;
mod enums;
mod indexes;
mod object_queries;
mod objects;
mod queries;
mod tables;
mod types;
mod unmodelled;

use std::collections::BTreeMap;

use migration_core::Value;
use migration_core::dialect::{Dialect, Target, canonical};
use migration_core::schema::{ObjectName, SchemaState, Table};

use self::code::Code;
use super::{Introspected, Options};
use crate::database::{Connection, Reply, describe};
use crate::error::{Error, ErrorKind, Result};
use crate::ledger::target;
use migration_core::Row;

/// Reads the schemas that the options name, or the current one.
pub(super) async fn introspect(
    connection: &mut Connection,
    options: &Options,
) -> Result<Introspected> {
    let mut version = 0;
    if let Connection::Postgres(conn) = &*connection
        && let Some(known) = conn.version()
    {
        version = known;
    }
    let mut asked = queries::all(options, version).to_vec();
    asked.extend(queries::objects(options, version));
    let answers = ask(connection, &asked).await?;
    let (answers, of_objects) = answers.split_at(answers.len().saturating_sub(code_queries::COUNT));
    let [
        current,
        tables,
        columns,
        constraints,
        indexes,
        exclusions,
        enums,
        unmodelled,
        domains,
        composites,
        ranges,
        policies,
        extensions,
        namespaces,
        publications,
        statistics,
        grants,
    ] = answers
    else {
        return Err(Error::new(ErrorKind::Query, "the server did not answer"));
    };
    let [views, routines, triggers, rules, sequences] = of_objects else {
        return Err(Error::new(ErrorKind::Query, "the server did not answer"));
    };
    let names = Names {
        current: match current.first() {
            Some(row) => row.get("name")?,
            None => None,
        },
    };
    let mut found = tables::read(tables, &names)?;
    columns::read(columns, &names, &mut found)?;
    constraints::read(constraints, &names, &mut found)?;
    Code::places(views, &names, &mut found)?;
    indexes::read(indexes, &mut found)?;
    indexes::read_exclusions(exclusions, &mut found)?;
    let mut others = objects::Objects::new(&names);
    types::domains(domains, &mut others)?;
    types::composites(composites, &mut others)?;
    types::ranges(ranges, &mut others)?;
    objects::policies(policies, &mut others)?;
    objects::extensions(extensions, &mut others)?;
    objects::namespaces(namespaces, &mut others)?;
    objects::publications(publications, &mut others)?;
    objects::statistics(statistics, &mut others)?;
    let mut code = Code::default();
    code.views(views, &names, &mut found)?;
    code.routines(routines, &names)?;
    code.triggers(triggers, &names)?;
    code.rules(rules, &names)?;
    code.sequences(sequences, &names)?;
    let tables = (found.into_values())
        .map(|table| (table.name.clone(), table))
        .collect();
    let mut state = SchemaState {
        tables,
        enums: enums::read(enums, &names)?,
        objects: others.objects,
        object_comments: others.comments,
        grants: objects::grants(grants, &names)?,
        ..SchemaState::default()
    };
    let mut unmodelled = unmodelled::read(unmodelled, &names)?;
    unmodelled.append(&mut code.unmodelled);
    unmodelled.sort();
    code.into_state(&mut state);
    Ok(Introspected {
        state: canonical(&state, &Target::postgres()),
        unmodelled,
        target: target(Dialect::Postgres, connection, ""),
    })
}

/// Tables by their object identifiers.
type Tables = BTreeMap<i64, Table>;

/// The rows of each of these queries.
async fn ask(connection: &mut Connection, queries: &[String]) -> Result<Vec<Vec<Row>>> {
    let mut answers = vec![Vec::new()];
    let script = queries.join(";\n");
    let outcome = connection
        .stream(&script, &mut |reply| match (reply, answers.last_mut()) {
            (Reply::Row(row), Some(rows)) => rows.push(row),
            (Reply::Row(_), None) => {}
            (Reply::Done, _) => answers.push(Vec::new()),
        })
        .await;
    outcome.map_err(|error| {
        let message = format!("the catalogs cannot be read: {}", describe(&error));
        Error::new(ErrorKind::Query, message).caused_by(error)
    })?;
    // After the last query there is one more that nothing answers.
    answers.truncate(queries.len());
    Ok(answers)
}

/// How objects are called: without their schema in the current one.
struct Names {
    current: Option<String>,
}

impl Names {
    fn of(&self, schema: String, name: String) -> ObjectName {
        match self.current.as_ref() == Some(&schema) {
            true => ObjectName::new(name),
            false => ObjectName::qualified(schema, name),
        }
    }

    /// The name in two columns of a row.
    fn read(&self, row: &Row, schema: &str, name: &str) -> Result<ObjectName> {
        Ok(self.of(row.get(schema)?, row.get(name)?))
    }
}

/// Storage parameters, one a line: `fillfactor=70`.
fn storage(row: &Row) -> Result<BTreeMap<String, String>> {
    let lines = row.get::<Option<String>>("storage")?.unwrap_or_default();
    let parameters = lines.lines().filter_map(|line| line.split_once('='));
    Ok(parameters
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect())
}

/// A `"char"` column: one letter, which is no letter at all where there is nothing to say.
fn letter(row: &Row, column: &str) -> Result<char> {
    match row.value(column) {
        Some(Value::Null) => Ok('\0'),
        _ => Ok(row.get::<String>(column)?.chars().next().unwrap_or('\0')),
    }
}
