//! `alter_table`: changes to one table, each an operation of its own.

use super::draft::{Draft, keep};
use super::names::{IntoColumns, IntoIndexParts, IntoNamed};
use super::{
    AddColumnBuilder, CheckBuilder, ColumnBuilder, ForeignKeyBuilder, IndexBuilder, UniqueBuilder,
};
use crate::Location;
use crate::operation::{
    AlterColumn, ColumnChange, CommentOnTable, DropColumn, Operation, Recorded, RenameColumn,
};
use crate::schema::{ColumnType, DefaultValue, Expression, Generation, ObjectName};

/// Changes to one table.
#[derive(Debug)]
pub struct AlterTable<'a> {
    pub(super) drafts: &'a mut Vec<Draft>,
    pub(super) table: ObjectName,
}

impl AlterTable<'_> {
    /// Adds a column. It is NOT NULL unless it is `optional()`.
    #[track_caller]
    pub fn add_column(
        &mut self,
        name: impl IntoNamed,
        column_type: ColumnType,
    ) -> &mut AddColumnBuilder {
        let column = ColumnBuilder::new(name, column_type, Location::caller());
        keep(
            self.drafts,
            AddColumnBuilder {
                table: self.table.clone(),
                column,
                if_not_exists: false,
            },
        )
    }

    /// Drops a column.
    #[track_caller]
    pub fn drop_column(&mut self, name: impl IntoNamed) -> &mut DropColumnBuilder {
        let operation = DropColumn {
            table: self.table.clone(),
            column: name.into_named(),
            if_exists: false,
            cascade: false,
        };
        keep(
            self.drafts,
            DropColumnBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    /// Renames a column. Keys, indexes, checks and foreign keys that use it follow.
    #[track_caller]
    pub fn rename_column(&mut self, from: impl IntoNamed, to: impl IntoNamed) {
        let operation = RenameColumn {
            table: self.table.clone(),
            from: from.into_named(),
            to: to.into_named(),
        };
        self.plain(operation, Location::caller());
    }

    /// The column may no longer hold NULL.
    #[track_caller]
    pub fn set_not_null(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Nullable(false), Location::caller());
    }

    /// The column may hold NULL.
    #[track_caller]
    pub fn set_nullable(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Nullable(true), Location::caller());
    }

    /// What the column holds when an insert does not say.
    #[track_caller]
    pub fn set_default(&mut self, column: impl IntoNamed, value: impl Into<DefaultValue>) {
        self.change(
            column,
            ColumnChange::Default(Some(value.into())),
            Location::caller(),
        );
    }

    /// The column has no default any more.
    #[track_caller]
    pub fn drop_default(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Default(None), Location::caller());
    }

    /// Changes the type of a column.
    #[track_caller]
    pub fn change_type(
        &mut self,
        column: impl IntoNamed,
        to: ColumnType,
    ) -> &mut ChangeTypeBuilder {
        let (table, column) = (self.table.clone(), column.into_named());
        keep(
            self.drafts,
            ChangeTypeBuilder {
                table,
                column,
                to,
                using: None,
                at: Location::caller(),
            },
        )
    }

    /// The column counts up by itself from now on.
    #[track_caller]
    pub fn add_identity(&mut self, column: impl IntoNamed) {
        self.change(
            column,
            ColumnChange::Generation(Some(Generation::Identity)),
            Location::caller(),
        );
    }

    /// The column no longer counts up by itself, or is no longer computed.
    #[track_caller]
    pub fn drop_generation(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Generation(None), Location::caller());
    }

    /// The collation of a column, by the database's own name.
    #[track_caller]
    pub fn set_collation(&mut self, column: impl IntoNamed, collation: impl IntoNamed) {
        self.change(
            column,
            ColumnChange::Collation(Some(collation.into_named())),
            Location::caller(),
        );
    }

    /// The comment on a column.
    #[track_caller]
    pub fn comment_on_column(&mut self, column: impl IntoNamed, comment: impl Into<String>) {
        self.change(
            column,
            ColumnChange::Comment(Some(comment.into())),
            Location::caller(),
        );
    }

    /// The comment on the table.
    #[track_caller]
    pub fn comment(&mut self, comment: impl Into<String>) {
        let operation = CommentOnTable {
            table: self.table.clone(),
            comment: Some(comment.into()),
        };
        self.plain(operation, Location::caller());
    }

    /// Adds a unique constraint.
    #[track_caller]
    pub fn add_unique<K>(&mut self, columns: impl IntoColumns<K>) -> &mut UniqueBuilder {
        keep(
            self.drafts,
            UniqueBuilder::new(
                self.table.clone(),
                columns.into_columns(),
                Location::caller(),
            ),
        )
    }

    /// Adds a check.
    #[track_caller]
    pub fn add_check(
        &mut self,
        name: impl IntoNamed,
        expression: impl Into<Expression>,
    ) -> &mut CheckBuilder {
        let check = CheckBuilder::new(
            self.table.clone(),
            name.into_named(),
            expression.into(),
            Location::caller(),
        );
        keep(self.drafts, check)
    }

    /// Adds a foreign key.
    #[track_caller]
    pub fn add_foreign_key<K>(&mut self, columns: impl IntoColumns<K>) -> &mut ForeignKeyBuilder {
        keep(
            self.drafts,
            ForeignKeyBuilder::new(
                self.table.clone(),
                columns.into_columns(),
                Location::caller(),
            ),
        )
    }

    /// Adds an index.
    #[track_caller]
    pub fn add_index<K>(&mut self, parts: impl IntoIndexParts<K>) -> &mut IndexBuilder {
        keep(
            self.drafts,
            IndexBuilder::new(
                self.table.clone(),
                parts.into_index_parts(),
                Location::caller(),
            ),
        )
    }

    fn change(&mut self, column: impl IntoNamed, change: ColumnChange, at: Location) {
        self.plain(
            AlterColumn {
                table: self.table.clone(),
                column: column.into_named(),
                change,
            },
            at,
        );
    }

    fn plain(&mut self, operation: impl Into<Operation>, at: Location) {
        self.drafts.push(Draft::Plain(operation.into(), at));
    }
}

/// A column that is being dropped.
#[derive(Debug)]
pub struct DropColumnBuilder {
    pub(super) operation: DropColumn,
    pub(super) at: Location,
}

impl DropColumnBuilder {
    /// Does nothing when there is none of this name.
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }

    /// Drops the indexes, keys and checks that use it as well. Without this, they are an error.
    pub fn cascade(&mut self) -> &mut Self {
        self.operation.cascade = true;
        self
    }
}

/// A change of type.
#[derive(Debug)]
pub struct ChangeTypeBuilder {
    table: ObjectName,
    column: String,
    to: ColumnType,
    using: Option<Expression>,
    at: Location,
}

impl ChangeTypeBuilder {
    /// How old values become new ones, where the database's own cast is not it: `price::numeric`.
    pub fn using(&mut self, expression: impl Into<Expression>) -> &mut Self {
        self.using = Some(expression.into());
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let change = ColumnChange::Type {
            to: self.to,
            using: self.using,
        };
        out.push(Recorded::new(
            AlterColumn {
                table: self.table,
                column: self.column,
                change,
            },
            self.at,
        ));
    }
}
