//! `#[derive(DbEnum)]`.

mod check;
mod expand;
mod options;

use proc_macro2::TokenStream;
use syn::{DeriveInput, Error};

/// The `impl`s of an enum that is an enum type, or what is wrong.
pub fn expand(input: TokenStream) -> TokenStream {
    derived(input).unwrap_or_else(Error::into_compile_error)
}

fn derived(input: TokenStream) -> Result<TokenStream, Error> {
    let checked = check::check(syn::parse2::<DeriveInput>(input)?)?;
    Ok(expand::expand(&checked))
}
