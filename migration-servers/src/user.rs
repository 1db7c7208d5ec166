//! Which user a server runs as, and a folder that this user can reach.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// A user other than the one who runs this program.
#[derive(Clone, Copy)]
pub struct User {
    uid: u32,
    gid: u32,
}

/// Whether this program is run by root.
pub fn is_root() -> bool {
    id(&["-u"]) == Some(0)
}

/// The number of the user who runs this program.
pub fn number() -> Option<u32> {
    id(&["-u"])
}

/// Whether a folder belongs to the user who runs this program.
pub(crate) fn is_ours(folder: &Path) -> bool {
    folder
        .metadata()
        .is_ok_and(|found| Some(found.uid()) == number())
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// Who runs a server: the first of these who exists if we are root, which `initdb` and `mariadbd` refuse; else we.
pub fn for_server(names: &[&str]) -> Result<Option<User>, Error> {
    if !is_root() {
        return Ok(None);
    }
    let find = |name: &&str| {
        Some(User {
            uid: id(&["-u", name])?,
            gid: id(&["-g", name])?,
        })
    };
    match names.iter().find_map(find) {
        Some(user) => Ok(Some(user)),
        None => Err(format!(
            "database servers do not run as root, and there is none of the users {}; run this as another user",
            names.join(", ")
        )),
    }
}

impl User {
    /// Makes a command run as this user.
    pub fn set(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }
}

/// Makes an empty folder of the server's own. Not under `target`: that may lie in a home which the user cannot enter,
/// and the path of a socket has at most about 100 bytes.
pub fn new_folder(kind: &str, user: Option<User>) -> Result<PathBuf, Error> {
    let parents = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
    let reachable = |folder: &&PathBuf| user.is_none() || everyone_may_enter(folder);
    let parent = parents.iter().find(reachable).ok_or(
        "there is no folder for temporary files that every user may enter; set TMPDIR to one",
    )?;
    let folder = parent.join(format!("migratory-{kind}-{}", std::process::id()));
    let failed = |error| format!("cannot make the folder {}: {error}", folder.display());
    fs::create_dir(&folder).map_err(failed)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(failed)?;
    if let Some(user) = user {
        chown(&folder, Some(user.uid), Some(user.gid)).map_err(failed)?;
    }
    // Servers tell their folder's real path, which on macOS is another.
    folder.canonicalize().map_err(failed)
}

fn everyone_may_enter(folder: &Path) -> bool {
    folder.ancestors().all(|ancestor| {
        ancestor
            .metadata()
            .is_ok_and(|found| found.is_dir() && found.permissions().mode() & 0o001 != 0)
    })
}
