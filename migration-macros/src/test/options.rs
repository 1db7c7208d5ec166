//! What stands in the parentheses of `#[migratory::test(...)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Error, Ident, LitStr, Path};

use crate::options::{self, flag, list_of, number_of, set, string_of, tokens_of};

/// The options that were given.
pub struct Options {
    /// `Tx`, `Reset`...
    pub isolation: Option<Ident>,
    /// Whether seeders run.
    pub seed: bool,
    /// The migration at which it begins.
    pub at: Option<LitStr>,
    /// A function that makes the migrator.
    pub migrations: Option<TokenStream>,
    /// The databases on which it runs, a test for each.
    pub databases: Vec<Database>,
    /// How many connections it has at most.
    pub connections: Option<u32>,
    /// The path of the `migratory` crate.
    pub krate: TokenStream,
}

/// A database.
#[derive(Clone)]
pub struct Database {
    /// As it was written: `postgres`.
    pub name: Ident,
    /// `Postgres`.
    pub variant: Ident,
}

const EXPECTED: &str = "the options of #[migratory::test] are `isolation = \"...\"`, `seed`, `at = \"...\"`, `migrations = ...`, \
                        `databases = [...]`, `connections = ...` and `crate = \"...\"`";

const MIGRATIONS: &str =
    "`migrations` takes a function that makes a Migrator: migrations = crate::migrator";

#[derive(Default)]
struct Given {
    isolation: Option<Ident>,
    seed: Option<bool>,
    at: Option<LitStr>,
    migrations: Option<TokenStream>,
    databases: Option<Vec<Database>>,
    connections: Option<u32>,
    krate: Option<TokenStream>,
}

/// Reads the options, and reports all that is wrong with them.
pub fn parse(tokens: TokenStream) -> Result<Options, Error> {
    let mut given = Given::default();
    options::parse(tokens, EXPECTED, |key, input| {
        parse_one(key, input, &mut given)
    })?;
    Ok(Options {
        isolation: given.isolation,
        seed: given.seed.unwrap_or(false),
        at: given.at,
        migrations: given.migrations,
        databases: given.databases.unwrap_or_default(),
        connections: given.connections,
        krate: given.krate.unwrap_or_else(|| quote!(::migratory)),
    })
}

fn parse_one(key: &Ident, input: ParseStream, given: &mut Given) -> Result<(), Error> {
    match key.to_string().as_str() {
        "isolation" => set(&mut given.isolation, isolation_of(key, input)?, key),
        "seed" => {
            flag(key, input)?;
            set(&mut given.seed, true, key)
        }
        "at" => set(&mut given.at, string_of(key, input)?, key),
        "migrations" => set(
            &mut given.migrations,
            tokens_of(key, input, MIGRATIONS)?,
            key,
        ),
        "databases" => set(&mut given.databases, databases(key, input)?, key),
        "connections" => {
            let number = number_of(key, input)?;
            if !(1..=50).contains(&number) {
                return Err(Error::new(key.span(), "a test has 1 to 50 connections"));
            }
            set(&mut given.connections, number, key)
        }
        "crate" => {
            let path = string_of(key, input)?.parse::<Path>()?;
            set(&mut given.krate, quote!(#path), key)
        }
        unknown => Err(Error::new(
            key.span(),
            format!("`{unknown}` is no option; {EXPECTED}"),
        )),
    }
}

fn isolation_of(key: &Ident, input: ParseStream) -> Result<Ident, Error> {
    let value = string_of(key, input)?;
    let variant = match value.value().as_str() {
        "tx" => "Tx",
        "reset" => "Reset",
        "db" => "Db",
        "schema" => "Schema",
        "memory" => "Memory",
        other => {
            let message = format!(
                "there is no isolation {other:?}: they are \"tx\", \"reset\", \"db\", \"schema\" and \"memory\""
            );
            return Err(Error::new(value.span(), message));
        }
    };
    Ok(Ident::new(variant, value.span()))
}

/// The list of databases after `key =`.
pub fn databases(key: &Ident, input: ParseStream) -> Result<Vec<Database>, Error> {
    let names = list_of::<Ident>(key, input, "[sqlite, postgres]")?;
    if names.is_empty() {
        return Err(Error::new(
            key.span(),
            "name at least one database, or leave it out",
        ));
    }
    let mut databases: Vec<Database> = Vec::new();
    for name in names {
        let variant = match name.to_string().as_str() {
            "sqlite" => "Sqlite",
            "postgres" => "Postgres",
            "mysql" => "Mysql",
            other => {
                let message = format!(
                    "there is no database `{other}`: they are `sqlite`, `postgres` and `mysql`"
                );
                return Err(Error::new(name.span(), message));
            }
        };
        if databases.iter().any(|it| it.name == name) {
            return Err(Error::new(name.span(), format!("`{name}` is named twice")));
        }
        let variant = Ident::new(variant, name.span());
        databases.push(Database { name, variant });
    }
    Ok(databases)
}
