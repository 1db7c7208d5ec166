//! What can be said of extensions.

use super::names::IntoNamed;
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::Recorded;
use crate::schema::{Extension, Object, ObjectId, ObjectKind, ObjectName};

/// An extension that is being created.
#[derive(Debug)]
pub struct ExtensionBuilder {
    extension: Extension,
    guards: Guards,
    at: Location,
}

impl Schema {
    /// Creates an extension (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
    /// schema.create_extension("pg_trgm").if_not_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE EXTENSION IF NOT EXISTS "pg_trgm";"#);
    /// assert_eq!(mysql, r#"error: cannot create extension "pg_trgm": MySQL has no extensions
    /// help: leave it out here: put it into a migration for PostgreSQL alone, or use schema.sql(...).on(Postgres)"#);
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createextension.html)
    #[track_caller]
    pub fn create_extension(&mut self, name: impl IntoNamed) -> &mut ExtensionBuilder {
        let extension = Extension {
            name: name.into_named(),
            schema: None,
            version: None,
        };
        let builder = ExtensionBuilder {
            extension,
            guards: Guards::default(),
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops an extension (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(|_| {}, |schema| {
    /// schema.drop_extension("pg_trgm").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP EXTENSION IF EXISTS "pg_trgm";"#);
    /// ```
    #[track_caller]
    pub fn drop_extension(&mut self, name: impl IntoNamed) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Extension, ObjectName::new(name.into_named()));
        self.drop_object(id, Location::caller())
    }
}

impl ExtensionBuilder {
    shared! {
        /// Does nothing when it is there.
        if_not_exists;
    }

    /// Puts its objects into this schema.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(|_| {}, |schema| {
    /// schema.create_extension("pg_trgm").schema("extensions").version("1.6");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE EXTENSION "pg_trgm" SCHEMA "extensions" VERSION '1.6';"#);
    /// ```
    pub fn schema(&mut self, schema: impl IntoNamed) -> &mut Self {
        self.extension.schema = Some(schema.into_named());
        self
    }

    /// This version, not the server's newest.
    pub fn version(&mut self, version: impl Into<String>) -> &mut Self {
        self.extension.version = Some(version.into());
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        created(
            Object::Extension(self.extension),
            self.guards,
            None,
            self.at,
            out,
        );
    }
}
