//! Databases that other tools have migrated are taken over. Their ledgers are written by the tools themselves, in their
//! current releases (`tests/peers`).

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod command;
mod diesel;
mod place;
mod refinery;
mod refused;
mod sea_orm;
mod sqlx;
mod tools;
