//! Dropping everything that is ours, and nothing else.

use super::*;

#[test]
fn fresh_leaves_columns_of_other_schemas_alone() {
    for (make, look) in [
        (
            "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE other.t (id int, m mood)",
            "SELECT m::text FROM other.t",
        ),
        (
            "CREATE DOMAIN mail AS text; CREATE TABLE other.t (id int, m mail)",
            "SELECT m::text FROM other.t",
        ),
        (
            "CREATE TABLE parent (id int); CREATE TABLE other.t () INHERITS (parent)",
            "SELECT 'x' FROM other.t",
        ),
        (
            "CREATE TABLE parts (id int) PARTITION BY LIST (id); \
             CREATE TABLE other.t PARTITION OF parts FOR VALUES IN (1)",
            "SELECT 'x' FROM other.t",
        ),
        (
            "CREATE SEQUENCE counter; CREATE TABLE other.t (id int DEFAULT nextval('counter'))",
            "SELECT column_default::text FROM information_schema.columns WHERE table_schema = 'other' AND column_default IS NOT NULL",
        ),
        (
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$; \
             CREATE TABLE other.t (id int); CREATE TRIGGER tr BEFORE INSERT ON other.t FOR EACH ROW EXECUTE FUNCTION f()",
            "SELECT tgname::text FROM pg_trigger WHERE tgname = 'tr'",
        ),
        (
            "CREATE TABLE rows (id int); CREATE FUNCTION other.g(r rows) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "SELECT proname::text FROM pg_proc WHERE proname = 'g'",
        ),
    ] {
        on(Server::postgres(), |world| async move {
            let setup = format!("CREATE SCHEMA other; {make}");
            world.db().query(&setup).await.unwrap();
            let had = world.texts(look).await.len();
            let fresh = migrator(&[users("1_a")]).fresh(world.db()).await;
            let rows = world.db().query(look).await;
            assert!(
                rows.is_ok_and(|rows| rows.len() == had),
                "{make} is damaged, and fresh said {:?}",
                fresh.map(|report| report.dropped)
            );
            assert!(fresh.is_err(), "{make}");
        });
    }
}

#[test]
fn a_cycle_of_foreign_keys_is_dropped_by_fresh_and_by_reset() {
    on_all(|world| async move {
        let steps = [step("1_a", |schema| {
            for (table, other) in [("a", "b_id"), ("b", "a_id")] {
                schema.create_table(table, |t| {
                    t.id();
                    t.big_integer(other).optional();
                });
            }
            schema.add_foreign_key("a", "b_id").references("b", "id");
            schema.add_foreign_key("b", "a_id").references("a", "id");
        })];
        let all = migrator(&steps);
        world.migrate(&steps).await;
        world
            .db()
            .query("INSERT INTO a (id) VALUES (1)")
            .await
            .unwrap();
        world
            .db()
            .query("INSERT INTO b (id, a_id) VALUES (1, 1)")
            .await
            .unwrap();
        world.db().query("UPDATE a SET b_id = 1").await.unwrap();
        all.fresh(world.db()).await.unwrap();
        assert_eq!(world.count("a").await + world.count("b").await, 0);
        all.reset(world.db()).await.unwrap();
        assert!(world.ledger().await.is_empty());
    });
}

#[test]
fn what_a_history_made_beyond_the_current_schema_is_made_again_by_fresh() {
    on(Server::postgres(), |world| async move {
        let steps = [step("1_a", |schema| {
            schema.create_extension("citext");
            schema.create_schema("audit");
            schema.create_table("users", |t| {
                t.id();
                t.column("email", migratory::prelude::citext());
            });
            schema.create_table(("audit", "events"), |t| {
                t.id();
                t.references("user_id", "users");
            });
            schema.create_publication("feed").table("users");
        })];
        migrator(&steps).migrate(world.db()).await.unwrap();
        world
            .db()
            .query("INSERT INTO users (email) VALUES ('a'); INSERT INTO audit.events (user_id) VALUES (1)")
            .await
            .unwrap();
        migrator(&steps).fresh(world.db()).await.unwrap();
        assert!(
            world
                .texts("SELECT id::text FROM audit.events")
                .await
                .is_empty()
        );
        let what = "SELECT extname::text FROM pg_extension WHERE extname = 'citext' \
                    UNION ALL SELECT pubname::text FROM pg_publication";
        assert_eq!(world.texts(what).await, ["citext", "feed"]);
    });
}

#[test]
fn a_schema_of_the_history_stays_when_fresh_is_refused() {
    on(Server::postgres(), |world| async move {
        let steps = [step("1_a", |schema| {
            schema.create_schema("audit");
            schema.create_table(("audit", "events"), |t| {
                t.id();
            });
            schema.create_table("users", |t| {
                t.id();
            });
        })];
        migrator(&steps).migrate(world.db()).await.unwrap();
        let setup = "CREATE SCHEMA other; CREATE TABLE other.t (id bigint REFERENCES users)";
        world.db().query(setup).await.unwrap();
        let error = migrator(&steps).fresh(world.db()).await.unwrap_err();
        assert!(error.to_string().contains("other"), "{error}");
        assert!(
            world
                .texts("SELECT id::text FROM audit.events")
                .await
                .is_empty()
        );
    });
}
