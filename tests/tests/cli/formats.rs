//! What machines and pull requests read. Each object is held against the schema that is shipped.

use std::path::Path;

use migratory_tests::throwaway::Server;
use serde_json::Value;

use crate::shop::{Ran, Shop, program, run};

/// The object that a command printed, which its schema allows.
fn object(ran: &Ran, command: &str) -> Value {
    let object: Value = match serde_json::from_str(&ran.stdout) {
        Ok(object) => object,
        Err(error) => panic!("{command}: {error}: {}{}", ran.stdout, ran.stderr),
    };
    fits(&object, command);
    assert_eq!(object["exit"], ran.code, "{command}");
    assert_eq!(object["ok"], ran.code == 0, "{command}");
    object
}

fn fits(object: &Value, command: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migration-cli/schemas");
    let file = folder.join(format!("{command}.1.json"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let errors = schema.iter_errors(object);
    let errors: Vec<String> = errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{command}: {errors:#?}\n{object:#}");
}

/// The command that a line is of.
fn command(line: &str) -> &str {
    line.split_whitespace()
        .find(|word| !word.starts_with('-'))
        .unwrap_or("migrate")
}

#[tokio::test]
async fn every_command_answers_with_an_object_of_its_schema() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        for line in [
            "status",
            "pending",
            "history",
            "check",
            "doctor",
            "unlock",
            "wait",
            "backfill",
            "explain",
            "config",
            "status --check",
            "pending --check",
            "diff --check",
            "snapshot check --file nowhere.sql",
            "diff --from database",
            "diff --from nowhere.sql",
            "sync",
            "sql 20260105",
            "migrate",
            "migrate",
            "status",
            "pending",
            "history",
            "show 20260105",
            "show 20260112",
            "rollback --step 1",
            "rollback --batch 7",
            "show nothing",
            "prepare",
            "repair",
            "repair nothing",
            "resolve nothing --done",
            "baseline",
            "refresh",
            "fresh",
            "fresh --yes",
            "reset",
            "rollback",
            "baseline 20260105 --force",
            "config --stamp test",
            "migrate --env other",
            "explain MIG-0101",
            "explain nothing",
            "backfill pause nothing",
            "seed",
            "seed --status",
            "adopt",
            "adopt --from diesel --dry-run",
            "test-db ls",
            "test-db gc",
        ] {
            let ran = shop.run(&format!("{line} --format json"));
            let object = object(&ran, command(line));
            assert_eq!(ran.stderr, "", "{line}");
            let needs_none = ["check", "explain", "config", "sql", "test-db"];
            if ran.code == 0 && !needs_none.contains(&command(line)) {
                assert!(object["target"]["server"].is_string(), "{line}: {object:#}");
            }
            if ran.code != 0 && ran.code != 3 {
                assert!(object["error"]["code"].is_string(), "{line}: {object:#}");
                assert!(object["error"]["next"].is_string(), "{line}: {object:#}");
            }
        }
        if matches!(server, Server::Postgres(_)) {
            assert!(!shop.keeps_the_password().await);
        }
    }
}

#[tokio::test]
async fn what_went_wrong_is_told_to_machines() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        shop.wrong("bad sql");
        let ran = shop.run("migrate --format json");
        let object = object(&ran, "migrate");
        let error = &object["error"];
        assert_eq!(error["code"], "MIG-0301");
        assert_eq!(error["migration"], "20260303110000000_price_books");
        assert_eq!(object["failed"], "20260303110000000_price_books");
        assert_eq!(error["span"]["file"], "tests/src/bin/shop.rs");
        assert!(error["span"]["line"].as_u64().unwrap() > 1);
        assert!(error["sql"].as_str().unwrap().starts_with("UPDATE boks"));
        assert_eq!(object["applied"].as_array().unwrap().len(), 3);
        let state = match server {
            Server::Mysql(_) => "resumable",
            Server::Sqlite | Server::Postgres(_) => "rolled_back",
        };
        assert_eq!(error["database"], state);
        shop.wrong("unknown table");
        let ran = shop.run("check --format json");
        let object = object_of_problems(&ran);
        assert_eq!(object["error"]["problems"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn what_was_taken_over_from_another_tool_is_told_to_machines() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let table =
            "CREATE TABLE seaql_migrations (version varchar(255) PRIMARY KEY, applied_at bigint)";
        shop.execute(table).await;
        for line in ["adopt --dry-run", "adopt", "adopt"] {
            let object = object(&shop.must(&format!("{line} --format json")), "adopt");
            assert_eq!(object["from"], "sea-orm", "{line}");
        }
        let row =
            "INSERT INTO seaql_migrations VALUES ('m20260105090000000_create_books', 1767323045)";
        shop.execute(row).await;
        let object = object(&shop.must("adopt --format json"), "adopt");
        assert_eq!(object["marked"][0], "20260105090000000_create_books");
        assert_eq!(
            (&object["batch"], &object["table"]),
            (&1.into(), &"seaql_migrations".into())
        );
    }
}

fn object_of_problems(ran: &Ran) -> Value {
    object(ran, "check")
}

#[tokio::test]
async fn the_target_is_named_without_its_password() {
    for server in Server::all() {
        let shop = Shop::on(&server).await;
        let object = object(&shop.must("status --format json"), "status");
        let target = &object["target"];
        let kind = match server {
            Server::Sqlite => "sqlite",
            Server::Postgres(_) => "postgres",
            Server::Mysql(_) => "mariadb",
        };
        assert_eq!(target["kind"], kind);
        assert!(
            target["version"]
                .as_str()
                .unwrap()
                .starts_with(|c: char| c.is_ascii_digit())
        );
        assert!(!target["url"].as_str().unwrap().contains(":migratory@"));
        assert_eq!(target["env"], Value::Null);
    }
}

#[tokio::test]
async fn a_run_is_told_event_by_event_and_its_last_line_is_the_object() {
    for server in Server::all() {
        let mut shop = Shop::on(&server).await;
        let lines = |ran: &Ran| -> Vec<Value> {
            let lines = ran.stdout.lines().map(serde_json::from_str);
            lines
                .collect::<Result<_, _>>()
                .unwrap_or_else(|error| panic!("{error}: {}", ran.stdout))
        };
        let ran = shop.must("migrate --step 3 --format ndjson");
        let events = lines(&ran);
        let names: Vec<&str> = events
            .iter()
            .map(|event| event["event"].as_str().unwrap())
            .collect();
        assert_eq!(
            names
                .iter()
                .filter(|name| **name == "migration.start")
                .count(),
            3
        );
        assert_eq!(
            names
                .iter()
                .filter(|name| **name == "migration.done")
                .count(),
            3
        );
        assert_eq!(names.last(), Some(&"run.done"));
        let mut last = events.last().unwrap().clone();
        last.as_object_mut().unwrap().remove("event");
        fits(&last, "migrate");
        shop.wrong("bad sql");
        let ran = shop.run("migrate --format ndjson");
        let events = lines(&ran);
        let failed = events
            .iter()
            .find(|event| event["event"] == "migration.failed");
        assert_eq!(failed.unwrap()["name"], "20260303110000000_price_books");
        let last = events.last().unwrap();
        assert_eq!(
            (&last["event"], &last["ok"]),
            (&Value::from("run.done"), &Value::from(false))
        );
    }
}

#[tokio::test]
async fn a_plan_in_json_is_the_plan_that_migrate_takes() {
    let shop = Shop::new().await;
    for line in ["sql --format json", "migrate --dry-run --format json"] {
        let ran = shop.must(line);
        let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(plan["schema"], "migratory.plan/1");
    }
}

#[tokio::test]
async fn a_pull_request_gets_tables_and_annotations() {
    let mut shop = Shop::new().await;
    let table = shop.must("status --format markdown").stdout;
    assert!(
        table.starts_with("| batch | state | migration |"),
        "{table}"
    );
    assert!(
        table.lines().nth(1).unwrap().starts_with("| --- |"),
        "{table}"
    );
    let pending = shop.must("pending --format markdown").stdout;
    assert!(
        pending.starts_with("- `20260105090000000_create_books`"),
        "{pending}"
    );
    let checked = shop.must("check --format markdown").stdout;
    assert!(checked.contains("4 migrations replayed"), "{checked}");
    shop.wrong("unknown table");
    let ran = shop.run("check --format github");
    assert_eq!(ran.code, 1);
    let annotations: Vec<&str> = ran
        .stderr
        .lines()
        .filter(|line| line.starts_with("::error "))
        .collect();
    assert_eq!(annotations.len(), 2, "{}", ran.stderr);
    assert!(
        annotations[0].starts_with("::error file=tests/src/bin/shop.rs,line="),
        "{}",
        annotations[0]
    );
    assert!(
        annotations[0].contains("there is no table \"boks\""),
        "{}",
        annotations[0]
    );
    let ran = shop.run("check --format markdown");
    assert!(ran.stdout.contains("**error MIG-0202**"), "{}", ran.stdout);
    shop.wrong("irreversible");
    let ran = shop.run("check --format github");
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr
            .contains("::warning file=tests/src/bin/shop.rs,line="),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_writes_source_answers_with_an_object_too() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (line, code) in [
        ("init --format json", 0),
        ("init --format json", 0),
        (
            "make create_posts title:string! --dir migrations/src --format json",
            0,
        ),
        (
            "make create_posts title:strong! --dir migrations/src --format json",
            2,
        ),
        (
            "squash shop --from 20260202 --to m20260303 --dir migrations/src --format json",
            0,
        ),
        ("squash all --dir migrations/src --format json", 1),
    ] {
        let ran = run(program()
            .current_dir(folder.path())
            .args(line.split_whitespace()));
        assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
        object(&ran, command(line));
    }
}

#[test]
fn a_format_that_a_command_has_not_is_a_mistake() {
    for line in [
        "status --format sql",
        "explain --format text",
        "status --format yaml",
    ] {
        let ran = run(program().args(line.split_whitespace()));
        assert_eq!(ran.code, 2, "{line}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{line}");
    }
}

#[tokio::test]
async fn who_wants_quiet_hears_errors_only() {
    let mut shop = Shop::new().await;
    for line in ["migrate --quiet", "rollback -q --step 1", "unlock -q"] {
        let ran = shop.must(line);
        assert_eq!(
            (ran.stdout.as_str(), ran.stderr.as_str()),
            ("", ""),
            "{line}"
        );
    }
    assert!(!shop.must("status -q").stdout.is_empty());
    shop.wrong("bad sql");
    assert!(shop.run("migrate -q").stderr.starts_with("error[MIG-0301]"));
}
