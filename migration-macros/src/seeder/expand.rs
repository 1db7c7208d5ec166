//! What `#[seeder]` adds to an item.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, LitStr, Path};

use super::Checked;
use super::content::Content;
use super::options::{After, Options};
use crate::impl_block::{start, with};
use crate::place::location;

/// The `impl` with its `meta`, and the registration.
pub fn of_impl(options: &Options, checked: &Checked, code: &Content) -> TokenStream {
    let private = private(options);
    let files = code
        .files
        .iter()
        .map(|file| quote!(::core::include_bytes!(#file)));
    let meta = meta(
        options,
        &checked.unit,
        code.hash,
        &files.collect::<Vec<_>>(),
    );
    let head = &checked.item.head;
    let body = with(
        &checked.item.body,
        quote! {
            fn meta(&self) -> #private::SeederMeta {
                #meta
            }
        },
    );
    let registration = registration(options, &checked.unit, &checked.item.attributes);
    quote! {
        #head #body

        #registration
    }
}

/// The path of what the macros expand to.
pub fn private(options: &Options) -> TokenStream {
    let krate = &options.krate;
    quote!(#krate::__private)
}

/// The body of `meta`. `files` are expressions for bytes.
pub fn meta(options: &Options, unit: &Path, hash: u64, files: &[TokenStream]) -> TokenStream {
    let private = private(options);
    let environments = &options.environments;
    let after = options.after.iter().map(|after| {
        let (span, name) = match after {
            After::Name(name) => (name.span(), quote!(#name)),
            After::Type(path) => {
                let span = start(path);
                let name = quote_spanned!(span=> <#path as #private::NamedSeeder>::NAME);
                (span, name)
            }
        };
        let at = location(&private, span);
        quote!(#private::After { name: #name, at: #at })
    });
    let version = match &options.version {
        Some(version) => quote!(::core::option::Option::Some(#version)),
        None => quote!(::core::option::Option::None),
    };
    let hash = Literal::u64_suffixed(hash);
    let at = location(&private, start(unit));
    quote! {
        const META: #private::SeederMeta = #private::SeederMeta {
            name: <#unit as #private::NamedSeeder>::NAME,
            environments: &[#(#environments),*],
            after: &[#(#after),*],
            content: #hash,
            version: #version,
            files: &[#(#files as &[u8]),*],
            at: ::core::option::Option::Some(#at),
        };
        META
    }
}

/// What makes a type a seeder with a name, and registers it.
pub fn registration(options: &Options, unit: &Path, attributes: &[Attribute]) -> TokenStream {
    let private = private(options);
    let name = name(options, unit);
    let conditions = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    quote! {
        #(#conditions)*
        const _: () = {
            impl #private::NamedSeeder for #unit {
                const NAME: &'static str = #name;
            }
            #private::inventory::submit! {
                #private::SeederRegistration(|| #private::Box::new(#unit))
            }
        };
    }
}

/// The name that was given, or the type's.
fn name(options: &Options, unit: &Path) -> LitStr {
    let of_type = || {
        let last = unit.segments.last();
        let name = last.map_or_else(String::new, |last| last.ident.to_string());
        LitStr::new(name.trim_start_matches("r#"), unit.span())
    };
    options.name.clone().unwrap_or_else(of_type)
}
