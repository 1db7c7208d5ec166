//! What is wrong with models, told at the user's lines.

use migratory::core::model::{ModelTable, state};
use migratory::prelude::*;

/// The problems, with the source at each place instead of its line.
fn mistakes(tables: impl IntoIterator<Item = ModelTable>) -> String {
    let error = state(tables).expect_err("they contradict each other");
    assert_eq!(error.kind(), migratory::core::ErrorKind::Models);
    let text = error.to_string();
    let mut pieces = text.split(concat!(file!(), ":"));
    let mut shown = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let end = piece.find([' ', '\n']).unwrap_or(piece.len());
        let (place, rest) = piece.split_at(end);
        let (line, column) = place.split_once(':').unwrap();
        let (line, column): (usize, usize) = (line.parse().unwrap(), column.parse().unwrap());
        let source = include_str!("mistakes.rs").lines().nth(line - 1).unwrap();
        shown += &format!("`{}`{rest}", &source[column - 1..]);
    }
    shown
}

#[derive(Model)]
#[allow(dead_code)]
struct User {
    #[model(primary_key)]
    id: i64,
    email: String,
    name: Option<String>,
}

#[test]
fn two_models_of_one_table() {
    mod other {
        use migratory::prelude::*;

        #[derive(Model)]
        #[model(table = "users")]
        #[allow(dead_code)]
        pub struct Person {
            id: i64,
        }
    }
    let text = mistakes([User::table(), other::Person::table()]);
    insta::assert_snapshot!(text, @r#"
    two models are of table "users": `User {` and `Person {`
      --> `Person {`
      help: give one of them another table: #[model(table = "...")]
    "#);
}

#[test]
fn keys_to_what_is_not_there() {
    #[derive(Model)]
    #[allow(dead_code)]
    struct Post {
        #[model(references = "user.id")]
        author: i64,
        #[model(references = "organizations.id")]
        owner: i64,
        #[model(references = "users.idd")]
        editor: i64,
        #[model(references = "users.email")]
        mail: String,
        #[model(references = "users.id")]
        reviewer: String,
        #[model(references = "users.id", on_delete = "set_null")]
        reader: i64,
        #[model(references = "users.id", external)]
        outsider: i64,
    }
    insta::assert_snapshot!(mistakes([User::table(), Post::table()]), @r#"
    table "posts" refers to table "user", which no model is of
      --> `author: i64,`
      help: did you mean "users"?

    table "posts" refers to table "organizations", which no model is of
      --> `owner: i64,`
      help: write a model of it, or say `external` beside `references`: its table is then taken as it is

    table "users" has no column "idd"
      --> `editor: i64,`
      help: did you mean "id"?

    foreign key "posts_mail_fkey" refers to "email" of table "users", which is not unique
      --> `mail: String,`
      help: refer to its primary key, or add a unique constraint on exactly these columns

    foreign key "posts_reviewer_fkey" goes from "posts.reviewer" (text()) to "users.id" (big_integer()): the types differ
      --> `reviewer: String,`
      help: give both columns the same type

    foreign key "posts_reader_fkey" sets column "reader" to NULL, but it is NOT NULL
      --> `reader: i64,`
      help: make the field an Option

    "users" has a model, and is said to be external
      --> `outsider: i64,`
      help: leave `external` out
    "#);
}

#[test]
fn columns_that_cannot_be() {
    #[derive(Model)]
    #[model(
        index(a, name = "one"),
        index(b, name = "one"),
        unique(a),
        unique(b, b)
    )]
    #[allow(clippy::duplicated_attributes)] // which takes two parts of one name for one part said twice
    #[allow(dead_code)]
    struct Thing {
        #[model(primary_key)]
        id: Option<i64>,
        #[model(unique, max_length = 3)]
        a: i32,
        #[model(precision = 3)]
        b: String,
    }
    #[derive(Model)]
    #[allow(dead_code)]
    struct Optional {
        #[model(primary_key)]
        id: Option<i64>,
        #[model(auto_increment)]
        text: String,
    }
    insta::assert_snapshot!(mistakes([Thing::table(), Optional::table()]), @r#"
    two indexes of table "things" are called "one"
      --> `index(b, name = "one"),`
      help: leave one of them out, or give it another name with name = "..."

    two constraints of table "things" are called "things_a_key"
      --> `unique(a),`
      help: leave one of them out, or give it another name with name = "..."

    `max_length` is for text, and this is integer()
      --> `a: i32,`
      help: leave it out, or make the field of another type

    `precision` is for exact numbers, and this is text()
      --> `b: String,`
      help: leave it out, or make the field of another type

    column "id" of table "optionals" may hold NULL and cannot be part of the primary key
      --> `id: Option<i64>,`
      help: make the field's type one without Option

    column "text" of table "optionals" counts up and must be an integer
      --> `text: String,`
    "#);
}

#[derive(DbEnum)]
#[allow(dead_code)]
enum Status {
    Draft,
    Done,
}

#[test]
fn two_enums_of_one_type() {
    mod other {
        use migratory::prelude::*;

        #[derive(DbEnum)]
        #[allow(dead_code)]
        pub enum Status {
            Open,
        }
    }
    #[derive(Model)]
    #[allow(dead_code)]
    struct Task {
        status: Status,
        statuses: Vec<Status>,
        other: other::Status,
        others: Vec<other::Status>,
        #[model(default = "drafft")]
        wrong: Status,
    }
    insta::assert_snapshot!(mistakes([Task::table()]), @r#"
    two enums are type "status", and differ: `Status {` and `Status {`
      --> `Status {`
      help: give one of them another name: #[db_enum(name = "...")]

    the default of column "wrong" of table "tasks": type "status" has no value "drafft"
      --> `wrong: Status,`
    "#);
}

#[test]
fn names_from_before_that_others_have() {
    #[derive(DbEnum)]
    #[db_enum(was = "status")]
    #[allow(dead_code)]
    enum Kind {
        #[db_enum(was = "plain")]
        Plain,
        #[db_enum(was = "simple")]
        Rich,
        Simple,
    }
    #[derive(Model)]
    #[model(was = "users", index(a, was = "books_a_idx"))]
    #[allow(dead_code)]
    struct Book {
        #[model(was = "b")]
        a: i32,
        b: i32,
        #[model(was = "old")]
        c: i32,
        #[model(was = "old")]
        d: i32,
        kind: Kind,
        status: Status,
    }
    #[derive(Model)]
    #[model(was = "pages")]
    #[allow(dead_code)]
    struct Page {
        id: i32,
    }
    let tables = [Book::table(), Page::table(), User::table()];
    insta::assert_snapshot!(mistakes(tables), @r#"
    type "kind" was "status", and "status" is there
      --> `Kind {`
      help: leave `was` out, or the type "status"

    value "plain" was "plain", which is its name
      --> `Plain,`
      help: leave `was` out

    value "rich" of type "kind" was "simple", and "simple" is there
      --> `Rich,`
      help: leave `was` out, or the value "simple"

    index "books_a_idx" was "books_a_idx", which is its name
      --> `index(a, was = "books_a_idx"))]`
      help: leave `was` out

    table "books" was "users", and "users" is there
      --> `Book {`
      help: leave `was` out, or the table "users"

    column "a" of table "books" was "b", and "b" is there
      --> `a: i32,`
      help: leave `was` out, or the column "b"

    "c" and "d" of table "books" both were "old"
      --> `d: i32,`
      help: one can have been: leave the other `was` out

    table "pages" was "pages", which is its name
      --> `Page {`
      help: leave `was` out
    "#);
}
