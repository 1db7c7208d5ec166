//! `Schema`: what a migration records on.

use super::draft::{Draft, keep};
use super::names::{IntoColumns, IntoIndexParts, IntoName, IntoNamed};
use super::{
    AddValueBuilder, AlterTable, CheckBuilder, DropConstraintBuilder, DropIndexBuilder,
    DropTypeBuilder, ForeignKeyBuilder, IndexBuilder, RawBuilder, TableBuilder, UniqueBuilder,
};
use crate::Location;
use crate::operation::{
    AddConstraint, AddEnumValue, CreateEnum, DropConstraint, DropEnum, DropIndex, DropTable,
    Operation, RawSql, Recorded, RenameConstraint, RenameEnum, RenameEnumValue, RenameIndex,
    RenameTable, ValidateConstraint, ValuePosition,
};
use crate::schema::{Constraint, ConstraintKind, Expression, PrimaryKey, naming};

/// Records operations, in order.
#[derive(Debug, Default)]
pub struct Schema {
    drafts: Vec<Draft>,
    derived: bool,
}

impl Schema {
    /// A recorder with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was recorded.
    pub fn finish(self) -> Vec<Recorded> {
        let mut out = Vec::with_capacity(self.drafts.len());
        for draft in self.drafts {
            draft.finish(&mut out);
        }
        out
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Says that `down` is to be derived from `up`: what [`Migration::down`](crate::migration::Migration::down) does
    /// when it is left out.
    pub fn derive_down(&mut self) {
        self.derived = true;
    }

    /// Whether `down` is to be derived.
    pub fn is_derived(&self) -> bool {
        self.derived
    }

    /// Creates a table.
    ///
    /// ```
    /// # use migration_core::{builder::*, plan};
    /// # let mut schema = Schema::new();
    /// schema.create_table("posts", |t| {
    ///     t.id();
    ///     t.string("title", 200).unique();
    ///     t.text("content").optional();
    ///     t.created_at();
    /// });
    /// ```
    #[track_caller]
    pub fn create_table(
        &mut self,
        name: impl IntoName,
        describe: impl FnOnce(&mut TableBuilder),
    ) -> &mut TableBuilder {
        let mut table = TableBuilder::new(name.into_name(), Location::caller());
        describe(&mut table);
        keep(&mut self.drafts, table)
    }

    /// Changes a table.
    ///
    /// ```
    /// # use migration_core::builder::*;
    /// # let mut schema = Schema::new();
    /// schema.alter_table("products", |t| {
    ///     t.add_column("sku", string(50)).unique();
    ///     t.drop_column("legacy_field");
    ///     t.rename_column("old_name", "new_name");
    ///     t.set_not_null("required_field");
    ///     t.change_type("price", decimal(12, 2)).using("price::numeric");
    /// });
    /// ```
    pub fn alter_table(&mut self, name: impl IntoName, change: impl FnOnce(&mut AlterTable<'_>)) {
        change(&mut AlterTable {
            drafts: &mut self.drafts,
            table: name.into_name(),
        });
    }

    /// Drops a table.
    #[track_caller]
    pub fn drop_table(&mut self, name: impl IntoName) -> &mut DropTableBuilder {
        let operation = DropTable {
            table: name.into_name(),
            if_exists: false,
            cascade: false,
        };
        keep(
            &mut self.drafts,
            DropTableBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    /// Renames a table, or moves it to another schema. Foreign keys that refer to it follow.
    #[track_caller]
    pub fn rename_table(&mut self, from: impl IntoName, to: impl IntoName) {
        self.plain(
            RenameTable {
                from: from.into_name(),
                to: to.into_name(),
            },
            Location::caller(),
        );
    }

    /// Creates an index.
    ///
    /// ```
    /// # use migration_core::builder::*;
    /// # let mut schema = Schema::new();
    /// schema.create_index("posts", ["author_id", "created_at"]);
    /// schema.create_index("posts", "title").unique().filter("status = 'published'");
    /// schema.create_index("posts", [col("created_at").desc(), col("id")]);
    /// schema.create_index("users", expr("lower(email)")).name("users_email_lower");
    /// ```
    #[track_caller]
    pub fn create_index<K>(
        &mut self,
        table: impl IntoName,
        parts: impl IntoIndexParts<K>,
    ) -> &mut IndexBuilder {
        let index = IndexBuilder::new(
            table.into_name(),
            parts.into_index_parts(),
            Location::caller(),
        );
        keep(&mut self.drafts, index)
    }

    /// Drops an index by name.
    #[track_caller]
    pub fn drop_index(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropIndexBuilder {
        let operation = DropIndex {
            table: table.into_name(),
            name: name.into_named(),
            concurrently: false,
            if_exists: false,
        };
        keep(
            &mut self.drafts,
            DropIndexBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    /// Renames an index.
    #[track_caller]
    pub fn rename_index(&mut self, table: impl IntoName, from: impl IntoNamed, to: impl IntoNamed) {
        let operation = RenameIndex {
            table: table.into_name(),
            from: from.into_named(),
            to: to.into_named(),
        };
        self.plain(operation, Location::caller());
    }

    /// Adds a foreign key.
    ///
    /// ```
    /// # use migration_core::{builder::*, schema::ReferentialAction::Cascade};
    /// # let mut schema = Schema::new();
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").on_delete(Cascade);
    /// ```
    #[track_caller]
    pub fn add_foreign_key<K>(
        &mut self,
        table: impl IntoName,
        columns: impl IntoColumns<K>,
    ) -> &mut ForeignKeyBuilder {
        let key = ForeignKeyBuilder::new(
            table.into_name(),
            columns.into_columns(),
            Location::caller(),
        );
        keep(&mut self.drafts, key)
    }

    /// Adds a unique constraint.
    #[track_caller]
    pub fn add_unique<K>(
        &mut self,
        table: impl IntoName,
        columns: impl IntoColumns<K>,
    ) -> &mut UniqueBuilder {
        keep(
            &mut self.drafts,
            UniqueBuilder::new(
                table.into_name(),
                columns.into_columns(),
                Location::caller(),
            ),
        )
    }

    /// Adds a check.
    #[track_caller]
    pub fn add_check(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
        expression: impl Into<Expression>,
    ) -> &mut CheckBuilder {
        let check = CheckBuilder::new(
            table.into_name(),
            name.into_named(),
            expression.into(),
            Location::caller(),
        );
        keep(&mut self.drafts, check)
    }

    /// Adds a primary key.
    #[track_caller]
    pub fn add_primary_key<K>(&mut self, table: impl IntoName, columns: impl IntoColumns<K>) {
        let table = table.into_name();
        let key = PrimaryKey {
            name: naming::primary_key(&table),
            columns: columns.into_columns(),
        };
        self.plain(
            AddConstraint {
                table,
                constraint: Constraint::PrimaryKey(key),
            },
            Location::caller(),
        );
    }

    /// Drops the primary key.
    #[track_caller]
    pub fn drop_primary_key(&mut self, table: impl IntoName) -> &mut DropConstraintBuilder {
        let table = table.into_name();
        let name = naming::primary_key(&table);
        self.drop_kind(
            table,
            name,
            Some(ConstraintKind::PrimaryKey),
            Location::caller(),
        )
    }

    /// Drops a foreign key by name.
    #[track_caller]
    pub fn drop_foreign_key(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropConstraintBuilder {
        self.drop_kind(
            table.into_name(),
            name.into_named(),
            Some(ConstraintKind::ForeignKey),
            Location::caller(),
        )
    }

    /// Drops a unique constraint by name.
    #[track_caller]
    pub fn drop_unique(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropConstraintBuilder {
        self.drop_kind(
            table.into_name(),
            name.into_named(),
            Some(ConstraintKind::Unique),
            Location::caller(),
        )
    }

    /// Drops a check by name.
    #[track_caller]
    pub fn drop_check(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropConstraintBuilder {
        self.drop_kind(
            table.into_name(),
            name.into_named(),
            Some(ConstraintKind::Check),
            Location::caller(),
        )
    }

    /// Drops a constraint of any kind by name.
    #[track_caller]
    pub fn drop_constraint(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropConstraintBuilder {
        self.drop_kind(
            table.into_name(),
            name.into_named(),
            None,
            Location::caller(),
        )
    }

    /// Renames a constraint.
    #[track_caller]
    pub fn rename_constraint(
        &mut self,
        table: impl IntoName,
        from: impl IntoNamed,
        to: impl IntoNamed,
    ) {
        let operation = RenameConstraint {
            table: table.into_name(),
            from: from.into_named(),
            to: to.into_named(),
        };
        self.plain(operation, Location::caller());
    }

    /// Checks the existing rows against a constraint that was added as not valid (PostgreSQL).
    #[track_caller]
    pub fn validate_constraint(&mut self, table: impl IntoName, name: impl IntoNamed) {
        let operation = ValidateConstraint {
            table: table.into_name(),
            name: name.into_named(),
        };
        self.plain(operation, Location::caller());
    }

    /// Creates an enum type.
    ///
    /// ```
    /// # use migration_core::builder::*;
    /// # let mut schema = Schema::new();
    /// schema.create_type("post_status", ["draft", "published", "archived"]);
    /// ```
    #[track_caller]
    pub fn create_type<K>(&mut self, name: impl IntoName, values: impl IntoColumns<K>) {
        self.plain(
            CreateEnum {
                name: name.into_name(),
                values: values.into_columns(),
            },
            Location::caller(),
        );
    }

    /// Adds a value to an enum type.
    ///
    /// ```
    /// # use migration_core::builder::*;
    /// # let mut schema = Schema::new();
    /// schema.add_type_value("user_status", "banned").after("suspended");
    /// ```
    #[track_caller]
    pub fn add_type_value(
        &mut self,
        name: impl IntoName,
        value: impl IntoNamed,
    ) -> &mut AddValueBuilder {
        let (name, value) = (name.into_name(), value.into_named());
        let operation = AddEnumValue {
            name,
            value,
            position: ValuePosition::Last,
            if_not_exists: false,
        };
        keep(
            &mut self.drafts,
            AddValueBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    /// Renames a value of an enum type. Rows that hold it follow.
    #[track_caller]
    pub fn rename_type_value(
        &mut self,
        name: impl IntoName,
        from: impl IntoNamed,
        to: impl IntoNamed,
    ) {
        let operation = RenameEnumValue {
            name: name.into_name(),
            from: from.into_named(),
            to: to.into_named(),
        };
        self.plain(operation, Location::caller());
    }

    /// Renames an enum type. Columns of it follow.
    #[track_caller]
    pub fn rename_type(&mut self, from: impl IntoName, to: impl IntoName) {
        self.plain(
            RenameEnum {
                from: from.into_name(),
                to: to.into_name(),
            },
            Location::caller(),
        );
    }

    /// Drops an enum type.
    #[track_caller]
    pub fn drop_type(&mut self, name: impl IntoName) -> &mut DropTypeBuilder {
        let operation = DropEnum {
            name: name.into_name(),
            if_exists: false,
        };
        keep(
            &mut self.drafts,
            DropTypeBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    /// Runs SQL as it is: one or more statements.
    ///
    /// ```
    /// # use migration_core::{builder::*, dialect::Dialect::Postgres};
    /// # let mut schema = Schema::new();
    /// schema.sql("CREATE EXTENSION pg_trgm").down("DROP EXTENSION pg_trgm").on(Postgres);
    /// ```
    #[track_caller]
    pub fn sql(&mut self, sql: impl Into<String>) -> &mut RawBuilder {
        let operation = RawSql {
            sql: sql.into(),
            down: None,
            only_on: Vec::new(),
        };
        keep(
            &mut self.drafts,
            RawBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    fn drop_kind(
        &mut self,
        table: crate::schema::ObjectName,
        name: String,
        kind: Option<ConstraintKind>,
        at: Location,
    ) -> &mut DropConstraintBuilder {
        let operation = DropConstraint {
            table,
            name,
            kind,
            if_exists: false,
        };
        keep(&mut self.drafts, DropConstraintBuilder { operation, at })
    }

    fn plain(&mut self, operation: impl Into<Operation>, at: Location) {
        self.drafts.push(Draft::Plain(operation.into(), at));
    }
}

/// A table that is being dropped.
#[derive(Debug)]
pub struct DropTableBuilder {
    pub(super) operation: DropTable,
    pub(super) at: Location,
}

impl DropTableBuilder {
    /// Does nothing when there is none of this name.
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }

    /// Drops the foreign keys of other tables that refer to it as well. Without this, they are an error.
    pub fn cascade(&mut self) -> &mut Self {
        self.operation.cascade = true;
        self
    }
}
