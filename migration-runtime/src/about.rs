//! Which database it is, as far as one may show.

use chrono::{DateTime, Utc};

/// The database that a run talks to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct About {
    /// `postgres`, `mysql`, `mariadb` or `sqlite`.
    pub kind: &'static str,
    /// The server's name and version: `PostgreSQL 15.18`.
    pub server: String,
    /// The version alone: `15.18`.
    pub version: String,
    /// The URL without its password.
    pub url: String,
    /// The database's name; of SQLite the file's.
    pub database: String,
    /// What it is stamped with.
    pub environment: Option<Stamp>,
    /// Whether a connection pooler is known to be in between.
    pub is_pooled: bool,
}

/// What a database is for, written down in it: `production`. It is in the ledger, in a row of its own.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Stamp {
    /// The environment.
    pub name: String,
    /// Since when, by the server's clock.
    pub since: Option<DateTime<Utc>>,
    /// Who wrote it.
    pub by: Option<String>,
}

impl Stamp {
    /// Whether this is where nothing may be lost.
    pub fn is_production(&self) -> bool {
        is_production(&self.name)
    }
}

/// Whether an environment is the one where nothing may be lost.
pub(crate) fn is_production(name: &str) -> bool {
    let name = name.to_lowercase();
    ["production", "prod", "live"].contains(&name.as_str())
}

/// `env production (since 2026-01-04, by ci@build-7)`
impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "env={}", self.name)?;
        let since = self
            .since
            .map(|since| format!("since {}", since.format("%Y-%m-%d")));
        let by = self.by.as_ref().map(|by| format!("by {by}"));
        let more: Vec<String> = since.into_iter().chain(by).collect();
        match more.is_empty() {
            true => Ok(()),
            false => write!(f, " ({})", more.join(", ")),
        }
    }
}

/// A server's name and version in short, from what it says itself.
pub(crate) fn server(kind: &str, version: &str) -> (String, String) {
    let digits = |version: &str| -> String {
        let end = version.find(|c: char| !c.is_ascii_digit() && c != '.');
        version[..end.unwrap_or(version.len())].to_owned()
    };
    let (name, version) = match kind {
        "postgres" => ("PostgreSQL", digits(version)),
        // Older ones put their predecessor's version before: 5.5.5-10.11.6-MariaDB.
        "mariadb" => ("MariaDB", digits(version.trim_start_matches("5.5.5-"))),
        "mysql" => ("MySQL", digits(version)),
        _ => ("SQLite", digits(version)),
    };
    (format!("{name} {version}"), version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_in_short() {
        for (kind, version, shown) in [
            (
                "postgres",
                "15.18 (Debian 15.18-0+deb12u1)",
                "PostgreSQL 15.18",
            ),
            ("mariadb", "10.11.19-MariaDB-0+deb12u1", "MariaDB 10.11.19"),
            ("mariadb", "5.5.5-10.6.1-MariaDB", "MariaDB 10.6.1"),
            ("mysql", "8.0.36", "MySQL 8.0.36"),
            ("sqlite", "3.50.2", "SQLite 3.50.2"),
        ] {
            assert_eq!(server(kind, version).0, shown);
        }
    }

    #[test]
    fn production_has_several_names() {
        assert!(is_production("Production") && is_production("live"));
        assert!(!is_production("production-copy") && !is_production("staging"));
    }
}
