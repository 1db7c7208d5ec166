//! Schemas, which are databases here: <https://dev.mysql.com/doc/refman/8.4/en/create-database.html>.

use super::context::{Answer, Context};
use crate::dialect::Statement;
use crate::operation::{CreateObject, DropObject};
use crate::schema::Namespace;

pub(super) fn create(
    cx: &Context<'_>,
    namespace: &Namespace,
    op: &CreateObject,
) -> Answer<Statement> {
    let if_not_exists = match op.if_not_exists || op.or_replace {
        true => "IF NOT EXISTS ",
        false => "",
    };
    let name = cx.quote(&namespace.name)?;
    Ok(Statement::new(format!(
        "CREATE SCHEMA {if_not_exists}{name}"
    )))
}

/// All that is in it goes with it, whether that is said or not.
pub(super) fn drop(cx: &Context<'_>, op: &DropObject) -> Answer<Statement> {
    let if_exists = if op.if_exists { "IF EXISTS " } else { "" };
    let name = cx.quote(&op.id.name.name)?;
    Ok(Statement::new(format!("DROP SCHEMA {if_exists}{name}")).loses_data())
}

pub(super) fn refuse_rename<T>(cx: &Context<'_>) -> Answer<T> {
    cx.refuse(
        "way to rename a schema",
        "create the new one, move each table by rename_table, and drop the old one",
    )
}
