//! One migration in the place of others: what runs, and what the ledger says, by what it has of them.

use migration_core::migration::Meta;
use migratory::prelude::{Db, Schema, async_trait, integer};
use migratory::{ErrorKind, Migration, Migrator, Result, Seeder, State, Status, row};

use crate::world::{Step, World, done, migrator, raw, rows, states, step, table};

on_each_database!(
    on_an_empty_database_the_squash_runs_alone,
    both_ways_make_the_same_database,
    where_all_of_them_are_applied_it_is_recorded_and_nothing_runs,
    where_they_are_deleted_from_the_program_nothing_is_missing,
    what_is_applied_in_part_goes_on_as_it_is,
    what_is_applied_in_part_and_deleted_is_refused,
    a_squash_that_was_recorded_is_rolled_back_as_one,
    what_came_after_it_is_rolled_back_before_it,
    a_program_of_before_the_squash_finds_what_it_knows,
    a_program_that_knows_only_some_of_them_does_not_run_these_again,
    what_is_half_undone_is_not_squashed,
    marks_that_were_left_behind_are_no_rows,
    a_late_one_among_them_does_not_go_before_what_needs_it,
    a_squash_of_a_squash_is_recorded_in_its_place,
    a_plan_says_that_it_will_be_recorded_and_writes_nothing,
    marking_what_is_there_marks_the_squash,
    the_rest_after_a_squash_still_replays,
    seeders_do_not_run_again_because_of_it,
    two_runners_record_it_once,
);

/// A migration in the place of others.
struct Instead(Step, &'static [&'static str]);

impl Migration for Instead {
    fn up(&self, schema: &mut Schema) {
        self.0.up(schema);
    }

    fn down(&self, schema: &mut Schema) {
        Migration::down(&self.0, schema);
    }

    fn meta(&self) -> Meta {
        self.0.meta().replaces(self.1)
    }
}

fn a() -> Step {
    table("1_a", "a")
}

fn b() -> Step {
    step("2_b", |schema| {
        schema.create_table("b", |t| {
            t.id();
            t.references("a_id", "a");
        });
        schema.alter_table("a", |t| {
            t.add_column("size", integer()).optional();
        });
    })
}

fn later() -> Step {
    step("4_d", |schema| {
        schema.create_index("a", "label");
    })
}

fn shop() -> Instead {
    let up = step("3_s", |schema| {
        schema.create_table("a", |t| {
            t.id();
            t.string("label", 100).optional();
            t.integer("size").optional();
        });
        schema.create_table("b", |t| {
            t.id();
            t.references("a_id", "a");
        });
    });
    Instead(up, &["1_a", "2_b"])
}

/// A squash of the squash and what came after it.
fn all() -> Instead {
    let up = step("5_t", |schema| {
        shop().0.up(schema);
        later().up(schema);
    });
    Instead(up, &["3_s", "4_d"])
}

fn c() -> Step {
    table("4_c", "c")
}

/// A squash whose last one is a squash.
fn c_and_all() -> Instead {
    let up = step("5_u", |schema| {
        c().up(schema);
        all().0.up(schema);
    });
    Instead(up, &["4_c", "5_t"])
}

/// A program that has all.
fn with_both() -> Migrator {
    migrator(&[a(), b(), later()]).add(shop())
}

/// What is replaced is in the program as long as its file is, and can be looked at.
#[test]
fn the_sql_of_what_is_replaced_is_there() {
    let target = migration_core::dialect::Target::sqlite();
    for (name, table) in [("1_a", "a"), ("2_b", "b"), ("3_s", "a")] {
        let (id, sql) = with_both().sql_of(name, &target, false).unwrap();
        assert_eq!(id.name, name);
        let create = format!("CREATE TABLE \"{table}\"");
        assert!(sql.unwrap().contains(&create), "{name}");
    }
    // A squash that another one replaces, too.
    let nested = with_both().add(all());
    let (id, sql) = nested.sql_of("3_s", &target, false).unwrap();
    assert_eq!(id.name, "3_s");
    assert!(sql.unwrap().contains("CREATE TABLE \"a\""));
}

/// A program that has the squash alone.
fn without_them() -> Migrator {
    migrator(&[later()]).add(shop())
}

fn on_an_empty_database_the_squash_runs_alone(world: &World) {
    assert_eq!(world.pending(&with_both()), ["3_s", "4_d"]);
    assert_eq!(world.migrate(&with_both()).names(), ["3_s", "4_d"]);
    assert_eq!(world.ledger(), rows(&[("3_s", 1), ("4_d", 1)]));
    for program in [with_both(), without_them()] {
        assert!(world.pending(&program).is_empty());
        let report = world.migrate(&program);
        assert!(report.is_empty() && report.notices.is_empty(), "{report:?}");
    }
    assert_eq!(world.rollback(&with_both()).names(), ["4_d", "3_s"]);
    assert_eq!(world.tables(), ["_migrations"]);
    assert_eq!(
        done(world.block(with_both().fresh(&world.database))).names(),
        ["3_s", "4_d"]
    );
}

fn both_ways_make_the_same_database(world: &World) {
    world.migrate(&migrator(&[a(), b(), later()]));
    let other = world.another();
    other.migrate(&with_both());
    other
        .snapshot()
        .assert_same_schema(&world.snapshot(), "after the squash");
}

fn where_all_of_them_are_applied_it_is_recorded_and_nothing_runs(world: &World) {
    world.migrate(&migrator(&[a(), b()]));
    let before = world.snapshot();
    assert_eq!(world.pending(&with_both()), ["4_d"]);
    assert_eq!(
        world.status(&with_both()),
        states(&[("3_s", "1"), ("4_d", "pending")])
    );
    let status = |program: &Migrator| -> Status {
        let statuses = done(world.block(program.status(&world.database)));
        statuses.into_iter().next().unwrap()
    };
    let squash = status(&with_both());
    assert_eq!(squash.replaces, ["1_a", "2_b"]);
    assert!(!squash.recorded && matches!(squash.state, State::Applied(_)));
    // Looking writes nothing.
    assert_eq!(world.applied(), ["1_a", "2_b"]);
    let only_it = migrator(&[a(), b()]).add(shop());
    let report = world.migrate(&only_it);
    assert!(report.is_empty(), "{report:?}");
    assert_eq!(
        report.notices,
        [r#""3_s" is recorded in the place of "1_a", "2_b", which are applied: it does not run"#]
    );
    assert_eq!(applied(world), rows(&[("3_s", 1)]));
    assert!(status(&only_it).recorded);
    world.snapshot().assert_same_schema(&before, "nothing ran");
    assert!(world.migrate(&only_it).notices.is_empty());
    let checksum = world.value("SELECT checksum FROM _migrations WHERE name = '3_s'");
    assert!(checksum.starts_with("1:"), "{checksum}");
    assert_eq!(world.migrate(&without_them()).names(), ["4_d"]);
    assert_eq!(applied(world), rows(&[("3_s", 1), ("4_d", 2)]));
}

/// The rows of what is applied; others only say what these have replaced.
fn applied(world: &World) -> Vec<(String, i64)> {
    let of =
        "SELECT name, CAST(batch AS CHAR(20)) FROM _migrations WHERE state = 'applied' ORDER BY id";
    let found = world.rows(of);
    let text = |cell: &Option<String>| cell.clone().unwrap();
    found
        .iter()
        .map(|row| (text(&row[0]), text(&row[1]).trim().parse().unwrap()))
        .collect()
}

fn where_they_are_deleted_from_the_program_nothing_is_missing(world: &World) {
    world.migrate(&migrator(&[a(), b(), later()]));
    assert_eq!(
        world.status(&without_them()),
        states(&[("3_s", "1"), ("4_d", "1")])
    );
    assert!(world.migrate(&without_them()).is_empty());
    assert_eq!(applied(world), rows(&[("3_s", 1), ("4_d", 1)]));
    // Once it is recorded, nothing needs to be said of them any more.
    let plain = migrator(&[shop().0, later()]);
    assert!(world.migrate(&plain).notices.is_empty());
    assert_eq!(world.status(&plain), states(&[("3_s", "1"), ("4_d", "1")]));
    assert_eq!(world.rollback(&plain).names(), ["4_d", "3_s"]);
    assert_eq!(world.tables(), ["_migrations"]);
    assert_eq!(world.migrate(&with_both()).names(), ["3_s", "4_d"]);
    assert_eq!(
        world.ledger(),
        rows(&[("3_s", 1), ("4_d", 1)]),
        "no marks are left"
    );
}

fn what_is_applied_in_part_goes_on_as_it_is(world: &World) {
    world.migrate(&migrator(&[a()]));
    assert_eq!(world.pending(&with_both()), ["2_b", "4_d"]);
    assert_eq!(
        world.status(&with_both()),
        states(&[("1_a", "1"), ("2_b", "pending"), ("4_d", "pending")])
    );
    let report = world.migrate(&with_both());
    assert_eq!(report.names(), ["2_b", "4_d"]);
    assert!(
        report
            .notices
            .iter()
            .any(|it| it.contains("\"3_s\" is recorded")),
        "{report:?}"
    );
    assert_eq!(applied(world), rows(&[("3_s", 2), ("4_d", 2)]));
    let other = world.another();
    other.migrate(&without_them());
    world
        .snapshot()
        .assert_same_schema(&other.snapshot(), "in part, then the rest");
    assert!(world.migrate(&without_them()).is_empty());
}

fn what_is_applied_in_part_and_deleted_is_refused(world: &World) {
    world.migrate(&migrator(&[a()]));
    let error = world.migrate_fails(&without_them());
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    let text = error.to_string();
    for part in [
        r#"applied "1_a"; not applied "2_b"; no longer in this program "1_a", "2_b""#,
        "migrate with the version of the program that has them all",
        "nothing was run",
        file!(),
    ] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    assert_eq!(world.pending(&without_them()), ["3_s", "4_d"]);
    assert_eq!(
        world.status(&without_them()),
        states(&[("1_a", "1"), ("3_s", "pending"), ("4_d", "pending")])
    );
    assert_eq!(world.ledger(), rows(&[("1_a", 1)]));
    // What the message says helps.
    world.migrate(&migrator(&[a(), b()]));
    assert_eq!(world.migrate(&without_them()).names(), ["4_d"]);
}

fn a_squash_that_was_recorded_is_rolled_back_as_one(world: &World) {
    let empty = world.snapshot();
    world.migrate(&migrator(&[a()]));
    world.migrate(&migrator(&[a(), b()]));
    let only_it = || migrator(&[a(), b()]).add(shop());
    world.migrate(&only_it());
    assert_eq!(world.rollback(&only_it()).names(), ["3_s"]);
    world
        .snapshot()
        .assert_same_schema(&empty, "all that they made is gone");
    assert!(applied(world).is_empty());
    assert_eq!(world.migrate(&only_it()).names(), ["3_s"]);
    assert_eq!(world.ledger().len(), 1);
    // Rolled back before it was recorded, it is recorded first.
    let other = world.another();
    other.migrate(&migrator(&[a(), b()]));
    assert_eq!(other.rollback(&only_it()).names(), ["3_s"]);
    assert!(applied(&other).is_empty());
    // And one that has no way back says so.
    let one_way = || {
        let up = step("3_s", |schema| {
            shop().0.up(schema);
            schema.sql("UPDATE a SET label = 'x'");
        });
        Migrator::new().add(Instead(up, &["1_a", "2_b"]))
    };
    let other = world.another();
    other.migrate(&migrator(&[a(), b()]));
    other.migrate(&one_way());
    let error = other.rollback_fails(&one_way());
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    assert!(error.to_string().contains("3_s"), "{error}");
}

fn what_came_after_it_is_rolled_back_before_it(world: &World) {
    world.migrate(&migrator(&[a(), b()]));
    world.migrate(&migrator(&[a(), b(), later()]));
    world.migrate(&with_both());
    assert_eq!(applied(world), rows(&[("3_s", 1), ("4_d", 2)]));
    assert_eq!(world.rollback(&with_both()).names(), ["4_d"]);
    assert_eq!(world.rollback(&with_both()).names(), ["3_s"]);
    assert_eq!(world.tables(), ["_migrations"]);
}

fn a_program_of_before_the_squash_finds_what_it_knows(world: &World) {
    let before = || migrator(&[a(), b()]);
    world.migrate(&before());
    world.migrate(&with_both());
    assert_eq!(applied(world), rows(&[("3_s", 1), ("4_d", 2)]));
    assert!(world.pending(&before()).is_empty());
    let report = world.migrate(&before());
    assert!(report.is_empty(), "{report:?}");
    assert_eq!(
        world.status(&before()),
        states(&[("1_a", "1"), ("2_b", "1"), ("4_d", "unknown")])
    );
    // What it does is done to what it knows.
    let with_later = || migrator(&[a(), b(), later()]);
    assert_eq!(world.rollback(&with_later()).names(), ["4_d"]);
    assert_eq!(
        done(world.block(with_later().rollback_steps(&world.database, 1))).names(),
        ["2_b"]
    );
    assert_eq!(world.applied(), ["1_a"]);
    assert_eq!(world.migrate(&with_both()).names(), ["2_b", "4_d"]);
    assert_eq!(applied(world).len(), 2);
}

fn a_program_that_knows_only_some_of_them_does_not_run_these_again(world: &World) {
    world.migrate(&migrator(&[a(), b()]));
    world.migrate(&with_both());
    let first = || migrator(&[a()]);
    assert!(world.pending(&first()).is_empty());
    assert!(world.migrate(&first()).is_empty());
    assert_eq!(
        world.status(&first()),
        states(&[("1_a", "1"), ("2_b", "unknown"), ("4_d", "unknown")])
    );
    assert!(world.migrate(&with_both()).is_empty());
    assert_eq!(applied(world), rows(&[("3_s", 1), ("4_d", 2)]));
}

fn what_is_half_undone_is_not_squashed(world: &World) {
    if world.rolls_back() {
        return;
    }
    let b = b().down(|schema| {
        schema.drop_table("b");
        schema.sql("DROP TABLE nothing");
        schema.alter_table("a", |t| {
            t.drop_column("size");
        });
    });
    world.migrate(&migrator(&[a(), b.clone()]));
    world.rollback_fails(&migrator(&[a(), b.clone()]));
    let ledger = world.ledger();
    let squashed = || migrator(&[a(), b.clone(), later()]).add(shop());
    let error = world.migrate_fails(&squashed());
    assert_eq!(error.kind(), ErrorKind::Undecided, "{error}");
    for part in ["\"2_b\" is half done", "\"3_s\""] {
        assert!(error.to_string().contains(part), "{error}");
    }
    assert_eq!(world.ledger(), ledger);
}

fn marks_that_were_left_behind_are_no_rows(world: &World) {
    world.migrate(&migrator(&[a(), b()]));
    assert!(world.migrate(&migrator(&[a(), b()]).add(shop())).is_empty());
    world.rollback(&without_them());
    let before = || migrator(&[a(), b()]);
    assert_eq!(world.pending(&before()), ["1_a", "2_b"]);
    let marked = done(world.block(before().baseline(&world.database, None, true)));
    assert_eq!(marked.len(), 2);
    assert!(world.pending(&before()).is_empty());
}

fn a_late_one_among_them_does_not_go_before_what_needs_it(world: &World) {
    let on_a = || {
        step("4_d", |schema| {
            schema.create_index("a", "label");
        })
    };
    world.migrate(&migrator(&[a(), on_a()]));
    fn late() -> Step {
        table("2_b", "b")
    }
    world.migrate(&migrator(&[a(), late(), on_a()]));
    assert_eq!(world.applied(), ["1_a", "4_d", "2_b"]);
    let squashed = || {
        let up = step("3_s", |schema| {
            a().up(schema);
            late().up(schema);
        });
        migrator(&[on_a()]).add(Instead(up, &["1_a", "2_b"]))
    };
    assert!(world.migrate(&squashed()).is_empty());
    assert_eq!(applied(world), rows(&[("3_s", 1), ("4_d", 1)]));
    assert_eq!(world.rollback(&squashed()).names(), ["4_d", "3_s"]);
}

fn a_squash_of_a_squash_is_recorded_in_its_place(world: &World) {
    world.migrate(&migrator(&[a(), b(), later()]));
    world.migrate(&with_both());
    let report = world.migrate(&without_them().add(all()));
    assert!(report.is_empty(), "{report:?}");
    assert_eq!(applied(world), rows(&[("5_t", 1)]));
    // Each version of the program finds what it knows.
    for program in [
        migrator(&[a(), b(), later()]),
        with_both(),
        without_them(),
        Migrator::new().add(all()),
        migrator(&[all().0]),
    ] {
        assert!(world.pending(&program).is_empty());
        assert!(world.migrate(&program).is_empty());
    }
    // One whose last is a squash.
    world.migrate(&migrator(&[c()]).add(all()).order(migratory::Order::Any));
    world.migrate(&Migrator::new().add(c_and_all()));
    assert_eq!(applied(world), rows(&[("5_u", 2)]));
    for program in [
        migrator(&[a(), b(), later(), c()]).order(migratory::Order::Any),
        migrator(&[c()]).add(all()),
        Migrator::new().add(c_and_all()),
        with_both().add(c()),
        Migrator::new().add(c_and_all()),
    ] {
        assert!(world.pending(&program).is_empty());
        assert!(world.migrate(&program).is_empty());
    }
    assert_eq!(
        world.rollback(&Migrator::new().add(c_and_all())).names(),
        ["5_u"]
    );
    assert_eq!(world.tables(), ["_migrations"]);
}

fn a_plan_says_that_it_will_be_recorded_and_writes_nothing(world: &World) {
    world.migrate(&migrator(&[a(), b()]));
    let program = migrator(&[a(), b()]).add(shop());
    let plan = done(world.block(program.plan(&world.database)));
    let json = plan.to_json();
    assert!(json.contains("is recorded in the place of"), "{json}");
    assert_eq!(world.applied(), ["1_a", "2_b"]);
    let saved = done(migratory::SavedPlan::read(
        &done(world.block(with_both().plan(&world.database))).to_json(),
    ));
    let report = done(world.block(with_both().run_plan(&world.database, &saved)));
    assert_eq!(
        report.names(),
        ["4_d"],
        "the plan is the same once it is recorded"
    );
}

fn marking_what_is_there_marks_the_squash(world: &World) {
    world.migrate(&migrator(&[a(), b()]));
    world.sql("DROP TABLE _migrations");
    let marked = done(world.block(with_both().baseline(&world.database, Some("3_s"), false)));
    assert_eq!(marked.len(), 1);
    assert_eq!(world.applied(), ["3_s"]);
    assert_eq!(world.migrate(&with_both()).names(), ["4_d"]);
}

fn the_rest_after_a_squash_still_replays(world: &World) {
    world.migrate(&migrator(&[a(), b(), later()]));
    let more = raw("6_x", "UPDATE a SET label = 'y'");
    assert_eq!(world.migrate(&without_them().add(more)).names(), ["6_x"]);
    assert_eq!(applied(world).len(), 3);
}

struct Labels;

#[async_trait]
impl Seeder for Labels {
    async fn run(&self, db: &mut Db<'_>) -> Result<()> {
        db.insert("a", row! { "label" => "seeded" }).await?;
        Ok(())
    }
}

fn seeders_do_not_run_again_because_of_it(world: &World) {
    let seed =
        |program: Migrator| done(world.block(program.add_seeder(Labels).seed(&world.database)));
    world.migrate(&migrator(&[a(), b()]));
    seed(migrator(&[a(), b()]));
    assert_eq!(world.count("a"), 1);
    let only_it = || Migrator::new().add(shop());
    seed(only_it());
    world.migrate(&only_it());
    seed(only_it());
    seed(migrator(&[a(), b()]));
    assert_eq!(world.count("a"), 1, "what it was sown on is still there");
    world.rollback(&only_it());
    world.migrate(&only_it());
    seed(only_it());
    assert_eq!(world.count("a"), 1, "on the new table it is sown again");
}

fn two_runners_record_it_once(world: &World) {
    world.migrate(&migrator(&[a(), b()]));
    let (one, other) = (with_both(), without_them());
    let (one, other) = world.block(async {
        tokio::join!(one.migrate(&world.database), other.migrate(&world.database))
    });
    let ran = done(one).ran.len() + done(other).ran.len();
    assert_eq!(ran, 1, "one of them ran what comes after it");
    assert_eq!(applied(world), rows(&[("3_s", 1), ("4_d", 2)]));
    let marked = world.rows("SELECT name FROM _migrations WHERE state <> 'applied' AND batch > 0");
    assert_eq!(marked.len(), 2, "{marked:?}");
}
