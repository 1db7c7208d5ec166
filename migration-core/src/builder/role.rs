//! What can be said of roles.

use super::names::{IntoColumns, IntoNamed};
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::Recorded;
use crate::schema::{Object, ObjectId, ObjectKind, ObjectName, Role};

/// A role that is being created.
#[derive(Debug)]
pub struct RoleBuilder {
    role: Role,
    guards: Guards,
    at: Location,
}

impl Schema {
    /// Creates a role. It is the server's: where several databases of one server run this migration, say
    /// [`if_not_exists`](RoleBuilder::if_not_exists).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
    /// schema.create_role("reporting");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE ROLE "reporting";"#);
    /// assert_eq!(mysql, "CREATE ROLE `reporting`;");
    /// assert_eq!(sqlite, r#"error: cannot create role "reporting": SQLite has no roles
    /// help: let the file's own permissions decide, and leave this out here"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createrole.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-role.html)
    #[track_caller]
    pub fn create_role(&mut self, name: impl IntoNamed) -> &mut RoleBuilder {
        let role = Role {
            name: name.into_named(),
            login: false,
            member_of: Vec::new(),
        };
        let builder = RoleBuilder {
            role,
            guards: Guards::default(),
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a role. On PostgreSQL it must own nothing and have no rights left.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, _] = preview(|_| {}, |schema| {
    /// schema.drop_role("reporting").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP ROLE IF EXISTS "reporting";"#);
    /// assert_eq!(mysql, "DROP ROLE IF EXISTS `reporting`;");
    /// ```
    #[track_caller]
    pub fn drop_role(&mut self, name: impl IntoNamed) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Role, ObjectName::new(name.into_named()));
        self.drop_object(id, Location::caller())
    }

    /// Renames a role (PostgreSQL).
    #[track_caller]
    pub fn rename_role(&mut self, from: impl IntoNamed, to: impl IntoNamed) {
        let id = ObjectId::new(ObjectKind::Role, ObjectName::new(from.into_named()));
        let to = ObjectName::new(to.into_named());
        self.rename_object(id, to, Location::caller());
    }
}

impl RoleBuilder {
    /// It can log in (PostgreSQL). Its password is set elsewhere: no secret belongs into a history.
    pub fn login(&mut self) -> &mut Self {
        self.role.login = true;
        self
    }

    /// It has the rights of these roles as well.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, _] = preview(|_| {}, |schema| {
    /// schema.create_role("analyst").member_of("reporting");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE ROLE "analyst" IN ROLE "reporting";"#);
    /// assert_eq!(mysql, "CREATE ROLE `analyst`;
    /// GRANT `reporting` TO `analyst`;");
    /// ```
    pub fn member_of<K>(&mut self, roles: impl IntoColumns<K>) -> &mut Self {
        self.role.member_of = roles.into_columns();
        self
    }

    shared! {
        /// Does nothing when the server has it.
        if_not_exists;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        created(Object::Role(self.role), self.guards, None, self.at, out);
    }
}
