//! Views, routines, triggers and, on MariaDB, sequences.

use migration_core::Row;
use migration_core::dialect::Dialect;
use migration_core::schema::{
    CheckOption, Expression, Object, ObjectName, Routine, Sequence, Trigger, TriggerEvent,
    TriggerTiming, View, Volatility,
};

use super::Found;
use crate::error::Result;

impl Found {
    /// The server writes every name with its schema, which is left out where it is the one that is read.
    pub(super) fn read_views(&mut self, rows: &[Row], schema: &str) -> Result<()> {
        let prefix = format!("{}.", Dialect::Mysql.quote(schema));
        for row in rows {
            let name = self.name(schema, row.get("name")?);
            let query: String = row.get("query")?;
            let query = match name.schema {
                None => query.replace(&prefix, ""),
                Some(_) => query,
            };
            let mut view = View::new(name, query);
            view.security_invoker = row.get::<String>("security")? == "INVOKER";
            view.check_option = match row.get::<String>("check_option")?.as_str() {
                "LOCAL" => Some(CheckOption::Local),
                "CASCADED" => Some(CheckOption::Cascaded),
                _ => None,
            };
            self.insert(Object::View(view), None);
        }
        Ok(())
    }

    /// A row for each routine, and one for each of its arguments.
    pub(super) fn read_routines(
        &mut self,
        rows: &[Row],
        arguments: &[Row],
        schema: &str,
    ) -> Result<()> {
        for row in rows {
            let (kind, own): (String, String) = (row.get("kind")?, row.get("name")?);
            let mut declared = Vec::new();
            for argument in arguments {
                let of: (String, String) = (argument.get("kind")?, argument.get("routine")?);
                if of != (kind.clone(), own.clone()) {
                    continue;
                }
                let mode: Option<String> = argument.get("mode")?;
                let name: String = argument.get("name")?;
                let of_type: String = argument.get("type")?;
                declared.push(match mode.as_deref() {
                    Some(mode @ ("OUT" | "INOUT")) => format!("{mode} `{name}` {of_type}"),
                    Some(_) | None => format!("`{name}` {of_type}"),
                });
            }
            let name = self.name(schema, own);
            let arguments = Expression::new(declared.join(", "));
            let mut routine = match kind.as_str() {
                "PROCEDURE" => Routine::procedure(name, arguments),
                _ => {
                    let returns: String = row.get("returned")?;
                    Routine::function(name, arguments, Expression::new(returns))
                }
            };
            routine.body = Expression::new(row.get::<String>("body")?);
            let (deterministic, access): (String, String) =
                (row.get("is_deterministic")?, row.get("data_access")?);
            routine.volatility = match (deterministic.as_str(), access.as_str()) {
                ("YES", _) => Volatility::Immutable,
                (_, "READS SQL DATA") => Volatility::Stable,
                _ => Volatility::Volatile,
            };
            routine.security_definer = row.get::<String>("security")? == "DEFINER";
            let comment: String = row.get("comment")?;
            self.insert(Object::Routine(Box::new(routine)), Some(comment));
        }
        Ok(())
    }

    pub(super) fn read_triggers(
        &mut self,
        rows: &[Row],
        schema: &str,
        ours: &[&str],
    ) -> Result<()> {
        for row in rows {
            let table: String = row.get("table_name")?;
            if ours.contains(&table.as_str()) {
                continue;
            }
            let table = self.name(schema, table);
            let timing = match row.get::<String>("timing")?.as_str() {
                "BEFORE" => TriggerTiming::Before,
                _ => TriggerTiming::After,
            };
            let mut trigger = Trigger::new(row.get::<String>("name")?, table, timing);
            trigger
                .events
                .push(match row.get::<String>("event")?.as_str() {
                    "INSERT" => TriggerEvent::Insert,
                    "DELETE" => TriggerEvent::Delete,
                    _ => TriggerEvent::Update(Vec::new()),
                });
            trigger.body = Some(Expression::new(row.get::<String>("body")?));
            self.insert(Object::Trigger(Box::new(trigger)), None);
        }
        Ok(())
    }

    /// A sequence is a table of one row, so all are asked for in one query: see [`sequences`].
    pub(super) fn read_sequences(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            let sequence = Sequence {
                name: self.name(&row.get::<String>("in_schema")?, row.get("name")?),
                width: None,
                start: row.get("start_value")?,
                increment: row.get("increment")?,
                min: row.get("minimum_value")?,
                max: row.get("maximum_value")?,
                cache: row.get("cache_size")?,
                cycle: row.get::<i64>("cycle_option")? != 0,
                owned_by: None,
            };
            self.insert(Object::Sequence(sequence), None);
        }
        Ok(())
    }

    fn insert(&mut self, object: Object, comment: Option<String>) {
        let id = object.id();
        if let Some(comment) = comment.filter(|comment| !comment.is_empty()) {
            self.comments.insert(id.clone(), comment);
        }
        self.objects.insert(id, object);
    }
}

/// The query for the rows of these sequences, each with its schema.
pub(super) fn sequences(names: &[(String, String)]) -> String {
    let selects = names.iter().map(|(schema, name)| {
        let from = Dialect::Mysql.quote_name(&ObjectName::qualified(schema, name));
        let [schema, name] = [schema, name].map(|text| Dialect::Mysql.string_literal(text));
        format!(
            "SELECT {schema} AS in_schema, {name} AS name, start_value, minimum_value, maximum_value, increment, \
             cache_size, CAST(cycle_option AS SIGNED) AS cycle_option FROM {from}"
        )
    });
    selects.collect::<Vec<_>>().join(" UNION ALL ")
}
