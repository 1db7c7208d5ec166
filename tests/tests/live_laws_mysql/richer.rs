//! Random histories with more of what MySQL and MariaDB have: types with a default each, computed columns, orders and
//! comments of indexes, actions of foreign keys, collations.

use std::collections::BTreeSet;

use migration_core::Value;
use migration_core::dialect::{Target, lower};
use migration_core::operation::*;
use migration_core::schema::*;

/// The history, with some of its operations made richer where that can still be applied.
pub fn history(plain: Vec<Operation>, choices: &[u32], target: &Target) -> Vec<Operation> {
    let numbers = choices.iter().rev().copied().cycle();
    let mut maker = Maker {
        dice: numbers.take(100_000).collect(),
        rich: BTreeSet::new(),
    };
    let mut state = SchemaState::new();
    let mut history = Vec::new();
    for operation in plain {
        let richer = maker.enriched(&operation, &state);
        for candidate in [&richer, &operation] {
            if !maker.counts_on_rich_columns(candidate)
                && lower(candidate, &state, target).is_ok()
                && state.apply(candidate).is_ok()
            {
                if let Operation::RenameColumn(op) = candidate
                    && maker.rich.contains(&op.from)
                {
                    maker.rich.insert(op.to.clone());
                }
                history.push(candidate.clone());
                break;
            }
        }
    }
    history
}

struct Maker {
    dice: Vec<u32>,
    /// Columns that are not what the plain history takes them for. A name is given once in a history.
    rich: BTreeSet<String>,
}

impl Maker {
    fn of<T: Clone>(&mut self, items: &[T]) -> T {
        let choice = self.dice.pop().unwrap_or_default() as usize;
        // Another part of the number than the one that chose the operation.
        items[(choice >> 8) % items.len()].clone()
    }

    fn chance(&mut self) -> bool {
        self.of(&[true, false, false])
    }

    fn counts_on_rich_columns(&self, operation: &Operation) -> bool {
        let uses = |uses: &dyn Fn(&str) -> bool| self.rich.iter().any(|name| uses(name));
        if let Operation::AddConstraint(op) = operation {
            uses(&|name| op.constraint.uses(name))
        } else if let Operation::CreateIndex(op) = operation {
            uses(&|name| op.index.uses(name))
        } else if let Operation::AlterColumn(op) = operation {
            let harmless = matches!(&op.change, ColumnChange::Comment(_));
            !harmless && self.rich.contains(&op.column)
        } else {
            false
        }
    }

    fn enriched(&mut self, operation: &Operation, state: &SchemaState) -> Operation {
        let mut operation = operation.clone();
        if let Operation::CreateTable(op) = &mut operation {
            self.enrich_table(&mut op.table);
        } else if let Operation::AddColumn(op) = &mut operation {
            if self.chance() {
                self.compute(&mut op.column, state.table(&op.table));
            } else {
                self.enrich_column(&mut op.column);
            }
        } else if let Operation::AddConstraint(op) = &mut operation {
            if let Constraint::ForeignKey(key) = &mut op.constraint {
                self.enrich_foreign_key(key);
            }
        } else if let Operation::CreateIndex(op) = &mut operation {
            self.enrich_index(&mut op.index);
        } else if let Operation::AlterColumn(op) = &mut operation {
            let table = state.table(&op.table);
            if let Some(column) = table.and_then(|table| table.column(&op.column)) {
                self.change(column, &mut op.change);
            }
        }
        operation
    }

    fn enrich_table(&mut self, table: &mut Table) {
        let keyed = |name: &str| {
            table.indexes.values().any(|index| index.uses(name))
                || table.constraints().iter().any(|key| key.uses(name))
        };
        let free: Vec<bool> = table.columns.iter().map(|it| !keyed(&it.name)).collect();
        for (column, free) in table.columns.iter_mut().zip(free) {
            if free {
                self.enrich_column(column);
            }
        }
        for key in table.foreign_keys.values_mut() {
            self.enrich_foreign_key(key);
        }
        for index in table.indexes.values_mut() {
            self.enrich_index(index);
        }
    }

    fn enrich_column(&mut self, column: &mut Column) {
        if column.is_identity() || column.default.is_some() || !self.chance() {
            return;
        }
        let (column_type, default) = self.of(&typed_defaults());
        if self.chance() {
            column.collation = match column_type {
                ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text => {
                    Some(self.of(&["utf8mb4_bin", "ascii_bin"]).to_owned())
                }
                _ => None,
            };
        }
        column.column_type = column_type;
        column.default = self.of(&[true, false]).then_some(default);
        self.rich.insert(column.name.clone());
    }

    fn compute(&mut self, column: &mut Column, table: Option<&Table>) {
        let columns = table.map(|table| table.columns.clone());
        let from = columns.unwrap_or_default().into_iter().find(|other| {
            let is_plain =
                (other.name.bytes()).all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            is_plain && other.column_type.is_integer() && other.generation.is_none()
        });
        let Some(from) = from else { return };
        *column = Column {
            nullable: true,
            ..Column::new(&column.name, ColumnType::BigInteger)
        };
        let text = self.of(&[
            "{} * 2",
            "({} + 1) - ({} - 1)",
            "ABS({})",
            "CASE WHEN {} > 1 THEN {} ELSE 0 END",
        ]);
        let expression = Expression::new(text.replace("{}", &from.name));
        let kinds = [
            Generation::Stored(expression.clone()),
            Generation::Virtual(expression),
        ];
        column.generation = Some(self.of(&kinds));
        self.rich.insert(column.name.clone());
    }

    fn enrich_foreign_key(&mut self, key: &mut ForeignKey) {
        use ReferentialAction::{Cascade, NoAction, Restrict};
        key.on_update = self.of(&[NoAction, Cascade, Restrict]);
    }

    fn enrich_index(&mut self, index: &mut Index) {
        for part in &mut index.parts {
            part.direction = self.of(&[Direction::Ascending, Direction::Descending]);
        }
        index.comment = self.chance().then(|| "what it's \\ for".to_owned());
        index.method = self
            .chance()
            .then(|| self.of(&["btree", "hash"]).to_owned());
    }

    fn change(&mut self, column: &Column, change: &mut ColumnChange) {
        if !self.chance() {
            return;
        }
        if column.is_identity() {
            *change = ColumnChange::Generation(None);
        } else if column.column_type.is_integer() && column.default.is_none() {
            *change = ColumnChange::Generation(Some(Generation::Identity));
        } else if column.column_type == ColumnType::Text {
            let collation = self.of(&[None, Some("utf8mb4_bin".to_owned())]);
            *change = ColumnChange::Collation(collation);
        }
    }
}

/// Types, each with a default.
fn typed_defaults() -> Vec<(ColumnType, DefaultValue)> {
    use ColumnType::*;
    let expression = |text: &str| DefaultValue::from(Expression::new(text));
    let decimal = |text: &str| DefaultValue::from(Value::Decimal(text.to_owned()));
    let custom = |text: &str| Custom(text.to_owned());
    vec![
        (Integer, 0.into()),
        (Integer, expression("1 + (2 * 3)")),
        (BigInteger, i64::MIN.into()),
        (SmallInteger, true.into()),
        (Decimal(None), decimal("-1.50")),
        (Decimal(Some((8, 3))), 7.into()),
        (Decimal(Some((8, 0))), 7.0.into()),
        (Float, 1.234_567_89.into()),
        (Double, (-1e100).into()),
        (Boolean, 0.into()),
        (Char(4), "ab".into()),
        (String(20), "it's \\ 'quoted'\n".into()),
        (String(20), 12.into()),
        (String(40), expression("CONCAT('a', UPPER('b'))")),
        (Text, "it's \\ 'long'".into()),
        (Text, expression("REPEAT('x', 3)")),
        (CiText, "NULL".into()),
        (Binary, vec![0_u8, 200, 255].into()),
        (Uuid, Value::Uuid([255; 16]).into()),
        (Date, "2026-01-02".into()),
        (Date, DefaultValue::CurrentTimestamp),
        (Time, "03:04:05.25".into()),
        (Time, DefaultValue::CurrentTimestamp),
        (Timestamp, "2026-01-02 03:04:05".into()),
        (LocalTimestamp, "2026-01-02 03:04:05.123456".into()),
        (LocalTimestamp, DefaultValue::CurrentTimestamp),
        (Json, "{\"a\": [1]}".into()),
        (Jsonb, "[]".into()),
        (Inet, "127.0.0.1".into()),
        (MacAddr, "08:00:2b:01:02:03".into()),
        (Bit(3), "011".into()),
        (Bit(8), 5.into()),
        (
            InlineEnum(vec!["a".into(), "it's".into(), "\\".into()]),
            "\\".into(),
        ),
        (custom("int unsigned"), 7.into()),
        (custom("datetime(3)"), DefaultValue::CurrentTimestamp),
        (custom("set('a', 'b c')"), "b c".into()),
        (custom("varbinary(20)"), vec![1_u8].into()),
        (custom("mediumtext"), "x".into()),
    ]
}
