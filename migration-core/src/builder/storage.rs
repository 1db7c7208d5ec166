//! Where and how tables and indexes are kept: what `Schema` says of it.

use std::collections::BTreeMap;

use super::draft::keep;
use super::names::{IntoName, IntoNamed};
use super::{AlterTable, Schema};
use crate::Location;
use crate::operation::{Reindex, SetStorage, SetTablespace};
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
