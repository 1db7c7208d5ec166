use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name = "create_posts" crate = "::migratory")]
impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
