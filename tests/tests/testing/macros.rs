//! `#[migratory::test]` on what it allows: arguments, answers, and attributes of any test.

use migratory::testing::{Isolation, TestDb};
use migratory::{Database, Dialect};
use migratory_tests::tested::migrator;
use sqlx::SqlitePool;

#[migratory::test(migrations = migrator, databases = [sqlite])]
async fn without_an_argument() {}

#[migratory::test(migrations = migrator, databases = [sqlite])]
async fn with_two(db: TestDb, mut pool: SqlitePool) -> Result<(), Box<dyn std::error::Error>> {
    assert_eq!(
        (db.dialect(), db.isolation()),
        (Dialect::Sqlite, Isolation::Tx)
    );
    pool = pool.clone();
    let one: i64 = sqlx::query_scalar("SELECT count(*) FROM users")
        .fetch_one(&pool)
        .await?;
    assert_eq!(one, 1);
    Ok(())
}

#[migratory::test(isolation = "memory", migrations = migrator, databases = [sqlite])]
async fn a_database(database: Database) -> migratory::Result<()> {
    let there = migrator()?.status(&database).await?;
    assert_eq!(there.len(), 1);
    Ok(())
}

#[migratory::test(migrations = migrator, databases = [sqlite])]
#[should_panic(expected = "as it should")]
async fn it_panics(_db: TestDb) {
    panic!("as it should");
}

#[migratory::test(migrations = migrator, databases = [sqlite])]
#[should_panic(expected = "asks for a pool of MySQL")]
async fn a_pool_of_another_kind(_pool: sqlx::MySqlPool) {}

#[migratory::test(migrations = migrator, databases = [sqlite])]
#[ignore = "never"]
async fn it_is_left_out(_db: TestDb) {
    panic!("it is not to be run");
}

/// What a test spawns ends with it.
#[migratory::test(migrations = migrator, databases = [sqlite])]
async fn a_task_that_goes_on(pool: SqlitePool) {
    tokio::spawn(async move {
        let _connection = pool.acquire().await;
        std::future::pending::<()>().await;
    });
    tokio::task::yield_now().await;
}

/// All databases that the workspace's tests have.
#[migratory::test(isolation = "reset", connections = 2, migrations = migrator, databases = [sqlite, postgres, mysql])]
async fn everywhere(db: TestDb) -> migratory::Result<()> {
    if db.dialect() != Dialect::Sqlite && !db.url().contains("_w") {
        panic!("{db:?}");
    }
    db.execute("DELETE FROM states").await
}

/// A connection that a test opens lives on its runtime; the next test, which has the same worker, has another one.
async fn with_three(pool: &sqlx::PgPool) -> sqlx::Result<()> {
    pool.acquire().await?.close().await?;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(pool.acquire().await?);
    }
    for connection in &mut held {
        sqlx::query("INSERT INTO users (name) SELECT 'user ' || count(*) FROM users")
            .execute(&mut **connection)
            .await?;
    }
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM users")
        .fetch_one(&mut *held[0])
        .await?;
    assert_eq!(count, 4);
    Ok(())
}

#[migratory::test(isolation = "reset", migrations = migrator, databases = [postgres])]
async fn several_connections_one(pool: sqlx::PgPool) -> sqlx::Result<()> {
    with_three(&pool).await
}

#[migratory::test(isolation = "reset", migrations = migrator, databases = [postgres])]
async fn several_connections_two(pool: sqlx::PgPool) -> sqlx::Result<()> {
    with_three(&pool).await
}

#[migratory::test(isolation = "reset", migrations = migrator, databases = [postgres])]
async fn several_connections_three(pool: sqlx::PgPool) -> sqlx::Result<()> {
    with_three(&pool).await
}
