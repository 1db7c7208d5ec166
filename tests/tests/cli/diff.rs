//! `diff`: the history and databases, on real servers.

use migratory_tests::throwaway::Server;

use crate::shop::Shop;

#[tokio::test]
async fn what_somebody_did_to_the_database_by_hand_is_seen() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        shop.must("migrate");
        let same = shop.run("diff --check");
        assert_eq!(
            (same.code, same.stdout.as_str()),
            (0, ""),
            "{}",
            same.stderr
        );
        assert!(
            same.stderr.contains("no schema changes detected"),
            "{}",
            same.stderr
        );

        shop.execute("ALTER TABLE books ADD COLUMN shelf INTEGER")
            .await;
        shop.execute("CREATE INDEX books_shelf_idx ON books (shelf)")
            .await;
        let ran = shop.run("diff --check");
        assert_eq!(ran.code, 3, "{}", ran.stderr);
        assert_eq!(
            ran.stdout,
            "add column \"shelf\" to table \"books\"\ncreate index \"books_shelf_idx\" on table \"books\"\n"
        );
        assert_eq!(shop.run("diff").code, 0);
        let back = shop.must("diff --from database --to history");
        assert!(
            back.stdout
                .contains("drop column \"shelf\" of table \"books\"  -- loses data"),
            "{}",
            back.stdout
        );
        // As SQL it can be run, and then nothing differs.
        let sql = shop
            .must("diff --from database --to history --format sql")
            .stdout;
        for statement in sql.split_inclusive(";\n") {
            shop.execute(statement).await;
        }
        let again = shop.run("diff --check");
        assert_eq!(again.code, 0, "{}{}", again.stdout, again.stderr);
    }
}

#[tokio::test]
async fn two_databases_are_compared_and_nothing_is_taken_for_a_rename() {
    for server in Server::all() {
        let (one, other) = (Shop::on(&server).await, Shop::on(&server).await);
        one.execute("CREATE TABLE users (name VARCHAR(50), age INTEGER)")
            .await;
        other
            .execute("CREATE TABLE users (full_name VARCHAR(50), age INTEGER)")
            .await;
        let line = |more: &str| format!("diff --from {} --to {} {more}", one.url(), other.url());
        let asked = one.run(&line("--format human"));
        assert_eq!(
            (asked.code, asked.stdout.as_str()),
            (2, ""),
            "{}",
            asked.stderr
        );
        for part in [
            "error[MIG-0807]: users: column name is gone, full_name is new, both string(50)",
            "next: --rename users.name=full_name or --no-rename users.name=full_name",
        ] {
            assert!(asked.stderr.contains(part), "{}", asked.stderr);
        }
        let renamed = one.must(&line("--rename users.name=full_name"));
        assert_eq!(
            renamed.stdout,
            "rename column \"name\" of table \"users\" to \"full_name\"\n"
        );
        let denied = one.must(&line("--no-rename users.name=full_name"));
        assert_eq!(
            denied.stdout,
            "add column \"full_name\" to table \"users\"\n\
             drop column \"name\" of table \"users\"  -- loses data\n"
        );
        let unknown = one.run(&line("--rename users.nam=full_nam"));
        assert_eq!(unknown.code, 2, "{}", unknown.stderr);
        assert!(
            unknown
                .stderr
                .contains("there is no table, column or type `users.nam`"),
            "{}",
            unknown.stderr
        );
    }
}

/// What a run that was killed has left on the server goes with the next one; what is somebody's at this moment does not.
#[tokio::test]
async fn scratch_databases_of_long_ago_are_dropped() {
    for server in Server::all() {
        let list = match server {
            Server::Postgres(_) => "SELECT datname::text FROM pg_database",
            Server::Mysql(_) => "SELECT schema_name FROM information_schema.schemata",
            Server::Sqlite => continue,
        };
        let shop = Shop::on(&server).await;
        let (old, new) = (
            "migratory_scratch_1_1000000",
            "migratory_scratch_1_9999999999999999",
        );
        for name in [old, new] {
            shop.execute(&format!("DROP DATABASE IF EXISTS {name}"))
                .await;
            shop.execute(&format!("CREATE DATABASE {name}")).await;
        }
        shop.must("migrate");
        shop.must("diff");
        let left = shop.column(list).await;
        shop.execute(&format!("DROP DATABASE {new}")).await;
        assert!(!left.iter().any(|name| name == old), "{left:?}");
        assert!(left.iter().any(|name| name == new), "{left:?}");
    }
}

#[tokio::test]
async fn a_scratch_database_is_not_made_through_a_pooler() {
    let all = Server::all().into_iter();
    for server in all.filter(|it| matches!(it, Server::Postgres(_))) {
        let shop = Shop::on(&server).await;
        let Some(pooled) = shop.through_pgbouncer() else {
            continue;
        };
        shop.must("migrate");
        let ran = shop.run(&format!("diff --url {pooled}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (8, ""), "{}", ran.stderr);
        assert!(
            ran.stderr
                .contains("past the pooler: --url, or MIGRATORY_DIRECT_URL"),
            "{}",
            ran.stderr
        );
    }
}

#[tokio::test]
async fn databases_of_two_kinds_have_nothing_to_compare() {
    let sqlite = Shop::new().await;
    for server in Server::all() {
        if server == Server::Sqlite {
            continue;
        }
        let other = Shop::on(&server).await;
        let ran = sqlite.run(&format!("diff --from database --to {}", other.url()));
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("no schema in common"), "{}", ran.stderr);
    }
}

/// A folder of migrations without any.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lib.rs"), "//! Migrations.\n").expect("a file");
    folder
}

#[tokio::test]
async fn what_is_in_a_database_becomes_a_migration() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let empty = folder();
        let into = |folder: &tempfile::TempDir| format!("--dir {}", folder.path().display());
        let line = format!("adopt --from-database {}", into(&empty));
        let nothing = shop.run(&line);
        assert_eq!(nothing.code, 2, "{}", nothing.stderr);
        assert!(
            nothing.stderr.contains("there is nothing in the database"),
            "{}",
            nothing.stderr
        );

        shop.execute("CREATE TABLE authors (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)")
            .await;
        shop.execute("CREATE TABLE letters (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, CONSTRAINT letters_author_id_fkey FOREIGN KEY (author_id) REFERENCES authors (id))").await;
        let ran = shop.run(&format!("{line} --format json"));
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains("_initial_schema.rs"), "{}", ran.stdout);
        let list = std::fs::read_to_string(empty.path().join("lib.rs")).expect("a file");
        let module = list
            .lines()
            .find_map(|line| line.strip_prefix("mod "))
            .expect("a line");
        let module = module.trim_end_matches(';');
        let source = std::fs::read_to_string(empty.path().join(format!("{module}.rs")));
        let source = source.expect("it was written");
        for part in [
            "struct InitialSchema;",
            "schema.create_table(\"authors\", |t| {",
            "t.string(\"name\", 50);",
            "schema.create_table(\"letters\", |t| {",
        ] {
            assert!(source.contains(part), "{part}\n{source}");
        }
        // It is there already.
        let name = module.trim_start_matches('m');
        let marked = ran.stdout.split_once("\"marked\"").expect("it says so");
        assert!(marked.1.contains(name), "{}", ran.stdout);
        let ledger = shop.column("SELECT name FROM _migrations").await;
        assert_eq!(ledger, [name]);

        // In a database of its own: this program does not have what was marked.
        let shop = Shop::on(&server).await;
        shop.execute("CREATE TABLE authors (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)")
            .await;
        for n in 0..51 {
            shop.execute(&format!("CREATE TABLE t{n} (a INTEGER)"))
                .await;
        }
        let many = folder();
        shop.must(&format!("adopt --from-database {}", into(&many)));
        let list = std::fs::read_to_string(many.path().join("lib.rs")).expect("a file");
        let modules = list.lines().filter(|line| line.starts_with("mod ")).count();
        assert!(modules >= 52, "{list}");
    }
}

#[tokio::test]
async fn a_snapshot_is_written_looked_at_and_loaded() {
    for server in Server::all() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("schema.sql");
        let line = |action: &str| format!("snapshot {action} --file {}", file.display());
        let (shop, branch) = (Shop::on(&server).await, Shop::on(&server).await);
        let none = shop.run(&line("check"));
        assert_eq!(none.code, 2, "{}", none.stderr);
        shop.must(&line("dump"));
        let text = std::fs::read_to_string(&file).expect("it was written");
        assert!(
            text.starts_with("-- The schema that the migrations make on "),
            "{text}"
        );
        assert!(
            text.contains("CREATE TABLE") && text.contains("books"),
            "{text}"
        );
        assert!(!text.contains("_migrations"), "{text}");
        assert!(
            text.contains("\n-- migration: 20260105090000000_create_books\n"),
            "{text}"
        );
        shop.must(&line("dump"));
        assert_eq!(
            std::fs::read_to_string(&file).expect("a file"),
            text,
            "the same each time"
        );
        shop.must(&line("check"));

        // A file that is of other migrations, or says of none, marks nothing.
        let orders = "-- migration: 20260202080000000_create_orders\n";
        for (other, why) in [
            (
                text.replace(orders, ""),
                "lacks \"20260202080000000_create_orders\"",
            ),
            (
                text.replace(orders, "-- migration: 20260202080000000_of_others\n"),
                "is of \"20260202080000000_of_others\", which this program does not have",
            ),
            (String::new(), "does not say which migrations it is of"),
        ] {
            std::fs::write(&file, other).expect("a file");
            let refused = branch.run(&line("load"));
            assert_eq!(refused.code, 6, "{}", refused.stderr);
            assert!(refused.stderr.contains(why), "{}", refused.stderr);
        }
        std::fs::write(&file, &text).expect("a file");

        branch.must(&line("load"));
        branch.must("status --check");
        let drift = branch.run("diff --check");
        assert_eq!(drift.code, 0, "{}{}", drift.stdout, drift.stderr);
        let again = branch.run(&line("load"));
        assert_eq!(again.code, 6, "{}", again.stderr);
        assert!(
            again
                .stderr
                .contains("error[MIG-0808]: the database is not empty"),
            "{}",
            again.stderr
        );

        std::fs::write(&file, text.replacen("books", "tomes", 1)).expect("a file");
        let changed = shop.run(&line("check"));
        assert_eq!(changed.code, 3, "{}", changed.stderr);
        assert!(changed.stdout.contains("tomes"), "{}", changed.stdout);
    }
}

/// What is mistyped is told, and not taken for something empty.
#[tokio::test]
async fn a_database_and_a_schema_that_are_not_there_are_told() {
    let shop = Shop::on(&Server::Sqlite).await;
    let ran = shop.run("diff --from sqlite:no_such_shop.db --to history");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    for part in [
        "MIG-0804",
        "there is no database no_such_shop.db",
        "mode=rwc",
    ] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    let Some(server) = Server::postgres() else {
        return;
    };
    let shop = Shop::on(&server).await;
    shop.must("migrate");
    let ran = shop.must("diff --from history --to database --only-schema shpo");
    assert!(
        ran.stderr
            .contains("neither history nor database has anything in shpo"),
        "{}",
        ran.stderr
    );

    // A scratch database does not have the schema in which the sessions of the other one begin.
    let shop = Shop::on(&server).await;
    shop.execute("CREATE SCHEMA shelf").await;
    let url = format!("{}?options=-csearch_path%3Dshelf", shop.url());
    shop.must(&format!("migrate --url {url}"));
    let found = shop.run(&format!("diff --check --url {url}"));
    assert_eq!(found.code, 0, "{}{}", found.stdout, found.stderr);
}
