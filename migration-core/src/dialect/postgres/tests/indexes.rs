//! Indexes.

use super::{HOSTILE, INNER, index, name, products, refused, shop, sql, state, table};
use crate::dialect::Target;
use crate::operation::{CreateIndex, DropIndex, RenameIndex};
use crate::schema::{
    ColumnType, Direction, Expression, Index, IndexKey, IndexPart, Nulls, ObjectName,
    PartitionStrategy, Partitioning, SchemaState,
};

fn create(index: Index) -> CreateIndex {
    CreateIndex {
        table: name("products"),
        index,
        concurrently: false,
        if_not_exists: false,
        only: false,
    }
}

fn expression(text: &str) -> IndexPart {
    IndexPart {
        key: IndexKey::Expression(Expression::new(text)),
        ..IndexPart::column("")
    }
}

/// A table whose every name is hostile.
fn hostile() -> SchemaState {
    let mut table = table(
        ObjectName::qualified(HOSTILE, HOSTILE),
        [super::column(HOSTILE, ColumnType::Text)],
    );
    table
        .indexes
        .insert(INNER.to_owned(), index(INNER, &[HOSTILE]));
    state([table])
}

#[test]
fn an_index_is_over_columns_and_expressions() {
    insta::assert_snapshot!(sql(&shop(), create(index("products_name_price_idx", &["name", "price"]))), @r#"
    CREATE INDEX "products_name_price_idx" ON "products" ("name", "price");
      -- Share products | scans | + index products_name_price_idx of products
    "#);
    let lower = Index::new(
        "products_lower_idx",
        vec![expression("lower(name) -- folded"), IndexPart::column("id")],
    );
    insta::assert_snapshot!(sql(&shop(), create(lower)), @r#"
    CREATE INDEX "products_lower_idx" ON "products" ((lower(name) -- folded
    ), "id");
      -- Share products | scans | + index products_lower_idx of products
    "#);
}

#[test]
fn an_index_says_all_that_it_was_asked_for() {
    let mut full = index("products_full_idx", &["name", "price"]);
    full.unique = true;
    full.nulls_not_distinct = true;
    full.method = Some("BTREE".to_owned());
    full.include = vec!["id".to_owned()];
    full.filter = Some(Expression::new("price > 0"));
    full.comment = Some("it's whole".to_owned());
    full.parts[0].operator_class = Some("pg_catalog.varchar_pattern_ops".to_owned());
    full.parts[0].nulls = Some(Nulls::First);
    full.parts[1].direction = Direction::Descending;
    full.parts[1].nulls = Some(Nulls::Last);
    insta::assert_snapshot!(sql(&shop(), create(full)), @r#"
    CREATE UNIQUE INDEX "products_full_idx" ON "products" USING "btree" ("name" "pg_catalog"."varchar_pattern_ops" NULLS FIRST, "price" DESC NULLS LAST) INCLUDE ("id") NULLS NOT DISTINCT WHERE (price > 0);
      -- Share products | scans | + index products_full_idx of products
    COMMENT ON INDEX "products_full_idx" IS 'it''s whole';
    "#);
}

#[test]
fn an_index_is_built_without_blocking_writes() {
    let concurrently = CreateIndex {
        concurrently: true,
        if_not_exists: true,
        only: false,
        ..create(index("products_name_idx", &["name"]))
    };
    insta::assert_snapshot!(sql(&shop(), concurrently), @r#"
    CREATE INDEX CONCURRENTLY IF NOT EXISTS "products_name_idx" ON "products" ("name");
      -- ShareUpdateExclusive products | scans | outside transaction | + index products_name_idx of products
    "#);
}

#[test]
fn a_partitioned_table_has_no_concurrent_index() {
    let partitioned = products(|table| {
        table.partitioning = Some(Partitioning {
            strategy: PartitionStrategy::Hash,
            keys: vec![Expression::new("id")],
        });
    });
    let concurrently = CreateIndex {
        concurrently: true,
        ..create(index("products_name_idx", &["name"]))
    };
    insta::assert_snapshot!(refused(&partitioned, concurrently), @r#"
    PostgreSQL has no concurrent change of an index on a partitioned table
    help: leave `concurrently` out, or change the indexes of its partitions one by one
    "#);
}

#[test]
fn an_index_that_is_known_to_exist_is_not_created_again() {
    let mut before = products(|table| {
        table.indexes.insert("i".to_owned(), index("i", &["name"]));
    });
    let if_not_exists = CreateIndex {
        if_not_exists: true,
        only: false,
        ..create(index("i", &["name"]))
    };
    assert_eq!(sql(&before, if_not_exists.clone()), "");
    before.named_by_raw_sql.insert("i".to_owned());
    insta::assert_snapshot!(sql(&before, if_not_exists), @r#"
    CREATE INDEX IF NOT EXISTS "i" ON "products" ("name");
      -- Share products | scans | + index i of products
    "#);
}

#[test]
fn nulls_are_distinct_before_version_15() {
    let mut target = Target::postgres();
    target.capabilities.nulls_not_distinct = false;
    let mut unique = index("i", &["price"]);
    unique.unique = true;
    unique.nulls_not_distinct = true;
    let refused = crate::dialect::lower(&create(unique).into(), &shop(), &target);
    assert_eq!(
        refused.map_err(|unsupported| unsupported.to_string()),
        Err(
            "PostgreSQL has no unique key that counts two NULLs as equal before version 15"
                .to_owned()
        )
    );
}

#[test]
fn an_index_is_dropped_in_the_schema_of_its_table() {
    let drop = DropIndex {
        table: ObjectName::qualified(HOSTILE, HOSTILE),
        name: INNER.to_owned(),
        concurrently: false,
        if_exists: false,
    };
    insta::assert_snapshot!(sql(&hostile(), drop.clone()), @r#"
    DROP INDEX "a""; DROP TABLE x; --'\"."b""; DROP TABLE x; --'\";
      -- AccessExclusive a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\ | - index b"; DROP TABLE x; --'\ of a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\
    "#);
    let concurrently = DropIndex {
        concurrently: true,
        if_exists: true,
        ..drop
    };
    insta::assert_snapshot!(sql(&hostile(), concurrently), @r#"
    DROP INDEX CONCURRENTLY IF EXISTS "a""; DROP TABLE x; --'\"."b""; DROP TABLE x; --'\";
      -- ShareUpdateExclusive a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\ | outside transaction | - index b"; DROP TABLE x; --'\ of a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\
    "#);
}

#[test]
fn an_index_is_renamed_in_the_schema_of_its_table() {
    let rename = RenameIndex {
        table: ObjectName::qualified(HOSTILE, HOSTILE),
        from: INNER.to_owned(),
        to: "b\"c".to_owned(),
    };
    insta::assert_snapshot!(sql(&hostile(), rename), @r#"
    ALTER INDEX "a""; DROP TABLE x; --'\"."b""; DROP TABLE x; --'\" RENAME TO "b""c";
      -- + index b"c of a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\
    "#);
}

#[test]
fn hostile_names_stay_names() {
    let mut parts = index("a\"b", &[HOSTILE]);
    parts.method = Some("hash\" (x); --".to_owned());
    let op = CreateIndex {
        table: ObjectName::qualified(HOSTILE, HOSTILE),
        index: parts,
        concurrently: false,
        if_not_exists: false,
        only: false,
    };
    insta::assert_snapshot!(super::unproven(&hostile(), op), @r#"
    CREATE INDEX "a""b" ON "a""; DROP TABLE x; --'\"."a""; DROP TABLE x; --'\" USING "hash"" (x); --" ("a""; DROP TABLE x; --'\");
      -- Share a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\ | scans | + index a"b of a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\
    "#);
}
