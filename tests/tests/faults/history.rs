//! Code and ledger that disagree.

use migratory::{ErrorKind, Migrator, Order, Phase, Repaired, SavedPlan, Verdict};

use crate::world::{World, done, failed, migrator, raw, step, table};

fn r05_older_code_meets_a_newer_ledger(world: &World) {
    let all: Vec<_> = [("1_a", "a"), ("2_b", "b"), ("3_c", "c"), ("4_d", "d")]
        .map(|(name, of)| table(name, of))
        .to_vec();
    world.migrate(&migrator(&all));
    let older = || migrator(&all[..2]);
    let report = world.migrate(&older());
    assert_eq!(report.notices.len(), 2, "{report:?}");
    let error = world.migrate_fails(&older().on_newer(Verdict::Refuse));
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    let gap = [all[0].clone(), all[2].clone(), all[3].clone()];
    assert_eq!(
        world.migrate_fails(&migrator(&gap)).kind(),
        ErrorKind::Ledger
    );
    world.migrate(&migrator(&gap).on_missing(Verdict::Allow));
    assert_eq!(world.applied().len(), 4);
}

fn r36_a_migration_that_was_edited(world: &World) {
    let view = |sql: &'static str| raw("2_v", sql);
    let a = table("1_a", "a");
    let was = "CREATE VIEW v AS SELECT id FROM a";
    world.migrate(&migrator(&[a.clone(), view(was)]));
    for same in [
        "CREATE VIEW v AS\r\n  SELECT id\r\n  FROM a;\r\n",
        "-- which ones\nCREATE VIEW v AS SELECT id /* all */ FROM a\n\n",
    ] {
        assert!(
            world
                .migrate(&migrator(&[a.clone(), view(same)]))
                .is_empty()
        );
    }
    let down_only = step("2_v", move |schema| {
        schema.sql(was).down("DROP VIEW v");
    });
    assert!(world.migrate(&migrator(&[a.clone(), down_only])).is_empty());
    let edited = || migrator(&[a.clone(), view("CREATE VIEW v AS SELECT label FROM a")]);
    let error = world.migrate_fails(&edited());
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    let text = error.to_string();
    assert!(
        text.contains("- CREATE VIEW v AS SELECT id FROM a"),
        "{text}"
    );
    assert!(
        text.contains("+ CREATE VIEW v AS SELECT label FROM a"),
        "{text}"
    );
    assert!(text.contains("repair 2_v"), "{text}");
    assert_eq!(world.status(&edited())[1].1, "edited");
    let repaired = done(world.block(edited().repair(&world.database, &[])));
    assert!(matches!(repaired.as_slice(), [Repaired::Accepted(id)] if id.name == "2_v"));
    assert!(world.migrate(&edited()).is_empty());
}

fn r37_a_migration_that_comes_late(world: &World) {
    let alters = |name, column: &'static str| {
        step(name, move |schema| {
            schema.alter_table("a", |t| {
                t.add_column(column, migratory::prelude::integer())
                    .optional();
            });
        })
    };
    let first = [table("1_a", "a"), alters("3_c", "c")];
    world.migrate(&migrator(&first));
    let late = || migrator(&[first[0].clone(), alters("2_b", "b"), first[1].clone()]);
    let error = world.migrate_fails(&late());
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    assert!(
        error.message().contains("\"3_c\" touches \"a\" as well"),
        "{error}"
    );
    assert_eq!(world.migrate(&late().order(Order::Any)).names(), ["2_b"]);
    let apart = || {
        let steps = [
            first[0].clone(),
            alters("2_b", "b"),
            table("2_z", "z"),
            first[1].clone(),
        ];
        migrator(&steps)
    };
    assert_eq!(
        world.migrate_fails(&apart().order(Order::Strict)).kind(),
        ErrorKind::Ledger
    );
    let report = world.migrate(&apart());
    assert_eq!((report.names(), report.notices.len()), (vec!["2_z"], 1));
}

fn r38_a_migration_that_was_renamed(world: &World) {
    world.migrate(&migrator(&[table("1_a", "a"), table("2_b", "b")]));
    let renamed = || migrator(&[table("1_a", "a"), table("2_c", "b")]);
    let error = world.migrate_fails(&renamed());
    assert!(
        error
            .message()
            .contains("\"2_c\" was applied under the name \"2_b\""),
        "{error}"
    );
    done(world.block(renamed().repair(&world.database, &[])));
    assert_eq!(world.applied(), ["1_a", "2_c"]);
    assert!(world.migrate(&renamed()).is_empty());
    assert_eq!(world.rollback(&renamed()).names(), ["2_c", "1_a"]);
}

fn r40_a_ledger_that_was_tampered_with(world: &World) {
    let all = || migrator(&[table("1_a", "a"), table("2_b", "b")]);
    world.migrate(&all());
    let checksum = world.value("SELECT checksum FROM _migrations WHERE name = '2_b'");
    world.sql(
        "UPDATE _migrations SET checksum = '1:00000000000000000000000000000000' WHERE name = '2_b'",
    );
    let error = world.migrate_fails(&all());
    assert!(error.message().contains("\"2_b\" was edited"), "{error}");
    world.sql(&format!(
        "UPDATE _migrations SET checksum = '{checksum}' WHERE name = '2_b'"
    ));
    // Order is that of the ids, whatever the clock said.
    world.sql("UPDATE _migrations SET applied_at = '2037-01-01 00:00:00' WHERE name = '1_a'");
    assert_eq!(world.rollback(&all()).names(), ["2_b", "1_a"]);
}

fn r42_rolled_back_by_code_that_does_not_have_it(world: &World) {
    let new = step("2_b", |schema| {
        schema.create_table("b", |t| {
            t.id();
        });
        schema.create_index("a", "label");
    });
    world.migrate(&migrator(&[table("1_a", "a")]));
    let before = world.snapshot();
    world.migrate(&migrator(&[table("1_a", "a"), new]));
    let report = world.rollback(&migrator(&[table("1_a", "a")]));
    assert_eq!(report.names(), ["2_b"]);
    world
        .snapshot()
        .assert_same_schema(&before, "rolled back by what the ledger has");
    world.migrate(&migrator(&[table("1_a", "a"), raw("3_c", "SELECT 1")]));
    let error = world.rollback_fails(&migrator(&[table("1_a", "a")]));
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
}

fn r39_tables_that_no_ledger_knows_of(world: &World) {
    let all = || migrator(&[table("1_a", "a"), table("2_b", "b")]);
    world.migrate(&all());
    world.sql("DROP TABLE _migrations");
    let error = world.migrate_fails(&all());
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    assert!(
        !world.tables().contains(&"_migrations".to_owned()),
        "it was made"
    );
    // Elsewhere there is one.
    let error = world.migrate_fails(&all().table("_others"));
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    assert_eq!(world.tables(), ["a", "b"]);
}

/// Not a fault of the list: two phases, one history.
fn phases_are_applied_apart_or_together(world: &World) {
    struct Post;
    impl migratory::Migration for Post {
        fn up(&self, schema: &mut migratory::prelude::Schema) {
            schema.drop_table("a");
        }
        fn meta(&self) -> migration_core::migration::Meta {
            let at = migratory::Location::caller();
            migration_core::migration::Meta::new("", Some("1_a"), at).phase(Phase::PostDeploy)
        }
    }
    let all = || {
        Migrator::new()
            .add(table("1_a", "a"))
            .add(Post)
            .add(table("2_b", "b"))
    };
    assert_eq!(world.pending(&all()), ["1_a", "1_a (post-deploy)", "2_b"]);
    assert_eq!(
        world.migrate(&all().phase(Phase::PreDeploy)).names(),
        ["1_a", "2_b"]
    );
    assert_eq!(world.pending(&all()), ["1_a (post-deploy)"]);
    assert_eq!(world.tables(), ["_migrations", "a", "b"]);
    assert_eq!(
        world.migrate(&all().phase(Phase::PostDeploy)).names(),
        ["1_a"]
    );
    assert_eq!(world.tables(), ["_migrations", "b"]);
    let error = world.rollback_fails(&all().forward_only());
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    assert_eq!(world.rollback(&all()).names(), ["1_a"]);
    assert_eq!(world.tables(), ["_migrations", "a", "b"]);
}

/// Nor this: a plan that was looked at runs as it was then, or not at all.
fn a_saved_plan_runs_as_it_was_saved_or_not_at_all(world: &World) {
    let [a, b] = [table("1_a", "a"), table("2_b", "b")];
    let one = migrator(std::slice::from_ref(&a));
    let json = done(world.block(one.plan(&world.database))).to_json();
    let saved = done(SavedPlan::read(&json));
    let other = step("1_a", |schema| {
        schema.create_table("other", |t| {
            t.id();
        });
    });
    let other = migrator(&[other]);
    let changed = other.run_plan(&world.database, &saved);
    assert_eq!(failed(world.block(changed)).kind(), ErrorKind::Edited);
    assert!(world.tables().is_empty());
    // What came later does not matter to it.
    let both = migrator(&[a, b]);
    let report = done(world.block(both.run_plan(&world.database, &saved)));
    assert_eq!(report.names(), ["1_a"]);
    let again = both.run_plan(&world.database, &saved);
    assert_eq!(failed(world.block(again)).kind(), ErrorKind::Edited);
    assert!(SavedPlan::read("{}").is_err());
}

on_each_database!(
    r05_older_code_meets_a_newer_ledger,
    r36_a_migration_that_was_edited,
    r37_a_migration_that_comes_late,
    r38_a_migration_that_was_renamed,
    r39_tables_that_no_ledger_knows_of,
    r40_a_ledger_that_was_tampered_with,
    r42_rolled_back_by_code_that_does_not_have_it,
    phases_are_applied_apart_or_together,
    a_saved_plan_runs_as_it_was_saved_or_not_at_all,
);
