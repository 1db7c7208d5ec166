//! Keys and checks.

use super::{
    HOSTILE, INNER, check, column, foreign_key, name, nullable, products, shop, sql, state,
    strings, table, unique,
};
use crate::dialect::{Target, lower};
use crate::operation::{
    AddConstraint, CreateTable, DropConstraint, Operation, RenameConstraint, ValidateConstraint,
};
use crate::schema::{
    ColumnType, Constraint, Deferrable, ForeignKey, ObjectName, PrimaryKey, ReferentialAction,
};

fn add(table: &str, constraint: Constraint) -> AddConstraint {
    AddConstraint {
        table: name(table),
        constraint,
        using_index: None,
    }
}

fn drop(table: &str, constraint: &str, if_exists: bool) -> DropConstraint {
    DropConstraint {
        table: name(table),
        name: constraint.to_owned(),
        kind: None,
        if_exists,
    }
}

#[test]
fn keys_and_checks_are_added_by_name() {
    let tags = state([table(
        name("tags"),
        [
            column("a", ColumnType::Integer),
            column("b", ColumnType::Text),
        ],
    )]);
    let key = PrimaryKey {
        name: "tags_pkey".to_owned(),
        columns: strings(&["a", "b"]),
        without_overlaps: false,
    };
    insta::assert_snapshot!(sql(&tags, add("tags", Constraint::PrimaryKey(key))), @r#"
    ALTER TABLE "tags" ADD CONSTRAINT "tags_pkey" PRIMARY KEY ("a", "b");
      -- AccessExclusive tags | scans | + constraint tags_pkey of tags
    "#);
    insta::assert_snapshot!(sql(&tags, add("tags", Constraint::Unique(unique("tags_b_key", &["b"])))), @r#"
    ALTER TABLE "tags" ADD CONSTRAINT "tags_b_key" UNIQUE ("b");
      -- AccessExclusive tags | scans | + constraint tags_b_key of tags
    "#);
    insta::assert_snapshot!(sql(&tags, add("tags", Constraint::Check(check("tags_a_check", "a > 0 -- positive")))), @r#"
    ALTER TABLE "tags" ADD CONSTRAINT "tags_a_check" CHECK (a > 0 -- positive
    );
      -- AccessExclusive tags | scans | + constraint tags_a_check of tags
    "#);
    let mut deferred = unique("tags_a_b_key", &["a", "b"]);
    deferred.nulls_not_distinct = true;
    deferred.deferrable = Deferrable::InitiallyImmediate;
    insta::assert_snapshot!(sql(&tags, add("tags", Constraint::Unique(deferred))), @r#"
    ALTER TABLE "tags" ADD CONSTRAINT "tags_a_b_key" UNIQUE NULLS NOT DISTINCT ("a", "b") DEFERRABLE INITIALLY IMMEDIATE;
      -- AccessExclusive tags | scans | + constraint tags_a_b_key of tags
    "#);
}

#[test]
fn a_foreign_key_says_all_that_it_was_asked_for() {
    let plain = foreign_key("second_fkey", "product_id", name("products"));
    insta::assert_snapshot!(sql(&shop(), add("orders", Constraint::ForeignKey(plain.clone()))), @r#"
    ALTER TABLE "orders" ADD CONSTRAINT "second_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id");
      -- ShareRowExclusive orders | scans | + constraint second_fkey of orders
    "#);
    let full = ForeignKey {
        on_delete: ReferentialAction::SetNull,
        on_update: ReferentialAction::Cascade,
        on_delete_columns: Vec::new(),
        match_full: true,
        deferrable: Deferrable::InitiallyDeferred,
        ..plain.clone()
    };
    insta::assert_snapshot!(sql(&shop(), add("orders", Constraint::ForeignKey(full))), @r#"
    ALTER TABLE "orders" ADD CONSTRAINT "second_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id") MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
      -- ShareRowExclusive orders | scans | + constraint second_fkey of orders
    "#);
    let restrict = ForeignKey {
        on_delete: ReferentialAction::Restrict,
        on_update: ReferentialAction::SetDefault,
        ..plain
    };
    insta::assert_snapshot!(sql(&shop(), add("orders", Constraint::ForeignKey(restrict))), @r#"
    ALTER TABLE "orders" ADD CONSTRAINT "second_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id") ON DELETE RESTRICT ON UPDATE SET DEFAULT;
      -- ShareRowExclusive orders | scans | + constraint second_fkey of orders
    "#);
}

#[test]
fn not_valid_constraints_do_not_read_the_table_until_they_are_validated() {
    let mut positive = check("products_price_check", "price > 0");
    positive.not_valid = true;
    let added = add("products", Constraint::Check(positive.clone()));
    insta::assert_snapshot!(sql(&shop(), added), @r#"
    ALTER TABLE "products" ADD CONSTRAINT "products_price_check" CHECK (price > 0) NOT VALID;
      -- AccessExclusive products | + constraint products_price_check of products
    "#);
    let mut key = foreign_key("second_fkey", "product_id", name("products"));
    key.not_valid = true;
    insta::assert_snapshot!(sql(&shop(), add("orders", Constraint::ForeignKey(key))), @r#"
    ALTER TABLE "orders" ADD CONSTRAINT "second_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id") NOT VALID;
      -- ShareRowExclusive orders | + constraint second_fkey of orders
    "#);
    let before = products(|table| table.put_constraint(Constraint::Check(positive)));
    let validate = ValidateConstraint {
        table: name("products"),
        name: "products_price_check".to_owned(),
    };
    insta::assert_snapshot!(sql(&before, validate), @r#"
    ALTER TABLE "products" VALIDATE CONSTRAINT "products_price_check";
      -- ShareUpdateExclusive products | scans
    "#);
}

#[test]
fn a_constraint_is_dropped() {
    insta::assert_snapshot!(sql(&shop(), drop("orders", "orders_product_id_fkey", false)), @r#"
    ALTER TABLE "orders" DROP CONSTRAINT "orders_product_id_fkey";
      -- AccessExclusive orders | - constraint orders_product_id_fkey of orders
    "#);
    insta::assert_snapshot!(sql(&shop(), drop("orders", "other", true)), @r#"
    ALTER TABLE "orders" DROP CONSTRAINT IF EXISTS "other";
      -- AccessExclusive orders | - constraint other of orders
    "#);
}

#[test]
fn dropping_a_primary_key_lets_its_nullable_columns_be_null_again() {
    let mut tags = table(
        name("tags"),
        [
            nullable("a", ColumnType::Integer),
            column("b", ColumnType::Text),
        ],
    );
    tags.primary_key = Some(PrimaryKey {
        name: "tags_pkey".to_owned(),
        columns: strings(&["a", "b"]),
        without_overlaps: false,
    });
    insta::assert_snapshot!(sql(&state([tags]), drop("tags", "tags_pkey", false)), @r#"
    ALTER TABLE "tags" DROP CONSTRAINT "tags_pkey", ALTER COLUMN "a" DROP NOT NULL;
      -- AccessExclusive tags | - constraint tags_pkey of tags
    "#);
}

#[test]
fn a_constraint_is_renamed() {
    let rename = RenameConstraint {
        table: name("orders"),
        from: "orders_product_id_fkey".to_owned(),
        to: "product".to_owned(),
    };
    insta::assert_snapshot!(sql(&shop(), rename), @r#"
    ALTER TABLE "orders" RENAME CONSTRAINT "orders_product_id_fkey" TO "product";
      -- AccessExclusive orders | + constraint product of orders
    "#);
}

#[test]
fn hostile_names_stay_names() {
    let hostile = ObjectName::qualified(HOSTILE, HOSTILE);
    let mut weird = table(hostile.clone(), [nullable(HOSTILE, ColumnType::Integer)]);
    weird.put_constraint(Constraint::Unique(unique("u", &[HOSTILE])));
    let before = state([weird]);
    let mut key = foreign_key(HOSTILE, HOSTILE, hostile.clone());
    key.referenced_columns = strings(&[HOSTILE]);
    let add = AddConstraint {
        table: hostile.clone(),
        constraint: Constraint::ForeignKey(key),
        using_index: None,
    };
    insta::assert_snapshot!(sql(&before, add), @r#"
    ALTER TABLE "a""; DROP TABLE x; --'\"."a""; DROP TABLE x; --'\" ADD CONSTRAINT "a""; DROP TABLE x; --'\" FOREIGN KEY ("a""; DROP TABLE x; --'\") REFERENCES "a""; DROP TABLE x; --'\"."a""; DROP TABLE x; --'\" ("a""; DROP TABLE x; --'\");
      -- ShareRowExclusive a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\ | scans | + constraint a"; DROP TABLE x; --'\ of a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\
    "#);
    let rename = RenameConstraint {
        table: hostile,
        from: "u".to_owned(),
        to: INNER.to_owned(),
    };
    insta::assert_snapshot!(sql(&before, rename), @r#"
    ALTER TABLE "a""; DROP TABLE x; --'\"."a""; DROP TABLE x; --'\" RENAME CONSTRAINT "u" TO "b""; DROP TABLE x; --'\";
      -- AccessExclusive a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\ | + constraint b"; DROP TABLE x; --'\ of a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\
    "#);
}

#[test]
fn keys_over_ranges_are_written_for_version_18_and_refused_before() {
    let mut stays = table(
        name("stays"),
        [
            column("room", ColumnType::Integer),
            column("booked", ColumnType::Range(crate::schema::RangeKind::Date)),
        ],
    );
    stays.primary_key = Some(PrimaryKey {
        name: "stays_pkey".to_owned(),
        columns: vec!["room".to_owned(), "booked".to_owned()],
        without_overlaps: true,
    });
    let key = ForeignKey {
        period: true,
        referenced_columns: vec!["room".to_owned(), "booked".to_owned()],
        columns: vec!["room".to_owned(), "booked".to_owned()],
        ..foreign_key("bills_fkey", "room", name("stays"))
    };
    let create = Operation::from(CreateTable {
        table: stays.clone(),
        if_not_exists: false,
        like: None,
    });
    let refer = Operation::from(AddConstraint::new(
        name("bills"),
        Constraint::ForeignKey(key),
    ));
    let mut since_18 = Target::postgres();
    since_18.capabilities.temporal_keys = true;
    let written = |operation: &Operation, target: &Target| {
        let lowered = lower(operation, &state([]), target);
        lowered.map(|statements| statements[0].sql.clone())
    };
    insta::assert_snapshot!(written(&create, &since_18).expect("it is new enough"), @r#"
    CREATE TABLE "stays" (
        "room" integer NOT NULL,
        "booked" daterange NOT NULL,
        CONSTRAINT "stays_pkey" PRIMARY KEY ("room", "booked" WITHOUT OVERLAPS)
    )
    "#);
    insta::assert_snapshot!(written(&refer, &since_18).expect("it is new enough"), @r#"ALTER TABLE "bills" ADD CONSTRAINT "bills_fkey" FOREIGN KEY ("room", PERIOD "booked") REFERENCES "stays" ("room", PERIOD "booked")"#);
    for target in [
        Target::postgres(),
        Target::mysql(),
        Target::mariadb(),
        Target::sqlite(),
    ] {
        assert!(written(&create, &target).is_err() && written(&refer, &target).is_err());
    }
}
