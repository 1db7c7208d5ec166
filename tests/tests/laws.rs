//! The laws of architecture.md that need no database, over random histories.

use std::cell::Cell;

use migration_core::dialect::{Target, canonical, lower};
use migration_core::diff::{Options, diff};
use migration_core::operation::Operation;
use migration_core::schema::SchemaState;
use migratory_tests::difference::difference;
use migratory_tests::random;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

fn choices() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(any::<u32>(), 0..400)
}

fn replayed(operations: &[Operation]) -> SchemaState {
    let mut state = SchemaState::new();
    for operation in operations {
        state
            .apply(operation)
            .unwrap_or_else(|conflicts| panic!("{operation:?}: {conflicts:?}"));
    }
    state
}

/// The operations that make the one of the other, when nothing is a rename.
fn difference_of(from: &SchemaState, to: &SchemaState) -> Vec<Operation> {
    let mut options = Options::default();
    options.answers.never_ask = true;
    diff(from, to, &options).unwrap_or_else(|undecided| panic!("{undecided}"))
}

/// Law 1, both ways, between two states.
fn the_difference_leads_there(a: &[Operation], b: &[Operation]) -> Result<(), TestCaseError> {
    let (a, b) = (replayed(a), replayed(b));
    for (from, to) in [(&a, &b), (&b, &a), (&a, &a)] {
        let operations = difference_of(from, to);
        let mut state = from.clone();
        for operation in &operations {
            if let Err(conflicts) = state.apply(operation) {
                prop_assert!(false, "{operation:?}: {conflicts:?}");
            }
        }
        if let Err(difference) = difference(to, &state) {
            prop_assert!(false, "{operations:?}: {difference}");
        }
        prop_assert!(from != to || operations.is_empty());
        prop_assert_eq!(&operations, &difference_of(from, to), "the same each time");
    }
    Ok(())
}

/// Undoes each operation that can be, once it was applied.
fn each_is_undone(history: &[Operation]) -> Result<(), TestCaseError> {
    let mut state = SchemaState::new();
    for operation in history {
        let before = state.clone();
        state.apply(operation).expect("random histories apply");
        let Ok(undo) = operation.reverse(&before) else {
            continue;
        };
        let mut undone = state.clone();
        for reverse in &undo {
            if let Err(conflicts) = undone.apply(reverse) {
                prop_assert!(false, "{operation:?} undone by {reverse:?}: {conflicts:?}");
            }
        }
        if let Err(difference) = difference(&before, &undone) {
            prop_assert!(false, "{operation:?} undone by {undo:?}: {difference}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(random::config(400))]

    /// Law 1 from nothing.
    #[test]
    fn a_state_created_from_nothing_is_that_state(choices in choices()) {
        let state = replayed(&random::history(&choices, None));
        let operations = difference_of(&SchemaState::new(), &state);
        prop_assert_eq!(replayed(&operations), state);
    }

    /// Law 1 between states that have nothing to do with each other.
    #[test]
    fn a_difference_makes_one_state_of_another(a in choices(), b in choices()) {
        the_difference_leads_there(&random::history(&a, None), &random::history(&b, None))?;
    }

    /// Law 1 between two points of one history.
    #[test]
    fn a_difference_leads_from_any_point_of_a_history_to_its_end(
        choices in choices(),
        at in 0.0..1.0,
    ) {
        let history = random::history(&choices, None);
        let (before, _) = history.split_at((history.len() as f64 * at) as usize);
        the_difference_leads_there(before, &history)?;
    }

    /// Law 1 for partitions.
    #[test]
    fn a_difference_makes_one_state_of_another_with_partitions(a in choices(), b in choices()) {
        let history = random::partitioned_history;
        the_difference_leads_there(&history(&a), &history(&b))?;
    }

    /// Law 2.
    #[test]
    fn the_reverse_of_an_operation_restores_the_state_before_it(choices in choices()) {
        each_is_undone(&random::history_with_rows(&choices, None))?;
    }

    /// Law 2 for what PostgreSQL takes, which is most.
    #[test]
    fn the_reverse_of_an_operation_of_postgres_restores_the_state_before_it(choices in choices()) {
        each_is_undone(&random::history(&choices, Some(&Target::postgres())))?;
    }

    /// Law 2 for partitions.
    #[test]
    fn the_reverse_of_an_operation_on_partitions_restores_the_state_before_it(choices in choices()) {
        let history = random::partitioned_history(&choices);
        each_is_undone(&history)?;
        let state = replayed(&history);
        let operations = difference_of(&SchemaState::new(), &state);
        prop_assert_eq!(replayed(&operations), state);
    }

    /// Laws 1 and 2 for tables that inherit.
    #[test]
    fn the_reverse_of_an_operation_on_heirs_restores_the_state_before_it(choices in choices()) {
        let history = random::inherited_history(&choices);
        each_is_undone(&history)?;
        let state = replayed(&history);
        let operations = difference_of(&SchemaState::new(), &state);
        prop_assert_eq!(replayed(&operations), state);
    }

    /// A refused operation changes nothing.
    #[test]
    fn an_operation_that_is_refused_leaves_the_state_alone(choices in choices(), split in 0usize..40) {
        let history = random::history_with_rows(&choices, None);
        let split = split.min(history.len());
        let state = replayed(&history[..split]);
        for operation in &history[split..] {
            let mut after = state.clone();
            if after.apply(operation).is_err() {
                prop_assert_eq!(&after, &state);
            }
        }
    }

    /// What a database keeps of a state is a fixed point, and lowering says the same twice.
    #[test]
    fn canonical_states_are_fixed_points_and_lowering_is_deterministic(choices in choices()) {
        for target in [Target::postgres(), Target::mysql(), Target::mariadb(), Target::sqlite()] {
            let mut state = SchemaState::new();
            for operation in random::history_with_rows(&choices, Some(&target)) {
                let sql = lower(&operation, &state, &target).expect("asked for before");
                prop_assert_eq!(sql, lower(&operation, &state, &target).expect("asked for before"));
                state.apply(&operation).expect("random histories apply");
            }
            let kept = canonical(&state, &target);
            prop_assert_eq!(canonical(&kept, &target), kept);
        }
    }
}

/// Law 1 for trees of heirs. There is not always a way from one to another, and then that is said; mostly there is.
#[test]
fn a_difference_between_heirs_leads_there_or_says_that_there_is_none() {
    let (found, left) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(random::config(400));
    let outcome = runner.run(&(choices(), 0.0..1.0), |(choices, at)| {
        let history = random::inherited_history(&choices);
        let (before, _) = history.split_at((history.len() as f64 * at) as usize);
        let (from, to) = (replayed(before), replayed(&history));
        let mut options = Options::default();
        options.answers.never_ask = true;
        let Ok(operations) = diff(&from, &to, &options) else {
            left.set(left.get() + 1);
            return Ok(());
        };
        found.set(found.get() + 1);
        let mut state = from.clone();
        for operation in &operations {
            prop_assert_eq!(state.apply(operation), Ok(()));
        }
        prop_assert_eq!(state, to);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    println!("{} led there, {} have no way", found.get(), left.get());
    assert!(
        found.get() > 9 * left.get(),
        "{} and {}",
        found.get(),
        left.get()
    );
}
