//! Checksums: what changes one, what does not, and what each has been since the first version.

use std::sync::Arc;
use std::time::Duration;

use migration_core::builder::{Schema, expr, integer, text};
use migration_core::checksum::{normalised_sql, of_entry, of_operations, of_script};
use migration_core::dialect::Dialect;
use migration_core::migration::{Meta, OpaqueMigration};
use migration_core::operation::{AlterObject, Operation};
use migration_core::registry::Body;
use migration_core::row;
use migration_core::schema::{Object, ObjectName, View};
use migration_core::sql_file::{Script, SqlFile};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

mod common;
use common::{history, up};

#[path = "checksum/edits.rs"]
mod edits;
#[path = "checksum/golden.rs"]
mod golden;

/// Lets a builder go, where nothing is to be returned.
fn done<T>(_: T) {}

fn operations(record: impl Fn(&mut Schema)) -> Vec<Operation> {
    let mut schema = Schema::new();
    record(&mut schema);
    schema.finish().into_iter().map(|it| it.operation).collect()
}

fn sum(record: impl Fn(&mut Schema)) -> String {
    of_operations(&operations(record))
}

fn raw(sql: &str) -> String {
    sum(|schema| done(schema.sql(sql)))
}

fn raw_on(dialect: Dialect, sql: &str) -> String {
    sum(|schema| done(schema.sql(sql).on(dialect)))
}

fn file(text: &'static str, dialect: Dialect) -> String {
    of_script(&Script::new("a.sql", 1, true, text), dialect).expect("it can be read")
}

fn function(language: &'static str, body: &'static str) -> String {
    sum(|schema| {
        let function = schema.create_function("f", "a int", "int");
        function.body(body).language(language);
    })
}

#[test]
fn layout_comments_and_line_ends_of_sql_change_nothing() {
    let expected =
        raw("CREATE TABLE a (b int, c text DEFAULT 'x  y'); SELECT b FROM a WHERE b = 1");
    for sql in [
        "CREATE TABLE a (b int, c text DEFAULT 'x  y');\nSELECT b FROM a WHERE b = 1;",
        "  CREATE TABLE a(\n\tb int,\n\tc text DEFAULT 'x  y'\n) ;\r\nSELECT b\r\nFROM a WHERE b=1\r\n",
        "-- it's a table\nCREATE TABLE a (b int /* a \"number */, c text DEFAULT 'x  y'); --next\nSELECT b FROM a WHERE b = 1 -- last",
    ] {
        assert_eq!(raw(sql), expected, "{sql}");
        assert_eq!(
            raw(&sql.replace('\n', "\r\n").replace("\r\r", "\r")),
            expected,
            "{sql}"
        );
    }
    assert_eq!(raw("SELECT 'a\r\nb'"), raw("SELECT 'a\nb'"));
    assert_eq!(
        raw("COMMENT ON TABLE a IS $$b\r\nc$$"),
        raw("COMMENT ON TABLE a IS $$b\nc$$")
    );
}

#[test]
fn letter_case_quotes_and_what_stands_in_quotes_count() {
    for (a, b) in [
        ("SELECT a", "select a"),
        ("SELECT a", "SELECT A"),
        ("SELECT 'a  b'", "SELECT 'a b'"),
        ("SELECT 'a -- b'", "SELECT 'a -- c'"),
        ("SELECT 'a /* b */'", "SELECT 'a'"),
        ("SELECT \"a  b\"", "SELECT \"a b\""),
        ("SELECT `a  b`", "SELECT `a b`"),
        ("SELECT 'a'", "SELECT \"a\""),
        ("SELECT ''", "SELECT ' '"),
        (
            "COMMENT ON TABLE a IS $$b  c$$",
            "COMMENT ON TABLE a IS $$b c$$",
        ),
        ("SELECT 1 / 2", "SELECT 1 /* 2 */"),
        ("SELECT ab", "SELECT a b"),
        ("SELECT 1; SELECT 2", "SELECT 2; SELECT 1"),
    ] {
        assert_ne!(raw(a), raw(b), "{a} | {b}");
    }
}

#[test]
fn what_one_database_takes_for_a_comment_counts_where_another_does_not() {
    let (a, b) = ("SELECT 5 # 3", "SELECT 5 # 4");
    assert_ne!(raw(a), raw(b));
    assert_ne!(raw_on(Dialect::Postgres, a), raw_on(Dialect::Postgres, b));
    assert_eq!(raw_on(Dialect::Mysql, a), raw_on(Dialect::Mysql, b));
    let (a, b) = ("SELECT 5--3", "SELECT 5--4");
    assert_ne!(raw_on(Dialect::Mysql, a), raw_on(Dialect::Mysql, b));
    assert_eq!(raw_on(Dialect::Sqlite, a), raw_on(Dialect::Sqlite, b));
    let (a, b) = (r"SELECT 'it\'s -- a'", r"SELECT 'it\'s -- b'");
    assert_ne!(raw(a), raw(b));
    let (a, b) = ("/*!80000 SET a = 1 */", "/*!80000 SET a = 2 */");
    assert_ne!(raw_on(Dialect::Mysql, a), raw_on(Dialect::Mysql, b));
}

#[test]
fn bodies_of_functions_are_sql_wherever_they_stand() {
    let (a, b) = (
        "BEGIN\r\n  -- it's one\n  RETURN a  + 1;\nEND",
        "BEGIN RETURN a + 1; /* two */ END;",
    );
    let c = "BEGIN RETURN a + 2; END";
    assert_eq!(function("plpgsql", a), function("plpgsql", b));
    assert_ne!(function("plpgsql", a), function("plpgsql", c));
    let create = |body: &str| {
        raw(&format!(
            "CREATE OR REPLACE FUNCTION f(a int) RETURNS int AS $$ {body} $$ LANGUAGE plpgsql"
        ))
    };
    assert_eq!(create(a), create(b));
    assert_ne!(create(a), create(c));
    assert_eq!(
        raw("DO $$ BEGIN  a(); END $$"),
        raw("DO $$BEGIN a(); -- a\nEND$$;")
    );
    let trigger = |body: &'static str| {
        sum(move |schema| done(schema.create_trigger("a", "b").after_insert().body(body)))
    };
    assert_eq!(trigger("SET new.a = 1; -- x"), trigger("SET new.a=1"));
    assert_ne!(trigger("SET new.a = 1"), trigger("SET new.a = 2"));
}

#[test]
fn bodies_in_other_languages_count_but_for_the_ends_of_lines() {
    let python = "if a:\n    return 5 // 2  # 3";
    assert_eq!(
        function("plpython3u", python),
        function("plpython3u", "if a:\r\n    return 5 // 2  # 3")
    );
    for other in ["if a:\n  return 5 // 2  # 3", "if a:\n    return 5 // 2"] {
        assert_ne!(
            function("plpython3u", python),
            function("plpython3u", other)
        );
    }
    assert_ne!(function("plv8", "i--; a()"), function("plv8", "i--; b()"));
}

#[test]
fn expressions_everywhere_are_normalised() {
    type Record = fn(&mut Schema, &str);
    let places: [Record; 10] = [
        |schema, sql| done(schema.create_view("v", sql)),
        |schema, sql| done(schema.add_check("t", "c", sql)),
        |schema, sql| done(schema.create_index("t", expr(sql)).name("i")),
        |schema, sql| done(schema.create_index("t", "a").filter(sql)),
        |schema, sql| schema.alter_table("t", |t| t.set_default("a", expr(sql))),
        |schema, sql| {
            schema.alter_table("t", |t| done(t.change_type("a", integer()).using(sql)));
        },
        |schema, sql| {
            schema.create_table("t", |t| done(t.integer("a").generated_stored(sql)));
        },
        |schema, sql| done(schema.create_policy("p", "t").using(sql)),
        |schema, sql| done(schema.update("t").set("a", expr(sql)).filter(sql)),
        |schema, sql| done(schema.backfill("t").set("a", expr(sql)).filter(sql)),
    ];
    for (n, place) in places.into_iter().enumerate() {
        let of = |sql: &str| sum(|schema| place(schema, sql));
        assert_eq!(of("lower( a ) = 'x  y' -- z"), of("lower(a)='x  y'"), "{n}");
        assert_ne!(of("lower(a) = 'x  y'"), of("lower(a) = 'x y'"), "{n}");
        assert_ne!(of("lower(a) = 'x  y'"), of("upper(a) = 'x  y'"), "{n}");
    }
}

#[test]
fn the_same_operations_by_another_way_have_the_same_checksum() {
    fn audited(t: &mut migration_core::builder::TableBuilder) {
        t.timestamp("created_at").default(expr("now()"));
    }
    let by_helper = sum(|schema| {
        schema.create_table("a", |t| {
            t.id();
            audited(t);
        });
        for name in ["x", "y"] {
            schema.alter_table("a", |t| done(t.add_column(name, text()).optional()));
        }
    });
    let by_hand = sum(|schema| {
        schema.create_table("a", |t| {
            t.id();
            t.timestamp("created_at").default(expr("now()"));
        });
        schema.alter_table("a", |t| {
            t.add_column("x", text()).optional();
            t.add_column(String::from("y"), text()).optional();
        });
    });
    assert_eq!(by_helper, by_hand);
    let said_twice = sum(|schema| done(schema.create_view("v", expr("a").on(Dialect::Mysql, "a"))));
    assert_eq!(said_twice, sum(|schema| done(schema.create_view("v", "a"))));
}

#[test]
fn the_way_back_how_to_look_and_how_fast_do_not_count() {
    let plain = raw("DROP TABLE a");
    let raw_with = sum(|schema| {
        let raw = schema.sql("DROP TABLE a").down("CREATE TABLE a (b int)");
        raw.probe("SELECT true")
            .effect(|schema| done(schema.drop_table("a")));
    });
    assert_eq!(raw_with, plain);
    let insert = |down: bool| {
        sum(|schema| {
            let insert = schema.insert("a", row! { "b" => 1 });
            if down {
                insert.down(|schema| done(schema.delete("a")));
            }
        })
    };
    assert_eq!(insert(true), insert(false));
    let backfill = sum(|schema| done(schema.backfill("a").set("b", 1)));
    let tuned = sum(|schema| {
        let backfill = schema.backfill("a").set("b", 1).batch_size(7);
        backfill.pause(Duration::from_millis(5)).keep_on_rollback();
        backfill.target_duration(Duration::from_millis(50));
    });
    assert_eq!(backfill, tuned);
    let csv = |csv: &'static str| sum(move |schema| done(schema.copy_from_csv("a", csv)));
    assert_eq!(csv("b\n1\n2\n"), csv("b\r\n1\r\n\r\n2\r\n"));
}

#[test]
fn a_file_has_the_checksum_of_its_statements() {
    let script = "-- UP\nCREATE TABLE a (b int);\n\nSELECT ';' -- one\n;\n";
    let same = "CREATE TABLE a (b int); SELECT ';'";
    for dialect in Dialect::ALL {
        assert_eq!(file(script, dialect), file(same, dialect));
        assert_ne!(
            file(same, dialect),
            file("CREATE TABLE a (b int); SELECT '; '", dialect)
        );
        assert_ne!(file(same, dialect), file("CREATE TABLE a (b int)", dialect));
        assert_ne!(
            file("SELECT 1; SELECT 2", dialect),
            file("SELECT 1 SELECT 2", dialect)
        );
    }
    let crlf = "-- UP\r\nCREATE TABLE a (b int);\r\nSELECT ';' -- one\r\n;\r\n";
    assert_eq!(file(crlf, Dialect::Postgres), file(same, Dialect::Postgres));
    let delimiter = "DELIMITER $$\nCREATE TRIGGER a AFTER INSERT ON b FOR EACH ROW BEGIN SET @c = 1; END$$\nDELIMITER ;\n";
    let without = "CREATE TRIGGER a AFTER INSERT ON b FOR EACH ROW\nBEGIN\n  SET @c = 1;\nEND;";
    assert_eq!(
        file(delimiter, Dialect::Mysql),
        file(without, Dialect::Mysql)
    );
    let restrict = |key: &str| -> &'static str {
        Box::leak(format!("\\restrict {key}\nSELECT 1;\n\\unrestrict {key}\n").into_boxed_str())
    };
    assert_eq!(
        file(restrict("a"), Dialect::Postgres),
        file(restrict("b"), Dialect::Postgres)
    );
}

#[test]
fn the_rows_of_a_copy_count_byte_for_byte() {
    let copy = |rows: &str| -> String {
        let text = format!("COPY a FROM stdin;\n{rows}\\.\nSELECT 1;\n");
        file(Box::leak(text.into_boxed_str()), Dialect::Postgres)
    };
    let rows = "1\t-- a\n2\t b  c\n";
    assert_eq!(copy(rows), copy(&rows.replace('\n', "\r\n")));
    for other in [
        "1\t-- b\n2\t b  c\n",
        "1\t-- a\n2\t b c\n",
        "1\t-- a\n",
        "1\t-- a2\t b  c\n",
    ] {
        assert_ne!(copy(rows), copy(other), "{other}");
    }
    let many = |last: u32| {
        copy(
            &(0..100_000)
                .chain([last])
                .map(|n| format!("{n}\n"))
                .collect::<String>(),
        )
    };
    assert_eq!(many(1), many(1));
    assert_ne!(many(1), many(2));
}

struct Declared;

impl OpaqueMigration for Declared {
    fn effect(&self, schema: &mut Schema) {
        schema.drop_table("a");
    }
    fn has_down(&self) -> bool {
        false
    }
    fn as_any(&self) -> &(dyn std::any::Any + Send + Sync) {
        self
    }
}

#[test]
fn a_migration_has_the_checksum_of_what_is_known_of_it() {
    let meta = |name| Meta::new("", Some(name), migration_core::Location::caller());
    let script = |text: &'static str| Arc::new(Script::new("c.sql", 1, true, text));
    let sql = SqlFile {
        up: script("SELECT 1; SELECT 2"),
        down: Some(script("SELECT 3")),
    };
    let history = history(vec![
        up("1_a", |schema| done(schema.drop_table("a"))),
        (meta("2_b"), Body::Data(Arc::new(Declared))),
        (meta("3_c"), Body::Sql(sql)),
        up("4_d", |_| panic!("no")),
    ]);
    let of = |name| {
        of_entry(
            history.labelled(name).expect("it is there"),
            Dialect::Postgres,
        )
    };
    let dropped = sum(|schema| done(schema.drop_table("a")));
    assert_eq!(of("1_a").as_ref(), Ok(&dropped));
    assert_eq!(of("2_b"), Ok(dropped));
    assert_eq!(
        of("3_c"),
        Ok(file("SELECT 1;\nSELECT 2;\n", Dialect::Postgres))
    );
    let problem = of("4_d").expect_err("it panicked");
    assert_eq!(problem.migration.as_deref(), Some("4_d"));
}

#[test]
fn an_object_that_was_altered_counts_whole() {
    let alter = |query: &str| {
        let to = Object::View(View::new(ObjectName::new("v"), query));
        of_operations([&AlterObject { to }.into()])
    };
    assert_eq!(alter("SELECT  1"), alter("SELECT 1"));
    assert_ne!(alter("SELECT 1"), alter("SELECT 2"));
}

/// Tokens that are read alike everywhere, whatever stands beside them.
fn token() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,6}",
        "[A-Z]{1,3}",
        "[0-9]{1,3}",
        "'[a-z ;,(-]{0,5}'",
        "\"[a-z ]{1,5}\"",
        Just(",".to_owned()),
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("=".to_owned()),
        Just("+".to_owned()),
    ]
}

fn blank() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(" ".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n\t".to_owned()),
        Just(" -- it's; (\n".to_owned()),
        Just("/* 'a\" */".to_owned()),
    ]
}

proptest! {
    // The same each time, so that what passed passes again; `PROPTEST_RNG_SEED` looks at others.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        rng_seed: match ProptestConfig::default().rng_seed {
            RngSeed::Random => RngSeed::Fixed(20_261_127),
            seed @ RngSeed::Fixed(_) => seed,
        },
        ..ProptestConfig::default()
    })]

    #[test]
    fn blanks_of_any_kind_are_alike(tokens in prop::collection::vec((token(), blank(), blank()), 1..20)) {
        let joined = |blank: fn(&(String, String, String)) -> &String| {
            tokens.iter().map(|it| format!("{}{}", it.0, blank(it))).collect::<String>()
        };
        let (a, b) = (joined(|it| &it.1), joined(|it| &it.2));
        prop_assert_eq!(raw(&a), raw(&b));
    }

    #[test]
    fn normal_sql_is_normal(sql in "[a-z0-9'\"`$#/*;(),=<>+ \\-\r\n\\\\]{0,60}") {
        // Two minus signs of MySQL's that lose a comment right behind them would begin one.
        prop_assume!(!sql.contains("--#") && !sql.contains("--/*"));
        for dialect in Dialect::ALL {
            let once = normalised_sql(&sql, dialect);
            prop_assert_eq!(normalised_sql(&once, dialect), once);
        }
    }

    #[test]
    fn another_token_is_another_checksum(
        tokens in prop::collection::vec(token(), 1..10), at in 0_usize..10, other in token(),
    ) {
        let mut edited = tokens.clone();
        let at = at % tokens.len();
        edited[at] = other;
        let (a, b) = (tokens.join(" "), edited.join(" "));
        prop_assert_eq!(raw(&a) == raw(&b), tokens == edited);
    }
}
