//! Changes of how a table is kept, and of where its columns go.

use super::*;

pub(super) fn propose(choices: &mut Choices<'_>, table: &Table) -> Option<Operation> {
    let change = match choices.below(3) {
        0 => {
            let (table, logged) = (table.name.clone(), table.unlogged);
            return Some(SetLogged { table, logged }.into());
        }
        1 => {
            let methods = [Some("lz4"), Some("pglz"), None];
            ColumnChange::Compression(choices.of(&methods)?.map(str::to_owned))
        }
        _ => ColumnChange::Statistics(*choices.of(&[Some(500), Some(0), None])?),
    };
    Some(
        AlterColumn {
            table: table.name.clone(),
            column: choices.of(&table.columns)?.name.clone(),
            change,
        }
        .into(),
    )
}

/// A place for a new column, once in a while.
pub(super) fn position(choices: &mut Choices<'_>, table: &Table) -> Option<ColumnPosition> {
    match choices.below(8) {
        6 => Some(ColumnPosition::First),
        7 => Some(ColumnPosition::After(
            choices.of(&table.columns)?.name.clone(),
        )),
        _ => None,
    }
}

/// How a new column is compressed and sampled, once in a while.
pub(super) fn tuned(mut column: Column, choices: &mut Choices<'_>) -> Column {
    match choices.below(12) {
        10 if column.column_type.may_be_long() => column.compression = Some("lz4".to_owned()),
        11 => column.statistics = Some(200),
        _ => {}
    }
    column
}

pub(super) fn table_like(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let tables: Vec<&ObjectName> = state.tables.keys().collect();
    let create = CreateTable {
        table: Table::new(ObjectName::new(choices.name("l"))),
        if_not_exists: false,
        like: Some((*choices.of(&tables)?).clone()),
    };
    Some(create.into())
}
