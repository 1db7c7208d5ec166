//! What makes one plan another.

use super::*;
use migration_core::plan::{PlannedBody, Stage};

fn fingerprint(bodies: Vec<(Meta, Body)>, target: &Target) -> String {
    plan(&history(bodies), target).fingerprint()
}

fn raw(sql: &'static str) -> String {
    let body = up("1_a", move |schema| {
        schema.sql(sql);
    });
    fingerprint(vec![body], &Target::postgres())
}

#[test]
fn the_same_plan_has_the_same_fingerprint_wherever_its_code_stands() {
    for target in [Target::postgres(), Target::mysql(), Target::sqlite()] {
        let once = plan(&everything(), &target).fingerprint();
        assert!(once.starts_with("1:") && once.len() == 34);
        assert_eq!(plan(&everything(), &target).fingerprint(), once);
    }
    let of = |record: fn(&mut Schema)| fingerprint(vec![up("1_a", record)], &Target::postgres());
    let here = of(|schema| drop_table(schema, false));
    let there = of(|schema| {
        schema.drop_table("a").if_exists();
    });
    assert_eq!(here, there);
    assert_ne!(here, of(|schema| drop_table(schema, true)));
}

fn drop_table(schema: &mut Schema, cascade: bool) {
    let drop = schema.drop_table("a").if_exists();
    if cascade {
        drop.cascade();
    }
}

#[test]
fn whatever_runs_otherwise_is_another_plan() {
    let sql = raw("SELECT 1");
    let one = |name, sql: &'static str| {
        up(name, move |schema| {
            schema.sql(sql);
        })
    };
    let mut others = vec![
        sql.clone(),
        // As it is: a plan is not of what is meant.
        raw("SELECT 1 "),
        raw("SELECT  1"),
        fingerprint(vec![one("1_b", "SELECT 1")], &Target::postgres()),
        fingerprint(vec![one("1_a", "SELECT 1")], &Target::mysql()),
        fingerprint(vec![one("1_a", "SELECT 1")], &Target::mariadb()),
        fingerprint(vec![one("1_a", "SELECT 1")], &Target::sqlite()),
        fingerprint(
            vec![one("1_a", "SELECT 1"), one("2_b", "SELECT 1")],
            &Target::postgres(),
        ),
        fingerprint(vec![], &Target::postgres()),
        fingerprint(vec![data("1_a")], &Target::postgres()),
        fingerprint(vec![file("1_a", false, "SELECT 1")], &Target::postgres()),
        fingerprint(vec![file("1_a", false, "SELECT 2")], &Target::postgres()),
        fingerprint(vec![file("1_a", true, "SELECT 1")], &Target::sqlite()),
        fingerprint(vec![file("1_a", false, "SELECT 1")], &Target::sqlite()),
    ];
    let mut unlike = plan(&history(vec![one("1_a", "SELECT 1")]), &Target::postgres());
    unlike.direction = migration_core::plan::Direction::Down;
    others.push(unlike.fingerprint());
    let count = others.len();
    others.sort();
    others.dedup();
    assert_eq!(others.len(), count);
}

#[test]
fn steps_count_and_notices_and_the_way_back_do_not() {
    let steps = |commit: bool| {
        let mut plan = plan(&everything(), &Target::postgres());
        if commit
            && let PlannedBody::Staged(stages) = &mut plan.migrations[0].body
            && let Stage::Step(step) = &mut stages[0]
        {
            step.transactional = false;
        }
        plan.fingerprint()
    };
    assert_ne!(steps(true), steps(false));
    let mut noticed = plan(&everything(), &Target::postgres());
    noticed.notices.push("later".into());
    noticed.migrations[0].down_sql = None;
    assert_eq!(noticed.fingerprint(), steps(false));
}
