//! Views; and what there is none of here.

use super::{Context, view};
use crate::dialect::lacks::instead_of;
use crate::dialect::{ProbeObject, Statement, Unsupported};
use crate::operation::{
    AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject,
    SetRowSecurity,
};
use crate::schema::{Object, ObjectKind, RowSecurity};

type Lowered = Result<Vec<Statement>, Unsupported>;

pub(super) fn create(op: &CreateObject, context: &Context<'_>) -> Lowered {
    let id = op.object.id();
    if op.if_not_exists && context.before.object(&id).is_some() {
        return Ok(Vec::new());
    }
    match &op.object {
        Object::View(view) => view::create(view, op, context),
        Object::Extension(_)
        | Object::Namespace(_)
        | Object::Domain(_)
        | Object::Composite(_)
        | Object::Range(_)
        | Object::Policy(_)
        | Object::Role(_)
        | Object::Publication(_)
        | Object::Statistics(_) => refuse(id.kind, context),
    }
}

pub(super) fn alter(op: &AlterObject, context: &Context<'_>) -> Lowered {
    match &op.to {
        Object::View(view) => view::replace(view, context),
        Object::Extension(_)
        | Object::Namespace(_)
        | Object::Domain(_)
        | Object::Composite(_)
        | Object::Range(_)
        | Object::Policy(_)
        | Object::Role(_)
        | Object::Publication(_)
        | Object::Statistics(_) => refuse(op.to.id().kind, context),
    }
}

/// All that can be changed in part are types, of which there are none.
pub(super) fn change(op: &ChangeObject, context: &Context<'_>) -> Lowered {
    refuse(op.id.kind, context)
}

pub(super) fn drop(op: &DropObject, context: &Context<'_>) -> Lowered {
    if op.id.kind != ObjectKind::View {
        return refuse(op.id.kind, context);
    }
    let name = context.name(&op.id.name)?;
    let if_exists = if op.if_exists { "IF EXISTS " } else { "" };
    let statement = Statement::new(format!("DROP VIEW {if_exists}{name}"));
    Ok(vec![statement.removes(ProbeObject::Object(op.id.clone()))])
}

pub(super) fn rename(op: &RenameObject, context: &Context<'_>) -> Lowered {
    match op.id.kind {
        ObjectKind::View => view::rename(op, context),
        kind => refuse(kind, context),
    }
}

pub(super) fn comment(op: &CommentOnObject, context: &Context<'_>) -> Lowered {
    Err(context.unsupported(
        format!("comments on a {}", op.id.kind.term()),
        "say it in the migration, where the next reader looks",
    ))
}

/// What is not there cannot be on; that it is off is nothing to do.
pub(super) fn refuse_row_security(op: &SetRowSecurity, context: &Context<'_>) -> Lowered {
    match op.to == RowSecurity::default() {
        true => Ok(Vec::new()),
        false => refuse(ObjectKind::Policy, context),
    }
}

pub(super) fn comment_on_part(context: &Context<'_>) -> Lowered {
    Err(context.unsupported(
        "comments on constraints and indexes",
        "say it in the migration, where the next reader looks",
    ))
}

fn refuse(kind: ObjectKind, context: &Context<'_>) -> Lowered {
    let (what, instead) = instead_of(kind);
    Err(context.unsupported(what, instead))
}
