//! What is written for "suite_server_objects".

use migratory::prelude::*;

pub struct AnExtensionBringsItsFunctions;

#[migration(name = "20260301000000000_server_objects_1")]
impl Migration for AnExtensionBringsItsFunctions {
    fn up(&self, schema: &mut Schema) {
        schema.create_extension("pg_trgm");
    }
}

pub struct ADroppedExtensionComesBack;

#[migration(name = "20260301000000000_server_objects_2")]
impl Migration for ADroppedExtensionComesBack {
    fn up(&self, schema: &mut Schema) {
        schema.create_extension("citext").if_not_exists();
        schema.drop_extension("citext");
    }
}

pub struct ASchemaHoldsTablesAndIsRenamedWithThem;

#[migration(name = "20260301000000000_server_objects_3")]
impl Migration for ASchemaHoldsTablesAndIsRenamedWithThem {
    fn up(&self, schema: &mut Schema) {
        schema.create_schema("archive").comment("it's old");

        schema.create_table(("archive", "posts"), |t| {
            t.id();
            t.string("title", 20);
        });

        schema.create_domain(("archive", "shape"), integer());
        schema.rename_schema("archive", "Old things");

        schema.alter_table(("Old things", "posts"), |t| {
            t.add_column("shape", integer()).optional();
        });
    }
}

pub struct APublicationIsOfItsTables;

#[migration(name = "20260301000000000_server_objects_4")]
impl Migration for APublicationIsOfItsTables {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 100).unique();
            t.integer("rank").default(0);
        });

        schema.create_index("posts", ["rank", "title"]);

        schema.create_table("pages", |t| {
            t.id();
        });

        schema
            .create_publication("feed")
            .table("posts")
            .publish(["insert", "update"]);
        schema
            .create_publication("feed")
            .table("pages")
            .table("posts")
            .or_replace();
        schema.rename_table("pages", "leaves");
    }
}

pub struct ADroppedTableComesBackToItsPublicationWithItsStatistics;

#[migration(name = "20260301000000000_server_objects_5")]
impl Migration for ADroppedTableComesBackToItsPublicationWithItsStatistics {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 100).unique();
            t.integer("rank").default(0);
        });

        schema.create_index("posts", ["rank", "title"]);
        schema.create_publication("feed").table("posts");
        schema.create_statistics("posts_stats", "posts", ["rank", "title"]);
        schema.drop_table("posts");
    }
}

pub struct StatisticsFollowTheirTableAndGoWithIt;

#[migration(name = "20260301000000000_server_objects_6")]
impl Migration for StatisticsFollowTheirTableAndGoWithIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 100).unique();
            t.integer("rank").default(0);
        });

        schema.create_index("posts", ["rank", "title"]);
        schema
            .create_statistics("posts_stats", "posts", ["rank", "title"])
            .kinds("mcv");
        schema.rename_table("posts", "articles");
        schema.rename_statistics("posts_stats", "articles_stats");
        schema
            .create_statistics("more", "articles", ["id", "rank"])
            .comment("it's for the planner");
    }
}

pub struct AColumnWithStatisticsIsDroppedWithCascade;

#[migration(name = "20260301000000000_server_objects_7")]
impl Migration for AColumnWithStatisticsIsDroppedWithCascade {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 100).unique();
            t.integer("rank").default(0);
        });

        schema.create_index("posts", ["rank", "title"]);
        schema.create_statistics("posts_stats", "posts", ["rank", "title"]);

        schema.alter_table("posts", |t| {
            t.drop_column("rank").cascade();
        });
    }
}

pub struct ConstraintsHaveCommentsThatFollowThem;

#[migration(name = "20260301000000000_server_objects_8")]
impl Migration for ConstraintsHaveCommentsThatFollowThem {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 100).unique();
            t.integer("rank").default(0);
        });

        schema.create_index("posts", ["rank", "title"]);
        schema.comment_on_constraint("posts", "posts_title_key", "it's short".to_owned());
        schema.comment_on_constraint("posts", "posts_pkey", "never reused".to_owned());
        schema.rename_constraint("posts", "posts_title_key", "titles");
        schema.drop_constraint("posts", "titles");
    }
}

pub struct TheCommentOnAnIndexIsSetWhereThereAreComments;

#[migration(name = "20260301000000000_server_objects_9")]
impl Migration for TheCommentOnAnIndexIsSetWhereThereAreComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 100).unique();
            t.integer("rank").default(0);
        });

        schema.create_index("posts", ["rank", "title"]);
        schema.comment_on_index(
            "posts",
            "posts_rank_title_idx",
            "it's for the front page".to_owned(),
        );
    }
}
