//! A plain connection of its own to a test's database.

use std::cell::RefCell;

use migration_core::dialect::{Dialect, Target};
use migratory_tests::suite::Session;

use crate::world::World;

pub struct Look(RefCell<Session>);

impl Look {
    pub fn at(world: &World) -> Self {
        let target = match world.dialect() {
            Dialect::Sqlite => Target::sqlite(),
            Dialect::Postgres => Target::postgres(),
            Dialect::Mysql => Target::mariadb(),
        };
        Self(RefCell::new(Session::open(world.url(), target)))
    }

    /// Runs SQL that the database must take.
    #[track_caller]
    pub fn sql(&self, sql: &str) {
        let ran = self.0.borrow_mut().attempt(sql);
        assert!(ran.is_ok(), "`{sql}` failed: {ran:?}");
    }
}
