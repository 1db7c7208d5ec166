//! What is in a test's database before the test: the migrations, the seeds, and what tells them from others.

use std::time::UNIX_EPOCH;

use migration_core::checksum;
use migration_core::dialect::Dialect;
use migration_core::registry::Body;
use migration_core::{Error as CoreError, ErrorKind as CoreErrorKind};

use super::names::PRINT;
use super::options::TestOptions;
use crate::database::Database;
use crate::error::Result;
use crate::hash::Hash;
use crate::migrator::Migrator;

/// The environment that databases of tests are stamped with, and whose seeders run.
pub(super) const ENVIRONMENT: &str = "test";

/// How a template is made.
pub(super) struct Recipe {
    pub(super) migrator: Migrator,
    at: Option<String>,
    seed: bool,
    /// Tells what is made from what others make.
    pub(super) print: String,
    /// The program without which nobody knows whether it has changed: it has migrations that are code.
    pub(super) program: Option<String>,
}

impl Recipe {
    pub(super) fn of(options: &TestOptions, dialect: Dialect) -> Result<Self> {
        let migrator = (options.source.make)()?.environment(ENVIRONMENT);
        let mut hash = Hash::new();
        let mut part = |text: &str| {
            hash.write(&(text.len() as u64).to_le_bytes());
            hash.write(text.as_bytes());
        };
        part(env!("CARGO_PKG_VERSION"));
        part(&format!("{dialect:?}"));
        part(&migrator.ledger_name().to_string());
        part(options.at.as_deref().unwrap_or_default());
        let mut is_code = false;
        for entry in migrator.history()?.entries() {
            part(&entry.label);
            let sum = checksum::of_entry(entry, dialect);
            part(&sum.map_err(|it| CoreError::new(CoreErrorKind::Panic, vec![it]))?);
            is_code |= matches!(entry.body, Body::Data(_));
        }
        if options.seed {
            for (name, fingerprint) in migrator.seed_fingerprints(ENVIRONMENT)? {
                part(&name);
                part(&fingerprint);
            }
        }
        let program = is_code.then(Program::this).flatten();
        if let Some(program) = &program {
            part(&program.build);
        }
        let print = format!("{:016x}", hash.finish())[..PRINT].to_owned();
        Ok(Self {
            migrator,
            at: options.at.clone(),
            seed: options.seed,
            print,
            program: program.map(|program| program.name),
        })
    }

    /// Puts all of it into an empty database.
    pub(super) async fn fill(&self, database: &Database) -> Result<()> {
        match &self.at {
            Some(name) => self.migrator.migrate_to(database, name).await?,
            None => self.migrator.migrate(database).await?,
        };
        if self.seed && self.migrator.has_seeders() {
            self.migrator.seed(database).await?;
        }
        Ok(())
    }
}

/// The running program.
struct Program {
    /// `target/debug/deps/orders`, whichever build of it.
    name: String,
    /// What changes with each build.
    build: String,
}

impl Program {
    fn this() -> Option<Self> {
        let path = std::env::current_exe().ok()?;
        let found = path.metadata().ok()?;
        let modified = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let name = path.display().to_string();
        let name = match name.rsplit_once('-') {
            Some((name, hash)) if hash.len() == 16 => name.to_owned(),
            _ => name,
        };
        Some(Self {
            build: format!("{}/{}", found.len(), modified.as_nanos()),
            name,
        })
    }
}
