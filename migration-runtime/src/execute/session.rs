//! The session around SQL of the user's own: what it sets (dumps set a lot) reaches neither the ledger's row, nor the
//! next migration, nor a pool.

use migration_core::dialect::Dialect;
use migration_core::plan::PlannedMigration;

use super::Executor;

/// Whether a migration has statements of the user's own.
pub(super) fn has_own_sql(planned: &PlannedMigration) -> bool {
    let mut statements = planned.statements();
    statements.any(|planned| planned.statement.facts.own_sql)
}

/// Lets the server notice while a statement runs that this process is gone, and roll back instead of running on. From
/// version 14, and not on every platform
/// (<https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-CLIENT-CONNECTION-CHECK-INTERVAL>).
pub(super) const NOTICE_A_DEAD_CLIENT: &str = "CASE WHEN current_setting('client_connection_check_interval', true) = '0' \
    AND version() LIKE '%linux%' THEN set_config('client_connection_check_interval', '1s', true) END";

impl Executor<'_> {
    /// What is so in the session while a statement runs that builds something without blocking others: it may wait as long
    /// as it must. The server notices when this process is gone.
    pub(super) fn session_of_a_long_statement(&self) -> String {
        format!(
            "SELECT set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false), {}",
            NOTICE_A_DEAD_CLIENT.replace(", true) END", ", false) END")
        )
    }

    /// A script that makes the session again what it is now.
    pub(super) async fn session_as_it_is(&mut self) -> sqlx::Result<String> {
        match self.connection.dialect() {
            Dialect::Postgres => Ok(format!("RESET ALL;\n{}", self.postgres_path_and_role())),
            Dialect::Mysql => self.mysql_session().await,
            Dialect::Sqlite => self.sqlite_session().await,
        }
    }

    /// `RESET ALL` goes back to what the connection was opened with, but for these two, which a pool may have set.
    pub(super) fn postgres_path_and_role(&self) -> String {
        let text = |text: &str| Dialect::Postgres.string_literal(text);
        let path = self.search_path.map_or_else(String::new, |path| {
            format!(", set_config('search_path', {}, false)", text(path))
        });
        format!("{}{path}", self.postgres_role())
    }

    /// The role that the run began with, which the ledger belongs to.
    pub(super) fn postgres_role(&self) -> String {
        let role = Dialect::Postgres.string_literal(self.role.unwrap_or("none"));
        format!("SELECT set_config('role', {role}, false)")
    }

    async fn mysql_session(&mut self) -> sqlx::Result<String> {
        const KEPT: [&str; 8] = [
            "sql_mode",
            "foreign_key_checks",
            "unique_checks",
            "sql_notes",
            "time_zone",
            "character_set_client",
            "character_set_results",
            "collation_connection",
        ];
        let columns = KEPT.map(|name| format!("CAST(@@{name} AS CHAR) AS {name}"));
        let sql = format!("SELECT {}, DATABASE() AS db", columns.join(", "));
        let rows = self.connection.query(&sql, &[]).await?;
        let text = |name: &str| {
            let row = rows.first()?;
            row.get::<Option<String>>(name).ok().flatten()
        };
        // An open transaction, or tables that are still locked, would keep the ledger's row from being written.
        let mut script = "UNLOCK TABLES;\nCOMMIT;\nSET autocommit = 1".to_owned();
        for name in KEPT {
            if let Some(value) = text(name) {
                let value = match value.parse::<u8>() {
                    Ok(number) => number.to_string(),
                    Err(_) => Dialect::Mysql.string_literal(&value),
                };
                script += &format!(", {name} = {value}");
            }
        }
        script += ";\nSET SESSION TRANSACTION READ WRITE";
        if let Some(database) = text("db") {
            script += &format!(";\nUSE {}", Dialect::Mysql.quote(&database));
        }
        Ok(script)
    }

    /// Those that change what later statements mean or may do.
    async fn sqlite_session(&mut self) -> sqlx::Result<String> {
        // The first does nothing inside a transaction, where it cannot have been changed either.
        const KEPT: [&str; 6] = [
            "foreign_keys",
            "query_only",
            "ignore_check_constraints",
            "legacy_alter_table",
            "recursive_triggers",
            "writable_schema",
        ];
        let mut script = Vec::new();
        for name in KEPT {
            let sql = format!("PRAGMA {name}");
            let rows = self.connection.query(&sql, &[]).await?;
            if let Some(Ok(value)) = rows.first().map(|row| row.at::<i64>(0)) {
                script.push(format!("{sql} = {value}"));
            }
        }
        Ok(script.join(";\n"))
    }
}
