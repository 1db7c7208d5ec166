//! What can be said of rules.

use super::names::{IntoName, IntoNamed};
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::trigger::on;
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::Recorded;
use crate::schema::{Expression, Object, ObjectKind, ObjectName, Rule, RuleEvent};

/// A rule that is being created.
#[derive(Debug)]
pub struct RuleBuilder {
    rule: Rule,
    comment: Option<String>,
    at: Location,
}

impl Schema {
    /// Creates a rule on a table or view (PostgreSQL): what is done when something is asked of it. A trigger is the better
    /// way for most.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_rule("kept", "posts").on_delete().do_instead_nothing();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE RULE "kept" AS ON DELETE TO "posts" DO INSTEAD NOTHING;"#);
    /// assert_eq!(mysql, r#"error: cannot create rule "kept" of table "posts": MySQL has no rules
    /// help: use a trigger, or a view"#);
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createrule.html)
    #[track_caller]
    pub fn create_rule(&mut self, name: impl IntoNamed, table: impl IntoName) -> &mut RuleBuilder {
        let rule = Rule {
            name: name.into_named(),
            table: table.into_name(),
            event: RuleEvent::Insert,
            when: None,
            instead: false,
            commands: None,
        };
        let at = Location::caller();
        let builder = RuleBuilder {
            rule,
            comment: None,
            at,
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a rule of a table (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.drop_rule("kept", "posts").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP RULE IF EXISTS "kept" ON "posts";"#);
    /// ```
    #[track_caller]
    pub fn drop_rule(
        &mut self,
        name: impl IntoNamed,
        table: impl IntoName,
    ) -> &mut DropObjectBuilder {
        self.drop_object(on(ObjectKind::Rule, name, table), Location::caller())
    }

    /// Renames a rule of a table (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_rule("kept", "posts").on_delete().do_instead_nothing();
    /// # };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.rename_rule("posts", "kept", "never_deleted");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER RULE "kept" ON "posts" RENAME TO "never_deleted";"#);
    /// ```
    #[track_caller]
    pub fn rename_rule(&mut self, table: impl IntoName, from: impl IntoNamed, to: impl IntoNamed) {
        let id = on(ObjectKind::Rule, from, table);
        let to = ObjectName::new(to.into_named());
        self.rename_object(id, to, Location::caller());
    }
}

impl RuleBuilder {
    /// When a row is to be new.
    pub fn on_insert(&mut self) -> &mut Self {
        self.rule.event = RuleEvent::Insert;
        self
    }

    /// When a row is to change.
    pub fn on_update(&mut self) -> &mut Self {
        self.rule.event = RuleEvent::Update;
        self
    }

    /// When a row is to go.
    pub fn on_delete(&mut self) -> &mut Self {
        self.rule.event = RuleEvent::Delete;
        self
    }

    /// Only where this is true.
    pub fn filter(&mut self, condition: impl Into<Expression>) -> &mut Self {
        self.rule.when = Some(condition.into());
        self
    }

    /// These commands are done as well.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.create_rule("gone", "users").on_delete().filter("old.id > 9")
    ///     .do_also("DELETE FROM posts WHERE author_id = old.id");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE RULE "gone" AS ON DELETE TO "users" WHERE (old.id > 9) DO ALSO DELETE FROM posts WHERE author_id = old.id;"#);
    /// ```
    pub fn do_also(&mut self, commands: impl Into<Expression>) -> &mut Self {
        (self.rule.instead, self.rule.commands) = (false, Some(commands.into()));
        self
    }

    /// These commands are done instead.
    pub fn do_instead(&mut self, commands: impl Into<Expression>) -> &mut Self {
        (self.rule.instead, self.rule.commands) = (true, Some(commands.into()));
        self
    }

    /// Nothing is done.
    pub fn do_instead_nothing(&mut self) -> &mut Self {
        (self.rule.instead, self.rule.commands) = (true, None);
        self
    }

    shared! {
        /// A comment on it.
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let rule = Object::Rule(self.rule);
        created(rule, Guards::default(), self.comment, self.at, out);
    }
}
