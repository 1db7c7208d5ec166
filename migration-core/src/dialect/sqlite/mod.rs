//! Lowering for SQLite 3.35 and later.
//!
//! `ALTER TABLE` renames tables and columns, and adds and drops simple columns
//! (<https://www.sqlite.org/lang_altertable.html>). All else about a table is changed by a [`rebuild`], from the table
//! as the migrations before say it looks. Schemas are other files here, and enum types, comments, partitions and many
//! types do not exist: each file says what stands in for them, or what to do instead.

mod backfill;
mod canonical;
mod column;
mod column_change;
mod column_definition;
mod column_type;
mod constraint;
mod context;
mod data;
mod default;
mod enum_type;
mod expression;
mod grant;
mod index;
mod object;
mod raw;
mod rebuild;
mod routine;
mod storage;
mod table;
mod trigger;
mod view;

pub(super) use canonical::canonical;
use context::Context;

use super::{Statement, Target, Unsupported};
use crate::operation::Operation;
use crate::schema::{ColumnType, SchemaState};

pub(super) fn type_sql(
    column_type: &ColumnType,
    before: &SchemaState,
    target: &Target,
) -> Result<String, Unsupported> {
    column_type::declared(column_type, &Context { before, target })
}

pub(super) fn lower(
    operation: &Operation,
    before: &SchemaState,
    target: &Target,
) -> Result<Vec<Statement>, Unsupported> {
    let context = &Context { before, target };
    match operation {
        Operation::CreateTable(op) => table::create(op, context),
        Operation::DropTable(op) => table::drop(op, context),
        Operation::RenameTable(op) => table::rename(op, context),
        Operation::CommentOnTable(op) => table::comment(op, context),
        Operation::AttachPartition(op) => Err(table::no_partitions(&op.parent, context)),
        Operation::DetachPartition(op) => Err(table::no_partitions(&op.parent, context)),
        Operation::AddColumn(op) => column::add(op, context),
        Operation::DropColumn(op) => column::drop(op, context),
        Operation::RenameColumn(op) => column::rename(op, context),
        Operation::AlterColumn(op) => column_change::alter(op, context),
        Operation::AddConstraint(op) => constraint::add(op, context),
        Operation::DropConstraint(op) => constraint::drop(op, context),
        Operation::RenameConstraint(op) => constraint::rename(op, context),
        Operation::ValidateConstraint(op) => constraint::validate(op, context),
        Operation::AlterConstraint(op) => constraint::alter(op, context),
        Operation::CreateIndex(op) => index::create(op, context),
        Operation::AttachIndex(op) => Err(table::no_partitions(&op.table, context)),
        Operation::DropIndex(op) => index::drop(op, context),
        Operation::RenameIndex(op) => index::rename(op, context),
        Operation::Reindex(op) => storage::reindex(op, context),
        Operation::SetStorage(op) => storage::set(op, context),
        Operation::SetLogged(op) => Err(table::no_unlogged(&op.table, context)),
        Operation::SetTablespace(op) => storage::set_tablespace(op, context),
        Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::CommentOnEnum(_)
        | Operation::RenameEnum(_) => Ok(enum_type::nothing()),
        Operation::AddEnumValue(op) => enum_type::add_value(op, context),
        Operation::RenameEnumValue(op) => enum_type::rename_value(op, context),
        Operation::DropEnumValue(op) => enum_type::drop_value(op, context),
        Operation::CreateObject(op) => object::create(op, context),
        Operation::AlterObject(op) => object::alter(op, context),
        Operation::ChangeObject(op) => object::change(op, context),
        Operation::DropObject(op) => object::drop(op, context),
        Operation::RenameObject(op) => object::rename(op, context),
        Operation::CommentOnObject(op) => object::comment(op, context),
        Operation::CommentOnPart(_) => object::comment_on_part(context),
        Operation::SetRowSecurity(op) => object::refuse_row_security(op, context),
        Operation::Grant(_) | Operation::Revoke(_) => grant::refuse(context),
        Operation::RawSql(op) => Ok(raw::lower(op)),
        Operation::InsertRows(op) => data::insert(op, context),
        Operation::UpdateRows(op) => data::update(op, context),
        Operation::DeleteRows(op) => data::delete(op, context),
        Operation::Backfill(op) => backfill::lower(op, context),
    }
}

#[cfg(test)]
mod tests;
