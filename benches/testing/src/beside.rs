//! What else gives a test a clean database.

use std::time::Instant;

use migratory::Database;
use migratory_testing_bench::{INSERTS, TABLES, migrator, table};

use crate::Result;
use crate::numbers::Row;
use crate::server::{Admin, BASE, Server};

/// All that a server has.
pub async fn measure(server: &Server, rounds: usize) -> Result<Vec<Row>> {
    let mut rows = vec![replayed(server, rounds).await?];
    if server.is_postgres() {
        rows.push(copied(server, rounds).await?);
    }
    rows.push(truncated(server, rounds).await?);
    Ok(rows)
}

/// A new database, and all migrations.
async fn replayed(server: &Server, rounds: usize) -> Result<Row> {
    let mut row = Row::new("a new database, and all migrations");
    let name = format!("{BASE}_replayed");
    let mut admin = server.admin().await?;
    for _ in 0..rounds {
        let began = Instant::now();
        make(server, &mut admin, &name).await?;
        row.times.push(began.elapsed());
        admin.drop(&name).await?;
    }
    Ok(row)
}

async fn make(server: &Server, admin: &mut Admin, name: &str) -> Result<()> {
    admin.script(&format!("CREATE DATABASE {name}")).await?;
    let database = Database::connect(&server.url_of(name)).await?;
    migrator()?.migrate(&database).await?;
    Ok(())
}

/// `CREATE DATABASE ... TEMPLATE` alone.
async fn copied(server: &Server, rounds: usize) -> Result<Row> {
    let mut row = Row::new("`CREATE DATABASE ... TEMPLATE` alone");
    let (template, name) = (format!("{BASE}_template"), format!("{BASE}_copied"));
    let mut admin = server.admin().await?;
    make(server, &mut admin, &template).await?;
    let copy = format!("CREATE DATABASE {name} TEMPLATE {template}");
    for _ in 0..rounds {
        let began = Instant::now();
        admin.script(&copy).await?;
        row.times.push(began.elapsed());
        admin.drop(&name).await?;
    }
    Ok(row)
}

/// `TRUNCATE` of all tables: one statement, or where a statement takes one table, one message.
async fn truncated(server: &Server, rounds: usize) -> Result<Row> {
    let tables: Vec<String> = (0..TABLES).map(table).collect();
    let (what, sql) = match server.is_postgres() {
        true => (
            "`TRUNCATE` of all tables in one statement",
            format!("TRUNCATE {}", tables.join(", ")),
        ),
        false => (
            "`TRUNCATE` of each table in one message",
            format!(
                "SET foreign_key_checks = 0; TRUNCATE {}; SET foreign_key_checks = 1",
                tables.join("; TRUNCATE ")
            ),
        ),
    };
    let mut row = Row::new(what);
    let name = format!("{BASE}_truncated");
    let mut admin = server.admin().await?;
    make(server, &mut admin, &name).await?;
    let mut connection = Admin::connect(server, &server.url_of(&name)).await?;
    // No parents are there after the first time.
    let rows = INSERTS.map(|insert| insert.replace("child', 1)", "child', NULL)"));
    let rows = rows.map(|insert| insert.replace("child', 2)", "child', NULL)"));
    for _ in 0..rounds {
        connection.script(&rows.join("; ")).await?;
        let began = Instant::now();
        connection.script(&sql).await?;
        row.times.push(began.elapsed());
    }
    admin.drop(&name).await?;
    Ok(row)
}
