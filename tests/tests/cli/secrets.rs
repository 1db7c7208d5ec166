//! A password is in no output and in no table, whatever goes wrong.

use migratory_tests::throwaway::Server;

use crate::shop::{Ran, Shop, program, run};

/// Each command once.
pub const EVERY_COMMAND: [&str; 30] = [
    "migrate",
    "status",
    "pending",
    "history",
    "diff",
    "sync",
    "snapshot check",
    "show x",
    "rollback",
    "reset",
    "refresh",
    "fresh",
    "prepare",
    "seed",
    "seed --status",
    "backfill",
    "check",
    "sql",
    "baseline",
    "repair",
    "resolve x --done",
    "unlock",
    "doctor",
    "wait --wait=0",
    "config",
    "explain",
    "completions bash",
    "man",
    "squash x",
    "test-db ls",
];

const CANARY: &str = "s3cret-canary";

fn is_silent(ran: &Ran, about: &str) {
    for shown in [&ran.stdout, &ran.stderr] {
        assert!(!shown.contains(CANARY), "{about}: {shown}");
    }
}

#[test]
fn no_failing_command_shows_the_password() {
    for url in [
        "postgres://app:s3cret-canary@127.0.0.1:1/shop",
        "mysql://app:s3cret-canary@127.0.0.1:1/shop",
        "postgres://127.0.0.1:1/shop?user=app&password=s3cret-canary",
        "postgres://app@127.0.0.1:1/shop?password=p@s3cret-canary",
        "postgres://app:p@s3cret-canary@127.0.0.1:1/shop",
        "postgres://app:p?s3cret-canary@127.0.0.1:1/shop",
        "postgres://app:p#s3cret-canary@127.0.0.1:1/shop",
        "postgres://app:p/s3cret-canary@127.0.0.1:1/shop",
        "postgres://app:s3cret-canary@127.0.0.1:99999/shop",
        "postgres:app:s3cret-canary@127.0.0.1:1/shop",
        "postgres:/app:s3cret-canary@127.0.0.1:1/shop",
        "postgres//app:s3cret-canary@127.0.0.1:1/shop",
        "mongodb://app:s3cret-canary@127.0.0.1:1/shop",
        "app:s3cret-canary@127.0.0.1:1/shop",
    ] {
        for command in EVERY_COMMAND {
            for format in ["human", "json", "ndjson", "markdown", "github"] {
                let mut program = program();
                program
                    .env("DATABASE_URL", url)
                    .args(command.split_whitespace());
                let by_environment = run(program.args(["--format", format]));
                let needs_none = [
                    "check",
                    "explain",
                    "config",
                    "completions",
                    "man",
                    "test-db",
                ];
                if !needs_none.contains(&command.split_whitespace().next().unwrap()) {
                    assert_ne!(by_environment.code, 0, "{command}");
                }
                is_silent(&by_environment, url);
                if url.contains("@127.0.0.1:1/shop") {
                    // One URL in all formats will do.
                    continue;
                }
                break;
            }
        }
        let by_flag = run(program().args(["--url", url]));
        is_silent(&by_flag, url);
        for wrong in [
            vec![url],
            vec!["migrate", url],
            vec!["--ulr", url],
            vec!["rollback", "--step", url],
            vec!["--no-such-flag", "--url", url],
        ] {
            let ran = run(program().args(&wrong));
            assert_eq!(ran.code, 2, "{wrong:?}");
            is_silent(&ran, &format!("{wrong:?}"));
        }
        let help = run(program().env("DATABASE_URL", url).arg("--help"));
        is_silent(&help, url);
    }
}

/// The URL with this user and password.
fn with_user(url: &str, user: &str) -> String {
    let (scheme, rest) = url.split_once("//").expect("it is a server's URL");
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}//{user}:{CANARY}@{host}")
}

#[tokio::test]
async fn a_password_that_works_is_not_shown_or_kept() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        let user = match server {
            Server::Sqlite => continue,
            // Where the server trusts this machine, any password works.
            Server::Postgres(_) => {
                let (_, rest) = shop.url().split_once("//").expect("it is a server's URL");
                rest.split([':', '@']).next().unwrap_or_default().to_owned()
            }
            Server::Mysql(_) => {
                let user = format!("canary_{}", std::process::id());
                shop.execute(&format!(
                    "CREATE USER '{user}'@'%' IDENTIFIED BY '{CANARY}'"
                ))
                .await;
                shop.execute(&format!("GRANT ALL ON *.* TO '{user}'@'%'"))
                    .await;
                user
            }
        };
        let url = with_user(shop.url(), &user);
        for wrong in [
            "bad sql",
            "unknown table",
            "no stock",
            "commits",
            "irreversible",
            "panics",
            "",
        ] {
            shop.wrong(wrong);
            for line in [
                "fresh --yes",
                "migrate",
                "fresh",
                "status",
                "sql",
                "sql --down",
                "rollback",
            ] {
                let ran = run(shop.command(line).env("DATABASE_URL", &url));
                is_silent(&ran, &format!("{wrong}: {line}"));
            }
        }
        shop.must("migrate");
        for column in [
            "name",
            "applied_by",
            "run_id",
            "up_sql",
            "down_sql",
            "tool_version",
        ] {
            let kept = shop
                .column(&format!("SELECT {column} FROM _migrations"))
                .await;
            assert!(
                !kept.is_empty() && !kept.concat().contains(CANARY),
                "{column}"
            );
        }
        if matches!(server, Server::Mysql(_)) {
            shop.execute(&format!("DROP USER '{user}'@'%'")).await;
        }
    }
}
