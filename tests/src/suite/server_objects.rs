//! Extensions, schemas, publications, statistics, and comments on parts of tables.

use migratory::prelude::*;

use super::{Case, needs};

fn posts() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.string("title", 100).unique();
                t.integer("rank").default(0);
            });
            schema.create_index("posts", ["rank", "title"]);
        })
        .rows(["INSERT INTO posts (title) VALUES ('a'), ('b')"])
}

pub fn an_extension_brings_its_functions() -> Case {
    Case::new()
        .needs(needs::EXTENSIONS)
        .change(|schema| {
            schema.create_extension("pg_trgm");
        })
        .check(|db| assert_eq!(db.value("SELECT similarity('word', 'word')::text"), "1"))
        .check_back(|db| {
            db.refuses("SELECT similarity('word', 'word')");
        })
}

pub fn a_dropped_extension_comes_back() -> Case {
    Case::new()
        .needs(needs::EXTENSIONS)
        .before(|schema| {
            schema.create_extension("citext").if_not_exists();
        })
        .change(|schema| {
            schema.drop_extension("citext");
        })
        .check_back(|db| db.accepts("SELECT 'a'::citext = 'A'::citext"))
}

pub fn a_schema_holds_tables_and_is_renamed_with_them() -> Case {
    Case::new()
        .needs(needs::POLICIES)
        .before(|schema| {
            schema.create_schema("archive").comment("it's old");
            schema.create_table(("archive", "posts"), |t| {
                t.id();
                t.string("title", 20);
            });
            schema.create_domain(("archive", "shape"), integer());
        })
        .rows(["INSERT INTO archive.posts (title) VALUES ('a')"])
        .change(|schema| {
            schema.rename_schema("archive", "Old things");
            schema.alter_table(("Old things", "posts"), |t| {
                t.add_column("shape", integer()).optional();
            });
        })
        .check(|db| assert_eq!(db.column("SELECT title FROM \"Old things\".posts"), ["a"]))
        .check_back(|db| assert_eq!(db.column("SELECT title FROM archive.posts"), ["a"]))
}

pub fn an_empty_schema_comes_and_goes() -> Case {
    Case::new()
        .needs(needs::NEW_SCHEMAS)
        .change(|schema| {
            schema.create_schema("migratory_suite_empty");
        })
        .may_lose_rows()
        .check(|db| {
            let count = "SELECT CAST(count(*) AS CHAR(1)) FROM information_schema.schemata WHERE schema_name = 'migratory_suite_empty'";
            assert_eq!(db.value(count), "1");
        })
}

pub fn a_publication_is_of_its_tables() -> Case {
    posts()
        .needs(needs::POLICIES)
        .before(|schema| {
            schema.create_table("pages", |t| {
                t.id();
            });
            schema.create_publication("feed").table("posts").publish(["insert", "update"]);
        })
        .change(|schema| {
            schema.create_publication("feed").table("posts").table("pages").or_replace();
            schema.rename_table("pages", "leaves");
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT tablename::text FROM pg_publication_tables WHERE pubname = 'feed' ORDER BY 1"),
                ["leaves", "posts"]
            );
            assert_eq!(db.value("SELECT pubdelete::text FROM pg_publication"), "true");
        })
        .check_back(|db| assert_eq!(db.value("SELECT pubdelete::text FROM pg_publication"), "false"))
}

pub fn a_dropped_table_comes_back_to_its_publication_with_its_statistics() -> Case {
    posts()
        .needs(needs::POLICIES)
        .before(|schema| {
            schema.create_publication("feed").table("posts");
            schema.create_statistics("posts_stats", "posts", ["rank", "title"]);
        })
        .change(|schema| {
            schema.drop_table("posts");
        })
        .loses_rows()
}

pub fn statistics_follow_their_table_and_go_with_it() -> Case {
    posts()
        .needs(needs::POLICIES)
        .before(|schema| {
            schema
                .create_statistics("posts_stats", "posts", ["rank", "title"])
                .kinds(["mcv"]);
        })
        .change(|schema| {
            schema.rename_table("posts", "articles");
            schema.rename_statistics("posts_stats", "articles_stats");
            schema
                .create_statistics("more", "articles", ["id", "rank"])
                .comment("it's for the planner");
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT stxname::text FROM pg_statistic_ext ORDER BY 1"),
                ["articles_stats", "more"]
            );
        })
}

pub fn a_column_with_statistics_is_dropped_with_cascade() -> Case {
    posts()
        .needs(needs::POLICIES)
        .before(|schema| {
            schema.create_statistics("posts_stats", "posts", ["rank", "title"]);
        })
        .change(|schema| {
            schema.alter_table("posts", |t| {
                t.drop_column("rank").cascade();
            });
        })
        .loses_rows()
        .check(|db| {
            assert!(
                db.column("SELECT stxname::text FROM pg_statistic_ext")
                    .is_empty()
            )
        })
}

pub fn constraints_have_comments_that_follow_them() -> Case {
    posts()
        .needs(needs::POLICIES)
        .before(|schema| {
            schema.comment_on_constraint("posts", "posts_title_key", "it's short".to_owned());
        })
        .change(|schema| {
            schema.comment_on_constraint("posts", "posts_pkey", "never reused".to_owned());
            schema.rename_constraint("posts", "posts_title_key", "titles");
            schema.drop_constraint("posts", "titles");
        })
}

pub fn the_comment_on_an_index_is_set_where_there_are_comments() -> Case {
    posts()
        .needs(needs::COMMENTS)
        .change(|schema| {
            schema.comment_on_index(
                "posts",
                "posts_rank_title_idx",
                "it's for the front page".to_owned(),
            );
        })
        .check(|db| db.accepts("SELECT 1"))
}
