//! Models: Rust structs that say what tables should look like.
//!
//! `#[derive(Model)]` and `#[derive(DbEnum)]` write the impls of [`Model`] and [`DbEnum`], and register the model.
//! [`registered`] and [`state`] make a [`SchemaState`](crate::schema::SchemaState) of models, with the names that the builder would give, and the
//! [`Renames`] that they say. Nothing here reads or writes rows, and nothing compares: that is the diff's.

mod assemble;
mod column;
#[cfg(any(
    feature = "bigdecimal",
    feature = "json",
    feature = "rust_decimal",
    feature = "uuid"
))]
mod crates;
mod db_enum;
mod part;
mod renames;
mod state;
mod table;
mod type_text;
mod types;

pub use crate::schema::{Renames, Was};
pub use column::ModelColumn;
pub use db_enum::{DbEnum, ModelEnum};
pub use part::{
    ModelCheck, ModelExclusion, ModelForeignKey, ModelIndex, ModelPrimaryKey, ModelUnique,
};
pub use state::{Models, registered, state};
pub use table::ModelTable;
pub use type_text::column_type;
pub use types::{ColumnTypeOf, ModelType};

/// A struct whose fields are the columns of a table. `#[derive(Model)]` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no model",
    label = "no model",
    note = "write #[derive(Model)] above the struct"
)]
pub trait Model {
    /// The table, as the struct says it.
    fn table() -> ModelTable;
}

/// What `#[derive(Model)]` submits.
pub struct ModelRegistration(pub fn() -> ModelTable);

inventory::collect!(ModelRegistration);
