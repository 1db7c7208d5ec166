//! What stands in the parentheses of `#[db_enum(...)]`, on the enum and on its variants.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Ident, LitStr, Path};

use crate::case::Case;
use crate::model::values::filled;
use crate::near::{did_you_mean, no_option};
use crate::options::{parse, set, string_of};

/// What is said of the type.
#[derive(Default)]
pub struct Options {
    pub name: Option<LitStr>,
    pub schema: Option<LitStr>,
    pub rename_all: Option<Case>,
    pub comment: Option<LitStr>,
    pub was: Option<LitStr>,
    krate: Option<TokenStream>,
}

/// What is said of a value.
#[derive(Default)]
pub struct OfVariant {
    pub rename: Option<LitStr>,
    pub was: Option<LitStr>,
}

impl Options {
    /// Reads the options in one attribute.
    pub fn read(&mut self, tokens: TokenStream) -> Result<(), Error> {
        let expected = "an option of an enum is expected: `name = \"user_status\"`";
        parse(tokens, expected, |key, input| {
            match key.to_string().as_str() {
                "name" => set(&mut self.name, filled(string_of(key, input)?)?, key),
                "schema" => set(&mut self.schema, filled(string_of(key, input)?)?, key),
                "rename_all" => set(&mut self.rename_all, case(&string_of(key, input)?)?, key),
                "comment" => set(&mut self.comment, string_of(key, input)?, key),
                "was" => set(&mut self.was, filled(string_of(key, input)?)?, key),
                "crate" => {
                    let path = string_of(key, input)?.parse::<Path>()?;
                    set(&mut self.krate, quote!(#path), key)
                }
                _ => Err(unknown(
                    key,
                    "an enum",
                    &["name", "schema", "rename_all", "comment", "was", "crate"],
                )),
            }
        })
    }

    /// The path of what the macros expand to.
    pub fn private(&self) -> TokenStream {
        match &self.krate {
            Some(krate) => quote!(#krate::__private),
            None => quote!(::migratory::__private),
        }
    }
}

impl OfVariant {
    /// Reads the options in one attribute.
    pub fn read(&mut self, tokens: TokenStream) -> Result<(), Error> {
        let expected = "an option of a value is expected: `rename = \"in progress\"`";
        parse(tokens, expected, |key, input| {
            match key.to_string().as_str() {
                "rename" => set(&mut self.rename, string_of(key, input)?, key),
                "was" => set(&mut self.was, string_of(key, input)?, key),
                _ => Err(unknown(key, "a value", &["rename", "was"])),
            }
        })
    }
}

fn unknown(key: &Ident, of: &str, known: &[&str]) -> Error {
    let message = no_option(&key.to_string(), of, known);
    Error::new(key.span(), message)
}

fn case(text: &LitStr) -> Result<Case, Error> {
    let value = text.value();
    let known = Case::ALL.iter().find(|(name, _)| *name == value);
    known.map(|(_, case)| *case).ok_or_else(|| {
        let names = Case::ALL.map(|(name, _)| name);
        let near = did_you_mean(&value, names);
        let all = names.map(|name| format!("\"{name}\"")).join(", ");
        Error::new(text.span(), format!("`rename_all` is one of {all}{near}"))
    })
}
