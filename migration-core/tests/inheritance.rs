//! What is in the way of changes of tables that inherit from others, and of their parents.

mod common;

use common::{history, problem, up};
use migration_core::builder::*;
use migration_core::replay::replay;
use migration_core::schema::{ObjectName, PartitionStrategy, SchemaState};

fn cities(schema: &mut Schema) {
    schema.create_table("cities", |t| {
        t.string("name", 100);
        t.integer("size").optional();
        t.check("size_is_right", "size > 0");
    });
    schema.create_table("capitals", |t| {
        t.inherits("cities");
        t.char("state", 2).unique();
        t.check("state_is_right", "state <> ''");
    });
}

fn says(message: &str, change: fn(&mut Schema)) {
    let (found, _) = problem(move |schema| {
        cities(schema);
        change(schema);
    });
    assert_eq!(found, message);
}

fn after(change: impl Fn(&mut Schema) + Send + Sync + 'static) -> SchemaState {
    let change = move |schema: &mut Schema| {
        cities(schema);
        change(schema);
    };
    replay(&history(vec![up("1_one", change)])).expect("nothing is wrong")
}

fn columns(state: &SchemaState, table: &str) -> Vec<String> {
    let table = state.table(&ObjectName::new(table)).expect("it is there");
    table.columns.iter().map(|it| it.name.clone()).collect()
}

#[test]
fn parents_must_be_tables_that_can_be_inherited_from() {
    says(
        r#"cannot create table "t": there is no table "towns" at this point"#,
        |schema| {
            schema.create_table("t", |t| {
                t.inherits("towns");
            });
        },
    );
    says(
        r#"cannot create table "t": nothing can inherit from table "cities": it is named twice"#,
        |schema| {
            schema.create_table("t", |t| {
                t.inherits("cities");
                t.inherits("cities");
            });
        },
    );
    says(
        r#"cannot create table "t": nothing can inherit from table "events": it is cut into partitions"#,
        |schema| {
            schema.create_table("events", |t| {
                t.date("day");
                t.partition_by(PartitionStrategy::Range, "day");
            });
            schema.create_table("t", |t| {
                t.inherits("events");
            });
        },
    );
    says(
        r#"cannot create table "t": nothing can inherit from table "scratch": it is temporary, and this one is not"#,
        |schema| {
            schema.create_table("scratch", |t| {
                t.date("day");
                t.temporary();
            });
            schema.create_table("t", |t| {
                t.inherits("scratch");
            });
        },
    );
    says(
        r#"cannot create table "t": a table that inherits is neither a partition nor cut into partitions"#,
        |schema| {
            schema.create_table("t", |t| {
                t.inherits("cities");
                t.partition_by(PartitionStrategy::Range, "name");
            });
        },
    );
}

#[test]
fn names_are_those_of_one_parent_alone() {
    says(
        r#"cannot create table "t": column "name" is inherited from "cities" already"#,
        |schema| {
            schema.create_table("rivers", |t| {
                t.text("name");
            });
            schema.create_table("t", |t| {
                t.inherits("cities");
                t.inherits("rivers");
            });
        },
    );
    says(
        r#"cannot create table "t": column "name" is inherited from "cities""#,
        |schema| {
            schema.create_table("t", |t| {
                t.inherits("cities");
                t.string("name", 100);
            });
        },
    );
    says(
        r#"cannot create table "t": check "size_is_right" is inherited from "cities""#,
        |schema| {
            schema.create_table("t", |t| {
                t.inherits("cities");
                t.check("size_is_right", "size > 1");
            });
        },
    );
}

#[test]
fn what_is_inherited_is_changed_where_it_comes_from() {
    says(
        r#"cannot drop column "size" of table "capitals": column "size" is inherited from "cities""#,
        |schema| {
            schema.alter_table("capitals", |t| {
                t.drop_column("size");
            });
        },
    );
    says(
        r#"cannot rename column "size" of table "capitals" to "s": column "size" is inherited from "cities""#,
        |schema| schema.alter_table("capitals", |t| t.rename_column("size", "s")),
    );
    says(
        r#"cannot drop constraint "size_is_right" of table "capitals": check "size_is_right" is inherited from "cities""#,
        |schema| {
            schema.drop_constraint("capitals", "size_is_right");
        },
    );
    says(
        r#"cannot add column "state" to table "cities": table "capitals" inherits from it and has a column "state", which would become one with it"#,
        |schema| {
            schema.alter_table("cities", |t| {
                t.add_column("state", char(2));
            });
        },
    );
    says(
        r#"cannot rename column "size" of table "cities" to "state": table "capitals" inherits from it and has a column "state""#,
        |schema| schema.alter_table("cities", |t| t.rename_column("size", "state")),
    );
    says(
        r#"cannot add check "state_is_right" to table "cities": table "capitals" inherits from it, and already has the constraint "state_is_right""#,
        |schema| {
            schema.alter_table("cities", |t| {
                t.add_check("state_is_right", "size > 1");
            });
        },
    );
    says(
        r#"cannot add column "id" to table "cities": column "id" counts up, and table "capitals" inherits from this one"#,
        |schema| {
            schema.alter_table("cities", |t| {
                t.add_column("id", big_integer()).auto_increment();
            });
        },
    );
    says(
        r#"cannot drop table "cities": table "capitals" inherits from it"#,
        |schema| {
            schema.drop_table("cities");
        },
    );
    says(
        r#"cannot drop column "size" of table "cities": index "capitals_size_idx" uses it in table "capitals", which inherits it"#,
        |schema| {
            schema.create_index("capitals", "size");
            schema.alter_table("cities", |t| {
                t.drop_column("size").cascade();
            });
        },
    );
}

#[test]
fn changes_of_a_parent_reach_its_heirs() {
    let state = after(|_| {});
    assert_eq!(columns(&state, "capitals"), ["name", "size", "state"]);
    let state = after(|schema| {
        schema.rename_table("cities", "towns");
        schema.alter_table("towns", |t| {
            t.add_column("mayor", text()).optional();
            t.rename_column("name", "called");
            t.set_default("called", "Lyon");
        });
    });
    let expected = ["called", "size", "state", "mayor"];
    assert_eq!(columns(&state, "capitals"), expected);
    let capitals = state.table(&ObjectName::new("capitals")).expect("a table");
    assert_eq!(capitals.inherits, [ObjectName::new("towns")]);
    let called = capitals.column("called").expect("a column");
    assert_eq!(called.default, Some("Lyon".into()));
    let state = after(|schema| {
        schema.drop_table("cities").cascade();
    });
    assert!(state.tables.is_empty());
}
