//! Names and values that try to be SQL.

use migratory::row;

use super::{Act, garden, sower};
use crate::world::{World, done, step};

on_each_database!(
    names_of_seeders_environments_tables_and_columns_may_be_anything,
    values_of_files_stay_values,
    a_name_that_no_line_can_hold_is_refused,
);

fn names_of_seeders_environments_tables_and_columns_may_be_anything(world: &World) {
    let table = step("2_table", |schema| {
        schema.create_table("a\"b`c'd; -- ü", |t| {
            t.id();
            t.string("k\"e`y'$1", 100).unique();
            t.string("va;l%s ue", 100).optional();
        });
    });
    let csv = "\"k\"\"e`y'$1\",va;l%s ue\nx,1\n";
    let file = Act::File(
        "a\"b`c'd; -- ü",
        &["k\"e`y'$1"],
        "it's; \"a\".csv",
        csv.to_owned(),
    );
    let name = "Robert'); DROP TABLE log; -- \\ 🌱";
    let sowers = [sower(name, std::slice::from_ref(&file)).only_for(&["de'v\\\""])];
    let migrator = |content: &str| {
        let sowers = [sowers[0].clone().content(content)];
        garden(std::slice::from_ref(&table), &sowers).environment("de'v\\\"")
    };
    let report = world.migrate_and_seed(&migrator("1"));
    assert_eq!(report.names(), [name]);
    assert!(world.seed(&migrator("1")).is_empty());
    assert_eq!(world.seed(&migrator("2")).names(), [name]);
    assert_eq!(world.column("SELECT name FROM _seeds"), [name]);
    assert_eq!(world.column("SELECT environment FROM _seeds"), ["de'v\\\""]);
    assert_eq!(world.count("a\"b`c'd; -- ü"), 1);
    let statuses = done(world.block(migrator("2").seed_status(&world.database)));
    assert_eq!(statuses[0].name, name);
}

fn values_of_files_stay_values(world: &World) {
    let values = [
        "'); DROP TABLE things; --",
        "$1 ? ?1 :a @b",
        "\\' \\\\ \\N \\. \\x41",
        "100% {} %s",
        "é 日本 🌱 \u{202e}",
        "a\tb\nc\r\nd",
        "NULL",
        " spaces ",
        "\"quoted\"",
    ];
    let mut csv = "name\n".to_owned();
    for value in values {
        csv += &format!("\"{}\"\n", value.replace('"', "\"\""));
    }
    let acts = [
        Act::File("things", &["name"], "a.csv", csv),
        Act::Insert("log", vec![row! { "who" => "'); --" }]),
    ];
    let migrator = garden(&[], &[sower("A", &acts)]).force_seeds(true);
    world.migrate_and_seed(&migrator);
    world.seed(&migrator);
    assert_eq!(world.things(), values);
}

fn a_name_that_no_line_can_hold_is_refused(world: &World) {
    for name in ["", "a\nb", "a\0b"] {
        let migrator = garden(&[], &[sower(name, &[])]);
        world.migrate(&migrator);
        let error = world.seed_fails(&migrator);
        assert!(
            error.message().contains("cannot be the name of a seeder"),
            "{error}"
        );
        let here = garden(&[], &[sower("A", &[])]).environment(format!("x{name}\u{1}"));
        let error = world.seed_fails(&here);
        assert!(
            error
                .message()
                .contains("cannot be the name of an environment"),
            "{error}"
        );
    }
}
