//! `history_tests!`.

mod expand;
mod options;
mod scan;

use std::env;
use std::path::PathBuf;

use proc_macro2::{Span, TokenStream};
use syn::Error;

/// The tests, or what is wrong.
pub fn expand(input: TokenStream) -> TokenStream {
    match checked(input) {
        Ok(tokens) => tokens,
        Err(error) => error.into_compile_error(),
    }
}

fn checked(input: TokenStream) -> Result<TokenStream, Error> {
    let options = options::parse(input)?;
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let Some(package) = package else {
        let message = "the folder of this crate is not known: CARGO_MANIFEST_DIR is not set";
        return Err(Error::new(Span::call_site(), message));
    };
    let (folder, at) = match &options.folder {
        Some(folder) => (folder.value(), folder.span()),
        None => ("src".to_owned(), Span::call_site()),
    };
    let mut names = scan::names(&package, &folder).map_err(|message| Error::new(at, message))?;
    names.extend(options.names.iter().map(syn::LitStr::value));
    names.sort();
    names.dedup();
    if names.is_empty() {
        let message = format!(
            "there is no #[migration] in `{folder}`; say where they are: history_tests!(folder = \"src/migrations\")"
        );
        return Err(Error::new(at, message));
    }
    Ok(expand::expand(&options, &names))
}
