//! `prepare`, `baseline`, `unlock`, `backfill`, and the rows that are in the way of a constraint.

use std::time::{Duration, Instant};

use migratory_tests::throwaway::Server;

use crate::shop::{Shop, run};

#[tokio::test]
async fn a_database_that_has_it_all_already_is_marked() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let empty = shop.run("baseline");
        assert_eq!(empty.code, 6, "{}", empty.stderr);
        assert!(
            empty.stderr.contains("the database is empty"),
            "{}",
            empty.stderr
        );
        assert!(empty.stderr.contains("--force"), "{}", empty.stderr);
        shop.execute("CREATE TABLE books (id int primary key, title varchar(200))")
            .await;
        let refused = shop.run("migrate");
        assert_eq!(refused.code, 7, "{}", refused.stderr);
        assert!(refused.stderr.contains("baseline"), "{}", refused.stderr);
        let marked = shop.must("baseline m20260112");
        assert!(
            marked
                .stderr
                .contains("2 marked as applied; nothing was run"),
            "{}",
            marked.stderr
        );
        assert_eq!(shop.must("pending").stdout.lines().count(), 2);
        let again = shop.must("baseline 20260112");
        assert!(again.stderr.contains("nothing to mark"), "{}", again.stderr);
        assert_eq!(shop.books().await, [""; 0]);
        shop.must("baseline");
        assert_eq!(shop.must("pending").stdout, "");
        shop.must("status --check");
        assert_eq!(shop.run("baseline nothing").code, 2);
    }
}

#[tokio::test]
async fn a_database_is_made_migrated_and_made_again_without_harm() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let url = match &server {
            Server::Sqlite => shop.url().replace("test.db", "other.db"),
            _ => format!("{}_prepared", shop.url().split('?').next().unwrap()),
        };
        let prepare = format!("--url {url} prepare");
        let first = shop.must(&prepare);
        assert!(first.stderr.contains("4 applied"), "{}", first.stderr);
        if server != Server::Sqlite {
            assert!(
                first.stderr.contains("made the database of "),
                "{}",
                first.stderr
            );
        }
        let second = shop.must(&prepare);
        assert!(second.stderr.contains("nothing to do"), "{}", second.stderr);
        let name = url.rsplit('/').next().unwrap();
        if server != Server::Sqlite {
            shop.execute(&format!("DROP DATABASE {name}")).await;
        }
    }
}

#[tokio::test]
async fn eight_may_make_a_database_at_once() {
    for server in Server::all() {
        if server == Server::Sqlite {
            continue;
        }
        let shop = Shop::on(&server).await;
        let url = format!("{}_at_once", shop.url().split('?').next().unwrap());
        let line = format!("--url {url} prepare");
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| shop.run(&line))).collect();
            for ran in runs {
                let ran = ran.join().unwrap();
                assert_eq!(ran.code, 0, "{}", ran.stderr);
            }
        });
        let name = url.rsplit('/').next().unwrap();
        shop.execute(&format!("DROP DATABASE {name}")).await;
    }
}

#[tokio::test]
async fn who_holds_the_lock_is_said_and_ended() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        let nobody = shop.must("unlock");
        assert!(
            nobody.stderr.contains("nobody holds the lock"),
            "{}",
            nobody.stderr
        );
        if server == Server::Sqlite {
            continue;
        }
        shop.wrong("slow");
        let mut first = shop.command("migrate").spawn().expect("it starts");
        let began = Instant::now();
        loop {
            let ran = shop.must("unlock");
            if ran.stderr.contains("held by ") {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{}", ran.stderr);
            std::thread::sleep(Duration::from_millis(50));
        }
        std::thread::sleep(Duration::from_millis(300));
        let ended = shop.must("unlock --kill");
        assert!(ended.stderr.contains("ended "), "{}", ended.stderr);
        // It finds out, or goes on on another connection; either way it is not left in peace for ever.
        let _ = first.kill();
        first.wait().expect("it ends");
        shop.wrong("");
        // What ran outside of a transaction is recorded as begun there.
        let code = match server {
            Server::Mysql(_) => 9,
            Server::Sqlite | Server::Postgres(_) => 0,
        };
        let ran = shop.run("migrate");
        assert_eq!(ran.code, code, "{}", ran.stderr);
    }
}

#[tokio::test]
async fn a_backfill_is_paused_and_let_go_on() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        let none = shop.must("backfill list");
        assert!(
            none.stderr.contains("no backfill has begun"),
            "{}",
            none.stderr
        );
        assert_eq!(shop.run("backfill pause 20260303").code, 2);
        shop.wrong("slow backfill");
        let first = shop.command("migrate").spawn().expect("it starts");
        let began = Instant::now();
        loop {
            let ran = shop.run("backfill pause 20260303");
            if ran.code == 0 {
                assert!(
                    ran.stderr.contains("stops after its running batch"),
                    "{}",
                    ran.stderr
                );
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{}", ran.stderr);
            std::thread::sleep(Duration::from_millis(50));
        }
        let output = first.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(9));
        let paused = shop.must("backfill list");
        assert!(paused.stdout.contains("paused"), "{}", paused.stdout);
        let status = shop.must("status").stdout;
        let line = "backfills: 20260303110000000_price_books 1 rows, paused";
        assert!(status.contains(line), "{status}");
        let again = shop.run("migrate");
        assert_eq!(again.code, 9, "{}", again.stderr);
        assert!(again.stderr.contains("is paused"), "{}", again.stderr);
        assert!(
            again
                .stderr
                .contains("backfill resume 20260303110000000_price_books"),
            "{}",
            again.stderr
        );
        shop.must("backfill resume 20260303");
        shop.must("migrate");
        let done = shop.must("backfill list");
        assert!(done.stdout.contains("done"), "{}", done.stdout);
        let prices = shop
            .column("SELECT DISTINCT CASE price WHEN 7 THEN 'seven' END FROM books")
            .await;
        assert_eq!(prices, ["seven"]);
    }
}

#[tokio::test]
async fn rows_in_the_way_of_a_constraint_are_named() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        shop.must("migrate --step 3");
        shop.wrong("bad check");
        let ran = shop.run("migrate");
        assert!(matches!(ran.code, 1 | 9), "{}", ran.stderr);
        assert!(ran.stderr.contains("error[MIG-0307]"), "{}", ran.stderr);
        assert!(
            ran.stderr.contains("rows: 1 in the way: books.id = 1"),
            "{}",
            ran.stderr
        );
    }
}

#[tokio::test]
async fn a_server_is_waited_for() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        assert!(shop.must("wait").stderr.contains("is there"));
    }
    let shop = Shop::new().await;
    let ran = run(shop
        .command("wait --wait=1s")
        .env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nowhere"));
    assert_eq!(ran.code, 8, "{}", ran.stderr);
}

#[tokio::test]
async fn how_far_an_index_is_is_told_while_it_is_built() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let mut shop = Shop::on(&server).await;
    shop.must("migrate --step 3");
    shop.wrong("concurrent index");
    // Who has written to the table, and is not done, is waited for before an index is built.
    let writer = shop
        .hold("UPDATE books SET title = 'Emma' WHERE id = 1")
        .await;
    let command = |format: &str| {
        let mut command = shop.command("migrate --lock-timeout 0.2");
        command.args(["--format", format]);
        command.stdout(std::process::Stdio::piped());
        command.stderr(std::process::Stdio::piped());
        command
    };
    let child = command("human").spawn().expect("it starts");
    tokio::time::sleep(Duration::from_secs(5)).await;
    drop(writer);
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("waiting for writers before build"), "{said}");
    assert!(said.contains("0/1 lockers"), "{said}");
    assert!(said.contains("price_books"), "{said}");
}
