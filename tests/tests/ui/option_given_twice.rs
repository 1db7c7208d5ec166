use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name = "create_posts", name = "create_posts")]
impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
