//! `pg_dump --schema-only` as the judge: each migration of a rich history is applied, rolled back and applied again, and
//! the server's own dumps before and after must be the same. Introspection must agree as well.

#[path = "postgres_oracle/history.rs"]
mod history;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use history::{HISTORY, Step};
use migration_core::dialect::{Target, canonical};
use migration_core::migration::Migration as _;
use migration_core::registry::{Body, History};
use migration_core::replay::replay;
use migration_core::schema::SchemaState;
use migratory::{Database, Migrator};
use migratory_tests::difference::difference;
use migratory_tests::throwaway::{Server, Throwaway, left_out};

/// The lines of a dump and how often each is there: their order depends on what was created when, and so does whether a
/// line within parentheses ends with a comma.
type Dump = BTreeMap<String, usize>;

fn pg_dump() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let config = Command::new("pg_config").arg("--bindir").output();
    let beside = config.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned());
    folders.extend(beside.map(PathBuf::from));
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut versions: Vec<PathBuf> = versions.flatten().map(|it| it.path().join("bin")).collect();
    versions.sort();
    // The newest one reads all older servers.
    folders.splice(0..0, versions.into_iter().rev());
    let files = folders.into_iter().map(|folder| folder.join("pg_dump"));
    files.into_iter().find(|file| file.is_file())
}

fn dump(program: &PathBuf, database: &Throwaway) -> Dump {
    let output = Command::new(program)
        .args(["--schema-only", "--no-owner", "--no-privileges"])
        .args([
            "--exclude-table",
            "_migrations*",
            "--dbname",
            database.url(),
        ])
        .output()
        .expect("pg_dump runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "pg_dump: {errors}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut lines = Dump::new();
    for line in text.lines() {
        // `\restrict` has a new key each time; comments have object numbers.
        if !(line.is_empty() || line.starts_with("--") || line.starts_with('\\')) {
            let line = line.trim_end_matches(',').to_owned();
            *lines.entry(line).or_default() += 1;
        }
    }
    lines
}

#[track_caller]
fn assert_same(before: &Dump, after: &Dump, what: &str) {
    let only = |a: &Dump, b: &Dump, sign: &str| -> Vec<String> {
        let lines = a
            .iter()
            .filter(|(line, count)| b.get(*line) != Some(*count));
        lines.map(|(line, _)| format!("{sign} {line}")).collect()
    };
    let lines = [only(before, after, "-"), only(after, before, "+")].concat();
    assert!(lines.is_empty(), "{what}:\n{}", lines.join("\n"));
}

fn migrator(steps: &[Step]) -> Migrator {
    steps
        .iter()
        .fold(Migrator::new(), |migrator, step| migrator.add(*step))
}

fn replayed(steps: &[Step]) -> SchemaState {
    let bodies = steps.iter().map(|step| {
        let body = Body::Pure(std::sync::Arc::new(*step));
        (step.meta(), body)
    });
    let history = History::from_bodies(bodies).expect("names are well-formed");
    replay(&history).unwrap_or_else(|error| panic!("{error}"))
}

async fn assert_reads_back(database: &Database, steps: &[Step], what: &str) {
    let options = migratory::IntrospectOptions {
        schemas: vec!["public".to_owned(), "audit".to_owned()],
        ..Default::default()
    };
    let found = database.introspect(&options).await.expect("it can be read");
    let expected = canonical(&replayed(steps), &Target::postgres());
    if let Err(difference) = difference(&expected, &found.state) {
        panic!("{what}: {difference}");
    }
    assert_eq!(found.unmodelled, Vec::<String>::new(), "{what}");
}

#[tokio::test]
async fn a_dump_of_the_schema_is_the_same_after_each_way_back_and_forth() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let Some(program) = pg_dump() else {
        left_out("the dumps of PostgreSQL (pg_dump is not installed)");
        return;
    };
    let throwaway = server.create("oracle").await;
    let database = Database::connect(throwaway.url())
        .await
        .expect("it is there");
    // Makes the ledger.
    let nothing = migrator(&HISTORY[..1]);
    nothing
        .migrate(&database)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    nothing
        .rollback(&database)
        .await
        .unwrap_or_else(|error| panic!("{error}"));

    let mut before = dump(&program, &throwaway);
    for (n, step) in HISTORY.iter().enumerate() {
        let (name, steps) = (step.name(), &HISTORY[..=n]);
        let migrator = migrator(steps);
        let fail = |error| panic!("{name}: {error}");
        migrator.migrate(&database).await.unwrap_or_else(fail);
        let after = dump(&program, &throwaway);
        assert_ne!(before, after, "{name} changes something");
        assert_reads_back(&database, steps, name).await;

        migrator.rollback(&database).await.unwrap_or_else(fail);
        assert_same(
            &before,
            &dump(&program, &throwaway),
            &format!("{name} and back"),
        );

        migrator.migrate(&database).await.unwrap_or_else(fail);
        assert_same(
            &after,
            &dump(&program, &throwaway),
            &format!("{name} again"),
        );
        before = after;
    }
    let all = migrator(HISTORY);
    all.reset(&database)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    assert_reads_back(&database, &[], "all of it back").await;
    all.migrate(&database)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    assert_same(&before, &dump(&program, &throwaway), "all of it again");
}
