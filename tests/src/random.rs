//! Random histories: sequences of operations, each of which can be applied to the state before it.
//!
//! A history is made from a list of numbers (the choices), so that a failing one shrinks by shrinking the list.

mod rows;

use std::collections::BTreeMap;

#[path = "random/enums.rs"]
mod enums;
#[path = "random/objects.rs"]
mod objects;
#[path = "random/tuning.rs"]
mod tuning;

use migration_core::dialect::{Target, lower};
use migration_core::operation::*;
use migration_core::schema::*;

use crate::random_objects;

#[path = "random/partitions.rs"]
mod partitions;

pub use partitions::partitioned_history;

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
        if rows_allow_it && can_lower && state.apply(&operation).is_ok() {
            if let Some(rows) = &mut choices.rows {
                rows.follow(&operation);
            }
            operations.push(operation);
        }
    }
    operations
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

/// A unique index that is there becomes a key.
fn using_index(choices: &mut Choices<'_>, table: &Table) -> Option<AddConstraint> {
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

fn deferrable(choices: &mut Choices<'_>) -> Deferrable {
    let all = [
        Deferrable::No,
        Deferrable::InitiallyImmediate,
        Deferrable::InitiallyDeferred,
    ];
    choices.of(&all).copied().unwrap_or_default()
}

fn storage_change(choices: &mut Choices<'_>) -> BTreeMap<String, Option<String>> {
    let value = ["50", "70"].get(choices.below(3));
    BTreeMap::from([("fillfactor".to_owned(), value.map(ToString::to_string))])
}

fn exclusion(choices: &mut Choices<'_>, table: &Table) -> Option<Exclusion> {
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

fn nullable(mut column: Column) -> Column {
    column.nullable |= !column.is_identity() && column.default.is_none();
    column
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

fn is_key_type(column_type: &ColumnType) -> bool {
    use ColumnType::*;
    matches!(
        column_type,
        SmallInteger | Integer | BigInteger | String(_) | Uuid
    )
}

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

fn column(choices: &mut Choices<'_>, state: &SchemaState) -> Column {
    let mut column = Column::new(choices.name("c"), column_type(choices, state));
    column.nullable = choices.chance(3);
    if choices.chance(3) {
        column.default = default_of(&column.column_type)
            .or_else(|| enums::default(choices, state, &column.column_type));
    }
    column.comment = choices.chance(8).then(|| "what it holds".to_owned());
    column
}

fn default_of(column_type: &ColumnType) -> Option<DefaultValue> {
    Some(match column_type {
        ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => (-7).into(),
        ColumnType::String(_) => "it's \\ default".into(),
        ColumnType::Boolean => true.into(),
        ColumnType::Timestamp | ColumnType::LocalTimestamp => DefaultValue::CurrentTimestamp,
        _ => return None,
    })
}

fn alter_column(
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

fn constraint(choices: &mut Choices<'_>, state: &SchemaState, table: &Table) -> Option<Constraint> {
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
        deferrable: Deferrable::No,
        not_valid: false,
        period: false,
    }))
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
