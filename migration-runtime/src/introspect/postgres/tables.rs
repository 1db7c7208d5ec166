//! Tables, without what is in them.

use migration_core::schema::{
    BoundValue, Expression, ObjectName, PartitionBound, PartitionOf, PartitionStrategy,
    Partitioning, RowSecurity, Table,
};

use super::lookup::Comments;
use super::{Names, Tables, letter, storage};
use crate::error::Result;
use migration_core::Row;

/// A row for each table.
pub(super) fn read(rows: &[Row], names: &Names, comments: &Comments) -> Result<Tables> {
    let mut tables = Tables::new();
    for row in rows {
        let id = row.get("id")?;
        let mut table = table(row, names)?;
        table.comment = comments.relation(id);
        tables.insert(id, table);
    }
    Ok(tables)
}

fn table(row: &Row, names: &Names) -> Result<Table> {
    let mut table = Table::new(names.read(row, "schema", "name")?);
    table.unlogged = letter(row, "persistence")? == 'u';
    table.partitioning = partitioning(row)?;
    table.partition_of = partition_of(row, names)?;
    table.inherits = inherits(row, names)?;
    table.storage = storage(row, "storage")?;
    table.storage.extend(storage(row, "toast_storage")?);
    table.tablespace = row.get("tablespace")?;
    table.row_security = RowSecurity {
        enabled: row.get("row_security")?,
        forced: row.get("forced_row_security")?,
    };
    Ok(table)
}

fn partitioning(row: &Row) -> Result<Option<Partitioning>> {
    let strategy = match letter(row, "strategy")? {
        'r' => PartitionStrategy::Range,
        'l' => PartitionStrategy::List,
        'h' => PartitionStrategy::Hash,
        _ => return Ok(None),
    };
    let keys = partition_keys(row)?;
    Ok(Some(Partitioning { strategy, keys }))
}

/// Pairs of a schema and a name, in the order in which they were said.
fn inherits(row: &Row, names: &Names) -> Result<Vec<ObjectName>> {
    let text = row.get::<Option<String>>("inherits")?.unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_json::from_str(&text).unwrap_or_default();
    let parents = pairs
        .into_iter()
        .map(|(schema, name)| names.of(schema, name));
    Ok(parents.collect())
}

fn partition_of(row: &Row, names: &Names) -> Result<Option<PartitionOf>> {
    let Some(text) = row.get::<Option<String>>("bound")? else {
        return Ok(None);
    };
    let parent = names.read(row, "parent_schema", "parent")?;
    let mut of = PartitionOf::new(parent, bound(&text));
    if let Some(names) = row.get::<Option<String>>("without")? {
        of.without = serde_json::from_str(&names).unwrap_or_default();
    }
    Ok(Some(of))
}

/// `FOR VALUES FROM ('a') TO (MAXVALUE)`, as the server writes it.
fn bound(text: &str) -> PartitionBound {
    let lists: Vec<Vec<&str>> = groups(text).into_iter().map(items).collect();
    let values = |list: &[&str]| list.iter().map(|item| bound_value(item)).collect();
    let number = |item: &str| {
        let digits = item.rsplit(' ').next().unwrap_or_default();
        digits.parse().unwrap_or_default()
    };
    match lists.as_slice() {
        [from, to] => PartitionBound::Range {
            from: values(from),
            to: values(to),
        },
        [hash] if text.starts_with("FOR VALUES WITH") => PartitionBound::Hash {
            modulus: hash.first().copied().map_or(0, number),
            remainder: hash.get(1).copied().map_or(0, number),
        },
        [list] => PartitionBound::List(values(list)),
        _ => PartitionBound::Default,
    }
}

fn bound_value(item: &str) -> BoundValue {
    match item {
        "MINVALUE" => BoundValue::Minimum,
        "MAXVALUE" => BoundValue::Maximum,
        "NULL" => BoundValue::Value(migration_core::Value::Null),
        other => {
            let quoted = other
                .strip_prefix('\'')
                .and_then(|it| it.strip_suffix('\''));
            BoundValue::from(quoted.map_or(other.to_owned(), |it| it.replace("''", "'")))
        }
    }
}

/// What is in the outermost parentheses, in order.
fn groups(text: &str) -> Vec<&str> {
    let (mut groups, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            ')' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    groups.push(&text[start..at]);
                }
            }
            _ => {}
        }
    }
    groups
}

/// A column by its name, or the text of an expression. The server writes all expressions as one list.
fn partition_keys(row: &Row) -> Result<Vec<Expression>> {
    let columns = row.get::<Option<String>>("keys")?.unwrap_or_default();
    let columns: Vec<Option<String>> = serde_json::from_str(&columns).unwrap_or_default();
    let list = row
        .get::<Option<String>>("expressions")?
        .unwrap_or_default();
    let mut expressions = items(&list).into_iter();
    let keys = columns.into_iter().map(|column| match column {
        Some(column) => Expression::new(column),
        None => Expression::new(expressions.next().unwrap_or(&list)),
    });
    Ok(keys.collect())
}

/// The items of a list: what is between commas outside of parentheses and quotes.
fn items(list: &str) -> Vec<&str> {
    let (mut items, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_i32, None);
    for (at, c) in list.char_indices() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('\'' | '"', None) => quote = Some(c),
            ('(' | '[', None) => depth += 1,
            (')' | ']', None) => depth -= 1,
            (',', None) if depth == 0 => {
                items.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(list[start..].trim());
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_read_as_the_server_writes_them() {
        let value = |text: &str| BoundValue::from(text);
        let range = PartitionBound::Range {
            from: vec![BoundValue::Minimum, value("it's, (1")],
            to: vec![value("10"), BoundValue::Maximum],
        };
        assert_eq!(
            bound("FOR VALUES FROM (MINVALUE, 'it''s, (1') TO (10, MAXVALUE)"),
            range
        );
        let list = PartitionBound::List(vec![
            value("a"),
            BoundValue::Value(migration_core::Value::Null),
        ]);
        assert_eq!(bound("FOR VALUES IN ('a', NULL)"), list);
        let hash = PartitionBound::Hash {
            modulus: 4,
            remainder: 3,
        };
        assert_eq!(bound("FOR VALUES WITH (modulus 4, remainder 3)"), hash);
        assert_eq!(bound("DEFAULT"), PartitionBound::Default);
    }

    #[test]
    fn a_comma_in_a_call_or_a_string_does_not_end_an_item() {
        let list = r#"date_trunc('a, b'::text, "c,d"), lower(e), ARRAY[1, 2]"#;
        let expected = [
            r#"date_trunc('a, b'::text, "c,d")"#,
            "lower(e)",
            "ARRAY[1, 2]",
        ];
        assert_eq!(items(list), expected);
    }
}
