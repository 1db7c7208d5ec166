//! What a data migration writes.

use migration_core::builder::{IntoColumns, IntoName};
use migration_core::schema::ObjectName;
use migration_core::{IntoRow, Location, Row, Value};

use super::condition::Condition;
use super::db::Db;
use super::rows::Rows;
use super::{insert, upsert};
use crate::error::{Error, ErrorKind, Result};

impl Db<'_> {
    /// Inserts a row, and gives it back as it is stored: with what the database made of it, such as its key, defaults and
    /// computed columns.
    ///
    /// | database | SQL of the example below |
    /// | --- | --- |
    /// | PostgreSQL | `INSERT INTO "users" ("name") VALUES (CAST($1::text AS text)) RETURNING "id", "name", "age"` |
    /// | SQLite | `INSERT INTO "users" ("name") VALUES (?) RETURNING "id", "name", "age"` |
    /// | MariaDB | ``INSERT INTO `users` (`name`) VALUES (?) RETURNING `id`, `name`, `age` `` |
    /// | MySQL | ``INSERT INTO `users` (`name`) VALUES (?)``, then a query by the row's key, or ``WHERE `id` = LAST_INSERT_ID()`` |
    ///
    /// ```
    #[doc = include_str!("example_before.txt")]
    /// let ada = db.insert("users", row! { "name" => "Ada" }).await?;
    /// assert_eq!(ada.get::<i64>("id")?, 1);
    /// assert_eq!(ada.get::<Option<i32>>("age")?, None);
    ///
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct User { name: String, age: Option<u8> }
    ///
    /// let bob = User { name: "Bob".into(), age: Some(40) };
    /// let bob: User = db.insert("users", &bob).await?.into_row()?;
    /// assert_eq!(bob.age, Some(40));
    #[doc = include_str!("example_after.txt")]
    /// ```
    ///
    /// A value that is given for an identity column is meant, on PostgreSQL also where the identity is `ALWAYS`, and the
    /// counter goes on behind it.
    ///
    /// # Errors
    ///
    /// There is no such table or column, a value is not of the column's type, or the database refuses the row.
    #[track_caller]
    pub fn insert(
        &mut self,
        table: impl IntoName,
        row: impl IntoRow,
    ) -> impl Future<Output = Result<Row>> {
        let (table, row, at) = (table.into_name(), row.into_row(), Location::caller());
        async move {
            let inserted = async {
                let row = row?;
                self.flush().await?;
                let table = self.table(&table).await?;
                insert::one(self, &table, row).await
            };
            inserted.await.map_err(|error: Error| error.or_at(Some(at)))
        }
    }

    /// Inserts any number of rows, as fast as the database takes them, one after the other as they come: they need not
    /// fit into memory. Rows may have different columns. Says how many rows went in.
    ///
    /// | database | SQL |
    /// | --- | --- |
    /// | PostgreSQL | `COPY "users" ("name") FROM STDIN (FORMAT binary)`, as text where a value is not of its column's type; few rows, and rows into a view: `INSERT INTO "users" ("name") VALUES (CAST($1::text AS text)), ...` |
    /// | SQLite | `INSERT INTO "users" ("name") VALUES (?), (?), ...`, as many rows as the limit of bound values allows |
    /// | MySQL, MariaDB | ``INSERT INTO `users` (`name`) VALUES (?), (?), ...``, as many as the limit allows |
    ///
    /// ```
    #[doc = include_str!("example_before.txt")]
    /// let rows = (0..5_000).map(|n| row! { "name" => format!("user {n}"), "age" => n % 90 });
    /// assert_eq!(db.insert_many("users", rows).await?, 5_000);
    #[doc = include_str!("example_after.txt")]
    /// ```
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    #[track_caller]
    pub fn insert_many<'b, I>(
        &'b mut self,
        table: impl IntoName,
        rows: I,
    ) -> impl Future<Output = Result<u64>>
    where
        I: IntoIterator<Item: IntoRow>,
        I::IntoIter: Send + 'b,
    {
        let (table, at) = (table.into_name(), Location::caller());
        let rows = Rows::new(rows);
        async move {
            let inserted = async {
                self.flush().await?;
                let table = self.table(&table).await?;
                insert::many(self, &table, rows).await
            };
            inserted.await.map_err(|error| error.or_at(Some(at)))
        }
    }

    /// Inserts rows, or changes those that are already there: a row is the same as one of the table when both have the
    /// same values in the columns `key`, which must be a primary key, a unique constraint or a unique index. Says how many
    /// rows were inserted or changed.
    ///
    /// Only the columns that a row names are changed, and a row that already is as it should be is left alone: it is not
    /// written, so no trigger runs and no `updated_at` moves, and it is not counted. Of two rows with the same key the
    /// later one has the last word. A row that has NULL in its key is refused, because it is the same as no other. So is
    /// one that is equal to another row by another unique key, on all databases.
    ///
    /// | database | SQL |
    /// | --- | --- |
    /// | PostgreSQL | `INSERT INTO "users" AS "old" ("name", "age") VALUES (...) ON CONFLICT ("name") DO UPDATE SET "age" = excluded."age" WHERE ROW("old"."age")::record OPERATOR(pg_catalog.*<>) ROW(excluded."age")::record` |
    /// | SQLite | `INSERT INTO "users" AS "old" ("name", "age") VALUES (?, ?), ... ON CONFLICT ("name") DO UPDATE SET "age" = excluded."age" WHERE "old"."age" IS NOT excluded."age" COLLATE BINARY` |
    /// | MySQL, MariaDB | ``INSERT INTO `users` (`name`, `age`) VALUES (?, ?), ... ON DUPLICATE KEY UPDATE `name` = IF(`name` <=> VALUES(`name`), `name`, (SELECT `name` UNION ALL SELECT `name`)), `age` = VALUES(`age`)``; the subquery fails where the row is another one's double by another key |
    ///
    /// ```
    #[doc = include_str!("example_before.txt")]
    /// let rows = [row! { "name" => "Ada", "age" => 36 }, row! { "name" => "Bob", "age" => 40 }];
    /// assert_eq!(db.upsert("users", ["name"], &rows).await?, 2);
    /// assert_eq!(db.upsert("users", ["name"], &rows).await?, 0, "they are there");
    ///
    /// let bob = row! { "name" => "Bob", "age" => 41 };
    /// assert_eq!(db.upsert("users", ["name"], [bob]).await?, 1);
    #[doc = include_str!("example_after.txt")]
    /// ```
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert), and what is said above.
    #[track_caller]
    pub fn upsert<'b, K, I>(
        &'b mut self,
        table: impl IntoName,
        key: impl IntoColumns<K>,
        rows: I,
    ) -> impl Future<Output = Result<u64>>
    where
        I: IntoIterator<Item: IntoRow>,
        I::IntoIter: Send + 'b,
    {
        let (table, key, at) = (table.into_name(), key.into_columns(), Location::caller());
        let rows = Rows::new(rows);
        async move {
            let written = async {
                self.flush().await?;
                let table = self.table(&table).await?;
                upsert::upsert(self, &table, &key, rows).await
            };
            written.await.map_err(|error| error.or_at(Some(at)))
        }
    }

    /// Gives the rows that have the values `with` the values `set`; says how many rows have them now, those that had them
    /// before included.
    ///
    /// `with` is as in [`find`](Self::find), but must say something: see [`delete`](Self::delete).
    ///
    /// | database | SQL of the example below |
    /// | --- | --- |
    /// | PostgreSQL | `UPDATE "users" SET "age" = CAST($1::text AS integer) WHERE "name" = CAST($2::text AS text)` |
    /// | SQLite | `UPDATE "users" SET "age" = ? WHERE "name" = ?` |
    /// | MySQL, MariaDB | ``UPDATE `users` SET `age` = ? WHERE `name` = ?`` |
    ///
    /// ```
    #[doc = include_str!("example_before.txt")]
    /// db.insert("users", row! { "name" => "Ada", "age" => 36 }).await?;
    ///
    /// assert_eq!(db.update("users", row! { "age" => 37 }, row! { "name" => "Ada" }).await?, 1);
    /// assert!(db.exists("users", row! { "name" => "Ada", "age" => 37 }).await?);
    #[doc = include_str!("example_after.txt")]
    /// ```
    ///
    /// # Errors
    ///
    /// There is no such table or column, a value is not of the column's type, or the database refuses the change.
    #[track_caller]
    pub fn update(
        &mut self,
        table: impl IntoName,
        set: impl IntoRow,
        with: impl IntoRow,
    ) -> impl Future<Output = Result<u64>> {
        let (table, at) = (table.into_name(), Location::caller());
        let (set, with) = (set.into_row(), with.into_row());
        async move {
            let updated = async { self.update_rows(&table, set?, with?).await };
            updated.await.map_err(|error| error.or_at(Some(at)))
        }
    }

    async fn update_rows(&mut self, table: &ObjectName, set: Row, with: Row) -> Result<u64> {
        self.flush().await?;
        let (dialect, table) = (self.dialect(), self.table(table).await?);
        let names = set.columns().to_vec();
        let columns = table.written(&names)?;
        if columns.is_empty() {
            return Err(Error::new(
                ErrorKind::Query,
                format!(
                    "an update of \"{}\" must say which columns it sets",
                    table.name
                ),
            ));
        }
        some_rows("update", "UPDATE", &table.name, &with)?;
        let (mut sets, mut values) = (Vec::new(), Vec::<Value>::new());
        for (column, value) in columns.iter().zip(set.into_values()) {
            column.check(&value)?;
            values.push(column.bound(dialect, value));
            let placeholder = column.placeholder(dialect, values.len());
            sets.push(format!("{} = {placeholder}", dialect.quote(&column.name)));
        }
        let condition = Condition::new(dialect, &table, with, values.len())?;
        values.extend(condition.values);
        let (name, sets) = (table.quoted(), sets.join(", "));
        let sql = format!("UPDATE {name} SET {sets} WHERE {}", condition.sql);
        self.touch(&sql, &values, &format!("update \"{}\"", table.name))
            .await
    }

    /// Deletes the rows that have these values; says how many there were.
    ///
    /// The values are as in [`find`](Self::find), but there must be some: an empty row, which a mistake can make too, does
    /// not delete everything. [`execute`](Self::execute) does.
    ///
    /// | database | SQL of the example below |
    /// | --- | --- |
    /// | PostgreSQL | `DELETE FROM "users" WHERE "name" = CAST($1::text AS text)` |
    /// | SQLite | `DELETE FROM "users" WHERE "name" = ?` |
    /// | MySQL, MariaDB | ``DELETE FROM `users` WHERE `name` = ?`` |
    ///
    /// ```
    #[doc = include_str!("example_before.txt")]
    /// db.insert("users", row! { "name" => "Ada" }).await?;
    ///
    /// assert_eq!(db.delete("users", row! { "name" => "Ada" }).await?, 1);
    /// assert_eq!(db.delete("users", row! { "name" => "Ada" }).await?, 0);
    /// assert!(db.delete("users", row! {}).await.is_err());
    /// db.execute("DELETE FROM users").await?;
    #[doc = include_str!("example_after.txt")]
    /// ```
    ///
    /// # Errors
    ///
    /// There is no such table or column, a value is not of the column's type, or the database refuses it.
    #[track_caller]
    pub fn delete(
        &mut self,
        table: impl IntoName,
        with: impl IntoRow,
    ) -> impl Future<Output = Result<u64>> {
        let (table, with, at) = (table.into_name(), with.into_row(), Location::caller());
        async move {
            let deleted = async { self.delete_rows(&table, with?).await };
            deleted.await.map_err(|error| error.or_at(Some(at)))
        }
    }

    async fn delete_rows(&mut self, table: &ObjectName, with: Row) -> Result<u64> {
        self.flush().await?;
        let table = self.table(table).await?;
        some_rows("delete", "DELETE FROM", &table.name, &with)?;
        let condition = Condition::new(self.dialect(), &table, with, 0)?;
        let sql = format!("DELETE FROM {} WHERE {}", table.quoted(), condition.sql);
        let what = format!("delete from \"{}\"", table.name);
        self.touch(&sql, &condition.values, &what).await
    }
}

/// A condition that is empty is more likely a mistake than meant.
fn some_rows(what: &str, sql: &str, table: &ObjectName, with: &Row) -> Result<()> {
    match with.columns().is_empty() {
        false => Ok(()),
        true => Err(Error::new(
            ErrorKind::Query,
            format!(
                "no value says which rows of \"{table}\" to {what}, so it would be all of them"
            ),
        )
        .help(format!(
            "name a column, or say it in SQL: db.query(\"{sql} ...\")"
        ))),
    }
}
