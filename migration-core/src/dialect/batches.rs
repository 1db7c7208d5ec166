//! A backfill in a database's words: all that a runner needs to do it batch by batch, without looking at an operation.
//!
//! A batch is a range of keys. Its upper end is looked up first, and the range is updated then: that is as fast as one
//! update of all rows, where an update that finds its own rows (`WITH ... LIMIT`) is not. How far it has come is a
//! [`Key`], as text that the database itself has written; the order of keys is always the database's own.

use std::sync::Arc;
use std::time::Duration;

use super::{Dialect, Statement, Target, Unsupported};
use crate::operation::Backfill;
use crate::schema::ObjectName;

/// A backfill in a database's words.
#[derive(Debug, Clone, PartialEq)]
pub struct Batches {
    /// The database.
    pub dialect: Dialect,
    /// The table.
    pub table: ObjectName,
    /// The columns that the batches follow.
    pub key: Vec<KeyColumn>,
    /// `UPDATE "t" SET "a" = ...`
    pub update: String,
    /// Which rows, in parentheses; all without it.
    pub filter: Option<String>,
    /// How many rows a batch has; the first one, when a target duration changes it.
    pub batch_size: u64,
    /// How long to rest between two batches.
    pub pause: Duration,
    /// How long a batch should take.
    pub target_duration: Option<Duration>,
}

/// A column of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyColumn {
    /// Its name, in quotes.
    pub name: String,
    /// How its values are read and written.
    pub form: KeyForm,
}

/// How the values of a key's column are read as text and written as literals, without losing anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    /// PostgreSQL: the text of any type, which a bare literal is read back from.
    Text,
    /// MySQL: a number, as its digits. A string in its place would be compared as a floating point number.
    Digits,
    /// MySQL: text, dates and times.
    Quoted,
    /// MySQL: bytes, as hexadecimal digits.
    Hex,
    /// SQLite, where each value has a type of its own: a letter for it, then the value.
    Tagged,
}

/// A place in the order of a table's keys: a text for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(pub Vec<String>);

impl Batches {
    /// An operation in the words of a database: the table and the columns that are set in quotes, with their values.
    pub(super) fn of(
        op: &Backfill,
        dialect: Dialect,
        table: &str,
        key: Vec<KeyColumn>,
        set: &[(String, String)],
        filter: Option<String>,
    ) -> Self {
        // A line comment at the end of the user's expression must not swallow what follows.
        let set = set.iter().map(|(column, value)| {
            let ends_in_comment = value.contains("--") || value.contains('#');
            format!(
                "{column} = {value}{}",
                if ends_in_comment { "\n" } else { "" }
            )
        });
        let set = set.collect::<Vec<_>>().join(", ");
        Self {
            dialect,
            table: op.table.clone(),
            key,
            update: format!("UPDATE {table} SET {set}"),
            filter,
            batch_size: op.batch_size,
            pause: op.pause,
            target_duration: op.target_duration,
        }
    }

    /// The statement of a plan: what it would be at once, with all that the runner needs to do it in batches.
    pub(super) fn into_statement(self) -> Statement {
        let mut statement = Statement::new(self.script()).loses_data();
        statement.facts.backfill = Some(Arc::new(self));
        statement
    }

    /// What all rows would be changed by at once.
    pub fn whole(&self) -> String {
        match &self.filter {
            Some(filter) => format!("{} WHERE {filter}", self.update),
            None => self.update.clone(),
        }
    }

    /// What it is, besides how fast it goes: a text that is compared before it goes on.
    pub fn definition(&self) -> String {
        format!("{} ORDER BY {}", self.whole(), self.order(""))
    }

    /// The query for the key that ends a batch of so many rows: one row, or none when fewer are left. Its columns are the
    /// key's, as text, which is made of the one row only.
    pub fn find_end(&self, after: Option<&Key>, rows: u64) -> Option<String> {
        let range = match after {
            Some(after) => format!(" WHERE {}", self.beyond(after)?),
            None => String::new(),
        };
        Some(format!(
            "SELECT {} FROM (SELECT {} FROM {}{range} ORDER BY {} LIMIT 1 OFFSET {}) AS {}",
            self.read_key(),
            self.names().join(", "),
            self.dialect.quote_name(&self.table),
            self.order(""),
            rows.saturating_sub(1),
            self.dialect.quote("batch_end"),
        ))
    }

    /// The query for the last key of the table: one row, or none when there is none after `after`.
    pub fn find_last(&self, after: Option<&Key>) -> Option<String> {
        Some(format!(
            "{} ORDER BY {} LIMIT 1",
            self.select_key(after)?,
            self.order(" DESC")
        ))
    }

    /// The query for how many rows there are in a range.
    pub fn count(&self, after: Option<&Key>, end: &Key) -> Option<String> {
        Some(format!(
            "SELECT count(*) FROM {} WHERE {}",
            self.dialect.quote_name(&self.table),
            self.range(after, end)?
        ))
    }

    /// The statement that changes the rows of a batch.
    pub fn update(&self, after: Option<&Key>, end: &Key) -> Option<String> {
        let range = self.range(after, end)?;
        let filter = self.filter.iter().map(|filter| format!(" AND {filter}"));
        Some(format!(
            "{} WHERE {range}{}",
            self.update,
            filter.collect::<String>()
        ))
    }

    /// A key for people: `"id" = 42`.
    pub fn shown(&self, key: &Key) -> String {
        let shown = self.key.iter().zip(&key.0).map(|(column, text)| {
            let value = column.form.literal(self.dialect, text);
            format!("{} = {}", column.name, value.as_deref().unwrap_or(text))
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    /// The plan's text: the update of all rows at once, and how it is run instead.
    pub fn script(&self) -> String {
        let mut how = format!(
            "batches of {} rows in the order of {}",
            self.batch_size,
            self.order("")
        );
        if let Some(target) = self.target_duration {
            how += &format!(", then of as many as take {target:?}");
        }
        if !self.pause.is_zero() {
            how += &format!(", {:?} apart", self.pause);
        }
        let how = how.replace(['\n', '\r'], " ");
        format!(
            "-- in {how}, each a transaction of its own\n{}",
            self.whole()
        )
    }

    fn select_key(&self, after: Option<&Key>) -> Option<String> {
        let (key, table) = (self.read_key(), self.dialect.quote_name(&self.table));
        let select = format!("SELECT {key} FROM {table}");
        match after {
            Some(after) => Some(format!("{select} WHERE {}", self.beyond(after)?)),
            None => Some(select),
        }
    }

    /// The columns of the key as text, by names of their own.
    fn read_key(&self) -> String {
        let columns = self.key.iter().enumerate().map(|(n, column)| {
            let read = column.form.read(&column.name);
            format!(
                "{read} AS {}",
                self.dialect.quote(&format!("key_{}", n + 1))
            )
        });
        columns.collect::<Vec<_>>().join(", ")
    }

    fn names(&self) -> Vec<&str> {
        self.key.iter().map(|column| column.name.as_str()).collect()
    }

    fn order(&self, direction: &str) -> String {
        let columns = self
            .key
            .iter()
            .map(|column| format!("{}{direction}", column.name));
        columns.collect::<Vec<_>>().join(", ")
    }

    fn range(&self, after: Option<&Key>, end: &Key) -> Option<String> {
        let end = self.up_to(end)?;
        match after {
            Some(after) => Some(format!("{} AND {end}", self.beyond(after)?)),
            None => Some(end),
        }
    }

    /// The rows after a key.
    fn beyond(&self, key: &Key) -> Option<String> {
        self.compare(key, ">", ">")
    }

    /// The rows up to a key, and the row of that key.
    fn up_to(&self, key: &Key) -> Option<String> {
        self.compare(key, "<", "<=")
    }

    /// MySQL reads the whole index for a comparison of rows, so there it is spelt out column by column
    /// (<https://dev.mysql.com/doc/refman/8.4/en/row-constructor-optimization.html>).
    fn compare(&self, key: &Key, strict: &str, last: &str) -> Option<String> {
        let values = self.literals(key)?;
        let pairs: Vec<(&str, &str)> = (self.key.iter().zip(&values))
            .map(|(column, value)| (column.name.as_str(), value.as_str()))
            .collect();
        if let [(column, value)] = pairs.as_slice() {
            return Some(format!("{column} {last} {value}"));
        }
        match self.dialect {
            Dialect::Postgres | Dialect::Sqlite => {
                let columns: Vec<&str> = pairs.iter().map(|(column, _)| *column).collect();
                Some(format!(
                    "({}) {last} ({})",
                    columns.join(", "),
                    values.join(", ")
                ))
            }
            Dialect::Mysql => spelt_out(&pairs, strict, last),
        }
    }

    /// The key as literals; none when it is no key of these columns.
    fn literals(&self, key: &Key) -> Option<Vec<String>> {
        if key.0.len() != self.key.len() {
            return None;
        }
        let columns = self.key.iter().zip(&key.0);
        columns
            .map(|(column, text)| column.form.literal(self.dialect, text))
            .collect()
    }
}

/// `(a > 1 OR (a = 1 AND b > 2))`, with the bound of the first column before it, which is what the index is read by.
fn spelt_out(pairs: &[(&str, &str)], strict: &str, last: &str) -> Option<String> {
    let ((column, value), rest) = pairs.split_first()?;
    if rest.is_empty() {
        return Some(format!("{column} {last} {value}"));
    }
    let inner = spelt_out(rest, strict, last)?;
    Some(format!(
        "({column} {strict}= {value} AND ({column} {strict} {value} OR ({column} = {value} AND {inner})))"
    ))
}

impl KeyForm {
    /// The value of a column as text.
    fn read(self, column: &str) -> String {
        match self {
            Self::Text => format!("{column}::text"),
            // A float keeps all its digits as a double.
            Self::Digits => format!("CAST({column} + 0 AS CHAR)"),
            Self::Quoted => format!("CAST({column} AS CHAR)"),
            Self::Hex => format!("HEX({column})"),
            // Text is shown as it is where that shows all of it; quote() writes a float that is read back as the same.
            Self::Tagged => format!(
                "CASE typeof({column}) WHEN 'integer' THEN 'i' || {column} WHEN 'real' THEN 'r' || quote({column}) \
                 WHEN 'blob' THEN 'b' || hex({column}) \
                 ELSE CASE WHEN {column} NOT GLOB '*[^ -~]*' AND length({column}) = length(CAST({column} AS BLOB)) \
                 THEN 't' || {column} ELSE 'u' || hex({column}) END END"
            ),
        }
    }

    /// A text of [`read`](Self::read) as a literal; none when it is no such text.
    fn literal(self, dialect: Dialect, text: &str) -> Option<String> {
        let hex = |text: &str| {
            text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit())
        };
        match self {
            Self::Text | Self::Quoted => Some(dialect.string_literal(text)),
            Self::Digits => is_number(text).then(|| text.to_owned()),
            Self::Hex => hex(text).then(|| format!("x'{text}'")),
            Self::Tagged => {
                let (tag, value) = text.split_at_checked(1)?;
                match tag {
                    "i" => value.parse::<i64>().ok().map(|value| value.to_string()),
                    "r" => is_number(value).then(|| value.to_owned()),
                    "b" => hex(value).then(|| format!("x'{value}'")),
                    "t" => Some(dialect.string_literal(value)),
                    // Without the plus, the cast would have its say in how the column is compared:
                    // https://www.sqlite.org/datatype3.html#affinity_of_expressions
                    "u" => hex(value).then(|| format!("+CAST(x'{value}' AS TEXT)")),
                    _ => None,
                }
            }
        }
    }
}

/// Digits, with a sign, a point and an exponent; `9.0e+999` is how SQLite writes infinity.
fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok()
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b))
}

impl Target {
    /// The answer where no migration says which columns the batches of a backfill could follow.
    pub(super) fn without_key(&self, table: &ObjectName) -> Unsupported {
        self.unsupported(
            format!("way to know the primary key of table \"{table}\", which no migration says"),
            "name unique columns without NULL: .key([\"...\"])",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(dialect: Dialect, form: KeyForm, columns: &[&str]) -> Batches {
        let key = columns.iter().map(|name| KeyColumn {
            name: dialect.quote(name),
            form,
        });
        Batches {
            dialect,
            table: ObjectName::new("t"),
            key: key.collect(),
            update: format!("UPDATE {} SET a = 1", dialect.quote("t")),
            filter: Some("(a IS NULL)".to_owned()),
            batch_size: 10,
            pause: Duration::ZERO,
            target_duration: None,
        }
    }

    fn key(texts: &[&str]) -> Key {
        Key(texts.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_end_of_a_batch_is_looked_up_and_then_the_range_is_updated() {
        let batches = batches(Dialect::Postgres, KeyForm::Text, &["id"]);
        assert_eq!(
            batches.find_end(Some(&key(&["7"])), 10).unwrap(),
            r#"SELECT "id"::text AS "key_1" FROM (SELECT "id" FROM "t" WHERE "id" > '7' ORDER BY "id" LIMIT 1 OFFSET 9) AS "batch_end""#
        );
        assert_eq!(
            batches.update(None, &key(&["17"])).unwrap(),
            r#"UPDATE "t" SET a = 1 WHERE "id" <= '17' AND (a IS NULL)"#
        );
        assert_eq!(
            batches
                .update(Some(&key(&["it's"])), &key(&["17"]))
                .unwrap(),
            r#"UPDATE "t" SET a = 1 WHERE "id" > 'it''s' AND "id" <= '17' AND (a IS NULL)"#
        );
    }

    #[test]
    fn keys_of_several_columns_are_compared_as_rows_but_spelt_out_on_mysql() {
        let (from, to) = (key(&["1", "2"]), key(&["3", "4"]));
        let postgres = batches(Dialect::Postgres, KeyForm::Text, &["a", "b"]);
        assert_eq!(
            postgres.count(Some(&from), &to).unwrap(),
            r#"SELECT count(*) FROM "t" WHERE ("a", "b") > ('1', '2') AND ("a", "b") <= ('3', '4')"#
        );
        let mysql = batches(Dialect::Mysql, KeyForm::Digits, &["a", "b"]);
        assert_eq!(
            mysql.count(Some(&from), &to).unwrap(),
            "SELECT count(*) FROM `t` WHERE (`a` >= 1 AND (`a` > 1 OR (`a` = 1 AND `b` > 2))) \
             AND (`a` <= 3 AND (`a` < 3 OR (`a` = 3 AND `b` <= 4)))"
        );
    }

    #[test]
    fn a_text_that_no_database_wrote_is_no_key() {
        let sqlite = batches(Dialect::Sqlite, KeyForm::Tagged, &["id"]);
        for text in [
            "",
            "7",
            "i7; DROP TABLE t",
            "r1.5x",
            "b0",
            "bzz",
            "é7",
            "u'",
        ] {
            assert_eq!(sqlite.update(None, &key(&[text])), None, "{text}");
        }
        assert!(
            sqlite
                .update(None, &key(&["tit's"]))
                .unwrap()
                .contains("<= 'it''s'")
        );
        let mysql = batches(Dialect::Mysql, KeyForm::Digits, &["id"]);
        assert_eq!(mysql.update(None, &key(&["1 OR 1"])), None);
        assert_eq!(mysql.update(None, &key(&["1", "2"])), None);
    }
}
