//! Views and triggers; and what there is none of here.

use super::{Context, routine, trigger, view};
use crate::dialect::lacks::instead_of;
use crate::dialect::{LockLevel, ProbeObject, Statement, Unsupported};
use crate::operation::{
    AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject,
    SetRowSecurity,
};
use crate::schema::{Object, ObjectChange, ObjectId, ObjectKind, RowSecurity};

type Lowered = Result<Vec<Statement>, Unsupported>;

pub(super) fn create(op: &CreateObject, context: &Context<'_>) -> Lowered {
    let id = op.object.id();
    if op.if_not_exists && context.before.object(&id).is_some() {
        return Ok(Vec::new());
    }
    match &op.object {
        Object::View(view) => view::create(view, op, context),
        Object::Trigger(trigger) => Ok(vec![trigger::create(trigger, context)?]),
        Object::Routine(routine) => routine::nothing(routine, context),
        Object::Extension(_)
        | Object::Sequence(_)
        | Object::Rule(_)
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
        Object::Trigger(to) => trigger::replace(to, context),
        Object::Routine(routine) => routine::nothing(routine, context),
        Object::Extension(_)
        | Object::Sequence(_)
        | Object::Rule(_)
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

/// Nothing can be changed in part.
pub(super) fn change(op: &ChangeObject, context: &Context<'_>) -> Lowered {
    match &op.change {
        ObjectChange::Enable(_) => trigger::refuse_enable(context),
        ObjectChange::Refresh { .. }
        | ObjectChange::Sequence(_)
        | ObjectChange::Restart(_)
        | ObjectChange::Domain(_)
        | ObjectChange::Composite(_) => refuse(op.id.kind, context),
    }
}

pub(super) fn drop(op: &DropObject, context: &Context<'_>) -> Lowered {
    let id = context.before.resolve(&op.id).unwrap_or(&op.id);
    let keyword = match id.kind {
        ObjectKind::View => "VIEW",
        ObjectKind::Trigger => "TRIGGER",
        ObjectKind::Function | ObjectKind::Procedure => return elsewhere(id, context),
        kind => return refuse(kind, context),
    };
    let name = context.name(&id.name)?;
    let if_exists = if op.if_exists { "IF EXISTS " } else { "" };
    let statement = Statement::new(format!("DROP {keyword} {if_exists}{name}"));
    let statement = match &id.on {
        Some(table) => statement.locks(table, LockLevel::ShareRowExclusive),
        None => statement,
    };
    Ok(vec![statement.removes(ProbeObject::Object(id.clone()))])
}

pub(super) fn rename(op: &RenameObject, context: &Context<'_>) -> Lowered {
    let id = context.before.resolve(&op.id).unwrap_or(&op.id);
    match id.kind {
        ObjectKind::View => view::rename(op, context),
        ObjectKind::Trigger => trigger::rename(id, &op.to, context),
        ObjectKind::Function | ObjectKind::Procedure => elsewhere(id, context),
        kind => refuse(kind, context),
    }
}

/// A routine that is for other databases is nothing here.
fn elsewhere(id: &ObjectId, context: &Context<'_>) -> Lowered {
    match context.before.object(id) {
        Some(Object::Routine(routine)) => routine::nothing(routine, context),
        _ => refuse(id.kind, context),
    }
}

pub(super) fn comment(op: &CommentOnObject, context: &Context<'_>) -> Lowered {
    let id = context.before.resolve(&op.id).unwrap_or(&op.id);
    if matches!(id.kind, ObjectKind::Function | ObjectKind::Procedure) {
        return elsewhere(id, context);
    }
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

pub(super) fn refuse(kind: ObjectKind, context: &Context<'_>) -> Lowered {
    let (what, instead) = instead_of(kind);
    Err(context.unsupported(what, instead))
}
