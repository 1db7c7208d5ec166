//! Reads an `impl` as far as `#[migration]` has to know it: its head, and the names of its functions.
//!
//! What the functions do is passed on as it came. Parsing it would cost each migration its length once more.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Error, Generics, Ident, Token, Type, Visibility, WhereClause};

/// An `impl` block.
pub struct Impl {
    /// All tokens before the body.
    pub head: TokenStream,
    /// What stands in braces.
    pub body: Group,
    /// The attributes above it.
    pub attributes: Vec<Attribute>,
    /// What stands between `impl` and the trait, and its `where`.
    pub generics: Generics,
    /// The trait, if it is an impl of one.
    pub of_trait: Option<Type>,
    /// The type that it is for.
    pub for_type: Type,
    /// The names of its functions.
    pub functions: Vec<Ident>,
    /// The names of those that are `async`.
    pub async_functions: Vec<Ident>,
}

/// Reads an `impl` block.
pub fn parse(item: TokenStream) -> Result<Impl, Error> {
    let mut head: Vec<TokenTree> = item.clone().into_iter().collect();
    let (attributes, generics, of_trait, for_type) = parse_head.parse2(item)?;
    match head.pop() {
        Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => {
            let (functions, async_functions) = functions(body.stream());
            Ok(Impl {
                head: head.into_iter().collect(),
                body,
                attributes,
                generics,
                of_trait,
                for_type,
                functions,
                async_functions,
            })
        }
        _ => Err(Error::new_spanned(for_type, "this `impl` has no body")),
    }
}

type Head = (Vec<Attribute>, Generics, Option<Type>, Type);

fn parse_head(input: ParseStream) -> Result<Head, Error> {
    let attributes = input.call(Attribute::parse_outer)?;
    if !input.peek(Token![impl]) {
        return Err(not_an_impl(input)?);
    }
    input.parse::<Token![impl]>()?;
    let mut generics = input.parse::<Generics>()?;
    let first = input.parse::<Type>()?;
    let (of_trait, for_type) = if input.peek(Token![for]) {
        input.parse::<Token![for]>()?;
        (Some(first), input.parse::<Type>()?)
    } else {
        (None, first)
    };
    generics.where_clause = input.parse::<Option<WhereClause>>()?;
    input.parse::<TokenStream>()?;
    Ok((attributes, generics, of_trait, for_type))
}

/// Names what it is instead: "a `struct`".
fn not_an_impl(input: ParseStream) -> Result<Error, Error> {
    input.parse::<Visibility>()?;
    let found = input.parse::<TokenTree>()?;
    Ok(Error::new(
        found.span(),
        format!(
            "#[migration] belongs on the `impl Migration for ...` of a unit struct, not on this `{found}`"
        ),
    ))
}

/// The names after each `fn`, and those after `async fn` once more. A type such as `fn(u8)` has none, and other items'
/// functions stand in groups of their own.
fn functions(body: TokenStream) -> (Vec<Ident>, Vec<Ident>) {
    let (mut functions, mut async_functions) = (Vec::new(), Vec::new());
    let (mut after_fn, mut after_async) = (false, false);
    for token in body {
        match token {
            TokenTree::Ident(name) if after_fn => {
                if after_async {
                    async_functions.push(name.clone());
                }
                functions.push(name);
                (after_fn, after_async) = (false, false);
            }
            TokenTree::Ident(word) => {
                after_fn = word == "fn";
                after_async = word == "async" || (after_async && after_fn);
            }
            TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {
                (after_fn, after_async) = (false, false);
            }
        }
    }
    (functions, async_functions)
}
