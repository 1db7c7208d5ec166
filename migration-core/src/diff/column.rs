//! Columns.

use super::order::Differ;
use crate::operation::{AddColumn, AlterColumn, ColumnChange, DropColumn};
use crate::schema::{Column, Generation, Object, ObjectName, Trigger};

impl Differ<'_> {
    /// New columns, and what changes about those that are there.
    pub(super) fn columns(&mut self) {
        for table in self.changed_tables() {
            let Some(to) = self.to.table(&table) else {
                continue;
            };
            for column in &to.columns {
                let from = self
                    .state
                    .table(&table)
                    .and_then(|it| it.column(&column.name));
                match from.cloned() {
                    // It comes with its parent's.
                    None if self.to.inherits_column(to, &column.name) => {}
                    None => drop(self.attempt(AddColumn {
                        table: table.clone(),
                        column: column.clone(),
                        if_not_exists: false,
                        position: None,
                    })),
                    Some(from) if from == *column => {}
                    Some(from) => self.change_column(&table, &from, column),
                }
            }
        }
    }

    fn change_column(&mut self, table: &ObjectName, from: &Column, to: &Column) {
        let computed = |column: &Column| {
            column
                .generation
                .as_ref()
                .and_then(Generation::expression)
                .cloned()
        };
        if computed(to).is_some() && from.generation != to.generation {
            // Nothing makes a column of rows one that is computed.
            self.drop_column(table, &to.name);
            return;
        }
        let alter = |change: ColumnChange| AlterColumn {
            table: table.clone(),
            column: to.name.clone(),
            change,
        };
        if from.generation != to.generation && to.generation.is_none() && !from.is_identity() {
            self.attempt(alter(ColumnChange::Generation(None)));
        }
        let other_type = from.column_type != to.column_type;
        if other_type || from.collation != to.collation {
            self.drop_readers_of(table, &to.name);
        }
        if other_type {
            // The old default may be none of the new type.
            if from.default.is_some() && from.default != to.default {
                self.attempt(alter(ColumnChange::Default(None)));
            }
            self.attempt(alter(ColumnChange::Type {
                to: to.column_type.clone(),
                using: None,
            }));
        }
        let of_column = |differ: &Self| {
            let table = differ.state.table(table);
            table.and_then(|it| it.column(&to.name)).cloned()
        };
        // A change may have changed more than itself.
        let Some(now) = of_column(self) else { return };
        if now.default != to.default && to.generation.is_none() {
            self.attempt(alter(ColumnChange::Default(to.default.clone())));
        }
        if now.nullable != to.nullable {
            self.attempt(alter(ColumnChange::Nullable(to.nullable)));
        }
        if now.collation != to.collation {
            self.attempt(alter(ColumnChange::Collation(to.collation.clone())));
        }
        if now.comment != to.comment {
            self.attempt(alter(ColumnChange::Comment(to.comment.clone())));
        }
        if now.compression != to.compression {
            self.attempt(alter(ColumnChange::Compression(to.compression.clone())));
        }
        if now.statistics != to.statistics {
            self.attempt(alter(ColumnChange::Statistics(to.statistics)));
        }
    }

    /// Columns that are numbered no longer, while the key is there that MySQL and SQLite want them in.
    pub(super) fn drop_identities(&mut self) {
        for table in self.changed_tables() {
            let (Some(from), Some(to)) = (self.state.table(&table), self.to.table(&table)) else {
                continue;
            };
            let loses = |column: &&Column| match to.column(&column.name) {
                Some(to) => to.generation.is_none(),
                // It could go with its number, but for the keys that go before.
                None => {
                    let mut indexes = from.indexes.values();
                    !from.constraints_on(&column.name).is_empty()
                        || indexes.any(|index| index.uses(&column.name))
                }
            };
            let columns = from.columns.iter().filter(|it| it.is_identity());
            let columns: Vec<String> = columns.filter(loses).map(|it| it.name.clone()).collect();
            for column in columns {
                self.generation(&table, column, None);
            }
        }
    }

    /// Columns that are numbered from now on: the key that MySQL and SQLite want them in is there by now.
    pub(super) fn add_identities(&mut self) {
        for table in self.changed_tables() {
            let (Some(from), Some(to)) = (self.state.table(&table).cloned(), self.to.table(&table))
            else {
                continue;
            };
            for column in to.columns.iter().filter(|it| it.is_identity()) {
                let Some(now) = from.column(&column.name) else {
                    continue;
                };
                if now.generation == column.generation {
                    continue;
                }
                if now.default.is_some() {
                    self.attempt(AlterColumn {
                        table: table.clone(),
                        column: column.name.clone(),
                        change: ColumnChange::Default(None),
                    });
                }
                self.generation(&table, column.name.clone(), column.generation.clone());
            }
        }
    }

    fn generation(&mut self, table: &ObjectName, column: String, to: Option<Generation>) {
        self.attempt(AlterColumn {
            table: table.clone(),
            column,
            change: ColumnChange::Generation(to),
        });
    }

    /// Views that read a column, and triggers that are defined by it, keep it from becoming another type: they go, and come
    /// back.
    fn drop_readers_of(&mut self, table: &ObjectName, column: &str) {
        let below = self.state.all_below(table);
        let tables: Vec<&ObjectName> = std::iter::once(table).chain(&below).collect();
        let views = self.state.views().filter(|view| {
            let mut tables = tables.iter();
            tables.any(|table| view.query.reads_column(table, column))
        });
        let views = views.map(|view| Object::View(view.clone()).id());
        let triggers = self.state.triggers().filter(|trigger| {
            let when = trigger.when.as_ref();
            tables.contains(&&trigger.table)
                && (trigger.columns().any(|other| other == column)
                    || when.is_some_and(|when| when.mentions(column)))
        });
        let readers: Vec<_> = views.chain(triggers.map(Trigger::id)).collect();
        for id in readers {
            if self.state.object(&id).is_some() {
                self.drop_object(&id);
            }
        }
    }

    /// Columns that go.
    pub(super) fn drop_columns(&mut self) {
        for name in self.changed_tables() {
            let (Some(from), Some(to)) = (self.state.table(&name), self.to.table(&name)) else {
                continue;
            };
            let gone = from
                .columns
                .iter()
                .filter(|it| to.column(&it.name).is_none());
            let gone: Vec<String> = gone.map(|column| column.name.clone()).collect();
            for column in gone {
                self.drop_column(&name, &column);
            }
        }
    }

    fn drop_column(&mut self, table: &ObjectName, column: &str) {
        let is_there = self
            .state
            .table(table)
            .is_some_and(|it| it.column(column).is_some());
        if is_there {
            self.attempt(DropColumn {
                table: table.clone(),
                column: column.to_owned(),
                if_exists: false,
                cascade: false,
            });
        }
    }
}
