//! What can be said of triggers.

use super::names::{IntoColumns, IntoName, IntoNamed};
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::{ChangeObject, Recorded};
use crate::schema::{
    Deferrable, Expression, Object, ObjectChange, ObjectId, ObjectKind, ObjectName, Trigger,
    TriggerEnabled, TriggerEvent, TriggerOrder, TriggerTiming,
};

/// A trigger that is being created.
#[derive(Debug)]
pub struct TriggerBuilder {
    trigger: Trigger,
    comment: Option<String>,
    at: Location,
}

impl Schema {
    /// Creates a trigger on a table or view. PostgreSQL executes a function; MySQL and SQLite run a body. Say both, and it
    /// works everywhere.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, dialect::Dialect::Postgres};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_table("log", |t| { t.string("entry", 200); });
    /// #     schema.create_function("note", "", "trigger").body("BEGIN RETURN new; END").on(Postgres);
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.create_trigger("posts_noted", "posts")
    ///     .after_insert()
    ///     .execute("note")
    ///     .body("INSERT INTO log (entry) VALUES (new.title);");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TRIGGER "posts_noted" AFTER INSERT ON "posts" FOR EACH ROW EXECUTE FUNCTION "note"();"#);
    /// assert_eq!(mysql, "CREATE TRIGGER `posts_noted` AFTER INSERT ON `posts` FOR EACH ROW BEGIN INSERT INTO log (entry) VALUES (new.title); END;");
    /// assert_eq!(sqlite, r#"CREATE TRIGGER "posts_noted" AFTER INSERT ON "posts" FOR EACH ROW BEGIN INSERT INTO log (entry) VALUES (new.title); END;"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtrigger.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-trigger.html),
    /// [SQLite](https://www.sqlite.org/lang_createtrigger.html)
    #[track_caller]
    pub fn create_trigger(
        &mut self,
        name: impl IntoNamed,
        table: impl IntoName,
    ) -> &mut TriggerBuilder {
        let builder = TriggerBuilder {
            trigger: Trigger::new(name.into_named(), table.into_name(), TriggerTiming::After),
            comment: None,
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a trigger of a table. Rolled back, it is there again as it was.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.drop_trigger("posts_noted", "posts").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP TRIGGER IF EXISTS "posts_noted" ON "posts";"#);
    /// assert_eq!(mysql, "DROP TRIGGER IF EXISTS `posts_noted`;");
    /// assert_eq!(sqlite, r#"DROP TRIGGER IF EXISTS "posts_noted";"#);
    /// ```
    #[track_caller]
    pub fn drop_trigger(
        &mut self,
        name: impl IntoNamed,
        table: impl IntoName,
    ) -> &mut DropObjectBuilder {
        self.drop_object(on(ObjectKind::Trigger, name, table), Location::caller())
    }

    /// Renames a trigger of a table. MySQL and SQLite make it again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_trigger("tidy", "posts").before_insert().execute("tidy").body("SELECT 1;");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.rename_trigger("posts", "tidy", "posts_tidy");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TRIGGER "tidy" ON "posts" RENAME TO "posts_tidy";"#);
    /// assert_eq!(mysql, "DROP TRIGGER `tidy`;
    /// CREATE TRIGGER `posts_tidy` BEFORE INSERT ON `posts` FOR EACH ROW BEGIN SELECT 1; END;");
    /// assert_eq!(sqlite, r#"DROP TRIGGER "tidy";
    /// CREATE TRIGGER "posts_tidy" BEFORE INSERT ON "posts" FOR EACH ROW BEGIN SELECT 1; END;"#);
    /// ```
    #[track_caller]
    pub fn rename_trigger(
        &mut self,
        table: impl IntoName,
        from: impl IntoNamed,
        to: impl IntoNamed,
    ) {
        let id = on(ObjectKind::Trigger, from, table);
        let to = ObjectName::new(to.into_named());
        self.rename_object(id, to, Location::caller());
    }

    /// A trigger no longer runs, but is still there (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_trigger("tidy", "posts").before_insert().execute("tidy").body("SELECT 1;");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.disable_trigger("tidy", "posts");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" DISABLE TRIGGER "tidy";"#);
    /// assert_eq!(mysql, r#"error: cannot disable trigger "tidy" of table "posts": MySQL has no triggers that are there and do not run
    /// help: drop the trigger, and create it again when it is to run"#);
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn disable_trigger(&mut self, name: impl IntoNamed, table: impl IntoName) {
        let id = on(ObjectKind::Trigger, name, table);
        let change = ObjectChange::Enable(TriggerEnabled::Disabled);
        self.plain(ChangeObject { id, change }, Location::caller());
    }

    /// A trigger that was disabled runs again (PostgreSQL).
    #[track_caller]
    pub fn enable_trigger(&mut self, name: impl IntoNamed, table: impl IntoName) {
        let id = on(ObjectKind::Trigger, name, table);
        let change = ObjectChange::Enable(TriggerEnabled::Origin);
        self.plain(ChangeObject { id, change }, Location::caller());
    }

    /// The trigger runs for what replication does, and for nothing else (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     let f = schema.create_function("noted", "", "trigger");
    /// #     f.body("BEGIN RETURN NEW; END");
    /// #     schema.create_trigger("note", "posts").after_insert().execute("noted");
    /// # };
    /// # let postgres = preview(before, |schema| {
    /// schema.enable_replica_trigger("note", "posts");
    /// # }).postgres();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ENABLE REPLICA TRIGGER "note";
    /// "#);
    /// ```
    #[track_caller]
    pub fn enable_replica_trigger(&mut self, name: impl IntoNamed, table: impl IntoName) {
        let id = on(ObjectKind::Trigger, name, table);
        let change = ObjectChange::Enable(TriggerEnabled::Replica);
        self.plain(ChangeObject { id, change }, Location::caller());
    }

    /// The trigger runs for what clients do, and for what replication does (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     let f = schema.create_function("noted", "", "trigger");
    /// #     f.body("BEGIN RETURN NEW; END");
    /// #     schema.create_trigger("note", "posts").after_insert().execute("noted");
    /// # };
    /// # let postgres = preview(before, |schema| {
    /// schema.enable_always_trigger("note", "posts");
    /// # }).postgres();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ENABLE ALWAYS TRIGGER "note";
    /// "#);
    /// ```
    #[track_caller]
    pub fn enable_always_trigger(&mut self, name: impl IntoNamed, table: impl IntoName) {
        let id = on(ObjectKind::Trigger, name, table);
        let change = ObjectChange::Enable(TriggerEnabled::Always);
        self.plain(ChangeObject { id, change }, Location::caller());
    }

    /// Sets the comment on a trigger (PostgreSQL), or removes it: `None`.
    #[track_caller]
    pub fn comment_on_trigger(
        &mut self,
        name: impl IntoNamed,
        table: impl IntoName,
        comment: impl Into<Option<String>>,
    ) {
        let id = on(ObjectKind::Trigger, name, table);
        self.comment_on_object(id, comment, Location::caller());
    }
}

/// Something of this name on a table.
pub(super) fn on(kind: ObjectKind, name: impl IntoNamed, table: impl IntoName) -> ObjectId {
    ObjectId {
        on: Some(table.into_name()),
        ..ObjectId::new(kind, ObjectName::new(name.into_named()))
    }
}

macro_rules! runs {
    ($($(#[$doc:meta])* $name:ident: $timing:ident $event:expr;)*) => {
        $($(#[$doc])*
        pub fn $name(&mut self) -> &mut Self {
            self.run(TriggerTiming::$timing, $event)
        })*
    };
}

impl TriggerBuilder {
    runs! {
        /// It runs before a row is new.
        before_insert: Before TriggerEvent::Insert;
        /// It runs before a row changes.
        before_update: Before TriggerEvent::Update(Vec::new());
        /// It runs before a row goes.
        before_delete: Before TriggerEvent::Delete;
        /// It runs after a row is new.
        after_insert: After TriggerEvent::Insert;
        /// It runs after a row changed.
        after_update: After TriggerEvent::Update(Vec::new());
        /// It runs after a row is gone.
        after_delete: After TriggerEvent::Delete;
        /// It runs instead of a new row in a view.
        instead_of_insert: InsteadOf TriggerEvent::Insert;
        /// It runs instead of a change of a row in a view.
        instead_of_update: InsteadOf TriggerEvent::Update(Vec::new());
        /// It runs instead of the end of a row in a view.
        instead_of_delete: InsteadOf TriggerEvent::Delete;
    }

    /// It runs after all rows are gone at once (PostgreSQL); for the statement, as no other trigger of that can be.
    pub fn after_truncate(&mut self) -> &mut Self {
        self.trigger.for_statement = true;
        self.run(TriggerTiming::After, TriggerEvent::Truncate)
    }

    /// More than one event may be said (PostgreSQL): all at the time that is said last.
    fn run(&mut self, timing: TriggerTiming, event: TriggerEvent) -> &mut Self {
        self.trigger.timing = timing;
        if !self.trigger.events.contains(&event) {
            self.trigger.events.push(event);
        }
        self
    }

    /// Only for changes of these columns (PostgreSQL, SQLite).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_trigger("retitled", "posts")
    ///     .after_update().of(["title"])
    ///     .when("old.title <> new.title")
    ///     .execute("note")
    ///     .body("DELETE FROM users WHERE id = old.author_id");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TRIGGER "retitled" AFTER UPDATE OF "title" ON "posts" FOR EACH ROW WHEN (old.title <> new.title) EXECUTE FUNCTION "note"();"#);
    /// assert_eq!(mysql, r#"error: cannot create trigger "retitled" of table "posts": MySQL has no conditions of triggers
    /// help: put an IF into its body"#);
    /// assert_eq!(sqlite, r#"CREATE TRIGGER "retitled" AFTER UPDATE OF "title" ON "posts" FOR EACH ROW WHEN old.title <> new.title BEGIN DELETE FROM users WHERE id = old.author_id; END;"#);
    /// ```
    pub fn of<K>(&mut self, columns: impl IntoColumns<K>) -> &mut Self {
        let of = columns.into_columns();
        for event in &mut self.trigger.events {
            if let TriggerEvent::Update(columns) = event {
                columns.clone_from(&of);
            }
        }
        self
    }

    /// Only when this is true of the row (PostgreSQL, SQLite). See [`of`](Self::of).
    pub fn when(&mut self, condition: impl Into<Expression>) -> &mut Self {
        self.trigger.when = Some(condition.into());
        self
    }

    /// The function that it executes (PostgreSQL).
    pub fn execute(&mut self, function: impl IntoName) -> &mut Self {
        self.trigger.function = Some(function.into_name());
        self
    }

    /// What the function is told, as `TG_ARGV` (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, _] = preview(blog, |schema| {
    /// schema.create_trigger("noted", "posts").after_insert().after_delete().execute("note").arguments(["it's", "posts"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TRIGGER "noted" AFTER INSERT OR DELETE ON "posts" FOR EACH ROW EXECUTE FUNCTION "note"('it''s', 'posts');"#);
    /// assert_eq!(mysql, r#"error: cannot create trigger "noted" of table "posts": MySQL has no functions that a trigger could execute
    /// help: say its statements here: body("...")"#);
    /// ```
    pub fn arguments<S: Into<String>>(
        &mut self,
        arguments: impl IntoIterator<Item = S>,
    ) -> &mut Self {
        self.trigger.arguments = arguments.into_iter().map(Into::into).collect();
        self
    }

    /// The statements that it runs (MySQL, SQLite). `BEGIN` and `END` may be left out.
    pub fn body(&mut self, statements: impl Into<Expression>) -> &mut Self {
        self.trigger.body = Some(statements.into());
        self
    }

    /// It runs once for a statement, not for each row (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.create_trigger("counted", "posts")
    ///     .after_update()
    ///     .for_each_statement()
    ///     .referencing_old_table("before")
    ///     .referencing_new_table("now")
    ///     .execute("count_changes");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TRIGGER "counted" AFTER UPDATE ON "posts" REFERENCING OLD TABLE AS "before" NEW TABLE AS "now" FOR EACH STATEMENT EXECUTE FUNCTION "count_changes"();"#);
    /// ```
    pub fn for_each_statement(&mut self) -> &mut Self {
        self.trigger.for_statement = true;
        self
    }

    /// Names the rows as they were, all together (PostgreSQL). See [`for_each_statement`](Self::for_each_statement).
    pub fn referencing_old_table(&mut self, name: impl IntoNamed) -> &mut Self {
        self.trigger.old_table = Some(name.into_named());
        self
    }

    /// Names the rows as they are, all together (PostgreSQL). See [`for_each_statement`](Self::for_each_statement).
    pub fn referencing_new_table(&mut self, name: impl IntoNamed) -> &mut Self {
        self.trigger.new_table = Some(name.into_named());
        self
    }

    /// It is a constraint, whose time can be set (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::Deferrable};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.create_trigger("balanced", "posts")
    ///     .after_insert()
    ///     .constraint(Deferrable::InitiallyDeferred)
    ///     .execute("balance");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE CONSTRAINT TRIGGER "balanced" AFTER INSERT ON "posts" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "balance"();"#);
    /// ```
    pub fn constraint(&mut self, deferrable: Deferrable) -> &mut Self {
        self.trigger.constraint = Some(deferrable);
        self
    }

    /// It runs right after another trigger of the same event (MySQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, _] = preview(blog, |schema| {
    /// schema.create_trigger("last", "posts").before_insert().execute("last").body("SET new.title = trim(new.title)").follows("first");
    /// # }).brief();
    ///
    /// assert_eq!(mysql, "CREATE TRIGGER `last` BEFORE INSERT ON `posts` FOR EACH ROW FOLLOWS `first` BEGIN SET new.title = trim(new.title); END;");
    /// assert_eq!(postgres, r#"error: cannot create trigger "last" of table "posts": PostgreSQL has no order of triggers but that of their names
    /// help: give it a name that comes before, or after, the other's"#);
    /// ```
    pub fn follows(&mut self, other: impl IntoNamed) -> &mut Self {
        self.trigger.order = Some(TriggerOrder::Follows(other.into_named()));
        self
    }

    /// It runs right before another trigger of the same event (MySQL). See [`follows`](Self::follows).
    pub fn precedes(&mut self, other: impl IntoNamed) -> &mut Self {
        self.trigger.order = Some(TriggerOrder::Precedes(other.into_named()));
        self
    }

    shared! {
        /// A comment on it (PostgreSQL).
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let trigger = Object::Trigger(Box::new(self.trigger));
        created(trigger, Guards::default(), self.comment, self.at, out);
    }
}
