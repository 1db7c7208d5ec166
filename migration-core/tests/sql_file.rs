//! SQL files are cut into statements by the rules of each database, whatever they hold, and however they are read.

#[path = "sql_file/laws.rs"]
mod laws;
#[path = "sql_file/plans.rs"]
mod plans;

use migration_core::dialect::Dialect::{self, Mysql, Postgres, Sqlite};
use migration_core::sql_file::{PieceKind, Splitter, Statement, Statements};

/// The pieces of a text.
fn pieces(text: &str, dialect: Dialect) -> Vec<(String, PieceKind)> {
    let mut splitter = Splitter::new(dialect);
    let (mut rest, mut found) = (text, Vec::new());
    while let Some(piece) = splitter.next(rest, true) {
        if piece.kind != PieceKind::Blank {
            found.push((piece.sql().to_owned(), piece.kind));
        }
        rest = &rest[piece.text.len()..];
    }
    assert_eq!(rest, "");
    found
}

#[track_caller]
fn check(dialect: Dialect, text: &str, expected: &[&str]) {
    let found = pieces(text, dialect);
    let statements: Vec<&str> = found.iter().map(|(sql, _)| sql.as_str()).collect();
    assert_eq!(statements, expected, "{text}");
    let others = found
        .iter()
        .filter(|(_, kind)| *kind != PieceKind::Statement);
    assert_eq!(others.count(), 0, "{text}");
}

fn read(text: &str, dialect: Dialect) -> Vec<Statement> {
    let mut statements = Statements::new(text.as_bytes(), 1, dialect);
    let mut found = Vec::new();
    while let Some(statement) = statements.next_statement().expect("it is read") {
        found.push(statement);
    }
    found
}

#[test]
fn what_is_quoted_or_commented_out_ends_nothing() {
    for dialect in [Postgres, Mysql, Sqlite] {
        check(
            dialect,
            "SELECT 'a;''b;'; -- c;\n/* d; */ SELECT 2 /* e; */ ;;\n",
            &["SELECT 'a;''b;'", "SELECT 2"],
        );
        check(dialect, "", &[]);
        check(dialect, " ;; -- nothing\n", &[]);
    }
}

#[test]
fn postgres_has_dollar_quotes_nested_comments_and_escapes() {
    check(
        Postgres,
        "DO $$ BEGIN; END $$; SELECT $a$ $$; $b$ $a$; SELECT a$1$, $1;SELECT 1",
        &[
            "DO $$ BEGIN; END $$",
            "SELECT $a$ $$; $b$ $a$",
            "SELECT a$1$, $1",
            "SELECT 1",
        ],
    );
    check(
        Postgres,
        "SELECT /* a /* b; */ c; */ 1; SELECT 2",
        &["SELECT /* a /* b; */ c; */ 1", "SELECT 2"],
    );
    check(
        Postgres,
        r"SELECT E'\';'; SELECT '\'; SELECT 2",
        &[r"SELECT E'\';'", r"SELECT '\'", "SELECT 2"],
    );
    check(
        Postgres,
        r#"SELECT "a;""b"; SELECT U&'\;'"#,
        &[r#"SELECT "a;""b""#, r"SELECT U&'\;'"],
    );
    // Backquotes and number signs are operators or nothing here.
    check(
        Postgres,
        "SELECT 1 # 2; SELECT 3",
        &["SELECT 1 # 2", "SELECT 3"],
    );
}

#[test]
fn postgres_has_bodies_in_standard_sql_and_rules_with_many_actions() {
    check(
        Postgres,
        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
        &[
            "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
            "SELECT 3",
        ],
    );
    check(
        Postgres,
        "CREATE RULE r AS ON DELETE TO t DO (DELETE FROM a; DELETE FROM b); SELECT 1",
        &[
            "CREATE RULE r AS ON DELETE TO t DO (DELETE FROM a; DELETE FROM b)",
            "SELECT 1",
        ],
    );
    check(
        Postgres,
        "CREATE FUNCTION begin(); SELECT 1",
        &["CREATE FUNCTION begin()", "SELECT 1"],
    );
    check(
        Postgres,
        "BEGIN; SELECT 1; END; SELECT 2",
        &["BEGIN", "SELECT 1", "END", "SELECT 2"],
    );
}

#[test]
fn rows_of_a_copy_are_no_statements() {
    let text = "COPY public.t (a, b) FROM stdin;\n1\t'\n2\t;\n\\.\n\nSELECT 1;";
    let found = read(text, Postgres);
    assert_eq!(found[0].sql, "COPY public.t (a, b) FROM stdin");
    assert_eq!(found[0].kind, PieceKind::CopyIn);
    assert_eq!((found[1].sql.as_str(), found[1].at.line), ("SELECT 1", 6));

    let mut statements = Statements::new(text.as_bytes(), 1, Postgres);
    statements.next_statement().expect("it is read");
    assert_eq!(
        statements.rows().expect("they are read").unwrap(),
        b"1\t'\n2\t;\n"
    );
    assert_eq!(statements.rows().expect("they are read"), None);
    assert_eq!(
        statements
            .next_statement()
            .expect("it is read")
            .unwrap()
            .sql,
        "SELECT 1"
    );

    check(
        Postgres,
        "COPY t FROM '/stdin'; COPY (SELECT 1 FROM stdin) TO stdout",
        &[
            "COPY t FROM '/stdin'",
            "COPY (SELECT 1 FROM stdin) TO stdout",
        ],
    );
}

#[test]
fn commands_to_a_client_are_told_from_sql() {
    let found = pieces("\\restrict abc\nSELECT 1;\n  \\connect x\n", Postgres);
    let kinds: Vec<PieceKind> = found.iter().map(|(_, kind)| *kind).collect();
    assert_eq!(
        kinds,
        [PieceKind::Client, PieceKind::Statement, PieceKind::Client]
    );
    assert_eq!(found[2].0, "\\connect x");
}

#[test]
fn mysql_has_backslashes_backquotes_and_number_signs() {
    check(
        Mysql,
        "SELECT 'a\\';' ; SELECT \"b\\\";\" ; SELECT `c;``d` # e; '\n; SELECT 5--3; SELECT 1 -- f;\n",
        &[
            "SELECT 'a\\';'",
            "SELECT \"b\\\";\"",
            "SELECT `c;``d`",
            "SELECT 5--3",
            "SELECT 1",
        ],
    );
    check(
        Mysql,
        "/*!40101 SET NAMES utf8 */;\n/*!50003 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; END */;\nSELECT 1",
        &[
            "/*!40101 SET NAMES utf8 */",
            "/*!50003 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; END */",
            "SELECT 1",
        ],
    );
    // Comments do not nest.
    check(
        Mysql,
        "SELECT /* a /* b; */ 1; SELECT 2",
        &["SELECT /* a /* b; */ 1", "SELECT 2"],
    );
}

#[test]
fn mysql_bodies_need_no_delimiter() {
    let bodies = [
        "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END",
        "CREATE PROCEDURE p()\nBEGIN\n  IF a THEN SELECT 1; ELSEIF b THEN SELECT 2; ELSE IF c THEN SELECT 3; END IF; END IF;\n  \
         CASE x WHEN 1 THEN SELECT CASE WHEN y THEN IF(a, b, c) ELSE IF(d, e, f) END; ELSE BEGIN END; END CASE;\nEND",
        "CREATE DEFINER=`root`@`localhost` PROCEDURE p(IN a INT) COMMENT 'x;' l: LOOP SET a = a - 1; IF a < 0 THEN LEAVE l; \
         END IF; END LOOP l",
        "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN IF(a > 1, 2, 3)",
        "CREATE OR REPLACE FUNCTION f(a INT) RETURNS INT DETERMINISTIC BEGIN WHILE a > 0 DO SET a = a - 1; END WHILE; \
         REPEAT SET a = a + 1; UNTIL a > REPEAT('1', 1) END REPEAT; RETURN a; END",
        "CREATE TRIGGER t BEFORE INSERT ON `a` FOR EACH ROW IF NEW.x IS NULL THEN SET NEW.x = 1; END IF",
        "CREATE TRIGGER t AFTER DELETE ON a FOR EACH ROW FOLLOWS u IF (OLD.x = 1) AND (2) THEN DELETE FROM b; IF 1 THEN \
         DELETE FROM c; END IF; END IF",
        "CREATE TRIGGER t BEFORE UPDATE ON `a` FOR EACH ROW SET NEW.x = IF(NEW.y, 1, 2)",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a; DELETE FROM b; END",
        "CREATE PROCEDURE p() BEGIN FOR i IN 1..3 DO SELECT i; END FOR; SELECT 1 FROM t WHERE a IN (1) FOR UPDATE; END",
        "CREATE PROCEDURE p() SELECT 1 FROM t WHERE a IN (1) FOR UPDATE",
        "CREATE PROCEDURE IF NOT EXISTS p() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; END; IF NOT EXISTS \
         (SELECT 1 FROM t) THEN SELECT 2; END IF; END",
        "BEGIN NOT ATOMIC SELECT 1; IF 1 THEN SELECT 2; END IF; END",
        "CREATE TABLE event (`begin` INT, trigger_at INT)",
        "CREATE TABLE IF NOT EXISTS t (a INT)",
        "DROP PROCEDURE IF EXISTS p",
        "BEGIN",
    ];
    for body in bodies {
        check(
            Mysql,
            &format!("{body};\nSELECT 'after'"),
            &[body, "SELECT 'after'"],
        );
    }
}

#[test]
fn mysql_files_that_set_a_delimiter_are_understood_too() {
    let text = "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT '$$'; END$$\nSELECT 1 $$ delimiter ;\nSELECT 2; SELECT 3";
    let found = pieces(text, Mysql);
    let statements = found
        .iter()
        .filter(|(_, kind)| *kind == PieceKind::Statement);
    let statements: Vec<&str> = statements.map(|(sql, _)| sql.as_str()).collect();
    assert_eq!(
        statements,
        [
            "CREATE PROCEDURE p() BEGIN SELECT '$$'; END",
            "SELECT 1",
            "SELECT 2",
            "SELECT 3"
        ]
    );
}

#[test]
fn sqlite_triggers_end_with_their_own_end() {
    let trigger = "CREATE TEMP TRIGGER t AFTER UPDATE ON a BEGIN UPDATE b SET c = CASE WHEN new.x THEN 1 ELSE 2 END; \
                   SELECT CASE 1 WHEN 1 THEN 2 END; END";
    check(
        Sqlite,
        &format!("{trigger};\nSELECT [a;b], `c;`"),
        &[trigger, "SELECT [a;b], `c;`"],
    );
    check(
        Sqlite,
        "BEGIN; SELECT 1; END; SELECT 2",
        &["BEGIN", "SELECT 1", "END", "SELECT 2"],
    );
    check(Sqlite, "SELECT 1 /* the text may end it;", &["SELECT 1"]);
}

#[test]
fn what_has_no_end_is_found_where_it_begins() {
    for (dialect, text, what, line) in [
        (Postgres, "SELECT 1;\nSELECT\n  'a;", "quoted text", 3),
        (Postgres, "\nDO $x$ $$;", "dollar-quoted text", 2),
        (Postgres, "SELECT /* /* */ ;", "comment", 1),
        (Mysql, "SELECT 1;\n\nSELECT `a;", "quoted name", 3),
        (Sqlite, "SELECT [a;", "quoted name", 1),
    ] {
        let found = read(text, dialect).pop().unwrap();
        let PieceKind::Unclosed(found_what, _) = found.kind else {
            panic!("{found:?}");
        };
        assert_eq!((found_what, found.at.line), (what, line), "{text}");
    }
}

#[test]
fn places_are_lines_and_characters() {
    let found = read("SELECT 'é';SELECT 2;\n  -- c\n  SELECT\n3", Postgres);
    let places: Vec<(u32, u32)> = found.iter().map(|it| (it.at.line, it.at.column)).collect();
    assert_eq!(places, [(1, 1), (1, 12), (3, 3)]);
}
