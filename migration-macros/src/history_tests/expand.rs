//! What `history_tests!` becomes: the module `history`, with a test for each migration and each database.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::options::Options;

/// The module.
pub fn expand(options: &Options, names: &[String]) -> TokenStream {
    let krate = &options.krate;
    let migrations = options
        .migrations
        .as_ref()
        .map(|migrations| quote!(.migrations(#migrations)));
    let tests = names.iter().map(|name| of_migration(options, name));
    quote! {
        #[cfg(test)]
        fn __history_options() -> #krate::testing::HistoryOptions {
            #krate::testing::HistoryOptions::new(::core::env!("CARGO_PKG_NAME")) #migrations
        }

        #[cfg(test)]
        mod history {
            use super::__history_options as options;

            #[::core::prelude::v1::test]
            fn replays() {
                #krate::testing::replays(&options());
            }

            #[::core::prelude::v1::test]
            fn every_migration_has_a_test() {
                #krate::testing::every_migration_has_a_test(&options(), &[#(#names),*]);
            }

            #(#tests)*
        }
    }
}

/// The tests of one, which are called after it.
fn of_migration(options: &Options, name: &str) -> TokenStream {
    let krate = &options.krate;
    let ident = ident_of(name);
    if options.databases.is_empty() {
        return quote! {
            #[::core::prelude::v1::test]
            fn #ident() {
                #krate::testing::leads_back(&options(), #name);
            }
        };
    }
    let tests = options.databases.iter().map(|database| {
        let (on, variant) = (&database.name, &database.variant);
        quote! {
            #[::core::prelude::v1::test]
            fn #on() {
                #krate::testing::leads_back(&super::options().on(#krate::Dialect::#variant), #name);
            }
        }
    });
    quote! {
        mod #ident {
            #(#tests)*
        }
    }
}

/// A name as one of Rust: `m20260101_create_users`.
fn ident_of(name: &str) -> Ident {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let plain: String = name.chars().map(plain).collect();
    match plain.starts_with('m') {
        true => format_ident!("{}", plain),
        false => format_ident!("m{}", plain),
    }
}
