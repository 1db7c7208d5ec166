//! What a reviewer asked of a run: histories that are easy to get wrong, each on the database where it would hurt.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use migration_core::builder::{integer, text};
use migration_core::migration::Meta;
use migration_core::plan::Direction;
use migratory::prelude::Schema;
use migratory::prelude::async_trait;
use migratory::{
    DataMigration, Database, Db, Error, ErrorKind, Location, Migration, Migrator, Observer, Result,
    row,
};
use migratory_tests::throwaway::{Server, Throwaway};

type Record = Arc<dyn Fn(&mut Schema) + Send + Sync>;

#[derive(Clone)]
struct Step {
    name: &'static str,
    up: Record,
    down: Option<Record>,
}

impl Migration for Step {
    fn up(&self, schema: &mut Schema) {
        (self.up)(schema);
    }

    fn down(&self, schema: &mut Schema) {
        match &self.down {
            Some(down) => down(schema),
            None => schema.derive_down(),
        }
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some(self.name), Location::caller())
    }
}

fn step(name: &'static str, up: impl Fn(&mut Schema) + Send + Sync + 'static) -> Step {
    Step {
        name,
        up: Arc::new(up),
        down: None,
    }
}

fn raw(name: &'static str, sql: impl Into<String>) -> Step {
    let sql = sql.into();
    step(name, move |schema| {
        schema.sql(sql.clone()).down("");
    })
}

fn users(name: &'static str) -> Step {
    step(name, |schema| {
        schema.create_table("users", |t| {
            t.id();
            t.text("email");
        });
    })
}

fn migrator(steps: &[Step]) -> Migrator {
    steps.iter().cloned().fold(Migrator::new(), Migrator::add)
}

/// A database of a test's own.
struct World {
    database: Database,
    _place: Throwaway,
}

impl World {
    async fn on(server: &Server) -> Self {
        let place = server.create("review").await;
        Self {
            database: Database::connect(place.url()).await.unwrap(),
            _place: place,
        }
    }

    fn db(&self) -> &Database {
        &self.database
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.database.query(sql).await.unwrap();
        rows.iter().map(|row| row.at(0).unwrap()).collect()
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.database.query(&sql).await.unwrap()[0].at(0).unwrap()
    }

    async fn ledger(&self) -> Vec<String> {
        self.texts("SELECT name FROM _migrations ORDER BY id").await
    }

    async fn migrate(&self, steps: &[Step]) {
        migrator(steps).migrate(&self.database).await.unwrap();
    }

    async fn migrate_fails(&self, steps: &[Step]) -> Error {
        migrator(steps).migrate(&self.database).await.unwrap_err()
    }
}

/// Runs a test; on servers that are not there, it is left out, which is said.
fn on<F: Future<Output = ()>>(server: Option<Server>, test: impl FnOnce(World) -> F) {
    let Some(server) = server else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let world = World::on(&server).await;
        test(world).await;
    });
}

fn on_all<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    for server in Server::all() {
        println!("{server:?}");
        on(Some(server), &test);
    }
}

#[test]
fn a_batch_that_later_migrations_need_is_not_rolled_back_from_under_them() {
    on_all(|world| async move {
        let alter = step("2_b", |schema| {
            schema.alter_table("users", |t| {
                t.add_column("age", integer()).optional();
            });
        });
        world.migrate(&[users("1_a")]).await;
        world.migrate(&[users("1_a"), alter.clone()]).await;
        let both = migrator(&[users("1_a"), alter]);
        let error = both.rollback_batch(world.db(), 1).await.unwrap_err();
        assert!(error.to_string().contains("2_b"), "{error}");
        assert_eq!(world.ledger().await, ["1_a", "2_b"]);
        assert_eq!(world.count("users").await, 0);
        both.reset(world.db()).await.unwrap();
    });
}

#[test]
fn what_raw_sql_may_have_made_is_not_dropped_by_a_derived_way_back() {
    on_all(|world| async move {
        let steps = [
            raw("1_a", "CREATE TABLE users (id integer PRIMARY KEY)"),
            step("2_b", |schema| {
                schema
                    .create_table("users", |t| {
                        t.id();
                    })
                    .if_not_exists();
            }),
        ];
        world.migrate(&steps).await;
        world
            .db()
            .query("INSERT INTO users (id) VALUES (7)")
            .await
            .unwrap();
        let rolled_back = migrator(&steps).rollback_steps(world.db(), 1).await;
        assert_eq!(world.count("users").await, 1);
        let error = rolled_back.unwrap_err();
        assert!(error.to_string().contains("raw SQL"), "{error}");
    });
}

#[test]
fn what_raw_sql_made_and_a_drop_took_away_is_not_said_to_be_back() {
    on_all(|world| async move {
        let steps = [
            raw("1_a", "CREATE TABLE users (id integer PRIMARY KEY)"),
            step("2_b", |schema| {
                schema.drop_table("users").if_exists();
            }),
        ];
        world.migrate(&steps).await;
        let rolled_back = migrator(&steps).rollback_steps(world.db(), 1).await;
        let error = rolled_back.unwrap_err();
        assert!(error.to_string().contains("raw SQL"), "{error}");
    });
}

#[test]
fn sql_that_rolls_its_own_transaction_back_is_not_recorded_as_done() {
    on(Server::postgres(), |world| async move {
        let steps = [raw(
            "1_a",
            "CREATE TABLE before (x int); ROLLBACK; CREATE TABLE after (x int)",
        )];
        let ran = migrator(&steps).migrate(world.db()).await;
        let said = ran
            .as_ref()
            .map_or_else(ToString::to_string, |report| format!("{report}"));
        assert!(ran.is_err() || world.ledger().await == ["1_a"], "{said}");
    });
}

#[test]
fn sql_of_a_way_back_that_rolls_back_is_not_recorded_as_undone() {
    on(Server::postgres(), |world| async move {
        let steps = [step("1_a", |schema| {
            schema
                .sql("CREATE TABLE a (x int)")
                .down("DROP TABLE a; ROLLBACK");
        })];
        world.migrate(&steps).await;
        let ran = migrator(&steps).rollback(world.db()).await;
        let said = ran
            .as_ref()
            .map_or_else(ToString::to_string, |report| format!("{report}"));
        assert!(ran.is_err() || world.ledger().await.is_empty(), "{said}");
    });
}

#[test]
fn a_session_that_a_migration_changed_does_not_reach_a_step_outside_of_a_transaction() {
    on(Server::postgres(), |world| async move {
        world
            .migrate(&[
                users("1_a"),
                raw(
                    "2_b",
                    "SELECT pg_catalog.set_config('search_path', '', false)",
                ),
                step("3_c", |schema| {
                    schema.create_index("users", ["email"]).concurrently();
                }),
            ])
            .await;
        assert_eq!(world.ledger().await.len(), 3);
    });
}

#[test]
fn fresh_leaves_columns_of_other_schemas_alone() {
    for (make, look) in [
        (
            "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE other.t (id int, m mood)",
            "SELECT m::text FROM other.t",
        ),
        (
            "CREATE DOMAIN mail AS text; CREATE TABLE other.t (id int, m mail)",
            "SELECT m::text FROM other.t",
        ),
        (
            "CREATE TABLE parent (id int); CREATE TABLE other.t () INHERITS (parent)",
            "SELECT 'x' FROM other.t",
        ),
        (
            "CREATE TABLE parts (id int) PARTITION BY LIST (id); \
             CREATE TABLE other.t PARTITION OF parts FOR VALUES IN (1)",
            "SELECT 'x' FROM other.t",
        ),
        (
            "CREATE SEQUENCE counter; CREATE TABLE other.t (id int DEFAULT nextval('counter'))",
            "SELECT column_default::text FROM information_schema.columns WHERE table_schema = 'other' AND column_default IS NOT NULL",
        ),
        (
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$; \
             CREATE TABLE other.t (id int); CREATE TRIGGER tr BEFORE INSERT ON other.t FOR EACH ROW EXECUTE FUNCTION f()",
            "SELECT tgname::text FROM pg_trigger WHERE tgname = 'tr'",
        ),
        (
            "CREATE TABLE rows (id int); CREATE FUNCTION other.g(r rows) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "SELECT proname::text FROM pg_proc WHERE proname = 'g'",
        ),
    ] {
        on(Server::postgres(), |world| async move {
            let setup = format!("CREATE SCHEMA other; {make}");
            world.db().query(&setup).await.unwrap();
            let had = world.texts(look).await.len();
            let fresh = migrator(&[users("1_a")]).fresh(world.db()).await;
            let rows = world.db().query(look).await;
            assert!(
                rows.is_ok_and(|rows| rows.len() == had),
                "{make} is damaged, and fresh said {:?}",
                fresh.map(|report| report.dropped)
            );
            assert!(fresh.is_err(), "{make}");
        });
    }
}

/// A change of the schema, then rows, then a failure.
struct FailsAfterDdl;

#[async_trait]
impl DataMigration for FailsAfterDdl {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.schema().alter_table("users", |t| {
            t.add_column("age", integer()).optional();
        });
        db.insert("users", row! { "email" => "after" }).await?;
        db.execute("SELECT * FROM nowhere").await?;
        Ok(())
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_data"), Location::caller())
    }
}

#[test]
fn rows_written_after_a_change_of_the_schema_are_rolled_back_as_the_error_says() {
    on_all(|world| async move {
        let migrator = migrator(&[users("1_a")]).add_data(FailsAfterDdl);
        let error = migrator.migrate(world.db()).await.unwrap_err();
        println!("{error}");
        assert_eq!(world.count("users").await, 0, "{error}");
        assert_eq!(world.ledger().await, ["1_a"]);
    });
}

/// Rebuilds a table that refers to itself.
struct RebuildsATree;

#[async_trait]
impl DataMigration for RebuildsATree {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.schema().alter_table("nodes", |t| {
            t.set_not_null("label");
        });
        Ok(())
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_data"), Location::caller())
    }
}

#[test]
fn a_table_that_refers_to_itself_keeps_its_rows_when_a_data_migration_rebuilds_it() {
    on(Some(Server::Sqlite), |world| async move {
        let steps = [step("1_a", |schema| {
            schema.create_table("nodes", |t| {
                t.id();
                t.text("label").optional();
                t.big_integer("parent_id").optional();
            });
            schema
                .add_foreign_key("nodes", "parent_id")
                .references("nodes", "id")
                .on_delete(migratory::prelude::Cascade);
            schema
                .sql("INSERT INTO nodes VALUES (1, 'a', NULL), (2, 'b', 1), (3, 'c', 2)")
                .down("");
        })];
        let migrator = migrator(&steps).add_data(RebuildsATree);
        let ran = migrator.migrate(world.db()).await;
        assert_eq!(world.count("nodes").await, 3, "{ran:?}");
    });
}

#[test]
fn a_migration_of_many_megabytes_is_recorded() {
    on_all(|world| async move {
        let statement = |table: &str| {
            let filler = "x".repeat(9 << 20);
            format!("CREATE TABLE {table} (id integer) /* {filler} */")
        };
        let (a, b) = (statement("a"), statement("b"));
        let steps = [step("1_big", move |schema| {
            schema.sql(a.clone()).down("DROP TABLE a");
            schema.sql(b.clone()).down("DROP TABLE b");
        })];
        world.migrate(&steps).await;
        assert_eq!(world.ledger().await, ["1_big"]);
        migrator(&steps).rollback(world.db()).await.unwrap();
    });
}

#[test]
fn sql_with_a_nul_character_is_refused_and_not_cut_off() {
    on_all(|world| async move {
        let steps = [raw(
            "1_a",
            "CREATE TABLE a (id integer);\0 CREATE TABLE b (id integer)",
        )];
        let error = world.migrate_fails(&steps).await;
        assert!(error.to_string().contains("NUL"), "{error}");
        let steps = [step("1_a", |schema| {
            schema.create_table("a", |t| {
                t.id();
                t.text("b").default("x\0y");
            });
        })];
        let error = world.migrate_fails(&steps).await;
        assert!(error.to_string().contains("NUL"), "{error}");
    });
}

#[test]
fn a_ledger_s_name_in_another_case_does_not_run_anything_again() {
    on_all(|world| async move {
        world.migrate(&[users("1_a")]).await;
        let other = migrator(&[users("1_a")])
            .table("_MIGRATIONS")
            .allow_existing(true);
        let ran = tokio::time::timeout(Duration::from_secs(10), other.migrate(world.db()));
        let ran = ran.await.expect("it comes to an end");
        println!("{ran:?}");
        assert_eq!(world.ledger().await, ["1_a"]);
    });
}

#[test]
fn a_row_that_is_not_of_an_applied_migration_does_not_make_a_run_go_on_forever() {
    on_all(|world| async move {
        world.migrate(&[users("1_a")]).await;
        let edit = "UPDATE _migrations SET state = 'started'";
        world.db().query(edit).await.unwrap();
        let migrator = migrator(&[users("1_a")]);
        let ran = tokio::time::timeout(Duration::from_secs(10), migrator.migrate(world.db()));
        let ran = ran.await.expect("it comes to an end");
        println!("{}", ran.unwrap_err());
    });
}

#[test]
fn a_pool_in_memory_is_given_back_without_an_open_transaction() {
    on(Some(Server::Sqlite), |_| async move {
        let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
        let pool = options.connect("sqlite::memory:").await.unwrap();
        let run = |sql: &'static str| sqlx::raw_sql(sql).execute(&pool);
        run("CREATE TABLE a (x); CREATE INDEX taken ON a (x)")
            .await
            .unwrap();
        let database = Database::from(pool.clone());
        let migrator = migrator(&[users("1_a")])
            .table("taken")
            .allow_existing(true);
        migrator.migrate(&database).await.unwrap_err();
        run("BEGIN; ROLLBACK").await.unwrap();
    });
}

#[test]
fn a_function_called_like_a_column_keeps_its_name() {
    on_all(|world| async move {
        let steps = [
            step("1_a", |schema| {
                schema.create_table("posts", |t| {
                    t.id();
                    t.text("title");
                    t.integer("length");
                    t.integer("other").optional();
                });
                schema.add_check("posts", "fits", "length(title) >= length");
            }),
            step("2_b", |schema| {
                schema.alter_table("posts", |t| {
                    t.rename_column("length", "size");
                });
                // SQLite writes the table anew.
                schema.alter_table("posts", |t| {
                    t.set_not_null("other");
                });
            }),
            step("3_c", |schema| {
                schema.drop_check("posts", "fits");
            }),
        ];
        world.migrate(&steps).await;
        migrator(&steps).reset(world.db()).await.unwrap();
    });
}

#[test]
fn sql_for_another_database_needs_no_way_back_here() {
    on(Some(Server::Sqlite), |world| async move {
        let steps = [step("1_a", |schema| {
            schema
                .sql("CREATE EXTENSION pg_trgm")
                .on(migration_core::dialect::Dialect::Postgres);
        })];
        world.migrate(&steps).await;
        migrator(&steps).rollback(world.db()).await.unwrap();
    });
}

#[test]
fn a_table_after_a_backslash_quote_in_raw_sql_is_known() {
    on(Server::mysql(), |world| async move {
        let steps = [
            raw(
                "1_a",
                r"CREATE TABLE a (x text); INSERT INTO a VALUES ('it\'s'); CREATE TABLE b (x int)",
            ),
            step("2_b", |schema| {
                schema.alter_table("b", |t| {
                    t.add_column("y", integer()).optional();
                });
            }),
        ];
        world.migrate(&steps).await;
    });
}

#[test]
fn an_identity_for_a_table_with_rows_counts_on_behind_them() {
    on_all(|world| async move {
        let steps = [
            step("1_a", |schema| {
                schema.create_table("users", |t| {
                    t.big_integer("id").primary_key();
                    t.text("email");
                });
                schema
                    .sql("INSERT INTO users VALUES (1, 'a'), (2, 'b')")
                    .down("");
            }),
            step("2_b", |schema| {
                schema.alter_table("users", |t| {
                    t.add_identity("id");
                });
            }),
        ];
        world.migrate(&steps).await;
        let insert = "INSERT INTO users (email) VALUES ('c')";
        world.db().query(insert).await.unwrap();
        assert_eq!(world.count("users").await, 3);
        migrator(&steps).reset(world.db()).await.unwrap();
    });
}

#[test]
fn steps_beyond_what_is_applied_and_empty_selections() {
    on_all(|world| async move {
        let m = migrator(&[users("1_a")]);
        assert!(m.rollback_steps(world.db(), 5).await.unwrap().is_empty());
        assert!(m.rollback(world.db()).await.unwrap().is_empty());
        assert!(m.reset(world.db()).await.unwrap().is_empty());
        m.rollback_to(world.db(), "1_a").await.unwrap_err();
        m.migrate(world.db()).await.unwrap();
        assert!(m.rollback_steps(world.db(), 0).await.unwrap().is_empty());
        assert!(m.rollback_to(world.db(), "1_a").await.unwrap().is_empty());
        m.rollback_to(world.db(), "1_A").await.unwrap_err();
        assert_eq!(
            m.rollback_steps(world.db(), usize::MAX)
                .await
                .unwrap()
                .names(),
            ["1_a"]
        );
    });
}

#[test]
fn two_migrations_whose_names_differ_by_case_are_two() {
    on_all(|world| async move {
        let steps = [
            raw("1_a", "CREATE TABLE a (x int)"),
            raw("1_A", "CREATE TABLE b (x int)"),
        ];
        world.migrate(&steps).await;
        assert_eq!(world.ledger().await, ["1_A", "1_a"]);
        let m = migrator(&steps);
        assert_eq!(
            m.rollback_to(world.db(), "1_A").await.unwrap().names(),
            ["1_a"]
        );
        assert_eq!(world.ledger().await, ["1_A"]);
    });
}

#[test]
fn a_column_that_raw_sql_replaced_comes_back_as_it_was_last() {
    on_all(|world| async move {
        let steps = [
            step("1_a", |schema| {
                schema.create_table("users", |t| {
                    t.id();
                    t.integer("age").optional();
                });
            }),
            raw("2_b", "ALTER TABLE users DROP COLUMN age"),
            step("3_c", |schema| {
                schema.alter_table("users", |t| {
                    t.add_column("age", text()).optional();
                });
            }),
            step("4_d", |schema| {
                schema.alter_table("users", |t| {
                    t.drop_column("age");
                });
            }),
        ];
        world.migrate(&steps).await;
        migrator(&steps)
            .rollback_steps(world.db(), 1)
            .await
            .unwrap();
        let insert = "INSERT INTO users (age) VALUES ('old')";
        world.db().query(insert).await.unwrap();
        let kept = world.texts("SELECT age FROM users").await;
        assert_eq!(kept, ["old"]);
        let sql = migrator(&steps).plan(world.db()).await.unwrap().to_sql();
        assert!(!sql.contains("int"), "{sql}");
    });
}

#[test]
fn a_column_takes_the_name_of_one_that_raw_sql_dropped() {
    on_all(|world| async move {
        let steps = [
            step("1_a", |schema| {
                schema.create_table("users", |t| {
                    t.id();
                    t.text("a").optional();
                    t.text("b").optional();
                });
            }),
            raw("2_b", "ALTER TABLE users DROP COLUMN b"),
            step("3_c", |schema| {
                schema.alter_table("users", |t| {
                    t.rename_column("a", "b");
                });
                schema.alter_table("users", |t| {
                    t.set_not_null("b");
                });
            }),
        ];
        world.migrate(&steps).await;
        world
            .db()
            .query("INSERT INTO users (b) VALUES ('x')")
            .await
            .unwrap();
        assert_eq!(world.texts("SELECT b FROM users").await, ["x"]);
    });
}

#[test]
fn a_table_that_only_a_table_dropped_by_raw_sql_referred_to_can_be_dropped() {
    on_all(|world| async move {
        let steps = [
            users("1_a"),
            step("2_b", |schema| {
                schema.create_table("posts", |t| {
                    t.id();
                    t.big_integer("user_id");
                });
                schema
                    .add_foreign_key("posts", "user_id")
                    .references("users", "id");
            }),
            raw("3_c", "DROP TABLE posts"),
            step("4_d", |schema| {
                schema.drop_table("users");
            }),
        ];
        world.migrate(&steps).await;
        assert_eq!(world.ledger().await.len(), 4);
    });
}

#[test]
fn a_table_whose_name_differs_by_case_is_not_taken_for_another_one() {
    on(Some(Server::Sqlite), |world| async move {
        let steps = [
            users("1_a"),
            step("2_b", |schema| {
                schema
                    .create_table("Users", |t| {
                        t.id();
                    })
                    .if_not_exists();
            }),
        ];
        let ran = migrator(&steps).migrate(world.db()).await;
        if ran.is_ok() {
            migrator(&steps)
                .rollback_steps(world.db(), 1)
                .await
                .unwrap();
            assert_eq!(world.count("users").await, 0);
        }
    });
}

#[test]
fn an_invalid_index_is_not_recorded_as_made() {
    on(Server::postgres(), |world| async move {
        let steps = [
            users("1_a"),
            step("2_b", |schema| {
                schema
                    .create_index("users", ["email"])
                    .unique()
                    .concurrently()
                    .if_not_exists();
            }),
        ];
        world.migrate(&steps[..1]).await;
        let insert = "INSERT INTO users (email) VALUES ('a'), ('a')";
        world.db().query(insert).await.unwrap();
        world.migrate_fails(&steps).await;
        world
            .db()
            .query("DELETE FROM users WHERE id = 2")
            .await
            .unwrap();
        let again = migrator(&steps).migrate(world.db()).await;
        let invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid";
        let invalid = world.texts(invalid).await;
        assert!(again.is_err() || invalid.is_empty(), "{invalid:?}");
    });
}

/// Panics when a migration is done.
struct Panics;

impl Observer for Panics {
    fn finished(&self, _: &str, _: Direction, _: Duration) {
        panic!("an observer's own fault");
    }
}

#[test]
fn an_observer_that_panics_leaves_nothing_locked() {
    on_all(|world| async move {
        let steps = [
            users("1_a"),
            step("2_b", |schema| {
                schema.create_table("b", |t| {
                    t.id();
                });
            }),
        ];
        let database = world.db().clone();
        let panicking = migrator(&steps).observer(Panics);
        let task = tokio::spawn(async move { panicking.migrate(&database).await });
        assert!(task.await.unwrap_err().is_panic());
        let again = migrator(&steps).lock_wait(Duration::from_secs(5));
        again.migrate(world.db()).await.unwrap();
        assert_eq!(world.ledger().await, ["1_a", "2_b"]);
    });
}

#[test]
fn a_pool_in_memory_survives_an_observer_that_panics_and_two_tasks_at_once() {
    on(Some(Server::Sqlite), |_| async move {
        let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
        let pool = options.connect("sqlite::memory:").await.unwrap();
        let database = Database::from(pool.clone());
        let steps = [users("1_a"), raw("2_b", "CREATE TABLE b (x)")];
        let panicking = migrator(&steps).observer(Panics);
        let of_task = database.clone();
        let task = tokio::spawn(async move { panicking.migrate(&of_task).await });
        assert!(task.await.unwrap_err().is_panic());
        let both = Arc::new(migrator(&steps));
        let run = || {
            let (both, database) = (both.clone(), database.clone());
            tokio::spawn(async move { both.migrate(&database).await })
        };
        let (a, b) = tokio::join!(run(), run());
        let (a, b) = (a.unwrap().unwrap(), b.unwrap().unwrap());
        assert_eq!(a.ran.len() + b.ran.len(), 1, "{a:?} {b:?}");
        sqlx::raw_sql("BEGIN; ROLLBACK")
            .execute(&pool)
            .await
            .unwrap();
    });
}

#[test]
fn one_migrator_in_two_tasks_applies_each_migration_once() {
    on_all(|world| async move {
        let steps = [users("1_a"), raw("2_b", "CREATE TABLE b (x integer)")];
        let both = Arc::new(migrator(&steps));
        let run = || {
            let (both, database) = (both.clone(), world.db().clone());
            tokio::spawn(async move { both.migrate(&database).await })
        };
        let (a, b, c) = tokio::join!(run(), run(), run());
        let ran: usize = [a, b, c]
            .map(|ran| ran.unwrap().unwrap().ran.len())
            .iter()
            .sum();
        assert_eq!(ran, 2);
        assert_eq!(world.ledger().await, ["1_a", "2_b"]);
    });
}

/// Says its effect with SQL, and undoes itself.
struct EffectInSql;

#[async_trait]
impl DataMigration for EffectInSql {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.execute("CREATE TABLE made (x integer)").await.map(drop)
    }

    async fn down(&self, db: &mut Db<'_>) -> Result<()> {
        db.execute("DROP TABLE made").await.map(drop)
    }

    fn has_down(&self) -> bool {
        true
    }

    fn effect(&self, schema: &mut Schema) {
        schema.sql("CREATE TABLE made");
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_data"), Location::caller())
    }
}

#[test]
fn a_data_migration_with_a_way_back_of_its_own_needs_none_for_its_effect() {
    on_all(|world| async move {
        let migrator = migrator(&[users("1_a")]).add_data(EffectInSql);
        migrator.migrate(world.db()).await.unwrap();
        migrator.reset(world.db()).await.unwrap();
        assert!(world.ledger().await.is_empty());
    });
}

#[test]
#[ignore = "known: expressions are the user's own SQL, in which a renamed value keeps its old name"]
fn a_check_of_an_enum_s_value_comes_back_after_the_value_was_renamed() {
    on_all(|world| async move {
        let steps = [
            step("1_a", |schema| {
                schema.create_type("mood", ["sad", "ok"]);
                schema.create_table("users", |t| {
                    t.id();
                    t.enumeration("mood", "mood").default("sad");
                });
                schema.add_check("users", "not_ok", "mood <> 'ok' OR id > 0");
            }),
            step("2_b", |schema| {
                schema.rename_type_value("mood", "ok", "fine");
                schema.rename_type_value("mood", "sad", "blue");
            }),
            step("3_c", |schema| {
                schema.drop_check("users", "not_ok");
            }),
        ];
        world.migrate(&steps).await;
        world
            .db()
            .query("INSERT INTO users (id) VALUES (1)")
            .await
            .unwrap();
        assert_eq!(
            world.texts("SELECT CAST(mood AS CHAR(4)) FROM users").await,
            ["blue"]
        );
        migrator(&steps)
            .rollback_steps(world.db(), 1)
            .await
            .unwrap();
    });
}

#[test]
fn a_table_that_was_moved_to_another_schema_makes_room_for_a_new_one() {
    on(Server::postgres(), |world| async move {
        let steps = [
            raw("0_a", "CREATE SCHEMA archive"),
            users("1_a"),
            step("2_b", |schema| {
                schema.rename_table("users", ("archive", "users"));
            }),
            users("3_c"),
        ];
        world.migrate(&steps).await;
        migrator(&steps)
            .rollback_steps(world.db(), 2)
            .await
            .unwrap();
    });
}

#[test]
fn a_name_that_a_renamed_table_keeps_is_taken() {
    let index = |schema: &mut Schema| {
        schema.create_index("users", ["email"]).name("by_email");
    };
    let steps = [
        users("1_a"),
        step("2_b", index),
        step("3_c", |schema| schema.rename_table("users", "people")),
        users("4_d"),
        step("5_e", index),
    ];
    for server in [Some(Server::Sqlite), Server::postgres()] {
        on(server, |world| {
            let steps = steps.clone();
            async move {
                let error = world.migrate_fails(&steps).await;
                assert_eq!(error.kind(), ErrorKind::Plan, "{error}");
            }
        });
    }
}

/// Inserts rows into a view.
struct IntoAView;

#[async_trait]
impl DataMigration for IntoAView {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        let rows = (0..20).map(|n| row! { "email" => n.to_string() });
        db.insert_many("everybody", rows).await.map(drop)
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_data"), Location::caller())
    }
}

#[test]
fn many_rows_go_into_a_view_as_few_do() {
    for server in [Server::postgres(), Server::mysql()] {
        on(server, |world| async move {
            let view = raw(
                "1_b",
                "CREATE VIEW everybody AS SELECT id, email FROM users",
            );
            let migrator = migrator(&[users("1_a"), view]).add_data(IntoAView);
            migrator.migrate(world.db()).await.unwrap();
            assert_eq!(world.count("users").await, 20);
        });
    }
}

#[test]
#[ignore = "known: a schema of the user's own name, made later, becomes the current one, and has no ledger; say .schema(\"public\")"]
fn a_schema_that_comes_first_on_the_search_path_does_not_hide_the_ledger() {
    on(Server::postgres(), |world| async move {
        let user = world.texts("SELECT current_user::text").await.remove(0);
        let steps = [
            raw("1_a", format!("CREATE SCHEMA IF NOT EXISTS \"{user}\"")),
            raw(
                "2_b",
                "CREATE TABLE IF NOT EXISTS public.runs (x int); INSERT INTO public.runs VALUES (1)",
            ),
        ];
        world.migrate(&steps).await;
        let again = migrator(&steps).migrate(world.db()).await;
        assert_eq!(world.count("public.runs").await, 1, "{again:?}");
    });
}

#[test]
#[ignore = "known: on MySQL the ledger's row comes last, so there only the lock keeps two runners apart"]
fn two_runners_whose_lock_does_not_hold_run_nothing_twice() {
    on(Server::mysql(), |world| async move {
        let steps = [
            raw("1_a", "CREATE TABLE runs (x int); DO RELEASE_ALL_LOCKS()"),
            raw("2_b", "DO SLEEP(1); INSERT INTO runs VALUES (1)"),
        ];
        let other = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            migrator(&steps).migrate(world.db()).await
        };
        let one = migrator(&steps);
        let (a, b) = tokio::join!(one.migrate(world.db()), other);
        assert_eq!(world.count("runs").await, 1, "{a:?} {b:?}");
    });
}

#[test]
fn an_enum_s_default_follows_a_renamed_value_and_comes_back() {
    on_all(|world| async move {
        let steps = [
            step("1_a", |schema| {
                schema.create_type("mood", ["sad", "ok"]);
                schema.create_table("users", |t| {
                    t.id();
                    t.integer("n");
                    t.enumeration("mood", "mood").default("sad");
                });
            }),
            step("2_b", |schema| {
                schema.rename_type("mood", "state");
                schema.rename_type_value("state", "sad", "blue");
                schema.rename_table("users", "people");
            }),
            step("3_c", |schema| {
                schema.drop_table("people");
                schema.drop_type("state");
            }),
        ];
        world.migrate(&steps).await;
        let all = migrator(&steps);
        all.rollback_steps(world.db(), 1).await.unwrap();
        world
            .db()
            .query("INSERT INTO people (n) VALUES (1)")
            .await
            .unwrap();
        all.rollback_steps(world.db(), 1).await.unwrap();
        world
            .db()
            .query("INSERT INTO users (n) VALUES (2)")
            .await
            .unwrap();
        let moods = "SELECT CAST(mood AS CHAR(4)) FROM users";
        let moods: Vec<String> = world.texts(moods).await;
        assert_eq!(
            moods.iter().map(|mood| mood.trim()).collect::<Vec<_>>(),
            ["sad", "sad"]
        );
    });
}

#[test]
fn a_cycle_of_foreign_keys_is_dropped_by_fresh_and_by_reset() {
    on_all(|world| async move {
        let steps = [step("1_a", |schema| {
            for (table, other) in [("a", "b_id"), ("b", "a_id")] {
                schema.create_table(table, |t| {
                    t.id();
                    t.big_integer(other).optional();
                });
            }
            schema.add_foreign_key("a", "b_id").references("b", "id");
            schema.add_foreign_key("b", "a_id").references("a", "id");
        })];
        let all = migrator(&steps);
        world.migrate(&steps).await;
        world
            .db()
            .query("INSERT INTO a (id) VALUES (1)")
            .await
            .unwrap();
        world
            .db()
            .query("INSERT INTO b (id, a_id) VALUES (1, 1)")
            .await
            .unwrap();
        world.db().query("UPDATE a SET b_id = 1").await.unwrap();
        all.fresh(world.db()).await.unwrap();
        assert_eq!(world.count("a").await + world.count("b").await, 0);
        all.reset(world.db()).await.unwrap();
        assert!(world.ledger().await.is_empty());
    });
}

#[test]
fn a_way_back_of_the_user_s_own_decides_what_earlier_ones_start_from() {
    on_all(|world| async move {
        let mut second = step("2_b", |schema| {
            schema.alter_table("users", |t| {
                t.add_column("age", integer()).optional();
            });
        });
        // Keeps the column, under another name.
        second.down = Some(Arc::new(|schema: &mut Schema| {
            schema.alter_table("users", |t| t.rename_column("age", "old_age"));
        }));
        let steps = [users("1_a"), second];
        world.migrate(&steps).await;
        migrator(&steps)
            .rollback_steps(world.db(), 1)
            .await
            .unwrap();
        world.db().query("SELECT old_age FROM users").await.unwrap();
        world.migrate(&steps).await;
        assert_eq!(world.ledger().await, ["1_a", "2_b"]);
    });
}
