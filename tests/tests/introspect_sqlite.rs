//! What is read of SQLite databases that others made. The oracle is what SQLite's own pragmas say of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use migration_core::Value;
use migration_core::schema::*;
use migratory::Database;
use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _};

struct Loaded {
    found: SchemaState,
    unmodelled: Vec<String>,
    connection: AnyConnection,
    _throwaway: Throwaway,
}

async fn load(sql: &str) -> Loaded {
    let throwaway = Server::Sqlite.create("read").await;
    let mut connection = throwaway.connect().await;
    run(&mut connection, &format!("BEGIN;\n{sql};\nCOMMIT")).await;
    let database = Database::connect(throwaway.url()).await.unwrap();
    let introspected = database.introspect(&Default::default()).await.unwrap();
    Loaded {
        found: introspected.state,
        unmodelled: introspected.unmodelled,
        connection,
        _throwaway: throwaway,
    }
}

async fn run(connection: &mut AnyConnection, sql: &str) {
    let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    connection.execute(script).await.unwrap();
}

/// The scripts of a folder with data that nobody here wrote, in the order of their names, without their rows.
fn scripts(path: &str) -> String {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let shared = env::var_os("MIGRATORY_SHARED_DATA").map_or(beside, PathBuf::from);
    let path = shared.join(path);
    let mut files = vec![path.clone()];
    if path.is_dir() {
        files = (fs::read_dir(&path).unwrap())
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
    }
    let read = |file: &PathBuf| {
        fs::read_to_string(file).unwrap_or_else(|error| {
            let help = "set MIGRATORY_SHARED_DATA to the folder with the test data";
            panic!("{}: {error}; {help}", file.display())
        })
    };
    let texts: Vec<String> = files.iter().map(read).collect();
    let text = texts.join(";\n");
    match text.find("INSERT INTO [") {
        Some(rows) => text[..rows].to_owned(),
        None => text,
    }
}

/// One line for each fact, as the pragmas have it.
async fn facts_of_pragmas(connection: &mut AnyConnection) -> BTreeSet<String> {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let of_schema = |pragma: &str| format!("({tables}) m JOIN {pragma}(m.name) p");
    let columns = of_schema("pragma_table_xinfo");
    let keys = of_schema("pragma_foreign_key_list");
    let indexes = of_schema("pragma_index_list");
    let parent_key = "(SELECT group_concat(name, ',' ORDER BY pk) FROM pragma_table_info(p.\"table\") WHERE pk > 0)";
    let list = "(SELECT coalesce(group_concat(name, ',' ORDER BY seqno), '') FROM pragma_index_info(p.name))";
    let queries = [
        format!(
            "SELECT m.name || '.' || p.name || iif(p.\"notnull\" OR p.pk > 0, ' NOT NULL', '')
               || iif(p.dflt_value IS NULL OR upper(p.dflt_value) = 'NULL', '', ' has a default') FROM {columns}"
        ),
        format!(
            "SELECT m.name || ' key ' || group_concat(p.name, ',' ORDER BY p.pk) FROM {columns} WHERE p.pk > 0 GROUP BY m.name"
        ),
        format!(
            "SELECT m.name || ' (' || group_concat(p.\"from\", ',' ORDER BY p.seq) || ') to ' || p.\"table\" || ' ('
               || coalesce(group_concat(p.\"to\", ',' ORDER BY p.seq), {parent_key}) || ') ' || p.on_delete || ', ' || p.on_update
             FROM {keys} GROUP BY m.name, p.id"
        ),
        format!("SELECT m.name || ' unique ' || {list} FROM {indexes} WHERE p.origin = 'u'"),
        format!(
            "SELECT m.name || ' index ' || p.name || iif(p.\"unique\", ' unique ', ' ') || {list} FROM {indexes} WHERE p.origin = 'c'"
        ),
    ];
    let mut facts = BTreeSet::new();
    for query in queries {
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(query))
            .fetch_all(&mut *connection)
            .await
            .unwrap();
        facts.extend(rows);
    }
    facts
}

fn facts_of(state: &SchemaState) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    for table in state.tables.values() {
        let name = &table.name;
        for column in &table.columns {
            let not_null = if column.nullable { "" } else { " NOT NULL" };
            let default = if column.default.is_some() {
                " has a default"
            } else {
                ""
            };
            facts.insert(format!("{name}.{}{not_null}{default}", column.name));
        }
        if let Some(key) = &table.primary_key {
            facts.insert(format!("{name} key {}", key.columns.join(",")));
        }
        for key in table.foreign_keys.values() {
            facts.insert(format!(
                "{name} ({}) to {} ({}) {}, {}",
                key.columns.join(","),
                key.references,
                key.referenced_columns.join(","),
                key.on_delete.sql(),
                key.on_update.sql()
            ));
        }
        for unique in table.uniques.values() {
            facts.insert(format!("{name} unique {}", unique.columns.join(",")));
        }
        for index in table.indexes.values() {
            let unique = if index.unique { " unique" } else { "" };
            let columns: Vec<&str> = index.columns().collect();
            facts.insert(format!(
                "{name} index {}{unique} {}",
                index.name,
                columns.join(",")
            ));
        }
    }
    facts
}

async fn is_read_as_the_pragmas_say(path: &str, fewest: usize) {
    let mut loaded = load(&scripts(path)).await;
    let expected = facts_of_pragmas(&mut loaded.connection).await;
    let found = facts_of(&loaded.found);
    let missing: Vec<_> = expected.difference(&found).collect();
    let wrong: Vec<_> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && wrong.is_empty(),
        "missing {missing:#?}\nwrong {wrong:#?}"
    );
    assert!(expected.len() >= fewest, "only {} facts", expected.len());
    let others = "SELECT type || ' \"' || name || '\"' || iif(type = 'trigger', ' of table \"' || tbl_name || '\"', '')
        FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY type = 'trigger', name";
    let others: Vec<String> = sqlx::query_scalar(others)
        .fetch_all(&mut loaded.connection)
        .await
        .unwrap();
    let objects: Vec<String> = loaded
        .found
        .objects
        .keys()
        .map(ToString::to_string)
        .collect();
    assert_eq!(objects, others);
    assert_eq!(loaded.unmodelled, [""; 0]);
}

#[tokio::test]
async fn chinook_is_read_as_the_pragmas_say() {
    is_read_as_the_pragmas_say("chinook/Chinook_Sqlite.sql", 90).await;
}

#[tokio::test]
async fn sakila_is_read_as_the_pragmas_say() {
    is_read_as_the_pragmas_say("sakila/sqlite-sakila-schema.sql", 130).await;
}

#[tokio::test]
async fn memos_is_read_as_the_pragmas_say() {
    is_read_as_the_pragmas_say("memos/sqlite.sql", 80).await;
}

#[tokio::test]
async fn a_history_with_drops_and_renames_is_read_as_the_pragmas_say() {
    is_read_as_the_pragmas_say("sqlx-atuin/client-sqlite", 15).await;
    is_read_as_the_pragmas_say("sqlx-atuin/server-sqlite", 15).await;
}

#[tokio::test]
async fn unnamed_constraints_get_the_names_that_they_would_have_here() {
    let loaded = load(
        "CREATE TABLE [a] ([id] INTEGER PRIMARY KEY, [b c] NVARCHAR(10) UNIQUE CHECK([b c] <> ''), x INT CHECK (x > 0),
           CHECK (X < 9) UNIQUE (x, [b c]) CHECK (1), CHECK (2), CONSTRAINT a_check CHECK (3));
         CREATE TABLE `d` (a_id REFERENCES A, other INTEGER, FOREIGN KEY (OTHER) REFERENCES 'a' ('ID')
           ON UPDATE SET NULL MATCH FULL ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)",
    )
    .await;
    let a = &loaded.found.tables[&ObjectName::new("a")];
    assert_eq!(a.primary_key.as_ref().unwrap().name, "a_pkey");
    let uniques: BTreeMap<_, _> = (a.uniques.iter())
        .map(|(n, u)| (n.as_str(), u.columns.join("+")))
        .collect();
    assert_eq!(
        uniques,
        BTreeMap::from([("a_b c_key", "b c".into()), ("a_x_b c_key", "x+b c".into())])
    );
    let checks: Vec<_> = a
        .checks
        .values()
        .map(|check| (check.name.as_str(), check.expression.any_text()))
        .collect();
    let expected = [
        ("a_b c_check", "[b c] <> ''"),
        ("a_check", "3"),
        ("a_check1", "1"),
        ("a_check2", "2"),
        ("a_x_check", "\"x\" > 0"),
        ("a_x_check1", "\"x\" < 9"),
    ];
    assert_eq!(checks, expected);
    let d = &loaded.found.tables[&ObjectName::new("d")];
    assert_eq!(d.columns[0].column_type, ColumnType::Custom(String::new()));
    let first = &d.foreign_keys["d_a_id_fkey"];
    assert_eq!(
        (
            first.references.name.as_str(),
            first.referenced_columns.as_slice()
        ),
        ("a", ["id".to_owned()].as_slice())
    );
    let second = &d.foreign_keys["d_other_fkey"];
    assert_eq!(
        (
            second.columns[0].as_str(),
            second.referenced_columns[0].as_str()
        ),
        ("other", "id")
    );
    assert_eq!(
        (second.on_delete, second.on_update),
        (ReferentialAction::Cascade, ReferentialAction::SetNull)
    );
    assert_eq!(second.deferrable, Deferrable::InitiallyDeferred);
    assert_eq!(loaded.unmodelled, [""; 0]);
}

#[tokio::test]
async fn defaults_are_constants_or_expressions() {
    let loaded = load(
        "CREATE TABLE t (a INT DEFAULT -5, b TEXT DEFAULT 'it''s', c REAL DEFAULT +.5, d BLOB DEFAULT x'00fF',
           e BOOLEAN DEFAULT TRUE, f TEXT DEFAULT bare, g INT DEFAULT (1 + 2), h DATETIME DEFAULT CURRENT_TIMESTAMP,
           i INT DEFAULT NULL, j TEXT DEFAULT \"quoted\", k DATE DEFAULT CURRENT_DATE, l DOUBLE DEFAULT 1e3,
           m INT DEFAULT 0x10, n TEXT DEFAULT (lower('A') -- of one
           ))",
    )
    .await;
    let table = &loaded.found.tables[&ObjectName::new("t")];
    let expected: Vec<(&str, Option<DefaultValue>)> = vec![
        ("a", Some((-5).into())),
        ("b", Some("it's".into())),
        ("c", Some(0.5.into())),
        ("d", Some(DefaultValue::Value(Value::Bytes(vec![0, 255])))),
        ("e", Some(true.into())),
        ("f", Some("bare".into())),
        (
            "g",
            Some(DefaultValue::Expression(Expression::new("1 + 2"))),
        ),
        ("h", Some(DefaultValue::CurrentTimestamp)),
        ("i", None),
        ("j", Some("quoted".into())),
        (
            "k",
            Some(DefaultValue::Expression(Expression::new("CURRENT_DATE"))),
        ),
        ("l", Some(1000.0.into())),
        ("m", Some(16.into())),
        (
            "n",
            Some(DefaultValue::Expression(Expression::new(
                "lower('A') -- of one",
            ))),
        ),
    ];
    let found: Vec<_> = (table.columns.iter())
        .map(|c| (c.name.as_str(), c.default.clone()))
        .collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn columns_keep_their_types_collations_and_how_they_are_computed() {
    let loaded = load(
        "CREATE TABLE t (\"id\" INTEGER NOT NULL CONSTRAINT \"pk\" PRIMARY KEY ASC AUTOINCREMENT, a VARCHAR ( 12 ) COLLATE nocase,
           b UNSIGNED BIG INT, c, d AS (id * 2), e INT GENERATED ALWAYS AS (length(a)) STORED, f TEXT COLLATE BINARY NULL,
           g TEXT CONSTRAINT t_g_enum CHECK (\"g\" IN ('x', 'it''s')), h TEXT CONSTRAINT other CHECK (h IN ('x')), i decimal(10, 5))",
    )
    .await;
    let table = &loaded.found.tables[&ObjectName::new("t")];
    let column = |name: &str, column_type| Column {
        nullable: true,
        ..Column::new(name, column_type)
    };
    let custom = |text: &str| ColumnType::Custom(text.to_owned());
    let computed = |text: &str| Expression::new(text);
    let expected = [
        Column {
            nullable: false,
            generation: Some(Generation::Identity),
            ..column("id", ColumnType::BigInteger)
        },
        Column {
            collation: Some("nocase".into()),
            ..column("a", ColumnType::String(12))
        },
        column("b", custom("UNSIGNED BIG INT")),
        column("c", custom("")),
        Column {
            generation: Some(Generation::Virtual(computed("\"id\" * 2"))),
            ..column("d", custom(""))
        },
        Column {
            generation: Some(Generation::Stored(computed("length(\"a\")"))),
            ..column("e", ColumnType::Integer)
        },
        column("f", ColumnType::Text),
        column("g", ColumnType::InlineEnum(vec!["x".into(), "it's".into()])),
        column("h", ColumnType::Text),
        column("i", custom("decimal(10, 5)")),
    ];
    assert_eq!(table.columns, expected);
    assert_eq!(table.checks.keys().collect::<Vec<_>>(), ["other"]);
    assert_eq!(table.primary_key.as_ref().unwrap().name, "pk");
}

#[tokio::test]
async fn indexes_are_read_from_their_text() {
    let loaded = load(
        "CREATE TABLE t (a TEXT, \"b c\" TEXT, d INT);
         CREATE UNIQUE INDEX one ON t (A DESC, [b c] asc);
         CREATE INDEX two ON t (lower(a), (d + 1) DESC, a COLLATE NOCASE) WHERE d IS NOT NULL AND a <> ')'",
    )
    .await;
    let table = &loaded.found.tables[&ObjectName::new("t")];
    let expression = |text: &str| IndexPart {
        key: IndexKey::Expression(Expression::new(text)),
        ..IndexPart::column("")
    };
    let mut one = Index::new(
        "one",
        vec![IndexPart::column("a").desc(), IndexPart::column("b c")],
    );
    one.unique = true;
    let parts = vec![
        expression("lower(\"a\")"),
        expression("\"d\" + 1").desc(),
        expression("\"a\" COLLATE NOCASE"),
    ];
    let mut two = Index::new("two", parts);
    two.filter = Some(Expression::new("\"d\" IS NOT NULL AND \"a\" <> ')'"));
    assert_eq!(
        table.indexes.values().cloned().collect::<Vec<_>>(),
        [one, two]
    );
}

#[tokio::test]
async fn what_a_state_cannot_hold_is_listed() {
    let loaded = load(
        "CREATE TABLE \"t\" (a INT PRIMARY KEY ON CONFLICT REPLACE, b TEXT NOT NULL ON CONFLICT IGNORE,
           c TEXT REFERENCES nowhere (x), UNIQUE (b COLLATE NOCASE)) STRICT, WITHOUT ROWID;
         CREATE VIEW v AS SELECT a FROM t;
         CREATE TRIGGER g AFTER DELETE ON t BEGIN SELECT 1; END;
         CREATE VIRTUAL TABLE docs USING fts5(body);
         CREATE TABLE _migrations (id INT);
         CREATE INDEX ledger_index ON _migrations (id)",
    )
    .await;
    let expected = [
        "STRICT of table \"t\"",
        "WITHOUT ROWID of table \"t\"",
        "conflict clause of column \"b\" of table \"t\"",
        "conflict clause of primary key \"t_pkey\" of table \"t\"",
        "foreign key \"t_c_fkey\" on \"t\", which refers to no table or key that is there",
        "order or collation of the columns of unique constraint \"t_b_key\" of table \"t\"",
        "virtual table \"docs\"",
    ];
    assert_eq!(loaded.unmodelled, expected);
    assert_eq!(
        loaded.found.tables.keys().collect::<Vec<_>>(),
        [&ObjectName::new("t")]
    );
}
