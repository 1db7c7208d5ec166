use diesel::{Connection, PgConnection};
use diesel_migrations::{
    EmbeddedMigration, EmbeddedMigrations, EmbeddedName, MigrationHarness, TomlMetadataWrapper,
};

use super::{Done, Tool, locked};
use crate::Result;
use crate::history::Sql;

/// `MigrationHarness` with what `embed_migrations!` would have made of a folder.
pub struct Diesel {
    migrations: &'static [EmbeddedMigration],
}

impl Diesel {
    pub fn new(history: &[Sql]) -> Self {
        let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
        let migrations = history.iter().map(|sql| {
            EmbeddedMigration::new(
                leak(sql.up.clone()),
                Some(leak(sql.down.clone())),
                EmbeddedName::new(leak(sql.name())),
                TomlMetadataWrapper::new(true),
            )
        });
        Self {
            migrations: Box::leak(migrations.collect()),
        }
    }

    fn source(&self) -> EmbeddedMigrations {
        EmbeddedMigrations::new(self.migrations)
    }
}

impl Tool for Diesel {
    fn name(&self) -> &'static str {
        "diesel_migrations"
    }

    fn version(&self) -> Result<String> {
        locked("diesel_migrations")
    }

    fn migrate(&self, url: &str) -> Result<Done> {
        PgConnection::establish(url)?.run_pending_migrations(self.source())?;
        Ok(Done::Yes)
    }

    fn status(&self, url: &str) -> Result<Done> {
        // What `diesel migration list` asks for.
        PgConnection::establish(url)?.applied_migrations()?;
        Ok(Done::Yes)
    }

    fn rollback_all(&self, url: &str) -> Result<Done> {
        PgConnection::establish(url)?.revert_all_migrations(self.source())?;
        Ok(Done::Yes)
    }
}
