//! What stands in the parentheses of `history_tests!(...)`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, LitStr, Path};

use crate::options::{self, list_of, set, string_of, tokens_of};
use crate::test::{Database, databases};

/// The options that were given.
pub struct Options {
    /// Where the files of migrations are, if not in `src`.
    pub folder: Option<LitStr>,
    /// Names of migrations that no file shows.
    pub names: Vec<LitStr>,
    /// A function that makes the migrator.
    pub migrations: Option<TokenStream>,
    /// The databases on which they run.
    pub databases: Vec<Database>,
    /// The path of the `migratory` crate.
    pub krate: TokenStream,
}

const EXPECTED: &str = "the options of history_tests! are `folder = \"...\"`, `names = [\"...\"]`, `migrations = ...`, \
                        `databases = [...]` and `crate = \"...\"`";

const MIGRATIONS: &str =
    "`migrations` takes a function that makes a Migrator: migrations = crate::migrator";

/// Reads the options, and reports all that is wrong with them.
pub fn parse(tokens: TokenStream) -> Result<Options, Error> {
    let (mut folder, mut names, mut migrations, mut on, mut krate) = (None, None, None, None, None);
    options::parse(tokens, EXPECTED, |key, input| {
        match key.to_string().as_str() {
            "folder" => set(&mut folder, string_of(key, input)?, key),
            "names" => {
                let list = list_of::<LitStr>(key, input, "[\"20260101090000000_create_users\"]")?;
                set(&mut names, list, key)
            }
            "migrations" => set(&mut migrations, tokens_of(key, input, MIGRATIONS)?, key),
            "databases" => set(&mut on, databases(key, input)?, key),
            "crate" => {
                let path = string_of(key, input)?.parse::<Path>()?;
                set(&mut krate, quote!(#path), key)
            }
            unknown => Err(Error::new(
                key.span(),
                format!("`{unknown}` is no option; {EXPECTED}"),
            )),
        }
    })?;
    Ok(Options {
        folder,
        names: names.unwrap_or_default(),
        migrations,
        databases: on.unwrap_or_default(),
        krate: krate.unwrap_or_else(|| quote!(::migratory)),
    })
}
