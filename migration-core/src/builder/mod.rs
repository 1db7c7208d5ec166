//! The typed DSL: records operations, each with the caller's place in the source, and does nothing else.
//!
//! Nothing here can fail or reach a database. What is wrong is reported, all of it at once, when the plan is made.

mod alter;
mod column;
mod constraint;
mod draft;
mod enum_type;
mod index;
mod names;
mod raw;
mod schema;
mod table;
mod types;

pub use alter::{AlterTable, ChangeTypeBuilder, DropColumnBuilder};
pub use column::{AddColumnBuilder, ColumnBuilder};
pub use constraint::{CheckBuilder, DropConstraintBuilder, ForeignKeyBuilder, UniqueBuilder};
pub use enum_type::{AddValueBuilder, DropTypeBuilder};
pub use index::{DropIndexBuilder, IndexBuilder, col};
pub use names::{IntoColumns, IntoIndexParts, IntoName, IntoNamed, many, one};
pub use raw::RawBuilder;
pub use schema::{DropTableBuilder, Schema};
pub use table::TableBuilder;
pub use types::*;

use crate::schema::Expression;

/// An SQL expression, as is: `expr("lower(email)")`. A `sea_query` expression is taken as well.
///
/// ```
/// # use migration_core::builder::expr;
/// # use migration_core::dialect::Dialect;
/// let now = expr("gen_random_uuid()").on(Dialect::Mysql, "uuid()");
/// ```
pub fn expr(text: impl Into<Expression>) -> Expression {
    text.into()
}
