//! What a script may decide from. Each code is reached, and each error has its parts.

use migratory_tests::throwaway::Server;

use crate::shop::{Ran, Shop, program, run};

/// An error that says what is true of the database now, and what to type next.
fn is_an_error(ran: &Ran, code: i32) {
    assert_eq!(ran.code, code, "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    for part in ["error[MIG-", "\n  database: ", "\n  next: "] {
        assert!(
            ran.stderr.contains(part),
            "{part:?} is missing: {}",
            ran.stderr
        );
    }
}

#[tokio::test]
async fn code_0_is_done_or_nothing_to_do() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        for line in [
            "", "migrate", "rollback", "rollback", "status", "pending", "sql",
        ] {
            assert_eq!(shop.run(line).code, 0, "{line}");
        }
    }
}

#[tokio::test]
async fn code_1_is_a_migration_that_failed_and_changed_nothing() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        for wrong in ["unknown table", "panics", "no stock"] {
            is_an_error(&shop.wrong(wrong).run("migrate"), 1);
        }
        if !matches!(server, Server::Mysql(_)) {
            is_an_error(&shop.wrong("bad sql").run("migrate"), 1);
        }
        assert!(shop.must("pending").stdout.contains("price_books"));
    }
}

#[tokio::test]
async fn code_2_is_a_mistake_on_the_command_line() {
    let shop = Shop::new().await;
    for line in [
        "no-such-command",
        "--no-such-flag",
        "rollback --step x",
        "rollback --step 1 --batch 1",
    ] {
        let ran = shop.run(line);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{line}");
        assert!(ran.stderr.contains("--help"), "{}", ran.stderr);
    }
    is_an_error(&run(&mut program()), 2);
    for line in [
        "rollback --batch 1",
        "rollback --to nothing",
        "--url nonsense status",
        "--url mongodb://h/d status",
        "--url postgres:h/d status",
        "--url postgres://h:99999/d status",
        "--url sqlite:/no/such/folder/shop.db status",
        "--url sqlite:/dev/null/shop.db status",
    ] {
        is_an_error(&shop.run(line), 2);
    }
    for server in Server::all() {
        if server == Server::Sqlite {
            continue;
        }
        let shop = Shop::on(&server).await;
        let url = format!(
            "{}_not_there",
            shop.url().split('?').next().unwrap_or_default()
        );
        let ran = shop.run(&format!("--url {url} status"));
        is_an_error(&ran, 2);
        assert!(
            ran.stderr.contains("next: create it: CREATE DATABASE "),
            "{}",
            ran.stderr
        );
    }
}

#[tokio::test]
async fn code_3_is_something_pending_when_that_was_asked() {
    let shop = Shop::new().await;
    let ran = shop.run("status --check");
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (3, "4 pending; next: shop migrate\n")
    );
    assert!(
        ran.stdout
            .contains("pending  20260105090000000_create_books")
    );
    shop.must("migrate");
    shop.must("status --check");
}

// Code 5, another runner holds the lock: see `locks`.

#[tokio::test]
async fn code_6_is_refused() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        shop.wrong("irreversible").must("migrate");
        for line in ["fresh", "rollback", "rollback --step 1", "reset", "refresh"] {
            is_an_error(&shop.run(line), 6);
        }
        assert_eq!(shop.books().await, ["Emma", "Ulysses"]);
        assert_eq!(shop.must("pending").stdout, "");
    }
}

#[tokio::test]
async fn code_7_is_a_history_that_does_not_fit() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        shop.execute("CREATE TABLE customers (id integer)").await;
        is_an_error(&shop.run("migrate"), 7);
        shop.must("migrate --allow-existing");
        shop.execute("INSERT INTO _migrations (name, batch) VALUES ('20260106_hire_clerks', 1)")
            .await;
        shop.must("status");
        for line in ["migrate", "sql", "--table books pending"] {
            is_an_error(&shop.run(line), 7);
        }
    }
}

#[tokio::test]
async fn code_8_is_a_database_out_of_reach() {
    let shop = Shop::new().await;
    for url in [
        "postgres://app@127.0.0.1:1/shop",
        "mysql://app@127.0.0.1:1/shop",
        "postgres://app@no-such-host.invalid/shop",
    ] {
        is_an_error(&shop.run(&format!("--url {url} migrate")), 8);
    }
    shop.must("migrate");
    shop.must("rollback --step 1");
    let read_only = shop.url().replace("mode=rwc", "mode=ro");
    assert_ne!(read_only, shop.url());
    for line in ["migrate", "rollback", "fresh --yes"] {
        is_an_error(&shop.run(&format!("--url {read_only} {line}")), 8);
    }
    shop.must(&format!("--url {read_only} status"));
}

#[tokio::test]
async fn code_8_is_also_a_lock_of_another_session_that_did_not_go_away() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let shop = Shop::on(&server).await;
    shop.must("migrate");
    let database = shop
        .url()
        .split('?')
        .next()
        .and_then(|url| url.rsplit('/').next());
    let database = database.expect("the URL names one");
    shop.execute(&format!(
        "ALTER DATABASE {database} SET lock_timeout = '200ms'"
    ))
    .await;
    let reader = shop.hold("SELECT count(*) FROM books").await;
    is_an_error(&shop.run("rollback"), 8);
    drop(reader);
    shop.must("rollback");
}

#[tokio::test]
async fn code_9_is_a_migration_that_is_half_done() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        let ran = shop.wrong("commits").run("migrate");
        is_an_error(&ran, 9);
        let said = match server {
            // Its own COMMIT ends a transaction there; here it is one of several statements that commit by themselves.
            Server::Mysql(_) => {
                "database: changed by a part of this migration, which is recorded: "
            }
            _ => "database: PARTLY CHANGED by this migration: ",
        };
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        assert_eq!(shop.books().await, ["EMMA", "Ulysses"]);
    }
}
