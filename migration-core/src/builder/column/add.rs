//! A column that is added to a table that is there.

use std::ops::{Deref, DerefMut};

use super::ColumnBuilder;
use crate::builder::names::IntoNamed;
use crate::operation::{AddColumn, AddConstraint, ColumnPosition, CreateIndex, Recorded};
use crate::schema::{Constraint, ObjectName, PrimaryKey, naming};

/// A column that is being added to a table.
#[derive(Debug)]
pub struct AddColumnBuilder {
    pub(in crate::builder) table: ObjectName,
    pub(in crate::builder) column: ColumnBuilder,
    pub(in crate::builder) if_not_exists: bool,
    pub(in crate::builder) position: Option<ColumnPosition>,
}

impl AddColumnBuilder {
    /// Does nothing when there is a column of this name. Said first: what follows is of the column. MySQL and SQLite cannot ask:
    /// there the migrations before decide.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_column("subtitle", string(200)).if_not_exists().optional();
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD COLUMN IF NOT EXISTS "subtitle" varchar(200);"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD COLUMN `subtitle` varchar(200) NULL;");
    /// assert_eq!(sqlite, r#"ALTER TABLE "posts" ADD COLUMN "subtitle" VARCHAR(200);"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    /// Before all other columns. Said first, like [`if_not_exists`](Self::if_not_exists). PostgreSQL has no such thing; SQLite
    /// writes the table anew.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     schema.create_table("notes", |t| {
    /// #         t.text("body");
    /// #     });
    /// # }, |schema| {
    /// # schema.alter_table("notes", |t| {
    /// t.add_column("id", integer()).first().optional();
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot add column "id" to table "notes": PostgreSQL has no place for a new column but after all others
    /// help: leave first() and after(...) out: queries name the columns that they want"#);
    /// assert_eq!(mysql, "ALTER TABLE `notes` ADD COLUMN `id` int NULL FIRST;");
    /// assert_eq!(sqlite, r#"-- "notes" is rebuilt:
    /// + "id" INTEGER"#);
    /// ```
    ///
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html#alter-table-add-drop-column),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    pub fn first(&mut self) -> &mut Self {
        self.position = Some(ColumnPosition::First);
        self
    }

    /// Just after another column. Said first, like [`if_not_exists`](Self::if_not_exists). PostgreSQL has no such thing;
    /// SQLite writes the table anew.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_column("subtitle", string(200)).after("title").optional();
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot add column "subtitle" to table "posts": PostgreSQL has no place for a new column but after all others
    /// help: leave first() and after(...) out: queries name the columns that they want"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD COLUMN `subtitle` varchar(200) NULL AFTER `title`;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + "subtitle" VARCHAR(200)"#);
    /// ```
    ///
    /// A column that is not there is an error:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [_, error, _] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_column("subtitle", string(200)).after("titel").optional();
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot add column "subtitle" to table "posts": table "posts" has no column "titel" at this point
    /// help: did you mean "title"?"#);
    /// ```
    pub fn after(&mut self, column: impl IntoNamed) -> &mut Self {
        self.position = Some(ColumnPosition::After(column.into_named()));
        self
    }

    pub(in crate::builder) fn finish(self, out: &mut Vec<Recorded>) {
        let Self {
            table,
            mut column,
            if_not_exists,
            position,
        } = self;
        let at = column.at;
        let constraints = column.constraints(&table);
        let index = column.own_index(&table);
        let complaints = std::mem::take(&mut column.complaints);
        let primary_key = column.primary_key.then(|| PrimaryKey {
            name: naming::primary_key(&table),
            columns: vec![column.column.name.clone()],
            without_overlaps: false,
        });
        let operation = AddColumn {
            table: table.clone(),
            column: column.column,
            if_not_exists,
            position,
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
                AddConstraint::new(table.clone(), constraint),
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
                    only: false,
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
