//! Whether a connection pooler is between this process and the server.
//!
//! A session of PostgreSQL takes a setting of any name with a dot when it is opened, and still has it later. A pooler that
//! hands sessions out by transaction cannot give it to the session that it happens to use: PgBouncer refuses such a setting
//! (<https://www.pgbouncer.org/config.html#ignore_startup_parameters>), others leave it out. So the setting is asked for
//! when a connection is opened, and looked for with the first thing that is read. It costs a direct connection nothing.

use std::sync::OnceLock;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};

/// The setting, and what it is set to.
const SETTING: (&str, &str) = ("migratory.direct", "yes");

/// An expression that is true in a session that has the setting.
pub(crate) const IS_DIRECT: &str =
    "coalesce(current_setting('migratory.direct', true), '') = 'yes'";

/// What is known so far.
#[derive(Debug, Default)]
pub(crate) struct Pooler(OnceLock<bool>);

impl Pooler {
    pub(super) fn is_there(&self) -> Option<bool> {
        self.0.get().copied()
    }

    /// Takes in whether a session has the setting that it was opened with.
    pub(super) fn learn(&self, is_there: bool) {
        // The first word counts: what was refused once is not sent again, and not there for that reason.
        let _ = self.0.set(is_there);
    }

    /// Connects with the setting, or without when that is refused.
    pub(super) async fn connect(&self, options: &PgConnectOptions) -> sqlx::Result<PgConnection> {
        if self.is_there() == Some(true) {
            return plain(options).connect().await;
        }
        match options.clone().options([SETTING]).connect().await {
            Err(error) if refuses_settings(&error) => {
                let connection = plain(options).connect().await?;
                self.learn(true);
                Ok(connection)
            }
            connected => connected,
        }
    }

    /// Finds out by a connection of its own, for a user's pool, which was not asked to have the setting. Without an answer
    /// (the server may take no more connections) it is not known.
    pub(super) async fn ask(&self, options: &PgConnectOptions) {
        if self.is_there().is_some() {
            return;
        }
        let Ok(mut second) = self.connect(options).await else {
            return;
        };
        let sql = sqlx::AssertSqlSafe(format!("SELECT {IS_DIRECT}"));
        if let Ok(row) = second.fetch_one(sqlx::raw_sql(sql)).await
            && let Ok(is_direct) = row.try_get::<bool, _>(0)
        {
            self.learn(!is_direct);
        }
        // All that it was for is known.
        let _ = second.close().await;
    }
}

/// Without what the driver sets by itself: from version 12 on a server writes floats with all their digits anyway.
fn plain(options: &PgConnectOptions) -> PgConnectOptions {
    options.clone().extra_float_digits(None)
}

/// "unsupported startup parameter: options" (PgBouncer), "... doesn't support command-line options" (RDS Proxy).
fn refuses_settings(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        let message = error.message();
        message.contains("startup parameter") || message.contains("options")
    })
}
