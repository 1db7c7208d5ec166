//! What can be said of grants, of row-level security, and of comments on parts of tables.

use super::names::{IntoColumns, IntoName, IntoNamed};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::{CommentOnPart, Grant, Revoke, SetRowSecurity, TablePart};
use crate::schema::{GrantTarget, Privilege, RowSecurity};

/// A grant that is being made.
#[derive(Debug)]
pub struct GrantBuilder {
    pub(super) operation: Grant,
    pub(super) at: Location,
}

/// A grant that is being taken back.
#[derive(Debug)]
pub struct RevokeBuilder {
    pub(super) operation: Revoke,
    pub(super) at: Location,
}

/// Row-level security of a table that is being enabled.
#[derive(Debug)]
pub struct RowSecurityBuilder {
    pub(super) operation: SetRowSecurity,
    pub(super) at: Location,
}

/// What a grant is on: a table or view by its name, or one of [`on_schema`], [`on_sequence`], [`on_type`],
/// [`on_routine`].
pub trait IntoGrantTarget {
    /// The target.
    fn into_grant_target(self) -> GrantTarget;
}

impl IntoGrantTarget for GrantTarget {
    fn into_grant_target(self) -> GrantTarget {
        self
    }
}

impl<T: IntoName> IntoGrantTarget for T {
    fn into_grant_target(self) -> GrantTarget {
        GrantTarget::Table(self.into_name())
    }
}

/// A schema, for a grant.
pub fn on_schema(name: impl IntoNamed) -> GrantTarget {
    GrantTarget::Schema(name.into_named())
}

/// A sequence, for a grant.
pub fn on_sequence(name: impl IntoName) -> GrantTarget {
    GrantTarget::Sequence(name.into_name())
}

/// A type or domain, for a grant (PostgreSQL).
pub fn on_type(name: impl IntoName) -> GrantTarget {
    GrantTarget::Type(name.into_name())
}

/// A function or procedure, with the types of its arguments, for a grant (PostgreSQL).
pub fn on_routine(name: impl IntoName, arguments: impl Into<String>) -> GrantTarget {
    GrantTarget::Routine(name.into_name(), arguments.into())
}

impl Schema {
    /// Grants privileges on a table, view or another object. Rolled back, what was not held before is taken back.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::Privilege};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.grant([Privilege::Select, Privilege::Insert], "posts").to("app");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"GRANT SELECT, INSERT ON "posts" TO "app";"#);
    /// assert_eq!(mysql, "GRANT SELECT, INSERT ON `posts` TO 'app';");
    /// assert_eq!(sqlite, r#"error: cannot grant SELECT, INSERT on table "posts" to "app": SQLite has no rights to grant or revoke
    /// help: let the file's own permissions decide, and leave this out here"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-grant.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/grant.html)
    #[track_caller]
    pub fn grant(
        &mut self,
        privileges: impl IntoIterator<Item = Privilege>,
        on: impl IntoGrantTarget,
    ) -> &mut GrantBuilder {
        let operation = Grant {
            privileges: privileges.into_iter().collect(),
            on: on.into_grant_target(),
            to: Vec::new(),
            with_grant_option: false,
        };
        let at = Location::caller();
        keep(&mut self.drafts, GrantBuilder { operation, at })
    }

    /// Takes privileges back. Rolled back, those that the history granted are granted again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::Privilege};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.revoke([Privilege::All], "posts").from("app");
    /// schema.revoke([Privilege::Usage], on_schema("audit")).from("PUBLIC");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"REVOKE ALL ON "posts" FROM "app";
    /// REVOKE USAGE ON SCHEMA "audit" FROM PUBLIC;"#);
    /// # assert!(mysql.starts_with("error: ") && sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn revoke(
        &mut self,
        privileges: impl IntoIterator<Item = Privilege>,
        on: impl IntoGrantTarget,
    ) -> &mut RevokeBuilder {
        let operation = Revoke {
            privileges: privileges.into_iter().collect(),
            on: on.into_grant_target(),
            from: Vec::new(),
            grant_option_only: false,
        };
        let at = Location::caller();
        keep(&mut self.drafts, RevokeBuilder { operation, at })
    }

    /// Lets policies say which rows of a table are there (PostgreSQL); with no policy, none is, but for the owner.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.enable_row_security("posts").force();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"#);
    /// assert_eq!(mysql, r#"error: cannot enable row-level security of table "posts": MySQL has no policies
    /// help: let the program, or a view for each role, choose the rows"#);
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-rowsecurity.html)
    #[track_caller]
    pub fn enable_row_security(&mut self, table: impl IntoName) -> &mut RowSecurityBuilder {
        let operation = SetRowSecurity {
            table: table.into_name(),
            to: RowSecurity {
                enabled: true,
                forced: false,
            },
        };
        let at = Location::caller();
        keep(&mut self.drafts, RowSecurityBuilder { operation, at })
    }

    /// Lets everybody with the right to a table see all of its rows again (PostgreSQL). Its policies stay, and say nothing.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| { blog(schema); schema.enable_row_security("posts"); };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.disable_row_security("posts");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" DISABLE ROW LEVEL SECURITY;"#);
    /// ```
    #[track_caller]
    pub fn disable_row_security(&mut self, table: impl IntoName) {
        let operation = SetRowSecurity {
            table: table.into_name(),
            to: RowSecurity::default(),
        };
        self.plain(operation, Location::caller());
    }

    /// Policies choose no rows of the table, until [`enable_row_security`](Self::enable_row_security): then they do so for its
    /// owner too (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let postgres = preview(blog, |schema| {
    /// schema.force_row_security("posts");
    /// # }).postgres();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" FORCE ROW LEVEL SECURITY;
    /// "#);
    /// ```
    #[track_caller]
    pub fn force_row_security(&mut self, table: impl IntoName) {
        let operation = SetRowSecurity {
            table: table.into_name(),
            to: RowSecurity {
                enabled: false,
                forced: true,
            },
        };
        self.plain(operation, Location::caller());
    }

    /// Sets the comment on a constraint (PostgreSQL), or removes it: `None`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.comment_on_constraint("posts", "posts_pkey", "never reused".to_owned());
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON CONSTRAINT "posts_pkey" ON "posts" IS 'never reused';"#);
    /// # assert!(mysql.starts_with("error: ") && sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn comment_on_constraint(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
        comment: impl Into<Option<String>>,
    ) {
        let part = TablePart::Constraint(name.into_named());
        self.comment_on_part(table, part, comment, Location::caller());
    }

    /// Sets the comment on an index, or removes it: `None`. MySQL builds the index again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| { blog(schema); schema.create_index("posts", "title"); };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.comment_on_index("posts", "posts_title_idx", "for the search".to_owned());
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON INDEX "posts_title_idx" IS 'for the search';"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` DROP INDEX `posts_title_idx`, ADD INDEX `posts_title_idx` (`title`) COMMENT 'for the search';");
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn comment_on_index(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
        comment: impl Into<Option<String>>,
    ) {
        let part = TablePart::Index(name.into_named());
        self.comment_on_part(table, part, comment, Location::caller());
    }

    fn comment_on_part(
        &mut self,
        table: impl IntoName,
        part: TablePart,
        comment: impl Into<Option<String>>,
        at: Location,
    ) {
        let operation = CommentOnPart {
            table: table.into_name(),
            part,
            comment: comment.into(),
        };
        self.plain(operation, at);
    }
}

impl GrantBuilder {
    /// To this role, or these. `PUBLIC` is everybody (PostgreSQL); on MySQL, `name@host` is a user.
    pub fn to<K>(&mut self, roles: impl IntoColumns<K>) -> &mut Self {
        self.operation.to = roles.into_columns();
        self
    }

    /// They may grant it to others.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::Privilege};
    /// # let [postgres, mysql, _] = preview(blog, |schema| {
    /// schema.grant([Privilege::Select], "posts").to(["app", "reporting"]).with_grant_option();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"GRANT SELECT ON "posts" TO "app", "reporting" WITH GRANT OPTION;"#);
    /// assert_eq!(mysql, "GRANT SELECT ON `posts` TO 'app', 'reporting' WITH GRANT OPTION;");
    /// ```
    pub fn with_grant_option(&mut self) -> &mut Self {
        self.operation.with_grant_option = true;
        self
    }
}

impl RevokeBuilder {
    /// From this role, or these.
    pub fn from<K>(&mut self, roles: impl IntoColumns<K>) -> &mut Self {
        self.operation.from = roles.into_columns();
        self
    }

    /// They keep the privileges, but no longer grant them to others.
    pub fn grant_option_only(&mut self) -> &mut Self {
        self.operation.grant_option_only = true;
        self
    }
}

impl RowSecurityBuilder {
    /// For the table's owner as well.
    pub fn force(&mut self) -> &mut Self {
        self.operation.to.forced = true;
        self
    }
}
