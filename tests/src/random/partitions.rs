//! Random histories of tables that are cut into partitions (PostgreSQL).

use super::*;

/// A random history about partitions that can be applied.
pub fn partitioned_history(choices: &[u32]) -> Vec<Operation> {
    let mut choices = Choices::new(choices);
    let mut state = SchemaState::new();
    let target = Target::postgres();
    let mut operations = Vec::new();
    for table in ["parent", "other"] {
        let operation = Operation::from(CreateTable {
            table: parent(table),
            if_not_exists: false,
            like: None,
        });
        state.apply(&operation).expect("a table that is right");
        operations.push(operation);
    }
    while choices.left.len() > 0 {
        let Some(operation) = propose(&mut choices, &state) else {
            continue;
        };
        if lower(&operation, &state, &target).is_ok() && state.apply(&operation).is_ok() {
            operations.push(operation);
        }
    }
    operations
}

fn parent(name: &str) -> Table {
    let mut table = Table::new(ObjectName::new(name));
    table.columns = vec![
        Column::new("part", ColumnType::Integer),
        Column::new("kind", ColumnType::Integer),
    ];
    table.partitioning = Some(Partitioning {
        strategy: PartitionStrategy::List,
        keys: vec![Expression::new("\"part\"")],
    });
    table.primary_key = (name == "parent").then(|| PrimaryKey {
        name: "parent_pkey".to_owned(),
        columns: vec!["part".to_owned(), "kind".to_owned()],
        without_overlaps: false,
    });
    table
}

/// A value that no other partition of the parent has.
fn bound(choices: &mut Choices<'_>, state: &SchemaState, parent: &ObjectName) -> PartitionBound {
    let is_default = |table: &Table| {
        let of = table.partition_of.as_ref();
        of.is_some_and(|of| of.bound == PartitionBound::Default)
    };
    choices.names += 1;
    match choices.chance(5) && !state.partitions_of(parent).any(is_default) {
        true => PartitionBound::Default,
        false => PartitionBound::List(vec![i64::from(choices.names).into()]),
    }
}

fn propose(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let tables: Vec<&Table> = state.tables.values().collect();
    let table = (*choices.of(&tables)?).clone();
    let name = table.name.clone();
    let parents: Vec<&ObjectName> = (tables.iter())
        .filter(|table| table.partitioning.is_some())
        .map(|table| &table.name)
        .collect();
    let parent = (*choices.of(&parents)?).clone();
    Some(match choices.below(20) {
        0..=2 => {
            let mut table = Table::new(ObjectName::new(choices.name("p")));
            table.partition_of = Some(PartitionOf::new(
                parent.clone(),
                bound(choices, state, &parent),
            ));
            if choices.chance(4) {
                let key = Expression::new("\"kind\"");
                table.partitioning = Some(Partitioning {
                    strategy: PartitionStrategy::List,
                    keys: vec![key],
                });
            }
            CreateTable {
                table,
                if_not_exists: false,
                like: None,
            }
            .into()
        }
        3 => {
            let mut table = state.table(&parent)?.clone();
            table.name = ObjectName::new(choices.name("a"));
            table.partitioning = None;
            table.partition_of = None;
            table.primary_key = table
                .primary_key
                .take()
                .filter(|_| choices.chance(2))
                .map(|key| PrimaryKey {
                    name: choices.name("k"),
                    ..key
                });
            for (_, mut unique) in std::mem::take(&mut table.uniques) {
                if choices.chance(2) {
                    unique.name = choices.name("u");
                    table.uniques.insert(unique.name.clone(), unique);
                }
            }
            for (_, mut index) in std::mem::take(&mut table.indexes) {
                if choices.chance(2) {
                    index.name = choices.name("i");
                    index.comment = None;
                    table.indexes.insert(index.name.clone(), index);
                }
            }
            for column in &mut table.columns {
                column.comment = choices.chance(6).then(|| "its own".to_owned());
                column.default = choices.chance(6).then_some(DefaultValue::Value(7.into()));
                column.nullable &= !choices.chance(6);
            }
            CreateTable {
                table,
                if_not_exists: false,
                like: None,
            }
            .into()
        }
        4 | 5 if table.partition_of.is_none() => AttachPartition {
            bound: bound(choices, state, &parent),
            parent,
            partition: name,
        }
        .into(),
        4..=6 => DetachPartition {
            parent: table.partition_of.as_ref()?.parent.clone(),
            partition: name,
            concurrently: false,
        }
        .into(),
        // Of two indexes of a partition that are alike, which is the parent's is the server's choice.
        7 if table.partition_of.is_some() => return None,
        7 => {
            let part = IndexPart::column(*choices.of(&["part", "kind"])?);
            if table
                .indexes
                .values()
                .any(|index| index.parts == [part.clone()])
            {
                return None;
            }
            CreateIndex {
                index: Index::new(choices.name("i"), vec![part]),
                table: name,
                concurrently: false,
                if_not_exists: false,
                only: table.partitioning.is_some() && choices.chance(3),
            }
            .into()
        }
        8 => DropIndex {
            name: choices
                .of(&table.indexes.keys().collect::<Vec<_>>())?
                .to_string(),
            table: name,
            concurrently: false,
            if_exists: false,
        }
        .into(),
        9 => AddColumn {
            table: parent,
            column: nullable(Column::new(choices.name("c"), ColumnType::Integer)),
            if_not_exists: false,
            position: None,
        }
        .into(),
        10 => {
            let columns: Vec<&Column> = (table.columns.iter())
                .filter(|column| !["part", "kind"].contains(&column.name.as_str()))
                .collect();
            let column = choices.of(&columns)?.name.clone();
            match choices.chance(2) {
                true => DropColumn {
                    table: name,
                    column,
                    if_exists: false,
                    cascade: false,
                }
                .into(),
                false => RenameColumn {
                    table: name,
                    from: column,
                    to: choices.name("c"),
                }
                .into(),
            }
        }
        13..=15 => {
            let columns: Vec<&Column> = (table.columns.iter())
                .filter(|column| !["part", "kind"].contains(&column.name.as_str()))
                .collect();
            let change = match choices.below(5) {
                0 => ColumnChange::Default(choices.chance(2).then(|| 8.into())),
                1 => ColumnChange::Nullable(choices.chance(2)),
                3 => ColumnChange::Statistics(choices.chance(2).then_some(300)),
                2 => ColumnChange::Comment(choices.chance(2).then(|| "changed".to_owned())),
                _ => ColumnChange::Type {
                    to: ColumnType::BigInteger,
                    using: None,
                },
            };
            AlterColumn {
                column: choices.of(&columns)?.name.clone(),
                table: name,
                change,
            }
            .into()
        }
        17..=19 => return part_of_an_index(choices, state),
        11 => AddConstraint::new(
            name,
            Constraint::Check(Check {
                name: choices.name("k"),
                expression: Expression::new("kind > 0"),
                not_valid: false,
                not_enforced: false,
            }),
        )
        .into(),
        12 if choices.chance(4) => DropTable {
            table: name,
            if_exists: false,
            cascade: false,
        }
        .into(),
        12 => RenameTable {
            from: name,
            to: ObjectName::new(choices.name("t")),
        }
        .into(),
        _ if table.partition_of.is_some() || !table.uniques.is_empty() => return None,
        _ => AddConstraint::new(
            name.clone(),
            Constraint::Unique(Unique {
                name: choices.name("u"),
                columns: vec!["part".to_owned(), "kind".to_owned()],
                nulls_not_distinct: false,
                deferrable: Deferrable::No,
                without_overlaps: false,
            }),
        )
        .into(),
    })
}

/// For an index that a partition is without: the partition's own, or its being attached.
fn part_of_an_index(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let lacking: Vec<(&Table, &PartitionOf)> = (state.tables.values())
        .filter_map(|table| Some((table, table.partition_of.as_ref()?)))
        .filter(|(_, of)| !of.without.is_empty())
        .collect();
    let (partition, of) = *choices.of(&lacking)?;
    let index = of.without.first()?;
    let whole = state.table(&of.parent)?.indexes.get(index)?;
    let part = (partition.indexes.values()).find(|part| part.parts == whole.parts);
    Some(match part {
        Some(part) => AttachIndex {
            table: of.parent.clone(),
            index: index.clone(),
            partition: partition.name.clone(),
            part: part.name.clone(),
        }
        .into(),
        None => CreateIndex {
            table: partition.name.clone(),
            index: Index {
                name: choices.name("i"),
                comment: None,
                ..whole.clone()
            },
            concurrently: false,
            if_not_exists: false,
            only: partition.partitioning.is_some() && choices.chance(3),
        }
        .into(),
    })
}
