use migratory::prelude::*;

pub struct CreateJoinPostsAndAuthors;

#[migration]
impl Migration for CreateJoinPostsAndAuthors {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts_authors", |t| {
            t.big_integer("post_id").references("posts", "id");
            t.uuid("author_id").references("authors", "id").index();
            t.primary_key(["post_id", "author_id"]);
        });
    }
}
