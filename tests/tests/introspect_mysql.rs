//! What is read of a live MySQL or MariaDB database that migrations did not make.

use std::time::Duration;

use migration_core::Value;
use migration_core::schema::*;
use migratory::{Database, IntrospectOptions, Introspected};
use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::mysql::MySqlPoolOptions;
use sqlx::{AssertSqlSafe, Executor as _};

/// A database after a script, or none where there is no server.
async fn after(script: &str) -> Option<Throwaway> {
    let throwaway = Server::mysql()?.create("introspect").await;
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

fn table<'a>(found: &'a Introspected, name: &str) -> &'a Table {
    &found.state.tables[&ObjectName::new(name)]
}

#[tokio::test]
async fn what_a_state_has_no_place_for_is_named() {
    let script = "
        CREATE TABLE posts (id int PRIMARY KEY, title varchar(200), body longtext,
            changed timestamp(6) NULL ON UPDATE CURRENT_TIMESTAMP(6), KEY start (title(10)))
            DEFAULT CHARSET utf8mb4;
        CREATE TABLE old (id int) ENGINE=MyISAM DEFAULT CHARSET latin1;
        CREATE TABLE days (day date PRIMARY KEY) DEFAULT CHARSET utf8mb4 PARTITION BY KEY (day) PARTITIONS 2;
        CREATE VIEW recent AS SELECT * FROM posts;
        CREATE FUNCTION one() RETURNS int DETERMINISTIC NO SQL RETURN 1;
        CREATE PROCEDURE work() SELECT 1;
        CREATE TRIGGER touched BEFORE UPDATE ON posts FOR EACH ROW SET NEW.title = 'x';
        CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO SELECT 1;";
    let Some(throwaway) = after(script).await else {
        return;
    };
    let found = read(&throwaway, IntrospectOptions::default()).await;
    let expected = [
        "ON UPDATE of column \"changed\" on \"posts\"",
        "collation \"latin1_swedish_ci\" on \"old\"",
        "engine \"MyISAM\" on \"old\"",
        "event \"nightly\"",
        "partitions on \"days\"",
    ];
    assert_eq!(found.unmodelled, expected);
    let objects: Vec<String> = found
        .state
        .objects
        .keys()
        .map(ToString::to_string)
        .collect();
    let expected = [
        "function \"one()\"",
        "procedure \"work()\"",
        "view \"recent\"",
        "trigger \"touched\" of table \"posts\"",
    ];
    assert_eq!(objects, expected);
    let names: Vec<String> = found.state.tables.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["days", "old", "posts"]);
}

#[tokio::test]
async fn types_and_defaults_of_others_are_the_nearest_of_ours() {
    let script = "
        CREATE TABLE t (
            id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
            flag BOOL NOT NULL DEFAULT TRUE,
            amount NUMERIC(8) DEFAULT 7,
            ratio REAL DEFAULT 1e-3,
            kind ENUM('a', 'it''s', 'c\\\\d') DEFAULT 'it''s',
            made datetime DEFAULT NOW(),
            stamp timestamp(6) NULL DEFAULT '2026-01-02 03:04:05',
            code char DEFAULT 'x',
            short text,
            twice int AS (amount * 2) VIRTUAL,
            data json,
            `null` varchar(10) DEFAULT 'NULL' COLLATE utf8mb4_bin COMMENT 'it''s'
        ) DEFAULT CHARSET utf8mb4 COMMENT 'a \\\\ table'";
    let Some(throwaway) = after(script).await else {
        return;
    };
    let found = read(&throwaway, IntrospectOptions::default()).await;
    assert_eq!(found.unmodelled, Vec::<String>::new());
    let t = table(&found, "t");
    assert_eq!(t.comment.as_deref(), Some("a \\ table"));
    let column = |name: &str| t.column(name).expect("it is there").clone();
    let custom = |text: &str| ColumnType::Custom(text.to_owned());
    let value = |value: Value| Some(DefaultValue::Value(value));
    assert_eq!(column("id").column_type, custom("bigint unsigned"));
    assert!(column("id").is_identity());
    assert_eq!(column("flag").column_type, ColumnType::Boolean);
    assert_eq!(column("flag").default, value(Value::Bool(true)));
    assert_eq!(
        column("amount").column_type,
        ColumnType::Decimal(Some((8, 0)))
    );
    assert_eq!(column("amount").default, value(Value::Decimal("7".into())));
    assert_eq!(column("ratio").column_type, ColumnType::Double);
    assert_eq!(column("ratio").default, value(Value::Float(0.001)));
    let values = ["a", "it's", "c\\d"].map(str::to_owned).to_vec();
    assert_eq!(column("kind").column_type, ColumnType::InlineEnum(values));
    assert_eq!(column("kind").default, value(Value::Text("it's".into())));
    assert_eq!(column("made").column_type, custom("datetime"));
    assert_eq!(column("made").default, Some(DefaultValue::CurrentTimestamp));
    let moment = "2026-01-02T03:04:05Z".parse().expect("a time");
    assert_eq!(column("stamp").default, value(Value::Timestamp(moment)));
    assert_eq!(column("code").column_type, ColumnType::Char(1));
    assert_eq!(column("short").column_type, custom("text"));
    let computed = Generation::Virtual(Expression::new("amount * 2"));
    assert_eq!(column("twice").generation, Some(computed));
    assert_eq!(column("data").column_type, ColumnType::Json);
    assert_eq!(column("data").collation, None);
    assert_eq!(column("null").default, value(Value::Text("NULL".into())));
    assert_eq!(column("null").collation.as_deref(), Some("utf8mb4_bin"));
    assert_eq!(column("null").comment.as_deref(), Some("it's"));
}

#[tokio::test]
async fn other_databases_are_read_when_asked_for_and_named_with_them() {
    let Some(other) =
        after("CREATE TABLE users (id int PRIMARY KEY) DEFAULT CHARSET utf8mb4").await
    else {
        return;
    };
    let name = other.url().rsplit('/').next().expect("a name").to_owned();
    let script = format!(
        "CREATE TABLE posts (author_id int, CONSTRAINT author FOREIGN KEY (author_id) REFERENCES {name}.users (id)) \
         DEFAULT CHARSET utf8mb4"
    );
    let throwaway = after(&script).await.expect("the server is still there");
    let own = throwaway.url().rsplit('/').next().expect("a name");
    let found = read(&throwaway, IntrospectOptions::default()).await;
    let users = ObjectName::qualified(&name, "users");
    assert_eq!(found.state.tables.len(), 1);
    assert_eq!(
        table(&found, "posts").foreign_keys["author"].references,
        users
    );
    let options = IntrospectOptions {
        schemas: vec![own.to_owned(), name.clone()],
        ..Default::default()
    };
    let found = read(&throwaway, options).await;
    assert!(found.state.tables.contains_key(&users));
    assert!(found.state.tables.contains_key(&ObjectName::new("posts")));
    // The one that is referred to can only go after the other.
    drop(throwaway);
}

#[tokio::test]
async fn the_session_of_a_pool_is_set_up_for_migrations() {
    let Some(throwaway) = after("CREATE TABLE t (code char(2), at timestamp(6) NULL)").await else {
        return;
    };
    let pool = MySqlPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .after_connect(|connection, _| {
            Box::pin(async move {
                let odd = "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES', time_zone = '+05:00'";
                connection.execute(odd).await.map(drop)
            })
        })
        .connect(throwaway.url())
        .await
        .expect("a pool");
    let database = Database::from(pool);
    let rows = database
        .query(r"SELECT '\'' AS quote, @@time_zone AS zone")
        .await;
    let rows = rows.expect("a backslash escapes");
    assert_eq!(rows[0].get::<String>("quote").expect("text"), "'");
    assert_eq!(rows[0].get::<String>("zone").expect("text"), "+00:00");
    let too_long = database.query("INSERT INTO t (code) VALUES ('abc')").await;
    assert!(too_long.is_err(), "what does not fit is an error");
}
