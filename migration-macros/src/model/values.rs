//! Values of options: SQL, what a foreign key refers to, and what it does.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Error, Ident, LitStr, Token, parenthesized};

use crate::near::did_you_mean;
use crate::options::string_of;

/// The databases that an expression can differ on, and the variants of `Dialect`.
const DIALECTS: [(&str, &str); 3] = [
    ("postgres", "Postgres"),
    ("mysql", "Mysql"),
    ("sqlite", "Sqlite"),
];

/// An SQL expression, with what it is on some of the databases.
pub struct Sql {
    pub text: LitStr,
    on: Vec<(Ident, LitStr)>,
}

impl Sql {
    /// An expression that is the same on all databases.
    pub fn new(text: LitStr) -> Self {
        let on = Vec::new();
        Self { text, on }
    }

    /// What follows after a key: `= "..."`, or `("...", mysql = "...")`.
    pub fn of(key: &Ident, input: ParseStream) -> Result<Self, Error> {
        if input.peek(syn::token::Paren) {
            let inside;
            parenthesized!(inside in input);
            return Self::inside(key, &inside);
        }
        if !input.peek(Token![=]) {
            let message = format!("`{key}` takes SQL: {key} = \"...\"");
            return Err(Error::new(key.span(), message));
        }
        string_of(key, input).map(Self::new)
    }

    /// What stands in the parentheses after a key.
    fn inside(key: &Ident, input: ParseStream) -> Result<Self, Error> {
        let text = input.parse::<LitStr>().map_err(|error| {
            Error::new(error.span(), format!("`{key}` takes SQL: {key}(\"...\")"))
        })?;
        let mut sql = Self::new(text);
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let word = input.call(Ident::parse_any)?;
            if !sql.on(&word, input)? {
                let known = DIALECTS.map(|(name, _)| name);
                let message = format!(
                    "`{word}` is no database{}",
                    did_you_mean(&word.to_string(), known)
                );
                return Err(Error::new(word.span(), message));
            }
        }
        Ok(sql)
    }

    /// Reads what the expression is on a database, if the word names one.
    pub fn on(&mut self, word: &Ident, input: ParseStream) -> Result<bool, Error> {
        let Some((_, variant)) = DIALECTS.iter().find(|(name, _)| word == name) else {
            return Ok(false);
        };
        let text = string_of(word, input)?;
        self.on.push((format_ident!("{variant}"), text));
        Ok(true)
    }

    /// The expression, as a value.
    pub fn tokens(&self, private: &TokenStream) -> TokenStream {
        let text = &self.text;
        let on =
            (self.on.iter()).map(|(dialect, text)| quote!(.on(#private::Dialect::#dialect, #text)));
        quote!(#private::Expression::new(#text)#(#on)*)
    }
}

/// A name that is not empty.
pub fn filled(name: LitStr) -> Result<LitStr, Error> {
    match name.value().trim().is_empty() {
        true => Err(Error::new(name.span(), "a name cannot be empty")),
        false => Ok(name),
    }
}

/// The name of a table or type, with its schema if it has one: `users`, `audit.users`.
pub fn object_name(name: &str, schema: Option<&str>, private: &TokenStream) -> TokenStream {
    match (name.split_once('.'), schema) {
        (Some((schema, name)), _) => quote!(#private::ObjectName::qualified(#schema, #name)),
        (None, Some(schema)) => quote!(#private::ObjectName::qualified(#schema, #name)),
        (None, None) => quote!(#private::ObjectName::new(#name)),
    }
}

/// What a foreign key refers to.
pub struct Target {
    pub table: String,
    pub columns: Vec<String>,
}

/// Reads `users.id`, `audit.users.id`, `users(tenant, id)`.
pub fn target(text: &LitStr) -> Result<Target, Error> {
    let expected = || {
        let message = "what is referred to is a column of a table: references = \"users.id\"; of more \
                       columns, foreign_key(a, b, references = \"users(a, b)\")";
        Error::new(text.span(), message)
    };
    let value = text.value();
    let value = value.trim();
    let (table, columns) = match value.strip_suffix(')') {
        Some(value) => {
            let (table, columns) = value.split_once('(').ok_or_else(expected)?;
            let columns = columns.split(',').map(|column| column.trim().to_owned());
            (table.trim(), columns.collect())
        }
        None => {
            let (table, column) = value.rsplit_once('.').ok_or_else(expected)?;
            (table, vec![column.to_owned()])
        }
    };
    let is_wrong = |name: &str| name.is_empty() || name.contains(['(', ')', ' ']);
    if table.split('.').any(is_wrong)
        || table.split('.').count() > 2
        || columns.iter().any(|column| is_wrong(column))
    {
        return Err(expected());
    }
    Ok(Target {
        table: table.to_owned(),
        columns,
    })
}

/// What a foreign key does, and the variants of `ReferentialAction`.
const ACTIONS: [(&str, &str); 5] = [
    ("cascade", "Cascade"),
    ("no_action", "NoAction"),
    ("restrict", "Restrict"),
    ("set_default", "SetDefault"),
    ("set_null", "SetNull"),
];

/// The variant of `ReferentialAction` after `on_delete =`.
pub fn action(key: &Ident, input: ParseStream) -> Result<Ident, Error> {
    let said = string_of(key, input)?;
    let word = said.value().trim().to_lowercase().replace([' ', '-'], "_");
    match ACTIONS.iter().find(|(name, _)| *name == word) {
        Some((_, variant)) => Ok(format_ident!("{variant}")),
        None => {
            let names = ACTIONS.map(|(name, _)| name);
            let all = names.map(|name| format!("\"{name}\"")).join(", ");
            let near = did_you_mean(&word, names);
            let message = format!("`{key}` is one of {all}{near}");
            Err(Error::new(said.span(), message))
        }
    }
}
