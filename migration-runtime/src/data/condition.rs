//! Conditions: which rows are meant.

use migration_core::dialect::Dialect;
use migration_core::{Row, Value};

use super::table::Table;
use crate::error::Result;

/// A condition that a row has these values, and the values that it binds. `number` values are bound before.
pub(super) fn condition(
    dialect: Dialect,
    table: &Table,
    with: Row,
    number: usize,
) -> Result<(String, Vec<Value>)> {
    let (mut conditions, mut values) = (Vec::new(), Vec::new());
    let names = with.columns().to_vec();
    for (name, value) in names.iter().zip(with.into_values()) {
        let column = table.column(name)?;
        let quoted = dialect.quote(&column.name);
        if value == Value::Null {
            conditions.push(format!("{quoted} IS NULL"));
            continue;
        }
        values.push(column.bound(dialect, value));
        let placeholder = column.placeholder(dialect, number + values.len());
        conditions.push(format!("{quoted} = {placeholder}"));
    }
    match conditions.is_empty() {
        true => Ok(("1 = 1".to_owned(), values)),
        false => Ok((conditions.join(" AND "), values)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::tests::table;
    use super::*;
    use crate::row;

    #[test]
    fn a_condition_binds_its_values_and_asks_for_null_by_name() {
        let columns = [("at", "timestamp with time zone"), ("na\"me", "text")];
        let table = table(Dialect::Postgres, "t", &columns);
        let with = row! { "na\"me" => "x", "at" => None::<String> };
        let (sql, values) = condition(Dialect::Postgres, &table, with, 0).unwrap();
        assert_eq!(
            sql,
            "\"na\"\"me\" = CAST($1::text AS text) AND \"at\" IS NULL"
        );
        assert_eq!(values, [Value::Text("x".into())]);
        let error = condition(Dialect::Postgres, &table, row! { "x" => 1 }, 0).unwrap_err();
        assert_eq!(
            error.message(),
            "table \"t\" has no column \"x\"; it has at, na\"me"
        );
    }
}
