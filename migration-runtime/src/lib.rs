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

mod about;
mod backfill;
mod cancel;
mod damage;
mod data;
pub(crate) mod database;
mod doctor;
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
mod other_tools;
mod report;
mod run;
mod scratch;
mod seed;
mod sql_files;
mod tenants;
#[cfg(feature = "testing")]
pub mod testing;
mod unlock;

pub use about::{About, Stamp};
pub use backfill::{BackfillProgress, BackfillState, BackfillStatus};
pub use cancel::CancelHandle;
pub use damage::Damage;
pub use data::{DataMigration, Db, Find, FindOne, Query, data_body};
pub use database::Database;
pub use database::url::redacted;
pub use doctor::{Check, Health};
pub use error::{DatabaseState, Error, ErrorKind, FailedStatement, Result};
pub use introspect::{Introspected, Options as IntrospectOptions};
pub use migration_core::{FromValue, IntoRow, Row, Value, ValueError, row};
pub use migrator::{
    Adopt, Adopted, Decision, LedgerRow, Migrator, PlanPreview, Repaired, SavedPlan, Shown,
    Verified,
};
pub use observer::{Building, Observer, Retrying, Waiting};
pub use other_tools::OtherTool;
pub use report::{Application, Ran, Report, State, Status};
pub use scratch::Scratch;
pub use seed::{
    After, NamedSeeder, SeedReport, SeedRows, SeedRun, SeedState, SeedStatus, Seeder, SeederMeta,
    SeederRegistration,
};
#[doc(hidden)]
pub use sql_files::{Embedded, embedded_body};
pub use tenants::{Tenant, Tenants, TenantsReport};
pub use unlock::LockHolder;
