//! What is in the way of a change of an enum type.

use std::collections::BTreeSet;

use super::{Checker, nearest};
use crate::Value;
use crate::operation::apply::ConflictKind;
use crate::operation::{AddEnumValue, CreateEnum, DropEnumValue, ValuePosition};
use crate::schema::{
    Column, ColumnType, DefaultValue, Expression, Generation, IndexKey, ObjectName, Table,
};

impl<'a> Checker<'a> {
    pub(super) fn enum_type(&mut self, name: &ObjectName) -> bool {
        self.objects.push(name.clone());
        let known = self.state.enum_type(name).is_some();
        if !known {
            let help = nearest(
                &name.to_string(),
                self.state.enums.keys().map(ToString::to_string),
            );
            self.report(
                ConflictKind::UnknownType,
                format!("there is no type \"{name}\" at this point"),
                help,
            );
        }
        known
    }

    pub(super) fn create_enum(&mut self, op: &CreateEnum) {
        self.objects.push(op.name.clone());
        self.free_name(&op.name, false);
        if op.values.is_empty() {
            self.report(
                ConflictKind::Invalid,
                format!("type \"{}\" has no values", op.name),
                None,
            );
        }
        let mut seen = BTreeSet::new();
        for value in &op.values {
            if !seen.insert(value) {
                let message = format!("type \"{}\" has the value \"{value}\" twice", op.name);
                self.report(ConflictKind::Duplicate, message, None);
            }
        }
    }

    pub(super) fn add_enum_value(&mut self, op: &AddEnumValue) {
        if !self.enum_type(&op.name) {
            return;
        }
        let values = self
            .state
            .enum_type(&op.name)
            .map_or(&[][..], |enum_type| &enum_type.values);
        if values.contains(&op.value) && !op.if_not_exists {
            let message = format!(
                "type \"{}\" already has the value \"{}\"",
                op.name, op.value
            );
            self.report(ConflictKind::Duplicate, message, None);
        }
        if let ValuePosition::Before(neighbour) | ValuePosition::After(neighbour) = &op.position
            && !values.contains(neighbour)
        {
            self.unknown_value(&op.name, neighbour);
        }
    }

    pub(super) fn drop_enum_value(&mut self, op: &DropEnumValue) {
        if !self.enum_type(&op.name) {
            return;
        }
        let values = self
            .state
            .enum_type(&op.name)
            .map_or(&[][..], |enum_type| &enum_type.values);
        if !values.contains(&op.value) {
            return self.unknown_value(&op.name, &op.value);
        }
        if values.len() == 1 {
            let message = format!("it is the only value of type \"{}\"", op.name);
            let help = "drop the type".to_owned();
            return self.report(ConflictKind::Invalid, message, Some(help));
        }
        match &op.to {
            Some(to) if *to == op.value => {
                let message = "rows cannot become the value that goes".to_owned();
                self.report(ConflictKind::Invalid, message, None);
            }
            Some(to) if !values.contains(to) => self.unknown_value(&op.name, to),
            Some(_) | None => {}
        }
        for table in self.state.tables.values() {
            let columns = table.columns.iter();
            let of_type = |column: &&Column| column.column_type.enumeration() == Some(&op.name);
            for column in columns.filter(of_type) {
                self.no_default_holds(table, column, op);
                self.no_expression_names(table, column, &op.value);
            }
        }
    }

    /// The default of a column is not a value that goes, or follows it.
    fn no_default_holds(&mut self, table: &Table, column: &Column, op: &DropEnumValue) {
        let holds = match &column.default {
            Some(DefaultValue::Value(value)) => match (&column.column_type, value) {
                (ColumnType::Enumeration(_), Value::Text(value)) => *value == op.value,
                (_, value) => array_holds(value, &op.value),
            },
            Some(DefaultValue::Expression(default)) => default.has_literal(&op.value),
            Some(DefaultValue::CurrentTimestamp) | None => false,
        };
        let follows = matches!(
            (&column.column_type, &column.default),
            (ColumnType::Enumeration(_), Some(DefaultValue::Value(_)))
        );
        if holds && !(follows && op.to.is_some()) {
            let message = format!(
                "the default of column \"{}\" of table \"{}\" holds it",
                column.name, table.name
            );
            let help = match follows {
                true => "set another default first, or say what it becomes with replace_with(...)",
                false => "set another default first",
            };
            self.report_with(&table.name, ConflictKind::StillUsed, message, help);
        }
    }

    /// No expression about a column of the type names a value that goes.
    fn no_expression_names(&mut self, table: &Table, column: &Column, value: &str) {
        let names = |expression: &Expression| {
            expression.mentions(&column.name) && expression.has_literal(value)
        };
        let checks = table.checks.values().filter(|it| names(&it.expression));
        let checks = checks.map(|it| format!("check \"{}\"", it.name));
        let indexes = table.indexes.values().filter(|index| {
            let keys = index.parts.iter().filter_map(|part| match &part.key {
                IndexKey::Expression(expression) => Some(expression),
                IndexKey::Column(_) => None,
            });
            keys.chain(&index.filter).any(names)
        });
        let indexes = indexes.map(|it| format!("index \"{}\"", it.name));
        let exclusions = table.exclusions.values();
        let exclusions = exclusions
            .filter(|it| it.filter.as_ref().is_some_and(names))
            .map(|it| format!("exclusion constraint \"{}\"", it.name));
        let computed = table.columns.iter().filter(|other| {
            let expression = other.generation.as_ref().and_then(Generation::expression);
            expression.is_some_and(names)
        });
        let computed = computed.map(|it| format!("computed column \"{}\"", it.name));
        let users = checks.chain(indexes).chain(exclusions).chain(computed);
        for user in users.collect::<Vec<_>>() {
            let message = format!("{user} of table \"{}\" names it", table.name);
            let help = "drop that first, and create it again without the value";
            self.report_with(&table.name, ConflictKind::StillUsed, message, help);
        }
    }

    pub(super) fn unknown_value(&mut self, name: &ObjectName, value: &str) {
        let values = self
            .state
            .enum_type(name)
            .map_or(&[][..], |enum_type| &enum_type.values);
        let help = nearest(value, values.iter().cloned());
        self.report(
            ConflictKind::UnknownType,
            format!("type \"{name}\" has no value \"{value}\" at this point"),
            help,
        );
    }
}

/// Whether an array holds a value of an enum type, written as a list or in the server's way (`{draft,"in review"}`).
fn array_holds(array: &Value, value: &str) -> bool {
    match array {
        Value::Array(elements) => elements.iter().any(|element| array_holds(element, value)),
        Value::Text(text) => text == value || Expression::array_has(text, value),
        _ => false,
    }
}
