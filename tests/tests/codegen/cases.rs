//! What is written: an operation of each kind, all that the behaviour suite records, and random histories.

use std::collections::BTreeMap;

use migratory::core::builder::{Schema, expr, integer, text};
use migratory::core::codegen::Source;
use migratory::core::dialect::Dialect;
use migratory::core::operation::{AlterObject, Operation};
use migratory::core::schema::{
    Deferrable, Object, ObjectName, PartitionStrategy, Privilege, ReferentialAction, SchemaState,
    View,
};
use migratory::row;
use migratory_tests::{random, suite};

use crate::more;

/// A migration to be written.
pub struct Case {
    /// What it is about.
    pub name: String,
    /// The name of its migration: one that fits in a line.
    pub short: String,
    pub operations: Vec<Operation>,
}

/// Cases that are in one file.
pub struct File {
    pub name: String,
    pub cases: Vec<Case>,
}

impl Case {
    /// The name of the migration.
    pub fn migration(&self) -> String {
        format!("20260301000000000_{}", self.short)
    }

    /// The name of its struct.
    pub fn type_name(&self) -> String {
        let words = self.name.split('_').map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        });
        words.collect()
    }

    /// The source of it.
    pub fn source<'a>(
        &'a self,
        name: &'a str,
        options: &'a str,
        before: &'a SchemaState,
    ) -> Source<'a> {
        Source {
            name,
            doc: &[],
            prelude: "migratory::prelude",
            options,
            operations: &self.operations,
            before,
        }
    }
}

/// Numbers without order that are the same each time (<https://en.wikipedia.org/wiki/Linear_congruential_generator>).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn list(&mut self, count: usize) -> Vec<u32> {
        let next = |_| {
            let multiplied = self.0.wrapping_mul(6_364_136_223_846_793_005);
            self.0 = multiplied.wrapping_add(1_442_695_040_888_963_407);
            u32::try_from(self.0 >> 32).expect("the upper half")
        };
        (0..count).map(next).collect()
    }
}

fn operations(record: impl FnOnce(&mut Schema)) -> Vec<Operation> {
    let mut schema = Schema::new();
    record(&mut schema);
    schema.finish().into_iter().map(|it| it.operation).collect()
}

/// All files.
pub fn all() -> Vec<File> {
    let mut each = operations(kinds);
    let to = Object::View(View::new(ObjectName::new("v"), "SELECT 2"));
    each.push(AlterObject { to }.into());
    let mut files = vec![File {
        name: "kinds".to_owned(),
        cases: vec![Case {
            name: "kinds".to_owned(),
            short: "kinds".to_owned(),
            operations: each,
        }],
    }];
    for (name, record) in [
        ("tables", more::tables as fn(&mut Schema)),
        ("objects", more::objects),
        ("rows", more::rows),
    ] {
        let case = Case {
            name: name.to_owned(),
            short: format!("more_{name}"),
            operations: operations(record),
        };
        files.push(File {
            name: format!("more_{name}"),
            cases: vec![case],
        });
    }
    let mut by_family: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for (family, name, operations) in suite::recorded(Dialect::Postgres) {
        // What is the same a thousand times is no use to who reads it.
        let is_long = |operation: &Operation| matches!(operation, Operation::InsertRows(insert) if insert.rows.len() > 20);
        // Roles are the server's, so each process has its own.
        let has_roles = format!("{operations:?}").contains("migratory_suite_");
        if !operations.is_empty() && !operations.iter().any(is_long) && !has_roles {
            let cases = by_family.entry(family).or_default();
            cases.push(Case {
                name: name.to_owned(),
                short: format!("{family}_{}", cases.len() + 1),
                operations,
            });
        }
    }
    files.extend(by_family.into_iter().map(|(family, cases)| File {
        name: format!("suite_{family}"),
        cases,
    }));
    let mut numbers = Numbers(1);
    let cases = (0..40).map(|at| Case {
        name: format!("history_{at}"),
        short: format!("history_{at}"),
        operations: random::history(&numbers.list(200), None),
    });
    files.push(File {
        name: "random".to_owned(),
        cases: cases.filter(|case| !case.operations.is_empty()).collect(),
    });
    files
}

fn kinds(schema: &mut Schema) {
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
    schema.create_composite_type("point", |t| {
        t.attribute("x", integer());
    });
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
