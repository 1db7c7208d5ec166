//! `ALTER TABLE` with one or more clauses, and the facts that follow from them.

use super::context::{Answer, Context};
use crate::dialect::{LockLevel, Statement};
use crate::schema::ObjectName;

/// How much work a clause is for InnoDB, from little to much:
/// <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>.
///
/// Each takes an exclusive metadata lock for a moment; what differs is what goes on between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Work {
    /// The dictionary changes, no row is touched.
    Metadata,
    /// Rows are read for a new index while others write.
    Build,
    /// The table is written anew while others write.
    Rebuild,
    /// The table is copied while others can only read.
    Copy,
}

/// One `ALTER TABLE`. Clauses that drop come first, so that a name can be given to another thing.
pub(super) struct Alter<'a> {
    table: &'a ObjectName,
    work: Work,
    drops: Vec<String>,
    others: Vec<String>,
}

impl<'a> Alter<'a> {
    pub(super) fn new(table: &'a ObjectName) -> Self {
        Self {
            table,
            work: Work::Metadata,
            drops: Vec::new(),
            others: Vec::new(),
        }
    }

    /// A `DROP` clause.
    pub(super) fn drop(&mut self, work: Work, clause: impl Into<String>) {
        self.work = self.work.max(work);
        self.drops.push(clause.into());
    }

    /// Any other clause.
    pub(super) fn add(&mut self, work: Work, clause: impl Into<String>) {
        self.work = self.work.max(work);
        self.others.push(clause.into());
    }

    pub(super) fn statement(mut self, cx: &Context<'_>) -> Answer<Statement> {
        let table = cx.quote_name(self.table)?;
        self.drops.append(&mut self.others);
        let sql = format!("ALTER TABLE {table} {}", self.drops.join(", "));
        Ok(facts(Statement::new(sql), self.table, self.work))
    }
}

/// The facts of a statement that does this to a table.
pub(super) fn facts(statement: Statement, table: &ObjectName, work: Work) -> Statement {
    let statement = statement.outside_transaction();
    match work {
        Work::Metadata => statement.locks(table, LockLevel::AccessExclusive),
        Work::Build => statement
            .locks(table, LockLevel::ShareUpdateExclusive)
            .scans(),
        Work::Rebuild => statement
            .locks(table, LockLevel::ShareUpdateExclusive)
            .scans()
            .rewrites(),
        Work::Copy => statement.locks(table, LockLevel::Share).scans().rewrites(),
    }
}
