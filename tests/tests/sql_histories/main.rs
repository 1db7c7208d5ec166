//! Real histories of SQL files, up, down and up again, against the same files applied by the database's own client: what
//! `pg_dump` or `sqlite_schema` says of both is the same.
//!
//! The data is read from `$MIGRATORY_SHARED_DATA`, or from `../shared/data` beside the workspace.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod atuin;
mod big;
mod clients;
mod copy;
mod crates_io;
mod downs;
mod mysql;
mod svix;

use std::path::{Path, PathBuf};

use migratory::{Database, Error, Migrator};
use migratory_tests::throwaway::{Server, Throwaway};

/// A database, and the migrations of a folder on it.
struct History {
    place: Throwaway,
    database: Database,
    migrator: Migrator,
}

impl History {
    async fn on(server: &Server, folder: &Path) -> Self {
        let place = server.create("sqlhist").await;
        let database = Database::connect(place.url()).await.unwrap();
        let migrator = Migrator::new().add_sql_folder(folder).unwrap();
        Self {
            place,
            database,
            migrator,
        }
    }

    async fn up(&self) -> Vec<String> {
        let report = self.migrator.migrate(&self.database).await;
        let report = report.unwrap_or_else(|error| panic!("{error}"));
        report.names().into_iter().map(str::to_owned).collect()
    }

    /// Undoes the last one.
    async fn back(&self) -> Result<(), Error> {
        let steps = self.migrator.rollback_steps(&self.database, 1);
        steps.await.map(drop)
    }
}

/// The `.sql` files of a folder, sorted; `keep` says which.
fn files(folder: &Path, keep: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| keep(path.file_name().unwrap().to_str().unwrap()));
    files.sort();
    files
}
