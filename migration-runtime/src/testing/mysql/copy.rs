//! Copies of a template. MySQL has no word for it: the tables and views are made again as the server shows them (`SHOW CREATE`), and
//! the rows copied within the server. Where there is more than that (triggers, routines), the copy is migrated anew.

use super::template::TABLE;
use super::{Server, key, literal, quote, template};
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::names::Role;
use crate::testing::pool::Held;
use crate::testing::refuse;

/// Makes a copy of this name. Answers with `false` when there is one.
pub(super) async fn make(
    server: &Server,
    base: &Base,
    admin: &mut Held,
    name: &str,
) -> Result<bool> {
    template::ensure(server, base, admin).await?;
    let create = format!("CREATE DATABASE {} CHARACTER SET utf8mb4", quote(name));
    match admin.script(&create).await {
        Ok(()) => {}
        Err(error) => {
            let code = error.as_database_error().and_then(|it| it.code());
            return match code.as_deref() {
                // ER_DB_CREATE_EXISTS
                Some("HY000") if error.to_string().contains("exists") => Ok(false),
                _ => Err(refuse::no_right(error)),
            };
        }
    }
    let made = match statements(admin, &base.names.template(), name).await {
        Ok(Some(statements)) => run(admin, &statements, name).await.map_err(refuse::failed),
        Ok(None) => base.recipe.fill(&server.database(name).await?).await,
        Err(error) => Err(refuse::failed(error)),
    };
    let finished = match made {
        Ok(()) => {
            let mark = format!(
                "CREATE TABLE {}.{TABLE} (k varchar(190) PRIMARY KEY, v longtext NOT NULL) CHARACTER SET utf8mb4",
                quote(name)
            );
            admin.script(&mark).await.map_err(refuse::failed)
        }
        Err(error) => Err(error),
    };
    if finished.is_err() {
        let _ = discard(admin, name).await;
    }
    finished.map(|()| true)
}

/// What makes the copy; nothing where the server does not show all of it.
async fn statements(admin: &mut Held, from: &str, to: &str) -> sqlx::Result<Option<Vec<String>>> {
    let others = format!(
        "SELECT (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = {from}) \
         + (SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = {from}) \
         + (SELECT COUNT(*) FROM information_schema.events WHERE event_schema = {from}) \
         + (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = {from} AND table_type NOT IN ('BASE TABLE', 'VIEW'))",
        from = literal(from)
    );
    if admin.table(&others).await?.concat().concat() != "0" {
        return Ok(None);
    }
    let tables = format!(
        "SELECT table_name, table_type, COALESCE(table_rows, 1) FROM information_schema.tables WHERE table_schema = {} \
         AND table_name <> '{TABLE}' ORDER BY table_type, table_name",
        literal(from)
    );
    let mut statements = Vec::new();
    let mut rows = Vec::new();
    // A view is shown without the name of its database in that database.
    admin.script(&format!("USE {}", quote(from))).await?;
    let found = admin.table(&tables).await?;
    for row in &found {
        let [name, kind, _] = row.as_slice() else {
            continue;
        };
        let what = if kind == "VIEW" { "VIEW" } else { "TABLE" };
        let shown = admin
            .table(&format!("SHOW CREATE {what} {}", quote(name)))
            .await?;
        let Some(sql) = shown.concat().get(1).cloned() else {
            continue;
        };
        statements.push(sql);
        if what == "TABLE" {
            let columns = format!(
                "SELECT v FROM {TABLE} WHERE k = {}",
                literal(&format!("c {name}"))
            );
            let columns = admin.table(&columns).await?.concat().concat();
            rows.push(format!(
                "INSERT INTO {to}.{name} ({columns}) SELECT {columns} FROM {from}.{name}",
                to = quote(to),
                from = quote(from),
                name = quote(name)
            ));
        }
    }
    statements.extend(rows);
    Ok(Some(statements))
}

async fn run(admin: &mut Held, statements: &[String], name: &str) -> sqlx::Result<()> {
    admin
        .script(&format!(
            "USE {}; SET @migratory_sql_mode = @@sql_mode, SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO'), \
             SESSION foreign_key_checks = 0",
            quote(name)
        ))
        .await?;
    let mut left: Vec<&String> = statements.iter().collect();
    // A view may be of another one that comes later by name.
    while !left.is_empty() {
        let before = left.len();
        let mut failed = Vec::new();
        let mut last = None;
        for statement in left {
            match admin.script(statement).await {
                Ok(()) => {}
                Err(error @ sqlx::Error::Database(_)) => {
                    failed.push(statement);
                    last = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        if failed.len() == before
            && let Some(error) = last
        {
            return Err(error);
        }
        left = failed;
    }
    admin
        .script("SET SESSION foreign_key_checks = 1, SESSION sql_mode = @migratory_sql_mode; USE information_schema")
        .await
}

/// Makes one that is ready for whichever test comes first.
pub(in crate::testing) async fn ahead(
    server: &Server,
    base: &Base,
    admin: &mut Held,
) -> Result<String> {
    let name = base.names.own(Role::Ready);
    make(server, base, admin, &name).await?;
    Ok(name)
}

/// Those that are ready: finished, and no test's.
pub(in crate::testing) async fn ready(base: &Base, admin: &mut Held) -> Result<Vec<String>> {
    let ready = format!(
        "SELECT t.table_schema FROM information_schema.tables t WHERE t.table_name = '{TABLE}' AND t.table_schema LIKE {} \
         AND NOT EXISTS (SELECT 1 FROM {}.{TABLE} taken WHERE taken.k = CONCAT('taken ', t.table_schema)) ORDER BY 1",
        literal(&format!(
            "{}\\_r%",
            base.names.template().replace('_', "\\_")
        )),
        quote(&base.names.template()),
    );
    match admin.table(&ready).await {
        Ok(ready) => Ok(ready.concat()),
        // There is no template yet.
        Err(sqlx::Error::Database(_)) => Ok(Vec::new()),
        Err(error) => Err(refuse::failed(error)),
    }
}

/// Takes one that is ready, if there is one: another process may have made it. Its name stays; a row in the
/// template says that it is somebody's.
pub(in crate::testing) async fn take(
    base: &Base,
    admin: &mut Held,
    known: Option<String>,
) -> Result<Option<String>> {
    let mut ready: Vec<String> = known.into_iter().collect();
    if ready.is_empty() {
        ready = self::ready(base, admin).await?;
    }
    for ready in ready {
        let lock = format!("SELECT CAST(GET_LOCK({}, 0) AS CHAR)", key(&ready));
        if admin.texts(&lock).await.map_err(refuse::failed)? != ["1"] {
            continue;
        }
        // One that is gone has no table to select from.
        let mark = format!(
            "INSERT INTO {}.{TABLE} SELECT {}, '' FROM (SELECT COUNT(*) FROM {}.{TABLE}) it",
            quote(&base.names.template()),
            literal(&taken(&ready)),
            quote(&ready)
        );
        // It is marked: of a process that is gone. Or it was taken, used and dropped since it was listed.
        if admin.script(&mark).await.is_ok() {
            return Ok(Some(ready));
        }
        let unlock = format!("DO RELEASE_LOCK({})", key(&ready));
        admin.script(&unlock).await.map_err(refuse::failed)?;
    }
    Ok(None)
}

/// The row in the template that says that a copy is a test's.
fn taken(name: &str) -> String {
    format!("taken {name}")
}

/// Drops one.
pub(in crate::testing) async fn discard(admin: &mut Held, name: &str) -> Result<()> {
    let drop = format!("DROP DATABASE IF EXISTS {}", quote(name));
    admin.script(&drop).await.map_err(refuse::failed)?;
    if let Some((template, _)) = name.rsplit_once("_r") {
        let forget = format!(
            "DELETE FROM {}.{TABLE} WHERE k = {}",
            quote(template),
            literal(&taken(name))
        );
        // The template may be gone as well.
        let _ = admin.script(&forget).await;
    }
    Ok(())
}

/// Keeps what a test that failed has left: nobody takes it any more. Its name stays.
pub(in crate::testing) async fn keep(
    base: &Base,
    admin: &mut Held,
    name: &str,
    test: &str,
) -> Result<String> {
    let _ = base;
    let said = format!(
        "{}, {}",
        crate::testing::KEPT,
        crate::testing::said_now(test)
    );
    let mark = format!(
        "REPLACE INTO {}.{TABLE} VALUES ('kept', {})",
        quote(name),
        literal(&said)
    );
    admin.script(&mark).await.map_err(refuse::failed)?;
    Ok(name.to_owned())
}
