//! What can be said of publications and of extended statistics.

use super::names::{IntoColumns, IntoName, IntoNamed};
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::Recorded;
use crate::schema::{Object, ObjectId, ObjectKind, ObjectName, Publication, Statistics};

/// A publication that is being created.
#[derive(Debug)]
pub struct PublicationBuilder {
    publication: Publication,
    guards: Guards,
    at: Location,
}

/// Extended statistics that are being created.
#[derive(Debug)]
pub struct StatisticsBuilder {
    statistics: Statistics,
    comment: Option<String>,
    at: Location,
}

impl Schema {
    /// Creates a publication (PostgreSQL): of all tables, unless it names some.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_publication("feed").table("posts").publish(["insert", "update"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE PUBLICATION "feed" FOR TABLE "posts" WITH (publish = 'insert, update');"#);
    /// assert_eq!(mysql, r#"error: cannot create publication "feed": MySQL has no publications
    /// help: set replication up on the server itself, and leave this out here"#);
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createpublication.html)
    #[track_caller]
    pub fn create_publication(&mut self, name: impl IntoNamed) -> &mut PublicationBuilder {
        let publication = Publication {
            name: name.into_named(),
            tables: None,
            operations: Vec::new(),
        };
        let builder = PublicationBuilder {
            publication,
            guards: Guards::default(),
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a publication (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.drop_publication("feed").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP PUBLICATION IF EXISTS "feed";"#);
    /// ```
    #[track_caller]
    pub fn drop_publication(&mut self, name: impl IntoNamed) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Publication, ObjectName::new(name.into_named()));
        self.drop_object(id, Location::caller())
    }

    /// Creates statistics over several columns of a table (PostgreSQL), for the planner.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_statistics("posts_author_title", "posts", ["author_id", "title"]).kinds(["dependencies"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE STATISTICS "posts_author_title" ("dependencies") ON "author_id", "title" FROM "posts";"#);
    /// # assert!(mysql.contains("MySQL has no extended statistics"));
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createstatistics.html)
    #[track_caller]
    pub fn create_statistics<K>(
        &mut self,
        name: impl IntoName,
        table: impl IntoName,
        columns: impl IntoColumns<K>,
    ) -> &mut StatisticsBuilder {
        let statistics = Statistics {
            name: name.into_name(),
            table: table.into_name(),
            columns: columns.into_columns(),
            kinds: Vec::new(),
        };
        let builder = StatisticsBuilder {
            statistics,
            comment: None,
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops extended statistics (PostgreSQL).
    #[track_caller]
    pub fn drop_statistics(&mut self, name: impl IntoName) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Statistics, name.into_name());
        self.drop_object(id, Location::caller())
    }

    /// Renames extended statistics (PostgreSQL), or moves them to another schema.
    #[track_caller]
    pub fn rename_statistics(&mut self, from: impl IntoName, to: impl IntoName) {
        let id = ObjectId::new(ObjectKind::Statistics, from.into_name());
        self.rename_object(id, to.into_name(), Location::caller());
    }
}

impl PublicationBuilder {
    /// Of this table; may be said more than once.
    pub fn table(&mut self, table: impl IntoName) -> &mut Self {
        let tables = self.publication.tables.get_or_insert_default();
        tables.push(table.into_name());
        tables.sort_unstable();
        tables.dedup();
        self
    }

    /// These kinds of changes alone: `insert`, `update`, `delete`, `truncate`.
    pub fn publish<K>(&mut self, operations: impl IntoColumns<K>) -> &mut Self {
        self.publication.operations = operations.into_columns();
        self
    }

    /// Puts it in the place of one that is there. Rolled back, the old one is there again.
    pub fn or_replace(&mut self) -> &mut Self {
        self.guards.or_replace = true;
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let object = Object::Publication(self.publication);
        created(object, self.guards, None, self.at, out);
    }
}

impl StatisticsBuilder {
    /// These kinds alone: `ndistinct`, `dependencies`, `mcv`.
    pub fn kinds<K>(&mut self, kinds: impl IntoColumns<K>) -> &mut Self {
        self.statistics.kinds = kinds.into_columns();
        self
    }

    shared! {
        /// A comment on them.
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let object = Object::Statistics(self.statistics);
        created(object, Guards::default(), self.comment, self.at, out);
    }
}
