//! `#[migration]`.
//!
//! What was written wrong is reported at the user's token, and the `impl` is passed on nevertheless, so that one mistake
//! is one error.

mod check;
mod expand;
mod options;

use proc_macro2::TokenStream;
use syn::Error;

use crate::impl_block;

const BELONGS: &str = "#[migration] belongs on the `impl Migration for ...` of a unit struct";

/// The `impl`, and what registers it; or the `impl`, and what is wrong.
pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    match checked(options, item.clone()) {
        Ok(tokens) => tokens,
        Err(error) => {
            let errors = error.into_compile_error();
            quote::quote!(#item #errors)
        }
    }
}

fn checked(options: TokenStream, item: TokenStream) -> Result<TokenStream, Error> {
    let options = options::parse(options);
    let migration = impl_block::parse(item, BELONGS).and_then(check::check);
    match (options, migration) {
        (Ok(options), Ok(migration)) => {
            check::replaces(&options, &migration)?;
            Ok(match check::functions_are_wrong(&migration) {
                // Without the `impl`: the compiler would say the same of it.
                Some(error) => error.into_compile_error(),
                None => expand::expand(&options, migration),
            })
        }
        (Err(mut error), Err(another)) => {
            error.combine(another);
            Err(error)
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}
