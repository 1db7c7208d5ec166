//! Backfills.

use super::context::{Context, quote};
use super::default;
use super::expression::parenthesised;
use crate::dialect::batches::{Batches, KeyColumn, KeyForm};
use crate::dialect::{Dialect, LockLevel, Statement, Unsupported};
use crate::operation::Backfill;
use crate::schema::{ColumnType, DefaultValue};

/// Updates of ranges of the key. <https://www.sqlite.org/rowvalue.html>
pub(super) fn lower(op: &Backfill, context: &Context<'_>) -> Result<Vec<Statement>, Unsupported> {
    let table = context.name(&op.table)?;
    let Some(key) = op.key_columns(context.before) else {
        return Err(context.target.without_key(&op.table));
    };
    let key = key.iter().map(|name| KeyColumn {
        name: quote(name),
        form: KeyForm::Tagged,
    });
    let known = context.before.table(&op.table);
    let mut set = Vec::new();
    for (name, value) in &op.set {
        let value = match value {
            DefaultValue::Value(value) => Dialect::Sqlite.literal(value),
            DefaultValue::CurrentTimestamp => {
                let column = known.and_then(|table| table.column(name));
                default::now(column.map_or(&ColumnType::Timestamp, |column| &column.column_type))
                    .to_owned()
            }
            DefaultValue::Expression(expression) => context.expression(expression)?.to_owned(),
        };
        set.push((quote(name), value));
    }
    let filter = op.filter.as_ref().map(|filter| context.expression(filter));
    let filter = filter.transpose()?.map(parenthesised);
    let batches = Batches::of(op, Dialect::Sqlite, &table, key.collect(), &set, filter);
    Ok(vec![
        batches.into_statement().locks(&op.table, LockLevel::None),
    ])
}
