//! Exclusion constraints, indexes that become keys, and changes of constraints that are there.

use super::{
    HOSTILE, after, foreign_key, index, name, products, refused, shop, sql, strings, unique,
};
use crate::operation::{AddConstraint, AlterConstraint, ConstraintChange};
use crate::preview::blog;
use crate::schema::{
    Check, Constraint, Deferrable, Exclusion, ExclusionElement, IndexPart, PrimaryKey,
    ReferentialAction,
};

fn exclusion(operators: &[(&str, &str)]) -> Exclusion {
    let element = |(column, operator): &(&str, &str)| ExclusionElement {
        part: IndexPart::column(*column),
        operator: (*operator).to_owned(),
    };
    Exclusion {
        name: "products_excl".to_owned(),
        method: "GIST".to_owned(),
        elements: operators.iter().map(element).collect(),
        filter: None,
        deferrable: Deferrable::No,
    }
}

fn add(constraint: Constraint) -> AddConstraint {
    AddConstraint::new(name("products"), constraint)
}

fn alter(table: &str, constraint: &str, change: ConstraintChange) -> AlterConstraint {
    AlterConstraint {
        table: name(table),
        name: constraint.to_owned(),
        change,
    }
}

#[test]
fn an_exclusion_constraint_says_its_operators() {
    let mut full = exclusion(&[("name", "="), ("price", "<>")]);
    full.filter = Some("id > 1 -- all but the first".into());
    full.deferrable = Deferrable::InitiallyDeferred;
    insta::assert_snapshot!(sql(&shop(), add(Constraint::Exclusion(full))), @r#"
    ALTER TABLE "products" ADD CONSTRAINT "products_excl" EXCLUDE USING "gist" ("name" WITH =, "price" WITH <>) WHERE (id > 1 -- all but the first
    ) DEFERRABLE INITIALLY DEFERRED;
      -- AccessExclusive products | scans | + constraint products_excl of products
    "#);
    insta::assert_snapshot!(refused(&shop(), add(Constraint::Exclusion(exclusion(&[("name", "= , x WITH =")])))), @r"
    PostgreSQL has no operator `= , x WITH =`
    help: name an operator by its characters: =, &&, <>, -|-
    ");
    insta::assert_snapshot!(refused(&shop(), add(Constraint::Exclusion(exclusion(&[("name", "--")])))), @r"
    PostgreSQL has no operator `--`
    help: name an operator by its characters: =, &&, <>, -|-
    ");
}

#[test]
fn an_index_becomes_a_key_without_reading_the_table() {
    let before = products(|table| {
        let mut over = index(HOSTILE, &["name"]);
        over.unique = true;
        table.indexes.insert(over.name.clone(), over);
    });
    let using = |constraint| AddConstraint {
        using_index: Some(HOSTILE.to_owned()),
        ..add(constraint)
    };
    let mut deferred = unique("products_name_key", &["name"]);
    deferred.deferrable = Deferrable::InitiallyDeferred;
    insta::assert_snapshot!(sql(&before, using(Constraint::Unique(deferred))), @r#"
    ALTER TABLE "products" ADD CONSTRAINT "products_name_key" UNIQUE USING INDEX "a""; DROP TABLE x; --'\" DEFERRABLE INITIALLY DEFERRED;
      -- AccessExclusive products | + constraint products_name_key of products
    "#);
    let key = PrimaryKey {
        name: "products_pkey".to_owned(),
        columns: strings(&["name"]),
        without_overlaps: false,
    };
    insta::assert_snapshot!(sql(&before, using(Constraint::PrimaryKey(key))), @r#"
    ALTER TABLE "products" ADD CONSTRAINT "products_pkey" PRIMARY KEY USING INDEX "a""; DROP TABLE x; --'\";
      -- AccessExclusive products | + constraint products_pkey of products
    "#);
}

#[test]
fn a_foreign_key_is_deferred_in_place_and_a_key_is_made_again() {
    let deferred = ConstraintChange::Deferrable(Deferrable::InitiallyDeferred);
    insta::assert_snapshot!(sql(&shop(), alter("orders", "orders_product_id_fkey", deferred)), @r#"
    ALTER TABLE "orders" ALTER CONSTRAINT "orders_product_id_fkey" DEFERRABLE INITIALLY DEFERRED;
      -- AccessExclusive orders
    "#);
    let never = ConstraintChange::Deferrable(Deferrable::No);
    insta::assert_snapshot!(sql(&shop(), alter("orders", "orders_product_id_fkey", never)), @r#"
    ALTER TABLE "orders" ALTER CONSTRAINT "orders_product_id_fkey" NOT DEFERRABLE;
      -- AccessExclusive orders
    "#);
    let before = products(|table| {
        table.put_constraint(Constraint::Unique(unique("products_name_key", &["name"])));
        table.put_constraint(Constraint::Exclusion(exclusion(&[("price", "=")])));
    });
    insta::assert_snapshot!(sql(&before, alter("products", "products_name_key", deferred)), @r#"
    ALTER TABLE "products" DROP CONSTRAINT "products_name_key", ADD CONSTRAINT "products_name_key" UNIQUE ("name") DEFERRABLE INITIALLY DEFERRED;
      -- AccessExclusive products | scans
    "#);
    insta::assert_snapshot!(sql(&before, alter("products", "products_excl", deferred)), @r#"
    ALTER TABLE "products" DROP CONSTRAINT "products_excl", ADD CONSTRAINT "products_excl" EXCLUDE USING "gist" ("price" WITH =) DEFERRABLE INITIALLY DEFERRED;
      -- AccessExclusive products | scans
    "#);
}

#[test]
fn a_foreign_key_may_set_some_of_its_columns() {
    let mut key = foreign_key("products_fkey", "id", name("orders"));
    key.columns = strings(&["id", "price"]);
    key.on_delete = ReferentialAction::SetDefault;
    key.on_update = ReferentialAction::Cascade;
    key.on_delete_columns = strings(&["price"]);
    insta::assert_snapshot!(sql(&shop(), add(Constraint::ForeignKey(key))), @r#"
    ALTER TABLE "products" ADD CONSTRAINT "products_fkey" FOREIGN KEY ("id", "price") REFERENCES "orders" ("id") ON DELETE SET DEFAULT ("price") ON UPDATE CASCADE;
      -- ShareRowExclusive products | scans | + constraint products_fkey of products
    "#);
}

#[test]
fn a_check_is_always_enforced() {
    let check = Check {
        not_enforced: true,
        ..super::check("positive", "price > 0")
    };
    insta::assert_snapshot!(refused(&shop(), add(Constraint::Check(check))), @r"
    PostgreSQL has no check that is not enforced before version 18
    help: say not_valid: rows that are there are left alone, and new ones are checked
    ");
    insta::assert_snapshot!(refused(&shop(), alter("products", "positive", ConstraintChange::Enforced(false))), @r"
    PostgreSQL has no check that is not enforced before version 18
    help: drop the check, and add it again as not valid when it is wanted
    ");
}

#[test]
fn constraints_and_indexes_have_comments() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_index("posts", "title");
        schema.comment_on_constraint("posts", "posts_pkey", "it's".to_owned());
        schema.comment_on_index("posts", "posts_title_idx", "it's".to_owned());
        schema.comment_on_index("posts", "posts_title_idx", None);
    }), @r#"
    CREATE INDEX "posts_title_idx" ON "posts" ("title");
      -- Share posts | scans | + index posts_title_idx of posts
    COMMENT ON CONSTRAINT "posts_pkey" ON "posts" IS 'it''s';
    COMMENT ON INDEX "posts_title_idx" IS 'it''s';
    COMMENT ON INDEX "posts_title_idx" IS NULL;
    "#);
}
