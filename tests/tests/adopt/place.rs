//! A database that another tool migrates first.

use migration_core::migration::MigrationId;
use migratory::{Adopt, Adopted, Database, Error, Migrator, State};
use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _, Row as _};

pub struct Place {
    throwaway: Throwaway,
    pub database: Database,
    connection: AnyConnection,
}

impl Place {
    pub async fn on(server: &Server) -> Self {
        let throwaway = server.create("adopt").await;
        let database = Database::connect(throwaway.url()).await.unwrap();
        let connection = throwaway.connect().await;
        Self {
            throwaway,
            database,
            connection,
        }
    }

    pub fn url(&self) -> &str {
        self.throwaway.url()
    }

    pub async fn execute(&mut self, sql: &str) {
        let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        if let Err(error) = self.connection.execute(script).await {
            panic!("{sql}: {error}");
        }
    }

    pub async fn count(&mut self, table: &str) -> i64 {
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        let row = sqlx::query(sql).fetch_one(&mut self.connection).await;
        row.unwrap_or_else(|error| panic!("{table}: {error}"))
            .get(0)
    }

    pub async fn has(&mut self, table: &str) -> bool {
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        sqlx::query(sql)
            .fetch_one(&mut self.connection)
            .await
            .is_ok()
    }

    pub async fn adopt(&self, migrator: &Migrator) -> Adopted {
        self.try_adopt(migrator, &Adopt::new()).await.unwrap()
    }

    pub async fn try_adopt(&self, migrator: &Migrator, adopt: &Adopt) -> Result<Adopted, Error> {
        migrator.adopt(&self.database, adopt).await
    }

    /// `migrate`, and what it applied.
    pub async fn migrate(&self, migrator: &Migrator) -> Vec<String> {
        let report = migrator.migrate(&self.database).await.unwrap();
        report.names().into_iter().map(str::to_owned).collect()
    }

    pub async fn pending(&self, migrator: &Migrator) -> Vec<String> {
        migrator.pending(&self.database).await.unwrap()
    }

    /// When a migration was applied by our ledger, to the second, and by whom.
    pub async fn applied(&self, migrator: &Migrator, name: &str) -> (String, String) {
        let statuses = migrator.status(&self.database).await.unwrap();
        let status = statuses.iter().find(|status| status.name == name).unwrap();
        let State::Applied(application) = &status.state else {
            panic!("{name} is {:?}", status.state);
        };
        let at = application.at.unwrap().format("%Y-%m-%d %H:%M:%S");
        (at.to_string(), application.by.clone().unwrap_or_default())
    }

    /// A refusal that has written nothing.
    pub async fn refuses(&mut self, migrator: &Migrator, adopt: &Adopt) -> Error {
        let error = self.try_adopt(migrator, adopt).await.unwrap_err();
        assert!(!self.has("_migrations").await, "{error}");
        error
    }
}

pub fn names(ids: &[MigrationId]) -> Vec<&str> {
    ids.iter().map(|id| id.name.as_str()).collect()
}
