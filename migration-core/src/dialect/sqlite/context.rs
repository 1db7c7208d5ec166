//! What each lowering is given, and the answers that many of them share.

use crate::dialect::{Dialect, Target, Unsupported};
use crate::schema::{Column, Expression, ObjectName, SchemaState, Table};

/// The state before the operation, and the database.
pub(super) struct Context<'a> {
    pub(super) before: &'a SchemaState,
    pub(super) target: &'a Target,
}

/// An identifier in quotes.
pub(super) fn quote(identifier: &str) -> String {
    Dialect::Sqlite.quote(identifier)
}

impl<'a> Context<'a> {
    pub(super) fn unsupported(
        &self,
        what: impl Into<String>,
        alternative: impl Into<String>,
    ) -> Unsupported {
        self.target.unsupported(what, alternative)
    }

    /// The name of a table in quotes. A schema is another file on SQLite, which only `ATTACH` reaches, and a foreign
    /// key cannot leave its file (<https://www.sqlite.org/lang_attach.html>).
    pub(super) fn name(&self, name: &ObjectName) -> Result<String, Unsupported> {
        match &name.schema {
            None => Ok(quote(&name.name)),
            Some(schema) => Err(self.unsupported(
                format!("schema for the table \"{name}\" to be in"),
                format!(
                    "put the schema into the name (\"{schema}_{}\"), or keep the table in a file with migrations of \
                     its own and ATTACH that where it is read",
                    name.name
                ),
            )),
        }
    }

    /// The text of an expression.
    pub(super) fn expression<'e>(
        &self,
        expression: &'e Expression,
    ) -> Result<&'e str, Unsupported> {
        expression.text(Dialect::Sqlite).map_err(|reason| {
            self.unsupported(
                format!(
                    "form of the expression `{}` ({reason})",
                    expression.any_text()
                ),
                "write it as SQL, with `.on(Dialect::Sqlite, \"...\")` where SQLite's text differs",
            )
        })
    }

    /// A table that is about to be changed in a way that needs all of it known.
    pub(super) fn table(&self, name: &ObjectName, change: &str) -> Result<&'a Table, Unsupported> {
        self.name(name)?;
        self.before.table(name).ok_or_else(|| {
            self.unsupported(
                format!(
                    "ALTER TABLE that can {change}, and no migration says what the table \"{name}\" looks like, so it \
                     cannot be rebuilt"
                ),
                "create the table with `create_table`, or write the statements of \
                 https://www.sqlite.org/lang_altertable.html#otheralter with `schema.sql(...)`",
            )
        })
    }

    /// A column of a known table.
    pub(super) fn column<'t>(
        &self,
        table: &'t Table,
        name: &str,
    ) -> Result<&'t Column, Unsupported> {
        table
            .column(name)
            .ok_or_else(|| self.unknown("column", name, table))
    }

    /// The answer when a part of a known table is not among what the migrations say of it.
    pub(super) fn unknown(&self, part: &str, name: &str, table: &Table) -> Unsupported {
        self.unsupported(
            format!(
                "way to find the {part} \"{name}\": no migration says that the table \"{}\" has it",
                table.name
            ),
            "write the statement with `schema.sql(...)`",
        )
    }
}
