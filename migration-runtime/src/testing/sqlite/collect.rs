//! Files of tests, and which of them nobody needs any more.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::Result;

/// After which nobody needs one any more.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// For how long a copy may be in the making.
const A_MOMENT: Duration = Duration::from_secs(60);

/// Removes the copies of processes that ended, and what is older than a day; `all` that is not in use if asked to.
pub(in crate::testing) fn collect(all: bool) -> Result<Vec<PathBuf>> {
    let folder = crate::testing::folder()?;
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in [folder.join("kept"), folder] {
        let found = fs::read_dir(&folder).into_iter().flatten().flatten();
        files.extend(found.map(|it| it.path()).filter(|it| it.is_file()));
    }
    // What says whose a copy is goes after the copy.
    files.sort_by_key(|file| is(file, "owner"));
    files.retain(|file| is_waste(file, all) && fs::remove_file(file).is_ok());
    Ok(files)
}

fn is(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|it| it == extension)
}

fn is_waste(file: &Path, all: bool) -> bool {
    let modified = file.metadata().and_then(|it| it.modified());
    let age = modified.map(|it| SystemTime::now().duration_since(it).unwrap_or_default());
    let age = age.unwrap_or_default();
    let is_old = all || age > A_DAY;
    if is(file, "image")
        || is(file, "collected")
        || file.parent().is_some_and(|it| it.ends_with("kept"))
    {
        return is_old;
    }
    // Held by whoever makes an image.
    if is(file, "lock") {
        return is_old && File::open(file).is_ok_and(|it| it.try_lock().is_ok());
    }
    let is_nobodys = match File::open(file.with_extension("owner")) {
        Ok(owner) => owner.try_lock().is_ok(),
        Err(_) => true,
    };
    is_nobodys && (all || age > A_MOMENT)
}

/// The files that there are.
pub(in crate::testing) fn list() -> Result<Vec<PathBuf>> {
    let folder = crate::testing::folder()?;
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
