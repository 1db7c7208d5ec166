//! The server, and databases on it that last for one measurement.

use sqlx::{Connection, Executor, PgConnection, Row};

use crate::Result;

/// A URL in its parts: what stands before the address, the address, and the database.
#[derive(Clone)]
pub struct Server {
    /// `postgres://user:password@`.
    before: String,
    /// `host:port`.
    pub address: String,
    database: String,
}

impl Server {
    pub fn of(url: &str) -> Result<Self> {
        let (scheme, rest) = url.split_once("://").ok_or("the URL needs a scheme")?;
        let (user, rest) = rest.rsplit_once('@').ok_or("the URL needs a user")?;
        let (address, database) = rest.split_once('/').ok_or("the URL needs a database")?;
        let address = match address.contains(':') {
            true => address.to_owned(),
            false => format!("{address}:5432"),
        };
        Ok(Self {
            before: format!("{scheme}://{user}@"),
            address,
            database: database.to_owned(),
        })
    }

    /// The URL of a database, on the server itself.
    pub fn url(&self, database: &str) -> String {
        format!("{}{}/{database}", self.before, self.address)
    }

    /// The same through a proxy.
    pub fn url_through(&self, port: u16, database: &str) -> String {
        format!("{}127.0.0.1:{port}/{database}", self.before)
    }

    /// The URL that was given, through a proxy.
    pub fn given_through(&self, port: u16) -> String {
        self.url_through(port, &self.database)
    }

    pub async fn version_and_date(&self) -> Result<(String, String)> {
        let mut connection = PgConnection::connect(&self.url(&self.database)).await?;
        let row = sqlx::query("SELECT current_setting('server_version'), current_date::text")
            .fetch_one(&mut connection)
            .await?;
        let version: String = row.try_get(0)?;
        let date = row.try_get(1)?;
        connection.close().await?;
        let version = version.split(' ').next().unwrap_or_default();
        Ok((version.to_owned(), date))
    }

    /// An empty database with a name of its own.
    pub async fn create(&self, name: &str) -> Result<()> {
        self.run(format!("CREATE DATABASE \"{name}\"")).await
    }

    /// Drops what [`create`](Self::create) made.
    pub async fn drop(&self, name: &str) -> Result<()> {
        self.run(format!("DROP DATABASE \"{name}\" WITH (FORCE)"))
            .await
    }

    async fn run(&self, sql: String) -> Result<()> {
        let mut connection = PgConnection::connect(&self.url(&self.database)).await?;
        connection.execute(sqlx::AssertSqlSafe(sql)).await?;
        connection.close().await?;
        Ok(())
    }

    /// Fails if the database does not have `expected` tables of the history.
    pub async fn assert_tables(&self, database: &str, expected: usize) -> Result<()> {
        let mut connection = PgConnection::connect(&self.url(database)).await?;
        let row = sqlx::query(
            "SELECT count(*), coalesce(sum((SELECT count(*) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0)), 0)::bigint, \
             coalesce(sum((SELECT count(*) FROM pg_index WHERE indrelid = c.oid)), 0)::bigint, \
             coalesce(sum((SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid AND contype IN ('f', 'c'))), 0)::bigint \
             FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname LIKE 'table\\_%'",
        )
        .fetch_one(&mut connection)
        .await?;
        let found: [i64; 4] = [
            row.try_get(0)?,
            row.try_get(1)?,
            row.try_get(2)?,
            row.try_get(3)?,
        ];
        connection.close().await?;
        let expected = i64::try_from(expected)?;
        if found != [expected, expected * 8, expected * 3, expected * 2] {
            return Err(format!(
                "expected {expected} tables, each with 8 columns, 3 indexes, 2 constraints: found {found:?}"
            )
            .into());
        }
        Ok(())
    }
}
