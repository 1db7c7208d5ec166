//! What can be said of partitions (PostgreSQL).

use super::draft::keep;
use super::names::{IntoName, IntoNamed};
use super::{Schema, TableBuilder};
use crate::Location;
use crate::operation::{AttachIndex, AttachPartition, DetachPartition, Recorded};
use crate::schema::{BoundValue, ObjectName, PartitionBound, PartitionOf};

/// Below all values, in a bound of a partition.
///
/// ```
/// # use migration_core::{builder::*, preview::*};
/// # let [postgres, ..] = preview(events, |schema| {
/// schema.create_partition("events_old", "events").for_values_from_to([min_value()], ["2026-01-01".into()]);
/// # }).brief();
///
/// assert_eq!(postgres, r#"CREATE TABLE "events_old" PARTITION OF "events" FOR VALUES FROM (MINVALUE) TO ('2026-01-01');"#);
/// ```
pub fn min_value() -> BoundValue {
    BoundValue::Minimum
}

/// Above all values, in a bound of a partition.
///
/// ```
/// # use migration_core::{builder::*, preview::*};
/// # let [postgres, ..] = preview(events, |schema| {
/// schema.create_partition("events_new", "events").for_values_from_to(["2027-01-01".into()], [max_value()]);
/// # }).brief();
///
/// assert_eq!(postgres, r#"CREATE TABLE "events_new" PARTITION OF "events" FOR VALUES FROM ('2027-01-01') TO (MAXVALUE);"#);
/// ```
pub fn max_value() -> BoundValue {
    BoundValue::Maximum
}

/// A partition that is being described. It must say which rows it holds.
#[derive(Debug)]
pub struct PartitionBuilder {
    partition: ObjectName,
    parent: ObjectName,
    bound: Option<PartitionBound>,
    pub(super) at: Location,
}

impl PartitionBuilder {
    pub(super) fn new(partition: ObjectName, parent: ObjectName, at: Location) -> Self {
        Self {
            partition,
            parent,
            bound: None,
            at,
        }
    }

    /// The rows from these values up to, and without, the others: one for each key of the parent.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(events, |schema| {
    /// schema.create_partition("events_2026", "events").for_values_from_to(["2026-01-01"], ["2027-01-01"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE "events_2026" PARTITION OF "events" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARTITION)
    pub fn for_values_from_to<T: Into<BoundValue>>(
        &mut self,
        from: impl IntoIterator<Item = T>,
        to: impl IntoIterator<Item = T>,
    ) -> &mut Self {
        self.bound = Some(PartitionBound::Range {
            from: from.into_iter().map(Into::into).collect(),
            to: to.into_iter().map(Into::into).collect(),
        });
        self
    }

    /// The rows with one of these values.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::PartitionStrategy};
    /// # let by_country = |schema: &mut Schema| {
    /// #     schema.create_table("orders", |t| {
    /// #         t.char("country", 2);
    /// #         t.partition_by(PartitionStrategy::List, "country");
    /// #     });
    /// # };
    /// # let [postgres, ..] = preview(by_country, |schema| {
    /// schema.create_partition("orders_benelux", "orders").for_values_in(["be", "nl", "lu"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE "orders_benelux" PARTITION OF "orders" FOR VALUES IN ('be', 'nl', 'lu');"#);
    /// ```
    pub fn for_values_in<T: Into<BoundValue>>(
        &mut self,
        values: impl IntoIterator<Item = T>,
    ) -> &mut Self {
        let values = values.into_iter().map(Into::into);
        self.bound = Some(PartitionBound::List(values.collect()));
        self
    }

    /// The rows whose hash, divided by the modulus, leaves this remainder.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::PartitionStrategy};
    /// # let by_user = |schema: &mut Schema| {
    /// #     schema.create_table("logins", |t| {
    /// #         t.big_integer("user_id");
    /// #         t.partition_by(PartitionStrategy::Hash, "user_id");
    /// #     });
    /// # };
    /// # let [postgres, ..] = preview(by_user, |schema| {
    /// schema.create_partition("logins_0", "logins").for_values_with(4, 0);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE "logins_0" PARTITION OF "logins" FOR VALUES WITH (MODULUS 4, REMAINDER 0);"#);
    /// ```
    pub fn for_values_with(&mut self, modulus: u32, remainder: u32) -> &mut Self {
        self.bound = Some(PartitionBound::Hash { modulus, remainder });
        self
    }

    /// The rows that no other partition holds.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(events, |schema| {
    /// schema.create_partition("events_rest", "events").default();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE "events_rest" PARTITION OF "events" DEFAULT;"#);
    /// ```
    pub fn default(&mut self) -> &mut Self {
        self.bound = Some(PartitionBound::Default);
        self
    }

    pub(super) fn build(&self) -> Result<PartitionOf, (String, Location)> {
        match &self.bound {
            Some(bound) => Ok(PartitionOf::new(self.parent.clone(), bound.clone())),
            None => {
                let message = format!(
                    "partition \"{}\" does not say which rows it holds",
                    self.partition
                );
                let help = "call for_values_from_to, for_values_in, for_values_with or default";
                Err((format!("{message}: {help}"), self.at))
            }
        }
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let built = self.build();
        let complaints = built.as_ref().err().cloned().into_iter().collect();
        let operation = AttachPartition {
            parent: self.parent,
            partition: self.partition,
            bound: built.map_or(PartitionBound::Default, |of| of.bound),
        };
        out.push(Recorded {
            complaints,
            ..Recorded::new(operation, self.at)
        });
    }
}

impl Schema {
    /// Makes an index of a partition a part of its table's index, which was created with [`only`](crate::builder::IndexBuilder::only)
    /// (PostgreSQL). With the last part, the whole is used by queries. So a large table gets an index without a lock that
    /// blocks writes: the parts are created [`concurrently`](crate::builder::IndexBuilder::concurrently).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(|schema| {
    /// #     events(schema);
    /// #     schema.create_partition("events_2026", "events").for_values_from_to(["2026-01-01"], ["2027-01-01"]);
    /// # }, |schema| {
    /// schema.create_index("events", "day").only();
    /// schema.create_index("events_2026", "day").concurrently();
    /// schema.attach_index("events", "events_day_idx", "events_2026", "events_2026_day_idx");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "events_day_idx" ON ONLY "events" ("day");
    /// CREATE INDEX CONCURRENTLY "events_2026_day_idx" ON "events_2026" ("day");
    /// ALTER INDEX "events_day_idx" ATTACH PARTITION "events_2026_day_idx";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-alterindex.html)
    #[track_caller]
    pub fn attach_index(
        &mut self,
        table: impl IntoName,
        index: impl IntoNamed,
        partition: impl IntoName,
        part: impl IntoNamed,
    ) {
        let operation = AttachIndex {
            table: table.into_name(),
            index: index.into_named(),
            partition: partition.into_name(),
            part: part.into_named(),
        };
        self.plain(operation, Location::caller());
    }

    /// Creates a partition, with the columns, keys, checks and indexes of its parent. One with more of its own is
    /// [`create_table`](Self::create_table) with [`partition_of`](TableBuilder::partition_of).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(events, |schema| {
    /// schema.create_partition("events_2026", "events").for_values_from_to(["2026-01-01"], ["2027-01-01"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE "events_2026" PARTITION OF "events" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-partitioning.html)
    #[track_caller]
    pub fn create_partition(
        &mut self,
        name: impl IntoName,
        parent: impl IntoName,
    ) -> &mut PartitionBuilder {
        let at = Location::caller();
        let mut table = TableBuilder::new(name.into_name(), at);
        table.partition_of_at(parent.into_name(), at);
        keep(&mut self.drafts, table).partition()
    }

    /// Makes a table a partition of another. It must have the same columns and checks; what keys and indexes it lacks are made.
    /// Its rows are read, unless a check that is there says that all are within the bound.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let with_table = |schema: &mut Schema| {
    /// #     events(schema);
    /// #     schema.create_table("events_2025", |t| {
    /// #         t.date("day");
    /// #     });
    /// # };
    /// # let postgres = preview(with_table, |schema| {
    /// schema.attach_partition("events", "events_2025").for_values_from_to(["2025-01-01"], ["2026-01-01"]);
    /// # }).postgres();
    ///
    /// assert_eq!(postgres.trim_end(), r#"ALTER TABLE "events" ATTACH PARTITION "events_2025" FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');"#);
    /// ```
    ///
    /// MySQL and SQLite have no tables that are partitions:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [_, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_table("events", |t| {
    ///     t.date("day");
    ///     t.partition_by(migration_core::schema::PartitionStrategy::Range, "day");
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(mysql, r#"error: cannot create table "events": MySQL has no partitions made by this operation ("events")
    /// help: create an ordinary table, then use raw SQL: ALTER TABLE ... PARTITION BY ..."#);
    /// assert_eq!(sqlite, r#"error: cannot create table "events": SQLite has no partitions, which "events" asks for
    /// help: use one table with an index on the columns that decide"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-ATTACH-PARTITION)
    #[track_caller]
    pub fn attach_partition(
        &mut self,
        parent: impl IntoName,
        table: impl IntoName,
    ) -> &mut PartitionBuilder {
        let builder =
            PartitionBuilder::new(table.into_name(), parent.into_name(), Location::caller());
        keep(&mut self.drafts, builder)
    }

    /// Makes a partition a table of its own, with the keys, checks and indexes that it had as a partition.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let with_partition = |schema: &mut Schema| {
    /// #     events(schema);
    /// #     schema.create_partition("events_2025", "events").default();
    /// # };
    /// # let postgres = preview(with_partition, |schema| {
    /// schema.detach_partition("events", "events_2025");
    /// # }).postgres();
    ///
    /// assert_eq!(postgres.trim_end(), r#"ALTER TABLE "events" DETACH PARTITION "events_2025";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION)
    #[track_caller]
    pub fn detach_partition(
        &mut self,
        parent: impl IntoName,
        partition: impl IntoName,
    ) -> &mut DetachBuilder {
        let operation = DetachPartition {
            parent: parent.into_name(),
            partition: partition.into_name(),
            concurrently: false,
        };
        let at = Location::caller();
        keep(&mut self.drafts, DetachBuilder { operation, at })
    }
}

/// A partition that is being detached.
#[derive(Debug)]
pub struct DetachBuilder {
    pub(super) operation: DetachPartition,
    pub(super) at: Location,
}

impl DetachBuilder {
    /// Without blocking reads and writes of the other partitions, outside of the migration's transaction (PostgreSQL 14). There
    /// must be no default partition. The check that the server leaves in place of the bound is dropped.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let with_partition = |schema: &mut Schema| {
    /// #     events(schema);
    /// #     schema.create_partition("events_2025", "events").for_values_from_to(["2025-01-01"], ["2026-01-01"]);
    /// # };
    /// # let postgres = preview(with_partition, |schema| {
    /// schema.detach_partition("events", "events_2025").concurrently();
    /// # }).postgres();
    ///
    /// assert_eq!(postgres.trim_end(), r#"ALTER TABLE "events" DETACH PARTITION "events_2025" CONCURRENTLY;
    /// ALTER TABLE "events_2025" DROP CONSTRAINT IF EXISTS "events_2025_day_check";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION)
    pub fn concurrently(&mut self) -> &mut Self {
        self.operation.concurrently = true;
        self
    }
}
