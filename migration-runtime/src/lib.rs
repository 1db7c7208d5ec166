//! The part of migratory that talks to databases.

// With a database left out, some of what is there for it is not used.
#![cfg_attr(
    not(all(feature = "postgres", feature = "mysql", feature = "sqlite")),
    allow(
        dead_code,
        irrefutable_let_patterns,
        unreachable_code,
        unused_imports,
        unused_mut,
        unused_variables,
        clippy::needless_pass_by_ref_mut,
        clippy::unused_async
    )
)]

mod backfill;
mod cancel;
mod data;
pub(crate) mod database;
mod error;
mod execute;
mod fault;
mod fresh;
mod hash;
mod introspect;
mod ledger;
mod limits;
mod lock;
mod migrator;
mod observer;
mod report;
mod run;
mod seed;
mod sql_files;
mod tenants;

pub use backfill::BackfillProgress;
pub use cancel::CancelHandle;
pub use data::{DataMigration, Db, Find, FindOne, Query, data_body};
pub use database::Database;
pub use database::url::redacted;
pub use error::{DatabaseState, Error, ErrorKind, FailedStatement, Result};
pub use introspect::{Introspected, Options as IntrospectOptions};
pub use migration_core::{FromValue, IntoRow, Row, Value, ValueError, row};
pub use migrator::{Decision, Migrator, PlanPreview, Repaired, SavedPlan};
pub use observer::{Observer, Retrying, Waiting};
pub use report::{Application, Ran, Report, State, Status};
pub use seed::{
    After, NamedSeeder, SeedReport, SeedRows, SeedRun, SeedState, SeedStatus, Seeder, SeederMeta,
    SeederRegistration,
};
#[doc(hidden)]
pub use sql_files::{Embedded, embedded_body};
pub use tenants::{Tenant, Tenants, TenantsReport};
