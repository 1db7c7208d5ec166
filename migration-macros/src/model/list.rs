//! What stands in the parentheses of `index(...)`, `exclusion(...)`, `unique(...)`, `primary_key(...)`, `foreign_key(...)` and `check(...)`.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Error, Ident, Lit, LitStr, Token, parenthesized};

use super::values::{Sql, Target, action, target};
use crate::near::{did_you_mean, no_option};
use crate::options::{flag, number_of, set, string_of};
use crate::place::name_of;

/// A column that is named: by its field, or as a string by its own name.
pub struct Named {
    pub name: String,
    pub is_text: bool,
    pub span: Span,
}

/// A part of an index.
pub struct Part {
    pub key: Key,
    /// Calls of methods that say more: `desc`, `nulls_last`.
    pub flags: Vec<Ident>,
    pub prefix: Option<u32>,
    pub ops: Option<LitStr>,
    /// What rows are compared by, in an exclusion constraint.
    pub operator: Option<LitStr>,
}

pub enum Key {
    Column(Named),
    Expression(Sql),
}

/// What these have in common; each of the options is allowed for some of them.
pub struct List {
    pub span: Span,
    pub parts: Vec<Part>,
    pub name: Option<LitStr>,
    pub was: Option<LitStr>,
    pub flags: Vec<Ident>,
    pub method: Option<LitStr>,
    pub filter: Option<Sql>,
    pub include: Option<Vec<Named>>,
    pub comment: Option<LitStr>,
    pub references: Option<(LitStr, Target)>,
    pub on_delete: Option<Ident>,
    pub on_update: Option<Ident>,
}

/// `check("...")`, `check("name", "...")`.
pub struct Check {
    pub span: Span,
    pub name: Option<LitStr>,
    pub sql: Sql,
    pub was: Option<LitStr>,
}

const INDEX: &[&str] = &[
    "name",
    "was",
    "unique",
    "method",
    "where",
    "include",
    "nulls_not_distinct",
    "comment",
];
const UNIQUE: &[&str] = &[
    "name",
    "was",
    "nulls_not_distinct",
    "deferrable",
    "initially_deferred",
];
const EXCLUSION: &[&str] = &[
    "name",
    "was",
    "method",
    "where",
    "deferrable",
    "initially_deferred",
];
const PRIMARY_KEY: &[&str] = &["name", "was"];
const FOREIGN_KEY: &[&str] = &[
    "name",
    "was",
    "references",
    "on_delete",
    "on_update",
    "external",
    "match_full",
    "deferrable",
    "initially_deferred",
];
const MODIFIERS: [&str; 6] = ["asc", "desc", "nulls_first", "nulls_last", "prefix", "ops"];

/// The parentheses after a key.
fn parentheses<'a>(
    key: &Ident,
    input: ParseStream<'a>,
    example: &str,
) -> Result<ParseBuffer<'a>, Error> {
    if !input.peek(syn::token::Paren) {
        let message = format!("`{key}` takes what stands in parentheses: {example}");
        return Err(Error::new(key.span(), message));
    }
    let inside;
    parenthesized!(inside in input);
    Ok(inside)
}

/// `index(a, b desc, expr("lower(c)"), unique)`.
pub fn index(key: &Ident, input: ParseStream) -> Result<List, Error> {
    let list = read(key, input, "index(author_id, created_at desc)", INDEX, true)?;
    match list.parts.iter().find_map(|part| part.operator.as_ref()) {
        Some(operator) => Err(Error::new(
            operator.span(),
            "only the columns of `exclusion(...)` have operators; the method of an index is method = \"gist\"",
        )),
        None => Ok(list),
    }
}

/// `exclusion(room_id with "=", during with "&&")`.
pub fn exclusion(key: &Ident, input: ParseStream) -> Result<List, Error> {
    let example = "exclusion(room_id with \"=\", during with \"&&\")";
    let list = read(key, input, example, EXCLUSION, true)?;
    match list.parts.iter().any(|part| part.operator.is_none()) {
        true => Err(Error::new(
            key.span(),
            format!("each column of an exclusion constraint has its operator: {example}"),
        )),
        false => Ok(list),
    }
}

/// `unique(a, b)`.
pub fn unique(key: &Ident, input: ParseStream) -> Result<List, Error> {
    read(key, input, "unique(author_id, slug)", UNIQUE, false)
}

/// `primary_key(a, b)`.
pub fn primary_key(key: &Ident, input: ParseStream) -> Result<List, Error> {
    read(
        key,
        input,
        "primary_key(post_id, tag_id)",
        PRIMARY_KEY,
        false,
    )
}

/// `foreign_key(a, b, references = "table(a, b)")`.
pub fn foreign_key(key: &Ident, input: ParseStream) -> Result<List, Error> {
    let example = "foreign_key(tenant_id, user_id, references = \"users(tenant_id, id)\")";
    let list = read(key, input, example, FOREIGN_KEY, false)?;
    if list.references.is_none() {
        let message = format!("a foreign key refers to something: {example}");
        return Err(Error::new(key.span(), message));
    }
    Ok(list)
}

fn read(
    key: &Ident,
    input: ParseStream,
    example: &str,
    options: &[&str],
    of_index: bool,
) -> Result<List, Error> {
    let inside = parentheses(key, input, example)?;
    let mut list = List {
        span: key.span(),
        parts: Vec::new(),
        name: None,
        was: None,
        flags: Vec::new(),
        method: None,
        filter: None,
        include: None,
        comment: None,
        references: None,
        on_delete: None,
        on_update: None,
    };
    while !inside.is_empty() {
        list.one(&inside, options, of_index)?;
        if !inside.is_empty() {
            inside.parse::<Token![,]>()?;
        }
    }
    if list.parts.is_empty() {
        let message = format!("`{key}` names no column: {example}");
        return Err(Error::new(key.span(), message));
    }
    Ok(list)
}

impl List {
    fn one(&mut self, input: ParseStream, options: &[&str], of_index: bool) -> Result<(), Error> {
        if input.peek(LitStr) {
            let text = input.parse::<LitStr>()?;
            let named = Named {
                name: text.value(),
                is_text: true,
                span: text.span(),
            };
            return self.part(Key::Column(named), input, of_index);
        }
        let word = input.call(Ident::parse_any)?;
        let text = word.to_string();
        let is_option = options.contains(&text.as_str());
        if is_option {
            return self.option(&word, input);
        }
        if input.peek(Token![=]) {
            let message = no_option(&text, "this", options);
            return Err(Error::new(word.span(), message));
        }
        if text == "expr" && of_index && input.peek(syn::token::Paren) {
            let sql = Sql::of(&word, input)?;
            return self.part(Key::Expression(sql), input, of_index);
        }
        let named = Named {
            name: name_of(&word),
            is_text: false,
            span: word.span(),
        };
        self.part(Key::Column(named), input, of_index)
    }

    fn part(&mut self, key: Key, input: ParseStream, of_index: bool) -> Result<(), Error> {
        let mut part = Part {
            key,
            flags: Vec::new(),
            prefix: None,
            ops: None,
            operator: None,
        };
        while of_index && input.peek(Ident::peek_any) {
            let word = input.call(Ident::parse_any)?;
            match word.to_string().as_str() {
                "asc" => {}
                "desc" | "nulls_first" | "nulls_last" => part.flags.push(word),
                "prefix" => set(&mut part.prefix, number_of_part(&word, input)?, &word)?,
                "with" => set(&mut part.operator, input.parse()?, &word)?,
                "ops" => {
                    let inside = parentheses(&word, input, "title ops(\"gin_trgm_ops\")")?;
                    set(&mut part.ops, inside.parse()?, &word)?;
                }
                other => {
                    let near = did_you_mean(other, MODIFIERS);
                    let message = format!(
                        "after a column of an index come {}{near}",
                        MODIFIERS.map(|word| format!("`{word}`")).join(", ")
                    );
                    return Err(Error::new(word.span(), message));
                }
            }
        }
        self.parts.push(part);
        Ok(())
    }

    fn option(&mut self, key: &Ident, input: ParseStream) -> Result<(), Error> {
        match key.to_string().as_str() {
            "name" => set(&mut self.name, string_of(key, input)?, key),
            "was" => set(&mut self.was, string_of(key, input)?, key),
            "method" => set(&mut self.method, string_of(key, input)?, key),
            "where" => set(&mut self.filter, Sql::of(key, input)?, key),
            "comment" => set(&mut self.comment, string_of(key, input)?, key),
            "include" => {
                let inside = parentheses(key, input, "include(title)")?;
                set(&mut self.include, columns(&inside)?, key)
            }
            "references" => {
                let text = string_of(key, input)?;
                let of = target(&text)?;
                set(&mut self.references, (text, of), key)
            }
            "on_delete" => set(&mut self.on_delete, action(key, input)?, key),
            "on_update" => set(&mut self.on_update, action(key, input)?, key),
            _ => {
                flag(key, input)?;
                self.flags.push(key.clone());
                Ok(())
            }
        }
    }

    /// The columns, where no part is an expression.
    pub fn columns(&self) -> impl Iterator<Item = &Named> {
        self.parts.iter().filter_map(|part| match &part.key {
            Key::Column(named) => Some(named),
            Key::Expression(_) => None,
        })
    }
}

/// `prefix(20)`.
fn number_of_part(key: &Ident, input: ParseStream) -> Result<u32, Error> {
    if input.peek(Token![=]) {
        return number_of(key, input);
    }
    let inside = parentheses(key, input, "body prefix(20)")?;
    inside.parse::<syn::LitInt>()?.base10_parse()
}

fn columns(input: ParseStream) -> Result<Vec<Named>, Error> {
    let mut columns = Vec::new();
    while !input.is_empty() {
        columns.push(if input.peek(LitStr) {
            let text = input.parse::<LitStr>()?;
            Named {
                name: text.value(),
                is_text: true,
                span: text.span(),
            }
        } else {
            let word = input.call(Ident::parse_any)?;
            Named {
                name: name_of(&word),
                is_text: false,
                span: word.span(),
            }
        });
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(columns)
}

/// `check("name", "expression")`.
pub fn check(key: &Ident, input: ParseStream) -> Result<Check, Error> {
    let expected = || {
        let message =
            "`check` takes SQL, and a name before it: check(\"price_positive\", \"price > 0\")";
        Error::new(key.span(), message)
    };
    if !input.peek(syn::token::Paren) {
        return Err(expected());
    }
    let inside;
    parenthesized!(inside in input);
    let first = inside.parse::<LitStr>().map_err(|_| expected())?;
    let mut check = Check {
        span: key.span(),
        name: None,
        sql: Sql::new(first),
        was: None,
    };
    while !inside.is_empty() {
        inside.parse::<Token![,]>()?;
        if inside.is_empty() {
            break;
        }
        if inside.peek(LitStr) && check.name.is_none() {
            let sql = Sql::new(inside.parse()?);
            check.name = Some(std::mem::replace(&mut check.sql, sql).text);
            continue;
        }
        let word = inside.call(Ident::parse_any).map_err(|_| expected())?;
        match word.to_string().as_str() {
            "was" => set(&mut check.was, string_of(&word, &inside)?, &word)?,
            other => {
                if !check.sql.on(&word, &inside)? {
                    let known = ["was", "postgres", "mysql", "sqlite"];
                    let message = no_option(other, "a check", &known);
                    return Err(Error::new(word.span(), message));
                }
            }
        }
    }
    Ok(check)
}

/// `with(fillfactor = 70)`.
pub fn storage(key: &Ident, input: ParseStream) -> Result<Vec<(Ident, Lit)>, Error> {
    let inside = parentheses(key, input, "with(fillfactor = 70)")?;
    let mut parameters = Vec::new();
    while !inside.is_empty() {
        let parameter = inside.call(Ident::parse_any)?;
        inside.parse::<Token![=]>()?;
        parameters.push((parameter, inside.parse::<Lit>()?));
        if !inside.is_empty() {
            inside.parse::<Token![,]>()?;
        }
    }
    Ok(parameters)
}
