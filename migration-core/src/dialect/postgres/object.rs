//! Views, functions, triggers, schemas and the like: which noun has the SQL, and what they have in common.

use super::{
    Lowered, PG, comment_literal, composite, domain, extension, grant, namespace, policy,
    publication, relocate_one_of, role, routine, rule, sequence, trigger, view, word,
};
use crate::dialect::{LockLevel, Probe, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{
    AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject,
};
use crate::schema::{Object, ObjectChange, ObjectId, ObjectKind, ObjectName, SchemaState};

pub(super) fn create(op: &CreateObject, before: &SchemaState, target: &Target) -> Lowered {
    let id = op.object.id();
    if op.if_not_exists && before.object(&id).is_some() {
        return Ok(Vec::new());
    }
    if is_elsewhere(&op.object) {
        return Ok(Vec::new());
    }
    let replaced_by_the_server = matches!(
        op.object,
        Object::View(_) | Object::Extension(_) | Object::Namespace(_) | Object::Routine(_)
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
        Object::Publication(publication) => vec![publication::create(publication, before)],
        Object::Statistics(statistics) => vec![publication::create_statistics(statistics)],
        Object::Sequence(sequence) => vec![sequence::create(sequence, op)],
        Object::Routine(routine) => routine::create(routine, op, before, target)?,
        Object::Trigger(trigger) => trigger::create(trigger, target)?,
        Object::Rule(rule) => vec![rule::create(rule, false, target)?],
    };
    if statements.iter().all(|it| it.facts.probe.is_none())
        && let Some(first) = statements.first_mut()
    {
        first.facts.probe = Some(Probe {
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
        | ObjectKind::Sequence
        | ObjectKind::Role => true,
        ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Trigger
        | ObjectKind::Rule
        | ObjectKind::Domain
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
    if is_elsewhere(&op.to) {
        return Ok(Vec::new());
    }
    let from = before.object(&id);
    let mut statements = match (&op.to, from) {
        (Object::View(view), _) => view::alter(view, before, target)?,
        (Object::Extension(extension), _) => extension::alter(extension, before),
        // A schema is nothing but its name.
        (Object::Namespace(_), _) => Vec::new(),
        (Object::Domain(to), Some(Object::Domain(from))) if from.base == to.base => {
            domain::alter(from, to, before, target)?
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
            publication::alter(from, to, before)?
        }
        (Object::Sequence(to), _) => sequence::alter(to, before),
        (Object::Routine(to), _) => routine::alter(to, before, target)?,
        (Object::Trigger(to), _) => trigger::alter(to, before, target)?,
        (Object::Rule(to), _) => vec![rule::create(to, true, target)?],
        (
            Object::Domain(_) | Object::Composite(_) | Object::Range(_) | Object::Statistics(_),
            _,
        ) => {
            let mut statements = vec![drop_sql(&id, false, false, before)];
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
    // What is made anew has lost its comment, its grants and what was on it.
    let anew = (statements.first()).is_some_and(|first| first.sql.starts_with("DROP "));
    if let (true, Some(comment)) = (anew, before.object_comments.get(&id)) {
        statements.push(comment_on(&id, Some(comment)));
    }
    if let (true, Some(target)) = (anew, id.grant_target()) {
        let on_it = before.grants.iter().filter(|((on, _), _)| *on == target);
        statements.extend(on_it.flat_map(|((on, role), held)| grant::again(on, role, held)));
    }
    if anew && id.kind.is_relation() {
        for (id, object) in before.objects_on(&id.name) {
            let again = CreateObject {
                object: object.clone(),
                if_not_exists: false,
                or_replace: false,
            };
            statements.extend(create(&again, &SchemaState::new(), target)?);
            if let Some(comment) = before.object_comments.get(id) {
                statements.push(comment_on(id, Some(comment)));
            }
        }
    }
    Ok(statements)
}

pub(super) fn change(op: &ChangeObject, before: &SchemaState, target: &Target) -> Lowered {
    match &op.change {
        ObjectChange::Domain(change) => domain::change(&op.id.name, change, before, target),
        ObjectChange::Composite(change) => {
            Ok(vec![composite::change(&op.id.name, change, target)?])
        }
        ObjectChange::Enable(enabled) => Ok(vec![trigger::enable(&op.id, *enabled)]),
        ObjectChange::Refresh { concurrently } => {
            Ok(vec![view::refresh(&op.id.name, *concurrently)])
        }
        ObjectChange::Sequence(_) => Ok(sequence::change(op, before)),
        ObjectChange::Restart(with) => Ok(vec![sequence::restart(&op.id.name, *with)]),
    }
}

pub(super) fn drop(op: &DropObject, before: &SchemaState) -> Vec<Statement> {
    let id = before.resolve(&op.id).unwrap_or(&op.id);
    if before.object(id).is_some_and(is_elsewhere) {
        return Vec::new();
    }
    let statement = drop_sql(id, op.if_exists, op.cascade, before);
    // What is in a schema, or made by an extension, goes with it; so do columns of a type. A sequence is a number.
    let holds_others = matches!(id.kind, ObjectKind::Namespace | ObjectKind::Extension);
    let loses = match id.kind {
        ObjectKind::Sequence => true,
        kind => op.cascade && (kind.is_type() || holds_others),
    };
    vec![match loses {
        true => statement.loses_data(),
        false => statement,
    }]
}

/// Whether it is for other databases only.
fn is_elsewhere(object: &Object) -> bool {
    matches!(object, Object::Routine(routine) if !routine.is_on(PG))
}

fn drop_sql(id: &ObjectId, if_exists: bool, cascade: bool, before: &SchemaState) -> Statement {
    let statement = Statement::new(format!(
        "DROP {} {}{}{}",
        keyword(id.kind),
        word(if_exists, "IF EXISTS "),
        quoted(id),
        word(cascade, " CASCADE"),
    ))
    .removes(ProbeObject::Object(id.clone()));
    match (&id.on, before.object(id)) {
        (Some(table), _) => statement.locks(table, LockLevel::AccessExclusive),
        (None, Some(Object::Statistics(statistics))) => {
            statement.locks(&statistics.table, LockLevel::ShareUpdateExclusive)
        }
        (None, _) => locks_relation(statement, id, LockLevel::AccessExclusive),
    }
}

/// A view or a sequence is locked as a table is.
fn locks_relation(statement: Statement, id: &ObjectId, lock: LockLevel) -> Statement {
    match id.kind.is_relation() {
        true => statement.locks(&id.name, lock),
        false => statement,
    }
}

pub(super) fn rename(op: &RenameObject, before: &SchemaState) -> Lowered {
    let id = before.resolve(&op.id).unwrap_or(&op.id);
    if before.object(id).is_some_and(is_elsewhere) {
        return Ok(Vec::new());
    }
    let kind = keyword(id.kind);
    if let Some(table) = &id.on {
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
    let taken = |name: &ObjectName| {
        before.objects.contains_key(&id.named(name.clone()))
            || (id.kind.is_relation() && before.tables.contains_key(name))
    };
    let mut from = id.clone();
    let mut statements = Vec::new();
    for (sql, now) in relocate_one_of((kind, &arguments(id)), &id.name, &op.to, taken) {
        let statement = locks_relation(Statement::new(sql), &from, LockLevel::AccessExclusive);
        from = id.named(now);
        statements.push(statement.creates(ProbeObject::Object(from.clone())));
    }
    Ok(statements)
}

pub(super) fn comment(op: &CommentOnObject, before: &SchemaState) -> Vec<Statement> {
    let id = before.resolve(&op.id).unwrap_or(&op.id);
    match before.object(id).is_some_and(is_elsewhere) {
        true => Vec::new(),
        false => vec![comment_on(id, op.comment.as_ref())],
    }
}

fn comment_on(id: &ObjectId, comment: Option<&String>) -> Statement {
    let statement = Statement::new(format!(
        "COMMENT ON {} {} IS {}",
        keyword(id.kind),
        quoted(id),
        comment_literal(comment.map(String::as_str))
    ));
    locks_relation(statement, id, LockLevel::ShareUpdateExclusive)
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
        ObjectKind::Sequence => "SEQUENCE",
        ObjectKind::Function => "FUNCTION",
        ObjectKind::Procedure => "PROCEDURE",
        ObjectKind::Trigger => "TRIGGER",
        ObjectKind::Rule => "RULE",
    }
}

/// The object as DROP and COMMENT name it.
pub(super) fn quoted(id: &ObjectId) -> String {
    let mut sql = PG.quote_name(&id.name) + &arguments(id);
    if let Some(table) = &id.on {
        sql += &format!(" ON {}", PG.quote_name(table));
    }
    sql
}

/// The types of its arguments, in parentheses, when it has such.
fn arguments(id: &ObjectId) -> String {
    (id.arguments.as_ref()).map_or_else(String::new, |arguments| format!("({arguments})"))
}
