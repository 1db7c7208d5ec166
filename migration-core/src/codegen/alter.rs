//! What is said of a table that is there, within `alter_table`.

use super::Unwritable;
use super::column::{self, Own, is_own_index};
use super::literal::{default, sql, type_source};
use super::part::Part;
use super::rust::{Argument, Call, text};
use crate::operation::{
    AddColumn, AlterColumn, ColumnChange, ColumnPosition, CommentOnTable, CreateIndex, DropColumn,
    Operation, RenameColumn,
};
use crate::schema::{Constraint, Generation};

/// A new column, with the constraints and the index that follow it and can stand on it; and how many operations that are.
pub(super) fn add_column<'a>(
    op: &'a AddColumn,
    rest: &'a [Operation],
) -> Result<(Part<'a>, usize), Unwritable> {
    let AddColumn {
        table,
        column,
        if_not_exists,
        position,
    } = op;
    let mut own = Own::default();
    let (mut count, mut last) = (1, 0);
    for operation in rest {
        let rank = rank(operation);
        if rank <= last || !takes(&mut own, op, operation) {
            break;
        }
        (count, last) = (count + 1, rank);
    }
    let mut calls = column::added(column, &own)?;
    calls.extend(match position {
        None => None,
        Some(ColumnPosition::First) => Some(Call::bare("first")),
        Some(ColumnPosition::After(other)) => Some(Call::new("after", vec![text(other)])),
    });
    calls.extend(if_not_exists.then(|| Call::bare("if_not_exists")));
    // What only new columns have comes before what all columns have: that is of another type.
    let (mut first, mut others): (Vec<Call>, Vec<Call>) =
        (calls.into_iter()).partition(|call| FIRST.contains(&call.name.as_str()));
    first.append(&mut others);
    Ok((Part::Table(table, first), count))
}

/// What only a new column can be told.
const FIRST: [&str; 4] = ["add_column", "first", "after", "if_not_exists"];

/// In which order a new column's own constraints and its index are recorded; nothing for what is neither.
fn rank(operation: &Operation) -> u8 {
    if let Operation::AddConstraint(op) = operation {
        return match &op.constraint {
            Constraint::PrimaryKey(_) => 1,
            Constraint::Unique(_) => 2,
            Constraint::ForeignKey(_) => 3,
            Constraint::Check(_) => 4,
            Constraint::Exclusion(_) => 0,
        };
    }
    if matches!(operation, Operation::CreateIndex(_)) {
        5
    } else {
        0
    }
}

/// Whether a new column has taken an operation.
fn takes<'a>(own: &mut Own<'a>, column: &AddColumn, operation: &'a Operation) -> bool {
    let (table, name) = (&column.table, &column.column.name);
    if let Operation::AddConstraint(op) = operation {
        let is_of_it = op.table == *table && op.using_index.is_none();
        return is_of_it && own.take(&op.constraint, table, name);
    }
    if let Operation::CreateIndex(op) = operation {
        let plain = CreateIndex {
            table: table.clone(),
            index: op.index.clone(),
            concurrently: false,
            if_not_exists: false,
            only: false,
        };
        own.index = **op == plain && is_own_index(&op.index, table, name);
    }
    own.index
}

pub(super) fn drop_column(op: &DropColumn) -> Part<'_> {
    let mut calls = vec![Call::new("drop_column", vec![text(&op.column)])];
    calls.extend(op.if_exists.then(|| Call::bare("if_exists")));
    calls.extend(op.cascade.then(|| Call::bare("cascade")));
    Part::Table(&op.table, calls)
}

pub(super) fn rename_column(op: &RenameColumn) -> Part<'_> {
    let arguments = vec![text(&op.from), text(&op.to)];
    Part::Table(&op.table, vec![Call::new("rename_column", arguments)])
}

pub(super) fn alter_column(op: &AlterColumn) -> Result<Part<'_>, Unwritable> {
    let column = || vec![text(&op.column)];
    let with = |argument| [column(), vec![argument]].concat();
    let call = match &op.change {
        ColumnChange::Type { to, using } => {
            let mut calls = vec![Call::new("change_type", with(type_source(to)?))];
            if let Some(using) = using {
                calls.push(Call::new("using", vec![sql(using)?]));
            }
            return Ok(Part::Table(&op.table, calls));
        }
        ColumnChange::Nullable(true) => Call::new("set_nullable", column()),
        ColumnChange::Nullable(false) => Call::new("set_not_null", column()),
        ColumnChange::Default(None) => Call::new("drop_default", column()),
        ColumnChange::Default(Some(it)) => Call::new("set_default", with(default(it)?)),
        ColumnChange::Generation(None) => Call::new("drop_generation", column()),
        ColumnChange::Generation(Some(Generation::Identity)) => Call::new("add_identity", column()),
        ColumnChange::Generation(Some(Generation::IdentityAlways)) => {
            Call::new("add_identity_always", column())
        }
        ColumnChange::Generation(Some(Generation::Stored(_) | Generation::Virtual(_))) => {
            let reason = "a column that is there cannot become a computed one";
            return Err(Unwritable::because(reason));
        }
        ColumnChange::Collation(None) => Call::new("drop_collation", column()),
        ColumnChange::Collation(Some(it)) => Call::new("set_collation", with(text(it))),
        ColumnChange::Comment(None) => Call::new("drop_comment_on_column", column()),
        ColumnChange::Comment(Some(it)) => {
            Call::new("comment_on_column", with(Argument::Text(it.clone())))
        }
        ColumnChange::Compression(None) => Call::new("reset_compression", column()),
        ColumnChange::Compression(Some(it)) => Call::new("set_compression", with(text(it))),
        ColumnChange::Statistics(None) => Call::new("reset_statistics", column()),
        ColumnChange::Statistics(Some(it)) => {
            Call::new("set_statistics", with(super::literal::plain(it)))
        }
    };
    Ok(Part::Table(&op.table, vec![call]))
}

pub(super) fn comment(op: &CommentOnTable) -> Part<'_> {
    let call = match &op.comment {
        Some(comment) => Call::new("comment", vec![Argument::Text(comment.clone())]),
        None => Call::bare("drop_comment"),
    };
    Part::Table(&op.table, vec![call])
}
