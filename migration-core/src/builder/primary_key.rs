//! What can be said of a primary key that is more than one column's own.

use super::names::IntoNamed;
use crate::Location;
use crate::operation::{AddConstraint, Recorded};
use crate::schema::{Constraint, ObjectName, PrimaryKey, naming};

/// A primary key that is being described.
#[derive(Debug)]
pub struct PrimaryKeyBuilder {
    pub(super) table: ObjectName,
    name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) using_index: Option<String>,
    without_overlaps: bool,
    pub(super) at: Location,
}

impl PrimaryKeyBuilder {
    pub(super) fn new(table: ObjectName, columns: Vec<String>, at: Location) -> Self {
        Self {
            table,
            name: None,
            columns,
            using_index: None,
            without_overlaps: false,
            at,
        }
    }

    /// Its name, in place of `<table>_pkey`. MySQL calls every primary key `PRIMARY`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("post_id");
    /// t.primary_key("post_id").name("posts_key");
    /// # });
    ///
    /// assert_eq!(postgres, r#""post_id" bigint NOT NULL,
    /// CONSTRAINT "posts_key" PRIMARY KEY ("post_id")"#);
    /// assert_eq!(mysql, "`post_id` bigint NOT NULL,
    /// PRIMARY KEY (`post_id`)");
    /// assert_eq!(sqlite, r#""post_id" BIGINT NOT NULL,
    /// CONSTRAINT "posts_key" PRIMARY KEY ("post_id")"#);
    /// ```
    pub fn name(&mut self, name: impl IntoNamed) -> &mut Self {
        self.name = Some(name.into_named());
        self
    }

    /// A unique index that is there becomes the key, and gets its name. So the index can be built
    /// [`concurrently`](super::IndexBuilder::concurrently) first, and adding the key blocks for a moment only.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     schema.create_table("tags", |t| {
    /// #         t.string("name", 50);
    /// #     });
    /// #     schema.create_index("tags", "name").unique();
    /// # }, |schema| {
    /// schema.add_primary_key("tags", "name").using_index("tags_name_idx");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "tags" ADD CONSTRAINT "tags_pkey" PRIMARY KEY USING INDEX "tags_name_idx";"#);
    /// assert_eq!(mysql, "ALTER TABLE `tags` DROP INDEX `tags_name_idx`, ADD PRIMARY KEY (`name`);");
    /// assert_eq!(sqlite, r#"-- "tags" is rebuilt:
    /// + CONSTRAINT "tags_pkey" PRIMARY KEY ("name")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX)
    pub fn using_index(&mut self, index: impl IntoNamed) -> &mut Self {
        self.using_index = Some(index.into_named());
        self
    }

    /// Its last column is a range, and rows with the same other columns may not overlap in it: a temporal key (PostgreSQL 18).
    /// The other columns need the extension `btree_gist`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::RangeKind};
    /// # let [postgres, ..] = in_table(|t| {
    /// t.integer("room_id");
    /// t.range("booked", RangeKind::Timestamp);
    /// t.primary_key(["room_id", "booked"]).without_overlaps();
    /// # });
    ///
    /// assert_eq!(postgres, r#"error: cannot create table "posts": PostgreSQL has no key without overlaps before version 18
    /// help: add an exclusion constraint: the other columns with "=", the range with "&&""#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-UNIQUE)
    pub fn without_overlaps(&mut self) -> &mut Self {
        self.without_overlaps = true;
        self
    }

    pub(super) fn build(&self) -> PrimaryKey {
        let name = self.name.clone();
        PrimaryKey {
            name: name.unwrap_or_else(|| naming::primary_key(&self.table)),
            columns: self.columns.clone(),
            without_overlaps: self.without_overlaps,
        }
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let operation = AddConstraint {
            constraint: Constraint::PrimaryKey(self.build()),
            table: self.table,
            using_index: self.using_index,
        };
        out.push(Recorded::new(operation, self.at));
    }
}
