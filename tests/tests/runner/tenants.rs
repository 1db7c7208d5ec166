//! The same migrations for many tenants.

use migratory::{ErrorKind, Tenants};
use migratory_tests::throwaway::Server;

use crate::world::{World, migrator, raw, table};

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|n| format!("tenant {n}")).collect()
}

fn with_schemas(count: usize) -> Option<World> {
    let world = Server::postgres().map(World::on)?;
    world.sql(&format!(
        "DO $$ BEGIN FOR n IN 1..{count} LOOP EXECUTE format('CREATE SCHEMA %I', 'tenant ' || n); END LOOP; END $$"
    ));
    Some(world)
}

fn have(world: &World, table: &str) -> String {
    world.value(&format!(
        "SELECT count(*)::text FROM information_schema.tables WHERE table_schema LIKE 'tenant %' AND table_name = '{table}'"
    ))
}

#[test]
fn a_thousand_schemas_are_migrated_and_passed_over_the_second_time() {
    let Some(world) = with_schemas(1000) else {
        return;
    };
    let steps = [table("1_a", "a"), table("2_b", "b")];
    let tenants = Tenants::schemas(&world.database, names(1000));
    let report = world.block(migrator(&steps).migrate_tenants(&tenants));
    assert!(report.is_done(), "{:?}", report.failed().next());
    assert_eq!(
        (have(&world, "b"), have(&world, "_migrations")),
        ("1000".into(), "1000".into())
    );
    assert!(world.tables().is_empty());
    let again = world.block(migrator(&steps).migrate_tenants(&tenants));
    let ran = again
        .tenants
        .iter()
        .filter_map(|tenant| tenant.outcome.as_ref());
    assert!(
        ran.map(|ran| ran.as_ref().unwrap())
            .all(|ran| ran.is_empty())
    );
}

#[test]
fn a_tenant_that_fails_stops_as_many_others_as_is_said() {
    let Some(world) = with_schemas(20) else {
        return;
    };
    for n in [3, 7] {
        world.sql(&format!("CREATE TABLE \"tenant {n}\".a (id int)"));
    }
    let all = || migrator(&[table("1_a", "a")]).allow_existing(true);
    let tenants = || Tenants::schemas(&world.database, names(20)).at_once(1);
    let report = world.block(all().migrate_tenants(&tenants().canary(3)));
    assert_eq!(
        (report.failed().count(), report.not_begun().count()),
        (1, 17)
    );
    let report = world.block(all().migrate_tenants(&tenants().canary(2).stop_after(2)));
    let failed: Vec<&str> = report.failed().map(|tenant| tenant.name.as_str()).collect();
    assert_eq!(failed, ["tenant 3", "tenant 7"]);
    assert_eq!(report.not_begun().count(), 13);
    let report = world.block(all().migrate_tenants(&tenants()));
    assert_eq!(
        (report.failed().count(), report.not_begun().count()),
        (2, 0)
    );
    assert_eq!(have(&world, "_migrations"), "20");
    // What was in the way is gone: only the rest runs.
    world.sql("DROP TABLE \"tenant 3\".a, \"tenant 7\".a");
    let report = world.block(all().migrate_tenants(&tenants()));
    let ran = |tenant: &migratory::Tenant| {
        !tenant
            .outcome
            .as_ref()
            .unwrap()
            .as_ref()
            .unwrap()
            .is_empty()
    };
    assert_eq!(
        report.tenants.iter().filter(|tenant| ran(tenant)).count(),
        2
    );
}

#[test]
fn a_schema_that_is_not_there_is_said() {
    let Some(world) = with_schemas(1) else { return };
    let tenants = Tenants::schemas(&world.database, ["tenant 1", "nobody"]);
    let report = world.block(migrator(&[table("1_a", "a")]).migrate_tenants(&tenants));
    let failed: Vec<_> = report.failed().collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].error().unwrap().kind(), ErrorKind::NoDatabase);
}

#[test]
fn own_sql_stays_in_the_schema_of_its_tenant() {
    let Some(world) = with_schemas(3) else { return };
    let steps = [
        raw(
            "1_r",
            "SET search_path TO public; RESET search_path; SELECT 1",
        ),
        table("2_b", "b"),
    ];
    let tenants = Tenants::schemas(&world.database, names(3));
    assert!(
        world
            .block(migrator(&steps).migrate_tenants(&tenants))
            .is_done()
    );
    assert_eq!(have(&world, "b"), "3");
}

#[test]
fn databases_of_a_server_of_mysql_are_tenants() {
    let Some(world) = Server::mysql().map(World::on) else {
        return;
    };
    let others = [world.another(), world.another()];
    let names: Vec<String> = others
        .iter()
        .map(|other| other.value("SELECT DATABASE()"))
        .collect();
    let tenants = Tenants::schemas(&world.database, names);
    let report = world.block(migrator(&[table("1_a", "a")]).migrate_tenants(&tenants));
    assert!(report.is_done(), "{:?}", report.failed().next());
    for other in &others {
        assert_eq!(other.tables(), ["_migrations", "a"]);
    }
    assert!(world.tables().is_empty());
}
