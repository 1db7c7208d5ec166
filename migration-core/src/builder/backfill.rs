//! Backfills: what is filled with what, and how fast.

use std::time::Duration;

use super::draft::keep;
use super::names::{IntoColumns, IntoName, IntoNamed};
use super::schema::Schema;
use crate::Location;
use crate::operation::Backfill;
use crate::schema::{DefaultValue, Expression};

impl Schema {
    /// Fills columns of rows that are there already, in batches that follow the primary key. Each batch is a transaction of
    /// its own, which also writes down how far it has come: a run that is stopped, even by `kill -9`, goes on where it was,
    /// with no row left out or changed twice.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use std::time::Duration;
    /// # let filled = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.alter_table("users", |t| {
    /// #         t.add_column("email_normalized", string(320)).optional();
    /// #     });
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(filled, |schema| {
    /// schema.backfill("users").set("email_normalized", expr("lower(email)")).filter("email_normalized IS NULL")
    ///     .batch_size(1_000).pause(Duration::from_millis(100));
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"-- in batches of 1000 rows in the order of "id", 100ms apart, each a transaction of its own
    /// UPDATE "users" SET "email_normalized" = lower(email) WHERE (email_normalized IS NULL);"#);
    /// assert_eq!(mysql, "-- in batches of 1000 rows in the order of `id`, 100ms apart, each a transaction of its own
    /// UPDATE `users` SET `email_normalized` = lower(email) WHERE (email_normalized IS NULL);");
    /// assert_eq!(sqlite, r#"-- in batches of 1000 rows in the order of "id", 100ms apart, each a transaction of its own
    /// UPDATE "users" SET "email_normalized" = lower(email) WHERE (email_normalized IS NULL);"#);
    /// ```
    ///
    /// The SQL shown is what it does in all. What is sent for each batch is the query for the key that ends it, and then
    /// this statement for the keys up to that one: `... AND "id" > 7000 AND "id" <= 8000`.
    ///
    /// - Give it a migration of its own, between the one that adds the column and the one that makes it required. Other
    ///   operations may stand beside it; each stretch of them is then a transaction of its own, before or after it, and the
    ///   migration is recorded as applied when all of it is done.
    /// - Rows that come while it runs are visited when their key is above the place where it is. The application should
    ///   fill the column of new rows by itself before the backfill begins.
    /// - The values are the database's to compute: what is set is SQL, or a constant.
    /// - While it is half done, its table, columns, key and filter must not be changed in the code: to go on would leave
    ///   rows that are filled by two different rules, so that is refused. Its size, pause and target may be changed.
    #[track_caller]
    pub fn backfill(&mut self, table: impl IntoName) -> &mut BackfillBuilder {
        let operation = Backfill::of(table.into_name());
        let at = Location::caller();
        keep(&mut self.drafts, BackfillBuilder { operation, at })
    }
}

/// A backfill: which columns, which rows, how fast.
#[derive(Debug)]
pub struct BackfillBuilder {
    pub(super) operation: Backfill,
    pub(super) at: Location,
}

impl BackfillBuilder {
    /// Sets a column to a value, or to an expression over the row. May be said more than once, for more columns.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.backfill("posts").set("title", expr("trim(title)")).set("content", "to be written");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"-- in batches of 1000 rows in the order of "id", each a transaction of its own
    /// UPDATE "posts" SET "title" = trim(title), "content" = 'to be written';"#);
    /// assert_eq!(mysql, "-- in batches of 1000 rows in the order of `id`, each a transaction of its own
    /// UPDATE `posts` SET `title` = trim(title), `content` = 'to be written';");
    /// assert_eq!(sqlite, r#"-- in batches of 1000 rows in the order of "id", each a transaction of its own
    /// UPDATE "posts" SET "title" = trim(title), "content" = 'to be written';"#);
    /// ```
    pub fn set(&mut self, column: impl IntoNamed, value: impl Into<DefaultValue>) -> &mut Self {
        self.operation.set.push((column.into_named(), value.into()));
        self
    }

    /// Changes only rows for which this is true. The others are passed over.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.backfill("posts").set("content", "").filter("content IS NULL");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"-- in batches of 1000 rows in the order of "id", each a transaction of its own
    /// UPDATE "posts" SET "content" = '' WHERE (content IS NULL);"#);
    /// assert_eq!(mysql, "-- in batches of 1000 rows in the order of `id`, each a transaction of its own
    /// UPDATE `posts` SET `content` = '' WHERE (content IS NULL);");
    /// assert_eq!(sqlite, r#"-- in batches of 1000 rows in the order of "id", each a transaction of its own
    /// UPDATE "posts" SET "content" = '' WHERE (content IS NULL);"#);
    /// ```
    pub fn filter(&mut self, condition: impl Into<Expression>) -> &mut Self {
        self.operation.filter = Some(condition.into());
        self
    }

    /// How many rows a batch passes over; 1,000 unless said. A batch holds the locks of its rows until it is done.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.backfill("posts").set("content", "").batch_size(200);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"-- in batches of 200 rows in the order of "id", each a transaction of its own
    /// UPDATE "posts" SET "content" = '';"#);
    /// assert_eq!(mysql, "-- in batches of 200 rows in the order of `id`, each a transaction of its own
    /// UPDATE `posts` SET `content` = '';");
    /// assert_eq!(sqlite, r#"-- in batches of 200 rows in the order of "id", each a transaction of its own
    /// UPDATE "posts" SET "content" = '';"#);
    /// ```
    pub fn batch_size(&mut self, rows: u64) -> &mut Self {
        self.operation.batch_size = rows;
        self
    }

    /// Rests between two batches, so that replicas and other work keep up. No rest unless said.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use std::time::Duration;
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.backfill("posts").set("content", "").pause(Duration::from_secs(1));
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"-- in batches of 1000 rows in the order of "id", 1s apart, each a transaction of its own
    /// UPDATE "posts" SET "content" = '';"#);
    /// assert_eq!(mysql, "-- in batches of 1000 rows in the order of `id`, 1s apart, each a transaction of its own
    /// UPDATE `posts` SET `content` = '';");
    /// assert_eq!(sqlite, r#"-- in batches of 1000 rows in the order of "id", 1s apart, each a transaction of its own
    /// UPDATE "posts" SET "content" = '';"#);
    /// ```
    pub fn pause(&mut self, pause: Duration) -> &mut Self {
        self.operation.pause = pause;
        self
    }

    /// Changes the size of the batches so that each takes about this long: by the average of the last ones, in small steps
    /// up, at once down.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use std::time::Duration;
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.backfill("posts").set("content", "").target_duration(Duration::from_millis(250));
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"-- in batches of 1000 rows in the order of "id", then of as many as take 250ms, each a transaction of its own
    /// UPDATE "posts" SET "content" = '';"#);
    /// assert_eq!(mysql, "-- in batches of 1000 rows in the order of `id`, then of as many as take 250ms, each a transaction of its own
    /// UPDATE `posts` SET `content` = '';");
    /// assert_eq!(sqlite, r#"-- in batches of 1000 rows in the order of "id", then of as many as take 250ms, each a transaction of its own
    /// UPDATE "posts" SET "content" = '';"#);
    /// ```
    pub fn target_duration(&mut self, target: Duration) -> &mut Self {
        self.operation.target_duration = Some(target);
        self
    }

    /// Follows these columns instead of the primary key. They must be unique and without NULL, and should have an index in
    /// this order. None of them may be set.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let visits = |schema: &mut Schema| {
    /// #     schema.create_table("visits", |t| {
    /// #         t.integer("place");
    /// #         t.integer("number");
    /// #         t.text("remark").optional();
    /// #         t.unique(["place", "number"]);
    /// #     });
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(visits, |schema| {
    /// schema.backfill("visits").set("remark", "none").key(["place", "number"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"-- in batches of 1000 rows in the order of "place", "number", each a transaction of its own
    /// UPDATE "visits" SET "remark" = 'none';"#);
    /// assert_eq!(mysql, "-- in batches of 1000 rows in the order of `place`, `number`, each a transaction of its own
    /// UPDATE `visits` SET `remark` = 'none';");
    /// assert_eq!(sqlite, r#"-- in batches of 1000 rows in the order of "place", "number", each a transaction of its own
    /// UPDATE "visits" SET "remark" = 'none';"#);
    /// ```
    ///
    /// A table without a primary key wants it:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let visits = |schema: &mut Schema| {
    /// #     schema.create_table("visits", |t| {
    /// #         t.text("remark").optional();
    /// #     });
    /// # };
    /// # let [error, ..] = preview(visits, |schema| {
    /// schema.backfill("visits").set("remark", "none");
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot backfill "remark" of table "visits": table "visits" has no primary key for the batches to follow
    /// help: name unique columns without NULL: .key(["..."]); or add a primary key; or use one UPDATE: schema.sql(...)"#);
    /// ```
    pub fn key<K>(&mut self, columns: impl IntoColumns<K>) -> &mut Self {
        self.operation.key = Some(columns.into_columns());
        self
    }

    /// Lets the values stay when the migration is rolled back. Without this it cannot be, since the values before are not
    /// known; unless the same rollback drops the columns, or the migration has a `down` of its own.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.backfill("posts").set("title", expr("trim(title)")).keep_on_rollback();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"-- in batches of 1000 rows in the order of "id", each a transaction of its own
    /// UPDATE "posts" SET "title" = trim(title);"#);
    /// assert_eq!(mysql, "-- in batches of 1000 rows in the order of `id`, each a transaction of its own
    /// UPDATE `posts` SET `title` = trim(title);");
    /// assert_eq!(sqlite, r#"-- in batches of 1000 rows in the order of "id", each a transaction of its own
    /// UPDATE "posts" SET "title" = trim(title);"#);
    /// ```
    pub fn keep_on_rollback(&mut self) -> &mut Self {
        self.operation.keep_on_rollback = true;
        self
    }
}
