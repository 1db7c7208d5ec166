//! Workers: databases in memory, which are this process's alone.

use sqlx::sqlite::SqliteConnectOptions;

use super::baseline::{bytes, load};
use super::template;
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::pool::{Held, Opened};
use crate::testing::refuse;
use crate::testing::worker::Worker;

/// A new one.
pub(in crate::testing) async fn make(base: &Base) -> Result<Worker> {
    let image = template::image(base).await?;
    let pool = super::pool(SqliteConnectOptions::new().in_memory(true), 1).await;
    let pool = pool.map_err(refuse::failed)?;
    load(&pool, &image).await.map_err(refuse::failed)?;
    Ok(Worker {
        number: None,
        name: "memory".to_owned(),
        url: "sqlite::memory:".to_owned(),
        pool,
        keeper: None,
        check: "".into(),
        is_clean: true,
        has_begun: false,
        opened: Opened::default(),
        is_replica: false,
    })
}

/// Brings one back to what it began with, whatever was changed.
pub(in crate::testing) async fn restore(base: &Base, worker: &Worker) -> Result<()> {
    let image = template::image(base).await?;
    load(&worker.pool, &image).await.map_err(refuse::failed)
}

/// Writes down what a test that failed has left. Answers with the file.
pub(in crate::testing) async fn keep(held: Held, test: &str) -> Result<String> {
    let image = bytes(held).await.map_err(refuse::failed)?;
    let folder = crate::testing::folder()?.join("kept");
    std::fs::create_dir_all(&folder)?;
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let file = folder.join(format!(
        "{}.sqlite",
        test.chars().map(plain).collect::<String>()
    ));
    std::fs::write(&file, image)?;
    Ok(file.display().to_string())
}
