//! New tables.

use migration_core::schema::ColumnType;
use migration_core::schema::naming::singular;

use super::name;
use crate::make::columns::{column, column_name, is_bare, reference_column, referred, short_part};
use crate::make::field::Field;
use crate::make::known::{Key, Known};
use crate::make::tree::{Column, Part, Said, Statement};
use crate::make::types::FieldType;
use crate::mistake::Mistake;

/// `create_posts`
pub(super) fn table(
    table: &str,
    fields: &[Field],
    known: &Known,
) -> Result<Vec<Statement>, Mistake> {
    let table = name(table)?;
    let mut fields = fields.to_vec();
    for field in &mut fields {
        // What is called so is nothing else.
        if field.name == "id" && !is_bare(field) {
            field.modifiers.primary_key = true;
        }
    }
    let own = own_key(&table, &fields);
    let keys = fields.iter().filter(|field| field.modifiers.primary_key);
    let keys: Vec<String> = keys.map(column_name).collect();
    let mut parts = Vec::new();
    if keys.is_empty() {
        parts.push(Part::Id);
        fields.retain(|field| short_part(field) != Some(Part::Id));
    } else if let Some(id) = fields.iter().find(|it| short_part(it) == Some(Part::Id)) {
        let what = format!(
            "{} is a primary key, and {} is one as well",
            id.typed, keys[0]
        );
        return Err(Mistake::new(what, "leave one of them out"));
    }
    let (mut statements, more) = parts_of(&table, &fields, &known.and(own))?;
    parts.extend(more);
    once_each(&parts)?;
    if keys.len() > 1 {
        for part in &mut parts {
            if let Part::Column(Column { said, .. }) | Part::References { said, .. } = part {
                said.retain(|word| *word != Said::PrimaryKey);
            }
        }
        parts.push(Part::PrimaryKey(keys));
    }
    statements.push(Statement::CreateTable { name: table, parts });
    Ok(statements)
}

/// What a new table refers to when it refers to itself.
fn own_key(table: &str, fields: &[Field]) -> Key {
    let keys: Vec<&Field> = (fields.iter())
        .filter(|field| field.modifiers.primary_key)
        .collect();
    let (column, column_type) = match keys.as_slice() {
        [key] => match &key.kind {
            Some(FieldType::Plain(plain)) => (key.name.clone(), plain.clone()),
            _ => (column_name(key), ColumnType::BigInteger),
        },
        _ => ("id".to_owned(), ColumnType::BigInteger),
    };
    Key {
        table: table.to_owned(),
        column,
        column_type,
    }
}

/// No column comes twice, as `created_at` would beside `timestamps`.
fn once_each(parts: &[Part]) -> Result<(), Mistake> {
    let mut names: Vec<&str> = Vec::new();
    for part in parts {
        let more: &[&str] = match part {
            Part::Id => &["id"],
            Part::CreatedAt => &["created_at"],
            Part::UpdatedAt => &["updated_at"],
            Part::Timestamps => &["created_at", "updated_at"],
            Part::SoftDelete => &["deleted_at"],
            Part::Column(Column { name, .. }) | Part::References { name, .. } => &[name],
            Part::PrimaryKey(_) => &[],
        };
        if let Some(twice) = more.iter().find(|name| names.contains(name)) {
            let what = format!("the table would have two columns {twice:?}");
            return Err(Mistake::new(what, "leave one of them out"));
        }
        names.extend(more);
    }
    Ok(())
}

/// The enum types that are made first, and the parts of the table.
fn parts_of(
    table: &str,
    fields: &[Field],
    known: &Known,
) -> Result<(Vec<Statement>, Vec<Part>), Mistake> {
    let (mut types, mut parts) = (Vec::new(), Vec::new());
    for field in fields {
        if let Some(part) = short_part(field) {
            parts.push(part);
            continue;
        }
        let mut made = column(table, field, known)?;
        types.extend(made.enum_type.take());
        parts.push(made.part());
    }
    Ok((types, parts))
}

/// `create_join_users_and_roles`
pub(super) fn join(
    two: Option<&[String; 2]>,
    joined: &str,
    fields: &[Field],
    known: &Known,
) -> Result<Vec<Statement>, Mistake> {
    let is_name = |field: &&Field| {
        is_bare(field) && short_part(field).is_none()
            || matches!(field.kind, Some(FieldType::References(_)))
    };
    let (words, rest) = match (two, fields) {
        (_, [one, other, rest @ ..]) if is_name(&one) && is_name(&other) => {
            ([one.name.clone(), other.name.clone()], rest)
        }
        (Some(two), fields) => (two.clone(), fields),
        (None, _) => {
            let what = format!("{joined:?} does not say which two tables are joined");
            let next =
                format!("say create_join_x_and_y, or name them: create_join_{joined} user role");
            return Err(Mistake::new(what, next));
        }
    };
    let words = words.map(|word| singular(referred(&word)));
    if words[0] == words[1] {
        let what = format!(
            "{:?} is joined with itself, so its columns need names",
            words[0]
        );
        let next = "make a table: create_friendships user:references friend:references{users}";
        return Err(Mistake::new(what, next));
    }
    let table = name(&joined.replacen("_and_", "_", 1))?;
    let columns: Vec<String> = words.iter().map(|word| reference_column(word)).collect();
    let [first, second] = words.each_ref().map(|word| known.key(word, None));
    // The primary key is an index over the first of its columns.
    let mut parts = vec![reference(&columns[0], &first, false)];
    parts.push(reference(&columns[1], &second, true));
    let (mut statements, more) = parts_of(&table, rest, known)?;
    parts.extend(more);
    once_each(&parts)?;
    parts.push(Part::PrimaryKey(columns));
    statements.push(Statement::CreateTable { name: table, parts });
    Ok(statements)
}

fn reference(column: &str, key: &Key, index: bool) -> Part {
    let (name, table) = (column.to_owned(), key.table.clone());
    if index && key.is_usual() {
        let said = Vec::new();
        return Part::References { name, table, said };
    }
    let mut said = vec![Said::References(table, key.column.clone())];
    if index {
        said.push(Said::Index);
    }
    Part::Column(Column {
        name,
        column_type: key.column_type.clone(),
        said,
    })
}
