//! The `impl`s of an enum that is an enum type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use super::check::Checked;
use crate::case::Case;
use crate::model::values::object_name;
use crate::place::{location, name_of};

/// What `#[derive(DbEnum)]` adds beside an enum.
pub fn expand(checked: &Checked) -> TokenStream {
    let (ident, options) = (&checked.ident, &checked.options);
    let private = options.private();
    let name =
        (options.name.as_ref()).map_or_else(|| Case::Snake.of(&name_of(ident)), LitStr::value);
    let schema = options.schema.as_ref().map(LitStr::value);
    let of_name = name.split_once('.').map(|(schema, _)| schema.to_owned());
    let was = options.was.as_ref().map(|was| {
        let schema = of_name.as_deref().or(schema.as_deref());
        let was = object_name(&was.value(), schema, &private);
        quote!(.was(#was))
    });
    let object = object_name(&name, schema.as_deref(), &private);
    let comment = options.comment.as_ref().map(|text| quote!(.comment(#text)));
    let texts: Vec<&str> = checked.values.iter().map(|it| it.text.as_str()).collect();
    let variants: Vec<_> = checked.values.iter().map(|it| &it.variant).collect();
    let values_were = checked.values.iter().filter_map(|value| {
        let (text, was) = (&value.text, value.was.as_ref()?);
        let at = location(&private, value.variant.span());
        Some(quote!(.value_was(#text, #was, #at)))
    });
    let at = location(&private, ident.span());
    let expected = format!("a value of {name}");
    quote! {
        const _: () = {
            impl #private::DbEnum for #ident {
                const VALUES: &'static [&'static str] = &[#(#texts),*];

                fn enumeration() -> #private::ModelEnum {
                    #private::ModelEnum::new(#object, Self::VALUES, #at)#comment #was #(#values_were)*
                }

                fn as_str(&self) -> &'static str {
                    match self {
                        #(Self::#variants => #texts,)*
                    }
                }

                fn from_text(text: &str) -> ::core::option::Option<Self> {
                    match text {
                        #(#texts => ::core::option::Option::Some(Self::#variants),)*
                        _ => ::core::option::Option::None,
                    }
                }
            }

            impl #private::ColumnTypeOf for #ident {
                fn column_type() -> #private::ModelType {
                    #private::ModelType::of_enum(<Self as #private::DbEnum>::enumeration())
                }
            }

            impl ::core::convert::From<#ident> for #private::Value {
                fn from(value: #ident) -> Self {
                    #private::Value::from(<#ident as #private::DbEnum>::as_str(&value))
                }
            }

            impl #private::ArrayElement for #ident {}

            impl #private::FromValue for #ident {
                fn from_value(value: &#private::Value) -> ::core::result::Result<Self, &'static str> {
                    let found = match value {
                        #private::Value::Text(text) => <Self as #private::DbEnum>::from_text(text),
                        _ => ::core::option::Option::None,
                    };
                    found.ok_or(#expected)
                }
            }
        };
    }
}
