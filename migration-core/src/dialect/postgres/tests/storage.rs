//! Where and how tables and indexes are kept.

use std::collections::BTreeMap;

use super::{HOSTILE, column, index, name, products, refused, shop, sql, state, table};
use crate::operation::{
    AlterColumn, ColumnChange, CreateIndex, CreateTable, Reindex, SetLogged, SetStorage,
    SetTablespace,
};
use crate::schema::{ColumnType, PartitionStrategy, Partitioning, SchemaState};

fn set(index: Option<&str>, parameters: &[(&str, Option<&str>)]) -> SetStorage {
    let parameters = parameters.iter();
    SetStorage {
        table: name("products"),
        index: index.map(str::to_owned),
        parameters: parameters
            .map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned)))
            .collect(),
    }
}

fn reindex(index: Option<&str>, concurrently: bool) -> Reindex {
    Reindex {
        table: name("products"),
        index: index.map(str::to_owned),
        concurrently,
    }
}

fn partitioned() -> SchemaState {
    products(|table| {
        table.partitioning = Some(Partitioning {
            strategy: PartitionStrategy::Hash,
            keys: vec!["id".into()],
        });
    })
}

#[test]
fn parameters_are_set_and_given_their_defaults_back() {
    let parameters = [("fillfactor", Some("70")), ("Autovacuum_Enabled", None)];
    insta::assert_snapshot!(sql(&shop(), set(None, &parameters)), @r#"
    ALTER TABLE "products" SET ("fillfactor" = 70), RESET ("autovacuum_enabled");
      -- ShareUpdateExclusive products
    "#);
    insta::assert_snapshot!(sql(&shop(), set(None, &[("toast.autovacuum_enabled", Some("false"))])), @r#"
    ALTER TABLE "products" SET ("toast"."autovacuum_enabled" = 'false');
      -- ShareUpdateExclusive products
    "#);
    insta::assert_snapshot!(sql(&shop(), set(Some("products_name_idx"), &[("fillfactor", None)])), @r#"
    ALTER INDEX "products_name_idx" RESET ("fillfactor");
      -- ShareUpdateExclusive products
    "#);
    insta::assert_snapshot!(sql(&shop(), set(None, &[(HOSTILE, Some(HOSTILE))])), @r#"
    ALTER TABLE "products" SET ("a""; drop table x; --'\" = E'a"; DROP TABLE x; --''\\');
      -- ShareUpdateExclusive products
    "#);
    insta::assert_snapshot!(refused(&partitioned(), set(None, &[("fillfactor", None)])), @r"
    PostgreSQL has no storage parameters of a partitioned table
    help: give them to its partitions
    ");
}

#[test]
fn a_new_table_or_index_says_how_and_where_it_is_kept() {
    let mut kept = table(name("kept"), [column("a", ColumnType::Integer)]);
    kept.storage = BTreeMap::from([("fillfactor".to_owned(), "70".to_owned())]);
    kept.tablespace = Some("fast".to_owned());
    let create = CreateTable {
        table: kept,
        if_not_exists: false,
        like: None,
    };
    insta::assert_snapshot!(sql(&shop(), create), @r#"
    CREATE TABLE "kept" (
        "a" integer NOT NULL
    ) WITH ("fillfactor" = 70) TABLESPACE "fast";
      -- + table kept
    "#);
    let mut kept = index("products_name_idx", &["name"]);
    kept.storage = BTreeMap::from([("fillfactor".to_owned(), "70".to_owned())]);
    kept.tablespace = Some("fast".to_owned());
    kept.filter = Some("id > 1".into());
    let create = CreateIndex {
        table: name("products"),
        index: kept,
        concurrently: false,
        if_not_exists: false,
        only: false,
    };
    insta::assert_snapshot!(sql(&shop(), create), @r#"
    CREATE INDEX "products_name_idx" ON "products" ("name") WITH ("fillfactor" = 70) TABLESPACE "fast" WHERE (id > 1);
      -- Share products | scans | + index products_name_idx of products
    "#);
}

#[test]
fn tables_and_indexes_move_to_another_tablespace_and_back() {
    let to = |index: Option<&str>, tablespace: Option<&str>| SetTablespace {
        table: name("products"),
        index: index.map(str::to_owned),
        tablespace: tablespace.map(str::to_owned),
    };
    insta::assert_snapshot!(sql(&shop(), to(None, Some("fast"))), @r#"
    ALTER TABLE "products" SET TABLESPACE "fast";
      -- AccessExclusive products | rewrites
    "#);
    insta::assert_snapshot!(sql(&shop(), to(Some("products_name_idx"), None)), @r#"
    ALTER INDEX "products_name_idx" SET TABLESPACE "pg_default";
      -- AccessExclusive products | rewrites
    "#);
}

#[test]
fn indexes_are_built_anew_with_or_without_blocking() {
    insta::assert_snapshot!(sql(&shop(), reindex(Some("products_name_idx"), false)), @r#"
    REINDEX INDEX "products_name_idx";
      -- Share products | scans
    "#);
    insta::assert_snapshot!(sql(&shop(), reindex(None, true)), @r#"
    REINDEX TABLE CONCURRENTLY "products";
      -- ShareUpdateExclusive products | scans | outside transaction
    "#);
    insta::assert_snapshot!(sql(&partitioned(), reindex(None, false)), @r#"
    REINDEX TABLE "products";
      -- Share products | scans | outside transaction
    "#);
    let quoted = Reindex {
        index: Some(HOSTILE.to_owned()),
        ..reindex(None, false)
    };
    insta::assert_snapshot!(sql(&state([]), quoted), @r#"
    REINDEX INDEX "a""; DROP TABLE x; --'\";
      -- Share products | scans
    "#);
}

#[test]
fn a_table_is_written_anew_to_be_in_the_log_or_not() {
    let set = |logged| SetLogged {
        table: name("products"),
        logged,
    };
    insta::assert_snapshot!(sql(&shop(), set(false)), @r#"
    ALTER TABLE "products" SET UNLOGGED;
      -- AccessExclusive products | rewrites | scans
    "#);
    insta::assert_snapshot!(sql(&shop(), set(true)), @r#"
    ALTER TABLE "products" SET LOGGED;
      -- AccessExclusive products | rewrites | scans
    "#);
}

#[test]
fn columns_say_how_they_are_compressed_and_sampled() {
    let before = products(|table| {
        let column = table.column_mut("name").expect("a name");
        column.compression = Some("lz4".to_owned());
    });
    let change = |change: ColumnChange| AlterColumn {
        table: name("products"),
        column: "name".to_owned(),
        change,
    };
    let compression = |method: Option<&str>| ColumnChange::Compression(method.map(str::to_owned));
    insta::assert_snapshot!(sql(&before, change(compression(Some("pglz")))), @r#"
    ALTER TABLE "products" ALTER COLUMN "name" SET COMPRESSION pglz;
      -- AccessExclusive products
    "#);
    insta::assert_snapshot!(sql(&before, change(compression(None))), @r#"
    ALTER TABLE "products" ALTER COLUMN "name" SET COMPRESSION DEFAULT;
      -- AccessExclusive products
    "#);
    insta::assert_snapshot!(refused(&before, change(compression(Some("x; DROP TABLE y")))), @r#"
    PostgreSQL has no method of compression that is called "x; DROP TABLE y"
    help: say "pglz" or "lz4"
    "#);
    insta::assert_snapshot!(sql(&before, change(ColumnChange::Statistics(Some(500)))), @r#"
    ALTER TABLE ONLY "products" ALTER COLUMN "name" SET STATISTICS 500;
      -- ShareUpdateExclusive products
    "#);
    insta::assert_snapshot!(sql(&before, change(ColumnChange::Statistics(None))), @r#"
    ALTER TABLE ONLY "products" ALTER COLUMN "name" SET STATISTICS -1;
      -- ShareUpdateExclusive products
    "#);
    let retype = ColumnChange::Type {
        to: ColumnType::Text,
        using: None,
    };
    insta::assert_snapshot!(sql(&before, change(retype)), @r#"
    ALTER TABLE "products" ALTER COLUMN "name" TYPE text;
      -- AccessExclusive products
    ALTER TABLE "products" ALTER COLUMN "name" SET COMPRESSION lz4;
      -- AccessExclusive products
    "#);
}
