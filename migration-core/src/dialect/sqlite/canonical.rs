//! The state as SQLite can keep it.
//!
//! Enum types are gone and their values are on the columns; comments, temporary tables and what only other databases
//! have, are gone. Declared types, defaults and expressions are as they read from `sqlite_schema.sql`. A state read
//! from there may go through here as well: custom types whose name is one of ours, or another tool's for the same,
//! become that type.

use std::collections::BTreeMap;

use super::{column_definition, column_type, default, enum_type, expression, trigger, view};
use crate::dialect::{Dialect, Target};
use crate::schema::{
    Check, Column, ColumnType, Deferrable, ForeignKey, Generation, Index, IndexKey, IndexPart,
    Object, SchemaState, Table, Unique,
};

pub(in crate::dialect) fn canonical(state: &SchemaState, _target: &Target) -> SchemaState {
    let kept = state.tables.iter().filter(|(_, table)| !table.temporary);
    let objects = state.objects.values().filter_map(object);
    SchemaState {
        tables: kept
            .map(|(name, kept)| (name.clone(), table(kept, state)))
            .collect(),
        enums: BTreeMap::new(),
        objects: objects.map(|object| (object.id(), object)).collect(),
        object_comments: BTreeMap::new(),
        grants: Default::default(),
        named_by_raw_sql: state.named_by_raw_sql.clone(),
    }
}

fn object(object: &Object) -> Option<Object> {
    let mut object = object.clone();
    match &mut object {
        Object::View(found) => view::canonical(found),
        Object::Trigger(found) => trigger::canonical(found),
        Object::Routine(found) if !found.is_on(Dialect::Sqlite) => return None,
        _ => {}
    }
    Some(object)
}

/// One table of a state.
pub(super) fn table(table: &Table, state: &SchemaState) -> Table {
    let column = |old| column(old, table, state);
    let check = |check: &Check| Check {
        name: check.name.clone(),
        expression: expression::canonical(&check.expression, table),
        not_valid: false,
        not_enforced: false,
    };
    Table {
        name: table.name.clone(),
        columns: table.columns.iter().map(column).collect(),
        primary_key: table.primary_key.clone(),
        uniques: each(&table.uniques, unique),
        foreign_keys: each(&table.foreign_keys, foreign_key),
        checks: each(&table.checks, check),
        exclusions: BTreeMap::new(),
        indexes: each(&table.indexes, |old| index(old, table)),
        comment: None,
        temporary: table.temporary,
        unlogged: false,
        row_security: Default::default(),
        constraint_comments: Default::default(),
        partitioning: None,
        partition_of: None,
        inherits: Vec::new(),
        storage: BTreeMap::new(),
        tablespace: None,
    }
}

fn each<T>(named: &BTreeMap<String, T>, change: impl Fn(&T) -> T) -> BTreeMap<String, T> {
    (named.iter())
        .map(|(name, value)| (name.clone(), change(value)))
        .collect()
}

fn unique(unique: &Unique) -> Unique {
    Unique {
        nulls_not_distinct: false,
        deferrable: Deferrable::No,
        ..unique.clone()
    }
}

fn foreign_key(key: &ForeignKey) -> ForeignKey {
    ForeignKey {
        on_delete_columns: Vec::new(),
        match_full: false,
        not_valid: false,
        ..key.clone()
    }
}

fn index(index: &Index, table: &Table) -> Index {
    let part = |part: &IndexPart| IndexPart {
        key: match &part.key {
            IndexKey::Column(column) => IndexKey::Column(column.clone()),
            IndexKey::Expression(key) => IndexKey::Expression(expression::canonical(key, table)),
        },
        direction: part.direction,
        nulls: None,
        operator_class: None,
        prefix: None,
    };
    let filter = index.filter.as_ref();
    Index {
        parts: index.parts.iter().map(part).collect(),
        unique: index.unique,
        filter: filter.map(|filter| expression::canonical(filter, table)),
        ..Index::new(&index.name, Vec::new())
    }
}

fn column(column: &Column, table: &Table, state: &SchemaState) -> Column {
    let column_type = if column.is_identity() {
        ColumnType::BigInteger
    } else {
        enum_type::inline(&column.column_type, state)
            .unwrap_or_else(|| column_type::canonical(&column.column_type))
    };
    let generation = column
        .generation
        .as_ref()
        .map(|generation| match generation {
            Generation::Identity | Generation::IdentityAlways => Generation::Identity,
            Generation::Stored(text) => Generation::Stored(expression::canonical(text, table)),
            Generation::Virtual(text) => Generation::Virtual(expression::canonical(text, table)),
        });
    let default = column.default.as_ref();
    let implied = match column_type {
        ColumnType::CiText => "NOCASE",
        _ => "BINARY",
    };
    let collation = column.collation.as_ref();
    Column {
        name: column.name.clone(),
        nullable: column.nullable && !column_definition::is_key(table, &column.name),
        default: default.and_then(|default| default::canonical(default, &column_type, table)),
        generation,
        collation: collation
            .filter(|name| !name.eq_ignore_ascii_case(implied))
            .cloned(),
        compression: None,
        statistics: None,
        comment: None,
        column_type,
    }
}
