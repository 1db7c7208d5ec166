//! Code that a program has: it knows nothing of tests.

use sqlx::SqlitePool;

/// Writes down an order, and the customer with it, or neither.
///
/// # Errors
///
/// There is no such product.
pub async fn place(
    pool: &SqlitePool,
    customer: &str,
    product: &str,
    quantity: i64,
) -> sqlx::Result<i64> {
    let mut transaction = pool.begin().await?;
    let customer = sqlx::query("INSERT INTO customers (full_name) VALUES (?)")
        .bind(customer)
        .execute(&mut *transaction)
        .await?
        .last_insert_rowid();
    let ordered = sqlx::query(
        "INSERT INTO orders (customer_id, product_id, quantity) SELECT ?, id, ? FROM products WHERE name = ?",
    )
    .bind(customer)
    .bind(quantity)
    .bind(product)
    .execute(&mut *transaction)
    .await?;
    if ordered.rows_affected() == 0 {
        return Err(sqlx::Error::RowNotFound);
    }
    transaction.commit().await?;
    Ok(ordered.last_insert_rowid())
}
