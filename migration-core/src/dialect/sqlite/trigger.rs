//! Triggers: <https://www.sqlite.org/lang_createtrigger.html>. They have one event and a body, and names of their own.

use super::Context;
use super::context::quote;
use crate::dialect::{Dialect, LockLevel, ProbeObject, Statement, Unsupported};
use crate::schema::object::trigger::{block, statements};
use crate::schema::{
    Expression, Object, ObjectId, ObjectKind, ObjectName, Trigger, TriggerEnabled, TriggerEvent,
};

type Lowered = Result<Vec<Statement>, Unsupported>;

pub(super) fn create(trigger: &Trigger, context: &Context<'_>) -> Result<Statement, Unsupported> {
    let id = trigger.id();
    let mut namesakes = context.before.namesakes(ObjectKind::Trigger, &id.name);
    if namesakes.any(|other| other.on != id.on) {
        return Err(context.unsupported(
            format!("two triggers of one name (\"{}\")", trigger.name),
            "put the name of the table into the name of the trigger",
        ));
    }
    definition(trigger, context)
}

/// Made again: there is no other way.
pub(super) fn replace(to: &Trigger, context: &Context<'_>) -> Lowered {
    Ok(vec![drop(to), definition(to, context)?])
}

pub(super) fn rename(id: &ObjectId, to: &ObjectName, context: &Context<'_>) -> Lowered {
    let Some(Object::Trigger(trigger)) = context.before.object(id) else {
        return Err(context.unsupported(
            format!(
                "way to rename a trigger that no migration made (\"{}\")",
                id.name
            ),
            "drop it and create it under the new name",
        ));
    };
    let renamed = Trigger {
        name: to.name.clone(),
        ..(**trigger).clone()
    };
    Ok(vec![drop(trigger), create(&renamed, context)?])
}

fn drop(trigger: &Trigger) -> Statement {
    Statement::new(format!("DROP TRIGGER {}", quote(&trigger.name)))
        .locks(&trigger.table, LockLevel::ShareRowExclusive)
}

pub(super) fn refuse_enable<T>(context: &Context<'_>) -> Result<T, Unsupported> {
    Err(context.unsupported(
        "triggers that are there and do not run",
        "drop the trigger, and create it again when it is to run",
    ))
}

pub(super) fn definition(
    trigger: &Trigger,
    context: &Context<'_>,
) -> Result<Statement, Unsupported> {
    let body = check(trigger, context)?;
    let event = match trigger.events.as_slice() {
        [TriggerEvent::Update(columns)] if !columns.is_empty() => {
            format!("UPDATE OF {}", Dialect::Sqlite.quote_list(columns))
        }
        [event] => event.sql().to_owned(),
        _ => {
            return Err(context.unsupported(
                format!("triggers of more than one event (\"{}\")", trigger.name),
                "create a trigger for each event",
            ));
        }
    };
    let when = match &trigger.when {
        Some(when) => format!(" WHEN {}", context.expression(when)?.trim()),
        None => String::new(),
    };
    let end = if when.contains("--") { "\n" } else { " " };
    let sql = format!(
        "CREATE TRIGGER {} {} {event} ON {} FOR EACH ROW{when}{end}{}",
        quote(&trigger.name),
        trigger.timing.sql(),
        context.name(&trigger.table)?,
        block(context.expression(body)?),
    );
    Ok(Statement::new(sql)
        .locks(&trigger.table, LockLevel::ShareRowExclusive)
        .creates(ProbeObject::Object(trigger.id())))
}

fn check<'t>(trigger: &'t Trigger, context: &Context<'_>) -> Result<&'t Expression, Unsupported> {
    let refused = |what: &str, alternative: &str| Err(context.unsupported(what, alternative));
    if trigger.for_statement || trigger.events.contains(&TriggerEvent::Truncate) {
        return refused("triggers for whole statements", "run it for each row");
    }
    if trigger.constraint.is_some() {
        return refused(
            "triggers that can wait for the commit",
            "leave constraint() out",
        );
    }
    if trigger.old_table.is_some() || trigger.new_table.is_some() {
        return refused("names for all changed rows together", "run it for each row");
    }
    if trigger.order.is_some() {
        return refused(
            "order of triggers",
            "put what comes first and what comes after into one trigger",
        );
    }
    match trigger.enabled {
        TriggerEnabled::Origin => {}
        TriggerEnabled::Disabled | TriggerEnabled::Replica | TriggerEnabled::Always => {
            return refuse_enable(context);
        }
    }
    trigger.body.as_ref().ok_or_else(|| {
        context.unsupported(
            "functions that a trigger could execute",
            "say its statements here: body(\"...\")",
        )
    })
}

/// The body alone is kept.
pub(super) fn canonical(trigger: &mut Trigger) {
    let written = |found: &mut Expression, write: &dyn Fn(&str) -> String| {
        if let Ok(text) = found.text(Dialect::Sqlite) {
            *found = Expression::new(write(text));
        }
    };
    if let Some(body) = &mut trigger.body {
        written(body, &statements);
    }
    if let Some(when) = &mut trigger.when {
        written(when, &|text| text.trim().to_owned());
    }
    trigger.function = None;
    trigger.arguments = Vec::new();
}
