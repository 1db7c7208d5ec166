//! What can be said of a column that is dropped or changed.

use crate::Location;
use crate::operation::{AlterColumn, ColumnChange, DropColumn, Recorded};
use crate::schema::{ColumnType, Expression, ObjectName};

/// A column that is being dropped.
#[derive(Debug)]
pub struct DropColumnBuilder {
    pub(in crate::builder) operation: DropColumn,
    pub(in crate::builder) at: Location,
}

impl DropColumnBuilder {
    /// Does nothing when there is none of this name. MySQL and SQLite cannot ask: there the migrations before decide.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_column("legacy").if_exists();
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" DROP COLUMN IF EXISTS "legacy";"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    ///
    /// Where raw SQL speaks of the column, the migrations do not know:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.sql("ALTER TABLE posts ADD COLUMN legacy int");
    /// # }, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_column("legacy").if_exists();
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" DROP COLUMN IF EXISTS "legacy";"#);
    /// assert_eq!(mysql, r#"error: cannot drop column "legacy" of table "posts": MySQL has no IF EXISTS in ALTER TABLE, and raw SQL may have made or dropped "legacy" of table "posts"
    /// help: leave the clause out, or use raw SQL that looks in information_schema first"#);
    /// assert_eq!(sqlite, r#"error: cannot drop column "legacy" of table "posts": SQLite has no IF EXISTS for columns, and raw SQL may have made or dropped "legacy" of "posts"
    /// help: leave the condition out, or ask for the column in a data migration first"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }

    /// Drops the indexes, keys and checks that use it as well. Without this, they are an error.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", ["author_id", "title"]);
    /// # }, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_column("title").cascade();
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" DROP COLUMN "title" CASCADE;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` DROP INDEX `posts_author_id_title_idx`, DROP COLUMN `title`;");
    /// assert_eq!(sqlite, r#"DROP INDEX "posts_author_id_title_idx";
    /// ALTER TABLE "posts" DROP COLUMN "title";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    pub fn cascade(&mut self) -> &mut Self {
        self.operation.cascade = true;
        self
    }
}

/// A change of type.
#[derive(Debug)]
pub struct ChangeTypeBuilder {
    pub(super) table: ObjectName,
    pub(super) column: String,
    pub(super) to: ColumnType,
    pub(super) using: Option<Expression>,
    pub(super) at: Location,
}

impl ChangeTypeBuilder {
    /// How old values become new ones, where the database's own cast is not it. On SQLite the rows are copied through it.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::dialect::Dialect::{Mysql, Sqlite};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.change_type("title", integer()).using(
    ///     expr("length(title)::integer").on(Mysql, "char_length(title)").on(Sqlite, "length(title)"),
    /// );
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "title" TYPE integer USING (length(title)::integer);"#);
    /// assert_eq!(mysql, r#"error: cannot change the type of column "title" of table "posts": MySQL has no change of type by an expression (column "title")
    /// help: add a new column, fill it by an UPDATE, then drop the old one and rename the new one"#);
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - "title" VARCHAR(200) NOT NULL
    /// + "title" INTEGER NOT NULL"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    pub fn using(&mut self, expression: impl Into<Expression>) -> &mut Self {
        self.using = Some(expression.into());
        self
    }

    pub(in crate::builder) fn finish(self, out: &mut Vec<Recorded>) {
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
