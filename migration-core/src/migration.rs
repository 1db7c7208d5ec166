//! What a migration is.

use std::any::Any;

use crate::Location;
use crate::builder::Schema;

/// A migration that records operations and does nothing else, so it can be replayed, previewed, reversed and hashed
/// without a database.
///
/// ```
/// use migration_core::{builder::Schema, migration::Migration};
///
/// struct CreatePosts;
///
/// impl Migration for CreatePosts {
///     fn up(&self, schema: &mut Schema) {
///         schema.create_table("posts", |t| {
///             t.id();
///             t.string("title", 200);
///         });
///     }
///     // No `down`: it is derived.
/// }
/// ```
pub trait Migration: Send + Sync + 'static {
    /// Records what to do.
    fn up(&self, schema: &mut Schema);

    /// Records how to undo it. Left out, it is derived from `up` and the schema before it.
    fn down(&self, schema: &mut Schema) {
        schema.derive_down();
    }

    /// What `#[migration]` knows of it.
    #[doc(hidden)]
    fn meta(&self) -> Meta {
        Meta::of_type(std::any::type_name::<Self>())
    }
}

/// A migration that must reach the database, as this crate sees it: one opaque step with a declared effect. Its code is
/// in the runtime.
pub trait OpaqueMigration: Send + Sync + 'static {
    /// Records what it does to the schema.
    fn effect(&self, schema: &mut Schema);

    /// Whether it says how to undo itself.
    fn has_down(&self) -> bool;

    /// For the runtime to get its own type back.
    fn as_any(&self) -> &(dyn Any + Send + Sync);
}

/// What is known of a migration besides what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// The module that it stands in.
    pub module: &'static str,
    /// The name given by `#[migration(name = "...")]`.
    pub name: Option<&'static str>,
    /// Where its `impl` is.
    pub at: Option<Location>,
}

impl Meta {
    /// What `#[migration]` writes.
    pub const fn new(module: &'static str, name: Option<&'static str>, at: Location) -> Self {
        Self {
            module,
            name,
            at: Some(at),
        }
    }

    /// What can be told from a type's name, `crate::m20260102103000000_create_posts::CreatePosts`: its module.
    pub fn of_type(type_name: &'static str) -> Self {
        let path = type_name.split('<').next().unwrap_or(type_name);
        Self {
            module: path.rsplit_once("::").map_or("", |(module, _)| module),
            name: None,
            at: None,
        }
    }
}
