//! What is written for "more_objects".

use migratory::prelude::*;

pub struct Objects;

#[migration(name = "20260301000000000_more_objects")]
impl Migration for Objects {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_view(
                "overview",
                "SELECT posts.id, posts.title, users.name AS author, count(comments.id) AS \
                 comments FROM posts JOIN users ON users.id = posts.author_id LEFT JOIN comments \
                 ON comments.post_id = posts.id GROUP BY 1, 2, 3",
            )
            .comment("All of it");
        schema.create_view(
            "both",
            expr("SELECT 1")
                .on(Postgres, "SELECT 3")
                .on(Mysql, "SELECT 2"),
        );
        schema
            .create_function("noted", "", "trigger")
            .set("search_path", "public")
            .body(
                r#"BEGIN
    RAISE NOTICE 'it''s "done"';
    RETURN new;
END"#,
            )
            .comment("Says so");
        schema.rename_function("f", "g").arguments("integer, text");
        schema.comment_on_function("g", None).arguments("integer");
        schema.enable_always_trigger("t", "posts");
        schema.enable_replica_trigger("t", "posts");
        schema
            .create_role("writer")
            .login()
            .member_of(["reader", "guest"]);
        schema.force_row_security("posts");
        schema.disable_row_security("posts");
        schema
            .create_policy("own", "posts")
            .restrictive()
            .for_update()
            .to(["writer", "reader"])
            .using("author = current_user")
            .with_check("author = current_user")
            .comment("Each their own");
        schema.rename_policy("posts", "own", "theirs");
        schema
            .grant([Privilege::Usage], on_schema("shop"))
            .to("writer");
        schema
            .grant([Privilege::All], on_sequence("numbers"))
            .to(["writer", "reader"]);
        schema
            .grant([Privilege::Usage], on_type(("shop", "status")))
            .to("writer");
        schema
            .grant([Privilege::Execute], on_routine("f", "integer"))
            .to("writer");
        schema
            .revoke([Privilege::Select], "posts")
            .from("reader")
            .grant_option_only();
        schema
            .create_domain("positive", integer())
            .check_not_valid("is_positive", "VALUE > 0");

        schema.alter_domain("positive", |t| {
            t.add_check("is_small", "VALUE < 10");
            t.validate_check("is_positive");
            t.set_default(5);
        });

        schema.redefine(|schema| {
            schema.create_sequence("numbers").start(10).increment(-1);
        });
    }

    // No `down`: not all of this can be undone.
    // enable trigger "t" of table "posts": what trigger "t" was before is not known, since raw SQL made it
    // enable trigger "t" of table "posts": what trigger "t" was before is not known, since raw SQL made it
    // disable row-level security of table "posts": what table "posts" was before is not known, since raw SQL made it
    // disable row-level security of table "posts": what table "posts" was before is not known, since raw SQL made it
    // alter sequence "numbers": what sequence "numbers" was before is not known, since raw SQL made it
}
