//! What may be amiss on MySQL and MariaDB.

use super::{Check, texts};
use crate::database::Connection;
use crate::error::Result;

pub(super) async fn checks(connection: &mut Connection) -> Result<Vec<Check>> {
    Ok(vec![
        engines(connection).await?,
        old_transactions(connection).await?,
        cluster(connection).await?,
    ])
}

/// Only InnoDB rolls back, and keeps foreign keys.
async fn engines(connection: &mut Connection) -> Result<Check> {
    let sql = "SELECT CAST(CONCAT(table_name, ' (', engine, ')') AS CHAR) FROM information_schema.tables \
         WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND engine <> 'InnoDB' ORDER BY 1";
    let found = texts(connection, sql).await?;
    Ok(match found.as_slice() {
        [] => Check::good("engines", "all tables are of InnoDB"),
        found => Check::doubtful(
            "engines",
            format!("not of InnoDB: {}", found.join(", ")),
            "ALTER TABLE ... ENGINE = InnoDB: others neither roll back nor keep foreign keys",
        ),
    })
}

async fn old_transactions(connection: &mut Connection) -> Result<Check> {
    let sql = "SELECT CAST(CONCAT('connection ', p.id, ' of ', p.user, ', open since ', t.trx_started) AS CHAR) \
         FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id \
         WHERE p.id <> CONNECTION_ID() AND t.trx_started < NOW() - INTERVAL 60 SECOND ORDER BY t.trx_started";
    // It asks for the right PROCESS.
    let Ok(found) = texts(connection, sql).await else {
        return Ok(Check::doubtful(
            "transactions",
            "the user may not see those of others",
            "GRANT PROCESS ON *.* TO the user",
        ));
    };
    Ok(match found.as_slice() {
        [] => Check::good("transactions", "none is open for more than a minute"),
        found => Check::doubtful(
            "transactions",
            found.join("; "),
            "an ALTER TABLE of what they have read waits for them: end them, or migrate later",
        ),
    })
}

async fn cluster(connection: &mut Connection) -> Result<Check> {
    let rows = connection
        .query("SHOW VARIABLES LIKE 'wsrep_on'", &[])
        .await?;
    let on = match rows.first() {
        Some(row) => row.at::<String>(1)?.eq_ignore_ascii_case("ON"),
        None => false,
    };
    Ok(Check::good(
        "cluster",
        match on {
            true => "a node of a Galera cluster",
            false => "none",
        },
    ))
}
