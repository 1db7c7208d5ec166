//! Changes of tables that are there.

use super::Inferred;
use crate::make::columns::{column, column_name, is_bare, reference_column, short_changes};
use crate::make::default;
use crate::make::field::Field;
use crate::make::known::Known;
use crate::make::tree::{Change, Said, Statement};
use crate::make::types::FieldType;
use crate::mistake::Mistake;

/// `add_title_to_posts`
pub(super) fn add(table: &str, fields: &[Field], known: &Known) -> Result<Inferred, Mistake> {
    let (mut statements, mut changes, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for field in fields {
        if let Some(short) = short_changes(field) {
            changes.extend(short);
            continue;
        }
        let mut made = column(table, field, known)?;
        statements.extend(made.enum_type.take());
        let fills = |word: &Said| {
            let fills = [Said::Optional, Said::AutoIncrement];
            fills.contains(word) || matches!(word, Said::Default(_))
        };
        if !made.column.said.iter().any(fills) {
            notes.push(format!(
                "{table}.{} is NOT NULL and has no default, which fails where {table} has rows: say `?` or default=VALUE, \
                 and fill it before it is required",
                made.column.name
            ));
        }
        changes.push(made.change());
    }
    let name = table.to_owned();
    statements.push(Statement::AlterTable { name, changes });
    Ok(Inferred { statements, notes })
}

/// `remove_title_from_posts`
pub(super) fn remove(table: &str, fields: &[Field]) -> Vec<Statement> {
    let mut changes = Vec::new();
    for field in fields {
        let word = ["_reference", "_references", "_ref"]
            .iter()
            .find_map(|ending| field.name.strip_suffix(ending));
        // Its foreign key and its index go with it.
        let reference = match (word, &field.kind) {
            (Some(word), None) => Some(reference_column(word)),
            (_, Some(FieldType::References(_))) => Some(column_name(field)),
            _ => None,
        };
        let names = match (field.name.as_str(), is_bare(field)) {
            ("timestamps", true) => vec!["created_at".to_owned(), "updated_at".to_owned()],
            _ => vec![reference.clone().unwrap_or_else(|| field.name.clone())],
        };
        let cascade = reference.is_some();
        let drops = names
            .into_iter()
            .map(|name| Change::DropColumn { name, cascade });
        changes.extend(drops);
    }
    let name = table.to_owned();
    vec![Statement::AlterTable { name, changes }]
}

/// `rename_title_to_headline_in_posts`
pub(super) fn rename(table: &str, from: &str, to: &str) -> Vec<Statement> {
    let (from, to) = (from.to_owned(), to.to_owned());
    vec![Statement::AlterTable {
        name: table.to_owned(),
        changes: vec![Change::RenameColumn { from, to }],
    }]
}

/// `change_price_in_products price:decimal{10,2}`
pub(super) fn change(
    table: &str,
    columns: &[String],
    fields: &[Field],
) -> Result<Vec<Statement>, Mistake> {
    if fields.is_empty() {
        let column = columns.first().map_or("price", String::as_str);
        let what = format!("what {column} is to become is not said");
        let next = format!("say its new type: {column}:bigint, or {column}! for NOT NULL");
        return Err(Mistake::new(what, next));
    }
    let (mut statements, mut changes) = (Vec::new(), Vec::new());
    for field in fields {
        let name = || field.name.clone();
        let modifiers = &field.modifiers;
        if modifiers.unique || modifiers.index || modifiers.primary_key {
            let what = format!("{}: a key or an index is no part of a column", field.typed);
            return Err(Mistake::new(
                what,
                format!("make add_index_to_{table} {}", field.name),
            ));
        }
        if let Some(kind) = &field.kind {
            if let FieldType::References(_) = kind {
                let what = format!("{}: a reference is no type", field.typed);
                let next = "make add_foreign_key_to_x";
                return Err(Mistake::new(what, next));
            }
            let (to, enum_type) = crate::make::columns::column_type(table, field, kind);
            statements.extend(enum_type);
            changes.push(Change::Retype { name: name(), to });
        }
        changes.extend(field.nullable.map(|nullable| match nullable {
            true => Change::SetNullable(name()),
            false => Change::SetNotNull(name()),
        }));
        if let (Some(text), Some(kind)) = (&modifiers.default, &field.kind) {
            let to = default::value(&field.typed, kind, text)?;
            changes.push(Change::SetDefault(name(), to));
        }
        if is_bare(field) {
            let what = format!("{}: nothing is said of what it becomes", field.typed);
            return Err(Mistake::new(
                what,
                format!("say its new type: {}:bigint", field.name),
            ));
        }
    }
    let name = table.to_owned();
    statements.push(Statement::AlterTable { name, changes });
    Ok(statements)
}
