//! Conditions: which rows are meant.

use migration_core::dialect::Dialect;
use migration_core::{Row, Value};

use super::kind::Kind;
use super::table::{Column, Table};
use crate::error::Result;

/// A condition that a row has these values, and what it binds.
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Condition {
    /// A condition on rows of a table; `bound` values are bound before it in the statement.
    pub(super) fn new(dialect: Dialect, table: &Table, with: Row, bound: usize) -> Result<Self> {
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        let names = with.columns().to_vec();
        for (name, value) in names.iter().zip(with.into_values()) {
            let column = table.column(name)?;
            let mut bind = |value| {
                values.push(column.bound(dialect, value));
                operand(
                    dialect,
                    column,
                    &column.placeholder(dialect, bound + values.len()),
                )
            };
            let left = operand(dialect, column, &dialect.quote(&column.name));
            conditions.push(match column.fitted(value) {
                Value::Null => format!("{} IS NULL", dialect.quote(&column.name)),
                Value::Array(elements) if !is_array(dialect, column) => {
                    one_of(&left, elements, bind)
                }
                value => format!("{left} = {}", bind(value)),
            });
        }
        let sql = match conditions.is_empty() {
            true => "1 = 1".to_owned(),
            false => conditions.join(" AND "),
        };
        Ok(Self { sql, values })
    }
}

/// Any of these; among them may be NULL.
fn one_of(left: &str, elements: Vec<Value>, bind: impl FnMut(Value) -> String) -> String {
    let has_null = elements.contains(&Value::Null);
    let values = elements.into_iter().filter(|value| *value != Value::Null);
    let values: Vec<String> = values.map(bind).collect();
    match (values.is_empty(), has_null) {
        (true, false) => "1 = 0".to_owned(),
        (true, true) => format!("{left} IS NULL"),
        (false, false) => format!("{left} IN ({})", values.join(", ")),
        (false, true) => format!("({left} IN ({}) OR {left} IS NULL)", values.join(", ")),
    }
}

/// Whether a list is one value of the column.
fn is_array(dialect: Dialect, column: &Column) -> bool {
    match dialect {
        Dialect::Postgres => column.sql_type.ends_with("[]"),
        Dialect::Mysql | Dialect::Sqlite => column.kind == Kind::Json,
    }
}

/// A side of a comparison, where the column's own type cannot be compared.
fn operand(dialect: Dialect, column: &Column, sql: &str) -> String {
    match (dialect, column.sql_type.as_str()) {
        (Dialect::Postgres, "json") => format!("CAST({sql} AS jsonb)"),
        (
            Dialect::Postgres,
            "xml" | "point" | "line" | "lseg" | "box" | "path" | "polygon" | "circle",
        ) => {
            format!("CAST({sql} AS text)")
        }
        // A string is a document of one string there; the text of a document has to be said to be one.
        (Dialect::Mysql, "json") => format!("CAST({sql} AS JSON)"),
        (Dialect::Postgres | Dialect::Mysql | Dialect::Sqlite, _) => sql.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::tests::table;
    use super::*;
    use crate::row;

    fn condition(dialect: Dialect, with: Row) -> Result<(String, Vec<Value>)> {
        let columns = [
            ("at", "timestamp with time zone"),
            ("na\"me", "text"),
            ("id", "integer"),
            ("doc", "json"),
            ("ids", "integer[]"),
        ];
        let table = table(dialect, "t", &columns);
        let condition = Condition::new(dialect, &table, with, 0)?;
        Ok((condition.sql, condition.values))
    }

    #[test]
    fn a_condition_binds_its_values_and_asks_for_null_by_name() {
        let with = row! { "na\"me" => "x", "at" => None::<String> };
        let (sql, values) = condition(Dialect::Postgres, with).unwrap();
        assert_eq!(
            sql,
            "\"na\"\"me\" = CAST($1::text AS text) AND \"at\" IS NULL"
        );
        assert_eq!(values, [Value::Text("x".into())]);
        let error = condition(Dialect::Postgres, row! { "x" => 1 }).unwrap_err();
        assert_eq!(
            error.message(),
            "table \"t\" has no column \"x\"; it has at, na\"me, id, doc, ids"
        );
    }

    #[test]
    fn a_list_is_any_of_its_values_unless_the_column_holds_lists() {
        let sql = |with| condition(Dialect::Mysql, with).unwrap().0;
        assert_eq!(sql(row! { "id" => vec![1, 2] }), "`id` IN (?, ?)");
        assert_eq!(sql(row! { "id" => Vec::<i32>::new() }), "1 = 0");
        assert_eq!(
            sql(row! { "id" => vec![Some(1), None] }),
            "(`id` IN (?) OR `id` IS NULL)"
        );
        let (sql, values) = condition(Dialect::Postgres, row! { "ids" => vec![1, 2] }).unwrap();
        assert_eq!(sql, "\"ids\" = CAST($1::text AS integer[])");
        assert_eq!(values, [Value::Text("{1,2}".into())]);
    }

    #[test]
    fn documents_are_compared_as_documents() {
        let with = || row! { "doc" => vec![1, 2] };
        let (sql, values) = condition(Dialect::Postgres, with()).unwrap();
        assert_eq!(
            sql,
            "CAST(\"doc\" AS jsonb) = CAST(CAST($1::text AS json) AS jsonb)"
        );
        assert_eq!(values, [Value::Text("[1,2]".into())]);
        let (sql, values) = condition(Dialect::Mysql, with()).unwrap();
        assert_eq!(sql, "CAST(`doc` AS JSON) = CAST(? AS JSON)");
        assert_eq!(values, [Value::Json("[1,2]".into())]);
    }
}
