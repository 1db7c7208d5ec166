//! Views, extensions, schemas and the like: which noun has the SQL, and what they have in common.

use super::{
    Lowered, PG, comment_literal, composite, domain, extension, grant, namespace, policy,
    publication, relocate, role, view, word,
};
use crate::dialect::{LockLevel, Probe, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{
    AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject,
};
use crate::schema::{Object, ObjectChange, ObjectId, ObjectKind, SchemaState};

pub(super) fn create(op: &CreateObject, before: &SchemaState, target: &Target) -> Lowered {
    let id = op.object.id();
    if op.if_not_exists && before.object(&id).is_some() {
        return Ok(Vec::new());
    }
    let replaced_by_the_server = matches!(
        op.object,
        Object::View(_) | Object::Extension(_) | Object::Namespace(_)
    );
    if op.or_replace && !replaced_by_the_server && before.object(&id).is_some() {
        let to = op.object.clone();
        return alter(&AlterObject { to }, before, target);
    }
    guard(op, before, target)?;
    let mut statements = match &op.object {
        Object::View(view) => view::create(view, op, before, target)?,
        Object::Extension(extension) => vec![extension::create(extension, op)],
        Object::Namespace(namespace) => vec![namespace::create(namespace, op)],
        Object::Domain(domain) => domain::create(domain, target)?,
        Object::Composite(composite) => vec![composite::create(composite, target)?],
        Object::Range(range) => vec![composite::create_range(range, target)?],
        Object::Policy(policy) => vec![policy::create(policy, target)?],
        Object::Role(role) => vec![role::create(role, op)],
        Object::Publication(publication) => vec![publication::create(publication)],
        Object::Statistics(statistics) => vec![publication::create_statistics(statistics)],
    };
    if let Some(last) = statements.last_mut() {
        last.facts.probe.get_or_insert(Probe {
            object: ProbeObject::Object(id),
            present: true,
        });
    }
    Ok(statements)
}

/// `IF NOT EXISTS` and `OR REPLACE` are said of few kinds by the server; of the others the state answers, unless raw SQL
/// may have made one.
fn guard(op: &CreateObject, before: &SchemaState, target: &Target) -> Result<(), Unsupported> {
    let id = op.object.id();
    let by_the_server = match id.kind {
        ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Extension
        | ObjectKind::Namespace
        | ObjectKind::Role => true,
        ObjectKind::Domain
        | ObjectKind::Composite
        | ObjectKind::Range
        | ObjectKind::Policy
        | ObjectKind::Statistics
        | ObjectKind::Publication => false,
    };
    if by_the_server || !op.if_not_exists || !before.is_named_by_raw_sql(&id.name.name) {
        return Ok(());
    }
    Err(target.unsupported(
        format!(
            "IF NOT EXISTS for a {}, and raw SQL may have made one",
            id.kind.term()
        ),
        "create it in one place, by this operation",
    ))
}

pub(super) fn alter(op: &AlterObject, before: &SchemaState, target: &Target) -> Lowered {
    let id = op.to.id();
    let from = before.object(&id);
    let mut statements = match (&op.to, from) {
        (Object::View(view), _) => view::alter(view, target)?,
        (Object::Extension(extension), _) => extension::alter(extension, before),
        // A schema is nothing but its name.
        (Object::Namespace(_), _) => Vec::new(),
        (Object::Domain(to), Some(Object::Domain(from))) if from.base == to.base => {
            domain::alter(from, to, target)?
        }
        (Object::Composite(to), Some(Object::Composite(from))) => {
            composite::alter(from, to, target)?
        }
        (Object::Policy(to), from) => {
            let from = from.and_then(|from| match from {
                Object::Policy(policy) => Some(policy),
                _ => None,
            });
            policy::alter(from, to, target)?
        }
        (Object::Role(to), from) => {
            let from = from.and_then(|from| match from {
                Object::Role(role) => Some(role),
                _ => None,
            });
            role::alter(from, to)?
        }
        (Object::Publication(to), from) => {
            let from = from.and_then(|from| match from {
                Object::Publication(publication) => Some(publication),
                _ => None,
            });
            publication::alter(from, to)?
        }
        (
            Object::Domain(_) | Object::Composite(_) | Object::Range(_) | Object::Statistics(_),
            _,
        ) => {
            let mut statements = vec![drop_sql(&id, false, false)];
            statements.extend(create(
                &CreateObject {
                    object: op.to.clone(),
                    if_not_exists: false,
                    or_replace: false,
                },
                &SchemaState::new(),
                target,
            )?);
            statements
        }
    };
    // What is made anew has lost its comment and its grants.
    let anew = (statements.first()).is_some_and(|first| first.sql.starts_with("DROP "));
    if let (true, Some(comment)) = (anew, before.object_comments.get(&id)) {
        statements.push(comment_on(&id, Some(comment)));
    }
    if let (true, Some(target)) = (anew, id.grant_target()) {
        let on_it = before.grants.iter().filter(|((on, _), _)| *on == target);
        statements.extend(on_it.flat_map(|((on, role), held)| grant::again(on, role, held)));
    }
    Ok(statements)
}

pub(super) fn change(op: &ChangeObject, target: &Target) -> Lowered {
    match &op.change {
        ObjectChange::Domain(change) => domain::change(&op.id.name, change, target),
        ObjectChange::Composite(change) => {
            Ok(vec![composite::change(&op.id.name, change, target)?])
        }
    }
}

pub(super) fn drop(op: &DropObject) -> Statement {
    let statement = drop_sql(&op.id, op.if_exists, op.cascade);
    // What is in a schema, or made by an extension, goes with it; so do columns of a type.
    match op.cascade && (op.id.kind.is_type() || holds_others(op.id.kind)) {
        true => statement.loses_data(),
        false => statement,
    }
}

fn holds_others(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Namespace | ObjectKind::Extension)
}

fn drop_sql(id: &ObjectId, if_exists: bool, cascade: bool) -> Statement {
    let statement = Statement::new(format!(
        "DROP {} {}{}{}",
        keyword(id.kind),
        word(if_exists, "IF EXISTS "),
        quoted(id),
        word(cascade, " CASCADE"),
    ))
    .removes(ProbeObject::Object(id.clone()));
    match &id.on {
        Some(table) => statement.locks(table, LockLevel::AccessExclusive),
        None => statement,
    }
}

pub(super) fn rename(op: &RenameObject, before: &SchemaState) -> Lowered {
    let kind = keyword(op.id.kind);
    if let Some(table) = &op.id.on {
        let sql = format!(
            "ALTER {kind} {} ON {} RENAME TO {}",
            PG.quote_name(&op.id.name),
            PG.quote_name(table),
            PG.quote_name(&op.to)
        );
        let probe = ProbeObject::Object(op.id.named(op.to.clone()));
        let statement = Statement::new(sql).locks(table, LockLevel::AccessExclusive);
        return Ok(vec![statement.creates(probe)]);
    }
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
        ObjectKind::Domain => "DOMAIN",
        ObjectKind::Composite | ObjectKind::Range => "TYPE",
        ObjectKind::Policy => "POLICY",
        ObjectKind::Role => "ROLE",
        ObjectKind::Publication => "PUBLICATION",
        ObjectKind::Statistics => "STATISTICS",
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
