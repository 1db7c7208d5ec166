//! What a database's own client (`psql`, `sqlite3`, `mysql`) must be told beyond the statements.

use super::lex::{Lexer, Token};
use super::split::{Piece, PieceKind, Splitter, rows};
use crate::dialect::Dialect;

/// SQL as a client takes it: with a semicolon at its end; for `mysql`, which ends a statement at every semicolon, with
/// another delimiter around a body.
pub(crate) fn for_client(sql: &str, dialect: Dialect) -> String {
    let sql = sql.trim_end();
    let mut text = String::with_capacity(sql.len() + 2);
    let mut has_body = false;
    each_piece(sql, dialect, |piece, _| {
        let is_body = dialect == Dialect::Mysql && has_inner_semicolon(piece.sql(), dialect);
        has_body |= is_body;
        match is_body {
            true => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                text.push_str(&delimited(piece));
            }
            false => text.push_str(piece.text),
        }
    });
    match has_body {
        // A statement that ends with its delimiter wants nothing more.
        true => text.truncate(text.trim_end().len()),
        false => text.push_str(missing(sql, dialect)),
    }
    text.push('\n');
    text
}

/// What a script lacks at its end before something else can follow.
pub(crate) fn end_of_script(text: &str, dialect: Dialect) -> String {
    let line = if text.ends_with('\n') { "" } else { "\n" };
    let is_ended = missing(text, dialect).is_empty();
    match (is_ended, each_piece(text, dialect, |_, _| {})) {
        (true, None) => line.to_owned(),
        (false, None) => format!("{line};\n"),
        (true, Some(_)) => format!("{line}DELIMITER ;\n"),
        (false, Some(delimiter)) => format!("{line}{delimiter}\nDELIMITER ;\n"),
    }
}

/// The semicolon that is not there, on a line of its own when a comment may go on to the end of the last one.
fn missing(sql: &str, dialect: Dialect) -> &'static str {
    let mut missing = "";
    each_piece(sql, dialect, |piece, delimiter| match piece.kind {
        PieceKind::Blank => {}
        // It ends with its line, as the rows of a COPY do.
        PieceKind::Client | PieceKind::CopyIn => missing = "",
        PieceKind::Statement | PieceKind::Unclosed(..) => {
            let behind = piece.text.get(piece.sql.end..).unwrap_or_default();
            let tokens = || {
                let mut lexer = Lexer::new(behind, dialect, true);
                std::iter::from_fn(move || lexer.next()).map(|(token, _)| token)
            };
            let is_ended = match delimiter {
                Some(delimiter) => behind.trim_end().ends_with(delimiter),
                None => tokens().any(|token| token == Token::Semicolon),
            };
            missing = match (is_ended, tokens().any(|token| token == Token::Comment)) {
                (true, _) => "",
                (false, true) => "\n;",
                (false, false) => ";",
            };
        }
    });
    missing
}

/// Shows each piece of a text, and the delimiter that holds there, if it is no semicolon. Gives the one at the end.
fn each_piece<'t>(
    text: &'t str,
    dialect: Dialect,
    mut see: impl FnMut(&Piece<'t>, Option<&str>),
) -> Option<String> {
    let mut splitter = Splitter::new(dialect);
    let mut rest = text;
    while let Some(piece) = splitter.next(rest, true) {
        see(&piece, splitter.delimiter());
        rest = rest.get(piece.text.len()..).unwrap_or_default();
        if piece.kind == PieceKind::CopyIn {
            let (length, end) = rows(rest, true);
            rest = rest.get(end.unwrap_or(length)..).unwrap_or_default();
        }
    }
    splitter.delimiter().map(ToOwned::to_owned)
}

fn has_inner_semicolon(sql: &str, dialect: Dialect) -> bool {
    let mut lexer = Lexer::new(sql, dialect, true);
    std::iter::from_fn(|| lexer.next()).any(|(token, _)| token == Token::Semicolon)
}

/// A statement with a delimiter that does not occur in it.
fn delimited(piece: &Piece<'_>) -> String {
    let mut delimiter = "$$".to_owned();
    while piece.text.contains(&delimiter) {
        delimiter.push('$');
    }
    let statement = piece.text.get(..piece.sql.end).unwrap_or(piece.text);
    let before = if statement.starts_with(['\n', '\r']) {
        ""
    } else {
        "\n"
    };
    format!("DELIMITER {delimiter}{before}{statement}\n{delimiter}\nDELIMITER ;\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect::{Mysql, Postgres, Sqlite};

    #[test]
    fn a_statement_ends_with_one_semicolon_that_no_comment_swallows() {
        for (sql, expected) in [
            ("SELECT 1", "SELECT 1;\n"),
            ("SELECT 1;\n", "SELECT 1;\n"),
            ("SELECT 1 -- a", "SELECT 1 -- a\n;\n"),
            ("SELECT 1 -- a;", "SELECT 1 -- a;\n;\n"),
            ("SELECT 1; -- a;", "SELECT 1; -- a;\n"),
            ("SELECT 1 /* a; */", "SELECT 1 /* a; */\n;\n"),
            ("SELECT ';--'", "SELECT ';--';\n"),
            ("SELECT 1; SELECT 2", "SELECT 1; SELECT 2;\n"),
        ] {
            for dialect in [Postgres, Sqlite, Mysql] {
                assert_eq!(for_client(sql, dialect), expected, "{sql}");
            }
        }
    }

    #[test]
    fn a_body_has_another_delimiter_where_the_client_cuts_at_semicolons() {
        let sql = "CREATE TRIGGER a AFTER INSERT ON b FOR EACH ROW BEGIN SET @c = 1; END";
        assert_eq!(for_client(sql, Sqlite), format!("{sql};\n"));
        assert_eq!(
            for_client(sql, Mysql),
            format!("DELIMITER $$\n{sql}\n$$\nDELIMITER ;\n")
        );
        let two = format!("SELECT '$$';\n{sql};");
        assert_eq!(
            for_client(&two, Mysql),
            format!("SELECT '$$';\nDELIMITER $$\n{sql}\n$$\nDELIMITER ;\n")
        );
    }

    #[test]
    fn a_script_can_be_followed() {
        let end = |text: &str| end_of_script(text, Postgres);
        assert_eq!(end("SELECT 1;\n"), "");
        assert_eq!(end("SELECT 1"), "\n;\n");
        assert_eq!(end("SELECT 1 -- a;\n"), ";\n");
        assert_eq!(end("COPY a FROM stdin;\n1\n\\.\n"), "");
        assert_eq!(end("\\unrestrict a"), "\n");
        assert_eq!(
            end_of_script("DELIMITER //\nSELECT 1", Mysql),
            "\n//\nDELIMITER ;\n"
        );
        assert_eq!(
            end_of_script("DELIMITER //\nSELECT 1//\nDELIMITER ;\n", Mysql),
            ""
        );
    }
}
