//! Other runners at the same time.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use migratory_tests::throwaway::Server;
use sqlx::{AnyConnection, Connection as _, Executor as _};

use crate::shop::{Shop, run};

#[tokio::test]
async fn on_sqlite_another_writer_is_waited_for_as_long_as_was_said() {
    let shop = Shop::new().await;
    shop.must("migrate");
    shop.must("rollback --step 1");
    let mut other = AnyConnection::connect(shop.url())
        .await
        .expect("the file can be opened");
    let begin = other.execute("BEGIN IMMEDIATE").await;
    begin.expect("nobody else writes");
    for line in ["migrate", "rollback", "fresh --yes", "refresh"] {
        let began = Instant::now();
        let ran = shop.run(&format!("{line} --lock-wait 1"));
        assert_eq!(ran.code, 5, "{line}: {}", ran.stderr);
        assert!(ran.stderr.contains("database is locked"), "{}", ran.stderr);
        assert!(began.elapsed() < Duration::from_secs(20), "{line}");
    }
    assert_eq!(shop.must("pending").stdout.lines().count(), 1);
    other.execute("ROLLBACK").await.expect("it is open");
    shop.must("migrate");
}

/// Dies with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn who_holds_the_lock_is_named_and_the_others_give_up_in_time() {
    for server in Server::all() {
        if server == Server::Sqlite {
            continue;
        }
        let mut shop = Shop::on(&server).await;
        shop.wrong("slow");
        let mut slow = shop.command("migrate");
        slow.stdout(Stdio::null()).stderr(Stdio::null());
        let first = Running(slow.spawn().expect("the program starts"));
        let began = Instant::now();
        while shop.must("pending").stdout.lines().count() > 1 {
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "it does not come to the slow one"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        // The line is the same at every width, with colours and without.
        for (width, color) in [
            (60, "never"),
            (60, "always"),
            (80, "always"),
            (120, "never"),
        ] {
            let mut command = shop.command("migrate --lock-wait 1 --color");
            command.arg(color).env("COLUMNS", width.to_string());
            let ran = run(&mut command);
            let waiting = ran.stderr.lines().find(|line| line.contains("waiting"));
            let waiting = waiting.expect("it waits").to_owned();
            assert!(
                waiting.starts_with("  waiting for the lock (0 s): "),
                "{waiting}"
            );
            assert!(
                waiting.contains(" of migratory") && !waiting.contains('\x1b'),
                "{waiting}"
            );
        }
        let ran = shop.run("migrate --lock-wait 1");
        assert_eq!(ran.code, 5, "{}", ran.stderr);
        for part in [
            "waiting for the lock (0 s): ",
            "error[MIG-0501]: another runner has held the lock of the ledger ",
            "database: unchanged, nothing was run",
            "next: run the same command again when that one is done",
        ] {
            assert!(
                ran.stderr.contains(part),
                "{part} is missing: {}",
                ran.stderr
            );
        }
        drop(first);
    }
}
