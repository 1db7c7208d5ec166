//! What stands in the parentheses: `#[migration(name = "...")]`.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Error, Ident, Lit, LitStr, Path, Token};

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
    parse_all.parse2(tokens)
}

fn parse_all(input: ParseStream) -> Result<Options, Error> {
    let mut name = None;
    let mut krate = None;
    let mut wrong: Option<Error> = None;
    while !input.is_empty() {
        if let Err(error) = parse_one(input, &mut name, &mut krate).and_then(|()| end_of_one(input))
        {
            match &mut wrong {
                Some(wrong) => wrong.combine(error),
                None => wrong = Some(error),
            }
            skip_to_next(input)?;
        }
    }
    match wrong {
        Some(wrong) => Err(wrong),
        None => Ok(Options {
            name,
            krate: krate.unwrap_or_else(|| quote!(::migratory)),
        }),
    }
}

fn parse_one(
    input: ParseStream,
    name: &mut Option<LitStr>,
    krate: &mut Option<TokenStream>,
) -> Result<(), Error> {
    let key = input
        .call(Ident::parse_any)
        .map_err(|_| input.error(EXPECTED))?;
    match key.to_string().as_str() {
        "name" => {
            let value = string_of(&key, input)?;
            check_name(&value)?;
            set(name, value, &key)
        }
        "crate" => {
            let path = string_of(&key, input)?.parse::<Path>()?;
            set(krate, quote!(#path), &key)
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

/// The string after `key =`.
fn string_of(key: &Ident, input: ParseStream) -> Result<LitStr, Error> {
    let expected = format!("`{key}` takes a string: {key} = \"...\"");
    if !input.peek(Token![=]) {
        return Err(Error::new(key.span(), expected));
    }
    input.parse::<Token![=]>()?;
    let at = if input.is_empty() {
        key.span()
    } else {
        input.span()
    };
    match input.parse::<Lit>() {
        Ok(Lit::Str(string)) => Ok(string),
        Ok(_) | Err(_) => Err(Error::new(at, expected)),
    }
}

fn set<T>(option: &mut Option<T>, value: T, key: &Ident) -> Result<(), Error> {
    match option.replace(value) {
        Some(_) => Err(Error::new(key.span(), format!("`{key}` is given twice"))),
        None => Ok(()),
    }
}

fn check_name(name: &LitStr) -> Result<(), Error> {
    let value = name.value();
    if value.is_empty() {
        return Err(Error::new(
            name.span(),
            "a migration's name cannot be empty",
        ));
    }
    if !is_given_name(&value) {
        return Err(Error::new(
            name.span(),
            "this cannot be the name of a migration: use 1 to 255 ASCII letters, digits, `_`, `-` and `.`",
        ));
    }
    Ok(())
}

/// The rule of `migration_core::registry::is_given_name`, said again: the macros are built before the core, and
/// building the core for them as well would double the time. A test below holds the two together.
fn is_given_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (1..=255).contains(&name.len()) && name.bytes().all(allowed)
}

fn end_of_one(input: ParseStream) -> Result<(), Error> {
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(())
}

/// Goes behind the next comma, so that one wrong option does not hide another.
fn skip_to_next(input: ParseStream) -> Result<(), Error> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    end_of_one(input)
}

#[cfg(test)]
mod tests {
    use super::is_given_name;

    #[test]
    fn the_macro_and_the_registry_allow_the_same_names() {
        let longest = "a".repeat(255);
        let too_long = "a".repeat(256);
        let ascii: Vec<String> = (0..128u8)
            .map(|byte| char::from(byte).to_string())
            .collect();
        let names = [
            "",
            "0001_create-posts.v2",
            "créer",
            "a b",
            &longest,
            &too_long,
        ]
        .into_iter()
        .chain(ascii.iter().map(String::as_str));
        for name in names {
            assert_eq!(
                is_given_name(name),
                migration_core::registry::is_given_name(name),
                "{name:?}"
            );
        }
    }
}
