//! `isolation = "reset"`.

use migratory::testing::{Isolation, TestDb};

use crate::{Home, WORK};

/// The number that the next row of a table gets.
async fn next_id(home: &Home, db: &TestDb) -> String {
    let insert = "INSERT INTO users (name) VALUES ('next')";
    db.execute(insert).await.expect("a row");
    let text = if home.is("mysql") { "char" } else { "text" };
    let id = format!("SELECT CAST(id AS {text}) FROM users WHERE name = 'next'");
    db.texts(&id).await.expect("a number").concat()
}

#[tokio::test]
async fn rows_of_migrations_come_back_and_numbers_begin_again() {
    for home in Home::all("reset_rows") {
        for _ in 0..3 {
            let db = home.start(Isolation::Reset).await;
            home.assert_clean(&db).await;
            let rank = db.texts("SELECT name FROM states WHERE rank = 1").await;
            assert_eq!(rank.expect("a name"), ["draft"]);
            assert_eq!(next_id(&home, &db).await, "2", "on {}", home.dialect);
            db.execute(WORK).await.expect("work");
            db.finish().await.expect("an end");
        }
        home.clear().await;
    }
}

/// All connections of its pool see what was committed, and what they set is gone after.
#[tokio::test]
async fn it_has_several_connections_and_their_settings_go() {
    let Some(home) = Home::postgres("reset_several") else {
        return;
    };
    for _ in 0..3 {
        let db = home.start(Isolation::Reset).await;
        home.assert_clean(&db).await;
        let locks = "SELECT 'held' FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let left = db.texts(locks).await.expect("a list");
        assert!(left.is_empty(), "locks of the test before: {left:?}");
        let pool = db.postgres();
        let mut connections = Vec::new();
        for _ in 0..3 {
            connections.push(pool.acquire().await.expect("a connection"));
        }
        for connection in &mut connections {
            let setting: String = sqlx::query_scalar("SHOW work_mem")
                .fetch_one(&mut **connection)
                .await
                .expect("a setting");
            assert_ne!(setting, "77kB");
            let temporary: Option<String> =
                sqlx::query_scalar("SELECT to_regclass('scratch')::text")
                    .fetch_one(&mut **connection)
                    .await
                    .expect("a name");
            assert_eq!(temporary, None);
            // Shared: the others are to have it as well.
            let set = "SET work_mem = '77kB'; CREATE TEMP TABLE scratch (id int); SELECT pg_advisory_lock_shared(4711)";
            let set = sqlx::raw_sql(set).execute(&mut **connection).await;
            set.expect("set");
        }
        drop(connections);
        db.execute(WORK).await.expect("work");
        db.finish().await.expect("an end");
    }
    home.clear().await;
}

#[tokio::test]
async fn a_change_of_the_schema_goes_as_well() {
    for home in Home::all("reset_schema") {
        let mut changes = vec![
            "DROP TABLE posts",
            "CREATE TABLE made (id int)",
            "ALTER TABLE posts ADD COLUMN more int",
            "ALTER TABLE users RENAME COLUMN best_friend_id TO worst_friend_id",
            "CREATE INDEX made ON posts (title)",
            "CREATE VIEW made AS SELECT 1 AS one",
        ];
        if home.is("postgres") {
            changes.extend([
                "TRUNCATE posts, users, states",
                "ALTER TABLE posts ALTER COLUMN title SET DEFAULT 'x'",
                "CREATE TYPE made AS ENUM ('a')",
                "CREATE SCHEMA made",
                "CREATE FUNCTION made() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "ALTER TABLE users DROP CONSTRAINT users_name_key",
            ]);
        }
        for change in changes {
            let db = home.start(Isolation::Reset).await;
            home.assert_clean(&db).await;
            db.execute(change).await.expect(change);
            db.finish().await.expect("an end");

            let db = home.start(Isolation::Reset).await;
            home.assert_clean(&db).await;
            let made = db.texts("SELECT title FROM posts WHERE 1 = 0").await;
            made.unwrap_or_else(|error| panic!("{change}: {error}"));
            let again = db.execute(change).await;
            again
                .unwrap_or_else(|error| panic!("{change} has stayed on {}: {error}", home.dialect));
            db.finish().await.expect("an end");
        }
        home.clear().await;
    }
}

/// Triggers do not fire when rows are put back, and what they wrote goes.
#[tokio::test]
async fn triggers_and_rows_in_a_circle_are_no_obstacle() {
    use migratory::prelude::*;
    struct CreateCircle;
    #[migratory::migration(name = "1_create_circle")]
    impl Migration for CreateCircle {
        fn up(&self, schema: &mut Schema) {
            schema.create_table("hens", |t| {
                t.id();
                t.big_integer("egg_id").optional();
            });
            schema.create_table("eggs", |t| {
                t.id();
                t.references("hen_id", "hens");
            });
            schema.alter_table("hens", |t| {
                t.add_foreign_key("egg_id").references("eggs", "id");
            });
            schema.create_table("log", |t| {
                t.id();
                t.text("what");
            });
            schema.insert("hens", row! { "id" => 1 });
            schema.insert("eggs", row! { "id" => 1, "hen_id" => 1 });
            schema.sql("UPDATE hens SET egg_id = 1");
            schema.sql(
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS \
                 'BEGIN INSERT INTO log (what) VALUES (TG_OP); RETURN coalesce(NEW, OLD); END'",
            );
            schema.sql(
                "CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON eggs FOR EACH ROW EXECUTE FUNCTION note()",
            );
        }
    }
    fn migrator() -> Result<Migrator> {
        Ok(Migrator::new().add(CreateCircle))
    }
    let Some(home) = Home::postgres("reset_circle") else {
        return;
    };
    for _ in 0..3 {
        let options = home.options(Isolation::Reset).migrations(migrator);
        let db = TestDb::start(options).await.expect("a database");
        for (table, rows) in [("hens", 1), ("eggs", 1), ("log", 0)] {
            assert_eq!(home.count(&db, table).await, rows, "{table}");
        }
        let work = "INSERT INTO hens (id) VALUES (2); INSERT INTO eggs (id, hen_id) VALUES (2, 2); UPDATE hens SET egg_id = 2; \
                    DELETE FROM eggs WHERE id = 1";
        db.execute(work).await.expect("work");
        assert_eq!(home.count(&db, "log").await, 2);
        db.finish().await.expect("an end");
    }
    home.clear().await;
}

/// A worker that was killed in the middle is looked at before it is used again.
#[tokio::test]
async fn what_a_process_has_left_is_undone_by_the_next() {
    for home in Home::servers("reset_left") {
        let db = home.start(Isolation::Reset).await;
        let url = db.url().to_owned();
        db.finish().await.expect("an end");
        sqlx::any::install_default_drivers();
        let pool = sqlx::AnyPool::connect(&url).await.expect("a connection");
        for statement in WORK.split("; ") {
            sqlx::query(statement)
                .execute(&pool)
                .await
                .expect(statement);
        }
        pool.close().await;
        let db = home.start(Isolation::Reset).await;
        assert_eq!(db.url(), url, "the same worker");
        home.assert_clean(&db).await;
        db.finish().await.expect("an end");
        home.clear().await;
    }
}
