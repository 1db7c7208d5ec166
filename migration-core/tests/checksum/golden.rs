//! The checksum of an operation of each kind, as it was when the form was new. One that changes here would make every
//! database that has such a migration call it edited: a new form needs a new version, and this one stays as it is.

use std::collections::BTreeMap;

use crate::done;
use migration_core::builder::{Schema, expr, integer, text};
use migration_core::checksum::of_operations;
use migration_core::dialect::Dialect;
use migration_core::operation::{AlterObject, Operation};
use migration_core::row;
use migration_core::schema::{
    Deferrable, Object, ObjectName, PartitionStrategy, Privilege, ReferentialAction, View,
};

macro_rules! kinds {
    ($($kind:ident),* $(,)?) => {
        /// All kinds of operations: the compiler asks for a new one.
        const KINDS: &[&str] = &[$(stringify!($kind)),*];

        fn kind(operation: &Operation) -> &'static str {
            match operation {
                $(Operation::$kind(_) => stringify!($kind),)*
            }
        }
    };
}
kinds!(
    CreateTable,
    DropTable,
    RenameTable,
    CommentOnTable,
    SetLogged,
    AttachPartition,
    DetachPartition,
    AddColumn,
    DropColumn,
    RenameColumn,
    AlterColumn,
    AddConstraint,
    DropConstraint,
    RenameConstraint,
    ValidateConstraint,
    AlterConstraint,
    CreateIndex,
    AttachIndex,
    DropIndex,
    RenameIndex,
    Reindex,
    SetStorage,
    SetTablespace,
    CreateEnum,
    DropEnum,
    CommentOnEnum,
    RenameEnum,
    AddEnumValue,
    RenameEnumValue,
    DropEnumValue,
    CreateObject,
    AlterObject,
    ChangeObject,
    DropObject,
    RenameObject,
    CommentOnObject,
    CommentOnPart,
    SetRowSecurity,
    Grant,
    Revoke,
    RawSql,
    InsertRows,
    UpdateRows,
    DeleteRows,
    Backfill,
);

fn record(schema: &mut Schema) {
    schema.create_table("posts", |t| {
        t.id();
        t.string("title", 200).default("it's").comment("words");
        t.decimal("price", 10, 2).optional().check("price > 0");
        t.timestamp("at").default(expr("now()"));
        t.integer("twice").generated_stored("price * 2");
        t.big_integer("author_id")
            .references("users", "id")
            .on_delete(ReferentialAction::Cascade);
        t.custom("shape", "numeric( 4 )");
        t.partition_by(PartitionStrategy::Range, "at");
    });
    schema.drop_table("posts").if_exists();
    schema.rename_table("a", ("shop", "b"));
    schema.alter_table("a", |t| {
        t.comment("all of them");
        t.set_logged();
        t.add_column("b", text()).optional();
        t.drop_column("c");
        t.rename_column("d", "e");
        t.change_type("f", integer()).using("f::integer");
        t.set_not_null("g");
        t.set_default("h", 1.5);
        t.drop_default("h");
        t.add_identity("i");
        t.set_statistics("j", 100);
        t.set_storage("fillfactor", 70);
        t.set_tablespace("fast");
        t.add_exclusion().with("during", "&&");
    });
    schema
        .attach_partition("events", "events_1")
        .for_values_from_to(["2026-01-01"], ["2027-01-01"]);
    schema
        .attach_partition("events", "events_2")
        .for_values_with(4, 0);
    schema.detach_partition("events", "events_1").concurrently();
    schema.add_primary_key("a", ["b", "c"]);
    schema.add_unique("a", "b");
    schema.add_check("a", "c", "b > 0");
    schema
        .add_foreign_key("a", "b")
        .references("c", "id")
        .not_valid();
    schema.drop_check("a", "c");
    schema.rename_constraint("a", "b", "c");
    schema.validate_constraint("a", "c");
    schema.set_deferrable("a", "c", Deferrable::InitiallyDeferred);
    schema
        .create_index("a", "b")
        .unique()
        .filter("c IS NULL")
        .concurrently();
    schema.attach_index("a", "b", "c", "d");
    schema.drop_index("a", "b").concurrently();
    schema.rename_index("a", "b", "c");
    schema.reindex("a", "b").concurrently();
    schema.create_type("status", ["draft", "published"]);
    schema.drop_type("status");
    schema.comment_on_type("status", "of a post".to_owned());
    schema.rename_type("status", "state");
    schema.add_type_value("status", "deleted").after("draft");
    schema.rename_type_value("status", "a", "b");
    schema.drop_type_value("status", "a").replace_with("b");
    schema
        .create_view("v", "SELECT 1 AS one")
        .columns(["one"])
        .or_replace();
    schema.create_extension("citext");
    schema.create_schema("shop");
    schema
        .create_domain("positive", integer())
        .check("is_positive", "VALUE > 0")
        .not_null();
    schema.create_composite_type("point", |t| done(t.attribute("x", integer())));
    schema.create_range_type("span", integer());
    schema
        .create_policy("own", "posts")
        .for_select()
        .using("author = current_user");
    schema.create_role("reader").login();
    schema.create_publication("all_posts").table("posts");
    schema.create_statistics("s", "posts", ["a", "b"]);
    schema.create_sequence("numbers").start(10).cycle();
    let function = schema
        .create_function("f", "a int", "int")
        .body("BEGIN RETURN a; END")
        .immutable();
    function.on(Dialect::Postgres);
    schema
        .create_trigger("t", "posts")
        .before_insert()
        .execute("f")
        .body("SELECT 1;");
    schema
        .create_rule("r", "posts")
        .on_delete()
        .do_instead_nothing();
    schema.alter_domain("positive", |t| t.set_nullable());
    schema.alter_composite_type("point", |t| t.add_attribute("y", integer()));
    schema
        .alter_sequence("numbers")
        .increment(2)
        .owned_by_none();
    schema.restart_sequence("numbers").with(5);
    schema.refresh_materialized_view("m").concurrently();
    schema.disable_trigger("t", "posts");
    schema.drop_function("f").arguments("int");
    schema.rename_view("v", "w");
    schema.comment_on_view("v", "a view".to_owned());
    schema.comment_on_constraint("a", "b", "a constraint".to_owned());
    schema.comment_on_index("a", "b", None);
    schema.enable_row_security("posts").force();
    schema
        .grant([Privilege::Select, Privilege::Insert], "posts")
        .to("reader")
        .with_grant_option();
    schema.revoke([Privilege::All], "posts").from("PUBLIC");
    schema
        .sql("UPDATE a SET b = 'c  d' -- e")
        .on(Dialect::Mysql)
        .down("SELECT 1");
    let rows = [
        row! { "a" => 1, "b" => "x", "c" => None::<i32>, "d" => 1.5, "e" => true, "f" => u64::MAX },
        row! { "a" => vec![0_u8, 255], "b" => vec![Some(1), None], "c" => chrono::NaiveDate::from_ymd_opt(2026, 1, 2) },
    ];
    schema.insert_many("a", rows).on_conflict("a").do_update();
    schema
        .update("a")
        .set("b", expr("b + 1"))
        .set_from("c", 1, 2)
        .filter("d");
    schema.delete("a").filter("b = 1");
    schema
        .backfill("a")
        .set("b", expr("lower(c)"))
        .filter("b IS NULL")
        .key("d")
        .batch_size(10);
}

#[test]
fn checksums_are_what_they_have_always_been() {
    let mut schema = Schema::new();
    record(&mut schema);
    let mut operations: Vec<Operation> =
        schema.finish().into_iter().map(|it| it.operation).collect();
    let to = Object::View(View::new(ObjectName::new("v"), "SELECT 2"));
    operations.push(AlterObject { to }.into());
    let mut by_kind: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &operations {
        by_kind.entry(kind(operation)).or_default().push(operation);
    }
    let missing: Vec<_> = KINDS
        .iter()
        .filter(|kind| !by_kind.contains_key(**kind))
        .collect();
    assert!(
        missing.is_empty(),
        "no operation of these kinds is pinned: {missing:?}"
    );
    let lines: String = by_kind
        .into_iter()
        .map(|(kind, operations)| format!("{kind} {}\n", of_operations(operations)))
        .collect();
    let of_all = format!("all {}\n", of_operations(&operations));
    insta::assert_snapshot!(lines + &of_all, @r"
    AddColumn 1:5f1718d7bc88577439664e70632fcf7a
    AddConstraint 1:acf67b3a8a0c0cebc723695975c38d1c
    AddEnumValue 1:f32c5bedae342f94e9452cd0ac6cd299
    AlterColumn 1:34fba193f20c79e42b70a2e5eb3c4df6
    AlterConstraint 1:4ab36a9d28bc95a60a87b5b701a3bccd
    AlterObject 1:a1c862e40eb3771353aeeeb8947554ca
    AttachIndex 1:516349be7e994c9a3c7f981305e67678
    AttachPartition 1:f84307a1772061db0be38654e11f3000
    Backfill 1:068b51eb74912e37d755128230fafb51
    ChangeObject 1:f29120406a2ecc564d7d3267f172e2f4
    CommentOnEnum 1:579f84efa1d65b22911bb90a3203b8df
    CommentOnObject 1:21bbf6c3202f86ed61c1a25ef728d842
    CommentOnPart 1:7fb84e4d2f59de50522d226778be1baa
    CommentOnTable 1:d9162e2d509ff2e859734791db4f6cdd
    CreateEnum 1:8444b5cef21801da631e267c24b980fc
    CreateIndex 1:3286c866548adc8d11d0857cfb6ef142
    CreateObject 1:b8cdae9c4c3df5cfb6ff0885b327dece
    CreateTable 1:9846a8adbbf0c4d2cc20b41c8044d0e2
    DeleteRows 1:4887794a07d85f47463ce98b349d2bbd
    DetachPartition 1:1aff17a04e1df62ed285779d94fb31bc
    DropColumn 1:acc6d672dd6065c33c05a711bc08af5d
    DropConstraint 1:a5d3fac5193adfa8481dfe74a869e035
    DropEnum 1:84def9bc6be695a0f704256bcc12e000
    DropEnumValue 1:5204eaea8d29c26b9d86d4d639949ae7
    DropIndex 1:7d14e6d540c73f9be84aaf45db383f8a
    DropObject 1:8e234bf5258ff7a39ab41ff2fce28e08
    DropTable 1:4ca72109ad79d948dc9cfbf281fd6e75
    Grant 1:725a60ff4957c750a224c40b5d6db9b4
    InsertRows 1:909a014081c717d50248fb81b53508e8
    RawSql 1:5e142ec58078ff28319f71aceea70789
    Reindex 1:a462705a9723f5fd24dd445801f009f9
    RenameColumn 1:ca16cb3570ad1245c9f628ec140feac8
    RenameConstraint 1:90bfb2c9fbd14a495c8e1d2c1bd3188a
    RenameEnum 1:728ff53be309faeffc7a5df4ceaedc25
    RenameEnumValue 1:1f86633f245ff367ddbdb1ccf9bd8a50
    RenameIndex 1:9bbbcdc889922bdb4c048d73f22054e9
    RenameObject 1:fb163b5cadc9cc14e6659700da0ea611
    RenameTable 1:d7f063940e5270f182c7ca3603c09fb4
    Revoke 1:73b2577824b966fe6ef556d71ce02e7c
    SetLogged 1:645bc9569430a20ed81f64c5e3c2d7e3
    SetRowSecurity 1:5966a231825a5735e23d9dd6de899d83
    SetStorage 1:ab04f01e1835bca39773a69ae44c19e7
    SetTablespace 1:4ce1f8210819e60876252c0c104f14d1
    UpdateRows 1:7eb17cc54c01e5e31547417ee6cbb888
    ValidateConstraint 1:1f023232e4a704e862951ffebc9f0796
    all 1:e816e8b93601400ae5b0032594d69567
    ");
}
