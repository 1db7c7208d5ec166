//! Reads an `impl` as far as an attribute has to know it: its head, and the names of its functions.
//!
//! What the functions do is passed on as it came. Parsing it would cost each of them its length once more.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Error, Generics, Ident, Path, PathArguments, Token, Type, Visibility, WhereClause,
};

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

/// Reads an `impl` block. `belongs` says where the attribute belongs: "on the `impl ...`".
pub fn parse(item: TokenStream, belongs: &str) -> Result<Impl, Error> {
    let mut head: Vec<TokenTree> = item.clone().into_iter().collect();
    let (attributes, generics, of_trait, for_type) =
        (|input: ParseStream<'_>| parse_head(input, belongs)).parse2(item)?;
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

fn parse_head(input: ParseStream, belongs: &str) -> Result<Head, Error> {
    let attributes = input.call(Attribute::parse_outer)?;
    if !input.peek(Token![impl]) {
        return Err(not_an_impl(input, belongs)?);
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
fn not_an_impl(input: ParseStream, belongs: &str) -> Result<Error, Error> {
    input.parse::<Visibility>()?;
    let found = input.parse::<TokenTree>()?;
    Ok(Error::new(
        found.span(),
        format!("{belongs}, not on this `{found}`"),
    ))
}

/// Whether an attribute may rewrite the `impl`, as `#[async_trait]` does.
pub fn is_a_macro(attribute: &Attribute) -> bool {
    const PLAIN: [&str; 8] = [
        "allow", "cfg", "cfg_attr", "deny", "doc", "expect", "forbid", "warn",
    ];
    !PLAIN.iter().any(|name| attribute.path().is_ident(name))
}

/// The type as a path that is its value, too; `otherwise` says what it should have been.
pub fn unit(for_type: Type, otherwise: &str) -> Result<Path, Error> {
    match for_type {
        Type::Group(group) => unit(*group.elem, otherwise),
        Type::Path(path) if path.qself.is_none() && is_plain(&path.path) => Ok(path.path),
        other => Err(Error::new_spanned(other, otherwise)),
    }
}

fn is_plain(path: &Path) -> bool {
    path.segments
        .iter()
        .all(|part| matches!(part.arguments, PathArguments::None))
}

/// Where the type begins: the place that errors and the registry tell.
pub fn start(unit: &Path) -> Span {
    match unit.segments.first() {
        Some(first) if unit.leading_colon.is_none() => first.ident.span(),
        _ => unit.span(),
    }
}

/// The body with something added.
pub fn with(body: &Group, addition: TokenStream) -> Group {
    let mut tokens = body.stream();
    tokens.extend(addition);
    let mut group = Group::new(body.delimiter(), tokens);
    group.set_span(body.span());
    group
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
