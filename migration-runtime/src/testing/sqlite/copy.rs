//! Copies of a template: files. Which process has one is told by a lock of a file beside it.

use std::fs::{self, File};
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;

use super::template;
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::names::Role;
use crate::testing::pool::Pool;
use crate::testing::refuse;

/// A copy, and what holds its lock.
pub(in crate::testing) async fn make(
    base: &Base,
    connections: u32,
) -> Result<(String, Pool, File)> {
    let image = template::image(base).await?;
    let name = crate::testing::folder()?.join(base.names.own(Role::Copy));
    let file = name.with_extension("sqlite");
    let owner = File::create(name.with_extension("owner"))?;
    owner.lock()?;
    fs::write(&file, &image)?;
    let options = SqliteConnectOptions::new().filename(&file);
    let pool = super::pool(options, connections).await;
    Ok((
        file.display().to_string(),
        pool.map_err(refuse::failed)?,
        owner,
    ))
}

/// Removes one.
pub(in crate::testing) fn discard(file: &str) {
    let file = Path::new(file);
    // What cannot be removed now is removed by the next process.
    for extension in [
        "sqlite",
        "sqlite-wal",
        "sqlite-shm",
        "sqlite-journal",
        "owner",
    ] {
        let _ = fs::remove_file(file.with_extension(extension));
    }
}

/// Moves what a test that failed has left. Answers with where it is.
pub(in crate::testing) fn keep(file: &str, test: &str) -> Result<String> {
    let folder = crate::testing::folder()?.join("kept");
    fs::create_dir_all(&folder)?;
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let kept = folder.join(format!(
        "{}.sqlite",
        test.chars().map(plain).collect::<String>()
    ));
    fs::rename(file, &kept)?;
    discard(file);
    Ok(kept.display().to_string())
}
