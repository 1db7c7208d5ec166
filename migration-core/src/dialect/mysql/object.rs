//! Views, routines, triggers, schemas and the like: which noun has the SQL, and what there is none of here.

use super::context::{Answer, Context};
use super::{namespace, role, routine, sequence, trigger, view};
use crate::dialect::lacks::instead_of;
use crate::dialect::{Dialect, Probe, ProbeObject, Statement};
use crate::operation::{
    AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject,
    SetRowSecurity,
};
use crate::schema::{Object, ObjectChange, ObjectId, ObjectKind, ObjectName, RowSecurity};

pub(super) fn create(cx: &Context<'_>, op: &CreateObject) -> Answer<Vec<Statement>> {
    let id = op.object.id();
    if op.if_not_exists && cx.before.object(&id).is_some() {
        return Ok(Vec::new());
    }
    let mut statements = match &op.object {
        Object::View(view) => vec![view::create(cx, view, op)?],
        Object::Namespace(namespace) => vec![namespace::create(cx, namespace, op)?],
        Object::Role(role) => role::create(cx, role, op)?,
        Object::Sequence(sequence) => vec![sequence::create(cx, sequence, op)?],
        Object::Routine(routine) => routine::create(cx, routine, op)?,
        Object::Trigger(trigger) => vec![trigger::create(cx, trigger)?],
        Object::Extension(_)
        | Object::Rule(_)
        | Object::Domain(_)
        | Object::Composite(_)
        | Object::Range(_)
        | Object::Policy(_)
        | Object::Publication(_)
        | Object::Statistics(_) => return refuse(cx, id.kind),
    };
    // What replaces may have been there before: that it is there says nothing, and it may be done again.
    if !op.or_replace
        && statements.iter().all(|it| it.facts.probe.is_none())
        && let Some(first) = statements.first_mut()
    {
        first.facts.probe = Some(Probe {
            object: ProbeObject::Object(id),
            present: true,
        });
    }
    Ok(outside(statements))
}

pub(super) fn alter(cx: &Context<'_>, op: &AlterObject) -> Answer<Vec<Statement>> {
    match &op.to {
        Object::View(view) => Ok(outside(vec![view::replace(cx, view)?])),
        Object::Namespace(_) => Ok(Vec::new()),
        Object::Role(role) => role::alter(cx, role),
        Object::Sequence(to) => Ok(outside(sequence::alter(cx, to)?)),
        Object::Routine(to) => Ok(outside(routine::replace(cx, to)?)),
        Object::Trigger(to) => Ok(outside(trigger::replace(cx, to)?)),
        Object::Extension(_)
        | Object::Rule(_)
        | Object::Domain(_)
        | Object::Composite(_)
        | Object::Range(_)
        | Object::Policy(_)
        | Object::Publication(_)
        | Object::Statistics(_) => refuse(cx, op.to.id().kind),
    }
}

/// Of what can be changed in part there are sequences alone.
pub(super) fn change(cx: &Context<'_>, op: &ChangeObject) -> Answer<Vec<Statement>> {
    match &op.change {
        ObjectChange::Enable(_) => trigger::refuse_enable(cx),
        ObjectChange::Sequence(_) => Ok(outside(sequence::change(cx, op)?)),
        ObjectChange::Restart(with) => {
            Ok(outside(vec![sequence::restart(cx, &op.id.name, *with)?]))
        }
        ObjectChange::Refresh { .. } | ObjectChange::Domain(_) | ObjectChange::Composite(_) => {
            refuse(cx, op.id.kind)
        }
    }
}

pub(super) fn drop(cx: &Context<'_>, op: &DropObject) -> Answer<Vec<Statement>> {
    let id = cx.before.resolve(&op.id).unwrap_or(&op.id);
    if is_elsewhere(cx, id) {
        return Ok(Vec::new());
    }
    let if_exists = if op.if_exists { "IF EXISTS " } else { "" };
    let plain = |kind: &str| -> Answer<Statement> {
        let name = cx.quote_name(&id.name)?;
        Ok(Statement::new(format!("DROP {kind} {if_exists}{name}")))
    };
    let statement = match id.kind {
        ObjectKind::View => plain("VIEW")?,
        ObjectKind::Sequence => {
            sequence::refuse_on_mysql(cx)?;
            plain("SEQUENCE")?.loses_data()
        }
        ObjectKind::Function => plain("FUNCTION")?,
        ObjectKind::Procedure => plain("PROCEDURE")?,
        ObjectKind::Trigger => trigger::drop(cx, id, if_exists)?,
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
        | ObjectKind::Rule
        | ObjectKind::Policy
        | ObjectKind::Publication
        | ObjectKind::Statistics => return refuse(cx, id.kind),
    };
    let statement = statement.removes(ProbeObject::Object(id.clone()));
    Ok(vec![statement.outside_transaction()])
}

pub(super) fn rename(cx: &Context<'_>, op: &RenameObject) -> Answer<Vec<Statement>> {
    let id = cx.before.resolve(&op.id).unwrap_or(&op.id);
    if is_elsewhere(cx, id) {
        return Ok(Vec::new());
    }
    match id.kind {
        ObjectKind::View => Ok(outside(view::rename(cx, op)?)),
        ObjectKind::Sequence => Ok(outside(sequence::rename(cx, op)?)),
        ObjectKind::Function | ObjectKind::Procedure => {
            Ok(outside(routine::rename(cx, id, &op.to)?))
        }
        ObjectKind::Trigger => Ok(outside(trigger::rename(cx, id, &op.to)?)),
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
        | ObjectKind::Rule
        | ObjectKind::Policy
        | ObjectKind::Publication
        | ObjectKind::Statistics => refuse(cx, id.kind),
    }
}

pub(super) fn comment(cx: &Context<'_>, op: &CommentOnObject) -> Answer<Vec<Statement>> {
    let id = cx.before.resolve(&op.id).unwrap_or(&op.id);
    if is_elsewhere(cx, id) {
        return Ok(Vec::new());
    }
    if matches!(id.kind, ObjectKind::Function | ObjectKind::Procedure) {
        let comment = routine::comment(cx, id, op.comment.as_deref())?;
        return Ok(outside(vec![comment]));
    }
    cx.refuse(
        format!("comments on a {}", id.kind.term()),
        "say it in the migration, or in a comment on a table",
    )
}

/// Views and triggers are text here that nothing follows: once a table is called otherwise, those that name it are made
/// again.
pub(super) fn follow(
    cx: &Context<'_>,
    from: &ObjectName,
    to: &ObjectName,
) -> Answer<Vec<Statement>> {
    let mut statements = Vec::new();
    for view in cx.before.views_of(from) {
        let mut view = view.clone();
        view.query = view.query.rename_relation(from, to);
        statements.push(view::replace(cx, &view)?);
    }
    for trigger in cx.before.triggers() {
        if let Some(body) = trigger.body.as_ref().filter(|body| body.reads(from)) {
            let mut trigger = trigger.clone();
            trigger.body = Some(body.rename_relation(from, to));
            if trigger.table == *from {
                trigger.table = to.clone();
            }
            statements.extend(trigger::replace(cx, &trigger)?);
        }
    }
    Ok(outside(statements))
}

/// All DDL commits.
fn outside(statements: Vec<Statement>) -> Vec<Statement> {
    let each = statements.into_iter();
    each.map(Statement::outside_transaction).collect()
}

/// Whether it is an object of another database only.
fn is_elsewhere(cx: &Context<'_>, id: &ObjectId) -> bool {
    let object = cx.before.object(id);
    matches!(object, Some(Object::Routine(routine)) if !routine.is_on(Dialect::Mysql))
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
