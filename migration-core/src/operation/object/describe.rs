//! describe, for objects.

use super::{AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{
    CompositeChange, DomainChange, Object, ObjectChange, ObjectId, ObjectName, TriggerEnabled,
};

impl CreateObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("create {}", self.object.id())
    }
}

impl AlterObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("alter {}", self.to.id())
    }
}

impl ChangeObject {
    pub(in crate::operation) fn describe(&self) -> String {
        let id = &self.id;
        match &self.change {
            ObjectChange::Domain(change) => match change {
                DomainChange::Default(Some(_)) => format!("set the default of {id}"),
                DomainChange::Default(None) => format!("drop the default of {id}"),
                DomainChange::NotNull(true) => format!("forbid NULL in {id}"),
                DomainChange::NotNull(false) => format!("allow NULL in {id}"),
                DomainChange::AddCheck(check) => format!("add check \"{}\" to {id}", check.name),
                DomainChange::DropCheck(name) => format!("drop check \"{name}\" of {id}"),
                DomainChange::ValidateCheck(name) => format!("validate check \"{name}\" of {id}"),
            },
            ObjectChange::Composite(change) => match change {
                CompositeChange::Add(attribute) => {
                    format!("add attribute \"{}\" to {id}", attribute.name)
                }
                CompositeChange::Drop(name) => format!("drop attribute \"{name}\" of {id}"),
                CompositeChange::Rename { from, to } => {
                    format!("rename attribute \"{from}\" of {id} to \"{to}\"")
                }
                CompositeChange::Type { name, .. } => {
                    format!("change the type of attribute \"{name}\" of {id}")
                }
            },
            ObjectChange::Enable(TriggerEnabled::Disabled) => format!("disable {id}"),
            ObjectChange::Enable(
                TriggerEnabled::Origin | TriggerEnabled::Replica | TriggerEnabled::Always,
            ) => format!("enable {id}"),
            ObjectChange::Refresh { .. } => format!("refresh {id}"),
            ObjectChange::Sequence(_) => format!("alter {id}"),
            ObjectChange::Restart(_) => format!("restart {id}"),
        }
    }
}

impl DropObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("drop {}", self.id)
    }
}

impl RenameObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("rename {} to \"{}\"", self.id, self.to)
    }
}

impl CommentOnObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("comment on {}", self.id)
    }
}

/// The names that an object gives or uses: not those in its SQL.
pub(in crate::operation) fn names(object: &Object) -> Vec<&str> {
    let mut names = Vec::new();
    match object {
        Object::View(view) => {
            of_name(&view.name, &mut names);
            names.extend(view.columns.iter().map(String::as_str));
            names.extend(view.indexes.keys().map(String::as_str));
        }
        Object::Extension(extension) => {
            names.push(&extension.name);
            names.extend(extension.schema.as_deref());
        }
        Object::Namespace(namespace) => names.push(&namespace.name),
        Object::Domain(domain) => {
            of_name(&domain.name, &mut names);
            names.extend(domain.checks.keys().map(String::as_str));
        }
        Object::Composite(composite) => {
            of_name(&composite.name, &mut names);
            names.extend(composite.attributes.iter().map(|it| it.name.as_str()));
        }
        Object::Range(range) => of_name(&range.name, &mut names),
        Object::Policy(policy) => {
            names.push(&policy.name);
            of_name(&policy.table, &mut names);
            names.extend(policy.roles.iter().map(String::as_str));
        }
        Object::Role(role) => {
            names.push(&role.name);
            names.extend(role.member_of.iter().map(String::as_str));
        }
        Object::Publication(publication) => {
            names.push(&publication.name);
            for table in publication.tables.iter().flatten() {
                of_name(table, &mut names);
            }
        }
        Object::Statistics(statistics) => {
            of_name(&statistics.name, &mut names);
            of_name(&statistics.table, &mut names);
            names.extend(statistics.columns.iter().map(String::as_str));
        }
        Object::Sequence(sequence) => {
            of_name(&sequence.name, &mut names);
            if let Some((table, column)) = &sequence.owned_by {
                of_name(table, &mut names);
                names.push(column);
            }
        }
        Object::Routine(routine) => of_name(&routine.name, &mut names),
        Object::Trigger(trigger) => {
            names.push(&trigger.name);
            of_name(&trigger.table, &mut names);
            names.extend(trigger.columns().map(String::as_str));
            if let Some(function) = &trigger.function {
                of_name(function, &mut names);
            }
            let tables = trigger.old_table.iter().chain(&trigger.new_table);
            names.extend(tables.map(String::as_str));
        }
        Object::Rule(rule) => {
            names.push(&rule.name);
            of_name(&rule.table, &mut names);
        }
    }
    names
}

/// The names of which object is meant.
pub(in crate::operation) fn names_of_id(id: &ObjectId) -> Vec<&str> {
    let mut names = Vec::new();
    of_name(&id.name, &mut names);
    if let Some(table) = &id.on {
        of_name(table, &mut names);
    }
    names
}

pub(in crate::operation) fn names_of_change(op: &ChangeObject) -> Vec<&str> {
    let mut names = names_of_id(&op.id);
    match &op.change {
        ObjectChange::Domain(change) => match change {
            DomainChange::AddCheck(check) => names.push(&check.name),
            DomainChange::DropCheck(name) | DomainChange::ValidateCheck(name) => names.push(name),
            DomainChange::Default(_) | DomainChange::NotNull(_) => {}
        },
        ObjectChange::Composite(change) => match change {
            CompositeChange::Add(attribute) => names.push(&attribute.name),
            CompositeChange::Drop(name) | CompositeChange::Type { name, .. } => names.push(name),
            CompositeChange::Rename { from, to } => names.extend([from.as_str(), to.as_str()]),
        },
        ObjectChange::Sequence(options) => {
            if let Some(Some((table, column))) = &options.owned_by {
                of_name(table, &mut names);
                names.push(column);
            }
        }
        ObjectChange::Enable(_) | ObjectChange::Refresh { .. } | ObjectChange::Restart(_) => {}
    }
    names
}

fn of_name<'a>(name: &'a ObjectName, names: &mut Vec<&'a str>) {
    names.extend(name.schema.as_deref());
    names.push(&name.name);
}
