//! Facade.

pub use migration_macros::migration;

/// What a file of migrations needs.
pub mod prelude {
    pub use async_trait::async_trait;
    pub use migration_core::builder::*;
    pub use migration_core::migration::Migration;
    pub use migration_macros::migration;
}

/// What the macros expand to. Not for direct use.
#[doc(hidden)]
pub mod __private {
    pub use std::sync::Arc;

    pub use inventory;
    pub use migration_core::Location;
    pub use migration_core::migration::Meta;
    pub use migration_core::registry::{Body, Registration, is_module_name};
}
