//! Defaults as PostgreSQL keeps them.
//!
//! The server keeps a default as an expression and writes it in its own way: `-7` becomes `'-7'::integer`, `'new'`
//! becomes `'new'::text`. Constants are told from other expressions here, and become the value that a column of the
//! type holds: whether they come from the user or from the catalog, the same constant is the same value.
//! <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-CONSTANTS>

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound as _, Utc};

use super::{PG, column_type};
use crate::Value;
use crate::schema::{ColumnType, DefaultValue};

/// The default as it reads back; NULL is no default. Expressions have the text of this database alone already.
pub(super) fn canonical(default: DefaultValue, of: &ColumnType) -> Option<DefaultValue> {
    match default {
        DefaultValue::Value(value) => match read(&PG.literal(&value), of) {
            Some(Value::Null) => None,
            Some(read) => Some(DefaultValue::Value(read)),
            None => Some(DefaultValue::Value(value)),
        },
        DefaultValue::CurrentTimestamp => Some(DefaultValue::CurrentTimestamp),
        DefaultValue::Expression(expression) => {
            let constant = (expression.text(PG).ok()).and_then(|text| read(text, of));
            match constant {
                Some(Value::Null) => None,
                Some(value) => Some(DefaultValue::Value(value)),
                None => Some(expression.into()),
            }
        }
    }
}

/// The value of a constant on a column of this type; none for what is no constant, or not surely one.
fn read(sql: &str, of: &ColumnType) -> Option<Value> {
    let mut sql = sql.trim();
    while let Some(inner) = sql.strip_prefix('(').and_then(|sql| sql.strip_suffix(')')) {
        sql = inner.trim();
    }
    if sql.starts_with(['\'', 'E', 'e']) {
        let (content, rest) = string(sql)?;
        return match cast(rest)? {
            None => Some(text(content, of)),
            Some(to) => converted(content, to, of),
        };
    }
    let (bare, rest) = sql.split_at(sql.find("::").unwrap_or(sql.len()));
    cast(rest)?;
    match bare.trim().to_ascii_lowercase().as_str() {
        "null" => Some(Value::Null),
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        digits => number(digits, of),
    }
}

/// The content of the string constant that the SQL starts with, and what follows.
fn string(sql: &str) -> Option<(String, &str)> {
    let (escapes, body) = match sql.strip_prefix(['E', 'e']) {
        Some(rest) => (true, rest.strip_prefix('\'')?),
        None => (false, sql.strip_prefix('\'')?),
    };
    let mut content = String::new();
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if chars.next_if(|(_, next)| *next == '\'').is_some() => content.push('\''),
            '\'' => return Some((content, &body[at + 1..])),
            // Other escapes, `\n` say, are the user's own and stay an expression.
            '\\' if escapes => {
                chars.next_if(|(_, next)| *next == '\\')?;
                content.push('\\');
            }
            c => content.push(c),
        }
    }
    None
}

/// The type in `::type`, if the SQL has a cast; none at all if anything else follows.
fn cast(sql: &str) -> Option<Option<&str>> {
    if sql.trim().is_empty() {
        return Some(None);
    }
    let name = sql.trim().strip_prefix("::")?.trim();
    let known = type_named(name).is_some() || is_text(name) || is_one_name(name);
    known.then_some(Some(name))
}

/// Whether it is a name, with or without its schema and quotes, or an array of one.
fn is_one_name(text: &str) -> bool {
    let mut quoted = false;
    text.chars().all(|c| {
        quoted ^= c == '"';
        quoted || c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | '[' | ']')
    })
}

/// The type of a cast, which may be without its length.
fn type_named(name: &str) -> Option<ColumnType> {
    let name = name.trim_matches('"');
    column_type::parse(name).or_else(|| column_type::parse(&format!("{name}(1)")))
}

fn is_text(name: &str) -> bool {
    ["text", "character varying", "bpchar", "citext", "name"].contains(&name)
}

/// `'content'::to` on a column of a type: certain where the cast is the column's own type, or to a number or text.
fn converted(content: String, to: &str, of: &ColumnType) -> Option<Value> {
    let parsed = type_named(to);
    let same = |to: &ColumnType| std::mem::discriminant(to) == std::mem::discriminant(of);
    match parsed {
        Some(to) if same(&to) => Some(text(content, of)),
        Some(to) if is_number(&to) => number(&content, of),
        _ if is_text(to) => Some(text(content, of)),
        None if matches!(of, ColumnType::Enumeration(_) | ColumnType::Custom(_)) => {
            Some(Value::Text(content))
        }
        Some(_) | None => None,
    }
}

fn is_number(column_type: &ColumnType) -> bool {
    use ColumnType::{Decimal, Double, Float};
    column_type.is_integer() || matches!(column_type, Decimal(_) | Float | Double)
}

fn number(digits: &str, of: &ColumnType) -> Option<Value> {
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e');
    let float: f64 = digits.parse().ok()?;
    if !digits.chars().all(of_number) {
        return None;
    }
    if matches!(of, ColumnType::Float | ColumnType::Double) {
        return Some(Value::Float(float));
    }
    if let (false, Ok(whole)) = (matches!(of, ColumnType::Decimal(_)), digits.parse()) {
        return Some(Value::Int(whole));
    }
    // Display writes a float without an exponent, as the server does.
    let plain = match digits.contains('e') {
        true => float.to_string(),
        false => digits.to_owned(),
    };
    Some(Value::Decimal(match plain.contains('.') {
        true => plain.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => plain,
    }))
}

/// The content of a string constant as a value of the column's type. What the type would read in another way, or refuse,
/// stays text.
fn text(content: String, of: &ColumnType) -> Value {
    let value = match of {
        ColumnType::Float | ColumnType::Double if content == "Infinity" => {
            Some(Value::Float(f64::INFINITY))
        }
        ColumnType::Float | ColumnType::Double if content == "-Infinity" => {
            Some(Value::Float(f64::NEG_INFINITY))
        }
        number_type if is_number(number_type) => number(content.trim(), of),
        ColumnType::Boolean => boolean(&content),
        ColumnType::Binary => bytes(&content).map(Value::Bytes),
        ColumnType::Uuid => uuid(&content).map(Value::Uuid),
        ColumnType::Date => content.parse::<NaiveDate>().map(Value::Date).ok(),
        ColumnType::Time => time(&content).map(Value::Time),
        ColumnType::Timestamp => timestamp(&content).map(Value::Timestamp),
        ColumnType::LocalTimestamp => local_timestamp(&content).map(Value::LocalTimestamp),
        _ => None,
    };
    value.unwrap_or(Value::Text(content))
}

fn boolean(content: &str) -> Option<Value> {
    match content.trim().to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" | "on" | "1" => Some(Value::Bool(true)),
        "f" | "false" | "n" | "no" | "off" | "0" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// The hex format, or text without escapes (<https://www.postgresql.org/docs/current/datatype-binary.html>).
fn bytes(content: &str) -> Option<Vec<u8>> {
    match content.strip_prefix("\\x") {
        Some(digits) => hex(digits),
        None => (!content.contains('\\')).then(|| content.as_bytes().to_vec()),
    }
}

fn hex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok().filter(|it| it.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect()
}

fn uuid(content: &str) -> Option<[u8; 16]> {
    hex(&content.replace('-', ""))?.try_into().ok()
}

/// The server keeps microseconds.
const DIGITS_OF_A_SECOND: u16 = 6;

fn time(content: &str) -> Option<NaiveTime> {
    let time: NaiveTime = content.parse().ok()?;
    Some(time.round_subsecs(DIGITS_OF_A_SECOND))
}

fn timestamp(content: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_str(content, "%Y-%m-%d %H:%M:%S%.f%#z").ok()?;
    Some(time.round_subsecs(DIGITS_OF_A_SECOND).to_utc())
}

/// A zone is read over (<https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES>).
fn local_timestamp(content: &str) -> Option<NaiveDateTime> {
    let zoned = DateTime::parse_from_str(content, "%Y-%m-%d %H:%M:%S%.f%#z").ok();
    let time = match zoned {
        Some(zoned) => zoned.naive_local(),
        None => NaiveDateTime::parse_from_str(content, "%Y-%m-%d %H:%M:%S%.f").ok()?,
    };
    Some(time.round_subsecs(DIGITS_OF_A_SECOND))
}
