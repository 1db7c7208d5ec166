//! Enum types.

use super::{HOSTILE, empty, name, sql, state, strings, table, with_enum};
use crate::operation::{
    AddEnumValue, CreateEnum, DropEnum, RenameEnum, RenameEnumValue, ValuePosition,
};
use crate::schema::{ObjectName, SchemaState};

fn status() -> SchemaState {
    with_enum(empty(), name("status"), &["new", "paid"])
}

fn add(value: &str, position: ValuePosition, if_not_exists: bool) -> AddEnumValue {
    AddEnumValue {
        name: name("status"),
        value: value.to_owned(),
        position,
        if_not_exists,
    }
}

#[test]
fn an_enum_type_is_made_with_its_values_in_order() {
    let create = |name: ObjectName, values: &[&str]| CreateEnum {
        name,
        values: strings(values),
    };
    insta::assert_snapshot!(sql(&empty(), create(name("status"), &["new", "paid"])), @r#"
    CREATE TYPE "status" AS ENUM ('new', 'paid');
      -- + enum status
    "#);
    insta::assert_snapshot!(sql(&empty(), create(ObjectName::qualified(HOSTILE, HOSTILE), &["it's", HOSTILE])), @r#"
    CREATE TYPE "a""; DROP TABLE x; --'\"."a""; DROP TABLE x; --'\" AS ENUM ('it''s', E'a"; DROP TABLE x; --''\\');
      -- + enum a"; DROP TABLE x; --'\.a"; DROP TABLE x; --'\
    "#);
}

#[test]
fn a_value_is_added_last_before_or_after_another() {
    insta::assert_snapshot!(sql(&status(), add("sent", ValuePosition::Last, false)), @r#"
    ALTER TYPE "status" ADD VALUE 'sent';
      -- commit before use | + value sent of status
    "#);
    insta::assert_snapshot!(sql(&status(), add("it's", ValuePosition::Before("new".to_owned()), true)), @r#"
    ALTER TYPE "status" ADD VALUE IF NOT EXISTS 'it''s' BEFORE 'new';
      -- commit before use | + value it's of status
    "#);
    insta::assert_snapshot!(sql(&status(), add("sent", ValuePosition::After("paid".to_owned()), false)), @r#"
    ALTER TYPE "status" ADD VALUE 'sent' AFTER 'paid';
      -- commit before use | + value sent of status
    "#);
}

#[test]
fn a_value_is_renamed() {
    let op = RenameEnumValue {
        name: name("status"),
        from: "new".to_owned(),
        to: "o'pen".to_owned(),
    };
    insta::assert_snapshot!(sql(&status(), op), @r#"
    ALTER TYPE "status" RENAME VALUE 'new' TO 'o''pen';
      -- + value o'pen of status
    "#);
}

#[test]
fn an_enum_type_is_dropped() {
    let drop = |if_exists| DropEnum {
        name: name("status"),
        if_exists,
    };
    insta::assert_snapshot!(sql(&status(), drop(false)), @r#"
    DROP TYPE "status";
      -- - enum status
    "#);
    insta::assert_snapshot!(sql(&status(), drop(true)), @r#"
    DROP TYPE IF EXISTS "status";
      -- - enum status
    "#);
}

#[test]
fn an_enum_type_is_renamed_and_moved() {
    let rename = |from: ObjectName, to: ObjectName| RenameEnum { from, to };
    let shop = |name| ObjectName::qualified("shop", name);
    insta::assert_snapshot!(sql(&status(), rename(name("status"), name("state"))), @r#"
    ALTER TYPE "status" RENAME TO "state";
      -- + enum state
    "#);
    insta::assert_snapshot!(sql(&status(), rename(name("status"), shop("status"))), @r#"
    ALTER TYPE "status" SET SCHEMA "shop";
      -- + enum shop.status
    "#);
    insta::assert_snapshot!(sql(&status(), rename(name("status"), shop("state"))), @r#"
    ALTER TYPE "status" RENAME TO "state";
      -- + enum state
    ALTER TYPE "state" SET SCHEMA "shop";
      -- + enum shop.state
    "#);
    let in_shop = with_enum(empty(), shop("status"), &["new"]);
    insta::assert_snapshot!(sql(&in_shop, rename(shop("status"), name("status"))), @r#"
    DO 'BEGIN EXECUTE ''ALTER TYPE "shop"."status" SET SCHEMA '' || quote_ident(current_schema()); END';
      -- + enum status
    "#);
}

#[test]
fn a_move_with_a_rename_goes_around_a_name_that_is_taken() {
    let taken = with_enum(state([table(name("state"), [])]), name("status"), &["new"]);
    let op = RenameEnum {
        from: name("status"),
        to: ObjectName::qualified("shop", "state"),
    };
    insta::assert_snapshot!(sql(&taken, op), @r#"
    ALTER TYPE "status" SET SCHEMA "shop";
      -- + enum shop.status
    ALTER TYPE "shop"."status" RENAME TO "state";
      -- + enum shop.state
    "#);
}
