//! What can be said of indexes.

mod drop;

use super::names::{IntoColumns, IntoNamed};
use crate::Location;
use crate::operation::{CreateIndex, Recorded};
use crate::schema::{Direction, Expression, Index, IndexKey, IndexPart, Nulls, ObjectName, naming};

pub use drop::DropIndexBuilder;

/// A column as a key of an index, where more is to be said of it than its name.
///
/// ```
/// # use migration_core::{builder::*, preview::*};
/// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
/// schema.create_index("posts", [col("author_id"), col("id").desc()]);
/// # }).brief();
///
/// assert_eq!(postgres, r#"CREATE INDEX "posts_author_id_id_idx" ON "posts" ("author_id", "id" DESC);"#);
/// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_author_id_id_idx` (`author_id`, `id` DESC);");
/// assert_eq!(sqlite, r#"CREATE INDEX "posts_author_id_id_idx" ON "posts" ("author_id", "id" DESC);"#);
/// ```
pub fn col(name: impl IntoNamed) -> IndexPart {
    IndexPart::column(name.into_named())
}

/// An expression as a key of an index, where there are columns among the keys or more is to be said of it.
///
/// ```
/// # use migration_core::{builder::*, preview::*};
/// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
/// schema.create_index("posts", [col("author_id"), key("lower(title)").desc()]);
/// # }).brief();
///
/// assert_eq!(postgres, r#"CREATE INDEX "posts_author_id_expr_idx" ON "posts" ("author_id", (lower(title)) DESC);"#);
/// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_author_id_expr_idx` (`author_id`, (lower(title)) DESC);");
/// assert_eq!(sqlite, r#"CREATE INDEX "posts_author_id_expr_idx" ON "posts" ("author_id", (lower(title)) DESC);"#);
/// ```
pub fn key(expression: impl Into<Expression>) -> IndexPart {
    expression.into().into()
}

impl From<Expression> for IndexPart {
    fn from(expression: Expression) -> Self {
        let direction = Direction::Ascending;
        Self {
            key: IndexKey::Expression(expression),
            direction,
            nulls: None,
            operator_class: None,
            prefix: None,
        }
    }
}

impl IndexPart {
    /// In descending order.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", col("title").desc());
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title" DESC);"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_title_idx` (`title` DESC);");
    /// assert_eq!(sqlite, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title" DESC);"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/indexes-ordering.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/descending-indexes.html),
    /// [SQLite](https://www.sqlite.org/lang_createindex.html)
    #[must_use]
    pub fn desc(self) -> Self {
        Self {
            direction: Direction::Descending,
            ..self
        }
    }

    /// NULLs before all values. MySQL and SQLite know only this in ascending order, and only the other in descending order.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", col("title").nulls_first());
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title" NULLS FIRST);"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_title_idx` (`title`);");
    /// assert_eq!(sqlite, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title");"#);
    /// ```
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", col("title").desc().nulls_first());
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title" DESC NULLS FIRST);"#);
    /// assert_eq!(mysql, r#"error: cannot create index "posts_title_idx" on table "posts": MySQL has no choice of where NULLs sort in an index ("posts_title_idx")
    /// help: leave it out: NULLs sort below all values"#);
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_title_idx" on table "posts": SQLite has no NULLS FIRST and NULLS LAST in indexes, which "posts_title_idx" asks for
    /// help: leave it out: NULLs come first in ascending and last in descending order"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/indexes-ordering.html)
    #[must_use]
    pub fn nulls_first(self) -> Self {
        Self {
            nulls: Some(Nulls::First),
            ..self
        }
    }

    /// NULLs after all values. MySQL and SQLite know only this in descending order, and only the other in ascending order.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", col("title").desc().nulls_last());
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title" DESC NULLS LAST);"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_title_idx` (`title` DESC);");
    /// assert_eq!(sqlite, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title" DESC);"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/indexes-ordering.html)
    #[must_use]
    pub fn nulls_last(self) -> Self {
        Self {
            nulls: Some(Nulls::Last),
            ..self
        }
    }

    /// Only the first characters (of bytes: the first bytes) of the column are indexed (MySQL): what a key over a long text
    /// needs there.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", col("content").prefix(100));
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot create index "posts_content_idx" on table "posts": PostgreSQL has no index over the beginning of column "content"
    /// help: index the expression left("content", 100)"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_content_idx` (`content`(100));");
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_content_idx" on table "posts": SQLite has no prefixes of columns (content, 100) in indexes, which "posts_content_idx" asks for
    /// help: leave the prefix out, or index the expression substr(column, 1, n)"#);
    /// ```
    ///
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/column-indexes.html#column-indexes-prefix)
    #[must_use]
    pub fn prefix(self, length: u32) -> Self {
        Self {
            prefix: Some(length),
            ..self
        }
    }

    /// The operator class, by its name (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", col("title").ops("gin_trgm_ops")).using("gin");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" USING "gin" ("title" "gin_trgm_ops");"#);
    /// assert_eq!(mysql, r#"error: cannot create index "posts_title_idx" on table "posts": MySQL has no gin indexes ("posts_title_idx")
    /// help: use a plain, fulltext or spatial index"#);
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_title_idx" on table "posts": SQLite has no indexes of the method gin, which "posts_title_idx" asks for
    /// help: leave the method out for a B-tree, or use an FTS5 or R*Tree table with `schema.sql(...)`"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/indexes-opclass.html)
    #[must_use]
    pub fn ops(self, operator_class: impl IntoNamed) -> Self {
        Self {
            operator_class: Some(operator_class.into_named()),
            ..self
        }
    }
}

/// An index that is being described.
#[derive(Debug)]
pub struct IndexBuilder {
    pub(super) table: ObjectName,
    name: Option<String>,
    index: Index,
    concurrently: bool,
    if_not_exists: bool,
    only: bool,
    pub(super) at: Location,
}

impl IndexBuilder {
    pub(super) fn new(table: ObjectName, parts: Vec<IndexPart>, at: Location) -> Self {
        let index = Index::new(String::new(), parts);
        Self {
            table,
            name: None,
            index,
            concurrently: false,
            if_not_exists: false,
            only: false,
            at,
        }
    }

    /// Its name, in place of `<table>_<columns>_idx`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").name("posts_by_title");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_by_title" ON "posts" ("title");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_by_title` (`title`);");
    /// assert_eq!(sqlite, r#"CREATE INDEX "posts_by_title" ON "posts" ("title");"#);
    /// ```
    pub fn name(&mut self, name: impl IntoNamed) -> &mut Self {
        self.name = Some(name.into_named());
        self
    }

    /// No two rows have equal keys.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("users", "email").unique();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE UNIQUE INDEX "users_email_idx" ON "users" ("email");"#);
    /// assert_eq!(mysql, "ALTER TABLE `users` ADD UNIQUE INDEX `users_email_idx` (`email`);");
    /// assert_eq!(sqlite, r#"CREATE UNIQUE INDEX "users_email_idx" ON "users" ("email");"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/indexes-unique.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-index.html#create-index-unique),
    /// [SQLite](https://www.sqlite.org/lang_createindex.html#uniqueidx)
    pub fn unique(&mut self) -> &mut Self {
        self.index.unique = true;
        self
    }

    /// It holds only the rows of which this is true: a partial index (PostgreSQL, SQLite).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").unique().filter("content IS NOT NULL");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE UNIQUE INDEX "posts_title_idx" ON "posts" ("title") WHERE (content IS NOT NULL);"#);
    /// assert_eq!(mysql, r#"error: cannot create index "posts_title_idx" on table "posts": MySQL has no indexes with a filter ("posts_title_idx")
    /// help: add a generated column that is NULL for all other rows, and index that"#);
    /// assert_eq!(sqlite, r#"CREATE UNIQUE INDEX "posts_title_idx" ON "posts" ("title") WHERE content IS NOT NULL;"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/indexes-partial.html),
    /// [SQLite](https://www.sqlite.org/partialindex.html)
    pub fn filter(&mut self, filter: impl Into<Expression>) -> &mut Self {
        self.index.filter = Some(filter.into());
        self
    }

    /// The access method, by the database's own name: `gin`, `gist`, `brin` and `hash` on PostgreSQL, `fulltext` and `spatial`
    /// on MySQL. SQLite has B-trees alone; PostgreSQL is not asked whether it has the method before the migration runs.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").using("hash");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" USING "hash" ("title");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_title_idx` (`title`);");
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_title_idx" on table "posts": SQLite has no indexes of the method hash, which "posts_title_idx" asks for
    /// help: leave the method out for a B-tree, or use an FTS5 or R*Tree table with `schema.sql(...)`"#);
    /// ```
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").using("fulltext");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot create index "posts_title_idx" on table "posts": PostgreSQL has no fulltext indexes
    /// help: index to_tsvector('simple', ...) using gin"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD FULLTEXT INDEX `posts_title_idx` (`title`);");
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_title_idx" on table "posts": SQLite has no indexes of the method fulltext, which "posts_title_idx" asks for
    /// help: leave the method out for a B-tree, or use an FTS5 or R*Tree table with `schema.sql(...)`"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/indexes-types.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-index.html)
    pub fn using(&mut self, method: impl Into<String>) -> &mut Self {
        self.index.method = Some(method.into());
        self
    }

    /// It stores these columns as well, for index-only scans (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "author_id").include("title");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_author_id_idx" ON "posts" ("author_id") INCLUDE ("title");"#);
    /// assert_eq!(mysql, r#"error: cannot create index "posts_author_id_idx" on table "posts": MySQL has no indexes that store further columns ("posts_author_id_idx")
    /// help: put these columns at the end of the key"#);
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_author_id_idx" on table "posts": SQLite has no included columns, which the index "posts_author_id_idx" asks for
    /// help: add the columns at the end of the key; for a unique index, as a second index"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/indexes-index-only-scans.html)
    pub fn include<K>(&mut self, columns: impl IntoColumns<K>) -> &mut Self {
        self.index.include = columns.into_columns();
        self
    }

    /// Two NULLs count as equal (PostgreSQL 15).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "content").unique().nulls_not_distinct();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE UNIQUE INDEX "posts_content_idx" ON "posts" ("content") NULLS NOT DISTINCT;"#);
    /// assert_eq!(mysql, r#"error: cannot create index "posts_content_idx" on table "posts": MySQL has no unique indexes to which NULLs are equal ("posts_content_idx")
    /// help: make the columns NOT NULL, or index a generated column that turns NULL into a value"#);
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_content_idx" on table "posts": SQLite has no unique keys to which two NULLs are equal, which "posts_content_idx" asks to be
    /// help: make the columns NOT NULL, or use a unique index over `coalesce(column, '')`"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createindex.html)
    pub fn nulls_not_distinct(&mut self) -> &mut Self {
        self.index.nulls_not_distinct = true;
        self
    }

    /// Its comment. SQLite has no comments: there it is only said in the migration.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").comment("For the list of all posts");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title");
    /// COMMENT ON INDEX "posts_title_idx" IS 'For the list of all posts';"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_title_idx` (`title`) COMMENT 'For the list of all posts';");
    /// assert_eq!(sqlite, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title");"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-comment.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table.html)
    pub fn comment(&mut self, comment: impl Into<String>) -> &mut Self {
        self.index.comment = Some(comment.into());
        self
    }

    /// It is built without blocking writes: on PostgreSQL outside of the migration's transaction, on MySQL with a lock that the
    /// server refuses when it cannot be had. SQLite has one writer at a time and builds it as any index.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").concurrently();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX CONCURRENTLY "posts_title_idx" ON "posts" ("title");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_title_idx` (`title`), ALGORITHM=INPLACE, LOCK=NONE;");
    /// assert_eq!(sqlite, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title");"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html)
    pub fn concurrently(&mut self) -> &mut Self {
        self.concurrently = true;
        self
    }

    /// Of a table that is cut into partitions, and not of the partitions that are there (PostgreSQL): no query uses it before
    /// theirs are attached, see [`attach_index`](crate::builder::Schema::attach_index).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").only();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot create index "posts_title_idx" on table "posts": PostgreSQL has no parts of an index on a table that is not cut into partitions
    /// help: leave only() out"#);
    /// assert_eq!(mysql, r#"error: cannot create index "posts_title_idx" on table "posts": MySQL has no partitions made by this operation ("posts")
    /// help: create an ordinary table, then use raw SQL: ALTER TABLE ... PARTITION BY ..."#);
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_title_idx" on table "posts": SQLite has no partitions, which "posts" asks for
    /// help: use one table with an index on the columns that decide"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createindex.html)
    pub fn only(&mut self) -> &mut Self {
        self.only = true;
        self
    }

    /// For searching the words of texts (MySQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", ["title", "content"]).fulltext();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot create index "posts_title_content_idx" on table "posts": PostgreSQL has no fulltext indexes
    /// help: index to_tsvector('simple', ...) using gin"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD FULLTEXT INDEX `posts_title_content_idx` (`title`, `content`);");
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_title_content_idx" on table "posts": SQLite has no indexes of the method fulltext, which "posts_title_content_idx" asks for
    /// help: leave the method out for a B-tree, or use an FTS5 or R*Tree table with `schema.sql(...)`"#);
    /// ```
    ///
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/innodb-fulltext-index.html)
    pub fn fulltext(&mut self) -> &mut Self {
        self.index.method = Some("fulltext".to_owned());
        self
    }

    /// For searching shapes in the plane (MySQL). The column must be NOT NULL.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let places = |schema: &mut Schema| {
    /// #     schema.create_table("places", |t| {
    /// #         t.geometry("shape");
    /// #     });
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(places, |schema| {
    /// schema.create_index("places", "shape").spatial();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot create index "places_shape_idx" on table "places": PostgreSQL has no spatial indexes
    /// help: index the column using gist"#);
    /// assert_eq!(mysql, "ALTER TABLE `places` ADD SPATIAL INDEX `places_shape_idx` (`shape`);");
    /// assert_eq!(sqlite, r#"error: cannot create table "places": SQLite has no geometry
    /// help: use a `binary` column of well-known binary, or two `double` columns for a point"#);
    /// ```
    ///
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/creating-spatial-indexes.html)
    pub fn spatial(&mut self) -> &mut Self {
        self.index.method = Some("spatial".to_owned());
        self
    }

    /// A storage parameter (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").with("fillfactor", 70);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title") WITH ("fillfactor" = 70);"#);
    /// assert_eq!(mysql, r#"error: cannot create index "posts_title_idx" on table "posts": MySQL has no storage parameters ("posts_title_idx")
    /// help: leave them out, or use raw SQL on this database: ALTER TABLE ... ROW_FORMAT=..."#);
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_title_idx" on table "posts": SQLite has no storage parameters, which "posts_title_idx" asks for
    /// help: leave them out: how the file is written is said by PRAGMA page_size and auto_vacuum"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-STORAGE-PARAMETERS)
    pub fn with(&mut self, parameter: impl IntoNamed, value: impl ToString) -> &mut Self {
        let value = value.to_string();
        self.index.storage.insert(parameter.into_named(), value);
        self
    }

    /// The tablespace (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").tablespace("fast");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title") TABLESPACE "fast";"#);
    /// assert_eq!(mysql, r#"error: cannot create index "posts_title_idx" on table "posts": MySQL has no tablespaces chosen by this operation ("posts_title_idx")
    /// help: leave it out: each InnoDB table has a file of its own"#);
    /// assert_eq!(sqlite, r#"error: cannot create index "posts_title_idx" on table "posts": SQLite has no tablespaces, of which "posts_title_idx" asks for one
    /// help: leave it out: everything is in one file"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/manage-ag-tablespaces.html)
    pub fn tablespace(&mut self, tablespace: impl IntoNamed) -> &mut Self {
        self.index.tablespace = Some(tablespace.into_named());
        self
    }

    /// Does nothing when there is an index of this name. MySQL cannot ask: there the migrations before decide.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", "title").if_not_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX IF NOT EXISTS "posts_title_idx" ON "posts" ("title");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_title_idx` (`title`);");
    /// assert_eq!(sqlite, r#"CREATE INDEX IF NOT EXISTS "posts_title_idx" ON "posts" ("title");"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createindex.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-index.html),
    /// [SQLite](https://www.sqlite.org/lang_createindex.html)
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    pub(super) fn build(&self) -> Index {
        let made_up = || naming::index_over(&self.table, &self.index.parts);
        let name = self.name.clone().unwrap_or_else(made_up);
        Index {
            name,
            ..self.index.clone()
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        !self.concurrently && !self.if_not_exists && !self.only
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let index = self.build();
        let Self {
            table,
            concurrently,
            if_not_exists,
            only,
            at,
            ..
        } = self;
        out.push(Recorded::new(
            CreateIndex {
                table,
                index,
                concurrently,
                if_not_exists,
                only,
            },
            at,
        ));
    }
}
