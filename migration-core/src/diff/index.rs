//! Indexes of tables and of materialized views.

use super::order::Differ;
use crate::operation::{CreateIndex, DropIndex, RenameIndex};
use crate::schema::{Index, ObjectName, Table};

impl Differ<'_> {
    /// Indexes that go, or come back otherwise.
    pub(super) fn drop_indexes(&mut self, name: &ObjectName) {
        let (Some(from), Some(to)) = (self.state.table(name).cloned(), self.to.table(name)) else {
            return;
        };
        for index in from.indexes.values() {
            let after = to.indexes.get(&index.name);
            if after.is_some_and(|after| is_same(index, after)) {
                continue;
            }
            match after.map_or_else(|| renamed(&from, to, index), |_| None) {
                Some(to) => drop(self.attempt(RenameIndex {
                    table: name.clone(),
                    from: index.name.clone(),
                    to,
                })),
                None => drop(self.attempt(DropIndex {
                    table: name.clone(),
                    name: index.name.clone(),
                    concurrently: false,
                    if_exists: false,
                })),
            }
        }
    }

    /// New indexes, of tables that were there while others write if that was asked for.
    pub(super) fn add_indexes(&mut self, name: &ObjectName) {
        let (Some(from), Some(to)) = (self.state.table(name), self.to.table(name)) else {
            return;
        };
        let of_one = to.partitioning.is_none() && to.partition_of.is_none();
        let concurrently = self.options.concurrently && of_one && self.old_tables.contains(name);
        let new = to
            .indexes
            .values()
            .filter(|it| !from.indexes.contains_key(&it.name));
        for index in new.cloned().collect::<Vec<_>>() {
            let texts = index.parts.iter().filter_map(|part| match &part.key {
                crate::schema::IndexKey::Expression(expression) => Some(expression),
                crate::schema::IndexKey::Column(_) => None,
            });
            if self.functions_ready(texts.chain(&index.filter))
                && !self.waits_for_a_name(name, &index.name)
            {
                self.attempt(CreateIndex {
                    table: name.clone(),
                    index,
                    concurrently,
                    if_not_exists: false,
                    only: false,
                });
            }
        }
    }
}

/// Whether one can become the other without being built anew.
fn is_same(a: &Index, b: &Index) -> bool {
    let mut other = a.clone();
    other.comment.clone_from(&b.comment);
    other.storage.clone_from(&b.storage);
    other.tablespace.clone_from(&b.tablespace);
    other == *b
}

fn renamed(from: &Table, to: &Table, index: &Index) -> Option<String> {
    let mut new = to
        .indexes
        .values()
        .filter(|it| !from.indexes.contains_key(&it.name));
    let same = new.find(|it| {
        let mut other = (*it).clone();
        other.name.clone_from(&index.name);
        other == *index
    });
    same.map(|it| it.name.clone())
}
