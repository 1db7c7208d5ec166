//! `#[derive(Model)]`.
//!
//! What the attributes say is checked as far as the struct alone shows it, and reported at the user's token. What takes other
//! models to see is found by `migration_core::model::state`.

mod check;
mod expand;
mod field;
pub mod item;
mod list;
mod options;
pub mod values;

use proc_macro2::TokenStream;
use syn::{DeriveInput, Error};

/// The `impl` of a model and its registration, or what is wrong.
pub fn expand(input: TokenStream) -> TokenStream {
    derived(input).unwrap_or_else(Error::into_compile_error)
}

fn derived(input: TokenStream) -> Result<TokenStream, Error> {
    let item = item::parse(syn::parse2::<DeriveInput>(input)?)?;
    expand::expand(&check::check(item)?)
}
