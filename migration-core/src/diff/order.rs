//! The order of operations: rounds over all nouns, each of which does what the state allows by then.

use std::collections::BTreeSet;

use super::Options;
use crate::operation::{Conflict, ConflictKind, DropConstraint, DropObject, DropTable, Operation};
use crate::schema::{
    Constraint, ConstraintKind, Expression, Object, ObjectId, ObjectKind, ObjectName, SchemaState,
    has_word,
};

/// A state on its way to another one.
pub(super) struct Differ<'a> {
    /// The state as it is by now.
    pub(super) state: SchemaState,
    pub(super) to: &'a SchemaState,
    pub(super) options: &'a Options,
    /// The tables that were there at the beginning.
    pub(super) old_tables: BTreeSet<ObjectName>,
    /// Those of them that are not there at the end.
    pub(super) gone: Vec<ObjectName>,
    pub(super) operations: Vec<Operation>,
    /// What kept operations of this round from being applied.
    in_the_way: Vec<Conflict>,
    /// What has been waited for in vain is not waited for any more.
    pub(super) waits: bool,
    /// What went because it stood in the way does not come back before the next round but one.
    holds: bool,
    /// More operations than this are more than any order needs.
    limit: usize,
}

impl<'a> Differ<'a> {
    pub(super) fn new(from: &SchemaState, to: &'a SchemaState, options: &'a Options) -> Self {
        let mut state = from.clone();
        // What raw SQL has named excuses nothing here.
        state.named_by_raw_sql.clear();
        let limit = 64 + 16 * (size(from) + size(to));
        Self {
            gone: (from.tables.keys())
                .filter(|name| to.table(name).is_none())
                .cloned()
                .collect(),
            old_tables: state.tables.keys().cloned().collect(),
            state,
            to,
            options,
            operations: Vec::new(),
            in_the_way: Vec::new(),
            waits: true,
            holds: false,
            limit,
        }
    }

    /// Applies an operation if that can be done by now.
    pub(super) fn attempt(&mut self, operation: impl Into<Operation>) -> bool {
        let operation = operation.into();
        match self.state.apply(&operation) {
            Ok(()) => {
                self.operations.push(operation);
                true
            }
            Err(conflicts) => {
                self.in_the_way.extend(conflicts);
                false
            }
        }
    }

    /// Goes through all nouns until nothing differs.
    pub(super) fn run(mut self) -> Result<Vec<Operation>, Vec<String>> {
        while self.state != *self.to {
            let before = self.operations.len();
            self.in_the_way.clear();
            self.round();
            if self.operations.len() > before {
                // More than any order needs means that two rules undo each other.
                if self.operations.len() > self.limit && self.state != *self.to {
                    return Err(self.left());
                }
                continue;
            }
            if std::mem::take(&mut self.waits) || self.clear_the_way() {
                continue;
            }
            return Err(self.left());
        }
        Ok(self.operations)
    }

    /// What kept operations from being applied, in words.
    pub(super) fn what_is_in_the_way(&self) -> Vec<String> {
        self.in_the_way
            .iter()
            .map(|it| it.message.clone())
            .collect()
    }

    fn round(&mut self) {
        self.types();
        self.first_objects();
        self.drop_what_goes_early();
        self.drop_identities();
        self.drop_parts();
        self.create_tables();
        self.columns();
        self.add_parts();
        self.add_identities();
        if !std::mem::take(&mut self.holds) {
            self.last_objects();
        }
        self.about_tables();
        self.comments_and_grants();
        self.drop_columns();
        self.drop_tables();
        self.drop_what_goes_late();
        self.drop_types();
    }

    /// What stands in the way of everything that is left goes, and comes back: views and triggers that read what changes,
    /// foreign keys to a key that changes, at last tables that no operation changes.
    fn clear_the_way(&mut self) -> bool {
        if self.recreate_a_table() {
            return true;
        }
        let conflicts = self.in_the_way.clone();
        let used = |conflict: &&Conflict| conflict.kind == ConflictKind::StillUsed;
        for name in conflicts.iter().filter(used).flat_map(|it| &it.objects) {
            if self.drop_reader(name) {
                self.holds = true;
                return true;
            }
        }
        self.drop_keys_to_changed_tables() || self.recreate_an_heir()
    }

    /// Drops views, triggers and rules of this name, and what reads them before.
    fn drop_reader(&mut self, name: &ObjectName) -> bool {
        let is_reader = |object: &&Object| {
            matches!(
                object,
                Object::View(_) | Object::Trigger(_) | Object::Rule(_)
            )
        };
        let readers = self.state.objects.values().filter(is_reader);
        let ids = readers.map(Object::id).filter(|id| id.name == *name);
        let ids: Vec<_> = ids.collect();
        ids.into_iter().any(|id| self.drop_object(&id))
    }

    /// Drops a view or the like, after the views that read it.
    pub(super) fn drop_object(&mut self, id: &ObjectId) -> bool {
        if matches!(id.kind, ObjectKind::View | ObjectKind::MaterializedView) {
            let readers = self.state.views_of(&id.name);
            let readers: Vec<_> = readers
                .map(|view| Object::View(view.clone()).id())
                .collect();
            for reader in readers.into_iter().filter(|reader| reader != id) {
                self.drop_object(&reader);
            }
        }
        self.attempt(DropObject {
            id: id.clone(),
            if_exists: false,
            cascade: false,
        })
    }

    fn drop_keys_to_changed_tables(&mut self) -> bool {
        let mut found = None;
        for table in self.state.tables.values() {
            let changed = |name: &ObjectName| self.state.table(name) != self.to.table(name);
            let mut keys = table.foreign_keys.values();
            if let Some(key) = keys.find(|key| changed(&key.references)) {
                found = Some((table.name.clone(), Constraint::ForeignKey(key.clone())));
                break;
            }
        }
        found.is_some_and(|(table, key)| {
            self.attempt(DropConstraint {
                table,
                name: key.name().to_owned(),
                kind: Some(key.kind()),
                if_exists: false,
            })
        })
    }

    /// A table cannot become partitioned, temporary or the heir of another one: it is made anew, and its rows are gone.
    fn recreate_a_table(&mut self) -> bool {
        let changed = self.state.tables.values().filter(|table| {
            let to = self.to.table(&table.name);
            to.is_some_and(|to| {
                (&table.partitioning, &table.inherits) != (&to.partitioning, &to.inherits)
                    || table.temporary != to.temporary
                    || table.partition_of != to.partition_of
            })
        });
        let changed: Vec<_> = changed.map(|table| table.name.clone()).collect();
        changed
            .into_iter()
            .any(|table| self.drop_with_users(&table))
    }

    /// A column that an heir has of its own cannot become its parent's.
    fn recreate_an_heir(&mut self) -> bool {
        let changed = |name: &ObjectName| self.state.table(name) != self.to.table(name);
        let tables = self.state.tables.values();
        let heirs = tables.filter(|table| table.inherits.iter().any(changed));
        let heirs: Vec<_> = heirs.map(|table| table.name.clone()).collect();
        heirs.into_iter().any(|table| self.drop_with_users(&table))
    }

    /// Drops a table after what keeps it there: tables below it, views that read it, foreign keys to it.
    fn drop_with_users(&mut self, table: &ObjectName) -> bool {
        for below in self.state.all_below(table).into_iter().rev() {
            self.drop_with_users(&below);
        }
        let readers = self.state.objects.values().filter(|object| match object {
            Object::View(view) => view.query.reads(table),
            Object::Trigger(trigger) => {
                trigger.table != *table && trigger.body.as_ref().is_some_and(|it| it.reads(table))
            }
            Object::Rule(rule) => rule.commands.iter().any(|it| it.reads(table)),
            _ => false,
        });
        for id in readers.map(Object::id).collect::<Vec<_>>() {
            if self.state.objects.contains_key(&id) {
                self.drop_object(&id);
            }
        }
        let keys = self.state.references_to(table);
        let keys: Vec<_> = keys
            .map(|(user, key)| (user.clone(), key.name.clone()))
            .collect();
        for (table, name) in keys {
            self.attempt(DropConstraint {
                table,
                name,
                kind: Some(ConstraintKind::ForeignKey),
                if_exists: false,
            });
        }
        self.attempt(DropTable {
            table: table.clone(),
            if_exists: false,
            cascade: false,
        })
    }

    /// What differs still, in words.
    fn left(&self) -> Vec<String> {
        let mut left = Vec::new();
        let tables = self.state.tables.keys().chain(self.to.tables.keys());
        for name in tables.collect::<BTreeSet<_>>() {
            if self.state.table(name) != self.to.table(name) {
                left.push(format!("table \"{name}\""));
            }
        }
        let enums = self.state.enums.keys().chain(self.to.enums.keys());
        for name in enums.collect::<BTreeSet<_>>() {
            if self.state.enum_type(name) != self.to.enum_type(name) {
                left.push(format!("enum type \"{name}\""));
            }
        }
        let objects = self.state.objects.keys().chain(self.to.objects.keys());
        for id in objects.collect::<BTreeSet<_>>() {
            if self.state.objects.get(id) != self.to.objects.get(id) {
                left.push(id.to_string());
            }
        }
        let comments = (self.state.object_comments.keys()).chain(self.to.object_comments.keys());
        for id in comments.collect::<BTreeSet<_>>() {
            if self.state.object_comments.get(id) != self.to.object_comments.get(id) {
                left.push(format!("the comment on {id}"));
            }
        }
        let grants = self.state.grants.keys().chain(self.to.grants.keys());
        for key in grants.collect::<BTreeSet<_>>() {
            if self.state.grants.get(key) != self.to.grants.get(key) {
                let (on, role) = key;
                left.push(format!("what \"{role}\" is granted on {on}"));
            }
        }
        let why = self.in_the_way.iter().map(|it| it.message.clone());
        let why: BTreeSet<String> = why.collect();
        if !why.is_empty() {
            let why: Vec<String> = why.into_iter().collect();
            left.push(format!("since {}", why.join(", and ")));
        }
        left
    }

    /// Whether these texts name none of the functions, tables and views that are still to be made.
    pub(super) fn ready<'e>(&self, texts: impl IntoIterator<Item = &'e Expression>) -> bool {
        self.ready_but_for("", texts)
    }

    /// As [`Self::ready`], but for one name: its own.
    pub(super) fn ready_but_for<'e>(
        &self,
        own: &str,
        texts: impl IntoIterator<Item = &'e Expression>,
    ) -> bool {
        if !self.waits {
            return true;
        }
        let tables = (self.to.tables.keys()).filter(|name| self.state.table(name).is_none());
        let views = self.missing(&[ObjectKind::View, ObjectKind::MaterializedView]);
        let names = tables.map(|name| name.name.as_str()).chain(views);
        let names = names.chain(self.missing(&[ObjectKind::Function]));
        name_none(texts, names.filter(|name| *name != own))
    }

    /// Whether these texts name none of the functions that are still to be made.
    pub(super) fn functions_ready<'e>(
        &self,
        texts: impl IntoIterator<Item = &'e Expression>,
    ) -> bool {
        !self.waits || name_none(texts, self.missing(&[ObjectKind::Function]))
    }

    /// The names of objects of these kinds that are still to be made.
    fn missing<'s>(&'s self, kinds: &'s [ObjectKind]) -> impl Iterator<Item = &'s str> {
        let wanted = self.to.objects.keys().filter(|id| kinds.contains(&id.kind));
        let missing = wanted.filter(|id| !self.state.objects.contains_key(id));
        missing.map(|id| id.name.name.as_str())
    }
}

/// How much there is in a state that can be made, changed or dropped.
fn size(state: &SchemaState) -> usize {
    let parts = state
        .tables
        .values()
        .map(|table| table.columns.len() + table.indexes.len() + table.constraints().len() + 1);
    parts.sum::<usize>() + state.enums.len() + state.objects.len() + state.grants.len()
}

fn name_none<'e, 'n>(
    texts: impl IntoIterator<Item = &'e Expression>,
    names: impl Iterator<Item = &'n str>,
) -> bool {
    let mut names = names.peekable();
    if names.peek().is_none() {
        return true;
    }
    let texts: Vec<&str> = texts.into_iter().map(Expression::any_text).collect();
    !names.any(|name| texts.iter().any(|text| has_word(text, name)))
}
