use migratory::prelude::*;

pub struct CreateBlogPosts;

#[migration]
impl Migration for CreateBlogPosts {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("blog_post_kind", ["long", "short"]);
        schema.create_table("blog_posts", |t| {
            t.id();
            t.enumeration("kind", "blog_post_kind");
            t.references("blog_id", "posts");
        });
    }
}
