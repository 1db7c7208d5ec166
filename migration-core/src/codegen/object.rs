//! Objects that are neither tables nor enum types, by their kinds.

use super::literal::{name, plain, sql};
use super::part::Part;
use super::rust::{Argument, Call, Line, list, text, texts};
use super::table::{of_table, perhaps};
use super::{Unwritable, routine, sequence, types};
use crate::operation::{
    AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, Operation, RenameObject,
};
use crate::schema::object::arguments::Arguments;
use crate::schema::{
    CheckOption, Extension, Object, ObjectChange, ObjectId, ObjectKind, Policy, PolicyCommand,
    Publication, Role, Statistics, TriggerEnabled, View,
};

/// What the builder of a kind of object can be told besides what the object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Says {
    if_not_exists: bool,
    or_replace: bool,
    comment: bool,
}

fn says(kind: ObjectKind) -> Says {
    let (if_not_exists, or_replace, comment) = match kind {
        ObjectKind::Role | ObjectKind::Extension => (true, false, false),
        ObjectKind::Namespace
        | ObjectKind::Domain
        | ObjectKind::Composite
        | ObjectKind::Sequence => (true, false, true),
        ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Policy => (false, true, true),
        ObjectKind::Range | ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Statistics => {
            (false, false, true)
        }
        ObjectKind::Publication => (false, true, false),
    };
    Says {
        if_not_exists,
        or_replace,
        comment,
    }
}

/// A new object, with the comment that follows it; and how many operations that are.
pub(super) fn create<'a>(
    op: &CreateObject,
    rest: &[Operation],
) -> Result<(Part<'a>, usize), Unwritable> {
    let CreateObject {
        object,
        if_not_exists,
        or_replace,
    } = op;
    let id = object.id();
    let says = says(id.kind);
    let mut calls = definition(object)?;
    for (said, can, method) in [
        (*if_not_exists, says.if_not_exists, "if_not_exists"),
        (*or_replace, says.or_replace, "or_replace"),
    ] {
        match (said, can) {
            (true, false) => {
                let reason = format!("a {} has no {method}", id.kind.term());
                return Err(Unwritable::because(reason));
            }
            (true, true) => calls.push(Call::bare(method)),
            (false, _) => {}
        }
    }
    let mut count = 1;
    if let Some(Operation::CommentOnObject(next)) = rest.first()
        && let Some(comment) = &next.comment
        && says.comment
        && next.id == id
    {
        calls.push(Call::new("comment", vec![Argument::Text(comment.clone())]));
        count = 2;
    }
    Ok((Part::Schema(calls), count))
}

/// Another definition: what makes the object, within `redefine`.
pub(super) fn alter(op: &AlterObject) -> Result<Part<'static>, Unwritable> {
    let line = Line::Calls("schema", definition(&op.to)?);
    let block = Argument::Block("schema", vec![line]);
    Ok(Part::call("redefine", vec![block]))
}

fn definition(object: &Object) -> Result<Vec<Call>, Unwritable> {
    match object {
        Object::View(it) => view(it),
        Object::Extension(it) => Ok(extension(it)),
        Object::Namespace(it) => Ok(vec![Call::new("create_schema", vec![text(&it.name)])]),
        Object::Domain(it) => types::domain(it),
        Object::Composite(it) => types::composite(it),
        Object::Range(it) => types::range(it),
        Object::Policy(it) => policy(it),
        Object::Role(it) => Ok(role(it)),
        Object::Publication(it) => publication(it),
        Object::Statistics(it) => Ok(statistics(it)),
        Object::Sequence(it) => sequence::create(it),
        Object::Routine(it) => routine::routine(it),
        Object::Trigger(it) => routine::trigger(it),
        Object::Rule(it) => routine::rule(it),
    }
}

fn view(view: &View) -> Result<Vec<Call>, Unwritable> {
    let View {
        name: called,
        columns,
        query,
        materialized,
        without_data,
        security_invoker,
        check_option,
        indexes,
    } = view;
    if let Some(index) = indexes.keys().next() {
        let reason = format!("its index \"{index}\" is an operation of its own");
        return Err(Unwritable::because(reason));
    }
    let method = match materialized {
        true => "create_materialized_view",
        false => "create_view",
    };
    let mut calls = vec![Call::new(method, vec![name(called), sql(query)?])];
    if !columns.is_empty() {
        calls.push(Call::new("columns", vec![texts(columns)]));
    }
    calls.extend(match check_option {
        None => None,
        Some(CheckOption::Cascaded) => Some(Call::bare("check_option")),
        Some(CheckOption::Local) => Some(Call::bare("local_check_option")),
    });
    calls.extend(security_invoker.then(|| Call::bare("security_invoker")));
    calls.extend(without_data.then(|| Call::bare("without_data")));
    Ok(calls)
}

fn extension(extension: &Extension) -> Vec<Call> {
    let Extension {
        name,
        schema,
        version,
    } = extension;
    let mut calls = vec![Call::new("create_extension", vec![text(name)])];
    calls.extend((schema.iter()).map(|it| Call::new("schema", vec![text(it)])));
    calls.extend((version.iter()).map(|it| Call::new("version", vec![text(it)])));
    calls
}

fn role(role: &Role) -> Vec<Call> {
    let Role {
        name,
        login,
        member_of,
    } = role;
    let mut calls = vec![Call::new("create_role", vec![text(name)])];
    calls.extend(login.then(|| Call::bare("login")));
    if !member_of.is_empty() {
        calls.push(Call::new("member_of", vec![texts(member_of)]));
    }
    calls
}

fn policy(policy: &Policy) -> Result<Vec<Call>, Unwritable> {
    let Policy {
        name: called,
        table,
        restrictive,
        command,
        roles,
        using,
        check,
    } = policy;
    let mut calls = vec![Call::new("create_policy", vec![text(called), name(table)])];
    calls.extend(restrictive.then(|| Call::bare("restrictive")));
    calls.extend(match command {
        PolicyCommand::All => None,
        PolicyCommand::Select => Some(Call::bare("for_select")),
        PolicyCommand::Insert => Some(Call::bare("for_insert")),
        PolicyCommand::Update => Some(Call::bare("for_update")),
        PolicyCommand::Delete => Some(Call::bare("for_delete")),
    });
    if !roles.is_empty() {
        calls.push(Call::new("to", vec![texts(roles)]));
    }
    if let Some(rule) = using {
        calls.push(Call::new("using", vec![sql(rule)?]));
    }
    if let Some(rule) = check {
        calls.push(Call::new("with_check", vec![sql(rule)?]));
    }
    Ok(calls)
}

fn publication(publication: &Publication) -> Result<Vec<Call>, Unwritable> {
    let Publication {
        name: called,
        tables,
        operations,
    } = publication;
    let mut calls = vec![Call::new("create_publication", vec![text(called)])];
    if let Some(tables) = tables {
        // Each call adds one, in order.
        if tables.is_empty() || !tables.is_sorted_by(|a, b| a < b) {
            let reason = "its tables are none, or in no order";
            return Err(Unwritable::because(reason));
        }
        let tables = tables.iter();
        calls.extend(tables.map(|it| Call::new("table", vec![name(it)])));
    }
    if !operations.is_empty() {
        calls.push(Call::new("publish", vec![texts(operations)]));
    }
    Ok(calls)
}

fn statistics(statistics: &Statistics) -> Vec<Call> {
    let Statistics {
        name: called,
        table,
        columns,
        kinds,
    } = statistics;
    let arguments = vec![name(called), name(table), list(columns)];
    let mut calls = vec![Call::new("create_statistics", arguments)];
    if !kinds.is_empty() {
        calls.push(Call::new("kinds", vec![texts(kinds)]));
    }
    calls
}

pub(super) fn change(op: &ChangeObject) -> Result<Part<'_>, Unwritable> {
    let ChangeObject { id, change } = op;
    let at = &id.name;
    let simple = *id == ObjectId::new(id.kind, id.name.clone());
    let part = match (id.kind, change) {
        (ObjectKind::Domain, ObjectChange::Domain(change)) if simple => {
            Part::Object("alter_domain", at, vec![types::domain_change(change)?])
        }
        (ObjectKind::Composite, ObjectChange::Composite(change)) if simple => {
            let calls = vec![types::composite_change(change)?];
            Part::Object("alter_composite_type", at, calls)
        }
        (ObjectKind::Trigger, ObjectChange::Enable(to)) => {
            let method = match to {
                TriggerEnabled::Origin => "enable_trigger",
                TriggerEnabled::Disabled => "disable_trigger",
                TriggerEnabled::Replica => "enable_replica_trigger",
                TriggerEnabled::Always => "enable_always_trigger",
            };
            Part::call(method, on_table(id)?)
        }
        (ObjectKind::MaterializedView, ObjectChange::Refresh { concurrently }) if simple => {
            let mut calls = vec![Call::new("refresh_materialized_view", vec![name(at)])];
            calls.extend(concurrently.then(|| Call::bare("concurrently")));
            Part::Schema(calls)
        }
        (ObjectKind::Sequence, ObjectChange::Sequence(options)) if simple => {
            Part::Schema(sequence::alter(at, options)?)
        }
        (ObjectKind::Sequence, ObjectChange::Restart(with)) if simple => {
            let mut calls = vec![Call::new("restart_sequence", vec![name(at)])];
            calls.extend(with.map(|number| Call::new("with", vec![plain(number)])));
            Part::Schema(calls)
        }
        (
            kind,
            ObjectChange::Domain(_)
            | ObjectChange::Composite(_)
            | ObjectChange::Enable(_)
            | ObjectChange::Refresh { .. }
            | ObjectChange::Sequence(_)
            | ObjectChange::Restart(_),
        ) => {
            let reason = format!("a {} does not change like this", kind.term());
            return Err(Unwritable::because(reason));
        }
    };
    Ok(part)
}

/// The name of an object on a table, and the table.
fn on_table(id: &ObjectId) -> Result<Vec<Argument>, Unwritable> {
    match (&id.on, &id.arguments, &id.name.schema) {
        (Some(table), None, None) => Ok(vec![text(&id.name.name), name(table)]),
        _ => Err(Unwritable::because("it is on no table")),
    }
}

/// What the methods about a kind of object end with, and what they call an object of it.
fn named(id: &ObjectId) -> Result<(&'static str, Vec<Argument>), Unwritable> {
    let end = match id.kind {
        ObjectKind::Role => "role",
        ObjectKind::Namespace => "schema",
        ObjectKind::Extension => "extension",
        ObjectKind::Domain => "domain",
        ObjectKind::Composite => "composite_type",
        ObjectKind::Range => "range_type",
        ObjectKind::Sequence => "sequence",
        ObjectKind::Function => "function",
        ObjectKind::Procedure => "procedure",
        ObjectKind::View => "view",
        ObjectKind::MaterializedView => "materialized_view",
        ObjectKind::Statistics => "statistics",
        ObjectKind::Publication => "publication",
        ObjectKind::Trigger => return Ok(("trigger", on_table(id)?)),
        ObjectKind::Rule => return Ok(("rule", on_table(id)?)),
        ObjectKind::Policy => return Ok(("policy", on_table(id)?)),
    };
    if id.on.is_some() {
        return Err(Unwritable::because("it is on a table"));
    }
    Ok((end, vec![name(&id.name)]))
}

/// Without a schema, where the builder takes none.
fn is_one_word(id: &ObjectId) -> bool {
    let takes_none = matches!(
        id.kind,
        ObjectKind::Role | ObjectKind::Namespace | ObjectKind::Extension | ObjectKind::Publication
    );
    !takes_none || id.name.schema.is_none()
}

/// Which routine it is, of those with its name.
fn of_arguments(id: &ObjectId) -> Result<Option<Call>, Unwritable> {
    let is_routine = matches!(id.kind, ObjectKind::Function | ObjectKind::Procedure);
    match &id.arguments {
        None => Ok(None),
        Some(types) if is_routine && Arguments::parse(types).identity() == *types => {
            Ok(Some(Call::new("arguments", vec![text(types)])))
        }
        Some(types) => {
            let reason = format!("\"{types}\" are not the types of its arguments");
            Err(Unwritable::because(reason))
        }
    }
}

pub(super) fn drop(op: &DropObject) -> Result<Part<'static>, Unwritable> {
    let DropObject {
        id,
        if_exists,
        cascade,
    } = op;
    let (end, arguments) = named(id)?;
    if !is_one_word(id) {
        return Err(Unwritable::because("its name has a schema"));
    }
    let mut calls = vec![Call::new(format!("drop_{end}"), arguments)];
    calls.extend(of_arguments(id)?);
    calls.extend(if_exists.then(|| Call::bare("if_exists")));
    calls.extend(cascade.then(|| Call::bare("cascade")));
    Ok(Part::Schema(calls))
}

pub(super) fn rename(op: &RenameObject) -> Result<Part<'static>, Unwritable> {
    let RenameObject { id, to } = op;
    let (end, from) = named(id)?;
    if id.kind == ObjectKind::Extension || id.kind == ObjectKind::Publication {
        let reason = format!("a {} is not renamed", id.kind.term());
        return Err(Unwritable::because(reason));
    }
    let arguments = match &id.on {
        Some(table) => {
            let mut arguments = of_table(table, &id.name.name);
            arguments.push(text(&to.name));
            arguments
        }
        None => [from, vec![name(to)]].concat(),
    };
    let to_schema = id.on.is_some() && to.schema.is_some();
    if to_schema || !is_one_word(id) || !is_one_word(&id.named(to.clone())) {
        return Err(Unwritable::because("its name has a schema"));
    }
    let mut calls = vec![Call::new(format!("rename_{end}"), arguments)];
    calls.extend(of_arguments(id)?);
    Ok(Part::Schema(calls))
}

pub(super) fn comment(op: &CommentOnObject) -> Result<Part<'static>, Unwritable> {
    let CommentOnObject { id, comment } = op;
    let (end, mut arguments) = named(id)?;
    if id.kind == ObjectKind::Role {
        return Err(Unwritable::because("a role has no comment"));
    }
    arguments.push(perhaps(comment.as_ref()));
    let mut calls = vec![Call::new(format!("comment_on_{end}"), arguments)];
    calls.extend(of_arguments(id)?);
    Ok(Part::Schema(calls))
}
