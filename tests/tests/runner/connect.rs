//! Databases that cannot be reached, or not so: what is said, how soon, and that no password is.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use migratory::{Database, Error, ErrorKind};
use migratory_tests::throwaway::Server;

use crate::ledger::with_user;
use crate::world::{World, failed, migrator, table};

/// The password in all URLs here.
const CANARY: &str = "c4n4ry-Pa55";

/// The error of connecting; it must say what to do, and nobody's password.
#[track_caller]
fn error_of(url: &str) -> Error {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let began = Instant::now();
    let error = failed(runtime.block_on(Database::connect(url)));
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    says_what_to_do_and_no_password(&error);
    error
}

#[track_caller]
fn says_what_to_do_and_no_password(error: &Error) {
    let mut texts = vec![
        error.to_string(),
        format!("{error:?}"),
        format!("{error:#?}"),
    ];
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        texts.extend([cause.to_string(), format!("{cause:?}")]);
        source = cause.source();
    }
    for text in &texts {
        assert!(!text.contains(CANARY), "{text}");
        assert!(!text.contains("c4n4ry"), "{text}");
    }
    assert!(texts[0].contains("next: "), "{}", texts[0]);
    assert!(error.hint().is_some());
}

#[test]
fn a_url_that_is_none_says_what_one_looks_like() {
    for url in [
        "".to_owned(),
        "  ".to_owned(),
        "shop".to_owned(),
        "C:\\shop.db".to_owned(),
        format!("mssql://sa:{CANARY}@db/shop"),
        format!("http://u:{CANARY}@db/shop"),
        format!("postgres:u:{CANARY}@db/shop"),
        format!("u:{CANARY}@db/shop"),
        CANARY.to_owned(),
    ] {
        let error = error_of(&url);
        assert_eq!(error.kind(), ErrorKind::Url, "{url:?}: {error}");
        assert!(
            error
                .to_string()
                .contains("postgres://user:password@host:5432/name"),
            "{error}"
        );
    }
}

#[test]
fn a_url_that_cannot_be_read_shows_no_password() {
    for scheme in ["postgres", "postgresql", "mysql", "mariadb"] {
        for rest in [
            format!("u:{CANARY}@host:notaport/db"),
            format!("u:{CANARY}#{CANARY}@host/db"),
            format!("u:{CANARY}/{CANARY}@127.0.0.1:1/db"),
            format!("u:{CANARY}@[::1/db"),
            format!("u:{CANARY}@127.0.0.1:1/db?sslmode=nonsense&ssl-mode=nonsense"),
            format!("u@127.0.0.1:1/db?password={CANARY}&sslmode=nonsense&ssl-mode=nonsense"),
            format!("u:{CANARY}@127.0.0.1:99999/db"),
            format!("u:{CANARY}?x@127.0.0.1:1/db"),
            format!("u:%zz{CANARY}@127.0.0.1:1/db"),
        ] {
            error_of(&format!("{scheme}://{rest}"));
        }
    }
}

/// An address that nothing listens on.
fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

#[test]
fn a_port_that_nothing_listens_on_is_said_at_once() {
    for scheme in ["postgres", "mysql"] {
        let at = nobody();
        let error = error_of(&format!("{scheme}://app:{CANARY}@{at}/shop"));
        assert_eq!(error.kind(), ErrorKind::Unreachable, "{error}");
        let shown = format!("{scheme}://app@{at}/shop");
        assert!(error.to_string().contains(&shown), "{error}");
        assert!(error.to_string().contains("refused"), "{error}");
    }
}

#[test]
fn a_host_that_is_not_there_is_said() {
    for scheme in ["postgres", "mysql"] {
        let error = error_of(&format!(
            "{scheme}://app:{CANARY}@no-such-host.invalid/shop"
        ));
        assert_eq!(error.kind(), ErrorKind::Unreachable, "{error}");
        assert!(
            error.to_string().contains("no-such-host.invalid"),
            "{error}"
        );
    }
}

/// A server that answers each connection with the same bytes, and hangs up.
fn answers(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream
                .set_read_timeout(Some(Duration::from_millis(200)))
                .unwrap();
            // What it is asked does not matter.
            let _ = stream.read(&mut [0; 512]);
            let _ = stream.write_all(bytes);
        }
    });
    at
}

#[test]
fn a_server_of_another_kind_is_said() {
    for bytes in [
        &b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"[..],
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
        b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        b"N",
    ] {
        for scheme in ["postgres", "mysql"] {
            let at = answers(bytes);
            let error = error_of(&format!("{scheme}://app:{CANARY}@{at}/shop"));
            assert_eq!(error.kind(), ErrorKind::Unreachable, "{bytes:?}: {error}");
        }
    }
}

#[test]
fn a_user_whom_postgres_does_not_know_is_said() {
    let Some(Server::Postgres(server)) = Server::postgres() else {
        return;
    };
    let error = error_of(&with_user(&server, &format!("nobody_here:{CANARY}")));
    assert_eq!(error.kind(), ErrorKind::Access, "{error}");
    assert!(error.to_string().contains("nobody_here"), "{error}");
}

#[test]
fn a_password_that_mysql_refuses_is_said() {
    let Some(Server::Mysql(server)) = Server::mysql() else {
        return;
    };
    let error = error_of(&with_user(&server, &format!("migratory:{CANARY}")));
    assert_eq!(error.kind(), ErrorKind::Access, "{error}");
    assert!(
        error.to_string().contains("check user name and password"),
        "{error}"
    );
}

#[test]
fn a_user_of_postgres_without_connections_left_may_try_again() {
    let Some(world) = Server::postgres().map(World::on) else {
        return;
    };
    let role = format!("full_{}", std::process::id());
    world.sql(&format!("CREATE ROLE {role} LOGIN CONNECTION LIMIT 0"));
    let error = error_of(&with_user(world.url(), &format!("{role}:{CANARY}")));
    world.sql(&format!("DROP ROLE {role}"));
    assert_eq!(error.kind(), ErrorKind::Unreachable, "{error}");
    assert!(
        error.to_string().contains("takes no connection now"),
        "{error}"
    );
}

/// The URL with another database.
fn elsewhere(url: &str, database: &str) -> String {
    let (before, _) = url.rsplit_once('/').unwrap();
    format!("{before}/{database}")
}

#[test]
fn a_database_that_is_not_there_comes_with_what_creates_it() {
    let servers = [
        (Server::postgres(), "CREATE DATABASE \"no_such_db\""),
        (Server::mysql(), "CREATE DATABASE `no_such_db`"),
    ];
    for (server, create) in servers {
        let Some(Server::Postgres(url) | Server::Mysql(url)) = server else {
            continue;
        };
        let error = error_of(&elsewhere(&url, "no_such_db"));
        assert_eq!(error.kind(), ErrorKind::NoDatabase, "{error}");
        assert!(error.to_string().contains(create), "{error}");
    }
}

#[test]
fn a_file_that_sqlite_cannot_open_is_said() {
    let folder = std::env::temp_dir();
    let folder = folder.display();
    for url in [
        format!("sqlite:{folder}/no/such/folder/shop.db"),
        format!("sqlite:{folder}"),
        format!(
            "sqlite:{folder}/no-such-file-{}.db?mode=ro",
            std::process::id()
        ),
        format!(
            "sqlite:{folder}/no-such-file-{}.db?mode=rw",
            std::process::id()
        ),
    ] {
        let error = error_of(&url);
        assert_eq!(error.kind(), ErrorKind::NoDatabase, "{url}: {error}");
        assert!(
            error.to_string().contains("check that the folder exists"),
            "{error}"
        );
    }
}

#[test]
fn a_file_that_is_no_database_is_said_and_left_alone() {
    let file = std::env::temp_dir().join(format!("migratory_runner_{}.txt", std::process::id()));
    let text = "This is a letter, not a database. ".repeat(60);
    std::fs::write(&file, &text).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let migrator = migrator(&[table("1_a", "a")]);
    let error = failed(runtime.block_on(async {
        let database = Database::connect(format!("sqlite:{}", file.display())).await?;
        migrator.migrate(&database).await
    }));
    let left = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(
        error.message().contains("file is not a database"),
        "{error}"
    );
    says_what_to_do_and_no_password(&error);
    assert_eq!(left, text);
}

on_each_server!(
    what_fails_after_connecting_shows_no_password_either,
    a_server_that_goes_away_while_a_migration_runs,
);

/// A user with the canary for a password, who may do everything in this database; and what takes the user away again.
fn with_password(world: &World) -> (String, String) {
    let user = format!(
        "user_{}",
        world.url().rsplit('/').next().unwrap_or_default()
    );
    let user = user.replace("migratory_runner_", "");
    let database = world.url().rsplit('/').next().unwrap_or_default();
    match world.pick(0, 1, 2) {
        0 => world.sql(&format!(
            "CREATE ROLE {user} LOGIN SUPERUSER PASSWORD '{CANARY}'"
        )),
        _ => {
            world.sql(&format!("CREATE USER {user} IDENTIFIED BY '{CANARY}'"));
            world.sql(&format!("GRANT ALL ON `{database}`.* TO {user}"));
        }
    }
    let url = with_user(world.url(), &format!("{user}:{CANARY}"));
    let drop = world.pick(
        format!("DROP OWNED BY {user}; DROP ROLE {user}"),
        format!("DROP USER {user}"),
        String::new(),
    );
    (url, drop)
}

fn what_fails_after_connecting_shows_no_password_either(world: &World) {
    let (url, drop) = with_password(world);
    let database = world.block(Database::connect(&url)).unwrap();
    for shown in [database.to_string(), format!("{database:?}")] {
        assert!(!shown.contains(CANARY), "{shown}");
    }
    let bad = migrator(&[crate::world::raw("1_bad", "SELECT * FROM nowhere")]);
    let error = failed(world.block(bad.migrate(&database)));
    says_what_to_do_and_no_password(&error);
    let foreign = migrator(&[table("1_a", "a")]).table("no\0ledger");
    let error = failed(world.block(foreign.migrate(&database)));
    says_what_to_do_and_no_password(&error);
    world.sql(&drop);
}

fn a_server_that_goes_away_while_a_migration_runs(world: &World) {
    let kill = world.pick(
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "KILL CONNECTION_ID()",
        "",
    );
    let bad = crate::world::raw(
        "2_bad",
        format!("INSERT INTO a (label) VALUES ('x'); {kill}"),
    );
    let error = world.migrate_fails(&migrator(&[table("1_a", "a"), bad]));
    says_what_to_do_and_no_password(&error);
    let kind = match world.rolls_back() {
        true => ErrorKind::Unreachable,
        // Of several statements, nobody can say which were done.
        false => ErrorKind::Undecided,
    };
    assert_eq!(error.kind(), kind, "{error:?}");
    assert_eq!(error.finished_before(), ["1_a"]);
    assert_eq!(world.applied(), ["1_a"]);
    if world.rolls_back() {
        assert_eq!(world.count("a"), 0);
    }
}
