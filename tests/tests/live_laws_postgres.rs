//! Law 3 of architecture.md on a live PostgreSQL server, for histories with what only PostgreSQL has.

#[path = "live_laws_postgres/richer.rs"]
mod richer;

use std::cell::{Cell, RefCell};

use migration_core::dialect::Target;
use migration_core::operation::Operation;
use migratory_tests::live::{Counts, Live};
use migratory_tests::random;
use migratory_tests::throwaway::Server;
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};

type Way = fn(&mut Live, &[Operation]) -> Result<Counts, String>;

/// Runs so many random histories, unless `PROPTEST_CASES` says it, or fails with the smallest that goes wrong.
fn rich_histories_hold(histories: u32, way: Way) {
    histories_hold(histories, way, |choices, target| {
        let plain = random::history(choices, Some(target));
        richer::history(plain, choices, target)
    });
}

fn histories_hold(histories: u32, way: Way, make: fn(&[u32], &Target) -> Vec<Operation>) {
    let Some(server) = Server::postgres() else {
        return;
    };
    let live = RefCell::new(Live::on(&server));
    let (run, undone) = (Cell::new(0), Cell::new(0));
    let config = random::config(histories);
    let cases = config.cases as usize;
    let mut runner = TestRunner::new(config);
    let choices = proptest::collection::vec(any::<u32>(), 20..250);
    let outcome = runner.run(&choices, |choices| {
        let mut live = live.borrow_mut();
        let history = make(&choices, live.target());
        live.empty();
        let counts = way(&mut live, &history).map_err(|wrong| {
            let said: Vec<String> = history.iter().map(|it| format!("{it:?}")).collect();
            TestCaseError::fail(format!("{wrong}\nhistory:\n{}", said.join("\n")))
        })?;
        run.set(run.get() + counts.run);
        undone.set(undone.get() + counts.undone);
        Ok(())
    });
    match outcome {
        Ok(()) => {}
        // The numbers that the history was made from say nothing.
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
    // Histories that hold nothing would prove nothing.
    assert!(run.get() > 5 * cases, "{} operations", run.get());
    assert!(undone.get() > 3 * cases, "{} were undone", undone.get());
}

#[test]
fn what_rich_histories_make_of_a_database_is_what_they_say() {
    rich_histories_hold(100, Live::there_and_back);
}

#[test]
fn each_operation_of_a_rich_history_can_be_undone_at_once() {
    rich_histories_hold(10, Live::run);
}

#[test]
fn partitions_come_and_go_as_their_history_says() {
    histories_hold(8, Live::run, |choices, _| {
        random::partitioned_history(choices)
    });
}

#[test]
fn heirs_come_and_go_as_their_history_says() {
    histories_hold(8, Live::run, |choices, _| {
        random::inherited_history(choices)
    });
}
