//! The `impl` of a model, and its registration.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Error, Ident, LitStr, PathArguments, Type};

use super::check::resolve;
use super::field::Field;
use super::item::{Item, Kind};
use super::list::{Check, Key, List, Named, Part};
use super::values::object_name;
use crate::case::Case;
use crate::place::{location, name_of};

/// What `#[derive(Model)]` adds beside a struct.
pub fn expand(item: &Item) -> Result<TokenStream, Error> {
    let private = item.options.private();
    let ident = &item.ident;
    match &item.kind {
        Kind::Table(fields) => {
            let table = table(item, fields, &private)?;
            Ok(quote! {
                const _: () = {
                    impl #private::Model for #ident {
                        fn table() -> #private::ModelTable {
                            #table
                        }
                    }
                    #private::inventory::submit! {
                        #private::ModelRegistration(<#ident as #private::Model>::table)
                    }
                };
            })
        }
        Kind::Transparent(of) => Ok(quote! {
            const _: () = {
                impl #private::ColumnTypeOf for #ident {
                    fn column_type() -> #private::ModelType {
                        <#of as #private::ColumnTypeOf>::column_type()
                    }
                }
            };
        }),
    }
}

/// The table, as calls one after the other.
fn table(item: &Item, fields: &[Field], private: &TokenStream) -> Result<TokenStream, Error> {
    let options = &item.options;
    let struct_name = name_of(&item.ident);
    let schema = options.schema.as_ref().map(LitStr::value);
    let name = match &options.table {
        Some(table) => object_name(&table.value(), schema.as_deref(), private),
        None => {
            let one = Case::Snake.of(&struct_name);
            let many = quote!(#private::plural(#one));
            match &schema {
                Some(schema) => quote!(#private::ObjectName::qualified(#schema, #many)),
                None => quote!(#private::ObjectName::new(#many)),
            }
        }
    };
    let schema_of_table = (options.table.as_ref()).and_then(|table| {
        table
            .value()
            .split_once('.')
            .map(|(schema, _)| schema.to_owned())
    });
    let schema = schema_of_table.or(schema);
    let comment = call("comment", options.comment.as_ref());
    let was = options.was.as_ref().map(|was| {
        let name = object_name(&was.value(), schema.as_deref(), private);
        quote!(.was(#name))
    });
    let columns = (fields.iter())
        .filter(|field| field.flag("skip").is_none())
        .map(|field| column(field, private));
    let names = |list: &List| {
        let columns = list.columns();
        columns
            .map(|named| resolve(named, fields))
            .collect::<Result<Vec<_>, _>>()
    };
    let plain = |method: &str, of: &str, list: &List| {
        let (method, of) = (format_ident!("{method}"), format_ident!("{of}"));
        let (columns, at) = (names(list)?, location(private, list.span));
        let said = named(list);
        let flags = flags(list, private);
        Ok::<_, Error>(quote!(.#method(#private::#of::new(&[#(#columns),*], #at)#said #flags)))
    };
    let key = (options.primary_key.iter())
        .map(|list| plain("primary_key", "ModelPrimaryKey", list))
        .collect::<Result<Vec<_>, _>>()?;
    let uniques = (options.uniques.iter())
        .map(|list| plain("unique", "ModelUnique", list))
        .collect::<Result<Vec<_>, _>>()?;
    let foreign_keys = (options.foreign_keys.iter())
        .map(|list| foreign_key(list, names(list)?, private))
        .collect::<Result<Vec<_>, _>>()?;
    let checks = options.checks.iter().map(|it| check(it, private));
    let indexes = (options.indexes.iter())
        .map(|list| index(list, fields, private))
        .collect::<Result<Vec<_>, _>>()?;
    let exclusions = (options.exclusions.iter())
        .map(|list| exclusion(list, fields, private))
        .collect::<Result<Vec<_>, _>>()?;
    let unlogged = options.unlogged.map(|()| quote!(.unlogged()));
    let tablespace = call("tablespace", options.tablespace.as_ref());
    let storage = options.storage.iter().map(|(parameter, value)| {
        let parameter = name_of(parameter);
        quote!(.with(#parameter, #value))
    });
    let at = location(private, item.ident.span());
    Ok(quote! {
        #private::ModelTable::new(#struct_name, #name, #at)
            #comment #was #(#columns)* #(#key)* #(#uniques)* #(#foreign_keys)* #(#checks)* #(#exclusions)*
            #(#indexes)* #unlogged #tablespace #(#storage)*
    })
}

/// `.method("...")`, where there is a text.
fn call(method: &str, text: Option<&LitStr>) -> Option<TokenStream> {
    let method = format_ident!("{method}");
    text.map(|text| quote!(.#method(#text)))
}

fn named(list: &List) -> TokenStream {
    let (name, was) = (
        call("name", list.name.as_ref()),
        call("was", list.was.as_ref()),
    );
    quote!(#name #was)
}

fn flags(list: &List, private: &TokenStream) -> TokenStream {
    let calls = list.flags.iter().map(|flag| {
        let deferrable = match flag.to_string().as_str() {
            "deferrable" => quote!(InitiallyImmediate),
            "initially_deferred" => quote!(InitiallyDeferred),
            _ => return quote!(.#flag()),
        };
        quote!(.deferrable(#private::Deferrable::#deferrable))
    });
    quote!(#(#calls)*)
}

fn column(field: &Field, private: &TokenStream) -> TokenStream {
    let (name, of) = (field.column(), &field.of);
    let at = location(private, field.ident.span());
    let start = match &field.column_type {
        Some(text) => {
            let nullable = is_option(of).then(|| quote!(.nullable()));
            quote!(#private::ModelColumn::of_type(#name, #private::column_type(#text), #at)#nullable)
        }
        None => quote_spanned!(of.span()=> #private::ModelColumn::of::<#of>(#name, #at)),
    };
    let flags = field.flags.iter().map(|flag| quote!(.#flag()));
    let max_length = field.max_length.map(|length| quote!(.max_length(#length)));
    let precision = field.precision.map(|precision| {
        let scale = field.scale.as_ref().map_or(0, |(_, scale)| *scale);
        quote!(.precision(#precision, #scale))
    });
    let references = field.references.as_ref().map(|(_, of)| {
        let (table, columns) = (object_name(&of.table, None, private), &of.columns);
        quote!(.references(#table, #(#columns),*))
    });
    let on_delete = action(
        "on_delete",
        field.on_delete.as_ref().map(|(_, it)| it),
        private,
    );
    let on_update = action(
        "on_update",
        field.on_update.as_ref().map(|(_, it)| it),
        private,
    );
    let default = field.default.as_ref().map(|(_, value)| {
        let value = with_width(value);
        quote!(.default(#value))
    });
    let default_sql = field.default_sql.as_ref().map(|(_, sql)| {
        let sql = sql.tokens(private);
        quote!(.default(#sql))
    });
    let stored = field.generated.as_ref().map(|(_, sql)| {
        let sql = sql.tokens(private);
        quote!(.generated_stored(#sql))
    });
    let on_reading = field.virtual_.as_ref().map(|(_, sql)| {
        let sql = sql.tokens(private);
        quote!(.generated_virtual(#sql))
    });
    let checks = field.checks.iter().map(|sql| {
        let sql = sql.tokens(private);
        quote!(.check(#sql))
    });
    let comment = call("comment", field.comment.as_ref());
    let collation = call("collate", field.collation.as_ref());
    let was = call("was", field.was.as_ref());
    quote! {
        .column(
            #start #(#flags)* #max_length #precision #references #on_delete #on_update #default #default_sql #stored
                #on_reading #(#checks)* #comment #collation #was
        )
    }
}

fn action(method: &str, variant: Option<&Ident>, private: &TokenStream) -> Option<TokenStream> {
    let method = format_ident!("{method}");
    variant.map(|variant| quote!(.#method(#private::ReferentialAction::#variant)))
}

/// Whether a type is spelled as an `Option`. Only asked where `type = "..."` stands, so that no trait can tell.
fn is_option(of: &Type) -> bool {
    match of {
        Type::Group(group) => is_option(&group.elem),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            last.ident == "Option" && matches!(last.arguments, PathArguments::AngleBracketed(_))
        }),
        _ => false,
    }
}

/// A whole number of no type is one of 64 bits: as it is, it would be one of 32.
fn with_width(value: &TokenStream) -> TokenStream {
    let widened = value.clone().into_iter().map(|token| match &token {
        TokenTree::Literal(literal) => match syn::parse_str::<syn::LitInt>(&literal.to_string()) {
            Ok(number) if number.suffix().is_empty() => match number.base10_parse::<i64>() {
                Ok(value) => {
                    let mut wide = Literal::i64_suffixed(value);
                    wide.set_span(literal.span());
                    TokenTree::Literal(wide)
                }
                Err(_) => token,
            },
            Ok(_) | Err(_) => token,
        },
        TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Punct(_) => token,
    });
    widened.collect()
}

fn foreign_key(
    list: &List,
    columns: Vec<String>,
    private: &TokenStream,
) -> Result<TokenStream, Error> {
    let Some((_, of)) = &list.references else {
        return Err(Error::new(list.span, "a foreign key refers to something"));
    };
    let (table, referenced) = (object_name(&of.table, None, private), &of.columns);
    let (said, flags) = (named(list), flags(list, private));
    let on_delete = action("on_delete", list.on_delete.as_ref(), private);
    let on_update = action("on_update", list.on_update.as_ref(), private);
    let at = location(private, list.span);
    Ok(quote! {
        .foreign_key(
            #private::ModelForeignKey::new(&[#(#columns),*], #table, &[#(#referenced),*], #at)
                #said #flags #on_delete #on_update
        )
    })
}

fn check(check: &Check, private: &TokenStream) -> TokenStream {
    let (sql, at) = (check.sql.tokens(private), location(private, check.span));
    let name = call("name", check.name.as_ref());
    let was = call("was", check.was.as_ref());
    quote!(.check(#private::ModelCheck::new(#sql, #at)#name #was))
}

fn index(list: &List, fields: &[Field], private: &TokenStream) -> Result<TokenStream, Error> {
    let parts = (list.parts.iter())
        .map(|it| part(it, fields, private))
        .collect::<Result<Vec<_>, _>>()?;
    let (said, flags) = (named(list), flags(list, private));
    let method = call("method", list.method.as_ref());
    let comment = call("comment", list.comment.as_ref());
    let filter = list.filter.as_ref().map(|sql| {
        let sql = sql.tokens(private);
        quote!(.filter(#sql))
    });
    let include = match &list.include {
        Some(columns) => {
            let names = columns.iter().map(|it: &Named| resolve(it, fields));
            let names = names.collect::<Result<Vec<_>, _>>()?;
            Some(quote!(.include(&[#(#names),*])))
        }
        None => None,
    };
    let at = location(private, list.span);
    Ok(quote! {
        .index(
            #private::ModelIndex::new(::std::vec![#(#parts),*], #at)
                #said #flags #method #filter #include #comment
        )
    })
}

fn exclusion(list: &List, fields: &[Field], private: &TokenStream) -> Result<TokenStream, Error> {
    let elements = (list.parts.iter())
        .map(|it| {
            let (part, operator) = (part(it, fields, private)?, &it.operator);
            Ok::<_, Error>(quote!((#part, #operator)))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let (said, flags) = (named(list), flags(list, private));
    let method = call("method", list.method.as_ref());
    let filter = list.filter.as_ref().map(|sql| {
        let sql = sql.tokens(private);
        quote!(.filter(#sql))
    });
    let at = location(private, list.span);
    Ok(quote! {
        .exclusion(
            #private::ModelExclusion::new(::std::vec![#(#elements),*], #at)
                #said #flags #method #filter
        )
    })
}

fn part(part: &Part, fields: &[Field], private: &TokenStream) -> Result<TokenStream, Error> {
    let start = match &part.key {
        Key::Column(named) => {
            let name = resolve(named, fields)?;
            quote!(#private::IndexPart::column(#name))
        }
        Key::Expression(sql) => {
            let sql = sql.tokens(private);
            quote!(#private::IndexPart::from(#sql))
        }
    };
    let flags = part.flags.iter().map(|flag| quote!(.#flag()));
    let prefix = part.prefix.map(|length| quote!(.prefix(#length)));
    let ops = call("ops", part.ops.as_ref());
    Ok(quote!(#start #(#flags)* #prefix #ops))
}
