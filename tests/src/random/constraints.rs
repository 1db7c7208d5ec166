//! Keys and checks of random histories.

use migration_core::operation::*;
use migration_core::schema::*;

use super::Choices;
use super::columns::is_key_type;

pub(super) fn constraint(
    choices: &mut Choices<'_>,
    state: &SchemaState,
    table: &Table,
) -> Option<Constraint> {
    let keyed: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| is_key_type(&column.column_type))
        .collect();
    let column = *choices.of(&keyed)?;
    Some(match choices.below(4) {
        0 => Constraint::Unique(Unique {
            name: naming::unique(&table.name, &[&column.name]),
            columns: vec![column.name.clone()],
            nulls_not_distinct: false,
            deferrable: Deferrable::No,
            without_overlaps: false,
        }),
        1 => {
            let column = table
                .columns
                .iter()
                .find(|column| column.column_type.is_integer())?;
            // An unquoted name keeps the expression readable on every database.
            if !column
                .name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            {
                return None;
            }
            Constraint::Check(Check {
                name: naming::check(&table.name, &[&column.name]),
                expression: Expression::new(format!("{} > 0", column.name)),
                not_valid: false,
                not_enforced: false,
            })
        }
        2 if !column.nullable => Constraint::PrimaryKey(PrimaryKey {
            name: naming::primary_key(&table.name),
            columns: vec![column.name.clone()],
            without_overlaps: false,
        }),
        _ => foreign_key(choices, state, table)?,
    })
}

fn foreign_key(
    choices: &mut Choices<'_>,
    state: &SchemaState,
    table: &Table,
) -> Option<Constraint> {
    let others: Vec<&Table> = state
        .tables
        .values()
        .filter(|other| other.primary_key.is_some())
        .collect();
    let other = *choices.of(&others)?;
    let key = other
        .primary_key
        .as_ref()
        .filter(|key| key.columns.len() == 1)?;
    let target = other.column(&key.columns[0])?;
    let matching = table
        .columns
        .iter()
        .filter(|column| column.column_type == target.column_type && !column.is_identity());
    let column = *choices.of(&matching.collect::<Vec<_>>())?;
    let actions = [
        ReferentialAction::NoAction,
        ReferentialAction::Cascade,
        ReferentialAction::Restrict,
    ];
    let on_delete = if column.nullable && choices.chance(3) {
        ReferentialAction::SetNull
    } else {
        *choices.of(&actions)?
    };
    let on_delete_columns = match on_delete == ReferentialAction::SetNull && choices.chance(3) {
        true => vec![column.name.clone()],
        false => Vec::new(),
    };
    Some(Constraint::ForeignKey(ForeignKey {
        name: naming::foreign_key(&table.name, &[&column.name]),
        columns: vec![column.name.clone()],
        references: other.name.clone(),
        referenced_columns: key.columns.clone(),
        on_delete,
        on_update: ReferentialAction::NoAction,
        on_delete_columns,
        match_full: false,
        period: false,
        deferrable: Deferrable::No,
        not_valid: false,
    }))
}

pub(super) fn exclusion(choices: &mut Choices<'_>, table: &Table) -> Option<Exclusion> {
    let keyed: Vec<&Column> = (table.columns.iter())
        .filter(|column| is_key_type(&column.column_type))
        .collect();
    let column = *choices.of(&keyed)?;
    let method = *choices.of(&["hash", "btree"])?;
    Some(Exclusion {
        name: choices.name("x"),
        method: method.to_owned(),
        elements: vec![ExclusionElement {
            part: IndexPart::column(&column.name),
            operator: "=".to_owned(),
        }],
        filter: None,
        deferrable: deferrable(choices),
    })
}

/// A unique index that is there becomes a key.
pub(super) fn using_index(choices: &mut Choices<'_>, table: &Table) -> Option<AddConstraint> {
    let unique: Vec<&Index> = (table.indexes.values())
        .filter(|index| index.unique && index.storage.is_empty())
        .collect();
    let index = *choices.of(&unique)?;
    let columns: Vec<String> = index.columns().map(str::to_owned).collect();
    let constraint = match choices.below(2) {
        0 => Constraint::PrimaryKey(PrimaryKey {
            name: naming::primary_key(&table.name),
            columns,
            without_overlaps: false,
        }),
        _ => Constraint::Unique(Unique {
            name: choices.name("k"),
            columns,
            nulls_not_distinct: index.nulls_not_distinct,
            deferrable: Deferrable::No,
            without_overlaps: false,
        }),
    };
    Some(AddConstraint {
        table: table.name.clone(),
        constraint,
        using_index: Some(index.name.clone()),
    })
}

pub(super) fn deferrable(choices: &mut Choices<'_>) -> Deferrable {
    let all = [
        Deferrable::No,
        Deferrable::InitiallyImmediate,
        Deferrable::InitiallyDeferred,
    ];
    choices.of(&all).copied().unwrap_or_default()
}
