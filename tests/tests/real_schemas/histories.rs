//! Versions of real schemas, as the SQL files of a history make them: each becomes the one after it, the one before it, and
//! one far away.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use migration_core::dialect::{Dialect, Target};
use migratory::Introspected;
use migratory_tests::sql_folder::shared_data;
use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::Connection as _;

use crate::clients::{Dump, pg_dump, psql, sqlite_lines, sqlite3};
use crate::{Place, alike, judge};

/// Pairs that do not come out alike, and what is said of each. There are none.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// A migration: its file, and whether it runs in a transaction.
type File = (PathBuf, bool);

/// A history, and the database after some of its migrations.
struct History {
    name: &'static str,
    server: Server,
    target: Target,
    points: BTreeMap<usize, Point>,
}

struct Point {
    /// Nobody is connected to it.
    place: Throwaway,
    found: Introspected,
    dump: Dump,
}

impl History {
    /// Runs all files, and stops at these points.
    async fn run(
        name: &'static str,
        server: Server,
        files: &[File],
        stops: &BTreeSet<usize>,
    ) -> Self {
        let target = match server {
            Server::Postgres(_) => Target::postgres(),
            Server::Mysql(_) => Target::mariadb(),
            Server::Sqlite => Target::sqlite(),
        };
        let mut history = Self {
            name,
            server,
            target,
            points: BTreeMap::new(),
        };
        let mut at = 0;
        for &stop in stops {
            let place = match history.points.last_key_value() {
                Some((_, before)) => history.server.copy(&before.place, "history").await,
                None => history.server.create("history").await,
            };
            let mut read = Place::of(place, &history.target).await;
            for (file, in_transaction) in &files[at..stop] {
                let throwaway = &read.throwaway;
                match history.target.dialect {
                    Dialect::Postgres if *in_transaction => {
                        let sql = std::fs::read_to_string(file).unwrap();
                        read.run(&sql).await.unwrap();
                        // As if each file had a session of its own.
                        read.run("DISCARD ALL").await.unwrap();
                    }
                    Dialect::Postgres => psql(throwaway, file, false).unwrap(),
                    Dialect::Sqlite => sqlite3(throwaway, file).unwrap(),
                    Dialect::Mysql => unreachable!("no history is of MySQL"),
                }
            }
            at = stop;
            let found = read.read().await;
            let Place {
                throwaway,
                connection,
                database,
                ..
            } = read;
            connection.close().await.unwrap();
            drop(database);
            let dump = history.dump(&throwaway);
            let point = Point {
                place: throwaway,
                found,
                dump,
            };
            history.points.insert(stop, point);
        }
        history
    }

    fn dump(&self, place: &Throwaway) -> Dump {
        match self.target.dialect {
            Dialect::Postgres => alike(pg_dump(place).unwrap()),
            Dialect::Sqlite => sqlite_shape(place).unwrap(),
            Dialect::Mysql => unreachable!("no history is of MySQL"),
        }
    }

    /// What comes of making the one of the other.
    async fn outcome(&self, from: usize, to: usize) -> Result<(), String> {
        let (from, to) = (&self.points[&from], &self.points[&to]);
        let place = self.server.copy(&from.place, "pair").await;
        let mut place = Place::of(place, &self.target).await;
        let dump = |place: &Throwaway| self.dump(place);
        place.becomes(&to.found, &to.dump, dump).await
    }
}

/// What SQLite says of a schema apart from how it was written: a column that was added, and one that was there from the
/// beginning, are other texts.
fn sqlite_shape(database: &Throwaway) -> Option<Dump> {
    // What a state does not tell apart: a primary key is taken for NOT NULL, though SQLite lets some be NULL; the default of
    // NULL is none; and the time now has one name, to the second or not.
    let query = r#"
        WITH t AS (SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\')
        SELECT printf('table %s %s %s %s', t.name, l.wr, l.strict, t.sql LIKE '%AUTOINCREMENT%')
            FROM t JOIN pragma_table_list l ON l.name = t.name
        UNION ALL SELECT printf('column %s %s %s %s %s %s %s', t.name, c.name, upper(c.type), c."notnull" OR c.pk > 0,
            iif(c.dflt_value LIKE '%strftime(%now%', 'current_timestamp', nullif(lower(c.dflt_value), 'null')), c.pk, c.hidden) FROM t JOIN pragma_table_xinfo(t.name) c
        UNION ALL SELECT printf('foreign key %s %s %s %s %s %s %s', t.name, f.seq, f."from", f."table", f."to",
            f.on_update, f.on_delete) FROM t JOIN pragma_foreign_key_list(t.name) f
        UNION ALL SELECT printf('index %s %s %s %s %s %s', t.name, i."unique", i.origin, i.partial,
            iif(i.origin = 'c', i.name, ''),
            (SELECT group_concat(printf('%s %s %s', x.name, x.desc, x.coll)) FROM pragma_index_xinfo(i.name) x WHERE x.key))
            FROM t JOIN pragma_index_list(t.name) i
        UNION ALL SELECT type || ' ' || lower(replace(replace(replace(replace(replace(replace(replace(sql,
            char(9), ''), char(10), ''), ' ', ''), '"', ''), '(', ''), ')', ''), ';', ''))
            FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL
    "#;
    sqlite_lines(database, query)
}

/// All of a history's pairs, both ways.
async fn pairs_hold(name: &'static str, server: Server, files: &[File], pairs: &[(usize, usize)]) {
    let stops = pairs.iter().flat_map(|&(from, to)| [from, to]).collect();
    let history = Arc::new(History::run(name, server, files, &stops).await);
    let mut outcomes = BTreeMap::new();
    let mut running = tokio::task::JoinSet::new();
    let mut open = pairs.iter().flat_map(|&(i, j)| [(i, j), (j, i)]);
    loop {
        while running.len() < 4
            && let Some((from, to)) = open.next()
        {
            let history = Arc::clone(&history);
            running.spawn(async move {
                let outcome = history.outcome(from, to).await;
                (format!("{} {from} -> {to}", history.name), outcome)
            });
        }
        let Some(ended) = running.join_next().await else {
            break;
        };
        let (id, outcome) = ended.unwrap();
        outcomes.insert(id, outcome);
    }
    let exceptions = EXCEPTIONS
        .iter()
        .filter(|(id, _)| outcomes.contains_key(*id));
    judge(&outcomes, &exceptions.copied().collect::<Vec<_>>());
}

/// Each `every`th neighbour, and all pairs of points that are `far` apart. `MIGRATORY_ALL_PAIRS=1` looks at every neighbour.
fn pairs(end: usize, every: usize, far: usize) -> Vec<(usize, usize)> {
    let every = if std::env::var_os("MIGRATORY_ALL_PAIRS").is_some() {
        1
    } else {
        every
    };
    let near = (0..end).step_by(every).map(|at| (at, at + 1));
    let mut points: Vec<usize> = (0..end).step_by(far).collect();
    points.push(end);
    let far = points
        .iter()
        .enumerate()
        .flat_map(|(at, &from)| points[at + 1..].iter().map(move |&to| (from, to)));
    let pairs: BTreeSet<_> = near.chain(far).collect();
    pairs.into_iter().collect()
}

fn files(folder: &Path, end: &str) -> Vec<File> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.to_str().unwrap().ends_with(end));
    files.sort();
    files.into_iter().map(|file| (file, true)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn versions_of_crates_io_become_each_other() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let folder = shared_data("diesel-crates-io/migrations");
    let entries = std::fs::read_dir(folder).unwrap();
    let folders = entries.map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    // As diesel sorts them: by their dates without dashes.
    folders.sort_by_key(|folder| {
        let name = folder.file_name().unwrap().to_str().unwrap();
        name.split('_').next().unwrap().replace('-', "")
    });
    let files = folders.iter().map(|folder| {
        // `run_in_transaction = false` is all that a metadata.toml says here.
        (
            folder.join("up.sql"),
            !folder.join("metadata.toml").exists(),
        )
    });
    let files: Vec<File> = files.collect();
    assert_eq!(files.len(), 285);
    pairs_hold("crates_io", server, &files, &pairs(285, 20, 95)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn versions_of_svix_become_each_other() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let files = files(&shared_data("sqlx-svix/migrations"), ".up.sql");
    pairs_hold("svix", server, &files, &pairs(16, 2, 8)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn versions_of_atuin_become_each_other_on_postgres() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let files = files(&shared_data("sqlx-atuin/server-postgres"), ".sql");
    pairs_hold("atuin", server, &files, &pairs(20, 2, 10)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn versions_of_atuin_become_each_other_on_sqlite() {
    for (name, folder) in [
        ("atuin client", "client-sqlite"),
        ("atuin server", "server-sqlite"),
    ] {
        let files = files(&shared_data(&format!("sqlx-atuin/{folder}")), ".sql");
        pairs_hold(name, Server::Sqlite, &files, &pairs(files.len(), 1, 4)).await;
    }
}
