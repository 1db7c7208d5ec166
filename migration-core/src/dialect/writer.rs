//! The one place that quotes identifiers, and the one place that writes literals.
//!
//! PostgreSQL: <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>,
//! MySQL: <https://dev.mysql.com/doc/refman/8.4/en/identifiers.html> and `string-literals.html`,
//! SQLite: <https://www.sqlite.org/lang_keywords.html>.

use std::fmt::Write as _;

use super::Dialect;
use crate::Value;
use crate::schema::ObjectName;
use crate::value::hex;

impl Dialect {
    /// An identifier in the database's quotes, quotes within doubled: `"na""me"`, on MySQL `` `na``me` ``.
    ///
    /// A NUL character or an empty name cannot be an identifier anywhere; `apply` refuses both before this is reached.
    pub fn quote(self, identifier: &str) -> String {
        let quote = match self {
            Self::Postgres | Self::Sqlite => '"',
            Self::Mysql => '`',
        };
        let mut out = String::with_capacity(identifier.len() + 2);
        out.push(quote);
        for c in identifier.chars() {
            if c == quote {
                out.push(quote);
            }
            out.push(c);
        }
        out.push(quote);
        out
    }

    /// The name of an object in quotes, with its schema if it has one.
    pub fn quote_name(self, name: &ObjectName) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(&name.name)),
            None => self.quote(&name.name),
        }
    }

    /// Identifiers in quotes, with commas: `"a", "b"`.
    pub fn quote_list<S: AsRef<str>>(self, identifiers: &[S]) -> String {
        identifiers
            .iter()
            .map(|identifier| self.quote(identifier.as_ref()))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// A string literal. PostgreSQL and SQLite double the quote; MySQL escapes the backslash as well.
    pub fn string_literal(self, text: &str) -> String {
        match self {
            Self::Postgres if text.contains('\\') => {
                // E'' means the same whatever standard_conforming_strings is set to.
                format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
            }
            Self::Postgres | Self::Sqlite => format!("'{}'", text.replace('\'', "''")),
            Self::Mysql => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''")),
        }
    }

    /// A text of many lines between dollars, with a tag that the text does not have (PostgreSQL). Other databases take
    /// such a text bare.
    pub(crate) fn dollar_quoted(self, text: &str) -> String {
        let mut tag = String::new();
        let mut n = 0;
        while text.contains(&format!("${tag}")) {
            n += 1;
            tag = match n {
                1 => "body".to_owned(),
                n => format!("body{n}"),
            };
        }
        format!("${tag}${text}${tag}$")
    }

    /// A value as a literal.
    pub fn literal(self, value: &Value) -> String {
        match value {
            Value::Null => "NULL".to_owned(),
            Value::Bool(v) => match self {
                Self::Postgres | Self::Mysql => if *v { "TRUE" } else { "FALSE" }.to_owned(),
                Self::Sqlite => if *v { "1" } else { "0" }.to_owned(),
            },
            Value::Int(v) => v.to_string(),
            Value::Float(v) => self.float_literal(*v),
            Value::Decimal(v) if is_number(v) => v.clone(),
            Value::Decimal(v) | Value::Text(v) => self.string_literal(v),
            Value::Bytes(v) => self.bytes_literal(v),
            Value::Uuid(v) => match self {
                Self::Postgres | Self::Sqlite => self.string_literal(&uuid_text(v)),
                Self::Mysql => self.bytes_literal(v),
            },
            Value::Date(_) | Value::Time(_) | Value::Timestamp(_) | Value::LocalTimestamp(_) => {
                let text = value.to_text().unwrap_or_default();
                self.string_literal(match self {
                    Self::Postgres => &text,
                    // Points in time are in UTC there, and say nothing of it.
                    Self::Mysql | Self::Sqlite => text.strip_suffix("+00").unwrap_or(&text),
                })
            }
            Value::Json(v) => self.string_literal(v),
            Value::Array(_) => match self {
                Self::Postgres => self.string_literal(&value.to_text().unwrap_or_default()),
                Self::Mysql | Self::Sqlite => self.string_literal(&value.to_json()),
            },
        }
    }

    fn bytes_literal(self, bytes: &[u8]) -> String {
        let hex = hex(bytes);
        match self {
            Self::Postgres => format!("E'\\\\x{hex}'::bytea"),
            Self::Mysql | Self::Sqlite => format!("x'{hex}'"),
        }
    }

    fn float_literal(self, v: f64) -> String {
        if v.is_finite() {
            return format!("{v:?}");
        }
        match self {
            Self::Postgres if v.is_nan() => "'NaN'::float8".to_owned(),
            Self::Postgres => format!("'{}Infinity'::float8", if v < 0.0 { "-" } else { "" }),
            // SQLite reads 9e999 as infinity and has no NaN; MySQL has neither, and refuses the literal in its own words.
            Self::Sqlite | Self::Mysql if v.is_nan() => "NULL".to_owned(),
            Self::Sqlite | Self::Mysql => if v < 0.0 { "-9e999" } else { "9e999" }.to_owned(),
        }
    }
}

/// The usual text of a UUID: `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.
pub fn uuid_text(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Whether the text is digits, with or without a sign and a point: no exponent, no NaN.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_identifiers_stay_inside_their_quotes() {
        assert_eq!(
            Dialect::Postgres.quote(r#"a"; DROP TABLE x; --"#),
            r#""a""; DROP TABLE x; --""#
        );
        assert_eq!(Dialect::Mysql.quote("a`b\"c"), "`a``b\"c`");
        assert_eq!(
            Dialect::Sqlite.quote_name(&ObjectName::qualified("a.b", "c")),
            r#""a.b"."c""#
        );
    }

    #[test]
    fn a_text_between_dollars_does_not_end_before_its_end() {
        let quoted = |text| Dialect::Postgres.dollar_quoted(text);
        assert_eq!(quoted("BEGIN END"), "$$BEGIN END$$");
        assert_eq!(quoted("a$"), "$body$a$$body$");
        assert_eq!(quoted("$$ $body$"), "$body2$$$ $body$$body2$");
    }

    #[test]
    fn hostile_strings_stay_inside_their_quotes() {
        assert_eq!(
            Dialect::Postgres.string_literal(r"it's \ "),
            r"E'it''s \\ '"
        );
        assert_eq!(Dialect::Mysql.string_literal(r"\'"), r"'\\'''");
        assert_eq!(Dialect::Sqlite.string_literal(r"it's \ "), r"'it''s \ '");
    }

    #[test]
    fn documents_and_arrays_are_text_of_the_form_that_the_database_reads() {
        let array = Value::from(vec![Some("it's"), Some("a\\b"), None]);
        assert_eq!(
            Dialect::Postgres.literal(&array),
            r#"E'{it''s,"a\\\\b",NULL}'"#
        );
        assert_eq!(
            Dialect::Mysql.literal(&array),
            r#"'["it''s","a\\\\b",null]'"#
        );
        assert_eq!(
            Dialect::Sqlite.literal(&array),
            r#"'["it''s","a\\b",null]'"#
        );
        let document = Value::Json(r#"{"a": "it's"}"#.into());
        assert_eq!(Dialect::Postgres.literal(&document), r#"'{"a": "it''s"}'"#);
    }

    #[test]
    fn a_decimal_that_is_not_a_number_is_a_string() {
        assert_eq!(
            Dialect::Sqlite.literal(&Value::Decimal("1.50".into())),
            "1.50"
        );
        assert_eq!(
            Dialect::Sqlite.literal(&Value::Decimal("1); --".into())),
            "'1); --'"
        );
    }
}
