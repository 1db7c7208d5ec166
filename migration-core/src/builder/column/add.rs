//! A column that is added to a table that is there.

use std::ops::{Deref, DerefMut};

use super::ColumnBuilder;
use crate::operation::{AddColumn, AddConstraint, CreateIndex, Recorded};
use crate::schema::{Constraint, ObjectName, PrimaryKey, naming};

/// A column that is being added to a table.
#[derive(Debug)]
pub struct AddColumnBuilder {
    pub(in crate::builder) table: ObjectName,
    pub(in crate::builder) column: ColumnBuilder,
    pub(in crate::builder) if_not_exists: bool,
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

    pub(in crate::builder) fn finish(self, out: &mut Vec<Recorded>) {
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
