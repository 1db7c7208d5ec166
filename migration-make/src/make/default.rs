//! `default=VALUE`: what the text is as a value of the field's type.

use super::tree::Value;
use super::types::FieldType;
use crate::mistake::Mistake;
use migration_core::schema::ColumnType;

/// The default of a field, or what is wrong with it.
pub(crate) fn value(typed: &str, kind: &FieldType, text: &str) -> Result<Value, Mistake> {
    let say = |what: &str, next: &str| {
        let what = format!("{typed}: {text:?} is no {what}");
        Mistake::new(what, format!("say default={next}"))
    };
    let plain = match kind {
        FieldType::Plain(plain) => plain,
        FieldType::References(_) => &ColumnType::BigInteger,
        FieldType::Array(_) => return Ok(Value::Text(text.to_owned())),
        FieldType::Enum(values) => {
            // Of a type that is there, the values are not known here.
            return match values.len() == 1 || values.iter().any(|value| value == text) {
                true => Ok(Value::Text(text.to_owned())),
                false => Err(say("value of the enum", &values.join(", or default="))),
            };
        }
    };
    let lower = text.to_ascii_lowercase();
    let sql = |sql: &str| Ok(Value::Sql(sql.to_owned()));
    match plain {
        ColumnType::String(_) | ColumnType::Text | ColumnType::Char(_) | ColumnType::CiText => {
            Ok(Value::Text(text.to_owned()))
        }
        // A call, as `gen_random_uuid()`.
        _ if text.ends_with(')') && text.contains('(') && lower != "now()" => sql(text),
        ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => {
            let number = text.parse().map(Value::Integer);
            number.map_err(|_| say("integer", "0"))
        }
        ColumnType::Float | ColumnType::Double | ColumnType::Decimal(_) => {
            if let Ok(number) = text.parse() {
                return Ok(Value::Integer(number));
            }
            let number = text.parse().ok().filter(|it: &f64| it.is_finite());
            number.map(Value::Float).ok_or_else(|| say("number", "0"))
        }
        ColumnType::Boolean => match lower.as_str() {
            "true" | "t" | "yes" | "1" => Ok(Value::Boolean(true)),
            "false" | "f" | "no" | "0" => Ok(Value::Boolean(false)),
            _ => Err(say("boolean", "true, or default=false")),
        },
        ColumnType::Timestamp | ColumnType::LocalTimestamp
            if ["now", "now()", "current_timestamp"].contains(&lower.as_str()) =>
        {
            sql("now()")
        }
        ColumnType::Date if ["now", "now()", "today", "current_date"].contains(&lower.as_str()) => {
            sql("CURRENT_DATE")
        }
        _ => Ok(Value::Text(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(plain: ColumnType, text: &str) -> Result<Value, Mistake> {
        value("f", &FieldType::Plain(plain), text)
    }

    #[test]
    fn a_default_is_a_value_of_the_type() {
        let text = |text: &str| Ok(Value::Text(text.to_owned()));
        let sql = |sql: &str| Ok(Value::Sql(sql.to_owned()));
        assert_eq!(of(ColumnType::Integer, "-1"), Ok(Value::Integer(-1)));
        assert_eq!(of(ColumnType::Decimal(None), "9.5"), Ok(Value::Float(9.5)));
        assert_eq!(of(ColumnType::Boolean, "false"), Ok(Value::Boolean(false)));
        assert_eq!(of(ColumnType::Text, "now()"), text("now()"));
        assert_eq!(of(ColumnType::Timestamp, "now"), sql("now()"));
        assert_eq!(of(ColumnType::Date, "today"), sql("CURRENT_DATE"));
        assert_eq!(
            of(ColumnType::Uuid, "gen_random_uuid()"),
            sql("gen_random_uuid()")
        );
        assert_eq!(of(ColumnType::Jsonb, "{}"), text("{}"));
    }

    #[test]
    fn a_default_that_the_type_does_not_have_is_refused() {
        for (plain, text) in [
            (ColumnType::Integer, "abc"),
            (ColumnType::Integer, "1.5"),
            (ColumnType::Double, "inf"),
            (ColumnType::Boolean, "maybe"),
        ] {
            assert!(of(plain, text).is_err(), "{text}");
        }
        let values = ["draft", "published"].map(str::to_owned).to_vec();
        assert!(value("f", &FieldType::Enum(values), "drft").is_err());
    }
}
