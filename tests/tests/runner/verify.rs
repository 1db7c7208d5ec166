//! Migrations on a scratch database: up, down, and up again.

use migratory::prelude::{big_integer, integer};
use migratory::{IntrospectOptions, Migrator, Result, Scratch, Verified};

use crate::world::{Step, World, migrator, raw, step, table};

on_each_database!(
    each_migration_goes_up_and_down_and_up,
    what_has_no_way_back_is_said_and_goes_up,
    a_way_back_that_leaves_something_is_an_error,
    a_way_back_that_takes_too_much_is_an_error,
    what_comes_before_the_first_runs_at_once,
    what_is_for_production_is_verified_too,
    an_unknown_first_is_an_error,
    operations_become_what_is_there_without_a_ledger,
);

fn verify(world: &World, migrator: Migrator, first: Option<&str>) -> Result<Verified> {
    world.block(async {
        let scratch = Scratch::beside(world.url()).await?;
        let options = IntrospectOptions::default();
        let verified = migrator.verify(&scratch, first, &options).await;
        scratch.remove().await?;
        verified
    })
}

fn widen() -> Step {
    step("2_widen", |schema| {
        schema.alter_table("a", |t| {
            t.add_column("size", integer()).optional();
        });
        schema.create_index("a", "size");
    })
}

fn each_migration_goes_up_and_down_and_up(world: &World) {
    let all = migrator(&[table("1_a", "a"), widen()]);
    let verified = verify(world, all, None).unwrap();
    assert_eq!(verified.back_and_forth, ["1_a", "2_widen"]);
    assert!(verified.one_way.is_empty());
    let tables: Vec<String> = verified
        .schema
        .state
        .tables
        .keys()
        .map(ToString::to_string)
        .collect();
    assert_eq!(tables, ["a"]);
    // The database itself was left alone.
    assert!(world.tables().is_empty());
}

fn what_has_no_way_back_is_said_and_goes_up(world: &World) {
    let all = [
        table("1_a", "a"),
        raw("2_fill", "INSERT INTO a (id) VALUES (1)"),
        table("3_b", "b"),
    ];
    let verified = verify(world, migrator(&all), None).unwrap();
    assert_eq!(verified.one_way, ["2_fill"]);
    assert_eq!(verified.back_and_forth, ["1_a", "3_b"]);
}

fn a_way_back_that_leaves_something_is_an_error(world: &World) {
    let two = step("1_two", |schema| {
        schema.sql("CREATE TABLE a (n INTEGER)");
        schema.sql("CREATE TABLE b (n INTEGER)");
    });
    let two = two.down(|schema| {
        schema.sql("DROP TABLE a");
    });
    let error = verify(world, migrator(&[two]), None).unwrap_err();
    let text = error.to_string();
    assert_eq!(error.migration(), Some("1_two"), "{text}");
    assert!(
        text.contains("after `down`, what was before `up` differs")
            && text.contains("drop table \"b\""),
        "{text}"
    );
}

fn a_way_back_that_takes_too_much_is_an_error(world: &World) {
    let adds = step("2_adds", |schema| {
        schema.sql("ALTER TABLE a ADD COLUMN size INTEGER");
    });
    let adds = adds.down(|schema| {
        schema.sql("DROP TABLE a");
    });
    let error = verify(world, migrator(&[table("1_a", "a"), adds]), None).unwrap_err();
    assert!(error.to_string().contains("create table \"a\""), "{error}");
}

fn what_comes_before_the_first_runs_at_once(world: &World) {
    // Its way back would be an error.
    let first = table("1_a", "a").down(|schema| {
        schema.sql("SELECT 1");
    });
    let verified = verify(world, migrator(&[first, widen()]), Some("2_widen")).unwrap();
    assert_eq!(verified.back_and_forth, ["2_widen"]);
}

fn what_is_for_production_is_verified_too(world: &World) {
    let all = migrator(&[table("1_a", "a"), widen()]).environment("production");
    let verified = verify(world, all, None).unwrap();
    assert_eq!(verified.back_and_forth, ["1_a", "2_widen"]);
}

fn an_unknown_first_is_an_error(world: &World) {
    let all = migrator(&[table("1_a", "a"), widen()]);
    let error = verify(world, all, Some("3")).unwrap_err();
    assert_eq!(error.kind(), migratory::ErrorKind::Selection, "{error}");
    // The begin of its name will do.
    let all = migrator(&[table("1_a", "a"), widen()]);
    let verified = verify(world, all, Some("2")).unwrap();
    assert_eq!(verified.back_and_forth, ["2_widen"]);
}

fn operations_become_what_is_there_without_a_ledger(world: &World) {
    use migration_core::builder::Schema;
    world.migrate(&migrator(&[table("1_a", "a"), table("2_b", "b")]));
    world.sql("INSERT INTO a (id, label) VALUES (1, 'kept')");
    let ledger = world.count("_migrations");
    let mut schema = Schema::new();
    schema.alter_table("a", |t| {
        t.change_type("label", migratory::prelude::text());
        t.add_column("b_id", big_integer()).optional();
    });
    schema.add_foreign_key("a", "b_id").references("b", "id");
    let operations = schema.finish().into_iter().map(|it| it.operation);
    let operations: Vec<_> = operations.collect();
    world.block(async {
        let options = IntrospectOptions::default();
        let from = world.database.introspect(&options).await.unwrap().state;
        Migrator::new()
            .sync(&world.database, &from, &operations)
            .await
            .unwrap();
    });
    assert_eq!(world.value("SELECT label FROM a"), "kept");
    assert_eq!(world.count("_migrations"), ledger);
    assert_eq!(world.tables(), ["_migrations", "a", "b"]);
}
