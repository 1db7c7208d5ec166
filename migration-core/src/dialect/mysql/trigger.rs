//! Triggers: <https://dev.mysql.com/doc/refman/8.4/en/create-trigger.html>. They have one event and a body, and their
//! names belong to the schema.

use super::alter::{Work, facts};
use super::context::{Answer, Context};
use crate::dialect::{Dialect, ProbeObject, Statement};
use crate::schema::object::trigger::{block, statements};
use crate::schema::{
    Expression, Object, ObjectId, ObjectKind, ObjectName, Trigger, TriggerEnabled, TriggerEvent,
    TriggerOrder, TriggerTiming,
};

pub(super) fn create(cx: &Context<'_>, trigger: &Trigger) -> Answer<Statement> {
    let id = trigger.id();
    let mut namesakes = cx.before.namesakes(ObjectKind::Trigger, &id.name);
    let schema = &trigger.table.schema;
    if namesakes.any(|other| {
        other.on != id.on
            && other
                .on
                .as_ref()
                .is_some_and(|table| table.schema == *schema)
    }) {
        return cx.refuse(
            format!("two triggers of one name (\"{}\")", trigger.name),
            "put the name of the table into the name of the trigger",
        );
    }
    definition(cx, trigger)
}

/// Made again: there is no other way, and what is to come after it does.
pub(super) fn replace(cx: &Context<'_>, to: &Trigger) -> Answer<Vec<Statement>> {
    let probe = ProbeObject::Object(to.id());
    Ok(vec![
        drop(cx, &to.id(), "")?.removes(probe.clone()),
        definition(cx, to)?.creates(probe),
    ])
}

pub(super) fn rename(cx: &Context<'_>, id: &ObjectId, to: &ObjectName) -> Answer<Vec<Statement>> {
    let Some(Object::Trigger(trigger)) = cx.before.object(id) else {
        return cx.refuse(
            format!(
                "way to rename a trigger that no migration made (\"{}\")",
                id.name
            ),
            "drop it and create it under the new name",
        );
    };
    let renamed = Trigger {
        name: to.name.clone(),
        ..(**trigger).clone()
    };
    let probe = ProbeObject::Object(renamed.id());
    Ok(vec![
        drop(cx, id, "")?.removes(ProbeObject::Object(id.clone())),
        create(cx, &renamed)?.creates(probe),
    ])
}

pub(super) fn drop(cx: &Context<'_>, id: &ObjectId, if_exists: &str) -> Answer<Statement> {
    // A trigger is in the schema of its table.
    let name = match &id.on {
        Some(table) => table.sibling(&id.name.name),
        None => id.name.clone(),
    };
    let statement = Statement::new(format!("DROP TRIGGER {if_exists}{}", cx.quote_name(&name)?));
    Ok(match &id.on {
        Some(table) => facts(statement, table, Work::Metadata),
        None => statement,
    })
}

pub(super) fn refuse_enable<T>(cx: &Context<'_>) -> Answer<T> {
    cx.refuse(
        "triggers that are there and do not run",
        "drop the trigger, and create it again when it is to run",
    )
}

fn definition(cx: &Context<'_>, trigger: &Trigger) -> Answer<Statement> {
    let body = check(cx, trigger)?;
    let event = match trigger.events.as_slice() {
        [event] => event.sql(),
        _ => {
            return cx.refuse(
                format!("triggers of more than one event (\"{}\")", trigger.name),
                "create a trigger for each event",
            );
        }
    };
    let order = match &trigger.order {
        Some(TriggerOrder::Follows(other)) => format!(" FOLLOWS {}", cx.quote(other)?),
        Some(TriggerOrder::Precedes(other)) => format!(" PRECEDES {}", cx.quote(other)?),
        None => String::new(),
    };
    let sql = format!(
        "CREATE TRIGGER {} {} {event} ON {} FOR EACH ROW{order} {}",
        cx.quote_name(&trigger.table.sibling(&trigger.name))?,
        trigger.timing.sql(),
        cx.quote_name(&trigger.table)?,
        block(cx.sql(body)?),
    );
    Ok(facts(Statement::new(sql), &trigger.table, Work::Metadata))
}

fn check<'t>(cx: &Context<'_>, trigger: &'t Trigger) -> Answer<&'t Expression> {
    if trigger.timing == TriggerTiming::InsteadOf {
        return cx.refuse("triggers on views", "write to the tables under the view");
    }
    if trigger.for_statement || trigger.events.contains(&TriggerEvent::Truncate) {
        return cx.refuse("triggers for whole statements", "run it for each row");
    }
    if trigger.when.is_some() {
        return cx.refuse("conditions of triggers", "put an IF into its body");
    }
    if let Some(column) = trigger.columns().next() {
        return cx.refuse(
            "triggers for some of the columns",
            format!("put IF NOT (old.{column} <=> new.{column}) THEN ... into its body"),
        );
    }
    if trigger.constraint.is_some() {
        return cx.refuse(
            "triggers that can wait for the commit",
            "leave constraint() out",
        );
    }
    if trigger.old_table.is_some() || trigger.new_table.is_some() {
        return cx.refuse("names for all changed rows together", "run it for each row");
    }
    match trigger.enabled {
        TriggerEnabled::Origin => {}
        TriggerEnabled::Disabled | TriggerEnabled::Replica | TriggerEnabled::Always => {
            return refuse_enable(cx);
        }
    }
    match &trigger.body {
        Some(body) => Ok(body),
        None => cx.refuse(
            "functions that a trigger could execute",
            "say its statements here: body(\"...\")",
        ),
    }
}

/// The body alone is kept. The order is the server's own, and not read back.
pub(super) fn canonical(trigger: &mut Trigger) {
    if let Some(body) = &mut trigger.body
        && let Ok(text) = body.text(Dialect::Mysql)
    {
        *body = Expression::new(statements(text));
    }
    trigger.function = None;
    trigger.arguments = Vec::new();
    trigger.order = None;
}
