//! What is in the way of a change of an enum type.

use std::collections::BTreeSet;

use super::{Checker, nearest};
use crate::operation::apply::ConflictKind;
use crate::operation::{AddEnumValue, CreateEnum, ValuePosition};
use crate::schema::ObjectName;

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
