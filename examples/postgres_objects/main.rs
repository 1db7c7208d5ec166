//! A coworking space on PostgreSQL, with what only PostgreSQL has: an extension, a schema, a domain, enum and composite
//! types, an exclusion constraint that lets no room be booked twice, a table of events in partitions, a trigger that
//! maintains `updated_at`, views, a role, and row-level security that keeps tenants apart.
//!
//! ```text
//! export DATABASE_URL=postgres://user:password@localhost/coworking
//! cargo run --example postgres_objects --features postgres -- migrate
//! cargo run --example postgres_objects --features postgres -- status
//! cargo run --example postgres_objects --features postgres -- reset
//! ```
//!
//! `sql` in place of `migrate` shows the SQL. The program connects as a user that may create extensions and roles.

mod migrations;

migratory::main!();
