//! Views, routines, triggers, rules and sequences.

use std::collections::BTreeMap;

use migration_core::Row;
use migration_core::schema::{
    CheckOption, Deferrable, Expression, Object, ObjectId, ObjectName, Parallel, Routine, Rule,
    RuleEvent, SchemaState, Sequence, SequenceWidth, Table, Trigger, TriggerEnabled, TriggerEvent,
    TriggerTiming, View, Volatility,
};

use super::{Names, Tables, letter};
use crate::error::Result;

/// The objects of a state, and the comments on them.
#[derive(Default)]
pub(super) struct Code {
    pub(super) objects: BTreeMap<ObjectId, Object>,
    pub(super) comments: BTreeMap<ObjectId, String>,
    pub(super) unmodelled: Vec<String>,
}

impl Code {
    pub(super) fn into_state(self, state: &mut SchemaState) {
        state.objects.extend(self.objects);
        state.object_comments.extend(self.comments);
    }

    fn insert(&mut self, object: Object, row: &Row) -> Result<()> {
        let id = object.id();
        if let Some(comment) = row.get::<Option<String>>("comment")? {
            self.comments.insert(id.clone(), comment);
        }
        self.objects.insert(id, object);
        Ok(())
    }

    /// Gives each materialized view a place among the tables, where its indexes are read to.
    pub(super) fn places(rows: &[Row], names: &Names, tables: &mut Tables) -> Result<()> {
        for row in rows {
            if row.get("materialized")? {
                let name = names.read(row, "schema", "name")?;
                tables.insert(row.get("id")?, Table::new(name));
            }
        }
        Ok(())
    }

    pub(super) fn views(&mut self, rows: &[Row], names: &Names, tables: &mut Tables) -> Result<()> {
        for row in rows {
            let name = names.read(row, "schema", "name")?;
            let mut view = View::new(name, row.get::<String>("query")?);
            view.materialized = row.get("materialized")?;
            let options: Option<String> = row.get("options")?;
            for option in options.iter().flat_map(|options| options.split(',')) {
                match option {
                    "security_invoker=true" | "security_invoker=on" => view.security_invoker = true,
                    "check_option=local" => view.check_option = Some(CheckOption::Local),
                    "check_option=cascaded" => view.check_option = Some(CheckOption::Cascaded),
                    other => {
                        let note = format!("option {other} of view \"{}\"", view.name);
                        self.unmodelled.push(note);
                    }
                }
            }
            if let Some(place) = tables.remove(&row.get("id")?) {
                view.indexes = place.indexes;
            }
            self.insert(Object::View(view), row)?;
        }
        Ok(())
    }

    pub(super) fn routines(&mut self, rows: &[Row], names: &Names) -> Result<()> {
        for row in rows {
            let name = names.read(row, "schema", "name")?;
            let arguments = Expression::new(row.get::<String>("arguments")?);
            let mut routine = match row.get("procedure")? {
                true => Routine::procedure(name, arguments),
                false => {
                    let returns = Expression::new(row.get::<String>("returns")?);
                    Routine::function(name, arguments, returns)
                }
            };
            routine.language = row.get("language")?;
            routine.body = Expression::new(row.get::<String>("body")?);
            routine.volatility = match letter(row, "volatility")? {
                'i' => Volatility::Immutable,
                's' => Volatility::Stable,
                _ => Volatility::Volatile,
            };
            routine.strict = row.get("strict")?;
            routine.security_definer = row.get("security_definer")?;
            routine.parallel = match letter(row, "parallel")? {
                's' => Parallel::Safe,
                'r' => Parallel::Restricted,
                _ => Parallel::Unsafe,
            };
            let settings: Option<String> = row.get("settings")?;
            let settings = settings.iter().flat_map(|settings| settings.lines());
            let settings = settings.filter_map(|setting| setting.split_once('='));
            routine.settings = settings
                .map(|(name, value)| (name.into(), value.into()))
                .collect();
            self.insert(Object::Routine(Box::new(routine)), row)?;
        }
        Ok(())
    }

    pub(super) fn triggers(&mut self, rows: &[Row], names: &Names) -> Result<()> {
        let same = |a: &Row, b: &Row| a.value("id") == b.value("id");
        for rows in rows.chunk_by(same) {
            let Some(row) = rows.first() else { continue };
            let mut columns = Vec::new();
            for row in rows {
                columns.extend(row.get::<Option<String>>("column")?);
            }
            let trigger = trigger(row, columns, names)?;
            self.insert(Object::Trigger(Box::new(trigger)), row)?;
        }
        Ok(())
    }

    pub(super) fn rules(&mut self, rows: &[Row], names: &Names) -> Result<()> {
        for row in rows {
            let definition: String = row.get("definition")?;
            let Some((head, commands)) = definition.split_once(" DO ") else {
                let name: String = row.get("name")?;
                self.unmodelled.push(format!(
                    "rule \"{name}\", whose definition is not understood"
                ));
                continue;
            };
            let when = head
                .split_once("\n  WHERE ")
                .or_else(|| head.split_once(" WHERE "));
            let commands = commands.trim().trim_end_matches(';');
            let commands = commands.strip_prefix("INSTEAD ").unwrap_or(commands).trim();
            let rule = Rule {
                name: row.get("name")?,
                table: names.read(row, "schema", "table_name")?,
                event: match letter(row, "event")? {
                    '2' => RuleEvent::Update,
                    '4' => RuleEvent::Delete,
                    _ => RuleEvent::Insert,
                },
                when: when.map(|(_, when)| Expression::new(when.trim())),
                instead: row.get("instead")?,
                commands: (commands != "NOTHING").then(|| Expression::new(commands)),
            };
            self.insert(Object::Rule(rule), row)?;
        }
        Ok(())
    }

    pub(super) fn sequences(&mut self, rows: &[Row], names: &Names) -> Result<()> {
        for row in rows {
            let owned_by = match row.get::<Option<String>>("owner_column")? {
                Some(column) => Some((names.read(row, "owner_schema", "owner")?, column)),
                None => None,
            };
            let sequence = Sequence {
                name: names.read(row, "schema", "name")?,
                width: Some(match row.get::<String>("type")?.as_str() {
                    "smallint" => SequenceWidth::SmallInteger,
                    "integer" => SequenceWidth::Integer,
                    _ => SequenceWidth::BigInteger,
                }),
                start: row.get("start")?,
                increment: row.get("increment")?,
                min: row.get("min")?,
                max: row.get("max")?,
                cache: row.get("cache")?,
                cycle: row.get("cycle")?,
                owned_by,
            };
            self.insert(Object::Sequence(sequence), row)?;
        }
        Ok(())
    }
}

/// The bits of `pg_trigger.tgtype` (`src/include/catalog/pg_trigger.h`).
const FOR_ROW: i64 = 1;
const BEFORE: i64 = 2;
const INSERT: i64 = 4;
const DELETE: i64 = 8;
const UPDATE: i64 = 16;
const TRUNCATE: i64 = 32;
const INSTEAD: i64 = 64;

fn trigger(row: &Row, columns: Vec<String>, names: &Names) -> Result<Trigger> {
    let bits: i64 = row.get("type")?;
    let has = |bit: i64| bits & bit != 0;
    let timing = match (has(BEFORE), has(INSTEAD)) {
        (true, _) => TriggerTiming::Before,
        (false, true) => TriggerTiming::InsteadOf,
        (false, false) => TriggerTiming::After,
    };
    let table = names.read(row, "schema", "table_name")?;
    let mut trigger = Trigger::new(row.get::<String>("name")?, table, timing);
    for (bit, event) in [
        (INSERT, TriggerEvent::Insert),
        (UPDATE, TriggerEvent::Update(columns)),
        (DELETE, TriggerEvent::Delete),
        (TRUNCATE, TriggerEvent::Truncate),
    ] {
        if has(bit) {
            trigger.events.push(event);
        }
    }
    trigger.for_statement = !has(FOR_ROW);
    let function_schema: String = row.get("function_schema")?;
    let function: String = row.get("function")?;
    trigger.function = Some(match function_schema.as_str() {
        "pg_catalog" => ObjectName::new(function),
        _ => names.of(function_schema, function),
    });
    trigger.arguments = arguments(&row.get::<String>("arguments")?);
    trigger.old_table = row.get("old_table")?;
    trigger.new_table = row.get("new_table")?;
    trigger.enabled = match letter(row, "enabled")? {
        'D' => TriggerEnabled::Disabled,
        'R' => TriggerEnabled::Replica,
        'A' => TriggerEnabled::Always,
        _ => TriggerEnabled::Origin,
    };
    if row.get("is_constraint")? {
        trigger.constraint = Some(match (row.get("deferrable")?, row.get("deferred")?) {
            (true, true) => Deferrable::InitiallyDeferred,
            (true, false) => Deferrable::InitiallyImmediate,
            (false, _) => Deferrable::No,
        });
    }
    let definition: Option<String> = row.get("definition")?;
    let when = definition.as_deref().and_then(|text| {
        let (_, rest) = text.split_once(" WHEN (")?;
        let (when, _) = rest.rsplit_once(") EXECUTE FUNCTION ")?;
        Some(when)
    });
    trigger.when = when.map(Expression::new);
    Ok(trigger)
}

/// Each argument ends in a NUL.
fn arguments(hex: &str) -> Vec<String> {
    let digits: Vec<char> = hex.chars().collect();
    let bytes = digits.chunks(2).filter_map(|pair| {
        let pair: String = pair.iter().collect();
        u8::from_str_radix(&pair, 16).ok()
    });
    let bytes: Vec<u8> = bytes.collect();
    let mut parts: Vec<String> = bytes
        .split(|byte| *byte == 0)
        .map(|part| String::from_utf8_lossy(part).into_owned())
        .collect();
    parts.pop();
    parts
}
