//! `isolation = "db"` and `"memory"`.

use migratory::testing::{Isolation, TestDb, collect_test_databases, test_databases};

use crate::{Home, WORK};

#[tokio::test]
async fn two_tests_at_once_have_nothing_in_common() {
    for home in Home::all("db_two") {
        let one = home.start(Isolation::Db).await;
        let other = home.start(Isolation::Db).await;
        assert_ne!(one.url(), other.url());
        one.execute(WORK).await.expect("work");
        one.execute("DROP TABLE posts").await.expect("gone");
        home.assert_clean(&other).await;
        one.finish().await.expect("an end");
        other.finish().await.expect("an end");
        home.clear().await;
    }
}

#[tokio::test]
async fn they_go_when_the_test_is_over() {
    for home in Home::servers("db_gone") {
        let db = home.start(Isolation::Db).await;
        let name = db.url().rsplit('/').next().expect("a name").to_owned();
        db.finish().await.expect("an end");
        let mut found = Vec::new();
        for _ in 0..100 {
            found = test_databases(Some(home.url())).await.expect("a list");
            found.retain(|it| it.name == name);
            if found.is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert!(found.is_empty(), "{found:?}");
        home.clear().await;
    }
}

/// What is collected is nobody's.
#[tokio::test]
async fn nothing_is_taken_away_from_a_test_that_runs() {
    for home in Home::servers("db_mine") {
        let copy = home.start(Isolation::Db).await;
        let worker = home.start(Isolation::Reset).await;
        let transaction = home.start(Isolation::Tx).await;
        let gone = collect_test_databases(Some(home.url()), true)
            .await
            .expect("a list");
        for db in [&copy, &worker, &transaction] {
            let name = db.url().rsplit('/').next().expect("a name");
            assert!(!gone.iter().any(|it| it == name), "{name}: {gone:?}");
            home.assert_clean(db).await;
        }
        for db in [copy, worker, transaction] {
            db.finish().await.expect("an end");
        }
        home.clear().await;
    }
}

#[tokio::test]
async fn a_migration_is_tested_on_rows_of_before() {
    use migratory::prelude::*;
    struct RenameTitle;
    #[migratory::migration(name = "20260102000000000_rename_title")]
    impl Migration for RenameTitle {
        fn up(&self, schema: &mut Schema) {
            schema.alter_table("states", |t| {
                t.rename_column("rank", "place");
            });
        }
    }
    fn migrator() -> Result<Migrator> {
        Ok(migratory_tests::tested::migrator()?.add(RenameTitle))
    }
    for home in Home::all("db_at") {
        let options = home.options(Isolation::Db).migrations(migrator);
        let db = TestDb::start(options.clone().at("20260101"))
            .await
            .expect("a database");
        db.execute("UPDATE states SET rank = 9 WHERE name = 'gone'")
            .await
            .expect("work");
        assert_eq!(
            db.migrate().await.expect("a run").names(),
            ["20260102000000000_rename_title"]
        );
        let there = db.texts("SELECT name FROM states WHERE place = 9").await;
        assert_eq!(there.expect("a name"), ["gone"]);
        db.rollback().await.expect("back");
        let there = db.texts("SELECT name FROM states WHERE rank = 9").await;
        assert_eq!(there.expect("a name"), ["gone"]);
        db.finish().await.expect("an end");

        let unknown = TestDb::start(options.at("2031"))
            .await
            .expect_err("there is none");
        assert!(unknown.to_string().contains("2031"), "{unknown}");
        home.clear().await;
    }
}

#[tokio::test]
async fn a_copy_in_memory_is_for_sqlite_alone() {
    for home in Home::all("db_memory") {
        let started = TestDb::start(home.options(Isolation::Memory)).await;
        match (home.dialect, started) {
            ("sqlite", Ok(db)) => {
                db.execute(WORK).await.expect("work");
                db.finish().await.expect("an end");
                let db = home.start(Isolation::Memory).await;
                home.assert_clean(&db).await;
            }
            ("sqlite", Err(error)) => panic!("{error}"),
            (_, Ok(_)) => panic!("{} in memory", home.dialect),
            (_, Err(error)) => assert!(
                error.to_string().contains("\"tx\", \"reset\" or \"db\""),
                "{error}"
            ),
        }
        home.clear().await;
    }
}

/// Migrations that fail are told, and what was begun does not stay.
#[tokio::test]
async fn migrations_that_fail_leave_no_template() {
    use migratory::prelude::*;
    struct Fails;
    #[migratory::migration(name = "1_fails")]
    impl Migration for Fails {
        fn up(&self, schema: &mut Schema) {
            schema.create_table("made", |t| {
                t.id();
            });
            schema.sql("SELECT * FROM there_is_none");
        }
    }
    fn migrator() -> Result<Migrator> {
        Ok(Migrator::new().add(Fails))
    }
    for home in Home::all("db_fails") {
        for isolation in [Isolation::Tx, Isolation::Db] {
            let options = home.options(isolation).migrations(migrator);
            let failed = TestDb::start(options)
                .await
                .expect_err("it fails")
                .to_string();
            assert!(
                failed.contains("there_is_none") && failed.contains("1_fails"),
                "{failed}"
            );
        }
        if !home.is("sqlite") {
            let left = test_databases(Some(home.url())).await.expect("a list");
            let here = home.url().rsplit('/').next().expect("a name");
            assert!(!left.iter().any(|it| it.name.starts_with(here)), "{left:?}");
        }
    }
}
