use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Done, Tool};
use crate::Result;
use crate::history::{Sql, script};

/// `psql -f` with the script of all migrations, each in its transaction. It keeps no ledger; its time is that of a
/// process.
pub struct Psql {
    program: PathBuf,
    folder: PathBuf,
}

impl Psql {
    pub fn new(history: &[Sql]) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("migratory_peers_{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let up = script(history.iter().map(|sql| sql.up.as_str()));
        let down = script(history.iter().rev().map(|sql| sql.down.as_str()));
        std::fs::write(folder.join("up.sql"), up)?;
        std::fs::write(folder.join("down.sql"), down)?;
        Ok(Self {
            program: program(),
            folder,
        })
    }

    fn run(&self, url: &str, file: &str) -> Result<Done> {
        // No start-up file, no chatter, and an end at the first error.
        let out = Command::new(&self.program)
            .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f"])
            .arg(self.folder.join(file))
            .output()?;
        if !out.status.success() {
            return Err(format!("psql: {}", String::from_utf8_lossy(&out.stderr)).into());
        }
        Ok(Done::Yes)
    }
}

/// The program of the newest server that is installed, if it is where Debian has it: what stands in PATH there is a
/// script that looks for it each time.
fn program() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter();
    let mut found: Vec<(u32, PathBuf)> = (versions.flatten().flatten())
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin/psql")))
        })
        .filter(|(_, path)| path.exists())
        .collect();
    found.sort();
    found
        .pop()
        .map_or_else(|| Path::new("psql").to_owned(), |(_, path)| path)
}

impl Drop for Psql {
    fn drop(&mut self) {
        // What stays behind is two files among the temporary ones.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl Tool for Psql {
    fn name(&self) -> &'static str {
        "psql"
    }

    fn version(&self) -> Result<String> {
        let out = Command::new(&self.program).arg("--version").output()?;
        let text = String::from_utf8(out.stdout)?;
        let version = text.split_whitespace().nth(2);
        Ok(version.ok_or("psql says no version")?.to_owned())
    }

    fn migrate(&self, url: &str) -> Result<Done> {
        self.run(url, "up.sql")
    }

    fn nothing_pending(&self, _url: &str) -> Result<Done> {
        Ok(Done::NotOffered)
    }

    fn status(&self, _url: &str) -> Result<Done> {
        Ok(Done::NotOffered)
    }

    fn rollback_all(&self, url: &str) -> Result<Done> {
        self.run(url, "down.sql")
    }
}
