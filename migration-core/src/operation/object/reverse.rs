//! reverse, for objects.

use super::super::Operation;
use super::super::reverse::{Reversed, perhaps_there, unknown};
use super::{AlterObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{ObjectId, ObjectName, SchemaState};

pub(in crate::operation) fn create(op: &CreateObject, before: &SchemaState) -> Reversed {
    let id = op.object.id();
    match before.object(&id) {
        Some(_) if op.if_not_exists => Ok(Vec::new()),
        Some(replaced) => Ok(vec![
            AlterObject {
                to: replaced.clone(),
            }
            .into(),
        ]),
        None if (op.if_not_exists || op.or_replace)
            && before.is_named_by_raw_sql(&id.name.name) =>
        {
            perhaps_there(id.kind.term(), &id.name)
        }
        None => Ok(vec![
            DropObject {
                id,
                if_exists: false,
                cascade: false,
            }
            .into(),
        ]),
    }
}

pub(in crate::operation) fn alter(op: &AlterObject, before: &SchemaState) -> Reversed {
    let id = op.to.id();
    match before.object(&id) {
        Some(object) => Ok(vec![AlterObject { to: object.clone() }.into()]),
        None => unknown(id.kind.term(), &id.name),
    }
}

pub(in crate::operation) fn drop(op: &DropObject, before: &SchemaState) -> Reversed {
    match create_again(&op.id, before) {
        Some(operations) => Ok(operations),
        None if op.if_exists && !before.is_named_by_raw_sql(&op.id.name.name) => Ok(Vec::new()),
        None => unknown(op.id.kind.term(), &op.id.name),
    }
}

pub(in crate::operation) fn rename(op: &RenameObject) -> Reversed {
    Ok(vec![
        RenameObject {
            id: op.id.named(op.to.clone()),
            to: op.id.name.clone(),
        }
        .into(),
    ])
}

pub(in crate::operation) fn comment(op: &CommentOnObject, before: &SchemaState) -> Reversed {
    Ok(vec![
        CommentOnObject {
            id: op.id.clone(),
            comment: before.object_comments.get(&op.id).cloned(),
        }
        .into(),
    ])
}

/// What is on a table comes back with it.
pub(in crate::operation) fn create_all_on(
    table: &ObjectName,
    before: &SchemaState,
) -> Vec<Operation> {
    let on_it = (before.objects.keys()).filter(|id| id.on.as_ref() == Some(table));
    on_it
        .filter_map(|id| create_again(id, before))
        .flatten()
        .collect()
}

/// An object and its comment, as they were.
fn create_again(id: &ObjectId, before: &SchemaState) -> Option<Vec<Operation>> {
    let object = before.object(id)?.clone();
    let mut operations = vec![
        CreateObject {
            object,
            if_not_exists: false,
            or_replace: false,
        }
        .into(),
    ];
    if let Some(comment) = before.object_comments.get(id) {
        operations.push(
            CommentOnObject {
                id: id.clone(),
                comment: Some(comment.clone()),
            }
            .into(),
        );
    }
    Some(operations)
}
