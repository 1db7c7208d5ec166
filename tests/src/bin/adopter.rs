//! A user's program over a folder that sqlx has applied, for the tests of `adopt`.

migratory::sql_migrations!("adopt");

migratory::main!();
