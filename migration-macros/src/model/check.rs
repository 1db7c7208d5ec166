//! What a model must be: no option contradicts another, and each column that is named is there.

use std::collections::BTreeMap;

use syn::Error;

use super::field::Field;
use super::item::{Item, Kind, Wrong};
use super::list::{List, Named};
use super::options::Options;
use crate::near::did_you_mean;
use crate::place::name_of;

/// Checks a struct.
pub fn check(item: Item) -> Result<Item, Error> {
    let mut wrong = Wrong::default();
    let fields = match &item.kind {
        Kind::Table(fields) => fields,
        Kind::Transparent(_) => {
            return match &item.options.of_table {
                Some(key) => {
                    let message = format!(
                        "`{key}` is of a table, and a transparent struct is a column's type"
                    );
                    Err(Error::new(key.span(), message))
                }
                None => Ok(item),
            };
        }
    };
    let mut names: BTreeMap<String, &Field> = BTreeMap::new();
    for field in fields {
        one_field(field, &mut wrong);
        if field.flag("skip").is_some() {
            continue;
        }
        if let Some(other) = names.insert(field.column(), field) {
            let message = format!(
                "`{}` and `{}` are the same column, \"{}\"",
                other.ident,
                field.ident,
                field.column()
            );
            wrong.add(Error::new(field.ident.span(), message));
        }
    }
    if names.is_empty() {
        let message = "a table has columns, and no field of this struct is one";
        wrong.add(Error::new(item.ident.span(), message));
    }
    two_primary_keys(&item.options, fields, &mut wrong);
    two_schemas(&item.options, &mut wrong);
    for list in lists(&item.options) {
        let included = list.include.iter().flatten();
        for named in list.columns().chain(included) {
            wrong.take(resolve(named, fields));
        }
        deferred_twice(list, &mut wrong);
    }
    for list in &item.options.foreign_keys {
        if let Some((text, of)) = &list.references
            && of.columns.len() != list.parts.len()
        {
            let message = format!(
                "a foreign key has as many columns as it refers to; here they are {} and {}",
                list.parts.len(),
                of.columns.len()
            );
            wrong.add(Error::new(text.span(), message));
        }
    }
    match wrong.0 {
        Some(error) => Err(error),
        None => Ok(item),
    }
}

fn lists(options: &Options) -> impl Iterator<Item = &List> {
    let key = options.primary_key.iter();
    key.chain(&options.uniques)
        .chain(&options.foreign_keys)
        .chain(&options.exclusions)
        .chain(&options.indexes)
}

/// The name of a column that is named by its field or, in quotes, by itself.
pub fn resolve(named: &Named, fields: &[Field]) -> Result<String, Error> {
    let columns = fields.iter().filter(|it| it.flag("skip").is_none());
    let by_field = columns.clone().find(|it| name_of(&it.ident) == named.name);
    let by_name = columns.clone().any(|it| it.column() == named.name);
    match by_field {
        Some(field) if !named.is_text => return Ok(field.column()),
        _ if by_name => return Ok(named.name.clone()),
        _ => {}
    }
    let skipped =
        (fields.iter()).any(|it| it.flag("skip").is_some() && name_of(&it.ident) == named.name);
    let message = if skipped {
        format!("the field `{}` is skipped, so it is no column", named.name)
    } else {
        let known: Vec<String> = match named.is_text {
            true => columns.map(Field::column).collect(),
            false => columns.map(|field| name_of(&field.ident)).collect(),
        };
        let near = did_you_mean(&named.name, known.iter().map(String::as_str));
        format!("there is no field `{}`{near}", named.name)
    };
    Err(Error::new(named.span, message))
}

fn two_primary_keys(options: &Options, fields: &[Field], wrong: &mut Wrong) {
    let of_field = fields.iter().find_map(|field| field.flag("primary_key"));
    if let (Some(_), Some(at)) = (&options.primary_key, of_field) {
        let message =
            "the struct says the primary key: leave this out, or primary_key(...) above the struct";
        wrong.add(Error::new(at, message));
    }
}

fn two_schemas(options: &Options, wrong: &mut Wrong) {
    if let (Some(table), Some(schema)) = (&options.table, &options.schema)
        && table.value().contains('.')
    {
        let message = "the table's name says its schema: leave this out";
        wrong.add(Error::new(schema.span(), message));
    }
}

fn deferred_twice(list: &List, wrong: &mut Wrong) {
    let deferring = |flag: &&syn::Ident| *flag == "deferrable" || *flag == "initially_deferred";
    if let Some(second) = list.flags.iter().filter(deferring).nth(1) {
        let message = "say one of `deferrable` and `initially_deferred`, which implies it";
        wrong.add(Error::new(second.span(), message));
    }
}

/// What an option needs beside it, where it is none that says all by itself.
fn one_field(field: &Field, wrong: &mut Wrong) {
    if let Some(at) = field.flag("skip") {
        if !says_nothing_else(field) {
            let message = "a field that is skipped is no column, so nothing can be said of it";
            wrong.add(Error::new(at, message));
        }
        return;
    }
    let refers = field.references.is_some();
    for (key, _) in field.on_delete.iter().chain(&field.on_update) {
        if !refers {
            let message = format!("`{key}` needs `references = \"table.column\"` beside it");
            wrong.add(Error::new(key.span(), message));
        }
    }
    for flag in ["external", "no_index"] {
        if let (Some(at), false) = (field.flag(flag), refers) {
            let message = format!("`{flag}` needs `references = \"table.column\"` beside it");
            wrong.add(Error::new(at, message));
        }
    }
    if let (Some(at), None) = (field.flag("no_identity"), field.flag("primary_key")) {
        let message = "`no_identity` is for a `primary_key`: other columns do not count up unless they say `auto_increment`";
        wrong.add(Error::new(at, message));
    }
    if let (Some((key, _)), None) = (&field.scale, field.precision) {
        wrong.add(Error::new(
            key.span(),
            "`scale` needs `precision` beside it",
        ));
    }
    for (one, other) in [
        ("index", "no_index"),
        ("auto_increment", "no_identity"),
        ("identity_always", "no_identity"),
        ("auto_increment", "identity_always"),
    ] {
        if let (Some(_), Some(at)) = (field.flag(one), field.flag(other)) {
            let message = format!("`{one}` and `{other}` contradict each other");
            wrong.add(Error::new(at, message));
        }
    }
    values_are_made_once(field, wrong);
    let sized = field.max_length.is_some() || field.precision.is_some();
    if let (Some(of), true) = (&field.column_type, sized) {
        let message = "`type` says the size, too: type = \"varchar(20)\"";
        wrong.add(Error::new(of.span(), message));
    }
}

/// What makes the values of a column: one thing at most.
fn values_are_made_once(field: &Field, wrong: &mut Wrong) {
    let said = [
        field.default.as_ref().map(|(key, _)| key),
        field.default_sql.as_ref().map(|(key, _)| key),
        field.generated.as_ref().map(|(key, _)| key),
        field.virtual_.as_ref().map(|(key, _)| key),
    ];
    let counts =
        (field.flags.iter()).find(|flag| *flag == "auto_increment" || *flag == "identity_always");
    let mut said = said.into_iter().chain([counts]).flatten();
    if let (Some(first), Some(second)) = (said.next(), said.next()) {
        let message = format!("`{first}` and `{second}` both make the column's values: say one");
        wrong.add(Error::new(second.span(), message));
    }
}

fn says_nothing_else(field: &Field) -> bool {
    let Field {
        ident: _,
        of: _,
        flags,
        column,
        column_type,
        references,
        on_delete,
        on_update,
        default,
        default_sql,
        max_length,
        precision,
        scale,
        generated,
        virtual_,
        checks,
        comment,
        collation,
        was,
    } = field;
    flags.len() == 1
        && column.is_none()
        && column_type.is_none()
        && references.is_none()
        && on_delete.is_none()
        && on_update.is_none()
        && default.is_none()
        && default_sql.is_none()
        && max_length.is_none()
        && precision.is_none()
        && scale.is_none()
        && generated.is_none()
        && virtual_.is_none()
        && checks.is_empty()
        && comment.is_none()
        && collation.is_none()
        && was.is_none()
}
