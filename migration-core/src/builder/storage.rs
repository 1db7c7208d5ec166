//! Where and how tables and indexes are kept: what `Schema` says of it.

use std::collections::BTreeMap;

use super::draft::keep;
use super::names::{IntoName, IntoNamed};
use super::{AlterTable, ColumnBuilder, Schema};
use crate::Location;
use crate::operation::{AlterColumn, ColumnChange, Reindex, SetLogged, SetStorage, SetTablespace};
use crate::schema::ObjectName;

fn one(
    table: ObjectName,
    index: Option<String>,
    name: String,
    value: Option<String>,
) -> SetStorage {
    SetStorage {
        table,
        index,
        parameters: BTreeMap::from([(name, value)]),
    }
}

impl Schema {
    /// Builds an index anew: it may have grown, or be damaged. Nothing else about it changes.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let indexed = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(indexed, |schema| {
    /// schema.reindex("posts", "posts_title_idx");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"REINDEX INDEX "posts_title_idx";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` DROP INDEX `posts_title_idx`, ADD INDEX `posts_title_idx` (`title`);");
    /// assert_eq!(sqlite, r#"REINDEX "posts_title_idx";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-reindex.html),
    /// [SQLite](https://www.sqlite.org/lang_reindex.html)
    #[track_caller]
    pub fn reindex(&mut self, table: impl IntoName, index: impl IntoNamed) -> &mut ReindexBuilder {
        let operation = Reindex {
            table: table.into_name(),
            index: Some(index.into_named()),
            concurrently: false,
        };
        let at = Location::caller();
        keep(&mut self.drafts, ReindexBuilder { operation, at })
    }

    /// Builds all indexes of a table anew.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.reindex_table("posts");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"REINDEX TABLE "posts";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` FORCE;");
    /// assert_eq!(sqlite, r#"REINDEX "posts";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-reindex.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/rebuilding-tables.html),
    /// [SQLite](https://www.sqlite.org/lang_reindex.html)
    #[track_caller]
    pub fn reindex_table(&mut self, table: impl IntoName) -> &mut ReindexBuilder {
        let operation = Reindex {
            table: table.into_name(),
            index: None,
            concurrently: false,
        };
        let at = Location::caller();
        keep(&mut self.drafts, ReindexBuilder { operation, at })
    }

    /// Sets a storage parameter of an index (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let indexed = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(indexed, |schema| {
    /// schema.set_index_storage("posts", "posts_title_idx", "fillfactor", 70);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER INDEX "posts_title_idx" SET ("fillfactor" = 70);"#);
    /// assert_eq!(mysql, r#"error: cannot set storage parameters of index "posts_title_idx" of table "posts": MySQL has no storage parameters ("posts_title_idx")
    /// help: leave them out, or use raw SQL on this database: ALTER TABLE ... ROW_FORMAT=..."#);
    /// assert_eq!(sqlite, r#"error: cannot set storage parameters of index "posts_title_idx" of table "posts": SQLite has no storage parameters, which "posts_title_idx" asks for
    /// help: leave them out: how the file is written is said by PRAGMA page_size and auto_vacuum"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-STORAGE-PARAMETERS)
    #[track_caller]
    pub fn set_index_storage(
        &mut self,
        table: impl IntoName,
        index: impl IntoNamed,
        parameter: impl IntoNamed,
        value: impl ToString,
    ) {
        let (index, value) = (Some(index.into_named()), Some(value.to_string()));
        let operation = one(table.into_name(), index, parameter.into_named(), value);
        self.plain(operation, Location::caller());
    }

    /// Gives a storage parameter of an index its default back (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let indexed = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title").with("fillfactor", 70);
    /// # };
    /// # let postgres = preview(indexed, |schema| {
    /// schema.reset_index_storage("posts", "posts_title_idx", "fillfactor");
    /// # }).postgres();
    ///
    /// assert_eq!(postgres.trim_end(), r#"ALTER INDEX "posts_title_idx" RESET ("fillfactor");"#);
    /// ```
    #[track_caller]
    pub fn reset_index_storage(
        &mut self,
        table: impl IntoName,
        index: impl IntoNamed,
        parameter: impl IntoNamed,
    ) {
        let index = Some(index.into_named());
        let operation = one(table.into_name(), index, parameter.into_named(), None);
        self.plain(operation, Location::caller());
    }

    /// Moves an index to another tablespace (PostgreSQL); `pg_default` is the database's own.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let indexed = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(indexed, |schema| {
    /// schema.set_index_tablespace("posts", "posts_title_idx", "fast");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER INDEX "posts_title_idx" SET TABLESPACE "fast";"#);
    /// assert_eq!(mysql, r#"error: cannot set the tablespace of index "posts_title_idx" of table "posts": MySQL has no tablespaces chosen by this operation ("posts_title_idx")
    /// help: leave it out: each InnoDB table has a file of its own"#);
    /// assert_eq!(sqlite, r#"error: cannot set the tablespace of index "posts_title_idx" of table "posts": SQLite has no tablespaces, of which "posts_title_idx" asks for one
    /// help: leave it out: everything is in one file"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/manage-ag-tablespaces.html)
    #[track_caller]
    pub fn set_index_tablespace(
        &mut self,
        table: impl IntoName,
        index: impl IntoNamed,
        tablespace: impl IntoNamed,
    ) {
        let operation = SetTablespace {
            table: table.into_name(),
            index: Some(index.into_named()),
            tablespace: Some(tablespace.into_named()).filter(|name| name != "pg_default"),
        };
        self.plain(operation, Location::caller());
    }
}

impl AlterTable<'_> {
    /// Sets a storage parameter (PostgreSQL). Rows that are there stay as they are until they are written again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| schema.alter_table("posts", |t| {
    /// t.set_storage("fillfactor", 70);
    /// # })).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" SET ("fillfactor" = 70);"#);
    /// assert_eq!(mysql, r#"error: cannot set storage parameters of table "posts": MySQL has no storage parameters ("posts")
    /// help: leave them out, or use raw SQL on this database: ALTER TABLE ... ROW_FORMAT=..."#);
    /// assert_eq!(sqlite, r#"error: cannot set storage parameters of table "posts": SQLite has no storage parameters, which "posts" asks for
    /// help: leave them out: how the file is written is said by PRAGMA page_size and auto_vacuum"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS)
    #[track_caller]
    pub fn set_storage(&mut self, parameter: impl IntoNamed, value: impl ToString) {
        let (name, value) = (parameter.into_named(), Some(value.to_string()));
        self.plain(
            one(self.table.clone(), None, name, value),
            Location::caller(),
        );
    }

    /// Gives a storage parameter its default back (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| schema.alter_table("posts", |t| {
    /// t.reset_storage("autovacuum_enabled");
    /// # })).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" RESET ("autovacuum_enabled");"#);
    /// ```
    #[track_caller]
    pub fn reset_storage(&mut self, parameter: impl IntoNamed) {
        let name = parameter.into_named();
        self.plain(
            one(self.table.clone(), None, name, None),
            Location::caller(),
        );
    }

    /// Moves the rows to another tablespace (PostgreSQL), but not the indexes; `pg_default` is the database's own.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| schema.alter_table("posts", |t| {
    /// t.set_tablespace("slow");
    /// # })).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" SET TABLESPACE "slow";"#);
    /// assert_eq!(mysql, r#"error: cannot set the tablespace of table "posts": MySQL has no tablespaces chosen by this operation ("posts")
    /// help: leave it out: each InnoDB table has a file of its own"#);
    /// assert_eq!(sqlite, r#"error: cannot set the tablespace of table "posts": SQLite has no tablespaces, of which "posts" asks for one
    /// help: leave it out: everything is in one file"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/manage-ag-tablespaces.html)
    #[track_caller]
    pub fn set_tablespace(&mut self, tablespace: impl IntoNamed) {
        let operation = SetTablespace {
            table: self.table.clone(),
            index: None,
            tablespace: Some(tablespace.into_named()).filter(|name| name != "pg_default"),
        };
        self.plain(operation, Location::caller());
    }
}

impl AlterTable<'_> {
    /// Leaves the table out of the write-ahead log from now on (PostgreSQL): writes are faster, and its rows are gone after a
    /// crash. The table is written anew.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| schema.alter_table("posts", |t| {
    /// t.set_unlogged();
    /// # })).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" SET UNLOGGED;"#);
    /// assert_eq!(mysql, r#"error: cannot make table "posts" an unlogged one: MySQL has no unlogged tables ("posts")
    /// help: leave unlogged out"#);
    /// assert_eq!(sqlite, r#"error: cannot make table "posts" an unlogged one: SQLite has no unlogged tables, which "posts" asks to be
    /// help: leave it out, or make the table temporary: one journal keeps the whole file"#);
    /// ```
    ///
    /// A table that is in the log cannot refer to one that is not:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [error, ..] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.add_foreign_key("posts", "author_id").references("users", "id");
    /// # }, |schema| schema.alter_table("users", |t| {
    /// t.set_unlogged();
    /// # })).brief();
    ///
    /// assert_eq!(error, r#"error: cannot make table "users" an unlogged one: foreign key "posts_author_id_fkey" connects it to table "posts", which is in the log
    /// help: change that table first, or drop the foreign key"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-UNLOGGED)
    #[track_caller]
    pub fn set_unlogged(&mut self) {
        let (table, logged) = (self.table.clone(), false);
        self.plain(SetLogged { table, logged }, Location::caller());
    }

    /// Writes the table to the write-ahead log (PostgreSQL), as all tables are that do not say otherwise. The table is written
    /// anew.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| schema.alter_table("posts", |t| {
    /// t.set_logged();
    /// # })).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" SET LOGGED;"#);
    /// ```
    #[track_caller]
    pub fn set_logged(&mut self) {
        let (table, logged) = (self.table.clone(), true);
        self.plain(SetLogged { table, logged }, Location::caller());
    }

    /// How long values of a column are compressed from now on: `pglz` or `lz4` (PostgreSQL 14). Values that are there stay as
    /// they are.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| schema.alter_table("posts", |t| {
    /// t.set_compression("content", "lz4");
    /// # })).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "content" SET COMPRESSION lz4;"#);
    /// assert_eq!(mysql, r#"error: cannot change the compression of column "content" of table "posts": MySQL has no compression or statistics targets of columns chosen by this operation ("content")
    /// help: leave them out: InnoDB compresses tables (ROW_FORMAT=COMPRESSED), and ANALYZE TABLE says what is sampled"#);
    /// assert_eq!(sqlite, r#"error: cannot change the compression of column "content" of table "posts": SQLite has no compression or statistics targets of columns, of which "content" asks for one
    /// help: leave them out: ANALYZE samples all indexes alike, and nothing is compressed"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-COMPRESSION)
    #[track_caller]
    pub fn set_compression(&mut self, column: impl IntoNamed, method: impl IntoNamed) {
        let change = ColumnChange::Compression(Some(method.into_named()));
        self.tune(column, change, Location::caller());
    }

    /// Compresses a column in the server's own way again (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| schema.alter_table("posts", |t| {
    /// t.reset_compression("content");
    /// # })).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "content" SET COMPRESSION DEFAULT;"#);
    /// ```
    #[track_caller]
    pub fn reset_compression(&mut self, column: impl IntoNamed) {
        self.tune(column, ColumnChange::Compression(None), Location::caller());
    }

    /// How finely `ANALYZE` samples a column: 0 to 10000, where 100 is what the server does by itself (PostgreSQL). Of the
    /// table alone: partitions have their own.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| schema.alter_table("posts", |t| {
    /// t.set_statistics("author_id", 500);
    /// # })).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE ONLY "posts" ALTER COLUMN "author_id" SET STATISTICS 500;"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-STATISTICS)
    #[track_caller]
    pub fn set_statistics(&mut self, column: impl IntoNamed, target: u16) {
        self.tune(
            column,
            ColumnChange::Statistics(Some(target)),
            Location::caller(),
        );
    }

    /// Samples a column as finely as all others again (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| schema.alter_table("posts", |t| {
    /// t.reset_statistics("author_id");
    /// # })).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE ONLY "posts" ALTER COLUMN "author_id" SET STATISTICS -1;"#);
    /// ```
    #[track_caller]
    pub fn reset_statistics(&mut self, column: impl IntoNamed) {
        self.tune(column, ColumnChange::Statistics(None), Location::caller());
    }

    fn tune(&mut self, column: impl IntoNamed, change: ColumnChange, at: Location) {
        let operation = AlterColumn {
            table: self.table.clone(),
            column: column.into_named(),
            change,
        };
        self.plain(operation, at);
    }
}

impl ColumnBuilder {
    /// How its long values are compressed: `pglz` or `lz4` (PostgreSQL 14).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
    /// schema.create_table("pages", |t| {
    ///     t.text("body").compression("lz4");
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE "pages" (
    ///     "body" text COMPRESSION lz4 NOT NULL
    /// );"#);
    /// assert_eq!(mysql, r#"error: cannot create table "pages": MySQL has no compression or statistics targets of columns chosen by this operation ("body")
    /// help: leave them out: InnoDB compresses tables (ROW_FORMAT=COMPRESSED), and ANALYZE TABLE says what is sampled"#);
    /// assert_eq!(sqlite, r#"error: cannot create table "pages": SQLite has no compression or statistics targets of columns, of which "body" asks for one
    /// help: leave them out: ANALYZE samples all indexes alike, and nothing is compressed"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-COMPRESSION)
    pub fn compression(&mut self, method: impl IntoNamed) -> &mut Self {
        self.column.compression = Some(method.into_named());
        self
    }

    /// How finely `ANALYZE` samples it: 0 to 10000, where 100 is what the server does by itself (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(|_| {}, |schema| {
    /// schema.create_table("pages", |t| {
    ///     t.string("kind", 20).statistics(500);
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE "pages" (
    ///     "kind" varchar(20) NOT NULL
    /// );
    /// ALTER TABLE ONLY "pages" ALTER COLUMN "kind" SET STATISTICS 500;"#);
    /// ```
    pub fn statistics(&mut self, target: u16) -> &mut Self {
        self.column.statistics = Some(target);
        self
    }
}

/// An index that is being built anew.
#[derive(Debug)]
pub struct ReindexBuilder {
    pub(super) operation: Reindex,
    pub(super) at: Location,
}

impl ReindexBuilder {
    /// Without blocking writes, outside of the migration's transaction (PostgreSQL 12). MySQL lets writes go on anyway, and
    /// SQLite has one writer at a time.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let indexed = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(indexed, |schema| {
    /// schema.reindex("posts", "posts_title_idx").concurrently();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"REINDEX INDEX CONCURRENTLY "posts_title_idx";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` DROP INDEX `posts_title_idx`, ADD INDEX `posts_title_idx` (`title`);");
    /// assert_eq!(sqlite, r#"REINDEX "posts_title_idx";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY)
    pub fn concurrently(&mut self) -> &mut Self {
        self.operation.concurrently = true;
        self
    }
}
