//! SQL files as migrations: which files of a folder belong together, what they are called, and where in them the way up
//! and the way down are.
//!
//! The macro `sql_migrations!` asks this when a program is compiled, and `Migrator::add_sql_folder` when it runs, so both
//! see the same migrations and say the same of what is wrong. Nothing here knows SQL: statements are told apart in
//! `migration-core`. No file is held in memory as a whole.
//!
//! | in the folder | is |
//! | --- | --- |
//! | `NAME.sql` | a migration; with the lines `-- UP` and `-- DOWN` its two ways, without them only the way up |
//! | `NAME.up.sql`, `NAME.down.sql` | the two ways of one |
//! | `NAME/up.sql`, `NAME/down.sql` | the same, with diesel's `metadata.toml` beside them |
//! | `V1__NAME.sql`, `U1__NAME.sql`, also in a folder | refinery's: the way up of `1_NAME` |
//!
//! The folders of sqlx, diesel and refinery are read as they are; the first line `-- no-transaction` is known, too.

mod folder;
mod format;
mod layout;
mod mistake;
mod name;

pub use folder::{Migration, Part, read};
pub use format::{Sections, Span, scan};
pub use mistake::Mistake;
pub use name::name_of;
