use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name = "create_posts")]
impl CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
