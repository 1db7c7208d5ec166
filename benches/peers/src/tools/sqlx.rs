use std::sync::Arc;

use sqlx::migrate::{Migrate, Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, SqlSafeStr};
use tokio::runtime::Runtime;

use super::{Done, Tool, locked};
use crate::Result;
use crate::history::Sql;

/// `Migrator` with a pool, as the documentation of `migrate!` shows, with what that macro would have made of a folder.
pub struct Sqlx {
    migrator: Migrator,
    runtime: Arc<Runtime>,
}

impl Sqlx {
    pub fn new(history: &[Sql], runtime: Arc<Runtime>) -> Self {
        let one = |sql: &Sql, kind: MigrationType, text: &str| {
            let text = AssertSqlSafe(text.to_owned()).into_sql_str();
            Migration::new(
                sql.version,
                sql.description.clone().into(),
                kind,
                text,
                false,
            )
        };
        let migrations = history.iter().flat_map(|sql| {
            [
                one(sql, MigrationType::ReversibleUp, &sql.up),
                one(sql, MigrationType::ReversibleDown, &sql.down),
            ]
        });
        Self {
            migrator: Migrator::with_migrations(migrations.collect()),
            runtime,
        }
    }
}

impl Tool for Sqlx {
    fn name(&self) -> &'static str {
        "sqlx"
    }

    fn version(&self) -> Result<String> {
        locked("sqlx")
    }

    fn migrate(&self, url: &str) -> Result<Done> {
        self.runtime.block_on(async {
            let pool = PgPool::connect(url).await?;
            self.migrator.run(&pool).await?;
            pool.close().await;
            Ok(Done::Yes)
        })
    }

    fn status(&self, url: &str) -> Result<Done> {
        // What `sqlx migrate info` does.
        self.runtime.block_on(async {
            let mut connection = PgConnection::connect(url).await?;
            let table = &self.migrator.table_name;
            connection.ensure_migrations_table(table).await?;
            connection.list_applied_migrations(table).await?;
            connection.close().await?;
            Ok(Done::Yes)
        })
    }

    fn rollback_all(&self, url: &str) -> Result<Done> {
        self.runtime.block_on(async {
            let pool = PgPool::connect(url).await?;
            self.migrator.undo(&pool, 0).await?;
            pool.close().await;
            Ok(Done::Yes)
        })
    }
}
