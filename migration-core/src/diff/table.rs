//! Tables as a whole: made, dropped, and what is said of one.

use std::collections::BTreeMap;

use super::order::Differ;
use crate::operation::{
    AttachPartition, CommentOnPart, CommentOnTable, CreateTable, DetachPartition, DropTable,
    SetLogged, SetRowSecurity, SetStorage, SetTablespace, TablePart, is_of_type,
};
use crate::schema::{
    Constraint, DefaultValue, Expression, Generation, ObjectName, SchemaState, Table,
};

impl Differ<'_> {
    /// Makes the tables that are not there: those that can be, until none can, then those whose foreign keys go round,
    /// without the keys.
    pub(super) fn create_tables(&mut self) {
        let to = self.to;
        let mut open: Vec<&Table> = (to.tables.values())
            .filter(|table| self.state.table(&table.name).is_none())
            .collect();
        loop {
            let before = open.len();
            open.retain(|table| !(self.is_ready(table) && self.create_table((*table).clone())));
            if open.is_empty() || open.len() == before && !self.create_without_keys(&mut open) {
                return;
            }
        }
    }

    /// Makes the first of these tables that can be made without its keys to tables that are not there.
    fn create_without_keys(&mut self, open: &mut Vec<&Table>) -> bool {
        let made = open.iter().position(|table| {
            let mut without = (*table).clone();
            let is_there =
                |name: &ObjectName| self.state.table(name).is_some() || *name == table.name;
            (without.foreign_keys).retain(|_, key| is_there(&key.references));
            without.foreign_keys.len() < table.foreign_keys.len()
                && self.is_ready(table)
                && self.create_table(without)
        });
        made.map(|at| open.remove(at)).is_some()
    }

    fn create_table(&mut self, table: Table) -> bool {
        self.attempt(CreateTable {
            table,
            if_not_exists: false,
            like: None,
        })
    }

    /// Whether the functions that its defaults and checks call are there, and the tables above it have the columns that they
    /// are to have.
    fn is_ready(&self, table: &Table) -> bool {
        let of = table.partition_of.as_ref().map(|of| &of.parent);
        let mut parents = of.into_iter().chain(&table.inherits);
        let is_done = |name: &ObjectName| {
            let (from, to) = (self.state.table(name), self.to.table(name));
            let columns = |table: &Table| {
                let mut columns: Vec<String> =
                    table.columns.iter().map(|it| it.name.clone()).collect();
                columns.sort();
                columns
            };
            from.map(columns) == to.map(columns)
        };
        if !parents.all(is_done) || self.waits_for_a_type(table) {
            return false;
        }
        let keys = table.constraints();
        let keys = keys.iter().map(Constraint::name);
        let own = std::iter::once(table.name.name.as_str());
        let mut names = own
            .chain(keys)
            .chain(table.indexes.keys().map(String::as_str));
        if names.any(|name| self.waits_for_a_name(&table.name, name)) {
            return false;
        }
        let texts = texts(table);
        texts.is_empty() || self.functions_ready(texts)
    }

    /// Whether this is the name of a table that goes, or of a key or an index of one: a schema has each once on PostgreSQL,
    /// and SQLite has no index that is called as a table is.
    pub(super) fn waits_for_a_name(&self, beside: &ObjectName, name: &str) -> bool {
        let mut gone = self.gone.iter().filter_map(|name| self.state.table(name));
        self.waits
            && gone.any(|other| {
                other.name.schema == beside.schema
                    && (other.name.name == name
                        || other.indexes.contains_key(name)
                        || other.constraint(name).is_some())
            })
    }

    /// Whether a column is of a domain or the like that is still to be made.
    fn waits_for_a_type(&self, table: &Table) -> bool {
        let missing = self
            .to
            .objects
            .keys()
            .filter(|id| id.kind.is_type() && !self.state.objects.contains_key(*id));
        self.waits
            && missing.into_iter().any(|id| {
                let mut columns = table.columns.iter();
                columns.any(|column| is_of_type(&column.column_type, &id.name))
            })
    }

    /// Partitions come and go.
    pub(super) fn partitions(&mut self) {
        for (name, to) in &self.to.tables {
            let Some(from) = self.state.table(name).map(|it| it.partition_of.clone()) else {
                continue;
            };
            if from == to.partition_of {
                continue;
            }
            let same = from.as_ref().zip(to.partition_of.as_ref());
            if same.is_some_and(|(from, to)| from.parent == to.parent && from.bound == to.bound) {
                continue;
            }
            if let Some(from) = from {
                self.attempt(DetachPartition {
                    parent: from.parent,
                    partition: name.clone(),
                    concurrently: false,
                });
            }
            if let Some(to) = &to.partition_of {
                self.attempt(AttachPartition {
                    parent: to.parent.clone(),
                    partition: name.clone(),
                    bound: to.bound.clone(),
                });
            }
        }
    }

    /// Comments, storage and the like, of tables, their constraints and their indexes.
    pub(super) fn about_tables(&mut self) {
        self.partitions();
        for name in self.changed_tables() {
            let (Some(from), Some(to)) = (self.state.table(&name).cloned(), self.to.table(&name))
            else {
                continue;
            };
            let table = || name.clone();
            if from.unlogged != to.unlogged {
                self.attempt(SetLogged {
                    table: table(),
                    logged: !to.unlogged,
                });
            }
            if from.row_security != to.row_security {
                self.attempt(SetRowSecurity {
                    table: table(),
                    to: to.row_security,
                });
            }
            if from.comment != to.comment {
                self.attempt(CommentOnTable {
                    table: table(),
                    comment: to.comment.clone(),
                });
            }
            self.tuning(
                &name,
                None,
                (&from.storage, &to.storage),
                (&from.tablespace, &to.tablespace),
            );
            for (index, to) in &to.indexes {
                let Some(from) = from.indexes.get(index) else {
                    continue;
                };
                self.tuning(
                    &name,
                    Some(index),
                    (&from.storage, &to.storage),
                    (&from.tablespace, &to.tablespace),
                );
                if from.comment != to.comment {
                    let part = TablePart::Index(index.clone());
                    self.comment_on_part(&name, part, to.comment.as_ref());
                }
            }
            for constraint in to.constraints() {
                let key = constraint.name();
                let (from, to) = (
                    from.constraint_comments.get(key),
                    to.constraint_comments.get(key),
                );
                if from != to {
                    self.comment_on_part(&name, TablePart::Constraint(key.to_owned()), to);
                }
            }
        }
    }

    fn comment_on_part(&mut self, table: &ObjectName, part: TablePart, comment: Option<&String>) {
        self.attempt(CommentOnPart {
            table: table.clone(),
            part,
            comment: comment.cloned(),
        });
    }

    fn tuning(
        &mut self,
        table: &ObjectName,
        index: Option<&String>,
        storage: (&BTreeMap<String, String>, &BTreeMap<String, String>),
        tablespace: (&Option<String>, &Option<String>),
    ) {
        let (from, to) = storage;
        let set = to
            .iter()
            .filter(|(name, value)| from.get(*name) != Some(value));
        let set = set.map(|(name, value)| (name.clone(), Some(value.clone())));
        let reset = from.keys().filter(|name| !to.contains_key(*name));
        let parameters: BTreeMap<_, _> =
            set.chain(reset.map(|name| (name.clone(), None))).collect();
        if !parameters.is_empty() {
            self.attempt(SetStorage {
                table: table.clone(),
                index: index.cloned(),
                parameters,
            });
        }
        if tablespace.0 != tablespace.1 {
            self.attempt(SetTablespace {
                table: table.clone(),
                index: index.cloned(),
                tablespace: tablespace.1.clone(),
            });
        }
    }

    /// Tables that go: those that others refer to after those.
    pub(super) fn drop_tables(&mut self) {
        let gone = self
            .state
            .tables
            .keys()
            .filter(|name| self.to.table(name).is_none());
        let mut open: Vec<ObjectName> = gone.cloned().collect();
        let mut before = usize::MAX;
        while open.len() < before {
            before = open.len();
            open.retain(|table| {
                self.state.table(table).is_some()
                    && !self.attempt(DropTable {
                        table: table.clone(),
                        if_exists: false,
                        cascade: false,
                    })
            });
        }
    }

    /// The tables that are there before and after and differ by now; parents before what is below them.
    pub(super) fn changed_tables(&self) -> Vec<ObjectName> {
        let changed = self.to.tables.iter().filter(|(name, to)| {
            let from = self.state.table(name);
            from.is_some_and(|from| from != *to)
        });
        let mut changed: Vec<_> = changed.map(|(name, _)| name.clone()).collect();
        changed.sort_by_key(|name| depth(self.to, name));
        changed
    }
}

/// How far a table is below one that has no parent.
fn depth(state: &SchemaState, name: &ObjectName) -> usize {
    let Some(table) = state.table(name) else {
        return 0;
    };
    let of = table.partition_of.as_ref().map(|of| &of.parent);
    let parents = of
        .into_iter()
        .chain(&table.inherits)
        .filter(|it| *it != name);
    parents.map(|it| 1 + depth(state, it)).max().unwrap_or(0)
}

/// The SQL in the definition of a table.
fn texts(table: &Table) -> Vec<&Expression> {
    let mut found = Vec::new();
    for column in &table.columns {
        if let Some(DefaultValue::Expression(default)) = &column.default {
            found.push(default);
        }
        if let Some(Generation::Stored(expression) | Generation::Virtual(expression)) =
            &column.generation
        {
            found.push(expression);
        }
    }
    found.extend(table.checks.values().map(|check| &check.expression));
    for index in table.indexes.values() {
        found.extend(index.parts.iter().filter_map(|part| match &part.key {
            crate::schema::IndexKey::Expression(expression) => Some(expression),
            crate::schema::IndexKey::Column(_) => None,
        }));
        found.extend(&index.filter);
    }
    found
}
