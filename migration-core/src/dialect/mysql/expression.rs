//! Expressions in one way of writing.
//!
//! The servers keep an expression as a tree and write it in their own way: columns in backticks, keywords in lower case,
//! `!=` as `<>`; MariaDB without needless parentheses, MySQL with parentheses around everything and the character set in
//! front of each text. So that what a user wrote can be compared with that, both are written in one way here.
//!
//! Only spelling is changed. What a server turns into another expression (`NOT (a = 1)` into `a <> 1`) stays different.

mod parentheses;
mod tokens;

use self::tokens::Token;
pub(super) use self::tokens::string;
use crate::dialect::Dialect;
use crate::schema::{Expression, Table};

/// The expression in the one way of writing, with this database's text alone. What cannot be read stays as it is.
pub(super) fn canonical(expression: &Expression, table: &Table) -> Expression {
    let text = (expression.text(Dialect::Mysql)).unwrap_or_else(|_| expression.any_text());
    Expression::new(rewritten(text, |word| column_named(table, word)))
}

/// A text in the one way of writing. `column` says how a column is really called, if the word is one.
pub(super) fn rewritten(text: &str, column: impl Fn(&str) -> Option<String>) -> String {
    let Some(mut tokens) = tokens::read(text) else {
        return text.trim().to_owned();
    };
    for at in 0..tokens.len() {
        let is_call = matches!(tokens.get(at + 1), Some(Token::Symbol(next)) if next == "(");
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let after_is = matches!(before, Some(Token::Word(word)) if word == "is" || word == "not");
        let renamed = match &tokens[at] {
            Token::Word(word) if is_call => Some(Token::Word(function(word))),
            Token::Word(word) => match (column(word), word.as_str()) {
                (Some(name), _) => Some(Token::Name(name)),
                (None, "true") if !after_is => Some(Token::Other("1".to_owned())),
                (None, "false") if !after_is => Some(Token::Other("0".to_owned())),
                (None, "rlike") => Some(Token::Word("regexp".to_owned())),
                (None, "mod") => Some(Token::Symbol("%".to_owned())),
                (None, _) => None,
            },
            Token::Name(name) => column(name).map(Token::Name),
            Token::Symbol(symbol) if symbol == "!=" => Some(Token::Symbol("<>".to_owned())),
            Token::Symbol(_) | Token::Text(_) | Token::Other(_) => None,
        };
        if let Some(renamed) = renamed {
            tokens[at] = renamed;
        }
    }
    tokens::write(&parentheses::only_needed(tokens))
}

fn column_named(table: &Table, word: &str) -> Option<String> {
    let mut columns = table.columns.iter();
    columns
        .find(|column| column.name.to_lowercase() == word.to_lowercase())
        .map(|column| column.name.clone())
}

/// Names of the same function: <https://mariadb.com/kb/en/function-and-operator-reference/>.
fn function(name: &str) -> String {
    match name {
        "lcase" => "lower",
        "ucase" => "upper",
        "octet_length" => "length",
        "character_length" => "char_length",
        "substr" | "mid" => "substring",
        "ceiling" => "ceil",
        "pow" => "power",
        "curdate" => "current_date",
        "curtime" => "current_time",
        "now" | "localtime" | "localtimestamp" => "current_timestamp",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        rewritten(text, |word| {
            ["a", "b", "Long name"]
                .into_iter()
                .find(|name| name.eq_ignore_ascii_case(word))
                .map(str::to_owned)
        })
    }

    #[test]
    fn what_people_write_and_what_servers_show_is_the_same() {
        for (written, mariadb, mysql) in [
            (
                "(a > 0) AND (B != 1)",
                "`a` > 0 and `b` <> 1",
                "((`a` > 0) and (`b` <> 1))",
            ),
            (
                "a = 1 AND (b = 2 OR a = 2)",
                "`a` = 1 and (`b` = 2 or `a` = 2)",
                "((`a` = 1) and ((`b` = 2) or (`a` = 2)))",
            ),
            (
                "lower(a) IN ('x', 'it''s')",
                "lcase(`a`) in ('x','it\\'s')",
                "(lower(`a`) in (_utf8mb4'x',_utf8mb4'it\\'s'))",
            ),
            (
                "a - (b - 1) > 0",
                "`a` - (`b` - 1) > 0",
                "((`a` - (`b` - 1)) > 0)",
            ),
            (
                "(a + b) * 2 > -a",
                "(`a` + `b`) * 2 > -`a`",
                "(((`a` + `b`) * 2) > -(`a`))",
            ),
            ("a % 2 = 1", "`a` MOD 2 = 1", "((`a` % 2) = 1)"),
            ("a = TRUE", "`a` = 1", "(`a` = true)"),
            ("\"long\" <> a", "'long' <> `a`", "(_utf8mb4'long' <> `a`)"),
            (
                "CASE WHEN a > 1 THEN b ELSE 2 END > 1",
                "case when `a` > 1 then `b` else 2 end > 1",
                "((case when (`a` > 1) then `b` else 2 end) > 1)",
            ),
        ] {
            assert_eq!(check(written), check(mariadb), "{written}");
            assert_eq!(check(written), check(mysql), "{written}");
            assert_eq!(check(&check(written)), check(written), "{written}");
        }
    }

    #[test]
    fn needed_parentheses_stay() {
        assert_ne!(check("(a + b) * 2"), check("a + b * 2"));
        assert_ne!(check("a - (b - 1)"), check("a - b - 1"));
        assert_ne!(check("(a OR b) AND a"), check("a OR b AND a"));
        assert_ne!(check("NOT (a = 1 AND b)"), check("NOT a = 1 AND b"));
        assert_ne!(
            check("a BETWEEN (1 AND b) AND 2"),
            check("a BETWEEN 1 AND b AND 2")
        );
    }

    #[test]
    fn text_is_left_alone_and_what_cannot_be_read_stays() {
        assert_eq!(check("a = 'A  ( b'"), "`a` = 'A  ( b'");
        assert_eq!(check(r"a = 'c:\\x'"), r"`a` = 'c:\\x'");
        assert_eq!(check(" a > 1 -- why "), "a > 1 -- why");
        assert_eq!(check("a = 'open"), "a = 'open");
    }
}
