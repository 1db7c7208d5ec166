//! What keeps a run that has lost its lease of the lock from writing anything more (`lock/lease.rs`).
//!
//! Each lease has a number, greater than that of the one before it. The number is in a row that whoever takes the lease
//! writes, and that whatever the holder writes begins with: a statement that counts the row up if the number is still
//! ours, and fails if it is not. On a Galera cluster two transactions that write one row on two nodes are not both
//! committed, so what a run writes comes before another one has taken the lease, or not at all. Elsewhere there is no fence,
//! and SQL is sent as it is.

use std::borrow::Cow;

use super::Connection;

/// The number of a lease, and where it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fence {
    /// The quoted name of the table.
    pub(crate) table: String,
    pub(crate) number: i64,
}

/// What comes after the fence.
#[derive(Clone, Copy)]
enum Then {
    /// A change of the schema, for which all nodes wait, and which one may be done with long before another.
    Changes,
    /// Rows.
    Writes,
}

impl Fence {
    /// A statement that fails when the lease is another's: the row would get the key of the other row, in whatever mode the
    /// session is. It says as well since when the holder changes the schema, which others cannot see from their nodes.
    fn statement(&self, then: Then) -> String {
        let since = match then {
            Then::Changes => "CURRENT_TIMESTAMP(6)",
            Then::Writes => "NULL",
        };
        format!(
            "UPDATE {} SET writes = writes + 1, taken_at = {since}, part = IF(fence = {}, 'fence', 'lease') WHERE part = 'fence'",
            self.table, self.number
        )
    }
}

impl Connection {
    /// Whether it is to a node of a cluster, where a lock that is asked for by name is the node's own (Galera).
    pub(crate) fn is_cluster(&self) -> bool {
        #[cfg(feature = "mysql")]
        if let Self::Mysql(conn) = self {
            return conn.is_cluster;
        }
        false
    }

    /// From now on it may write as long as this lease is the last one.
    #[cfg_attr(not(feature = "mysql"), expect(unused_variables))]
    pub(crate) fn set_fence(&mut self, fence: Option<Fence>) {
        #[cfg(feature = "mysql")]
        if let Self::Mysql(conn) = self {
            conn.fence = fence;
        }
    }

    fn fence(&self) -> Option<&Fence> {
        #[cfg(feature = "mysql")]
        if let Self::Mysql(conn) = self {
            return conn.fence.as_ref();
        }
        None
    }

    /// How many statements come before those of [`fenced`](Self::fenced).
    pub(crate) fn fences(&self) -> usize {
        usize::from(self.fence().is_some())
    }

    fn after_the_fence<'s>(&self, then: Then, sql: &'s str) -> Cow<'s, str> {
        match self.fence() {
            Some(fence) => format!("{};\n{sql}", fence.statement(then)).into(),
            None => sql.into(),
        }
    }

    /// Statements that are run only while the lease is ours, in an open transaction, or that open one.
    pub(crate) fn fenced<'s>(&self, sql: &'s str) -> Cow<'s, str> {
        self.after_the_fence(Then::Writes, sql)
    }

    /// A change of the schema that is run only while the lease is ours.
    pub(crate) fn fenced_change<'s>(&self, sql: &'s str) -> Cow<'s, str> {
        self.after_the_fence(Then::Changes, sql)
    }

    /// Statements that are committed only while the lease is ours, in a transaction of their own.
    pub(crate) fn fenced_alone(&self, sql: &str) -> String {
        self.in_a_transaction(self.fenced(sql))
    }

    /// What is written down before a change of the schema, which comes right after it.
    pub(crate) fn fenced_intent(&self, sql: &str) -> String {
        self.in_a_transaction(self.fenced_change(sql))
    }

    fn in_a_transaction(&self, fenced: Cow<'_, str>) -> String {
        match self.fence() {
            Some(_) => format!("START TRANSACTION;\n{fenced};\nCOMMIT"),
            None => fenced.into_owned(),
        }
    }

    /// Runs a statement, while the lease is ours, and says how many rows it touched.
    pub(crate) async fn execute_fenced(&mut self, sql: &str) -> sqlx::Result<u64> {
        if self.fence().is_none() {
            return self.execute(sql, &[]).await;
        }
        let begin = format!("START TRANSACTION;\n{}", self.fenced("DO 0"));
        let ran = match self.script(&begin).await {
            Ok(()) => self.execute(sql, &[]).await,
            Err(error) => Err(error),
        };
        let end = if ran.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = self.script(end).await;
        let touched = ran?;
        ended.map(|()| touched)
    }

    /// What became of the lease, in words, if it is no longer ours. None as well where there is no lease, or nothing can be
    /// asked.
    pub(crate) async fn lost_to(&mut self) -> Option<String> {
        let Fence { table, number } = self.fence()?.clone();
        let look = format!("SELECT 1 FROM {table} WHERE part = 'fence' AND fence = {number}");
        if !self.query(&look, &[]).await.ok()?.is_empty() {
            return None;
        }
        let rows = self.query(&holder_of_lease(&table), &[]).await.ok()?;
        let holder: Option<String> = rows.first().and_then(|row| row.get("holder").ok());
        Some(match holder {
            Some(holder) => format!("it is held by {holder}"),
            None => "that one has given it back by now".to_owned(),
        })
    }
}

/// A query of who has the lease, in words; nothing where nobody has it.
pub(crate) fn holder_of_lease(table: &str) -> String {
    format!(
        "SELECT CONCAT(holder, ', run ', run_id, ', since ', DATE_FORMAT(taken_at, '%Y-%m-%d %H:%i:%s'), ' UTC') AS holder \
         FROM {table} WHERE part = 'lease' AND run_id IS NOT NULL"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fence_gives_its_row_the_key_of_another_when_the_number_is_not_ours() {
        let fence = Fence {
            table: "`shop`.`_migrations_lock`".to_owned(),
            number: 7,
        };
        assert_eq!(
            fence.statement(Then::Writes),
            "UPDATE `shop`.`_migrations_lock` SET writes = writes + 1, taken_at = NULL, \
             part = IF(fence = 7, 'fence', 'lease') WHERE part = 'fence'"
        );
    }
}
