//! When a seeder runs again.

use migratory::{IntrospectOptions, SeedState, SeedStatus};

use super::{Act, Sower, garden, sower};
use crate::world::{World, done, table};

on_each_database!(
    three_times_in_a_row_leave_the_rows_of_once,
    a_seeder_of_another_content_runs_again,
    force_runs_all,
    after_a_rollback_the_seeders_of_that_time_run_again,
    a_migration_on_top_makes_no_seeder_run_again,
    after_a_fresh_start_all_run_again,
    the_ledger_of_seeds_may_have_another_name,
    the_status_tells_where_each_stands,
    the_ledger_of_seeds_is_no_part_of_the_schema,
    a_ledger_in_another_place_keeps_the_seeds_beside_it,
);

const CSV: &str = "name\nfrom a file\n";

fn base() -> Sower {
    sower(
        "Base",
        &[Act::File("things", &["name"], "things.csv", CSV.to_owned())],
    )
}

fn three_times_in_a_row_leave_the_rows_of_once(world: &World) {
    let migrator = garden(&[], &[base(), sower("Demo", &[]).after(&["Base"])]);
    let first = world.migrate_and_seed(&migrator);
    assert_eq!(first.names(), ["Base", "Demo"]);
    let all = "SELECT CAST(id AS CHAR(20)), who FROM log UNION ALL SELECT CAST(id AS CHAR(20)), name FROM things ORDER BY 1, 2";
    let rows = world.rows(all);
    let ledger =
        world.rows("SELECT name, fingerprint, CAST(runs AS CHAR(20)) FROM _seeds ORDER BY name");
    for _ in 0..2 {
        let again = world.seed(&migrator);
        assert!(again.is_empty(), "{again}");
        assert_eq!(again.unchanged, ["Base", "Demo"]);
    }
    assert_eq!(rows, world.rows(all));
    assert_eq!(
        ledger,
        world.rows("SELECT name, fingerprint, CAST(runs AS CHAR(20)) FROM _seeds ORDER BY name")
    );
    assert_eq!(rows.len(), 3);
}

fn a_seeder_of_another_content_runs_again(world: &World) {
    let of = |content: &str| garden(&[], &[base().content(content), sower("Other", &[])]);
    world.migrate_and_seed(&of("1"));
    let report = world.seed(&of("2"));
    assert_eq!(
        (report.names(), report.unchanged.clone()),
        (vec!["Base"], vec!["Other".into()])
    );
    assert!(world.seed(&of("2")).is_empty());
    assert_eq!(world.seed(&of("1")).names(), ["Base"]);
    assert_eq!(world.log(), ["Base", "Other", "Base", "Base"]);
    assert_eq!(world.things(), ["from a file"]);
    let runs = "SELECT CAST(runs AS CHAR(20)) FROM _seeds WHERE name = 'Base'";
    assert_eq!(world.value(runs).trim(), "3");
}

fn force_runs_all(world: &World) {
    let migrator = garden(&[], &[base(), sower("Demo", &[])]).force_seeds(true);
    world.migrate_and_seed(&migrator);
    assert_eq!(world.seed(&migrator).names(), ["Base", "Demo"]);
    assert_eq!(world.log(), ["Base", "Demo", "Base", "Demo"]);
}

fn after_a_rollback_the_seeders_of_that_time_run_again(world: &World) {
    let migrator = garden(&[table("2_b", "b")], &[base()]);
    world.migrate_and_seed(&migrator);
    world.rollback(&migrator);
    world.migrate(&migrator);
    assert_eq!(world.count("log"), 0);
    let statuses = done(world.block(migrator.seed_status(&world.database)));
    assert!(
        matches!(statuses[0].state, SeedState::RolledBack(_)),
        "{statuses:?}"
    );
    assert_eq!(world.seed(&migrator).names(), ["Base"]);
    assert!(world.seed(&migrator).is_empty());
    assert_eq!(
        (world.log(), world.things()),
        (vec!["Base".into()], vec!["from a file".into()])
    );
}

fn a_migration_on_top_makes_no_seeder_run_again(world: &World) {
    world.migrate_and_seed(&garden(&[], &[base()]));
    let more = garden(&[table("2_b", "b")], &[base()]);
    world.migrate(&more);
    assert!(world.seed(&more).is_empty());
    world.rollback(&more);
    let before = garden(&[], &[base()]);
    assert!(world.seed(&before).is_empty(), "what it saw is as it was");
}

fn after_a_fresh_start_all_run_again(world: &World) {
    let migrator = garden(&[], &[base()]);
    world.migrate_and_seed(&migrator);
    done(world.block(migrator.fresh(&world.database)));
    assert_eq!(world.seed(&migrator).names(), ["Base"]);
    done(world.block(migrator.refresh(&world.database)));
    assert_eq!(world.seed(&migrator).names(), ["Base"]);
    assert_eq!(
        (world.log(), world.things()),
        (vec!["Base".into()], vec!["from a file".into()])
    );
}

fn the_ledger_of_seeds_may_have_another_name(world: &World) {
    let migrator = garden(&[], &[base()]).seeds_table("see\"d`s'");
    world.migrate_and_seed(&migrator);
    assert!(world.seed(&migrator).is_empty());
    assert_eq!(world.count("see\"d`s'"), 1);
    assert!(!world.tables().contains(&"_seeds".to_owned()));
    let taken = world.seed_fails(&garden(&[], &[base()]).seeds_table("log"));
    assert!(taken.message().contains("the ledger of seeds"), "{taken}");
    assert!(taken.to_string().contains("--seeds-table NAME"), "{taken}");
}

fn state(statuses: &[SeedStatus]) -> Vec<(&str, &'static str)> {
    let states = statuses.iter().map(|status| {
        let state = match &status.state {
            SeedState::Pending => "pending",
            SeedState::Done(_) => "done",
            SeedState::Changed(_) => "changed",
            SeedState::RolledBack(_) => "rolled back",
            SeedState::Elsewhere(_) => "elsewhere",
            SeedState::Unknown(_) => "unknown",
            other => panic!("{other:?}"),
        };
        (status.name.as_str(), state)
    });
    states.collect()
}

fn the_status_tells_where_each_stands(world: &World) {
    let sowers = [base(), sower("Gone", &[]), sower("Same", &[])];
    world.migrate_and_seed(&garden(&[], &sowers));
    let now = garden(
        &[],
        &[
            sower("Zero", &[]).after(&["Same"]),
            base().content("2"),
            sower("Same", &[]),
            sower("Live", &[]).only_for(&["production"]),
        ],
    );
    let statuses = done(world.block(now.seed_status(&world.database)));
    assert_eq!(
        state(&statuses),
        [
            ("Base", "changed"),
            ("Live", "elsewhere"),
            ("Same", "done"),
            ("Zero", "pending"),
            ("Gone", "unknown"),
        ]
    );
    let SeedState::Done(run) = &statuses[2].state else {
        panic!("{statuses:?}");
    };
    assert_eq!((run.runs, run.environment.as_str()), (1, "test"));
    assert!(
        run.at.is_some() && run.by.is_some() && run.took.is_some(),
        "{run:?}"
    );
    assert_eq!(statuses[1].environments, ["production"]);
}

fn the_ledger_of_seeds_is_no_part_of_the_schema(world: &World) {
    world.migrate_and_seed(&garden(&[], &[base()]));
    let found = done(world.block(world.database.introspect(&IntrospectOptions::default())));
    let tables: Vec<String> = (found.state.tables.keys())
        .map(ToString::to_string)
        .collect();
    assert_eq!(tables, ["log", "things"]);
    let more = found.unmodelled.iter().any(|what| what.contains("seeds"));
    assert!(!more, "{:?}", found.unmodelled);
}

fn a_ledger_in_another_place_keeps_the_seeds_beside_it(world: &World) {
    let schema = match &world.server {
        migratory_tests::throwaway::Server::Postgres(_) => {
            world.sql("CREATE SCHEMA ops");
            "ops".to_owned()
        }
        migratory_tests::throwaway::Server::Mysql(_) => {
            let name = format!("{}_ops", world.value("SELECT DATABASE()"));
            world.sql(&format!("CREATE DATABASE {name}"));
            name
        }
        // Attached files are not there in another connection.
        migratory_tests::throwaway::Server::Sqlite => "main".to_owned(),
    };
    let migrator = || garden(&[], &[base()]).schema(&schema);
    world.migrate_and_seed(&migrator());
    let count = format!(
        "SELECT CAST(count(*) AS CHAR(20)) FROM {}.{}",
        world.quote(&schema),
        world.quote("_seeds")
    );
    assert_eq!(world.value(&count).trim(), "1");
    assert!(world.seed(&migrator()).is_empty());
    done(world.block(migrator().fresh(&world.database)));
    assert_eq!(
        world.seed(&migrator()).names(),
        ["Base"],
        "the rows are gone"
    );
    assert_eq!(
        (world.log(), world.things()),
        (vec!["Base".into()], vec!["from a file".into()])
    );
    if world.dialect() == migratory::Dialect::Mysql {
        world.sql(&format!("DROP DATABASE {schema}"));
    }
}
