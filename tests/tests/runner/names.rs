//! Names and texts that try to be something else, from the migration to the catalog and back. A table of somebody's
//! stands beside and must survive.

use migratory::prelude::{Db, Schema, async_trait, row};
use migratory::{DataMigration, DatabaseState, ErrorKind, Result};

use crate::world::{World, migrator, raw, step, table};

on_each_database!(
    hostile_names_of_tables_are_kept,
    hostile_names_of_columns_are_kept,
    hostile_names_of_indexes_keys_and_checks_are_kept,
    hostile_values_of_an_enum_are_kept,
    hostile_defaults_are_values,
    hostile_comments_are_comments,
    hostile_values_are_inserted_and_found,
    raw_sql_is_sent_as_it_is,
    a_nul_is_refused_before_anything_runs,
    an_empty_name_is_refused_before_anything_runs,
    a_name_that_is_too_long_is_refused_before_anything_runs,
    a_name_as_long_as_may_be_works,
    names_that_are_derived_are_shortened,
);

/// What was meant for each of the databases, for SQL itself, and for those who format texts.
const HOSTILE: [&str; 26] = [
    "quo\"te",
    "\"",
    "back`tick",
    "`",
    "apos'trophe",
    "x'); DROP TABLE canary; --",
    "x\"; DROP TABLE canary; --",
    "x`; DROP TABLE canary; -- ",
    "semi;colon",
    "-- comment",
    "/* comment */",
    "# comment",
    "per%cent",
    "%s%d%n",
    "$1",
    "$$",
    "?",
    ":named",
    "back\\slash\\",
    "\\'; DROP TABLE canary; --",
    "{0}{}",
    "select",
    "Ünïcödé",
    "new\nline",
    " space before",
    "dot.ted",
];

/// The names that the database can take for a table.
fn names(world: &World) -> Vec<&'static str> {
    let mut names = HOSTILE.to_vec();
    // MySQL knows no names with a space at the end, nor characters beyond the basic plane.
    names.retain(|name| !world.pick(false, name.ends_with(' '), false));
    names.extend(world.pick(vec!["crab 🦀", "🦀"], vec![], vec!["crab 🦀", "🦀"]));
    names
}

fn with_canary(world: &World) {
    world.sql("CREATE TABLE canary (id integer)");
    world.sql("INSERT INTO canary VALUES (42)");
}

/// Runs it up and down; the look is taken in between.
#[track_caller]
fn there_and_back(
    world: &World,
    up: impl Fn(&mut Schema) + Send + Sync + 'static,
    look: impl FnOnce(),
) {
    with_canary(world);
    let before = world.snapshot();
    let all = migrator(&[step("1_up", up)]).allow_existing(true);
    world.migrate(&all);
    assert_eq!(world.count("canary"), 1);
    look();
    world.rollback(&all);
    world
        .snapshot()
        .assert_same_schema(&before, "after the way back");
    assert_eq!(
        world.value("SELECT CAST(id AS CHAR(9)) FROM canary").trim(),
        "42"
    );
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

fn column(world: &World, sql: &str) -> Vec<String> {
    let rows = world.rows(sql).into_iter();
    sorted(rows.filter_map(|mut row| row.remove(0)).collect())
}

fn hostile_names_of_tables_are_kept(world: &World) {
    let names = names(world);
    let tables = names.clone();
    let create = move |schema: &mut Schema| {
        for name in &tables {
            schema.create_table(*name, |t| {
                t.id();
            });
        }
    };
    there_and_back(world, create, || {
        let mut found = world.tables();
        found.retain(|name| name != "_migrations" && name != "canary");
        let expected = names.iter().map(|name| (*name).to_owned());
        assert_eq!(found, sorted(expected.collect()));
        for name in &names {
            assert_eq!(world.count(name), 0);
        }
    });
}

fn hostile_names_of_columns_are_kept(world: &World) {
    let names = names(world);
    let columns = names.clone();
    let create = move |schema: &mut Schema| {
        schema.create_table("t", |t| {
            t.id();
            for name in &columns[1..] {
                t.integer(*name).optional();
            }
        });
        // Added, changed and renamed as well.
        schema.alter_table("t", |t| {
            t.add_column("first", migratory::prelude::integer())
                .default(1);
            t.rename_column("first", columns[0]);
            t.set_nullable(columns[0]);
        });
    };
    there_and_back(world, create, || {
        let found = column(
            world,
            world.pick(
                "SELECT attname::text FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND attname <> 'id'",
                "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 't' AND column_name <> 'id'",
                "SELECT name FROM pragma_table_info('t') WHERE name <> 'id'",
            ),
        );
        let expected = names.iter().map(|name| (*name).to_owned());
        assert_eq!(found, sorted(expected.collect()));
    });
}

fn hostile_names_of_indexes_keys_and_checks_are_kept(world: &World) {
    let names = names(world);
    let of = names.clone();
    let create = move |schema: &mut Schema| {
        for (n, name) in of.iter().enumerate() {
            schema.create_table(format!("t{n}"), |t| {
                t.id();
                t.integer("n");
                t.big_integer("other_id").optional();
                t.check(format!("c{name}"), "n > 0");
                t.index("n").name(format!("i{name}"));
                t.unique(["n", "other_id"]).name(format!("u{name}"));
                t.foreign_key("other_id")
                    .name(format!("f{name}"))
                    .references(format!("t{n}"), "id");
            });
        }
    };
    there_and_back(world, create, || {
        let indexes = column(
            world,
            world.pick(
                "SELECT relname::text FROM pg_class WHERE relkind = 'i' AND relname LIKE 'i%' AND relnamespace = 'public'::regnamespace",
                "SELECT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name LIKE 'i%'",
                "SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'i%'",
            ),
        );
        let expected = names.iter().map(|name| format!("i{name}"));
        assert_eq!(indexes, sorted(expected.collect()));
        if world.pick(true, true, false) {
            let checks = column(
                world,
                world.pick(
                    "SELECT conname::text FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0",
                    "SELECT constraint_name FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() AND table_name LIKE 't%'",
                    "",
                ),
            );
            let expected = names.iter().map(|name| format!("c{name}"));
            assert_eq!(checks, sorted(expected.collect()));
        }
        for n in 0..names.len() {
            let refused = format!("INSERT INTO t{n} (n) VALUES (0)");
            world.refuses(&refused);
        }
    });
}

fn hostile_values_of_an_enum_are_kept(world: &World) {
    let values: Vec<&str> = HOSTILE.into_iter().filter(|v| !v.ends_with(' ')).collect();
    let of = values.clone();
    let create = move |schema: &mut Schema| {
        schema.create_type("weird \"type\" 'name'", of[..20].to_vec());
        schema.create_table("t", |t| {
            t.id();
            t.enumeration("value", "weird \"type\" 'name'")
                .default(of[3]);
        });
    };
    there_and_back(world, create, || {
        for value in &values[..20] {
            let literal = literal(world, value);
            world.sql(&format!("INSERT INTO t (value) VALUES ({literal})"));
        }
        world.sql("INSERT INTO t (id) VALUES (1000)");
        let found = world.rows(&format!(
            "SELECT {} FROM t ORDER BY id",
            world.pick("value::text", "CAST(value AS CHAR)", "value")
        ));
        let found: Vec<String> = found
            .into_iter()
            .filter_map(|mut row| row.remove(0))
            .collect();
        let expected = values[..20].iter().chain([&values[3]]);
        assert_eq!(found, expected.map(|v| (*v).to_owned()).collect::<Vec<_>>());
        world.refuses("INSERT INTO t (value) VALUES ('none of them')");
        world.sql("DELETE FROM t");
    });
}

/// A literal of the test's own making.
fn literal(world: &World, text: &str) -> String {
    let text = text.replace('\'', "''");
    let text = world.pick(text.clone(), text.replace('\\', "\\\\"), text);
    format!("'{text}'")
}

fn hostile_defaults_are_values(world: &World) {
    let mut values = HOSTILE.to_vec();
    values.extend([
        "crab 🦀",
        "",
        "NULL",
        "CURRENT_TIMESTAMP",
        "now()",
        "tab\tand\r\nreturn",
        "0",
        "'quoted'",
    ]);
    let of = values.clone();
    let create = move |schema: &mut Schema| {
        schema.create_table("t", |t| {
            t.id();
            for (n, value) in of.iter().enumerate() {
                t.string(format!("c{n}"), 40).default(*value);
            }
        });
    };
    there_and_back(world, create, || {
        world.sql(&format!(
            "INSERT INTO t {}",
            world.pick("DEFAULT VALUES", "() VALUES ()", "DEFAULT VALUES")
        ));
        for (n, value) in values.iter().enumerate() {
            assert_eq!(world.value(&format!("SELECT c{n} FROM t")), *value);
        }
    });
}

fn hostile_comments_are_comments(world: &World) {
    if world.pick(false, false, true) {
        // Nowhere to keep them; they must not be in the way either.
        let create = |schema: &mut Schema| {
            schema.create_table("t", |t| {
                t.id().comment(HOSTILE[5]);
                t.comment(HOSTILE[5]);
            });
        };
        return there_and_back(world, create, || assert_eq!(world.count("t"), 0));
    }
    let mut texts = HOSTILE.to_vec();
    // MariaDB has no such characters in comments.
    texts.extend(world.pick(Some("crab 🦀"), None, None));
    let of = texts.clone();
    let create = move |schema: &mut Schema| {
        for (n, text) in of.iter().enumerate() {
            schema.create_table(format!("t{n}"), |t| {
                t.id().comment(*text);
                t.comment(*text);
            });
        }
    };
    there_and_back(world, create, || {
        for (n, text) in texts.iter().enumerate() {
            let of_table = world.value(&world.pick(
                format!("SELECT obj_description('t{n}'::regclass, 'pg_class')"),
                format!("SELECT table_comment FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 't{n}'"),
                String::new(),
            ));
            let of_column = world.value(&world.pick(
                format!("SELECT col_description('t{n}'::regclass, 1)"),
                format!("SELECT column_comment FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 't{n}' AND column_name = 'id'"),
                String::new(),
            ));
            assert_eq!([of_table, of_column], [*text; 2]);
        }
    });
}

/// Puts texts into a table whose names are as bad.
struct Inserts;

#[async_trait]
impl DataMigration for Inserts {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        for name in HOSTILE {
            db.insert("ta\"b'l`e", row! { "co\"l'u`mn" => name, "n" => 1 })
                .await?;
        }
        let rows = HOSTILE.map(|name| row! { "co\"l'u`mn" => name, "n" => 2 });
        db.insert_many("ta\"b'l`e", rows).await?;
        for name in HOSTILE {
            assert!(
                db.exists("ta\"b'l`e", row! { "co\"l'u`mn" => name, "n" => 2 })
                    .await?,
                "{name}"
            );
        }
        let found = db
            .query("SELECT count(*) AS n FROM canary WHERE '?' = '?' AND '$1' <> '$2' AND id <> $1")
            .bind(7)
            .fetch_one()
            .await?;
        assert_eq!(found.get::<i64>("n")?, 1);
        Ok(())
    }

    named!("2_rows");
}

fn hostile_values_are_inserted_and_found(world: &World) {
    with_canary(world);
    let create = step("1_create", |schema| {
        schema.create_table("ta\"b'l`e", |t| {
            t.id();
            t.string("co\"l'u`mn", 60);
            t.integer("n");
        });
    });
    world.migrate(&migrator(&[create]).add_data(Inserts).allow_existing(true));
    let found = world.rows(&format!(
        "SELECT {} FROM {} ORDER BY id",
        world.quote("co\"l'u`mn"),
        world.quote("ta\"b'l`e")
    ));
    let found: Vec<String> = found
        .into_iter()
        .filter_map(|mut row| row.remove(0))
        .collect();
    assert_eq!(found, [HOSTILE, HOSTILE].concat());
    assert_eq!(world.count("canary"), 1);
}

fn raw_sql_is_sent_as_it_is(world: &World) {
    let text = "a % b ? c $1 d :e {f} -- g ; h /* i";
    let insert = format!("INSERT INTO a (label) VALUES ('{text}') -- the end; or not");
    let block = world.pick(
        "DO $body$ BEGIN INSERT INTO a (label) VALUES ('x; y'); END $body$",
        "INSERT INTO a (label) VALUES ('x; y');",
        "CREATE TRIGGER t AFTER INSERT ON a WHEN new.id < 3 BEGIN INSERT INTO a (label) VALUES ('x; y'); END",
    );
    world.migrate(&migrator(&[
        table("1_a", "a"),
        raw("2_raw", block),
        raw("3_insert", insert),
    ]));
    let found = format!("SELECT CAST(count(*) AS CHAR(9)) FROM a WHERE label = '{text}'");
    assert_eq!(world.value(&found).trim(), "1");
    assert_eq!(world.count("a"), world.pick(2, 2, 2));
}

/// Refused when the plan is made, with the name of what is wrong; nothing is there afterwards.
#[track_caller]
fn refused(world: &World, says: &str, up: impl Fn(&mut Schema) + Send + Sync + 'static) {
    let error = world.migrate_fails(&migrator(&[table("1_a", "a"), step("2_bad", up)]));
    assert_eq!(error.kind(), ErrorKind::Plan, "{error}");
    assert_eq!(error.database_state(), Some(&DatabaseState::Untouched));
    let text = error.to_string();
    assert!(text.contains(says) && text.contains("2_bad"), "{text}");
    assert!(world.tables().is_empty(), "{:?}", world.tables());
}

fn a_nul_is_refused_before_anything_runs(world: &World) {
    refused(world, "NUL", |schema| {
        schema.create_table("t\0able", |t| {
            t.id();
        });
    });
    refused(world, "NUL", |schema| {
        schema.alter_table("a", |t| {
            t.add_column("co\0lumn", migratory::prelude::integer())
                .default(1);
        });
    });
    refused(world, "NUL", |schema| {
        schema.create_type("mood", ["go\0od"])
    });
    refused(world, "NUL", |schema| {
        schema.create_index("a", "label").name("i\0");
    });
    refused(world, "NUL", |schema| {
        schema.alter_table("a", |t| t.set_default("label", "x\0y"));
    });
}

fn an_empty_name_is_refused_before_anything_runs(world: &World) {
    refused(world, "empty", |schema| {
        schema.create_table("", |t| {
            t.id();
        });
    });
    refused(world, "empty", |schema| {
        schema.alter_table("a", |t| t.rename_column("label", ""));
    });
}

fn a_name_that_is_too_long_is_refused_before_anything_runs(world: &World) {
    // 64 bytes in 32 characters, and 65 characters.
    let (wide, long) = ("é".repeat(32), "x".repeat(65));
    match world.pick(0, 1, 2) {
        0 => {
            refused(world, "63 bytes", move |schema| {
                schema.rename_table("a", wide.clone())
            });
            refused(world, "63 bytes", move |schema| {
                schema.alter_table("a", |t| t.rename_column("label", long.clone()));
            });
        }
        1 => refused(world, "64 characters", move |schema| {
            schema.alter_table("a", |t| t.rename_column("label", long.clone()));
        }),
        _ => there_and_back(
            world,
            move |schema| {
                schema.create_table(long.clone(), |t| {
                    t.id();
                });
            },
            || assert!(world.tables().contains(&"x".repeat(65))),
        ),
    }
}

fn a_name_as_long_as_may_be_works(world: &World) {
    let name = world.pick(
        format!("{}é", "x".repeat(61)),
        "é".repeat(64),
        "é".repeat(500),
    );
    let of = name.clone();
    let create = move |schema: &mut Schema| {
        schema.create_table(of.clone(), |t| {
            t.id();
            t.integer(of.clone()).unique();
            t.integer("n").index();
        });
    };
    there_and_back(world, create, || assert!(world.tables().contains(&name)));
}

fn names_that_are_derived_are_shortened(world: &World) {
    let (table, column) = ("t".repeat(60), "c".repeat(60));
    let create = move |schema: &mut Schema| {
        schema.create_table(table.clone(), |t| {
            t.id();
            t.integer(column.clone()).unique();
            t.integer(format!("{column}2")).index();
            t.big_integer("parent_id")
                .optional()
                .references(table.clone(), "id");
        });
    };
    there_and_back(world, create, || {
        let refused = format!(
            "INSERT INTO {t} ({c}, {c}2) VALUES (1, 1), (1, 1)",
            t = "t".repeat(60),
            c = "c".repeat(60)
        );
        world.refuses(&refused);
    });
}
