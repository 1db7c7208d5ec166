//! What `history_tests!` is made of; `examples/testing` has the macro itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use migratory::prelude::*;
use migratory::testing::{HistoryOptions, every_migration_has_a_test, leads_back, replays};
use migratory_tests::tested;

struct Careless;

#[migratory::migration(name = "20260103000000000_careless")]
impl Migration for Careless {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.add_column("subtitle", string(50)).optional();
            t.add_column("teaser", string(50)).optional();
        });
    }

    fn down(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.drop_column("subtitle");
        });
    }
}

struct Astray;

#[migratory::migration(name = "20260104000000000_astray")]
impl Migration for Astray {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("comments", |t| {
            t.drop_column("text");
        });
    }
}

fn careless() -> Result<Migrator> {
    Ok(tested::migrator()?.add(Careless))
}

fn astray() -> Result<Migrator> {
    Ok(tested::migrator()?.add(Astray))
}

/// What a test says that is to fail.
fn failure(test: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(test)).expect_err("it fails");
    panic.downcast_ref::<String>().expect("a text").clone()
}

fn of(make: fn() -> Result<Migrator>) -> HistoryOptions {
    HistoryOptions::new("tested").migrations(make)
}

fn everywhere() -> Vec<Dialect> {
    let has = |variable: &str| std::env::var(variable).is_ok_and(|url| !url.is_empty());
    let mut dialects = vec![Sqlite];
    dialects.extend(has("MIGRATORY_TEST_POSTGRES_URL").then_some(Postgres));
    dialects.extend(has("MIGRATORY_TEST_MYSQL_URL").then_some(Mysql));
    dialects
}

#[test]
fn a_migration_goes_up_down_and_up_again() {
    for dialect in everywhere() {
        leads_back(&of(careless).on(dialect), "20260101000000000_create_blog");
    }
}

#[test]
fn one_that_does_not_lead_back_is_told_with_what_stays() {
    for dialect in everywhere() {
        let options = of(careless).on(dialect);
        let said = failure(move || leads_back(&options, "20260103000000000_careless"));
        for part in ["20260103000000000_careless", "teaser", "write a `down`"] {
            assert!(said.contains(part), "{dialect:?}: {said}");
        }
    }
}

#[test]
fn a_history_that_does_not_replay_is_told_at_the_line_of_the_user() {
    replays(&of(careless));
    let said = failure(|| replays(&of(astray)));
    for part in ["there is no table \"comments\"", "testing/history.rs:"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_migration_without_a_test_and_a_file_without_a_migration_are_named() {
    let [blog, other] = [
        "20260101000000000_create_blog",
        "20260103000000000_careless",
    ];
    every_migration_has_a_test(&of(careless), &[blog, other]);
    let said = failure(move || every_migration_has_a_test(&of(careless), &[blog]));
    assert!(
        said.contains(other) && said.contains("names = [\"...\"]"),
        "{said}"
    );
    let said = failure(move || {
        every_migration_has_a_test(&of(careless), &[blog, other, "20260199_left_out"])
    });
    assert!(
        said.contains("20260199_left_out") && said.contains("`mod` line"),
        "{said}"
    );
}
