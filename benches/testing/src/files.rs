//! The migrations as SQL files, which `#[sqlx::test]` takes.

use std::fs;
use std::path::PathBuf;

use migration_core::dialect::Target;
use migratory_testing_bench::{TABLES, migrator, name};

use crate::Result;

/// Writes them.
pub fn write() -> Result<()> {
    for n in 0..TABLES {
        fs::write(path(n), sql(n)?)?;
    }
    Ok(())
}

/// Whether they are what the migrations are.
pub fn check() -> Result<()> {
    for n in 0..TABLES {
        let path = path(n);
        if fs::read_to_string(&path).unwrap_or_default() != sql(n)? {
            let path = path.display();
            return Err(
                format!("{path} is not what its migration is; next: run this with `sql`").into(),
            );
        }
    }
    Ok(())
}

fn path(n: usize) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    PathBuf::from(folder).join(format!("{}.sql", name(n)))
}

fn sql(n: usize) -> Result<String> {
    let target = Target::postgres();
    let (_, sql) = migrator()?.sql_of(&name(n), &target, false)?;
    Ok(sql.ok_or("a migration has no SQL")?)
}
