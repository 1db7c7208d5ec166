//! What would be lost if everything was dropped, for whoever is asked whether that is meant.

use std::fmt;

use migration_core::dialect::Dialect;

use crate::database::{Access, Database};
use crate::error::Result;
use crate::ledger::{journal, lock_name};
use crate::migrator::Migrator;
use crate::run::Run;

/// What the current schema has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Damage {
    /// Tables, without those of migratory.
    pub tables: u64,
    /// Views, materialized ones too.
    pub views: u64,
    /// Enum types (PostgreSQL).
    pub types: u64,
    /// What the tables take on the disk, indexes too, in bytes; as far as the database tells.
    pub bytes: Option<u64>,
    /// Migrations that are applied.
    pub migrations: u64,
}

impl Damage {
    /// Whether there is nothing to lose.
    pub fn is_nothing(&self) -> bool {
        self.tables == 0 && self.views == 0 && self.migrations == 0
    }
}

/// `drop 42 tables (18.4 GB), 6 views, 3 enum types`
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: u64, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        let mut parts = vec![counted(self.tables, "table")];
        if let Some(bytes) = self.bytes.filter(|_| self.tables > 0) {
            parts[0] += &format!(" ({})", size(bytes));
        }
        for (count, what) in [(self.views, "view"), (self.types, "enum type")] {
            if count > 0 {
                parts.push(counted(count, what));
            }
        }
        write!(f, "drop {}", parts.join(", "))
    }
}

fn size(bytes: u64) -> String {
    let mut size = bytes as f64;
    for unit in ["bytes", "kB", "MB", "GB"] {
        if size < 1024.0 {
            return match unit {
                "bytes" => format!("{size:.0} {unit}"),
                unit => format!("{size:.1} {unit}"),
            };
        }
        size /= 1024.0;
    }
    format!("{size:.1} TB")
}

impl Migrator {
    /// What [`fresh`](Self::fresh) would drop. Writes nothing.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn damage(&self, database: &Database) -> Result<Damage> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let damage = run.damage().await;
        run.close().await;
        damage
    }
}

impl Run<'_> {
    async fn damage(&mut self) -> Result<Damage> {
        let snapshot = self.snapshot();
        let migrations = u64::try_from(snapshot.entries.len()).unwrap_or(u64::MAX);
        if !snapshot.occupied && migrations == 0 {
            return Ok(Damage::default());
        }
        let dialect = snapshot.target.dialect;
        let ledger = &snapshot.ledger.name;
        let ours = [ledger, &journal::name(ledger), &lock_name(ledger)];
        let ours = ours.map(|name| name.name.clone());
        let ours = ours.map(|name| dialect.string_literal(&name)).join(", ");
        let sql = match dialect {
            Dialect::Postgres => format!(
                "SELECT count(*) FILTER (WHERE c.relkind IN ('r', 'p')) AS tables, \
                 count(*) FILTER (WHERE c.relkind IN ('v', 'm')) AS views, \
                 (SELECT count(*) FROM pg_catalog.pg_type t WHERE t.typtype = 'e' \
                 AND t.typnamespace = current_schema()::regnamespace) AS types, \
                 coalesce(sum(pg_total_relation_size(c.oid)) FILTER (WHERE c.relkind IN ('r', 'm')), 0)::bigint AS bytes \
                 FROM pg_catalog.pg_class c WHERE c.relnamespace = current_schema()::regnamespace \
                 AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname NOT IN ({ours}) \
                 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d \
                 WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"
            ),
            Dialect::Mysql => format!(
                "SELECT CAST(COALESCE(SUM(table_type = 'BASE TABLE'), 0) AS SIGNED) AS tables, \
                 CAST(COALESCE(SUM(table_type = 'VIEW'), 0) AS SIGNED) AS views, 0 AS types, \
                 CAST(COALESCE(SUM(COALESCE(data_length, 0) + COALESCE(index_length, 0)), 0) AS SIGNED) AS bytes \
                 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT IN ({ours})"
            ),
            Dialect::Sqlite => format!(
                "SELECT count(*) FILTER (WHERE type = 'table') AS tables, count(*) FILTER (WHERE type = 'view') AS views, \
                 0 AS types, NULL AS bytes FROM sqlite_schema WHERE type IN ('table', 'view') \
                 AND name NOT IN ({ours}) AND name NOT GLOB 'sqlite_*'"
            ),
        };
        let rows = self.connection().query(&sql, &[]).await?;
        let Some(row) = rows.first() else {
            return Ok(Damage::default());
        };
        let count = |name: &str| -> Result<u64> {
            Ok(u64::try_from(row.get::<i64>(name)?).unwrap_or_default())
        };
        let bytes: Option<i64> = row.get("bytes")?;
        Ok(Damage {
            tables: count("tables")?,
            views: count("views")?,
            types: count("types")?,
            bytes: bytes.and_then(|bytes| u64::try_from(bytes).ok()),
            migrations,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_lost_is_said_in_one_line() {
        let damage = Damage {
            tables: 42,
            views: 1,
            types: 3,
            bytes: Some(19_756_849_561),
            migrations: 7,
        };
        assert_eq!(
            damage.to_string(),
            "drop 42 tables (18.4 GB), 1 view, 3 enum types"
        );
        assert_eq!(size(1023), "1023 bytes");
        assert_eq!(size(2048), "2.0 kB");
    }
}
