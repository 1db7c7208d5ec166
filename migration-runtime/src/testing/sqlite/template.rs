//! The template of a history: the image of a database in memory, kept in a file for other processes
//! (<https://www.sqlite.org/c3ref/serialize.html>).

use std::fs::{self, File};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;

use super::baseline::bytes;
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::refuse;

/// The image, which is made unless it is there.
pub(super) async fn image(base: &Base) -> Result<Arc<[u8]>> {
    let image = base.image.get_or_try_init(|| read_or_make(base)).await?;
    Ok(image.clone())
}

async fn read_or_make(base: &Base) -> Result<Arc<[u8]>> {
    let folder = crate::testing::folder()?;
    let file = folder.join(format!("{}.image", base.names.template()));
    if let Ok(image) = fs::read(&file) {
        return Ok(image.into());
    }
    let lock = File::create(folder.join(format!("{}.lock", base.names.template())))?;
    while lock.try_lock().is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if let Ok(image) = fs::read(&file) {
        return Ok(image.into());
    }
    let image = make(base).await?;
    // Whole or not at all.
    let part = folder.join(format!("{}.{}", base.names.template(), std::process::id()));
    fs::write(&part, &image)?;
    fs::rename(&part, &file)?;
    Ok(image.into())
}

async fn make(base: &Base) -> Result<Vec<u8>> {
    let pool = super::pool(SqliteConnectOptions::new().in_memory(true), 1).await;
    let pool = pool.map_err(refuse::failed)?;
    base.recipe.fill(&pool.database()).await?;
    let held = pool.hold().await.map_err(refuse::failed)?;
    let image = bytes(held).await.map_err(refuse::failed)?;
    pool.close().await;
    Ok(image)
}
