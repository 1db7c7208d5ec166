//! A live PostgreSQL database (12 or later), read from its catalogs in one round trip of a query for each part.
//!
//! <https://www.postgresql.org/docs/current/catalogs.html>. Types and defaults are taken as the server writes them;
//! `dialect::canonical`, which knows how this project writes them, makes the one out of the other.

mod code;
mod code_queries;
mod columns;
mod constraints;
mod enums;
mod indexes;
mod lookup;
mod object_queries;
mod objects;
mod queries;
mod tables;
mod types;
mod unmodelled;

use std::collections::BTreeMap;

use migration_core::Value;
use migration_core::dialect::{Dialect, Target, canonical};
use migration_core::schema::{EnumType, GrantTarget, ObjectName, Privileges, SchemaState, Table};

use self::code::Code;
use self::columns::Defaults;
use self::indexes::OperatorClasses;
use self::lookup::{ColumnNames, Comments, Types};
use self::objects::Objects;
use self::queries::Part;
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
    let script = queries::script(options, version);
    let mut reader = Reader::default();
    let mut parts = Part::ALL.into_iter();
    let (mut rows, mut read) = (Vec::new(), Ok(()));
    let outcome = connection
        .stream(&script, &mut |reply| match reply {
            Reply::Row(row) => rows.push(row),
            // One part is read while the server is at the next.
            Reply::Done => {
                let rows = std::mem::take(&mut rows);
                if let (Some(part), Ok(())) = (parts.next(), &read) {
                    read = reader.read(part, rows);
                }
            }
        })
        .await;
    outcome.map_err(|error| {
        let message = format!("the catalogs cannot be read: {}", describe(&error));
        Error::new(ErrorKind::Query, message).caused_by(error)
    })?;
    read?;
    if parts.next().is_some() {
        return Err(Error::new(ErrorKind::Query, "the server did not answer"));
    }
    let (state, unmodelled) = reader.finish();
    Ok(Introspected {
        state: canonical(&state, &Target::postgres()),
        unmodelled,
        target: target(Dialect::Postgres, connection, ""),
    })
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    comments: Comments,
    types: Types,
    operator_classes: OperatorClasses,
    defaults: Defaults,
    columns: ColumnNames,
    tables: Tables,
    enums: BTreeMap<ObjectName, EnumType>,
    objects: Objects,
    code: Code,
    grants: BTreeMap<(GrantTarget, String), Privileges>,
    unmodelled: Vec<String>,
    /// They wait for their indexes.
    views: Vec<Row>,
}

impl Reader {
    fn read(&mut self, part: Part, rows: Vec<Row>) -> Result<()> {
        let names = &self.objects.names;
        match part {
            Part::Current => {
                if let Some(row) = rows.first() {
                    self.objects.names.current = row.get("name")?;
                }
            }
            Part::Comments => self.comments = Comments::read(&rows)?,
            Part::Types => self.types = Types::read(&rows, names)?,
            Part::OperatorClasses => self.operator_classes = indexes::operator_classes(&rows)?,
            Part::Tables => self.tables = tables::read(&rows, names, &self.comments)?,
            Part::Defaults => self.defaults = columns::defaults(&rows)?,
            Part::Columns => {
                let mut known = columns::Known {
                    comments: &self.comments,
                    types: &self.types,
                    defaults: &mut self.defaults,
                };
                let found = columns::read(&rows, &mut known, &mut self.tables, &mut self.columns)?;
                self.unmodelled.extend(found);
            }
            Part::Constraints => {
                let known = constraints::Known {
                    names,
                    comments: &self.comments,
                    columns: &self.columns,
                };
                constraints::read(&rows, &known, &mut self.tables)?;
            }
            Part::Views => {
                Code::places(&rows, names, &mut self.tables)?;
                self.views = rows;
            }
            Part::Indexes | Part::Exclusions => {
                let known = indexes::Known {
                    comments: &self.comments,
                    columns: &self.columns,
                    operator_classes: &self.operator_classes,
                };
                if part == Part::Exclusions {
                    return indexes::read_exclusions(&rows, &known, &mut self.tables);
                }
                indexes::read(&rows, &known, &mut self.tables)?;
                self.code.views(&self.views, names, &mut self.tables)?;
            }
            Part::Enums => self.enums = enums::read(&rows, names)?,
            Part::Unmodelled => self.unmodelled.extend(unmodelled::read(&rows, names)?),
            Part::Domains => types::domains(&rows, &mut self.objects)?,
            Part::Composites => types::composites(&rows, &mut self.objects)?,
            Part::Ranges => types::ranges(&rows, &mut self.objects)?,
            Part::Policies => objects::policies(&rows, &mut self.objects)?,
            Part::Extensions => objects::extensions(&rows, &mut self.objects)?,
            Part::Namespaces => objects::namespaces(&rows, &mut self.objects)?,
            Part::Publications => objects::publications(&rows, &mut self.objects)?,
            Part::Statistics => objects::statistics(&rows, &mut self.objects)?,
            Part::Grants => self.grants = objects::grants(&rows, names)?,
            Part::Routines => self.code.routines(&rows, names)?,
            Part::Triggers => self.code.triggers(&rows, names)?,
            Part::Rules => self.code.rules(&rows, names)?,
            Part::Sequences => self.code.sequences(&rows, names)?,
        }
        Ok(())
    }

    /// The state, and what it has no place for.
    fn finish(mut self) -> (SchemaState, Vec<String>) {
        self.unmodelled.append(&mut self.code.unmodelled);
        self.unmodelled.sort();
        let tables = self.tables.into_values();
        let mut state = SchemaState {
            tables: tables.map(|table| (table.name.clone(), table)).collect(),
            enums: self.enums,
            objects: self.objects.objects,
            object_comments: self.objects.comments,
            grants: self.grants,
            ..SchemaState::default()
        };
        self.code.into_state(&mut state);
        (state, self.unmodelled)
    }
}

/// Tables by their object identifiers.
type Tables = BTreeMap<i64, Table>;

/// How objects are called: without their schema in the current one.
#[derive(Default)]
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
fn storage(row: &Row, column: &str) -> Result<BTreeMap<String, String>> {
    let lines = row.get::<Option<String>>(column)?.unwrap_or_default();
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
