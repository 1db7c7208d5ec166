//! `#[migratory::test]`.

mod expand;
mod function;
mod options;

use proc_macro2::TokenStream;
use syn::Error;

pub use options::{Database, databases};

/// The test, or what is wrong with it.
pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    match checked(options, item) {
        Ok(tokens) => tokens,
        Err(error) => error.into_compile_error(),
    }
}

fn checked(options: TokenStream, item: TokenStream) -> Result<TokenStream, Error> {
    match (options::parse(options), function::parse(item)) {
        (Ok(options), Ok(function)) => Ok(expand::expand(&options, &function)),
        (Err(mut error), Err(another)) => {
            error.combine(another);
            Err(error)
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}
