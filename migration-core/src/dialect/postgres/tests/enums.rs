//! Enum types.

use super::{
    HOSTILE, check, column, empty, foreign_key, id, index, name, nullable, refused, sql, state,
    strings, table, with_enum,
};
use crate::operation::{
    AddEnumValue, CommentOnEnum, CreateEnum, DropEnum, DropEnumValue, RenameEnum, RenameEnumValue,
    ValuePosition,
};
use crate::schema::{
    Column, ColumnType, Domain, Expression, Generation, GrantTarget, Object, ObjectName,
    PartitionBound, PartitionOf, PartitionStrategy, Partitioning, Privilege, Privileges, Routine,
    SchemaState, Table, View,
};

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

fn drop_value(value: &str, to: Option<&str>) -> DropEnumValue {
    DropEnumValue {
        name: name("status"),
        value: value.to_owned(),
        to: to.map(str::to_owned),
    }
}

/// A table with two columns of the type and one of arrays, and one with a key on it.
fn orders() -> SchemaState {
    let status = || ColumnType::Enumeration(name("status"));
    let mut orders = table(
        name("orders"),
        [
            id(),
            Column {
                default: Some("new".into()),
                ..column("state", status())
            },
            nullable("was", status()),
            Column {
                compression: Some("lz4".to_owned()),
                ..nullable("all", ColumnType::Array(Box::new(status())))
            },
        ],
    );
    let paid = check("known", "state <> 'new' OR was IS NULL");
    orders.checks.insert(paid.name.clone(), paid);
    let comments = &mut orders.constraint_comments;
    comments.insert("known".to_owned(), "it's known".to_owned());
    let mut open = index("open", &["id"]);
    open.filter = Some(Expression::new("state = 'new'"));
    orders.indexes.insert(open.name.clone(), open);
    let plain = index("plain", &["state"]);
    orders.indexes.insert(plain.name.clone(), plain);
    let mut state = with_enum(state([orders]), name("status"), &["new", "it's", "paid"]);
    let on = GrantTarget::Type(name("status"));
    let usage = Privileges::from([(Privilege::Usage, true)]);
    state.grants.insert((on, "app".to_owned()), usage);
    if let Some(status) = state.enums.get_mut(&name("status")) {
        status.comment = Some("how far".to_owned());
    }
    state
}

#[test]
fn a_value_is_dropped_by_a_new_type() {
    insta::assert_snapshot!(sql(&orders(), drop_value("it's", None)), @r#"
    DROP INDEX "open";
      -- AccessExclusive orders | - index open of orders
    ALTER TYPE "status" RENAME TO "_migratory_old_status";
      -- + enum _migratory_old_status
    CREATE TYPE "status" AS ENUM ('new', 'paid');
      -- + enum status
    ALTER TABLE "orders" DROP CONSTRAINT "known", ALTER COLUMN "state" DROP DEFAULT, ALTER COLUMN "state" TYPE "status" USING "state"::text::"status", ALTER COLUMN "was" TYPE "status" USING "was"::text::"status", ALTER COLUMN "all" TYPE "status"[] USING "all"::text[]::"status"[], ALTER COLUMN "state" SET DEFAULT 'new', ADD CONSTRAINT "known" CHECK (state <> 'new' OR was IS NULL);
      -- AccessExclusive orders | rewrites | scans
    COMMENT ON CONSTRAINT "known" ON "orders" IS 'it''s known';
    ALTER TABLE "orders" ALTER COLUMN "all" SET COMPRESSION lz4;
      -- AccessExclusive orders
    CREATE INDEX "open" ON "orders" ("id") WHERE (state = 'new');
      -- Share orders | scans | + index open of orders
    DROP TYPE "_migratory_old_status";
      -- - enum _migratory_old_status
    COMMENT ON TYPE "status" IS 'how far';
    GRANT USAGE ON TYPE "status" TO "app" WITH GRANT OPTION;
    "#);
    insta::assert_snapshot!(sql(&orders(), drop_value("it's", Some("paid"))), @r#"
    DROP INDEX "open";
      -- AccessExclusive orders | - index open of orders
    ALTER TYPE "status" RENAME TO "_migratory_old_status";
      -- + enum _migratory_old_status
    CREATE TYPE "status" AS ENUM ('new', 'paid');
      -- + enum status
    ALTER TABLE "orders" DROP CONSTRAINT "known", ALTER COLUMN "state" DROP DEFAULT, ALTER COLUMN "state" TYPE "status" USING (CASE "state"::text WHEN 'it''s' THEN 'paid' ELSE "state"::text END)::"status", ALTER COLUMN "was" TYPE "status" USING (CASE "was"::text WHEN 'it''s' THEN 'paid' ELSE "was"::text END)::"status", ALTER COLUMN "all" TYPE "status"[] USING array_replace("all"::text[], 'it''s', 'paid')::"status"[], ALTER COLUMN "state" SET DEFAULT 'new', ADD CONSTRAINT "known" CHECK (state <> 'new' OR was IS NULL);
      -- AccessExclusive orders | rewrites | scans | loses data
    COMMENT ON CONSTRAINT "known" ON "orders" IS 'it''s known';
    ALTER TABLE "orders" ALTER COLUMN "all" SET COMPRESSION lz4;
      -- AccessExclusive orders
    CREATE INDEX "open" ON "orders" ("id") WHERE (state = 'new');
      -- Share orders | scans | + index open of orders
    DROP TYPE "_migratory_old_status";
      -- - enum _migratory_old_status
    COMMENT ON TYPE "status" IS 'how far';
    GRANT USAGE ON TYPE "status" TO "app" WITH GRANT OPTION;
    "#);
    insta::assert_snapshot!(sql(&status(), drop_value("paid", None)), @r#"
    ALTER TYPE "status" RENAME TO "_migratory_old_status";
      -- + enum _migratory_old_status
    CREATE TYPE "status" AS ENUM ('new');
      -- + enum status
    DROP TYPE "_migratory_old_status";
      -- - enum _migratory_old_status
    "#);
}

#[test]
fn partitions_keep_what_is_their_own_without_the_value() {
    let mut before = orders();
    let mut parent = before.tables.remove(&name("orders")).expect("it is there");
    parent.primary_key = None;
    parent.partitioning = Some(Partitioning {
        strategy: PartitionStrategy::List,
        keys: vec![Expression::new("id")],
    });
    let mut part = table(name("part"), []);
    part.columns = parent.columns_of_partitions();
    part.columns[3].compression = None;
    part.columns[1].default = Some("it's".into());
    let own = check("own", "was = 'paid'");
    part.checks.insert(own.name.clone(), own);
    let bound = PartitionBound::List(vec![1.into()]);
    part.partition_of = Some(PartitionOf::new(name("orders"), bound));
    let mut bare = part.clone();
    bare.name = name("bare");
    bare.columns[1].default = None;
    bare.checks.clear();
    let mut leaf = bare.clone();
    leaf.name = name("leaf");
    leaf.columns[1].default = Some("it's".into());
    let bound = PartitionBound::List(vec![2.into()]);
    leaf.partition_of = Some(PartitionOf::new(name("bare"), bound));
    for table in [parent, part, bare, leaf] {
        before.tables.insert(table.name.clone(), table);
    }
    insta::assert_snapshot!(sql(&before, drop_value("it's", Some("new"))), @r#"
    DROP INDEX "open";
      -- AccessExclusive orders | - index open of orders
    ALTER TABLE "part" DROP CONSTRAINT "own", ALTER COLUMN "state" DROP DEFAULT;
      -- AccessExclusive part
    ALTER TABLE "leaf" ALTER COLUMN "state" DROP DEFAULT;
      -- AccessExclusive leaf
    ALTER TYPE "status" RENAME TO "_migratory_old_status";
      -- + enum _migratory_old_status
    CREATE TYPE "status" AS ENUM ('new', 'paid');
      -- + enum status
    ALTER TABLE "orders" DROP CONSTRAINT "known", ALTER COLUMN "state" DROP DEFAULT, ALTER COLUMN "state" TYPE "status" USING (CASE "state"::text WHEN 'it''s' THEN 'new' ELSE "state"::text END)::"status", ALTER COLUMN "was" TYPE "status" USING (CASE "was"::text WHEN 'it''s' THEN 'new' ELSE "was"::text END)::"status", ALTER COLUMN "all" TYPE "status"[] USING array_replace("all"::text[], 'it''s', 'new')::"status"[], ALTER COLUMN "state" SET DEFAULT 'new', ADD CONSTRAINT "known" CHECK (state <> 'new' OR was IS NULL);
      -- AccessExclusive orders | rewrites | scans | loses data
    COMMENT ON CONSTRAINT "known" ON "orders" IS 'it''s known';
    ALTER TABLE "orders" ALTER COLUMN "all" SET COMPRESSION lz4;
      -- AccessExclusive orders
    CREATE INDEX "open" ON "orders" ("id") WHERE (state = 'new');
      -- Share orders | scans | + index open of orders
    ALTER TABLE "bare" ALTER COLUMN "state" DROP DEFAULT;
      -- AccessExclusive bare
    ALTER TABLE "part" ADD CONSTRAINT "own" CHECK (was = 'paid');
      -- AccessExclusive part | scans
    ALTER TABLE "leaf" ALTER COLUMN "state" SET DEFAULT 'new';
      -- AccessExclusive leaf
    DROP TYPE "_migratory_old_status";
      -- - enum _migratory_old_status
    COMMENT ON TYPE "status" IS 'how far';
    GRANT USAGE ON TYPE "status" TO "app" WITH GRANT OPTION;
    "#);
}

#[test]
fn keys_over_columns_of_the_type_go_first_and_come_back_last() {
    let status = || ColumnType::Enumeration(name("status"));
    let mut states = table(name("states"), [column("id", status())]);
    let mut again = foreign_key("again", "id", name("states"));
    again.not_valid = true;
    states.foreign_keys.insert(again.name.clone(), again);
    let before = with_enum(state([states]), name("status"), &["new", "paid"]);
    insta::assert_snapshot!(sql(&before, drop_value("new", None)), @r#"
    ALTER TABLE "states" DROP CONSTRAINT "again";
      -- AccessExclusive states | - constraint again of states
    ALTER TYPE "status" RENAME TO "_migratory_old_status";
      -- + enum _migratory_old_status
    CREATE TYPE "status" AS ENUM ('paid');
      -- + enum status
    ALTER TABLE "states" ALTER COLUMN "id" TYPE "status" USING "id"::text::"status";
      -- AccessExclusive states | rewrites | scans
    ALTER TABLE "states" ADD CONSTRAINT "again" FOREIGN KEY ("id") REFERENCES "states" ("id") NOT VALID;
      -- ShareRowExclusive states | + constraint again of states
    DROP TYPE "_migratory_old_status";
      -- - enum _migratory_old_status
    "#);
}

#[test]
fn what_the_server_does_not_convert_along_is_refused() {
    let refused_with = |change: &dyn Fn(&mut SchemaState)| {
        let mut before = orders();
        change(&mut before);
        refused(&before, drop_value("it's", None))
    };
    let with = |object: Object| {
        refused_with(&move |state: &mut SchemaState| {
            state.objects.insert(object.id(), object.clone());
        })
    };
    let on_table = |change: &dyn Fn(&mut Table)| {
        refused_with(&|state: &mut SchemaState| {
            change(&mut state.tables.get_mut(&name("orders")).expect("it is there"));
        })
    };
    let view = |query: &str| View::new(name("v"), Expression::new(query));
    insta::assert_snapshot!(with(Object::View(view("SELECT was FROM orders"))), @r#"
    PostgreSQL has no change of the type of column "was" of table "orders", which view "v" reads
    help: drop that before the change, and create it again after
    "#);
    insta::assert_snapshot!(with(Object::View(view("SELECT * FROM orders"))), @r#"
    PostgreSQL has no change of the type of column "state" of table "orders", which view "v" reads
    help: drop that before the change, and create it again after
    "#);
    insta::assert_snapshot!(with(Object::View(view("SELECT 'new'::status"))), @r#"
    PostgreSQL has no way to drop a value of type "status", which view "v" is over
    help: drop that before the change, and create it again after
    "#);
    insta::assert_snapshot!(with(Object::Domain(Box::new(Domain {
        name: name("d"),
        base: ColumnType::Enumeration(name("status")),
        default: None,
        not_null: false,
        collation: None,
        checks: std::collections::BTreeMap::new(),
    }))), @r#"
    PostgreSQL has no way to drop a value of type "status", which domain "d" is over
    help: drop that before the change, and create it again after
    "#);
    let function = |arguments: &str, returns: &str| {
        let (arguments, returns) = (Expression::new(arguments), Expression::new(returns));
        Object::Routine(Box::new(Routine::function(name("f"), arguments, returns)))
    };
    insta::assert_snapshot!(with(function("a integer, b status[]", "integer")), @r#"
    PostgreSQL has no way to drop a value of type "status", which function "f(integer, status[])" is over
    help: drop that before the change, and create it again after
    "#);
    insta::assert_snapshot!(with(function("", "TABLE (a integer, b status)")), @r#"
    PostgreSQL has no way to drop a value of type "status", which function "f()" is over
    help: drop that before the change, and create it again after
    "#);
    insta::assert_snapshot!(on_table(&|table| {
        table.columns.push(column("other", ColumnType::Custom("status[]".to_owned())));
    }), @r#"
    PostgreSQL has no way to drop a value of type "status", which column "other" of table "orders" is of by a name of its own
    help: say enumeration("status") where the column is made
    "#);
    insta::assert_snapshot!(on_table(&|table| {
        table.columns.push(Column {
            generation: Some(Generation::Stored(Expression::new("state = was"))),
            ..column("same", ColumnType::Boolean)
        });
    }), @r#"
    PostgreSQL has no change of the type of column "state" of table "orders", which the computed column "same" uses
    help: drop the computed column first and add it again afterwards
    "#);
    insta::assert_snapshot!(on_table(&|table| {
        table.partitioning = Some(Partitioning {
            strategy: PartitionStrategy::List,
            keys: vec![Expression::new("state")],
        });
    }), @r#"
    PostgreSQL has no change of the type of column "state" of table "orders", which the table is partitioned by
    help: create another table, and move the rows
    "#);
    // What only looks like it is none.
    let mut before = orders();
    for object in [
        function("status integer", "TABLE (status integer)"),
        Object::View(view("SELECT count(*), 2 * 3 AS status FROM orders")),
    ] {
        before.objects.insert(object.id(), object);
    }
    assert!(sql(&before, drop_value("it's", None)).contains("DROP TYPE"));
    // An index whose parts are not all there would be made whole.
    let mut part = table(name("part"), []);
    let mut of = PartitionOf::new(name("orders"), PartitionBound::Default);
    of.without.insert("open".to_owned());
    part.partition_of = Some(of);
    before.tables.insert(part.name.clone(), part);
    insta::assert_snapshot!(refused(&before, drop_value("it's", None)), @r#"
    PostgreSQL has no change of the type of a column that index "open" of table "orders" computes with, whose parts are not all attached
    help: attach the parts before the change
    "#);
}

#[test]
fn a_type_whose_values_nobody_knows_is_not_made_anew() {
    insta::assert_snapshot!(refused(&empty(), drop_value("paid", None)), @r#"
    PostgreSQL has no way to drop a value of type "status", whose values no migration says
    help: create the type in an earlier migration, or make it anew in raw SQL
    "#);
}

#[test]
fn a_type_has_a_comment() {
    let comment = |comment: Option<&str>| CommentOnEnum {
        name: name("status"),
        comment: comment.map(str::to_owned),
    };
    insta::assert_snapshot!(sql(&status(), comment(Some("it's"))), @r#"COMMENT ON TYPE "status" IS 'it''s';"#);
    insta::assert_snapshot!(sql(&status(), comment(None)), @r#"COMMENT ON TYPE "status" IS NULL;"#);
}
