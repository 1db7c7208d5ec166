//! A user's program that forgot its migrations.

migratory::main!();
