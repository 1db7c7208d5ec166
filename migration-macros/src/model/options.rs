//! What stands in the parentheses of `#[model(...)]` on a struct.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::ParseStream;
use syn::{Error, Ident, Lit, LitStr, Path};

use super::list::{self, Check, List};
use super::values::filled;
use crate::near::no_option;
use crate::options::{flag, parse, set, string_of};

/// What is said of a table.
#[derive(Default)]
pub struct Options {
    pub table: Option<LitStr>,
    pub schema: Option<LitStr>,
    pub comment: Option<LitStr>,
    pub was: Option<LitStr>,
    pub primary_key: Option<List>,
    pub uniques: Vec<List>,
    pub foreign_keys: Vec<List>,
    pub checks: Vec<Check>,
    pub exclusions: Vec<List>,
    pub indexes: Vec<List>,
    pub unlogged: Option<()>,
    pub tablespace: Option<LitStr>,
    pub storage: Vec<(Ident, Lit)>,
    /// Where the struct is said to be what its one field is.
    pub transparent: Option<Span>,
    /// The first option that says something of a table.
    pub of_table: Option<Ident>,
    krate: Option<TokenStream>,
}

const KNOWN: [&str; 15] = [
    "table",
    "schema",
    "comment",
    "was",
    "primary_key",
    "unique",
    "foreign_key",
    "check",
    "index",
    "exclusion",
    "unlogged",
    "tablespace",
    "with",
    "transparent",
    "crate",
];

impl Options {
    /// Reads the options in one attribute.
    pub fn read(&mut self, tokens: TokenStream) -> Result<(), Error> {
        let expected = "an option of a model is expected: `table = \"users\"`, `index(email)`";
        parse(tokens, expected, |key, input| self.option(key, input))
    }

    /// The path of what the macros expand to.
    pub fn private(&self) -> TokenStream {
        match &self.krate {
            Some(krate) => quote!(#krate::__private),
            None => quote!(::migratory::__private),
        }
    }

    fn option(&mut self, key: &Ident, input: ParseStream) -> Result<(), Error> {
        let word = key.to_string();
        if KNOWN.contains(&word.as_str()) && word != "transparent" && word != "crate" {
            self.of_table.get_or_insert_with(|| key.clone());
        }
        match word.as_str() {
            "table" => set(&mut self.table, filled(string_of(key, input)?)?, key),
            "schema" => set(&mut self.schema, filled(string_of(key, input)?)?, key),
            "comment" => set(&mut self.comment, string_of(key, input)?, key),
            "was" => set(&mut self.was, filled(string_of(key, input)?)?, key),
            "primary_key" => set(&mut self.primary_key, list::primary_key(key, input)?, key),
            "unique" => {
                self.uniques.push(list::unique(key, input)?);
                Ok(())
            }
            "foreign_key" => {
                self.foreign_keys.push(list::foreign_key(key, input)?);
                Ok(())
            }
            "check" => {
                self.checks.push(list::check(key, input)?);
                Ok(())
            }
            "index" => {
                self.indexes.push(list::index(key, input)?);
                Ok(())
            }
            "exclusion" => {
                self.exclusions.push(list::exclusion(key, input)?);
                Ok(())
            }
            "unlogged" => {
                flag(key, input)?;
                set(&mut self.unlogged, (), key)
            }
            "tablespace" => set(&mut self.tablespace, filled(string_of(key, input)?)?, key),
            "with" => {
                self.storage.extend(list::storage(key, input)?);
                Ok(())
            }
            "transparent" => {
                flag(key, input)?;
                set(&mut self.transparent, key.span(), key)
            }
            "crate" => {
                let path = string_of(key, input)?.parse::<Path>()?;
                set(&mut self.krate, quote!(#path), key)
            }
            unknown => {
                let message = no_option(unknown, "a model", &KNOWN);
                Err(Error::new(key.span(), message))
            }
        }
    }
}
