//! What can be said of policies and of row-level security.

use super::names::{IntoColumns, IntoName, IntoNamed};
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::Recorded;
use crate::schema::{Expression, Object, ObjectId, ObjectKind, ObjectName, Policy, PolicyCommand};

/// A policy that is being created.
#[derive(Debug)]
pub struct PolicyBuilder {
    policy: Policy,
    guards: Guards,
    comment: Option<String>,
    at: Location,
}

impl Schema {
    /// Creates a policy on a table (PostgreSQL): which rows a role may see or write, once row-level security is enabled.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_policy("own_posts", "posts").for_select().to("app").using("author_id = current_setting('app.user')::bigint");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE POLICY "own_posts" ON "posts" FOR SELECT TO "app" USING (author_id = current_setting('app.user')::bigint);"#);
    /// assert_eq!(mysql, r#"error: cannot create policy "own_posts" of table "posts": MySQL has no policies
    /// help: let the program, or a view for each role, choose the rows"#);
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createpolicy.html)
    #[track_caller]
    pub fn create_policy(
        &mut self,
        name: impl IntoNamed,
        table: impl IntoName,
    ) -> &mut PolicyBuilder {
        let policy = Policy {
            name: name.into_named(),
            table: table.into_name(),
            restrictive: false,
            command: PolicyCommand::All,
            roles: Vec::new(),
            using: None,
            check: None,
        };
        let builder = PolicyBuilder {
            policy,
            guards: Guards::default(),
            comment: None,
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a policy (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.drop_policy("own_posts", "posts").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP POLICY IF EXISTS "own_posts" ON "posts";"#);
    /// ```
    #[track_caller]
    pub fn drop_policy(
        &mut self,
        name: impl IntoNamed,
        table: impl IntoName,
    ) -> &mut DropObjectBuilder {
        self.drop_object(id(name, table), Location::caller())
    }

    /// Renames a policy (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| { blog(schema); schema.create_policy("own", "posts").using("true"); };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.rename_policy("posts", "own", "own_posts");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER POLICY "own" ON "posts" RENAME TO "own_posts";"#);
    /// ```
    #[track_caller]
    pub fn rename_policy(
        &mut self,
        table: impl IntoName,
        from: impl IntoNamed,
        to: impl IntoNamed,
    ) {
        let to = ObjectName::new(to.into_named());
        self.rename_object(id(from, table), to, Location::caller());
    }
}

fn id(name: impl IntoNamed, table: impl IntoName) -> ObjectId {
    ObjectId {
        on: Some(table.into_name()),
        ..ObjectId::new(ObjectKind::Policy, ObjectName::new(name.into_named()))
    }
}

impl PolicyBuilder {
    /// For SELECT alone.
    pub fn for_select(&mut self) -> &mut Self {
        self.command(PolicyCommand::Select)
    }

    /// For INSERT alone.
    pub fn for_insert(&mut self) -> &mut Self {
        self.command(PolicyCommand::Insert)
    }

    /// For UPDATE alone.
    pub fn for_update(&mut self) -> &mut Self {
        self.command(PolicyCommand::Update)
    }

    /// For DELETE alone.
    pub fn for_delete(&mut self) -> &mut Self {
        self.command(PolicyCommand::Delete)
    }

    fn command(&mut self, command: PolicyCommand) -> &mut Self {
        self.policy.command = command;
        self
    }

    /// For these roles alone.
    pub fn to<K>(&mut self, roles: impl IntoColumns<K>) -> &mut Self {
        self.policy.roles = roles.into_columns();
        self
    }

    /// Which rows are there to be read, changed and deleted.
    pub fn using(&mut self, rule: impl Into<Expression>) -> &mut Self {
        self.policy.using = Some(rule.into());
        self
    }

    /// Which rows may be written.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.create_policy("short_titles", "posts").restrictive().for_insert().with_check("length(title) < 100");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE POLICY "short_titles" ON "posts" AS RESTRICTIVE FOR INSERT WITH CHECK (length(title) < 100);"#);
    /// ```
    pub fn with_check(&mut self, rule: impl Into<Expression>) -> &mut Self {
        self.policy.check = Some(rule.into());
        self
    }

    /// All restrictive policies must agree, besides one of the others.
    pub fn restrictive(&mut self) -> &mut Self {
        self.policy.restrictive = true;
        self
    }

    /// Puts it in the place of one that is there. Rolled back, the old one is there again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| { blog(schema); schema.create_policy("own", "posts").using("true"); };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.create_policy("own", "posts").to("app").using("author_id > 0").or_replace();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER POLICY "own" ON "posts" TO "app" USING (author_id > 0);"#);
    /// ```
    pub fn or_replace(&mut self) -> &mut Self {
        self.guards.or_replace = true;
        self
    }

    shared! {
        /// A comment on it.
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let object = Object::Policy(self.policy);
        created(object, self.guards, self.comment, self.at, out);
    }
}
