//! What a terminal shows of a day's work: the same on every database, but for the SQL.

use insta::{allow_duplicates, assert_snapshot};
use migratory_tests::throwaway::Server;

use crate::shop::Shop;

#[tokio::test]
async fn migrations_are_applied_looked_at_and_taken_back() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let shown = shop.session(&["status", "", "", "status"]);
        allow_duplicates!(assert_snapshot!(shown, @"
        $ shop status
        batch  state  migration  applied (UTC)  ms  by
        -  pending  20260105090000000_create_books  -  -  -
        -  pending  20260112100000000_stock_books  -  -  -
        -  pending  20260202080000000_create_orders  -  -  -
        -  pending  20260303110000000_price_books  -  -  -

        $ shop
          <database>  <server>
          20260105090000000_create_books ... <time>  DONE
          20260112100000000_stock_books ... <time>  DONE
          20260202080000000_create_orders ... <time>  DONE
          20260303110000000_price_books ... <time>  DONE

          4 applied, <time>  undo: shop rollback --batch 1

        $ shop
          <database>  <server>
          nothing to do

        $ shop status
        batch  state  migration  applied (UTC)  ms  by
        1  applied  20260105090000000_create_books  <when>  <ms>  clerk@till
        1  applied  20260112100000000_stock_books  <when>  <ms>  clerk@till
        1  applied  20260202080000000_create_orders  <when>  <ms>  clerk@till
        1  applied  20260303110000000_price_books  <when>  <ms>  clerk@till
        "));
        let shown = shop.session(&[
            "rollback --step 1",
            "pending",
            "rollback --to m20260105",
            "up",
            "pending",
            "down",
            "run",
            "rollback --batch 1",
            "rollback",
        ]);
        allow_duplicates!(assert_snapshot!(shown, @r#"
        $ shop rollback --step 1
          <database>  <server>
          20260303110000000_price_books ... <time>  UNDONE

          1 rolled back, <time>

        $ shop pending
        20260303110000000_price_books

        $ shop rollback --to m20260105
          <database>  <server>
          20260202080000000_create_orders ... <time>  UNDONE
          20260112100000000_stock_books ... <time>  UNDONE

          2 rolled back, <time>

        $ shop up
          <database>  <server>
          20260112100000000_stock_books ... <time>  DONE
          20260202080000000_create_orders ... <time>  DONE
          20260303110000000_price_books ... <time>  DONE

          3 applied, <time>  undo: shop rollback --batch 2

        $ shop pending
        nothing is pending

        $ shop down
          <database>  <server>
          20260303110000000_price_books ... <time>  UNDONE
          20260202080000000_create_orders ... <time>  UNDONE
          20260112100000000_stock_books ... <time>  UNDONE

          3 rolled back, <time>

        $ shop run
          <database>  <server>
          20260112100000000_stock_books ... <time>  DONE
          20260202080000000_create_orders ... <time>  DONE
          20260303110000000_price_books ... <time>  DONE

          3 applied, <time>  undo: shop rollback --batch 2

        $ shop rollback --batch 1
          <database>  <server>
        error[MIG-0202]: cannot drop table "books": foreign key "orders_book_id_fkey" of table "orders" refers to it
          --> tests/src/bin/shop.rs:14:16
           |
        14 |  schema.create_table("books", |t| {
           |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
          in migration 20260105090000000_create_books
          help: drop the foreign key first, or say cascade()
          database: unchanged, nothing was run
          next: roll back first what came after it, or correct its `down`; then run the same command again
        [exit code 1]

        $ shop rollback
          <database>  <server>
          20260303110000000_price_books ... <time>  UNDONE
          20260202080000000_create_orders ... <time>  UNDONE
          20260112100000000_stock_books ... <time>  UNDONE

          3 rolled back, <time>
        "#));
    }
}

#[tokio::test]
async fn everything_is_done_again() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let shown = shop.session(&["refresh", "refresh", "reset", "reset"]);
        allow_duplicates!(assert_snapshot!(shown, @"
        $ shop refresh
          <database>  <server>
          20260105090000000_create_books ... <time>  DONE
          20260112100000000_stock_books ... <time>  DONE
          20260202080000000_create_orders ... <time>  DONE
          20260303110000000_price_books ... <time>  DONE

          4 applied, <time>  undo: shop rollback --batch 1

        $ shop refresh
          <database>  <server>
          20260303110000000_price_books ... <time>  UNDONE
          20260202080000000_create_orders ... <time>  UNDONE
          20260112100000000_stock_books ... <time>  UNDONE
          20260105090000000_create_books ... <time>  UNDONE
          20260105090000000_create_books ... <time>  DONE
          20260112100000000_stock_books ... <time>  DONE
          20260202080000000_create_orders ... <time>  DONE
          20260303110000000_price_books ... <time>  DONE

          4 applied, <time>  undo: shop rollback --batch 1

        $ shop reset
          <database>  <server>
          20260303110000000_price_books ... <time>  UNDONE
          20260202080000000_create_orders ... <time>  UNDONE
          20260112100000000_stock_books ... <time>  UNDONE
          20260105090000000_create_books ... <time>  UNDONE

          4 rolled back, <time>

        $ shop reset
          <database>  <server>
          nothing to do
        "));
    }
}

#[tokio::test]
async fn fresh_asks_for_a_yes_when_there_is_something_to_lose() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        shop.must("fresh");
        shop.execute("INSERT INTO books (title) VALUES ('Middlemarch')")
            .await;
        let refused = shop.session(&["fresh"]);
        allow_duplicates!(assert_snapshot!(refused, @"
        $ shop fresh
        error[MIG-0601]: refused: <database> has tables, and `fresh` drops all of them with their rows
          would drop 2 tables
          database: unchanged, nothing was run
          next: if you mean it, run the same command again with --yes
        [exit code 6]
        "));
        assert_eq!(shop.books().await, ["Emma", "Middlemarch", "Ulysses"]);
        let done = shop.session(&["fresh --yes"]);
        allow_duplicates!(assert_snapshot!(done, @"
        $ shop fresh --yes
          <database>  <server>
          note: 3 objects dropped
          20260105090000000_create_books ... <time>  DONE
          20260112100000000_stock_books ... <time>  DONE
          20260202080000000_create_orders ... <time>  DONE
          20260303110000000_price_books ... <time>  DONE

          4 applied, <time>  undo: shop rollback --batch 1
        "));
        assert_eq!(shop.books().await, ["Emma", "Ulysses"]);
    }
}

#[tokio::test]
async fn the_sql_can_be_read_before_it_is_run() {
    let shop = Shop::new().await;
    assert_snapshot!(shop.session(&["sql"]), @r#"
    $ shop sql
    -- up: 20260105090000000_create_books
    BEGIN IMMEDIATE;
    CREATE TABLE "books" (
        "id" INTEGER CONSTRAINT "books_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "title" VARCHAR(200) NOT NULL,
        CONSTRAINT "books_title_key" UNIQUE ("title")
    );
    COMMIT;

    -- up: 20260112100000000_stock_books
    -- a data migration: its code decides what it runs

    -- up: 20260202080000000_create_orders
    BEGIN IMMEDIATE;
    CREATE TABLE "orders" (
        "id" INTEGER CONSTRAINT "orders_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "book_id" BIGINT NOT NULL,
        CONSTRAINT "orders_book_id_fkey" FOREIGN KEY ("book_id") REFERENCES "books" ("id")
    );
    CREATE INDEX "orders_book_id_idx" ON "orders" ("book_id");
    COMMIT;

    -- up: 20260303110000000_price_books
    BEGIN IMMEDIATE;
    ALTER TABLE "books" ADD COLUMN "price" INTEGER NOT NULL DEFAULT 0;
    COMMIT;
    "#);
    shop.must("migrate");
    assert_snapshot!(shop.session(&["sql", "sql --down"]), @r#"
    $ shop sql
    nothing to do

    $ shop sql --down
    -- down: 20260303110000000_price_books
    BEGIN IMMEDIATE;
    ALTER TABLE "books" DROP COLUMN "price";
    COMMIT;

    -- down: 20260202080000000_create_orders
    BEGIN IMMEDIATE;
    DROP TABLE "orders";
    COMMIT;

    -- down: 20260112100000000_stock_books
    -- a data migration: its code decides what it runs

    -- down: 20260105090000000_create_books
    BEGIN IMMEDIATE;
    DROP TABLE "books";
    COMMIT;
    "#);
}

#[tokio::test]
async fn what_only_looks_leaves_no_trace() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        for line in ["status", "pending", "sql", "sql --down", "status --check"] {
            shop.run(line);
        }
        let tables = match server {
            Server::Sqlite => "SELECT name FROM sqlite_schema",
            Server::Postgres(_) => {
                "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
            }
            Server::Mysql(_) => {
                "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE()"
            }
        };
        assert!(shop.column(tables).await.is_empty());
    }
}
