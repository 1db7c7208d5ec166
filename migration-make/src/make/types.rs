//! The types of fields: what each is called here, in Rails, in SQL and in Rust.

use migration_core::schema::naming::nearest;
use migration_core::schema::{ColumnType, RangeKind};

use crate::mistake::Mistake;

/// How long a text is that is not said to be longer: what other tools take, and what MySQL has an index over.
const LENGTH: u32 = 255;

/// The type of a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FieldType {
    /// A column of this type.
    Plain(ColumnType),
    /// One of these values; of one word, which is an enum type that is there.
    Enum(Vec<String>),
    /// A foreign key to a table, which may be named.
    References(Option<String>),
    /// Any number of another type.
    Array(Box<FieldType>),
}

/// Each way to spell a type that is not followed by braces.
static PLAIN: &[(&str, ColumnType)] = &[
    ("smallint", ColumnType::SmallInteger),
    ("small_integer", ColumnType::SmallInteger),
    ("int2", ColumnType::SmallInteger),
    ("i16", ColumnType::SmallInteger),
    ("integer", ColumnType::Integer),
    ("int", ColumnType::Integer),
    ("int4", ColumnType::Integer),
    ("i32", ColumnType::Integer),
    ("bigint", ColumnType::BigInteger),
    ("big_integer", ColumnType::BigInteger),
    ("int8", ColumnType::BigInteger),
    ("i64", ColumnType::BigInteger),
    ("float", ColumnType::Float),
    ("real", ColumnType::Float),
    ("f32", ColumnType::Float),
    ("double", ColumnType::Double),
    ("f64", ColumnType::Double),
    ("boolean", ColumnType::Boolean),
    ("bool", ColumnType::Boolean),
    ("text", ColumnType::Text),
    ("citext", ColumnType::CiText),
    ("binary", ColumnType::Binary),
    ("blob", ColumnType::Binary),
    ("bytes", ColumnType::Binary),
    ("bytea", ColumnType::Binary),
    ("uuid", ColumnType::Uuid),
    ("date", ColumnType::Date),
    ("time", ColumnType::Time),
    ("timestamp", ColumnType::Timestamp),
    ("timestamptz", ColumnType::Timestamp),
    ("datetime", ColumnType::Timestamp),
    ("local_timestamp", ColumnType::LocalTimestamp),
    ("local_datetime", ColumnType::LocalTimestamp),
    ("interval", ColumnType::Interval),
    ("duration", ColumnType::Interval),
    ("json", ColumnType::Json),
    ("jsonb", ColumnType::Jsonb),
    ("inet", ColumnType::Inet),
    ("ip", ColumnType::Inet),
    ("cidr", ColumnType::Cidr),
    ("macaddr", ColumnType::MacAddr),
    ("tsvector", ColumnType::TsVector),
    ("geometry", ColumnType::Geometry),
    ("int4range", ColumnType::Range(RangeKind::Integer)),
    ("int8range", ColumnType::Range(RangeKind::BigInteger)),
    ("numrange", ColumnType::Range(RangeKind::Decimal)),
    ("tsrange", ColumnType::Range(RangeKind::LocalTimestamp)),
    ("tstzrange", ColumnType::Range(RangeKind::Timestamp)),
    ("daterange", ColumnType::Range(RangeKind::Date)),
    ("string", ColumnType::String(LENGTH)),
    ("varchar", ColumnType::String(LENGTH)),
    ("decimal", ColumnType::Decimal(None)),
    ("numeric", ColumnType::Decimal(None)),
    ("char", ColumnType::Char(1)),
    ("bit", ColumnType::Bit(1)),
    ("varbit", ColumnType::VarBit(64)),
    ("vector", ColumnType::Vector(0)),
];

/// Those that are followed by braces.
const BRACED: [&str; 5] = ["enum", "custom", "references", "ref", "belongs_to"];

/// What a field without a type has.
pub(crate) fn default_type() -> FieldType {
    FieldType::Plain(ColumnType::String(LENGTH))
}

/// Whether a word is the name of a type, alone.
pub(crate) fn is_type(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    PLAIN.iter().any(|(name, _)| *name == word) || BRACED.contains(&word.as_str())
}

/// Reads a type, its braces apart: `decimal`, `5,2`.
pub(crate) fn read(field: &str, word: &str, braces: Option<&str>) -> Result<FieldType, Mistake> {
    let name = word.to_ascii_lowercase();
    let braces = braces.map(str::trim);
    match name.as_str() {
        "references" | "ref" | "belongs_to" => references(field, braces),
        "enum" => enumeration(field, braces),
        "custom" => match braces {
            Some(sql) if !sql.is_empty() => {
                Ok(FieldType::Plain(ColumnType::Custom(sql.to_owned())))
            }
            _ => Err(say(
                field,
                "a custom type is named in braces",
                "custom{ltree}",
            )),
        },
        _ => match PLAIN.iter().find(|(plain, _)| *plain == name) {
            Some((_, plain)) => sized(field, &name, plain, braces).map(FieldType::Plain),
            None => Err(unknown(field, &name)),
        },
    }
}

fn references(field: &str, braces: Option<&str>) -> Result<FieldType, Mistake> {
    match braces {
        Some("polymorphic") => {
            let what = "a foreign key goes to one table, so there is no polymorphic one";
            Err(say(field, what, "item_type:string! item_id:bigint!:index"))
        }
        Some(table) if !super::name::is_identifier(table) => {
            let what = format!("{table:?} names no table");
            Err(say(field, &what, "references{users}"))
        }
        table => Ok(FieldType::References(table.map(str::to_owned))),
    }
}

fn enumeration(field: &str, braces: Option<&str>) -> Result<FieldType, Mistake> {
    let values = braces.unwrap_or_default().split(',').map(str::trim);
    let values: Vec<String> = values.map(str::to_owned).collect();
    if values.iter().any(String::is_empty) {
        let what = "an enum has its values in braces, or the name of a type that is there";
        return Err(say(field, what, "'status:enum{draft,published}'"));
    }
    for (at, value) in values.iter().enumerate() {
        if values[..at].contains(value) {
            let what = format!("the enum has {value:?} twice");
            return Err(say(field, &what, "'status:enum{draft,published}'"));
        }
    }
    Ok(FieldType::Enum(values))
}

/// A type with the numbers in its braces.
fn sized(
    field: &str,
    name: &str,
    plain: &ColumnType,
    braces: Option<&str>,
) -> Result<ColumnType, Mistake> {
    let Some(braces) = braces else {
        return match plain {
            ColumnType::Vector(_) => {
                let what = "a vector has its dimensions in braces";
                Err(say(field, what, "vector{384}"))
            }
            other => Ok(other.clone()),
        };
    };
    // Rails takes the first three: `{5,2}` is two words to a shell.
    let numbers: Option<Vec<u32>> = braces
        .split([',', '.', '-'])
        .map(|number| number.trim().parse().ok())
        .collect();
    let numbers = numbers.unwrap_or_default();
    let one = |make: fn(u32) -> ColumnType| match numbers.as_slice() {
        [length] if *length > 0 => Some(make(*length)),
        _ => None,
    };
    let example = match plain {
        ColumnType::Decimal(_) => "'decimal{10,2}'".to_owned(),
        _ => format!("{name}{{200}}"),
    };
    let sized = match plain {
        ColumnType::String(_) => one(ColumnType::String),
        ColumnType::Char(_) => one(ColumnType::Char),
        ColumnType::Bit(_) => one(ColumnType::Bit),
        ColumnType::VarBit(_) => one(ColumnType::VarBit),
        ColumnType::Vector(_) => one(ColumnType::Vector),
        ColumnType::Decimal(_) => match numbers.as_slice() {
            [precision] if *precision > 0 => Some(ColumnType::Decimal(Some((*precision, 0)))),
            [precision, scale] if *precision > 0 && scale <= precision => {
                Some(ColumnType::Decimal(Some((*precision, *scale))))
            }
            _ => None,
        },
        _ => {
            let what = format!("the type {name} takes nothing in braces");
            return Err(say(field, &what, name));
        }
    };
    sized.ok_or_else(|| {
        let what = format!("{{{braces}}} is no size of the type {name}");
        say(field, &what, &example)
    })
}

fn unknown(field: &str, name: &str) -> Mistake {
    let what = format!("there is no type {name:?}");
    let number = name.trim_end_matches(|it: char| it.is_ascii_digit());
    if number != name && is_type(number) {
        // `decimal{5,2}` comes as `decimal5` and `decimal2`.
        let next = format!("'{number}{{...}}' in quotes: a shell cuts braces with a comma in two");
        return say(field, &what, &next);
    }
    if let Some(value) = name.strip_prefix("enum").filter(|it| !it.is_empty()) {
        let next =
            format!("'enum{{{value},...}}' in quotes: a shell cuts braces with a comma in two");
        return say(field, &what, &next);
    }
    let known = PLAIN.iter().map(|(name, _)| *name).chain(BRACED);
    match nearest(name, known) {
        Some(near) => say(field, &format!("{what}: did you mean {near:?}?"), near),
        None => {
            let next = "string, text, integer, bigint, decimal, boolean, date, timestamp, uuid, jsonb, references, enum or \
                        custom{...}; `make --help` has all";
            say(field, &what, next)
        }
    }
}

fn say(field: &str, what: &str, next: &str) -> Mistake {
    Mistake::new(format!("{field}: {what}"), format!("say {next}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_one_meaning() {
        for (at, (name, _)) in PLAIN.iter().enumerate() {
            assert!(PLAIN[..at].iter().all(|(other, _)| other != name), "{name}");
        }
    }

    #[test]
    fn sizes_stand_in_braces() {
        let plain = |word, braces| match read("f", word, braces) {
            Ok(FieldType::Plain(plain)) => plain.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(plain("string", None), "string(255)");
        assert_eq!(plain("String", Some("40")), "string(40)");
        assert_eq!(plain("decimal", Some("5,2")), "decimal(5, 2)");
        assert_eq!(plain("decimal", Some("5.2")), "decimal(5, 2)");
        assert_eq!(plain("numeric", None), "numeric()");
        assert_eq!(plain("vector", Some("384")), "vector(384)");
        for (word, braces) in [
            ("string", Some("")),
            ("string", Some("x")),
            ("string", Some("0")),
            ("decimal", Some("2,5")),
            ("text", Some("5")),
            ("vector", None),
            ("enum", None),
            ("enum", Some("a,a")),
            ("references", Some("a b")),
        ] {
            assert!(read("f", word, braces).is_err(), "{word} {braces:?}");
        }
    }

    #[test]
    fn a_type_that_is_not_there_is_told_with_one_that_is() {
        let next = |word| match read("f", word, None) {
            Err(mistake) => mistake.next,
            Ok(found) => panic!("{found:?}"),
        };
        assert_eq!(next("strnig"), "say string");
        assert!(next("decimal5").contains("in quotes"));
        assert!(next("enumdraft").contains("'enum{draft,...}'"));
        assert!(next("money").contains("string, text"));
    }
}
