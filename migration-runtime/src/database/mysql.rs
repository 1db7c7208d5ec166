//! MySQL and MariaDB through sqlx.

mod wire;

use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use migration_core::Value;
use sqlx::mysql::{
    MySql, MySqlConnectOptions, MySqlConnection, MySqlDatabaseError, MySqlQueryResult, MySqlRow,
};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, MySqlPool, Row as _,
};

use super::fence::Fence;
use super::{Access, Connection, Reply, replies};
use crate::ledger::journal::is_mysql_server;
use migration_core::Row;

/// How long a first connection is kept for the run that follows.
const FRESH: Duration = Duration::from_secs(30);

/// How long a statement may be whose preparation is kept.
///
/// The driver never sets `TCP_NODELAY`. One that is not kept is closed by a message that the server does not answer, and
/// whatever is sent next then waits for the server's delayed acknowledgement: about 40 ms for each query. A long one
/// goes in packets that are acknowledged at once, and would take the server's memory.
const LONGEST_KEPT: usize = 4096;

/// Where connections come from.
pub(crate) enum Source {
    Url {
        options: Box<MySqlConnectOptions>,
        first: Mutex<Option<(Instant, Conn)>>,
    },
    Pool(MySqlPool),
}

impl Source {
    pub(super) fn from_url(url: &str) -> sqlx::Result<Self> {
        let options = MySqlConnectOptions::from_str(url)?.disable_statement_logging();
        Ok(Self::Url {
            options: Box::new(options),
            first: Mutex::new(None),
        })
    }

    /// A server's database is there or not; looking never makes one.
    pub(super) async fn open(&self, _access: Access) -> sqlx::Result<Connection> {
        let mut inner = match self {
            Self::Url { options, first } => {
                let kept = first.lock().unwrap_or_else(PoisonError::into_inner).take();
                match kept {
                    Some((since, conn)) if since.elapsed() < FRESH => {
                        return Ok(Connection::Mysql(conn));
                    }
                    _ => options.connect().await?,
                }
            }
            // Detached, so that what migrations do to the session never reaches the pool.
            Self::Pool(pool) => pool.acquire().await?.detach(),
        };
        let is_cluster = set_up(&mut inner).await?;
        Ok(Connection::Mysql(Conn {
            inner,
            is_cluster,
            fence: None,
        }))
    }

    pub(super) async fn keep(&self, connection: Connection) {
        match (self, connection) {
            (Self::Url { first, .. }, Connection::Mysql(conn)) => {
                *first.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some((Instant::now(), conn));
            }
            (_, other) => other.close().await,
        }
    }

    pub(super) async fn cancel(&self, session: i64, start: Option<&str>) -> sqlx::Result<()> {
        let options = match self {
            Self::Url { options, .. } => options.as_ref().clone(),
            Self::Pool(pool) => pool.connect_options().as_ref().clone(),
        };
        let mut second = options.connect().await?;
        // Behind one URL may be several servers, where the number is somebody else's.
        let here = format!("SELECT 1 FROM DUAL WHERE {}", is_mysql_server(start));
        let here = second.fetch_optional(sqlx::raw_sql(AssertSqlSafe(here)));
        if here.await?.is_some() {
            let sql = format!("KILL QUERY {session}");
            second.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await?;
        }
        second.close().await
    }
}

/// What the SQL of this project counts on, however the server or a pool is set: values that do not fit are errors,
/// backslashes escape, and times are in UTC.
const SESSION: &str = "SET SESSION sql_mode = CONCAT(REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', ''), \
     ',STRICT_TRANS_TABLES'), time_zone = '+00:00'; SELECT CAST(@@explicit_defaults_for_timestamp AS SIGNED) AS explicit; \
     SHOW VARIABLES LIKE 'wsrep_on'";

/// What is written on another node of a Galera cluster is seen by whatever is asked here after it: each statement waits
/// until this node is as far as the others were
/// (<https://mariadb.com/docs/galera-cluster/reference/galera-cluster-system-variables#wsrep_sync_wait>).
const SEE_OTHER_NODES: &str = "SET SESSION wsrep_sync_wait = 15";

/// Says whether the server is a node of a Galera cluster.
async fn set_up(conn: &mut MySqlConnection) -> sqlx::Result<bool> {
    let rows = conn.fetch_all(sqlx::raw_sql(SESSION)).await?;
    let explicit = rows.iter().find_map(|row| row.try_get("explicit").ok());
    // A server without that knows no such variable, and gives no row.
    let is_on = |row: &MySqlRow| row.try_get::<String, _>("Value").ok().as_deref() == Some("ON");
    let is_cluster = rows.iter().any(is_on);
    if is_cluster {
        conn.execute(sqlx::raw_sql(SEE_OTHER_NODES)).await?;
    }
    if explicit == Some(0_i64) {
        // Or the first timestamp of a table that is not NULL changes whenever its row does. Not every user may set this,
        // and MariaDB before 10.8.4 lets nobody: then the server's own rules hold.
        // https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_explicit_defaults_for_timestamp
        let set = "SET SESSION explicit_defaults_for_timestamp = ON";
        match conn.execute(sqlx::raw_sql(set)).await {
            Ok(_) | Err(sqlx::Error::Database(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(is_cluster)
}

/// A connection.
pub(crate) struct Conn {
    inner: MySqlConnection,
    /// Whether it is to a node of a Galera cluster.
    pub(super) is_cluster: bool,
    /// What the lease of the lock allows this connection to write by.
    pub(super) fence: Option<Fence>,
}

impl Conn {
    pub(super) async fn stream(
        &mut self,
        sql: &str,
        on_reply: &mut (dyn FnMut(Reply) + Send),
    ) -> sqlx::Result<()> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        replies::stream::<MySql>(self.inner.fetch_many(script), wire::read, on_reply).await
    }

    pub(super) async fn query(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        let statement = AssertSqlSafe(sql.to_owned());
        let replies = if values.is_empty() {
            self.inner.fetch_many(sqlx::raw_sql(statement))
        } else {
            let keep = sql.len() <= LONGEST_KEPT;
            let query = sqlx::query_with(statement, wire::arguments(values)?).persistent(keep);
            self.inner.fetch_many(query)
        };
        replies::collect::<MySql>(replies, wire::read, MySqlQueryResult::rows_affected).await
    }

    /// As [`query`](Self::query), with values in their binary form: a float's text has six digits.
    pub(super) async fn fetch(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        if !values.is_empty() {
            return self.query(sql, values).await;
        }
        let query =
            sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(sql.len() <= LONGEST_KEPT);
        let replies = self.inner.fetch_many(query);
        let result =
            replies::collect::<MySql>(replies, wire::read, MySqlQueryResult::rows_affected).await;
        match result {
            // Nothing has run. There are statements that cannot be prepared, and several at once cannot.
            Err(error) if cannot_be_prepared(&error) => self.query(sql, values).await,
            result => result,
        }
    }

    pub(super) async fn close(self) -> sqlx::Result<()> {
        self.inner.close().await
    }
}

/// ER_UNSUPPORTED_PS, or ER_PARSE_ERROR, which comes again if there is more to it.
fn cannot_be_prepared(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    let error = error.and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    error.is_some_and(|error| matches!(error.number(), 1064 | 1295))
}
