//! Tests on SQLite, which need nothing but cargo.

use migratory::Result;
use migratory::testing::TestDb;
use sqlx::SqlitePool;
use testing_example::{migrator, orders};

/// The code under test has its own transaction, which is a savepoint here; what it does is gone after the test.
#[migratory::test(seed, migrations = migrator, databases = [sqlite])]
async fn an_order_is_written_with_its_customer(pool: SqlitePool) -> sqlx::Result<()> {
    orders::place(&pool, "Ada", "Tea", 2).await?;
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM orders")
        .fetch_one(&pool)
        .await?;
    assert_eq!(count, 1);
    Ok(())
}

#[migratory::test(seed, migrations = migrator, databases = [sqlite])]
async fn nothing_is_written_for_a_product_that_there_is_not(pool: SqlitePool) -> sqlx::Result<()> {
    let refused = orders::place(&pool, "Ada", "Coffee", 2).await;
    assert!(
        matches!(refused, Err(sqlx::Error::RowNotFound)),
        "{refused:?}"
    );
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM customers")
        .fetch_one(&pool)
        .await?;
    assert_eq!(count, 0);
    Ok(())
}

/// Code that takes several connections has a file.
#[migratory::test(isolation = "db", seed, migrations = migrator, databases = [sqlite])]
async fn two_connections_see_the_same(pool: SqlitePool) -> sqlx::Result<()> {
    let mut one = pool.acquire().await?;
    let mut other = pool.acquire().await?;
    sqlx::query("UPDATE products SET price_cents = 500 WHERE name = 'Tea'")
        .execute(&mut *one)
        .await?;
    let price: i64 = sqlx::query_scalar("SELECT price_cents FROM products WHERE name = 'Tea'")
        .fetch_one(&mut *other)
        .await?;
    assert_eq!(price, 500);
    Ok(())
}

#[migratory::test(isolation = "memory", migrations = migrator, databases = [sqlite])]
async fn a_copy_in_memory_may_be_changed_in_any_way(db: TestDb) -> Result<()> {
    db.execute("DROP TABLE orders; COMMIT; BEGIN")
        .await
        .unwrap_err();
    db.execute("DROP TABLE IF EXISTS orders").await?;
    assert!(
        db.texts("SELECT name FROM sqlite_schema WHERE name = 'orders'")
            .await?
            .is_empty()
    );
    Ok(())
}

/// Stops before the last migration, puts rows there as they were then, and runs it.
#[migratory::test(at = "20260102090000000", migrations = migrator, databases = [sqlite])]
async fn names_are_kept_when_the_column_is_renamed(db: TestDb) -> Result<()> {
    db.execute("INSERT INTO customers (name) VALUES ('Ada Lovelace')")
        .await?;
    db.migrate().await?;
    assert_eq!(
        db.texts("SELECT full_name FROM customers").await?,
        ["Ada Lovelace"]
    );
    Ok(())
}
