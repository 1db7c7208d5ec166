//! What is done when code and ledger disagree, and plans that are looked at before they run.

use migratory_tests::throwaway::Server;

use crate::shop::Shop;

#[tokio::test]
async fn an_edited_migration_is_shown_refused_and_accepted() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        shop.must("migrate");
        shop.wrong("irreversible");
        let refused = shop.run("migrate");
        assert_eq!(refused.code, 7, "{}", refused.stderr);
        let said = &refused.stderr;
        assert!(
            said.contains("\"20260303110000000_price_books\" was edited"),
            "{said}"
        );
        assert!(said.contains("    + DELETE FROM orders"), "{said}");
        assert!(said.contains("shop.rs:"), "{said}");
        let status = shop.must("status");
        assert!(status.stdout.contains("edited"), "{}", status.stdout);
        let repaired = shop.must("repair 20260303110000000_price_books");
        assert!(repaired.stderr.contains("accepted"), "{}", repaired.stderr);
        shop.must("migrate");
        let nothing = shop.run("repair 20260303110000000_price_books");
        assert_eq!(nothing.code, 2, "{}", nothing.stderr);
        let nothing = shop.run("resolve 20260303110000000_price_books --done");
        assert_eq!(nothing.code, 2, "{}", nothing.stderr);
    }
}

#[tokio::test]
async fn a_history_is_checked_without_a_database() {
    let mut shop = Shop::new().await;
    let checked = shop.must("--url postgres://nobody@127.0.0.1:1/nowhere check");
    assert!(
        checked.stderr.contains("4 migrations replayed"),
        "{}",
        checked.stderr
    );
    shop.wrong("unknown table");
    let wrong = shop.run("check");
    assert_eq!(wrong.code, 1, "{}", wrong.stderr);
    for part in [
        "there is no table \"boks\"",
        "there is no table \"authors\"",
        "shop.rs:",
    ] {
        assert!(wrong.stderr.contains(part), "{part}: {}", wrong.stderr);
    }
    shop.wrong("irreversible");
    let warned = shop.must("check");
    assert!(warned.stderr.contains("warning: "), "{}", warned.stderr);
}

#[tokio::test]
async fn a_saved_plan_runs_once() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let file = std::env::temp_dir().join(
            format!("plan-{}-{server:?}.json", std::process::id())
                .replace(['/', ':', '"', '(', ')', '@'], "_"),
        );
        let plan = shop.must("sql --format json");
        std::fs::write(&file, &plan.stdout).expect("it can be written");
        let words = shop.must("sql --format text");
        assert!(words.stdout.contains("4 migrations"), "{}", words.stdout);
        let line = format!("migrate --plan {}", file.display());
        shop.must(&line);
        let again = shop.run(&line);
        assert_eq!(again.code, 7, "{}", again.stderr);
        std::fs::write(&file, "{").expect("it can be written");
        assert_eq!(shop.run(&line).code, 1);
        std::fs::remove_file(&file).expect("it is there");
        assert_eq!(shop.run(&line).code, 2);
    }
}

#[tokio::test]
async fn who_goes_forward_only_undoes_nothing() {
    let shop = Shop::new().await;
    shop.must("migrate --phase pre-deploy");
    for line in ["rollback", "reset", "refresh", "fresh --yes"] {
        let refused = shop.run(&format!("--forward-only {line}"));
        assert_eq!(refused.code, 6, "{line}: {}", refused.stderr);
    }
    let nothing = shop.must("migrate --phase post-deploy");
    assert!(
        nothing.stderr.contains("nothing to do"),
        "{}",
        nothing.stderr
    );
    assert_eq!(shop.run("migrate --phase later").code, 2);
}
