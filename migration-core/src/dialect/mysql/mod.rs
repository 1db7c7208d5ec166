//! Lowering for MySQL 8.0.19 and later and MariaDB 10.6 and later.
//!
//! All tables are InnoDB and utf8mb4. DDL commits implicitly, so no statement is transactional; what belongs together
//! on one table travels in one `ALTER TABLE`, which is atomic
//! (<https://dev.mysql.com/doc/refman/8.4/en/atomic-ddl.html>).
//!
//! The session is expected to run with a strict `sql_mode` without `NO_BACKSLASH_ESCAPES`, with
//! `time_zone = '+00:00'` and with `explicit_defaults_for_timestamp = ON` (off by default before MariaDB 10.10, where
//! the first `timestamp NOT NULL` column would otherwise get a default and an `ON UPDATE` that nobody asked for).

mod alter;
mod backfill;
mod canonical;
mod column;
mod column_change;
mod column_rename;
mod column_type;
mod constraint;
mod context;
mod data;
mod default;
mod enum_type;
mod expression;
mod foreign_key;
mod grant;
mod identity;
mod index;
mod key;
mod namespace;
mod object;
mod raw;
mod role;
mod routine;
mod sequence;
mod storage;
mod table;
#[cfg(test)]
mod tests;
mod trigger;
mod type_change;
mod type_text;
mod view;

pub(super) use canonical::canonical;

use self::context::Context;
use super::{Statement, Target, Unsupported};
use crate::operation::Operation;
use crate::schema::{ColumnType, SchemaState};

pub(super) fn type_sql(
    column_type: &ColumnType,
    before: &SchemaState,
    target: &Target,
) -> Result<String, Unsupported> {
    column_type::sql(&Context { before, target }, column_type)
}

pub(super) fn lower(
    operation: &Operation,
    before: &SchemaState,
    target: &Target,
) -> Result<Vec<Statement>, Unsupported> {
    let cx = &Context { before, target };
    match operation {
        Operation::CreateTable(op) => table::create(cx, op),
        Operation::DropTable(op) => table::drop(cx, op),
        Operation::RenameTable(op) => table::rename(cx, op),
        Operation::CommentOnTable(op) => table::comment(cx, op),
        Operation::AttachPartition(op) => table::refuse_partitions(cx, &op.parent),
        Operation::DetachPartition(op) => table::refuse_partitions(cx, &op.parent),
        Operation::AddColumn(op) => column::add(cx, op),
        Operation::DropColumn(op) => column::drop(cx, op),
        Operation::RenameColumn(op) => column_rename::rename(cx, op),
        Operation::AlterColumn(op) => column_change::alter(cx, op),
        Operation::AddConstraint(op) => constraint::add(cx, op),
        Operation::DropConstraint(op) => constraint::drop(cx, op),
        Operation::RenameConstraint(op) => constraint::rename(cx, op),
        Operation::ValidateConstraint(op) => constraint::validate(cx, op),
        Operation::AlterConstraint(op) => constraint::alter(cx, op),
        Operation::CreateIndex(op) => index::create(cx, op),
        Operation::AttachIndex(op) => table::refuse_partitions(cx, &op.table).map(|()| Vec::new()),
        Operation::DropIndex(op) => index::drop(cx, op),
        Operation::RenameIndex(op) => index::rename(cx, op),
        Operation::Reindex(op) => storage::reindex(cx, op),
        Operation::SetStorage(op) => storage::set(cx, op),
        Operation::SetLogged(op) => table::refuse_unlogged(cx, &op.table).map(|()| Vec::new()),
        Operation::SetTablespace(op) => storage::set_tablespace(cx, op),
        Operation::CreateEnum(op) => enum_type::create(cx, op),
        Operation::DropEnum(op) => enum_type::drop(cx, op),
        Operation::CommentOnEnum(_) => Ok(Vec::new()),
        Operation::RenameEnum(op) => enum_type::rename(cx, op),
        Operation::AddEnumValue(op) => enum_type::add_value(cx, op),
        Operation::RenameEnumValue(op) => enum_type::rename_value(cx, op),
        Operation::DropEnumValue(op) => enum_type::drop_value(cx, op),
        Operation::CreateObject(op) => object::create(cx, op),
        Operation::AlterObject(op) => object::alter(cx, op),
        Operation::ChangeObject(op) => object::change(cx, op),
        Operation::DropObject(op) => object::drop(cx, op),
        Operation::RenameObject(op) => object::rename(cx, op),
        Operation::CommentOnObject(op) => object::comment(cx, op),
        Operation::CommentOnPart(op) => index::comment(cx, op),
        Operation::SetRowSecurity(op) => object::refuse_row_security(cx, op),
        Operation::Grant(op) => grant::grant(cx, op),
        Operation::Revoke(op) => grant::revoke(cx, op),
        Operation::RawSql(op) => raw::run(cx, op),
        Operation::InsertRows(op) => data::insert(cx, op),
        Operation::UpdateRows(op) => data::update(cx, op),
        Operation::DeleteRows(op) => data::delete(cx, op),
        Operation::Backfill(op) => backfill::lower(cx, op),
    }
}
