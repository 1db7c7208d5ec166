//! One server of each kind for all programs of a user: whoever needs it first starts it, whoever comes later finds it, and it
//! ends by itself when nobody has used it for a while.
//!
//! Each process of a test run is one that uses it (nextest starts a process for each test), so none of them can be the one
//! that stops it. A small shell does, which is the server's parent: it looks each second at the files in `users`, each called
//! by the number of a process, removes those of processes that ended, and stops the server when there was none for the time
//! that it was given.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::process::Place;
use crate::{Error, Started, mysql, postgres, user};

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PostgreSQL.
    Postgres,
    /// MariaDB or MySQL, whichever is installed.
    Mysql,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }
}

/// A server that others may use as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Where it is: a URL with its user.
    pub url: String,
    /// "PostgreSQL 15.18".
    pub name: String,
    /// Its folder, with `log` in it.
    pub folder: PathBuf,
}

/// How long a server stays when nobody uses it, in seconds: ten minutes, unless `MIGRATORY_TEST_SERVER_IDLE` says otherwise.
const IDLE: u64 = 600;
/// The variable.
pub const IDLE_VARIABLE: &str = "MIGRATORY_TEST_SERVER_IDLE";
/// How long a server may take to go away.
const SHUTDOWN: Duration = Duration::from_secs(30);

/// The server of a kind, which is started if there is none. It stays at least as long as this process.
///
/// # Errors
///
/// Its programs are not installed; it does not start.
pub fn get(kind: Kind) -> Result<Shared, Error> {
    let home = Home::of(kind)?;
    let _lock = home.lock()?;
    let began = Instant::now();
    loop {
        match home.running() {
            // A server that is about to end has no list of users any more.
            Some(server) if enlist(&server.folder, &std::process::id().to_string()) => {
                return Ok(server);
            }
            Some(_) if began.elapsed() < SHUTDOWN => {
                std::thread::sleep(Duration::from_millis(20));
            }
            _ => break,
        }
    }
    let users = match kind {
        Kind::Postgres => postgres::USERS,
        Kind::Mysql => mysql::USERS,
    };
    let idle = std::env::var(IDLE_VARIABLE).ok();
    let idle = idle
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(IDLE);
    let place = Place::new(&format!("test_{}", kind.name()), users)?.shared(idle, &home.log())?;
    let folder = place.folder.clone();
    enlist(&folder, &std::process::id().to_string());
    let Started { url, name, process } = match kind {
        Kind::Postgres => postgres::start_at(place)?,
        Kind::Mysql => mysql::start_at(place)?,
    };
    let guard = process.id();
    drop(process);
    let written = fs::write(
        home.current(),
        format!("{guard}\n{}\n{url}\n{name}\n", folder.display()),
    );
    written.map_err(|error| home.failed(&error))?;
    Ok(Shared { url, name, folder })
}

/// The server of a kind, if it runs.
///
/// # Errors
///
/// The folder for temporary files cannot be used.
pub fn running(kind: Kind) -> Result<Option<Shared>, Error> {
    Ok(Home::of(kind)?.running())
}

/// Has the server stay until [`stop`], whoever uses it.
///
/// # Errors
///
/// As of [`get`].
pub fn keep(kind: Kind) -> Result<Shared, Error> {
    let server = get(kind)?;
    match enlist(&server.folder, "keep") {
        true => Ok(server),
        false => Err(format!("{} is about to end; run this again", server.name)),
    }
}

/// Stops the server, whoever uses it, and waits until it is gone. Answers with the one that was.
///
/// # Errors
///
/// It does not go.
pub fn stop(kind: Kind) -> Result<Option<Shared>, Error> {
    let home = Home::of(kind)?;
    let _lock = home.lock()?;
    let Some(server) = home.running() else {
        return Ok(None);
    };
    let asked = fs::write(server.folder.join("stop"), "");
    asked.map_err(|error| format!("cannot write into {}: {error}", server.folder.display()))?;
    let began = Instant::now();
    while home.running().is_some() {
        if began.elapsed() > SHUTDOWN {
            return Err(format!("{} does not stop within {SHUTDOWN:?}", server.name));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    // Its user may not be one who may remove it from the folder above.
    let _ = fs::remove_dir(&server.folder);
    Ok(Some(server))
}

/// Writes down that somebody uses a server; `false` where it does not take any more.
fn enlist(folder: &Path, who: &str) -> bool {
    fs::write(folder.join("users").join(who), "").is_ok()
}

/// What is known of the server of a kind, between processes.
struct Home {
    folder: PathBuf,
}

impl Home {
    fn of(kind: Kind) -> Result<Self, Error> {
        let user = user::number().map_or_else(|| "user".to_owned(), |number| number.to_string());
        let folder = std::env::temp_dir().join(format!("migratory-test-{}-{user}", kind.name()));
        let home = Self { folder };
        match fs::create_dir(&home.folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(home.failed(&error)),
            _ => user::is_ours(&home.folder)
                .then_some(home)
                .ok_or_else(|| "a folder of tests belongs to another user; set TMPDIR".to_owned()),
        }
    }

    fn failed(&self, error: &io::Error) -> Error {
        format!("cannot use the folder {}: {error}", self.folder.display())
    }

    fn current(&self) -> PathBuf {
        self.folder.join("current")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("guard.log")
    }

    /// Held by whoever starts or stops it; gone with the process.
    fn lock(&self) -> Result<File, Error> {
        let file = File::create(self.folder.join("lock"));
        let file = file.map_err(|error| self.failed(&error))?;
        file.lock().map_err(|error| self.failed(&error))?;
        Ok(file)
    }

    fn running(&self) -> Option<Shared> {
        let text = fs::read_to_string(self.current()).ok()?;
        let mut lines = text.lines();
        let (guard, folder) = (lines.next()?, PathBuf::from(lines.next()?));
        let server = Shared {
            url: lines.next()?.to_owned(),
            name: lines.next()?.to_owned(),
            folder,
        };
        is_guard_of(guard, &server.folder).then_some(server)
    }
}

/// Whether this process is the one that guards the server of this folder, and not another one of the same number.
fn is_guard_of(process: &str, folder: &Path) -> bool {
    let folder = folder.display().to_string();
    let command = match fs::read(format!("/proc/{process}/cmdline")) {
        Ok(words) => String::from_utf8_lossy(&words).into_owned(),
        Err(_) => {
            let ps = Command::new("ps")
                .args(["-o", "command=", "-p", process])
                .output();
            ps.map_or_else(
                |_| String::new(),
                |it| String::from_utf8_lossy(&it.stdout).into_owned(),
            )
        }
    };
    command.contains(&folder)
}
