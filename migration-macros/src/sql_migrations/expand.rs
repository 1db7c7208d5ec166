//! What `sql_migrations!` becomes: a registration for each migration, with its files in it.

use std::path::Path;

use migration_files::{Migration, Part};
use proc_macro2::TokenStream;
use quote::quote;

use super::parse::Call;
use super::relative;

/// The registrations. Paths are shown relative to `shown_from`.
pub fn expand(call: &Call, migrations: &[Migration], shown_from: &Path) -> TokenStream {
    let krate = &call.krate;
    let private = quote!(#krate::__private);
    let registrations = migrations.iter().map(|migration| {
        let name = &migration.name;
        let phase = (migration.post_deploy).then(|| quote!(.phase(#private::Phase::PostDeploy)));
        let up = embedded(&migration.up, shown_from, &private);
        let down = match &migration.down {
            Some(down) => {
                let down = embedded(down, shown_from, &private);
                quote!(::core::option::Option::Some(#down))
            }
            None => quote!(::core::option::Option::None),
        };
        quote! {
            const _: () = {
                const UP: #private::Embedded = #up;
                #private::inventory::submit! {
                    #private::Registration {
                        meta: UP.meta(#name)#phase,
                        body: || #private::embedded_body(UP, #down),
                    }
                }
            };
        }
    });
    quote!(#(#registrations)*)
}

fn embedded(part: &Part, shown_from: &Path, private: &TokenStream) -> TokenStream {
    let path = part.path.display().to_string();
    let shown = relative(&part.path, shown_from).display().to_string();
    let (start, end, line) = (part.span.start, part.span.end, part.span.line);
    let in_transaction = part.in_transaction;
    // The compiler tells cargo of files that it includes.
    quote! {
        #private::Embedded {
            file: #shown,
            text: ::core::include_str!(#path),
            span: (#start, #end),
            line: #line,
            in_transaction: #in_transaction,
        }
    }
}
