//! A database for a moment, beside another one: on it the history shows what the server makes of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use migration_core::dialect::Dialect;

use crate::database::{Database, url};
use crate::error::{ErrorKind, Result};
use crate::introspect::{Introspected, Options};
use crate::migrator::Migrator;
use crate::observer::Silent;

/// An empty database on the server of another one. It is dropped by [`remove`](Self::remove), or, when its
/// program was killed before, by the next one that is made there a day later.
pub struct Scratch {
    database: Database,
    /// The URL of it, where the server is to drop it.
    made: Option<String>,
}

impl Scratch {
    /// Makes one: `CREATE DATABASE migratory_scratch_...` on the server of this URL (PostgreSQL, MySQL), a database in memory
    /// (SQLite).
    ///
    /// # Errors
    ///
    /// As of [`Database::connect_or_create`]: the user may not make databases.
    pub async fn beside(url: &str) -> Result<Self> {
        let url = url.trim();
        if url::dialect_of(url)? == Dialect::Sqlite {
            let database = Database::connect("sqlite::memory:").await?;
            return Ok(Self {
                database,
                made: None,
            });
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.unwrap_or_default();
        let name = format!("{PREFIX}{}_{}", std::process::id(), own_micros(now));
        // Its schemas are those of a new database, whatever the sessions of the other one begin in.
        let url = url::without_search_path(&url::with_database(url, &name));
        let made = Database::connect_or_create(&url, Duration::ZERO).await;
        let (database, _) = made.map_err(|error| match error.kind() {
            // A pooler has its own list of databases, and its own word for one that is not on it.
            ErrorKind::Unreachable if error.message().contains("does not exist") => error.help(
                "a scratch database is made on the server itself, past the pooler: --url, or MIGRATORY_DIRECT_URL beside DATABASE_URL",
            ),
            _ => error,
        })?;
        let scratch = Self {
            database,
            made: Some(url),
        };
        scratch.drop_old_ones(now).await;
        Ok(scratch)
    }

    /// Drops the scratch databases of runs that were killed. What cannot be dropped stays: the next one tries again.
    async fn drop_old_ones(&self, now: Duration) {
        let list = match self.database.dialect() {
            Dialect::Postgres => "SELECT datname::text AS name FROM pg_database",
            Dialect::Mysql => "SELECT schema_name AS name FROM information_schema.schemata",
            Dialect::Sqlite => return,
        };
        let rows = self.database.query(list).await.unwrap_or_default();
        for name in rows.iter().filter_map(|row| row.get::<String>("name").ok()) {
            if let Some(url) = self.made.as_deref().filter(|_| is_old(&name, now)) {
                let _ = Database::drop_scratch(&url::with_database(url, &name)).await;
            }
        }
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Drops it.
    ///
    /// # Errors
    ///
    /// The server does not drop it; the message names it.
    pub async fn remove(self) -> Result<()> {
        match self.made {
            Some(url) => Database::drop_scratch(&url).await,
            None => Ok(()),
        }
    }
}

/// What their names begin with; the process and the time, in microseconds, come after it.
const PREFIX: &str = "migratory_scratch_";

/// The time in microseconds, which no other one of this process is given: two threads may ask in the same moment.
fn own_micros(now: Duration) -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = u64::try_from(now.as_micros()).unwrap_or(u64::MAX);
    let own = |last: u64| now.max(last.saturating_add(1));
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(own(last)));
    last.map_or(now, own)
}

/// After which nobody uses one any more.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Whether a database is a scratch database of more than a day ago.
fn is_old(name: &str, now: Duration) -> bool {
    let rest = name.strip_prefix(PREFIX).and_then(|it| it.split_once('_'));
    let made = rest.and_then(|(process, time)| {
        process.parse::<u32>().ok()?;
        time.parse().ok()
    });
    made.is_some_and(|made| Duration::from_micros(made) + A_DAY < now)
}

impl Migrator {
    /// What the history makes of an empty database, as the server shows it: the migrations are run there, all of them, and
    /// what is there then is read.
    ///
    /// # Errors
    ///
    /// As of [`migrate`](Self::migrate), on that database.
    pub async fn schema_on(mut self, scratch: &Scratch, options: &Options) -> Result<Introspected> {
        // Nobody is to think that it is his own database that is migrated.
        self.settings.observer = Arc::new(Silent);
        self.migrate(scratch.database()).await?;
        let options = Options {
            ledger: self.ledger_name(),
            ..options.clone()
        };
        scratch.database().introspect(&options).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_the_same_moment_have_names_of_their_own() {
        let now = Duration::from_secs(1_800_000_000);
        let names: std::collections::BTreeSet<u64> = (0..100).map(|_| own_micros(now)).collect();
        assert_eq!(names.len(), 100);
    }

    #[test]
    fn only_scratch_databases_of_more_than_a_day_ago_are_old() {
        let now = Duration::from_secs(10 * 24 * 60 * 60);
        let old = now - A_DAY - Duration::from_secs(1);
        let new = now - A_DAY + Duration::from_secs(1);
        let name = |made: Duration| format!("{PREFIX}4711_{}", made.as_micros());
        assert!(is_old(&name(old), now));
        for other in [
            name(new),
            name(now + A_DAY),
            PREFIX.to_owned(),
            format!("{PREFIX}of_mine"),
            format!("{PREFIX}1_mine"),
            "shop".to_owned(),
        ] {
            assert!(!is_old(&other, now), "{other}");
        }
    }
}
