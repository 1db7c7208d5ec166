//! What can be said of views.

use super::names::{IntoColumns, IntoName};
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::{ChangeObject, Recorded};
use crate::schema::{CheckOption, Expression, Object, ObjectChange, ObjectId, ObjectKind, View};

/// A view that is being created.
#[derive(Debug)]
pub struct ViewBuilder {
    view: View,
    guards: Guards,
    comment: Option<String>,
    at: Location,
}

/// A materialized view that is being filled anew.
#[derive(Debug)]
pub struct RefreshBuilder {
    id: ObjectId,
    concurrently: bool,
    at: Location,
}

impl Schema {
    /// Creates a view: a query with a name. The query is yours, one text for all databases or one for each.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_view("titles", "SELECT id, title FROM posts");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE VIEW "titles" AS SELECT id, title FROM posts;"#);
    /// assert_eq!(mysql, "CREATE VIEW `titles` AS SELECT id, title FROM posts;");
    /// assert_eq!(sqlite, r#"CREATE VIEW "titles" AS SELECT id, title FROM posts;"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createview.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-view.html),
    /// [SQLite](https://www.sqlite.org/lang_createview.html)
    #[track_caller]
    pub fn create_view(
        &mut self,
        name: impl IntoName,
        query: impl Into<Expression>,
    ) -> &mut ViewBuilder {
        let view = View::new(name.into_name(), query);
        self.view(view, Location::caller())
    }

    /// Creates a materialized view (PostgreSQL): its rows are stored, and stay as they are until it is refreshed.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_materialized_view("totals", "SELECT author_id, count(*) FROM posts GROUP BY author_id");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE MATERIALIZED VIEW "totals" AS SELECT author_id, count(*) FROM posts GROUP BY author_id;"#);
    /// assert_eq!(mysql, r#"error: cannot create materialized view "totals": MySQL has no materialized views
    /// help: create a table and fill it, or a plain view"#);
    /// # assert!(sqlite.contains("SQLite has no materialized views"));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-creatematerializedview.html)
    #[track_caller]
    pub fn create_materialized_view(
        &mut self,
        name: impl IntoName,
        query: impl Into<Expression>,
    ) -> &mut ViewBuilder {
        let mut view = View::new(name.into_name(), query);
        view.materialized = true;
        self.view(view, Location::caller())
    }

    fn view(&mut self, view: View, at: Location) -> &mut ViewBuilder {
        let builder = ViewBuilder {
            view,
            guards: Guards::default(),
            comment: None,
            at,
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a view. Rolled back, it is there again as it was.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_view("titles", "SELECT title FROM posts");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.drop_view("titles");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP VIEW "titles";"#);
    /// assert_eq!(mysql, "DROP VIEW `titles`;");
    /// assert_eq!(sqlite, r#"DROP VIEW "titles";"#);
    /// ```
    #[track_caller]
    pub fn drop_view(&mut self, name: impl IntoName) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::View, name.into_name());
        self.drop_object(id, Location::caller())
    }

    /// Drops a materialized view (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.drop_materialized_view("totals").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP MATERIALIZED VIEW IF EXISTS "totals";"#);
    /// # assert!(mysql.starts_with("error: ") && sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn drop_materialized_view(&mut self, name: impl IntoName) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::MaterializedView, name.into_name());
        self.drop_object(id, Location::caller())
    }

    /// Fills a materialized view anew (PostgreSQL). That is a matter of rows: rolling back does nothing.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_materialized_view("totals", "SELECT author_id, count(*) AS n FROM posts GROUP BY 1");
    /// #     schema.create_index("totals", "author_id").unique();
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.refresh_materialized_view("totals").concurrently();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"REFRESH MATERIALIZED VIEW CONCURRENTLY "totals";"#);
    /// # assert!(mysql.starts_with("error: ") && sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn refresh_materialized_view(&mut self, name: impl IntoName) -> &mut RefreshBuilder {
        let builder = RefreshBuilder {
            id: ObjectId::new(ObjectKind::MaterializedView, name.into_name()),
            concurrently: false,
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Renames a materialized view, or moves it to another schema, or both (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_materialized_view("totals", "SELECT count(*) AS n FROM posts");
    /// # };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.rename_materialized_view("totals", "sums");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER MATERIALIZED VIEW "totals" RENAME TO "sums";"#);
    /// ```
    #[track_caller]
    pub fn rename_materialized_view(&mut self, from: impl IntoName, to: impl IntoName) {
        let id = ObjectId::new(ObjectKind::MaterializedView, from.into_name());
        self.rename_object(id, to.into_name(), Location::caller());
    }

    /// Sets the comment on a materialized view (PostgreSQL), or removes it: `None`.
    #[track_caller]
    pub fn comment_on_materialized_view(
        &mut self,
        name: impl IntoName,
        comment: impl Into<Option<String>>,
    ) {
        let id = ObjectId::new(ObjectKind::MaterializedView, name.into_name());
        self.comment_on_object(id, comment, Location::caller());
    }

    /// Renames a view, or moves it to another schema (PostgreSQL), or both. SQLite makes it again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_view("titles", "SELECT title FROM posts");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.rename_view("titles", "headlines");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER VIEW "titles" RENAME TO "headlines";"#);
    /// assert_eq!(mysql, "RENAME TABLE `titles` TO `headlines`;");
    /// assert_eq!(sqlite, r#"DROP VIEW "titles";
    /// CREATE VIEW "headlines" AS SELECT title FROM posts;"#);
    /// ```
    #[track_caller]
    pub fn rename_view(&mut self, from: impl IntoName, to: impl IntoName) {
        let id = ObjectId::new(ObjectKind::View, from.into_name());
        self.rename_object(id, to.into_name(), Location::caller());
    }

    /// Sets the comment on a view (PostgreSQL), or removes it: `None`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_view("titles", "SELECT title FROM posts");
    /// # };
    /// # let [postgres, mysql, _] = preview(before, |schema| {
    /// schema.comment_on_view("titles", "for the start page".to_owned());
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON VIEW "titles" IS 'for the start page';"#);
    /// # assert!(mysql.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn comment_on_view(&mut self, name: impl IntoName, comment: impl Into<Option<String>>) {
        let id = ObjectId::new(ObjectKind::View, name.into_name());
        self.comment_on_object(id, comment, Location::caller());
    }
}

impl RefreshBuilder {
    /// While others read it. It must have a unique index, by which its rows are told apart.
    pub fn concurrently(&mut self) -> &mut Self {
        self.concurrently = true;
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let concurrently = self.concurrently;
        let change = ObjectChange::Refresh { concurrently };
        out.push(Recorded::new(
            ChangeObject {
                id: self.id,
                change,
            },
            self.at,
        ));
    }
}

impl ViewBuilder {
    /// Names its columns.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_view("totals", "SELECT author_id, count(*) FROM posts GROUP BY author_id")
    ///     .columns(["author_id", "posts"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE VIEW "totals" ("author_id", "posts") AS SELECT author_id, count(*) FROM posts GROUP BY author_id;"#);
    /// assert_eq!(mysql, "CREATE VIEW `totals` (`author_id`, `posts`) AS SELECT author_id, count(*) FROM posts GROUP BY author_id;");
    /// assert_eq!(sqlite, r#"CREATE VIEW "totals" ("author_id", "posts") AS SELECT author_id, count(*) FROM posts GROUP BY author_id;"#);
    /// ```
    pub fn columns<K>(&mut self, columns: impl IntoColumns<K>) -> &mut Self {
        self.view.columns = columns.into_columns();
        self
    }

    /// Puts it in the place of a view that is there. Rolled back, the old one is there again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_view("titles", "SELECT title FROM posts").or_replace();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE OR REPLACE VIEW "titles" AS SELECT title FROM posts;"#);
    /// assert_eq!(mysql, "CREATE OR REPLACE VIEW `titles` AS SELECT title FROM posts;");
    /// assert_eq!(sqlite, r#"DROP VIEW IF EXISTS "titles";
    /// CREATE VIEW "titles" AS SELECT title FROM posts;"#);
    /// ```
    pub fn or_replace(&mut self) -> &mut Self {
        self.guards.or_replace = true;
        self
    }

    /// Rows that go in through it must be seen by it, and by the views under it.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_view("by_first", "SELECT id, author_id FROM posts WHERE author_id = 1").check_option();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE VIEW "by_first" AS SELECT id, author_id FROM posts WHERE author_id = 1 WITH CASCADED CHECK OPTION;"#);
    /// assert_eq!(mysql, "CREATE VIEW `by_first` AS SELECT id, author_id FROM posts WHERE author_id = 1 WITH CASCADED CHECK OPTION;");
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    pub fn check_option(&mut self) -> &mut Self {
        self.view.check_option = Some(CheckOption::Cascaded);
        self
    }

    /// As [`check_option`](Self::check_option), but by this view alone.
    pub fn local_check_option(&mut self) -> &mut Self {
        self.view.check_option = Some(CheckOption::Local);
        self
    }

    /// Rights are those of who reads it, not of who made it (PostgreSQL 15, MySQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_view("titles", "SELECT title FROM posts").security_invoker();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE VIEW "titles" WITH (security_invoker = true) AS SELECT title FROM posts;"#);
    /// assert_eq!(mysql, "CREATE SQL SECURITY INVOKER VIEW `titles` AS SELECT title FROM posts;");
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    pub fn security_invoker(&mut self) -> &mut Self {
        self.view.security_invoker = true;
        self
    }

    /// Leaves a materialized view empty until its first refresh.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.create_materialized_view("totals", "SELECT count(*) AS n FROM posts").without_data();
    /// schema.create_index("totals", "n");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE MATERIALIZED VIEW "totals" AS SELECT count(*) AS n FROM posts WITH NO DATA;
    /// CREATE INDEX "totals_n_idx" ON "totals" ("n");"#);
    /// ```
    pub fn without_data(&mut self) -> &mut Self {
        self.view.without_data = true;
        self
    }

    shared! {
        /// A comment on it (PostgreSQL).
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        created(
            Object::View(self.view),
            self.guards,
            self.comment,
            self.at,
            out,
        );
    }
}
