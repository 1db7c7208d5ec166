//! The builder records operations, each with the caller's place.

mod common;

use migration_core::builder::*;
use migration_core::operation::{ColumnChange, Operation};
use migration_core::schema::*;

fn recorded(say: impl FnOnce(&mut Schema)) -> Vec<migration_core::operation::Recorded> {
    let mut schema = Schema::new();
    say(&mut schema);
    schema.finish()
}

#[test]
fn each_call_is_one_operation_with_its_own_line() {
    let first = line!() + 2;
    let recorded = recorded(|schema| {
        schema.drop_table("a");
        schema.create_index("b", "c");
        schema.alter_table("d", |t| {
            t.drop_column("e");
            t.set_not_null("f");
        });
    });
    let lines: Vec<u32> = recorded
        .iter()
        .map(|recorded| recorded.at.line - first)
        .collect();
    assert_eq!(lines, [0, 1, 3, 4]);
    let words: Vec<String> = recorded
        .iter()
        .map(|recorded| recorded.operation.describe())
        .collect();
    assert_eq!(
        words,
        [
            r#"drop table "a""#,
            r#"create index "b_c_idx" on table "b""#,
            r#"drop column "e" of table "d""#,
            r#"forbid NULL in column "f" of table "d""#
        ]
    );
}

#[test]
fn a_table_knows_the_line_of_each_column() {
    let first = line!() + 3;
    let recorded = recorded(|schema| {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 10);
        });
    });
    assert_eq!(recorded[0].place_of(Some("title")).line - first, 1);
    assert_eq!(recorded[0].place_of(None).line + 1, first);
}

#[test]
fn an_added_column_brings_its_keys_as_operations_of_their_own() {
    let recorded = recorded(|schema| {
        schema.alter_table("products", |t| {
            t.add_column("sku", string(50))
                .unique()
                .check("sku <> ''")
                .references("skus", "code")
                .index();
        });
    });
    let words: Vec<String> = recorded
        .iter()
        .map(|recorded| recorded.operation.describe())
        .collect();
    assert_eq!(
        words,
        [
            r#"add column "sku" to table "products""#,
            r#"add unique constraint "products_sku_key" to table "products""#,
            r#"add foreign key "products_sku_fkey" to table "products""#,
            r#"add check "products_sku_check" to table "products""#,
            r#"create index "products_sku_idx" on table "products""#
        ]
    );
}

#[test]
fn names_may_be_text_strings_pairs_and_sea_query_identifiers() {
    #[derive(sea_query::Iden)]
    enum Posts {
        Table,
        AuthorId,
    }
    let recorded = recorded(|schema| {
        schema.create_index(Posts::Table, Posts::AuthorId);
        schema.create_index(("audit", "posts"), String::from("author_id"));
        schema.create_index("posts", [Posts::AuthorId]);
        schema.create_index("posts", vec!["author_id"]);
    });
    let names = recorded.iter().map(|recorded| match &recorded.operation {
        Operation::CreateIndex(op) => (op.table.to_string(), op.index.name.clone()),
        other => panic!("{other:?}"),
    });
    let expected = |table: &str| (table.to_owned(), "posts_author_id_idx".to_owned());
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["posts", "audit.posts", "posts", "posts"].map(expected)
    );
}

#[test]
fn index_keys_may_be_columns_expressions_and_a_mixture() {
    let recorded = recorded(|schema| {
        schema
            .create_index("t", [col("a").desc().nulls_last(), expr("lower(b)").into()])
            .unique()
            .using("btree")
            .include("c");
        schema.create_index("t", expr("lower(b)"));
        schema
            .create_index("t", ["a", "b"])
            .filter("a > 0")
            .name("mine");
    });
    let Operation::CreateIndex(first) = &recorded[0].operation else {
        panic!()
    };
    assert_eq!(first.index.name, "t_a_expr_idx");
    assert_eq!(first.index.parts[0].direction, Direction::Descending);
    assert_eq!(first.index.parts[0].nulls, Some(Nulls::Last));
    assert!(
        first.index.unique
            && first.index.include == ["c"]
            && first.index.method.as_deref() == Some("btree")
    );
    let Operation::CreateIndex(last) = &recorded[2].operation else {
        panic!()
    };
    assert_eq!(
        (last.index.name.as_str(), last.index.filter.is_some()),
        ("mine", true)
    );
}

#[test]
fn defaults_are_values_or_expressions_and_now_is_the_current_timestamp() {
    let recorded = recorded(|schema| {
        schema.alter_table("t", |t| {
            t.set_default("a", 0);
            t.set_default("a", "draft");
            t.set_default("a", true);
            t.set_default("a", expr("NOW()"));
            t.set_default("a", expr("random()"));
            t.drop_default("a");
        });
    });
    let defaults = recorded.iter().map(|recorded| match &recorded.operation {
        Operation::AlterColumn(op) => match &op.change {
            ColumnChange::Default(default) => default.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    });
    assert_eq!(
        defaults.collect::<Vec<_>>(),
        [
            Some(0.into()),
            Some("draft".into()),
            Some(true.into()),
            Some(DefaultValue::CurrentTimestamp),
            Some(DefaultValue::Expression(Expression::new("random()"))),
            None
        ]
    );
}

#[test]
fn several_primary_key_columns_make_a_composite_key() {
    let recorded = recorded(|schema| {
        schema.create_table("t", |t| {
            t.integer("a").primary_key();
            t.integer("b").primary_key();
        });
    });
    let Operation::CreateTable(op) = &recorded[0].operation else {
        panic!()
    };
    assert_eq!(
        op.table.primary_key.as_ref().map(|key| key.columns.clone()),
        Some(vec!["a".into(), "b".into()])
    );
}
