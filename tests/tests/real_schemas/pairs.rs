//! Pairs of schemas: the one becomes the other.

use std::collections::BTreeMap;

use migration_core::dialect::Target;
use migratory_tests::sql_folder::shared_data;
use migratory_tests::throwaway::{Server, Throwaway};
use serde_json::Value;

use crate::clients::pg_dump;
use crate::{Place, alike, judge};

/// Pairs that do not come out alike, and what is said of each.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("collations", "unmodelled [\"collation"),
    ("constraints", "unmodelled [\"deferrable primary key"),
    ("create_function/add_function", "unmodelled [\"function"),
    (
        "create_function/alter_function_attributes",
        "unmodelled [\"function",
    ),
    ("create_procedure/add_procedure", "unmodelled [\"procedure"),
    // What the sequence under an identity column is called.
    ("create_table/alter_identity", "public.table1_c2_seq1"),
    (
        "create_table/issue_295_pgvector_typmod",
        "extension \"vector\" is not available",
    ),
    ("dependency/function_to_function", "unmodelled [\"function"),
    (
        "dependency/issue_300_function_table_composite_type",
        "unmodelled [\"function",
    ),
    ("everything", "table \"columnless_table2\" has no columns"),
    // The same check at its second generation: what the server makes of what it has printed.
    (
        "online/add_constraint",
        "('pending'::character varying)::text",
    ),
    // The old schema's default privileges, which have no place in a state, grant on the tables that are made.
    (
        "privilege/revoke_default_privilege",
        "a second difference: [Revoke",
    ),
];

/// What came of a case.
async fn outcome(server: &Server, case: &Value) -> Result<(), String> {
    let target = Target::postgres();
    let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
    let (mut old, mut new) = (
        Place::on(server, &target).await,
        Place::on(server, &target).await,
    );
    let roles = case["roles"].as_array().into_iter().flatten();
    let roles = roles.filter_map(Value::as_str);
    for role in roles.chain(["postgres", "testuser"]) {
        let create = format!(
            "DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        );
        old.run(&create).await?;
    }
    let unloadable = |error: String| format!("does not load: {error}");
    old.run(&text("old")).await.map_err(unloadable)?;
    new.run(&text("new")).await.map_err(unloadable)?;
    let wanted = new.read().await;
    let dump = |place: &Throwaway| alike(pg_dump(place).unwrap());
    let theirs = dump(&new.throwaway);
    old.becomes(&wanted, &theirs, dump).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pairs_of_schemas_become_each_other() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let mut cases = Vec::new();
    for file in ["diff-cases/migra.jsonl", "diff-cases/pgschema.jsonl"] {
        let text = std::fs::read_to_string(shared_data(file)).unwrap();
        let file: Vec<Value> = (text.lines())
            .map(|case| serde_json::from_str(case).unwrap())
            .collect();
        cases.extend(file);
    }
    assert_eq!(cases.len(), 176);
    let mut running = tokio::task::JoinSet::new();
    let mut outcomes = BTreeMap::new();
    let mut open = cases.into_iter();
    loop {
        while running.len() < 4
            && let Some(case) = open.next()
        {
            let server = server.clone();
            running.spawn(async move {
                let outcome = outcome(&server, &case).await;
                (case["id"].as_str().unwrap().to_owned(), outcome)
            });
        }
        let Some(ended) = running.join_next().await else {
            break;
        };
        let (id, outcome) = ended.unwrap();
        outcomes.insert(id, outcome);
    }
    judge(&outcomes, EXCEPTIONS);
}
