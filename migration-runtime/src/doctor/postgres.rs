//! What may be amiss on PostgreSQL.

use super::{Check, texts};
use crate::database::Connection;
use crate::error::Result;
use crate::ledger::Ledger;

pub(super) async fn checks(connection: &mut Connection, ledger: &Ledger) -> Result<Vec<Check>> {
    Ok(vec![
        rights(connection).await?,
        other_ledgers(connection, ledger).await?,
        invalid_indexes(connection).await?,
        unvalidated(connection).await?,
        old_transactions(connection).await?,
        encryption(connection).await?,
    ])
}

/// <https://www.postgresql.org/docs/15/release-15.html>: who does not own `public` may no longer create in it.
async fn rights(connection: &mut Connection) -> Result<Check> {
    let sql = "SELECT format('%I', current_schema()) WHERE NOT has_schema_privilege(current_schema(), 'CREATE')";
    let may_not = texts(connection, sql).await?;
    Ok(match may_not.first() {
        None => Check::good("rights", "the user may create in the current schema"),
        Some(schema) => Check::bad(
            "rights",
            format!("the user may not create anything in schema {schema}"),
            format!("as its owner: GRANT CREATE ON SCHEMA {schema} TO the user"),
        ),
    })
}

async fn other_ledgers(connection: &mut Connection, ledger: &Ledger) -> Result<Check> {
    let schema = ledger.name.schema.as_deref().unwrap_or_default();
    let sql = format!(
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND c.relname = {} \
         AND n.nspname <> {} AND n.nspname = ANY (current_schemas(false)) ORDER BY 1",
        ledger.dialect.string_literal(&ledger.name.name),
        ledger.dialect.string_literal(schema)
    );
    let others = texts(connection, &sql).await?;
    Ok(match others.as_slice() {
        [] => Check::good("search_path", "no second ledger on it"),
        others => Check::doubtful(
            "search_path",
            format!("there is another ledger on it: {}", others.join(", ")),
            "say which one it is: --schema NAME",
        ),
    })
}

/// What a `CREATE INDEX CONCURRENTLY` that failed leaves behind: it takes every write, and answers no query.
async fn invalid_indexes(connection: &mut Connection) -> Result<Check> {
    let sql = "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_index i \
         JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname NOT IN ('pg_toast', 'pg_catalog') \
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) \
         ORDER BY 1";
    let found = texts(connection, sql).await?;
    Ok(match found.as_slice() {
        [] => Check::good("indexes", "all are valid"),
        found => Check::bad(
            "indexes",
            format!("invalid: {}", found.join(", ")),
            format!(
                "run the migration again that was broken off; or DROP INDEX CONCURRENTLY {}",
                found[0]
            ),
        ),
    })
}

async fn unvalidated(connection: &mut Connection) -> Result<Check> {
    let sql = "SELECT format('%s on %s', conname, conrelid::regclass) FROM pg_catalog.pg_constraint \
         WHERE NOT convalidated AND connamespace = current_schema()::regnamespace ORDER BY 1";
    let found = texts(connection, sql).await?;
    Ok(match found.as_slice() {
        [] => Check::good("constraints", "all are validated"),
        found => Check::doubtful(
            "constraints",
            format!("not validated: {}", found.join(", ")),
            "a migration with validate_constraint, once the rows fit",
        ),
    })
}

/// Each keeps an `ALTER TABLE` waiting that wants what it has looked at, and everybody behind that.
async fn old_transactions(connection: &mut Connection) -> Result<Check> {
    let sql = "SELECT format('session %s of %s (%s), %s, open for %s s', pid, usename, \
         coalesce(nullif(application_name, ''), 'no application name'), coalesce(state, 'state not shown'), \
         round(extract(epoch FROM clock_timestamp() - xact_start))) FROM pg_catalog.pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid() \
         AND xact_start < clock_timestamp() - interval '60 seconds' ORDER BY xact_start";
    let found = texts(connection, sql).await?;
    Ok(match found.as_slice() {
        [] => Check::good("transactions", "none is open for more than a minute"),
        found => Check::doubtful(
            "transactions",
            found.join("; "),
            "a migration that changes what they have read waits for them: end them, or migrate later",
        ),
    })
}

async fn encryption(connection: &mut Connection) -> Result<Check> {
    let sql = "SELECT s.version::text FROM pg_catalog.pg_stat_ssl s JOIN pg_catalog.pg_stat_activity a USING (pid) \
         WHERE s.pid = pg_backend_pid() AND (s.ssl OR a.client_addr IS NULL OR a.client_addr << '127.0.0.0/8' \
         OR a.client_addr = '::1')";
    let rows = connection.query(sql, &[]).await?;
    Ok(match rows.first() {
        Some(row) => match row.at::<Option<String>>(0)? {
            Some(version) => Check::good("encryption", version),
            None => Check::good("encryption", "none, on this machine"),
        },
        None => Check::doubtful(
            "encryption",
            "the connection goes over the network in the clear",
            "add ?sslmode=verify-full to the URL",
        ),
    })
}
