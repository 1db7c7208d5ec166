//! What random histories do besides tables: views, functions, triggers and sequences, each in the words in which a server
//! shows it.

use migration_core::builder::next_value;
use migration_core::dialect::Dialect::{Mysql, Postgres};
use migration_core::operation::*;
use migration_core::schema::*;

use super::Choices;

/// An operation on an object, if there is what it takes.
pub(super) fn propose(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    match choices.below(13) {
        0 | 1 => create(Object::Routine(Box::new(function(choices))), false),
        2..=4 => create(trigger(choices, state)?, false),
        5 | 6 => create(view(choices, state, false)?, false),
        7 => create(Object::Sequence(sequence(choices)), false),
        // A row that comes back would count on.
        8 if choices.rows.is_none() => next_number(choices, state),
        9 => create(view(choices, state, true)?, false),
        10 => index_of_view(choices, state),
        _ => change(choices, state),
    }
}

fn create(object: Object, or_replace: bool) -> Option<Operation> {
    let create = CreateObject {
        object,
        if_not_exists: false,
        or_replace,
    };
    Some(create.into())
}

/// One that triggers execute on PostgreSQL.
fn function(choices: &mut Choices<'_>) -> Routine {
    let name = ObjectName::new(choices.name("f"));
    let mut routine = Routine::function(name, "".into(), "trigger".into());
    routine.body = [
        "BEGIN RETURN coalesce(new, old); END",
        "BEGIN -- $$ it's\nRETURN coalesce(new, old); END",
    ][choices.below(2)]
    .into();
    routine.strict = choices.chance(4);
    if choices.chance(3) {
        let path = "public, pg_temp".to_owned();
        routine.settings.insert("search_path".into(), path);
        routine.security_definer = true;
    }
    routine.only_on = vec![Postgres];
    routine
}

fn trigger(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Object> {
    let tables: Vec<&Table> = state.tables.values().collect();
    let table = *choices.of(&tables)?;
    let functions = state.objects.keys();
    let functions = functions.filter(|id| id.kind == ObjectKind::Function);
    let functions: Vec<&ObjectName> = functions.map(|id| &id.name).collect();
    let timing = [TriggerTiming::Before, TriggerTiming::After][choices.below(2)];
    let mut trigger = Trigger::new(choices.name("g"), table.name.clone(), timing);
    trigger.function = Some((*choices.of(&functions)?).clone());
    trigger.body =
        Some(Expression::new("SELECT 1").on(Mysql, "SET @seen = 'it;s'; SET @more = 1;"));
    let event = match choices.below(4) {
        0 => TriggerEvent::Insert,
        1 => TriggerEvent::Delete,
        2 => TriggerEvent::Update(Vec::new()),
        _ => TriggerEvent::Update(vec![choices.of(&table.columns)?.name.clone()]),
    };
    trigger.events.push(event);
    if choices.chance(4) && trigger.events != [TriggerEvent::Insert] {
        trigger.events.insert(0, TriggerEvent::Insert);
        trigger.for_statement = choices.chance(2);
        trigger.arguments = vec!["it's".into(), String::new()];
    }
    Some(Object::Trigger(Box::new(trigger)))
}

/// Of a table and a column whose names need no quotes.
fn view(choices: &mut Choices<'_>, state: &SchemaState, materialized: bool) -> Option<Object> {
    let tables = state
        .tables
        .values()
        .filter(|table| is_plain(&table.name.name));
    let tables: Vec<&Table> = tables.collect();
    let table = *choices.of(&tables)?;
    let columns = table.columns.iter().filter(|column| is_plain(&column.name));
    let columns: Vec<&Column> = columns.collect();
    let (name, column) = (&table.name.name, &choices.of(&columns)?.name);
    let query = Expression::new(format!("SELECT {name}.{column} FROM {name}")).on(
        Mysql,
        format!("select `{name}`.`{column}` AS `{column}` from `{name}`"),
    );
    let mut view = View::new(ObjectName::new(choices.name("w")), query);
    view.materialized = materialized;
    view.without_data = materialized && choices.chance(2);
    view.security_invoker = !materialized && choices.chance(4);
    Some(Object::View(view))
}

fn is_plain(name: &str) -> bool {
    name.chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
}

fn sequence(choices: &mut Choices<'_>) -> Sequence {
    let mut sequence = Sequence::new(ObjectName::new(choices.name("s")));
    sequence.increment = [None, Some(3), Some(-3)][choices.below(3)];
    sequence.cycle = choices.chance(3);
    sequence.cache = choices.chance(3).then_some(5);
    sequence.max = choices.chance(3).then_some(1000);
    sequence
}

/// A column gets the next number of a sequence by default.
fn next_number(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let sequences: Vec<&ObjectId> = of_kinds(state, &[ObjectKind::Sequence]);
    let sequence = *choices.of(&sequences)?;
    let whole = state.tables.values().flat_map(|table| {
        let columns = table.columns.iter();
        let columns = columns.filter(|it| it.column_type.is_integer() && it.generation.is_none());
        columns.map(|column| (&table.name, &column.name))
    });
    let (table, column) = *choices.of(&whole.collect::<Vec<_>>())?;
    let alter = AlterColumn {
        table: table.clone(),
        column: column.clone(),
        change: ColumnChange::Default(Some(next_value(sequence.name.name.clone()).into())),
    };
    Some(alter.into())
}

fn of_kinds<'a>(state: &'a SchemaState, kinds: &[ObjectKind]) -> Vec<&'a ObjectId> {
    let ids = state.objects.keys();
    ids.filter(|id| kinds.contains(&id.kind)).collect()
}

fn index_of_view(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let id = *choices.of(&of_kinds(state, &[ObjectKind::MaterializedView]))?;
    let view = state.materialized_view(&id.name)?;
    let (_, column) = view.query.any_text().split(' ').nth(1)?.rsplit_once('.')?;
    let names: Vec<&String> = view.indexes.keys().collect();
    Some(match (choices.below(3), choices.of(&names)) {
        (1, Some(name)) => DropIndex {
            table: id.name.clone(),
            name: (*name).clone(),
            concurrently: false,
            if_exists: false,
        }
        .into(),
        (2, Some(name)) => RenameIndex {
            table: id.name.clone(),
            from: (*name).clone(),
            to: choices.name("i"),
        }
        .into(),
        _ => CreateIndex {
            table: id.name.clone(),
            index: Index::new(choices.name("i"), vec![IndexPart::column(column)]),
            concurrently: false,
            if_not_exists: false,
            only: false,
        }
        .into(),
    })
}

/// Something about an object that is there.
fn change(choices: &mut Choices<'_>, state: &SchemaState) -> Option<Operation> {
    let ids: Vec<&ObjectId> = state.objects.keys().collect();
    let id = (*choices.of(&ids)?).clone();
    Some(match (choices.below(6), state.object(&id)?) {
        (0, _) => DropObject {
            id,
            if_exists: choices.chance(4),
            cascade: false,
        }
        .into(),
        (1, _) => RenameObject {
            id,
            to: ObjectName::new(choices.name("o")),
        }
        .into(),
        (2, _) => CommentOnObject {
            id,
            comment: choices.chance(3).then(|| "what it's for".to_owned()),
        }
        .into(),
        (3, Object::Trigger(_)) => {
            let enabled = [
                TriggerEnabled::Disabled,
                TriggerEnabled::Always,
                TriggerEnabled::Origin,
            ];
            let change = ObjectChange::Enable(enabled[choices.below(3)]);
            ChangeObject { id, change }.into()
        }
        (3, Object::Sequence(_)) => {
            let options = SequenceOptions {
                increment: Some([2, 5][choices.below(2)]),
                cycle: Some(choices.chance(2)),
                ..SequenceOptions::default()
            };
            let change = ObjectChange::Sequence(Box::new(options));
            ChangeObject { id, change }.into()
        }
        (3, Object::View(view)) if view.materialized => {
            let change = ObjectChange::Refresh {
                concurrently: false,
            };
            ChangeObject { id, change }.into()
        }
        (4, Object::Routine(routine)) => {
            let other = function(choices);
            let routine = Routine {
                name: routine.name.clone(),
                ..other
            };
            create(Object::Routine(Box::new(routine)), true)?
        }
        (4, Object::View(view)) => {
            let Object::View(other) = self::view(choices, state, view.materialized)? else {
                return None;
            };
            let view = View {
                name: view.name.clone(),
                ..other
            };
            AlterObject {
                to: Object::View(view),
            }
            .into()
        }
        _ => return None,
    })
}
