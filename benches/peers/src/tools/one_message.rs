use std::sync::Arc;

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::runtime::Runtime;

use super::{Done, Tool, locked};
use crate::Result;
use crate::history::{Sql, script};

pub const NAME: &str = "one message";

/// The floor: the script of all migrations, each in its transaction, sent as one message. It keeps no ledger.
pub struct OneMessage {
    up: String,
    down: String,
    runtime: Arc<Runtime>,
}

impl OneMessage {
    pub fn new(history: &[Sql], runtime: Arc<Runtime>) -> Self {
        Self {
            up: script(history.iter().map(|sql| sql.up.as_str())),
            down: script(history.iter().rev().map(|sql| sql.down.as_str())),
            runtime,
        }
    }

    fn send(&self, url: &str, sql: &str) -> Result<Done> {
        self.runtime.block_on(async {
            let mut connection = PgConnection::connect(url).await?;
            sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
                .execute(&mut connection)
                .await?;
            connection.close().await?;
            Ok(Done::Yes)
        })
    }
}

impl Tool for OneMessage {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> Result<String> {
        Ok(format!("sqlx {}", locked("sqlx")?))
    }

    fn migrate(&self, url: &str) -> Result<Done> {
        self.send(url, &self.up)
    }

    fn nothing_pending(&self, _url: &str) -> Result<Done> {
        Ok(Done::NotOffered)
    }

    fn status(&self, _url: &str) -> Result<Done> {
        Ok(Done::NotOffered)
    }

    fn rollback_all(&self, url: &str) -> Result<Done> {
        self.send(url, &self.down)
    }
}
