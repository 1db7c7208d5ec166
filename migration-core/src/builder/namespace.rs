//! What can be said of schemas.

use super::names::IntoNamed;
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::Recorded;
use crate::schema::{Namespace, Object, ObjectId, ObjectKind, ObjectName};

/// A schema that is being created.
#[derive(Debug)]
pub struct NamespaceBuilder {
    namespace: Namespace,
    guards: Guards,
    comment: Option<String>,
    at: Location,
}

impl Schema {
    /// Creates a schema: a namespace for tables. On MySQL that is a database; SQLite has none.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
    /// schema.create_schema("audit");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE SCHEMA "audit";"#);
    /// assert_eq!(mysql, "CREATE SCHEMA `audit`;");
    /// assert_eq!(sqlite, r#"error: cannot create schema "audit": SQLite has no schemas in a database
    /// help: put the schema into the names of its tables ("audit_events")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createschema.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-database.html)
    #[track_caller]
    pub fn create_schema(&mut self, name: impl IntoNamed) -> &mut NamespaceBuilder {
        let builder = NamespaceBuilder {
            namespace: Namespace {
                name: name.into_named(),
            },
            guards: Guards::default(),
            comment: None,
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a schema. On PostgreSQL it must be empty, unless [`cascade`](DropObjectBuilder::cascade) is said; on MySQL all
    /// that is in it goes with it.
    #[track_caller]
    pub fn drop_schema(&mut self, name: impl IntoNamed) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Namespace, ObjectName::new(name.into_named()));
        self.drop_object(id, Location::caller())
    }

    /// Renames a schema (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| { schema.create_schema("audit"); };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.rename_schema("audit", "history");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER SCHEMA "audit" RENAME TO "history";"#);
    /// ```
    #[track_caller]
    pub fn rename_schema(&mut self, from: impl IntoNamed, to: impl IntoNamed) {
        let id = ObjectId::new(ObjectKind::Namespace, ObjectName::new(from.into_named()));
        let to = ObjectName::new(to.into_named());
        self.rename_object(id, to, Location::caller());
    }
}

impl NamespaceBuilder {
    shared! {
        /// Does nothing when it is there.
        if_not_exists;
        /// A comment on it (PostgreSQL).
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        created(
            Object::Namespace(self.namespace),
            self.guards,
            self.comment,
            self.at,
            out,
        );
    }
}
