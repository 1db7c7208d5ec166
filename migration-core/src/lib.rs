//! The pure part of migratory.
//!
//! Two nouns carry the system: [`SchemaState`](schema::SchemaState), what a database looks like, and
//! [`Operation`](operation::Operation), one change to it. Everything else is a function between them: `builder` records
//! operations, `operation::apply` replays them, `operation::reverse` undoes them, `dialect` lowers them to SQL, `plan`
//! puts them in order, `model` reads a state from structs. Nothing in this crate reaches a database, a clock or the network.

pub mod builder;
pub mod checksum;
pub mod codegen;
pub mod dialect;
pub mod diff;
mod error;
mod location;
pub mod migration;
pub mod model;
pub mod operation;
pub mod plan;
pub mod preview;
pub mod registry;
pub mod replay;
mod row;
pub mod schema;
pub mod sql_file;
pub mod squash;
pub mod text;
mod value;

pub use error::{Error, ErrorKind, Problem};
pub use location::Location;
pub use row::{FromValue, IntoRow, Row, ValueError};
pub use value::{ArrayElement, Value};
