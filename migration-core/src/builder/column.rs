//! What can be said of a column.

use std::ops::{Deref, DerefMut};

use super::names::{IntoName, IntoNamed};
use crate::Location;
use crate::operation::{AddColumn, AddConstraint, CreateIndex, Recorded};
use crate::schema::{
    Check, Column, ColumnType, Constraint, DefaultValue, Deferrable, Expression, ForeignKey,
    Generation, Index, IndexPart, ObjectName, PrimaryKey, ReferentialAction, Unique, naming,
};

/// A column that is being described. It is NOT NULL unless it is [`optional`](Self::optional).
#[derive(Debug)]
pub struct ColumnBuilder {
    pub(super) column: Column,
    pub(super) primary_key: bool,
    pub(super) unique: bool,
    pub(super) indexed: bool,
    pub(super) references: Option<ForeignKey>,
    pub(super) checks: Vec<Expression>,
    pub(super) complaints: Vec<(String, Location)>,
    pub(super) at: Location,
}

impl ColumnBuilder {
    pub(super) fn new(name: impl IntoNamed, column_type: ColumnType, at: Location) -> Self {
        Self {
            column: Column::new(name.into_named(), column_type),
            primary_key: false,
            unique: false,
            indexed: false,
            references: None,
            checks: Vec::new(),
            complaints: Vec::new(),
            at,
        }
    }

    /// It may hold NULL.
    pub fn optional(&mut self) -> &mut Self {
        self.column.nullable = true;
        self
    }

    /// What it holds when an insert does not say: a value (`0`, `"draft"`, `true`) or [`expr`](super::expr)`("now()")`.
    pub fn default(&mut self, value: impl Into<DefaultValue>) -> &mut Self {
        self.column.default = Some(value.into());
        self
    }

    /// It is the primary key, or a part of it when several columns say so.
    pub fn primary_key(&mut self) -> &mut Self {
        self.primary_key = true;
        self
    }

    /// No two rows hold the same: a unique constraint, `<table>_<column>_key`.
    pub fn unique(&mut self) -> &mut Self {
        self.unique = true;
        self
    }

    /// It has an index of its own, `<table>_<column>_idx`.
    pub fn index(&mut self) -> &mut Self {
        self.indexed = true;
        self
    }

    /// The type, in place of the one it has: `t.references("author_id", "users").of_type(uuid())`.
    pub fn of_type(&mut self, column_type: ColumnType) -> &mut Self {
        self.column.column_type = column_type;
        self
    }

    /// It counts up by itself when an insert does not say: an identity column on PostgreSQL, `AUTO_INCREMENT` on MySQL,
    /// `AUTOINCREMENT` on SQLite.
    pub fn auto_increment(&mut self) -> &mut Self {
        self.column.generation = Some(Generation::Identity);
        self
    }

    /// It counts up by itself and refuses explicit values: `GENERATED ALWAYS AS IDENTITY` (PostgreSQL).
    pub fn identity_always(&mut self) -> &mut Self {
        self.column.generation = Some(Generation::IdentityAlways);
        self
    }

    /// It is computed from other columns when the row is written.
    pub fn generated_stored(&mut self, expression: impl Into<Expression>) -> &mut Self {
        self.column.generation = Some(Generation::Stored(expression.into()));
        self
    }

    /// It is computed from other columns when the row is read.
    pub fn generated_virtual(&mut self, expression: impl Into<Expression>) -> &mut Self {
        self.column.generation = Some(Generation::Virtual(expression.into()));
        self
    }

    /// Its collation, by the database's own name.
    pub fn collate(&mut self, collation: impl IntoNamed) -> &mut Self {
        self.column.collation = Some(collation.into_named());
        self
    }

    /// Its comment.
    pub fn comment(&mut self, comment: impl Into<String>) -> &mut Self {
        self.column.comment = Some(comment.into());
        self
    }

    /// What must not be false of it, as a check called `<table>_<column>_check`.
    pub fn check(&mut self, expression: impl Into<Expression>) -> &mut Self {
        self.checks.push(expression.into());
        self
    }

    /// It refers to a column of another table: a foreign key, `<table>_<column>_fkey`.
    pub fn references(&mut self, table: impl IntoName, column: impl IntoNamed) -> &mut Self {
        self.references = Some(ForeignKey {
            name: String::new(),
            columns: vec![self.column.name.clone()],
            references: table.into_name(),
            referenced_columns: vec![column.into_named()],
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            match_full: false,
            deferrable: Deferrable::No,
            not_valid: false,
        });
        self
    }

    /// What happens to this row when the row it refers to is deleted.
    #[track_caller]
    pub fn on_delete(&mut self, action: ReferentialAction) -> &mut Self {
        self.of_reference("on_delete", |key| key.on_delete = action)
    }

    /// What happens to this row when the key it refers to changes.
    #[track_caller]
    pub fn on_update(&mut self, action: ReferentialAction) -> &mut Self {
        self.of_reference("on_update", |key| key.on_update = action)
    }

    #[track_caller]
    fn of_reference(&mut self, what: &str, set: impl FnOnce(&mut ForeignKey)) -> &mut Self {
        match &mut self.references {
            Some(key) => set(key),
            None => {
                let message = format!(
                    "{what} on column \"{}\", which refers to nothing",
                    self.column.name
                );
                self.complaints.push((
                    format!("{message}: call references(table, column) first"),
                    Location::caller(),
                ));
            }
        }
        self
    }

    /// The constraints that the column says, but for the primary key.
    pub(super) fn constraints(&self, table: &ObjectName) -> Vec<Constraint> {
        let columns = [self.column.name.clone()];
        let mut constraints = Vec::new();
        if self.unique {
            constraints.push(Constraint::Unique(Unique {
                name: naming::unique(table, &columns),
                columns: columns.to_vec(),
                nulls_not_distinct: false,
                deferrable: Deferrable::No,
            }));
        }
        if let Some(key) = &self.references {
            constraints.push(Constraint::ForeignKey(ForeignKey {
                name: naming::foreign_key(table, &columns),
                ..key.clone()
            }));
        }
        for (i, expression) in self.checks.iter().enumerate() {
            let suffix = if i == 0 {
                String::new()
            } else {
                (i + 1).to_string()
            };
            constraints.push(Constraint::Check(Check {
                name: naming::check(table, &[format!("{}{suffix}", columns[0])]),
                expression: expression.clone(),
                not_valid: false,
            }));
        }
        constraints
    }

    pub(super) fn own_index(&self, table: &ObjectName) -> Option<Index> {
        let column = &self.column.name;
        self.indexed.then(|| {
            Index::new(
                naming::index(table, &[column]),
                vec![IndexPart::column(column)],
            )
        })
    }
}

/// A column that is being added to a table.
#[derive(Debug)]
pub struct AddColumnBuilder {
    pub(super) table: ObjectName,
    pub(super) column: ColumnBuilder,
    pub(super) if_not_exists: bool,
}

impl AddColumnBuilder {
    /// Does nothing when there is a column of this name.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let Self {
            table,
            mut column,
            if_not_exists,
        } = self;
        let at = column.at;
        let constraints = column.constraints(&table);
        let index = column.own_index(&table);
        let complaints = std::mem::take(&mut column.complaints);
        let primary_key = column.primary_key.then(|| PrimaryKey {
            name: naming::primary_key(&table),
            columns: vec![column.column.name.clone()],
        });
        let operation = AddColumn {
            table: table.clone(),
            column: column.column,
            if_not_exists,
        };
        out.push(Recorded {
            complaints,
            ..Recorded::new(operation, at)
        });
        for constraint in primary_key
            .map(Constraint::PrimaryKey)
            .into_iter()
            .chain(constraints)
        {
            out.push(Recorded::new(
                AddConstraint {
                    table: table.clone(),
                    constraint,
                },
                at,
            ));
        }
        if let Some(index) = index {
            out.push(Recorded::new(
                CreateIndex {
                    table,
                    index,
                    concurrently: false,
                    if_not_exists: false,
                },
                at,
            ));
        }
    }
}

impl Deref for AddColumnBuilder {
    type Target = ColumnBuilder;

    fn deref(&self) -> &ColumnBuilder {
        &self.column
    }
}

impl DerefMut for AddColumnBuilder {
    fn deref_mut(&mut self) -> &mut ColumnBuilder {
        &mut self.column
    }
}
