//! The support for tests: what a test does is undone, whatever it does, and no other test sees it.

mod copies;
mod guards;
mod history;
mod macros;
mod processes;
mod reset;
mod schemas;
mod throwaway_server;
mod transactions;

use migratory::testing::{Isolation, TestDb, TestOptions, collect_test_databases};
use migratory_tests::tested;
use migratory_tests::throwaway::Server;

/// A server with databases of tests that are called after a label, and are gone with this.
pub struct Home {
    url: String,
    dialect: &'static str,
}

impl Home {
    /// On SQLite, and on the servers that there are.
    pub fn all(label: &str) -> Vec<Self> {
        let mut homes = vec![Self {
            url: "sqlite:".to_owned(),
            dialect: "sqlite",
        }];
        homes.extend(Self::servers(label));
        homes
    }

    /// On the servers that there are.
    pub fn servers(label: &str) -> Vec<Self> {
        let mut homes = Vec::new();
        homes.extend(Self::postgres(label));
        homes.extend(Self::mysql(label));
        homes
    }

    /// On PostgreSQL, if there is one.
    pub fn postgres(label: &str) -> Option<Self> {
        match Server::postgres()? {
            Server::Postgres(url) => Some(Self::at(&url, label, "postgres")),
            _ => None,
        }
    }

    /// On MySQL or MariaDB, if there is one.
    pub fn mysql(label: &str) -> Option<Self> {
        match Server::mysql()? {
            Server::Mysql(url) => Some(Self::at(&url, label, "mysql")),
            _ => None,
        }
    }

    fn at(url: &str, label: &str, dialect: &'static str) -> Self {
        let name = format!("{label}_{}_test", std::process::id());
        let server = url.rsplit_once('/').expect("a URL with a database").0;
        Self {
            url: format!("{server}/{name}"),
            dialect,
        }
    }

    /// The URL that tests say; there is no such database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether it is of this one.
    pub fn is(&self, dialect: &str) -> bool {
        self.dialect == dialect
    }

    /// What a test says that wants one here.
    pub fn options(&self, isolation: Isolation) -> TestOptions {
        TestOptions::new(format!("a_test_on_{}", self.dialect))
            .url(&self.url)
            .isolation(isolation)
            .migrations(tested::migrator)
    }

    /// A database for a test.
    pub async fn start(&self, isolation: Isolation) -> TestDb {
        let started = TestDb::start(self.options(isolation)).await;
        started.unwrap_or_else(|error| panic!("{}: {error}", self.dialect))
    }

    /// How many rows a table has.
    pub async fn count(&self, db: &TestDb, table: &str) -> usize {
        let text = match self.dialect {
            "mysql" => "char",
            _ => "text",
        };
        let sql = format!("SELECT CAST(count(*) AS {text}) FROM {table}");
        let count = db.texts(&sql).await.expect("a count").concat();
        count.parse().expect("a number")
    }

    /// As the migrations leave it.
    pub async fn assert_clean(&self, db: &TestDb) {
        for (table, rows) in [("states", 3), ("users", 1), ("posts", 0)] {
            assert_eq!(
                self.count(db, table).await,
                rows,
                "{table} on {}",
                self.dialect
            );
        }
        let names = db.texts("SELECT name FROM states ORDER BY name").await;
        assert_eq!(
            names.expect("names"),
            ["draft", "gone", "it's \"ready\", \\ or so"],
            "{}",
            self.dialect
        );
    }

    /// Drops all that tests have made here.
    pub async fn clear(&self) {
        if self.dialect == "sqlite" {
            return;
        }
        let gone = collect_test_databases(Some(&self.url), true).await;
        gone.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// What a test of a program does: rows in each table, changed ones, and one less.
pub const WORK: &str = "INSERT INTO users (name, best_friend_id) VALUES ('ada', 1); \
    INSERT INTO posts (user_id, title) VALUES (1, 'Hello'); \
    INSERT INTO posts (user_id, title) VALUES (1, 'World'); \
    UPDATE states SET rank = 7 WHERE name = 'draft'; \
    DELETE FROM states WHERE name = 'gone'";
