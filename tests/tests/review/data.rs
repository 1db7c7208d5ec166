//! Data migrations between others.

use super::*;

/// A change of the schema, then rows, then a failure.
struct FailsAfterDdl;

#[async_trait]
impl DataMigration for FailsAfterDdl {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.schema().alter_table("users", |t| {
            t.add_column("age", integer()).optional();
        });
        db.insert("users", row! { "email" => "after" }).await?;
        db.execute("SELECT * FROM nowhere").await?;
        Ok(())
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_data"), Location::caller())
    }
}

#[test]
fn rows_written_after_a_change_of_the_schema_are_rolled_back_as_the_error_says() {
    on_all(|world| async move {
        let migrator = migrator(&[users("1_a")]).add_data(FailsAfterDdl);
        let error = migrator.migrate(world.db()).await.unwrap_err();
        println!("{error}");
        assert_eq!(world.count("users").await, 0, "{error}");
        assert_eq!(world.ledger().await, ["1_a"]);
    });
}

/// Rebuilds a table that refers to itself.
struct RebuildsATree;

#[async_trait]
impl DataMigration for RebuildsATree {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.schema().alter_table("nodes", |t| {
            t.set_not_null("label");
        });
        Ok(())
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_data"), Location::caller())
    }
}

#[test]
fn a_table_that_refers_to_itself_keeps_its_rows_when_a_data_migration_rebuilds_it() {
    on(Some(Server::Sqlite), |world| async move {
        let steps = [step("1_a", |schema| {
            schema.create_table("nodes", |t| {
                t.id();
                t.text("label").optional();
                t.big_integer("parent_id").optional();
            });
            schema
                .add_foreign_key("nodes", "parent_id")
                .references("nodes", "id")
                .on_delete(migratory::prelude::Cascade);
            schema
                .sql("INSERT INTO nodes VALUES (1, 'a', NULL), (2, 'b', 1), (3, 'c', 2)")
                .down("");
        })];
        let migrator = migrator(&steps).add_data(RebuildsATree);
        let ran = migrator.migrate(world.db()).await;
        assert_eq!(world.count("nodes").await, 3, "{ran:?}");
    });
}

/// Says its effect with SQL, and undoes itself.
struct EffectInSql;

#[async_trait]
impl DataMigration for EffectInSql {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.execute("CREATE TABLE made (x integer)").await.map(drop)
    }

    async fn down(&self, db: &mut Db<'_>) -> Result<()> {
        db.execute("DROP TABLE made").await.map(drop)
    }

    fn has_down(&self) -> bool {
        true
    }

    fn effect(&self, schema: &mut Schema) {
        schema.sql("CREATE TABLE made");
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_data"), Location::caller())
    }
}

#[test]
fn a_data_migration_with_a_way_back_of_its_own_needs_none_for_its_effect() {
    on_all(|world| async move {
        let migrator = migrator(&[users("1_a")]).add_data(EffectInSql);
        migrator.migrate(world.db()).await.unwrap();
        migrator.reset(world.db()).await.unwrap();
        assert!(world.ledger().await.is_empty());
    });
}

/// Inserts rows into a view.
struct IntoAView;

#[async_trait]
impl DataMigration for IntoAView {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        let rows = (0..20).map(|n| row! { "email" => n.to_string() });
        db.insert_many("everybody", rows).await.map(drop)
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_data"), Location::caller())
    }
}

#[test]
fn many_rows_go_into_a_view_as_few_do() {
    for server in [Server::postgres(), Server::mysql()] {
        on(server, |world| async move {
            let view = raw(
                "1_b",
                "CREATE VIEW everybody AS SELECT id, email FROM users",
            );
            let migrator = migrator(&[users("1_a"), view]).add_data(IntoAView);
            migrator.migrate(world.db()).await.unwrap();
            assert_eq!(world.count("users").await, 20);
        });
    }
}
