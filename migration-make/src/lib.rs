//! Writes source: migrations whose names and fields say what they do (`make`), and the crate that they are in (`init`).
//!
//! Nothing here reaches a database, or needs an async runtime, so a program that only writes is small. What is to be said
//! of it is handed back; whoever asked prints it.

mod files;
mod init;
mod make;
mod mistake;
mod mod_line;
mod stamp;

pub use files::{found, is_dated, unit};
pub use init::{Init, init};
pub use make::{Made, Make, Names, make, make_after, make_of, to_migrate};
pub use mistake::Mistake;
