//! Views, extensions, schemas and the like: which noun has the SQL, and what they have in common.

use super::{Lowered, PG, comment_literal, extension, namespace, relocate, view, word};
use crate::dialect::{ProbeObject, Statement, Target};
use crate::operation::{AlterObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{Object, ObjectId, ObjectKind, SchemaState};

pub(super) fn create(op: &CreateObject, before: &SchemaState, target: &Target) -> Lowered {
    let id = op.object.id();
    if op.if_not_exists && before.object(&id).is_some() {
        return Ok(Vec::new());
    }
    let mut statements = match &op.object {
        Object::View(view) => view::create(view, op, before, target)?,
        Object::Extension(extension) => vec![extension::create(extension, op)],
        Object::Namespace(namespace) => vec![namespace::create(namespace, op)],
    };
    if let Some(last) = statements.last_mut() {
        last.facts.probe.get_or_insert(crate::dialect::Probe {
            object: ProbeObject::Object(id),
            present: true,
        });
    }
    Ok(statements)
}

pub(super) fn alter(op: &AlterObject, before: &SchemaState, target: &Target) -> Lowered {
    let mut statements = match &op.to {
        Object::View(view) => view::alter(view, target)?,
        Object::Extension(extension) => extension::alter(extension, before),
        // A schema is nothing but its name.
        Object::Namespace(_) => Vec::new(),
    };
    let id = op.to.id();
    if let (true, Some(comment)) = (
        statements
            .iter()
            .any(|statement| statement.sql.starts_with("DROP ")),
        before.object_comments.get(&id),
    ) {
        statements.push(comment_on(&id, Some(comment)));
    }
    Ok(statements)
}

pub(super) fn drop(op: &DropObject) -> Statement {
    let statement = Statement::new(format!(
        "DROP {} {}{}{}",
        keyword(op.id.kind),
        word(op.if_exists, "IF EXISTS "),
        quoted(&op.id),
        word(op.cascade, " CASCADE"),
    ))
    .removes(ProbeObject::Object(op.id.clone()));
    match op.id.kind {
        // What is in it goes with it.
        ObjectKind::Namespace | ObjectKind::Extension if op.cascade => statement.loses_data(),
        ObjectKind::Namespace
        | ObjectKind::Extension
        | ObjectKind::View
        | ObjectKind::MaterializedView => statement,
    }
}

pub(super) fn rename(op: &RenameObject, before: &SchemaState) -> Lowered {
    let kind = keyword(op.id.kind);
    let taken = |name: &_| {
        before
            .objects
            .contains_key(&op.id.named(Clone::clone(name)))
            || (op.id.kind.is_relation() && before.tables.contains_key(name))
    };
    let moves = relocate(kind, &op.id.name, &op.to, taken);
    Ok(moves
        .into_iter()
        .map(|(sql, now)| Statement::new(sql).creates(ProbeObject::Object(op.id.named(now))))
        .collect())
}

pub(super) fn comment(op: &CommentOnObject) -> Statement {
    comment_on(&op.id, op.comment.as_ref())
}

fn comment_on(id: &ObjectId, comment: Option<&String>) -> Statement {
    Statement::new(format!(
        "COMMENT ON {} {} IS {}",
        keyword(id.kind),
        quoted(id),
        comment_literal(comment.map(String::as_str))
    ))
}

/// What the kind is called in SQL.
fn keyword(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Namespace => "SCHEMA",
        ObjectKind::Extension => "EXTENSION",
        ObjectKind::View => "VIEW",
        ObjectKind::MaterializedView => "MATERIALIZED VIEW",
    }
}

/// The object as DROP and COMMENT name it.
fn quoted(id: &ObjectId) -> String {
    let mut sql = PG.quote_name(&id.name);
    if let Some(arguments) = &id.arguments {
        sql += &format!("({arguments})");
    }
    if let Some(table) = &id.on {
        sql += &format!(" ON {}", PG.quote_name(table));
    }
    sql
}
