//! A folder of SQL files that lives as long as a test, and the folders of real histories.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

/// A folder that is gone when this is dropped.
#[derive(Debug)]
pub struct SqlFolder(PathBuf);

impl SqlFolder {
    /// A folder of these files: the path in it, and the text.
    pub fn of(files: &[(&str, &str)]) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("migratory_sql_{}_{number}", process::id()));
        let made = Self(folder);
        fs::create_dir_all(&made.0).expect("a folder can be made");
        for (path, text) in files {
            made.write(path, text);
        }
        made
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("a folder can be made");
        }
        fs::write(path, text).expect("a file can be written");
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for SqlFolder {
    fn drop(&mut self) {
        // What is left is in the folder for temporary files.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A folder of the data that nobody here wrote: in `$MIGRATORY_SHARED_DATA`, or in `../shared/data` beside the workspace.
///
/// # Panics
///
/// It is not there; the message says how to bring it.
pub fn shared_data(folder: &str) -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let shared = env::var_os("MIGRATORY_SHARED_DATA").map_or(beside, PathBuf::from);
    let path = shared.join(folder);
    assert!(
        path.exists(),
        "{folder} is not at {}: this test runs real schemas. Put them there, or say where they are with \
         MIGRATORY_SHARED_DATA=<folder that has {folder} in it>",
        path.display()
    );
    path
}
