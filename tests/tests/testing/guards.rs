//! What is not for tests is not touched.

use migratory::prelude::*;
use migratory::testing::{Isolation, TestDb, TestOptions};
use migratory_tests::tested;
use migratory_tests::throwaway::Server;

fn options(url: &str) -> TestOptions {
    TestOptions::new("a_test")
        .url(url)
        .migrations(tested::migrator)
}

#[tokio::test]
async fn a_database_that_nothing_calls_a_test_is_refused() {
    for server in Server::all() {
        if server == Server::Sqlite {
            continue;
        }
        let shop = server.create("guard_shop").await;
        for isolation in [Isolation::Tx, Isolation::Reset, Isolation::Db] {
            let refused = TestDb::start(options(shop.url()).isolation(isolation)).await;
            let refused = refused.expect_err("refused").to_string();
            assert!(
                refused.contains("nothing says that its database")
                    && refused.contains("called *_test"),
                "{refused}"
            );
        }
        // Its stamp says it as well as its name.
        let database = Database::connect(shop.url()).await.expect("a connection");
        let migrator = tested::migrator().expect("migrations").environment("test");
        migrator.migrate(&database).await.expect("a run");
        let db = TestDb::start(options(shop.url()))
            .await
            .expect("a database");
        db.finish().await.expect("an end");
        migratory::testing::collect_test_databases(Some(shop.url()), true)
            .await
            .expect("a list");
    }
}

#[tokio::test]
async fn production_is_refused_whatever_it_is_called() {
    for server in Server::all() {
        let url = match &server {
            Server::Sqlite => continue,
            Server::Postgres(url) | Server::Mysql(url) => url,
        };
        let (at, _) = url.rsplit_once('/').expect("a database");
        let url = format!("{at}/guard_production_{}_test", std::process::id());
        let made = Database::connect_or_create(&url, std::time::Duration::ZERO).await;
        let (database, _) = made.expect("a database");
        let migrator = tested::migrator()
            .expect("migrations")
            .environment("production");
        migrator.migrate(&database).await.expect("a run");
        for isolation in [Isolation::Tx, Isolation::Db] {
            let refused = TestDb::start(options(&url).isolation(isolation)).await;
            let refused = refused.expect_err("refused").to_string();
            assert!(refused.contains("is stamped env=production"), "{refused}");
        }
        drop(database);
        sqlx::any::install_default_drivers();
        let pool = sqlx::AnyPool::connect(&format!("{at}/migratory_test"))
            .await
            .expect("a connection");
        let name = url.rsplit('/').next().expect("a name");
        let force = match &server {
            Server::Postgres(_) => " WITH (FORCE)",
            Server::Mysql(_) | Server::Sqlite => "",
        };
        let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE {name}{force}"));
        sqlx::query(drop).execute(&pool).await.expect("gone");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_and_a_url_that_is_none_are_told_without_a_password() {
    for (url, said) in [
        (
            "postgres://u:canary@127.0.0.1:1/shop_test",
            "no connection to the server of postgres://u@127.0.0.1:1/shop_test",
        ),
        (
            "mysql://u:canary@127.0.0.1:1/shop_test",
            "no connection to the server of mysql://u@127.0.0.1:1/shop_test",
        ),
        ("oracle://u:canary@h/shop_test", "no database that is known"),
    ] {
        let error = TestDb::start(options(url))
            .await
            .expect_err("no server")
            .to_string();
        assert!(error.contains(said) && !error.contains("canary"), "{error}");
    }
}
