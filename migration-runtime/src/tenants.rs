//! The same migrations for many tenants: a schema each (PostgreSQL), or a database each.
//!
//! Each tenant is a run of its own, with its own ledger, lock and transactions, so that a run over all of them can be
//! stopped anywhere and run again: it passes over those that are done.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt as _, stream};

use crate::database::Database;
use crate::error::{Error, Result};
use crate::migrator::Migrator;
use crate::report::Report;

/// How many tenants are migrated at the same time unless said.
const AT_ONCE: usize = 8;

/// Tenants, and how to go through them.
///
/// ```no_run
/// # use migration_runtime::{Database, Migrator, Tenants};
/// # async fn example(migrator: Migrator) -> migration_runtime::Result<()> {
/// let database = Database::connect("postgres://app@localhost/shop").await?;
/// let tenants = Tenants::schemas(&database, ["acme", "globex"]).canary(1).stop_after(10);
/// let report = migrator.migrate_tenants(&tenants).await;
/// for tenant in report.failed() {
///     eprintln!("{}: {}", tenant.name, tenant.error().map_or(String::new(), ToString::to_string));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Tenants {
    tenants: Vec<(String, Database)>,
    at_once: usize,
    canary: usize,
    stop_after: Option<usize>,
}

impl Tenants {
    /// A schema of one database for each (PostgreSQL), or a database of one server (MySQL, MariaDB). They must be there.
    pub fn schemas<T: Into<String>>(
        database: &Database,
        names: impl IntoIterator<Item = T>,
    ) -> Self {
        let of = |name: T| {
            let name = name.into();
            let place = database.in_schema(&name);
            (name, place)
        };
        Self::of(names.into_iter().map(of))
    }

    /// A database for each, and what it is called in reports.
    pub fn of(tenants: impl IntoIterator<Item = (String, Database)>) -> Self {
        Self {
            tenants: tenants.into_iter().collect(),
            at_once: AT_ONCE,
            canary: 0,
            stop_after: None,
        }
    }

    /// How many are migrated at the same time, each on a connection of its own; 8 unless said.
    #[must_use]
    pub fn at_once(mut self, at_once: usize) -> Self {
        self.at_once = at_once.max(1);
        self
    }

    /// The first so many go before all others, which are left alone if one of them fails.
    #[must_use]
    pub fn canary(mut self, canary: usize) -> Self {
        self.canary = canary;
        self
    }

    /// No other tenant is begun after so many have failed; all are tried unless said.
    #[must_use]
    pub fn stop_after(mut self, failures: usize) -> Self {
        self.stop_after = Some(failures);
        self
    }
}

/// What became of the tenants, in their order.
#[derive(Debug)]
#[non_exhaustive]
pub struct TenantsReport {
    /// Each of them.
    pub tenants: Vec<Tenant>,
}

/// What became of a tenant.
#[derive(Debug)]
#[non_exhaustive]
pub struct Tenant {
    /// What it is called.
    pub name: String,
    /// What was done; none if it was not begun, since others had failed.
    pub outcome: Option<Result<Report>>,
}

impl Tenant {
    /// Why it failed, if it did.
    pub fn error(&self) -> Option<&Error> {
        self.outcome.as_ref()?.as_ref().err()
    }
}

impl TenantsReport {
    /// Those that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Tenant> {
        (self.tenants.iter()).filter(|tenant| tenant.error().is_some())
    }

    /// Those that were not begun.
    pub fn not_begun(&self) -> impl Iterator<Item = &Tenant> {
        (self.tenants.iter()).filter(|tenant| tenant.outcome.is_none())
    }

    /// Whether all of them are as the code says.
    pub fn is_done(&self) -> bool {
        let is_done = |tenant: &Tenant| matches!(tenant.outcome, Some(Ok(_)));
        self.tenants.iter().all(is_done)
    }
}

impl Migrator {
    /// Applies all that is pending to each tenant. A tenant that fails keeps nobody else from being migrated, unless
    /// [`canary`](Tenants::canary) or [`stop_after`](Tenants::stop_after) say so; run again, those that are done are passed
    /// over.
    pub async fn migrate_tenants(&self, tenants: &Tenants) -> TenantsReport {
        let failures = AtomicUsize::new(0);
        let (canary, rest) = tenants
            .tenants
            .split_at(tenants.canary.min(tenants.tenants.len()));
        let mut done = self.migrate_each(canary, tenants, &failures).await;
        match failures.load(Ordering::SeqCst) {
            0 => done.extend(self.migrate_each(rest, tenants, &failures).await),
            _ => done.extend(rest.iter().map(|(name, _)| Tenant {
                name: name.clone(),
                outcome: None,
            })),
        }
        TenantsReport { tenants: done }
    }

    async fn migrate_each(
        &self,
        some: &[(String, Database)],
        tenants: &Tenants,
        failures: &AtomicUsize,
    ) -> Vec<Tenant> {
        let one = |(name, database): &(String, Database)| {
            let (name, database) = (name.clone(), database.clone());
            async move {
                let failed = failures.load(Ordering::SeqCst);
                if tenants.stop_after.is_some_and(|most| failed >= most) {
                    return Tenant {
                        name,
                        outcome: None,
                    };
                }
                let outcome = self.migrate(&database).await;
                if outcome.is_err() {
                    failures.fetch_add(1, Ordering::SeqCst);
                }
                Tenant {
                    name,
                    outcome: Some(outcome),
                }
            }
        };
        let runs: Vec<_> = some.iter().map(one).collect();
        stream::iter(runs).buffered(tenants.at_once).collect().await
    }
}
