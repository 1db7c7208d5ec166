//! What the ways down of a history do: to each migration, then it down, and up again.

use std::path::PathBuf;

use migratory::{Database, DatabaseState, Error, Migrator};
use migratory_tests::sql_folder::SqlFolder;
use migratory_tests::throwaway::{Server, Throwaway};

use crate::clients::{Dump, assert_same, difference, pg_dump};

/// The files of a migration: as what they go into a folder, and where they are; some may not be there.
pub struct Step {
    pub files: Vec<(String, PathBuf)>,
    pub down: PathBuf,
}

/// How they end.
#[derive(Debug, Default)]
pub struct Downs {
    /// The schema is what it was.
    pub exact: usize,
    /// It is another one.
    pub other: Vec<String>,
    /// The error, and the SQL file and line that it names.
    pub failed: Vec<String>,
    /// They say that there is nothing to undo.
    pub empty: usize,
}

/// `before` are the schemas before each, `whole` the one after all.
pub async fn each_way_down(
    server: &Server,
    steps: &[Step],
    before: &[Dump],
    whole: &Dump,
) -> Downs {
    let folder = SqlFolder::of(&[]);
    let mut downs = Downs::default();
    let (mut place, mut database) = fresh(server).await;
    for (step, before) in steps.iter().zip(before) {
        for (path, file) in &step.files {
            if let Ok(text) = std::fs::read(file) {
                folder.write(path, text);
            }
        }
        let migrator = Migrator::new().add_sql_folder(folder.path()).unwrap();
        migrate(&migrator, &database).await;
        let name = step.down.display().to_string();
        match migrator.rollback_steps(&database, 1).await {
            Ok(_) => {
                let text = std::fs::read_to_string(&step.down).unwrap();
                let is_said =
                    |line: &str| !(line.trim().is_empty() || line.trim().starts_with("--"));
                let same = difference(before, &pg_dump(&place).unwrap()).is_empty();
                if !text.lines().any(is_said) {
                    downs.empty += 1;
                } else if same {
                    downs.exact += 1;
                } else {
                    downs.other.push(name);
                }
                if !same {
                    // What is not undone is in the way of doing it again.
                    (place, database) = fresh(server).await;
                }
                migrate(&migrator, &database).await;
            }
            Err(error) => {
                assert_eq!(
                    error.database_state(),
                    Some(&DatabaseState::RolledBack),
                    "{error}"
                );
                downs.failed.push(in_words(&error, &name));
            }
        }
    }
    assert_same(
        whole,
        &pg_dump(&place).unwrap(),
        "all of it, each down and up again",
    );
    downs
}

/// The error must name the file, and a line of it.
fn in_words(error: &Error, down: &str) -> String {
    let at = error.failed_statement().unwrap().at.unwrap();
    let of = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    assert_eq!(of(at.file), of(down), "{error}");
    assert!(
        error
            .to_string()
            .contains(&format!("{}:{}:", at.file, at.line)),
        "{error}"
    );
    let (path, message) = (at.file.rsplit_once("/").unwrap(), error.message());
    let folder = of(path.0);
    format!("{folder}/{}:{}: {message}", path.1, at.line)
}

async fn migrate(migrator: &Migrator, database: &Database) {
    let migrated = migrator.migrate(database).await;
    migrated.unwrap_or_else(|error| panic!("{error}"));
}

async fn fresh(server: &Server) -> (Throwaway, Database) {
    let place = server.create("downs").await;
    let database = Database::connect(place.url()).await.unwrap();
    (place, database)
}
