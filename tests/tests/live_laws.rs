//! Law 3 on live databases: `introspect(execute(lower(op, s))) == canonical(apply(s, op))`, forth, back and forth again,
//! for each operation of random histories. And law 1: the difference of what is read of two databases makes the one of the
//! other.

use std::cell::{Cell, RefCell};

use migration_core::dialect::Target;
use migration_core::operation::Operation;
use migration_core::schema::SchemaState;
use migratory_tests::live::{Counts, Live};
use migratory_tests::random;
use migratory_tests::throwaway::Server;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Runs this many random histories, or fails with the smallest that is found to go wrong.
fn random_histories_hold(server: &Server, histories: u32) {
    hold(server, histories, random::history);
}

/// As [`random_histories_hold`], with rows, which are as they were after the way back of an operation about them.
fn random_histories_with_rows_hold(server: &Server, histories: u32) {
    let counts = hold(server, histories, random::history_with_rows);
    let expected = histories as usize;
    assert!(counts.rows_undone > expected, "{counts:?}");
}

type Make = fn(&[u32], Option<&Target>) -> Vec<Operation>;

fn hold(server: &Server, histories: u32, make: Make) -> Counts {
    let live = RefCell::new(Live::on(server));
    let all = Cell::new(Counts::default());
    let mut runner = TestRunner::new(random::config(histories));
    let choices = proptest::collection::vec(any::<u32>(), 20..400);
    let outcome = runner.run(&choices, |choices| {
        let mut live = live.borrow_mut();
        let history = make(&choices, Some(live.target()));
        live.empty();
        let counts = live.run(&history).map_err(TestCaseError::fail)?;
        all.set(all.get().and(counts));
        Ok(())
    });
    match outcome {
        // What is in the way is said once, without the hundreds of numbers that led there.
        Err(proptest::test_runner::TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(error) => panic!("{error}"),
        Ok(()) => {}
    }
    // Histories that hold nothing would prove nothing.
    let expected = histories as usize;
    let all = all.get();
    assert!(all.run > 4 * expected, "{all:?}");
    assert!(all.undone > 3 * expected, "{all:?}");
    assert!(20 * all.refused < all.run, "{all:?}");
    all
}

#[test]
fn what_operations_make_of_a_sqlite_database_is_what_they_say() {
    random_histories_hold(&Server::Sqlite, 80);
}

#[test]
fn what_operations_make_of_a_postgres_database_is_what_they_say() {
    if let Some(server) = Server::postgres() {
        random_histories_hold(&server, 12);
    }
}

#[test]
fn what_operations_make_of_a_mysql_or_mariadb_database_is_what_they_say() {
    if let Some(server) = Server::mysql() {
        random_histories_hold(&server, 25);
    }
}

#[test]
fn rows_on_a_sqlite_database_are_as_they_were_after_a_way_back() {
    random_histories_with_rows_hold(&Server::Sqlite, 60);
}

#[test]
fn rows_on_a_postgres_database_are_as_they_were_after_a_way_back() {
    if let Some(server) = Server::postgres() {
        random_histories_with_rows_hold(&server, 10);
    }
}

#[test]
fn rows_on_a_mysql_or_mariadb_database_are_as_they_were_after_a_way_back() {
    if let Some(server) = Server::mysql() {
        random_histories_with_rows_hold(&server, 20);
    }
}

/// Law 1 for so many pairs of databases, which have nothing to do with each other.
fn differences_lead_there(server: &Server, pairs: u32) {
    let live = RefCell::new(Live::on(server));
    let (run, refused) = (Cell::new(0), RefCell::new(Vec::new()));
    let config = random::config(pairs);
    let pairs = config.cases as usize;
    let mut runner = TestRunner::new(config);
    let choices = || proptest::collection::vec(any::<u32>(), 20..250);
    let outcome = runner.run(&(choices(), choices()), |(a, b)| {
        let mut live = live.borrow_mut();
        let state = |choices: &[u32]| {
            let mut state = SchemaState::new();
            for operation in random::history(choices, Some(live.target())) {
                state.apply(&operation).expect("random histories apply");
            }
            state
        };
        let (a, b) = (state(&a), state(&b));
        let done = live.between(&a, &b).map_err(TestCaseError::fail)?;
        run.set(run.get() + done.run);
        refused.borrow_mut().extend(done.refused);
        Ok(())
    });
    match outcome {
        Err(proptest::test_runner::TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(error) => panic!("{error}"),
        Ok(()) => {}
    }
    assert!(run.get() > 20 * pairs, "{} operations", run.get());
    // A column that is numbered and a key at once is made by one statement there; a difference adds the column, then the key.
    let (sqlite, mysql) = ("no identity columns other than", "no AUTO_INCREMENT column");
    let refused = refused.into_inner();
    let other = |refused: &&String| !(refused.contains(sqlite) || refused.contains(mysql));
    assert_eq!(refused.iter().find(other), None);
    assert!(refused.len() <= 1 + pairs / 20, "{refused:#?}");
}

#[test]
fn the_difference_of_two_sqlite_databases_makes_the_one_of_the_other() {
    differences_lead_there(&Server::Sqlite, 100);
}

#[test]
fn the_difference_of_two_postgres_databases_makes_the_one_of_the_other() {
    if let Some(server) = Server::postgres() {
        differences_lead_there(&server, 40);
    }
}

#[test]
fn the_difference_of_two_mysql_or_mariadb_databases_makes_the_one_of_the_other() {
    if let Some(server) = Server::mysql() {
        differences_lead_there(&server, 40);
    }
}
