//! Law 3 of architecture.md on a live MySQL or MariaDB server, for histories with more of what these have.

#[path = "live_laws_mysql/richer.rs"]
mod richer;

use std::cell::{Cell, RefCell};

use migration_core::operation::Operation;
use migratory_tests::live::{Counts, Live};
use migratory_tests::random;
use migratory_tests::throwaway::Server;
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};

type Way = fn(&mut Live, &[Operation]) -> Result<Counts, String>;

/// Runs so many random histories, unless `PROPTEST_CASES` says it, or fails with the smallest that goes wrong. Of what
/// counts as undone there must be more than `least` in a history.
fn rich_histories_hold(histories: u32, least: usize, way: Way) {
    let Some(server) = Server::mysql() else {
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
        let plain = random::history(&choices, Some(live.target()));
        let history = richer::history(plain, &choices, live.target());
        live.empty();
        let counts = way(&mut live, &history).map_err(TestCaseError::fail)?;
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
    assert!(run.get() > 4 * cases, "{} operations", run.get());
    assert!(undone.get() > least * cases, "{} of it", undone.get());
}

#[test]
fn what_brings_no_probe_may_run_twice() {
    rich_histories_hold(40, 0, Live::twice);
}

#[test]
fn each_operation_of_a_rich_history_is_what_it_says_and_can_be_undone() {
    rich_histories_hold(25, 2, Live::run);
}
