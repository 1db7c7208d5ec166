//! Random histories with what only PostgreSQL has: more types, kinds of indexes, and properties of constraints.

use migration_core::dialect::{Target, lower};
use migration_core::operation::*;
use migration_core::schema::*;

/// The history, with some of its operations made richer where that can still be applied.
pub fn history(plain: Vec<Operation>, choices: &[u32], target: &Target) -> Vec<Operation> {
    let mut dice = Dice(
        choices
            .iter()
            .rev()
            .copied()
            .cycle()
            .take(100_000)
            .collect(),
    );
    let (mut state, mut plain_state) = (SchemaState::new(), SchemaState::new());
    let mut history = Vec::new();
    for operation in plain {
        let richer = enriched(&operation, &state, &mut dice);
        for candidate in [&richer, &operation] {
            if counts_on_types(candidate, &state, &plain_state)
                || drops_a_bound_key(candidate, &state)
            {
                continue;
            }
            if lower(candidate, &state, target).is_ok() && state.apply(candidate).is_ok() {
                history.push(candidate.clone());
                break;
            }
        }
        plain_state
            .apply(&operation)
            .expect("random histories apply");
    }
    history
}

/// Whether the operation is about the type of a column that was given another one here.
fn counts_on_types(operation: &Operation, state: &SchemaState, plain: &SchemaState) -> bool {
    state.tables.values().any(|table| {
        let plain = plain.table(&table.name);
        table.columns.iter().any(|column| {
            let before = plain.and_then(|plain| plain.column(&column.name));
            let same = before.is_some_and(|before| before.column_type == column.column_type);
            !same && counts_on_type(operation, table, &column.name)
        })
    })
}

fn counts_on_type(operation: &Operation, table: &Table, column: &str) -> bool {
    if let Operation::AddConstraint(op) = operation {
        op.table == table.name && op.constraint.uses(column)
    } else if let Operation::CreateIndex(op) = operation {
        op.table == table.name && op.index.uses(column)
    } else if let Operation::CreateObject(op) = operation {
        // Not every type can be counted.
        matches!(&op.object, Object::Statistics(of) if of.table == table.name && of.columns.iter().any(|it| it == column))
    } else if let Operation::AlterColumn(op) = operation {
        let about_type = matches!(
            &op.change,
            ColumnChange::Type { .. } | ColumnChange::Default(Some(_))
        );
        about_type && op.table == table.name && op.column == column
    } else {
        false
    }
}

/// Whether a key is dropped that a foreign key may be bound to. To a state it is enough that another key is there; the
/// server has chosen one of them when the foreign key was made, and keeps it.
fn drops_a_bound_key(operation: &Operation, state: &SchemaState) -> bool {
    let (table, name) = if let Operation::DropConstraint(op) = operation {
        (&op.table, &op.name)
    } else if let Operation::DropIndex(op) = operation {
        (&op.table, &op.name)
    } else {
        return false;
    };
    let Some(before) = state.table(table) else {
        return false;
    };
    let mut after = before.clone();
    after
        .indexes
        .retain(|_, index| !index.unique || index.name != *name);
    after.take_constraint(name);
    let keys = |table: &Table| {
        table.uniques.len() + table.indexes.len() + usize::from(table.primary_key.is_some())
    };
    let own = before
        .foreign_keys
        .values()
        .filter(|key| key.references == *table);
    let references = own.count() + state.references_to(table).count();
    references > 0 && keys(&after) < keys(before)
}

struct Dice(Vec<u32>);

impl Dice {
    fn of<T: Clone>(&mut self, items: &[T]) -> T {
        let choice = self.0.pop().unwrap_or_default() as usize;
        // Another part of the number than the one that chose the operation.
        items[(choice >> 8) % items.len()].clone()
    }

    fn chance(&mut self) -> bool {
        self.of(&[true, false, false])
    }
}

fn enriched(operation: &Operation, state: &SchemaState, dice: &mut Dice) -> Operation {
    let mut operation = operation.clone();
    if let Operation::CreateTable(op) = &mut operation {
        enrich_table(&mut op.table, dice);
    } else if let Operation::AddColumn(op) = &mut operation {
        enrich_column(&mut op.column, dice);
    } else if let Operation::AddConstraint(op) = &mut operation {
        match &mut op.constraint {
            Constraint::Unique(_) | Constraint::PrimaryKey(_) if op.using_index.is_some() => {}
            Constraint::Unique(unique) => enrich_unique(unique, dice),
            Constraint::ForeignKey(key) => enrich_foreign_key(key, dice),
            Constraint::Check(check) => check.not_valid = dice.chance(),
            Constraint::Exclusion(exclusion) => exclusion.deferrable = deferrable(dice),
            Constraint::PrimaryKey(_) => {}
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
    for column in &mut table.columns {
        if !is_keyed(&before, &column.name) {
            enrich_column(column, dice);
        }
    }
    for unique in table.uniques.values_mut() {
        enrich_unique(unique, dice);
    }
    for key in table.foreign_keys.values_mut() {
        enrich_foreign_key(key, dice);
    }
    let columns = table.clone();
    for index in table.indexes.values_mut() {
        enrich_index(index, &columns, dice);
    }
}

/// Whether the history may count on the column's type.
fn is_keyed(table: &Table, column: &str) -> bool {
    let in_index = table.indexes.values().any(|index| index.uses(column));
    in_index || table.constraints().iter().any(|it| it.uses(column))
}

fn enrich_column(column: &mut Column, dice: &mut Dice) {
    if column.column_type == ColumnType::Text && dice.chance() {
        column.collation = Some("C".to_owned());
        return;
    }
    if column.is_identity() || column.default.is_some() || !dice.chance() {
        return;
    }
    let (column_type, default) = dice.of(&typed_defaults());
    column.column_type = column_type;
    column.default = dice.chance().then_some(default);
    if column.column_type.is_integer() && !column.nullable && column.default.is_none() {
        let kinds = [Generation::Identity, Generation::IdentityAlways];
        column.generation = Some(dice.of(&kinds));
    }
}

/// Types, each with a default.
fn typed_defaults() -> Vec<(ColumnType, DefaultValue)> {
    use ColumnType::*;
    let array = |of| Array(Box::new(of));
    let expression = |text: &str| DefaultValue::from(Expression::new(text));
    vec![
        (Integer, 0.into()),
        (BigInteger, i64::MIN.into()),
        (SmallInteger, expression("1 + 2")),
        (
            Decimal(None),
            migration_core::Value::Decimal("-1.50".into()).into(),
        ),
        (Decimal(Some((8, 3))), 7.into()),
        (Float, 1.5.into()),
        (Double, f64::NEG_INFINITY.into()),
        (Boolean, false.into()),
        (Char(4), "ab".into()),
        (String(20), "it's \\ 'quoted'".into()),
        (Text, expression("upper('x'::text)")),
        (Binary, vec![0_u8, 255].into()),
        (Uuid, expression("gen_random_uuid()")),
        (Time, "03:04:05.25".into()),
        (Date, expression("CURRENT_DATE")),
        (Timestamp, "2026-01-02 03:04:05+02".into()),
        (LocalTimestamp, DefaultValue::CurrentTimestamp),
        (Interval, "1 day".into()),
        (Json, "{\"a\": [1]}".into()),
        (Jsonb, "{}".into()),
        (Inet, "127.0.0.1".into()),
        (Cidr, "10.0.0.0/8".into()),
        (MacAddr, "08:00:2b:01:02:03".into()),
        (Bit(3), "101".into()),
        (VarBit(5), "1".into()),
        (TsVector, "'a'".into()),
        (Range(RangeKind::Integer), "empty".into()),
        (Range(RangeKind::Timestamp), "empty".into()),
        (array(Text), "{a,b}".into()),
        (array(Decimal(Some((4, 2)))), "{}".into()),
        (Custom("money".to_owned()), expression("0.00::money")),
        (
            Custom("timestamp(3) with time zone".to_owned()),
            DefaultValue::CurrentTimestamp,
        ),
    ]
}

fn enrich_unique(unique: &mut Unique, dice: &mut Dice) {
    unique.nulls_not_distinct = dice.chance();
    unique.deferrable = deferrable(dice);
}

fn deferrable(dice: &mut Dice) -> Deferrable {
    dice.of(&[
        Deferrable::No,
        Deferrable::InitiallyImmediate,
        Deferrable::InitiallyDeferred,
    ])
}

fn enrich_foreign_key(key: &mut ForeignKey, dice: &mut Dice) {
    key.deferrable = deferrable(dice);
    key.match_full = dice.chance();
    key.on_delete_columns.clear();
    key.not_valid = dice.chance();
    key.on_update = dice.of(&[ReferentialAction::NoAction, ReferentialAction::Cascade]);
    if dice.chance() {
        key.on_delete = ReferentialAction::SetDefault;
    }
}

fn enrich_index(index: &mut Index, table: &Table, dice: &mut Dice) {
    let column = dice.of(&table.columns);
    let is_plain = (column.name.bytes()).all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if is_plain && dice.chance() {
        index.filter = Some(Expression::new(format!("{} IS NOT NULL", column.name)));
    }
    if !index.columns().any(|name| name == column.name) && dice.chance() {
        index.include = vec![column.name.clone()];
    }
    if is_plain && column.column_type == ColumnType::Text && dice.chance() {
        let key = IndexKey::Expression(Expression::new(format!("lower({})", column.name)));
        let part = IndexPart::column("");
        index.parts.push(IndexPart { key, ..part });
    }
    index.nulls_not_distinct = index.unique && dice.chance();
    for part in &mut index.parts {
        part.direction = dice.of(&[Direction::Ascending, Direction::Descending]);
        part.nulls = dice.of(&[None, Some(Nulls::First), Some(Nulls::Last)]);
        if let IndexKey::Column(name) = &part.key
            && let Some(ColumnType::String(_)) = table.column(name).map(|it| &it.column_type)
            && dice.chance()
        {
            part.operator_class = Some("varchar_pattern_ops".to_owned());
        }
    }
    if let [part] = index.parts.as_mut_slice()
        && !index.unique
        && index.include.is_empty()
        && part.operator_class.is_none()
        && dice.chance()
    {
        index.method = Some("hash".to_owned());
        part.direction = Direction::Ascending;
        part.nulls = None;
    }
    index.comment = dice.chance().then(|| "what it is \\ for".to_owned());
}

fn another_change(op: &AlterColumn, state: &SchemaState, dice: &mut Dice) -> ColumnChange {
    let column = state
        .table(&op.table)
        .and_then(|table| table.column(&op.column));
    match column {
        Some(column) if column.is_identity() => {
            let kinds = [
                None,
                Some(Generation::Identity),
                Some(Generation::IdentityAlways),
            ];
            ColumnChange::Generation(dice.of(&kinds))
        }
        Some(column) if column.column_type.is_integer() && column.default.is_none() => {
            ColumnChange::Generation(Some(Generation::Identity))
        }
        Some(column) if column.column_type == ColumnType::Text => {
            ColumnChange::Collation(dice.of(&[None, Some("C".to_owned())]))
        }
        Some(_) | None => op.change.clone(),
    }
}
