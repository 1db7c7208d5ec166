//! check, for objects.

use std::collections::BTreeSet;

use super::super::apply::ConflictKind;
use super::super::check::Checker;
use super::super::check::nearest;
use super::apply::names_type;
use super::{AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{
    ColumnType, CompositeChange, DomainChange, Object, ObjectChange, ObjectId, ObjectName,
    SchemaState,
};

/// What has a name that a new table, view or sequence would share, in words.
pub(in crate::operation) fn free_relation(
    state: &SchemaState,
    name: &ObjectName,
) -> Option<&'static str> {
    if state.table(name).is_some() {
        return Some("table");
    }
    state.relation(name).map(|id| id.kind.term())
}

/// What has a name that a new type would share, in words. Tables and views are types, too: of their rows.
pub(in crate::operation) fn free_type(
    state: &SchemaState,
    name: &ObjectName,
) -> Option<&'static str> {
    if state.enum_type(name).is_some() {
        return Some("type");
    }
    let of_type = state.type_object(name).map(|id| id.kind.term());
    of_type.or_else(|| free_relation(state, name))
}

impl Checker<'_> {
    pub(in crate::operation) fn create_object(&mut self, op: &CreateObject) {
        let id = op.object.id();
        self.objects.push(id.name.clone());
        if self.state.object(&id).is_some() {
            if !op.if_not_exists && !op.or_replace {
                self.report(
                    ConflictKind::Duplicate,
                    format!("there is a {id} already"),
                    Some("replace it: or_replace(), or drop it first".into()),
                );
            }
        } else {
            self.free_object_name(&id);
        }
        self.object(&op.object);
    }

    pub(in crate::operation) fn alter_object(&mut self, op: &AlterObject) {
        self.known_object(&op.to.id());
        self.object(&op.to);
        if let (Some(Object::Composite(from)), Object::Composite(to)) =
            (self.state.object(&op.to.id()), &op.to)
        {
            let other_type = to.attributes.iter().any(|attribute| {
                let from = from.attribute(&attribute.name);
                from.is_some_and(|from| from.attribute_type != attribute.attribute_type)
            });
            if other_type {
                self.no_column_of_type(&op.to.id());
            }
        }
    }

    pub(in crate::operation) fn change_object(&mut self, op: &ChangeObject) {
        if !self.known_object(&op.id) {
            return;
        }
        match (self.state.object(&op.id), &op.change) {
            (Some(Object::Domain(domain)), ObjectChange::Domain(change)) => {
                let known = |name: &String| domain.checks.contains_key(name);
                match change {
                    DomainChange::AddCheck(check) if known(&check.name) => {
                        let message = format!("{} already has the check \"{}\"", op.id, check.name);
                        self.report(ConflictKind::Duplicate, message, None);
                    }
                    DomainChange::DropCheck(name) | DomainChange::ValidateCheck(name)
                        if !known(name) =>
                    {
                        let message = format!("{} has no check \"{name}\" at this point", op.id);
                        let help = nearest(name, domain.checks.keys().cloned());
                        self.report(ConflictKind::UnknownConstraint, message, help);
                    }
                    DomainChange::AddCheck(_)
                    | DomainChange::DropCheck(_)
                    | DomainChange::ValidateCheck(_)
                    | DomainChange::Default(_)
                    | DomainChange::NotNull(_) => {}
                }
            }
            (Some(Object::Composite(composite)), ObjectChange::Composite(change)) => {
                let known = |name: &String| composite.attribute(name).is_some();
                let (wanted, new) = match change {
                    CompositeChange::Add(attribute) => (None, Some(&attribute.name)),
                    CompositeChange::Drop(name) => (Some(name), None),
                    CompositeChange::Rename { from, to } => {
                        (Some(from), (from != to).then_some(to))
                    }
                    CompositeChange::Type { name, .. } => (Some(name), None),
                };
                if let Some(name) = wanted.filter(|name| !known(name)) {
                    let message = format!("{} has no attribute \"{name}\" at this point", op.id);
                    let names = composite.attributes.iter().map(|it| it.name.clone());
                    self.report(ConflictKind::UnknownColumn, message, nearest(name, names));
                } else if let Some(name) = new.filter(|name| known(name)) {
                    let message = format!("{} already has the attribute \"{name}\"", op.id);
                    self.report(ConflictKind::Duplicate, message, None);
                } else if matches!(change, CompositeChange::Type { .. }) {
                    self.no_column_of_type(&op.id);
                }
            }
            (Some(Object::Trigger(_)), ObjectChange::Enable(_))
            | (Some(Object::Sequence(_)), ObjectChange::Restart(_)) => {}
            (Some(Object::Sequence(sequence)), ObjectChange::Sequence(options)) => {
                let mut after = sequence.clone();
                options.on(&mut after);
                let said = [after.min, after.max, after.start];
                if sequence.counts_down() != after.counts_down() && said.contains(&None) {
                    let message = format!("{} would count the other way", op.id);
                    let help = "say where it begins and ends then: start(...), min(...), max(...)";
                    self.report(ConflictKind::Invalid, message, Some(help.into()));
                }
                self.sequence(&after);
            }
            (Some(Object::View(view)), ObjectChange::Refresh { concurrently })
                if view.materialized =>
            {
                self.refresh(view, *concurrently);
            }
            (None, _) => {}
            (
                Some(_),
                ObjectChange::Domain(_)
                | ObjectChange::Composite(_)
                | ObjectChange::Enable(_)
                | ObjectChange::Sequence(_)
                | ObjectChange::Refresh { .. }
                | ObjectChange::Restart(_),
            ) => self.report(
                ConflictKind::Invalid,
                format!("{} cannot be changed in this way", op.id),
                None,
            ),
        }
    }

    pub(in crate::operation) fn drop_object(&mut self, op: &DropObject) {
        if op.if_exists && self.state.overloads(&op.id).next().is_none() {
            return;
        }
        if self.known_object(&op.id) {
            if op.id.kind.is_type() {
                self.no_column_of_type(&op.id);
            }
            self.not_used(&op.id);
        }
    }

    /// A type goes only when no column is of it, and only then an attribute becomes another type.
    fn no_column_of_type(&mut self, id: &ObjectId) {
        let mut users = Vec::new();
        for table in self.state.tables.values() {
            for column in &table.columns {
                if is_of_type(&column.column_type, &id.name) {
                    users.push(format!("\"{}.{}\"", table.name, column.name));
                }
            }
        }
        if !users.is_empty() {
            self.report(
                ConflictKind::StillUsed,
                format!("column {} is of this type", users.join(" and ")),
                Some("drop the column or change its type first".into()),
            );
        }
    }

    pub(in crate::operation) fn rename_object(&mut self, op: &RenameObject) {
        if !self.known_object(&op.id) || op.id.name == op.to {
            return;
        }
        self.objects.push(op.to.clone());
        let id = self.state.resolve(&op.id).unwrap_or(&op.id);
        let to = id.named(op.to.clone());
        if self.state.object(&to).is_some() {
            self.report(
                ConflictKind::Duplicate,
                format!("there is a {to} already"),
                None,
            );
        } else {
            self.free_object_name(&to);
        }
    }

    pub(in crate::operation) fn comment_on_object(&mut self, op: &CommentOnObject) {
        self.known_object(&op.id);
    }

    fn free_object_name(&mut self, id: &ObjectId) {
        let taken = if id.kind.is_type() || id.kind.is_relation() {
            free_type(self.state, &id.name)
        } else {
            None
        };
        if let Some(what) = taken {
            self.report(
                ConflictKind::Duplicate,
                format!("there is a {what} \"{}\" already", id.name),
                None,
            );
        }
    }

    pub(super) fn known_object(&mut self, id: &ObjectId) -> bool {
        self.objects.push(id.name.clone());
        let known = self.state.object(id).is_some();
        if !known && id.arguments.is_none() && self.state.overloads(id).next().is_some() {
            let of_this_name = self.state.overloads(id).map(ToString::to_string);
            let message = format!(
                "there is more than one: {}",
                of_this_name.collect::<Vec<_>>().join(", ")
            );
            let help = "say which one: arguments(\"integer, text\")";
            self.report(ConflictKind::UnknownObject, message, Some(help.into()));
        } else if !known {
            let same_kind = (self.state.objects.keys()).filter(|other| other.kind == id.kind);
            let help = nearest(
                &id.name.to_string(),
                same_kind.map(|other| other.name.to_string()),
            );
            self.report(
                ConflictKind::UnknownObject,
                format!("there is no {id} at this point"),
                help,
            );
        }
        known
    }

    /// What can never be right about an object, or not on this state.
    fn object(&mut self, object: &Object) {
        match object {
            Object::View(view) => {
                if view.query.any_text().trim().is_empty() {
                    self.report(
                        ConflictKind::Invalid,
                        format!("the query of view \"{}\" is empty", view.name),
                        None,
                    );
                }
            }
            Object::Policy(policy) => {
                if policy.using.is_none() && policy.check.is_none() {
                    self.report(
                        ConflictKind::Invalid,
                        format!(
                            "policy \"{}\" says of no row that it is allowed",
                            policy.name
                        ),
                        Some("say which: using(\"...\"), with_check(\"...\")".into()),
                    );
                }
                self.table(&policy.table, false);
            }
            Object::Statistics(statistics) => {
                if let Some(table) = self.table(&statistics.table, false) {
                    let what = format!("statistics \"{}\"", statistics.name);
                    self.columns_exist(table, &statistics.columns, &what);
                }
            }
            Object::Publication(publication) => {
                for table in publication.tables.iter().flatten() {
                    self.table(table, false);
                }
            }
            Object::Composite(composite) => {
                let mut seen = BTreeSet::new();
                for attribute in &composite.attributes {
                    if !seen.insert(&attribute.name) {
                        let (name, attribute) = (&composite.name, &attribute.name);
                        let message = format!(
                            "composite type \"{name}\" has the attribute \"{attribute}\" twice"
                        );
                        self.report(ConflictKind::Duplicate, message, None);
                    }
                }
            }
            Object::Sequence(sequence) => self.sequence(sequence),
            Object::Routine(routine) => {
                if routine.body.any_text().trim().is_empty() {
                    let message = format!("{} has no body", routine.id());
                    let help = "say it: body(\"...\")";
                    self.report(ConflictKind::Invalid, message, Some(help.into()));
                }
            }
            Object::Trigger(trigger) => self.trigger(trigger),
            Object::Rule(rule) => self.has_relation(&rule.table),
            Object::Extension(_)
            | Object::Namespace(_)
            | Object::Domain(_)
            | Object::Range(_)
            | Object::Role(_) => {}
        }
    }
}

/// Whether a column's type, or that of its elements, is this one.
pub(crate) fn is_of_type(column_type: &ColumnType, name: &ObjectName) -> bool {
    match column_type {
        ColumnType::Custom(written) => names_type(written, name),
        ColumnType::Array(element) => is_of_type(element, name),
        _ => false,
    }
}
