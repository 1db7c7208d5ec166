//! Enum types. There are none: the values stand on each column (<https://dev.mysql.com/doc/refman/8.4/en/enum.html>), so
//! a change of the type is a change of the columns, and a type without columns is nothing.

use super::alter::{Alter, Work};
use super::column_type::values;
use super::context::{Answer, Context};
use super::{column, foreign_key};
use crate::Value;
use crate::dialect::{Dialect, Statement};
use crate::operation::{
    AddEnumValue, CreateEnum, DropEnum, DropEnumValue, RenameEnum, RenameEnumValue, ValuePosition,
};
use crate::schema::{Column, ColumnType, DefaultValue, ForeignKey, ObjectName, Table};

pub(super) fn create(cx: &Context<'_>, op: &CreateEnum) -> Answer<Vec<Statement>> {
    // What no column could hold is refused here already.
    super::column_type::sql(cx, &ColumnType::InlineEnum(op.values.clone())).map(|_| Vec::new())
}

pub(super) fn drop(_cx: &Context<'_>, _op: &DropEnum) -> Answer<Vec<Statement>> {
    Ok(Vec::new())
}

pub(super) fn rename(_cx: &Context<'_>, _op: &RenameEnum) -> Answer<Vec<Statement>> {
    Ok(Vec::new())
}

/// At the end it is a change of the dictionary; anywhere else the values that follow are numbered anew, in a copy.
pub(super) fn add_value(cx: &Context<'_>, op: &AddEnumValue) -> Answer<Vec<Statement>> {
    let mut new = values(cx, &op.name)?.to_vec();
    if op.if_not_exists && new.contains(&op.value) {
        return Ok(Vec::new());
    }
    let place = |other: &String| new.iter().position(|value| value == other);
    let at = match &op.position {
        ValuePosition::Last => new.len(),
        ValuePosition::Before(other) => place(other).unwrap_or(new.len()),
        ValuePosition::After(other) => place(other).map_or(new.len(), |at| at + 1),
    };
    let work = if at == new.len() {
        Work::Metadata
    } else {
        Work::Copy
    };
    new.insert(at, op.value.clone());
    create(
        cx,
        &CreateEnum {
            name: op.name.clone(),
            values: new.clone(),
        },
    )?;
    let tables = tables_of(cx, &op.name);
    let modify = |(table, columns): &(&Table, Vec<&Column>)| {
        modify(cx, table, columns, work, |column| with_values(column, &new))
    };
    tables.iter().map(modify).collect()
}

/// The new value beside the old one, then the rows, then the old one goes: each statement can be run twice.
pub(super) fn rename_value(cx: &Context<'_>, op: &RenameEnumValue) -> Answer<Vec<Statement>> {
    let old = values(cx, &op.name)?;
    let mut both = old.to_vec();
    let at = old
        .iter()
        .position(|value| *value == op.from)
        .map_or(old.len(), |at| at + 1);
    both.insert(at, op.to.clone());
    let new: Vec<String> = (both.iter().filter(|value| **value != op.from))
        .cloned()
        .collect();
    create(
        cx,
        &CreateEnum {
            name: op.name.clone(),
            values: both.clone(),
        },
    )?;
    let mut statements = Vec::new();
    for (table, columns) in tables_of(cx, &op.name) {
        statements.push(modify(cx, table, &columns, Work::Copy, |column| {
            with_values(column, &both)
        })?);
        for column in &columns {
            statements.push(update(cx, table, column, &op.from, &op.to)?);
        }
        statements.push(modify(cx, table, &columns, Work::Copy, |column| {
            with_default(with_values(column, &new), &op.from, &op.to)
        })?);
    }
    Ok(statements)
}

/// In strict mode, which every session has, a row that still holds the value is an error (1265). The server changes no
/// column on either side of a foreign key (1832, 1833): the keys go first and come back last.
pub(super) fn drop_value(cx: &Context<'_>, op: &DropEnumValue) -> Answer<Vec<Statement>> {
    let mut new = values(cx, &op.name)?.to_vec();
    new.retain(|value| *value != op.value);
    let tables = tables_of(cx, &op.name);
    let mut keys = Vec::new();
    for (table, columns) in &tables {
        for (owner, key) in columns
            .iter()
            .flat_map(|column| foreign_key::of_column(cx, &table.name, &column.name))
        {
            if !keys.iter().any(|(of, known): &(&Table, &ForeignKey)| {
                of.name == owner.name && known.name == key.name
            }) {
                keys.push((owner, key));
            }
        }
    }
    let mut statements = Vec::new();
    for (owner, key) in &keys {
        statements.push(foreign_key::take_out(cx, owner, key)?);
    }
    for (table, columns) in &tables {
        for column in columns.iter().filter(|_| op.to.is_some()) {
            let to = op.to.as_deref().unwrap_or_default();
            statements.push(update(cx, table, column, &op.value, to)?.loses_data());
        }
        statements.push(modify(cx, table, columns, Work::Copy, |column| {
            let after = with_values(column, &new);
            match &op.to {
                Some(to) => with_default(after, &op.value, to),
                None => after,
            }
        })?);
    }
    for (owner, key) in &keys {
        statements.push(foreign_key::put_back(cx, owner, key)?);
    }
    Ok(statements)
}

fn with_default(mut column: Column, from: &str, to: &str) -> Column {
    if column.default == Some(DefaultValue::Value(Value::Text(from.to_owned()))) {
        column.default = Some(DefaultValue::Value(Value::Text(to.to_owned())));
    }
    column
}

fn update(
    cx: &Context<'_>,
    table: &Table,
    column: &Column,
    from: &str,
    to: &str,
) -> Answer<Statement> {
    let name = cx.quote(&column.name)?;
    let sql = format!(
        "UPDATE {} SET {name} = {} WHERE {name} = {}",
        cx.quote_name(&table.name)?,
        Dialect::Mysql.string_literal(to),
        Dialect::Mysql.string_literal(from),
    );
    // It could run in a transaction, but the statement after it would commit that.
    Ok(Statement::new(sql)
        .outside_transaction()
        .locks(&table.name, crate::dialect::LockLevel::None)
        .scans())
}

fn tables_of<'a>(cx: &Context<'a>, name: &ObjectName) -> Vec<(&'a Table, Vec<&'a Column>)> {
    (cx.before.tables.values())
        .map(|table| {
            let of_type = |column: &&Column| column.column_type.enumeration() == Some(name);
            (
                table,
                table.columns.iter().filter(of_type).collect::<Vec<_>>(),
            )
        })
        .filter(|(_, columns)| !columns.is_empty())
        .collect()
}

fn with_values(column: &Column, values: &[String]) -> Column {
    Column {
        column_type: ColumnType::InlineEnum(values.to_vec()),
        ..column.clone()
    }
}

fn modify(
    cx: &Context<'_>,
    table: &Table,
    columns: &[&Column],
    work: Work,
    change: impl Fn(&Column) -> Column,
) -> Answer<Statement> {
    let mut alter = Alter::new(&table.name);
    for column in columns {
        alter.add(work, column::modify(cx, table, &change(column))?);
    }
    alter.statement(cx)
}
