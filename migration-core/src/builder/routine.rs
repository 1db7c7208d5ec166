//! What can be said of functions and procedures.

use super::names::IntoName;
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::dialect::Dialect;
use crate::operation::{CommentOnObject, Recorded, RenameObject};
use crate::schema::object::arguments::Arguments;
use crate::schema::{
    Expression, Object, ObjectId, ObjectKind, ObjectName, Parallel, Routine, Volatility,
};

/// A function or procedure that is being created.
#[derive(Debug)]
pub struct RoutineBuilder {
    routine: Routine,
    guards: Guards,
    comment: Option<String>,
    at: Location,
}

impl Schema {
    /// Creates a function: its arguments as they are declared, and what it gives back. Its body is yours; `BEGIN ... END`
    /// reads the same on PostgreSQL (whose language is `plpgsql` when you do not say another) and on MySQL. SQLite has no
    /// functions in SQL: limit it by [`on`](RoutineBuilder::on).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_function("plus", "a integer, b integer", "integer")
    ///     .body("BEGIN RETURN a + b; END")
    ///     .immutable();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE FUNCTION "plus"(a integer, b integer) RETURNS integer LANGUAGE "plpgsql" IMMUTABLE AS $$BEGIN RETURN a + b; END$$;"#);
    /// assert_eq!(mysql, "CREATE FUNCTION `plus`(a integer, b integer) RETURNS integer DETERMINISTIC NO SQL SQL SECURITY INVOKER BEGIN RETURN a + b; END;");
    /// assert_eq!(sqlite, r#"error: cannot create function "plus(integer, integer)": SQLite has no functions and procedures in SQL
    /// help: say where it is for: on(Postgres), and give a trigger its statements as body("...")"#);
    /// ```
    ///
    /// A MySQL server that keeps a binary log refuses a function that says neither
    /// [`immutable`](RoutineBuilder::immutable) nor [`stable`](RoutineBuilder::stable), unless
    /// `log_bin_trust_function_creators` is on.
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createfunction.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-procedure.html)
    #[track_caller]
    pub fn create_function(
        &mut self,
        name: impl IntoName,
        arguments: impl Into<Expression>,
        returns: impl Into<Expression>,
    ) -> &mut RoutineBuilder {
        let routine = Routine::function(name.into_name(), arguments.into(), returns.into());
        self.routine(routine, Location::caller())
    }

    /// Creates a procedure, which is called by `CALL`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_procedure("tidy", "")
    ///     .body("BEGIN DELETE FROM posts WHERE title = ''; END");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE PROCEDURE "tidy"() LANGUAGE "plpgsql" AS $$BEGIN DELETE FROM posts WHERE title = ''; END$$;"#);
    /// assert_eq!(mysql, "CREATE PROCEDURE `tidy`() SQL SECURITY INVOKER BEGIN DELETE FROM posts WHERE title = ''; END;");
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createprocedure.html)
    #[track_caller]
    pub fn create_procedure(
        &mut self,
        name: impl IntoName,
        arguments: impl Into<Expression>,
    ) -> &mut RoutineBuilder {
        let routine = Routine::procedure(name.into_name(), arguments.into());
        self.routine(routine, Location::caller())
    }

    fn routine(&mut self, routine: Routine, at: Location) -> &mut RoutineBuilder {
        let builder = RoutineBuilder {
            routine,
            guards: Guards::default(),
            comment: None,
            at,
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a function. Rolled back, it is there again as it was. Which one is meant is told from its name where there is
    /// one of this name, and else from [`arguments`](DropObjectBuilder::arguments).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     schema.create_function("plus", "a int, b int", "integer").body("BEGIN RETURN a + b; END");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.drop_function("plus");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP FUNCTION "plus"(integer, integer);"#);
    /// assert_eq!(mysql, "DROP FUNCTION `plus`;");
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn drop_function(&mut self, name: impl IntoName) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Function, name.into_name());
        self.drop_object(id, Location::caller())
    }

    /// Drops a procedure, as [`drop_function`](Self::drop_function) does a function.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
    /// schema.drop_procedure("tidy").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP PROCEDURE IF EXISTS "tidy";"#);
    /// assert_eq!(mysql, "DROP PROCEDURE IF EXISTS `tidy`;");
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn drop_procedure(&mut self, name: impl IntoName) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Procedure, name.into_name());
        self.drop_object(id, Location::caller())
    }

    /// Renames a function, or moves it to another schema, or both. Triggers that execute it follow. MySQL makes it again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     schema.create_function("one", "", "integer").body("BEGIN RETURN 1; END");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.rename_function("one", "the_one");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER FUNCTION "one"() RENAME TO "the_one";"#);
    /// assert_eq!(mysql, "CREATE FUNCTION `the_one`() RETURNS integer SQL SECURITY INVOKER BEGIN RETURN 1; END;
    /// DROP FUNCTION `one`;");
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn rename_function(
        &mut self,
        from: impl IntoName,
        to: impl IntoName,
    ) -> &mut RoutineChangeBuilder {
        let id = ObjectId::new(ObjectKind::Function, from.into_name());
        let change = RoutineChange::Rename(to.into_name());
        self.change_routine(id, change, Location::caller())
    }

    /// Renames a procedure, as [`rename_function`](Self::rename_function) does a function.
    #[track_caller]
    pub fn rename_procedure(
        &mut self,
        from: impl IntoName,
        to: impl IntoName,
    ) -> &mut RoutineChangeBuilder {
        let id = ObjectId::new(ObjectKind::Procedure, from.into_name());
        let change = RoutineChange::Rename(to.into_name());
        self.change_routine(id, change, Location::caller())
    }

    /// Sets the comment on a function, or removes it: `None`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     schema.create_function("one", "", "integer").body("BEGIN RETURN 1; END");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.comment_on_function("one", "the first".to_owned());
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON FUNCTION "one"() IS 'the first';"#);
    /// assert_eq!(mysql, "ALTER FUNCTION `one` COMMENT 'the first';");
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn comment_on_function(
        &mut self,
        name: impl IntoName,
        comment: impl Into<Option<String>>,
    ) -> &mut RoutineChangeBuilder {
        let id = ObjectId::new(ObjectKind::Function, name.into_name());
        let change = RoutineChange::Comment(comment.into());
        self.change_routine(id, change, Location::caller())
    }

    /// Sets the comment on a procedure, or removes it: `None`.
    #[track_caller]
    pub fn comment_on_procedure(
        &mut self,
        name: impl IntoName,
        comment: impl Into<Option<String>>,
    ) -> &mut RoutineChangeBuilder {
        let id = ObjectId::new(ObjectKind::Procedure, name.into_name());
        let change = RoutineChange::Comment(comment.into());
        self.change_routine(id, change, Location::caller())
    }

    fn change_routine(
        &mut self,
        id: ObjectId,
        change: RoutineChange,
        at: Location,
    ) -> &mut RoutineChangeBuilder {
        keep(&mut self.drafts, RoutineChangeBuilder { id, change, at })
    }
}

/// What can be said of a change of a function or procedure.
#[derive(Debug)]
pub struct RoutineChangeBuilder {
    id: ObjectId,
    change: RoutineChange,
    at: Location,
}

#[derive(Debug)]
enum RoutineChange {
    Rename(ObjectName),
    Comment(Option<String>),
}

impl RoutineChangeBuilder {
    /// The types of the arguments: which one it is, of several with one name (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     let f = schema.create_function("twice", "a int", "int");
    /// #     f.body("BEGIN RETURN 2 * a; END");
    /// # };
    /// # let postgres = preview(before, |schema| {
    /// schema.rename_function("twice", "doubled").arguments("int");
    /// # }).postgres();
    ///
    /// assert_eq!(postgres, r#"ALTER FUNCTION "twice"(integer) RENAME TO "doubled";
    /// "#);
    /// ```
    pub fn arguments(&mut self, types: impl AsRef<str>) -> &mut Self {
        self.id.arguments = Some(Arguments::parse(types.as_ref()).identity());
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let Self { id, change, at } = self;
        out.push(match change {
            RoutineChange::Rename(to) => Recorded::new(RenameObject { id, to }, at),
            RoutineChange::Comment(comment) => Recorded::new(CommentOnObject { id, comment }, at),
        });
    }
}

impl RoutineBuilder {
    /// What it does, without quotes around it. The text may hold anything, dollars and quotes too.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, dialect::Dialect::Mysql};
    /// # let [postgres, mysql, _] = preview(blog, |schema| {
    /// schema.create_function("price", "amount numeric", "text")
    ///     .body(expr("BEGIN RETURN '$' || amount; END").on(Mysql, "RETURN concat('$', amount)"))
    ///     .stable();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE FUNCTION "price"(amount numeric) RETURNS text LANGUAGE "plpgsql" STABLE AS $body$BEGIN RETURN '$' || amount; END$body$;"#);
    /// assert_eq!(mysql, "CREATE FUNCTION `price`(amount numeric) RETURNS text READS SQL DATA SQL SECURITY INVOKER RETURN concat('$', amount);");
    /// ```
    pub fn body(&mut self, body: impl Into<Expression>) -> &mut Self {
        self.routine.body = body.into();
        self
    }

    /// The language of the body, where it is not `plpgsql` (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.create_function("titles", "", "SETOF text")
    ///     .language("sql")
    ///     .body("SELECT title FROM posts")
    ///     .stable()
    ///     .parallel_safe();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE FUNCTION "titles"() RETURNS SETOF text LANGUAGE "sql" STABLE PARALLEL SAFE AS $$SELECT title FROM posts$$;"#);
    /// ```
    pub fn language(&mut self, language: impl Into<String>) -> &mut Self {
        self.routine.language = language.into();
        self
    }

    /// Its result depends on its arguments alone. On MySQL: `DETERMINISTIC NO SQL`.
    pub fn immutable(&mut self) -> &mut Self {
        self.routine.volatility = Volatility::Immutable;
        self
    }

    /// It only reads. On MySQL: `READS SQL DATA`.
    pub fn stable(&mut self) -> &mut Self {
        self.routine.volatility = Volatility::Stable;
        self
    }

    /// It gives NULL for a NULL argument, without being called (PostgreSQL).
    pub fn strict(&mut self) -> &mut Self {
        self.routine.strict = true;
        self
    }

    /// It runs with the rights of who made it. Say what its search path is as well.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, _] = preview(blog, |schema| {
    /// schema.create_function("one", "", "integer")
    ///     .body("BEGIN RETURN 1; END")
    ///     .security_definer()
    ///     .set("search_path", "app, pg_temp");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE FUNCTION "one"() RETURNS integer LANGUAGE "plpgsql" SECURITY DEFINER SET "search_path" TO "app", "pg_temp" AS $$BEGIN RETURN 1; END$$;"#);
    /// assert_eq!(mysql, r#"error: cannot create function "one()": MySQL has no settings of a function
    /// help: set them in the body"#);
    /// ```
    pub fn security_definer(&mut self) -> &mut Self {
        self.routine.security_definer = true;
        self
    }

    /// A setting while it runs (PostgreSQL). See [`security_definer`](Self::security_definer).
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut Self {
        self.routine.settings.insert(name.into(), value.into());
        self
    }

    /// Queries that call it may run in parallel (PostgreSQL). See [`language`](Self::language).
    pub fn parallel_safe(&mut self) -> &mut Self {
        self.routine.parallel = Parallel::Safe;
        self
    }

    /// Queries that call it may run in parallel, it in the leading process alone (PostgreSQL).
    pub fn parallel_restricted(&mut self) -> &mut Self {
        self.routine.parallel = Parallel::Restricted;
        self
    }

    /// Puts it in the place of one that is there. Rolled back, the old one is there again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, _] = preview(blog, |schema| {
    /// schema.create_function("one", "", "integer").body("BEGIN RETURN 1; END").or_replace();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE OR REPLACE FUNCTION "one"() RETURNS integer LANGUAGE "plpgsql" AS $$BEGIN RETURN 1; END$$;"#);
    /// assert_eq!(mysql, "DROP FUNCTION IF EXISTS `one`;
    /// CREATE FUNCTION `one`() RETURNS integer SQL SECURITY INVOKER BEGIN RETURN 1; END;");
    /// ```
    pub fn or_replace(&mut self) -> &mut Self {
        self.guards.or_replace = true;
        self
    }

    /// Only on this database; may be said more than once. On any other there is no such routine.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, dialect::Dialect::Postgres};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_function("touch", "", "trigger")
    ///     .body("BEGIN new.title := trim(new.title); RETURN new; END")
    ///     .on(Postgres);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE FUNCTION "touch"() RETURNS trigger LANGUAGE "plpgsql" AS $$BEGIN new.title := trim(new.title); RETURN new; END$$;"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    pub fn on(&mut self, dialect: Dialect) -> &mut Self {
        if !self.routine.only_on.contains(&dialect) {
            self.routine.only_on.push(dialect);
            self.routine.only_on.sort_unstable();
        }
        self
    }

    shared! {
        /// A comment on it.
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let routine = Object::Routine(Box::new(self.routine));
        created(routine, self.guards, self.comment, self.at, out);
    }
}

impl DropObjectBuilder {
    /// Which of several functions of one name: the types of its arguments.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     schema.create_function("twice", "a integer", "integer").body("BEGIN RETURN a * 2; END");
    /// #     schema.create_function("twice", "a text", "text").body("BEGIN RETURN a || a; END");
    /// # };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.drop_function("twice").arguments("int");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP FUNCTION "twice"(integer);"#);
    /// ```
    pub fn arguments(&mut self, types: impl AsRef<str>) -> &mut Self {
        self.operation.id.arguments = Some(Arguments::parse(types.as_ref()).identity());
        self
    }
}
