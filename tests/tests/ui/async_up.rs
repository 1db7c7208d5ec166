use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name = "create_posts")]
impl Migration for CreatePosts {
    async fn up(&self, schema: &mut Schema) {
        schema.drop_table("posts");
    }
}

fn main() {}
