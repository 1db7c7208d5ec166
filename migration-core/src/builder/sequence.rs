//! What can be said of sequences.

use super::names::{IntoName, IntoNamed};
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::{ChangeObject, Recorded};
use crate::schema::object::sequence;
use crate::schema::{
    Expression, Object, ObjectChange, ObjectId, ObjectKind, Sequence, SequenceOptions,
    SequenceWidth,
};

/// A sequence that is being created.
#[derive(Debug)]
pub struct SequenceBuilder {
    sequence: Sequence,
    guards: Guards,
    comment: Option<String>,
    at: Location,
}

/// A sequence that is being changed: what is not said stays as it is.
#[derive(Debug)]
pub struct AlterSequenceBuilder {
    id: ObjectId,
    options: SequenceOptions,
    at: Location,
}

/// A sequence that is being set to another number.
#[derive(Debug)]
pub struct RestartSequenceBuilder {
    id: ObjectId,
    with: Option<i64>,
    at: Location,
}

/// The next number of a sequence, for a default (PostgreSQL, MariaDB).
///
/// ```
/// # use migration_core::{builder::*, preview::*};
/// # let before = |schema: &mut Schema| { schema.create_sequence("numbers"); };
/// # let [postgres, ..] = preview(before, |schema| {
/// schema.create_table("invoices", |t| {
///     t.big_integer("number").default(next_value("numbers"));
/// });
/// # }).brief();
///
/// assert_eq!(postgres, r#"CREATE TABLE "invoices" (
///     "number" bigint NOT NULL DEFAULT (nextval('numbers'))
/// );"#);
/// ```
pub fn next_value(sequence: impl IntoName) -> Expression {
    sequence::next_value(&sequence.into_name())
}

impl Schema {
    /// Creates a sequence (PostgreSQL, MariaDB): a number that is another one each time it is asked for. Identity columns
    /// need none of their own.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_sequence("numbers").start(1000).increment(10).cycle();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE SEQUENCE "numbers" INCREMENT BY 10 START WITH 1000 CYCLE;"#);
    /// assert_eq!(mysql, r#"error: cannot create sequence "numbers": MySQL has no sequences
    /// help: use an auto-increment column, or a table of one row that is counted up"#);
    /// assert_eq!(sqlite, r#"error: cannot create sequence "numbers": SQLite has no sequences
    /// help: use an auto-increment key, or a table of one row that is counted up"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createsequence.html),
    /// [MariaDB](https://mariadb.com/docs/server/reference/sql-structure/sequences/create-sequence)
    #[track_caller]
    pub fn create_sequence(&mut self, name: impl IntoName) -> &mut SequenceBuilder {
        let builder = SequenceBuilder {
            sequence: Sequence::new(name.into_name()),
            guards: Guards::default(),
            comment: None,
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Changes options of a sequence; what is not said stays as it is.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_sequence("numbers").start(5);
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.alter_sequence("numbers").increment(2).max(9_000).owned_by("posts", "id");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER SEQUENCE "numbers" INCREMENT BY 2 MAXVALUE 9000 OWNED BY "posts"."id";"#);
    /// # assert!(mysql.starts_with("error: ") && sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn alter_sequence(&mut self, name: impl IntoName) -> &mut AlterSequenceBuilder {
        let builder = AlterSequenceBuilder {
            id: ObjectId::new(ObjectKind::Sequence, name.into_name()),
            options: SequenceOptions::default(),
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// A sequence goes on with its first number, or with another. Rolling back leaves it where it is.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| { schema.create_sequence("numbers"); };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.restart_sequence("numbers").with(500);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER SEQUENCE "numbers" RESTART WITH 500;"#);
    /// # assert!(mysql.starts_with("error: ") && sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn restart_sequence(&mut self, name: impl IntoName) -> &mut RestartSequenceBuilder {
        let builder = RestartSequenceBuilder {
            id: ObjectId::new(ObjectKind::Sequence, name.into_name()),
            with: None,
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a sequence. Rolled back, it counts from its start.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| { schema.create_sequence("numbers"); };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.drop_sequence("numbers");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP SEQUENCE "numbers";"#);
    /// # assert!(mysql.starts_with("error: ") && sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn drop_sequence(&mut self, name: impl IntoName) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Sequence, name.into_name());
        self.drop_object(id, Location::caller())
    }

    /// Renames a sequence, or moves it to another schema (PostgreSQL), or both. Defaults that ask it follow.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| { schema.create_sequence("numbers"); };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.rename_sequence("numbers", "invoice_numbers");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER SEQUENCE "numbers" RENAME TO "invoice_numbers";"#);
    /// # assert!(mysql.starts_with("error: ") && sqlite.starts_with("error: "));
    /// ```
    #[track_caller]
    pub fn rename_sequence(&mut self, from: impl IntoName, to: impl IntoName) {
        let id = ObjectId::new(ObjectKind::Sequence, from.into_name());
        self.rename_object(id, to.into_name(), Location::caller());
    }

    /// Sets the comment on a sequence (PostgreSQL), or removes it: `None`.
    #[track_caller]
    pub fn comment_on_sequence(&mut self, name: impl IntoName, comment: impl Into<Option<String>>) {
        let id = ObjectId::new(ObjectKind::Sequence, name.into_name());
        self.comment_on_object(id, comment, Location::caller());
    }
}

impl SequenceBuilder {
    /// Numbers of 2 bytes.
    pub fn small_integer(&mut self) -> &mut Self {
        self.width(SequenceWidth::SmallInteger)
    }

    /// Numbers of 4 bytes. Without this they have 8.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.create_sequence("numbers").integer().min(10).max(99).cache(5).owned_by("posts", "id");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE SEQUENCE "numbers" AS integer MINVALUE 10 MAXVALUE 99 CACHE 5 OWNED BY "posts"."id";"#);
    /// ```
    pub fn integer(&mut self) -> &mut Self {
        self.width(SequenceWidth::Integer)
    }

    fn width(&mut self, width: SequenceWidth) -> &mut Self {
        self.sequence.width = Some(width);
        self
    }

    /// The first number.
    pub fn start(&mut self, number: i64) -> &mut Self {
        self.sequence.start = Some(number);
        self
    }

    /// What is added each time; less than 0 counts down.
    pub fn increment(&mut self, by: i64) -> &mut Self {
        self.sequence.increment = Some(by);
        self
    }

    /// The lowest number.
    pub fn min(&mut self, number: i64) -> &mut Self {
        self.sequence.min = Some(number);
        self
    }

    /// The highest number.
    pub fn max(&mut self, number: i64) -> &mut Self {
        self.sequence.max = Some(number);
        self
    }

    /// How many numbers are kept in memory.
    pub fn cache(&mut self, count: i64) -> &mut Self {
        self.sequence.cache = Some(count);
        self
    }

    /// It begins again at its end.
    pub fn cycle(&mut self) -> &mut Self {
        self.sequence.cycle = true;
        self
    }

    /// It goes with this column when that is dropped (PostgreSQL).
    pub fn owned_by(&mut self, table: impl IntoName, column: impl IntoNamed) -> &mut Self {
        self.sequence.owned_by = Some((table.into_name(), column.into_named()));
        self
    }

    shared! {
        /// Does nothing when there is one of this name.
        if_not_exists;
        /// A comment on it (PostgreSQL).
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let sequence = Object::Sequence(self.sequence);
        created(sequence, self.guards, self.comment, self.at, out);
    }
}

impl AlterSequenceBuilder {
    /// The first number, for the next restart.
    pub fn start(&mut self, number: i64) -> &mut Self {
        self.options.start = Some(number);
        self
    }

    /// What is added each time.
    pub fn increment(&mut self, by: i64) -> &mut Self {
        self.options.increment = Some(by);
        self
    }

    /// The lowest number.
    pub fn min(&mut self, number: i64) -> &mut Self {
        self.options.min = Some(number);
        self
    }

    /// The highest number.
    pub fn max(&mut self, number: i64) -> &mut Self {
        self.options.max = Some(number);
        self
    }

    /// How many numbers are kept in memory.
    pub fn cache(&mut self, count: i64) -> &mut Self {
        self.options.cache = Some(count);
        self
    }

    /// Whether it begins again at its end.
    pub fn cycle(&mut self, cycle: bool) -> &mut Self {
        self.options.cycle = Some(cycle);
        self
    }

    /// It goes with this column when that is dropped (PostgreSQL).
    pub fn owned_by(&mut self, table: impl IntoName, column: impl IntoNamed) -> &mut Self {
        self.options.owned_by = Some(Some((table.into_name(), column.into_named())));
        self
    }

    /// It goes with no column (PostgreSQL).
    pub fn owned_by_none(&mut self) -> &mut Self {
        self.options.owned_by = Some(None);
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let change = ObjectChange::Sequence(Box::new(self.options));
        out.push(Recorded::new(
            ChangeObject {
                id: self.id,
                change,
            },
            self.at,
        ));
    }
}

impl RestartSequenceBuilder {
    /// The number that comes next.
    pub fn with(&mut self, number: i64) -> &mut Self {
        self.with = Some(number);
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let change = ObjectChange::Restart(self.with);
        out.push(Recorded::new(
            ChangeObject {
                id: self.id,
                change,
            },
            self.at,
        ));
    }
}
