//! Law 3 of architecture.md on live SQLite databases, for histories with what random ones leave out: all types, defaults
//! that are expressions, computed columns, collations, partial and expression indexes, keys over several columns.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use migration_core::Value;
use migration_core::dialect::{Dialect, Target, lower};
use migration_core::operation::*;
use migration_core::schema::*;
use migratory_tests::live::Live;
use migratory_tests::random;
use migratory_tests::throwaway::Server;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestError, TestRunner};

/// How many histories are run.
const HISTORIES: u32 = 60;

/// What histories must hold among them, as operations are printed.
const ENRICHED: [&str; 16] = [
    "Virtual(Expression",
    "Stored(Expression",
    "default: Some(Expression",
    "default: Some(CurrentTimestamp",
    "Bytes([0, 39, 255])",
    "Float(1e300)",
    "Decimal(None)",
    "InlineEnum([",
    "CiText",
    "Custom(\"\")",
    "collation: Some(\"NOCASE\")",
    "Collation(Some",
    "key: Expression(",
    "filter: Some(",
    "on_update: Cascade",
    "InitiallyDeferred",
];

/// What decides; made of the numbers that the history was made from, so that both shrink together.
struct Dice(Vec<u32>);

impl Dice {
    fn of<T: Clone>(&mut self, items: &[T]) -> T {
        let choice = self.0.pop().unwrap_or_default() as usize;
        // Another part of the number than the one that chose the operation.
        items[(choice >> 8) % items.len()].clone()
    }

    fn chance(&mut self) -> bool {
        self.of(&[true, false])
    }
}

/// The history, with its operations made richer where that can be applied, and left out where neither can.
fn richer(plain: Vec<Operation>, choices: &[u32], target: &Target) -> Vec<Operation> {
    let mut dice = Dice(choices.iter().copied().cycle().take(20_000).collect());
    let mut state = SchemaState::new();
    let mut history = Vec::new();
    for operation in plain {
        let candidates = [enriched(&operation, &state, &mut dice), operation];
        let taken = candidates.into_iter().find(|candidate| {
            lower(candidate, &state, target).is_ok() && state.apply(candidate).is_ok()
        });
        history.extend(taken);
    }
    history
}

fn enriched(operation: &Operation, state: &SchemaState, dice: &mut Dice) -> Operation {
    let mut operation = operation.clone();
    if let Operation::CreateTable(op) = &mut operation {
        enrich_table(&mut op.table, dice);
    } else if let Operation::AddColumn(op) = &mut operation {
        let table = state.table(&op.table).cloned();
        enrich_column(&mut op.column, table.as_ref(), dice);
    } else if let Operation::AddConstraint(op) = &mut operation {
        if let Some(table) = state.table(&op.table) {
            enrich_constraint(&mut op.constraint, table, dice);
        }
    } else if let Operation::CreateIndex(op) = &mut operation {
        if let Some(table) = state.table(&op.table) {
            enrich_index(&mut op.index, table, dice);
        }
    } else if let Operation::AlterColumn(op) = &mut operation
        && dice.chance()
    {
        op.change = another_change(op, state, dice);
    }
    operation
}

fn enrich_table(table: &mut Table, dice: &mut Dice) {
    let before = table.clone();
    let keyed = |name: &str| before.constraints().iter().any(|key| key.uses(name));
    for column in table
        .columns
        .iter_mut()
        .filter(|column| !keyed(&column.name))
    {
        enrich_column(column, Some(&before), dice);
    }
    let columns = table.clone();
    for constraint in columns.constraints() {
        let mut constraint = constraint;
        enrich_constraint(&mut constraint, &columns, dice);
        table.put_constraint(constraint);
    }
    for index in table.indexes.values_mut() {
        enrich_index(index, &columns, dice);
    }
}

fn enrich_column(column: &mut Column, table: Option<&Table>, dice: &mut Dice) {
    if column.is_identity() {
        return;
    }
    if dice.chance() {
        column.column_type = column_type(dice);
        column.default = None;
    }
    if dice.chance() {
        column.default = Some(default(dice));
    }
    if dice.of(&[true, false, false]) {
        column.collation = Some(dice.of(&["NOCASE", "RTRIM", "BINARY"]).to_owned());
    }
    // From the first column alone, which is not computed, so that none goes in circles.
    let first = table.and_then(|table| table.columns.first());
    let stored = first.filter(|first| first.name != column.name && first.generation.is_none());
    if let (Some(other), true) = (stored, dice.of(&[true, false, false, false])) {
        let expression = Expression::new(format!("coalesce({}, 'none')", quoted(&other.name)));
        column.default = None;
        column.nullable = true;
        column.generation = Some(match dice.chance() {
            true => Generation::Virtual(expression),
            false => Generation::Stored(expression),
        });
    }
}

fn quoted(name: &str) -> String {
    Dialect::Sqlite.quote(name)
}

fn column_type(dice: &mut Dice) -> ColumnType {
    use ColumnType::*;
    dice.of(&[
        Decimal(None),
        Decimal(Some((12, 3))),
        Float,
        Char(3),
        CiText,
        Time,
        Interval,
        Json,
        Jsonb,
        Inet,
        Cidr,
        MacAddr,
        Bit(4),
        VarBit(8),
        Boolean,
        InlineEnum(vec!["a".into(), "it's, )".into(), "\"b\"".into()]),
        Custom("NUMERIC(8, 2)".into()),
        Custom("unsigned big int".into()),
        Custom("".into()),
    ])
}

fn default(dice: &mut Dice) -> DefaultValue {
    let constants = [
        Value::Int(0),
        Value::Int(i64::MIN),
        Value::Bool(true),
        Value::Bool(false),
        Value::Float(-0.25),
        Value::Float(1e300),
        Value::Decimal("12.500".into()),
        Value::Decimal("-7".into()),
        Value::Text("".into()),
        Value::Text("1".into()),
        Value::Text("it's \"quoted\" -- (no comment\nhere".into()),
        Value::Bytes(vec![0, 39, 255]),
        Value::Uuid([7; 16]),
        Value::Null,
    ];
    let expressions = [
        "1 + 2",
        "lower('A)')",
        "random() -- at random",
        "x'00' || 'a'",
        "CURRENT_DATE",
    ];
    match dice.of(&[0, 1, 1, 2]) {
        0 => DefaultValue::CurrentTimestamp,
        1 => DefaultValue::Value(dice.of(&constants)),
        _ => DefaultValue::Expression(Expression::new(dice.of(&expressions))),
    }
}

fn enrich_constraint(constraint: &mut Constraint, table: &Table, dice: &mut Dice) {
    let other = dice.of(&table.columns).name;
    match constraint {
        Constraint::PrimaryKey(key) => {
            let counts = table.columns.iter().any(Column::is_identity);
            if dice.chance() && !counts && !key.columns.contains(&other) {
                key.columns.push(other);
            }
        }
        Constraint::Unique(unique) => {
            if dice.chance() && !unique.columns.contains(&other) {
                unique.columns.insert(0, other);
            }
        }
        Constraint::ForeignKey(key) => {
            key.deferrable = dice.of(&[
                Deferrable::No,
                Deferrable::InitiallyImmediate,
                Deferrable::InitiallyDeferred,
            ]);
            key.on_update = dice.of(&[
                ReferentialAction::NoAction,
                ReferentialAction::Restrict,
                ReferentialAction::Cascade,
            ]);
        }
        Constraint::Exclusion(_) => {}
        Constraint::Check(check) => {
            let name = quoted(&other);
            check.expression = Expression::new(dice.of(&[
                format!("{name} IS NOT NULL"),
                format!("length({name}) < 9 OR {name} IN ('a', ')')"),
                format!("({name}) <> '' -- never empty"),
                format!("CASE WHEN {name} > 0 THEN 1 ELSE /* no ) */ 2 END"),
            ]));
        }
    }
}

fn enrich_index(index: &mut Index, table: &Table, dice: &mut Dice) {
    let name = quoted(&dice.of(&table.columns).name);
    if dice.chance() {
        index.filter = Some(Expression::new(dice.of(&[
            format!("{name} IS NOT NULL"),
            format!("{name} > 'a' -- the rest"),
        ])));
    }
    if dice.chance() {
        let expression = dice.of(&[
            format!("lower({name})"),
            format!("{name} || ','"),
            format!("{name} COLLATE NOCASE"),
        ]);
        let part = IndexPart {
            key: IndexKey::Expression(Expression::new(expression)),
            ..IndexPart::column("")
        };
        index
            .parts
            .push(if dice.chance() { part.desc() } else { part });
    }
}

fn another_change(op: &AlterColumn, state: &SchemaState, dice: &mut Dice) -> ColumnChange {
    let change = match dice.of(&[0, 1, 2]) {
        0 => ColumnChange::Collation(dice.of(&[None, Some("NOCASE".to_owned())])),
        1 => ColumnChange::Default(Some(default(dice))),
        _ => ColumnChange::Type {
            to: column_type(dice),
            using: None,
        },
    };
    // A column of a key keeps its type, so that what refers to it still can.
    let table = state.table(&op.table);
    let keyed = table.is_some_and(|table| !table.constraints_on(&op.column).is_empty());
    match (&change, keyed) {
        (ColumnChange::Type { .. }, true) => op.change.clone(),
        _ => change,
    }
}

#[test]
fn what_rich_histories_make_of_a_database_is_what_they_say() {
    let live = RefCell::new(Live::on(&Server::Sqlite));
    let (run, undone) = (Cell::new(0), Cell::new(0));
    let missing = RefCell::new(BTreeSet::from(ENRICHED));
    let choices = proptest::collection::vec(any::<u32>(), 20..400);
    let mut rounds = 0;
    // What is rare is waited for.
    while rounds == 0 || (rounds < 60 && !missing.borrow().is_empty()) {
        let mut config = random::config(HISTORIES);
        // Other histories in each round.
        if let RngSeed::Fixed(seed) = &mut config.rng_seed {
            *seed += 1_000 * rounds;
        }
        rounds += 1;
        let outcome = TestRunner::new(config).run(&choices, |choices| {
            let mut live = live.borrow_mut();
            let plain = random::history(&choices, Some(live.target()));
            let history = richer(plain, &choices, live.target());
            live.empty();
            let counts = live.run(&history).map_err(TestCaseError::fail)?;
            let text = format!("{history:?}");
            missing.borrow_mut().retain(|part| !text.contains(part));
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
    }
    // Histories that hold nothing would prove nothing.
    let expected = HISTORIES as usize;
    assert!(run.get() > 4 * expected, "{} operations", run.get());
    assert!(undone.get() > 3 * expected, "{} were undone", undone.get());
    assert_eq!(missing.into_inner(), BTreeSet::new(), "in no history");
}
