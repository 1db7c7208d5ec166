//! What stands in the parentheses: `#[migration(name = "...", phase = "post-deploy", transaction = false, replaces = ["..."])]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitBool, LitStr, Path, Token};

use crate::options::{self, check_name, list_of, set, string_of};

/// The options that were given.
pub struct Options {
    /// The name, if it is not the module's.
    pub name: Option<LitStr>,
    /// Whether it runs after the deploy.
    pub post_deploy: bool,
    /// Whether its own SQL runs in a transaction.
    pub in_transaction: bool,
    /// The migrations whose place it takes, and where that is said.
    pub replaces: Option<(Span, Vec<LitStr>)>,
    /// The path of the `migratory` crate.
    pub krate: TokenStream,
}

/// Options that will be; until then, they are not taken for spelling mistakes.
const LATER: [&str; 1] = ["tags"];

const EXPECTED: &str = "the options of #[migration] are `name = \"...\"`, `phase = \"post-deploy\"`, `transaction = false`, \
     `replaces = [\"...\"]` and `crate = \"...\"`";

/// What is read, as far as it was given.
#[derive(Default)]
struct Given {
    name: Option<LitStr>,
    post_deploy: Option<bool>,
    in_transaction: Option<bool>,
    replaces: Option<(Span, Vec<LitStr>)>,
    krate: Option<TokenStream>,
}

/// Reads the options, and reports all that is wrong with them.
pub fn parse(tokens: TokenStream) -> Result<Options, Error> {
    let mut given = Given::default();
    options::parse(tokens, EXPECTED, |key, input| {
        parse_one(key, input, &mut given)
    })?;
    Ok(Options {
        name: given.name,
        post_deploy: given.post_deploy.unwrap_or(false),
        in_transaction: given.in_transaction.unwrap_or(true),
        replaces: given.replaces,
        krate: given.krate.unwrap_or_else(|| quote!(::migratory)),
    })
}

fn parse_one(key: &Ident, input: ParseStream, given: &mut Given) -> Result<(), Error> {
    match key.to_string().as_str() {
        "name" => {
            let value = string_of(key, input)?;
            check_name(&value, "migration")?;
            set(&mut given.name, value, key)
        }
        "phase" => {
            let value = string_of(key, input)?;
            let post_deploy = match value.value().as_str() {
                "pre-deploy" => false,
                "post-deploy" => true,
                other => {
                    let message = format!("there is no phase {other:?}: {PHASES}");
                    return Err(Error::new(value.span(), message));
                }
            };
            set(&mut given.post_deploy, post_deploy, key)
        }
        "transaction" => {
            let value = bool_of(key, input)?;
            set(&mut given.in_transaction, value, key)
        }
        "replaces" => {
            let names = replaced(key, input)?;
            set(&mut given.replaces, (key.span(), names), key)
        }
        "crate" => {
            let path = string_of(key, input)?.parse::<Path>()?;
            set(&mut given.krate, quote!(#path), key)
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

/// The names of `replaces`: those of modules, with their `m` or without, or those that were given.
fn replaced(key: &Ident, input: ParseStream) -> Result<Vec<LitStr>, Error> {
    let example = "[\"m20260102103000000_create_posts\"]";
    let names = list_of::<Text>(key, input, example)?;
    let names: Vec<LitStr> = names.into_iter().map(|name| name.0).collect();
    if names.is_empty() {
        let message = format!("`replaces` names no migration: replaces = {example}");
        return Err(Error::new(key.span(), message));
    }
    for (at, name) in names.iter().enumerate() {
        check_name(name, "migration")?;
        if names[..at]
            .iter()
            .any(|other| other.value() == name.value())
        {
            let message = format!("{:?} is named twice", name.value());
            return Err(Error::new(name.span(), message));
        }
    }
    Ok(names)
}

/// The name of a migration in a list.
struct Text(LitStr);

impl Parse for Text {
    fn parse(input: ParseStream) -> Result<Self, Error> {
        let expected = "a migration is named by a string: \"m20260102103000000_create_posts\"";
        let at = input.span();
        input
            .parse()
            .map(Self)
            .map_err(|_| Error::new(at, expected))
    }
}

const PHASES: &str = "it is \"pre-deploy\", which needs not be said, or \"post-deploy\"";

/// The `true` or `false` after `key =`.
fn bool_of(key: &Ident, input: ParseStream) -> Result<bool, Error> {
    let expected = format!("`{key}` takes true or false: {key} = false");
    if !input.peek(Token![=]) {
        return Err(Error::new(key.span(), expected));
    }
    input.parse::<Token![=]>()?;
    let at = if input.is_empty() {
        key.span()
    } else {
        input.span()
    };
    let value = input.parse::<LitBool>();
    value
        .map(|value| value.value)
        .map_err(|_| Error::new(at, expected))
}
