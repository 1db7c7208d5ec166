use std::sync::Arc;

use migratory::{Database, Migrator};
use tokio::runtime::Runtime;

use super::{Done, Tool, locked};
use crate::{Result, history};

/// `Migrator` with a `Database`, as the command line uses them.
pub struct Migratory {
    migrator: Migrator,
    runtime: Arc<Runtime>,
}

impl Migratory {
    pub fn new(count: usize, runtime: Arc<Runtime>) -> Self {
        Self {
            migrator: history::migrator(count),
            runtime,
        }
    }
}

impl Tool for Migratory {
    fn name(&self) -> &'static str {
        "migratory"
    }

    fn version(&self) -> Result<String> {
        locked("migratory")
    }

    fn migrate(&self, url: &str) -> Result<Done> {
        self.runtime.block_on(async {
            let database = Database::connect(url).await?;
            self.migrator.migrate(&database).await?;
            Ok(Done::Yes)
        })
    }

    fn status(&self, url: &str) -> Result<Done> {
        self.runtime.block_on(async {
            let database = Database::connect(url).await?;
            self.migrator.status(&database).await?;
            Ok(Done::Yes)
        })
    }

    fn rollback_all(&self, url: &str) -> Result<Done> {
        self.runtime.block_on(async {
            let database = Database::connect(url).await?;
            self.migrator.reset(&database).await?;
            Ok(Done::Yes)
        })
    }
}
