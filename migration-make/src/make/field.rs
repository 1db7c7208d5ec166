//! The fields of a migration, as they are typed: `name[:type[{...}][[]]][!|?][:modifier...]`, much as Rails has it.
//!
//! `title:string{200}!:unique`, `price:decimal{10,2}`, `tags:text[]`, `author:references`, `status:enum{draft,published}!`.

use migration_core::schema::ReferentialAction;
use migration_core::schema::naming::nearest;

use super::columns::column_name;
use super::name::is_identifier;
use super::types::{self, FieldType};
use crate::mistake::Mistake;

/// A field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// As it was typed.
    pub(crate) typed: String,
    /// The column, or for a reference what the column is named after.
    pub(crate) name: String,
    /// Its type, where one is said.
    pub(crate) kind: Option<FieldType>,
    /// Whether it may be NULL: `!` is no, `?` is yes.
    pub(crate) nullable: Option<bool>,
    pub(crate) modifiers: Modifiers,
}

/// What is said of a field besides.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Modifiers {
    pub(crate) unique: bool,
    pub(crate) index: bool,
    pub(crate) primary_key: bool,
    pub(crate) auto_increment: bool,
    pub(crate) default: Option<String>,
    pub(crate) check: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) on_delete: Option<ReferentialAction>,
    pub(crate) on_update: Option<ReferentialAction>,
}

/// The modifiers: words, and those that have a value.
const WORDS: [&str; 13] = [
    "unique",
    "uniq",
    "index",
    "primary_key",
    "pk",
    "auto_increment",
    "identity",
    "required",
    "not_null",
    "optional",
    "nullable",
    "null",
    "cascade",
];
const KEYS: [&str; 5] = ["default", "check", "comment", "on_delete", "on_update"];

/// Reads all fields.
pub(crate) fn read_all(typed: &[String]) -> Result<Vec<Field>, Mistake> {
    let mut fields: Vec<Field> = Vec::new();
    for field in typed {
        let field = read(field)?;
        let column = column_name(&field);
        if let Some(other) = fields.iter().find(|other| column_name(other) == column) {
            let what = format!("{} and {} are one column", other.typed, field.typed);
            return Err(Mistake::new(what, "give one of them another name"));
        }
        fields.push(field);
    }
    Ok(fields)
}

fn read(typed: &str) -> Result<Field, Mistake> {
    let say = |what: String, next: &str| Mistake::new(format!("{typed}: {what}"), next);
    let parts = parts(typed)?;
    let (name, rest) = parts.split_first().unwrap_or((&"", &[]));
    let (name, mut nullable) = marked(name);
    if !is_identifier(name) {
        let what = match name.contains(['{', '}']) {
            true => "braces belong to the type".to_owned(),
            false => format!("{name:?} is no name of a column"),
        };
        return Err(say(what, "name:type, as title:string{200}!"));
    }
    let (kind, modifiers) = match rest.split_first() {
        Some((first, rest)) if !is_modifier(first) => {
            let (first, marked) = marked(first);
            nullable = nullable.or(marked);
            (Some(kind(typed, first)?), rest)
        }
        _ => (None, rest),
    };
    let mut field = Field {
        typed: typed.to_owned(),
        name: name.to_owned(),
        kind,
        nullable,
        modifiers: Modifiers::default(),
    };
    for (word, value) in joined(modifiers) {
        modify(&mut field, &word, value)?;
    }
    if field.kind.is_none() && !modifiers.is_empty() {
        field.kind = Some(types::default_type());
    }
    Ok(field)
}

/// The parts between colons that stand in no braces.
fn parts(typed: &str) -> Result<Vec<&str>, Mistake> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, letter) in typed.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => return Err(braces(typed)),
            '}' => depth -= 1,
            ':' if depth == 0 => {
                parts.push(&typed[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&typed[from..]);
    match depth {
        0 => Ok(parts),
        _ => Err(braces(typed)),
    }
}

fn braces(typed: &str) -> Mistake {
    let what = format!("{typed}: the braces do not match");
    let next = "close each one, and quote the field: 'price:decimal{10,2}'";
    Mistake::new(what, next)
}

/// Without the `!` or `?` at its end.
fn marked(part: &str) -> (&str, Option<bool>) {
    if let Some(part) = part.strip_suffix('!') {
        return (part, Some(false));
    }
    match part.strip_suffix('?') {
        Some(part) => (part, Some(true)),
        None => (part, None),
    }
}

/// `decimal{5,2}[]`: a word, braces, brackets.
fn kind(typed: &str, part: &str) -> Result<FieldType, Mistake> {
    if let Some(element) = part.strip_suffix("[]") {
        let element = kind(typed, element)?;
        if let FieldType::Array(_) | FieldType::References(_) = element {
            let what = format!("{typed}: an array is of values");
            return Err(Mistake::new(what, "say text[], or make a table for them"));
        }
        return Ok(FieldType::Array(Box::new(element)));
    }
    match part.split_once('{') {
        None => types::read(typed, part, None),
        Some((word, inside)) => match inside.strip_suffix('}') {
            Some(inside) => types::read(typed, word, Some(inside)),
            None => Err(braces(typed)),
        },
    }
}

fn is_modifier(part: &str) -> bool {
    let key = part.split_once('=').map(|(key, _)| key);
    WORDS.contains(&part) || key.is_some_and(|key| KEYS.contains(&key))
}

/// Each modifier with its value, which may have colons: `default=09:00`.
fn joined(parts: &[&str]) -> Vec<(String, Option<String>)> {
    let mut joined: Vec<(String, Option<String>)> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            Some((_, Some(value))) if !is_modifier(part) => {
                value.push(':');
                value.push_str(part);
            }
            _ => joined.push(match part.split_once('=') {
                Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
                None => ((*part).to_owned(), None),
            }),
        }
    }
    joined
}

fn modify(field: &mut Field, word: &str, value: Option<String>) -> Result<(), Mistake> {
    let modifiers = &mut field.modifiers;
    match (word, value) {
        ("unique" | "uniq", None) => modifiers.unique = true,
        ("index", None) => modifiers.index = true,
        ("primary_key" | "pk", None) => modifiers.primary_key = true,
        ("auto_increment" | "identity", None) => modifiers.auto_increment = true,
        ("required" | "not_null", None) => field.nullable = Some(false),
        ("optional" | "nullable" | "null", None) => field.nullable = Some(true),
        ("cascade", None) => modifiers.on_delete = Some(ReferentialAction::Cascade),
        ("default", Some(value)) => modifiers.default = Some(unquoted(&value)),
        ("check", Some(value)) => modifiers.check = Some(unquoted(&value)),
        ("comment", Some(value)) => modifiers.comment = Some(unquoted(&value)),
        ("on_delete", Some(value)) => modifiers.on_delete = Some(action(&field.typed, &value)?),
        ("on_update", Some(value)) => modifiers.on_update = Some(action(&field.typed, &value)?),
        (word, _) => {
            let what = format!("{}: there is no modifier {word:?}", field.typed);
            let next = match nearest(word, WORDS.into_iter().chain(KEYS)) {
                Some(near) if KEYS.contains(&near) => format!("say {near}=VALUE"),
                Some(near) => format!("say {near}"),
                None => format!("{}, or {}=VALUE", WORDS.join(", "), KEYS.join("=VALUE, ")),
            };
            return Err(Mistake::new(what, next));
        }
    }
    Ok(())
}

fn unquoted(value: &str) -> String {
    let inside = ['\'', '"']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    inside.unwrap_or(value).to_owned()
}

fn action(typed: &str, word: &str) -> Result<ReferentialAction, Mistake> {
    Ok(match word.to_ascii_lowercase().replace('_', "").as_str() {
        "cascade" => ReferentialAction::Cascade,
        "restrict" => ReferentialAction::Restrict,
        "setnull" | "nullify" => ReferentialAction::SetNull,
        "setdefault" => ReferentialAction::SetDefault,
        "noaction" => ReferentialAction::NoAction,
        _ => {
            let what = format!("{typed}: {word:?} is nothing that can become of referring rows");
            let next = "say cascade, restrict, set_null, set_default or no_action";
            return Err(Mistake::new(what, next));
        }
    })
}

#[cfg(test)]
mod tests {
    use migration_core::schema::ColumnType;

    use super::*;

    fn field(typed: &str) -> Field {
        read(typed).unwrap()
    }

    #[test]
    fn a_field_has_a_name_a_type_and_more() {
        let title = field("title:string{200}!:unique");
        assert_eq!(title.name, "title");
        let string = FieldType::Plain(ColumnType::String(200));
        assert_eq!(title.kind, Some(string));
        assert_eq!(title.nullable, Some(false));
        assert!(title.modifiers.unique);

        let tags = field("tags:text[]");
        let text = Box::new(FieldType::Plain(ColumnType::Text));
        assert_eq!(
            (tags.kind, tags.nullable),
            (Some(FieldType::Array(text)), None)
        );

        let author = field("author:references{users}?:on_delete=set_null");
        let users = FieldType::References(Some("users".to_owned()));
        assert_eq!((author.kind, author.nullable), (Some(users), Some(true)));
        assert_eq!(author.modifiers.on_delete, Some(ReferentialAction::SetNull));
    }

    #[test]
    fn the_type_may_be_left_out() {
        assert_eq!(field("title").kind, None);
        assert_eq!(field("title!").nullable, Some(false));
        assert_eq!(field("title:uniq").kind, Some(types::default_type()));
    }

    #[test]
    fn a_value_may_have_colons_and_braces_and_quotes() {
        let default = |typed| field(typed).modifiers.default.unwrap();
        assert_eq!(default("at:time:default=09:00:unique"), "09:00");
        assert_eq!(default("meta:jsonb:default={\"a\":1}"), "{\"a\":1}");
        assert_eq!(default("name:string:default='a b'"), "a b");
        assert!(field("at:time:default=09:00:unique").modifiers.unique);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (typed, what) in [
            ("", "is no name of a column"),
            ("1st:text", "is no name of a column"),
            ("a b:text", "is no name of a column"),
            ("title:", "there is no type"),
            ("title:string{200", "the braces do not match"),
            ("title:string200}", "the braces do not match"),
            ("title:string{200}x", "the braces do not match"),
            ("{a}:text", "braces belong to the type"),
            ("title:text:uniqe", "there is no modifier \"uniqe\""),
            ("title:text:default", "there is no modifier \"default\""),
            ("a:references:on_delete=die", "\"die\" is nothing"),
            ("a:references[]", "an array is of values"),
            ("a:text[][]", "an array is of values"),
        ] {
            let Err(mistake) = read(typed) else {
                panic!("{typed} is read");
            };
            assert!(mistake.what.contains(what), "{}", mistake.what);
        }
    }

    #[test]
    fn two_fields_have_two_names() {
        let typed = ["a:text", "b:text", "a:integer"].map(str::to_owned);
        let mistake = read_all(&typed).unwrap_err();
        assert_eq!(mistake.what, "a:text and a:integer are one column");
    }
}
