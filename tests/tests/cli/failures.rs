//! What a terminal shows when something goes wrong: what, where, what is true of the database now, what to type next.

use insta::assert_snapshot;
use migratory_tests::throwaway::Server;

use crate::shop::Shop;

#[tokio::test]
async fn all_mistakes_of_a_migration_are_listed_and_nothing_runs() {
    let mut shop = Shop::new().await;
    shop.wrong("unknown table");
    assert_snapshot!(shop.session(&["migrate", "status"]), @r#"
    $ shop migrate
      <database>  <server>
    error[MIG-0202]: cannot add column "price" to table "boks": there is no table "boks" at this point
      --> tests/src/bin/shop.rs:64:23
       |
    64 |  t.add_column("price", integer()).default(0);
       |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      in migration 20260303110000000_price_books
      help: did you mean "books"?

    error[MIG-0202]: cannot drop table "authors": there is no table "authors" at this point
      --> tests/src/bin/shop.rs:66:24
       |
    66 |  schema.drop_table("authors");
       |  ^^^^^^^^^^^^^^^^^^^^^
      in migration 20260303110000000_price_books
      database: unchanged, nothing was run
      next: correct the migration, then run the same command again
    [exit code 1]

    $ shop status
    batch  state  migration  applied (UTC)  ms  by
    -  pending  20260105090000000_create_books  -  -  -
    -  pending  20260112100000000_stock_books  -  -  -
    -  pending  20260202080000000_create_orders  -  -  -
    -  pending  20260303110000000_price_books  -  -  -
    "#);
}

#[tokio::test]
async fn sql_that_fails_on_sqlite() {
    let mut shop = Shop::new().await;
    shop.wrong("bad sql");
    assert_snapshot!(shop.session(&["", "status"]), @r#"
    $ shop
      <database>  <server>
      20260105090000000_create_books ... <time>  DONE
      20260112100000000_stock_books ... <time>  DONE
      20260202080000000_create_orders ... <time>  DONE
      20260303110000000_price_books ...  FAIL
    error[MIG-0301]: no such table: boks
      --> tests/src/bin/shop.rs:73:22
       |
    73 | ...  .sql("UPDATE boks SET price = 700 WHERE title = 'Emma'")
       |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      in migration 20260303110000000_price_books
      statement 2 of 2:
        UPDATE boks SET price = 700 WHERE title = 'Emma'
      database: unchanged by this migration (rolled back). Done before, and stays so: 20260105090000000_create_books, 20260112100000000_stock_books, 20260202080000000_create_orders
      next: correct the migration or the data, then run the same command again
    [exit code 1]

    $ shop status
    batch  state  migration  applied (UTC)  ms  by
    1  applied  20260105090000000_create_books  <when>  <ms>  clerk@till
    1  applied  20260112100000000_stock_books  <when>  <ms>  clerk@till
    1  applied  20260202080000000_create_orders  <when>  <ms>  clerk@till
    -  pending  20260303110000000_price_books  -  -  -
    "#);
    shop.wrong("");
    assert_snapshot!(shop.session(&["migrate"]), @"
    $ shop migrate
      <database>  <server>
      20260303110000000_price_books ... <time>  DONE

      1 applied, <time>  undo: shop rollback --batch 2
    ");
}

#[tokio::test]
async fn sql_that_fails_on_postgresql() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let mut shop = Shop::on(&server).await;
    shop.wrong("bad sql");
    assert_snapshot!(shop.session(&["migrate"]), @r#"
    $ shop migrate
      <database>  <server>
      20260105090000000_create_books ... <time>  DONE
      20260112100000000_stock_books ... <time>  DONE
      20260202080000000_create_orders ... <time>  DONE
      20260303110000000_price_books ...  FAIL
    error[MIG-0301]: relation "boks" does not exist (SQLSTATE 42P01)
      --> tests/src/bin/shop.rs:73:22
       |
    73 | ...  .sql("UPDATE boks SET price = 700 WHERE title = 'Emma'")
       |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      in migration 20260303110000000_price_books
      statement 2 of 2:
        UPDATE boks SET price = 700 WHERE title = 'Emma'
      database: unchanged by this migration (rolled back). Done before, and stays so: 20260105090000000_create_books, 20260112100000000_stock_books, 20260202080000000_create_orders
      next: correct the migration or the data, then run the same command again
    [exit code 1]
    "#);
}

#[tokio::test]
async fn sql_that_fails_on_mysql_leaves_what_came_before_it() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let mut shop = Shop::on(&server).await;
    shop.wrong("bad sql");
    assert_snapshot!(shop.session(&["migrate"]), @r#"
    $ shop migrate
      <database>  <server>
      20260105090000000_create_books ... <time>  DONE
      20260112100000000_stock_books ... <time>  DONE
      20260202080000000_create_orders ... <time>  DONE
      20260303110000000_price_books ...  FAIL
    error[MIG-0301]: Table '<name>.boks' doesn't exist (SQLSTATE 42S02)
      --> tests/src/bin/shop.rs:73:22
       |
    73 | ...  .sql("UPDATE boks SET price = 700 WHERE title = 'Emma'")
       |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      in migration 20260303110000000_price_books
      statement 2 of 2:
        UPDATE boks SET price = 700 WHERE title = 'Emma'
      database: changed by a part of this migration, which is recorded: step 1 of 2 is done (add column "price" to table "books"). Done before, and stays so: 20260105090000000_create_books, 20260112100000000_stock_books, 20260202080000000_create_orders
      next: correct this step or the data, then run the same command again: it goes on from there
    [exit code 9]
    "#);
}

#[tokio::test]
async fn sql_that_commits_by_itself() {
    let mut shop = Shop::new().await;
    shop.wrong("commits");
    assert_snapshot!(shop.session(&["migrate"]), @r#"
    $ shop migrate
      <database>  <server>
      20260105090000000_create_books ... <time>  DONE
      20260112100000000_stock_books ... <time>  DONE
      20260202080000000_create_orders ... <time>  DONE
      20260303110000000_price_books ...  FAIL
    error[MIG-0301]: no such table: boks
      --> tests/src/bin/shop.rs:95:22
       |
    95 | ...  .sql("UPDATE books SET title = 'EMMA' WHERE id = 1; COMMIT; UPDATE boks SET id = 0")
       |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      in migration 20260303110000000_price_books
      statement:
        UPDATE books SET title = 'EMMA' WHERE id = 1; COMMIT; UPDATE boks SET id = 0
      database: PARTLY CHANGED by this migration: its own SQL ends the transaction (COMMIT or ROLLBACK), so what came before that is done. The ledger has the migration. Done before, and stays so: 20260105090000000_create_books, 20260112100000000_stock_books, 20260202080000000_create_orders
      next: do by hand what is missing, since the ledger counts it as done
    [exit code 9]
    "#);
    assert_eq!(shop.books().await, ["EMMA", "Ulysses"]);
}

#[tokio::test]
async fn a_data_migration_that_gives_up() {
    let mut shop = Shop::new().await;
    shop.wrong("no stock");
    assert_snapshot!(shop.session(&["migrate"]), @r#"
    $ shop migrate
      <database>  <server>
      20260105090000000_create_books ... <time>  DONE
      20260112100000000_stock_books ...  FAIL
    error[MIG-0301]: the wholesaler delivers only 2 of 3 books
      --> tests/src/bin/shop.rs:33:24
       |
    33 | ... Err(Error::custom("the wholesaler delivers only 2 of 3 books"));
       |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      in migration 20260112100000000_stock_books
      database: unchanged by this migration (rolled back). Done before, and stays so: 20260105090000000_create_books
      next: correct the migration or the data, then run the same command again
    [exit code 1]
    "#);
    assert!(shop.books().await.is_empty());
}

#[tokio::test]
async fn a_migration_that_panics() {
    let mut shop = Shop::new().await;
    shop.wrong("panics");
    let shown = shop.session(&["migrate"]);
    // What Rust itself prints of a panic comes first.
    let ours = shown.find("error[").expect("it is an error");
    assert_snapshot!(&shown[ours..], @"
    error[MIG-0202]: `up` panicked: no price list
      --> tests/src/bin/shop.rs:59:20
       |
    59 | impl Migration for PriceBooks {
       |  ^^^^^^^^^^^^
      in migration 20260303110000000_price_books
      help: a migration only records what to do; what must be looked up belongs in a DataMigration
      database: unchanged, nothing was run
      next: correct the migration, then run the same command again
    [exit code 1]
    ");
}

#[tokio::test]
async fn a_rollback_that_cannot_be_is_refused_before_anything_runs() {
    let mut shop = Shop::new().await;
    shop.wrong("irreversible");
    shop.must("migrate");
    assert_snapshot!(shop.session(&["rollback", "rollback --step 4"]), @r#"
    $ shop rollback
      <database>  <server>
    error[MIG-0602]: "run SQL: DELETE FROM orders" cannot be rolled back: the SQL does not say what undoes it (add .down("..."))
      --> tests/src/bin/shop.rs:99:24
       |
    99 |  schema.sql("DELETE FROM orders");
       |  ^^^^^^^^^^^^^^^^^^^^^^^^^
      in migration 20260303110000000_price_books
      help: write a `down` for this migration
      database: unchanged, nothing was run
      next: do that and run the same command again, or write a new migration that undoes it
    [exit code 6]

    $ shop rollback --step 4
      <database>  <server>
    error[MIG-0602]: "run SQL: DELETE FROM orders" cannot be rolled back: the SQL does not say what undoes it (add .down("..."))
      --> tests/src/bin/shop.rs:99:24
       |
    99 |  schema.sql("DELETE FROM orders");
       |  ^^^^^^^^^^^^^^^^^^^^^^^^^
      in migration 20260303110000000_price_books
      help: write a `down` for this migration
      database: unchanged, nothing was run
      next: do that and run the same command again, or write a new migration that undoes it
    [exit code 6]
    "#);
    assert_eq!(shop.books().await.len(), 2);
}

#[tokio::test]
async fn a_choice_that_is_not_there() {
    let shop = Shop::new().await;
    shop.must("migrate");
    assert_snapshot!(
        shop.session(&["rollback --batch 7", "rollback --to nothing", "rollback --to 2026"]),
        @r#"
    $ shop rollback --batch 7
      <database>  <server>
    error[MIG-0205]: there is no batch 7
      help: these batches are applied: 1
      database: unchanged, nothing was run
      next: choose from what `status` lists, then run the command with that
    [exit code 2]

    $ shop rollback --to nothing
      <database>  <server>
    error[MIG-0205]: migration "nothing" is not applied, so nothing can be rolled back to it
      database: unchanged, nothing was run
      next: choose from what `status` lists, then run the command with that
    [exit code 2]

    $ shop rollback --to 2026
    error[MIG-0205]: "2026" may be any of 20260105090000000_create_books, 20260112100000000_stock_books, 20260202080000000_create_orders, 20260303110000000_price_books
      database: unchanged, nothing was run
      next: type more of the name
    [exit code 2]
    "#
    );
}

#[tokio::test]
async fn a_history_that_does_not_fit_the_database() {
    let shop = Shop::new().await;
    shop.execute("CREATE TABLE customers (id integer)").await;
    assert_snapshot!(shop.session(&["migrate"]), @r#"
    $ shop migrate
      <database>  <server>
    error[MIG-0203]: the database has tables, but no ledger _migrations: it was not made by these migrations
      database: unchanged, nothing was run
      next: if the tables are what the migrations would make, mark those as applied: baseline; name the ledger if it is called otherwise: --table NAME, in code .table("..."); or migrate beside the tables that are there: --allow-existing, in code .allow_existing(true)
    [exit code 7]
    "#);
    shop.must("migrate --allow-existing");
    shop.execute(
        "INSERT INTO _migrations (name, batch) VALUES ('20260106000000000_hire_clerks', 1)",
    )
    .await;
    shop.execute(
        "INSERT INTO _migrations (name, batch) VALUES ('20990101000000000_sell_online', 2)",
    )
    .await;
    assert_snapshot!(shop.session(&["status", "migrate", "--table books status"]), @r#"
    $ shop status
    batch  state  migration  applied (UTC)  ms  by
    1  applied  20260105090000000_create_books  <when>  <ms>  clerk@till
    1  missing  20260106000000000_hire_clerks  <when>  <ms>  -  shop repair 20260106000000000_hire_clerks (strikes it off)
    1  applied  20260112100000000_stock_books  <when>  <ms>  clerk@till
    1  applied  20260202080000000_create_orders  <when>  <ms>  clerk@till
    1  applied  20260303110000000_price_books  <when>  <ms>  clerk@till
    2  unknown  20990101000000000_sell_online  <when>  <ms>  -  newer code applied it

    $ shop migrate
      <database>  <server>
    error[MIG-0203]: migration "20260106000000000_hire_clerks" was applied (batch 1) and is not in the code
      help: bring its file back, check its `mod` line and its #[migration]; or, if it is gone for good, strike it from the ledger: repair 20260106000000000_hire_clerks
      database: unchanged, nothing was run
      next: make code and database fit (`status` shows both), then run the same command again
    [exit code 7]

    $ shop --table books status
    error[MIG-0203]: the table books is not a ledger of migratory: no such column: name
      database: unchanged, nothing was run
      next: name another table for the ledger: --table NAME, in code .table("...")
    [exit code 7]
    "#);
}
