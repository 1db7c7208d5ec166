//! Views, schemas and the like: which noun has the SQL, and what there is none of here.

use super::context::{Answer, Context};
use super::{extension, namespace, view};
use crate::dialect::{Probe, ProbeObject, Statement};
use crate::operation::{AlterObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{Object, ObjectKind};

pub(super) fn create(cx: &Context<'_>, op: &CreateObject) -> Answer<Vec<Statement>> {
    let id = op.object.id();
    if op.if_not_exists && cx.before.object(&id).is_some() {
        return Ok(Vec::new());
    }
    let mut statement = match &op.object {
        Object::View(view) => view::create(cx, view, op)?,
        Object::Extension(_) => return extension::refuse(cx),
        Object::Namespace(namespace) => namespace::create(cx, namespace, op)?,
    };
    statement.facts.transactional = false;
    statement.facts.probe = Some(Probe {
        object: ProbeObject::Object(id),
        present: true,
    });
    Ok(vec![statement])
}

pub(super) fn alter(cx: &Context<'_>, op: &AlterObject) -> Answer<Vec<Statement>> {
    match &op.to {
        Object::View(view) => Ok(vec![view::replace(cx, view)?.outside_transaction()]),
        Object::Extension(_) => extension::refuse(cx),
        Object::Namespace(_) => Ok(Vec::new()),
    }
}

pub(super) fn drop(cx: &Context<'_>, op: &DropObject) -> Answer<Vec<Statement>> {
    let if_exists = if op.if_exists { "IF EXISTS " } else { "" };
    let statement = match op.id.kind {
        ObjectKind::View => Statement::new(format!(
            "DROP VIEW {if_exists}{}",
            cx.quote_name(&op.id.name)?
        )),
        ObjectKind::MaterializedView => return view::refuse_materialized(cx),
        ObjectKind::Extension => return extension::refuse(cx),
        ObjectKind::Namespace => namespace::drop(cx, op)?,
    };
    let statement = statement.removes(ProbeObject::Object(op.id.clone()));
    Ok(vec![statement.outside_transaction()])
}

pub(super) fn rename(cx: &Context<'_>, op: &RenameObject) -> Answer<Vec<Statement>> {
    match op.id.kind {
        ObjectKind::View => view::rename(cx, op),
        ObjectKind::MaterializedView => view::refuse_materialized(cx),
        ObjectKind::Extension => extension::refuse(cx),
        ObjectKind::Namespace => namespace::refuse_rename(cx),
    }
}

pub(super) fn comment(cx: &Context<'_>, op: &CommentOnObject) -> Answer<Vec<Statement>> {
    cx.refuse(
        format!("comments on a {}", op.id.kind.term()),
        "say it in the migration, or in a comment on a table",
    )
}
