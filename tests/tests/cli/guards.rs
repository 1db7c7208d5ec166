//! What would destroy something asks for proof that it is meant.

use migratory_tests::throwaway::Server;

use crate::shop::{Shop, run};

/// A shop that is migrated, and stamped.
async fn stamped(server: &Server, environment: &str) -> Shop {
    let shop = Shop::on(server).await;
    shop.must(&format!("--env {environment} migrate"));
    shop
}

/// What the database is called where a flag must name it.
fn name(shop: &Shop) -> String {
    let url = shop.url().split('?').next().unwrap_or_default();
    url.rsplit('/').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn production_is_not_undone_without_proof() {
    for server in Server::all() {
        let shop = stamped(&server, "production").await;
        for line in [
            "rollback",
            "reset",
            "refresh",
            "fresh",
            "fresh --yes",
            "rollback --step 1",
        ] {
            let ran = shop.run(line);
            assert_eq!(ran.code, 6, "{line}: {}", ran.stderr);
            assert!(
                ran.stderr
                    .contains("error[MIG-0601]: refused: this database is stamped env=production"),
                "{}",
                ran.stderr
            );
            assert!(ran.stderr.contains("by clerk@till"), "{}", ran.stderr);
            assert!(
                ran.stderr.contains("--allow-env production"),
                "{}",
                ran.stderr
            );
            assert!(ran.stderr.contains("database: unchanged"), "{}", ran.stderr);
        }
        assert_eq!(shop.books().await, ["Emma", "Ulysses"]);
        // Going forward is what it is for.
        shop.must("migrate");
    }
}

#[tokio::test]
async fn what_is_proven_is_done_in_production() {
    for server in Server::all() {
        let shop = stamped(&server, "production").await;
        shop.must("rollback --step 1 --allow-env production");
        let name = name(&shop);
        let line = format!("fresh --allow-env production --database {name}");
        // Nobody can be asked here, so the environment must say it as well.
        assert_eq!(shop.run(&line).code, 6);
        for (line, known) in [
            (
                format!("fresh --allow-env staging --database {name}"),
                name.as_str(),
            ),
            (
                format!("fresh --allow-env production --database {name}x"),
                name.as_str(),
            ),
            (line.clone(), "another"),
            ("fresh --allow-env production".to_owned(), name.as_str()),
        ] {
            let ran = run(shop.command(&line).env("MIGRATORY_I_KNOW", known));
            assert_eq!(ran.code, 6, "{line}: {}", ran.stderr);
        }
        let ran = run(shop.command(&line).env("MIGRATORY_I_KNOW", &name));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        // It is production still.
        assert_eq!(shop.run("rollback").code, 6);
    }
}

#[tokio::test]
async fn a_run_for_another_environment_is_refused() {
    for server in Server::all() {
        let shop = stamped(&server, "staging").await;
        shop.must("rollback --step 1");
        let ran = shop.run("--env production migrate");
        assert_eq!(ran.code, 6, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("is stamped env=staging"),
            "{}",
            ran.stderr
        );
        assert!(
            ran.stderr.contains("the run is for env=production"),
            "{}",
            ran.stderr
        );
        shop.must("--env staging migrate");
        shop.must("status --env production");
    }
}

#[tokio::test]
async fn demo_rows_of_another_environment_are_not_sown_in_production() {
    for server in Server::all() {
        let garden = Shop::garden(&server).await;
        garden.must("--env production migrate");
        let ran = garden.run("seed --env test");
        assert_eq!(ran.code, 6, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("is stamped env=production"),
            "{}",
            ran.stderr
        );
        // What is not said is what the database is stamped with.
        let ran = garden.must("seed");
        assert!(
            ran.stderr.contains("seeded for production"),
            "{}",
            ran.stderr
        );
    }
}

#[tokio::test]
async fn a_stamp_is_changed_by_whoever_says_so() {
    for server in Server::all() {
        let shop = stamped(&server, "development").await;
        let ran = shop.must("config --stamp production");
        assert!(
            ran.stderr
                .contains("stamped env=production; it was env=development"),
            "{}",
            ran.stderr
        );
        assert_eq!(shop.run("config --stamp development").code, 6);
        shop.must("config --stamp development --allow-env production");
        shop.must("rollback");
    }
}

#[tokio::test]
async fn a_database_without_a_stamp_is_undone_as_ever_but_not_dropped() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        shop.must("migrate");
        shop.must("rollback");
        shop.must("migrate");
        shop.must("reset");
        shop.must("refresh");
        assert_eq!(shop.run("fresh").code, 6);
        shop.must("fresh --yes");
    }
}

/// On a terminal, with what somebody types once this is shown.
#[cfg(target_os = "linux")]
fn typed_after(shop: &Shop, line: &str, shown: &str, keys: &str) -> (Option<i32>, String) {
    use std::io::{Read as _, Write as _};
    use std::process::Stdio;
    let mut command = std::process::Command::new("script");
    let inner = format!("{} {line}", env!("CARGO_BIN_EXE_shop"));
    let mut child = command
        .args(["--quiet", "--return", "--command", &inner, "/dev/null"])
        .env("DATABASE_URL", shop.url())
        .env_remove("CI")
        .env_remove("MIGRATORY_ENV")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("script(1) is there");
    // Open until the end: closed, it would be the end of the terminal.
    let mut stdin = child.stdin.take().expect("it has an input");
    let mut stdout = child.stdout.take().expect("it has an output");
    let (mut all, mut some, mut is_typed) = (Vec::new(), [0; 256], false);
    loop {
        if !is_typed && String::from_utf8_lossy(&all).contains(shown) {
            stdin.write_all(keys.as_bytes()).expect("it is open");
            stdin.flush().expect("it is open");
            is_typed = true;
        }
        match stdout.read(&mut some).expect("it can be read") {
            0 => break,
            count => all.extend(&some[..count]),
        }
    }
    let status = child.wait().expect("it ends");
    (status.code(), String::from_utf8_lossy(&all).into_owned())
}

/// On a terminal, with what somebody types at once.
#[cfg(target_os = "linux")]
fn typed(shop: &Shop, line: &str, keys: &str) -> (Option<i32>, String) {
    typed_after(shop, line, "", keys)
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_a_terminal_somebody_is_asked() {
    let shop = Shop::new().await;
    shop.must("migrate");
    let (code, shown) = typed(&shop, "fresh", "no\n");
    assert_eq!(code, Some(6), "{shown}");
    assert!(
        shown.contains("type the database's name to go on (test.db): "),
        "{shown}"
    );
    assert!(shown.contains("would drop 2 tables"), "{shown}");
    let (code, shown) = typed(&shop, "fresh", "test.db\n");
    assert_eq!(code, Some(0), "{shown}");
    shop.must("config --stamp development");
    let (code, shown) = typed(&shop, "fresh", "n\n");
    assert_eq!(code, Some(6), "{shown}");
    assert!(shown.contains("go on? [y/N]"), "{shown}");
    let (code, shown) = typed(&shop, "fresh", "y\n");
    assert_eq!(code, Some(0), "{shown}");
    // Ctrl-C.
    let (code, shown) = typed_after(&shop, "fresh", "[y/N]", "\u{3}");
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.contains("stopped at the question"), "{shown}");
    let (code, shown) = typed(&shop, "fresh --no-input", "y\n");
    assert_eq!(code, Some(2), "{shown}");
    assert!(shown.contains("MIG-0805"), "{shown}");
    assert!(shown.contains("--yes"), "{shown}");
}

/// What looks renamed is asked for; the answer is what is done.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_a_terminal_somebody_is_asked_what_was_renamed() {
    let (one, other) = (Shop::new().await, Shop::new().await);
    one.execute("CREATE TABLE users (name VARCHAR(50), age INTEGER)")
        .await;
    other
        .execute("CREATE TABLE users (full_name VARCHAR(50), age INTEGER)")
        .await;
    let line = format!("diff --from {} --to {}", one.url(), other.url());
    let line = line.replace('?', "\\?");
    let asked = "renamed users.name=full_name? [Y] rename";
    let rename = "rename column \"name\" of table \"users\" to \"full_name\"";
    for (keys, code, said) in [
        ("y\n", 0, rename),
        ("\n", 0, rename),
        (
            "n\n",
            0,
            "drop column \"name\" of table \"users\"  -- loses data",
        ),
        ("perhaps\n", 2, "MIG-0807"),
        ("\u{3}", 130, "stopped at the question"),
    ] {
        let (ended, shown) = typed_after(&one, &line, "[Y]", keys);
        assert_eq!(ended, Some(code), "{shown}");
        assert!(shown.contains(asked) && shown.contains(said), "{shown}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn there_are_colours_on_a_terminal_unless_somebody_wants_none() {
    let shop = Shop::new().await;
    let (_, shown) = typed(&shop, "status", "");
    assert!(shown.contains('\x1b'), "{shown}");
    let (_, shown) = typed(&shop, "status --color never", "");
    assert!(!shown.contains('\x1b'), "{shown}");
}
