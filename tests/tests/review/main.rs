//! What a reviewer asked of a run: histories that are easy to get wrong, each on the database where it would hurt.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use migration_core::builder::{integer, text};
use migration_core::migration::Meta;
use migration_core::plan::Direction;
use migratory::prelude::Schema;
use migratory::prelude::async_trait;
use migratory::{
    DataMigration, Database, Db, Error, ErrorKind, Location, Migration, Migrator, Observer, Result,
    row,
};
use migratory_tests::throwaway::{Server, Throwaway};

mod concurrency;
mod data;
mod fresh;
mod history;
mod run;
mod state;

type Record = Arc<dyn Fn(&mut Schema) + Send + Sync>;

#[derive(Clone)]
struct Step {
    name: &'static str,
    up: Record,
    down: Option<Record>,
}

impl Migration for Step {
    fn up(&self, schema: &mut Schema) {
        (self.up)(schema);
    }

    fn down(&self, schema: &mut Schema) {
        match &self.down {
            Some(down) => down(schema),
            None => schema.derive_down(),
        }
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some(self.name), Location::caller())
    }
}

fn step(name: &'static str, up: impl Fn(&mut Schema) + Send + Sync + 'static) -> Step {
    Step {
        name,
        up: Arc::new(up),
        down: None,
    }
}

fn raw(name: &'static str, sql: impl Into<String>) -> Step {
    let sql = sql.into();
    step(name, move |schema| {
        schema.sql(sql.clone()).down("");
    })
}

fn users(name: &'static str) -> Step {
    step(name, |schema| {
        schema.create_table("users", |t| {
            t.id();
            t.text("email");
        });
    })
}

fn migrator(steps: &[Step]) -> Migrator {
    steps.iter().cloned().fold(Migrator::new(), Migrator::add)
}

/// A database of a test's own.
struct World {
    database: Database,
    _place: Throwaway,
}

impl World {
    async fn on(server: &Server) -> Self {
        let place = server.create("review").await;
        Self {
            database: Database::connect(place.url()).await.unwrap(),
            _place: place,
        }
    }

    fn db(&self) -> &Database {
        &self.database
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.database.query(sql).await.unwrap();
        rows.iter().map(|row| row.at(0).unwrap()).collect()
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.database.query(&sql).await.unwrap()[0].at(0).unwrap()
    }

    async fn ledger(&self) -> Vec<String> {
        self.texts("SELECT name FROM _migrations ORDER BY id").await
    }

    async fn migrate(&self, steps: &[Step]) {
        migrator(steps).migrate(&self.database).await.unwrap();
    }

    async fn migrate_fails(&self, steps: &[Step]) -> Error {
        migrator(steps).migrate(&self.database).await.unwrap_err()
    }
}

/// Runs a test; on servers that are not there, it is left out, which is said.
fn on<F: Future<Output = ()>>(server: Option<Server>, test: impl FnOnce(World) -> F) {
    let Some(server) = server else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let world = World::on(&server).await;
        test(world).await;
    });
}

fn on_all<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    for server in Server::all() {
        println!("{server:?}");
        on(Some(server), &test);
    }
}
