//! What a database can do. A test proves each flag against a live server.

use super::Dialect;

/// The database that a plan is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// How DDL is written.
    pub dialect: Dialect,
    /// What it can do.
    pub capabilities: Capabilities,
}

/// What a database can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// The name its users know it by.
    pub database: &'static str,
    /// DDL can be rolled back.
    pub transactional_ddl: bool,
    /// Enum types are objects of their own.
    pub enum_types: bool,
    /// Indexes can have a filter.
    pub partial_indexes: bool,
    /// Indexes can be over expressions.
    pub expression_indexes: bool,
    /// Indexes can store further columns.
    pub index_include: bool,
    /// Indexes can be built without blocking writes.
    pub concurrent_indexes: bool,
    /// Unique keys can count two NULLs as equal.
    pub nulls_not_distinct: bool,
    /// Foreign keys can be checked at the end of the transaction.
    pub deferrable_foreign_keys: bool,
    /// A foreign key can set some of its columns to NULL and leave the others.
    pub set_null_columns: bool,
    /// Checks can be kept without checking any row.
    pub unenforced_checks: bool,
    /// Constraints can say which operators must not be true of two rows.
    pub exclusion_constraints: bool,
    /// Indexes can be over the beginning of a column.
    pub prefix_indexes: bool,
    /// Tables and indexes have storage parameters and tablespaces.
    pub storage_parameters: bool,
    /// Constraints can be added to existing tables without a rebuild.
    pub add_constraint: bool,
    /// Tables and columns have comments.
    pub comments: bool,
    /// Columns can be arrays.
    pub arrays: bool,
    /// Generated columns can be computed on reading.
    pub virtual_columns: bool,
    /// Keys and foreign keys over ranges of time (PostgreSQL 18).
    pub temporal_keys: bool,
    /// Identity columns can refuse explicit values.
    pub identity_always: bool,
    /// Tables can be left out of the write-ahead log.
    pub unlogged_tables: bool,
    /// An insert can give back the row that it made.
    pub insert_returning: bool,
    /// The longest identifier in bytes, if there is one.
    pub identifier_bytes: Option<usize>,
    /// The longest identifier in characters, if there is one.
    pub identifier_chars: Option<usize>,
    /// How many values one statement can bind.
    pub bind_limit: usize,
}

impl Target {
    /// PostgreSQL 12 and later.
    pub fn postgres() -> Self {
        Self {
            dialect: Dialect::Postgres,
            capabilities: Capabilities {
                database: "PostgreSQL",
                transactional_ddl: true,
                enum_types: true,
                partial_indexes: true,
                expression_indexes: true,
                index_include: true,
                concurrent_indexes: true,
                nulls_not_distinct: true,
                deferrable_foreign_keys: true,
                set_null_columns: true,
                unenforced_checks: false,
                exclusion_constraints: true,
                prefix_indexes: false,
                storage_parameters: true,
                add_constraint: true,
                comments: true,
                arrays: true,
                virtual_columns: false,
                temporal_keys: false,
                identity_always: true,
                unlogged_tables: true,
                insert_returning: true,
                identifier_bytes: Some(63),
                identifier_chars: None,
                bind_limit: 65_535,
            },
        }
    }

    /// MySQL 8.0.19 and later.
    pub fn mysql() -> Self {
        Self {
            dialect: Dialect::Mysql,
            capabilities: Capabilities {
                database: "MySQL",
                transactional_ddl: false,
                enum_types: false,
                partial_indexes: false,
                expression_indexes: true,
                index_include: false,
                concurrent_indexes: false,
                nulls_not_distinct: false,
                deferrable_foreign_keys: false,
                set_null_columns: false,
                unenforced_checks: true,
                exclusion_constraints: false,
                prefix_indexes: true,
                storage_parameters: false,
                add_constraint: true,
                comments: true,
                arrays: false,
                virtual_columns: true,
                temporal_keys: false,
                identity_always: false,
                unlogged_tables: false,
                insert_returning: false,
                identifier_bytes: None,
                identifier_chars: Some(64),
                bind_limit: 65_535,
            },
        }
    }

    /// MariaDB 10.6 and later.
    pub fn mariadb() -> Self {
        let mysql = Self::mysql();
        Self {
            capabilities: Capabilities {
                database: "MariaDB",
                expression_indexes: false,
                unenforced_checks: false,
                insert_returning: true,
                ..mysql.capabilities
            },
            ..mysql
        }
    }

    /// SQLite 3.35 and later.
    pub fn sqlite() -> Self {
        Self {
            dialect: Dialect::Sqlite,
            capabilities: Capabilities {
                database: "SQLite",
                transactional_ddl: true,
                enum_types: false,
                partial_indexes: true,
                expression_indexes: true,
                index_include: false,
                concurrent_indexes: false,
                nulls_not_distinct: false,
                deferrable_foreign_keys: true,
                set_null_columns: false,
                unenforced_checks: false,
                exclusion_constraints: false,
                prefix_indexes: false,
                storage_parameters: false,
                add_constraint: false,
                comments: false,
                arrays: false,
                virtual_columns: true,
                temporal_keys: false,
                identity_always: false,
                unlogged_tables: false,
                insert_returning: true,
                identifier_bytes: None,
                identifier_chars: None,
                bind_limit: 32_766,
            },
        }
    }

    /// The usual member of a dialect.
    pub fn of(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Postgres => Self::postgres(),
            Dialect::Mysql => Self::mysql(),
            Dialect::Sqlite => Self::sqlite(),
        }
    }

    /// An [`Unsupported`](super::Unsupported) answer for this database.
    pub fn unsupported(
        &self,
        what: impl Into<String>,
        alternative: impl Into<String>,
    ) -> super::Unsupported {
        super::Unsupported {
            what: what.into(),
            database: self.capabilities.database,
            alternative: alternative.into(),
        }
    }
}
