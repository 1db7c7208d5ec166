//! `CREATE INDEX` as SQLite keeps it: <https://www.sqlite.org/lang_createindex.html>.

use migration_core::schema::{Direction, Expression, Index, IndexKey, IndexPart, Table};

use super::tokens::{Cursor, Kind, items};

/// The index; nothing when the text is not understood.
pub(super) fn read(name: &str, sql: &str, table: &Table) -> Option<Index> {
    let mut cursor = Cursor::new(sql);
    cursor.take(&["CREATE"]).then_some(())?;
    let unique = cursor.take(&["UNIQUE"]);
    cursor.take(&["INDEX"]).then_some(())?;
    cursor.name()?;
    cursor.take(&["ON"]).then_some(())?;
    cursor.name()?;
    let parts = items(cursor.group()?).into_iter();
    let mut index = Index::new(name, parts.map(|text| part(text, table)).collect());
    index.unique = unique;
    if cursor.take(&["WHERE"]) {
        index.filter = Some(Expression::new(cursor.rest()));
    } else if !cursor.is_at_end() {
        return None;
    }
    Some(index)
}

/// A column, or anything else as an expression: a collation that is not the column's own is one too.
fn part(text: &str, table: &Table) -> IndexPart {
    let mut cursor = Cursor::new(text);
    let (mut key, mut direction, mut tokens) = ("", Direction::Ascending, Vec::new());
    while let Some(token) = cursor.next() {
        let last = cursor.is_at_end() && !tokens.is_empty();
        match (last && token.is("ASC"), last && token.is("DESC")) {
            (true, _) => break,
            (_, true) => direction = Direction::Descending,
            (false, false) => {
                tokens.push(token);
                key = cursor.since(0);
            }
        }
    }
    let column = match tokens.as_slice() {
        [token] if token.kind != Kind::Text => token.unquoted(),
        _ => None,
    };
    let column = column.and_then(|name| super::resolve::column(table, &name));
    IndexPart {
        key: match column {
            Some(name) => IndexKey::Column(name),
            None => IndexKey::Expression(Expression::new(without_parentheses(key))),
        },
        direction,
        nulls: None,
        operator_class: None,
        prefix: None,
    }
}

fn without_parentheses(text: &str) -> &str {
    let mut cursor = Cursor::new(text);
    match cursor.group() {
        Some(inner) if cursor.is_at_end() => inner,
        _ => text,
    }
}
