//! What a migration does to its session harms neither its record, nor the next migration, nor the user's pool; and what
//! cannot run in a transaction runs without one.

use migratory::prelude::{Db, async_trait};
use migratory::{DataMigration, Database, Migrator, Result};
use migratory_tests::throwaway::Server;
use sqlx::{Executor as _, MySqlPool, PgPool, Row as _, SqlitePool};

use crate::world::{World, done, migrator, raw, step, table};

fn postgres() -> Option<World> {
    Server::postgres().map(World::on)
}

fn mysql() -> Option<World> {
    Server::mysql().map(World::on)
}

/// Migrations around one of raw SQL; all must be applied where the others are.
#[track_caller]
fn between_others(world: &World, sql: &str) {
    let all = migrator(&[
        table("1_before", "before_it"),
        raw("2_raw", sql).down(|_| {}),
        table("3_after", "after_it"),
        raw("4_rows", "INSERT INTO after_it (label) VALUES ('x')").down(|_| {}),
    ]);
    world.migrate(&all);
    assert_eq!(
        world.applied(),
        ["1_before", "2_raw", "3_after", "4_rows"],
        "{sql}"
    );
    for table in ["before_it", "after_it"] {
        assert!(
            world.tables().contains(&table.to_owned()),
            "{sql}: {:?}",
            world.tables()
        );
    }
    assert_eq!(world.count("after_it"), 1, "{sql}");
    world.rollback(&all);
    assert_eq!(world.tables(), ["_migrations"], "{sql}");
}

/// What `pg_dump` begins with, and other things that stay for a session.
const POSTGRES: [&str; 8] = [
    "SET statement_timeout = 0;\nSET lock_timeout = 0;\nSET idle_in_transaction_session_timeout = 0;\n\
     SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n\
     SELECT pg_catalog.set_config('search_path', '', false);\nSET check_function_bodies = false;\n\
     SET xmloption = content;\nSET client_min_messages = warning;\nSET row_security = off;",
    "SET search_path = pg_catalog",
    "SET default_transaction_read_only = on",
    "SET standard_conforming_strings = off",
    "SET session_replication_role = replica",
    "SET TIME ZONE 'Asia/Tokyo'; SET datestyle = 'German, DMY'",
    "RESET ALL",
    "SET default_transaction_isolation = 'serializable'; SET intervalstyle = 'iso_8601'; SET bytea_output = 'escape'",
];

#[test]
fn what_a_dump_sets_does_not_reach_the_ledger_or_the_next_migration_on_postgres() {
    let Some(world) = postgres() else { return };
    for sql in POSTGRES {
        between_others(&world, sql);
    }
}

#[test]
fn a_role_that_a_migration_takes_on_is_laid_down_on_postgres() {
    let Some(world) = postgres() else { return };
    let role = format!("weak_{}", std::process::id());
    world.sql(&format!("CREATE ROLE {role}"));
    let all = migrator(&[
        table("1_a", "a"),
        raw("2_role", format!("SET ROLE {role}")),
        table("3_c", "c"),
    ]);
    let result = world.block(all.migrate(&world.database));
    world.sql(&format!("DROP ROLE {role}"));
    done(result);
    assert_eq!(world.applied(), ["1_a", "2_role", "3_c"]);
}

/// What `mysqldump` begins with, and other things that stay for a session.
const MYSQL: [&str; 6] = [
    "/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\nSET NAMES utf8mb4;\n\
     SET @OLD_TIME_ZONE=@@TIME_ZONE;\nSET TIME_ZONE='+00:00';\nSET UNIQUE_CHECKS=0;\nSET FOREIGN_KEY_CHECKS=0;\n\
     SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO';\nSET SQL_NOTES=0;",
    "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
    "SET autocommit = 0",
    "USE mysql",
    "SET SESSION TRANSACTION READ ONLY",
    "SET NAMES latin1",
];

#[test]
fn what_a_dump_sets_does_not_reach_the_ledger_or_the_next_migration_on_mysql() {
    let Some(world) = mysql() else { return };
    for sql in MYSQL {
        between_others(&world, sql);
    }
}

#[test]
fn what_a_script_sets_does_not_reach_the_ledger_or_the_next_migration_on_sqlite() {
    let world = World::on(Server::Sqlite);
    for sql in [
        "PRAGMA foreign_keys = OFF",
        "PRAGMA query_only = ON",
        "PRAGMA defer_foreign_keys = ON; PRAGMA legacy_alter_table = ON",
        "PRAGMA case_sensitive_like = ON; PRAGMA recursive_triggers = ON",
    ] {
        between_others(&world, sql);
    }
}

#[test]
fn an_index_is_built_concurrently_in_the_middle_of_a_migration() {
    let Some(world) = postgres() else { return };
    let middle = step("2_middle", |schema| {
        schema.alter_table("a", |t| {
            t.add_column("n", migratory::prelude::integer()).default(1);
        });
        schema.create_index("a", "n").concurrently();
        schema
            .sql("INSERT INTO a (label) VALUES ('after the index')")
            .down("DELETE FROM a");
    });
    let all = migrator(&[table("1_a", "a"), middle, table("3_c", "c")]);
    world.migrate(&all);
    assert_eq!(world.applied(), ["1_a", "2_middle", "3_c"]);
    let valid = "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'a_n_idx'::regclass";
    assert_eq!(world.value(valid), "true");
    assert_eq!(world.count("a"), 1);
    world.rollback(&all);
    assert_eq!(world.tables(), ["_migrations"]);
}

#[test]
fn a_value_that_was_added_to_a_type_is_used_in_the_same_migration() {
    let Some(world) = postgres() else { return };
    let create = step("1_create", |schema| {
        schema.create_type("mood", ["good"]);
        schema.create_table("days", |t| {
            t.id();
            t.enumeration("mood", "mood");
        });
    });
    let more = step("2_more", |schema| {
        schema.add_type_value("mood", "bad").before("good");
        schema.alter_table("days", |t| t.set_default("mood", "bad"));
        schema
            .sql("INSERT INTO days (mood) VALUES ('bad'), (DEFAULT)")
            .down("DELETE FROM days");
    })
    .down(|schema| {
        schema.alter_table("days", |t| t.drop_default("mood"));
    });
    world.migrate(&migrator(&[create, more]));
    let moods = world.value("SELECT string_agg(mood::text, ',' ORDER BY id) FROM days");
    assert_eq!(moods, "bad,bad");
}

/// Changes the session from a data migration.
struct Sets;

#[async_trait]
impl DataMigration for Sets {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.execute(
            "SET search_path = pg_catalog; SET statement_timeout = '1ms'; RESET statement_timeout",
        )
        .await?;
        Ok(())
    }

    named!("2_data");
}

#[test]
fn a_data_migration_that_changes_the_session_does_not_reach_the_next_migration() {
    let Some(world) = postgres() else { return };
    let all = migrator(&[table("1_a", "a"), table("3_c", "c")]).add_data(Sets);
    world.migrate(&all);
    assert_eq!(world.applied(), ["1_a", "2_data", "3_c"]);
    assert_eq!(world.tables(), ["_migrations", "a", "c"]);
}

fn with_settings(sql: &str) -> Migrator {
    migrator(&[table("1_a", "a"), raw("2_raw", sql).down(|_| {})])
}

#[test]
fn a_pool_of_postgres_is_migrated_and_keeps_its_sessions_clean() {
    let Some(world) = postgres() else { return };
    world.block(async {
        let pool = PgPool::connect(world.url()).await.unwrap();
        let before: String = setting(&pool, "search_path").await;
        let database = Database::from(pool.clone());
        let migrator = with_settings("SELECT set_config('search_path', '', false); SET ROLE NONE");
        done(migrator.migrate(&database).await);
        done(migrator.status(&database).await);
        done(migrator.rollback(&database).await);
        for _ in 0..5 {
            assert_eq!(setting(&pool, "search_path").await, before);
        }
        let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = \
                     (SELECT oid FROM pg_database WHERE datname = current_database())";
        let locks: i64 = sqlx::query_scalar(locks).fetch_one(&pool).await.unwrap();
        assert_eq!(locks, 0);
        pool.close().await;
    });
    assert_eq!(world.tables(), ["_migrations"]);
}

async fn setting(pool: &PgPool, name: &str) -> String {
    let sql = format!("SHOW {name}");
    let row = pool.fetch_one(sqlx::AssertSqlSafe(sql)).await.unwrap();
    row.get(0)
}

#[test]
fn a_pool_of_mysql_is_migrated_and_keeps_its_sessions_clean() {
    let Some(world) = mysql() else { return };
    world.block(async {
        let pool = MySqlPool::connect(world.url()).await.unwrap();
        let database = Database::from(pool.clone());
        let migrator = with_settings("SET autocommit = 0; USE mysql");
        done(migrator.migrate(&database).await);
        done(migrator.rollback(&database).await);
        let now = "SELECT CONCAT(DATABASE(), 0 + @@autocommit)";
        let now: String = sqlx::query_scalar(now).fetch_one(&pool).await.unwrap();
        assert!(
            now.starts_with("migratory_runner") && now.ends_with('1'),
            "{now}"
        );
        pool.close().await;
    });
    assert_eq!(world.tables(), ["_migrations"]);
}

#[test]
fn a_pool_of_sqlite_is_migrated_and_keeps_its_sessions_clean() {
    let world = World::on(Server::Sqlite);
    world.block(async {
        let pool = SqlitePool::connect(world.url()).await.unwrap();
        let database = Database::from(pool.clone());
        let migrator = with_settings("PRAGMA query_only = ON");
        done(migrator.migrate(&database).await);
        done(migrator.rollback(&database).await);
        pool.execute("CREATE TABLE mine (id integer)")
            .await
            .unwrap();
        pool.close().await;
    });
    assert_eq!(world.tables(), ["_migrations", "mine"]);
}

/// There is only the one connection, so it must be given back as it was.
#[test]
fn a_pool_of_sqlite_in_memory_is_given_its_connection_back_as_it_was() {
    let world = World::on(Server::Sqlite);
    world.block(async {
        let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
        let pool = options.connect("sqlite::memory:").await.unwrap();
        let database = Database::from(pool.clone());
        let rebuilt = step("2_rebuilt", |schema| {
            schema.alter_table("a", |t| {
                t.change_type("label", migratory::prelude::text());
            });
        });
        let migrator = migrator(&[table("1_a", "a"), rebuilt]);
        done(migrator.migrate(&database).await);
        let pragma = async |name: &str| {
            let sql = sqlx::AssertSqlSafe(format!("PRAGMA {name}"));
            let value: i64 = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
            value
        };
        assert_eq!(pragma("foreign_keys").await, 1);
        assert_eq!(pragma("legacy_alter_table").await, 0);
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM _migrations")
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(rows, 2);
        done(migrator.rollback(&database).await);
        pool.execute("INSERT INTO _migrations (name, batch) VALUES ('still writable', 1)")
            .await
            .unwrap();
    });
}
