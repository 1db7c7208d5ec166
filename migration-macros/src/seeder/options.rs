//! What stands in the parentheses of `#[seeder(...)]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, Lit, LitStr, Path, Token};

use crate::options::{self, check_name, list_of, set, string_of, tokens_of};

/// The options that were given.
pub struct Options {
    /// The name, if it is not the type's.
    pub name: Option<LitStr>,
    /// The environments that it is for.
    pub environments: Vec<LitStr>,
    /// The seeders that it comes after.
    pub after: Vec<After>,
    /// Its version, as text.
    pub version: Option<String>,
    /// Where rows come from, and where to; for a struct alone.
    pub rows: Rows,
    /// The path of the `migratory` crate.
    pub krate: TokenStream,
}

/// The options of rows in a file, with the places of their keys.
#[derive(Default)]
pub struct Rows {
    /// The file.
    pub file: Option<LitStr>,
    /// An expression for the table's name.
    pub table: Option<TokenStream>,
    /// The columns of the key.
    pub key: Option<Vec<LitStr>>,
    /// Where the first of these options stands.
    first: Option<(Span, String)>,
}

/// A seeder that comes before.
pub enum After {
    /// By its type.
    Type(Path),
    /// By its name.
    Name(LitStr),
}

impl Parse for After {
    fn parse(input: ParseStream) -> Result<Self, Error> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Name);
        }
        let expected = "a seeder is named by its type or, as a string, by its name";
        let at = input.span();
        let path = input.parse().map_err(|_| Error::new(at, expected))?;
        Ok(Self::Type(path))
    }
}

const EXPECTED: &str = "the options of #[seeder] are `environments = [\"...\"]`, `after = [...]`, `name = \"...\"`, \
                        `version = ...` and `crate = \"...\"`, and for rows `file = \"...\"`, `table = \"...\"`, `key = [\"...\"]`";

const TABLE: &str = "`table` takes a name: table = \"roles\"";

/// Reads the options, and reports all that is wrong with them.
pub fn parse(tokens: TokenStream) -> Result<Options, Error> {
    let mut given = Given::default();
    options::parse(tokens, EXPECTED, |key, input| given.read(key, input))?;
    Ok(Options {
        name: given.name,
        environments: given.environments.unwrap_or_default(),
        after: given.after.unwrap_or_default(),
        version: given.version,
        rows: given.rows,
        krate: given.krate.unwrap_or_else(|| quote!(::migratory)),
    })
}

#[derive(Default)]
struct Given {
    name: Option<LitStr>,
    environments: Option<Vec<LitStr>>,
    after: Option<Vec<After>>,
    version: Option<String>,
    rows: Rows,
    krate: Option<TokenStream>,
}

impl Given {
    fn read(&mut self, key: &Ident, input: ParseStream) -> Result<(), Error> {
        match key.to_string().as_str() {
            "name" => {
                let value = string_of(key, input)?;
                check_name(&value, "seeder")?;
                set(&mut self.name, value, key)
            }
            "environments" => {
                let names = list_of::<LitStr>(key, input, "[\"development\", \"test\"]")?;
                if let Some(empty) = names.iter().find(|name| name.value().trim().is_empty()) {
                    let message = "an environment's name cannot be empty";
                    return Err(Error::new(empty.span(), message));
                }
                set(&mut self.environments, names, key)
            }
            "after" => {
                let seeders = list_of(key, input, "[BaseRoles]")?;
                set(&mut self.after, seeders, key)
            }
            "version" => set(&mut self.version, version_of(key, input)?, key),
            "crate" => {
                let path = string_of(key, input)?.parse::<Path>()?;
                set(&mut self.krate, quote!(#path), key)
            }
            "file" => {
                self.rows.note(key);
                set(&mut self.rows.file, string_of(key, input)?, key)
            }
            "table" => {
                self.rows.note(key);
                set(&mut self.rows.table, tokens_of(key, input, TABLE)?, key)
            }
            "key" => {
                self.rows.note(key);
                let columns = list_of::<LitStr>(key, input, "[\"name\"]")?;
                if columns.is_empty() {
                    return Err(Error::new(key.span(), "the key needs a column"));
                }
                set(&mut self.rows.key, columns, key)
            }
            unknown => Err(Error::new(
                key.span(),
                format!("`{unknown}` is no option; {EXPECTED}"),
            )),
        }
    }
}

impl Options {
    /// Fails when there are options that only a struct can have.
    pub fn refuse_rows(&self) -> Result<(), Error> {
        match &self.rows.first {
            None => Ok(()),
            Some((at, key)) => Err(Error::new(
                *at,
                format!(
                    "`{key}` is for a struct whose rows are in a file; this seeder has code of its own"
                ),
            )),
        }
    }
}

impl Rows {
    fn note(&mut self, key: &Ident) {
        (self.first).get_or_insert_with(|| (key.span(), key.to_string()));
    }
}

/// The number or string after `version =`.
fn version_of(key: &Ident, input: ParseStream) -> Result<String, Error> {
    let expected = || {
        Error::new(
            key.span(),
            "`version` takes a number or a string: version = 2",
        )
    };
    if !input.peek(Token![=]) {
        return Err(expected());
    }
    input.parse::<Token![=]>()?;
    match input.parse::<Lit>() {
        Ok(Lit::Int(number)) => Ok(number.base10_digits().to_owned()),
        Ok(Lit::Str(text)) => Ok(text.value()),
        Ok(_) | Err(_) => Err(expected()),
    }
}
