//! Expressions inside of other SQL.

use crate::dialect::Dialect;
use crate::schema::{Expression, Table};

use super::context::quote;

/// The text in parentheses. A comment at its end must not take the closing one with it.
pub(super) fn parenthesised(text: &str) -> String {
    if text.contains("--") {
        format!("({text}\n)")
    } else {
        format!("({text})")
    }
}

/// Keywords that an expression may hold bare and that a column may be called as well.
const KEYWORDS: [&str; 24] = [
    "and", "as", "between", "case", "cast", "collate", "distinct", "else", "end", "escape",
    "exists", "filter", "glob", "in", "is", "isnull", "like", "match", "not", "notnull", "null",
    "or", "then", "when",
];

/// The expression as introspection is to compare it: SQLite's text alone, with the table's columns in quotes.
///
/// `RENAME COLUMN` writes the new name in quotes wherever the old one stood, bare or not, so the quotes say nothing
/// about what the user wrote.
pub(super) fn canonical(expression: &Expression, table: &Table) -> Expression {
    match expression.text(Dialect::Sqlite) {
        Ok(text) => Expression::new(quote_columns(text.trim(), table)),
        Err(_) => expression.clone(),
    }
}

fn quote_columns(sql: &str, table: &Table) -> String {
    let mut out = String::with_capacity(sql.len() + 8);
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at(token_len(rest, first));
        match column_named(token, after, table) {
            Some(column) => out.push_str(&quote(column)),
            None => out.push_str(token),
        }
        rest = after;
    }
    out
}

/// The column that a token names: a bare word in any case that is neither a keyword nor a function.
fn column_named<'t>(token: &str, after: &str, table: &'t Table) -> Option<&'t str> {
    let lower = token.to_ascii_lowercase();
    if KEYWORDS.contains(&lower.as_str()) || after.trim_start().starts_with('(') {
        return None;
    }
    let mut names = table.columns.iter().map(|column| column.name.as_str());
    names.find(|name| is_word(name) && name.eq_ignore_ascii_case(token))
}

fn is_word(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(is_word_char)
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// The length of the token at the start of `rest`: a quoted text, a comment, a word or number, or one character.
fn token_len(rest: &str, first: char) -> usize {
    match first {
        '\'' | '"' | '`' => quoted_len(rest, first),
        '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
        '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
        '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
        c if is_word_char(c) => rest.find(|c| !is_word_char(c)).unwrap_or(rest.len()),
        c => c.len_utf8(),
    }
}

/// A doubled quote reads as the end of one text and the start of the next, which is the same to us.
fn quoted_len(rest: &str, quote: char) -> usize {
    rest[1..].find(quote).map_or(rest.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, ColumnType, ObjectName};

    fn canonical_text(text: &str) -> String {
        let mut table = Table::new(ObjectName::new("t"));
        for name in ["price", "end", "lower", "na\"me"] {
            let column = Column::new(name, ColumnType::Integer);
            table.columns.push(column);
        }
        let once = canonical(&Expression::new(text), &table);
        assert_eq!(canonical(&once, &table), once);
        once.any_text().to_owned()
    }

    #[test]
    fn a_column_is_the_same_with_and_without_quotes() {
        assert_eq!(canonical_text("price > 0"), r#""price" > 0"#);
        assert_eq!(canonical_text(r#""price" > 0"#), r#""price" > 0"#);
        assert_eq!(canonical_text("PRICE>0"), r#""price">0"#);
    }

    #[test]
    fn strings_comments_keywords_and_functions_are_left_alone() {
        for text in [
            "'it''s price' <> '' -- price",
            "/* price */ [price] + `price`",
            "CASE WHEN 1 THEN 2 END",
            "lower ('A') || prices || 1price",
            r#""na""me" > 0"#,
        ] {
            assert_eq!(canonical_text(text), text);
        }
    }

    #[test]
    fn a_comment_at_the_end_does_not_take_the_parenthesis_with_it() {
        assert_eq!(parenthesised("1 -- one"), "(1 -- one\n)");
        assert_eq!(parenthesised("1"), "(1)");
    }
}
