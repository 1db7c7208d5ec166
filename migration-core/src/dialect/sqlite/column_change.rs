//! What changes about a column: always by a rebuild.

use super::Context;
use super::column_definition::no_tuning;
use super::expression::parenthesised;
use super::rebuild::Rebuild;
use crate::dialect::{Statement, Unsupported};
use crate::operation::{AlterColumn, ColumnChange};

/// Old values are copied as they are and take the new type's affinity: text that is no number stays text in an integer
/// column, where a cast would make it 0. `using` says otherwise.
pub(super) fn alter(
    op: &AlterColumn,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let what = match &op.change {
        ColumnChange::Type { .. } => "change the type of a column",
        ColumnChange::Nullable(_) => "change whether a column may be NULL",
        ColumnChange::Default(_) => "change the default of a column",
        ColumnChange::Generation(_) => "change how the values of a column are made",
        ColumnChange::Collation(_) => "change the collation of a column",
        ColumnChange::Comment(_) => {
            context.name(&op.table)?;
            return Ok(Vec::new());
        }
        ColumnChange::Compression(_) | ColumnChange::Statistics(_) => {
            return Err(no_tuning(&op.column, context));
        }
    };
    let known = context.table(&op.table, what)?;
    let mut column = context.column(known, &op.column)?.clone();
    let mut rebuild = Rebuild::of(known);
    match &op.change {
        ColumnChange::Type { to, using } => {
            column.column_type = to.clone();
            if let Some(using) = using {
                let value = parenthesised(context.expression(using)?);
                rebuild.values.insert(op.column.clone(), value);
            }
        }
        ColumnChange::Nullable(nullable) => column.nullable = *nullable,
        ColumnChange::Default(default) => column.default = default.clone(),
        ColumnChange::Generation(generation) => column.generation = generation.clone(),
        ColumnChange::Collation(collation) => column.collation = collation.clone(),
        ColumnChange::Comment(comment) => column.comment = comment.clone(),
        ColumnChange::Compression(method) => column.compression = method.clone(),
        ColumnChange::Statistics(target) => column.statistics = *target,
    }
    if let Some(changed) = rebuild.after.column_mut(&op.column) {
        *changed = column;
    }
    rebuild.statements(context)
}
