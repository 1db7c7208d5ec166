//! The command line, as a process: `tests/src/bin/shop.rs` is the user's program.

mod about;
mod config;
mod diff;
mod exit_codes;
mod failures;
mod formats;
mod guards;
mod help;
mod locks;
mod look;
mod manage;
mod models;
mod samples;
mod secrets;
mod seeds;
mod sessions;
mod shop;
mod streams;
mod test_db;
mod upkeep;
