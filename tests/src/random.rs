//! Random histories: sequences of operations, each of which can be applied to the state before it.
//!
//! A history is made from a list of numbers (the choices), so that a failing one shrinks by shrinking the list.

mod columns;
mod constraints;
mod enums;
mod inheritance;
mod objects;
mod partitions;
mod rows;
mod tuning;

use std::collections::BTreeMap;

use columns::{alter_column, column, is_key_type, nullable};
use constraints::{constraint, deferrable, exclusion, using_index};
pub use inheritance::inherited_history;
use migration_core::dialect::{Dialect, Target, lower};
use migration_core::operation::*;
use migration_core::schema::*;
pub use partitions::partitioned_history;

use proptest::test_runner::{Config, RngSeed};

use crate::random_objects;

/// How so many random histories are run: the same ones each time, so that a run that passed passes again.
/// `PROPTEST_RNG_SEED=$RANDOM` looks at others, and `PROPTEST_CASES` says how many.
pub fn config(histories: u32) -> Config {
    let said = Config::default();
    let cases = std::env::var_os("PROPTEST_CASES").map_or(histories, |_| said.cases);
    let rng_seed = match said.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_261_127),
        seed @ RngSeed::Fixed(_) => seed,
    };
    Config {
        cases,
        rng_seed,
        failure_persistence: None,
        // A history on a server takes about a second.
        max_shrink_iters: 100,
        ..said
    }
}

/// Choices that a history is made from.
pub struct Choices<'a> {
    left: std::slice::Iter<'a, u32>,
    names: u32,
    /// What is known of rows, where a history may have any.
    rows: Option<rows::Rows>,
}

impl<'a> Choices<'a> {
    /// These choices.
    pub fn new(choices: &'a [u32]) -> Self {
        Self {
            left: choices.iter(),
            names: 0,
            rows: None,
        }
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.left
            .next()
            .map_or(0, |choice| *choice as usize % n.max(1))
    }

    pub(crate) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == one_in - 1
    }

    pub(crate) fn of<'b, T>(&mut self, items: &'b [T]) -> Option<&'b T> {
        items.get(self.below(items.len()))
    }

    /// A new name, hostile once in a while.
    pub(crate) fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        let n = self.names;
        match self.below(12) {
            0 => format!("{prefix} \"{n}\"; --"),
            1 => format!("sélect{n}"),
            2 => format!("{prefix}`{n}%$1?"),
            3 => format!("Order{n}"),
            _ => format!("{prefix}{n}"),
        }
    }
}

/// A random history that can be applied, and lowered for the target if one is given. It has no rows.
pub fn history(choices: &[u32], target: Option<&Target>) -> Vec<Operation> {
    made_of(Choices::new(choices), target)
}

/// As [`history`], with rows that are inserted, updated and deleted on the way. None of them is in the way of what comes
/// later.
pub fn history_with_rows(choices: &[u32], target: Option<&Target>) -> Vec<Operation> {
    let mut choices = Choices::new(choices);
    choices.rows = Some(rows::Rows::default());
    made_of(choices, target)
}

fn made_of(mut choices: Choices<'_>, target: Option<&Target>) -> Vec<Operation> {
    let mut state = SchemaState::new();
    let mut operations = Vec::new();
    while choices.left.len() > 0 {
        let proposed = match choices.rows.is_some() && choices.chance(3) {
            true => rows::propose(&mut choices, &state),
            false => propose(&mut choices, &state),
        };
        let Some(operation) = proposed else { continue };
        let rows_allow_it =
            (choices.rows.as_ref()).is_none_or(|rows| rows.allow(&operation, &state));
        let can_lower = target.is_none_or(|target| lower(&operation, &state, target).is_ok());
        let mut after = state.clone();
        if rows_allow_it && can_lower && after.apply(&operation).is_ok() {
            if target.is_some_and(|target| target.dialect == Dialect::Postgres)
                && refers_to_either(&after)
            {
                continue;
            }
            state = after;
            if let Some(rows) = &mut choices.rows {
                rows.follow(&operation);
            }
            operations.push(operation);
        }
    }
    operations
}

/// Whether a foreign key refers to what two constraints or indexes keep unique. PostgreSQL picks one of them when the
/// foreign key is made, and keeps that one from being dropped; which one, no state says.
fn refers_to_either(state: &SchemaState) -> bool {
    let keys = (state.tables.values()).flat_map(|table| table.foreign_keys.values());
    keys.into_iter().any(|key| {
        let of = |columns: &Vec<&str>| {
            columns.len() == key.referenced_columns.len()
                && (key.referenced_columns.iter()).all(|column| columns.contains(&column.as_str()))
        };
        let table = state.table(&key.references);
        table.is_some_and(|table| table.keys().iter().filter(|columns| of(columns)).count() > 1)
    })
}

fn propose(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let kind = choices.below(43);
    if state.tables.len() < 2 || kind < 3 {
        if kind == 2 && choices.rows.is_none() && !state.tables.is_empty() {
            return tuning::table_like(choices, state);
        }
        return Some(create_table(choices, state));
    }
    let names: Vec<&ObjectName> = state.tables.keys().collect();
    let name = (*choices.of(&names)?).clone();
    let table = state.table(&name)?;
    Some(match kind {
        3 => DropTable {
            table: name,
            if_exists: choices.chance(4),
            cascade: choices.chance(2),
        }
        .into(),
        4 => RenameTable {
            from: name,
            to: ObjectName::new(choices.name("t")),
        }
        .into(),
        5 => CommentOnTable {
            table: name,
            comment: choices.chance(2).then(|| "it's a table".to_owned()),
        }
        .into(),
        6..=8 => AddColumn {
            table: name,
            column: tuning::tuned(nullable(column(choices, state)), choices),
            if_not_exists: choices.chance(6),
            position: tuning::position(choices, table),
        }
        .into(),
        9 => {
            let column = choices.of(&table.columns)?.name.clone();
            DropColumn {
                table: name,
                column,
                if_exists: false,
                cascade: choices.chance(2),
            }
            .into()
        }
        10 => {
            let from = choices.of(&table.columns)?.name.clone();
            RenameColumn {
                table: name,
                from,
                to: choices.name("c"),
            }
            .into()
        }
        11..=13 => alter_column(choices, state, table)?,
        14 | 15 => AddConstraint {
            constraint: constraint(choices, state, table)?,
            table: name,
            using_index: None,
        }
        .into(),
        16 => {
            let constraint = choices.of(&table.constraints())?.clone();
            DropConstraint {
                table: name,
                name: constraint.name().to_owned(),
                kind: None,
                if_exists: false,
            }
            .into()
        }
        17 | 18 => {
            let index = index(choices, table)?;
            CreateIndex {
                table: name,
                index,
                concurrently: false,
                if_not_exists: false,
                only: false,
            }
            .into()
        }
        19 => {
            let index = choices
                .of(&table.indexes.keys().collect::<Vec<_>>())?
                .to_string();
            if choices.chance(2) {
                RenameIndex {
                    table: name,
                    from: index,
                    to: choices.name("i"),
                }
                .into()
            } else {
                DropIndex {
                    table: name,
                    name: index,
                    concurrently: false,
                    if_exists: false,
                }
                .into()
            }
        }
        20 => CreateEnum {
            name: ObjectName::new(choices.name("e")),
            values: vec!["a".into(), "it's".into()],
        }
        .into(),
        21 => {
            let constraint = choices.of(&table.constraints())?.clone();
            RenameConstraint {
                table: name,
                from: constraint.name().to_owned(),
                to: choices.name("k"),
            }
            .into()
        }
        24 => using_index(choices, table)?.into(),
        25 => Reindex {
            index: choices
                .of(&table.indexes.keys().collect::<Vec<_>>())
                .map(ToString::to_string),
            table: name,
            concurrently: false,
        }
        .into(),
        26 => {
            let constraint = choices.of(&table.constraints())?.clone();
            AlterConstraint {
                table: name,
                name: constraint.name().to_owned(),
                change: ConstraintChange::Deferrable(deferrable(choices)),
            }
            .into()
        }
        27 => SetStorage {
            index: choices
                .of(&table.indexes.keys().collect::<Vec<_>>())
                .filter(|_| choices.chance(2))
                .map(ToString::to_string),
            table: name,
            parameters: storage_change(choices),
        }
        .into(),
        28 => AddConstraint::new(name, Constraint::Exclusion(exclusion(choices, table)?)).into(),
        22 | 23 | 32 | 33 => enums::change(choices, state)?,
        29..=31 => random_objects::propose(choices, state, table)?,
        41 | 42 => tuning::propose(choices, table)?,
        _ => objects::propose(choices, state)?,
    })
}

fn storage_change(choices: &mut Choices<'_>) -> BTreeMap<String, Option<String>> {
    let value = ["50", "70"].get(choices.below(3));
    BTreeMap::from([("fillfactor".to_owned(), value.map(ToString::to_string))])
}

fn create_table(choices: &mut Choices<'_>, state: &SchemaState) -> Operation {
    let mut table = Table::new(ObjectName::new(choices.name("t")));
    for _ in 0..=choices.below(4) {
        table.columns.push(column(choices, state));
    }
    let key = table.columns[0].clone();
    if !key.nullable && is_key_type(&key.column_type) && !choices.chance(4) {
        if choices.chance(2) && key.column_type.is_integer() && key.default.is_none() {
            table.columns[0].generation = Some(Generation::Identity);
        }
        let name = naming::primary_key(&table.name);
        table.primary_key = Some(PrimaryKey {
            name,
            columns: vec![key.name],
            without_overlaps: false,
        });
    }
    for _ in 0..choices.below(3) {
        if let Some(constraint) = constraint(choices, state, &table)
            && !matches!(constraint, Constraint::PrimaryKey(_))
        {
            table.put_constraint(constraint);
        }
    }
    if choices.chance(3)
        && let Some(index) = index(choices, &table)
    {
        table.indexes.insert(index.name.clone(), index);
    }
    table.comment = choices.chance(4).then(|| "a 'comment'".to_owned());
    CreateTable {
        table,
        if_not_exists: choices.chance(8),
        like: None,
    }
    .into()
}

fn index(choices: &mut Choices<'_>, table: &Table) -> Option<Index> {
    let keyed: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| is_key_type(&column.column_type))
        .collect();
    let first = *choices.of(&keyed)?;
    let mut parts = vec![IndexPart::column(&first.name)];
    let second = *choices.of(&keyed)?;
    if second.name != first.name {
        let part = IndexPart::column(&second.name);
        parts.push(if choices.chance(2) { part.desc() } else { part });
    }
    let mut index = Index::new(choices.name("i"), parts);
    index.unique = choices.chance(3);
    if choices.chance(8)
        && let Some(part) = index.parts.first_mut()
        && matches!(first.column_type, ColumnType::String(_))
    {
        *part = part.clone().prefix(7);
    }
    if choices.chance(8) {
        index.storage = BTreeMap::from([("fillfactor".to_owned(), "60".to_owned())]);
    }
    Some(index)
}
