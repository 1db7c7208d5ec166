//! `#[migration]` and `#[async_trait]` on one `impl`, in either order.
//!
//! With a stand-in for the runtime's trait: what is seen here is only what the macro makes of the `impl`.

mod stand_in {
    use migratory::prelude::async_trait;

    #[async_trait]
    pub trait DataMigration: Send + Sync + 'static {
        async fn up(&self, reached: &mut Vec<String>) -> Result<(), String>;

        fn meta(&self) -> __private::Meta;
    }

    pub mod __private {
        pub use migratory::__private::{Location, Meta, inventory, is_module_name};

        use super::DataMigration;

        pub struct Registration {
            pub meta: Meta,
            pub body: fn() -> Box<dyn DataMigration>,
        }

        inventory::collect!(Registration);

        pub fn data_body(migration: impl DataMigration) -> Box<dyn DataMigration> {
            Box::new(migration)
        }
    }
}

mod m20260101_async_trait_below {
    use super::stand_in::DataMigration;
    use migratory::prelude::*;

    pub struct Below;

    #[migration(crate = "crate::stand_in")]
    #[async_trait]
    impl DataMigration for Below {
        async fn up(&self, reached: &mut Vec<String>) -> Result<(), String> {
            std::future::ready(()).await;
            reached.push("below".to_owned());
            Ok(())
        }
    }
}

mod m20260102_async_trait_above {
    use super::stand_in::DataMigration;
    use migratory::prelude::*;

    pub struct Above;

    #[async_trait]
    #[migration(crate = "crate::stand_in")]
    impl DataMigration for Above {
        async fn up(&self, reached: &mut Vec<String>) -> Result<(), String> {
            std::future::ready(()).await;
            reached.push("above".to_owned());
            Ok(())
        }
    }
}

use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use stand_in::__private::{Registration, inventory};
use stand_in::DataMigration as _;

fn registered() -> BTreeMap<&'static str, &'static Registration> {
    inventory::iter::<Registration>()
        .map(|it| (it.meta.module, it))
        .collect()
}

#[test]
fn both_are_registered_under_their_modules() {
    let names: Vec<_> = registered().into_keys().collect();
    assert_eq!(
        names,
        [
            "migration_macro_data::m20260101_async_trait_below",
            "migration_macro_data::m20260102_async_trait_above",
        ]
    );
}

#[test]
fn what_is_registered_runs_the_users_code() {
    let mut reached = Vec::new();
    for registration in registered().into_values() {
        let migration = (registration.body)();
        // Nothing in them waits.
        let outcome =
            pin!(migration.up(&mut reached)).poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(outcome, Poll::Ready(Ok(())));
    }
    assert_eq!(reached, ["below", "above"]);
}

#[test]
fn the_place_is_that_of_the_type_in_the_users_impl() {
    let source = include_str!("migration_macro_data.rs");
    for registration in registered().into_values() {
        let at = registration.meta.at.expect("the macro tells the place");
        let line = source
            .lines()
            .nth(at.line as usize - 1)
            .expect("a line of this file");
        let found = &line[at.column as usize - 1..];
        assert!(["Below {", "Above {"].contains(&found), "{at}: {line}");
    }
}

#[test]
fn the_values_know_what_was_registered() {
    let registered = registered();
    let below = m20260101_async_trait_below::Below.meta();
    let above = m20260102_async_trait_above::Above.meta();
    assert_eq!(registered[below.module].meta, below);
    assert_eq!(registered[above.module].meta, above);
}
