//! Seeders: in which order they run, and when; what is left when one fails; many at once; rows from files.

mod concurrency;
mod content;
mod failures;
mod hostile;
mod ids;
mod order;
mod rows;

use migratory::__private::{After, SeederMeta};
use migratory::prelude::async_trait;
use migratory::{Db, Error, Location, Migrator, Result, Row, SeedReport, SeedRows, Seeder, row};

use crate::world::{Step, World, done, failed, migrator, step};

/// What a seeder of a test does.
#[derive(Clone)]
pub enum Act {
    /// Inserts rows.
    Insert(&'static str, Vec<Row>),
    /// Runs SQL.
    Sql(String),
    /// Creates a table.
    Create(&'static str),
    /// Rows of a file: table, key, file, content.
    File(&'static str, &'static [&'static str], &'static str, String),
    /// Fails.
    Fail(&'static str),
    /// Panics.
    Panic(&'static str),
}

/// A seeder of a test.
#[derive(Clone)]
pub struct Sower {
    meta: SeederMeta,
    acts: Vec<Act>,
    fingerprint: String,
}

/// A seeder that notes that it ran, in the table `log`, and does more.
#[track_caller]
pub fn sower(name: &'static str, acts: &[Act]) -> Sower {
    let log = Act::Insert("log", vec![row! { "who" => name }]);
    Sower {
        meta: SeederMeta {
            at: Some(Location::caller()),
            ..SeederMeta::of_type(name)
        },
        acts: std::iter::once(log).chain(acts.iter().cloned()).collect(),
        fingerprint: String::new(),
    }
}

impl Sower {
    #[track_caller]
    pub fn after(mut self, names: &[&'static str]) -> Self {
        let at = Location::caller();
        let after = names.iter().map(|name| After { name, at });
        self.meta.after = after.collect::<Vec<_>>().leak();
        self
    }

    pub fn only_for(mut self, environments: &[&'static str]) -> Self {
        self.meta.environments = environments.to_vec().leak();
        self
    }

    pub fn content(mut self, fingerprint: &str) -> Self {
        self.fingerprint = fingerprint.to_owned();
        self
    }
}

#[async_trait]
impl Seeder for Sower {
    async fn run(&self, db: &mut Db<'_>) -> Result<()> {
        for act in &self.acts {
            match act {
                Act::Insert(table, rows) => drop(db.insert_many(*table, rows.clone()).await?),
                Act::Sql(sql) => drop(db.execute(sql).await?),
                Act::Create(table) => {
                    db.schema().create_table(*table, |t| {
                        t.id();
                    });
                }
                Act::File(table, key, file, content) => {
                    let content = content.clone().into_bytes();
                    let rows = SeedRows::new(*table, key.iter().copied(), *file, content);
                    rows.apply(db).await?;
                }
                Act::Fail(message) => return Err(Error::custom(*message)),
                Act::Panic(message) => panic!("{message}"),
            }
        }
        Ok(())
    }

    fn fingerprint(&self) -> String {
        self.fingerprint.clone()
    }

    fn meta(&self) -> SeederMeta {
        self.meta
    }
}

/// The migration of all these tests.
#[track_caller]
pub fn create_log() -> Step {
    step("1_log", |schema| {
        schema.create_table("log", |t| {
            t.id();
            t.string("who", 300);
        });
        schema.create_table("things", |t| {
            t.id();
            t.string("name", 300).unique();
        });
    })
}

/// A migrator of that and more migrations, and of seeders, for the environment `test`.
#[track_caller]
pub fn garden(steps: &[Step], sowers: &[Sower]) -> Migrator {
    let steps: Vec<Step> = std::iter::once(create_log())
        .chain(steps.iter().cloned())
        .collect();
    (sowers.iter().cloned())
        .fold(migrator(&steps), Migrator::add_seeder)
        .environment("test")
}

impl World {
    #[track_caller]
    pub fn seed(&self, migrator: &Migrator) -> SeedReport {
        done(self.block(migrator.seed(&self.database)))
    }

    #[track_caller]
    pub fn seed_fails(&self, migrator: &Migrator) -> Error {
        failed(self.block(migrator.seed(&self.database)))
    }

    /// Migrates, which leaves nothing pending, and seeds.
    #[track_caller]
    pub fn migrate_and_seed(&self, migrator: &Migrator) -> SeedReport {
        self.migrate(migrator);
        self.seed(migrator)
    }

    /// The seeders that ran, in order, as they noted it themselves.
    #[track_caller]
    pub fn log(&self) -> Vec<String> {
        self.column("SELECT who FROM log ORDER BY id")
    }

    /// The names of the things.
    #[track_caller]
    pub fn things(&self) -> Vec<String> {
        self.column("SELECT name FROM things ORDER BY id")
    }

    /// The one column of a query.
    #[track_caller]
    pub fn column(&self, sql: &str) -> Vec<String> {
        let rows = self.rows(sql);
        let text =
            |mut row: Vec<Option<String>>| row.remove(0).unwrap_or_else(|| "NULL".to_owned());
        rows.into_iter().map(text).collect()
    }
}
