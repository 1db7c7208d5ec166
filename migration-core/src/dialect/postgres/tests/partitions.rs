//! Partitions.

use super::{HOSTILE, check, column, index, name, refused, sql, state, table, unique};
use crate::operation::{
    AddConstraint, AttachIndex, AttachPartition, CreateIndex, CreateTable, DetachPartition,
    DropTable,
};
use crate::schema::{
    BoundValue, ColumnType, Constraint, Exclusion, ObjectName, PartitionBound, PartitionOf,
    PartitionStrategy, Partitioning, SchemaState, Table,
};

fn events(strategy: PartitionStrategy) -> Table {
    let mut events = table(
        name("events"),
        [
            column("day", ColumnType::Date),
            column("kind", ColumnType::Text),
        ],
    );
    events.partitioning = Some(Partitioning {
        strategy,
        keys: vec!["\"day\"".into()],
    });
    events
}

/// Events, and a partition of them.
fn cut(bound: PartitionBound) -> SchemaState {
    let mut state = state([events(PartitionStrategy::Range)]);
    state
        .apply(&create(partition(bound)).into())
        .expect("a partition that is right");
    state
}

fn partition(bound: PartitionBound) -> Table {
    let mut table = Table::new(name("part"));
    table.partition_of = Some(PartitionOf::new(name("events"), bound));
    table
}

fn create(table: Table) -> CreateTable {
    CreateTable {
        table,
        if_not_exists: false,
        like: None,
    }
}

fn year(year: i32) -> PartitionBound {
    PartitionBound::Range {
        from: vec![format!("{year}-01-01").into()],
        to: vec![format!("{}-01-01", year + 1).into()],
    }
}

fn detach(concurrently: bool) -> DetachPartition {
    DetachPartition {
        parent: name("events"),
        partition: name("part"),
        concurrently,
    }
}

#[test]
fn a_partition_says_its_rows_and_what_is_its_own() {
    let before = state([events(PartitionStrategy::Range)]);
    insta::assert_snapshot!(sql(&before, create(partition(year(2026)))), @r#"
    CREATE TABLE "part" PARTITION OF "events" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      -- AccessExclusive events | + table part
    "#);
    let mut rich = partition(PartitionBound::Range {
        from: vec![BoundValue::Minimum],
        to: vec![BoundValue::Expression("date '2026-01-01'".into())],
    });
    rich.put_constraint(Constraint::Check(check("own", "kind <> ''")));
    rich.indexes
        .insert("by_kind".to_owned(), index("by_kind", &["kind"]));
    rich.unlogged = true;
    insta::assert_snapshot!(sql(&before, create(rich)), @r#"
    CREATE UNLOGGED TABLE "part" PARTITION OF "events" (
        CONSTRAINT "own" CHECK (kind <> '')
    ) FOR VALUES FROM (MINVALUE) TO ((date '2026-01-01'));
      -- AccessExclusive events | + table part
    CREATE INDEX "by_kind" ON "part" ("kind");
      -- + index by_kind of part
    "#);
    let lists = state([events(PartitionStrategy::List)]);
    let quoted = PartitionBound::List(vec!["it's".into(), 1.into()]);
    insta::assert_snapshot!(sql(&lists, create(partition(quoted))), @r#"
    CREATE TABLE "part" PARTITION OF "events" FOR VALUES IN ('it''s', 1);
      -- AccessExclusive events | + table part
    "#);
    let hashes = state([events(PartitionStrategy::Hash)]);
    let hash = PartitionBound::Hash {
        modulus: 4,
        remainder: 3,
    };
    insta::assert_snapshot!(sql(&hashes, create(partition(hash))), @r#"
    CREATE TABLE "part" PARTITION OF "events" FOR VALUES WITH (MODULUS 4, REMAINDER 3);
      -- AccessExclusive events | + table part
    "#);
}

#[test]
fn a_table_is_attached_and_a_partition_detached() {
    let attach = AttachPartition {
        parent: name("events"),
        partition: ObjectName::qualified(HOSTILE, "part"),
        bound: PartitionBound::Default,
    };
    insta::assert_snapshot!(sql(&cut(year(2026)), attach), @r#"
    ALTER TABLE "events" ATTACH PARTITION "a""; DROP TABLE x; --'\"."part" DEFAULT;
      -- AccessExclusive a"; DROP TABLE x; --'\.part | scans
    "#);
    insta::assert_snapshot!(sql(&cut(year(2026)), detach(false)), @r#"
    ALTER TABLE "events" DETACH PARTITION "part";
      -- AccessExclusive events
    "#);
    insta::assert_snapshot!(sql(&cut(year(2026)), detach(true)), @r#"
    ALTER TABLE "events" DETACH PARTITION "part" CONCURRENTLY;
      -- ShareUpdateExclusive events | outside transaction | - partition part of events
    ALTER TABLE "part" DROP CONSTRAINT IF EXISTS "part_day_check";
      -- AccessExclusive part
    "#);
}

#[test]
fn what_is_the_parents_comes_along_and_stays_when_it_is_detached() {
    let mut state = cut(year(2026));
    let unique = unique("events_key", &["day", "kind"]);
    let add = AddConstraint::new(name("events"), Constraint::Unique(unique));
    state.apply(&add.into()).expect("a key that is right");
    let part = |state: &SchemaState| state.table(&name("part")).cloned().expect("a table");
    assert_eq!(part(&state).columns.len(), 2);
    assert!(part(&state).uniques.is_empty(), "it is the parent's");
    let mut detached = state.clone();
    detached.apply(&detach(false).into()).expect("a partition");
    assert!(part(&detached).uniques.contains_key("part_day_kind_key"));
    let drop = DropTable {
        table: name("events"),
        if_exists: false,
        cascade: false,
    };
    state.apply(&drop.into()).expect("a table");
    assert!(state.tables.is_empty(), "partitions go with their parent");
}

#[test]
fn what_a_table_with_partitions_cannot_have_is_refused() {
    let exclusion = Exclusion {
        name: "excl".to_owned(),
        method: "btree".to_owned(),
        elements: Vec::new(),
        filter: None,
        deferrable: crate::schema::Deferrable::No,
    };
    let add = AddConstraint::new(name("events"), Constraint::Exclusion(exclusion));
    insta::assert_snapshot!(refused(&cut(year(2026)), add), @r"
    PostgreSQL has no exclusion constraint on a partitioned table before version 17
    help: add it to its partitions
    ");
    let mut lacking = cut(year(2026));
    let unique = unique("events_key", &["kind"]);
    let add = AddConstraint::new(name("events"), Constraint::Unique(unique));
    let conflicts = lacking.apply(&add.into()).unwrap_err();
    insta::assert_snapshot!(conflicts[0].message, @r#"unique constraint "events_key" of table "events" does not have "day", by which the table is cut"#);
}

#[test]
fn an_index_is_made_of_parts() {
    let before = cut(PartitionBound::Default);
    let create = |only| CreateIndex {
        table: name("events"),
        index: index(HOSTILE, &["day"]),
        concurrently: false,
        if_not_exists: false,
        only,
    };
    insta::assert_snapshot!(sql(&before, create(true)), @r#"
    CREATE INDEX "a""; DROP TABLE x; --'\" ON ONLY "events" ("day");
      -- Share events | scans | + index a"; DROP TABLE x; --'\ of events
    "#);
    let mut without = before.clone();
    without.apply(&create(true).into()).expect("a new index");
    let attach = AttachIndex {
        table: name("events"),
        index: HOSTILE.to_owned(),
        partition: name("part"),
        part: "part_day_idx".to_owned(),
    };
    insta::assert_snapshot!(sql(&without, attach), @r#"
    ALTER INDEX "a""; DROP TABLE x; --'\" ATTACH PARTITION "part_day_idx";
      -- None part
    "#);
}
