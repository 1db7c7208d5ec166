//! The files that are written.

use super::Db;

pub(super) const GITIGNORE: &str = "/target\n.env\n*.db\n*.db-shm\n*.db-wal\n";

impl Db {
    /// The cargo feature.
    fn feature(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }

    /// A database as an example.
    pub(super) fn url(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite:app.db",
            Self::Postgres => "postgres://app:password@localhost:5432/app",
            Self::Mysql => "mysql://app:password@localhost:3306/app",
        }
    }
}

/// The `Cargo.toml` of a new workspace.
pub(super) fn workspace(dir: &str) -> String {
    format!("[workspace]\nmembers = [\"{dir}\"]\nresolver = \"3\"\n")
}

/// The `Cargo.toml` of the crate. `source` is a folder that migratory is in.
pub(super) fn manifest(package: &str, db: Db, source: Option<&str>) -> String {
    let from = match source {
        Some(folder) => format!("path = {}", toml_edit::Value::from(folder)),
        None => format!("version = \"{}\"", version()),
    };
    let feature = db.feature();
    format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         migratory = {{ {from}, default-features = false, features = [\"cli\", \"{feature}\"] }}\n"
    )
}

/// `0.1` of 0.1.7: what cargo updates within.
fn version() -> String {
    let parts = env!("CARGO_PKG_VERSION").split('.').take(2);
    parts.collect::<Vec<_>>().join(".")
}

/// The program.
pub(super) fn main(module: &str) -> String {
    format!(
        "//! The migrations, and the program that runs them: `cargo migrate`, `cargo migrate make create_posts title:string!`.\n\
         \nmod {module};\n\nmigratory::main!();\n"
    )
}

/// What `cargo migrate` is. It tells the program what it is called, for what is said to type next.
pub(super) fn alias(package: &str) -> String {
    format!("run --quiet --package {package} -- --called=cargo-migrate")
}

/// A new `.cargo/config.toml`.
pub(super) fn config(alias: &str) -> String {
    format!("[alias]\nmigrate = \"{alias}\"\n")
}

/// The variables of the environment that the program reads.
pub(super) fn env(db: Db) -> String {
    let (url, mut more) = (db.url(), String::new());
    if db == Db::Postgres {
        more.push_str(
            "\n# The server itself, where DATABASE_URL names a connection pooler in front of it.\n\
             # MIGRATORY_DIRECT_URL=postgres://app:password@localhost:5432/app\n",
        );
    }
    format!(
        "# What `cargo migrate` reads from its environment, or from .env: a copy of this that is not committed.\n\
         DATABASE_URL={url}\n\n# Which environment this is; development unless said.\n# MIGRATORY_ENV=production\n{more}"
    )
}

/// A job of GitHub Actions.
pub(super) fn ci(db: Db) -> String {
    let url = db.url();
    let services = match db {
        Db::Sqlite => "",
        Db::Postgres => {
            "    services:
      postgres:
        image: postgres:17
        env: { POSTGRES_USER: app, POSTGRES_PASSWORD: password, POSTGRES_DB: app }
        ports: [\"5432:5432\"]
"
        }
        Db::Mysql => {
            "    services:
      mariadb:
        image: mariadb:11.4
        env: { MARIADB_USER: app, MARIADB_PASSWORD: password, MARIADB_DATABASE: app, MARIADB_ROOT_PASSWORD: password }
        ports: [\"3306:3306\"]
"
        }
    };
    format!(
        "# Called migrations.yml, this checks the migrations on each push: all of them without a database, then up, down and
# up again on one, and that nothing is pending then.
name: migrations
on: [push, pull_request]
jobs:
  migrations:
    runs-on: ubuntu-latest
{services}    env:
      DATABASE_URL: {url}
    steps:
      - uses: actions/checkout@v4
      - run: cargo migrate check
      - run: cargo migrate migrate --wait
      - run: cargo migrate refresh
      - run: cargo migrate status --check
"
    )
}
