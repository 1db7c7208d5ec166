//! Comments on objects that are there already (PostgreSQL).

use super::Schema;
use super::names::{IntoName, IntoNamed};
use super::trigger::on;
use crate::Location;
use crate::operation::CommentOnEnum;
use crate::schema::{ObjectId, ObjectKind};

macro_rules! comments {
    ($($what:literal, $method:ident, $kind:ident, $before:literal, $sql:literal;)*) => {$(
        #[doc = concat!("Sets the comment on ", $what, " (PostgreSQL), or removes it: `None`.")]
        ///
        /// ```
        /// # use migration_core::{builder::*, preview::*};
        #[doc = concat!("# let before = |schema: &mut Schema| { ", $before, " };")]
        /// # let [postgres, ..] = preview(before, |schema| {
        #[doc = concat!("schema.", stringify!($method), "(\"it\", Some(\"What it is\".to_owned()));")]
        /// # }).brief();
        ///
        #[doc = concat!("assert_eq!(postgres, r#\"COMMENT ON ", $sql, " \"it\" IS 'What it is';\"#);")]
        /// ```
        ///
        /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-comment.html)
        #[track_caller]
        pub fn $method(&mut self, name: impl IntoName, comment: impl Into<Option<String>>) {
            let id = ObjectId::new(ObjectKind::$kind, name.into_name());
            self.comment_on_object(id, comment, Location::caller());
        }
    )*};
}

impl Schema {
    comments! {
        "a domain", comment_on_domain, Domain, "schema.create_domain(\"it\", integer());", "DOMAIN";
        "a composite type", comment_on_composite_type, Composite,
            "schema.create_composite_type(\"it\", |t| { t.attribute(\"a\", integer()); });", "TYPE";
        "a range type", comment_on_range_type, Range, "schema.create_range_type(\"it\", date());", "TYPE";
        "a schema", comment_on_schema, Namespace, "schema.create_schema(\"it\");", "SCHEMA";
        "an extension", comment_on_extension, Extension, "schema.create_extension(\"it\");", "EXTENSION";
        "a publication", comment_on_publication, Publication,
            "blog(schema); schema.create_publication(\"it\").table(\"posts\");", "PUBLICATION";
        "extended statistics", comment_on_statistics, Statistics,
            "blog(schema); schema.create_statistics(\"it\", \"posts\", [\"title\", \"author_id\"]);", "STATISTICS";
    }

    /// Sets the comment on an enum type (PostgreSQL), or removes it: `None`. MySQL and SQLite keep no types, and no comments
    /// on them: there it is only said in the migration.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.comment_on_type("post_status", Some("How far a post is".to_owned()));
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON TYPE "post_status" IS 'How far a post is';"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-comment.html)
    #[track_caller]
    pub fn comment_on_type(&mut self, name: impl IntoName, comment: impl Into<Option<String>>) {
        let (name, comment) = (name.into_name(), comment.into());
        self.plain(CommentOnEnum { name, comment }, Location::caller());
    }

    /// Sets the comment on a policy (PostgreSQL), or removes it: `None`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_policy("own", "posts").using("true");
    /// # };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.comment_on_policy("own", "posts", Some("One's own posts".to_owned()));
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON POLICY "own" ON "posts" IS 'One''s own posts';"#);
    /// ```
    #[track_caller]
    pub fn comment_on_policy(
        &mut self,
        name: impl IntoNamed,
        table: impl IntoName,
        comment: impl Into<Option<String>>,
    ) {
        let id = on(ObjectKind::Policy, name, table);
        self.comment_on_object(id, comment, Location::caller());
    }

    /// Sets the comment on a rule (PostgreSQL), or removes it: `None`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_rule("kept", "posts").on_delete().do_instead_nothing();
    /// # };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.comment_on_rule("kept", "posts", Some("Posts are kept".to_owned()));
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON RULE "kept" ON "posts" IS 'Posts are kept';"#);
    /// ```
    #[track_caller]
    pub fn comment_on_rule(
        &mut self,
        name: impl IntoNamed,
        table: impl IntoName,
        comment: impl Into<Option<String>>,
    ) {
        let id = on(ObjectKind::Rule, name, table);
        self.comment_on_object(id, comment, Location::caller());
    }
}
