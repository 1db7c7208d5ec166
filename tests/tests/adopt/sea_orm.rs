//! sea-orm: its migrations are Rust, so they are written anew under the same names.

use migratory::prelude::*;
use migratory::{Adopt, ErrorKind};
use migratory_tests::throwaway::Server;

use crate::place::{Place, names};
use crate::tools;

/// A module for each, as in a project; the names are those of sea-orm's files.
macro_rules! creates {
    ($($module:ident => $table:literal),* $(,)?) => {
        $(
            mod $module {
                use migratory::prelude::*;

                pub struct Create;

                #[migration]
                impl Migration for Create {
                    fn up(&self, schema: &mut Schema) {
                        schema.create_table($table, |t| {
                            t.id();
                            t.string("name", 200);
                        });
                    }
                }
            }
        )*
    };
}

creates! {
    m20220101_000001_create_users => "users",
    m20220115_000001_create_posts => "posts",
    m20260102103000_create_notes => "notes",
}

const APPLIED: [&str; 2] = [
    "m20220101_000001_create_users",
    "m20220115_000001_create_posts",
];
const THEIRS: [&str; 2] = [
    "20220101_000001_create_users",
    "20220115_000001_create_posts",
];
const NEW: &str = "20260102103000_create_notes";

fn all() -> Migrator {
    Migrator::new()
        .add(m20220101_000001_create_users::Create)
        .add(m20220115_000001_create_posts::Create)
        .add(m20260102103000_create_notes::Create)
}

#[tokio::test]
async fn what_sea_orm_has_applied_is_taken_over_by_its_names() {
    for server in Server::all() {
        let mut place = Place::on(&server).await;
        tools::must("sea-orm", place.url(), &APPLIED);
        place
            .execute(
                "UPDATE seaql_migrations SET applied_at = 1767323045 WHERE version LIKE '%users'",
            )
            .await;
        let migrator = all();
        let refused = migrator.migrate(&place.database).await.unwrap_err();
        assert!(
            refused.message().contains("by sea-orm (2 migrations)"),
            "{refused}"
        );
        let adopted = place.adopt(&migrator).await;
        assert_eq!(names(&adopted.marked), THEIRS);
        assert_eq!(names(&adopted.pending), [NEW]);
        let (at, by) = place.applied(&migrator, THEIRS[0]).await;
        assert_eq!(
            (at.as_str(), by.as_str()),
            ("2026-01-02 03:04:05", "sea-orm")
        );
        assert_eq!(names(&place.adopt(&migrator).await.already), THEIRS);
        assert_eq!(place.migrate(&migrator).await, [NEW]);
        let undone = migrator.reset(&place.database).await.unwrap();
        assert_eq!(undone.names(), [NEW, THEIRS[1], THEIRS[0]]);
        assert!(!place.has("users").await);
        assert_eq!(place.count("seaql_migrations").await, 2);
    }
}

#[tokio::test]
async fn what_is_not_written_yet_is_listed() {
    for server in Server::all() {
        let mut place = Place::on(&server).await;
        tools::must("sea-orm", place.url(), &APPLIED);
        let migrator = Migrator::new().add(m20220101_000001_create_users::Create);
        let error = place.refuses(&migrator, &Adopt::new()).await;
        assert_eq!(error.kind(), ErrorKind::Ledger);
        assert_eq!(error.details(), ["m20220115_000001_create_posts"]);
    }
}
