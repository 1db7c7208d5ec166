//! What can be said of keys and checks.

use super::names::{IntoColumns, IntoName, IntoNamed};
use crate::Location;
use crate::operation::{AddConstraint, DropConstraint, Recorded};
use crate::schema::{
    Check, Constraint, Deferrable, Expression, ForeignKey, ObjectName, ReferentialAction, Unique,
    naming,
};

/// A foreign key that is being described. It must say what it [`references`](Self::references).
#[derive(Debug)]
pub struct ForeignKeyBuilder {
    pub(super) table: ObjectName,
    name: Option<String>,
    columns: Vec<String>,
    references: Option<(ObjectName, Vec<String>)>,
    on_delete: ReferentialAction,
    on_update: ReferentialAction,
    match_full: bool,
    deferrable: Deferrable,
    not_valid: bool,
    pub(super) at: Location,
}

impl ForeignKeyBuilder {
    pub(super) fn new(table: ObjectName, columns: Vec<String>, at: Location) -> Self {
        Self {
            table,
            name: None,
            columns,
            references: None,
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            match_full: false,
            deferrable: Deferrable::No,
            not_valid: false,
            at,
        }
    }

    /// The table and columns referred to. They must be its primary key or unique.
    pub fn references<K>(
        &mut self,
        table: impl IntoName,
        columns: impl IntoColumns<K>,
    ) -> &mut Self {
        self.references = Some((table.into_name(), columns.into_columns()));
        self
    }

    /// Its name, in place of `<table>_<columns>_fkey`.
    pub fn name(&mut self, name: impl IntoNamed) -> &mut Self {
        self.name = Some(name.into_named());
        self
    }

    /// What happens to this row when the row it refers to is deleted.
    pub fn on_delete(&mut self, action: ReferentialAction) -> &mut Self {
        self.on_delete = action;
        self
    }

    /// What happens to this row when the key it refers to changes.
    pub fn on_update(&mut self, action: ReferentialAction) -> &mut Self {
        self.on_update = action;
        self
    }

    /// Either all of its columns are NULL or none is: `MATCH FULL` (PostgreSQL).
    pub fn match_full(&mut self) -> &mut Self {
        self.match_full = true;
        self
    }

    /// A transaction may put the check off to its end: `DEFERRABLE` (PostgreSQL, SQLite).
    pub fn deferrable(&mut self) -> &mut Self {
        self.deferrable = Deferrable::InitiallyImmediate;
        self
    }

    /// The check is put off to the end of each transaction: `DEFERRABLE INITIALLY DEFERRED` (PostgreSQL, SQLite).
    pub fn initially_deferred(&mut self) -> &mut Self {
        self.deferrable = Deferrable::InitiallyDeferred;
        self
    }

    /// Existing rows are not checked until `validate_constraint`: `NOT VALID` (PostgreSQL).
    pub fn not_valid(&mut self) -> &mut Self {
        self.not_valid = true;
        self
    }

    /// The foreign key, or what it lacks.
    pub(super) fn build(&self) -> Result<ForeignKey, (String, Location)> {
        let Some((references, referenced_columns)) = self.references.clone() else {
            let columns = self.columns.join("\", \"");
            let message = format!(
                "the foreign key on \"{columns}\" of table \"{}\" refers to nothing",
                self.table
            );
            return Err((
                format!("{message}: call references(table, columns)"),
                self.at,
            ));
        };
        Ok(ForeignKey {
            name: self
                .name
                .clone()
                .unwrap_or_else(|| naming::foreign_key(&self.table, &self.columns)),
            columns: self.columns.clone(),
            references,
            referenced_columns,
            on_delete: self.on_delete,
            on_update: self.on_update,
            match_full: self.match_full,
            deferrable: self.deferrable,
            not_valid: self.not_valid,
        })
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let built = self.build();
        let complaints = built.as_ref().err().cloned().into_iter().collect();
        let key = built.unwrap_or_else(|_| ForeignKey {
            name: naming::foreign_key(&self.table, &self.columns),
            columns: self.columns,
            references: self.table.clone(),
            referenced_columns: Vec::new(),
            on_delete: self.on_delete,
            on_update: self.on_update,
            match_full: false,
            deferrable: Deferrable::No,
            not_valid: false,
        });
        let operation = AddConstraint {
            table: self.table,
            constraint: Constraint::ForeignKey(key),
        };
        out.push(Recorded {
            complaints,
            ..Recorded::new(operation, self.at)
        });
    }
}

/// A unique constraint that is being described.
#[derive(Debug)]
pub struct UniqueBuilder {
    pub(super) table: ObjectName,
    name: Option<String>,
    columns: Vec<String>,
    nulls_not_distinct: bool,
    deferrable: Deferrable,
    pub(super) at: Location,
}

impl UniqueBuilder {
    pub(super) fn new(table: ObjectName, columns: Vec<String>, at: Location) -> Self {
        Self {
            table,
            name: None,
            columns,
            nulls_not_distinct: false,
            deferrable: Deferrable::No,
            at,
        }
    }

    /// Its name, in place of `<table>_<columns>_key`.
    pub fn name(&mut self, name: impl IntoNamed) -> &mut Self {
        self.name = Some(name.into_named());
        self
    }

    /// Two NULLs count as equal: `NULLS NOT DISTINCT` (PostgreSQL 15).
    pub fn nulls_not_distinct(&mut self) -> &mut Self {
        self.nulls_not_distinct = true;
        self
    }

    /// A transaction may put the check off to its end: `DEFERRABLE` (PostgreSQL).
    pub fn deferrable(&mut self) -> &mut Self {
        self.deferrable = Deferrable::InitiallyImmediate;
        self
    }

    /// The check is put off to the end of each transaction: `DEFERRABLE INITIALLY DEFERRED` (PostgreSQL).
    pub fn initially_deferred(&mut self) -> &mut Self {
        self.deferrable = Deferrable::InitiallyDeferred;
        self
    }

    pub(super) fn build(&self) -> Unique {
        Unique {
            name: self
                .name
                .clone()
                .unwrap_or_else(|| naming::unique(&self.table, &self.columns)),
            columns: self.columns.clone(),
            nulls_not_distinct: self.nulls_not_distinct,
            deferrable: self.deferrable,
        }
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let constraint = Constraint::Unique(self.build());
        out.push(Recorded::new(
            AddConstraint {
                table: self.table,
                constraint,
            },
            self.at,
        ));
    }
}

/// A check that is being described.
#[derive(Debug)]
pub struct CheckBuilder {
    pub(super) table: ObjectName,
    pub(super) check: Check,
    pub(super) at: Location,
}

impl CheckBuilder {
    pub(super) fn new(
        table: ObjectName,
        name: String,
        expression: Expression,
        at: Location,
    ) -> Self {
        Self {
            table,
            check: Check {
                name,
                expression,
                not_valid: false,
            },
            at,
        }
    }

    /// Existing rows are not checked until `validate_constraint`: `NOT VALID` (PostgreSQL).
    pub fn not_valid(&mut self) -> &mut Self {
        self.check.not_valid = true;
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let constraint = Constraint::Check(self.check);
        out.push(Recorded::new(
            AddConstraint {
                table: self.table,
                constraint,
            },
            self.at,
        ));
    }
}

/// A constraint that is being dropped.
#[derive(Debug)]
pub struct DropConstraintBuilder {
    pub(super) operation: DropConstraint,
    pub(super) at: Location,
}

impl DropConstraintBuilder {
    /// Does nothing when there is none of this name.
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }
}
