//! What is read of a live PostgreSQL database that migrations did not make.

use migration_core::Value;
use migration_core::schema::*;
use migratory::{Database, IntrospectOptions, Introspected};
use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{AssertSqlSafe, Executor as _};

/// A database after a script, or none where there is no server.
async fn after(script: &str) -> Option<Throwaway> {
    let throwaway = Server::postgres()?.create("introspect").await;
    let sql = sqlx::raw_sql(AssertSqlSafe(script.to_owned()));
    let mut connection = throwaway.connect().await;
    if let Err(error) = connection.execute(sql).await {
        panic!("{error}");
    }
    Some(throwaway)
}

async fn read(throwaway: &Throwaway, options: IntrospectOptions) -> Introspected {
    let database = Database::connect(throwaway.url())
        .await
        .expect("a database");
    database.introspect(&options).await.expect("it can be read")
}

fn schemas(names: &[&str]) -> IntrospectOptions {
    IntrospectOptions {
        schemas: names.iter().map(ToString::to_string).collect(),
        ..Default::default()
    }
}

#[tokio::test]
async fn what_a_state_has_no_place_for_is_named() {
    let script = "
        CREATE TABLE posts (id serial PRIMARY KEY, title text, during tsrange,
            EXCLUDE USING gist (during WITH &&), UNIQUE (title) INCLUDE (id));
        CREATE VIEW recent AS SELECT * FROM posts;
        CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM posts;
        CREATE SEQUENCE numbers;
        CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
        CREATE TYPE pair AS (a int, b int);
        CREATE TYPE span AS RANGE (SUBTYPE = time);
        CREATE FUNCTION touch(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
        CREATE PROCEDURE work() LANGUAGE sql AS 'SELECT 1';
        CREATE TRIGGER touched BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE RULE quiet AS ON DELETE TO posts DO INSTEAD NOTHING;
        CREATE POLICY own ON posts;
        ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
        CREATE TABLE more_posts (title text) INHERITS (posts);
        CREATE STATISTICS both_columns ON id, title FROM posts;
        CREATE INDEX sorted ON posts (title COLLATE \"C\");
        CREATE TABLE days (day date NOT NULL, PRIMARY KEY (day) DEFERRABLE) PARTITION BY LIST (day);
        CREATE TABLE today PARTITION OF days DEFAULT;
        CREATE COLLATION posix FROM \"POSIX\";
        CREATE OPERATOR === (LEFTARG = int, RIGHTARG = text, FUNCTION = touch);
        CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
        CREATE TEXT SEARCH DICTIONARY short (TEMPLATE = simple);
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
        CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER watched ON ddl_command_end EXECUTE FUNCTION watch();
        CREATE FOREIGN DATA WRAPPER far; CREATE SERVER away FOREIGN DATA WRAPPER far;
        CREATE CAST (pair AS text) WITH INOUT;
        ALTER TABLE posts CLUSTER ON posts_pkey;";
    let Some(throwaway) = after(script).await else {
        return;
    };
    let found = read(&throwaway, schemas(&[])).await;
    let expected = [
        "cast \"pair as text\"",
        "clustering by index \"posts_pkey\" on \"posts\"",
        "collation \"posix\"",
        "collation of index \"sorted\" on \"posts\"",
        "default privileges of role",
        "deferrable primary key \"days_pkey\" on \"days\"",
        "event trigger \"watched\"",
        "foreign data wrapper \"far\"",
        "foreign server \"away\"",
        "included columns of constraint \"posts_title_id_key\" on \"posts\"",
        "merged column \"title\" on \"more_posts\"",
        "operator \"===\"",
        "text search configuration \"plain\"",
        "text search dictionary \"short\"",
    ];
    // A range type comes with functions of its own, which are its own.
    let role = |it: &String| match it.starts_with("default privileges of role") {
        true => "default privileges of role".to_owned(),
        false => it.clone(),
    };
    let unmodelled: Vec<String> = found.unmodelled.iter().map(role).collect();
    assert_eq!(unmodelled, expected);
    let objects: Vec<String> = found
        .state
        .objects
        .keys()
        .map(ToString::to_string)
        .collect();
    let expected = [
        "domain \"email\"",
        "composite type \"pair\"",
        "range type \"span\"",
        "sequence \"numbers\"",
        "sequence \"posts_id_seq\"",
        "function \"touch()\"",
        "function \"touch(integer, text)\"",
        "function \"watch()\"",
        "procedure \"work()\"",
        "view \"recent\"",
        "materialized view \"counted\"",
        "trigger \"touched\" of table \"posts\"",
        "rule \"quiet\" of table \"posts\"",
        "policy \"own\" of table \"posts\"",
        "statistics \"both_columns\"",
    ];
    assert_eq!(objects, expected);
    let names: Vec<String> = found.state.tables.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["days", "more_posts", "posts", "today"]);
    let posts = &found.state.tables[&ObjectName::new("posts")];
    assert_eq!(posts.uniques["posts_title_id_key"].columns, ["title"]);
    assert!(posts.row_security.enabled && !posts.row_security.forced);
    let ids: Vec<String> = found
        .state
        .objects
        .keys()
        .map(ToString::to_string)
        .collect();
    for modelled in [
        "domain \"email\"",
        "composite type \"pair\"",
        "range type \"span\"",
        "policy \"own\" of table \"posts\"",
        "statistics \"both_columns\"",
    ] {
        assert!(ids.iter().any(|id| id == modelled), "{modelled}: {ids:?}");
    }
}

#[tokio::test]
async fn other_schemas_are_read_when_asked_for_and_named_with_them() {
    let script = "
        CREATE SCHEMA audit; CREATE SCHEMA hidden;
        CREATE TYPE audit.level AS ENUM ('low');
        CREATE TABLE users (id int PRIMARY KEY);
        CREATE TABLE audit.entries (user_id int REFERENCES users, level audit.level DEFAULT 'low');
        CREATE TABLE hidden.notes (a int);";
    let Some(throwaway) = after(script).await else {
        return;
    };
    let names = |found: &Introspected| -> Vec<String> {
        found.state.tables.keys().map(ToString::to_string).collect()
    };
    assert_eq!(names(&read(&throwaway, schemas(&[])).await), ["users"]);
    let found = read(&throwaway, schemas(&["audit", "public"])).await;
    assert_eq!(names(&found), ["users", "audit.entries"]);
    let entries = &found.state.tables[&ObjectName::qualified("audit", "entries")];
    let key = &entries.foreign_keys["entries_user_id_fkey"];
    assert_eq!(key.references, ObjectName::new("users"));
    let level = entries.column("level").expect("it is there");
    let level_type = ObjectName::qualified("audit", "level");
    assert_eq!(
        level.column_type,
        ColumnType::Enumeration(level_type.clone())
    );
    assert_eq!(level.default, Some(Value::Text("low".into()).into()));
    assert_eq!(found.state.enums[&level_type].values, ["low"]);
}

#[tokio::test]
async fn the_ledger_and_what_extensions_own_are_not_read() {
    let script = "
        CREATE EXTENSION citext; CREATE EXTENSION pg_stat_statements;
        CREATE SCHEMA elsewhere;
        CREATE TABLE _migrations (id serial PRIMARY KEY);
        CREATE TABLE elsewhere._migrations (id int);
        CREATE TABLE people (email citext NOT NULL DEFAULT 'a@b', emails citext[]);";
    let Some(throwaway) = after(script).await else {
        return;
    };
    let found = read(&throwaway, schemas(&["public", "elsewhere"])).await;
    assert_eq!(found.unmodelled, Vec::<String>::new());
    let names: Vec<String> = found.state.tables.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["people", "elsewhere._migrations"]);
    let people = &found.state.tables[&ObjectName::new("people")];
    assert_eq!(people.columns[0].column_type, ColumnType::CiText);
    assert_eq!(
        people.columns[0].default,
        Some(Value::Text("a@b".into()).into())
    );
    let array = ColumnType::Array(Box::new(ColumnType::CiText));
    assert_eq!(people.columns[1].column_type, array);

    let mut options = schemas(&["public", "elsewhere"]);
    options.ledger = ObjectName::qualified("elsewhere", "_migrations");
    let found = read(&throwaway, options).await;
    let names: Vec<String> = found.state.tables.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["_migrations", "people"]);
}

#[tokio::test]
async fn names_and_texts_of_any_kind_come_through() {
    let name = "it's \"{SCHEMAS}\" \\ {LEDGER} é";
    let quoted = "\"it's \"\"{SCHEMAS}\"\" \\ {LEDGER} é\"";
    let script = format!(
        "CREATE SCHEMA {quoted};
         CREATE TYPE {quoted}.\"Mood, é\" AS ENUM ('a,b', '{{c}}', '');
         CREATE TABLE {quoted}.{quoted} (
             {quoted} {quoted}.\"Mood, é\" DEFAULT 'a,b' CONSTRAINT {quoted} CHECK ({quoted} <> ''));
         COMMENT ON TABLE {quoted}.{quoted} IS E'one\\ntwo';
         CREATE INDEX i ON {quoted}.{quoted} ({quoted});"
    );
    let Some(throwaway) = after(&script).await else {
        return;
    };
    let mut options = schemas(&[name]);
    options.ledger = ObjectName::qualified(name, "{SCHEMAS}");
    let found = read(&throwaway, options).await;
    let full = ObjectName::qualified(name, name);
    let mood = full.sibling("Mood, é");
    assert_eq!(found.state.enums[&mood].values, ["a,b", "{c}", ""]);
    let table = &found.state.tables[&full];
    assert_eq!(table.comment.as_deref(), Some("one\ntwo"));
    let column = table.column(name).expect("it is there");
    assert_eq!(column.column_type, ColumnType::Enumeration(mood));
    assert_eq!(column.default, Some(Value::Text("a,b".into()).into()));
    assert!(table.checks.contains_key(name));
    assert_eq!(table.indexes["i"].parts, [IndexPart::column(name)]);
}

#[tokio::test]
async fn a_partitioned_table_has_its_key_and_not_its_partitions() {
    let script = "
        CREATE TABLE events (\"Day\" date NOT NULL, kind text, id int)
            PARTITION BY RANGE (lower(kind), \"Day\", coalesce(kind, 'a, b'));
        CREATE TABLE first PARTITION OF events DEFAULT;
        CREATE INDEX ON events (id);
        CREATE TABLE parents (id int PRIMARY KEY) PARTITION BY HASH (id);
        CREATE TABLE parents_1 PARTITION OF parents FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        CREATE TABLE children (parent_id int REFERENCES parents);";
    let Some(throwaway) = after(script).await else {
        return;
    };
    let found = read(&throwaway, schemas(&[])).await;
    let events = &found.state.tables[&ObjectName::new("events")];
    let partitioning = events.partitioning.as_ref().expect("it is partitioned");
    assert_eq!(partitioning.strategy, PartitionStrategy::Range);
    let keys: Vec<&str> = partitioning.keys.iter().map(Expression::any_text).collect();
    let expected = ["lower(kind)", "\"Day\"", "COALESCE(kind, 'a, b'::text)"];
    assert_eq!(keys, expected);
    assert_eq!(events.indexes.keys().collect::<Vec<_>>(), ["events_id_idx"]);
    // The server keeps one more foreign key for each partition.
    let children = &found.state.tables[&ObjectName::new("children")];
    assert_eq!(children.foreign_keys.len(), 1);
}

#[tokio::test]
async fn an_index_that_was_not_built_to_its_end_is_not_there() {
    let script = "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1);";
    let Some(throwaway) = after(script).await else {
        return;
    };
    let mut connection = throwaway.connect().await;
    let build = connection.execute("CREATE UNIQUE INDEX CONCURRENTLY half ON t (a)");
    build.await.expect_err("two rows are equal");
    let found = read(&throwaway, schemas(&[])).await;
    assert!(found.state.tables[&ObjectName::new("t")].indexes.is_empty());
    assert_eq!(found.unmodelled, ["invalid index \"half\" on \"t\""]);
}
