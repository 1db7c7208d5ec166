//! Where server programs are installed.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with PostgreSQL's `initdb` and `postgres`.
pub fn postgres() -> Option<PathBuf> {
    postgres_folders()
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

fn postgres_folders() -> impl Iterator<Item = PathBuf> {
    folders(&[
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        "/usr/local/pgsql/bin",
    ])
}

/// The server program of MariaDB or MySQL.
pub fn mysql() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = mysql_folders().collect();
    first_file(&folders, &["mariadbd", "mysqld"])
}

/// The program that makes MariaDB's first data folder.
pub fn mariadb_install_db(server: &Path) -> Option<PathBuf> {
    let beside = server.parent().and_then(Path::parent);
    let beside = beside
        .into_iter()
        .flat_map(|base| [base.join("bin"), base.join("scripts")]);
    let folders: Vec<PathBuf> = beside.chain(mysql_folders()).collect();
    first_file(&folders, &["mariadb-install-db", "mysql_install_db"])
}

/// The program of PgBouncer.
pub fn pgbouncer() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = folders(&[
        "/opt/homebrew/opt/pgbouncer/bin",
        "/usr/local/opt/pgbouncer/bin",
    ])
    .collect();
    first_file(&folders, &["pgbouncer"])
}

/// The program that copies a PostgreSQL server. The folder of the others may hold no more than links to some of them.
pub fn pg_basebackup() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = postgres_folders().collect();
    first_file(&folders, &["pg_basebackup"])
}

/// What copies the data of a node to another (Galera).
pub fn rsync() -> Option<PathBuf> {
    first_file(&folders(&[]).collect::<Vec<_>>(), &["rsync"])
}

/// What says whether that has begun.
pub fn ss() -> Option<PathBuf> {
    first_file(&folders(&[]).collect::<Vec<_>>(), &["ss", "lsof"])
}

/// The library that makes MariaDB's servers a cluster.
pub fn galera() -> Option<PathBuf> {
    let folders = [
        "/usr/lib/galera",
        "/usr/lib64/galera-4",
        "/usr/lib/galera-4",
        "/usr/local/lib/galera",
    ];
    let files = folders.map(|folder| Path::new(folder).join("libgalera_smm.so"));
    files.into_iter().find(|file| file.is_file())
}

fn mysql_folders() -> impl Iterator<Item = PathBuf> {
    folders(&[
        "/usr/libexec",
        "/opt/homebrew/opt/mariadb*/bin",
        "/usr/local/opt/mariadb*/bin",
        "/opt/homebrew/opt/mysql*/bin",
        "/usr/local/opt/mysql*/bin",
        "/usr/local/mysql/bin",
    ])
}

fn first_file(folders: &[PathBuf], names: &[&str]) -> Option<PathBuf> {
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

/// The folders of `PATH`, what `pg_config` says, where system programs are, and these.
fn folders(patterns: &[&str]) -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let usual = [
        "/usr/sbin",
        "/usr/local/sbin",
        "/usr/bin",
        "/usr/local/bin",
        "/sbin",
        "/bin",
    ];
    let matching: Vec<PathBuf> = patterns
        .iter()
        .flat_map(|pattern| newest_first(pattern))
        .collect();
    on_path
        .into_iter()
        .chain(pg_config())
        .chain(matching)
        .chain(usual.into_iter().map(PathBuf::from))
}

fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    (!folder.trim().is_empty()).then(|| folder.trim().into())
}

/// The folders of a pattern with at most one `*`, the highest number first.
fn newest_first(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![pattern.into()];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or((".", before));
    let mut found: Vec<(Option<u32>, PathBuf)> = std::fs::read_dir(parent)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let version = name
                .strip_prefix(prefix)?
                .trim_start_matches('@')
                .parse()
                .ok();
            Some((version, entry.path().join(after.trim_start_matches('/'))))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, folder)| folder).collect()
}
