//! Statements and their facts.
//!
//! The runner and the linter decide from facts, never by parsing SQL that we wrote ourselves.

use std::sync::Arc;

use super::{Batches, InTheWay};
use crate::operation::RawSql;
use crate::schema::{ObjectId, ObjectName, Table};

/// One SQL statement, without a final semicolon, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The text.
    pub sql: String,
    /// What is known of it.
    pub facts: Facts,
}

/// What is known of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Whether it can run inside a transaction, and be rolled back with it.
    pub transactional: bool,
    /// Whether what it adds can be used only after its transaction is committed (`ALTER TYPE ... ADD VALUE`).
    pub commit_before_use: bool,
    /// The lock it takes on `table`.
    pub lock: LockLevel,
    /// The table, view or sequence that it locks.
    pub table: Option<ObjectName>,
    /// Whether it writes the whole table anew.
    pub rewrites: bool,
    /// Whether it reads the whole table while it holds the lock.
    pub scans: bool,
    /// Whether rows or values are gone afterwards. Those of a materialized view are a copy, and do not count.
    pub loses_data: bool,
    /// Whether it is SQL of the user's own, of which nothing is known.
    pub own_sql: bool,
    /// How to see in the catalog whether it has happened.
    pub probe: Option<Probe>,
    /// The part that it plays in a rebuild of a table (SQLite).
    pub rebuild: Option<Rebuild>,
    /// How it is done in batches instead, outside of the migration's transaction.
    pub backfill: Option<Arc<Batches>>,
    /// Which rows are in the way, if the database refuses a constraint. What it says is for people; nothing is decided by it.
    pub in_the_way: Option<Arc<InTheWay>>,
}

/// The strength of a lock, in the terms of PostgreSQL's table of lock modes
/// (<https://www.postgresql.org/docs/current/explicit-locking.html>); other databases are given the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum LockLevel {
    /// No lock on an existing table, or one that blocks no more than a reader's.
    #[default]
    None,
    /// `ROW EXCLUSIVE`: blocks schema changes, and other writes to the rows that it writes.
    RowExclusive,
    /// `SHARE UPDATE EXCLUSIVE`: blocks other schema changes.
    ShareUpdateExclusive,
    /// `SHARE`: blocks writes.
    Share,
    /// `SHARE ROW EXCLUSIVE`: blocks writes.
    ShareRowExclusive,
    /// `EXCLUSIVE`: blocks all but reads.
    Exclusive,
    /// `ACCESS EXCLUSIVE`: blocks reads and writes.
    AccessExclusive,
}

/// How to see whether a statement has happened: an object is there, or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What to look for.
    pub object: ProbeObject,
    /// Whether it is there once the statement has happened.
    pub present: bool,
}

/// What a probe looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeObject {
    /// A table.
    Table(ObjectName),
    /// A column of a table.
    Column(ObjectName, String),
    /// A constraint of a table.
    Constraint(ObjectName, String),
    /// An index of a table.
    Index(ObjectName, String),
    /// An enum type.
    Enum(ObjectName),
    /// A value of an enum type.
    EnumValue(ObjectName, String),
    /// That the second table is a partition of the first.
    Partition(ObjectName, ObjectName),
    /// A view, an extension or another object.
    Object(ObjectId),
    /// Nothing that has a name: a query of the user's own, which answers true once it is there.
    Query(String),
}

/// The part that a statement plays in SQLite's rebuild of a table
/// (<https://www.sqlite.org/lang_altertable.html#otheralter>).
///
/// What the runner does around the statements, without which they lose rows or fail:
///
/// 1. Before `BEGIN IMMEDIATE` of a step with any rebuild: `PRAGMA foreign_keys = OFF`. Inside a transaction the pragma
///    does nothing, and dropping the old table would then delete the children of `ON DELETE CASCADE`.
/// 2. Before [`Start`](Self::Start): compares the live table with what the rebuild was written for, and stops if they
///    differ; keeps `sql` of the table's triggers and of indexes that the rebuild does not know (`sqlite_schema`,
///    `tbl_name` without regard to case), which go with the old table; `PRAGMA legacy_alter_table = ON`, with which the rename leaves alone what
///    other tables, views and triggers say of the name, and does not fail for a view of the dropped table.
/// 3. After [`End`](Self::End): `PRAGMA legacy_alter_table = OFF`, as other renames must be followed; creates
///    what was kept again. Rebuilds do not nest, but several can follow each other.
/// 4. Before `COMMIT`: `PRAGMA foreign_key_check`; a row that was not in its answer before the step is an error.
/// 5. After `COMMIT` or `ROLLBACK`: both pragmas as they were found.
#[derive(Debug, Clone, PartialEq)]
pub enum Rebuild {
    /// The first statement. The table as this rebuild expects to find it, in its canonical form: as introspection reads
    /// it back.
    Start(Arc<Table>),
    /// Any other but the last.
    Middle,
    /// The last statement: the rebuilt table is in place, under this name.
    End(ObjectName),
}

impl Statement {
    /// A statement that is transactional, takes no lock on an existing table and loses nothing.
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            facts: Facts::default(),
        }
    }

    /// The user's own SQL, and how they say to see that it has happened.
    pub fn of_raw(op: &RawSql) -> Self {
        let statement = Self::own_sql(&op.sql);
        match &op.probe {
            Some(query) => statement.creates(ProbeObject::Query(query.clone())),
            None => statement,
        }
    }

    /// A statement of the user's own.
    pub fn own_sql(sql: impl Into<String>) -> Self {
        let mut statement = Self::new(sql);
        statement.facts.own_sql = true;
        statement
    }

    /// Names the table and the lock on it.
    #[must_use]
    pub fn locks(mut self, table: &ObjectName, lock: LockLevel) -> Self {
        self.facts.table = Some(table.clone());
        self.facts.lock = lock;
        self
    }

    /// It cannot run inside a transaction.
    #[must_use]
    pub fn outside_transaction(mut self) -> Self {
        self.facts.transactional = false;
        self
    }

    /// It writes the whole table anew.
    #[must_use]
    pub fn rewrites(mut self) -> Self {
        self.facts.rewrites = true;
        self
    }

    /// It reads the whole table.
    #[must_use]
    pub fn scans(mut self) -> Self {
        self.facts.scans = true;
        self
    }

    /// Rows or values are gone afterwards.
    #[must_use]
    pub fn loses_data(mut self) -> Self {
        self.facts.loses_data = true;
        self
    }

    /// The table, if it is known, is gone afterwards. A temporary one is to go with the migration, rows and all.
    #[must_use]
    pub fn drops(self, table: Option<&Table>) -> Self {
        match table {
            Some(table) if table.temporary => self,
            Some(_) | None => self.loses_data(),
        }
    }

    /// What is there once it has happened.
    #[must_use]
    pub fn creates(mut self, object: ProbeObject) -> Self {
        self.facts.probe = Some(Probe {
            object,
            present: true,
        });
        self
    }

    /// What is no longer there once it has happened.
    #[must_use]
    pub fn removes(mut self, object: ProbeObject) -> Self {
        self.facts.probe = Some(Probe {
            object,
            present: false,
        });
        self
    }

    /// Its part in a rebuild.
    #[must_use]
    pub fn rebuild(mut self, part: Rebuild) -> Self {
        self.facts.rebuild = Some(part);
        self
    }
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            transactional: true,
            commit_before_use: false,
            lock: LockLevel::None,
            table: None,
            rewrites: false,
            scans: false,
            loses_data: false,
            own_sql: false,
            probe: None,
            rebuild: None,
            backfill: None,
            in_the_way: None,
        }
    }
}
