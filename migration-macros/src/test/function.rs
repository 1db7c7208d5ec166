//! The function that is a test.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Ident, Token, Type, Visibility, parenthesized};

/// `async fn name(db: TestDb) -> Result<()> { ... }`, as far as it is taken apart.
pub struct Function {
    /// What stands above it.
    pub attributes: Vec<Attribute>,
    /// Its name.
    pub name: Ident,
    /// How many arguments it has.
    pub arguments: usize,
    /// All of it without what stands above.
    pub tokens: TokenStream,
}

struct Argument;

impl Parse for Argument {
    fn parse(input: ParseStream) -> Result<Self, Error> {
        let _: Vec<Attribute> = input.call(Attribute::parse_outer)?;
        let _: Option<Token![mut]> = input.parse()?;
        let at = input.span();
        let what = "a test takes arguments like `db: TestDb`";
        input.call(Ident::parse).map_err(|_| Error::new(at, what))?;
        input.parse::<Token![:]>()?;
        input.parse::<Type>()?;
        Ok(Self)
    }
}

impl Parse for Function {
    fn parse(input: ParseStream) -> Result<Self, Error> {
        let attributes = input.call(Attribute::parse_outer)?;
        let tokens: TokenStream = input.fork().parse()?;
        input.parse::<Visibility>()?;
        let at = input.span();
        if !input.peek(Token![async]) {
            return Err(Error::new(at, BELONGS));
        }
        input.parse::<Token![async]>()?;
        if !input.peek(Token![fn]) {
            return Err(Error::new(input.span(), BELONGS));
        }
        input.parse::<Token![fn]>()?;
        let name: Ident = input.parse()?;
        if input.peek(Token![<]) {
            return Err(Error::new(input.span(), "a test has no generics"));
        }
        let inside;
        parenthesized!(inside in input);
        let arguments = Punctuated::<Argument, Token![,]>::parse_terminated(&inside)?;
        // The rest is the compiler's to read.
        input.parse::<TokenStream>()?;
        if let Some(test) = attributes.iter().find(|it| is_test(it)) {
            let message = "#[migratory::test] makes it a test; take this one away";
            return Err(Error::new_spanned(test.to_token_stream(), message));
        }
        Ok(Self {
            attributes,
            arguments: arguments.len(),
            name,
            tokens,
        })
    }
}

const BELONGS: &str =
    "#[migratory::test] belongs on an async function: async fn name(db: TestDb) { ... }";

/// Reads it.
pub fn parse(item: TokenStream) -> Result<Function, Error> {
    syn::parse2(item)
}

fn is_test(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|it| it.ident == "test")
}

impl Function {
    /// Whether it passes by panicking.
    pub fn should_panic(&self) -> bool {
        self.attributes
            .iter()
            .any(|it| it.path().is_ident("should_panic"))
    }

    /// What stands above it that is not for the test: conditions, and lints.
    pub fn of_code(&self) -> impl Iterator<Item = &Attribute> {
        let of_code = ["cfg", "allow", "expect", "warn", "deny"];
        self.attributes
            .iter()
            .filter(move |it| of_code.iter().any(|name| it.path().is_ident(name)))
    }
}
