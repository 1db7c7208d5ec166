//! What introspection reads back of a state.
//!
//! - A unique constraint is a unique index: the catalog does not tell them apart.
//! - The primary key has no name of its own, so it has the name that would be made up for it.
//! - Enum types are gone; their values stand on the columns.
//! - The index that a foreign key needs is no index of the state: it has the foreign key's name and exactly its columns.
//! - Temporary tables are seen by nobody else.
//! - Types are the ones of the table in `column_type.rs`, also where they were spelled out.
//! - Expressions and defaults are in one way of writing.
//!
//! A state of the catalog's own texts may go through here as well: that is how introspection reads it.

use std::collections::BTreeMap;

use super::column_type::{CITEXT_COLLATION, INET_CHARS, MAC_ADDRESS_CHARS, WIDEST_DECIMAL};
use super::context::Context;
use super::foreign_key::in_primary_key;
use super::index::is_special;
use super::{default, expression, routine, sequence, trigger, type_text, view};
use crate::dialect::{Dialect, Target};
use crate::schema::{
    Column, ColumnType, Deferrable, Generation, Index, IndexKey, IndexPart, Object, ObjectId,
    ObjectKind, SchemaState, Table, naming,
};

pub(crate) fn canonical(state: &SchemaState, target: &Target) -> SchemaState {
    let cx = &Context {
        before: state,
        target,
    };
    let kept = state.objects.values().filter_map(object);
    let objects: BTreeMap<ObjectId, Object> = kept.map(|object| (object.id(), object)).collect();
    let object_comments = (state.object_comments.iter())
        .filter(|(id, comment)| {
            state.objects.contains_key(id) && has_comment(id.kind) && !comment.is_empty()
        })
        .filter_map(|(id, comment)| {
            let found = objects
                .keys()
                .find(|kept| kept.kind == id.kind && kept.name == id.name)?;
            Some((found.clone(), comment.clone()))
        })
        .collect();
    SchemaState {
        tables: (state.tables.iter())
            .filter(|(_, found)| !found.temporary)
            .map(|(name, found)| (name.clone(), table(cx, found)))
            .collect(),
        enums: Default::default(),
        objects,
        object_comments,
        grants: Default::default(),
        named_by_raw_sql: state.named_by_raw_sql.clone(),
    }
}

fn has_comment(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Function | ObjectKind::Procedure)
}

fn object(object: &Object) -> Option<Object> {
    let mut object = object.clone();
    match &mut object {
        Object::View(found) => view::canonical(found),
        Object::Sequence(found) => *found = sequence::whole(found),
        // Schemas and roles are the server's, not the database's.
        Object::Namespace(_) | Object::Role(_) => return None,
        Object::Routine(found) if !found.is_on(Dialect::Mysql) => return None,
        Object::Routine(found) => routine::canonical(found),
        Object::Trigger(found) => trigger::canonical(found),
        _ => {}
    }
    Some(object)
}

fn table(cx: &Context<'_>, from: &Table) -> Table {
    let mut table = from.clone();
    table.columns = from
        .columns
        .iter()
        .map(|found| column(cx, from, found))
        .collect();
    if let Some(key) = &mut table.primary_key {
        key.name = naming::primary_key(&from.name);
    }
    for unique in std::mem::take(&mut table.uniques).into_values() {
        let parts = unique.columns.into_iter().map(IndexPart::column).collect();
        let index = Index {
            unique: true,
            ..Index::new(unique.name, parts)
        };
        table.indexes.insert(index.name.clone(), index);
    }
    for key in table.foreign_keys.values_mut() {
        key.match_full = false;
        key.on_delete_columns.clear();
        key.deferrable = Deferrable::No;
        key.not_valid = false;
    }
    for check in table.checks.values_mut() {
        check.expression = expression::canonical(&check.expression, from);
        check.not_valid = false;
    }
    for found in table.indexes.values_mut() {
        index(found, from);
    }
    let keys = &from.foreign_keys;
    table.indexes.retain(|name, index| {
        keys.get(name)
            .is_none_or(|key| !is_automatic(index, &key.columns))
    });
    table.comment = text(table.comment);
    table.exclusions.clear();
    table.storage.clear();
    table.tablespace = None;
    table.unlogged = false;
    table.row_security = Default::default();
    table.constraint_comments.clear();
    table.partitioning = None;
    table.partition_of = None;
    table.inherits.clear();
    table
}

fn is_automatic(index: &Index, columns: &[String]) -> bool {
    let parts = columns.iter().cloned().map(IndexPart::column).collect();
    *index == Index::new(index.name.clone(), parts)
}

fn column(cx: &Context<'_>, table: &Table, from: &Column) -> Column {
    let mut column = from.clone();
    column.column_type = column_type(cx, &from.column_type);
    if from.column_type == ColumnType::CiText && from.collation.is_none() {
        column.collation = Some(CITEXT_COLLATION.to_owned());
    }
    column.generation = (from.generation.as_ref()).map(|found| generation(found, table));
    if column.is_identity() || in_primary_key(table, &from.name) {
        column.nullable = false;
    }
    let is_computed =
        (column.generation.as_ref()).is_some_and(|found| found.expression().is_some());
    if is_computed && cx.is_mariadb() {
        column.nullable = !in_primary_key(table, &from.name);
    }
    column.default = (from.default.as_ref())
        .and_then(|found| default::canonical(found, &column.column_type, table));
    column.comment = text(column.comment);
    column.compression = None;
    column.statistics = None;
    column
}

fn column_type(cx: &Context<'_>, from: &ColumnType) -> ColumnType {
    match from {
        ColumnType::Decimal(limits) => ColumnType::Decimal(Some(limits.unwrap_or(WIDEST_DECIMAL))),
        ColumnType::CiText => ColumnType::Text,
        ColumnType::Jsonb => ColumnType::Json,
        ColumnType::Inet | ColumnType::Cidr => ColumnType::String(INET_CHARS),
        ColumnType::MacAddr => ColumnType::String(MAC_ADDRESS_CHARS),
        ColumnType::Enumeration(name) => match cx.before.enum_type(name) {
            Some(found) => ColumnType::InlineEnum(found.values.clone()),
            None => from.clone(),
        },
        ColumnType::Custom(text) => type_text::parse(text),
        other => other.clone(),
    }
}

fn generation(from: &Generation, table: &Table) -> Generation {
    match from {
        Generation::Identity | Generation::IdentityAlways => Generation::Identity,
        Generation::Stored(found) => Generation::Stored(expression::canonical(found, table)),
        Generation::Virtual(found) => Generation::Virtual(expression::canonical(found, table)),
    }
}

fn index(index: &mut Index, table: &Table) {
    index.method = if is_special(index) {
        index.method.as_deref().map(str::to_ascii_lowercase)
    } else {
        None
    };
    index.include.clear();
    index.filter = None;
    index.nulls_not_distinct = false;
    index.storage.clear();
    index.tablespace = None;
    index.comment = text(index.comment.take());
    for part in &mut index.parts {
        part.nulls = None;
        part.operator_class = None;
        // A prefix as long as the column is none; a full text index has none.
        let whole = part.column_name().and_then(|name| table.column(name));
        let whole = whole.is_some_and(|column| match &column.column_type {
            ColumnType::Char(n) | ColumnType::String(n) => part.prefix == Some(*n),
            _ => false,
        });
        if whole || index.method.is_some() {
            part.prefix = None;
        }
        if let IndexKey::Expression(found) = &part.key {
            part.key = IndexKey::Expression(expression::canonical(found, table));
        }
    }
}

/// An empty comment is none.
fn text(comment: Option<String>) -> Option<String> {
    comment.filter(|comment| !comment.is_empty())
}
