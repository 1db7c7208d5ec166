//! Views, schemas and the like: which noun has the SQL, and what there is none of here.

use super::context::{Answer, Context};
use super::{namespace, role, view};
use crate::dialect::lacks::instead_of;
use crate::dialect::{Probe, ProbeObject, Statement};
use crate::operation::{
    AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject,
    SetRowSecurity,
};
use crate::schema::{Object, ObjectKind, RowSecurity};

pub(super) fn create(cx: &Context<'_>, op: &CreateObject) -> Answer<Vec<Statement>> {
    let id = op.object.id();
    if op.if_not_exists && cx.before.object(&id).is_some() {
        return Ok(Vec::new());
    }
    let mut statements = match &op.object {
        Object::View(view) => vec![view::create(cx, view, op)?],
        Object::Namespace(namespace) => vec![namespace::create(cx, namespace, op)?],
        Object::Role(role) => role::create(cx, role, op)?,
        Object::Extension(_)
        | Object::Domain(_)
        | Object::Composite(_)
        | Object::Range(_)
        | Object::Policy(_)
        | Object::Publication(_)
        | Object::Statistics(_) => return refuse(cx, id.kind),
    };
    for statement in &mut statements {
        statement.facts.transactional = false;
    }
    if let Some(first) = statements.first_mut() {
        first.facts.probe = Some(Probe {
            object: ProbeObject::Object(id),
            present: true,
        });
    }
    Ok(statements)
}

pub(super) fn alter(cx: &Context<'_>, op: &AlterObject) -> Answer<Vec<Statement>> {
    match &op.to {
        Object::View(view) => Ok(vec![view::replace(cx, view)?.outside_transaction()]),
        Object::Namespace(_) => Ok(Vec::new()),
        Object::Role(role) => role::alter(cx, role),
        Object::Extension(_)
        | Object::Domain(_)
        | Object::Composite(_)
        | Object::Range(_)
        | Object::Policy(_)
        | Object::Publication(_)
        | Object::Statistics(_) => refuse(cx, op.to.id().kind),
    }
}

/// All that can be changed in part are types, of which there are none.
pub(super) fn change(cx: &Context<'_>, op: &ChangeObject) -> Answer<Vec<Statement>> {
    refuse(cx, op.id.kind)
}

pub(super) fn drop(cx: &Context<'_>, op: &DropObject) -> Answer<Vec<Statement>> {
    let if_exists = if op.if_exists { "IF EXISTS " } else { "" };
    let statement = match op.id.kind {
        ObjectKind::View => {
            let name = cx.quote_name(&op.id.name)?;
            Statement::new(format!("DROP VIEW {if_exists}{name}"))
        }
        ObjectKind::Namespace => namespace::drop(cx, op)?,
        ObjectKind::Role => {
            let name = cx.quote(&op.id.name.name)?;
            Statement::new(format!("DROP ROLE {if_exists}{name}"))
        }
        ObjectKind::MaterializedView
        | ObjectKind::Extension
        | ObjectKind::Domain
        | ObjectKind::Composite
        | ObjectKind::Range
        | ObjectKind::Policy
        | ObjectKind::Publication
        | ObjectKind::Statistics => return refuse(cx, op.id.kind),
    };
    let statement = statement.removes(ProbeObject::Object(op.id.clone()));
    Ok(vec![statement.outside_transaction()])
}

pub(super) fn rename(cx: &Context<'_>, op: &RenameObject) -> Answer<Vec<Statement>> {
    match op.id.kind {
        ObjectKind::View => view::rename(cx, op),
        ObjectKind::Namespace => namespace::refuse_rename(cx),
        ObjectKind::Role => cx.refuse(
            "way to rename a role",
            "create the new one, grant it what the old one has, and drop that",
        ),
        ObjectKind::MaterializedView
        | ObjectKind::Extension
        | ObjectKind::Domain
        | ObjectKind::Composite
        | ObjectKind::Range
        | ObjectKind::Policy
        | ObjectKind::Publication
        | ObjectKind::Statistics => refuse(cx, op.id.kind),
    }
}

pub(super) fn comment(cx: &Context<'_>, op: &CommentOnObject) -> Answer<Vec<Statement>> {
    cx.refuse(
        format!("comments on a {}", op.id.kind.term()),
        "say it in the migration, or in a comment on a table",
    )
}

/// What is not there cannot be on; that it is off is nothing to do.
pub(super) fn refuse_row_security(cx: &Context<'_>, op: &SetRowSecurity) -> Answer<Vec<Statement>> {
    match op.to == RowSecurity::default() {
        true => Ok(Vec::new()),
        false => refuse(cx, ObjectKind::Policy),
    }
}

fn refuse<T>(cx: &Context<'_>, kind: ObjectKind) -> Answer<T> {
    let (what, instead) = instead_of(kind);
    cx.refuse(what, instead)
}
