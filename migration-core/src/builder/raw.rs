//! What can be said of raw SQL.

use super::Schema;
use super::draft::keep;
use crate::Location;
use crate::dialect::Dialect;
use crate::operation::{RawSql, Recorded};

impl Schema {
    /// Runs SQL as it is, one or more statements, on every database unless [`on`](RawBuilder::on) says which. What it does to the
    /// schema is not known; without a [`down`](RawBuilder::down) it cannot be rolled back.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.sql("UPDATE users SET email = lower(email)");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, "UPDATE users SET email = lower(email);");
    /// assert_eq!(mysql, "UPDATE users SET email = lower(email);");
    /// assert_eq!(sqlite, "UPDATE users SET email = lower(email);");
    /// ```
    #[track_caller]
    pub fn sql(&mut self, sql: impl Into<String>) -> &mut RawBuilder {
        keep(
            &mut self.drafts,
            RawBuilder {
                operation: RawSql::new(sql),
                complaints: Vec::new(),
                at: Location::caller(),
            },
        )
    }
}

/// Raw SQL: what undoes it, and where it is for.
#[derive(Debug)]
pub struct RawBuilder {
    operation: RawSql,
    complaints: Vec<(String, Location)>,
    at: Location,
}

impl RawBuilder {
    /// What undoes it. Without this, the migration cannot be rolled back, unless it has a `down` of its own.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.sql("CREATE VIEW titles AS SELECT title FROM posts").down("DROP VIEW titles");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, "CREATE VIEW titles AS SELECT title FROM posts;");
    /// assert_eq!(mysql, "CREATE VIEW titles AS SELECT title FROM posts;");
    /// assert_eq!(sqlite, "CREATE VIEW titles AS SELECT title FROM posts;");
    /// ```
    pub fn down(&mut self, sql: impl Into<String>) -> &mut Self {
        self.operation.down = Some(sql.into());
        self
    }

    /// Only on this database; may be said more than once. On any other, nothing is run.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::dialect::Dialect::Postgres;
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.sql("CREATE EXTENSION pg_trgm").down("DROP EXTENSION pg_trgm").on(Postgres);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, "CREATE EXTENSION pg_trgm;");
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    pub fn on(&mut self, dialect: Dialect) -> &mut Self {
        if !self.operation.only_on.contains(&dialect) {
            self.operation.only_on.push(dialect);
            self.operation.only_on.sort_unstable();
        }
        self
    }

    /// How to see whether it has happened: a query that answers true from then on. It is kept with the statement, as the
    /// other operations' probes are.
    ///
    /// ```
    /// # use migration_core::{builder::*, dialect::ProbeObject, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema
    ///     .sql("CREATE TABLE tags (tag text)")
    ///     .down("DROP TABLE tags")
    ///     .probe("SELECT to_regclass('tags') IS NOT NULL");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, "CREATE TABLE tags (tag text);");
    /// ```
    pub fn probe(&mut self, query: impl Into<String>) -> &mut Self {
        self.operation.probe = Some(query.into());
        self
    }

    /// What it does to the schema, so that later operations can rely on it: this is recorded, not run. It is undone with
    /// [`down`](Self::down).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema
    ///     .sql("CREATE TABLE tags (tag varchar(50) NOT NULL)")
    ///     .down("DROP TABLE tags")
    ///     .effect(|schema| {
    ///         schema.create_table("tags", |t| {
    ///             t.string("tag", 50);
    ///         });
    ///     });
    /// schema.create_index("tags", "tag");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE tags (tag varchar(50) NOT NULL);
    /// CREATE INDEX "tags_tag_idx" ON "tags" ("tag");"#);
    /// assert_eq!(mysql, "CREATE TABLE tags (tag varchar(50) NOT NULL);
    /// ALTER TABLE `tags` ADD INDEX `tags_tag_idx` (`tag`);");
    /// assert_eq!(sqlite, r#"CREATE TABLE tags (tag varchar(50) NOT NULL);
    /// CREATE INDEX "tags_tag_idx" ON "tags" ("tag");"#);
    /// ```
    ///
    /// Where the SQL is not run, it has no effect either:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::dialect::Dialect::Postgres;
    /// # let [_, mysql, _] = preview(blog, |schema| {
    /// schema.sql("CREATE TABLE tags (tag text)").on(Postgres).effect(|schema| {
    ///     schema.create_table("tags", |t| {
    ///         t.text("tag");
    ///     });
    /// });
    /// schema.drop_table("tags");
    /// # }).brief();
    ///
    /// assert_eq!(mysql, r#"error: cannot drop table "tags": there is no table "tags" at this point"#);
    /// ```
    ///
    /// An effect that the schema before it does not allow is an error:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [error, ..] = preview(blog, |schema| {
    /// schema.sql("DROP TABLE drafts CASCADE").effect(|schema| {
    ///     schema.drop_table("drafts");
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot run SQL: DROP TABLE drafts CASCADE: its effect is to drop table "drafts": there is no table "drafts" at this point"#);
    /// ```
    pub fn effect(&mut self, effect: impl FnOnce(&mut Schema)) -> &mut Self {
        let mut schema = Schema::new();
        effect(&mut schema);
        for recorded in schema.finish() {
            self.complaints.extend(recorded.complaints);
            self.operation.effect.push(recorded.operation);
        }
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        out.push(Recorded {
            complaints: self.complaints,
            ..Recorded::new(self.operation, self.at)
        });
    }
}
