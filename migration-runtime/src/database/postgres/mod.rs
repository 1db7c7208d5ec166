//! PostgreSQL through sqlx.

mod pooler;
mod wire;

use std::collections::BTreeMap;
use std::io;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt as _;
use migration_core::Value;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgCopyIn, PgQueryResult, PgRow, Postgres};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Either, Executor as _, PgPool};

pub(crate) use self::pooler::IS_DIRECT;
use self::pooler::Pooler;
use self::wire::Kinds;
pub(crate) use self::wire::copy;
use super::{Access, Connection, Reply, replies};
use migration_core::Row;

/// How long a first connection is kept for the run that follows.
const FRESH: Duration = Duration::from_secs(30);

/// Where connections come from.
pub(crate) enum Source {
    Url {
        options: Box<PgConnectOptions>,
        first: Mutex<Option<(Instant, Conn)>>,
        pooler: Pooler,
    },
    Pool {
        pool: PgPool,
        pooler: Pooler,
    },
}

impl Source {
    pub(super) fn from_url(url: &str) -> sqlx::Result<Self> {
        let mut options = PgConnectOptions::from_str(url)?.disable_statement_logging();
        if options.get_application_name().is_none() {
            options = options.application_name("migratory");
        }
        Ok(Self::Url {
            options: Box::new(options),
            first: Mutex::new(None),
            pooler: Pooler::default(),
        })
    }

    pub(super) fn from_pool(pool: PgPool) -> Self {
        Self::Pool {
            pool,
            pooler: Pooler::default(),
        }
    }

    /// A server's database is there or not; looking never makes one.
    pub(super) async fn open(&self, _access: Access) -> sqlx::Result<Connection> {
        let inner = match self {
            Self::Url {
                options,
                first,
                pooler,
            } => {
                let kept = first.lock().unwrap_or_else(PoisonError::into_inner).take();
                match kept {
                    Some((since, conn)) if since.elapsed() < FRESH => {
                        return Ok(Connection::Postgres(conn));
                    }
                    _ => pooler.connect(options).await?,
                }
            }
            // Detached, so that what migrations do to the session never reaches the pool.
            Self::Pool { pool, .. } => pool.acquire().await?.detach(),
        };
        Ok(Connection::Postgres(Conn {
            inner,
            parameter_types: BTreeMap::new(),
            kinds: Kinds::default(),
        }))
    }

    pub(super) async fn keep(&self, connection: Connection) {
        match (self, connection) {
            (Self::Url { first, .. }, Connection::Postgres(conn)) => {
                *first.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some((Instant::now(), conn));
            }
            (_, other) => other.close().await,
        }
    }

    /// Whether a connection pooler is known to be in between.
    pub(super) fn is_pooled(&self) -> bool {
        let (Self::Url { pooler, .. } | Self::Pool { pooler, .. }) = self;
        pooler.is_there() == Some(true)
    }

    /// Takes in whether a session of this source is [direct](IS_DIRECT).
    pub(super) fn learn(&self, is_direct: bool) {
        match self {
            Self::Url { pooler, .. } => pooler.learn(!is_direct),
            // Its connections were not asked.
            Self::Pool { .. } => {}
        }
    }

    /// Finds out whether a connection pooler is in between, if that is not known.
    pub(super) async fn look_for_a_pooler(&self) {
        if let Self::Pool { pool, pooler } = self {
            pooler.ask(&pool.connect_options()).await;
        }
    }

    /// Through a pooler nobody knows whose session a number is by now, so nobody's is stopped.
    pub(super) async fn cancel(&self, session: i64) -> sqlx::Result<()> {
        if self.is_pooled() {
            return Ok(());
        }
        let options = match self {
            Self::Url { options, .. } => options.as_ref().clone(),
            Self::Pool { pool, .. } => pool.connect_options().as_ref().clone(),
        };
        let mut second = options.connect().await?;
        let sql = format!("SELECT pg_cancel_backend({session})");
        second.execute(AssertSqlSafe(sql)).await?;
        second.close().await
    }
}

/// A connection.
pub(crate) struct Conn {
    inner: PgConnection,
    /// The types that the server gave the placeholders of a query.
    parameter_types: BTreeMap<String, Vec<u32>>,
    /// The types that were looked up.
    kinds: Kinds,
}

impl Conn {
    /// The server's version as a number: 150018 is 15.18.
    pub(crate) fn version(&self) -> Option<u32> {
        self.inner.server_version_num()
    }

    pub(super) async fn stream(
        &mut self,
        sql: &str,
        on_reply: &mut (dyn FnMut(Reply) + Send),
    ) -> sqlx::Result<()> {
        self.parameter_types.clear();
        let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let kinds = Kinds::default();
        let read = |row: &PgRow, at| wire::read(row, at, &kinds);
        replies::stream::<Postgres>(self.inner.fetch_many(script), read, on_reply).await
    }

    /// Values are only taken inside a transaction.
    pub(super) async fn query(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        if values.is_empty() {
            let statement = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
            let replies = self.inner.fetch_many(statement).try_collect().await?;
            return self.read(replies).await;
        }
        if let Some(types) = self.parameter_types.get(sql).cloned() {
            return self.bind(sql, values, &types).await;
        }
        let types = self.types_of(sql).await?;
        self.look_up(types.iter().copied()).await?;
        let mut result = self.bind(sql, values, &types).await;
        if result.as_ref().is_err_and(is_forgotten) {
            self.script("ROLLBACK TO SAVEPOINT migratory_query").await?;
            result = self.bind(sql, values, &types).await;
        }
        if result.is_ok() {
            self.script("RELEASE SAVEPOINT migratory_query").await?;
            self.parameter_types.insert(sql.to_owned(), types);
        }
        result
    }

    /// As [`query`](Self::query), for a statement whose placeholders are all text, and which returns no types but the
    /// server's own.
    pub(super) async fn query_of_texts(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        match values.len() {
            0 => self.query(sql, values).await,
            count => self.bind(sql, values, &vec![wire::TEXT; count]).await,
        }
    }

    async fn bind(
        &mut self,
        sql: &str,
        values: &[Value],
        types: &[u32],
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        let arguments = wire::arguments(values, types, &self.kinds)?;
        let statement = AssertSqlSafe(sql.to_owned());
        // Not persistent, so that a connection pooler between needs no memory of it.
        let query = sqlx::query_with(statement, arguments).persistent(false);
        let replies = self.inner.fetch_many(query).try_collect().await?;
        self.read(replies).await
    }

    /// Values of rows, when the types of all columns are known.
    async fn read(
        &mut self,
        replies: Vec<Either<PgQueryResult, PgRow>>,
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        let rows = replies.iter().filter_map(|reply| reply.as_ref().right());
        self.look_up(rows.flat_map(wire::types)).await?;
        let read = |row: &PgRow, at| wire::read(row, at, &self.kinds);
        replies::read::<Postgres>(replies, read, PgQueryResult::rows_affected)
    }

    /// Looks up types that are not known yet, and those inside of them.
    async fn look_up(&mut self, oids: impl Iterator<Item = u32>) -> sqlx::Result<()> {
        let unknown = self.kinds.unknown(oids);
        if unknown.is_empty() {
            return Ok(());
        }
        let query = sqlx::raw_sql(AssertSqlSafe(Kinds::query(&unknown)));
        for row in self.inner.fetch_all(query).await? {
            let number = |at| sqlx::Row::try_get::<i64, _>(&row, at).map(|oid| oid as u32);
            let class: String = sqlx::Row::try_get(&row, 1)?;
            self.kinds.learn(number(0)?, &class, number(2)?);
        }
        Ok(())
    }

    async fn script(&mut self, sql: &'static str) -> sqlx::Result<()> {
        self.inner.execute(sqlx::raw_sql(sql)).await.map(drop)
    }

    /// The types of a query's placeholders, as the server infers them: `status = $1` makes `$1` an enum. Values are then
    /// sent as that type.
    ///
    /// `PREPARE` in SQL and not in the protocol: the driver would keep a named statement, which a pooler may hand to
    /// another session. The savepoint is for the query itself, see [`is_forgotten`].
    async fn types_of(&mut self, sql: &str) -> sqlx::Result<Vec<u32>> {
        let script = format!(
            "SAVEPOINT migratory_query;\nPREPARE migratory_types AS {sql}\n;\
             SELECT t.oid::int8 FROM pg_prepared_statements p, \
             unnest(p.parameter_types::oid[]) WITH ORDINALITY t(oid, n) \
             WHERE p.name = 'migratory_types' ORDER BY t.n;\
             DEALLOCATE migratory_types"
        );
        let rows = self
            .inner
            .fetch_all(sqlx::raw_sql(AssertSqlSafe(script)))
            .await?;
        let mut types = Vec::with_capacity(rows.len());
        for row in &rows {
            types.push(sqlx::Row::try_get::<i64, _>(row, 0)? as u32);
        }
        Ok(types)
    }

    /// Begins a `COPY ... FROM STDIN`. It must be finished or aborted.
    pub(crate) async fn start_copy(
        &mut self,
        sql: &str,
    ) -> sqlx::Result<PgCopyIn<&mut PgConnection>> {
        self.inner.copy_in_raw(sql).await
    }

    /// Sends rows as they are read.
    pub(super) async fn copy_from(
        &mut self,
        sql: &str,
        next: &mut (dyn FnMut() -> io::Result<Option<Vec<u8>>> + Send),
    ) -> sqlx::Result<u64> {
        let mut copy = self.start_copy(sql).await?;
        loop {
            let sent = match next() {
                Ok(Some(chunk)) => copy.send(chunk).await.map(drop),
                Ok(None) => return copy.finish().await,
                Err(error) => Err(error.into()),
            };
            if let Err(error) = sent {
                // What it says to a farewell does not matter.
                let _ = copy.abort("the client could not send the data").await;
                return Err(error);
            }
        }
    }

    pub(super) async fn close(self) -> sqlx::Result<()> {
        self.inner.close().await
    }
}

/// Whether the server has forgotten the query between reading and running it.
///
/// The driver looks up types that it does not know (an enum, say) in between, with a simple query, and that ends the
/// unnamed statement. The second time it knows the types.
fn is_forgotten(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.as_deref() == Some("26000")
}
