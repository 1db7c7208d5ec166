//! Types as text, as the catalog has them and people write them, back into types: the inverse of `column_type.rs`.

use super::expression::string;
use crate::schema::ColumnType;

/// The type that a text says; one that is no other is custom, in one way of writing.
pub(super) fn parse(text: &str) -> ColumnType {
    let text = plain(text);
    let (name, arguments, rest) = parts(&text);
    let known = match rest {
        "" => known(name, arguments),
        _ => None,
    };
    known.unwrap_or_else(|| custom(name, arguments, rest))
}

fn known(name: &str, arguments: Option<&str>) -> Option<ColumnType> {
    let number = arguments.and_then(|text| text.parse().ok());
    let whole = arguments.is_none() || number.is_some();
    Some(match name {
        // The number is how wide a value is shown, and says nothing of the value.
        "smallint" | "int2" if whole => ColumnType::SmallInteger,
        "int" | "integer" | "int4" if whole => ColumnType::Integer,
        "bigint" | "int8" if whole => ColumnType::BigInteger,
        "tinyint" if number == Some(1) => ColumnType::Boolean,
        "bool" | "boolean" if arguments.is_none() => ColumnType::Boolean,
        "decimal" | "numeric" | "dec" | "fixed" => ColumnType::Decimal(Some(limits(arguments)?)),
        "float" if arguments.is_none() => ColumnType::Float,
        "double" | "double precision" | "real" if arguments.is_none() => ColumnType::Double,
        "char" | "character" if whole => ColumnType::Char(number.unwrap_or(1)),
        "varchar" | "character varying" => ColumnType::String(number?),
        "longtext" if arguments.is_none() => ColumnType::Text,
        "longblob" if arguments.is_none() => ColumnType::Binary,
        "binary" if number == Some(16) => ColumnType::Uuid,
        "date" if arguments.is_none() => ColumnType::Date,
        "time" if number == Some(6) => ColumnType::Time,
        "timestamp" if number == Some(6) => ColumnType::Timestamp,
        "datetime" if number == Some(6) => ColumnType::LocalTimestamp,
        "json" if arguments.is_none() => ColumnType::Json,
        "bit" if whole => ColumnType::Bit(number.unwrap_or(1)),
        "vector" => ColumnType::Vector(number?),
        "geometry" if arguments.is_none() => ColumnType::Geometry,
        "enum" => ColumnType::InlineEnum(values(arguments?)?),
        _ => return None,
    })
}

/// Without saying, a decimal has ten digits, all before the point.
fn limits(arguments: Option<&str>) -> Option<(u32, u32)> {
    let (precision, scale) = match arguments {
        None => ("10", "0"),
        Some(text) => text.split_once(',').unwrap_or((text, "0")),
    };
    Some((precision.parse().ok()?, scale.parse().ok()?))
}

/// The strings of a list.
fn values(mut list: &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    loop {
        let (value, rest) = string(list, '\'')?;
        values.push(value);
        match rest.strip_prefix(',') {
            Some(more) => list = more,
            None => return rest.is_empty().then_some(values),
        }
    }
}

/// MariaDB shows how wide integers are shown, MySQL no longer does.
fn custom(name: &str, arguments: Option<&str>, rest: &str) -> ColumnType {
    const INTEGERS: &[&str] = &["tinyint", "smallint", "mediumint", "int", "bigint"];
    let name = if name == "integer" { "int" } else { name };
    let mut text = name.to_owned();
    if let Some(arguments) = arguments.filter(|_| !INTEGERS.contains(&name)) {
        text += &format!("({arguments})");
    }
    if !rest.is_empty() {
        text += &format!(" {rest}");
    }
    ColumnType::Custom(text)
}

/// What is before the parentheses, in them and after them.
fn parts(text: &str) -> (&str, Option<&str>, &str) {
    match (text.find('('), text.rfind(')')) {
        (Some(open), Some(close)) if open < close => {
            let (inside, rest) = (&text[open + 1..close], &text[close + 1..]);
            (text[..open].trim(), Some(inside), rest.trim())
        }
        _ => {
            // `int unsigned`: what says more stands apart from the name, which may be of two words.
            let known = ["double precision", "character varying"];
            let name = known.iter().find(|name| text.starts_with(**name));
            let end = name.map_or_else(|| text.find(' ').unwrap_or(text.len()), |name| name.len());
            (&text[..end], None, text[end..].trim())
        }
    }
}

/// In lower case, with one space between words and none around commas and parentheses; values in quotes as they are.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let length =
                string(rest, '\'').map_or(rest.len(), |(_, after)| rest.len() - after.len());
            out += &rest[..length];
            rest = &rest[length..];
        } else if first.is_whitespace() {
            rest = rest.trim_start();
            let beside = |c: char| matches!(c, ',' | '(' | ')');
            if !out.ends_with([',', '(']) && !rest.starts_with(beside) {
                out.push(' ');
            }
        } else {
            out.extend(first.to_lowercase());
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}
