//! Typed schema migrations for Rust: PostgreSQL, SQLite, MySQL and MariaDB.
//!
//! A migration is a struct that records what to do. It is checked, previewed and reversed without a database, and run as
//! a part of a batch on one:
//!
//! ```
//! use migratory::prelude::*;
//!
//! struct CreateUsers;
//!
//! #[migration(name = "20260102103000000_create_users")] // or leave the name to the module that it stands in
//! impl Migration for CreateUsers {
//!     fn up(&self, schema: &mut Schema) {
//!         schema.create_table("users", |t| {
//!             t.id();
//!             t.string("email", 320).unique();
//!             t.boolean("active").default(true);
//!         });
//!     }
//!     // No `down`: it is derived.
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! let database = Database::connect("sqlite::memory:").await?;
//! let migrator = Migrator::registered()?;
//! let report = migrator.migrate(&database).await?;
//! assert_eq!(report.names(), ["20260102103000000_create_users"]);
//! migrator.rollback(&database).await?;
//! # Ok(())
//! # }
//! ```
//!
//! A migration that must read data is a [`DataMigration`]. Rows that should be there, and may be sown again and again, come
//! from a [`Seeder`] or a file ([`SeedRows`]). [`main!`] is the whole command line in a program of yours.
//!
//! A struct with `#[derive(Model)]` says what its table should look like ([`Model`]), an enum with `#[derive(DbEnum)]` an enum
//! type; [`model::registered`] is the schema that all of them describe.
//!
//! SQL files are migrations too: [`sql_migrations!`] takes a folder into the program, [`Migrator::add_sql_folder`] reads one
//! while it runs.
//!
//! | feature | |
//! | --- | --- |
//! | `sqlite` (default), `postgres`, `mysql` | the databases; `mysql` is for MariaDB too |
//! | `cli` (default) | [`main!`] |
//! | `testing` | a clean database for every test: `testing`, `#[test]`, `history_tests!` |
//! | `json`, `uuid`, `rust_decimal`, `bigdecimal` | values of `serde_json::Value`, `uuid::Uuid` and so on in `row!`, `default` and `bind` |

pub use migration_core::dialect::Dialect;
pub use migration_core::migration::{Migration, MigrationId, Phase};
pub use migration_core::model::{self, ColumnTypeOf, DbEnum, Model, ModelType};
pub use migration_core::plan::{Order, Verdict};
pub use migration_core::{ArrayElement, Location, Value};
pub use migration_macros::{DbEnum, Model, migration, seeder, sql_migrations};
#[cfg(feature = "testing")]
pub use migration_macros::{history_tests, test};
#[cfg(feature = "testing")]
pub use migration_runtime::testing;
pub use migration_runtime::{
    About, Adopt, Adopted, Application, BackfillProgress, BackfillState, BackfillStatus, Building,
    CancelHandle, Check, Damage, DataMigration, Database, DatabaseState, Db, Decision, Error,
    ErrorKind, FailedStatement, Find, FindOne, FromValue, Health, IntoRow, IntrospectOptions,
    Introspected, LedgerRow, LockHolder, Migrator, Observer, OtherTool, PlanPreview, Query, Ran,
    Repaired, Report, Result, Retrying, Row, SavedPlan, Scratch, SeedReport, SeedRows, SeedRun,
    SeedState, SeedStatus, Seeder, Shown, Stamp, State, Status, Tenant, Tenants, TenantsReport,
    ValueError, Verified, Waiting, row,
};

/// The pure part: states, operations, dialects, plans.
pub use migration_core as core;

/// What a file of migrations needs.
pub mod prelude {
    pub use async_trait::async_trait;
    pub use migration_core::Value;
    pub use migration_core::builder::*;
    pub use migration_core::dialect::Dialect::{self, Mysql, Postgres, Sqlite};
    pub use migration_core::migration::Migration;
    pub use migration_core::model::{ColumnTypeOf, DbEnum, Model, ModelType};
    pub use migration_core::schema::ReferentialAction::{
        Cascade, NoAction, Restrict, SetDefault, SetNull,
    };
    pub use migration_core::schema::{Deferrable, PartitionStrategy, Privilege, RangeKind};
    pub use migration_macros::{DbEnum, Model, migration, seeder};
    pub use migration_runtime::{
        DataMigration, Database, Db, Error, Migrator, Result, Row, Seeder, row,
    };
}

/// The command line, with all migrations that `#[migration]` registered: `migrate`, `status`, `rollback` and so on.
///
/// ```no_run
/// // use my_migrations as _; // when they are in a library crate that nothing else refers to
/// migratory::main!();
/// ```
#[cfg(feature = "cli")]
#[macro_export]
macro_rules! main {
    () => {
        fn main() -> ::std::process::ExitCode {
            $crate::__private::cli_main()
        }
    };
}

/// What the macros expand to. Not for direct use.
#[doc(hidden)]
pub mod __private {
    pub use std::boxed::Box;
    pub use std::sync::Arc;

    pub use async_trait::async_trait;
    pub use inventory;
    #[cfg(feature = "cli")]
    pub use migration_cli::main as cli_main;
    pub use migration_core::dialect::Dialect;
    pub use migration_core::migration::{Meta, Phase};
    pub use migration_core::model::{
        ColumnTypeOf, DbEnum, Model, ModelCheck, ModelColumn, ModelEnum, ModelExclusion,
        ModelForeignKey, ModelIndex, ModelPrimaryKey, ModelRegistration, ModelTable, ModelType,
        ModelUnique, column_type,
    };
    pub use migration_core::registry::{Body, Registration, is_module_name};
    pub use migration_core::schema::naming::plural;
    pub use migration_core::schema::{
        Deferrable, Expression, IndexPart, ObjectName, ReferentialAction,
    };
    pub use migration_core::{ArrayElement, FromValue, Location, Value};
    pub use migration_runtime::{
        After, Db, Embedded, NamedSeeder, Result, SeedRows, Seeder, SeederMeta, SeederRegistration,
        data_body, embedded_body,
    };
}
