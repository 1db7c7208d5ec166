//! Triggers: <https://www.postgresql.org/docs/current/sql-createtrigger.html>.

use super::object::quoted;
use super::{Lowered, PG, constraint, parenthesised};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::schema::{Object, ObjectId, SchemaState, Trigger, TriggerEnabled, TriggerEvent};

pub(super) fn create(trigger: &Trigger, target: &Target) -> Lowered {
    let id = trigger.id();
    let create = Statement::new(definition(trigger, target)?)
        .locks(&trigger.table, LockLevel::ShareRowExclusive)
        .creates(ProbeObject::Object(id.clone()));
    let mut statements = vec![create];
    if trigger.enabled != TriggerEnabled::Origin {
        statements.push(enable(&id, trigger.enabled));
    }
    Ok(statements)
}

/// Whether it runs can be said alone; for all else it is made anew.
pub(super) fn alter(to: &Trigger, before: &SchemaState, target: &Target) -> Lowered {
    let id = to.id();
    if let Some(Object::Trigger(from)) = before.object(&id) {
        let otherwise = Trigger {
            enabled: to.enabled,
            ..(**from).clone()
        };
        if otherwise == *to {
            return Ok(vec![enable(&id, to.enabled)]);
        }
    }
    let drop = Statement::new(format!("DROP TRIGGER {}", quoted(&id)));
    let mut statements = vec![drop.locks(&to.table, LockLevel::AccessExclusive)];
    statements.extend(create(to, target)?);
    Ok(statements)
}

pub(super) fn enable(id: &ObjectId, enabled: TriggerEnabled) -> Statement {
    let word = match enabled {
        TriggerEnabled::Origin => "ENABLE",
        TriggerEnabled::Disabled => "DISABLE",
        TriggerEnabled::Replica => "ENABLE REPLICA",
        TriggerEnabled::Always => "ENABLE ALWAYS",
    };
    let name = PG.quote(&id.name.name);
    match &id.on {
        Some(table) => {
            let sql = format!("ALTER TABLE {} {word} TRIGGER {name}", PG.quote_name(table));
            Statement::new(sql).locks(table, LockLevel::ShareRowExclusive)
        }
        None => Statement::new(format!("ALTER EVENT TRIGGER {name} {word}")),
    }
}

fn definition(trigger: &Trigger, target: &Target) -> Result<String, Unsupported> {
    if trigger.order.is_some() {
        return Err(target.unsupported(
            "order of triggers but that of their names",
            "give it a name that comes before, or after, the other's",
        ));
    }
    let Some(function) = &trigger.function else {
        return Err(target.unsupported(
            "triggers with a body of their own",
            "put it into a function that returns trigger, and execute(\"...\") that",
        ));
    };
    let (kind, deferrable) = match trigger.constraint {
        Some(deferrable) => ("CONSTRAINT TRIGGER", constraint::deferrable_sql(deferrable)),
        None => ("TRIGGER", ""),
    };
    let events: Vec<String> = trigger.events.iter().map(event).collect();
    let each = match trigger.for_statement {
        true => "STATEMENT",
        false => "ROW",
    };
    let when = match &trigger.when {
        Some(when) => format!(" WHEN {}", parenthesised(when, target)?),
        None => String::new(),
    };
    let arguments: Vec<String> = trigger
        .arguments
        .iter()
        .map(|text| PG.string_literal(text))
        .collect();
    Ok(format!(
        "CREATE {kind} {} {} {} ON {}{deferrable}{} FOR EACH {each}{when} EXECUTE FUNCTION {}({})",
        PG.quote(&trigger.name),
        trigger.timing.sql(),
        events.join(" OR "),
        PG.quote_name(&trigger.table),
        referencing(trigger),
        PG.quote_name(function),
        arguments.join(", "),
    ))
}

fn event(event: &TriggerEvent) -> String {
    match event {
        TriggerEvent::Update(columns) if !columns.is_empty() => {
            format!("UPDATE OF {}", PG.quote_list(columns))
        }
        TriggerEvent::Update(_)
        | TriggerEvent::Insert
        | TriggerEvent::Delete
        | TriggerEvent::Truncate => event.sql().to_owned(),
    }
}

fn referencing(trigger: &Trigger) -> String {
    let old = trigger
        .old_table
        .iter()
        .map(|name| format!(" OLD TABLE AS {}", PG.quote(name)));
    let new = trigger
        .new_table
        .iter()
        .map(|name| format!(" NEW TABLE AS {}", PG.quote(name)));
    let tables: Vec<String> = old.chain(new).collect();
    match tables.is_empty() {
        true => String::new(),
        false => format!(" REFERENCING{}", tables.concat()),
    }
}

/// The function alone is kept, events in one order, and a condition without parentheses around it.
pub(super) fn canonical(trigger: &mut Trigger) {
    trigger.events.sort();
    if let Some(when) = &mut trigger.when {
        super::canonical::expression(when);
    }
    trigger.body = None;
    trigger.order = None;
}
