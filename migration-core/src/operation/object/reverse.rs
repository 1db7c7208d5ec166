//! reverse, for objects.

use super::super::Operation;
use super::super::grant::granted_again;
use super::super::reverse::{Reversed, irreversible, perhaps_there, unknown};
use super::{AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{
    CompositeChange, DomainChange, Object, ObjectChange, ObjectId, ObjectName, SchemaState,
};

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

pub(in crate::operation) fn change(op: &ChangeObject, before: &SchemaState) -> Reversed {
    let undo = match (before.object(&op.id), &op.change) {
        (Some(Object::Domain(domain)), ObjectChange::Domain(change)) => {
            let check = |name| domain.checks.get(name).cloned();
            let undo = match change {
                DomainChange::Default(_) => vec![DomainChange::Default(domain.default.clone())],
                DomainChange::NotNull(_) => vec![DomainChange::NotNull(domain.not_null)],
                DomainChange::AddCheck(check) => vec![DomainChange::DropCheck(check.name.clone())],
                DomainChange::DropCheck(name) => check(name)
                    .map(DomainChange::AddCheck)
                    .into_iter()
                    .collect(),
                DomainChange::ValidateCheck(name) => match check(name) {
                    Some(check) if check.not_valid => vec![
                        DomainChange::DropCheck(name.clone()),
                        DomainChange::AddCheck(check),
                    ],
                    Some(_) | None => Vec::new(),
                },
            };
            undo.into_iter()
                .map(ObjectChange::Domain)
                .collect::<Vec<_>>()
        }
        (Some(Object::Composite(composite)), ObjectChange::Composite(change)) => {
            let undo = match change {
                CompositeChange::Add(attribute) => CompositeChange::Drop(attribute.name.clone()),
                CompositeChange::Drop(name) => match composite.attribute(name) {
                    Some(attribute) => CompositeChange::Add(attribute.clone()),
                    None => return unknown("attribute", name),
                },
                CompositeChange::Rename { from, to } => CompositeChange::Rename {
                    from: to.clone(),
                    to: from.clone(),
                },
                CompositeChange::Type { name, .. } => match composite.attribute(name) {
                    Some(attribute) => CompositeChange::Type {
                        name: name.clone(),
                        to: attribute.attribute_type.clone(),
                    },
                    None => return unknown("attribute", name),
                },
            };
            vec![ObjectChange::Composite(undo)]
        }
        (Some(_), ObjectChange::Domain(_) | ObjectChange::Composite(_)) => {
            return irreversible(format!("{} was never changed in this way", op.id));
        }
        (None, ObjectChange::Domain(_) | ObjectChange::Composite(_)) => {
            return unknown(op.id.kind.term(), &op.id.name);
        }
    };
    let id = &op.id;
    Ok(undo
        .into_iter()
        .map(|change| {
            let id = id.clone();
            ChangeObject { id, change }.into()
        })
        .collect())
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
    let on_it = (before.objects.iter()).filter(|(_, object)| object.is_on(table));
    on_it
        .filter_map(|(id, _)| create_again(id, before))
        .flatten()
        .collect()
}

/// What needs a column of a table comes back with it.
pub(in crate::operation) fn create_all_with(
    table: &ObjectName,
    column: &str,
    before: &SchemaState,
) -> Vec<Operation> {
    let users = (before.objects.iter()).filter(|(_, object)| object.uses_column(table, column));
    users
        .filter_map(|(id, _)| create_again(id, before))
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
    let target = id.grant_target();
    operations.extend(granted_again(before, |on| Some(on) == target.as_ref()));
    Some(operations)
}
