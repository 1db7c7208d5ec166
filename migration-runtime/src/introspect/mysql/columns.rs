//! Columns.

use migration_core::Value;
use migration_core::dialect::Dialect;
use migration_core::schema::{Column, ColumnType, DefaultValue, Expression, Generation};

use super::Found;
use crate::error::Result;
use migration_core::Row;

impl Found {
    /// A row for each column, in order.
    pub(super) fn read_columns(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            let table: String = row.get("table_name")?;
            let Some(open) = self.tables.get(&table) else {
                continue;
            };
            let mut column = self.column(row)?;
            let collation: Option<String> = row.get("collation")?;
            column.collation = collation.filter(|name| *name != open.collation);
            self.note_extra(row, &table)?;
            if let Some(open) = self.tables.get_mut(&table) {
                open.table.columns.push(column);
            }
        }
        Ok(())
    }

    fn column(&self, row: &Row) -> Result<Column> {
        let column_type = ColumnType::Custom(row.get("type")?);
        let mut column = Column::new(row.get::<String>("name")?, column_type);
        column.nullable = row.get::<String>("nullable")? == "YES";
        column.comment = row.get("comment")?;
        let extra = row.get::<String>("extra")?.to_ascii_lowercase();
        let expression = row.get::<Option<String>>("expression")?;
        let expression = expression.filter(|text| !text.is_empty());
        match expression.map(|text| self.expression(&text)) {
            Some(text) if extra.contains("stored") || extra.contains("persistent") => {
                column.generation = Some(Generation::Stored(text));
            }
            Some(text) => column.generation = Some(Generation::Virtual(text)),
            None if extra.contains("auto_increment") => {
                column.generation = Some(Generation::Identity);
            }
            None => column.default = self.default(row, &extra)?,
        }
        Ok(column)
    }

    /// MariaDB shows a default as SQL. MySQL shows a constant without its quotes, and says when it is no constant.
    fn default(&self, row: &Row, extra: &str) -> Result<Option<DefaultValue>> {
        let Some(text) = row.get::<Option<String>>("value")? else {
            return Ok(None);
        };
        let kind: String = row.get("kind")?;
        let is_text = ["char", "text", "enum", "set", "date", "time"]
            .iter()
            .any(|part| kind.contains(part));
        Ok(Some(match self.is_mariadb {
            false if is_text && !extra.contains("default_generated") => Value::Text(text).into(),
            _ => DefaultValue::Expression(self.expression(&self.without_schema(text))),
        }))
    }

    /// The server writes the name of a sequence with its schema.
    fn without_schema(&self, text: String) -> String {
        match &self.current {
            Some(schema) if text.contains("nextval(") => {
                text.replace(&format!("{}.", Dialect::Mysql.quote(schema)), "")
            }
            Some(_) | None => text,
        }
    }

    /// MySQL shows expressions with quotes and backslashes escaped once more.
    pub(super) fn expression(&self, text: &str) -> Expression {
        Expression::new(match self.is_mariadb {
            true => text.to_owned(),
            false => unescaped(text),
        })
    }

    fn note_extra(&mut self, row: &Row, table: &str) -> Result<()> {
        let name: String = row.get("name")?;
        let extra = row.get::<String>("extra")?.to_ascii_lowercase();
        for (word, what) in [
            ("on update", "ON UPDATE of column"),
            ("invisible", "invisible column"),
            (
                "without system versioning",
                "column without system versioning",
            ),
        ] {
            if extra.contains(word) {
                self.note(&format!("{what} \"{name}\""), table);
            }
        }
        Ok(())
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                Some('0') => out.push('\0'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_of_mysql_is_shown_as_it_was_written() {
        let shown = r"concat(_utf8mb4\'it\\\'s\',`a`)";
        assert_eq!(unescaped(shown), r"concat(_utf8mb4'it\'s',`a`)");
    }
}
