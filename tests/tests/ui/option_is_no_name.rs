use migratory::prelude::*;

pub struct CreatePosts;

#[migration("create_posts")]
impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
