//! What stands in the parentheses: `sql_migrations!("migrations/sql")`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Error, Ident, Lit, LitStr, Path, Token};

/// A call of the macro.
pub struct Call {
    /// The folder, relative to that of the crate.
    pub folder: LitStr,
    /// The path of the `migratory` crate.
    pub krate: TokenStream,
}

const EXPECTED: &str = "sql_migrations! takes a folder, relative to that of the crate: sql_migrations!(\"migrations/sql\")";

/// Reads a call.
pub fn parse(tokens: TokenStream) -> Result<Call, Error> {
    parse_call.parse2(tokens)
}

fn parse_call(input: ParseStream) -> Result<Call, Error> {
    if input.is_empty() {
        return Err(Error::new(Span::call_site(), EXPECTED));
    }
    let at = input.span();
    let folder = match input.parse::<Lit>() {
        Ok(Lit::Str(folder)) if !folder.value().is_empty() => folder,
        Ok(_) | Err(_) => return Err(Error::new(at, EXPECTED)),
    };
    let mut krate = quote!(::migratory);
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    if !input.is_empty() {
        let key = input.call(Ident::parse_any)?;
        if key != "crate" {
            let message = format!("`{key}` is no option; the only one is `crate = \"...\"`");
            return Err(Error::new(key.span(), message));
        }
        input.parse::<Token![=]>()?;
        let path = input.parse::<LitStr>()?.parse::<Path>()?;
        krate = quote!(#path);
        input.parse::<Option<Token![,]>>()?;
    }
    if !input.is_empty() {
        return Err(input.error(EXPECTED));
    }
    Ok(Call { folder, krate })
}
