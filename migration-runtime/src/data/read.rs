//! What a data migration asks of the database.

use migration_core::builder::{IntoName, IntoNamed};
use migration_core::dialect::Dialect;
use migration_core::schema::ObjectName;
use migration_core::{IntoRow, Location, Row};

use super::condition::Condition;
use super::db::Db;
use super::find::{Find, FindOne};
use crate::error::{Error, Result};

impl<'a> Db<'a> {
    /// Whether there is a table (or view) of this name.
    ///
    /// # Errors
    ///
    /// The query fails.
    #[track_caller]
    pub fn has_table(&mut self, table: impl IntoName) -> impl Future<Output = Result<bool>> {
        let (table, at) = (table.into_name(), Location::caller());
        async move {
            let found = self.find_table(&table).await;
            found.map_err(|error| error.or_at(Some(at)))
        }
    }

    /// Whether there is a table (or view) of this name that has this column.
    ///
    /// # Errors
    ///
    /// The query fails.
    #[track_caller]
    pub fn has_column(
        &mut self,
        table: impl IntoName,
        column: impl IntoNamed,
    ) -> impl Future<Output = Result<bool>> {
        let (table, column, at) = (table.into_name(), column.into_named(), Location::caller());
        async move {
            let found = async {
                // What it looked like before something else changed it does not count.
                self.tables.remove(&table);
                Ok(self.find_table(&table).await?
                    && self.table(&table).await?.column(&column).is_ok())
            };
            found.await.map_err(|error: Error| error.or_at(Some(at)))
        }
    }

    async fn find_table(&mut self, table: &ObjectName) -> Result<bool> {
        self.flush().await?;
        let name = self.dialect().string_literal(&table.name);
        let sql = match (self.dialect(), &table.schema) {
            (dialect @ Dialect::Postgres, _) => format!(
                "SELECT to_regclass({}) IS NOT NULL",
                dialect.string_literal(&dialect.quote_name(table))
            ),
            (dialect @ Dialect::Mysql, schema) => format!(
                "SELECT count(*) > 0 FROM information_schema.tables WHERE table_schema = {} AND table_name = {name}",
                match schema {
                    Some(schema) => dialect.string_literal(schema),
                    None => "DATABASE()".to_owned(),
                }
            ),
            (dialect @ Dialect::Sqlite, schema) => format!(
                "SELECT count(*) > 0 FROM {}sqlite_schema WHERE type IN ('table', 'view') \
                 AND lower(name) = lower({name})",
                match schema {
                    Some(schema) => format!("{}.", dialect.quote(schema)),
                    None => String::new(),
                }
            ),
        };
        let rows = self.rows(&sql, &[], "has_table").await?;
        rows.first().map_or(Ok(false), |row| Ok(row.at(0)?))
    }

    /// Whether a table has a row with these values: see [`find`](Self::find).
    ///
    /// SQL on PostgreSQL: `SELECT count(*) > 0 FROM (SELECT 1 FROM "users" WHERE "email" = CAST($1::text AS character
    /// varying) LIMIT 1) found`.
    ///
    /// # Errors
    ///
    /// There is no such table or column, a value is not of the column's type, or the query fails.
    #[track_caller]
    pub fn exists(
        &mut self,
        table: impl IntoName,
        with: impl IntoRow,
    ) -> impl Future<Output = Result<bool>> {
        let (table, with, at) = (table.into_name(), with.into_row(), Location::caller());
        async move {
            let found = async { self.has_row(&table, with?).await };
            found.await.map_err(|error| error.or_at(Some(at)))
        }
    }

    async fn has_row(&mut self, table: &ObjectName, with: Row) -> Result<bool> {
        self.flush().await?;
        let table = self.table(table).await?;
        let condition = Condition::new(self.dialect(), &table, with, 0)?;
        let sql = format!(
            "SELECT count(*) > 0 FROM (SELECT 1 FROM {} WHERE {} LIMIT 1) found",
            table.quoted(),
            condition.sql
        );
        let what = format!("exists in \"{}\"", table.name);
        let rows = self.rows(&sql, &condition.values, &what).await?;
        rows.first().map_or(Ok(false), |row| Ok(row.at(0)?))
    }

    /// The rows of a table that have these values; with an empty row, all of them. `None` finds NULL; a list finds any of
    /// its values, unless the column holds lists itself.
    ///
    /// | database | SQL of the example below |
    /// | --- | --- |
    /// | PostgreSQL | `SELECT "id", "name", "age" FROM "users" WHERE "age" = CAST($1::text AS integer) ORDER BY "name" LIMIT 10` |
    /// | SQLite | `SELECT "id", "name", "age" FROM "users" WHERE "age" = ? ORDER BY "name" LIMIT 10` |
    /// | MySQL, MariaDB | ``SELECT `id`, `name`, `age` FROM `users` WHERE `age` = ? ORDER BY `name` LIMIT 10`` |
    ///
    /// ```
    #[doc = include_str!("example_before.txt")]
    /// for name in ["Ada", "Bob"] {
    ///     db.insert("users", row! { "name" => name, "age" => 36 }).await?;
    /// }
    /// let users = db.find("users", row! { "age" => 36 }).order_by("name").limit(10).await?;
    /// assert_eq!(users[0].get::<String>("name")?, "Ada");
    ///
    /// assert_eq!(db.find("users", row! { "name" => vec!["Bob", "Cyd"] }).await?.len(), 1);
    /// assert!(db.find("users", row! { "age" => None::<i32> }).await?.is_empty());
    ///
    /// #[derive(serde::Deserialize)]
    /// struct User { name: String, age: Option<u8> }
    ///
    /// let users: Vec<User> = db.find("users", row! {}).order_by("id").fetch_as().await?;
    /// assert_eq!((users[1].name.as_str(), users[1].age), ("Bob", Some(36)));
    #[doc = include_str!("example_after.txt")]
    /// ```
    ///
    /// # Errors
    ///
    /// There is no such table or column, a value is not of the column's type, or the query fails.
    #[track_caller]
    pub fn find<'q>(&'q mut self, table: impl IntoName, with: impl IntoRow) -> Find<'q, 'a> {
        Find::new(self, table.into_name(), with.into_row(), Location::caller())
    }

    /// The only row of a table that has these values: see [`find`](Self::find).
    ///
    /// None is an error ([`ErrorKind::NoRow`](crate::ErrorKind::NoRow)), unless it is asked for by
    /// [`optional`](FindOne::optional). So are several
    /// ([`ErrorKind::SeveralRows`](crate::ErrorKind::SeveralRows)): whichever came first would be taken by chance. Where
    /// any of them will do, say `find(...).limit(1)`.
    ///
    /// SQL on PostgreSQL: `SELECT "id", "name", "age" FROM "users" WHERE "name" = CAST($1::text AS text) LIMIT 2`.
    ///
    /// ```
    #[doc = include_str!("example_before.txt")]
    /// db.insert("users", row! { "name" => "Ada", "age" => 36 }).await?;
    ///
    /// let ada = db.find_one("users", row! { "name" => "Ada" }).await?;
    /// assert_eq!(ada.get::<i32>("age")?, 36);
    /// assert!(db.find_one("users", row! { "name" => "Bob" }).optional().await?.is_none());
    /// let error = db.find_one("users", row! { "name" => "Bob" }).await.unwrap_err();
    /// assert_eq!(error.message(), r#"no row of "users" has name = "Bob""#);
    #[doc = include_str!("example_after.txt")]
    /// ```
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find), and what is said above.
    #[track_caller]
    pub fn find_one<'q>(&'q mut self, table: impl IntoName, with: impl IntoRow) -> FindOne<'q, 'a> {
        FindOne::new(self.find(table, with))
    }
}
