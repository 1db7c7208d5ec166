//! A room for each tool. Each is used as its documentation says, with its default settings.

mod diesel;
mod migratory;
mod one_message;
mod psql;
mod refinery;
mod sea_orm;
mod sqlx;

use std::sync::Arc;

use tokio::runtime::Runtime;

use crate::Result;
use crate::history::Sql;

pub use one_message::NAME as FLOOR;

/// Whether a tool has what it was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Yes,
    NotOffered,
}

/// What a tool can do. Each call is a run of its own: it connects, works and closes what it connected.
pub trait Tool {
    fn name(&self) -> &'static str;

    /// Its release.
    fn version(&self) -> Result<String>;

    /// Applies all that is pending.
    fn migrate(&self, url: &str) -> Result<Done>;

    /// The same, when nothing is pending.
    fn nothing_pending(&self, url: &str) -> Result<Done> {
        self.migrate(url)
    }

    /// Which migrations are applied.
    fn status(&self, url: &str) -> Result<Done>;

    /// Undoes all.
    fn rollback_all(&self, url: &str) -> Result<Done>;
}

/// All tools with the same history. What a tool would have made at compile time is made here, before anything is timed.
pub fn all(history: &[Sql], runtime: &Arc<Runtime>) -> Result<Vec<Box<dyn Tool>>> {
    Ok(vec![
        Box::new(migratory::Migratory::new(history.len(), runtime.clone())),
        Box::new(one_message::OneMessage::new(history, runtime.clone())),
        Box::new(psql::Psql::new(history)?),
        Box::new(refinery::Refinery::new(history, false, runtime.clone())?),
        Box::new(refinery::Refinery::new(history, true, runtime.clone())?),
        Box::new(diesel::Diesel::new(history)),
        Box::new(sqlx::Sqlx::new(history, runtime.clone())),
        Box::new(sea_orm::SeaOrm::new(history.len(), runtime.clone())),
    ])
}

/// The release of a crate that was built in.
fn locked(name: &str) -> Result<String> {
    let head = format!("name = \"{name}\"\nversion = \"");
    include_str!("../../Cargo.lock")
        .split_once(&head)
        .and_then(|(_, rest)| rest.split('"').next())
        .map(str::to_owned)
        .ok_or_else(|| format!("Cargo.lock has no {name}").into())
}
