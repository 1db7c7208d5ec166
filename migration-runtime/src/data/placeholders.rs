//! Placeholders in the user's own SQL: `$1` on a database that only knows `?`, and whether a value is bound to each.

use migration_core::dialect::Dialect;

/// What stands for values in a query.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Placeholders {
    /// The query with `?` for each `$n`.
    pub(super) question_marks: String,
    /// Which value each `$n` stands for, counted from 0.
    pub(super) order: Vec<usize>,
    /// How many `?` there are besides.
    pub(super) unnumbered: usize,
}

impl Placeholders {
    /// Those outside of quotes and comments. PostgreSQL looks for them itself.
    pub(super) fn of(sql: &str, dialect: Dialect) -> Self {
        let mut found = Self {
            question_marks: String::with_capacity(sql.len()),
            ..Self::default()
        };
        let mut rest = sql;
        while let Some(c) = rest.chars().next() {
            let skipped = match (c, dialect) {
                ('\'' | '"' | '`', _) => quoted(rest, c, dialect),
                ('[', Dialect::Sqlite) => rest.find(']').map_or(rest.len(), |end| end + 1),
                // MySQL wants a space after the dashes, or it is two signs.
                ('-', Dialect::Mysql) if rest.starts_with("-- ") => line(rest),
                ('-', Dialect::Sqlite | Dialect::Postgres) if rest.starts_with("--") => line(rest),
                ('#', Dialect::Mysql) => line(rest),
                ('/', _) if rest.starts_with("/*") => {
                    rest.find("*/").map_or(rest.len(), |end| end + 2)
                }
                ('$' | '?', _) => {
                    let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
                    match rest[1..=digits].parse::<usize>() {
                        Ok(n) if n > 0 => {
                            found.question_marks.push('?');
                            found.order.push(n - 1);
                            rest = &rest[1 + digits..];
                            continue;
                        }
                        _ => {
                            found.unnumbered += usize::from(c == '?');
                            1
                        }
                    }
                }
                // `a$1` is a name.
                (c, _) if c.is_alphanumeric() || c == '_' => rest
                    .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
                    .unwrap_or(rest.len()),
                (c, _) => c.len_utf8(),
            };
            found.question_marks.push_str(&rest[..skipped]);
            rest = &rest[skipped..];
        }
        found
    }

    /// What is wrong when so many values are bound, if anything is.
    pub(super) fn wrong_with(&self, values: usize) -> Option<String> {
        let bound = match values {
            0 => "no value is".to_owned(),
            1 => "only 1 value is".to_owned(),
            n => format!("only {n} values are"),
        };
        if !self.order.is_empty() && self.unnumbered > 0 {
            return Some(
                "the query has both $1 and ? as placeholders; use one of the forms".into(),
            );
        }
        if self.order.is_empty() {
            return match self.unnumbered {
                n if n > values => {
                    Some(format!("the query has {n} placeholders, but {bound} bound"))
                }
                n if n < values => Some(format!(
                    "{values} values are bound, but the query has {n} placeholders"
                )),
                _ => None,
            };
        }
        if let Some(missing) = self.order.iter().find(|at| **at >= values) {
            return Some(format!("the query has ${}, but {bound} bound", missing + 1));
        }
        let unused = (0..values).find(|at| !self.order.contains(at))?;
        Some(format!(
            "value {0} is bound, but the query has no ${0}",
            unused + 1
        ))
    }
}

fn line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// How long a quoted text is, quotes included. A doubled quote begins the next text, which comes to the same. On MySQL a
/// backslash escapes in strings.
fn quoted(text: &str, quote: char, dialect: Dialect) -> usize {
    let escapes = dialect == Dialect::Mysql && quote != '`';
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if escapes => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_placeholders_become_question_marks_in_the_order_of_use() {
        let cases = [
            ("SELECT $1", "SELECT ?", vec![0]),
            (
                "a = $2 AND b = $1 OR c = $2",
                "a = ? AND b = ? OR c = ?",
                vec![1, 0, 1],
            ),
            (
                "'$1' \"$1\" `$1` 'it''s $1' '\\'$1'",
                "'$1' \"$1\" `$1` 'it''s $1' '\\'$1'",
                vec![],
            ),
            (
                "a$1 -- $1\n$1 /* $1 */ # $1",
                "a$1 -- $1\n? /* $1 */ # $1",
                vec![0],
            ),
            ("$12", "?", vec![11]),
            ("$", "$", vec![]),
            ("$0 é$1 ü", "$0 é$1 ü", vec![]),
            ("'unclosed $1", "'unclosed $1", vec![]),
        ];
        for (sql, expected, order) in cases {
            let found = Placeholders::of(sql, Dialect::Mysql);
            assert_eq!(
                (found.question_marks.as_str(), found.order),
                (expected, order),
                "{sql}"
            );
        }
    }

    #[test]
    fn quotes_and_comments_are_those_of_the_database() {
        for (sql, order, unnumbered) in [
            (r"'\' || $1 || '$2'", vec![0], 0),
            ("[$1] --$2\n$3", vec![2], 0),
            ("# $1", vec![0], 0),
            ("?2 ? '?'", vec![1], 1),
        ] {
            let found = Placeholders::of(sql, Dialect::Sqlite);
            assert_eq!(
                (found.order, found.unnumbered),
                (order, unnumbered),
                "{sql}"
            );
        }
    }

    #[test]
    fn each_placeholder_has_a_value_and_each_value_a_placeholder() {
        let wrong = |sql, values| Placeholders::of(sql, Dialect::Sqlite).wrong_with(values);
        assert_eq!(wrong("$1 $2 $1", 2), None);
        assert_eq!(wrong("? ?", 2), None);
        assert_eq!(wrong("SELECT 1", 0), None);
        for (sql, values, message) in [
            ("$1", 0, "the query has $1, but no value is bound"),
            ("$1 $2", 1, "the query has $2, but only 1 value is bound"),
            ("$1 $3", 3, "value 2 is bound, but the query has no $2"),
            (
                "? ?",
                1,
                "the query has 2 placeholders, but only 1 value is bound",
            ),
            (
                "'$1'",
                1,
                "1 values are bound, but the query has 0 placeholders",
            ),
            (
                "$1 ?",
                2,
                "the query has both $1 and ? as placeholders; use one of the forms",
            ),
        ] {
            assert_eq!(wrong(sql, values).as_deref(), Some(message));
        }
    }
}
