//! What was broken off half way is finished before anything is built upon it, or taken from under it. The kills are at one
//! place each; `kills.rs` has them at any time.

use migratory_tests::throwaway::Server;

use crate::process::{MIGRATIONS, fleet, ran_once};
use crate::world::World;

/// PostgreSQL, where an index that is built concurrently makes a migration of several steps, and MySQL, where each change of
/// the schema is one.
fn on_servers(test: impl Fn(&World, &[(&str, &str)])) {
    let concurrently = [("FLEET_CONCURRENTLY", "1")];
    if let Some(server) = Server::postgres() {
        test(&World::on(server), &concurrently);
    }
    if let Some(server) = Server::mysql() {
        test(&World::on(server), &[]);
    }
}

/// Runs a command that is killed at a place.
#[track_caller]
fn dies(world: &World, command: &[&str], environment: &[(&str, &str)], fault: &str) {
    let mut with = environment.to_vec();
    with.push(("MIGRATORY_FAULT", fault));
    let killed = fleet(world.url(), command, &with).end();
    assert_eq!(killed.code, None, "{}", killed.said);
}

/// Runs commands that are refused, with these texts, and leave everything as it is.
#[track_caller]
fn are_refused(world: &World, commands: &[&[&str]], environment: &[(&str, &str)], texts: &[&str]) {
    let before = world.snapshot();
    let applied = world.applied();
    for command in commands {
        let refused = fleet(world.url(), command, environment).end().with(9);
        for text in texts {
            assert!(refused.said.contains(text), "{text}: {}", refused.said);
        }
    }
    world
        .snapshot()
        .assert_same_schema(&before, "it was refused");
    assert_eq!(world.applied(), applied);
}

#[track_caller]
fn runs(world: &World, command: &[&str], environment: &[(&str, &str)]) {
    fleet(world.url(), command, environment).end().with(0);
}

const HALF_UNDONE: &str =
    "the rollback of \"20260101000004_index\" was broken off: step 2 of the way back was begun";

/// What is half undone counts as applied, and is not built upon.
#[test]
fn r12_nothing_is_run_over_a_rollback_that_was_broken_off() {
    on_servers(|world, environment| {
        runs(world, &["migrate"], environment);
        runs(world, &["rollback", "--step", "2"], environment);
        dies(
            world,
            &["rollback", "--step", "1"],
            environment,
            "ran:2=kill",
        );
        let texts = [HALF_UNDONE, "`rollback --step 1`"];
        are_refused(world, &[&["migrate"]], environment, &texts);
        runs(world, &["rollback", "--step", "1"], environment);
        runs(world, &["migrate"], environment);
        ran_once(world);
    });
}

#[test]
fn r12_nothing_is_run_over_a_reset_that_was_broken_off() {
    for fault in ["intent:2=kill", "ran:2=kill"] {
        for finish in ["reset", "rollback"] {
            on_servers(|world, environment| {
                runs(world, &["migrate"], environment);
                dies(world, &["reset"], environment, fault);
                assert_eq!(world.applied(), MIGRATIONS[..4], "two of them are undone");
                let texts = [HALF_UNDONE, "by the command that was broken off"];
                are_refused(world, &[&["migrate"]], environment, &texts);
                runs(world, &[finish], environment);
                assert!(world.applied().is_empty());
                runs(world, &["migrate"], environment);
                ran_once(world);
            });
        }
    }
}

/// A migration of which some steps are done would be taken for going on, when what it was done to is gone and back.
#[test]
fn r12_nothing_is_rolled_back_from_under_a_migration_that_is_half_applied() {
    on_servers(|world, environment| {
        let mut environment = environment.to_vec();
        let (fault, half, applied, how_far) = world.pick(
            ("ran:1=kill", MIGRATIONS[3], 3, "step 1 was begun"),
            ("intent:2=kill", MIGRATIONS[1], 1, "step 2 was begun"),
            ("", "", 0, ""),
        );
        // The second change of the schema of a migration.
        if !world.rolls_back() {
            environment.push(("FLEET_RAW", "CREATE TABLE extra (id int)"));
            environment.push(("FLEET_PROBE", EXTRA));
        }
        dies(world, &["migrate"], &environment, fault);
        assert_eq!(world.applied(), MIGRATIONS[..applied]);
        let text = format!("\"{half}\" is half applied: {how_far}");
        let backward: [&[&str]; 4] = [
            &["rollback"],
            &["rollback", "--step", "1"],
            &["reset"],
            &["refresh"],
        ];
        let texts = [text.as_str(), "finish it first: `migrate`"];
        are_refused(world, &backward, &environment, &texts);
        runs(world, &["migrate"], &environment);
        ran_once(world);
        runs(world, &["reset"], &environment);
    });
}

const EXTRA: &str = "SELECT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() \
                     AND table_name = 'extra')";
