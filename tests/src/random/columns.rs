//! Columns of random histories, and what changes about them.

use migration_core::operation::*;
use migration_core::schema::*;

use super::{Choices, enums};

fn column_type(choices: &mut Choices<'_>, state: &SchemaState) -> ColumnType {
    use ColumnType::*;
    let enums: Vec<&ObjectName> = state.enums.keys().collect();
    match choices.below(16) {
        0 | 1 => Integer,
        2 => BigInteger,
        3 => SmallInteger,
        4 | 5 => String(40),
        6 => Text,
        7 => Boolean,
        8 => Decimal(Some((10, 2))),
        9 => Double,
        10 => Uuid,
        11 => Timestamp,
        12 => Date,
        13 => Binary,
        14 => LocalTimestamp,
        _ => choices
            .of(&enums)
            .map_or(Integer, |name| Enumeration((*name).clone())),
    }
}

pub(super) fn column(choices: &mut Choices<'_>, state: &SchemaState) -> Column {
    let mut column = Column::new(choices.name("c"), column_type(choices, state));
    column.nullable = choices.chance(3);
    if choices.chance(3) {
        column.default = default_of(&column.column_type)
            .or_else(|| enums::default(choices, state, &column.column_type));
    }
    column.comment = choices.chance(8).then(|| "what it holds".to_owned());
    column
}

pub(super) fn nullable(mut column: Column) -> Column {
    column.nullable |= !column.is_identity() && column.default.is_none();
    column
}

pub(super) fn default_of(column_type: &ColumnType) -> Option<DefaultValue> {
    Some(match column_type {
        ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => (-7).into(),
        ColumnType::String(_) => "it's \\ default".into(),
        ColumnType::Boolean => true.into(),
        ColumnType::Timestamp | ColumnType::LocalTimestamp => DefaultValue::CurrentTimestamp,
        _ => return None,
    })
}

pub(super) fn is_key_type(column_type: &ColumnType) -> bool {
    use ColumnType::*;
    matches!(
        column_type,
        SmallInteger | Integer | BigInteger | String(_) | Uuid
    )
}

pub(super) fn alter_column(
    choices: &mut Choices<'_>,
    state: &SchemaState,
    table: &Table,
) -> Option<Operation> {
    let column = choices.of(&table.columns)?;
    let change = match choices.below(6) {
        0 => ColumnChange::Nullable(!column.nullable),
        1 => ColumnChange::Default(None),
        2 => ColumnChange::Default(Some(default_of(&column.column_type)?)),
        3 => ColumnChange::Comment(choices.chance(2).then(|| "new comment".to_owned())),
        4 if column.default.is_none() => ColumnChange::Type {
            to: widened(&column.column_type)?,
            using: None,
        },
        _ => {
            let enumerations = state
                .enums
                .keys()
                .next()
                .cloned()
                .map(ColumnType::Enumeration);
            match (&column.column_type, enumerations) {
                (ColumnType::String(_), _) => ColumnChange::Type {
                    to: ColumnType::Text,
                    using: None,
                },
                _ => return None,
            }
        }
    };
    Some(
        AlterColumn {
            table: table.name.clone(),
            column: column.name.clone(),
            change,
        }
        .into(),
    )
}

fn widened(column_type: &ColumnType) -> Option<ColumnType> {
    Some(match column_type {
        ColumnType::SmallInteger => ColumnType::Integer,
        ColumnType::Integer => ColumnType::BigInteger,
        ColumnType::String(_) => ColumnType::String(80),
        ColumnType::Decimal(_) => ColumnType::Decimal(Some((14, 2))),
        _ => return None,
    })
}
