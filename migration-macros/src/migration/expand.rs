//! What `#[migration]` adds to an `impl`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::check::{Kind, Migration};
use super::options::Options;
use crate::impl_block::{start, with};

/// The `impl` with its `meta`, and the registration.
pub fn expand(options: &Options, migration: Migration) -> TokenStream {
    let Migration {
        head,
        body,
        conditions,
        unit,
        kind,
        functions,
        async_functions: _,
    } = migration;
    let krate = &options.krate;
    let private = quote!(#krate::__private);
    let meta = meta(options, &unit, &private);
    let check = check_of_module(options, &unit, &private);
    let constructor = match kind {
        Kind::Pure => quote!(#private::Body::Pure(#private::Arc::new(#unit))),
        Kind::Data => quote!(#private::data_body(#unit)),
    };
    let has = |name: &str| functions.iter().any(|function| function == name);
    let has_down = (matches!(kind, Kind::Data) && has("down") && !has("has_down")).then(|| {
        quote!(
            fn has_down(&self) -> bool {
                true
            }
        )
    });
    let body = with(
        &body,
        quote! {
            fn meta(&self) -> #private::Meta {
                #meta
            }
            #has_down
        },
    );
    quote! {
        #head #body

        #(#conditions)*
        const _: () = {
            #check
            #private::inventory::submit! {
                #private::Registration { meta: #meta, body: || #constructor }
            }
        };
    }
}

/// The migration's name, module and place: that of the type in the user's `impl`.
fn meta(options: &Options, unit: &Path, private: &TokenStream) -> TokenStream {
    let name = match &options.name {
        Some(name) => quote!(::core::option::Option::Some(#name)),
        None => quote!(::core::option::Option::None),
    };
    // The user's own span: with one of the macro's, all three would tell the line of the attribute.
    let place = quote_spanned!(start(unit)=> file: ::core::file!(), line: ::core::line!(), column: ::core::column!());
    let phase = options
        .post_deploy
        .then(|| quote!(.phase(#private::Phase::PostDeploy)));
    let outside = (!options.in_transaction).then(|| quote!(.outside_transaction()));
    let replaces = options
        .replaces
        .as_ref()
        .map(|(_, names)| quote!(.replaces(&[#(#names),*])));
    quote! {
        #private::Meta::new(::core::module_path!(), #name, #private::Location { #place })#phase #outside #replaces
    }
}

/// A compile error when the module does not name a migration; the macro itself cannot see the module.
fn check_of_module(options: &Options, unit: &Path, private: &TokenStream) -> TokenStream {
    if options.name.is_some() {
        return TokenStream::new();
    }
    let at = Span::call_site().located_at(start(unit));
    quote_spanned! {at=>
        ::core::assert!(
            #private::is_module_name(::core::module_path!()),
            ::core::concat!(
                "the module `",
                ::core::module_path!(),
                "` does not name a migration. Call it like m20260102103000000_create_posts, ",
                "or give the migration a name: #[migration(name = \"...\")]",
            ),
        );
    }
}
