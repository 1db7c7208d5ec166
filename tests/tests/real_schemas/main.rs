//! Schemas that nobody here wrote: read from a database, made again on an empty one, and changed from one version to another.
//! What the database's own dump says of both is the same.
//!
//! The data is read from `$MIGRATORY_SHARED_DATA`, or from `../shared/data` beside the workspace.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../sql_histories/clients.rs"]
#[allow(dead_code, reason = "the histories use more of it")]
mod clients;
mod histories;
mod pairs;
mod round_trip;

use std::collections::BTreeMap;

use migration_core::Location;
use migration_core::dialect::Target;
use migration_core::diff::{Options as DiffOptions, diff};
use migration_core::operation::{Operation, Recorded};
use migration_core::plan::{for_the_client, lower_recorded};
use migration_core::schema::SchemaState;
use migratory::{Database, Dialect};
use migratory::{IntrospectOptions as Options, Introspected};
use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _};

/// A database that schemas are read from and made on.
struct Place {
    throwaway: Throwaway,
    connection: AnyConnection,
    database: Database,
    target: Target,
}

impl Place {
    async fn on(server: &Server, target: &Target) -> Self {
        Self::of(server.create("real").await, target).await
    }

    async fn of(throwaway: Throwaway, target: &Target) -> Self {
        Self {
            connection: throwaway.connect().await,
            database: Database::connect(throwaway.url()).await.unwrap(),
            target: target.clone(),
            throwaway,
        }
    }

    async fn run(&mut self, sql: &str) -> Result<(), String> {
        let ran = self.connection.execute(AssertSqlSafe(sql.to_owned())).await;
        ran.map(drop).map_err(|error| format!("{error}\n{sql}"))
    }

    /// What is there, in all schemas of the user's.
    async fn read(&mut self) -> Introspected {
        let mut options = Options::default();
        if self.target.dialect == Dialect::Postgres {
            let query = "SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' ORDER BY 1";
            let rows: Vec<(String,)> = sqlx::query_as(query)
                .fetch_all(&mut self.connection)
                .await
                .unwrap();
            options.schemas = rows.into_iter().map(|(name,)| name).collect();
        }
        self.database.introspect(&options).await.unwrap()
    }

    /// Makes what is there into a state, by the operations between the two.
    async fn become_like(&mut self, to: &SchemaState) -> Result<Vec<Operation>, String> {
        let mut state = self.read().await.state;
        let mut options = DiffOptions::default();
        options.answers.never_ask = true;
        let operations = diff(&state, to, &options).map_err(|error| error.to_string())?;
        for operation in &operations {
            let recorded = [Recorded::new(operation.clone(), Location::caller())];
            let statements = lower_recorded("diff", &recorded, &mut state, &self.target);
            let statements = statements.map_err(|error| error.to_string())?;
            for planned in statements {
                let sql = match self.target.dialect {
                    Dialect::Sqlite => for_the_client(&planned, Dialect::Sqlite),
                    Dialect::Postgres | Dialect::Mysql => planned.statement.sql,
                };
                self.run(&sql).await?;
            }
        }
        Ok(operations)
    }

    /// Makes what is there into a state: then there is no second difference, and what `dump` says is what is said of the
    /// database that the state was read from.
    async fn becomes(
        &mut self,
        wanted: &Introspected,
        theirs: &clients::Dump,
        dump: impl Fn(&Throwaway) -> clients::Dump,
    ) -> Result<(), String> {
        self.become_like(&wanted.state).await?;
        let again = self.become_like(&wanted.state).await?;
        if !again.is_empty() {
            return Err(format!("a second difference: {again:?}"));
        }
        let ours = dump(&self.throwaway);
        if ours == *theirs {
            return Ok(());
        }
        let lines = |a: &clients::Dump, b: &clients::Dump| {
            let only = a.iter().filter(|(line, count)| b.get(*line) != Some(count));
            only.map(|(line, _)| line.clone()).collect::<Vec<_>>()
        };
        Err(format!(
            "the dumps differ (unmodelled {:?}): ours {:#?} theirs {:#?}",
            wanted.unmodelled,
            lines(&ours, theirs),
            lines(theirs, &ours)
        ))
    }
}

/// Fails for what did not come out, unless it is an exception for the reason that is said of it, and for exceptions that are
/// none any more.
fn judge(outcomes: &BTreeMap<String, Result<(), String>>, exceptions: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (id, outcome) in outcomes {
        let reason = exceptions.iter().find(|(exception, _)| exception == id);
        match (outcome, reason) {
            (Ok(()), None) => {}
            (Err(error), Some((_, reason))) if error.contains(reason) => {}
            (Ok(()), Some(_)) => wrong.push(format!("{id}: is no exception any more")),
            (Err(error), _) => wrong.push(format!("{id}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A dump in which defaults that are the same to the server are the same text.
fn alike(dump: clients::Dump) -> clients::Dump {
    let mut alike = clients::Dump::new();
    for (line, count) in dump {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        for at in 1..words.len() {
            if words[at - 1] != "DEFAULT" {
                continue;
            }
            if words[at] == "CURRENT_TIMESTAMP" {
                words[at] = "now()".to_owned();
            } else if words[at].contains('.') && words[at].parse::<f64>().is_ok() {
                let short = words[at].trim_end_matches('0').trim_end_matches('.');
                words[at] = short.to_owned();
            }
        }
        *alike.entry(words.join(" ")).or_default() += count;
    }
    alike
}
