//! Values of each column type on each database, extremes included: sqlx writes them and reads them back, which nothing of
//! migratory takes part in but the column; and `Db` writes and reads the same values, which must come to the same.

#[macro_use]
mod through;

mod mysql;
mod postgres;
mod sqlite;
