//! The struct that `#[derive(Model)]` stands on, with all that its attributes say.

use proc_macro2::TokenStream;
use syn::{Attribute, Data, DeriveInput, Error, Fields, Ident, Meta, Type};

use super::field::Field;
use super::options::Options;

/// A struct that is a table, or around one value.
pub struct Item {
    pub ident: Ident,
    pub options: Options,
    pub kind: Kind,
}

pub enum Kind {
    Table(Vec<Field>),
    Transparent(Box<Type>),
}

/// Reads the struct, and reports all that is wrong with its attributes.
pub fn parse(input: DeriveInput) -> Result<Item, Error> {
    let DeriveInput {
        attrs,
        ident,
        generics,
        data,
        ..
    } = input;
    let mut wrong = Wrong::default();
    let mut options = Options::default();
    for tokens in wrong.take(attributes(&attrs, "model")).unwrap_or_default() {
        wrong.take(options.read(tokens));
    }
    if !generics.params.is_empty() {
        let message = "a model cannot be generic: #[derive(Model)] registers one table of it";
        wrong.add(Error::new_spanned(&generics, message));
    }
    let fields = match data {
        Data::Struct(data) => data.fields,
        Data::Enum(data) => {
            let message = "a model is a struct; for an enum there is #[derive(DbEnum)]";
            wrong.add(Error::new(data.enum_token.span, message));
            return Err(wrong.into_error(ident.span()));
        }
        Data::Union(data) => {
            let message = "a model is a struct";
            wrong.add(Error::new(data.union_token.span, message));
            return Err(wrong.into_error(ident.span()));
        }
    };
    let kind = match options.transparent {
        Some(at) => {
            let one = fields.iter().next().filter(|_| fields.len() == 1);
            match one {
                Some(one) => Kind::Transparent(Box::new(one.ty.clone())),
                None => {
                    let message = "a transparent struct has one field: the value that it is around";
                    wrong.add(Error::new(at, message));
                    Kind::Table(Vec::new())
                }
            }
        }
        None => Kind::Table(read_fields(&ident, fields, &mut wrong)),
    };
    if wrong.0.is_some() {
        return Err(wrong.into_error(ident.span()));
    }
    Ok(Item {
        ident,
        options,
        kind,
    })
}

fn read_fields(ident: &Ident, fields: Fields, wrong: &mut Wrong) -> Vec<Field> {
    let named = match fields {
        Fields::Named(named) => named.named,
        Fields::Unnamed(_) | Fields::Unit => {
            let message = "the columns of a table have names: struct User { email: String }; a struct around one value is \
                           #[model(transparent)]";
            wrong.add(Error::new(ident.span(), message));
            return Vec::new();
        }
    };
    let mut read = Vec::new();
    for field in named {
        let Some(name) = field.ident else { continue };
        let mut one = Field::new(name, field.ty);
        for tokens in (wrong.take(attributes(&field.attrs, "model"))).unwrap_or_default() {
            wrong.take(one.read(tokens));
        }
        read.push(one);
    }
    read
}

/// What stands in the parentheses of each attribute of a name.
pub fn attributes(attributes: &[Attribute], name: &str) -> Result<Vec<TokenStream>, Error> {
    let own = attributes.iter().filter(|it| it.path().is_ident(name));
    own.map(|attribute| match &attribute.meta {
        Meta::List(list) => Ok(list.tokens.clone()),
        Meta::Path(_) | Meta::NameValue(_) => {
            let message = format!("options stand in parentheses: #[{name}(...)]");
            Err(Error::new_spanned(attribute, message))
        }
    })
    .collect()
}

/// Collects what is wrong.
#[derive(Default)]
pub struct Wrong(pub Option<Error>);

impl Wrong {
    pub fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(wrong) => wrong.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub fn take<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// All of it, of which there is some.
    pub fn into_error(self, at: proc_macro2::Span) -> Error {
        self.0
            .unwrap_or_else(|| Error::new(at, "this cannot be derived"))
    }
}
