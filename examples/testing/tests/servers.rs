//! The same on PostgreSQL and MySQL: of `MIGRATORY_TEST_POSTGRES_URL` and `MIGRATORY_TEST_MYSQL_URL`, or throwaway servers.

#![cfg(all(feature = "postgres", feature = "mysql"))]

use migratory::Result;
use migratory::testing::TestDb;
use testing_example::migrator;

const ORDER: &str = "INSERT INTO customers (full_name) VALUES ('Ada'); \
    INSERT INTO orders (customer_id, product_id, quantity) SELECT max(c.id), max(p.id), 2 FROM customers c, products p";

/// Both tests of a kind do the same, so that each would see what the other has left.
async fn order(db: &TestDb) -> Result<()> {
    assert_eq!(count(db, "orders").await?, "0", "what was there before");
    assert_eq!(count(db, "products").await?, "2", "the seeds");
    assert_eq!(count(db, "currencies").await?, "1", "rows of a migration");
    db.execute(ORDER).await?;
    db.execute("DELETE FROM orders; DELETE FROM products; DELETE FROM currencies")
        .await?;
    Ok(())
}

async fn count(db: &TestDb, table: &str) -> Result<String> {
    let count = db
        .texts(&format!("SELECT CAST(count(*) AS char(20)) FROM {table}"))
        .await?;
    Ok(count.concat().trim().to_owned())
}

#[migratory::test(seed, migrations = migrator, databases = [postgres, mysql])]
async fn in_a_transaction(db: TestDb) -> Result<()> {
    order(&db).await
}

#[migratory::test(seed, migrations = migrator, databases = [postgres, mysql])]
async fn in_a_transaction_again(db: TestDb) -> Result<()> {
    order(&db).await
}

#[migratory::test(isolation = "reset", seed, migrations = migrator, databases = [postgres, mysql])]
async fn reset(db: TestDb) -> Result<()> {
    order(&db).await
}

#[migratory::test(isolation = "reset", seed, migrations = migrator, databases = [postgres, mysql])]
async fn reset_again(db: TestDb) -> Result<()> {
    order(&db).await
}

#[migratory::test(isolation = "db", seed, migrations = migrator, databases = [postgres, mysql])]
async fn in_a_copy(db: TestDb) -> Result<()> {
    order(&db).await?;
    db.execute("DROP TABLE orders").await
}

#[migratory::test(isolation = "db", seed, migrations = migrator, databases = [postgres, mysql])]
async fn in_a_copy_again(db: TestDb) -> Result<()> {
    order(&db).await?;
    db.execute("DROP TABLE orders").await
}

#[migratory::test(isolation = "schema", seed, migrations = migrator, databases = [postgres])]
async fn in_a_schema(db: TestDb) -> Result<()> {
    order(&db).await
}

#[migratory::test(at = "20260102090000000", migrations = migrator, databases = [postgres, mysql])]
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
