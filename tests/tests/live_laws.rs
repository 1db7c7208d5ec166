//! Law 3 on live databases: `introspect(execute(lower(op, s))) == canonical(apply(s, op))`, forth, back and forth again,
//! for each operation of random histories.

use std::cell::{Cell, RefCell};

use migratory_tests::live::Live;
use migratory_tests::random;
use migratory_tests::throwaway::Server;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Runs this many random histories, or fails with the smallest that is found to go wrong.
fn random_histories_hold(server: &Server, histories: u32) {
    let live = RefCell::new(Live::on(server));
    let (run, undone, refused) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(ProptestConfig {
        cases: histories,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    });
    let choices = proptest::collection::vec(any::<u32>(), 20..400);
    let outcome = runner.run(&choices, |choices| {
        let mut live = live.borrow_mut();
        let history = random::history(&choices, Some(live.target()));
        live.empty();
        let counts = live.run(&history).map_err(TestCaseError::fail)?;
        run.set(run.get() + counts.run);
        undone.set(undone.get() + counts.undone);
        refused.set(refused.get() + counts.refused);
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
    assert!(run.get() > 4 * expected, "{} operations", run.get());
    assert!(undone.get() > 3 * expected, "{} were undone", undone.get());
    assert!(
        20 * refused.get() < run.get(),
        "{} cannot be",
        refused.get()
    );
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
