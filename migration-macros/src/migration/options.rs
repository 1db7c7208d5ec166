//! What stands in the parentheses: `#[migration(name = "...")]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Error, Ident, LitStr, Path};

use crate::options::{self, check_name, set, string_of};

/// The options that were given.
pub struct Options {
    /// The name, if it is not the module's.
    pub name: Option<LitStr>,
    /// The path of the `migratory` crate.
    pub krate: TokenStream,
}

/// Options that will be; until then, they are not taken for spelling mistakes.
const LATER: [&str; 3] = ["phase", "transaction", "tags"];

const EXPECTED: &str = "the options of #[migration] are `name = \"...\"` and `crate = \"...\"`";

/// Reads the options, and reports all that is wrong with them.
pub fn parse(tokens: TokenStream) -> Result<Options, Error> {
    let (mut name, mut krate) = (None, None);
    options::parse(tokens, EXPECTED, |key, input| {
        parse_one(key, input, &mut name, &mut krate)
    })?;
    Ok(Options {
        name,
        krate: krate.unwrap_or_else(|| quote!(::migratory)),
    })
}

fn parse_one(
    key: &Ident,
    input: ParseStream,
    name: &mut Option<LitStr>,
    krate: &mut Option<TokenStream>,
) -> Result<(), Error> {
    match key.to_string().as_str() {
        "name" => {
            let value = string_of(key, input)?;
            check_name(&value, "migration")?;
            set(name, value, key)
        }
        "crate" => {
            let path = string_of(key, input)?.parse::<Path>()?;
            set(krate, quote!(#path), key)
        }
        later if LATER.contains(&later) => Err(Error::new(
            key.span(),
            format!("`{later}` is not supported yet"),
        )),
        unknown => Err(Error::new(
            key.span(),
            format!("`{unknown}` is no option; {EXPECTED}"),
        )),
    }
}
