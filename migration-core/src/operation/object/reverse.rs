//! reverse, for objects.

use super::super::Operation;
use super::super::grant::granted_again;
use super::super::reverse::{Reversed, irreversible, perhaps_there, unknown};
use super::{AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{
    CompositeChange, DomainChange, Object, ObjectChange, ObjectId, ObjectName, SchemaState,
    TriggerOrder,
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
        (_, ObjectChange::Refresh { .. } | ObjectChange::Restart(_)) => Vec::new(),
        (Some(object), ObjectChange::Enable(_) | ObjectChange::Sequence(_)) => {
            return Ok(vec![AlterObject { to: object.clone() }.into()]);
        }
        (Some(_), ObjectChange::Domain(_) | ObjectChange::Composite(_)) => {
            return irreversible(format!("{} was never changed in this way", op.id));
        }
        (
            None,
            ObjectChange::Domain(_)
            | ObjectChange::Composite(_)
            | ObjectChange::Enable(_)
            | ObjectChange::Sequence(_),
        ) => {
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

/// What was on a view comes back with it.
pub(in crate::operation) fn drop(op: &DropObject, before: &SchemaState) -> Reversed {
    let id = before.resolve(&op.id).unwrap_or(&op.id);
    match create_again(id, before) {
        Some(mut operations) => {
            if id.kind.is_relation() {
                operations.extend(create_all_on(&id.name, before));
            }
            Ok(operations)
        }
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
            comment: (before.resolve(&op.id))
                .and_then(|id| before.object_comments.get(id))
                .cloned(),
        }
        .into(),
    ])
}

/// What is on a table comes back with it: a trigger after the one that it follows or precedes.
pub(in crate::operation) fn create_all_on(
    table: &ObjectName,
    before: &SchemaState,
) -> Vec<Operation> {
    let mut waiting: Vec<(&ObjectId, &Object)> = before.objects_on(table).collect();
    let mut created = Vec::new();
    while !waiting.is_empty() {
        let names: Vec<&str> = waiting
            .iter()
            .map(|(id, _)| id.name.name.as_str())
            .collect();
        let can_go = |object: &Object| neighbour(object).is_none_or(|name| !names.contains(&name));
        let at = waiting
            .iter()
            .position(|(_, object)| can_go(object))
            .unwrap_or(0);
        let (id, _) = waiting.remove(at);
        created.extend(create_again(id, before).into_iter().flatten());
    }
    // A publication stays, without the table.
    let of_it = |object: &&Object| match object {
        Object::Publication(publication) => {
            publication.tables.iter().flatten().any(|it| it == table)
        }
        _ => false,
    };
    let publications = before.objects.values().filter(of_it).cloned();
    created.extend(publications.map(|to| AlterObject { to }.into()));
    created
}

/// The trigger that must be there first.
fn neighbour(object: &Object) -> Option<&str> {
    match object {
        Object::Trigger(trigger) => match trigger.order.as_ref()? {
            TriggerOrder::Follows(other) | TriggerOrder::Precedes(other) => Some(other),
        },
        _ => None,
    }
}

/// Sequences that went with a table or column: what makes them again before it, and what gives them to it afterwards.
pub(in crate::operation) fn create_sequences_of(
    table: &ObjectName,
    column: Option<&str>,
    before: &SchemaState,
) -> (Vec<Operation>, Vec<Operation>) {
    let (mut create, mut give) = (Vec::new(), Vec::new());
    for sequence in before.sequences_of(table, column) {
        let id = sequence.id();
        let mut again = create_again(&id, before).unwrap_or_default();
        if let Some(Operation::CreateObject(op)) = again.first_mut()
            && let Object::Sequence(sequence) = &mut op.object
        {
            sequence.owned_by = None;
        }
        create.append(&mut again);
        let to = Object::Sequence(sequence.clone());
        give.push(AlterObject { to }.into());
    }
    (create, give)
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
