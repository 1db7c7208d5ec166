//! Places in the user's source, and names as the user wrote them.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

/// A place in the user's source.
pub fn location(private: &TokenStream, span: Span) -> TokenStream {
    let place = quote_spanned!(span=> file: ::core::file!(), line: ::core::line!(), column: ::core::column!());
    quote!(#private::Location { #place })
}

/// A name without `r#`.
pub fn name_of(ident: &Ident) -> String {
    let name = ident.to_string();
    match name.strip_prefix("r#") {
        Some(name) => name.to_owned(),
        None => name,
    }
}
