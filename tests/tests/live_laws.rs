//! Law 3 on live databases: `introspect(execute(lower(op, s))) == canonical(apply(s, op))`, forth, back and forth again,
//! for each operation of random histories.

use std::cell::{Cell, RefCell};

use migration_core::dialect::Target;
use migration_core::operation::Operation;
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
