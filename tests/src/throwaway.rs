//! Databases that live as long as a test: a file for SQLite, an own database on the servers of
//! `MIGRATORY_TEST_POSTGRES_URL` and `MIGRATORY_TEST_MYSQL_URL`. The first may be reached by PgBouncer too, at
//! `MIGRATORY_TEST_PGBOUNCER_URL`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{env, fs, process};

use sqlx::{AnyConnection, Connection as _, Executor as _};

/// Where throwaway databases are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// In the folder for temporary files.
    Sqlite,
    /// On the server of this URL.
    Postgres(String),
    /// On the server of this URL, which may be MariaDB.
    Mysql(String),
}

impl Server {
    /// SQLite, and the servers whose URLs are set. Says which are left out.
    pub fn all() -> Vec<Self> {
        let mut servers = vec![Self::Sqlite];
        servers.extend(Self::postgres());
        servers.extend(Self::mysql());
        servers
    }

    /// The PostgreSQL server, if there is one. Says so if there is none.
    pub fn postgres() -> Option<Self> {
        from_variable("PostgreSQL", "MIGRATORY_TEST_POSTGRES_URL").map(Self::Postgres)
    }

    /// The MySQL or MariaDB server, if there is one. Says so if there is none.
    pub fn mysql() -> Option<Self> {
        from_variable("MySQL or MariaDB", "MIGRATORY_TEST_MYSQL_URL").map(Self::Mysql)
    }

    /// A PostgreSQL server that may be killed, and comes back, if there is one. Says so if there is none.
    pub fn postgres_for_crashes() -> Option<Self> {
        from_variable("PostgreSQL to kill", "MIGRATORY_TEST_POSTGRES_CRASH_URL").map(Self::Postgres)
    }

    /// A MySQL or MariaDB server that may be killed, and comes back, if there is one. Says so if there is none.
    pub fn mysql_for_crashes() -> Option<Self> {
        from_variable("MySQL or MariaDB to kill", "MIGRATORY_TEST_MYSQL_CRASH_URL").map(Self::Mysql)
    }

    /// The nodes of a Galera cluster, if there is one. Says so if there is none.
    pub fn galera() -> Option<Vec<Self>> {
        let urls = from_variable("a Galera cluster", "MIGRATORY_TEST_GALERA_URLS")?;
        Some(
            urls.split(',')
                .map(|url| Self::Mysql(url.to_owned()))
                .collect(),
        )
    }

    /// A standby of [`postgres_for_crashes`](Self::postgres_for_crashes), which may be promoted; another one is made when it
    /// is shut down. Says so if there is none.
    pub fn standby() -> Option<Self> {
        let variable = "MIGRATORY_TEST_POSTGRES_STANDBY_URL";
        from_variable("a standby of PostgreSQL", variable).map(Self::Postgres)
    }

    /// Makes an empty database. `label` is a part of its name.
    pub async fn create(&self, label: &str) -> Throwaway {
        self.make(label, None).await
    }

    /// Makes a database that is another one over again, rows and all. Nobody may be connected to that one.
    ///
    /// # Panics
    ///
    /// It is one of MySQL or MariaDB, which copy none.
    pub async fn copy(&self, of: &Throwaway, label: &str) -> Throwaway {
        self.make(label, Some(of)).await
    }

    async fn make(&self, label: &str, of: Option<&Throwaway>) -> Throwaway {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("migratory_{label}_{}_{number}", process::id());
        match self {
            Self::Sqlite => {
                let folder = env::temp_dir().join(&name);
                fs::create_dir_all(&folder).expect("a folder for temporary files can be made");
                if let Some(Goes::Folder(of)) = of.map(|of| &of.goes)
                    && of.join("test.db").exists()
                {
                    let copied = fs::copy(of.join("test.db"), folder.join("test.db"));
                    copied.expect("a file can be copied");
                }
                Throwaway {
                    url: format!("sqlite:{}?mode=rwc", folder.join("test.db").display()),
                    goes: Goes::Folder(folder),
                }
            }
            Self::Postgres(server) | Self::Mysql(server) => {
                let template = of.map(|of| {
                    let is_postgres = matches!(self, Self::Postgres(_));
                    assert!(is_postgres, "only PostgreSQL copies a database");
                    format!(" TEMPLATE {}", of.name())
                });
                let template = template.unwrap_or_default();
                execute(server, &format!("CREATE DATABASE {name}{template}")).await;
                Throwaway {
                    url: with_database(server, &name),
                    goes: Goes::Database {
                        server: server.clone(),
                        drop: match self {
                            // Connections of a test that failed may still be open.
                            Self::Postgres(_) => format!("DROP DATABASE {name} WITH (FORCE)"),
                            Self::Mysql(_) | Self::Sqlite => format!("DROP DATABASE {name}"),
                        },
                    },
                }
            }
        }
    }
}

/// A database that is gone when this is dropped, also when the test failed.
#[derive(Debug)]
pub struct Throwaway {
    url: String,
    goes: Goes,
}

#[derive(Debug)]
enum Goes {
    Folder(PathBuf),
    Database { server: String, drop: String },
}

impl Throwaway {
    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the database is called on its server.
    fn name(&self) -> &str {
        let path = self.url.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }

    /// The same PostgreSQL database through PgBouncer in transaction pooling, if there is one. Says so if there is none.
    pub fn through_pgbouncer(&self) -> Option<String> {
        let pgbouncer = from_variable("PgBouncer", "MIGRATORY_TEST_PGBOUNCER_URL")?;
        Some(with_database(&pgbouncer, self.name()))
    }

    /// The URL of the database of this name on another server: a node of the same cluster, a standby.
    ///
    /// # Panics
    ///
    /// It is no server that has URLs.
    pub fn at(&self, server: &Server) -> String {
        let name = self.url.rsplit('/').next().unwrap_or_default();
        match server {
            Server::Postgres(url) | Server::Mysql(url) => with_database(url, name),
            Server::Sqlite => panic!("a file is at one place"),
        }
    }

    /// A connection to it that knows nothing of migratory.
    pub async fn connect(&self) -> AnyConnection {
        connect(&self.url).await
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        match &self.goes {
            Goes::Folder(folder) => drop(fs::remove_dir_all(folder)),
            Goes::Database { server, drop } => {
                let (server, drop) = (server.clone(), drop.clone());
                // A runtime of its own: this one is busy with dropping.
                let work = move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build();
                    let runtime = runtime.expect("a runtime can be made");
                    runtime.block_on(execute(&server, &drop));
                };
                let done = std::thread::spawn(work).join();
                assert!(
                    done.is_ok() || std::thread::panicking(),
                    "a throwaway database is left behind on the server"
                );
            }
        }
    }
}

async fn connect(url: &str) -> AnyConnection {
    sqlx::any::install_default_drivers();
    match AnyConnection::connect(url).await {
        Ok(connection) => connection,
        Err(error) => panic!("cannot connect for a test: {error}"),
    }
}

async fn execute(url: &str, sql: &str) {
    let mut connection = connect(url).await;
    let statement = sqlx::AssertSqlSafe(sql.to_owned());
    if let Err(error) = connection.execute(sqlx::raw_sql(statement)).await {
        panic!("{sql}: {error}");
    }
    let _ = connection.close().await;
}

fn from_variable(database: &str, variable: &str) -> Option<String> {
    let url = env::var(variable).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        left_out(&format!(
            "{database} ({variable} is not set; `cargo xtask test` sets it)"
        ));
    }
    url
}

/// Says what this run does not test, once for each program of tests. Past the capture of the test harness, which shows
/// nothing of what a test that passes prints.
pub fn left_out(what: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.insert(what.to_owned()) {
        // Nobody may be listening.
        let _ = writeln!(std::io::stderr(), "left out: {what}");
    }
}

/// The URL with another database.
fn with_database(url: &str, database: &str) -> String {
    let (main, query) = match url.split_once('?') {
        Some((main, query)) => (main, format!("?{query}")),
        None => (url, String::new()),
    };
    let host = main.find("://").map_or(0, |at| at + 3);
    let end = main[host..].find('/').map_or(main.len(), |at| host + at);
    format!("{}/{database}{query}", &main[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_of_a_url_is_exchanged() {
        for (url, expected) in [
            ("postgres://a:b@h:1/old", "postgres://a:b@h:1/new"),
            (
                "mysql://h/old?ssl-mode=DISABLED",
                "mysql://h/new?ssl-mode=DISABLED",
            ),
            ("postgres://h", "postgres://h/new"),
            ("postgres:///old?host=/tmp/s", "postgres:///new?host=/tmp/s"),
        ] {
            assert_eq!(with_database(url, "new"), expected);
        }
    }
}
