//! `isolation = "tx"`.

use std::time::{Duration, Instant};

use migratory::testing::{Isolation, TestDb};

use crate::{Home, WORK};

#[tokio::test]
async fn what_a_test_does_is_rolled_back() {
    for home in Home::all("tx_rolled") {
        for _ in 0..3 {
            let db = home.start(Isolation::Tx).await;
            home.assert_clean(&db).await;
            db.execute(WORK).await.expect("work");
            assert_eq!(home.count(&db, "posts").await, 2);
            db.finish().await.expect("an end");
        }
        home.clear().await;
    }
}

/// One body for the pool of each driver.
macro_rules! nested {
    ($pool:expr) => {{
        let pool = $pool;
        let insert = "INSERT INTO users (name) VALUES ('nested')";
        let count = "SELECT count(*) FROM users";
        let mut kept = pool.begin().await.expect("a savepoint");
        sqlx::query(insert)
            .execute(&mut *kept)
            .await
            .expect("a row");
        kept.commit().await.expect("released");
        let mut undone = pool.begin().await.expect("a savepoint");
        let outer = sqlx::query("DELETE FROM users").execute(&mut *undone).await;
        outer.expect("gone");
        undone.rollback().await.expect("back");
        // Dropped without a word.
        let mut dropped = pool.begin().await.expect("a savepoint");
        let gone = sqlx::query("DELETE FROM users")
            .execute(&mut *dropped)
            .await;
        gone.expect("gone");
        drop(dropped);
        let rows: i64 = sqlx::query_scalar(count)
            .fetch_one(&pool)
            .await
            .expect("a count");
        assert_eq!(rows, 2);
        // An error does not end it either.
        let mut failed = pool.begin().await.expect("a savepoint");
        let twice = sqlx::query(insert).execute(&mut *failed).await;
        twice.expect_err("the name is there");
        failed.rollback().await.expect("back");
        let rows: i64 = sqlx::query_scalar(count)
            .fetch_one(&pool)
            .await
            .expect("a count");
        assert_eq!(rows, 2);
    }};
}

#[tokio::test]
async fn transactions_of_the_code_under_test_are_savepoints() {
    for home in Home::all("tx_nested") {
        for _ in 0..2 {
            let db = home.start(Isolation::Tx).await;
            match home.dialect {
                "postgres" => nested!(db.postgres()),
                "mysql" => nested!(db.mysql()),
                _ => nested!(db.sqlite()),
            }
            db.finish().await.expect("an end");
        }
        let db = home.start(Isolation::Tx).await;
        home.assert_clean(&db).await;
        db.finish().await.expect("an end");
        home.clear().await;
    }
}

#[tokio::test]
async fn a_test_that_commits_is_named_and_cleaned_up_after() {
    for home in Home::all("tx_commits") {
        let ways: &[&str] = match home.dialect {
            "mysql" => &[
                "COMMIT",
                "ROLLBACK",
                "COMMIT; BEGIN",
                "CREATE TABLE made (id int)",
            ],
            "sqlite" => &["COMMIT", "ROLLBACK"],
            _ => &[
                "COMMIT",
                "ROLLBACK",
                "COMMIT; BEGIN",
                "COMMIT; CREATE TABLE made (id int)",
            ],
        };
        for way in ways {
            let db = home.start(Isolation::Tx).await;
            db.execute(WORK).await.expect("work");
            db.execute(way).await.expect(way);
            db.execute("INSERT INTO users (name) VALUES ('after')")
                .await
                .expect("a row");
            let told = db.finish().await.expect_err(way).to_string();
            let name = format!("a_test_on_{} has ended the transaction", home.dialect);
            assert!(
                told.contains(&name) && told.contains("isolation = \"reset\""),
                "{told}"
            );

            let next = home.start(Isolation::Tx).await;
            home.assert_clean(&next).await;
            let made = next.execute("INSERT INTO made VALUES (1)").await;
            assert!(
                made.is_err(),
                "{way} on {}: a table has stayed",
                home.dialect
            );
            next.finish().await.expect("an end");
        }
        home.clear().await;
    }
}

/// A statement that failed leaves a transaction of PostgreSQL in a state in which nothing but an end is possible.
#[tokio::test]
async fn a_transaction_that_failed_is_no_end_of_it() {
    for home in Home::all("tx_failed") {
        let db = home.start(Isolation::Tx).await;
        let twice = "INSERT INTO states (name, rank) VALUES ('draft', 1)";
        db.execute(twice).await.expect_err("the key is there");
        db.finish().await.expect("an end");
        let db = home.start(Isolation::Tx).await;
        home.assert_clean(&db).await;
        db.finish().await.expect("an end");
        home.clear().await;
    }
}

#[tokio::test]
async fn a_connection_that_never_comes_back_and_a_closed_pool_hurt_nobody() {
    for home in Home::all("tx_leaked") {
        let began = Instant::now();
        let db = home.start(Isolation::Tx).await;
        db.execute(WORK).await.expect("work");
        hold_forever(&home, &db).await;
        db.finish().await.expect("an end");

        let db = home.start(Isolation::Tx).await;
        home.assert_clean(&db).await;
        db.execute(WORK).await.expect("work");
        match home.dialect {
            "postgres" => db.postgres().close().await,
            "mysql" => db.mysql().close().await,
            _ => db.sqlite().close().await,
        }
        db.finish().await.expect("an end");

        let db = home.start(Isolation::Tx).await;
        home.assert_clean(&db).await;
        db.finish().await.expect("an end");
        let limit = Duration::from_secs(60);
        assert!(began.elapsed() < limit, "it waits for what never comes");
        home.clear().await;
    }
}

async fn hold_forever(home: &Home, db: &TestDb) {
    match home.dialect {
        "postgres" => std::mem::forget(db.postgres().acquire().await.expect("a connection")),
        "mysql" => std::mem::forget(db.mysql().acquire().await.expect("a connection")),
        _ => std::mem::forget(db.sqlite().acquire().await.expect("a connection")),
    }
}

#[tokio::test]
async fn migrations_are_not_run_inside_of_it() {
    for home in Home::all("tx_migrations") {
        let db = home.start(Isolation::Tx).await;
        let refused = db.migrate().await.expect_err("no").to_string();
        assert!(refused.contains("isolation = \"db\""), "{refused}");
        db.finish().await.expect("an end");
        home.clear().await;
    }
}

/// Far more tests at once than the server takes connections.
#[test]
fn two_hundred_at_once_get_their_turn() {
    for home in Home::servers("tx_many") {
        std::thread::scope(|scope| {
            for n in 0..200 {
                let home = &home;
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build();
                    runtime.expect("a runtime").block_on(async {
                        let db = home
                            .start(if n % 10 == 0 {
                                Isolation::Reset
                            } else {
                                Isolation::Tx
                            })
                            .await;
                        home.assert_clean(&db).await;
                        db.execute(WORK).await.expect("work");
                        db.finish().await.expect("an end");
                    });
                });
            }
        });
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(home.clear());
    }
}

/// What `#[migratory::test]` is made of says why a test has failed, and keeps what it had.
#[test]
fn a_test_that_fails_says_so_and_keeps_what_it_did() {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use migratory::testing::{Expects, run, test_databases};
    for home in Home::servers("tx_kept") {
        let work = |db: TestDb| async move {
            db.execute(WORK).await?;
            Err::<(), _>(migratory::Error::custom("as it should"))
        };
        let options = home.options(Isolation::Tx);
        let failed = catch_unwind(AssertUnwindSafe(|| run(options, Expects::TheEnd, work)));
        let message = failed.expect_err("a panic");
        let message = message.downcast_ref::<String>().expect("a text");
        assert!(message.contains("as it should"), "{message}");

        // One that is to panic has passed by it, and leaves nothing.
        let options = home.options(Isolation::Tx);
        let panics = |_: TestDb| async { panic!("as expected") };
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            run(options, Expects::APanic, |db| async move {
                let _: () = panics(db).await;
            });
        }));
        panicked.expect_err("a panic");

        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let found = test_databases(Some(home.url())).await.expect("a list");
            let here = home.url().rsplit('/').next().expect("a name");
            let kept: Vec<_> = found
                .iter()
                .filter(|it| it.name.starts_with(here) && it.role == "kept")
                .collect();
            let [kept] = kept.as_slice() else {
                panic!("{found:?}");
            };
            let name = format!("a_test_on_{}", home.dialect);
            assert_eq!(kept.test.as_deref(), Some(name.as_str()));
            // What it did is there, and the next test has another one.
            let server = home.url().rsplit_once('/').expect("a server").0;
            let url = format!("{server}/{}", kept.name);
            sqlx::any::install_default_drivers();
            let pool = sqlx::AnyPool::connect(&url).await.expect("a connection");
            let posts: i64 = sqlx::query_scalar("SELECT count(*) FROM posts")
                .fetch_one(&pool)
                .await
                .expect("a count");
            assert_eq!(posts, 2);
            pool.close().await;
            let db = home.start(Isolation::Tx).await;
            home.assert_clean(&db).await;
            db.finish().await.expect("an end");
            home.clear().await;
        });
    }
}
