//! What an enum must be to be one of a database.

use std::collections::BTreeMap;

use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr};

use super::options::{OfVariant, Options};
use crate::case::Case;
use crate::model::item::{Wrong, attributes};
use crate::place::name_of;

/// An enum that can be one.
pub struct Checked {
    pub ident: Ident,
    pub options: Options,
    pub values: Vec<Value>,
}

/// A variant, and the value that it is.
pub struct Value {
    pub variant: Ident,
    pub text: String,
    pub was: Option<LitStr>,
}

/// Reads the enum, and reports all that is wrong with it.
pub fn check(input: DeriveInput) -> Result<Checked, Error> {
    let DeriveInput {
        attrs,
        ident,
        generics,
        data,
        ..
    } = input;
    let Data::Enum(data) = data else {
        let message = "#[derive(DbEnum)] is for an enum; a struct is a table: #[derive(Model)]";
        return Err(Error::new(ident.span(), message));
    };
    let mut wrong = Wrong::default();
    let mut options = Options::default();
    for tokens in (wrong.take(attributes(&attrs, "db_enum"))).unwrap_or_default() {
        wrong.take(options.read(tokens));
    }
    if !generics.params.is_empty() {
        let message = "an enum type has values alone, so the enum cannot be generic";
        wrong.add(Error::new_spanned(&generics, message));
    }
    let case = options.rename_all.unwrap_or(Case::Snake);
    let mut values: Vec<Value> = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for variant in data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = "a value of an enum type holds nothing: the variant cannot have fields";
            wrong.add(Error::new_spanned(&variant.fields, message));
        }
        let mut said = OfVariant::default();
        for tokens in (wrong.take(attributes(&variant.attrs, "db_enum"))).unwrap_or_default() {
            wrong.take(said.read(tokens));
        }
        let name = name_of(&variant.ident);
        let text = (said.rename.as_ref()).map_or_else(|| case.of(&name), LitStr::value);
        if let Some(other) = seen.insert(text.clone(), name) {
            let message = format!("`{other}` is the value {text:?} already");
            wrong.add(Error::new(variant.ident.span(), message));
        }
        values.push(Value {
            variant: variant.ident,
            text,
            was: said.was,
        });
    }
    if values.is_empty() {
        let message = "an enum type has values, and this enum has none";
        wrong.add(Error::new(ident.span(), message));
    }
    match wrong.0 {
        Some(error) => Err(error),
        None => Ok(Checked {
            ident,
            options,
            values,
        }),
    }
}
