//! Backfills.

use super::{PG, parenthesised, text};
use crate::dialect::batches::{Batches, KeyColumn, KeyForm};
use crate::dialect::{LockLevel, Statement, Target, Unsupported};
use crate::operation::Backfill;
use crate::schema::{DefaultValue, SchemaState};

/// Updates of ranges of the key. <https://www.postgresql.org/docs/current/sql-update.html>
pub(super) fn lower(
    op: &Backfill,
    before: &SchemaState,
    target: &Target,
) -> Result<Vec<Statement>, Unsupported> {
    let Some(key) = op.key_columns(before) else {
        return Err(target.without_key(&op.table));
    };
    let key = key.iter().map(|name| KeyColumn {
        name: PG.quote(name),
        form: KeyForm::Text,
    });
    let mut set = Vec::new();
    for (name, value) in &op.set {
        let value = match value {
            DefaultValue::Value(value) => PG.literal(value),
            DefaultValue::CurrentTimestamp => "CURRENT_TIMESTAMP".to_owned(),
            DefaultValue::Expression(expression) => text(expression, target)?.to_owned(),
        };
        set.push((PG.quote(name), value));
    }
    let filter = op.filter.as_ref();
    let filter = filter.map(|filter| parenthesised(filter, target));
    let table = PG.quote_name(&op.table);
    let batches = Batches::of(op, PG, &table, key.collect(), &set, filter.transpose()?);
    Ok(vec![
        batches.into_statement().locks(&op.table, LockLevel::None),
    ])
}
