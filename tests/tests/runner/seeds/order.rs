//! Which seeders run, and in which order.

use migratory::{ErrorKind, SeedState};

use super::{garden, sower};
use crate::world::{World, done, table};

on_each_database!(
    each_seeder_runs_after_those_that_it_names,
    only_the_seeders_of_an_environment_run,
    what_is_wrong_with_the_order_is_said_at_its_line_before_anything_runs,
    a_named_seeder_runs_with_those_that_it_comes_after,
    a_seeder_that_is_not_there_cannot_be_named,
    pending_migrations_come_first,
    a_program_without_seeders_says_where_they_may_be,
);

fn each_seeder_runs_after_those_that_it_names(world: &World) {
    let sowers = [
        sower("Comments", &[]).after(&["Posts", "Users"]),
        sower("Posts", &[]).after(&["Users", "Tags"]),
        sower("Users", &[]),
        sower("Tags", &[]),
        sower("Zebras", &[]),
    ];
    let report = world.migrate_and_seed(&garden(&[], &sowers));
    let order = ["Tags", "Users", "Posts", "Comments", "Zebras"];
    assert_eq!(report.names(), order);
    assert_eq!(world.log(), order);
}

fn only_the_seeders_of_an_environment_run(world: &World) {
    let migrator = garden(
        &[],
        &[
            sower("Base", &[]),
            sower("Demo", &[])
                .only_for(&["development", "test"])
                .after(&["Live"]),
            sower("Live", &[]).only_for(&["production"]),
        ],
    );
    let report = world.migrate_and_seed(&migrator);
    assert_eq!(report.environment, "test");
    assert_eq!(report.names(), ["Base", "Demo"]);
    assert_eq!(report.elsewhere, ["Live"]);
    let production = migrator.environment("production");
    let error = world.seed_fails(&production);
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.to_string().contains("config --stamp production"));
    done(world.block(production.stamp(&world.database, "production")));
    let report = world.seed(&production);
    assert_eq!(report.names(), ["Live"]);
    assert_eq!(
        (report.unchanged, report.elsewhere),
        (vec!["Base".into()], vec!["Demo".into()])
    );
    assert_eq!(world.log(), ["Base", "Demo", "Live"]);
    let environments = world.column("SELECT environment FROM _seeds ORDER BY name");
    assert_eq!(environments, ["test", "test", "production"]);
}

fn what_is_wrong_with_the_order_is_said_at_its_line_before_anything_runs(world: &World) {
    world.migrate(&garden(&[], &[]));
    let circle = [
        sower("A", &[]),
        sower("B", &[]).after(&["C"]),
        sower("C", &[]).after(&["B"]),
    ];
    let error = world.seed_fails(&garden(&[], &circle));
    assert_eq!(error.kind(), ErrorKind::History);
    let text = error.to_string();
    assert!(
        text.starts_with("seeders wait for each other: \"B\" comes after \"C\" comes after \"B\""),
        "{text}"
    );
    assert!(text.contains("seeds/order.rs:"), "{text}");
    assert!(text.contains("nothing was run"), "{text}");
    let unknown = world.seed_fails(&garden(&[], &[sower("A", &[]).after(&["Role"])]));
    assert!(
        unknown
            .to_string()
            .contains("comes after \"Role\", and there is no such seeder"),
        "{unknown}"
    );
    let twice = world.seed_fails(&garden(&[], &[sower("A", &[]), sower("A", &[])]));
    assert!(
        twice.to_string().contains("two seeders are called \"A\""),
        "{twice}"
    );
    assert_eq!(world.log(), [""; 0]);
    assert!(!world.tables().contains(&"_seeds".to_owned()));
}

fn a_named_seeder_runs_with_those_that_it_comes_after(world: &World) {
    let sowers = [
        sower("Comments", &[]).after(&["Posts"]),
        sower("Posts", &[]).after(&["Users"]),
        sower("Users", &[]),
        sower("Others", &[]),
    ];
    let migrator = || garden(&[], &sowers).only_seeds(["Posts"]);
    let report = world.migrate_and_seed(&migrator());
    assert_eq!(report.names(), ["Users", "Posts"]);
    let report = world.seed(&migrator().force_seeds(true));
    assert_eq!(report.names(), ["Posts"]);
    assert_eq!(report.unchanged, ["Users"]);
    assert_eq!(world.log(), ["Users", "Posts", "Posts"]);
}

fn a_seeder_that_is_not_there_cannot_be_named(world: &World) {
    let sowers = [
        sower("Base", &[]),
        sower("Live", &[]).only_for(&["production"]),
    ];
    let error = world.seed_fails(&garden(&[], &sowers).only_seeds(["Bas"]));
    assert_eq!(error.kind(), ErrorKind::Selection);
    assert_eq!(
        error.to_string(),
        "there is no seeder \"Bas\"\n  database: unchanged, nothing was run\n  next: choose one of these: Base, Live"
    );
    let error = world.seed_fails(&garden(&[], &sowers).only_seeds(["Live"]));
    assert_eq!(error.kind(), ErrorKind::Selection);
    assert_eq!(
        error.message(),
        "the seeder \"Live\" is for the environments production, and this is test"
    );
}

fn pending_migrations_come_first(world: &World) {
    let sowers = [sower("Base", &[])];
    let all = garden(&[table("2_b", "b")], &sowers);
    let error = world.seed_fails(&all);
    assert_eq!(error.kind(), ErrorKind::Pending);
    assert_eq!(
        error.message(),
        "2 migrations are pending, and seeders need the schema that all of them make: 1_log, 2_b"
    );
    assert!(
        error.to_string().contains("next: run `migrate --seed`"),
        "{error}"
    );
    world.migrate(&garden(&[], &sowers));
    let error = world.seed_fails(&all);
    assert!(
        error.message().starts_with("1 migration is pending"),
        "{error}"
    );
    assert_eq!(world.tables(), ["_migrations", "log", "things"]);
    let pending = done(world.block(all.seed_status(&world.database)));
    assert_eq!(pending[0].state, SeedState::Pending);
    assert_eq!(
        world.tables(),
        ["_migrations", "log", "things"],
        "to look makes nothing"
    );
}

fn a_program_without_seeders_says_where_they_may_be(world: &World) {
    let error = world.seed_fails(&garden(&[], &[]));
    assert_eq!(error.kind(), ErrorKind::History);
    assert!(error.to_string().contains("use my_seeds as _;"), "{error}");
}
