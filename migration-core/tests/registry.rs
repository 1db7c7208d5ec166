//! The history: names, duplicates, and no migration at all.

mod common;

use common::{error, history, up};
use migration_core::ErrorKind;
use migration_core::builder::Schema;
use migration_core::migration::{Meta, Migration};
use migration_core::registry::{Body, History};

fn nothing(_: &mut Schema) {}

#[test]
fn migrations_are_sorted_by_name_whatever_the_order_they_came_in() {
    let history = history(vec![
        up("3_c", nothing),
        up("1_a", nothing),
        up("2_b", nothing),
    ]);
    let names: Vec<&str> = history
        .entries()
        .iter()
        .map(|entry| entry.id.name.as_str())
        .collect();
    assert_eq!(names, ["1_a", "2_b", "3_c"]);
    assert!(history.labelled("2_b").is_some() && history.labelled("2_x").is_none());
}

#[test]
fn a_name_that_is_used_twice_names_both_places() {
    let error = error(History::from_bodies([
        up("1_a", nothing),
        up("1_a", nothing),
    ]));
    assert_eq!(error.kind(), ErrorKind::Names);
    let message = &error.problems()[0].message;
    assert!(
        message.starts_with(r#"two migrations are called "1_a": "#),
        "{message}"
    );
    assert_eq!(message.matches("common/mod.rs:").count(), 2, "{message}");
}

#[test]
fn every_malformed_name_is_reported() {
    let error = error(History::from_bodies([
        up("", nothing),
        up("a b", nothing),
        up("a\0", nothing),
    ]));
    let messages: Vec<&str> = error
        .problems()
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            r#""" cannot be the name of a migration"#,
            r#""a b" cannot be the name of a migration"#,
            r#""a\0" cannot be the name of a migration"#
        ]
    );
}

#[test]
fn a_module_that_names_no_migration_says_how_it_must_be_called() {
    struct Nameless;
    impl Migration for Nameless {
        fn up(&self, _: &mut Schema) {}
    }
    let body = Body::Pure(std::sync::Arc::new(Nameless));
    let error = error(History::from_bodies([(Nameless.meta(), body)]));
    assert!(
        error
            .to_string()
            .contains("m20260102103000000_create_posts"),
        "{error}"
    );
}

mod m20260102103000000_create_posts {
    use super::*;

    pub struct CreatePosts;

    impl Migration for CreatePosts {
        fn up(&self, _: &mut Schema) {}
    }
}

#[test]
fn the_module_of_a_type_names_it_without_the_macro() {
    let migration = m20260102103000000_create_posts::CreatePosts;
    let meta: Meta = migration.meta();
    let history = History::from_bodies([(meta, Body::Pure(std::sync::Arc::new(migration)))])
        .expect("it has a name");
    assert_eq!(
        history.entries()[0].id.name,
        "20260102103000000_create_posts"
    );
}

#[test]
fn no_registered_migration_is_an_error_with_the_linker_explanation_and_its_cure() {
    let error = error(History::registered());
    assert_eq!(error.kind(), ErrorKind::NoMigrations);
    let text = error.to_string();
    assert!(
        text.contains("dropped by the linker") && text.contains("use my_migrations as _;"),
        "{text}"
    );
}
