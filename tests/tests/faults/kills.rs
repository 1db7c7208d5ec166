//! Runs that are killed, and the plain run after them.

use std::time::{Duration, Instant};

use migratory_tests::throwaway::Server;

use crate::look::Look;
use crate::process::{MIGRATIONS, fleet, migrates, ran_once};
use crate::world::World;

/// Where a run can die; the number is of the statement or step.
const POINTS: [&str; 15] = [
    "connect:0",
    "lock:0",
    "ledger_create:0",
    "begin:0",
    "statement:1",
    "statement:2",
    "before_insert:0",
    "before_commit:0",
    "after_commit:0",
    "intent:1",
    "ran:1",
    "done:1",
    "ran:2",
    "recorded:0",
    "unlock:0",
];
/// Those that only a statement outside of a transaction comes by.
const ALONE: [&str; 5] = ["intent:1", "ran:1", "done:1", "ran:2", "recorded:0"];

/// Nothing is left that a run that was never disturbed would not leave.
fn is_as_undisturbed(world: &World, undisturbed: &World, after: &str) {
    ran_once(world);
    let (snapshot, expected) = (world.snapshot(), undisturbed.snapshot());
    snapshot.assert_same_schema(&expected, after);
    if world
        .tables_and_journal()
        .contains(&"_migrations_steps".to_owned())
    {
        assert_eq!(world.count("_migrations_steps"), 0, "{after}");
    }
}

fn dies_everywhere(server: Server, environment: &[(&str, &str)]) {
    let undisturbed = World::on(server.clone());
    fleet(undisturbed.url(), &["migrate"], environment)
        .end()
        .with(0);
    let has_steps = environment
        .iter()
        .any(|(name, _)| *name == "FLEET_CONCURRENTLY")
        || matches!(server, Server::Mysql(_));
    for point in POINTS {
        let comes_by = match point {
            // One statement outside of a transaction is one step.
            "ran:2" => matches!(server, Server::Mysql(_)),
            _ => has_steps || !ALONE.contains(&point),
        };
        for action in ["kill", "error"] {
            let world = World::on(server.clone());
            let fault = format!("{point}={action}");
            let mut with = environment.to_vec();
            with.push(("MIGRATORY_FAULT", &fault));
            let ended = fleet(world.url(), &["migrate"], &with).end();
            assert_eq!(ended.code == Some(0), !comes_by, "{fault}: {}", ended.said);
            let again = fleet(world.url(), &["migrate"], environment).end().with(0);
            assert!(
                again.took < Duration::from_secs(15),
                "{fault}: {:?}",
                again.took
            );
            is_as_undisturbed(&world, &undisturbed, &fault);
        }
    }
}

#[test]
fn r10_killed_in_a_transaction_on_sqlite() {
    dies_everywhere(Server::Sqlite, &[]);
}

#[test]
fn r10_killed_in_a_transaction_on_postgres() {
    if let Some(server) = Server::postgres() {
        dies_everywhere(server, &[]);
    }
}

/// Wherever it happens to be; up, and down again.
fn dies_at_any_time(server: Option<Server>, environment: &[(&str, &str)]) {
    let Some(server) = server else {
        return;
    };
    let undisturbed = World::on(server.clone());
    let whole = fleet(undisturbed.url(), &["migrate"], environment)
        .end()
        .with(0);
    // Within the time that a run takes here, so that most of them are killed.
    let longest = u64::try_from(whole.took.as_micros()).unwrap().max(1);
    let (mut killed, mut after) = (0, Duration::from_millis(2));
    let rounds: u32 = match std::env::var("MIGRATORY_KILLS") {
        Ok(rounds) => rounds.parse().unwrap(),
        Err(_) => 12,
    };
    for round in 0..rounds {
        let world = World::on(server.clone());
        // Some deaths, one after another. A rollback that was broken off is finished before anything else is run.
        for command in ["migrate", "migrate", "reset", "migrate"] {
            let runner = fleet(world.url(), &[command], environment);
            std::thread::sleep(after);
            runner.signal("KILL");
            killed += u32::from(runner.end().code.is_none());
            if command == "reset" {
                let again = fleet(world.url(), &["reset"], environment).end();
                // What is half applied is finished before it is rolled back.
                if again.code == Some(9) && again.said.contains("is half applied") {
                    fleet(world.url(), &["migrate"], environment).end().with(0);
                    fleet(world.url(), &["reset"], environment).end().with(0);
                } else {
                    again.with(0);
                }
            }
            // Steps that do not come round to the same times.
            after = Duration::from_micros((after.as_micros() as u64 * 7 + 3_001) % longest);
        }
        fleet(world.url(), &["migrate"], environment).end().with(0);
        is_as_undisturbed(&world, &undisturbed, &format!("round {round}"));
    }
    assert!(killed >= rounds, "{killed} were killed in {rounds} rounds");
}

#[test]
fn r10_killed_at_any_time_on_sqlite() {
    dies_at_any_time(Some(Server::Sqlite), &[]);
}

#[test]
fn r10_killed_at_any_time_on_postgres() {
    dies_at_any_time(Server::postgres(), &[]);
    dies_at_any_time(Server::postgres(), &[("FLEET_CONCURRENTLY", "1")]);
}

#[test]
fn r10_killed_at_any_time_on_mysql() {
    dies_at_any_time(Server::mysql(), &[]);
}

#[test]
fn r12_killed_between_steps_outside_of_a_transaction_on_postgres() {
    if let Some(server) = Server::postgres() {
        dies_everywhere(server, &[("FLEET_CONCURRENTLY", "1")]);
    }
}

#[test]
fn r12_killed_between_steps_on_mysql() {
    if let Some(server) = Server::mysql() {
        let raw = ("FLEET_RAW", "CREATE TABLE extra (id int)");
        let probe = "SELECT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() \
                     AND table_name = 'extra')";
        dies_everywhere(server, &[raw, ("FLEET_PROBE", probe)]);
    }
}

#[test]
fn r11_a_statement_that_goes_on_after_its_run_was_killed() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let world = World::on(server);
    let pause = ("FLEET_PAUSE", "SELECT pg_sleep(20)");
    let mut process = fleet(world.url(), &["migrate"], &[pause]);
    process.until_after(MIGRATIONS[1]);
    process.signal("KILL");
    assert_eq!(process.end().code, None);
    let again = migrates(&world);
    assert!(again.took < Duration::from_secs(5), "{:?}", again.took);
    ran_once(&world);
}

#[test]
fn r13_killed_while_an_index_is_built_concurrently() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let undisturbed = World::on(server.clone());
    let concurrently = ("FLEET_CONCURRENTLY", "1");
    fleet(undisturbed.url(), &["migrate"], &[concurrently])
        .end()
        .with(0);
    let world = World::on(server);
    // A transaction that was there before the index is waited for in the middle of building it.
    let holder = Look::at(&world);
    holder.sql("CREATE TABLE held (id int); INSERT INTO held VALUES (1)");
    let mut process = fleet(
        world.url(),
        &["--allow-existing", "migrate"],
        &[concurrently, ("FLEET_PAUSE", "SELECT pg_sleep(1)")],
    );
    process.until_after(MIGRATIONS[1]);
    holder.sql("BEGIN ISOLATION LEVEL REPEATABLE READ");
    holder.sql("SELECT count(*) FROM held");
    let invalid = "SELECT count(*)::text FROM pg_index WHERE NOT indisvalid";
    let end = Instant::now() + Duration::from_secs(20);
    while world.value(invalid) == "0" {
        assert!(Instant::now() < end, "the index is not begun");
        std::thread::sleep(Duration::from_millis(20));
    }
    process.signal("KILL");
    assert_eq!(process.end().code, None);
    assert_eq!(world.value(invalid), "1");
    holder.sql("ROLLBACK");
    fleet(world.url(), &["migrate"], &[concurrently])
        .end()
        .with(0);
    assert_eq!(world.value(invalid), "0");
    holder.sql("DROP TABLE held");
    is_as_undisturbed(&world, &undisturbed, "a kill in the middle of an index");
}

#[test]
fn r14_a_signal_ends_a_run_and_nothing_is_left_of_it() {
    for server in [Some(Server::Sqlite), Server::postgres(), Server::mysql()] {
        let Some(world) = server.map(World::on) else {
            continue;
        };
        let pause = world.pick("SELECT pg_sleep(20)", "SELECT SLEEP(20)", SLOW_SQLITE);
        for (signal, code) in [("TERM", 143), ("INT", 130)] {
            let mut process = fleet(world.url(), &["migrate"], &[("FLEET_PAUSE", pause)]);
            if signal == "TERM" {
                process.until_after(MIGRATIONS[1]);
            } else {
                std::thread::sleep(Duration::from_millis(700));
            }
            process.signal(signal);
            let ended = process.end().with(code);
            assert!(ended.took < Duration::from_secs(4), "{:?}", ended.took);
        }
        migrates(&world);
        ran_once(&world);
    }
}

const SLOW_SQLITE: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000000000) SELECT count(*) FROM n";
