//! The state as PostgreSQL keeps it: what introspection reads back.

mod objects;

use std::collections::BTreeMap;

use super::{PG, column_type, default};
use crate::Value;
use crate::dialect::Target;
use crate::schema::object::sequence;
use crate::schema::{
    BoundValue, Column, ColumnType, DefaultValue, Direction, Expression, Generation, Index,
    IndexKey, IndexPart, Nulls, ObjectName, PartitionBound, SchemaState, Table,
};

/// Temporary tables are gone, what a key implies is said, what is the default is not said, expressions have the text
/// of this database alone. But for constants and parentheses around the whole, expressions are left as they are: only
/// the server knows how it writes them.
pub(in crate::dialect) fn canonical(state: &SchemaState, _target: &Target) -> SchemaState {
    let mut state = state.clone();
    state.named_by_raw_sql.clear();
    state.tables.retain(|_, table| !table.temporary);
    let enums: Vec<ObjectName> = state.enums.keys().cloned().collect();
    for found in &mut state.tables.all_mut() {
        table(found, &enums);
    }
    for enum_type in state.enums.values_mut() {
        comment(&mut enum_type.comment);
    }
    objects::canonical(&mut state, &enums);
    state
}

/// The text with one blank for each run of blanks and line breaks, but for those in quotes.
pub(super) fn in_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut quote, mut blank) = (None, false);
    for c in text.trim().chars() {
        match (c, quote) {
            (c, Some(open)) => {
                if c == open {
                    quote = None;
                }
                out.push(c);
            }
            (c, None) if c.is_whitespace() => blank = true,
            (c, None) => {
                if std::mem::take(&mut blank) {
                    out.push(' ');
                }
                if matches!(c, '\'' | '"' | '`') {
                    quote = Some(c);
                }
                out.push(c);
            }
        }
    }
    out
}

fn table(table: &mut Table, enums: &[ObjectName]) {
    partition(table);
    comment(&mut table.comment);
    (table.constraint_comments).retain(|_, comment| !comment.is_empty());
    for found in &mut table.columns {
        column(found, enums);
    }
    let key = table.primary_key.clone();
    for name in key.iter().flat_map(|key| &key.columns) {
        if let Some(column) = table.column_mut(name) {
            column.nullable = false;
        }
    }
    for check in table.checks.values_mut() {
        expression(&mut check.expression);
    }
    for key in table.foreign_keys.values_mut() {
        // Which they are counts, not how they were listed.
        let place = |name: &String| key.columns.iter().position(|column| column == name);
        key.on_delete_columns.sort_by_key(place);
    }
    table.indexes.values_mut().for_each(index);
    for exclusion in table.exclusions.values_mut() {
        exclusion.method = exclusion.method.to_ascii_lowercase();
        exclusion.filter.iter_mut().for_each(expression);
        for element in &mut exclusion.elements {
            part(&mut element.part);
        }
    }
    kept(&mut table.storage, &mut table.tablespace);
    let columns: Vec<&str> = table.columns.iter().map(|it| it.name.as_str()).collect();
    for key in table.partitioning.iter_mut().flat_map(|by| &mut by.keys) {
        expression(key);
        if columns.contains(&key.any_text()) {
            *key = Expression::new(PG.quote(key.any_text()));
        }
    }
}

fn column(column: &mut Column, enums: &[ObjectName]) {
    comment(&mut column.comment);
    column_type(&mut column.column_type, enums);
    if !column_type::is_collatable(&column.column_type)
        || column.collation.as_deref() == Some("default")
    {
        column.collation = None;
    }
    match &mut column.generation {
        Some(Generation::Identity | Generation::IdentityAlways) => column.nullable = false,
        Some(Generation::Stored(computed) | Generation::Virtual(computed)) => expression(computed),
        None => {}
    }
    if let Some(DefaultValue::Expression(computed)) = &mut column.default {
        expression(computed);
        if let Ok(text) = computed.text(PG) {
            *computed = Expression::new(sequence::without_cast(text));
        }
    }
    let found = column.default.take();
    column.default = found.and_then(|found| default::canonical(found, &column.column_type));
}

/// A type that was spelled out is the type that it names; an array has no number of dimensions
/// (<https://www.postgresql.org/docs/current/arrays.html>).
fn column_type(found: &mut ColumnType, enums: &[ObjectName]) {
    if let ColumnType::Custom(name) = found {
        let of_enum = (enums.iter())
            .find(|known| *name == known.to_string() || *name == PG.quote_name(known));
        if let Some(of_enum) = of_enum {
            *found = ColumnType::Enumeration(of_enum.clone());
        } else if let Some(parsed) = column_type::parse(name) {
            *found = parsed;
        }
    }
    if let ColumnType::Array(element) = found {
        column_type(element, enums);
        if let ColumnType::Array(inner) = &mut **element {
            *element = inner.clone();
        }
    }
}

pub(super) fn index(index: &mut Index) {
    comment(&mut index.comment);
    index.nulls_not_distinct &= index.unique;
    index.method = (index.method.take())
        .map(|method| method.to_ascii_lowercase())
        .filter(|method| method != "btree");
    index.filter.iter_mut().for_each(expression);
    index.parts.iter_mut().for_each(part);
    kept(&mut index.storage, &mut index.tablespace);
}

fn part(part: &mut IndexPart) {
    if let IndexKey::Expression(key) = &mut part.key {
        expression(key);
    }
    part.nulls = part.nulls.filter(|nulls| match part.direction {
        Direction::Ascending => *nulls == Nulls::First,
        Direction::Descending => *nulls == Nulls::Last,
    });
}

/// A partition's columns are its parent's. Constants of its bound are their text, as the server shows them.
fn partition(table: &mut Table) {
    let Some(of) = &mut table.partition_of else {
        return;
    };
    table.columns.clear();
    of.names.clear();
    let values: Vec<&mut BoundValue> = match &mut of.bound {
        PartitionBound::Range { from, to } => from.iter_mut().chain(to).collect(),
        PartitionBound::List(values) => values.iter_mut().collect(),
        PartitionBound::Hash { .. } | PartitionBound::Default => Vec::new(),
    };
    for value in values {
        if let BoundValue::Value(constant) = value
            && *constant != Value::Null
        {
            let literal = PG.literal(constant);
            let text = literal
                .strip_prefix('\'')
                .and_then(|text| text.strip_suffix('\''));
            let text = text.map_or(literal.clone(), |text| text.replace("''", "'"));
            *constant = Value::Text(match text.as_str() {
                "TRUE" | "FALSE" => text.to_lowercase(),
                _ => text,
            });
        }
    }
}

/// How and where it is kept. Names of parameters have no case; the database's own tablespace has many names, of which this
/// is the usual one.
fn kept(storage: &mut BTreeMap<String, String>, tablespace: &mut Option<String>) {
    let parameters = std::mem::take(storage).into_iter();
    *storage = parameters
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    if tablespace.as_deref() == Some("pg_default") {
        *tablespace = None;
    }
}

pub(super) fn expression(expression: &mut Expression) {
    if let Ok(text) = expression.text(PG) {
        *expression = Expression::new(each_element_cast(without_parentheses(text)));
    }
}

/// `x IN ('a', 'b')` of a varchar is `x::text = ANY (ARRAY['a'::character varying, ...]::text[])` to the server, and that,
/// said to it, has the cast at each element. The second is what stays as it is.
fn each_element_cast(text: &str) -> String {
    const OPEN: &str = "(ARRAY[";
    const CLOSE: &str = "]::text[])";
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once(OPEN) {
        out.push_str(before);
        out.push_str(OPEN);
        rest = after;
        let Some((list, behind)) = after.split_once(CLOSE) else {
            continue;
        };
        let elements: Vec<&str> = list.split(", ").collect();
        let is_one = |it: &&str| it.starts_with('\'') && it.ends_with("'::character varying");
        if !elements.iter().all(is_one) {
            continue;
        }
        let cast: Vec<String> = elements.iter().map(|it| format!("{it}::text")).collect();
        out.push_str(&cast.join(", "));
        out.push_str("])");
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The text without parentheses around the whole of it.
fn without_parentheses(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        if !is_balanced(inner) {
            break;
        }
        text = inner.trim();
    }
    text
}

/// Whether each parenthesis outside of quotes has its other half. Text with comments, escapes or dollar quotes does not
/// count as such: what is a parenthesis there takes a parser.
fn is_balanced(text: &str) -> bool {
    if text.contains(['\\', '$']) || text.contains("--") || text.contains("/*") {
        return false;
    }
    let mut depth = 0_usize;
    let mut quote = None;
    for c in text.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('\'' | '"', None) => quote = Some(c),
            ('(', None) => depth += 1,
            (')', None) => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0 && quote.is_none()
}

/// An empty comment is none.
fn comment(comment: &mut Option<String>) {
    *comment = comment.take().filter(|comment| !comment.is_empty());
}
