//! What a column holds when an insert does not say.

use super::Expression;
use crate::Value;

/// A column's default.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub enum DefaultValue {
    /// A constant.
    Value(#[serde(serialize_with = "crate::value::serialize::value")] Value),
    /// The time of the statement or transaction: `CURRENT_TIMESTAMP`. Written as `now()` too, on every database.
    CurrentTimestamp,
    /// Any other expression.
    Expression(Expression),
}

impl<T: Into<Value>> From<T> for DefaultValue {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

impl From<Expression> for DefaultValue {
    fn from(expression: Expression) -> Self {
        let text = expression.any_text().trim().to_ascii_lowercase();
        match text.as_str() {
            "now()" | "current_timestamp" | "current_timestamp()" | "current_timestamp(6)" => {
                Self::CurrentTimestamp
            }
            _ => Self::Expression(expression),
        }
    }
}

impl From<sea_query::Expr> for DefaultValue {
    fn from(expr: sea_query::Expr) -> Self {
        Expression::from(expr).into()
    }
}
