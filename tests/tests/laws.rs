//! The laws of architecture.md that need no database, over random histories.

use migration_core::dialect::{Target, canonical, lower};
use migration_core::operation::{
    AddConstraint, CommentOnEnum, CommentOnObject, CreateEnum, CreateObject, CreateTable, Grant,
    Operation,
};
use migration_core::schema::{Constraint, Object, SchemaState, Table};
use migratory_tests::difference::difference;
use migratory_tests::random;
use proptest::prelude::*;

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

/// The operations that make a state of nothing: types, then tables, then the foreign keys between them.
fn creation_of(state: &SchemaState) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for (name, enum_type) in &state.enums {
        operations.push(
            CreateEnum {
                name: name.clone(),
                values: enum_type.values.clone(),
            }
            .into(),
        );
        if let Some(comment) = enum_type.comment.clone() {
            let (name, comment) = (name.clone(), Some(comment));
            operations.push(CommentOnEnum { name, comment }.into());
        }
    }
    let create = |object: &Object| -> Operation {
        CreateObject {
            object: object.clone(),
            if_not_exists: false,
            or_replace: false,
        }
        .into()
    };
    let (first, last): (Vec<_>, Vec<_>) = (state.objects.values())
        .partition(|object| matches!(object, Object::Sequence(_) | Object::Routine(_)));
    operations.extend(first.into_iter().map(create));
    let mut keys = Vec::new();
    // Partitions come after what they are a part of, and heirs after what they inherit from.
    let mut tables: Vec<&Table> = state.tables.values().collect();
    tables.sort_by_key(|table| depth(table, state));
    for table in tables {
        let mut table = table.clone();
        for (_, key) in std::mem::take(&mut table.foreign_keys) {
            keys.push(
                AddConstraint {
                    table: table.name.clone(),
                    constraint: Constraint::ForeignKey(key),
                    using_index: None,
                }
                .into(),
            );
        }
        operations.push(
            CreateTable {
                table,
                if_not_exists: false,
                like: None,
            }
            .into(),
        );
    }
    operations.extend(keys);
    operations.extend(last.into_iter().map(create));
    for (id, comment) in state.object_comments.clone() {
        let comment = Some(comment);
        operations.push(CommentOnObject { id, comment }.into());
    }
    for ((on, role), privileges) in &state.grants {
        for (privilege, with_grant_option) in privileges {
            operations.push(
                Grant {
                    privileges: vec![*privilege],
                    on: on.clone(),
                    to: vec![role.clone()],
                    with_grant_option: *with_grant_option,
                }
                .into(),
            );
        }
    }
    operations
}

fn depth(table: &Table, state: &SchemaState) -> usize {
    let of = table.partition_of.as_ref().map(|of| &of.parent);
    let parents = of.into_iter().chain(&table.inherits);
    let parents = parents.filter_map(|name| state.table(name));
    parents
        .map(|table| 1 + depth(table, state))
        .max()
        .unwrap_or(0)
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

    /// Law 1 for the states that need no diff: from nothing.
    #[test]
    fn a_state_created_from_nothing_is_that_state(choices in choices()) {
        let state = replayed(&random::history(&choices, None));
        prop_assert_eq!(replayed(&creation_of(&state)), state);
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
        prop_assert_eq!(replayed(&creation_of(&state)), state);
    }

    /// Laws 1 and 2 for tables that inherit.
    #[test]
    fn the_reverse_of_an_operation_on_heirs_restores_the_state_before_it(choices in choices()) {
        let history = random::inherited_history(&choices);
        each_is_undone(&history)?;
        let mut state = replayed(&history);
        // Their tables may be there later than the sequences and publications that name them.
        state.objects.clear();
        state.object_comments.clear();
        state.grants.clear();
        prop_assert_eq!(replayed(&creation_of(&state)), state);
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
