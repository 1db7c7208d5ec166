//! Values that leave an enum type while rows hold them.

use migratory::ErrorKind;

use crate::world::{Step, World, migrator, step};

on_each_database!(
    an_added_value_that_no_row_holds_goes_again,
    an_added_value_that_a_row_holds_stays_with_the_row,
    a_dropped_value_that_a_row_holds_stays_with_the_row,
);

fn days() -> Step {
    step("1_days", |schema| {
        schema.create_type("mood", ["good", "bad"]);
        schema.create_table("days", |t| {
            t.id();
            t.enumeration("mood", "mood");
        });
    })
}

fn worse() -> Step {
    step("2_worse", |schema| {
        schema.add_type_value("mood", "worse").before("bad");
    })
}

fn an_added_value_that_no_row_holds_goes_again(world: &World) {
    let all = migrator(&[days(), worse()]);
    world.migrate(&migrator(&[days()]));
    let before = world.snapshot();
    world.migrate(&all);
    world.sql("INSERT INTO days (mood) VALUES ('good')");
    world.rollback(&all);
    world.refuses("INSERT INTO days (mood) VALUES ('worse')");
    assert_eq!(world.value("SELECT mood FROM days"), "good");
    world.sql("DELETE FROM days");
    world.snapshot().assert_same_schema(&before, "rolled back");
}

fn an_added_value_that_a_row_holds_stays_with_the_row(world: &World) {
    let all = migrator(&[days(), worse()]);
    world.migrate(&migrator(&[days()]));
    world.migrate(&all);
    world.sql("INSERT INTO days (mood) VALUES ('worse'), ('bad')");
    let before = world.snapshot();
    let error = world.rollback_fails(&all);
    assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
    assert!(
        error
            .to_string()
            .contains("drop value \"worse\" of type \"mood\""),
        "{error}"
    );
    assert_eq!(world.snapshot(), before);
    // The rows are put right, and it goes.
    world.sql("UPDATE days SET mood = 'bad' WHERE mood = 'worse'");
    world.rollback(&all);
    world.refuses("INSERT INTO days (mood) VALUES ('worse')");
}

fn a_dropped_value_that_a_row_holds_stays_with_the_row(world: &World) {
    let drop = step("2_drop", |schema| {
        schema.drop_type_value("mood", "bad");
    });
    world.migrate(&migrator(&[days()]));
    world.sql("INSERT INTO days (mood) VALUES ('bad'), ('good')");
    let all = migrator(&[days(), drop]);
    let before = world.snapshot();
    let error = world.migrate_fails(&all);
    assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
    assert!(
        error
            .to_string()
            .contains("drop value \"bad\" of type \"mood\""),
        "{error}"
    );
    assert!(error.to_string().contains("enum_values.rs:"), "{error}");
    assert_eq!(world.snapshot(), before);
    world.sql("DELETE FROM days WHERE mood = 'bad'");
    world.migrate(&all);
    assert_eq!(world.applied(), ["1_days", "2_drop"]);
}
