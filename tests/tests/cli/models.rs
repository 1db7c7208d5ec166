//! The models, beside the history and the database, on real servers.

use migratory_tests::throwaway::Server;

use crate::shop::Shop;

/// A folder of migrations without any.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lib.rs"), "//! Migrations.\n").expect("a file");
    folder
}

/// The one migration of a folder.
fn written(folder: &tempfile::TempDir) -> String {
    let files = std::fs::read_dir(folder.path()).expect("a folder");
    let mut files = files.map(|file| file.expect("a file").path());
    let file = files.find(|file| !file.ends_with("lib.rs"));
    std::fs::read_to_string(file.expect("it was written")).expect("a file")
}

/// What the models want, in one order on each database but for the type, which only PostgreSQL has.
fn wanted(server: &Server) -> String {
    let types = match server {
        Server::Postgres(_) => "create type \"standing\"\n",
        Server::Mysql(_) | Server::Sqlite => "",
    };
    format!("{types}add column \"born\" to table \"artists\"\ncreate table \"paintings\"\n")
}

fn sorted(lines: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn the_models_are_compared_with_the_history_and_the_database() {
    for server in Server::all() {
        let shop = Shop::gallery(&server).await;
        shop.must("migrate");
        let wanted = wanted(&server);
        for from in ["history", "database"] {
            let ran = shop.run(&format!("diff --from {from} --to models --check"));
            assert_eq!(ran.code, 3, "{}", ran.stderr);
            assert_eq!(sorted(&ran.stdout), sorted(&wanted), "{}", ran.stderr);
            let not_compared = "table \"visitors\" has no model, and is not compared";
            assert!(ran.stderr.contains(not_compared), "{}", ran.stderr);
        }
        let back = shop.run("diff --from models --to database --check");
        assert_eq!(back.code, 3, "{}", back.stderr);
        assert!(
            back.stdout
                .contains("drop table \"paintings\"  -- loses data"),
            "{}",
            back.stdout
        );
        assert!(!back.stdout.contains("visitors"), "{}", back.stdout);
        let rust = shop.must("diff --to models --format rust").stdout;
        assert!(
            rust.contains("schema.create_table(\"paintings\", |t| {"),
            "{rust}"
        );
        let refused = shop.run("status --format rust");
        assert_eq!(refused.code, 2, "{}", refused.stderr);
        assert!(
            refused.stderr.contains("next: diff --format rust"),
            "{}",
            refused.stderr
        );
    }
}

#[tokio::test]
async fn sync_makes_the_database_what_the_models_say() {
    for server in Server::all() {
        let shop = Shop::gallery(&server).await;
        shop.must("migrate");
        shop.execute("INSERT INTO artists (name) VALUES ('Vermeer')")
            .await;
        let ledger = shop.must("history --format json").stdout;
        let ran = shop.must("sync");
        assert_eq!(sorted(&ran.stdout), sorted(&wanted(&server)));
        assert!(ran.stderr.contains("and in no migration"), "{}", ran.stderr);
        let done = shop.run("diff --from database --to models --check");
        assert_eq!(
            (done.code, done.stdout.as_str()),
            (0, ""),
            "{}",
            done.stderr
        );
        let again = shop.must("sync");
        assert_eq!(again.stdout, "");
        assert!(
            again.stderr.contains("no schema changes detected"),
            "{}",
            again.stderr
        );
        // No ledger row, and nothing of its own is left.
        assert_eq!(shop.must("history --format json").stdout, ledger);
        let drift = shop.run("diff --check");
        assert_eq!(sorted(&drift.stdout), sorted(&wanted(&server)));

        // What loses data is not done unless somebody says so.
        shop.execute("ALTER TABLE artists ADD COLUMN height INTEGER")
            .await;
        let refused = shop.run("sync");
        assert_eq!((refused.code, refused.stdout.as_str()), (6, ""));
        for part in [
            "sync would lose data: drop column \"height\" of table \"artists\"",
            "with --yes",
        ] {
            assert!(refused.stderr.contains(part), "{}", refused.stderr);
        }
        assert_eq!(shop.run("sync --no-input").code, 2);
        shop.must("sync --yes");
        assert_eq!(shop.run("diff --from database --to models --check").code, 0);
        // Rows stay, also where a table was rebuilt.
        assert_eq!(shop.column("SELECT name FROM artists").await, ["Vermeer"]);

        let dropped = shop.must("sync --drop-tables --yes");
        assert_eq!(dropped.stdout, "drop table \"visitors\"  -- loses data\n");

        shop.must("config --stamp production");
        let refused = shop.run("sync --yes");
        assert_eq!(refused.code, 6, "{}", refused.stderr);
        assert!(
            refused.stderr.contains("refused: this database is stamped"),
            "{}",
            refused.stderr
        );
    }
}

/// A database that nothing was migrated in becomes what the models say, and no more.
#[tokio::test]
async fn an_empty_database_is_synced_without_migrations() {
    for server in Server::all() {
        let shop = Shop::gallery(&server).await;
        let ran = shop.must("sync");
        assert!(
            ran.stdout.contains("create table \"artists\""),
            "{}",
            ran.stdout
        );
        assert!(!ran.stdout.contains("visitors"), "{}", ran.stdout);
        let done = shop.run("diff --from database --to models --check");
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    }
}

#[tokio::test]
async fn what_is_made_of_the_models_is_verified_before_it_is_written() {
    for server in Server::all() {
        let shop = Shop::gallery(&server).await;
        for flag in [
            "--from-models",
            "--against-database",
            "--from-models --phased",
        ] {
            shop.must("fresh --yes");
            let empty = folder();
            let dir = empty.path().display();
            let ran = shop.must(&format!("make add_paintings {flag} --verify --dir {dir}"));
            assert!(
                ran.stderr
                    .contains("up, down, up, and it is what the models say"),
                "{}",
                ran.stderr
            );
            let source = written(&empty);
            assert!(
                source.contains("schema.create_table(\"paintings\", |t| {"),
                "{source}"
            );
            assert!(
                !source.contains("visitors"),
                "a table without a model stays: {source}"
            );
        }
        // Against the database, what is there already is not made again, and the history is said not to have it.
        shop.execute("ALTER TABLE artists ADD COLUMN born INTEGER")
            .await;
        let empty = folder();
        let dir = empty.path().display();
        shop.must(&format!(
            "make add_paintings --against-database --dir {dir}"
        ));
        let source = written(&empty);
        assert!(!source.contains("born"), "{source}");
        // With that alone, the database would not be what the models say: nothing is written.
        let empty = folder();
        let dir = empty.path().display();
        let refused = shop.run(&format!(
            "make add_paintings --against-database --verify --dir {dir}"
        ));
        assert_eq!(refused.code, 1, "{}", refused.stderr);
        assert!(
            refused.stderr.contains(
                "with this migration the database is not what the models say: left to add column \"born\""
            ),
            "{}",
            refused.stderr
        );
        assert_eq!(
            std::fs::read_dir(empty.path()).expect("a folder").count(),
            1
        );
    }
}

/// Who refers to a table that is renamed follows it, as in the database.
#[tokio::test]
async fn a_table_without_a_model_follows_what_is_renamed() {
    for server in Server::all() {
        let shop = Shop::gallery(&server).await;
        shop.must("migrate");
        shop.execute("ALTER TABLE artists RENAME TO painters").await;
        shop.execute(
            "CREATE TABLE fans (painter_id BIGINT, CONSTRAINT fans_painter_id_fkey FOREIGN KEY (painter_id) REFERENCES painters (id))",
        )
        .await;
        let ran = shop.run("sync --rename painters=artists");
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert!(
            ran.stdout
                .starts_with("rename table \"painters\" to \"artists\"\n"),
            "{}",
            ran.stdout
        );
        assert!(!ran.stdout.contains("fans"), "{}", ran.stdout);
        let done = shop.run("diff --from database --to models --check");
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    }
}

/// The schema of the migrations in a file is a source like the others.
#[tokio::test]
async fn a_snapshot_is_compared_with_a_database() {
    for server in Server::all() {
        let shop = Shop::gallery(&server).await;
        shop.must("migrate");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("schema.sql");
        let file = file.display();
        shop.must(&format!("snapshot dump --file {file}"));
        let same = shop.run(&format!("diff --from {file} --to database --check"));
        assert_eq!(
            (same.code, same.stdout.as_str()),
            (0, ""),
            "{}",
            same.stderr
        );
        shop.execute("ALTER TABLE artists ADD COLUMN height INTEGER")
            .await;
        let ran = shop.run(&format!("diff --from database --to {file} --format json"));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            ran.stdout.contains("drop column \\\"height\\\""),
            "{}",
            ran.stdout
        );
        let unknown = shop.run("diff --from nowhere.sql");
        assert_eq!(unknown.code, 2, "{}", unknown.stderr);
        for part in ["there is no file nowhere.sql", "history, models, database"] {
            assert!(unknown.stderr.contains(part), "{}", unknown.stderr);
        }
    }
}
