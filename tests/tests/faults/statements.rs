//! Statements that run outside of a transaction, or must not.

use migration_core::migration::Meta;
use migratory::prelude::*;
use migratory::{Decision, ErrorKind, Phase};
use migratory_tests::throwaway::Server;

use crate::process::fleet;
use crate::world::{Step, World, done, failed, migrator, raw, step, table};

#[test]
fn r23_an_index_that_could_not_be_built_is_dropped_and_built_again() {
    let Some(world) = Server::postgres().map(World::on) else {
        return;
    };
    let index = step("2_i", |schema| {
        schema.create_index("a", "label").unique().concurrently();
    });
    let steps = [table("1_a", "a"), index];
    world.migrate(&migrator(&steps[..1]));
    world.sql("INSERT INTO a (label) VALUES ('x'), ('x')");
    let error = world.migrate_fails(&migrator(&steps));
    assert!(error.message().contains("duplicated"), "{error}");
    let indexes =
        "SELECT count(*)::text FROM pg_index WHERE indrelid = 'a'::regclass AND NOT indisprimary";
    assert_eq!(world.value(indexes), "0");
    // One that somebody else left behind is in the way, and is said.
    world.sql("DELETE FROM a");
    world.migrate(&migrator(&steps));
    let valid = "SELECT bool_and(indisvalid)::text FROM pg_index WHERE indrelid = 'a'::regclass";
    assert_eq!(world.value(valid), "true");
}

fn parents_and_children() -> Step {
    step("1_tables", |schema| {
        schema.create_table("a", |t| {
            t.id();
        });
        schema.create_table("b", |t| {
            t.id();
            t.big_integer("a_id");
        });
        schema
            .add_foreign_key("b", "a_id")
            .references("a", "id")
            .initially_deferred();
    })
}

fn widens(schema: &mut Schema, column: &'static str) {
    for table in ["a", "b"] {
        schema.alter_table(table, |t| {
            t.add_column(column, integer()).optional();
        });
    }
}

/// Rows, the table that they are in, rows.
struct WidensBetween;

#[async_trait]
impl DataMigration for WidensBetween {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.insert("b", row! { "id" => 4, "a_id" => 4 }).await?;
        db.insert("a", row! { "id" => 4 }).await?;
        widens(db.schema(), "o");
        db.flush().await?;
        db.insert("b", row! { "id" => 5, "a_id" => 5 }).await?;
        db.insert("a", row! { "id" => 5 }).await?;
        Ok(())
    }

    named!("4_data");
}

#[test]
fn r26_rows_whose_checks_are_put_off_and_then_their_table_is_changed() {
    let Some(world) = Server::postgres().map(World::on) else {
        return;
    };
    let typed = step("2_typed", |schema| {
        schema.insert("b", row! { "id" => 1, "a_id" => 1 });
        schema.insert("a", row! { "id" => 1 });
        widens(schema, "n");
        schema.insert("b", row! { "id" => 2, "a_id" => 2 });
        schema.insert("a", row! { "id" => 2 });
        schema.alter_table("b", |t| {
            t.drop_column("n");
        });
    });
    let own = step("3_raw", |schema| {
        schema
            .sql("INSERT INTO b (id, a_id) VALUES (3, 3); INSERT INTO a (id) VALUES (3)")
            .down("DELETE FROM b WHERE id = 3; DELETE FROM a WHERE id = 3");
        schema.alter_table("b", |t| {
            t.add_column("m", integer()).optional();
        });
    });
    let migrator = migrator(&[parents_and_children(), typed, own]).add_data(WidensBetween);
    let report = world.migrate(&migrator);
    assert_eq!(report.ran.len(), 4);
    assert_eq!((world.count("a"), world.count("b")), (5, 5));
    // What refers to nothing is still an error, at the statement that asks for the check.
    let wrong = step("5_wrong", |schema| {
        schema.insert("b", row! { "id" => 9, "a_id" => 9 });
        schema.alter_table("b", |t| {
            t.add_column("p", integer()).optional();
        });
    });
    let error = world.migrate_fails(&migrator.add(wrong));
    assert!(error.message().contains("foreign key"), "{error}");
    assert_eq!(world.count("b"), 5);
}

#[test]
fn r25_what_cannot_run_in_a_transaction() {
    let Some(world) = Server::postgres().map(World::on) else {
        return;
    };
    world.migrate(&migrator(&[table("1_a", "a")]));
    let error = world.migrate_fails(&migrator(&[table("1_a", "a"), raw("2_v", "VACUUM a")]));
    assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
    let text = error.to_string();
    assert!(text.contains("transaction = false"), "{text}");
}

/// The same, where it is said.
#[test]
fn r25_own_sql_outside_of_a_transaction() {
    struct Tidy(&'static str);
    impl Migration for Tidy {
        fn up(&self, schema: &mut Schema) {
            schema.create_table("b", |t| {
                t.id();
            });
            schema.sql(self.0).down("SELECT 1");
        }
        fn meta(&self) -> Meta {
            let at = migratory::Location::caller();
            Meta::new("", Some("2_tidy"), at).outside_transaction()
        }
    }
    for server in [Some(Server::Sqlite), Server::postgres(), Server::mysql()] {
        let Some(world) = server.map(World::on) else {
            continue;
        };
        let tidy = world.pick("VACUUM a", "OPTIMIZE TABLE a", "VACUUM");
        let all = || migrator(&[table("1_a", "a")]).add(Tidy(tidy));
        world.migrate(&all());
        assert_eq!(world.applied(), ["1_a", "2_tidy"]);
        assert_eq!(world.count("_migrations_steps"), 0);
        assert_eq!(world.rollback(&all()).names(), ["2_tidy", "1_a"]);
        assert_eq!(world.tables(), ["_migrations"]);
    }
}

/// Each place where a migration can fail on MySQL, corrected and run again.
#[test]
fn r29_a_migration_of_mysql_that_fails_is_gone_on_with() {
    let Some(server) = Server::mysql() else {
        return;
    };
    for fails_at in 0..4 {
        let world = World::on(server.clone());
        let four = move |wrong: bool| {
            step("1_four", move |schema| {
                for n in 0..4 {
                    if wrong && n == fails_at {
                        schema.sql("CREATE TABLE t0 (no such type)");
                        return;
                    }
                    schema.create_table(format!("t{n}"), |t| {
                        t.id();
                    });
                }
            })
        };
        let error = world.migrate_fails(&migrator(&[four(true)]));
        assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
        let status = done(world.block(migrator(&[four(true)]).status(&world.database)));
        assert_eq!(status[0].partly.is_some(), fails_at > 0, "{status:?}");
        world.migrate(&migrator(&[four(false)]));
        assert_eq!(world.tables(), ["_migrations", "t0", "t1", "t2", "t3"]);
        assert_eq!(world.count("_migrations_steps"), 0);
    }
    // What is done must stay what it was.
    let world = World::on(server);
    let [good, bad] = [
        ["CREATE TABLE a (id int)", "CREATE TABLE b (no such type)"],
        ["CREATE TABLE a (id bigint)", "CREATE TABLE b (id int)"],
    ]
    .map(|texts| {
        step("1_a", move |schema| {
            for text in texts {
                schema.sql(text);
            }
        })
    });
    world.migrate_fails(&migrator(&[good]));
    let error = world.migrate_fails(&migrator(&[bad]));
    assert_eq!(error.kind(), ErrorKind::Edited, "{error}");
}

/// Raw SQL that nobody can look up is not guessed at; one that brings a probe is.
#[test]
fn r12_raw_sql_that_was_broken_off_needs_a_decision() {
    let Some(server) = Server::mysql() else {
        return;
    };
    for (decision, expected) in [(Decision::Done, 0), (Decision::Again, 1)] {
        let world = World::on(server.clone());
        let fault = [
            ("FLEET_RAW", "CREATE TABLE extra (id int)"),
            ("MIGRATORY_FAULT", "intent:2=kill"),
        ];
        fleet(world.url(), &["migrate"], &fault).end();
        let plain = [fault[0]];
        let ended = fleet(world.url(), &["migrate"], &plain).end().with(9);
        assert!(
            ended.said.contains("resolve 20260101000002_half --done"),
            "{}",
            ended.said
        );
        let half = Migrator::new().add(table("1_a", "a"));
        let name = "20260101000002_half";
        done(world.block(half.resolve(&world.database, name, Phase::PreDeploy, decision)));
        fleet(world.url(), &["migrate"], &plain).end().with(0);
        let there = usize::from(world.tables().contains(&"extra".to_owned()));
        assert_eq!(there, expected);
        let again = half.resolve(&world.database, name, Phase::PreDeploy, decision);
        assert_eq!(failed(world.block(again)).kind(), ErrorKind::Selection);
    }
    let world = World::on(server);
    let probe = "SELECT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'extra')";
    let environment = [
        ("FLEET_RAW", "CREATE TABLE extra (id int)"),
        ("FLEET_PROBE", probe),
        ("MIGRATORY_FAULT", "ran:2=kill"),
    ];
    fleet(world.url(), &["migrate"], &environment).end();
    fleet(world.url(), &["migrate"], &environment[..2])
        .end()
        .with(0);
}

#[test]
fn r24_a_value_is_added_to_an_enum_type_and_used() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let add = |name| {
        step(name, |schema| {
            schema.add_type_value("mood", "ok").after("sad");
        })
    };
    let make = |name| {
        step(name, |schema| {
            schema.create_type("mood", ["sad", "glad"]);
        })
    };
    let uses = |name| {
        step(name, |schema| {
            schema.create_table("users", |t| {
                t.id();
                t.enumeration("mood", "mood").default("ok");
            });
            schema.insert("users", migratory::row! { "id" => 1, "mood" => "ok" });
        })
    };
    let all_in_one = step("1_all", |schema| {
        schema.create_type("mood", ["sad", "glad"]);
        schema.add_type_value("mood", "ok").after("sad");
        schema.create_table("users", |t| {
            t.id();
            t.enumeration("mood", "mood").default("ok");
        });
        schema.insert("users", migratory::row! { "id" => 1, "mood" => "ok" });
    });
    for steps in [vec![make("1_a"), add("2_b"), uses("3_c")], vec![all_in_one]] {
        let world = World::on(server.clone());
        world.migrate(&migrator(&steps));
        assert_eq!(world.value("SELECT mood::text FROM users"), "ok");
        world.rollback(&migrator(&steps));
        assert_eq!(world.tables(), ["_migrations"]);
    }
}

#[test]
fn r27_own_sql_that_ends_its_transaction() {
    let Some(server) = Server::postgres() else {
        return;
    };
    for sql in [
        "CREATE TABLE b (id int); COMMIT; SELECT 1 / 0",
        "CREATE TABLE b (id int); COMMIT; BEGIN; SELECT 1 / 0",
        "DO $$ BEGIN COMMIT; END $$",
    ] {
        let world = World::on(server.clone());
        let error = world.migrate_fails(&migrator(&[table("1_a", "a"), raw("2_bad", sql)]));
        assert_eq!(error.kind(), ErrorKind::Failed, "{sql}: {error}");
        let partly = matches!(
            error.database_state(),
            Some(migratory::DatabaseState::PartlyApplied { .. })
        );
        // What is there and what is said of it fit.
        let there = world.tables().contains(&"b".to_owned());
        assert_eq!(partly, there, "{sql}: {error}");
    }
}

#[test]
fn r28_what_a_dump_sets_reaches_nobody_else() {
    let Some(world) = Server::postgres().map(World::on) else {
        return;
    };
    let dump = raw(
        "1_dump",
        "SET statement_timeout = 0;\nSET lock_timeout = 0;\nSET row_security = off;\n\
         SELECT pg_catalog.set_config('search_path', '', false);\nSET default_table_access_method = heap;\n\
         CREATE TABLE public.dumped (id integer);\nSET ROLE NONE;\nSET session_replication_role = replica;",
    );
    let check = raw(
        "2_check",
        "CREATE TABLE next (r text, p text);\n\
         INSERT INTO next VALUES (current_setting('session_replication_role'), current_setting('row_security'))",
    );
    world.migrate(&migrator(&[dump, check]));
    assert_eq!(world.tables(), ["_migrations", "dumped", "next"]);
    assert_eq!(world.value("SELECT r || ' ' || p FROM next"), "origin on");
}

#[test]
fn r31_a_rebuild_on_sqlite_keeps_everything() {
    let world = World::on(Server::Sqlite);
    let first = step("1_a", |schema| {
        schema.create_table("parents", |t| {
            t.id();
            t.integer("n");
        });
        schema.create_table("children", |t| {
            t.id();
            t.references("parent_id", "parents").on_delete(Cascade);
        });
        schema.create_index("parents", "n").filter("n > 0");
        schema.sql("CREATE TRIGGER t AFTER INSERT ON parents BEGIN SELECT 1; END");
        schema.sql("CREATE VIEW v AS SELECT n FROM parents");
    });
    let change = step("2_b", |schema| {
        schema.alter_table("parents", |t| {
            t.change_type("n", text());
        });
    });
    world.migrate(&migrator(std::slice::from_ref(&first)));
    world.sql("INSERT INTO parents (n) VALUES (1), (2)");
    world.sql("DELETE FROM parents WHERE n = 2");
    world.sql("INSERT INTO children (parent_id) VALUES (1)");
    world.migrate(&migrator(&[first, change]));
    assert_eq!(world.count("children"), 1);
    let kept = "SELECT group_concat(type || ' ' || name) FROM (SELECT type, name FROM sqlite_schema \
                WHERE name IN ('parents_n_idx', 't', 'v') ORDER BY name)";
    assert_eq!(world.value(kept), "index parents_n_idx,trigger t,view v");
    world.sql("INSERT INTO parents (n) VALUES ('x')");
    assert_eq!(
        world.value("SELECT max(id) FROM parents"),
        "3",
        "an id is never used twice"
    );
    assert!(world.rows("PRAGMA foreign_key_check").is_empty());
    assert_eq!(world.value("PRAGMA integrity_check"), "ok");
}
