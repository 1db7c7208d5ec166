//! What is written for "suite_views".

use migratory::prelude::*;

pub struct AViewShowsTheRowsOfItsQuery;

#[migration(name = "20260301000000000_views_1")]
impl Migration for AViewShowsTheRowsOfItsQuery {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema.create_view(
            "titles",
            expr("SELECT posts.id, posts.title FROM posts").on(
                Mysql,
                "select `posts`.`id` AS `id`,`posts`.`title` AS `title` from `posts`",
            ),
        );
    }
}

pub struct AViewHasTheNamesForItsColumnsThatWereSaid;

#[migration(name = "20260301000000000_views_2")]
impl Migration for AViewHasTheNamesForItsColumnsThatWereSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema
            .create_view("titles", "SELECT id, title FROM posts")
            .columns(["number", "name"]);
    }
}

pub struct AReplacedViewIsTheOldOneAgainAfterTheWayBack;

#[migration(name = "20260301000000000_views_3")]
impl Migration for AReplacedViewIsTheOldOneAgainAfterTheWayBack {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema.create_view(
            "titles",
            expr("SELECT posts.id, posts.title FROM posts").on(
                Mysql,
                "select `posts`.`id` AS `id`,`posts`.`title` AS `title` from `posts`",
            ),
        );
        schema.drop_view("titles");
        schema.create_view(
            "titles",
            expr("SELECT posts.title FROM posts WHERE posts.id < 2").on(
                Mysql,
                "select `posts`.`title` AS `title` from `posts` where `posts`.`id` < 2",
            ),
        );
    }
}

pub struct AViewIsReplacedInPlace;

#[migration(name = "20260301000000000_views_4")]
impl Migration for AViewIsReplacedInPlace {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema.create_view(
            "titles",
            expr("SELECT posts.title FROM posts WHERE posts.id < 2").on(
                Mysql,
                "select `posts`.`title` AS `title` from `posts` where `posts`.`id` < 2",
            ),
        );
        schema
            .create_view(
                "titles",
                expr("SELECT posts.title FROM posts")
                    .on(Mysql, "select `posts`.`title` AS `title` from `posts`"),
            )
            .or_replace();
    }
}

pub struct ARenamedViewIsReadByOthersUnderItsNewName;

#[migration(name = "20260301000000000_views_5")]
impl Migration for ARenamedViewIsReadByOthersUnderItsNewName {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema.create_view(
            "titles",
            expr("SELECT posts.id, posts.title FROM posts").on(
                Mysql,
                "select `posts`.`id` AS `id`,`posts`.`title` AS `title` from `posts`",
            ),
        );
        schema.create_view(
            "only_titles",
            expr("SELECT titles.title FROM titles")
                .on(Mysql, "select `titles`.`title` AS `title` from `titles`"),
        );
        schema.rename_view("titles", "headlines");
    }
}

pub struct AViewFollowsARenamedTable;

#[migration(name = "20260301000000000_views_6")]
impl Migration for AViewFollowsARenamedTable {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema.create_view(
            "titles",
            expr("SELECT posts.id, posts.title FROM posts").on(
                Mysql,
                "select `posts`.`id` AS `id`,`posts`.`title` AS `title` from `posts`",
            ),
        );
        schema.rename_table("posts", "articles");
    }
}

pub struct AViewChecksWhatGoesInThroughIt;

#[migration(name = "20260301000000000_views_7")]
impl Migration for AViewChecksWhatGoesInThroughIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema
            .create_view("early", "SELECT id, title FROM posts WHERE id < 10")
            .check_option();
    }
}

pub struct ACommentOnAViewComesBackWithIt;

#[migration(name = "20260301000000000_views_8")]
impl Migration for ACommentOnAViewComesBackWithIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema
            .create_view(
                "titles",
                expr("SELECT posts.id, posts.title FROM posts").on(
                    Mysql,
                    "select `posts`.`id` AS `id`,`posts`.`title` AS `title` from `posts`",
                ),
            )
            .comment("for the start page");
        schema.drop_view("titles");
    }
}

pub struct AMaterializedViewShowsWhatWasThereAtItsLastRefresh;

#[migration(name = "20260301000000000_views_9")]
impl Migration for AMaterializedViewShowsWhatWasThereAtItsLastRefresh {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema.create_materialized_view("counted", "SELECT count(*) AS n FROM posts");
        schema.create_index("counted", "n").unique();
        schema.refresh_materialized_view("counted").concurrently();

        schema.alter_table("posts", |t| {
            t.set_default("title", "none");
        });
    }
}

pub struct AMaterializedViewComesBackWithItsIndexes;

#[migration(name = "20260301000000000_views_10")]
impl Migration for AMaterializedViewComesBackWithItsIndexes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
        });

        schema
            .create_materialized_view("counted", "SELECT count(*) AS n FROM posts")
            .without_data();
        schema.create_index("counted", "n").unique();
        schema.rename_index("counted", "counted_n_idx", "only_once");
        schema.rename_materialized_view("counted", "sums");
        schema.drop_index("sums", "only_once");
        schema.drop_materialized_view("sums");
    }
}
