//! What tests have left on a server: listed, and dropped where nobody needs it any more.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::base::Base;
#[cfg(feature = "mysql")]
use super::mysql;
use super::names::{self, Role};
#[cfg(feature = "postgres")]
use super::postgres;
use super::server::{self, Server};
#[cfg(feature = "sqlite")]
use super::sqlite;
use crate::error::Result;

/// A database that tests have made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) bytes: u64,
    /// How many are connected to it.
    pub(super) users: u64,
    /// When it was made or kept, in seconds of the epoch, if it says so.
    pub(super) since: Option<u64>,
    /// The program of a template; the test of what is kept.
    pub(super) of: String,
}

/// Why something is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waste {
    /// Its process is gone.
    Left,
    /// Nobody has needed it for a day.
    Old,
    /// Somebody wants all to go.
    Asked,
}

const A_DAY: u64 = 24 * 60 * 60;

impl Found {
    /// From `name`, bytes, users and comment, between tabs. A template whose comment does not begin with this is none of ours.
    pub(super) fn of_line(line: &str, comment_of_template: &str) -> Option<Self> {
        let mut parts = line.splitn(4, '\t');
        let name = parts.next()?.to_owned();
        let bytes = parts.next()?.parse().unwrap_or_default();
        let users = parts.next()?.parse().unwrap_or_default();
        let comment = parts.next().unwrap_or_default();
        let (_, role) = names::parts(&name)?;
        if role == Role::Template && !comment.starts_with(comment_of_template) {
            return None;
        }
        // `what, 1790000000, of`
        let mut said = comment.splitn(3, ", ").skip(1);
        let since = said.next().and_then(|it| it.parse().ok());
        let of = said.next().unwrap_or_default().to_owned();
        Some(Self {
            name,
            role,
            bytes,
            users,
            since,
            of,
        })
    }

    /// Whether nobody needs it, as of this time, for what reason.
    fn waste(&self, now: u64, all: &[Self], current: Option<&Base>) -> Option<Waste> {
        let is_current = current.is_some_and(|base| base.names.is_of_this(&self.name));
        let (base, _) = names::parts(&self.name)?;
        let template = self.name.get(..base.len() + 1 + names::PRINT)?;
        let template = all
            .iter()
            .find(|it| it.role == Role::Template && it.name == template);
        let is_old = |it: &Self| it.since.is_none_or(|since| since + A_DAY < now);
        // Built by an earlier build of the same program.
        let is_outdated = |it: &Self| {
            current.is_some_and(|base| {
                base.recipe
                    .program
                    .as_ref()
                    .is_some_and(|program| *program == it.of)
                    && !base.names.is_of_this(&it.name)
            })
        };
        match self.role {
            Role::Copy => Some(Waste::Left),
            Role::Kept => (self.since.is_some() && is_old(self)).then_some(Waste::Old),
            _ if is_current => None,
            Role::Template => (is_old(self) || is_outdated(self)).then_some(Waste::Old),
            Role::Worker | Role::Ready => match template {
                None => Some(Waste::Old),
                Some(template) => (is_old(template) || is_outdated(template)).then_some(Waste::Old),
            },
        }
    }
}

/// Drops what processes that ended have left, and what is old. At most once a minute, however many processes begin.
pub(super) fn leftovers(base: &Arc<Base>) {
    if !base.is_first_look() || !is_due(base) {
        return;
    }
    let this = base.clone();
    base.spawn(async move {
        // What cannot be dropped now is dropped another time.
        let _ = collect(&this.server, Some(&this), this.names.base(), false).await;
    });
}

fn is_due(base: &Base) -> bool {
    let Ok(folder) = super::folder() else {
        return false;
    };
    let stamp = folder.join(format!("{}.collected", base.names.template()));
    let age = stamp.metadata().and_then(|it| it.modified()).ok();
    let age = age.and_then(|it| SystemTime::now().duration_since(it).ok());
    let is_due = age.is_none_or(|age| age > Duration::from_secs(60));
    is_due && fs::write(stamp, "").is_ok()
}

/// Drops what is waste, or `all` that is not in use, of what is called after a base. Answers with what is gone.
async fn collect(
    server: &Server,
    current: Option<&Base>,
    base: &str,
    all: bool,
) -> Result<Vec<String>> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let why = |it: &Found, list: &[Found]| match all {
        _ if !names::is_of_base(base, &it.name) => None,
        // The server would wait for whoever is connected.
        _ if it.users > 0 && it.role != Role::Copy => None,
        true => Some(if it.role == Role::Copy {
            Waste::Left
        } else {
            Waste::Asked
        }),
        false => it.waste(now, list, current),
    };
    let _ = &why;
    let mut gone = Vec::new();
    match server {
        #[cfg(feature = "postgres")]
        Server::Postgres(server) => {
            let mut admin = server.admin().await?;
            let list = postgres::collect::list(&mut admin).await?;
            for it in &list {
                if let Some(why) = why(it, &list)
                    && postgres::collect::drop(&mut admin, it, why).await?
                {
                    gone.push(it.name.clone());
                }
            }
            if all {
                gone.extend(postgres::collect::drop_schemas(&mut admin).await?);
            }
            admin.close().await;
        }
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => {
            let mut admin = server.admin().await?;
            let list = mysql::collect::list(&mut admin).await?;
            for it in &list {
                if let Some(why) = why(it, &list)
                    && mysql::collect::drop(&mut admin, it, why).await?
                {
                    gone.push(it.name.clone());
                }
            }
            admin.close().await;
        }
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => {
            let files = sqlite::collect::collect(all)?;
            gone.extend(files.iter().map(|file| file.display().to_string()));
        }
        #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        Server::None(never) => match *never {},
    }
    Ok(gone)
}

/// A database that tests have made, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestDatabase {
    /// Its name; of SQLite its file.
    pub name: String,
    /// The URL of its server without a password; `sqlite:` for files.
    pub server: String,
    /// `template`, `worker`, `ready`, `copy` or `kept`.
    pub role: &'static str,
    /// How large it is.
    pub bytes: u64,
    /// How many are connected to it.
    pub users: u64,
    /// When it was made, or kept, in seconds of the epoch, where it says so.
    pub since: Option<u64>,
    /// The test that left it, if it is kept.
    pub test: Option<String>,
}

/// All databases that tests have made: of the throwaway servers that run, of those that the environment names, and files of
/// SQLite. On a server of `url` alone if that is said.
///
/// # Errors
///
/// A server does not answer.
pub async fn test_databases(url: Option<&str>) -> Result<Vec<TestDatabase>> {
    let mut found = Vec::new();
    for (url, base) in urls(url)? {
        let server = Server::at(&url, "app")?;
        let shown = crate::redacted(&url);
        let mut there = list(&server).await?;
        there.retain(|it| names::is_of_base(&base, &it.name));
        for it in there {
            found.push(TestDatabase {
                name: it.name,
                server: shown.clone(),
                role: match it.role {
                    Role::Template => "template",
                    Role::Worker => "worker",
                    Role::Ready => "ready",
                    Role::Copy => "copy",
                    Role::Kept => "kept",
                },
                bytes: it.bytes,
                users: it.users,
                since: it.since,
                test: (it.role == Role::Kept).then_some(it.of),
            });
        }
    }
    Ok(found)
}

/// Drops what processes that ended have left, what is older than a day, and `all` that is not in use if asked to. Answers with
/// the names of what is gone.
///
/// # Errors
///
/// A server does not answer.
pub async fn collect_test_databases(url: Option<&str>, all: bool) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for (url, base) in urls(url)? {
        gone.extend(collect(&Server::at(&url, "app")?, None, &base, all).await?);
    }
    Ok(gone)
}

/// The servers, and what the names of databases begin with on each: those of the throwaway ones with anything.
fn urls(url: Option<&str>) -> Result<Vec<(String, String)>> {
    let base = |url: &str| Server::at(url, "app").map(|server| server.base().to_owned());
    if let Some(url) = url {
        return Ok(vec![(url.to_owned(), base(url)?)]);
    }
    let mut urls: Vec<(String, String)> = Vec::new();
    for url in server::said_for_tests() {
        let base = base(&url)?;
        urls.push((url, base));
    }
    let throwaway = server::throwaways().into_iter();
    urls.extend(throwaway.map(|url| (url, String::new())));
    if cfg!(feature = "sqlite") {
        urls.push(("sqlite:".to_owned(), String::new()));
    }
    Ok(urls)
}

async fn list(server: &Server) -> Result<Vec<Found>> {
    match server {
        #[cfg(feature = "postgres")]
        Server::Postgres(server) => {
            let mut admin = server.admin().await?;
            let found = postgres::collect::list(&mut admin).await;
            admin.close().await;
            found
        }
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => {
            let mut admin = server.admin().await?;
            let found = mysql::collect::list(&mut admin).await;
            admin.close().await;
            found
        }
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => {
            let files = sqlite::collect::list()?;
            let found = files.into_iter().map(|file| Found {
                role: match file.parent().is_some_and(|it| it.ends_with("kept")) {
                    true => Role::Kept,
                    false if file.extension().is_some_and(|it| it == "image") => Role::Template,
                    false => Role::Copy,
                },
                bytes: file.metadata().map_or(0, |it| it.len()),
                users: 0,
                since: None,
                of: file
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                name: file.display().to_string(),
            });
            Ok(found.collect())
        }
        #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        Server::None(never) => match *never {},
    }
}
