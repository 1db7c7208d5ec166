//! The part of migratory that talks to databases.

mod cancel;
mod data;
pub(crate) mod database;
mod error;
mod execute;
mod fresh;
mod introspect;
mod ledger;
mod lock;
mod migrator;
mod observer;
mod report;
mod row;
mod run;

pub use cancel::CancelHandle;
pub use data::{DataMigration, Db, Query, data_body};
pub use database::Database;
pub use error::{DatabaseState, Error, ErrorKind, FailedStatement, Result};
pub use introspect::{Introspected, Options as IntrospectOptions};
pub use migration_core::Value;
pub use migrator::{Migrator, PlanPreview};
pub use observer::{Observer, Waiting};
pub use report::{Application, Ran, Report, State, Status};
pub use row::{FromValue, Row};
