//! What `#[migration]` registers, and that it leaves the `impl` as it is.

mod m20260101000000_create_posts {
    use migratory::prelude::*;

    pub struct CreatePosts;

    #[migration]
    impl Migration for CreatePosts {
        fn up(&self, schema: &mut Schema) {
            schema.sql("SELECT 1");
        }
    }
}

mod anything {
    use migratory::prelude::*;

    pub struct Named;

    #[rustfmt::skip]
    #[migration(name = "0001-first.v2",)]
    impl Migration for /* the place that is told is that of the type, */ Named {
        fn up(&self, _schema: &mut Schema) {}
    }

    pub mod units {
        pub struct Elsewhere;
        pub struct FromAMacro;
    }

    #[migration(crate = "::migratory", name = "by_path")]
    impl Migration for units::Elsewhere {
        fn up(&self, _schema: &mut Schema) {}
    }

    #[migration(name = "configured_away")]
    #[cfg(not(test))]
    impl Migration for units::Elsewhere {
        fn up(&self, _schema: &mut Schema) {}
    }

    macro_rules! migration_of {
        ($unit:ty) => {
            #[migration(name = "from_a_macro")]
            impl Migration for $unit {
                fn up(&self, _schema: &mut Schema) {}
            }
        };
    }
    migration_of!(units::FromAMacro);
}

use std::collections::BTreeMap;

use migratory::__private::{Body, Meta, Registration, inventory};
use migratory::prelude::Migration as _;

fn registered() -> BTreeMap<&'static str, &'static Registration> {
    inventory::iter::<Registration>()
        .map(|it| (it.meta.name.unwrap_or(it.meta.module), it))
        .collect()
}

fn meta(name: &str) -> Meta {
    registered()[name].meta
}

#[test]
fn a_migration_is_registered_under_its_module() {
    let meta = meta("migration_macro::m20260101000000_create_posts");
    assert_eq!(meta.name, None);
}

#[test]
fn a_given_name_goes_before_the_module() {
    let meta = meta("0001-first.v2");
    assert_eq!(meta.module, "migration_macro::anything");
}

#[test]
fn the_place_is_that_of_the_type_in_the_impl() {
    let source = include_str!("migration_macro.rs");
    let line = source
        .lines()
        .position(|line| line.contains(", */ Named {"));
    let line = line.expect("the impl is in this file");
    let column = source
        .lines()
        .nth(line)
        .and_then(|text| text.find("Named {"));

    let at = meta("0001-first.v2").at.expect("the macro tells the place");
    assert!(at.file.ends_with("migration_macro.rs"), "{at}");
    assert_eq!(at.line as usize, line + 1);
    assert_eq!(Some(at.column as usize - 1), column);
}

#[test]
fn the_value_knows_what_was_registered() {
    assert_eq!(anything::Named.meta(), meta("0001-first.v2"));
}

#[test]
fn what_is_registered_is_the_users_own_migration() {
    let registration = registered()["migration_macro::m20260101000000_create_posts"];
    match (registration.body)() {
        Body::Pure(migration) => assert_eq!(migration.meta(), registration.meta),
        Body::Data(_) | Body::Sql(_) => panic!("it records operations only"),
    }
}

#[test]
fn all_migrations_are_registered_but_those_that_are_configured_away() {
    let names: Vec<_> = registered().into_keys().collect();
    assert_eq!(
        names,
        [
            "0001-first.v2",
            "by_path",
            "from_a_macro",
            "migration_macro::m20260101000000_create_posts",
        ]
    );
}
