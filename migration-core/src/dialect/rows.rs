//! Rows as SQL: what the statements of all databases about rows have in common.

use super::{Dialect, LockLevel, Statement, Unsupported};
use crate::operation::{
    ConflictAction, DeleteRows, InsertRows, OnConflict, UpdateRows, WhichRows, fit,
};
use crate::schema::{ColumnType, DefaultValue, Expression, ObjectName, Table};
use crate::{Row, Value};

/// How a database writes what stands in statements about rows of one table.
pub(super) trait Writer {
    const DIALECT: Dialect;

    /// The lock that a statement that writes rows takes.
    const LOCK: LockLevel;

    /// The table's name in quotes.
    fn name(&self) -> Result<String, Unsupported>;

    /// The table, if the state knows it.
    fn table(&self) -> Option<&Table>;

    /// A value of a column; of a type, if it is known.
    fn literal(
        &self,
        column: &str,
        of: Option<&ColumnType>,
        value: &Value,
    ) -> Result<String, Unsupported>;

    /// The current time, as a column holds it.
    fn now(&self, of: Option<&ColumnType>) -> String;

    /// The user's own SQL.
    fn text<'e>(&self, expression: &'e Expression) -> Result<&'e str, Unsupported>;

    /// A value of a column, made one of its type first.
    fn value(&self, column: &str, value: &Value) -> Result<String, Unsupported> {
        let of = self.table().and_then(|table| table.column(column));
        let of = of.map(|column| &column.column_type);
        let fitted = of.and_then(|of| fit(value, of).ok());
        self.literal(column, of, fitted.as_deref().unwrap_or(value))
    }

    /// A statement that writes rows of a table.
    fn writes(&self, table: &ObjectName, sql: String) -> Statement {
        Statement::new(sql).locks(table, Self::LOCK)
    }
}

/// The user's SQL in parentheses. A comment at its end must not take the closing one with it.
fn parenthesised(text: &str) -> String {
    let end = if text.contains("--") || text.contains('#') {
        "\n)"
    } else {
        ")"
    };
    format!("({text}{end}")
}

/// The statements of an insert, as PostgreSQL and SQLite have it.
pub(super) fn insert<W: Writer>(w: &W, op: &InsertRows) -> Result<Vec<Statement>, Unsupported> {
    let name = w.name()?;
    let statement = |chunk: Chunk<'_>| {
        let values = match chunk.columns {
            [] => "DEFAULT VALUES".to_owned(),
            _ => chunk.values(W::DIALECT),
        };
        let insert = format!("INSERT INTO {name} {values}");
        match &op.on_conflict {
            None => w.writes(&op.table, insert),
            Some(on) => {
                let sql = insert + &chunk.on_conflict(W::DIALECT, on);
                let statement = w.writes(&op.table, sql);
                match chunk.updated(on).is_empty() {
                    true => statement,
                    false => statement.loses_data(),
                }
            }
        }
    };
    Ok(chunks(w, op)?.into_iter().map(statement).collect())
}

/// The statements of an update: one.
pub(super) fn update<W: Writer>(w: &W, op: &UpdateRows) -> Result<Vec<Statement>, Unsupported> {
    let (mut set, mut conditions, mut loses) = (Vec::new(), Vec::new(), false);
    for assignment in &op.set {
        let column = W::DIALECT.quote(&assignment.column);
        let value = match &assignment.to {
            DefaultValue::Value(value) => w.value(&assignment.column, value)?,
            DefaultValue::CurrentTimestamp => {
                let of = w.table().and_then(|table| table.column(&assignment.column));
                w.now(of.map(|column| &column.column_type))
            }
            DefaultValue::Expression(expression) => parenthesised(w.text(expression)?),
        };
        match &assignment.from {
            Some(Value::Null) => conditions.push(format!("{column} IS NULL")),
            Some(from) => {
                conditions.push(format!("{column} = {}", w.value(&assignment.column, from)?))
            }
            None => loses = true,
        }
        set.push(format!("{column} = {value}"));
    }
    if let Some(filter) = &op.filter {
        let filter = w.text(filter)?;
        conditions.push(match conditions.is_empty() {
            true => filter.to_owned(),
            false => parenthesised(filter),
        });
    }
    let mut sql = format!("UPDATE {} SET {}", w.name()?, set.join(", "));
    if !conditions.is_empty() {
        sql += &format!(" WHERE {}", conditions.join(" AND "));
    }
    let statement = w.writes(&op.table, sql).scans();
    Ok(vec![if loses {
        statement.loses_data()
    } else {
        statement
    }])
}

/// The statements of a delete.
pub(super) fn delete<W: Writer>(w: &W, op: &DeleteRows) -> Result<Vec<Statement>, Unsupported> {
    let name = w.name()?;
    let delete = |condition: String| {
        w.writes(&op.table, format!("DELETE FROM {name}{condition}"))
            .loses_data()
    };
    match &op.which {
        WhichRows::All => Ok(vec![delete(String::new()).scans()]),
        WhichRows::Where(filter) => Ok(vec![delete(format!(" WHERE {}", w.text(filter)?)).scans()]),
        WhichRows::Keys { columns, keys } => {
            let conditions = conditions(w, columns, keys)?.into_iter();
            Ok(conditions
                .map(|condition| delete(format!(" WHERE {condition}")))
                .collect())
        }
    }
}

/// The most rows of one statement, and about the most bytes: servers take 4 MB and more, and a statement is shown, sent
/// and kept in memory whole.
const MOST_ROWS: usize = 1_000;
const MOST_BYTES: usize = 256 * 1024;

/// The most keys of one statement that are compared column by column: SQLite nests them, up to 1,000 deep
/// (<https://www.sqlite.org/limits.html>).
const MOST_COMPARED: usize = 200;

/// Rows of the same columns that go into one statement.
pub(super) struct Chunk<'r> {
    /// The columns that each of them names; without any, there is one row.
    pub(super) columns: &'r [String],
    pub(super) rows: &'r [Row],
    /// `('a', 1)` for each row.
    tuples: Vec<String>,
}

/// Cuts rows into chunks.
pub(super) fn chunks<'r, W: Writer>(
    w: &W,
    op: &'r InsertRows,
) -> Result<Vec<Chunk<'r>>, Unsupported> {
    let mut chunks: Vec<Chunk<'r>> = Vec::new();
    for alike in op.rows.chunk_by(|a, b| a.columns() == b.columns()) {
        let (mut from, mut bytes) = (0, 0);
        let mut tuples = Vec::new();
        let mut cut = |from: usize, to: usize, tuples: Vec<String>| {
            let rows = alike.get(from..to).unwrap_or_default();
            let columns = rows.first().map_or(&[][..], Row::columns);
            chunks.push(Chunk {
                columns,
                rows,
                tuples,
            });
        };
        for (at, row) in alike.iter().enumerate() {
            let values = row.columns().iter().zip(row.values());
            let values = values.map(|(column, value)| w.value(column, value));
            let tuple = format!("({})", values.collect::<Result<Vec<_>, _>>()?.join(", "));
            let most = if row.columns().is_empty() {
                1
            } else {
                MOST_ROWS
            };
            if at > from && (at - from >= most || bytes + tuple.len() > MOST_BYTES) {
                cut(from, at, std::mem::take(&mut tuples));
                (from, bytes) = (at, 0);
            }
            bytes += tuple.len();
            tuples.push(tuple);
        }
        cut(from, alike.len(), tuples);
    }
    Ok(chunks)
}

impl Chunk<'_> {
    /// `("a", "b") VALUES (1, 2)`, with a line for each row when there are several.
    pub(super) fn values(&self, dialect: Dialect) -> String {
        let columns = dialect.quote_list(self.columns);
        match self.tuples.as_slice() {
            [only] => format!("({columns}) VALUES {only}"),
            several => format!("({columns}) VALUES\n    {}", several.join(",\n    ")),
        }
    }

    /// The columns that a row that is there already takes from the new one.
    pub(super) fn updated(&self, on: &OnConflict) -> Vec<&str> {
        let columns = self.columns.iter().map(String::as_str);
        match on.action {
            ConflictAction::Nothing => Vec::new(),
            ConflictAction::Update => columns
                .filter(|column| !on.columns.iter().any(|key| key == column))
                .collect(),
        }
    }

    /// `ON CONFLICT`, as PostgreSQL and SQLite have it.
    pub(super) fn on_conflict(&self, dialect: Dialect, on: &OnConflict) -> String {
        let key = dialect.quote_list(&on.columns);
        let set = self.updated(on).into_iter().map(|column| {
            let column = dialect.quote(column);
            format!("{column} = excluded.{column}")
        });
        match set.collect::<Vec<_>>().join(", ").as_str() {
            "" => format!(" ON CONFLICT ({key}) DO NOTHING"),
            set => format!(" ON CONFLICT ({key}) DO UPDATE SET {set}"),
        }
    }
}

/// The conditions for rows that have one of these keys, each for one statement.
///
/// Where rows of the table refer to others of it, they go one by one, as some actions look at each row at once.
fn conditions<W: Writer>(
    w: &W,
    columns: &[String],
    keys: &[Vec<Value>],
) -> Result<Vec<String>, Unsupported> {
    let refers_to_itself = |table: &Table| {
        let mut keys = table.foreign_keys.values();
        keys.any(|key| key.references == table.name)
    };
    let most = match columns {
        _ if w.table().is_some_and(refers_to_itself) => 1,
        [_] => MOST_ROWS,
        _ => MOST_COMPARED,
    };
    let row = |key: &Vec<Value>| -> Result<Vec<String>, Unsupported> {
        let values = columns.iter().zip(key);
        values
            .map(|(column, value)| w.value(column, value))
            .collect()
    };
    let equal = |values: Vec<String>| {
        let each = columns.iter().zip(values);
        let each = each.map(|(column, value)| format!("{} = {value}", W::DIALECT.quote(column)));
        each.collect::<Vec<_>>().join(" AND ")
    };
    let condition = |keys: &[Vec<Value>]| match (columns, keys) {
        (_, [key]) => Ok(equal(row(key)?)),
        ([column], keys) => {
            let values: Result<Vec<_>, _> = keys.iter().map(row).collect();
            let list = values?.concat().join(", ");
            Ok(format!("{} IN ({list})", W::DIALECT.quote(column)))
        }
        (_, keys) => {
            let each = keys.iter().map(|key| Ok(format!("({})", equal(row(key)?))));
            Ok(each.collect::<Result<Vec<_>, Unsupported>>()?.join(" OR "))
        }
    };
    keys.chunks(most).map(condition).collect()
}
