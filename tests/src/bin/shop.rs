//! A user's program for the tests of the command line: a book shop of four migrations. `SHOP` says what is wrong with it.

use migratory::prelude::*;

fn wrong_with_the_shop() -> String {
    std::env::var("SHOP").unwrap_or_default()
}

struct CreateBooks;

#[migration(name = "20260105090000000_create_books")]
impl Migration for CreateBooks {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("books", |t| {
            t.id();
            t.string("title", 200).unique();
        });
    }
}

struct StockBooks;

#[migration(name = "20260112100000000_stock_books")]
#[async_trait]
impl DataMigration for StockBooks {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.insert_many(
            "books",
            [row! { "title" => "Emma" }, row! { "title" => "Ulysses" }],
        )
        .await?;
        if wrong_with_the_shop() == "no stock" {
            return Err(Error::custom("the wholesaler delivers only 2 of 3 books"));
        }
        Ok(())
    }

    async fn down(&self, db: &mut Db<'_>) -> Result<()> {
        db.execute("DELETE FROM books").await?;
        Ok(())
    }
}

struct CreateOrders;

#[migration(name = "20260202080000000_create_orders")]
impl Migration for CreateOrders {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("orders", |t| {
            t.id();
            t.references("book_id", "books");
        });
    }
}

struct PriceBooks;

#[migration(name = "20260303110000000_price_books")]
impl Migration for PriceBooks {
    fn up(&self, schema: &mut Schema) {
        match wrong_with_the_shop().as_str() {
            "unknown table" => {
                schema.alter_table("boks", |t| {
                    t.add_column("price", integer()).default(0);
                });
                schema.drop_table("authors");
            }
            "bad sql" => {
                schema.alter_table("books", |t| {
                    t.add_column("price", integer()).default(0);
                });
                schema
                    .sql("UPDATE boks SET price = 700 WHERE title = 'Emma'")
                    .down("UPDATE boks SET price = 0");
            }
            "bad check" => {
                schema.add_check("books", "books_not_read", "title <> 'Emma'");
            }
            "concurrent index" => {
                schema.create_index("books", ["title", "id"]).concurrently();
            }
            "slow backfill" => {
                schema.alter_table("books", |t| {
                    t.add_column("price", integer()).default(0);
                });
                schema
                    .backfill("books")
                    .set("price", 7)
                    .filter("price = 0")
                    .batch_size(1)
                    .pause(std::time::Duration::from_secs(3));
            }
            "commits" => {
                schema
                    .sql("UPDATE books SET title = 'EMMA' WHERE id = 1; COMMIT; UPDATE boks SET id = 0")
                    .down("UPDATE books SET title = 'Emma' WHERE id = 1");
            }
            "irreversible" => {
                schema.sql("DELETE FROM orders");
            }
            "panics" => panic!("no price list"),
            "slow" => {
                schema.sql("SELECT pg_sleep(60)").down("").on(Postgres);
                schema.sql("DO SLEEP(60)").down("").on(Mysql);
            }
            _ => schema.alter_table("books", |t| {
                t.add_column("price", integer()).default(0);
            }),
        }
    }
}

migratory::main!();
