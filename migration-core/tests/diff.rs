//! The order of operations that a difference comes in, where a server refuses another one.

mod common;

use common::{history, problem, up};
use migration_core::builder::*;
use migration_core::diff::{Options, Renamed, Undecided, diff};
use migration_core::replay::replay;
use migration_core::schema::{ObjectName, SchemaState};

fn state(say: impl Fn(&mut Schema) + Send + Sync + 'static) -> SchemaState {
    replay(&history(vec![up("1_one", say)])).expect("nothing is wrong")
}

/// What makes the one of the other, in words.
fn difference(from: &SchemaState, to: &SchemaState) -> Vec<String> {
    let mut options = Options::default();
    options.answers.never_ask = true;
    let operations = diff(from, to, &options).expect("there is a way");
    operations.iter().map(|it| it.describe()).collect()
}

#[test]
fn a_large_schema_can_go_as_a_whole() {
    let large = state(|schema| {
        for n in 0..100 {
            schema.create_table(format!("t{n}"), |t| {
                t.id();
            });
        }
    });
    let said = difference(&large, &SchemaState::new());
    assert_eq!(said.len(), 100);
}

#[test]
fn a_trigger_that_is_defined_by_a_column_goes_before_its_type_changes_and_comes_back() {
    let with = |text: bool| {
        state(move |schema| {
            schema.create_table("posts", |t| {
                t.id();
                match text {
                    true => t.text("title"),
                    false => t.string("title", 200),
                };
            });
            let trigger = schema.create_trigger("posts_index", "posts");
            trigger.before_update().of(["title"]).execute("index_post");
        })
    };
    let way = [
        "drop trigger \"posts_index\" of table \"posts\"",
        "change the type of column \"title\" of table \"posts\"",
        "create trigger \"posts_index\" of table \"posts\"",
    ];
    assert_eq!(difference(&with(false), &with(true)), way);
}

#[test]
fn an_attribute_becomes_another_type_after_the_last_column_of_its_type_is_gone() {
    let with = |wide: bool| {
        state(move |schema| {
            schema.create_composite_type("version", |t| {
                t.attribute("major", if wide { big_integer() } else { integer() });
            });
            schema.create_table("crates", |t| {
                t.id();
                if wide {
                    t.column("newest", custom("version"));
                }
            });
        })
    };
    let way = [
        "drop column \"newest\" of table \"crates\"",
        "alter composite type \"version\"",
    ];
    assert_eq!(difference(&with(true), &with(false)), way);
    let (message, _) = problem(|schema| {
        schema.create_composite_type("version", |t| {
            t.attribute("major", integer());
        });
        schema.create_table("crates", |t| {
            t.id();
            t.column("newest", custom("version"));
        });
        schema.alter_composite_type("version", |t| {
            t.change_attribute_type("major", big_integer());
        });
    });
    assert_eq!(
        message,
        "cannot change the type of attribute \"major\" of composite type \"version\": column \"crates.newest\" is of this type"
    );
}

#[test]
fn the_default_of_the_old_type_goes_before_the_type_changes() {
    let before = state(|schema| {
        schema.create_table("posts", |t| {
            t.id();
            t.integer("seen").default(-7);
        });
    });
    let after = state(|schema| {
        schema.create_table("posts", |t| {
            t.id();
            t.timestamp("seen");
        });
    });
    let way = [
        "drop the default of column \"seen\" of table \"posts\"",
        "change the type of column \"seen\" of table \"posts\"",
    ];
    assert_eq!(difference(&before, &after), way);
}

#[test]
fn a_column_is_numbered_while_it_is_in_a_key() {
    let numbered = state(|schema| {
        schema.create_table("posts", |t| {
            t.big_integer("id").auto_increment().primary_key();
            t.text("title");
        });
    });
    let plain = state(|schema| {
        schema.create_table("posts", |t| {
            t.big_integer("id");
            t.text("title");
        });
    });
    let gone = state(|schema| {
        schema.create_table("posts", |t| {
            t.text("title");
        });
    });
    let stop = [
        "drop the generation of column \"id\" of table \"posts\"",
        "drop primary key \"posts_pkey\" of table \"posts\"",
    ];
    assert_eq!(difference(&numbered, &plain), stop);
    let start = [
        "add primary key \"posts_pkey\" to table \"posts\"",
        "add the identity of column \"id\" of table \"posts\"",
    ];
    assert_eq!(difference(&plain, &numbered), start);
    let drop = [stop[0], stop[1], "drop column \"id\" of table \"posts\""];
    assert_eq!(difference(&numbered, &gone), drop);
}

#[test]
fn a_name_of_a_key_is_free_once_its_table_is_gone() {
    let called = |name: &'static str| {
        state(move |schema| {
            schema.create_table(name, |t| {
                t.big_integer("id");
                t.primary_key(["id"]).name("packages_pkey");
            });
        })
    };
    let way = ["drop table \"packages\"", "create table \"crates\""];
    assert_eq!(difference(&called("packages"), &called("crates")), way);
}

#[test]
fn an_index_is_called_as_a_table_was_once_that_is_gone() {
    let before = state(|schema| {
        schema.create_table("posts", |t| {
            t.id();
        });
        schema.create_table("titles", |t| {
            t.id();
        });
    });
    let after = state(|schema| {
        schema.create_table("posts", |t| {
            t.id();
        });
        schema.create_table("notes", |t| {
            t.big_integer("title");
            t.index(["title"]).name("titles");
        });
        schema.create_view("title", "SELECT 1 AS one");
    });
    let there = [
        "create view \"title\"",
        "drop table \"titles\"",
        "create table \"notes\"",
    ];
    assert_eq!(difference(&before, &after), there);
    let back = [
        "drop view \"title\"",
        "drop table \"notes\"",
        "create table \"titles\"",
    ];
    assert_eq!(difference(&after, &before), back);
}

#[test]
fn a_rename_that_was_said_and_cannot_be_done_is_no_question() {
    let with = |name: &'static str| {
        state(move |schema| {
            schema.create_table("users", |t| {
                t.id();
                t.string(name, 100);
            });
            schema.create_view("names", format!("SELECT {name} FROM users"));
        })
    };
    let (from, to) = (with("nom"), with("name"));
    let mut options = Options::default();
    options.answers.said.push(Renamed::Column {
        table: ObjectName::new("users"),
        from: "nom".to_owned(),
        to: "name".to_owned(),
    });
    match diff(&from, &to, &options) {
        Err(Undecided::Left(why)) => assert!(why.join("; ").contains("names"), "{why:?}"),
        other => panic!("{other:?}"),
    }
}
