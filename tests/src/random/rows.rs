//! Rows in random histories.
//!
//! Values are new each time, so that no two rows are equal in a column that a key may use; columns that refer to
//! another table are NULL. What would look at rows and refuse them is left out while a table has any.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, TimeDelta};
use migration_core::operation::*;
use migration_core::schema::*;
use migration_core::{Row, Value};

use super::Choices;

/// What is known of rows.
#[derive(Default)]
pub(super) struct Rows {
    /// The tables that may have rows.
    filled: BTreeSet<ObjectName>,
    /// A row that was inserted, and its table.
    last: Option<(ObjectName, Row)>,
}

impl Rows {
    /// Whether the rows that there are cannot be in the way of an operation, nor of its way back.
    pub(super) fn allow(&self, operation: &Operation, state: &SchemaState) -> bool {
        let is_empty = |table: &ObjectName| !self.filled.contains(table);
        match operation {
            Operation::AddConstraint(op) => is_empty(&op.table),
            Operation::CreateIndex(op) => !op.index.unique || is_empty(&op.table),
            Operation::AlterColumn(op) => {
                op.change != ColumnChange::Nullable(false) || is_empty(&op.table)
            }
            // It comes back with its default, or with nothing.
            Operation::DropColumn(op) => {
                let column = (state.table(&op.table)).and_then(|table| table.column(&op.column));
                let is_key = |column: &Column| {
                    let table = state.table(&op.table);
                    table.is_some_and(|table| {
                        !table.constraints_on(&column.name).is_empty()
                            || table.indexes.values().any(|index| index.uses(&column.name))
                    })
                };
                is_empty(&op.table)
                    || column.is_some_and(|column| {
                        (column.nullable || column.default.is_some())
                            && !column.is_identity()
                            && !is_key(column)
                    })
            }
            Operation::DropEnumValue(op) => {
                let mut users = state.columns_of_enum(&op.name);
                op.to.is_some() || users.all(|(table, _)| is_empty(table))
            }
            _ => true,
        }
    }

    /// Takes in what an operation does to rows.
    pub(super) fn follow(&mut self, operation: &Operation) {
        match operation {
            Operation::InsertRows(op) => {
                self.filled.insert(op.table.clone());
                self.last = (op.rows.last()).map(|row| (op.table.clone(), row.clone()));
            }
            Operation::DeleteRows(op) => drop(self.filled.remove(&op.table)),
            Operation::DropTable(op) => drop(self.filled.remove(&op.table)),
            Operation::RenameTable(op) if self.filled.remove(&op.from) => {
                self.filled.insert(op.to.clone());
            }
            _ => {}
        }
    }
}

/// An operation about rows.
pub(super) fn propose(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let names: Vec<&ObjectName> = state.tables.keys().collect();
    let table = state.table(choices.of(&names)?)?;
    match choices.below(8) {
        0 => {
            let which = match choices.chance(2) {
                true => WhichRows::All,
                false => WhichRows::Where(Expression::new("1 = 1")),
            };
            let (table, down) = (table.name.clone(), None);
            Some(DeleteRows { table, which, down }.into())
        }
        1 | 2 => update(choices, state),
        _ => insert(choices, state, table),
    }
}

fn insert(choices: &mut Choices<'_>, state: &SchemaState, table: &Table) -> Option<Operation> {
    let counts = choices.chance(3);
    let mut rows = Vec::new();
    for _ in 0..=choices.below(3) {
        let mut row = Vec::new();
        for column in &table.columns {
            if !(column.is_identity() && counts) {
                let value = value(choices, state, table, column)?;
                row.push((column.name.clone(), value));
            }
        }
        rows.push(Row::from_pairs(row));
    }
    let mut insert = InsertRows::new(table.name.clone(), rows);
    if choices.chance(4) {
        let keys = table.keys();
        let columns = choices.of(&keys)?.iter().map(|name| (*name).to_owned());
        let columns: Vec<String> = columns.collect();
        let action = match choices.chance(2) {
            true => ConflictAction::Nothing,
            false => ConflictAction::Update,
        };
        insert.on_conflict = Some(OnConflict { columns, action });
    }
    Some(insert.into())
}

/// Gives a value of the last inserted row, if the table still has it, to another one.
fn update(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let (name, row) = choices.rows.as_ref()?.last.clone()?;
    let table = state.table(&name)?;
    let columns: Vec<&Column> = (table.columns.iter())
        .filter(|column| is_comparable(&column.column_type) && row.value(&column.name).is_some())
        .collect();
    let column = *choices.of(&columns)?;
    let to = value(choices, state, table, column)?;
    if to == Value::Null {
        return None;
    }
    let from = row.value(&column.name).cloned();
    let filters = ["1 = 1", "1 = 0"].map(Expression::new);
    let filter = match choices.chance(3) {
        true => choices.of(&filters).cloned(),
        false => None,
    };
    let set = Assignment {
        column: column.name.clone(),
        from: from.filter(|from| *from != Value::Null),
        to: DefaultValue::Value(to),
    };
    // Without the value before, all rows would become equal.
    set.from.as_ref()?;
    let update = UpdateRows {
        table: name,
        set: vec![set],
        filter,
        down: None,
    };
    Some(update.into())
}

/// Whether each of its values is another one here, and can be looked for.
fn is_comparable(column_type: &ColumnType) -> bool {
    use ColumnType::{Boolean, Double, Enumeration};
    !matches!(column_type, Boolean | Double | Enumeration(_))
}

/// A value that no other row has, where the type has so many.
fn value(
    choices: &mut Choices<'_>,
    state: &SchemaState,
    table: &Table,
    column: &Column,
) -> Option<Value> {
    let refers = (table.foreign_keys.values()).any(|key| key.columns.contains(&column.name));
    if refers {
        return column.nullable.then_some(Value::Null);
    }
    choices.names += 1;
    let n = choices.names;
    let day = NaiveDate::from_ymd_opt(2026, 1, 1)?.checked_add_days(Days::new(n.into()))?;
    let moment = day.and_hms_opt(1, 2, 3)? + TimeDelta::microseconds(450_000);
    Some(match &column.column_type {
        ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => n.into(),
        ColumnType::String(_) | ColumnType::Text => format!("{n}, it's \\ \"; --").into(),
        ColumnType::Boolean => true.into(),
        ColumnType::Decimal(_) => Value::Decimal(format!("{n}.25")),
        ColumnType::Double => (f64::from(n) / 3.0).into(),
        ColumnType::Uuid => Value::Uuid(u128::from(n).to_be_bytes()),
        ColumnType::Timestamp => moment.and_utc().into(),
        ColumnType::LocalTimestamp => moment.into(),
        ColumnType::Date => day.into(),
        ColumnType::Binary => Value::Bytes([&[0, b'\''], n.to_string().as_bytes()].concat()),
        ColumnType::Enumeration(name) => state.enum_type(name)?.values.first()?.clone().into(),
        _ => return None,
    })
}
