//! What `#[seeder]` registers, and that it leaves the item as it is.

mod seeds {
    use migratory::prelude::*;

    pub struct Base;

    #[seeder]
    #[async_trait]
    impl Seeder for Base {
        async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
            Ok(())
        }
    }

    pub mod units {
        pub struct Elsewhere;
        pub struct FromAMacro;
        pub struct r#Raw;
    }

    #[rustfmt::skip]
    #[seeder(
        crate = "::migratory",
        name = "by_path",
        version = 7,
        environments = ["development", "test",],
        after = [Base,
            "Countries", units::r#Raw],
    )]
    #[async_trait]
    impl Seeder for units::Elsewhere {
        async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
            let _ = (include_str!("../seeds/plans.json"), include_bytes!("../seeds/countries.csv"));
            Ok(())
        }

        fn fingerprint(&self) -> String {
            "own".to_owned()
        }
    }

    #[seeder(version = "b")]
    #[async_trait]
    impl Seeder for units::Raw {
        /// Documented.
        async fn run(
            &self,
            _db: &mut Db<'_>, // formatted otherwise than Base
        ) -> Result<()> {
            Ok(())
        }
    }

    #[seeder(name = "configured_away")]
    #[cfg(not(test))]
    #[async_trait]
    impl Seeder for units::FromAMacro {
        async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
            Ok(())
        }
    }

    macro_rules! seeder_of {
        ($unit:ty, $says:expr) => {
            #[seeder]
            #[async_trait]
            impl Seeder for $unit {
                async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
                    let _ = $says;
                    Ok(())
                }
            }
        };
    }
    seeder_of!(units::FromAMacro, "once");

    #[seeder(file = "seeds/countries.csv", table = ("a", "b"), key = ["code", "eu"])]
    #[derive(Debug)]
    pub struct Countries;

    #[seeder(file = "seeds/plans.json", table = "plans", key = ["id"], after = [Countries])]
    pub(crate) struct Plans;

    #[seeder(file = "seeds/plans.json", table = "plans", key = ["id"])]
    #[cfg(not(test))]
    pub struct Gone;
}

use std::collections::BTreeMap;

use migratory::__private::{NamedSeeder, SeederMeta, SeederRegistration, inventory};
use migratory::Seeder as _;

fn registered() -> BTreeMap<&'static str, SeederMeta> {
    inventory::iter::<SeederRegistration>()
        .map(|registration| (registration.0)().meta())
        .map(|meta| (meta.name, meta))
        .collect()
}

#[test]
fn each_seeder_is_registered_by_its_types_name_or_its_own() {
    let names: Vec<&str> = registered().into_keys().collect();
    assert_eq!(
        names,
        ["Base", "Countries", "FromAMacro", "Plans", "Raw", "by_path"]
    );
    assert_eq!(seeds::units::Elsewhere::NAME, "by_path");
    assert_eq!(format!("{:?}", seeds::Countries), "Countries");
    assert_eq!(seeds::Plans.meta().name, "Plans");
}

#[test]
fn the_options_are_registered() {
    let meta = registered()["by_path"];
    assert_eq!(meta.environments, ["development", "test"]);
    assert_eq!(meta.version, Some("7"));
    let after: Vec<&str> = meta.after.iter().map(|after| after.name).collect();
    assert_eq!(after, ["Base", "Countries", "Raw"]);
    let base = registered()["Base"];
    assert_eq!(
        (base.environments, base.after, base.version),
        (&[][..], &[][..], None)
    );
    assert_eq!(registered()["Plans"].after[0].name, "Countries");
}

/// The line of this file that begins so.
fn line(begin: &str) -> u32 {
    let found = include_str!("seeder_macro.rs")
        .lines()
        .position(|line| line.trim_start().starts_with(begin));
    found.map_or(0, |at| at as u32 + 1)
}

#[test]
fn places_are_those_of_the_user_s_tokens() {
    let meta = registered()["by_path"];
    let at = meta.at.unwrap();
    assert!(at.file.ends_with("tests/seeder_macro.rs"), "{at}");
    assert_eq!(
        (at.line, at.column),
        (line("impl Seeder for units::Elsewhere"), 21)
    );
    let places: Vec<(u32, u32)> = (meta.after.iter())
        .map(|after| (after.at.line, after.at.column))
        .collect();
    let first = line("after = [Base,");
    assert_eq!(places, [(first, 18), (first + 1, 13), (first + 1, 26)]);
    let rows = registered()["Countries"].at.unwrap();
    assert_eq!(rows.line, line("pub struct Countries;"));
}

#[test]
fn the_content_is_the_code_and_its_files() {
    let all = registered();
    assert_eq!(
        all["Base"].content, all["Raw"].content,
        "formatting and comments do not count"
    );
    assert_ne!(all["Base"].content, all["by_path"].content);
    assert_ne!(all["Base"].content, all["FromAMacro"].content);
    assert_eq!(seeds::units::Elsewhere.fingerprint(), "own");
    let (json, csv) = (
        include_bytes!("../seeds/plans.json"),
        include_bytes!("../seeds/countries.csv"),
    );
    assert_eq!(all["by_path"].files, [&json[..], &csv[..]]);
    assert_eq!(all["Countries"].files, [&csv[..]]);
    assert!(all["Base"].files.is_empty());
}
