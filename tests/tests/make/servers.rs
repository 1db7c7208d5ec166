//! What is made runs on real servers, and is undone again.

use std::sync::Arc;

use migratory::core::Location;
use migratory::core::builder::Schema;
use migratory::core::migration::{Meta, Migration};
use migratory::core::registry::{Body, History};
use migratory::{Database, ErrorKind, Migrator};
use migratory_tests::newsroom;
use migratory_tests::throwaway::Server;

struct Begin;

impl Migration for Begin {
    fn up(&self, schema: &mut Schema) {
        newsroom::begin(schema);
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("20260101090000000_begin"), Location::caller())
    }
}

/// A migration of `golden`, by itself after the beginning.
struct Made(Arc<dyn Migration>);

impl Migration for Made {
    fn up(&self, schema: &mut Schema) {
        self.0.up(schema);
    }

    fn meta(&self) -> Meta {
        self.0.meta()
    }
}

/// Types that an extension brings, and a function that was typed for PostgreSQL: not on every server.
const NOT_EVERYWHERE: [&str; 5] = ["citext", "vector", "geometry", "ltree", "gen_random_uuid"];

#[tokio::test]
async fn what_is_made_runs_and_is_undone() {
    let history = History::registered().expect("they are registered");
    for server in Server::all() {
        let throwaway = server.create("make").await;
        let database = Database::connect(throwaway.url())
            .await
            .expect("it is there");
        let begin = Migrator::new().add(Begin);
        begin.migrate(&database).await.expect("it begins");
        let (mut ran, mut refused) = (0, 0);
        for entry in history.entries() {
            let Body::Pure(migration) = &entry.body else {
                continue;
            };
            let name = &entry.id.name;
            let migrator = Migrator::new().add(Begin).add(Made(migration.clone()));
            match migrator.migrate(&database).await {
                Ok(report) => assert_eq!(report.names(), [name.as_str()], "{server:?}"),
                // What the database cannot do is told before anything runs.
                Err(error) if error.kind() == ErrorKind::Plan => {
                    refused += 1;
                    continue;
                }
                Err(error)
                    if NOT_EVERYWHERE
                        .iter()
                        .any(|name| error.message().contains(name)) =>
                {
                    refused += 1;
                    continue;
                }
                Err(error) => panic!("{name} on {server:?}: {error}"),
            }
            ran += 1;
            match migrator.rollback(&database).await {
                Ok(_) => {}
                // What was dropped with its rows, or is the user's own SQL, has no way back that could be derived.
                Err(error) if error.kind() == ErrorKind::Refused => {
                    migrator.fresh(&database).await.expect("it can be dropped");
                    begin.fresh(&database).await.expect("it begins again");
                }
                Err(error) => panic!("{name} on {server:?}: {error}"),
            }
        }
        assert!(ran > 60, "{server:?}: {ran} ran, {refused} were refused");
    }
}
