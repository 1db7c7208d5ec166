//! What is left when a seeder fails.

use migratory::{DatabaseState, ErrorKind, Observer, row};
use std::sync::{Arc, Mutex};

use super::{Act, garden, sower};
use crate::world::World;

on_each_database!(
    those_before_a_seeder_that_fails_stay_done_and_it_leaves_nothing,
    a_seeder_that_panics_is_rolled_back,
    a_statement_that_fails_names_the_seeder,
    an_observer_is_told_of_seeders,
    what_a_seeder_sets_in_its_session_ends_with_it,
    a_cancelled_migrator_does_not_seed,
    a_seeder_that_commits_by_itself_and_fails_is_told_partly_done,
    a_seeder_that_commits_by_itself_is_done_all_the_same,
);

fn those_before_a_seeder_that_fails_stay_done_and_it_leaves_nothing(world: &World) {
    let with = |middle: Act| {
        let rows = Act::Insert("things", vec![row! { "name" => "a" }]);
        let sowers = [
            sower("First", &[]),
            sower("Middle", &[rows, middle]).after(&["First"]),
            sower("Last", &[]).after(&["Middle"]),
        ];
        garden(&[], &sowers)
    };
    let wrong = with(Act::Fail("the cows do not answer"));
    world.migrate(&wrong);
    let error = world.seed_fails(&wrong);
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert_eq!(error.seeder(), Some("Middle"));
    assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
    assert_eq!(error.finished_before(), ["First"]);
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "the cows do not answer");
    assert!(
        lines[1].starts_with("  --> tests/tests/runner/seeds/mod.rs:"),
        "{text}"
    );
    assert!(lines[1].ends_with(" (seeder Middle)"), "{text}");
    assert_eq!(
        lines[2..],
        [
            "  database: unchanged by this seeder (rolled back). Done before, and stays so: First",
            "  next: correct the seeder or the data, then run `seed` again: it passes over those that are done",
        ]
    );
    assert_eq!(world.log(), ["First"]);
    assert_eq!(world.things(), [""; 0]);
    assert_eq!(world.column("SELECT name FROM _seeds"), ["First"]);
    let report = world.seed(&with(Act::Sql(
        "DELETE FROM log WHERE who = 'nobody'".into(),
    )));
    assert_eq!(report.names(), ["Middle", "Last"]);
    assert_eq!(report.unchanged, ["First"]);
    assert_eq!(world.log(), ["First", "Middle", "Last"]);
}

fn a_seeder_that_panics_is_rolled_back(world: &World) {
    let migrator = garden(&[], &[sower("Base", &[Act::Panic("no more seeds")])]);
    world.migrate(&migrator);
    let error = world.seed_fails(&migrator);
    assert_eq!(error.message(), "the seeder panicked: no more seeds");
    assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
    assert_eq!(world.log(), [""; 0]);
}

fn a_statement_that_fails_names_the_seeder(world: &World) {
    let row = row! { "name" => "a" };
    let twice = Act::Insert("things", vec![row.clone(), row]);
    let migrator = garden(&[], &[sower("Base", &[twice])]);
    world.migrate(&migrator);
    let error = world.seed_fails(&migrator);
    assert_eq!(
        (error.kind(), error.seeder()),
        (ErrorKind::Failed, Some("Base"))
    );
    let statement = error.failed_statement().unwrap();
    assert!(statement.sql.starts_with("INSERT INTO"), "{error}");
    assert_eq!((world.log(), world.things()), (vec![], vec![]));
}

/// Keeps what it is told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn hear(&self, what: &str, of: &str) {
        self.0.lock().unwrap().push(format!("{what} {of}"));
    }
}

impl Observer for Told {
    fn seeding(&self, seeder: &str) {
        self.hear("begins", seeder);
    }

    fn seeded(&self, seeder: &str, _: std::time::Duration) {
        self.hear("done", seeder);
    }

    fn seeding_failed(&self, seeder: &str, error: &migratory::Error) {
        self.hear("failed", &format!("{seeder}: {}", error.message()));
    }
}

fn an_observer_is_told_of_seeders(world: &World) {
    let told = Told::default();
    let migrator = garden(&[], &[sower("A", &[]), sower("B", &[Act::Fail("no")])]);
    let migrator = migrator.observer(told.clone());
    world.migrate(&migrator);
    world.seed_fails(&migrator);
    world.seed_fails(&migrator);
    let told = told.0.lock().unwrap().clone();
    assert_eq!(
        told,
        [
            "begins A",
            "done A",
            "begins B",
            "failed B: no",
            "begins B",
            "failed B: no"
        ]
    );
}

fn what_a_seeder_sets_in_its_session_ends_with_it(world: &World) {
    let set = world.pick(
        "SET search_path = pg_catalog; SET default_transaction_read_only = on",
        "SET SESSION TRANSACTION READ ONLY",
        "PRAGMA query_only = ON",
    );
    let sowers = [
        sower("A", &[Act::Sql(set.to_owned())]),
        sower("B", &[]).after(&["A"]),
    ];
    assert_eq!(
        world.migrate_and_seed(&garden(&[], &sowers)).names(),
        ["A", "B"]
    );
    assert_eq!(world.log(), ["A", "B"]);
    assert_eq!(world.count("_seeds"), 2);
}

fn a_cancelled_migrator_does_not_seed(world: &World) {
    let migrator = garden(&[], &[sower("A", &[])]);
    world.migrate(&migrator);
    migrator.cancel_handle().cancel();
    let error = world.seed_fails(&migrator);
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert_eq!(world.log(), [""; 0]);
}

fn a_seeder_that_commits_by_itself_and_fails_is_told_partly_done(world: &World) {
    let committed = Act::Sql("COMMIT".to_owned());
    let acts = [committed, Act::Fail("too late")];
    let migrator = garden(&[], &[sower("A", &acts).content("1")]);
    world.migrate(&migrator);
    for n in 1..=2 {
        let error = world.seed_fails(&migrator);
        let state = error.database_state();
        assert!(
            matches!(
                state,
                Some(DatabaseState::PartlyApplied {
                    in_ledger: false,
                    ..
                })
            ),
            "{error}"
        );
        assert!(
            error
                .to_string()
                .contains("PARTLY CHANGED by this seeder: "),
            "{error}"
        );
        assert_eq!(world.log(), vec!["A"; n]);
    }
    let clean = garden(&[], &[sower("A", &[Act::Fail("no")])]);
    let error = world.seed_fails(&clean);
    assert_eq!(
        error.database_state(),
        Some(&DatabaseState::RolledBack),
        "{error}"
    );
    assert_eq!(world.seed(&garden(&[], &[sower("A", &[])])).names(), ["A"]);
    assert_eq!(world.log(), ["A"; 3]);
}

fn a_seeder_that_commits_by_itself_is_done_all_the_same(world: &World) {
    let migrator = garden(&[], &[sower("A", &[Act::Sql("COMMIT".to_owned())])]);
    assert_eq!(world.migrate_and_seed(&migrator).names(), ["A"]);
    assert!(world.seed(&migrator).is_empty());
    assert_eq!(world.log(), ["A"]);
}

/// A seeder whose own SQL ends the transaction is not told done.
mod own_transactions {
    use super::*;
    use migratory_tests::throwaway::Server;

    fn fails(server: Option<Server>, sql: &str) -> Option<(World, migratory::Error)> {
        let world = World::on(server?);
        let migrator = garden(&[], &[sower("A", &[Act::Sql(sql.to_owned())])]);
        world.migrate(&migrator);
        let error = world.seed_fails(&migrator);
        assert_eq!(
            world.column("SELECT name FROM _seeds WHERE fingerprint <> ''"),
            [""; 0]
        );
        Some((world, error))
    }

    #[test]
    fn a_rollback_of_its_own_is_found_on_postgres() {
        let failed = fails(Server::postgres(), "ROLLBACK");
        if let Some((_world, error)) = failed {
            assert!(
                matches!(
                    error.database_state(),
                    Some(DatabaseState::PartlyApplied { .. })
                ),
                "{error}"
            );
            assert!(error.message().contains("took back its row"), "{error}");
        }
    }

    #[test]
    fn a_rollback_of_its_own_is_found_on_mysql() {
        let failed = fails(Server::mysql(), "ROLLBACK");
        if let Some((_world, error)) = failed {
            assert!(error.to_string().contains("took back its row"), "{error}");
        }
    }

    #[test]
    fn a_rollback_of_its_own_is_found_on_sqlite() {
        let failed = fails(Some(Server::Sqlite), "ROLLBACK");
        assert!(failed.is_some_and(|(_, error)| error.message().contains("took back its row")));
    }

    /// A change of the schema commits there, and what came before it cannot be taken back.
    #[test]
    fn a_change_of_the_schema_on_mysql_is_told_when_the_seeder_fails_after_it() {
        let Some(server) = Server::mysql() else {
            return;
        };
        let world = World::on(server);
        let rows = Act::Insert("things", vec![row! { "name" => "a" }]);
        let acts = [Act::Create("more"), rows, Act::Fail("too late")];
        let migrator = garden(&[], &[sower("A", &acts)]);
        world.migrate(&migrator);
        let error = world.seed_fails(&migrator);
        assert!(
            matches!(
                error.database_state(),
                Some(DatabaseState::PartlyApplied {
                    in_ledger: false,
                    ..
                })
            ),
            "{error}"
        );
        assert!(
            error.to_string().contains("PARTLY CHANGED by this seeder"),
            "{error}"
        );
        assert_eq!(world.log(), ["A"]);
        world.sql("DROP TABLE more");
        let better = garden(&[], &[sower("A", &[Act::Create("more")])]);
        assert_eq!(world.seed(&better).names(), ["A"], "it is not told done");
    }
}
