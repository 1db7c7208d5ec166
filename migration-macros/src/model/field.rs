//! What stands in the parentheses of `#[model(...)]` on a field.

use proc_macro2::{Span, TokenStream};
use syn::parse::ParseStream;
use syn::{Error, Ident, LitStr, Type};

use super::values::{Sql, Target, action, filled, target};
use crate::near::no_option;
use crate::options::{flag, number_of, parse, set, string_of, tokens_of};

/// A field, and what is said of its column.
pub struct Field {
    pub ident: Ident,
    pub of: Type,
    /// The options that say all by themselves, in the order in which they are said.
    pub flags: Vec<Ident>,
    pub column: Option<LitStr>,
    pub column_type: Option<LitStr>,
    pub references: Option<(Ident, Target)>,
    pub on_delete: Option<(Ident, Ident)>,
    pub on_update: Option<(Ident, Ident)>,
    pub default: Option<(Ident, TokenStream)>,
    pub default_sql: Option<(Ident, Sql)>,
    pub max_length: Option<u32>,
    pub precision: Option<u32>,
    pub scale: Option<(Ident, u32)>,
    pub generated: Option<(Ident, Sql)>,
    pub virtual_: Option<(Ident, Sql)>,
    pub checks: Vec<Sql>,
    pub comment: Option<LitStr>,
    pub collation: Option<LitStr>,
    pub was: Option<LitStr>,
}

const FLAGS: [&str; 10] = [
    "primary_key",
    "no_identity",
    "auto_increment",
    "identity_always",
    "unique",
    "index",
    "no_index",
    "external",
    "nullable",
    "skip",
];
const OTHERS: [&str; 16] = [
    "column",
    "type",
    "references",
    "on_delete",
    "on_update",
    "default",
    "default_sql",
    "max_length",
    "precision",
    "scale",
    "generated",
    "generated_virtual",
    "check",
    "comment",
    "collation",
    "was",
];
const DEFAULT: &str =
    "`default` takes a value: default = \"draft\"; for SQL there is default_sql = \"now()\"";

impl Field {
    /// A field of which nothing is said.
    pub fn new(ident: Ident, of: Type) -> Self {
        Self {
            ident,
            of,
            flags: Vec::new(),
            column: None,
            column_type: None,
            references: None,
            on_delete: None,
            on_update: None,
            default: None,
            default_sql: None,
            max_length: None,
            precision: None,
            scale: None,
            generated: None,
            virtual_: None,
            checks: Vec::new(),
            comment: None,
            collation: None,
            was: None,
        }
    }

    /// Reads the options in one attribute.
    pub fn read(&mut self, tokens: TokenStream) -> Result<(), Error> {
        let expected = "an option of a field is expected: `unique`, `max_length = 320`";
        parse(tokens, expected, |key, input| self.option(key, input))
    }

    /// The name of the column.
    pub fn column(&self) -> String {
        let of_field = || crate::place::name_of(&self.ident);
        self.column.as_ref().map_or_else(of_field, LitStr::value)
    }

    /// Where a flag is said, if it is.
    pub fn flag(&self, name: &str) -> Option<Span> {
        let said = self.flags.iter().find(|flag| *flag == name);
        said.map(Ident::span)
    }

    fn option(&mut self, key: &Ident, input: ParseStream) -> Result<(), Error> {
        let with = |value| (key.clone(), value);
        match key.to_string().as_str() {
            name if FLAGS.contains(&name) => {
                flag(key, input)?;
                if self.flag(name).is_some() {
                    let message = format!("`{name}` is given twice");
                    return Err(Error::new(key.span(), message));
                }
                self.flags.push(key.clone());
                Ok(())
            }
            "column" => set(&mut self.column, filled(string_of(key, input)?)?, key),
            "type" => set(&mut self.column_type, type_of(key, input)?, key),
            "references" => {
                let text = string_of(key, input)?;
                let of = target(&text)?;
                if of.columns.len() > 1 {
                    let message = "a field refers to one column; for more, say foreign_key(...) above the struct";
                    return Err(Error::new(text.span(), message));
                }
                set(&mut self.references, with_key(key, of), key)
            }
            "on_delete" => set(&mut self.on_delete, with(action(key, input)?), key),
            "on_update" => set(&mut self.on_update, with(action(key, input)?), key),
            "default" => {
                let value = tokens_of(key, input, DEFAULT)?;
                set(&mut self.default, with_key(key, value), key)
            }
            "default_sql" => set(
                &mut self.default_sql,
                with_key(key, Sql::of(key, input)?),
                key,
            ),
            "max_length" => set(&mut self.max_length, number_of(key, input)?, key),
            "precision" => set(&mut self.precision, number_of(key, input)?, key),
            "scale" => set(&mut self.scale, with_key(key, number_of(key, input)?), key),
            "generated" => set(
                &mut self.generated,
                with_key(key, Sql::of(key, input)?),
                key,
            ),
            "generated_virtual" => {
                set(&mut self.virtual_, with_key(key, Sql::of(key, input)?), key)
            }
            "check" => {
                self.checks.push(Sql::of(key, input)?);
                Ok(())
            }
            "comment" => set(&mut self.comment, string_of(key, input)?, key),
            "collation" => set(&mut self.collation, string_of(key, input)?, key),
            "was" => set(&mut self.was, filled(string_of(key, input)?)?, key),
            unknown => Err(Error::new(key.span(), unknown_option(unknown))),
        }
    }
}

fn with_key<T>(key: &Ident, value: T) -> (Ident, T) {
    (key.clone(), value)
}

/// The text after `type =`.
fn type_of(key: &Ident, input: ParseStream) -> Result<LitStr, Error> {
    let text = filled(string_of(key, input)?)?;
    match text.value().trim().eq_ignore_ascii_case("timestamp") {
        true => Err(Error::new(
            text.span(),
            "is this one with a time zone? Say \"timestamptz\" or \"local_timestamp\"",
        )),
        false => Ok(text),
    }
}

fn unknown_option(word: &str) -> String {
    let known = FLAGS.into_iter().chain(OTHERS);
    no_option(word, "a field", &known.collect::<Vec<_>>())
}
