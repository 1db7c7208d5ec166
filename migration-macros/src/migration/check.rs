//! What an `impl` must be for `#[migration]` to register it.

use proc_macro2::{Group, Ident, TokenStream};
use syn::spanned::Spanned as _;
use syn::{Attribute, Error, Path, Type};

use super::options::Options;
use crate::impl_block::{Impl, is_a_macro, unit};

/// An `impl` that can be registered.
pub struct Migration {
    /// All tokens of the `impl` before its body.
    pub head: TokenStream,
    /// Its body.
    pub body: Group,
    /// The `#[cfg]`s above it, which hold for the registration as well.
    pub conditions: Vec<Attribute>,
    /// The unit struct, as a type and as its value.
    pub unit: Path,
    /// Which of the two traits.
    pub kind: Kind,
    /// The names of its functions.
    pub functions: Vec<Ident>,
    /// Those that are `async` and stay so: no other attribute rewrites them.
    pub async_functions: Vec<Ident>,
}

/// The traits of migrations.
pub enum Kind {
    /// `Migration`: records operations.
    Pure,
    /// `DataMigration`: reaches the database.
    Data,
}

/// Checks an `impl`.
pub fn check(item: Impl) -> Result<Migration, Error> {
    let kind = kind(&item)?;
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(&item.generics, GENERIC));
    }
    if let Some(clause) = &item.generics.where_clause {
        return Err(Error::new(clause.where_token.span(), GENERIC));
    }
    if let Some(meta) = item.functions.iter().find(|name| *name == "meta") {
        return Err(Error::new(
            meta.span(),
            "`fn meta` is written by #[migration]",
        ));
    }
    let unit = unit(item.for_type, UNIT)?;
    let rewritten = item.attributes.iter().any(is_a_macro);
    Ok(Migration {
        head: item.head,
        body: item.body,
        conditions: item
            .attributes
            .into_iter()
            .filter(|attribute| attribute.path().is_ident("cfg"))
            .collect(),
        unit,
        kind,
        functions: item.functions,
        async_functions: if rewritten {
            Vec::new()
        } else {
            item.async_functions
        },
    })
}

/// Fails when one that reaches the database is to take the place of others: nothing could prove it equal to them.
pub fn replaces(options: &Options, migration: &Migration) -> Result<(), Error> {
    match (&options.replaces, &migration.kind) {
        (Some((at, _)), Kind::Data) => Err(Error::new(
            *at,
            "`replaces` is for an `impl Migration`: what a data migration does cannot be proven equal to what it replaces",
        )),
        (Some(_), Kind::Pure) | (None, _) => Ok(()),
    }
}

const GENERIC: &str = "a migration cannot be generic: #[migration] registers one value of it";

fn kind(item: &Impl) -> Result<Kind, Error> {
    let Some(of_trait) = &item.of_trait else {
        return Err(Error::new_spanned(
            &item.for_type,
            "#[migration] belongs on an `impl Migration for ...`; this `impl` is of no trait",
        ));
    };
    let name = match of_trait {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    match name.as_deref() {
        Some("Migration") => Ok(Kind::Pure),
        Some("DataMigration") => Ok(Kind::Data),
        _ => Err(Error::new_spanned(
            of_trait,
            "#[migration] belongs on an `impl` of `Migration` or `DataMigration`",
        )),
    }
}

const UNIT: &str = "#[migration] registers a unit struct: `struct CreatePosts;`";

/// What is wrong with the functions of a migration, in words that are plainer than those of the compiler.
pub fn functions_are_wrong(migration: &Migration) -> Option<Error> {
    up_is_missing(migration).or_else(|| is_async(migration))
}

fn is_async(migration: &Migration) -> Option<Error> {
    let name = migration.async_functions.first()?;
    let message = match migration.kind {
        Kind::Pure => format!(
            "`fn {name}` of a `Migration` is not async: it only records what to do. One that reads or writes rows is an \
             `impl DataMigration`"
        ),
        Kind::Data => {
            "an `impl DataMigration` needs #[async_trait] as well: write it below #[migration]"
                .to_owned()
        }
    };
    Some(Error::new(name.span(), message))
}

fn up_is_missing(migration: &Migration) -> Option<Error> {
    if migration.functions.iter().any(|name| name == "up") {
        return None;
    }
    let up = match migration.kind {
        Kind::Pure => "fn up(&self, schema: &mut Schema)",
        Kind::Data => "async fn up(&self, db: &mut Db<'_>) -> Result<()>",
    };
    Some(Error::new_spanned(
        &migration.unit,
        format!("this migration has no `{up}`"),
    ))
}
