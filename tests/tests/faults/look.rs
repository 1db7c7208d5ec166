//! A plain connection of its own to a test's database.

use std::cell::RefCell;

use migration_core::dialect::{Dialect, Target};
use migratory_tests::suite::Session;

use crate::world::World;

pub struct Look(RefCell<Session>);

impl Look {
    pub fn at(world: &World) -> Self {
        Self::by(world, world.url())
    }

    /// The same, to a database of the same kind by another URL.
    pub fn by(world: &World, url: &str) -> Self {
        let target = match world.dialect() {
            Dialect::Sqlite => Target::sqlite(),
            Dialect::Postgres => Target::postgres(),
            Dialect::Mysql => Target::mariadb(),
        };
        Self(RefCell::new(Session::open(url, target)))
    }

    /// Runs SQL that the database must take.
    #[track_caller]
    pub fn sql(&self, sql: &str) {
        drop(self.value(sql));
    }

    /// The first value of a query, as text.
    #[track_caller]
    pub fn value(&self, sql: &str) -> Option<String> {
        match self.0.borrow_mut().attempt(sql) {
            Ok(mut rows) => rows.first_mut().and_then(|row| row.first_mut()?.take()),
            Err(error) => panic!("`{sql}` failed: {error}"),
        }
    }
}
