//! What stands in the parentheses of an attribute: `key = value`, with commas between.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, Lit, LitStr, Token, bracketed};

/// Reads options, and reports all that is wrong with them. `one` reads what follows after a key; `expected` is said where
/// there is no key.
pub fn parse(
    tokens: TokenStream,
    expected: &str,
    mut one: impl FnMut(&Ident, ParseStream) -> Result<(), Error>,
) -> Result<(), Error> {
    parse_list(tokens, |input| {
        let key = input.call(Ident::parse_any);
        one(&key.map_err(|_| input.error(expected))?, input)
    })
}

/// Reads what stands between commas, and reports all that is wrong with it.
pub fn parse_list(
    tokens: TokenStream,
    mut one: impl FnMut(ParseStream) -> Result<(), Error>,
) -> Result<(), Error> {
    let all = |input: ParseStream<'_>| {
        let mut wrong: Option<Error> = None;
        while !input.is_empty() {
            if let Err(error) = one(input).and_then(|()| end_of_one(input)) {
                match &mut wrong {
                    Some(wrong) => wrong.combine(error),
                    None => wrong = Some(error),
                }
                skip_to_next(input)?;
            }
        }
        wrong.map_or(Ok(()), Err)
    };
    all.parse2(tokens)
}

/// Fails where something follows after a key that says all by itself.
pub fn flag(key: &Ident, input: ParseStream) -> Result<(), Error> {
    match input.is_empty() || input.peek(Token![,]) {
        true => Ok(()),
        false => Err(Error::new(key.span(), format!("`{key}` takes nothing"))),
    }
}

/// The number after `key =`.
pub fn number_of(key: &Ident, input: ParseStream) -> Result<u32, Error> {
    let expected = || Error::new(key.span(), format!("`{key}` takes a number: {key} = 20"));
    if !input.peek(Token![=]) {
        return Err(expected());
    }
    input.parse::<Token![=]>()?;
    match input.parse::<Lit>() {
        Ok(Lit::Int(number)) => number.base10_parse(),
        Ok(_) | Err(_) => Err(expected()),
    }
}

/// The tokens after `key =`, up to the next comma.
pub fn tokens_of(key: &Ident, input: ParseStream, expected: &str) -> Result<TokenStream, Error> {
    let expected = || Error::new(key.span(), expected);
    if !input.peek(Token![=]) {
        return Err(expected());
    }
    input.parse::<Token![=]>()?;
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    match tokens.is_empty() {
        true => Err(expected()),
        false => Ok(tokens),
    }
}

/// The string after `key =`.
pub fn string_of(key: &Ident, input: ParseStream) -> Result<LitStr, Error> {
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

/// The list after `key =`.
pub fn list_of<T: Parse>(key: &Ident, input: ParseStream, example: &str) -> Result<Vec<T>, Error> {
    let expected = || {
        Error::new(
            key.span(),
            format!("`{key}` takes a list: {key} = {example}"),
        )
    };
    if !input.peek(Token![=]) {
        return Err(expected());
    }
    input.parse::<Token![=]>()?;
    if !input.peek(syn::token::Bracket) {
        return Err(expected());
    }
    let list;
    bracketed!(list in input);
    let list = Punctuated::<T, Token![,]>::parse_terminated(&list)?;
    Ok(list.into_iter().collect())
}

/// Sets an option, unless it is set.
pub fn set<T>(option: &mut Option<T>, value: T, key: &Ident) -> Result<(), Error> {
    match option.replace(value) {
        Some(_) => Err(Error::new(key.span(), format!("`{key}` is given twice"))),
        None => Ok(()),
    }
}

/// Checks what a name may be, of a migration or a seeder.
pub fn check_name(name: &LitStr, of: &str) -> Result<(), Error> {
    let value = name.value();
    if value.is_empty() {
        return Err(Error::new(
            name.span(),
            format!("a {of}'s name cannot be empty"),
        ));
    }
    if !is_given_name(&value) {
        return Err(Error::new(
            name.span(),
            format!(
                "this cannot be the name of a {of}: use 1 to 255 ASCII letters, digits, `_`, `-` and `.`"
            ),
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
