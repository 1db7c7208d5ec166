//! The servers, and databases on them that are this program's.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::Result;

/// What the databases of this program are called, and begin with.
pub const BASE: &str = "migratory_bench_test";

/// A server, by the URL of a database that is not touched.
pub struct Server {
    url: String,
}

/// A connection from which databases are made.
pub enum Admin {
    Postgres(sqlx::PgConnection),
    Mysql(sqlx::MySqlConnection),
}

impl Server {
    pub fn of_variable(variable: &str) -> Result<Self> {
        let url = std::env::var(variable).map_err(|_| {
            format!(
                "{variable} is not set; next: `cargo xtask servers` starts servers and prints it"
            )
        })?;
        Ok(Self { url })
    }

    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    pub fn name(&self) -> &'static str {
        match self.is_postgres() {
            true => "PostgreSQL",
            false => "MariaDB",
        }
    }

    /// The URL of another database on it.
    pub fn url_of(&self, database: &str) -> String {
        let (address, options) = match self.url.split_once('?') {
            Some((address, options)) => (address, format!("?{options}")),
            None => (self.url.as_str(), String::new()),
        };
        let server = address
            .rsplit_once('/')
            .map_or(address, |(server, _)| server);
        format!("{server}/{database}{options}")
    }

    pub async fn admin(&self) -> Result<Admin> {
        Admin::connect(self, &self.url).await
    }

    /// Drops all databases of this program.
    pub async fn drop_all(&self) -> Result<()> {
        let mut admin = self.admin().await?;
        for name in admin.databases().await? {
            admin.drop(&name).await?;
        }
        Ok(())
    }
}

impl Admin {
    /// Connects to a database of the server.
    pub async fn connect(server: &Server, url: &str) -> Result<Self> {
        Ok(match server.is_postgres() {
            true => Self::Postgres(sqlx::PgConnection::connect(url).await?),
            false => Self::Mysql(sqlx::MySqlConnection::connect(url).await?),
        })
    }

    /// Statements, as one message.
    pub async fn script(&mut self, sql: &str) -> Result<()> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Postgres(it) => it.execute(script).await.map(drop)?,
            Self::Mysql(it) => it.execute(script).await.map(drop)?,
        }
        Ok(())
    }

    async fn databases(&mut self) -> Result<Vec<String>> {
        let like = format!("'{}%'", BASE.replace('_', "\\_"));
        Ok(match self {
            Self::Postgres(it) => {
                let sql =
                    format!("SELECT datname::text FROM pg_database WHERE datname LIKE {like}");
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(it).await?
            }
            Self::Mysql(it) => {
                let sql = format!(
                    "SELECT CONVERT(schema_name USING utf8mb4) FROM information_schema.schemata WHERE schema_name LIKE {like}"
                );
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(it).await?
            }
        })
    }

    pub async fn drop(&mut self, database: &str) -> Result<()> {
        let sql = match self {
            Self::Postgres(_) => format!("DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)"),
            Self::Mysql(_) => format!("DROP DATABASE IF EXISTS `{database}`"),
        };
        self.script(&sql).await
    }
}
