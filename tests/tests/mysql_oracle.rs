//! `SHOW CREATE TABLE` as the judge: each migration of a rich history is applied, rolled back and applied again, and what
//! the server itself says of all tables must be the same before and after. Introspection must agree as well.

#[path = "mysql_oracle/history.rs"]
mod history;

use std::collections::BTreeMap;

use history::{HISTORY, Step};
use migration_core::dialect::{Target, canonical};
use migration_core::migration::Migration as _;
use migration_core::registry::{Body, History};
use migration_core::replay::replay;
use migration_core::schema::SchemaState;
use migratory::{Database, Migrator};
use migratory_tests::difference::difference;
use migratory_tests::throwaway::Server;

/// The lines for each table and how often each is there: the order of the columns depends on what was added when.
type Dump = BTreeMap<String, usize>;

async fn dump(database: &Database) -> Dump {
    let tables = "SELECT TABLE_NAME AS name FROM information_schema.TABLES \
                  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE '\\_migrations%'";
    let rows = database.query(tables).await.expect("tables can be listed");
    let mut lines = Dump::new();
    for row in rows {
        let table: String = row.get("name").expect("a name");
        let show = format!("SHOW CREATE TABLE `{}`", table.replace('`', "``"));
        let shown = database.query(&show).await.expect("a table can be shown");
        let text: String = shown[0].at(1).expect("text");
        for line in text.lines() {
            // How far a table has counted is no part of the schema.
            let words = line.trim_end_matches(',').split(' ');
            let words: Vec<&str> = words
                .filter(|word| !word.starts_with("AUTO_INCREMENT="))
                .collect();
            *lines
                .entry(format!("{table}: {}", words.join(" ")))
                .or_default() += 1;
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

async fn assert_reads_back(database: &Database, target: &Target, steps: &[Step], what: &str) {
    let found = (database.introspect(&Default::default()).await).expect("it can be read");
    if let Err(difference) = difference(&canonical(&replayed(steps), target), &found.state) {
        panic!("{what}: {difference}");
    }
    assert_eq!(found.unmodelled, Vec::<String>::new(), "{what}");
}

async fn target(database: &Database) -> Target {
    let rows = database.query("SELECT VERSION() AS version").await;
    let version: String = rows.expect("a version")[0].get("version").expect("text");
    match version.contains("MariaDB") {
        true => Target::mariadb(),
        false => Target::mysql(),
    }
}

#[tokio::test]
async fn what_the_server_shows_is_the_same_after_each_way_back_and_forth() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let throwaway = server.create("oracle").await;
    let database = (Database::connect(throwaway.url()).await).expect("it is there");
    let target = target(&database).await;
    let mut before = dump(&database).await;
    for (n, step) in HISTORY.iter().enumerate() {
        let (name, steps) = (step.name(), &HISTORY[..=n]);
        let migrator = migrator(steps);
        let fail = |error| panic!("{name}: {error}");
        migrator.migrate(&database).await.unwrap_or_else(fail);
        let after = dump(&database).await;
        assert_ne!(before, after, "{name} changes something");
        assert_reads_back(&database, &target, steps, name).await;

        migrator.rollback(&database).await.unwrap_or_else(fail);
        assert_same(&before, &dump(&database).await, &format!("{name} and back"));

        migrator.migrate(&database).await.unwrap_or_else(fail);
        assert_same(&after, &dump(&database).await, &format!("{name} again"));
        before = after;
    }
    let all = migrator(HISTORY);
    let fail = |error| panic!("{error}");
    all.reset(&database).await.unwrap_or_else(fail);
    assert_reads_back(&database, &target, &[], "all of it back").await;
    all.migrate(&database).await.unwrap_or_else(fail);
    assert_same(&before, &dump(&database).await, "all of it again");
}
