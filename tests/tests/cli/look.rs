//! What only looks.

use insta::assert_snapshot;
use migratory_tests::throwaway::Server;

use crate::shop::Shop;

#[tokio::test]
async fn a_script_is_told_whether_something_is_pending_or_amiss() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        for line in ["status --check", "pending --check"] {
            let ran = shop.run(line);
            assert_eq!(ran.code, 3, "{}", ran.stderr);
            assert!(ran.stdout.contains("price_books"), "{}", ran.stdout);
            assert!(
                ran.stderr.contains("4 pending; next: shop migrate"),
                "{}",
                ran.stderr
            );
        }
        shop.must("migrate");
        shop.must("status --check");
        shop.must("pending --check");
        shop.wrong("irreversible");
        let ran = shop.run("status --check");
        assert_eq!(ran.code, 3, "{}", ran.stderr);
        assert!(
            ran.stdout
                .contains("shop show 20260303110000000_price_books --diff"),
            "{}",
            ran.stdout
        );
        assert_eq!(shop.must("status --pending").stdout.lines().count(), 1);
    }
}

#[tokio::test]
async fn what_was_applied_is_listed_the_last_first() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let none = shop.must("history");
        assert_eq!(
            (none.stdout.as_str(), none.stderr.as_str()),
            ("", "nothing is applied\n")
        );
        shop.must("migrate --step 2");
        shop.must("migrate");
        let ran = shop.must("history");
        let names: Vec<&str> = (ran.stdout.lines().skip(1))
            .map(|line| line.split_whitespace().nth(2).unwrap())
            .collect();
        assert_eq!(
            names,
            [
                "20260303110000000_price_books",
                "20260202080000000_create_orders",
                "20260112100000000_stock_books",
                "20260105090000000_create_books"
            ]
        );
        assert_eq!(shop.must("history --since 2020-01-01").stdout, ran.stdout);
        assert_eq!(shop.must("history --since 2999-01-01").stdout, "");
        assert_eq!(shop.run("history --since yesterday").code, 2);
    }
}

#[tokio::test]
async fn one_migration_is_shown_in_full() {
    let mut shop = Shop::new().await;
    shop.must("migrate");
    shop.wrong("irreversible");
    let shown = shop.session(&["show m20260303 --diff", "show 2026", "show 20260105 --diff"]);
    assert_snapshot!(shown, @r#"
    $ shop show m20260303 --diff
    - as it was applied, + as it is now
        - ALTER TABLE "books" ADD COLUMN "price" INTEGER NOT NULL DEFAULT 0
        + DELETE FROM orders

    $ shop show 2026
    error[MIG-0205]: "2026" may be any of 20260105090000000_create_books, 20260112100000000_stock_books, 20260202080000000_create_orders, 20260303110000000_price_books
      database: unchanged, nothing was run
      next: type more of the name
    [exit code 2]

    $ shop show 20260105 --diff
    no difference
    "#);
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let pending = shop.must("show 20260105").stdout;
        for part in [
            "state      pending",
            "shop.rs:",
            "-- up\nCREATE TABLE ",
            "-- down\nDROP TABLE ",
        ] {
            assert!(pending.contains(part), "{part}: {pending}");
        }
        shop.must("migrate");
        let applied = shop.must("show 20260105").stdout;
        for part in [
            "state      applied",
            "batch      1",
            "by         clerk@till",
        ] {
            assert!(applied.contains(part), "{part}: {applied}");
        }
        let data = shop.must("show 20260112").stdout;
        assert!(
            data.contains("a data migration: its code decides what it runs"),
            "{data}"
        );
    }
}

#[tokio::test]
async fn the_sql_of_one_migration_is_told_for_each_database_without_one() {
    let shop = Shop::new().await;
    assert_snapshot!(shop.session(&["--url nonsense sql 20260303", "sql 20260303 --down --dialect mysql", "sql 20260112", "sql 20260303 --dialect oracle"]), @r#"
    $ shop --url nonsense sql 20260303
    -- PostgreSQL
    ALTER TABLE "books" ADD COLUMN "price" integer NOT NULL DEFAULT 0

    -- MySQL
    ALTER TABLE `books` ADD COLUMN `price` int NOT NULL DEFAULT 0

    -- MariaDB
    ALTER TABLE `books` ADD COLUMN `price` int NOT NULL DEFAULT 0

    -- SQLite
    ALTER TABLE "books" ADD COLUMN "price" INTEGER NOT NULL DEFAULT 0

    $ shop sql 20260303 --down --dialect mysql
    ALTER TABLE `books` DROP COLUMN `price`;

    $ shop sql 20260112
    -- PostgreSQL
    -- a data migration: its code decides what it runs

    -- MySQL
    -- a data migration: its code decides what it runs

    -- MariaDB
    -- a data migration: its code decides what it runs

    -- SQLite
    -- a data migration: its code decides what it runs

    $ shop sql 20260303 --dialect oracle
    error[MIG-0801]: "oracle" is no database that is known here
      database: unchanged, nothing was run
      next: choose one of postgres, mysql, mariadb, sqlite
    [exit code 2]
    "#);
}

#[tokio::test]
async fn a_dry_run_prints_what_would_run_and_runs_nothing() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let all = shop.must("migrate --dry-run").stdout;
        assert_eq!(all, shop.must("sql").stdout);
        let some = shop.must("migrate --to 20260112 --dry-run").stdout;
        assert!(
            some.contains("stock_books") && !some.contains("create_orders"),
            "{some}"
        );
        let first = shop.must("migrate --step 1 --dry-run").stdout;
        assert!(
            first.contains("create_books") && !first.contains("stock_books"),
            "{first}"
        );
        assert_eq!(shop.must("pending").stdout.lines().count(), 4);
        shop.must("migrate");
        let down = shop.must("rollback --step 1 --dry-run").stdout;
        assert!(
            down.contains("-- down: 20260303110000000_price_books"),
            "{down}"
        );
        assert!(!down.contains("create_orders"), "{down}");
        assert_eq!(shop.must("pending").stdout, "");
    }
}

#[tokio::test]
async fn migrations_are_applied_up_to_one() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        shop.must("migrate --to m20260112100000000_stock_books");
        assert_eq!(shop.must("pending").stdout.lines().count(), 2);
        shop.must("migrate --step 1");
        assert_eq!(
            shop.must("pending").stdout,
            "20260303110000000_price_books\n"
        );
        assert_eq!(shop.run("migrate --to nothing").code, 2);
        assert_eq!(shop.run("migrate --to 2026").code, 2);
    }
}

#[tokio::test]
async fn the_doctor_finds_nothing_in_a_healthy_database() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        shop.must("migrate");
        let ran = shop.must("doctor");
        for line in ran.stdout.lines() {
            assert!(line.starts_with("  ok "), "{line}");
        }
        for about in ["ledger", "history", "lock", "half-done", "clock"] {
            assert!(ran.stdout.contains(about), "{about}: {}", ran.stdout);
        }
    }
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong_and_what_to_do() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        shop.execute("CREATE TABLE somebody_s (id int)").await;
        let ran = shop.run("doctor");
        assert_eq!(ran.code, 3, "{}", ran.stdout);
        assert!(
            ran.stdout.contains("there are tables, but no ledger"),
            "{}",
            ran.stdout
        );
        assert!(
            ran.stdout
                .contains("next: mark what is there as applied: baseline"),
            "{}",
            ran.stdout
        );
        shop.must("migrate --allow-existing");
        shop.wrong("irreversible");
        let ran = shop.run("doctor");
        assert_eq!(ran.code, 3, "{}", ran.stdout);
        assert!(ran.stdout.contains("1 edited since"), "{}", ran.stdout);
    }
}

#[tokio::test]
async fn the_doctor_of_postgresql_finds_an_invalid_index_and_a_check_that_was_not_validated() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let shop = Shop::on(&server).await;
    shop.must("migrate");
    shop.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_book_id_idx'::regclass",
    )
    .await;
    shop.execute("ALTER TABLE books ADD CONSTRAINT cheap CHECK (price < 100) NOT VALID")
        .await;
    let ran = shop.run("doctor");
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(
        ran.stdout.contains("invalid: public.orders_book_id_idx"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("not validated: cheap on books"),
        "{}",
        ran.stdout
    );
}
