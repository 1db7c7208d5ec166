//! What `#[migratory::test]` becomes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::function::Function;
use super::options::{Database, Options};

/// A test, or a module with one for each database.
pub fn expand(options: &Options, function: &Function) -> TokenStream {
    let Function {
        attributes,
        name,
        tokens,
        ..
    } = function;
    let krate = &options.krate;
    let database = options.databases.as_slice();
    if database.is_empty() {
        let wanted = wanted(options, function, None);
        let run = run(options, function, quote!(#name), quote!(#wanted));
        return quote! {
            #(#attributes)*
            #[::core::prelude::v1::test]
            fn #name() {
                #tokens
                #run
            }
        };
    }
    let of_code: Vec<_> = function.of_code().collect();
    let conditions = of_code.iter().filter(|it| it.path().is_ident("cfg"));
    let tests = database.iter().map(|database| {
        let wanted = format_ident!("__wanted_{}_{}", name, database.name);
        let run = run(
            options,
            function,
            quote!(super::#name),
            quote!(super::#wanted()),
        );
        let on = &database.name;
        quote! {
            #(#attributes)*
            #[::core::prelude::v1::test]
            fn #on() {
                #run
            }
        }
    });
    let makers = database.iter().map(|database| {
        let maker = format_ident!("__wanted_{}_{}", name, database.name);
        let wanted = wanted(options, function, Some(database));
        let of_code = &of_code;
        quote! {
            #[cfg(test)]
            #(#of_code)*
            fn #maker() -> #krate::testing::TestOptions {
                #wanted
            }
        }
    });
    quote! {
        #[cfg(test)]
        #(#of_code)*
        #tokens
        #(#makers)*
        #[cfg(test)]
        #(#conditions)*
        mod #name {
            #(#tests)*
        }
    }
}

/// The options of the test, as a value.
fn wanted(options: &Options, function: &Function, database: Option<&Database>) -> TokenStream {
    let krate = &options.krate;
    let name = function.name.to_string();
    let on = database.map(|database| {
        let variant = &database.variant;
        quote!(.on(#krate::Dialect::#variant))
    });
    let isolation = options
        .isolation
        .as_ref()
        .map(|isolation| quote!(.isolation(#krate::testing::Isolation::#isolation)));
    let seed = options.seed.then(|| quote!(.seeded()));
    let at = options.at.as_ref().map(|at| quote!(.at(#at)));
    let migrations = options
        .migrations
        .as_ref()
        .map(|migrations| quote!(.migrations(#migrations)));
    let connections = options
        .connections
        .map(|connections| quote!(.connections(#connections)));
    let of = database.map_or_else(String::new, |database| format!(" on {}", database.name));
    quote! {
        #krate::testing::TestOptions::new(::core::concat!(::core::module_path!(), "::", #name, #of))
            .package(::core::env!("CARGO_PKG_NAME"))
            #on #isolation #seed #at #migrations #connections
    }
}

/// The call that runs it.
fn run(
    options: &Options,
    function: &Function,
    path: TokenStream,
    wanted: TokenStream,
) -> TokenStream {
    let krate = &options.krate;
    let expects = match function.should_panic() {
        true => quote!(APanic),
        false => quote!(TheEnd),
    };
    let arguments = (0..function.arguments).map(|_| quote!(#krate::testing::argument(&db)));
    quote! {
        #krate::testing::run(
            #wanted,
            #krate::testing::Expects::#expects,
            |db: #krate::testing::TestDb| async move { #path(#(#arguments),*).await },
        )
    }
}
