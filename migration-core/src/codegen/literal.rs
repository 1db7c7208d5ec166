//! Names, types, expressions and values as Rust.

use super::Unwritable;
use super::rust::{Argument, Call, list, literal, text, texts};
use crate::Value;
use crate::dialect::Dialect;
use crate::schema::object::sequence;
use crate::schema::{
    ColumnType, DefaultValue, Direction, Expression, IndexKey, IndexPart, Nulls, ObjectName,
};

/// The name of a table, a type or an object.
pub(super) fn name(name: &ObjectName) -> Argument {
    Argument::Plain(name_source(name))
}

fn name_source(name: &ObjectName) -> String {
    match &name.schema {
        Some(schema) => format!("({}, {})", literal(schema), literal(&name.name)),
        None => literal(&name.name),
    }
}

pub(super) fn plain(source: impl ToString) -> Argument {
    Argument::Plain(source.to_string())
}

/// What one database is called.
pub(super) fn database(dialect: Dialect) -> Argument {
    plain(match dialect {
        Dialect::Postgres => "Postgres",
        Dialect::Mysql => "Mysql",
        Dialect::Sqlite => "Sqlite",
    })
}

/// An expression where any that becomes one will do.
pub(super) fn sql(expression: &Expression) -> Result<Argument, Unwritable> {
    let text = expression.any_text();
    match each(expression)? {
        others if others.is_empty() => Ok(Argument::Text(text.to_owned())),
        others => Ok(Argument::Chain(expr_call(text), others)),
    }
}

/// An expression that is told from a text.
pub(super) fn expression(expression: &Expression) -> Result<Argument, Unwritable> {
    if let Some(sequence) = asked(expression) {
        let call = Call::new("next_value", vec![name(&sequence)]);
        return Ok(Argument::Chain(call, Vec::new()));
    }
    let calls = each(expression)?;
    Ok(Argument::Chain(expr_call(expression.any_text()), calls))
}

fn expr_call(text: &str) -> Call {
    Call::new("expr", vec![Argument::Text(text.to_owned())])
}

/// What an expression says for one database in other words than for all.
fn each(expression: &Expression) -> Result<Vec<Call>, Unwritable> {
    let mut calls = Vec::new();
    for dialect in Dialect::ALL {
        match expression.text(dialect) {
            Ok(text) if text == expression.any_text() => {}
            Ok(text) => {
                let arguments = vec![database(dialect), Argument::Text(text.to_owned())];
                calls.push(Call::new("on", arguments));
            }
            Err(reason) => return Err(Unwritable::because(reason)),
        }
    }
    Ok(calls)
}

/// The sequence that an expression asks for its next number, if that is all it does.
fn asked(expression: &Expression) -> Option<ObjectName> {
    let inside = expression
        .any_text()
        .strip_prefix("nextval('")?
        .strip_suffix("')")?;
    let name = match inside.split_once('.') {
        Some((schema, name)) => ObjectName::qualified(schema, name),
        None => ObjectName::new(inside),
    };
    (sequence::next_value(&name) == *expression).then_some(name)
}

/// The default of a column.
pub(super) fn default(default: &DefaultValue) -> Result<Argument, Unwritable> {
    match default {
        DefaultValue::Value(it) => value(it),
        DefaultValue::CurrentTimestamp => {
            let call = Call::new("expr", vec![text("now()")]);
            Ok(Argument::Chain(call, Vec::new()))
        }
        DefaultValue::Expression(it) => match DefaultValue::from(it.clone()) {
            DefaultValue::Expression(_) => expression(it),
            DefaultValue::CurrentTimestamp | DefaultValue::Value(_) => Err(Unwritable::because(
                "an expression like this is the time of the statement",
            )),
        },
    }
}

/// A value, where anything that becomes one will do.
pub(super) fn value(value: &Value) -> Result<Argument, Unwritable> {
    let of = |variant: &str, text: &str| format!("Value::{variant}({}.to_owned())", literal(text));
    Ok(plain(match value {
        Value::Null => "Value::Null".to_owned(),
        Value::Bool(is) => is.to_string(),
        // Without a type, a number is an `i32`.
        Value::Int(number) if i32::try_from(*number).is_ok() => number.to_string(),
        Value::Int(number) => format!("{number}_i64"),
        Value::Float(number) if number.is_finite() => format!("{number:?}"),
        Value::Float(number) if number.is_nan() => "f64::NAN".to_owned(),
        Value::Float(number) if *number > 0.0 => "f64::INFINITY".to_owned(),
        Value::Float(_) => "f64::NEG_INFINITY".to_owned(),
        Value::Decimal(text) => of("Decimal", text),
        Value::Json(text) => of("Json", text),
        Value::Text(text) => return Ok(Argument::Text(text.clone())),
        Value::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
        Value::Uuid(bytes) => {
            let number = u128::from_be_bytes(*bytes);
            format!("0x{number:032x}_u128.to_be_bytes()")
        }
        Value::Date(_) | Value::Time(_) | Value::Timestamp(_) | Value::LocalTimestamp(_) => {
            time(value)?
        }
        Value::Array(elements) => array(elements)?,
    }))
}

/// A time as a text.
fn time(value: &Value) -> Result<String, Unwritable> {
    let (method, text, read) = match value {
        Value::Date(it) => ("date", it.to_string(), Value::date as fn(&str) -> Value),
        Value::Time(it) => ("time", it.to_string(), Value::time as _),
        Value::Timestamp(it) => ("timestamp", format!("{it:?}"), Value::timestamp as _),
        Value::LocalTimestamp(it) => {
            let read = Value::local_timestamp as _;
            ("local_timestamp", format!("{it:?}"), read)
        }
        _ => return Err(Unwritable::because("a value is no time")),
    };
    match read(&text) == *value {
        true => Ok(format!("Value::{method}({})", literal(&text))),
        false => Err(Unwritable::because(format!(
            "{text} is read as another time"
        ))),
    }
}

/// A value of whatever type as a `Value`.
pub(super) fn as_value(source: String) -> String {
    match source.starts_with("Value::") {
        true => source,
        false => format!("Value::from({source})"),
    }
}

fn array(elements: &[Value]) -> Result<String, Unwritable> {
    let simple = |value: &Value| {
        matches!(
            value,
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_)
        )
    };
    let kind = elements.first().map(std::mem::discriminant);
    let alike = elements
        .iter()
        .all(|it| simple(it) && Some(std::mem::discriminant(it)) == kind);
    let mut sources = Vec::new();
    for element in elements {
        let source = match value(element)? {
            Argument::Text(text) => literal(&text),
            Argument::Plain(source) => source,
            _ => return Err(Unwritable::because("it is in an array")),
        };
        sources.push(match alike {
            true => source,
            false => as_value(source),
        });
    }
    let vec = format!("vec![{}]", sources.join(", "));
    Ok(match alike && !elements.is_empty() {
        true => vec,
        false => format!("Value::Array({vec})"),
    })
}

/// A type as a call of the function that makes it: `decimal(10, 2)`.
pub(super) fn type_source(column_type: &ColumnType) -> Result<Argument, Unwritable> {
    let (method, arguments) = type_call(column_type)?;
    Ok(Argument::Chain(Call::new(method, arguments), Vec::new()))
}

/// The name of the function and method that makes a type, and what is handed to it.
pub(super) fn type_call(
    column_type: &ColumnType,
) -> Result<(&'static str, Vec<Argument>), Unwritable> {
    let (method, arguments) = match column_type {
        ColumnType::SmallInteger => ("small_integer", vec![]),
        ColumnType::Integer => ("integer", vec![]),
        ColumnType::BigInteger => ("big_integer", vec![]),
        ColumnType::Decimal(None) => ("numeric", vec![]),
        ColumnType::Decimal(Some((precision, scale))) => {
            ("decimal", vec![plain(precision), plain(scale)])
        }
        ColumnType::Float => ("float", vec![]),
        ColumnType::Double => ("double", vec![]),
        ColumnType::Boolean => ("boolean", vec![]),
        ColumnType::Char(length) => ("char", vec![plain(length)]),
        ColumnType::String(length) => ("string", vec![plain(length)]),
        ColumnType::Text => ("text", vec![]),
        ColumnType::CiText => ("citext", vec![]),
        ColumnType::Binary => ("binary", vec![]),
        ColumnType::Uuid => ("uuid", vec![]),
        ColumnType::Date => ("date", vec![]),
        ColumnType::Time => ("time", vec![]),
        ColumnType::Timestamp => ("timestamp", vec![]),
        ColumnType::LocalTimestamp => ("local_timestamp", vec![]),
        ColumnType::Interval => ("interval", vec![]),
        ColumnType::Json => ("json", vec![]),
        ColumnType::Jsonb => ("jsonb", vec![]),
        ColumnType::Inet => ("inet", vec![]),
        ColumnType::Cidr => ("cidr", vec![]),
        ColumnType::MacAddr => ("macaddr", vec![]),
        ColumnType::Bit(length) => ("bit", vec![plain(length)]),
        ColumnType::VarBit(length) => ("varbit", vec![plain(length)]),
        ColumnType::TsVector => ("tsvector", vec![]),
        ColumnType::Range(kind) => ("range", vec![plain(format!("RangeKind::{kind:?}"))]),
        ColumnType::Array(element) => ("array", vec![type_source(element)?]),
        ColumnType::Vector(dimensions) => ("vector", vec![plain(dimensions)]),
        ColumnType::Geometry => ("geometry", vec![]),
        ColumnType::Enumeration(of) => ("enumeration", vec![name(of)]),
        ColumnType::Custom(sql) => ("custom", vec![text(sql)]),
        ColumnType::InlineEnum(values) => ("inline_enum", vec![list(values)]),
    };
    Ok((method, arguments))
}

/// The keys of an index, as one argument.
pub(super) fn parts(parts: &[IndexPart]) -> Result<Argument, Unwritable> {
    let names: Option<Vec<String>> = parts.iter().map(plain_column).collect();
    if let Some(names) = names {
        return match names.as_slice() {
            [] => Err(Unwritable::because("it has no keys")),
            names => Ok(texts(names)),
        };
    }
    match parts {
        [only] => part(only),
        several => {
            let bare = several.iter().filter(|it| is_bare(it)).count();
            let several: Result<_, Unwritable> = match bare == several.len() {
                true => several.iter().map(part).collect(),
                false => several.iter().map(named_part).collect(),
            };
            Ok(Argument::List(several?))
        }
    }
}

fn is_bare(part: &IndexPart) -> bool {
    let IndexKey::Expression(expression) = &part.key else {
        return false;
    };
    *part == IndexPart::from(expression.clone())
}

fn plain_column(part: &IndexPart) -> Option<String> {
    let column = part.column_name()?;
    (*part == IndexPart::column(column)).then(|| column.to_owned())
}

/// A key by itself.
fn part(part: &IndexPart) -> Result<Argument, Unwritable> {
    match &part.key {
        IndexKey::Expression(it) if is_bare(part) => {
            Ok(Argument::Chain(expr_call(it.any_text()), each(it)?))
        }
        _ => named_part(part),
    }
}

/// A key among others: all are made into the same.
fn named_part(part: &IndexPart) -> Result<Argument, Unwritable> {
    let IndexPart {
        key,
        direction,
        nulls,
        operator_class,
        prefix,
    } = part;
    let head = match key {
        IndexKey::Column(column) => Call::new("col", vec![text(column)]),
        IndexKey::Expression(expression) => Call::new("key", vec![sql(expression)?]),
    };
    let mut calls = Vec::new();
    match direction {
        Direction::Ascending => {}
        Direction::Descending => calls.push(Call::bare("desc")),
    }
    match nulls {
        None => {}
        Some(Nulls::First) => calls.push(Call::bare("nulls_first")),
        Some(Nulls::Last) => calls.push(Call::bare("nulls_last")),
    }
    if let Some(length) = prefix {
        calls.push(Call::new("prefix", vec![plain(length)]));
    }
    if let Some(class) = operator_class {
        calls.push(Call::new("ops", vec![text(class)]));
    }
    Ok(Argument::Chain(head, calls))
}
