//! The command line, as a process: `tests/src/bin/shop.rs` is the user's program.

mod exit_codes;
mod failures;
mod help;
mod locks;
mod secrets;
mod seeds;
mod sessions;
mod shop;
mod streams;
mod upkeep;
