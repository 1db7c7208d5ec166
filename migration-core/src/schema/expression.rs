//! SQL expressions that the user wrote: defaults, checks, index keys, filters, generated columns.

use crate::dialect::Dialect;

/// An SQL expression as text, the same for every database or one text for each.
///
/// It is the user's own SQL and is never parsed; [`Expression::mentions`] and [`Expression::rename`] look at its words
/// only, outside of quoted strings. Two expressions are equal when they say the same on every database; a plain name
/// says the same with and without its quotes.
#[derive(Debug, Clone)]
pub struct Expression {
    text: String,
    overrides: Vec<(Dialect, Result<String, String>)>,
}

impl Expression {
    /// The same text on every database.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            overrides: Vec::new(),
        }
    }

    /// Says the text for one database, where it differs.
    #[must_use]
    pub fn on(mut self, dialect: Dialect, text: impl Into<String>) -> Self {
        self.set(dialect, Ok(text.into()));
        self
    }

    pub(crate) fn set(&mut self, dialect: Dialect, text: Result<String, String>) {
        self.overrides.retain(|(other, _)| *other != dialect);
        self.overrides.push((dialect, text));
        self.overrides.sort_by_key(|(dialect, _)| *dialect);
    }

    /// The text for a database, or why it has none there.
    pub fn text(&self, dialect: Dialect) -> Result<&str, &str> {
        match self.overrides.iter().find(|(other, _)| *other == dialect) {
            Some((_, Ok(text))) => Ok(text),
            Some((_, Err(reason))) => Err(reason),
            None => Ok(&self.text),
        }
    }

    /// The text where no database is meant: for messages.
    pub fn any_text(&self) -> &str {
        &self.text
    }

    /// Whether a word of the expression, in any database's text, is this identifier.
    pub fn mentions(&self, identifier: &str) -> bool {
        self.texts().any(|text| {
            words(text).any(|word| word.names(identifier) && !word.is_call_or_type(text))
        })
    }

    /// Whether a string of the expression, in any database's text, is this text, or an array with it (`'{a,b}'`).
    pub(crate) fn has_literal(&self, text: &str) -> bool {
        let mut texts = self.texts();
        texts.any(|sql| literals(sql).any(|it| it == text || Self::array_has(&it, text)))
    }

    /// Whether the text of an array has an element of this text.
    pub(crate) fn array_has(array: &str, element: &str) -> bool {
        let quoted = element.replace('\\', "\\\\").replace('"', "\\\"");
        let inner = array.trim();
        let mut elements = inner.split(['{', '}', ',']).map(str::trim);
        inner.starts_with('{')
            && (elements.any(|it| it == element) || inner.contains(&format!("\"{quoted}\"")))
    }

    /// Whether something is cast to this type: `x::status`, `x::"shop"."status"`.
    pub(crate) fn casts_to(&self, name: &str) -> bool {
        self.texts().any(|text| {
            words(text).filter(|word| word.names(name)).any(|word| {
                let before = text[..word.start].trim_end();
                let schema = before.strip_suffix('.').and_then(|it| it.rsplit_once("::"));
                let in_schema = schema.is_some_and(|(_, it)| !it.contains(char::is_whitespace));
                before.ends_with("::") || in_schema
            })
        })
    }

    /// The expression after an identifier was renamed. A name that needs quotes is given each database's own.
    #[must_use]
    pub fn rename(&self, from: &str, to: &str) -> Self {
        let mut renamed = Self {
            text: rename(&self.text, from, to, Dialect::Postgres),
            overrides: Vec::new(),
        };
        for dialect in Dialect::ALL {
            let text = self
                .text(dialect)
                .map(|text| rename(text, from, to, dialect))
                .map_err(ToOwned::to_owned);
            if text.as_deref() != Ok(renamed.text.as_str()) {
                renamed.set(dialect, text);
            }
        }
        renamed
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let overrides = self
            .overrides
            .iter()
            .filter_map(|(_, text)| text.as_deref().ok());
        std::iter::once(self.text.as_str()).chain(overrides)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        (self.text == other.text && self.overrides == other.overrides)
            || Dialect::ALL.iter().all(|dialect| {
                match (self.text(*dialect), other.text(*dialect)) {
                    (Ok(a), Ok(b)) => a == b || unquoted(a) == unquoted(b),
                    (a, b) => a == b,
                }
            })
    }
}

impl Eq for Expression {}

impl From<&str> for Expression {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Expression {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// A `sea_query` expression is rendered once for each database when it is recorded. What sea-query cannot render for
/// one of them (it panics) becomes an error for that database only, at plan time.
impl From<sea_query::Expr> for Expression {
    fn from(expr: sea_query::Expr) -> Self {
        let postgres = render(&expr, sea_query::PostgresQueryBuilder);
        let mysql = render(&expr, sea_query::MysqlQueryBuilder);
        let sqlite = render(&expr, sea_query::SqliteQueryBuilder);
        let text = [&postgres, &sqlite, &mysql]
            .into_iter()
            .find_map(|text| text.as_ref().ok().cloned());
        let mut expression = Self::new(text.unwrap_or_default());
        for (dialect, text) in [
            (Dialect::Postgres, postgres),
            (Dialect::Mysql, mysql),
            (Dialect::Sqlite, sqlite),
        ] {
            if text.as_deref() != Ok(expression.text.as_str()) {
                expression.set(dialect, text);
            }
        }
        expression
    }
}

/// `SELECT <expr>` without the `SELECT`: sea-query has no public way to render an expression alone.
fn render(expr: &sea_query::Expr, builder: impl sea_query::QueryBuilder) -> Result<String, String> {
    let mut select = sea_query::Query::select();
    select.expr(expr.clone());
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| select.to_string(builder)))
        .map(|sql| sql.strip_prefix("SELECT ").unwrap_or(&sql).to_owned())
        .map_err(|_| "sea-query cannot render this expression for this database".to_owned())
}

/// The words of an SQL text that may be identifiers, in order: quoted names, and bare words outside of string literals
/// and comments.
pub(crate) fn words(sql: &str) -> impl Iterator<Item = Word<'_>> {
    Words { sql, at: 0 }
}

/// Whether a word of an SQL text is this identifier.
pub(crate) fn has_word(sql: &str, identifier: &str) -> bool {
    words(sql).any(|word| word.names(identifier))
}

/// A bare or quoted word of SQL.
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) quote: Option<char>,
}

impl Word<'_> {
    pub(super) fn names(&self, identifier: &str) -> bool {
        match self.quote {
            Some(quote) => {
                self.text
                    .replace(&format!("{quote}{quote}"), &quote.to_string())
                    == identifier
            }
            None => self.text.eq_ignore_ascii_case(identifier),
        }
    }

    /// Whether it is `date` in `date(day)`, `day::date` or `CAST(day AS date)`, and no column of that name.
    fn is_call_or_type(&self, sql: &str) -> bool {
        let (before, after) = (sql[..self.start].trim_end(), sql[self.end..].trim_start());
        let follows_as = || {
            let word = words(before).last();
            word.is_some_and(|word| {
                word.end == before.len() && word.text.eq_ignore_ascii_case("as")
            })
        };
        self.quote.is_none() && (after.starts_with('(') || before.ends_with("::") || follows_as())
    }
}

struct Words<'a> {
    sql: &'a str,
    at: usize,
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            let rest = &self.sql[self.at..];
            let first = rest.chars().next()?;
            match first {
                '\'' => self.at += quoted_len(rest, '\''),
                '"' | '`' => {
                    let start = self.at;
                    self.at += quoted_len(rest, first);
                    let inner_end = if self.sql[start + 1..self.at].ends_with(first) {
                        self.at - 1
                    } else {
                        self.at
                    };
                    let text = &self.sql[start + 1..inner_end];
                    return Some(Word {
                        text,
                        start,
                        end: self.at,
                        quote: Some(first),
                    });
                }
                '-' if rest.starts_with("--") => self.at += rest.find('\n').unwrap_or(rest.len()),
                '/' if rest.starts_with("/*") => {
                    self.at += rest.find("*/").map_or(rest.len(), |end| end + 2)
                }
                c if c.is_alphabetic() || c == '_' => {
                    let len = rest
                        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
                        .unwrap_or(rest.len());
                    let start = self.at;
                    self.at += len;
                    return Some(Word {
                        text: &rest[..len],
                        start,
                        end: self.at,
                        quote: None,
                    });
                }
                c if c.is_ascii_digit() => {
                    self.at += rest
                        .find(|c: char| !c.is_alphanumeric())
                        .unwrap_or(rest.len());
                }
                c => self.at += c.len_utf8(),
            }
        }
    }
}

/// The string literals of an SQL text, without their quotes.
fn literals(sql: &str) -> impl Iterator<Item = String> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &sql[at..];
            match rest.chars().next()? {
                '\'' => {
                    let len = quoted_len(rest, '\'');
                    at += len;
                    let inner = rest[1..len].strip_suffix('\'').unwrap_or(&rest[1..len]);
                    return Some(inner.replace("''", "'"));
                }
                quote @ ('"' | '`') => at += quoted_len(rest, quote),
                '-' if rest.starts_with("--") => at += rest.find('\n').unwrap_or(rest.len()),
                '/' if rest.starts_with("/*") => {
                    at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                }
                c => at += c.len_utf8(),
            }
        }
    })
}

/// The length of a quoted text at the start of `rest`, both quotes included; a doubled quote is part of it.
fn quoted_len(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            match chars.peek() {
                Some((_, next)) if *next == quote => {
                    chars.next();
                }
                _ => return at + 1,
            }
        }
    }
    rest.len()
}

/// Replaces an identifier. A bare word gets quotes when the new name needs them.
fn rename(sql: &str, from: &str, to: &str, dialect: Dialect) -> String {
    replace(sql, |word| {
        (word.names(from) && !word.is_call_or_type(sql)).then(|| match word.quote {
            Some('"') => Dialect::Postgres.quote(to),
            Some(_) => Dialect::Mysql.quote(to),
            None if is_plain(to) => to.to_owned(),
            None => dialect.quote(to),
        })
    })
}

/// The text without quotes around names that do not need them.
fn unquoted(sql: &str) -> String {
    replace(sql, |word| {
        (word.quote.is_some() && is_plain(word.text)).then(|| word.text.to_owned())
    })
}

fn replace(sql: &str, by: impl Fn(&Word<'_>) -> Option<String>) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut copied = 0;
    for word in words(sql) {
        if let Some(new) = by(&word) {
            out.push_str(&sql[copied..word.start]);
            out.push_str(&new);
            copied = word.end;
        }
    }
    out.push_str(&sql[copied..]);
    out
}

/// Whether a name is the same with and without quotes: lower case, and not a word that a database reserves.
pub(super) fn is_plain(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && RESERVED.binary_search(&name).is_err()
}

/// Words that PostgreSQL, MySQL or SQLite reserve and that somebody may call a column, sorted.
/// <https://www.postgresql.org/docs/current/sql-keywords-appendix.html>,
/// <https://dev.mysql.com/doc/refman/8.4/en/keywords.html>, <https://www.sqlite.org/lang_keywords.html>
const RESERVED: &[&str] = &[
    "action",
    "add",
    "all",
    "alter",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "between",
    "binary",
    "both",
    "by",
    "call",
    "cascade",
    "case",
    "cast",
    "change",
    "check",
    "collate",
    "column",
    "condition",
    "constraint",
    "create",
    "cross",
    "cube",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "cursor",
    "database",
    "default",
    "deferrable",
    "delete",
    "desc",
    "describe",
    "distinct",
    "div",
    "do",
    "drop",
    "each",
    "else",
    "empty",
    "end",
    "except",
    "exists",
    "explain",
    "false",
    "fetch",
    "float",
    "for",
    "force",
    "foreign",
    "from",
    "full",
    "function",
    "generated",
    "get",
    "glob",
    "grant",
    "group",
    "grouping",
    "groups",
    "having",
    "if",
    "ignore",
    "in",
    "index",
    "inner",
    "insert",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "key",
    "keys",
    "kill",
    "lag",
    "lateral",
    "lead",
    "leading",
    "left",
    "like",
    "limit",
    "lines",
    "load",
    "localtime",
    "lock",
    "long",
    "loop",
    "match",
    "mod",
    "natural",
    "not",
    "notnull",
    "null",
    "of",
    "offset",
    "on",
    "only",
    "option",
    "or",
    "order",
    "out",
    "outer",
    "over",
    "partition",
    "placing",
    "primary",
    "range",
    "rank",
    "read",
    "recursive",
    "references",
    "regexp",
    "release",
    "rename",
    "repeat",
    "replace",
    "require",
    "restrict",
    "return",
    "returning",
    "revoke",
    "right",
    "row",
    "rows",
    "schema",
    "select",
    "set",
    "show",
    "signal",
    "similar",
    "some",
    "sql",
    "symmetric",
    "system",
    "table",
    "then",
    "to",
    "trailing",
    "transaction",
    "trigger",
    "true",
    "undo",
    "union",
    "unique",
    "unlock",
    "update",
    "usage",
    "use",
    "user",
    "using",
    "values",
    "varying",
    "virtual",
    "when",
    "where",
    "while",
    "window",
    "with",
    "write",
    "xor",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_literal_or_comment_is_not_a_mention() {
        let check = Expression::new("price > 0 AND note <> 'title' -- title\n /* title */");
        assert!(check.mentions("price"));
        assert!(check.mentions("PRICE"));
        assert!(!check.mentions("title"));
        assert!(!check.mentions("pric"));
    }

    #[test]
    fn renaming_touches_the_identifier_alone() {
        let check = Expression::new(r#"price > 0 AND "price" < 'price' AND price_max > 1"#);
        assert_eq!(
            check.rename("price", "cost").any_text(),
            r#"cost > 0 AND "cost" < 'price' AND price_max > 1"#
        );
    }

    #[test]
    fn a_function_or_type_called_like_a_column_is_no_mention() {
        let check =
            Expression::new("date(at) = date AND at::date > CAST(at AS date) AND \"date\" > 1");
        assert_eq!(
            check.rename("date", "day").any_text(),
            "date(at) = day AND at::date > CAST(at AS date) AND \"day\" > 1"
        );
        for text in ["length (title) > 1", "x::length", "CAST(x AS length)"] {
            assert!(!Expression::new(text).mentions("length"), "{text}");
        }
        assert!(Expression::new("alias > length").mentions("length"));
    }

    #[test]
    fn a_new_name_that_needs_quotes_gets_them_and_loses_nothing_on_the_way_back() {
        let check = Expression::new("price > 0");
        let renamed = check.rename("price", "Net Price");
        assert_eq!(renamed.text(Dialect::Postgres), Ok(r#""Net Price" > 0"#));
        assert_eq!(renamed.text(Dialect::Mysql), Ok("`Net Price` > 0"));
        assert_eq!(renamed.rename("Net Price", "price"), check);
        assert_ne!(renamed, check);
        assert_eq!(
            check.rename("price", "order").text(Dialect::Sqlite),
            Ok(r#""order" > 0"#)
        );
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn a_sea_query_expression_keeps_each_databases_quoting() {
        use sea_query::ExprTrait as _;
        let expression = Expression::from(sea_query::Expr::col("price").gt(0));
        assert_eq!(expression.text(Dialect::Postgres), Ok(r#""price" > 0"#));
        assert_eq!(expression.text(Dialect::Mysql), Ok("`price` > 0"));
    }
}
