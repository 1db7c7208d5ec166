//! The scoreboard of faults: what goes wrong with runs in the wild, and what must be true after it. Each test is named by
//! the number of its fault; `cargo xtask faults` runs them and counts.
//!
//! A run is made to die by `MIGRATORY_FAULT` (a feature of the runtime), by signals, by the server, or by a proxy that
//! loses what passes through it.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[macro_use]
#[path = "../runner/world.rs"]
#[allow(
    dead_code,
    unused_macros,
    reason = "shared with the tests of the runner"
)]
mod world;

#[path = "../runner/process.rs"]
#[allow(dead_code, reason = "shared with the tests of the runner")]
mod process;

mod connections;
mod crashes;
mod galera;
mod half_done;
mod history;
mod kills;
mod locks;
mod look;
mod pooler;
mod proxy;
mod standby;
mod statements;
