//! The operation that a table comes to, and what is wrong with it.

use super::TableBuilder;
use crate::Location;
use crate::operation::{CreateTable, Recorded};
use crate::schema::{Constraint, Index, PrimaryKey, naming};

impl TableBuilder {
    pub(in crate::builder) fn finish(mut self, out: &mut Vec<Recorded>) {
        let mut parts = Vec::new();
        let mut later = Vec::new();
        self.finish_columns(&mut parts);
        self.finish_keys(&mut parts);
        match self.partition_of.take().map(|partition| partition.build()) {
            Some(Ok(of)) => self.table.partition_of = Some(of),
            Some(Err(complaint)) => self.complaints.push(complaint),
            None => {}
        }
        for index in std::mem::take(&mut self.indexes) {
            if index.is_plain() {
                let at = index.at;
                self.put_index(index.build(), at, &mut parts);
            } else {
                index.finish(&mut later);
            }
        }
        out.push(Recorded {
            operation: CreateTable {
                table: self.table,
                if_not_exists: self.if_not_exists,
                like: self.like,
            }
            .into(),
            at: self.at,
            parts,
            complaints: self.complaints,
        });
        out.append(&mut later);
    }

    fn finish_columns(&mut self, parts: &mut Vec<(String, Location)>) {
        let name = self.table.name.clone();
        let mut key = Vec::new();
        for column in std::mem::take(&mut self.columns) {
            parts.push((column.column.name.clone(), column.at));
            self.complaints.extend(column.complaints.iter().cloned());
            if column.primary_key {
                key.push(column.column.name.clone());
            }
            for constraint in column.constraints(&name) {
                self.put_constraint(constraint, column.at, parts);
            }
            if let Some(index) = column.own_index(&name) {
                self.put_index(index, column.at, parts);
            }
            self.table.columns.push(column.column);
        }
        let whole = self.primary_key.take();
        if let (Some(whole), false) = (&whole, key.is_empty()) {
            self.complaints.push((
                format!("table \"{name}\" is given two primary keys: a column's and the table's"),
                whole.at,
            ));
        }
        if let Some(whole) = whole {
            let key = whole.build();
            parts.push((key.name.clone(), whole.at));
            if whole.using_index.is_some() {
                let message = format!("table \"{name}\" is new and has no index for its key");
                let message = message + ": leave using_index out";
                self.complaints.push((message, whole.at));
            }
            self.table.primary_key = Some(key).filter(|key| !key.columns.is_empty());
        } else if !key.is_empty() {
            self.table.primary_key = Some(PrimaryKey {
                name: naming::primary_key(&name),
                columns: key,
                without_overlaps: false,
            });
        }
    }

    fn finish_keys(&mut self, parts: &mut Vec<(String, Location)>) {
        for unique in std::mem::take(&mut self.uniques) {
            self.put_constraint(Constraint::Unique(unique.build()), unique.at, parts);
        }
        for key in std::mem::take(&mut self.foreign_keys) {
            match key.build() {
                Ok(built) => self.put_constraint(Constraint::ForeignKey(built), key.at, parts),
                Err(complaint) => self.complaints.push(complaint),
            }
        }
        for check in std::mem::take(&mut self.checks) {
            self.put_constraint(Constraint::Check(check.check), check.at, parts);
        }
        for exclusion in std::mem::take(&mut self.exclusions) {
            let (built, at) = (exclusion.build(), exclusion.at);
            self.put_constraint(Constraint::Exclusion(built), at, parts);
        }
    }

    fn put_constraint(
        &mut self,
        constraint: Constraint,
        at: Location,
        parts: &mut Vec<(String, Location)>,
    ) {
        let name = constraint.name().to_owned();
        if self.table.constraint(&name).is_some() {
            self.complaints.push((self.twice("constraints", &name), at));
            return;
        }
        parts.push((name, at));
        self.table.put_constraint(constraint);
    }

    fn put_index(&mut self, index: Index, at: Location, parts: &mut Vec<(String, Location)>) {
        if self.table.indexes.contains_key(&index.name) {
            self.complaints
                .push((self.twice("indexes", &index.name), at));
            return;
        }
        parts.push((index.name.clone(), at));
        self.table.indexes.insert(index.name.clone(), index);
    }

    fn twice(&self, what: &str, name: &str) -> String {
        format!(
            "two {what} of table \"{}\" are called \"{name}\": give one another with name(...)",
            self.table.name
        )
    }
}
