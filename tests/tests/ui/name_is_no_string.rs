use migratory::prelude::*;

pub struct CreatePosts;

const NAME: &str = "create_posts";

#[migration(name = NAME)]
impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
