//! Looking for what makes trouble, before it does. Nothing is changed.

mod mysql;
mod postgres;
mod sqlite;

use std::time::{Duration, SystemTime};

use migration_core::dialect::Dialect;

use crate::database::{Access, Connection, Database};
use crate::error::Result;
use crate::ledger::Snapshot;
use crate::ledger::journal::StepState;
use crate::migrator::Migrator;
use crate::report::State;
use crate::run::Run;

/// How far clocks may be apart.
const CLOCKS_APART: Duration = Duration::from_secs(5);

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// What it is about, in one word or two: `rights`.
    pub about: &'static str,
    /// How it is.
    pub health: Health,
    /// What was found.
    pub found: String,
    /// What to do about it.
    pub next: Option<String>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// As it should be.
    Good,
    /// It may make trouble.
    Doubtful,
    /// It makes trouble.
    Bad,
}

impl Check {
    fn good(about: &'static str, found: impl Into<String>) -> Self {
        Self {
            about,
            health: Health::Good,
            found: found.into(),
            next: None,
        }
    }

    fn doubtful(about: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            about,
            health: Health::Doubtful,
            found: found.into(),
            next: Some(next.into()),
        }
    }

    fn bad(about: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            health: Health::Bad,
            ..Self::doubtful(about, found, next)
        }
    }
}

impl Migrator {
    /// Looks at the server, the rights, the ledger, what is half done, who is in the way. Writes nothing.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, or not be read at all.
    pub async fn doctor(&self, database: &Database) -> Result<Vec<Check>> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let checks = run.doctor(database).await;
        run.close().await;
        checks
    }
}

impl Run<'_> {
    async fn doctor(&mut self, database: &Database) -> Result<Vec<Check>> {
        let mut checks = vec![self.clock_check().await?, read_only(self.snapshot())];
        if database.dialect() == Dialect::Postgres {
            checks.push(match database.look_for_a_pooler().await {
                false => Check::good("pooler", "none: the session is the server's own"),
                true => Check::doubtful(
                    "pooler",
                    "a connection pooler is in between: no lock is held, and nothing runs outside of a transaction",
                    "name the server itself in MIGRATORY_DIRECT_URL",
                ),
            });
        }
        checks.push(self.ledger_check());
        checks.push(self.history_check()?);
        checks.push(self.steps_check());
        checks.push(match self.lock_holder(false).await? {
            None => Check::good("lock", "nobody holds it"),
            Some(holder) => Check::doubtful(
                "lock",
                format!("held by {}", holder.holder),
                "if that run is dead: unlock --kill",
            ),
        });
        let place = self.snapshot().ledger.clone();
        let own = match database.dialect() {
            Dialect::Postgres => postgres::checks(self.connection(), &place).await,
            Dialect::Mysql => mysql::checks(self.connection()).await,
            Dialect::Sqlite => sqlite::checks(self.connection()).await,
        };
        checks.extend(own?);
        Ok(checks)
    }

    async fn clock_check(&mut self) -> Result<Check> {
        let sql = match self.snapshot().target.dialect {
            Dialect::Postgres => "SELECT extract(epoch FROM clock_timestamp())::float8 AS now",
            Dialect::Mysql => "SELECT CAST(UNIX_TIMESTAMP(NOW(6)) AS DOUBLE) AS now",
            Dialect::Sqlite => return Ok(Check::good("clock", "the file has none of its own")),
        };
        let rows = self.connection().query(sql, &[]).await?;
        let server: f64 = match rows.first() {
            Some(row) => row.get("now")?,
            None => return Ok(Check::good("clock", "not told")),
        };
        let here = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let apart = here.unwrap_or_default().as_secs_f64() - server;
        Ok(match apart.abs() > CLOCKS_APART.as_secs_f64() {
            false => Check::good("clock", "as the server's"),
            true => Check::doubtful(
                "clock",
                format!("this machine's is {apart:.0} s off the server's"),
                "set the clock: names of new migrations come from this one, times in the ledger from the server's",
            ),
        })
    }

    fn ledger_check(&self) -> Check {
        let snapshot = self.snapshot();
        let name = &snapshot.ledger.name;
        match (snapshot.exists, snapshot.occupied) {
            (true, _) => Check::good(
                "ledger",
                format!("{name} has {} migrations", snapshot.entries.len()),
            ),
            (false, false) => Check::good("ledger", "none, and the database is empty"),
            (false, true) => Check::bad(
                "ledger",
                format!("there are tables, but no ledger {name}"),
                "mark what is there as applied: baseline; or take over another tool's ledger: adopt; or name it: --table NAME",
            ),
        }
    }

    fn history_check(&self) -> Result<Check> {
        let statuses = self.statuses()?;
        let count =
            |is: fn(&State) -> bool| statuses.iter().filter(|status| is(&status.state)).count();
        let pending = count(|state| *state == State::Pending);
        let edited = count(|state| matches!(state, State::Edited(_)));
        let missing = count(|state| matches!(state, State::Missing(_)));
        let renamed = count(|state| matches!(state, State::Renamed(..)));
        let newer = count(|state| matches!(state, State::Unknown(_)));
        let amiss = [
            (edited, "edited since"),
            (missing, "not in the code"),
            (renamed, "renamed"),
        ];
        let amiss = amiss.iter().filter(|(count, _)| *count > 0);
        let amiss: Vec<String> = amiss
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        Ok(match (amiss.as_slice(), newer) {
            ([], 0) => Check::good("history", format!("as the code says; {pending} pending")),
            ([], newer) => Check::doubtful(
                "history",
                format!("{newer} applied by newer code"),
                "bring this program up to date",
            ),
            (amiss, _) => Check::bad(
                "history",
                amiss.join(", "),
                "look at `status`; `repair` accepts what is as it should be",
            ),
        })
    }

    fn steps_check(&self) -> Check {
        let open = self.snapshot().open();
        let Some(first) = open.first() else {
            return Check::good("half-done", "nothing");
        };
        let found = format!(
            "{}: step {} {}",
            first.migration,
            first.row.step,
            match first.row.state {
                StepState::Intent => "was begun",
                StepState::Running => "is a backfill on its way",
                StepState::Paused => "is a backfill that is paused",
                StepState::Done | StepState::Recorded => "is done, the next is not",
            }
        );
        Check::doubtful(
            "half-done",
            found,
            "run the command again that was broken off; `status` shows all of it",
        )
    }
}

fn read_only(snapshot: &Snapshot) -> Check {
    match &snapshot.read_only {
        None => Check::good("writable", "yes, as far as the server says"),
        Some(why) => Check::bad("writable", why.clone(), "use the URL of the primary"),
    }
}

/// The first column of each row.
async fn texts(connection: &mut Connection, sql: &str) -> Result<Vec<String>> {
    let rows = connection.query(sql, &[]).await?;
    rows.iter().map(|row| Ok(row.at(0)?)).collect()
}
