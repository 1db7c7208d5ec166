//! Files of tests, and which of them nobody needs any more.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::error::Result;

/// After which nobody needs one any more.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes the copies of processes that ended, and what is older than a day; `all` that is not in use if asked to.
pub(in crate::testing) fn collect(all: bool) -> Result<Vec<PathBuf>> {
    let folder = super::folder()?;
    let mut gone = Vec::new();
    for folder in [folder.join("kept"), folder] {
        let Ok(files) = fs::read_dir(&folder) else {
            continue;
        };
        for file in files
            .flatten()
            .map(|it| it.path())
            .filter(|it| it.is_file())
        {
            if is_waste(&file, all) && fs::remove_file(&file).is_ok() {
                gone.push(file);
            }
        }
    }
    Ok(gone)
}

fn is_waste(file: &PathBuf, all: bool) -> bool {
    let modified = file.metadata().and_then(|it| it.modified());
    let age = modified.map(|it| SystemTime::now().duration_since(it).unwrap_or_default());
    let is_old = all || age.is_ok_and(|age| age > A_DAY);
    let extension = file
        .extension()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    match extension {
        "image" => is_old,
        // Held by whoever makes an image.
        "lock" => is_old && File::open(file).is_ok_and(|it| it.try_lock().is_ok()),
        _ => {
            let owner = file.with_extension("owner");
            match File::open(&owner) {
                // Its process is gone.
                Ok(owner) => owner.try_lock().is_ok(),
                Err(_) => is_old,
            }
        }
    }
}

/// The files that there are.
pub(in crate::testing) fn list() -> Result<Vec<PathBuf>> {
    let folder = super::folder()?;
    let mut found = Vec::new();
    for folder in [folder.clone(), folder.join("kept")] {
        for file in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let file = file.path();
            let extension = file.extension().and_then(|it| it.to_str());
            if matches!(extension, Some("image" | "sqlite")) {
                found.push(file);
            }
        }
    }
    found.sort();
    Ok(found)
}
