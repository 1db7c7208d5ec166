//! Random histories of tables that inherit from others (PostgreSQL).

use super::*;

/// A random history about inheritance that can be applied.
pub fn inherited_history(choices: &[u32]) -> Vec<Operation> {
    let mut choices = Choices::new(choices);
    let mut state = SchemaState::new();
    let target = Target::postgres();
    let mut operations = Vec::new();
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

/// One of few names, so that they meet.
fn column_name(choices: &mut Choices<'_>) -> String {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    names[choices.below(names.len())].to_owned()
}

fn new_column(choices: &mut Choices<'_>, others: &[Column]) -> Column {
    let types = [
        ColumnType::Integer,
        ColumnType::Integer,
        ColumnType::Text,
        ColumnType::String(20),
    ];
    let mut column = Column::new(column_name(choices), types[choices.below(4)].clone());
    column.nullable = choices.chance(2);
    let is_number = column.column_type == ColumnType::Integer;
    column.comment = choices.chance(6).then(|| "of a column".to_owned());
    column.statistics = choices.chance(6).then_some(200);
    match choices.below(6) {
        0 if is_number => column.default = Some(DefaultValue::Value(7.into())),
        0 => column.default = Some("seven".into()),
        1 if !is_number => column.compression = Some("pglz".to_owned()),
        2 if !is_number => column.collation = Some("C".to_owned()),
        3 if is_number && choices.chance(2) => {
            column.nullable = false;
            column.generation = Some(Generation::Identity);
        }
        3 if is_number => {
            let of = others.iter().find(|other| {
                other.column_type == ColumnType::Integer && other.generation.is_none()
            });
            let of = of.filter(|of| of.name != column.name);
            column.generation =
                of.map(|of| Generation::Stored(Expression::new(format!("{} + 1", of.name))));
        }
        _ => {}
    }
    column
}

fn new_table(choices: &mut Choices<'_>, state: &SchemaState) -> Table {
    let mut table = Table::new(ObjectName::new(choices.name("t")));
    let known: Vec<&Table> = state.tables.values().collect();
    let mut inherited = Vec::new();
    if known.len() > 1 {
        let parents = 1 + choices.below(4) / 3;
        for _ in 0..parents {
            if let Some(parent) = choices.of(&known) {
                table.inherits.push(parent.name.clone());
                inherited.extend(parent.columns.clone());
            }
        }
    }
    let own = choices.below(3) + usize::from(table.inherits.is_empty());
    for _ in 0..own {
        let others = [inherited.clone(), table.columns.clone()].concat();
        let column = new_column(choices, &others);
        if others.iter().all(|other| other.name != column.name) {
            table.columns.push(column);
        }
    }
    inherited.extend(table.columns.clone());
    if choices.chance(3)
        && let Some(column) = choices.of(&inherited)
    {
        table.primary_key = (!column.nullable).then(|| PrimaryKey {
            name: choices.name("k"),
            columns: vec![column.name.clone()],
            without_overlaps: false,
        });
    }
    if choices.chance(3) {
        let name = choices.name("k");
        if let Some(check) = check(choices, &inherited, name) {
            table.put_constraint(check);
        }
    }
    table.comment = choices.chance(6).then(|| "of a table".to_owned());
    table
}

fn check(choices: &mut Choices<'_>, columns: &[Column], name: String) -> Option<Constraint> {
    let numbers: Vec<&Column> = (columns.iter())
        .filter(|column| {
            matches!(
                column.column_type,
                ColumnType::Integer | ColumnType::BigInteger
            )
        })
        .collect();
    let column = choices.of(&numbers)?;
    Some(Constraint::Check(Check {
        name,
        expression: Expression::new(format!("{} > 0", column.name)),
        not_valid: choices.chance(4),
        not_enforced: false,
    }))
}

fn change(choices: &mut Choices<'_>, column: &Column) -> Option<ColumnChange> {
    let is_number = !column.column_type.may_be_long();
    Some(match choices.below(9) {
        0 | 1 => ColumnChange::Default(choices.chance(2).then(|| match is_number {
            true => DefaultValue::Value(8.into()),
            false => "eight".into(),
        })),
        2 | 3 => ColumnChange::Nullable(choices.chance(2)),
        4 => ColumnChange::Comment(choices.chance(2).then(|| "changed".to_owned())),
        5 => ColumnChange::Compression(choices.chance(2).then(|| "pglz".to_owned())),
        6 => ColumnChange::Statistics(choices.chance(2).then_some(300)),
        7 if column.generation.is_some() => ColumnChange::Generation(None),
        7 if is_number => ColumnChange::Generation(Some(Generation::IdentityAlways)),
        7 => ColumnChange::Collation(choices.chance(2).then(|| "C".to_owned())),
        _ => ColumnChange::Type {
            to: match &column.column_type {
                ColumnType::Integer => ColumnType::BigInteger,
                ColumnType::Text if column.default.is_none() && choices.chance(2) => {
                    ColumnType::Integer
                }
                ColumnType::Text => ColumnType::String(30),
                ColumnType::String(_) => ColumnType::Text,
                _ => return None,
            },
            using: None,
        },
    })
}

fn propose(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let tables: Vec<&Table> = state.tables.values().collect();
    let kind = choices.below(28);
    if tables.len() < 3 || kind < 3 {
        return Some(
            CreateTable {
                table: new_table(choices, state),
                if_not_exists: false,
                like: None,
            }
            .into(),
        );
    }
    let table = *choices.of(&tables)?;
    let name = table.name.clone();
    let column = choices.of(&table.columns)?;
    let constraints = table.constraints();
    let constraint = choices.of(&constraints);
    Some(match kind {
        3..=5 => AddColumn {
            column: new_column(choices, &table.columns),
            table: name,
            if_not_exists: choices.chance(6),
            position: None,
        }
        .into(),
        6 => DropColumn {
            table: name,
            column: column.name.clone(),
            if_exists: false,
            cascade: choices.chance(2),
        }
        .into(),
        7 => {
            let (from, to) = (column.name.clone(), column_name(choices));
            if from == to {
                return None;
            }
            RenameColumn {
                table: name,
                from,
                to,
            }
            .into()
        }
        8..=13 => AlterColumn {
            table: name,
            column: column.name.clone(),
            change: change(choices, column)?,
        }
        .into(),
        14 | 15 => {
            let name = choices.name("k");
            AddConstraint::new(table.name.clone(), check(choices, &table.columns, name)?).into()
        }
        16 => {
            let (name, columns) = (choices.name("k"), vec![column.name.clone()]);
            let constraint = match choices.chance(2) {
                true => Constraint::PrimaryKey(PrimaryKey {
                    name,
                    columns,
                    without_overlaps: false,
                }),
                false => Constraint::Unique(Unique {
                    name,
                    columns,
                    nulls_not_distinct: false,
                    without_overlaps: false,
                    deferrable: Deferrable::No,
                }),
            };
            AddConstraint::new(table.name.clone(), constraint).into()
        }
        17 => DropConstraint {
            table: name,
            name: constraint?.name().to_owned(),
            kind: None,
            if_exists: false,
        }
        .into(),
        18 => RenameConstraint {
            table: name,
            from: constraint?.name().to_owned(),
            to: choices.name("k"),
        }
        .into(),
        19 => ValidateConstraint {
            table: name,
            name: constraint?.name().to_owned(),
        }
        .into(),
        20 => CreateIndex {
            index: Index::new(choices.name("i"), vec![IndexPart::column(&column.name)]),
            table: name,
            concurrently: false,
            if_not_exists: false,
            only: false,
        }
        .into(),
        21 => RenameTable {
            from: name,
            to: ObjectName::new(choices.name("t")),
        }
        .into(),
        22 if choices.chance(3) => CreateObject {
            object: Object::Publication(Publication {
                name: choices.name("pub"),
                tables: Some(vec![name]),
                operations: Vec::new(),
            }),
            if_not_exists: false,
            or_replace: false,
        }
        .into(),
        22 => {
            let keys: Vec<&Table> = (tables.iter().copied())
                .filter(|table| table.primary_key.is_some())
                .collect();
            let to = choices.of(&keys)?;
            let key = ForeignKey {
                name: choices.name("k"),
                columns: vec![column.name.clone()],
                references: to.name.clone(),
                referenced_columns: to.primary_key.as_ref()?.columns.clone(),
                on_delete: ReferentialAction::NoAction,
                on_update: ReferentialAction::NoAction,
                on_delete_columns: Vec::new(),
                match_full: false,
                period: false,
                deferrable: Deferrable::No,
                not_valid: false,
            };
            AddConstraint::new(table.name.clone(), Constraint::ForeignKey(key)).into()
        }
        23 => return random_objects::propose(choices, state, table),
        24 | 25 => return objects::propose(choices, state),
        _ => DropTable {
            table: name,
            if_exists: false,
            cascade: choices.chance(3),
        }
        .into(),
    })
}
