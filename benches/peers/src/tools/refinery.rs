use std::sync::Arc;

use refinery::{Migration, Runner};
use tokio::runtime::Runtime;
use tokio_postgres::NoTls;

use super::{Done, Tool, locked};
use crate::Result;
use crate::history::Sql;

/// `Runner` with a client of tokio-postgres. Grouped, it runs all in one transaction, which is a setting of it.
pub struct Refinery {
    runner: Runner,
    grouped: bool,
    runtime: Arc<Runtime>,
}

impl Refinery {
    pub fn new(history: &[Sql], grouped: bool, runtime: Arc<Runtime>) -> Result<Self> {
        // Its versions are 32 bits wide by default.
        let migrations = (1..).zip(history).map(|(n, sql)| {
            let name = format!("V{n}__{}", sql.description);
            Migration::unapplied(&name, &sql.up)
        });
        let migrations: Vec<Migration> = migrations.collect::<std::result::Result<_, _>>()?;
        Ok(Self {
            runner: Runner::new(&migrations).set_grouped(grouped),
            grouped,
            runtime,
        })
    }

    fn run(&self, url: &str, status: bool) -> Result<Done> {
        self.runtime.block_on(async {
            let (mut client, connection) = tokio_postgres::connect(url, NoTls).await?;
            let connection = tokio::spawn(connection);
            if status {
                self.runner
                    .get_applied_migrations_async(&mut client)
                    .await?;
            } else {
                self.runner.run_async(&mut client).await?;
            }
            drop(client);
            connection.await??;
            Ok(Done::Yes)
        })
    }
}

impl Tool for Refinery {
    fn name(&self) -> &'static str {
        match self.grouped {
            true => "refinery, grouped",
            false => "refinery",
        }
    }

    fn version(&self) -> Result<String> {
        locked("refinery")
    }

    fn migrate(&self, url: &str) -> Result<Done> {
        self.run(url, false)
    }

    fn status(&self, url: &str) -> Result<Done> {
        self.run(url, true)
    }

    fn rollback_all(&self, _url: &str) -> Result<Done> {
        Ok(Done::NotOffered)
    }
}
