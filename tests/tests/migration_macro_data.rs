//! `#[migration]` and `#[async_trait]` on one `impl` of `DataMigration`, in either order.

mod m20260101_async_trait_below {
    use migratory::prelude::*;

    pub struct Below;

    #[migration]
    #[async_trait]
    impl DataMigration for Below {
        async fn up(&self, db: &mut Db<'_>) -> Result<()> {
            db.schema().create_table("below", |t| {
                t.id();
            });
            Ok(())
        }

        async fn down(&self, db: &mut Db<'_>) -> Result<()> {
            db.schema().drop_table("below");
            Ok(())
        }

        fn effect(&self, schema: &mut Schema) {
            schema.create_table("below", |t| {
                t.id();
            });
        }
    }
}

mod m20260102_async_trait_above {
    use migratory::prelude::*;

    pub struct Above;

    #[async_trait]
    #[migration]
    impl DataMigration for Above {
        async fn up(&self, db: &mut Db<'_>) -> Result<()> {
            db.insert_many("below", [row! { "id" => 7 }]).await?;
            Ok(())
        }
    }
}

use migratory::ErrorKind;
use migratory::core::registry::Registration;
use migratory::prelude::*;

#[tokio::test]
async fn both_are_registered_under_their_modules_and_run() {
    let database = Database::connect("sqlite::memory:")
        .await
        .expect("it opens");
    let report = Migrator::registered()
        .expect("two")
        .migrate(&database)
        .await
        .expect("they run");
    assert_eq!(
        report.names(),
        ["20260101_async_trait_below", "20260102_async_trait_above"]
    );
    let rows = database
        .query("SELECT id FROM below")
        .await
        .expect("the table is there");
    assert_eq!(rows[0].get::<i64>("id").expect("an integer"), 7);
}

#[tokio::test]
async fn the_macro_knows_which_of_them_can_be_rolled_back() {
    assert!(m20260101_async_trait_below::Below.has_down());
    assert!(!m20260102_async_trait_above::Above.has_down());
    let database = Database::connect("sqlite::memory:")
        .await
        .expect("it opens");
    let migrator = Migrator::new().add_data(m20260101_async_trait_below::Below);
    migrator.migrate(&database).await.expect("it runs");
    let both = Migrator::registered().expect("two");
    both.migrate(&database).await.expect("the second runs");
    let refused = both
        .rollback(&database)
        .await
        .expect_err("the second has no way back");
    assert_eq!(refused.kind(), ErrorKind::Refused);
    assert!(
        refused.to_string().contains("20260102_async_trait_above"),
        "{refused}"
    );
    let rows = database
        .query("SELECT id FROM below")
        .await
        .expect("nothing was undone");
    assert_eq!(rows.len(), 1);
}

#[test]
fn the_place_is_that_of_the_type_in_the_users_impl() {
    let source = include_str!("migration_macro_data.rs");
    let registrations: Vec<_> = migratory::__private::inventory::iter::<Registration>().collect();
    assert_eq!(registrations.len(), 2);
    for registration in registrations {
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
    let below = m20260101_async_trait_below::Below.meta();
    assert_eq!(
        below.module,
        "migration_macro_data::m20260101_async_trait_below"
    );
}
