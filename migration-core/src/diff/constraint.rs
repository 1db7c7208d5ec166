//! Keys and checks.

use super::order::Differ;
use crate::operation::{
    AddConstraint, AlterConstraint, ConstraintChange, DropConstraint, RenameConstraint,
    ValidateConstraint,
};
use crate::schema::{Constraint, ConstraintKind, ObjectName, Table};

impl Differ<'_> {
    /// Constraints and indexes that go, or come back otherwise: foreign keys first, as they keep the keys that they refer to.
    pub(super) fn drop_parts(&mut self) {
        let tables = self.changed_tables();
        let gone: Vec<ObjectName> = (self.state.tables.keys())
            .filter(|name| self.to.table(name).is_none())
            .cloned()
            .collect();
        // Tables that go, and refer to each other, can go once they do not.
        for name in gone {
            let keys = self.state.table(&name).map(Table::constraints);
            let keys = keys.unwrap_or_default().into_iter();
            let to_others = keys.filter(|key| match key {
                Constraint::ForeignKey(key) => {
                    key.references != name && refers_back(&self.state, &key.references, &name)
                }
                _ => false,
            });
            for key in to_others.collect::<Vec<_>>() {
                self.drop_constraint(&name, &key);
            }
        }
        for only_keys in [true, false] {
            for table in &tables {
                self.constraints_of(table, only_keys);
            }
        }
        for table in &tables {
            self.drop_indexes(table);
        }
    }

    fn constraints_of(&mut self, name: &ObjectName, only_keys: bool) {
        let (Some(from), Some(to)) = (self.state.table(name).cloned(), self.to.table(name)) else {
            return;
        };
        for before in from.constraints() {
            if (before.kind() == ConstraintKind::ForeignKey) != only_keys {
                continue;
            }
            match same_of(to, &before) {
                Some(after) if after == before => {}
                Some(after) if after.name() == before.name() => {
                    if !self.change_constraint(name, &before, &after) {
                        self.drop_constraint(name, &before);
                    }
                }
                Some(_) | None => match renamed(&from, to, &before) {
                    Some(to) => drop(self.attempt(RenameConstraint {
                        table: name.clone(),
                        from: before.name().to_owned(),
                        to,
                    })),
                    None => self.drop_constraint(name, &before),
                },
            }
        }
    }

    /// Changes what can be changed in place.
    fn change_constraint(
        &mut self,
        table: &ObjectName,
        from: &Constraint,
        to: &Constraint,
    ) -> bool {
        let mut now = from.clone();
        let mut changes = Vec::new();
        let deferrable = |constraint: &Constraint| match constraint {
            Constraint::Unique(unique) => Some(unique.deferrable),
            Constraint::ForeignKey(key) => Some(key.deferrable),
            Constraint::Exclusion(exclusion) => Some(exclusion.deferrable),
            Constraint::PrimaryKey(_) | Constraint::Check(_) => None,
        };
        // The server changes it of foreign keys alone.
        if let (Constraint::ForeignKey(key), Some(to)) = (&mut now, deferrable(to))
            && key.deferrable != to
        {
            key.deferrable = to;
            changes.push(ConstraintChange::Deferrable(to));
        }
        if let (Constraint::Check(check), Constraint::Check(to)) = (&mut now, to)
            && check.not_enforced != to.not_enforced
        {
            check.not_enforced = to.not_enforced;
            changes.push(ConstraintChange::Enforced(!to.not_enforced));
        }
        let mut validate = false;
        if now.is_not_valid() && !to.is_not_valid() {
            validate = true;
            match &mut now {
                Constraint::ForeignKey(key) => key.not_valid = false,
                Constraint::Check(check) => check.not_valid = false,
                Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclusion(_) => {}
            }
        }
        if now != *to {
            return false;
        }
        for change in changes {
            self.attempt(AlterConstraint {
                table: table.clone(),
                name: to.name().to_owned(),
                change,
            });
        }
        if validate {
            self.attempt(ValidateConstraint {
                table: table.clone(),
                name: to.name().to_owned(),
            });
        }
        true
    }

    fn drop_constraint(&mut self, table: &ObjectName, constraint: &Constraint) {
        self.attempt(DropConstraint {
            table: table.clone(),
            name: constraint.name().to_owned(),
            kind: Some(constraint.kind()),
            if_exists: false,
        });
    }

    /// New constraints and indexes: what foreign keys may refer to first.
    pub(super) fn add_parts(&mut self) {
        let tables = self.changed_tables();
        for only_keys in [false, true] {
            for name in &tables {
                let Some(to) = self.to.table(name) else {
                    continue;
                };
                for constraint in to.constraints() {
                    let is_key = constraint.kind() == ConstraintKind::ForeignKey;
                    let is_there = self
                        .state
                        .table(name)
                        .is_some_and(|from| same_of(from, &constraint).is_some());
                    let waits = self.waits_for_a_name(name, constraint.name());
                    if is_key == only_keys && !is_there && !waits {
                        self.attempt(AddConstraint::new(name.clone(), constraint));
                    }
                }
                if !only_keys {
                    self.add_indexes(name);
                }
            }
        }
    }
}

/// Whether a table leads back to another by foreign keys.
fn refers_back(state: &crate::schema::SchemaState, from: &ObjectName, to: &ObjectName) -> bool {
    let mut open = vec![from];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name)
            && let Some(table) = state.table(name)
        {
            open.extend(table.foreign_keys.values().map(|key| &key.references));
        }
    }
    false
}

/// The constraint of this name and kind, or the primary key.
fn same_of(table: &Table, constraint: &Constraint) -> Option<Constraint> {
    match constraint {
        Constraint::PrimaryKey(key) => {
            let found = table.primary_key.as_ref();
            let found = found.filter(|it| it.name == key.name);
            found.cloned().map(Constraint::PrimaryKey)
        }
        Constraint::Unique(_)
        | Constraint::ForeignKey(_)
        | Constraint::Check(_)
        | Constraint::Exclusion(_) => {
            let found = table.constraint(constraint.name());
            found.filter(|it| it.kind() == constraint.kind())
        }
    }
}

/// What a constraint is called afterwards that is the same but for its name, if one is new.
fn renamed(from: &Table, to: &Table, constraint: &Constraint) -> Option<String> {
    let is_new = |it: &Constraint| from.constraint(it.name()).is_none();
    let mut new = to.constraints().into_iter().filter(is_new);
    let same = new.find(|it| {
        let mut other = it.clone();
        other.set_name(constraint.name().to_owned());
        other == *constraint
    });
    same.map(|it| it.name().to_owned())
}
