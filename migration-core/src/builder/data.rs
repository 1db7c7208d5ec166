//! Rows: what is inserted, updated and deleted among the changes of the schema.
//!
//! Values are written as literals of the column's type, which the migrations before say: the text `"true"` for a boolean
//! column is a boolean on every database. Rows do not change what a schema looks like, but what they name is checked
//! against it, at the place where they stand.

use super::Schema;
use super::csv::parse;
use super::draft::keep;
use super::names::{IntoColumns, IntoName, IntoNamed};
use crate::operation::{
    Assignment, ConflictAction, DeleteRows, InsertRows, OnConflict, Operation, Recorded,
    UpdateRows, WhichRows,
};
use crate::schema::{DefaultValue, Expression, ObjectName};
use crate::{Location, Row, Value};

impl Schema {
    /// Inserts a row. A column that it leaves out gets its default. Its way back is to delete it by its key, if it says
    /// one.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.insert("posts", row! { "id" => 1, "author_id" => 7, "title" => "it's on", "content" => None::<String> });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"INSERT INTO "posts" ("id", "author_id", "title", "content") VALUES (1, 7, 'it''s on', NULL);
    /// SELECT setval(seqrelid, highest) FROM pg_sequence, (SELECT max("id") AS highest FROM "posts") AS given WHERE seqrelid = pg_get_serial_sequence('"posts"', 'id')::regclass AND seqincrement > 0 AND highest >= coalesce(pg_sequence_last_value(seqrelid), seqstart);"#);
    /// assert_eq!(mysql, "INSERT INTO `posts` (`id`, `author_id`, `title`, `content`) VALUES (1, 7, 'it''s on', NULL);");
    /// assert_eq!(sqlite, r#"INSERT INTO "posts" ("id", "author_id", "title", "content") VALUES (1, 7, 'it''s on', NULL);"#);
    /// ```
    ///
    /// The second statement on PostgreSQL makes the next generated `id` one that is free; the others do that by
    /// themselves. What a row names, leaves out or says wrongly is found before anything runs:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [error, ..] = preview(blog, |schema| {
    /// schema.insert("posts", row! { "author" => 7, "title" => "on" });
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot insert a row into table "posts": table "posts" has no column "author" at this point
    /// error: cannot insert a row into table "posts": the row says nothing of column "author_id" of table "posts", which is NOT NULL and has no default"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-insert.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/insert.html),
    /// [SQLite](https://www.sqlite.org/lang_insert.html)
    #[track_caller]
    pub fn insert(&mut self, table: impl IntoName, row: Row) -> &mut InsertBuilder {
        self.rows(table.into_name(), vec![row], Location::caller())
    }

    /// Inserts rows, in this order: [`insert`](Self::insert) for many. Up to 1,000 rows, or about 256 kB of them, are one
    /// statement.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.insert_many("users", [row! { "email" => "a@example.com" }, row! { "email" => "b@example.com" }]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"INSERT INTO "users" ("email") VALUES
    ///     ('a@example.com'),
    ///     ('b@example.com');"#);
    /// assert_eq!(mysql, "INSERT INTO `users` (`email`) VALUES
    ///     ('a@example.com'),
    ///     ('b@example.com');");
    /// assert_eq!(sqlite, r#"INSERT INTO "users" ("email") VALUES
    ///     ('a@example.com'),
    ///     ('b@example.com');"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-insert.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/insert.html),
    /// [SQLite](https://www.sqlite.org/lang_insert.html)
    #[track_caller]
    pub fn insert_many(
        &mut self,
        table: impl IntoName,
        rows: impl IntoIterator<Item = Row>,
    ) -> &mut InsertBuilder {
        let rows = rows.into_iter().collect();
        self.rows(table.into_name(), rows, Location::caller())
    }

    /// Inserts the rows of a CSV file: its first line names the columns, a field is what its column's type makes of it,
    /// and an empty field without quotes is NULL. Rows that no column takes are told with their line.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(countries, |schema| {
    /// schema.copy_from_csv("countries", "code,name,area,member\nAT,Austria,83879,yes\nVA,\"Vatican \"\"City\"\"\",,no\n");
    /// # }).brief();
    /// # fn countries(schema: &mut Schema) {
    /// #     schema.create_table("countries", |t| {
    /// #         t.char("code", 2).primary_key();
    /// #         t.string("name", 80);
    /// #         t.integer("area").optional();
    /// #         t.boolean("member");
    /// #     });
    /// # }
    ///
    /// assert_eq!(postgres, r#"INSERT INTO "countries" ("code", "name", "area", "member") VALUES
    ///     ('AT', 'Austria', 83879, TRUE),
    ///     ('VA', 'Vatican "City"', NULL, FALSE);"#);
    /// assert_eq!(mysql, r#"INSERT INTO `countries` (`code`, `name`, `area`, `member`) VALUES
    ///     ('AT', 'Austria', 83879, TRUE),
    ///     ('VA', 'Vatican "City"', NULL, FALSE);"#);
    /// assert_eq!(sqlite, r#"INSERT INTO "countries" ("code", "name", "area", "member") VALUES
    ///     ('AT', 'Austria', 83879, 1),
    ///     ('VA', 'Vatican "City"', NULL, 0);"#);
    /// ```
    ///
    /// A file beside the migration is part of the program: `include_str!("countries.csv")`.
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-insert.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/insert.html),
    /// [SQLite](https://www.sqlite.org/lang_insert.html)
    #[track_caller]
    pub fn copy_from_csv(
        &mut self,
        table: impl IntoName,
        csv: impl AsRef<str>,
    ) -> &mut InsertBuilder {
        let (parsed, at) = (parse(csv.as_ref()), Location::caller());
        let insert = self.rows(table.into_name(), parsed.rows, at);
        insert.operation.lines = parsed.lines;
        let complaints = parsed
            .complaints
            .into_iter()
            .map(|complaint| (complaint, at));
        insert.complaints.extend(complaints);
        insert
    }

    /// Inserts rows; where one with the same key is there already, it takes the new row's values:
    /// [`insert_many`](Self::insert_many) with [`on_conflict`](InsertBuilder::on_conflict) and
    /// [`do_update`](OnConflictBuilder::do_update).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [postgres, mysql, sqlite] = preview(roles, |schema| {
    /// schema.upsert("roles", ["name"], [row! { "name" => "admin", "label" => "Administrator" }]);
    /// # }).brief();
    /// # fn roles(schema: &mut Schema) {
    /// #     schema.create_table("roles", |t| {
    /// #         t.id();
    /// #         t.string("name", 40).unique();
    /// #         t.string("label", 80).optional();
    /// #     });
    /// # }
    ///
    /// assert_eq!(postgres, r#"INSERT INTO "roles" ("name", "label") VALUES ('admin', 'Administrator') ON CONFLICT ("name") DO UPDATE SET "label" = excluded."label";"#);
    /// assert_eq!(mysql, "INSERT INTO `roles` (`name`, `label`) VALUES ('admin', 'Administrator') ON DUPLICATE KEY UPDATE `label` = VALUES(`label`);");
    /// assert_eq!(sqlite, r#"INSERT INTO "roles" ("name", "label") VALUES ('admin', 'Administrator') ON CONFLICT ("name") DO UPDATE SET "label" = excluded."label";"#);
    /// ```
    ///
    /// MySQL cannot say which key is meant. Where the rows say the values of another key as well, they go one by one, so
    /// that a clash with that key is an error there too:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [_, mysql, _] = preview(roles, |schema| {
    /// schema.upsert("roles", ["name"], [row! { "id" => 1, "name" => "admin" }]);
    /// # }).brief();
    /// # fn roles(schema: &mut Schema) {
    /// #     schema.create_table("roles", |t| {
    /// #         t.id();
    /// #         t.string("name", 40).unique();
    /// #     });
    /// # }
    ///
    /// assert_eq!(mysql, "UPDATE `roles` SET `id` = 1 WHERE `name` = 'admin';
    /// INSERT INTO `roles` (`id`, `name`) SELECT 1, 'admin' FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `roles` WHERE `name` = 'admin');");
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/insert-on-duplicate.html),
    /// [SQLite](https://www.sqlite.org/lang_upsert.html)
    #[track_caller]
    pub fn upsert<K>(
        &mut self,
        table: impl IntoName,
        key: impl IntoColumns<K>,
        rows: impl IntoIterator<Item = Row>,
    ) -> &mut InsertBuilder {
        let rows = rows.into_iter().collect();
        let insert = self.rows(table.into_name(), rows, Location::caller());
        insert.on_conflict(key).do_update()
    }

    /// Updates rows: all of the table, unless [`filter`](UpdateBuilder::filter) says which.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.update("posts").set("title", "untitled").set("content", expr("lower(content)")).filter("title = ''");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"UPDATE "posts" SET "title" = 'untitled', "content" = (lower(content)) WHERE title = '';"#);
    /// assert_eq!(mysql, "UPDATE `posts` SET `title` = 'untitled', `content` = (lower(content)) WHERE title = '';");
    /// assert_eq!(sqlite, r#"UPDATE "posts" SET "title" = 'untitled', "content" = (lower(content)) WHERE title = '';"#);
    /// ```
    ///
    /// What was in the rows is not known afterwards, so there is no way back, unless the update says what it was
    /// ([`set_from`](UpdateBuilder::set_from)) or how to go back ([`down`](UpdateBuilder::down)).
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-update.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/update.html),
    /// [SQLite](https://www.sqlite.org/lang_update.html)
    #[track_caller]
    pub fn update(&mut self, table: impl IntoName) -> &mut UpdateBuilder {
        let operation = UpdateRows {
            table: table.into_name(),
            set: Vec::new(),
            filter: None,
            down: None,
        };
        let draft = UpdateBuilder {
            operation,
            at: Location::caller(),
            complaints: Vec::new(),
        };
        keep(&mut self.drafts, draft)
    }

    /// Deletes rows: all of the table, unless [`filter`](DeleteBuilder::filter) says which. There is no way back, unless
    /// [`down`](DeleteBuilder::down) says it.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.delete("posts").filter("title = ''");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DELETE FROM "posts" WHERE title = '';"#);
    /// assert_eq!(mysql, "DELETE FROM `posts` WHERE title = '';");
    /// assert_eq!(sqlite, r#"DELETE FROM "posts" WHERE title = '';"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-delete.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/delete.html),
    /// [SQLite](https://www.sqlite.org/lang_delete.html)
    #[track_caller]
    pub fn delete(&mut self, table: impl IntoName) -> &mut DeleteBuilder {
        let operation = DeleteRows {
            table: table.into_name(),
            which: WhichRows::All,
            down: None,
        };
        let draft = DeleteBuilder {
            operation,
            at: Location::caller(),
            complaints: Vec::new(),
        };
        keep(&mut self.drafts, draft)
    }

    fn rows(&mut self, table: ObjectName, rows: Vec<Row>, at: Location) -> &mut InsertBuilder {
        let draft = InsertBuilder {
            operation: InsertRows::new(table, rows),
            at,
            undecided: None,
            complaints: Vec::new(),
        };
        keep(&mut self.drafts, draft)
    }
}

/// What was complained about, each with its place.
type Complaints = Vec<(String, Location)>;

/// Rows that are being inserted.
#[derive(Debug)]
pub struct InsertBuilder {
    operation: InsertRows,
    at: Location,
    /// A key without what to do.
    undecided: Option<Vec<String>>,
    complaints: Complaints,
}

impl InsertBuilder {
    /// Rows may be there already: those with the same values in these columns, which are the primary key or another
    /// unique key. What is done with them is said next, by [`do_nothing`](OnConflictBuilder::do_nothing) or
    /// [`do_update`](OnConflictBuilder::do_update). Which rows those were is not known afterwards, so the way back has to
    /// be said: [`down`](Self::down).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [error, ..] = preview(blog, |schema| {
    /// schema.insert("posts", row! { "author_id" => 7, "title" => "on" }).on_conflict(["title"]).do_nothing();
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot insert a row into table "posts": "title" is no key of table "posts": its rows may be equal
    /// help: name the primary key, or add a unique constraint on exactly these columns"#);
    /// ```
    pub fn on_conflict<K>(&mut self, key: impl IntoColumns<K>) -> OnConflictBuilder<'_> {
        self.undecided = Some(key.into_columns());
        OnConflictBuilder { insert: self }
    }

    /// What undoes it, where that is not derived or should be something else.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.insert("users", row! { "email" => "root@example.com" }).down(|schema| {
    ///     schema.delete("users").filter("email = 'root@example.com'");
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"INSERT INTO "users" ("email") VALUES ('root@example.com');"#);
    /// assert_eq!(mysql, "INSERT INTO `users` (`email`) VALUES ('root@example.com');");
    /// assert_eq!(sqlite, r#"INSERT INTO "users" ("email") VALUES ('root@example.com');"#);
    /// ```
    pub fn down(&mut self, undo: impl FnOnce(&mut Schema)) -> &mut Self {
        self.operation.down = Some(recorded(undo, &mut self.complaints));
        self
    }

    pub(super) fn finish(mut self, out: &mut Vec<Recorded>) {
        if let Some(key) = self.undecided {
            let message = format!(
                "on_conflict([\"{}\"]) does not say what to do: add do_nothing() or do_update()",
                key.join("\", \"")
            );
            self.complaints.push((message, self.at));
        }
        push(self.operation, self.at, self.complaints, out);
    }
}

/// A key that rows of an insert may have in common with rows that are there.
#[derive(Debug)]
#[must_use = "say what to do: do_nothing() or do_update()"]
pub struct OnConflictBuilder<'a> {
    insert: &'a mut InsertBuilder,
}

impl<'a> OnConflictBuilder<'a> {
    /// Rows that are there stay as they are.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [postgres, mysql, sqlite] = preview(roles, |schema| {
    /// schema.insert("roles", row! { "name" => "admin" }).on_conflict(["name"]).do_nothing();
    /// # }).brief();
    /// # fn roles(schema: &mut Schema) {
    /// #     schema.create_table("roles", |t| {
    /// #         t.id();
    /// #         t.string("name", 40).unique();
    /// #     });
    /// # }
    ///
    /// assert_eq!(postgres, r#"INSERT INTO "roles" ("name") VALUES ('admin') ON CONFLICT ("name") DO NOTHING;"#);
    /// assert_eq!(mysql, "INSERT INTO `roles` (`name`) VALUES ('admin') ON DUPLICATE KEY UPDATE `name` = `name`;");
    /// assert_eq!(sqlite, r#"INSERT INTO "roles" ("name") VALUES ('admin') ON CONFLICT ("name") DO NOTHING;"#);
    /// ```
    ///
    /// MySQL's `INSERT IGNORE` is not used: it would pass over every other error as well.
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/insert-on-duplicate.html),
    /// [SQLite](https://www.sqlite.org/lang_upsert.html)
    pub fn do_nothing(self) -> &'a mut InsertBuilder {
        self.decide(ConflictAction::Nothing)
    }

    /// Rows that are there take all values that the new row says: [`Schema::upsert`].
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.insert("posts", row! { "id" => 1, "author_id" => 7, "title" => "on" }).on_conflict("id").do_update();
    /// # }).brief();
    ///
    /// assert!(postgres.starts_with(r#"INSERT INTO "posts" ("id", "author_id", "title") VALUES (1, 7, 'on') ON CONFLICT ("id") DO UPDATE SET "author_id" = excluded."author_id", "title" = excluded."title";"#));
    /// assert_eq!(mysql, "INSERT INTO `posts` (`id`, `author_id`, `title`) VALUES (1, 7, 'on') ON DUPLICATE KEY UPDATE `author_id` = VALUES(`author_id`), `title` = VALUES(`title`);");
    /// assert_eq!(sqlite, r#"INSERT INTO "posts" ("id", "author_id", "title") VALUES (1, 7, 'on') ON CONFLICT ("id") DO UPDATE SET "author_id" = excluded."author_id", "title" = excluded."title";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/insert-on-duplicate.html),
    /// [SQLite](https://www.sqlite.org/lang_upsert.html)
    pub fn do_update(self) -> &'a mut InsertBuilder {
        self.decide(ConflictAction::Update)
    }

    fn decide(self, action: ConflictAction) -> &'a mut InsertBuilder {
        let columns = self.insert.undecided.take().unwrap_or_default();
        self.insert.operation.on_conflict = Some(OnConflict { columns, action });
        self.insert
    }
}

/// Rows that are being updated.
#[derive(Debug)]
pub struct UpdateBuilder {
    operation: UpdateRows,
    at: Location,
    complaints: Complaints,
}

impl UpdateBuilder {
    /// What a column is set to: a value, or [`expr`](super::expr)`(...)` over the row as it was. May be said for several
    /// columns. `expr("now()")` is the current time on every database. MySQL sets columns one after the other; they are put
    /// in an order in which each expression still sees the old values, or refused where there is none.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(tasks, |schema| {
    /// schema.update("tasks").set("done", true).set("done_at", expr("now()"));
    /// # }).brief();
    /// # fn tasks(schema: &mut Schema) {
    /// #     schema.create_table("tasks", |t| {
    /// #         t.id();
    /// #         t.boolean("done");
    /// #         t.timestamp("done_at").optional();
    /// #     });
    /// # }
    ///
    /// assert_eq!(postgres, r#"UPDATE "tasks" SET "done" = TRUE, "done_at" = CURRENT_TIMESTAMP;"#);
    /// assert_eq!(mysql, "UPDATE `tasks` SET `done` = TRUE, `done_at` = CURRENT_TIMESTAMP(6);");
    /// assert_eq!(sqlite, r#"UPDATE "tasks" SET "done" = 1, "done_at" = (strftime('%Y-%m-%d %H:%M:%f', 'now'));"#);
    /// ```
    pub fn set(&mut self, column: impl IntoNamed, to: impl Into<DefaultValue>) -> &mut Self {
        self.operation.set.push(Assignment {
            column: column.into_named(),
            from: None,
            to: to.into(),
        });
        self
    }

    /// What a column is set to in rows where it holds another value now, so that the way back is known: rows with the new
    /// value get the old one. Rows that had the new value before would get it too; if there may be any, say
    /// [`down`](Self::down) instead.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.update("posts").set_from("title", "Untitled", "No title").set_from("content", None::<String>, "");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"UPDATE "posts" SET "title" = 'No title', "content" = '' WHERE "title" = 'Untitled' AND "content" IS NULL;"#);
    /// assert_eq!(mysql, "UPDATE `posts` SET `title` = 'No title', `content` = '' WHERE `title` = 'Untitled' AND `content` IS NULL;");
    /// assert_eq!(sqlite, r#"UPDATE "posts" SET "title" = 'No title', "content" = '' WHERE "title" = 'Untitled' AND "content" IS NULL;"#);
    /// ```
    pub fn set_from(
        &mut self,
        column: impl IntoNamed,
        from: impl Into<Value>,
        to: impl Into<Value>,
    ) -> &mut Self {
        self.operation.set.push(Assignment {
            column: column.into_named(),
            from: Some(from.into()),
            to: DefaultValue::Value(to.into()),
        });
        self
    }

    /// Which rows.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.update("posts").set("title", "untitled").filter("title = ''");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"UPDATE "posts" SET "title" = 'untitled' WHERE title = '';"#);
    /// assert_eq!(mysql, "UPDATE `posts` SET `title` = 'untitled' WHERE title = '';");
    /// assert_eq!(sqlite, r#"UPDATE "posts" SET "title" = 'untitled' WHERE title = '';"#);
    /// ```
    pub fn filter(&mut self, condition: impl Into<Expression>) -> &mut Self {
        self.operation.filter = Some(condition.into());
        self
    }

    /// What undoes it.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.update("posts").set("content", "").filter("content IS NULL").down(|schema| {
    ///     schema.update("posts").set("content", None::<String>).filter("content = ''");
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"UPDATE "posts" SET "content" = '' WHERE content IS NULL;"#);
    /// assert_eq!(mysql, "UPDATE `posts` SET `content` = '' WHERE content IS NULL;");
    /// assert_eq!(sqlite, r#"UPDATE "posts" SET "content" = '' WHERE content IS NULL;"#);
    /// ```
    pub fn down(&mut self, undo: impl FnOnce(&mut Schema)) -> &mut Self {
        self.operation.down = Some(recorded(undo, &mut self.complaints));
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        push(self.operation, self.at, self.complaints, out);
    }
}

/// Rows that are being deleted.
#[derive(Debug)]
pub struct DeleteBuilder {
    operation: DeleteRows,
    at: Location,
    complaints: Complaints,
}

impl DeleteBuilder {
    /// Which rows.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.delete("posts").filter("content IS NULL");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DELETE FROM "posts" WHERE content IS NULL;"#);
    /// assert_eq!(mysql, "DELETE FROM `posts` WHERE content IS NULL;");
    /// assert_eq!(sqlite, r#"DELETE FROM "posts" WHERE content IS NULL;"#);
    /// ```
    pub fn filter(&mut self, condition: impl Into<Expression>) -> &mut Self {
        self.operation.which = WhichRows::Where(condition.into());
        self
    }

    /// What undoes it: usually, to insert the rows again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, row};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.delete("users").filter("email = 'root@example.com'").down(|schema| {
    ///     schema.insert("users", row! { "email" => "root@example.com" });
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DELETE FROM "users" WHERE email = 'root@example.com';"#);
    /// assert_eq!(mysql, "DELETE FROM `users` WHERE email = 'root@example.com';");
    /// assert_eq!(sqlite, r#"DELETE FROM "users" WHERE email = 'root@example.com';"#);
    /// ```
    pub fn down(&mut self, undo: impl FnOnce(&mut Schema)) -> &mut Self {
        self.operation.down = Some(recorded(undo, &mut self.complaints));
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        push(self.operation, self.at, self.complaints, out);
    }
}

/// The operations of a way back; what is wrong with them is wrong with the operation that they undo.
fn recorded(undo: impl FnOnce(&mut Schema), complaints: &mut Complaints) -> Vec<Operation> {
    let mut schema = Schema::new();
    undo(&mut schema);
    let mut operations = Vec::new();
    for recorded in schema.finish() {
        complaints.extend(recorded.complaints);
        operations.push(recorded.operation);
    }
    operations
}

fn push(
    operation: impl Into<Operation>,
    at: Location,
    complaints: Complaints,
    out: &mut Vec<Recorded>,
) {
    let mut recorded = Recorded::new(operation, at);
    recorded.complaints = complaints;
    out.push(recorded);
}
