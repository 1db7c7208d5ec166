//! Views; and what there is none of here.

use super::{Context, extension, namespace, view};
use crate::dialect::{ProbeObject, Statement, Unsupported};
use crate::operation::{AlterObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{Object, ObjectKind};

type Lowered = Result<Vec<Statement>, Unsupported>;

pub(super) fn create(op: &CreateObject, context: &Context<'_>) -> Lowered {
    let id = op.object.id();
    if op.if_not_exists && context.before.object(&id).is_some() {
        return Ok(Vec::new());
    }
    match &op.object {
        Object::View(view) => view::create(view, op, context),
        Object::Extension(_) => extension::refuse(context),
        Object::Namespace(_) => namespace::refuse(context),
    }
}

pub(super) fn alter(op: &AlterObject, context: &Context<'_>) -> Lowered {
    match &op.to {
        Object::View(view) => view::replace(view, context),
        Object::Extension(_) => extension::refuse(context),
        Object::Namespace(_) => namespace::refuse(context),
    }
}

pub(super) fn drop(op: &DropObject, context: &Context<'_>) -> Lowered {
    let name = match op.id.kind {
        ObjectKind::View => context.name(&op.id.name)?,
        ObjectKind::MaterializedView => return view::refuse_materialized(context),
        ObjectKind::Extension => return extension::refuse(context),
        ObjectKind::Namespace => return namespace::refuse(context),
    };
    let if_exists = if op.if_exists { "IF EXISTS " } else { "" };
    let statement = Statement::new(format!("DROP VIEW {if_exists}{name}"));
    Ok(vec![statement.removes(ProbeObject::Object(op.id.clone()))])
}

pub(super) fn rename(op: &RenameObject, context: &Context<'_>) -> Lowered {
    match op.id.kind {
        ObjectKind::View => view::rename(op, context),
        ObjectKind::MaterializedView => view::refuse_materialized(context),
        ObjectKind::Extension => extension::refuse(context),
        ObjectKind::Namespace => namespace::refuse(context),
    }
}

pub(super) fn comment(op: &CommentOnObject, context: &Context<'_>) -> Lowered {
    Err(context.unsupported(
        format!("comments on a {}", op.id.kind.term()),
        "say it in the migration, where the next reader looks",
    ))
}
