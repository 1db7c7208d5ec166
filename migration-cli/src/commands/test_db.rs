//! `test-db`: the throwaway servers of tests, and what tests have left on servers.

use std::time::{SystemTime, UNIX_EPOCH};

use migration_core::dialect::Dialect;
use migration_runtime::testing::{
    TestDatabase, collect_test_databases, start_test_server, stop_test_server, test_databases,
    test_servers,
};
use serde_json::{Value, json};

use crate::args::{TestDb, TestServerOf};
use crate::exit;
use crate::output::{Answer, human, markdown};
use crate::stop::Stop;

/// Runs it. `program` is what the user types.
pub(super) async fn test_db(which: &TestDb, program: &str) -> Result<Answer, Stop> {
    match which {
        TestDb::Up { database } => up(*database, program),
        TestDb::Url { database } => url(*database, program),
        TestDb::Down { database } => down(*database),
        TestDb::Ls => list().await,
        TestDb::Gc { all } => collect(*all).await,
    }
}

fn dialect(database: TestServerOf) -> Dialect {
    match database {
        TestServerOf::Postgres => Dialect::Postgres,
        TestServerOf::Mysql => Dialect::Mysql,
    }
}

fn up(database: TestServerOf, program: &str) -> Result<Answer, Stop> {
    let server = start_test_server(dialect(database))?;
    let said = format!(
        "  {} runs until `{program} test-db down {}`; its log is in {}",
        server.name,
        database.word(),
        server.folder.display()
    );
    Ok(Answer::default()
        .text(format!("{}\n", server.url))
        .with("url", server.url)
        .with("server", server.name)
        .said(said))
}

fn url(database: TestServerOf, program: &str) -> Result<Answer, Stop> {
    let running = test_servers();
    let Some(server) = running
        .into_iter()
        .find(|it| it.dialect == dialect(database))
    else {
        let word = database.word();
        return Err(Stop::said(
            exit::UNREACHABLE,
            "MIG-0102",
            &format!("no throwaway server of {word} runs"),
            &format!("{program} test-db up {word}"),
        ));
    };
    Ok(Answer::default()
        .text(format!("{}\n", server.url))
        .with("url", server.url)
        .with("server", server.name))
}

fn down(database: TestServerOf) -> Result<Answer, Stop> {
    let stopped = stop_test_server(dialect(database))?;
    Ok(match stopped {
        Some(server) => Answer::default()
            .with("server", server.name.clone())
            .said(format!(
                "  {} is stopped, and its databases are gone",
                server.name
            )),
        None => {
            Answer::default().said(format!("  no throwaway server of {} runs", database.word()))
        }
    })
}

async fn list() -> Result<Answer, Stop> {
    let databases = test_databases(None).await?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let head = ["role", "size", "in use", "age", "name", "test"];
    let rows = databases.iter().map(|it| {
        [
            it.role.to_owned(),
            format!("{:.1} MB", it.bytes as f64 / 1e6),
            it.users.to_string(),
            it.since.map_or_else(
                || "-".to_owned(),
                |since| age(now.as_secs().saturating_sub(since)),
            ),
            it.name.clone(),
            it.test.clone().unwrap_or_else(|| "-".to_owned()),
        ]
    });
    let rows: Vec<[String; 6]> = std::iter::once(head.map(String::from))
        .chain(rows)
        .collect();
    let servers: Vec<Value> = test_servers()
        .into_iter()
        .map(|it| json!({ "server": it.name, "url": it.url, "folder": it.folder.display().to_string() }))
        .collect();
    let list: Vec<Value> = databases.iter().map(as_json).collect();
    let mut answer = Answer::default()
        .with("servers", servers)
        .with("databases", list);
    match databases.is_empty() {
        true => answer.said = "tests have left nothing".to_owned(),
        false => {
            answer.text = human::table(&rows);
            answer.markdown = Some(markdown::table(&rows));
        }
    }
    Ok(answer)
}

fn as_json(it: &TestDatabase) -> Value {
    json!({
        "name": it.name,
        "server": it.server,
        "role": it.role,
        "bytes": it.bytes,
        "users": it.users,
        "since": it.since,
        "test": it.test,
    })
}

fn age(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

async fn collect(all: bool) -> Result<Answer, Stop> {
    let gone = collect_test_databases(None, all).await?;
    let said = match gone.len() {
        0 => "  nothing to drop".to_owned(),
        n => format!("  dropped {n}"),
    };
    let text = gone
        .iter()
        .map(|name| format!("{name}\n"))
        .collect::<String>();
    Ok(Answer::default()
        .with("dropped", gone)
        .text(text)
        .said(said))
}
