//! Functions, procedures, triggers and rules.

use super::Unwritable;
use super::literal::{database, name, plain, sql};
use super::rust::{Argument, Call, list, text, texts};
use crate::schema::{
    Parallel, Routine, Rule, RuleEvent, Trigger, TriggerEnabled, TriggerEvent, TriggerOrder,
    TriggerTiming, Volatility,
};

pub(super) fn routine(routine: &Routine) -> Result<Vec<Call>, Unwritable> {
    let Routine {
        name: called,
        is_procedure,
        arguments,
        returns,
        language,
        body,
        volatility,
        strict,
        security_definer,
        parallel,
        settings,
        only_on,
    } = routine;
    let mut handed = vec![name(called), sql(arguments)?];
    let method = match (is_procedure, returns) {
        (true, None) => "create_procedure",
        (false, Some(returns)) => {
            handed.push(sql(returns)?);
            "create_function"
        }
        (true, Some(_)) => return Err(Unwritable::because("a procedure returns nothing")),
        (false, None) => return Err(Unwritable::because("a function returns something")),
    };
    if !only_on.is_sorted() {
        return Err(Unwritable::because("its databases are in no order"));
    }
    let mut calls = vec![Call::new(method, handed)];
    if language != "plpgsql" {
        calls.push(Call::new("language", vec![text(language)]));
    }
    calls.extend(match volatility {
        Volatility::Volatile => None,
        Volatility::Stable => Some(Call::bare("stable")),
        Volatility::Immutable => Some(Call::bare("immutable")),
    });
    calls.extend(strict.then(|| Call::bare("strict")));
    calls.extend(security_definer.then(|| Call::bare("security_definer")));
    calls.extend(match parallel {
        Parallel::Unsafe => None,
        Parallel::Restricted => Some(Call::bare("parallel_restricted")),
        Parallel::Safe => Some(Call::bare("parallel_safe")),
    });
    for (setting, value) in settings {
        calls.push(Call::new("set", vec![text(setting), text(value)]));
    }
    calls.push(Call::new("body", vec![sql(body)?]));
    let databases = only_on.iter();
    calls.extend(databases.map(|it| Call::new("on", vec![database(*it)])));
    Ok(calls)
}

pub(super) fn trigger(trigger: &Trigger) -> Result<Vec<Call>, Unwritable> {
    let Trigger {
        name: called,
        table,
        timing,
        events,
        for_statement,
        when,
        function,
        arguments,
        body,
        old_table,
        new_table,
        constraint,
        enabled,
        order,
    } = trigger;
    let mut calls = vec![Call::new("create_trigger", vec![text(called), name(table)])];
    let mut truncates = false;
    let (mut of, mut updates) = (Vec::new(), 0);
    for (at, event) in events.iter().enumerate() {
        if events[..at].contains(event) {
            return Err(Unwritable::because("it is run by the same twice"));
        }
        let what = match event {
            TriggerEvent::Insert => "insert",
            TriggerEvent::Update(columns) => {
                (of, updates) = (columns.clone(), updates + 1);
                "update"
            }
            TriggerEvent::Delete => "delete",
            TriggerEvent::Truncate => "truncate",
        };
        let when = match timing {
            TriggerTiming::Before => "before",
            TriggerTiming::After => "after",
            TriggerTiming::InsteadOf => "instead_of",
        };
        if *event == TriggerEvent::Truncate {
            if *timing != TriggerTiming::After || !for_statement {
                let reason = "it is run by a truncate, and not after the statement";
                return Err(Unwritable::because(reason));
            }
            truncates = true;
        }
        calls.push(Call::bare(format!("{when}_{what}")));
    }
    if updates > 1 || (events.is_empty() && *timing != TriggerTiming::After) {
        return Err(Unwritable::because(
            "it is run by two updates, or by nothing",
        ));
    }
    if !of.is_empty() {
        calls.push(Call::new("of", vec![texts(&of)]));
    }
    if *for_statement && !truncates {
        calls.push(Call::bare("for_each_statement"));
    }
    for (method, table) in [
        ("referencing_old_table", old_table),
        ("referencing_new_table", new_table),
    ] {
        calls.extend((table.iter()).map(|it| Call::new(method, vec![text(it)])));
    }
    if let Some(deferrable) = constraint {
        let deferrable = plain(format!("Deferrable::{deferrable:?}"));
        calls.push(Call::new("constraint", vec![deferrable]));
    }
    calls.extend(match order {
        None => None,
        Some(TriggerOrder::Follows(other)) => Some(Call::new("follows", vec![text(other)])),
        Some(TriggerOrder::Precedes(other)) => Some(Call::new("precedes", vec![text(other)])),
    });
    if let Some(condition) = when {
        calls.push(Call::new("when", vec![sql(condition)?]));
    }
    if let Some(function) = function {
        calls.push(Call::new("execute", vec![name(function)]));
    }
    if !arguments.is_empty() {
        calls.push(Call::new("arguments", vec![list(arguments)]));
    }
    if let Some(body) = body {
        calls.push(Call::new("body", vec![sql(body)?]));
    }
    match enabled {
        TriggerEnabled::Origin => Ok(calls),
        TriggerEnabled::Disabled | TriggerEnabled::Replica | TriggerEnabled::Always => {
            let reason = "whether it runs is an operation of its own";
            Err(Unwritable::because(reason))
        }
    }
}

pub(super) fn rule(rule: &Rule) -> Result<Vec<Call>, Unwritable> {
    let Rule {
        name: called,
        table,
        event,
        when,
        instead,
        commands,
    } = rule;
    let event = match event {
        RuleEvent::Insert => "on_insert",
        RuleEvent::Update => "on_update",
        RuleEvent::Delete => "on_delete",
    };
    let of: Vec<Argument> = vec![text(called), name(table)];
    let mut calls = vec![Call::new("create_rule", of), Call::bare(event)];
    if let Some(condition) = when {
        calls.push(Call::new("filter", vec![sql(condition)?]));
    }
    calls.extend(match (instead, commands) {
        (true, Some(commands)) => Some(Call::new("do_instead", vec![sql(commands)?])),
        (false, Some(commands)) => Some(Call::new("do_also", vec![sql(commands)?])),
        (true, None) => Some(Call::bare("do_instead_nothing")),
        (false, None) => None,
    });
    Ok(calls)
}
