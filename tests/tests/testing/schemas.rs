//! `isolation = "schema"`, and users who have few rights.

use migratory::testing::{Isolation, TestDb};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::{Home, WORK};

/// A database of its own with an owner who is no superuser. What it has is gone after.
struct Owned {
    home: Home,
    admin: String,
    role: String,
}

impl Owned {
    async fn new(label: &str, rights: &str) -> Option<Self> {
        let server = Home::postgres(label)?;
        let admin = std::env::var("MIGRATORY_TEST_POSTGRES_URL").expect("a server");
        let role = format!("{label}_{}", std::process::id());
        let name = server.url().rsplit('/').next().expect("a name").to_owned();
        let mut connection = PgConnection::connect(&admin).await.expect("a connection");
        for sql in [
            format!("CREATE ROLE {role} LOGIN PASSWORD 'x' {rights}"),
            format!("CREATE DATABASE {name} OWNER {role}"),
        ] {
            connection
                .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
                .await
                .expect("made");
        }
        let (_, host) = server.url().split_once('@').expect("a user");
        let url = format!("postgres://{role}:x@{host}");
        let home = Home {
            url,
            dialect: "postgres",
        };
        Some(Self { home, admin, role })
    }

    async fn clear(self) {
        self.home.clear().await;
        let name = self.home.url().rsplit('/').next().expect("a name");
        let mut connection = PgConnection::connect(&self.admin)
            .await
            .expect("a connection");
        let left: Vec<String> = sqlx::query_scalar(
            "SELECT datname::text FROM pg_database WHERE datname LIKE $1 || '%'",
        )
        .bind(name)
        .fetch_all(&mut connection)
        .await
        .expect("a list");
        let drops = left
            .iter()
            .map(|name| format!("DROP DATABASE {name} WITH (FORCE)"));
        for sql in drops.chain([format!("DROP ROLE {}", self.role)]) {
            connection
                .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
                .await
                .expect("gone");
        }
    }
}

#[tokio::test]
async fn a_user_who_may_make_no_databases_has_schemas() {
    let Some(owned) = Owned::new("schema_few", "NOCREATEDB").await else {
        return;
    };
    let home = &owned.home;
    let refused = TestDb::start(home.options(Isolation::Tx))
        .await
        .expect_err("no right");
    assert!(
        refused.to_string().contains("isolation = \"schema\""),
        "{refused}"
    );

    for _ in 0..3 {
        let one = home.start(Isolation::Schema).await;
        let other = home.start(Isolation::Schema).await;
        home.assert_clean(&one).await;
        home.assert_clean(&other).await;
        one.execute(WORK).await.expect("work");
        home.assert_clean(&other).await;
        let of_public =
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace";
        assert!(one.texts(of_public).await.expect("names").is_empty());
        one.finish().await.expect("an end");
        other.finish().await.expect("an end");
    }
    // One that changes the schema has it made anew.
    let db = home.start(Isolation::Schema).await;
    db.execute("DROP TABLE posts; CREATE TABLE made (id int)")
        .await
        .expect("changed");
    db.finish().await.expect("an end");
    let db = home.start(Isolation::Schema).await;
    home.assert_clean(&db).await;
    db.finish().await.expect("an end");
    owned.clear().await;
}

/// Without a superuser, triggers and foreign keys are looked after by order.
#[tokio::test]
async fn a_user_who_is_no_superuser_has_rows_put_back() {
    let Some(owned) = Owned::new("reset_few", "CREATEDB").await else {
        return;
    };
    let home = &owned.home;
    let mut urls = std::collections::BTreeSet::new();
    for _ in 0..4 {
        let db = home.start(Isolation::Reset).await;
        home.assert_clean(&db).await;
        db.execute(WORK).await.expect("work");
        urls.insert(db.url().to_owned());
        let made = "SELECT oid::text FROM pg_database WHERE datname = current_database()";
        urls.extend(db.texts(made).await.expect("a number"));
        db.finish().await.expect("an end");
    }
    assert_eq!(
        urls.len(),
        2,
        "the same worker, which was not made anew: {urls:?}"
    );
    owned.clear().await;
}

#[tokio::test]
async fn mysql_and_sqlite_say_what_to_use_instead() {
    for home in Home::all("schema_none") {
        if home.is("postgres") {
            continue;
        }
        let refused = TestDb::start(home.options(Isolation::Schema))
            .await
            .expect_err("none");
        assert!(
            refused.to_string().contains("use isolation = \""),
            "{refused}"
        );
    }
}
