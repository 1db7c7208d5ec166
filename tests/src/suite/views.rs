//! Views, materialized ones too: what they show, and that they go along with what they read.

use migration_core::schema::Expression;
use migratory::prelude::*;

use super::{Case, needs};

/// As each server writes it.
fn titles() -> Expression {
    expr("SELECT posts.id, posts.title FROM posts").on(
        Mysql,
        "select `posts`.`id` AS `id`,`posts`.`title` AS `title` from `posts`",
    )
}

fn first_titles() -> Expression {
    expr("SELECT posts.title FROM posts WHERE posts.id < 2").on(
        Mysql,
        "select `posts`.`title` AS `title` from `posts` where `posts`.`id` < 2",
    )
}

fn posts() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.string("title", 40);
            });
        })
        .rows(["INSERT INTO posts (title) VALUES ('one'), ('two')"])
}

pub fn a_view_shows_the_rows_of_its_query() -> Case {
    posts()
        .change(|schema| {
            schema.create_view("titles", titles());
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT title FROM titles ORDER BY id"),
                ["one", "two"]
            );
        })
        .check_back(|db| {
            db.refuses("SELECT * FROM titles");
        })
}

pub fn a_view_has_the_names_for_its_columns_that_were_said() -> Case {
    posts()
        .change(|schema| {
            schema
                .create_view("titles", "SELECT id, title FROM posts")
                .columns(["number", "name"]);
        })
        .is_rewritten()
        .check(|db| {
            assert_eq!(
                db.column("SELECT name FROM titles ORDER BY number"),
                ["one", "two"]
            );
        })
}

pub fn a_replaced_view_is_the_old_one_again_after_the_way_back() -> Case {
    posts()
        .before(|schema| {
            schema.create_view("titles", titles());
        })
        .change(|schema| {
            schema.drop_view("titles");
            schema.create_view("titles", first_titles());
        })
        .check(|db| assert_eq!(db.column("SELECT title FROM titles"), ["one"]))
        .check_back(|db| {
            assert_eq!(
                db.column("SELECT title FROM titles ORDER BY id"),
                ["one", "two"]
            );
        })
}

pub fn a_view_is_replaced_in_place() -> Case {
    posts()
        .before(|schema| {
            schema.create_view("titles", first_titles());
        })
        .change(|schema| {
            let all = expr("SELECT posts.title FROM posts")
                .on(Mysql, "select `posts`.`title` AS `title` from `posts`");
            schema.create_view("titles", all).or_replace();
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT title FROM titles ORDER BY 1"),
                ["one", "two"]
            )
        })
        .check_back(|db| assert_eq!(db.column("SELECT title FROM titles"), ["one"]))
}

pub fn a_renamed_view_is_read_by_others_under_its_new_name() -> Case {
    posts()
        .before(|schema| {
            schema.create_view("titles", titles());
            let of_titles = expr("SELECT titles.title FROM titles")
                .on(Mysql, "select `titles`.`title` AS `title` from `titles`");
            schema.create_view("only_titles", of_titles);
        })
        .change(|schema| schema.rename_view("titles", "headlines"))
        .check(|db| {
            assert_eq!(
                db.column("SELECT title FROM headlines ORDER BY id"),
                ["one", "two"]
            );
            assert_eq!(
                db.column("SELECT title FROM only_titles ORDER BY 1"),
                ["one", "two"]
            );
            db.refuses("SELECT * FROM titles");
        })
        .check_back(|db| {
            assert_eq!(
                db.column("SELECT title FROM only_titles ORDER BY 1"),
                ["one", "two"]
            );
        })
}

pub fn a_view_follows_a_renamed_table() -> Case {
    posts()
        .before(|schema| {
            schema.create_view("titles", titles());
        })
        .change(|schema| schema.rename_table("posts", "articles"))
        .check(|db| {
            assert_eq!(
                db.column("SELECT title FROM titles ORDER BY id"),
                ["one", "two"]
            );
        })
        .check_back(|db| {
            assert_eq!(
                db.column("SELECT title FROM titles ORDER BY id"),
                ["one", "two"]
            );
        })
}

pub fn a_view_checks_what_goes_in_through_it() -> Case {
    posts()
        .needs(needs::VIEW_CHECKS)
        .change(|schema| {
            schema
                .create_view("early", "SELECT id, title FROM posts WHERE id < 10")
                .check_option();
        })
        .is_rewritten()
        .check(|db| {
            db.accepts("INSERT INTO early (id, title) VALUES (9, 'nine')");
            db.refuses("INSERT INTO early (id, title) VALUES (10, 'ten')");
        })
}

pub fn a_comment_on_a_view_comes_back_with_it() -> Case {
    posts()
        .needs(needs::VIEW_COMMENTS)
        .before(|schema| {
            schema
                .create_view("titles", titles())
                .comment("for the start page");
        })
        .change(|schema| {
            schema.drop_view("titles");
        })
        .check(|db| {
            db.refuses("SELECT * FROM titles");
        })
        .check_back(|db| {
            let comment = "SELECT obj_description('titles'::regclass)";
            assert_eq!(db.value(comment), "for the start page");
        })
}

pub fn a_materialized_view_shows_what_was_there_at_its_last_refresh() -> Case {
    posts()
        .needs(needs::MATERIALIZED_VIEWS)
        .before(|schema| {
            schema.create_materialized_view("counted", "SELECT count(*) AS n FROM posts");
            schema.create_index("counted", "n").unique();
        })
        .rows(["INSERT INTO posts (title) VALUES ('three')"])
        .change(|schema| {
            schema.refresh_materialized_view("counted").concurrently();
            schema.alter_table("posts", |t| {
                t.set_default("title", "none");
            });
        })
        .check(|db| {
            assert_eq!(db.column("SELECT n FROM counted"), ["3"]);
            db.accepts("INSERT INTO posts (title) VALUES ('four')");
            assert_eq!(db.column("SELECT n FROM counted"), ["3"]);
        })
}

pub fn a_materialized_view_comes_back_with_its_indexes() -> Case {
    posts()
        .needs(needs::MATERIALIZED_VIEWS)
        .before(|schema| {
            let view =
                schema.create_materialized_view("counted", "SELECT count(*) AS n FROM posts");
            view.without_data();
            schema.create_index("counted", "n").unique();
        })
        .change(|schema| {
            schema.rename_index("counted", "counted_n_idx", "only_once");
            schema.rename_materialized_view("counted", "sums");
            schema.drop_index("sums", "only_once");
            schema.drop_materialized_view("sums");
        })
        .check(|db| {
            db.refuses("SELECT * FROM sums");
        })
}
